"""Equilibria of the host model with logit choices: replies to a policy, and all three players choosing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from deterrence.checks import numbers_in, one_number, require_a
from deterrence.host.commitment import FIRST_ACT, THOROUGH, Effort, Replies
from deterrence.host.iterate import US, evaluate, law_choices, play, softmax
from deterrence.host.model import Host
from deterrence.host.policy import ACTS, ANGER, BELIEFS, LEAVE, Policy
from deterrence.host.residual import host_residual
from deterrence.host.solve import PATH, STARTS, State, first_state, trace
from deterrence.host.week import Week, week_of
from deterrence.parameters import ParameterError
from gametheory import Equilibria, Status
from gametheory.equilibrium import certify_rows

SAME = 1e-6
"""Two answers are the same equilibrium if no probability of the host differs by more."""

CHUNK = 128
"""Rows worked at a time."""


def host_replies(
    model: Host, policy: Policy, *, noise: float, starts: Sequence[str] = STARTS, strict: bool = True
) -> Equilibria:
    r"""Find logit Markov equilibria of militia and host when the US is committed to a policy (Stackelberg).

    Every choice is logit with noise τ, in expected payoffs without the noise term. The fixed point is traced from
    τ = 2 down to the noise asked for, once from each start: ``even`` (the host does anything), ``protective``,
    ``hostile``. The first point is found by rounds of replies with exact values and Newton's steps; from ``even``,
    where these fail, by following the branch down from a noise at which all choices are almost even. Later points are
    found by leaps in the noise or, where they fail, by steps along the branch, which may turn back on its way. What is
    returned is what was found from these starts and certified by :func:`host_residual`; nothing says that there is no
    other. ``complete`` is False everywhere.

    Parameters
    ----------
    model : Host
    policy : Policy
    noise : float
        τ in payoff units; it must be positive. At small noise some points are lost on the way.
    starts : sequence of str
        Any of ``STARTS``.
    strict : bool
        Raise if a point has no certified row; otherwise leave it without.

    Returns
    -------
    Equilibria
        Rows in rising order of the payoff of the US. Strategies as in :func:`host_residual`; payoffs (rows, 4) from
        the start to the US, the militia, a nationalist and an aligned host.

    Raises
    ------
    NoEquilibriumFoundError
        Under ``strict``.
    ParameterError
        If the policy, the noise or a start is none.

    References
    ----------
    McKelvey and Palfrey (1995), "Quantal Response Equilibria for Normal Form Games"; Allgower and Georg (1990),
    "Numerical Continuation Methods", chapter 2, for steps along a branch and its direction.

    Examples
    --------
    >>> found = host_replies(Host.of_calibration("punish"), Policy.PUNISH, noise=2.0)
    >>> found.payoffs[:, 0].round(1)
    array([-18.8, 186.6])

    Two equilibria: the US is driven out, or the host protects it.
    """
    require_policy(policy)
    return find(model, policy, noise, starts, strict)


def host_equilibria(
    model: Host, *, noise: float, starts: Sequence[str] = STARTS, strict: bool = True
) -> Equilibria:
    """Find stationary logit Markov equilibria in which the US, the militia and the host all choose.

    The fixed point is traced from τ = 2 down to the noise asked for by Anderson's acceleration of the round of replies.

    Parameters
    ----------
    model : Host
        Its period is a week.
    noise, starts, strict
        As in :func:`host_replies`.

    Returns
    -------
    Equilibria, as in :func:`host_replies`

    Examples
    --------
    >>> found = host_equilibria(Host.of_calibration("leave"), noise=1.0)
    >>> found.payoffs[:, 0].round(1)
    array([-7.5])
    """
    require_a(Host, model)
    if model.parts != 1:
        raise ParameterError(
            "period (τ) needs to be 1 where the US chooses: how its noise should depend on the period is not settled."
        )
    return find(model, None, noise, starts, strict)


def reached_noise(
    model: Host, policy: Policy | None, *, path: Sequence[float] = PATH, starts: Sequence[str] = STARTS
) -> Any:
    """The smallest noise on a path at which an equilibrium was found from some start and certified; inf if at none.

    Returns
    -------
    array, or DataArray, of the batch shape of the model

    Raises
    ------
    ParameterError
        If the path is empty, does not fall, or is not positive; if the policy, the model or a start is none.
    """
    require_a(Host, model)
    if policy is not None:
        require_policy(policy)
    path = tuple(map(_noise, path))
    if not path or any(later >= earlier for earlier, later in pairwise(path)):
        raise ParameterError(f"path needs one noise (τ) or more, each below the one before; got {path}.")
    _require_starts(starts)
    points = int(np.prod(model.batch_shape, dtype=np.int64))
    traced, certified = np.full(points, np.inf), np.full(points, np.inf)
    for rows in _chunks(points):
        _, low, at = _traces(model, policy, rows, path, starts, THOROUGH)
        np.minimum.at(traced, rows[at], low)
    for noise in sorted(path):
        rows = np.nonzero((traced <= noise) & np.isinf(certified))[0]
        if len(rows):
            found = find(model.take(rows), policy, noise, starts, strict=False)
            certified[rows[found.count > 0]] = noise
    return model.named(certified.reshape(model.batch_shape))


def find(
    model: Host,
    policy: Policy | None,
    noise: float,
    starts: Sequence[str],
    strict: bool,
    path: Sequence[float] = PATH,
    effort: Effort = THOROUGH,
) -> Equilibria:
    """Trace every point from every start down the part of a path above the noise, then to it, and certify."""
    require_a(Host, model)
    noise = _noise(noise)
    _require_starts(starts)
    path = (*(each for each in path if each > noise), noise)
    points = int(np.prod(model.batch_shape, dtype=np.int64))
    parts = []
    for rows in _chunks(points):
        state, reached, at = _traces(model, policy, rows, path, starts, effort)
        good = np.nonzero(reached <= noise)[0]
        if len(good):
            parts.append(_answers(model, policy, rows[at[good]], noise, state.take(good)))
    if not parts:
        parts.append(_none(model))
    rows = np.concatenate([each for each, _ in parts])
    joined = tuple(np.concatenate(each) for each in zip(*(each for _, each in parts), strict=True))
    status = np.full(points, Status.BRANCH_LOST, dtype=np.int8)
    status[rows] = Status.SOLVED
    return certify_rows(
        model,
        joined,
        rows,
        np.zeros(points, dtype=bool),
        status,
        residual=host_residual(policy, noise),
        strict=strict,
    )


def require_policy(policy: object) -> None:
    """Raise unless the US is committed to a policy."""
    if not isinstance(policy, Policy):
        raise ParameterError(
            f"policy needs to be one of {', '.join(f'Policy.{each.name}' for each in Policy)}; got {policy!r}. "
            "Where the US chooses too, use host_equilibria."
        )


def _require_starts(starts: Sequence[str]) -> None:
    if isinstance(starts, str) or not starts or not set(starts) <= set(STARTS):
        raise ParameterError(f"starts need to be one or more of {', '.join(STARTS)}, in a tuple; got {starts!r}.")


def _noise(noise: Any) -> float:
    number = float(numbers_in(one_number(noise, "noise (τ)"), "noise (τ)", 0, ends=(False, True)))
    if number == np.inf:
        raise ParameterError("noise (τ) needs to be finite; got inf.")
    return number


def _traces(
    model: Host, policy: Policy | None, rows: Any, path: Sequence[float], starts: Sequence[str], effort: Effort
) -> tuple[State, Any, Any]:
    """Trace every row from every start: states, noise reached, and which row."""
    at = np.tile(np.arange(len(rows)), len(starts))
    some = model.take(rows)
    if policy is None:
        week = week_of(some, orderly=False)
        begun = [first_state(week, start) for start in starts]
        state, reached = trace(week.take(at), path, State(*(np.concatenate(each) for each in zip(*begun, strict=True))))
        return state, reached, at
    act = np.repeat([FIRST_ACT[start] for start in starts], len(rows))
    state, reached = Replies(some, policy).trace(at, act, path, effort)
    return state, reached, at


def _chunks(points: int) -> list[Any]:
    return [np.arange(first, min(first + CHUNK, points)) for first in range(0, points, CHUNK)]


def _answers(model: Host, policy: Policy | None, rows: Any, noise: float, state: State) -> tuple[Any, Any]:
    """Rows and strategies of fixed points of these rows of a model, equal ones of a point written once."""
    week = week_of(model.take(rows), orderly=policy is not None and policy.orderly)
    noises, table = np.full(week.rows, noise), None
    if policy is not None:  # the US does not choose, so its values were not needed so far
        table = np.broadcast_to(policy.table(1 / model.parts), (week.rows, len(ACTS), 5, LEAVE + 1))
        result = play(week, table, noises, state.values, state.scores)
        state = State(evaluate(week, result, state.values, state.scores, (US,)), state.scores)
    order = _distinct(rows, state)
    return rows[order], _strategies(week.take(order), None if table is None else table[order], noise, state.take(order))


def _distinct(rows: Any, state: State) -> Any:
    """Places of the answers in order of point and value to the US, equal answers of a point once."""
    acts = softmax(state.scores)
    kept: list[int] = []
    for number in np.lexsort((state.values[:, 0, 2].mean(axis=-1), rows)):
        known = [each for each in kept if rows[each] == rows[number]]
        if all(np.abs(acts[number] - acts[each]).max() > SAME for each in known):
            kept.append(number)
    return np.array(kept)


def _strategies(week: Week, table: Any, noise: float, state: State) -> tuple[Any, Any, Any]:
    """Probabilities of the three players at a state of the iteration."""
    result = play(week, table, np.full(week.rows, noise), state.values, state.scores)
    shape = (week.rows, *result.levels.shape[1:4], 5, 5)
    replies = result.replies if table is None else np.broadcast_to(result.replies[:, None, None], shape)
    return replies, law_choices(week, np.full(week.rows, noise), result.stakes), softmax(result.scores)


def _none(model: Host) -> tuple[Any, tuple[Any, Any, Any]]:
    """No row at all."""
    places = 2 * model.parts * ANGER
    node = (0, places, len(BELIEFS), len(ACTS))
    empty = np.zeros((*node, 5, 5)), np.zeros((*node, 5, 3)), np.zeros((0, 2, *node[1:]))
    return np.zeros(0, dtype=np.int64), empty
