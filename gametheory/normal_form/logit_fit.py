"""Maximum likelihood of the precision of logit quantal responses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..errors import InvalidGameError, NoEquilibriumFoundError
from ..kernels.kernel import Kernel, as_input, constant
from ..kernels.logit_marks import FULL
from ..kernels.status import Status
from ..residual import logit_residual
from ..residual.measure import side_by_side_masks, sizes_of
from ..value import Floats, Ints, Value, frozen
from .game import NormalFormGame, require_normal_form
from .logit import as_precision, split
from .logit_branch import default_precision

_kernel = Kernel("logit_fit")

ROOM = 256
"""Points of a branch that are provided for at first."""
PROFILE = 101
"""Precisions at which the profile is given."""


@dataclass(frozen=True, eq=False, repr=False)
class LogitFit(Value):
    """A maximum-likelihood estimate of the precision, for every fit of a batch.

    Attributes
    ----------
    precision : (*fits,)
        In 1 / payoff units; NaN where there is none.
    standard_error : (*fits,)
        From the observed information, the second derivative of the profile at the estimate. NaN at a bound.
    robust_error : (*fits,)
        The sandwich: observed information on both sides of the sum of squared scores of single choices, which are
        taken as independent. It stays valid where the model does not hold. NaN at a bound.
    log_likelihood : (*fits,)
        Of the choices, without the multinomial coefficient.
    bound : (*fits,)
        -1 where the estimate is 0, 1 where the likelihood still rises at the highest precision, 0 else.
    equilibrium : Equilibrium, over the batch of games
        At the estimates, with the certificate of the concept "logit".
    profile_precision, profile : (*fits, points)
        The profile log-likelihood over the precisions, interpolated between the points of the branches.
    status : (*fits,)
    """

    precision: Floats
    standard_error: Floats
    robust_error: Floats
    log_likelihood: Floats
    bound: Ints
    equilibrium: Equilibrium
    profile_precision: Floats
    profile: Floats
    status: Ints

    def __post_init__(self) -> None:
        for name, part in list(vars(self).items()):
            object.__setattr__(self, name, frozen(part))

    def __repr__(self) -> str:
        if self.status.shape:
            return f"<LogitFit: batch of {' x '.join(map(str, self.status.shape))}, {self.equilibrium.certificate!r}>"
        at = {-1: ", at its lower bound", 0: "", 1: ", AT ITS UPPER BOUND"}[int(self.bound)]
        return (
            f"<LogitFit: precision {self.precision:.6g} +- {self.standard_error:.2g}{at}, "
            f"log-likelihood {self.log_likelihood:.6f}>"
        )


def fit_logit(
    game: NormalFormGame,
    counts: Sequence[ArrayLike],
    *,
    axis: int | tuple[int, ...] | None = None,
    max_precision: ArrayLike | None = None,
    max_steps: int = 10_000,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> LogitFit:
    r"""Estimate the precision of logit quantal responses from choices, by maximum likelihood.

    .. math:: \hat\lambda = \arg\max_\lambda \sum_g \max_{x \in B_g(\lambda)} \sum_i \sum_a n_{g,i}(a) \log x_i(a)

    with :math:`n_{g,i}(a)` the number of times that player i of game g chose a, and :math:`B_g(\lambda)` the points of
    the game's principal branch at that precision: more than one where the branch turns. The whole branch is
    profiled up to the highest precision, so the maximum is the global one along it, not the nearest one.

    Parameters
    ----------
    game : NormalFormGame, any number of players
    counts : one (*batch, m_i) per player
        How often each action was chosen: non-negative numbers, broadcast with the batch of games. A role that was
        not observed has zeros.
    axis : int, tuple of int, or None
        The axes of the batch over which games share one precision, as in ``numpy.sum``: all of them by default,
        none for ``()``.
    max_precision : float, or an array of the shape of the fits
        How far the branch is profiled; by default 1000 over the largest payoff range of a player in the fit.
    max_steps, tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    LogitFit
        Its batch is that of the games without the pooled axes. Payoffs multiplied by c divide the estimate and its
        errors by c.

    Raises
    ------
    InvalidGameError
        If counts are negative, not finite, of the wrong shape, all zero, or positive for a masked action.
    NoEquilibriumFoundError
        Under ``strict``, if the likelihood still rises at the highest precision (status AT_BOUND), or a branch or
        its certificate failed. It carries the fit as ``.equilibrium``.

    References
    ----------
    McKelvey and Palfrey (1995), "Quantal Response Equilibria for Normal Form Games", section 5. White (1982), "Maximum
    Likelihood Estimation of Misspecified Models", for the sandwich.

    Examples
    --------
    Ochs (1995), payoffs as rescaled by McKelvey and Palfrey (1995), 128 choices of each role:

    >>> from gametheory.normal_form import bimatrix
    >>> game = bimatrix([[1.1141, 0], [0, 0.2785]], [[0, 1.1141], [1.1141, 0]])
    >>> fit = fit_logit(game, [128 * np.array([0.527, 0.473]), 128 * np.array([0.366, 0.634])])
    >>> fit
    <LogitFit: precision 1.84561 +- 0.77, log-likelihood -174.764532>
    """
    require_normal_form(game)
    chosen, shape = _counts(game, counts)
    pooled = _axes(axis, len(shape))
    kept = tuple(k for k in range(len(shape)) if k not in pooled)
    fits, pool = tuple(shape[k] for k in kept), tuple(shape[k] for k in pooled)
    rows, members = prod(fits), prod(pool)
    if not members:
        raise InvalidGameError("counts of at least one game are needed for a fit; the pooled axes are empty.")

    numbers = np.arange(len(game.flat)).reshape(game.batch_shape)
    games = np.broadcast_to(numbers, shape).transpose((*kept, *pooled)).reshape(rows, members)
    order = (*kept, *pooled, len(shape))
    joint = chosen.transpose(order).reshape(rows, members, chosen.shape[-1])
    if rows and not (joint.sum(axis=(1, 2)) > 0).all():
        raise InvalidGameError("counts need at least one choice in every fit; in some all are zero.")
    if max_precision is None:
        highest = default_precision(game)[games].min(axis=1)
    else:
        highest = np.broadcast_to(as_precision(max_precision, "max_precision"), fits).reshape(-1)
        if not (highest > 0).all():
            raise InvalidGameError("max_precision needs to be positive: the branch is profiled from 0 up to it.")
    profile_of = highest[:, None] * (np.expm1(np.linspace(0, 7, PROFILE)) / np.expm1(7.0))
    found = _maxima(game, games, joint, highest, profile_of, max_steps)
    precision, value, curvature, squares, strategies, profile, bound, status = found
    back = tuple(int(k) for k in np.argsort((*kept, *pooled)))  # from fits and pools to the batch of games

    def by_game(array: Any) -> Any:
        return np.broadcast_to(array[:, None], (rows, members)).reshape((*fits, *pool)).transpose(back)

    profiles = strategies.reshape((*fits, *pool, strategies.shape[-1])).transpose((*back, len(shape)))
    states = by_game(status)
    equilibrium = certify(
        game,
        split(profiles, game.sizes),
        np.where(states == Status.AT_BOUND, Status.SOLVED, states),
        residual=logit_residual(np.nan_to_num(by_game(precision))[..., None]),
        tolerance=tolerance,
        strict=False,
    )
    fine = equilibrium.certificate.holds.transpose((*kept, *pooled)).reshape(rows, members).all(axis=1)
    status = np.where(~fine & (status == Status.SOLVED), np.int8(Status.REFUSED), status)
    known = status == Status.SOLVED
    with np.errstate(invalid="ignore", divide="ignore"):
        information = np.where(known & (curvature < 0), -curvature, np.nan)
        error, robust = 1 / np.sqrt(information), np.sqrt(squares) / information
    fit = LogitFit(
        np.where(known, precision, np.nan).reshape(fits),
        error.reshape(fits),
        robust.reshape(fits),
        np.where(known, value, np.nan).reshape(fits),
        bound.reshape(fits),
        equilibrium,
        profile_of.reshape((*fits, PROFILE)),
        profile.reshape((*fits, PROFILE)),
        status.reshape(fits),
    )
    if strict and not known.all():
        _raise(fit, highest)
    return fit


def _maxima(game: NormalFormGame, games: Any, counts: Floats, highest: Floats, profile_of: Floats, limit: int) -> Any:
    """What the kernel writes, with more room for the branches where it was too little."""
    rows, members = games.shape
    out = (
        *(np.empty(rows) for _ in range(4)),
        np.empty((rows, members, counts.shape[-1])),
        np.empty((rows, PROFILE)),
        np.empty(rows, dtype=np.int8),
        np.empty(rows, dtype=np.int8),
    )
    waiting, room = np.arange(rows), ROOM
    while len(waiting):
        part = tuple(np.empty((len(waiting), *array.shape[1:]), dtype=array.dtype) for array in out)
        _kernel(
            len(waiting),
            game.flat.reshape(len(game.flat), len(game.sizes), prod(game.sizes)),
            as_input(games[waiting], np.int64),
            as_input(counts[waiting]),
            as_input(highest[waiting]),
            side_by_side_masks(game),
            sizes_of(game.sizes),
            constant(limit),
            constant(room),
            as_input(profile_of[waiting]),
            *part,
        )
        for whole, some in zip(out, part, strict=True):
            whole[waiting] = some
        waiting, room = waiting[part[-1] == FULL], 8 * room
    return out


def _counts(game: NormalFormGame, counts: Any) -> tuple[Floats, tuple[int, ...]]:
    """The counts side by side, spread over the batch, and its shape."""
    said = "counts need one array of non-negative numbers per player, actions last, of sizes " + str(game.sizes)
    if len(counts) != len(game.sizes):
        raise InvalidGameError(f"{said}; got {len(counts)} of them.")
    arrays = [np.asarray(each) for each in counts]
    for array, size in zip(arrays, game.sizes, strict=True):
        if array.dtype.kind not in "biuf" or array.shape[-1:] != (size,):
            raise InvalidGameError(f"{said}; got shapes {[each.shape for each in arrays]}.")
        if not (np.isfinite(array) & (array >= 0)).all():
            raise InvalidGameError(f"{said}; some are negative or not finite.")
    shape = np.broadcast_shapes(game.batch_shape, *(array.shape[:-1] for array in arrays))
    joint = np.concatenate(
        [np.broadcast_to(array.astype(np.float64), (*shape, array.shape[-1])) for array in arrays], axis=-1
    )
    if game.available is not None:
        masks = np.concatenate(game.available, axis=-1)
        if (joint[np.broadcast_to(~masks, joint.shape)] > 0).any():
            raise InvalidGameError("counts are positive for an action that is masked; masked actions cannot be chosen.")
    return joint, shape


def _axes(axis: Any, dimensions: int) -> tuple[int, ...]:
    if axis is None:
        return tuple(range(dimensions))
    asked = (axis,) if isinstance(axis, int | np.integer) else tuple(axis)
    if not all(-dimensions <= each < dimensions for each in asked):
        raise InvalidGameError(f"axis needs axes of the batch, which has {dimensions}; got {axis!r}.")
    return tuple(sorted({int(each) % dimensions for each in asked}))


def _raise(fit: LogitFit, highest: Floats) -> None:
    failed = [tuple(int(k) for k in index) for index in np.argwhere(fit.status != Status.SOLVED)[:1000]]
    status = Status(int(fit.status[failed[0]]))
    most = highest.reshape(fit.status.shape)[failed[0]]
    raise NoEquilibriumFoundError(
        f"no estimate in {len(failed)} of {fit.status.size} fits; the first, at batch index {failed[0]}, stopped with "
        f"{status.name}, max_precision being {most:g}. {status.advice} Pass strict=False to get NaN there instead; "
        f"this exception carries the fit as .equilibrium.",
        equilibrium=fit,
        failed=failed,
    )
