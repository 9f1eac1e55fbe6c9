"""How far a profile of the host model is from an equilibrium with logit choices, from the fields of the model alone.

Nothing here is shared with the solver: the states are walked one by one, beliefs follow Bayes' rule as it is written,
and the values are those of the chain between states that the profile makes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from deterrence.host.model import Host
from deterrence.host.policy import (
    ALIGNED,
    ANGER,
    JOINT,
    LEADER,
    NATIONALIST,
    START_ANGER,
    STRIKE,
    TYPES,
    Policy,
)
from deterrence.host.walk import PLAYERS, Walk, lottery
from gametheory.residual import Residual, ResidualOf

ROUNDING = 1e-14
"""What rounding may hide, as a share of a player's payoff range."""

NEGLIGIBLE = 1e-290
"""Probabilities below this have no logarithm worth comparing."""


class Measured(NamedTuple):
    """A profile measured, rows first.

    values      : (B, 4, S, 9) to each player by place and belief
    errors      : (B, 4) largest error in payoffs that would make its choices exact logit replies
    gains       : (B, 4) largest gain from one other choice at one node
    off         : (B,) largest error in a probability
    """

    values: Any
    errors: Any
    gains: Any
    off: Any


def host_residual(policy: Policy | None, noise: float) -> ResidualOf:
    r"""The residual of a stationary Markov equilibrium of the host model with logit choices of noise τ.

    The profile is a triple: replies of the US, probabilities (*batch, S, 9, 4, 5, 5) by place, belief, act and outcome;
    levels of the militia, (*batch, S, 9, 4, 5, 3) by place, belief, act and law cost; acts of the host, (*batch, 2, S,
    9, 4) by type, place and belief. Every choice x at every node, reached or not, is to be

    .. math:: x(a) = e^{Q(a) / \tau} \Big/ \sum_b e^{Q(b) / \tau},

    with Q the expected payoffs of the profile, the noise left out of them; the host's noise is τ times the period.
    Regret is the smallest error in Q, as a spread, that would make x exact; ``inconsistency`` is the largest error in a
    probability. With a policy, the US is committed: its replies are to be those of the policy.

    Parameters
    ----------
    policy : Policy, or None
        None where the US chooses.
    noise : float

    References
    ----------
    McKelvey and Palfrey (1995), "Quantal Response Equilibria for Normal Form Games", definition 2, at every node.
    """

    def residual(game: Host, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
        points = game.take(slice(None)) if rows is None else game.take(np.asarray(rows))
        batch = game.batch_shape if rows is None else (len(rows),)
        cores = (5, 5, 4)
        us, militia, host = (
            np.broadcast_to(np.asarray(each, dtype=np.float64), (*batch, *np.shape(each)[-core:]))
            for each, core in zip(strategies, cores, strict=True)
        )
        flat = tuple(each.reshape(-1, *each.shape[len(batch) :]) for each in (us, militia, host))
        measured = measure(points, flat, policy, noise, parts=game.parts)
        scale = np.stack(np.broadcast_arrays(*_scale(points)), axis=-1)
        errors = measured.errors + ROUNDING * scale

        def shaped(array: Any) -> Any:
            return np.reshape(array, (*batch, *np.shape(array)[1:]))

        return Residual(
            "logit markov",
            (us, militia, host),
            shaped(start_values(points, measured.values, game.parts)),
            shaped(errors),
            shaped(scale),
            shaped(np.where(np.isnan(measured.off), np.inf, measured.off)),
        )

    return residual


def measure(
    points: Host, strategies: tuple[Any, ...], policy: Policy | None, noise: float, *, parts: int
) -> Measured:
    """Values, errors and one-shot gains of profiles, one a row; ``points`` has fields (rows,)."""
    us, militia, host = strategies
    walk = Walk(points, us, militia, host, policy, parts)
    values = walk.values()
    errors, gains, off = np.zeros((len(us), PLAYERS)), np.zeros((len(us), PLAYERS)), walk.off.copy()

    def judge(player: int, chosen: Any, payoffs: Any, tau: Any) -> None:
        reply = np.exp((payoffs - payoffs.max(axis=-1, keepdims=True)) / tau)
        reply /= reply.sum(axis=-1, keepdims=True)
        seen = (chosen > NEGLIGIBLE) | (reply > NEGLIGIBLE)
        with np.errstate(divide="ignore", invalid="ignore"):
            gap = np.where(seen, tau * np.log(chosen) - payoffs, np.nan)
            spread = np.nanmax(gap, axis=-1) - np.nanmin(gap, axis=-1)
        short = payoffs.max(axis=-1) - (chosen * payoffs).sum(axis=-1)
        axes = tuple(range(1, spread.ndim))
        errors[:, player] = np.maximum(errors[:, player], np.where(np.isnan(spread), np.inf, spread).max(axis=axes))
        gains[:, player] = np.maximum(gains[:, player], short.max(axis=axes))
        np.maximum(off, np.abs(chosen - reply).max(axis=(*axes, -1)), out=off)

    for place in range(us.shape[1]):
        after = walk.after(place, values)
        if policy is None:
            judge(0, us[:, place], after.us, noise)
        judge(1, militia[:, place], after.militia, noise)
        for kind in (NATIONALIST, ALIGNED):
            tau = noise * np.asarray(points.period)[:, None, None]
            judge(2 + kind, host[:, kind, place], after.host[kind], tau)
    return Measured(values, errors, gains, off)


def one_shot_gains(model: Host, strategies: tuple[Any, ...], rows: Any, policy: Policy | None, noise: float) -> Any:
    """The largest gain of each player from one other choice at one node: what the noise costs it, (rows, 4)."""
    return measure(model.take(np.asarray(rows)), strategies, policy, noise, parts=model.parts).gains


def start_values(points: Host, values: Any, parts: int) -> Any:
    """The values at the start: a caretaker, anger 2, the prior after its lottery; (rows, 4)."""
    prior = np.broadcast_to(np.asarray(points.nationalist_prior, dtype=np.float64), (len(values),))
    low, chances = lottery(prior, 1 - prior, np.broadcast_to(points.lottery_news, prior.shape))
    out = np.empty((len(values), PLAYERS))
    row = np.arange(len(values))
    for player in range(PLAYERS):
        below, above = chances[max(player - 1, 0)]
        at = values[:, player, START_ANGER]
        out[:, player] = below * at[row, low] + above * at[row, low + 1]
    return out


def _scale(points: Host) -> tuple[Any, Any, Any, Any]:
    """The payoff ranges of the whole game: those of a period for ever, and the prizes."""
    ever = 1 / (1 - points.period_discount())
    worth = np.abs(points.presence_value) + np.abs(points.partner_value) + points.restricted_loss - points.aligned_value
    strike = np.maximum(points.strike_burden(STRIKE), points.strike_burden(LEADER)) + points.resolve
    us = ever * (worth + points.heavy_harm + points.death_burden() + strike)
    loss = np.maximum(points.strike_loss(STRIKE), points.strike_loss(LEADER))
    militia = ever * (points.gain(2) + points.protection_burden + loss + points.law_cost + points.law_spread)
    soil = np.maximum(points.soil_cost(LEADER), np.maximum(points.soil_cost(STRIKE), points.soil_cost(JOINT)))
    hosts = []
    for kind in range(len(TYPES)):
        flow = points.rent(kind) + points.anger_cost(kind, ANGER - 1) + points.protection_cost(kind)
        prize = np.abs(points.expelled()[2 + kind]) + np.abs(points.left()[1 + kind])
        hosts.append(ever * (flow + 2 * points.attack_cost + soil) + prize)
    us = us + points.expulsion_cost + points.exit_burden(orderly=False)
    return us, militia + points.expulsion_prize + points.exit_prize, hosts[0], hosts[1]
