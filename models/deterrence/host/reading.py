"""What equilibria of the host model say: values and their bounds, a year ahead, the gain from provocation, war."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from deterrence.host.model import Host
from deterrence.host.policy import (
    ACTS,
    ANGER,
    BELIEFS,
    CABINETS,
    DEATH_IN,
    EVICT,
    JOINT,
    LEADER,
    LEAVE,
    LEVELS,
    PROTECT,
    REPLIES,
    RESTRICT,
    START_ANGER,
    STRIKE,
    Policy,
)
from deterrence.host.residual import start_values
from deterrence.host.walk import PLAYERS, Walk, lottery
from deterrence.parameters import ParameterError
from gametheory import Equilibria
from gametheory.equilibrium import CONSISTENCY

ROUNDING = 1e-13
"""A harm of war below this share of the value is a rounding error, not a risk."""


class Bounds(NamedTuple):
    """Least and most over the equilibria found, and how many; NaN where none was.

    That no more was found proves nothing.
    """

    low: Any
    high: Any
    count: Any


class Outlook(NamedTuple):
    """What is expected in the weeks from the start on, (rows,): two probabilities and five counts."""

    expelled: Any
    left: Any
    deaths: Any
    attacks: Any
    strikes: Any
    weeks_protected: Any
    weeks_restricted: Any


def value_bounds(model: Host, equilibria: Equilibria, player: int = 0) -> Bounds:
    """Least and most payoff of a player over the equilibria found, of the batch shape of the model.

    Parameters
    ----------
    model : Host
    equilibria : Equilibria
    player : int
        0 the US, 1 the militia, 2 a nationalist, 3 an aligned host.

    Raises
    ------
    ParameterError
        If there is no such player, or the equilibria are of another model.

    Examples
    --------
    >>> from deterrence.host import Policy, host_replies
    >>> model = Host.of_calibration("punish")
    >>> low, high, count = value_bounds(model, host_replies(model, Policy.PUNISH, noise=2.0))
    >>> round(float(low), 1), round(float(high), 1), int(count)
    (-18.8, 186.6, 2)
    """
    if player not in range(PLAYERS):
        raise ParameterError(f"player needs to be one of {', '.join(map(str, range(PLAYERS)))}; got {player!r}.")
    _check(model, equilibria)
    size = int(np.prod(model.batch_shape, dtype=np.int64))
    low, high = np.full(size, np.inf), np.full(size, -np.inf)
    np.minimum.at(low, equilibria.game, equilibria.payoffs[:, player])
    np.maximum.at(high, equilibria.game, equilibria.payoffs[:, player])
    ends = [np.where(np.isfinite(each), each, np.nan).reshape(model.batch_shape) for each in (low, high)]
    return Bounds(model.named(ends[0]), model.named(ends[1]), model.named(equilibria.count))


def outlook(model: Host, policy: Policy | None, equilibria: Equilibria, weeks: int = 52) -> Outlook:
    """What each equilibrium makes expect in the weeks from the start on.

    Parameters
    ----------
    model, policy
        Of which the equilibria are; None where the US chooses.
    equilibria : Equilibria
    weeks : int

    Returns
    -------
    Outlook, arrays (rows,)

    Raises
    ------
    ParameterError
        If the equilibria are of another model or policy, or the weeks no whole number of at least 0.

    Examples
    --------
    >>> from deterrence.host import host_replies
    >>> model = Host.of_calibration("agnostic")
    >>> found = host_replies(model, Policy.EXIT, noise=1.0)
    >>> round(float(outlook(model, Policy.EXIT, found).left[0]), 3)
    0.968
    """
    if not isinstance(weeks, (int, np.integer)) or weeks < 0:
        raise ParameterError(f"weeks need to be a whole number of at least 0; got {weeks!r}.")
    walk = _walk(model, policy, equilibria)
    rows, places, beliefs = walk.rows, walk.places, len(BELIEFS)
    chain = np.zeros((rows, places, beliefs, places, beliefs))
    seen = np.zeros((rows, places, beliefs, len(Outlook._fields)))
    row = np.arange(rows)
    for place in range(places):
        cabinet = place // (walk.parts * ANGER)
        for act in range(len(ACTS)):
            low, chances = walk.belief_moves(place, act)
            carried = walk.one(walk.points.eviction(cabinet)) if act == EVICT else np.zeros(rows)
            _, moved = walk.node(place, act)
            counted = _counts(walk, place, act)
            for belief, prior in enumerate(BELIEFS):
                weight = prior * walk.host[:, 0, place, belief, act] + (1 - prior) * walk.host[:, 1, place, belief, act]
                seen[:, place, belief, 0] += weight * carried
                seen[:, place, belief, 5] += weight * (act == PROTECT) / walk.parts
                seen[:, place, belief, 6] += weight * (act == RESTRICT) / walk.parts
                for end, share in enumerate(chances[0][belief]):
                    reached = weight * (1 - carried) * share
                    at = low[belief] + end
                    seen[:, place, belief, 1:5] += reached[:, None] * counted[row, at]
                    chain[row, place, belief, :, at] += reached[:, None] * moved[row, at]
    size = places * beliefs
    mass = _start(walk).reshape(rows, 1, size)
    total = np.zeros((rows, len(Outlook._fields)))
    for _ in range(weeks * walk.parts):
        total += (mass @ seen.reshape(rows, size, total.shape[-1]))[:, 0]
        mass = mass @ chain.reshape(rows, size, size)
    return Outlook(*total.T)


def provocation_gain(model: Host, policy: Policy | None, equilibria: Equilibria, reply: int = STRIKE) -> Any:
    r"""The political gain of the militia from a strike that raises anger from z to z + 1, derived and not typed in.

    .. math:: \beta_r(c, z, p) = \delta \zeta_r [V_M(c, z + 1, p) - V_M(c, z, p)]

    Where it exceeds the loss κ_r, anger alone makes the strike pay for the militia. The cabinet is held; that a strike
    keeps anger from falling and delays the cabinet is left out.

    Returns
    -------
    array (rows, 2, 4, 9), by cabinet, anger and belief

    Raises
    ------
    ParameterError
        If the reply is no strike (1), joint strike (2) or leadership strike (3), or the equilibria are of another
        model or policy.
    """
    if reply not in (STRIKE, JOINT, LEADER):
        raise ParameterError(f"the reply needs to be {STRIKE}, {JOINT} or {LEADER}, a strike; got {reply!r}.")
    walk = _walk(model, policy, equilibria)
    worth = walk.values()[:, 1].reshape(walk.rows, len(CABINETS), walk.parts, ANGER, len(BELIEFS))
    worth = worth[:, :, walk.parts - 1]  # the period after a strike, which still tells if the period is short
    factor = walk.one(walk.points.period_discount() * walk.points.provocation(reply))
    return factor[:, None, None, None] * np.diff(worth, axis=2)


def war_multiplier(model: Host, policy: Policy, equilibria: Equilibria, *, orderly: bool = False) -> Any:
    r"""The factor p_w* on all three risks of war at which a policy is worth as much as leaving at the start.

    Others do not care for the risks and the US is committed, so its value is linear in the factor. Negative: leaving
    is better even without any risk; inf or -inf where no risk is ever run.

    Parameters
    ----------
    model, policy, equilibria
    orderly : bool
        Whether leaving is in order, worth -L, instead of at once, worth -L - L_h.

    Returns
    -------
    array (rows,)

    Raises
    ------
    ParameterError
        If the equilibria are of another model or policy.
    """
    walk = _walk(model, policy, equilibria)
    calm = walk.points.unchecked(death_war_risk=0.0, strike_war_risk_1=0.0, strike_war_risk_2=0.0)
    harmless = Walk(calm, walk.us, walk.militia, walk.host, policy, walk.parts)
    best = start_values(calm, harmless.values(), walk.parts)[:, 0]
    harm = best - equilibria.payoffs[:, 0]
    harm = np.where(harm > ROUNDING * (1 + np.abs(best)), harm, 0.0)
    with np.errstate(divide="ignore"):
        return (best + walk.one(walk.points.exit_burden(orderly=orderly))) / harm


def _walk(model: Host, policy: Policy | None, equilibria: Equilibria) -> Walk:
    _check(model, equilibria)
    us, militia, host = equilibria.strategies
    if policy is not None and (np.abs(us - policy.table(1 / model.parts)) > CONSISTENCY).any():
        raise ParameterError(f"equilibria need to be of the policy given, {policy}; in these the US replies otherwise.")
    return Walk(model.take(equilibria.game), us, militia, host, policy, model.parts)


def _check(model: Host, equilibria: Equilibria) -> None:
    places = 2 * model.parts * ANGER
    got = np.shape(equilibria.strategies[0])[1]
    if np.shape(equilibria.count) != model.batch_shape or got != places:
        raise ParameterError(
            f"equilibria need to be those of the model, of batch shape {model.batch_shape} and {places} places; "
            f"got {np.shape(equilibria.count)} and {got}."
        )


def _start(walk: Walk) -> Any:
    """Chances of the states at the start, (rows, S, 9)."""
    prior = walk.one(walk.points.nationalist_prior)
    low, chances = lottery(prior, 1 - prior, walk.one(walk.points.lottery_news))
    mass, row = np.zeros((walk.rows, walk.places, len(BELIEFS))), np.arange(walk.rows)
    for end, chance in enumerate(chances[0]):
        mass[row, START_ANGER, low + end] += chance
    return mass


def _counts(walk: Walk, place: int, act: int) -> Any:
    """Chance of an exit, and expected deaths, attacks and strikes, in a period after an act, (rows, 9, 4)."""
    out = np.zeros((walk.rows, len(BELIEFS), 4))
    cabinet = place // (walk.parts * ANGER)
    for level, chance in zip(range(len(LEVELS)), walk.levels(place, act), strict=True):
        out[..., 2] += chance * (level > 0)
        for outcome, odds in walk.outcomes(level):
            here = chance * odds[:, None]
            out[..., 1] += here * DEATH_IN[outcome]
            for reply in range(len(REPLIES)):
                given = here * walk.us[:, place, :, act, outcome, reply]
                out[..., 0] += given * (reply == LEAVE)
                out[..., 3] += given * walk.one(walk.points.acceptance(reply, cabinet))[:, None]
    return out
