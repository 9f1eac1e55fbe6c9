"""Comparative statics: how an equilibrium moves with the parameters of the payoffs, the direction certified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from math import prod
from typing import Any

import numpy as np

from ..equilibrium import Equilibria, Equilibrium
from ..errors import InvalidGameError, UnsupportedGameError
from ..kernels.kernel import in_chunks
from ..value import Floats, Ints, Value, frozen
from .game import NormalFormGame
from .indifference import Indifference

CHUNK_BYTES = 2**22
"""What the systems of one chunk of games may take."""


class Regularity(IntEnum):
    """Whether an equilibrium moves smoothly with the payoffs, or why that could not be shown."""

    REGULAR = 0
    NO_EQUILIBRIUM = 1
    SINGULAR = 2
    TIED = 3

    @property
    def meaning(self) -> str:
        """What was shown, in a sentence."""
        return _MEANING[self]


_MEANING = {
    Regularity.REGULAR: "The equilibrium is regular, alone in a neighbourhood, and moves smoothly with the payoffs.",
    Regularity.NO_EQUILIBRIUM: "There is no equilibrium here: it is NaN, or none lies within 1e-6 of what was given.",
    Regularity.SINGULAR: "Indifference over the supports does not determine the strategies, or is too close to that.",
    Regularity.TIED: "An action outside the supports is as good as those inside, or too close to that.",
}


@dataclass(frozen=True, eq=False)
class Sensitivity(Value):
    """Derivatives of an equilibrium with respect to the parameters of the payoffs; NaN where withheld.

    Attributes
    ----------
    parameters : tuple of str
        One name per parameter, in the order of the axis of length P.
    strategies : one (*batch, P, m_i) per player
        Derivatives of probabilities. They sum to 0 over the actions of a player.
    payoffs : (*batch, P, N)
        Derivatives of the equilibrium payoffs.
    strategy_errors, payoff_errors
        Of the same shapes: bounds on the errors of the derivatives, all rounding included.
    regularity : (*batch,)
        A :class:`Regularity`; derivatives are NaN wherever it is not REGULAR.
    """

    parameters: tuple[str, ...]
    strategies: tuple[Floats, ...]
    payoffs: Floats
    strategy_errors: tuple[Floats, ...]
    payoff_errors: Floats
    regularity: Ints

    def __post_init__(self) -> None:
        for name, part in vars(self).items():
            object.__setattr__(self, name, frozen(part))

    @property
    def strategy_signs(self) -> tuple[Floats, ...]:
        """Certified signs of the derivatives of probabilities: -1, 0 or 1, NaN where withheld."""
        return tuple(map(_signs, self.strategies, self.strategy_errors))

    @property
    def payoff_signs(self) -> Floats:
        """Certified signs of the derivatives of payoffs: -1, 0 or 1, NaN where withheld."""
        return _signs(self.payoffs, self.payoff_errors)

    def of(self, parameter: str) -> Sensitivity:
        """The derivatives with respect to one parameter, on an axis of length 1."""
        if parameter not in self.parameters:
            raise InvalidGameError(f"no parameter is called {parameter!r}; there are {self.parameters}.")
        at = self.parameters.index(parameter)
        one = slice(at, at + 1)
        return Sensitivity(
            (parameter,),
            tuple(part[..., one, :] for part in self.strategies),
            self.payoffs[..., one, :],
            tuple(part[..., one, :] for part in self.strategy_errors),
            self.payoff_errors[..., one, :],
            self.regularity,
        )

    def __repr__(self) -> str:
        whole = int((self.regularity == Regularity.REGULAR).sum())
        return f"<Sensitivity to {', '.join(self.parameters)}: {whole} of {self.regularity.size} regular>"


def sensitivity(game: NormalFormGame, equilibrium: Equilibrium | Equilibria, derivative: Any) -> Sensitivity:
    r"""Differentiate a Nash equilibrium with respect to parameters of the payoffs.

    With supports :math:`S_i`, the strategies and payoffs v of an equilibrium solve

    .. math:: u_i(a, x_{-i}; \theta) = v_i \; (a \in S_i), \qquad \sum_{a \in S_i} x_i(a) = 1.

    Where this system is regular and actions outside the supports pay strictly less, it has one solution near by for
    every :math:`\theta` near by, which is an equilibrium with the same supports, and the implicit function theorem
    gives its derivatives. Both conditions are verified with all rounding included, and so is that there is an exact
    equilibrium at the float one; otherwise the derivatives are withheld.

    Parameters
    ----------
    game : NormalFormGame, any number of players
    equilibrium : Equilibrium or Equilibria
        Nash equilibria of this game; an Equilibrium may have further batch axes in front.
    derivative : mapping of names to arrays, or (*batch, P, N, m_1, ..., m_N)
        Derivatives of the payoffs with respect to each parameter. In a mapping, each array broadcasts with
        (*batch, N, m_1, ..., m_N). They count as exact.

    Returns
    -------
    Sensitivity
        Of the batch shape of the equilibrium, (rows,) for Equilibria.

    Raises
    ------
    InvalidGameError
        If the equilibrium or the derivatives do not have the shape of the game.
    UnsupportedGameError
        If the concept is not "nash".

    References
    ----------
    Harsanyi (1973), "Oddness of the Number of Equilibrium Points: A New Proof" (regular equilibria). Krawczyk
    (1969), "Newton-Algorithmen zur Bestimmung von Nullstellen mit Fehlerschranken" (the existence test).

    Examples
    --------
    A larger fine for violations deters nobody where both mix; it only makes inspections rarer:

    >>> from gametheory.normal_form import bimatrix, lemke_howson
    >>> cost, fine = 0.2, 3.0
    >>> game = bimatrix([[-cost, -cost], [0, -1]], [[0, -fine], [0, 1]], players=("inspector", "inspectee"))
    >>> statics = sensitivity(game, lemke_howson(game), {"fine": [[[0, 0], [0, 0]], [[0, -1], [0, 0]]]})
    >>> statics.strategies[0]
    array([[-0.0625,  0.0625]])
    >>> statics.strategy_signs
    (array([[-1.,  1.]]), array([[0., 0.]]))
    """
    if not isinstance(game, NormalFormGame):
        raise InvalidGameError(f"a NormalFormGame was needed, got {type(game).__name__}.")
    positions, shape = _games_of(game, equilibrium)
    names, slopes = _slopes(game, derivative)
    rows, players, sizes = len(positions), len(game.players), game.sizes
    given = [strategy.reshape(rows, size) for strategy, size in zip(equilibrium.strategies, sizes, strict=True)]
    width, count = sum(sizes) + players, len(names)
    value, error = np.full((rows, count, width), np.nan), np.full((rows, count, width), np.nan)
    regularity = np.full(rows, Regularity.NO_EQUILIBRIUM, dtype=np.int8)

    def differentiate(start: int, stop: int) -> None:
        here = start + np.flatnonzero(np.all([~np.isnan(strategy[start:stop, 0]) for strategy in given], axis=0))
        if not len(here):
            return
        system = Indifference(game.take(positions[here]), [strategy[here] for strategy in given])
        verdict = np.select(
            [~system.near, ~system.regular, ~system.quasi_strict],
            [Regularity.NO_EQUILIBRIUM, Regularity.SINGULAR, Regularity.TIED],
            Regularity.REGULAR,
        )
        regularity[here] = verdict
        good = verdict == Regularity.REGULAR
        derivatives, errors = system.derivatives(slopes[positions[here]] if len(slopes) > 1 else slopes)
        value[here], error[here] = (np.where(good[:, None, None], part, np.nan) for part in (derivatives, errors))

    in_chunks(differentiate, rows, max(1, CHUNK_BYTES // (8 * width * (width + prod(sizes)))))
    value, error = (part.reshape(*shape, count, width) for part in (value, error))
    ends = np.cumsum(sizes).tolist()
    spans = [slice(end - size, end) for end, size in zip(ends, sizes, strict=True)]
    return Sensitivity(
        names,
        tuple(value[..., span] for span in spans),
        value[..., ends[-1] :],
        tuple(error[..., span] for span in spans),
        error[..., ends[-1] :],
        regularity.reshape(shape),
    )


def _signs(value: Floats, error: Floats) -> Floats:
    known = (np.abs(value) > error) | (error == 0)
    return np.where(known, np.sign(value) + 0.0, np.nan)


def _games_of(game: NormalFormGame, answers: Equilibrium | Equilibria) -> tuple[Any, tuple[int, ...]]:
    """The position in the flattened batch of the game of each answer, and the batch shape of the answers."""
    if answers.certificate.concept != "nash":
        raise UnsupportedGameError(
            f"only Nash equilibria are differentiated; got answers of the concept {answers.certificate.concept!r}."
        )
    sizes = tuple(strategy.shape[-1] for strategy in answers.strategies)
    many = isinstance(answers, Equilibria)
    batch = answers.count.shape if isinstance(answers, Equilibria) else answers.status.shape
    depth = len(game.batch_shape)
    if sizes != game.sizes or (batch != game.batch_shape if many else batch[len(batch) - depth :] != game.batch_shape):
        raise InvalidGameError(
            f"the equilibrium must be of this game, of batch shape {game.batch_shape} and sizes {game.sizes}; "
            f"got batch shape {batch} and sizes {sizes}. Pass the game that was solved."
        )
    if isinstance(answers, Equilibria):
        return answers.game, answers.game.shape
    positions = np.arange(prod(game.batch_shape)).reshape(game.batch_shape)
    return np.broadcast_to(positions, batch).reshape(-1), batch


def _slopes(game: NormalFormGame, derivative: Any) -> tuple[tuple[str, ...], Floats]:
    """Names, and derivatives as (games or 1, P, N, m_1, ..., m_N)."""
    core = (len(game.players), *game.sizes)
    depth = len(game.batch_shape)
    if isinstance(derivative, Mapping):
        names = tuple(map(str, derivative))
        arrays = [np.asarray(array, dtype=np.float64) for array in derivative.values()]
        try:
            arrays = [np.broadcast_to(array, np.broadcast_shapes(array.shape, core)) for array in arrays]
            shape = np.broadcast_shapes(*(array.shape for array in arrays), core)
            stacked = np.stack([np.broadcast_to(array, shape) for array in arrays], axis=-1 - len(core))
        except ValueError:
            raise InvalidGameError(
                f"derivatives of payoffs need shape {(*game.batch_shape, *core)} for each parameter, or one that "
                f"broadcasts; got {dict(zip(names, (np.shape(array) for array in arrays), strict=True))}."
            ) from None
    else:
        stacked = np.asarray(derivative, dtype=np.float64)
        if stacked.ndim < 1 + len(core):
            raise InvalidGameError(
                f"derivatives of payoffs need shape (*batch, P, {', '.join(map(str, core))}), one entry per parameter; "
                f"got {stacked.shape}. Pass a mapping of names to arrays to name the parameters."
            )
        names = tuple(f"parameter {k}" for k in range(stacked.shape[-1 - len(core)]))
    batch = stacked.shape[: -1 - len(core)]
    whole = (*game.batch_shape, len(names), *core)
    if not names or stacked.shape[-len(core) :] != core or len(batch) > depth or not np.isfinite(stacked).all():
        raise InvalidGameError(
            f"derivatives of payoffs need finite numbers of shape {whole}, at least one parameter; got "
            f"{stacked.shape}."
        )
    if prod(batch) == 1:
        return names, stacked.reshape(1, len(names), *core)
    try:
        return names, np.broadcast_to(stacked, whole).reshape(-1, len(names), *core)
    except ValueError:
        raise InvalidGameError(f"derivatives of payoffs need shape {whole}; got {stacked.shape}.") from None
