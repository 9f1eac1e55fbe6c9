"""The crisis as a finite signalling game, in which the private cost of the United States takes a few values."""

from __future__ import annotations

import numpy as np

from deterrence.checks import require_a
from deterrence.crisis.equilibria import EACH
from deterrence.crisis.model import ESCALATE, ESCALATORY, NONE, REPLIES, TYPES, Crisis
from deterrence.parameters import ParameterError
from gametheory.arguments import whole
from gametheory.signalling import SignallingGame


def crisis_game(model: Crisis, costs: int) -> SignallingGame:
    r"""The crisis with so many equally likely private costs, the midpoints of as many parts of their range.

    A reply of the receiver is a plan: to escalate after deaths at the j largest private costs, j = 0, ..., n,
    and otherwise stop; or to escalate in any case. Every other plan is strictly worse at every belief, or a mixture
    of these. Equilibria of the crisis are limits of those of this game as n grows; the chance of war after deaths
    differs by at most 1/n at any belief. That makes a solver of finite games an independent check of
    :func:`crisis_equilibria`.

    After no reply nobody dies, and what the US would have done does not matter; its payoffs there are those of a
    reply that kills with the chance 1/2, so that it has no ties.

    Parameters
    ----------
    model : Crisis
        One in which the US cannot leave.
    costs : int

    Returns
    -------
    gametheory.signalling.SignallingGame, 2 types, 3 messages, ``costs + 2`` replies

    Examples
    --------
    >>> crisis_game(Crisis.january_2020(), 8)
    <SignallingGame: 2 types, Iran (3 messages) -> United States (10 replies)>
    """
    require_a(Crisis, model)
    costs = whole(costs, "costs", at_least=1)
    if not np.isinf(model.plain.exit_cost).all():
        raise ParameterError("exit_cost (ℓ) needs to be inf for the finite game: a plan to leave is not in it.")
    points = model.plain
    values = points.private_bound()[..., None] * (np.arange(costs) + 0.5) / costs
    shape = model.batch_shape
    payoffs = np.zeros((*shape, 2, len(TYPES), len(REPLIES), costs + 2))
    for sender in range(len(TYPES)):
        truth = float(sender == ESCALATORY)
        stop, escalate = points.response_payoff(truth, 0), points.response_payoff(truth, ESCALATE)
        for reply in EACH:
            died = points.deaths(reply)
            seen = 0.5 if reply == NONE else died
            for plan in range(costs + 2):
                number = min(plan, costs)
                quiet = escalate if plan > costs else stop
                deadly = (number * escalate + (costs - number) * stop) / costs
                deadly = deadly - values[..., : costs - number].sum(axis=-1) / costs
                war = died * number / costs + (1 - died) * (plan > costs)
                payoffs[..., 0, sender, reply, plan] = points.sender_payoff(sender, reply, war)
                payoffs[..., 1, sender, reply, plan] = (1 - seen) * quiet + seen * deadly
    prior = np.broadcast_to(points.escalatory_prior, shape)
    plans = (*(f"escalate at the {number} largest costs" for number in range(costs + 1)), "escalate in any case")
    return SignallingGame(
        payoffs, np.stack([1 - prior, prior], axis=-1), ("Iran", "United States"), TYPES, REPLIES, plans
    )
