"""Readings of the equilibria of the crisis: war, the beliefs that support them, the intuitive criterion."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from deterrence.checks import one_of, require_a
from deterrence.crisis.equilibria import EACH, TIE, crisis_equilibria
from deterrence.crisis.model import ESCALATORY, LIMITED, TYPES, Crisis
from deterrence.crisis.residual import war_after
from deterrence.parameters import ParameterError
from gametheory import Equilibria, Equilibrium
from gametheory.multiplicity import Bounds, bounds

RUINOUS = -1e9
"""A share of face restored at which a reply is out of the question."""


def war_chance(model: Crisis, equilibria: Equilibria | Equilibrium, sender: int | None = None) -> Any:
    """The chance of war in each row, or with one type of Iran.

    Parameters
    ----------
    model : Crisis
    equilibria : Equilibria, or Equilibrium with slots
    sender : 0, 1 or None
        The type of Iran; over both by default.

    Returns
    -------
    array (rows,), or (slots, *batch)

    Examples
    --------
    >>> model = Crisis.january_2020()
    >>> [round(float(war_chance(model, crisis_equilibria(model), each)[0]), 3) for each in (0, 1)]
    [0.015, 1.0]
    """
    if sender is not None:
        sender = one_of(sender, range(len(TYPES)), "sender, a type of Iran,")
    points, (sent, quiet, deadly) = _points(model, equilibria)
    after = np.stack([war_after(points, reply, quiet, deadly) for reply in EACH], axis=-1)
    by_type = [(sent[..., each, :] * after).sum(axis=-1) for each in range(len(TYPES))]
    if sender is not None:
        return by_type[sender]
    return (1 - points.escalatory_prior) * by_type[LIMITED] + points.escalatory_prior * by_type[ESCALATORY]


def war_bounds(model: Crisis, *, intuitive: bool = False) -> Bounds:
    """The least and the largest chance of war over all perfect Bayesian equilibria.

    Parameters
    ----------
    model : Crisis
    intuitive : bool
        Over those that pass the intuitive criterion.

    Returns
    -------
    gametheory.multiplicity.Bounds, of arrays or DataArrays of the batch shape

    Examples
    --------
    >>> low, high, _ = war_bounds(Crisis.january_2020(), intuitive=True)
    >>> round(float(low), 4), round(float(high), 4)
    (0.3105, 0.3105)
    """

    def reading(equilibrium: Equilibrium) -> Any:
        chance = war_chance(model, equilibrium)
        return np.where(passes_intuitive_criterion(model, equilibrium), chance, np.nan) if intuitive else chance

    found = bounds(reading, crisis_equilibria(model))
    return Bounds(*(model.named(each) for each in found))


class BeliefInterval(NamedTuple):
    """Beliefs after each reply, (rows, 3): all between ``low`` and ``high`` support the equilibrium."""

    low: Any
    high: Any


def supporting_beliefs(model: Crisis, equilibria: Equilibria | Equilibrium) -> BeliefInterval:
    """The beliefs that Iran is escalatory, after each reply, that support the outcome of each row.

    After a reply that is given, the belief is that of Bayes' rule. After one that is not, it may be any from
    the one at which war is just likely enough to keep both types from it, up to 1.

    Examples
    --------
    >>> model = Crisis.january_2020()
    >>> low, high = supporting_beliefs(model, crisis_equilibria(model))
    >>> low.round(3), high.round(3)
    (array([[0. , 0. , 1. ],
           [0. , 0.8, 0.3]]), array([[1. , 0. , 1. ],
           [1. , 1. , 0.3]]))
    """
    points, (sent, _, _) = _points(model, equilibria)
    got = _equilibrium_payoffs(points, model, equilibria)
    prior = points.escalatory_prior
    low, high = [], []
    for reply in EACH:
        graver = prior * sent[..., ESCALATORY, reply]
        chance = graver + (1 - prior) * sent[..., LIMITED, reply]
        with np.errstate(divide="ignore", invalid="ignore"):
            posterior = np.where(chance > 0, graver / chance, np.nan)
        needed: Any = -np.inf
        for who in range(len(TYPES)):
            needed = np.maximum(needed, (points.benefit(who, reply) - got[who]) / points.cost_of_war(who))
        enough = needed <= points.war_chance(reply, 0.0) + TIE
        at = points.belief_at(reply, np.minimum(needed, points.war_chance(reply, 1.0)))
        free = np.where(enough, 0.0, np.where(np.isnan(at), 1.0, at))
        low.append(np.where(chance > 0, posterior, free))
        high.append(np.where(chance > 0, posterior, np.where(np.isnan(chance), np.nan, 1.0)))
    return BeliefInterval(np.stack(low, axis=-1), np.stack(high, axis=-1))


def passes_intuitive_criterion(model: Crisis, equilibria: Equilibria | Equilibrium) -> Any:
    """Whether each row passes the intuitive criterion.

    A reply that is not given is *dominated* for a type if even the belief 0, which brings the least war, gives it
    less than it has. A row fails if some reply is dominated for one type alone, and the other type gains by it once
    the US believes in that other type.

    Returns
    -------
    bool array (rows,), or (slots, *batch); False where there is no equilibrium

    References
    ----------
    Cho and Kreps (1987), "Signaling games and stable equilibria", section IV.2.
    """
    points, (sent, _, _) = _points(model, equilibria)
    got = _equilibrium_payoffs(points, model, equilibria)
    close = TIE * (points.face_loss + points.full_gain + points.limited_war_cost)
    passes = ~np.isnan(got[LIMITED])
    for reply in EACH:
        unsent = (sent[..., LIMITED, reply] == 0) & (sent[..., ESCALATORY, reply] == 0)
        least, most = points.war_chance(reply, 0.0), points.war_chance(reply, 1.0)
        dominated = [
            points.sender_payoff(who, reply, least) < got[who] - close for who in range(len(TYPES))
        ]
        for who, other, war in ((LIMITED, ESCALATORY, least), (ESCALATORY, LIMITED, most)):
            gains = points.sender_payoff(who, reply, war) > got[who] + close
            passes = passes & ~(unsent & dominated[other] & ~dominated[who] & gains)
    return passes


def without_telegraph(model: Crisis) -> Crisis:
    """The crisis in which a telegraphed reply costs so much that no type ever gives it.

    To make it equal to no reply would not do: a duplicate is a message of its own, with which types can separate.

    Examples
    --------
    >>> low, high, _ = war_bounds(without_telegraph(Crisis.january_2020()))
    >>> round(float(low), 4), round(float(high), 4)
    (0.3375, 0.3375)
    """
    require_a(Crisis, model)
    return model.unchecked(face_restored=RUINOUS)


def _points(model: Crisis, equilibria: Equilibria | Equilibrium) -> tuple[Crisis, Any]:
    """The parameters beside the strategies: of each row, or of the batch below the slots."""
    require_a(Crisis, model)
    if not isinstance(equilibria, Equilibria | Equilibrium):
        raise ParameterError(f"what crisis_equilibria returns was needed, got {type(equilibria).__name__}.")
    points = model.take(equilibria.game) if isinstance(equilibria, Equilibria) else model.plain
    return points, equilibria.strategies


def _equilibrium_payoffs(points: Crisis, model: Crisis, equilibria: Equilibria | Equilibrium) -> list[Any]:
    _, (sent, quiet, deadly) = _points(model, equilibria)
    war = [war_after(points, reply, quiet, deadly) for reply in EACH]
    return [
        sum(sent[..., who, reply] * points.sender_payoff(who, reply, war[reply]) for reply in EACH)
        for who in range(len(TYPES))
    ]
