"""How far a profile of the crisis is from a perfect Bayesian equilibrium, from the payoffs alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from deterrence.crisis.model import ESCALATE, ESCALATORY, LIMITED, REPLIES, RESPONSES, TYPES, Crisis
from gametheory.residual import Residual, ResidualOf

ROUNDING = 1e-14
"""What rounding may hide, as a share of a player's payoff range; the sums have fewer than twenty terms."""


def crisis_residual(beliefs: Any) -> ResidualOf:
    r"""The residual of a perfect Bayesian equilibrium of the crisis, with the beliefs that support it.

    The profile is a triple: the replies of Iran (*batch, 2, 3) by type; the responses of the US where nobody died,
    (*batch, 3, 3) by reply; and those where Americans died, (*batch, 3, 3), as shares of the private costs, the
    highest of which escalate. All perfect Bayesian equilibria are of this form: above a cut-off in the private cost,
    escalating is strictly better.

    Regret of Iran is that of the type with most to gain. Regret of the US is that after the reply, death or not,
    and at the private cost with most to gain: with cut-off :math:`\psi'`, :math:`|\psi' - \psi^*|` where
    :math:`\psi^* = W - \min(S\mu, \ell)` within :math:`[0, \bar\psi]`. No regret is weighted by a probability. The
    same belief holds whether Americans died or not: deaths do not depend on the type, so that with one tremble for
    each reply the belief is a limit of Bayes' rule.

    Parameters
    ----------
    beliefs : (*batch, 3)
        That Iran is escalatory, after each reply.

    References
    ----------
    Fudenberg and Tirole (1991), "Game Theory", definition 8.1.
    """
    beliefs = np.asarray(beliefs, dtype=np.float64)

    def residual(game: Crisis, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
        model = game.plain if rows is None else game.take(rows)
        sender, quiet, deadly = (np.asarray(each, dtype=np.float64) for each in strategies)
        off = np.maximum(_off(sender), np.maximum(_off(quiet), _off(deadly)))
        off = np.maximum(off, np.maximum(-beliefs, beliefs - 1).max(axis=-1))
        off = np.maximum(off, _bayes_error(model, sender, beliefs))

        replies, responses = range(len(REPLIES)), range(len(RESPONSES))
        war = [war_after(model, reply, quiet, deadly) for reply in replies]
        worth = [[model.sender_payoff(each, reply, war[reply]) for reply in replies] for each in range(len(TYPES))]
        got = [_mean(worth[each], sender[..., each, :]) for each in range(len(TYPES))]
        iran = np.maximum(*(_largest(worth[each]) - got[each] for each in range(len(TYPES))))

        us: Any = 0.0
        paid: Any = 0.0
        chance = [model.escalatory_prior if each == ESCALATORY else 1 - model.escalatory_prior for each in range(2)]
        bound = model.private_bound()
        for reply in replies:
            value = [model.response_payoff(beliefs[..., reply], response) for response in responses]
            best = _largest(value)
            us = np.maximum(us, best - _mean(value, quiet[..., reply, :]))
            cut = bound * (1 - deadly[..., reply, ESCALATE])
            right = np.clip(np.maximum(value[0], value[1]) - value[ESCALATE], 0, bound)
            us = np.maximum(us, np.abs(cut - right))
            calm = deadly[..., reply, :ESCALATE]
            us = np.maximum(us, np.maximum(value[0], value[1]) * calm.sum(axis=-1) - _mean(value[:2], calm))
            died = model.deaths(reply)
            for each in range(len(TYPES)):
                truth = [model.response_payoff(float(each == ESCALATORY), response) for response in responses]
                after = _mean(truth, deadly[..., reply, :]) - cut**2 / (2 * bound)
                sent = chance[each] * sender[..., each, reply]
                paid = paid + sent * ((1 - died) * _mean(truth, quiet[..., reply, :]) + died * after)
        ours = chance[LIMITED] * got[LIMITED] + chance[ESCALATORY] * got[ESCALATORY]
        shape = np.broadcast_shapes(off.shape, np.shape(iran), np.shape(us), model.batch_shape)
        scale = np.stack([np.broadcast_to(each, shape) for each in _scale(model)], axis=-1)
        regret = np.stack([np.broadcast_to(np.maximum(each, 0), shape) for each in (iran, us)], axis=-1)
        return Residual(
            "perfect bayesian",
            tuple(np.broadcast_to(each, (*shape, *each.shape[-2:])) for each in (sender, quiet, deadly)),
            np.stack([np.broadcast_to(each, shape) for each in (ours, paid)], axis=-1),
            regret + ROUNDING * scale,
            scale,
            np.broadcast_to(np.where(np.isnan(off), np.inf, off), shape),
            beliefs=np.broadcast_to(beliefs, (*shape, len(REPLIES))),
        )

    return residual


def war_after(model: Crisis, reply: int, quiet: Any, deadly: Any) -> Any:
    """The chance of war after a reply, from what the US does if nobody died and if Americans did."""
    died = model.deaths(reply)
    return (1 - died) * quiet[..., reply, ESCALATE] + died * deadly[..., reply, ESCALATE]


def _off(strategy: Any) -> Any:
    """How far a strategy is off the simplex, the worst over its information sets."""
    off = np.maximum(np.abs(strategy.sum(axis=-1) - 1), np.maximum(-strategy, 0).max(axis=-1))
    return off.max(axis=-1)


def _bayes_error(model: Crisis, sender: Any, beliefs: Any) -> Any:
    escalatory = np.asarray(model.escalatory_prior)[..., None] * sender[..., ESCALATORY, :]
    chance = escalatory + (1 - np.asarray(model.escalatory_prior))[..., None] * sender[..., LIMITED, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        posterior = np.where(chance > 0, escalatory / chance, beliefs)
    return np.abs(posterior - beliefs).max(axis=-1)


def _largest(values: list[Any]) -> Any:
    best = values[0]
    for each in values[1:]:
        best = np.maximum(best, each)
    return best


def _mean(values: list[Any], weights: Any) -> Any:
    """Their mean by weights on the last axis; what has weight 0 may be infinite."""
    total: Any = 0.0
    for place, value in enumerate(values):
        weight = weights[..., place]
        with np.errstate(invalid="ignore"):
            total = total + np.where(weight == 0, 0.0, weight * value)
    return total


def _scale(model: Crisis) -> tuple[Any, Any]:
    """The payoff ranges of Iran and of the US; what the US can avoid by not leaving is not counted."""
    iran = model.face_loss + model.full_gain + model.limited_war_cost
    return iran, np.maximum(model.war_cost, model.later_cost) + model.private_bound()
