"""All perfect Bayesian equilibria of the crisis, case by case."""

from __future__ import annotations

from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from deterrence.checks import require_a
from deterrence.crisis.model import ESCALATE, ESCALATORY, LEAVE, LIMITED, REPLIES, STOP, TYPES, Crisis
from deterrence.crisis.residual import crisis_residual
from gametheory import Equilibria
from gametheory.equilibrium import certify_rows

TIE = 1e-12
"""Payoffs of Iran closer than this, as a share of its payoff range, are equal."""

EACH = range(len(REPLIES))


class Case(NamedTuple):
    """Who gives which reply in a kind of equilibrium.

    name    : replies of the limited type, a bar, replies of the escalatory type
    limited, escalatory : their supports
    violent : what the US does at the belief at which it is indifferent
    """

    name: str
    limited: tuple[int, ...]
    escalatory: tuple[int, ...]
    violent: bool = False


def _case(limited: tuple[int, ...], escalatory: tuple[int, ...], violent: bool = False) -> Case:
    name = " | ".join("+".join(REPLIES[reply] for reply in support) for support in (limited, escalatory))
    return Case(name + (", violent" if violent else ""), limited, escalatory, violent)


_PAIRS = tuple(combinations(EACH, 2))

CASES = (
    *(_case((low,), (high,)) for low, high in _PAIRS),
    *(_case((reply,), (reply,)) for reply in EACH),
    *(_case((reply,), (reply,), violent=True) for reply in EACH),
    *(_case((low, high), (high,)) for low, high in _PAIRS),
    *(_case((low,), (low, high)) for low, high in _PAIRS),
)
"""Separating, pooling, pooling with the US indifferent, and semi-separating with one type mixing."""


class _Found(NamedTuple):
    exists: Any
    sender: Any
    beliefs: Any
    war: Any


def crisis_equilibria(model: Crisis, *, strict: bool = True) -> Equilibria:
    r"""Find every perfect Bayesian equilibrium of every point, certified.

    Since :math:`c_E < c_L` and the escalatory type gains no less from a graver reply, it strictly prefers a graver
    reply whenever the limited type weakly does. So every reply of the limited type is at most as grave as every
    reply of the escalatory one, they share at most one, and a reply given by one type alone reveals it. Revealed
    replies bring a chance of war that does not depend on the strategies; two of them are as good as each other
    only on a set of parameters of measure zero. What is left are the ``CASES``: three separating, three pooling, and
    six in which one type mixes between a reply of its own and a shared one; there the chance of war that makes
    it indifferent gives the belief (:meth:`Crisis.belief_at`), and the belief gives the mixture.

    Off the path the belief is free. A case is an equilibrium for some belief if and only if it is one for
    the belief 1, at which a reply brings most war; that one is written in the rows. All others that support
    the same outcome: :func:`supporting_beliefs`.

    Parameters
    ----------
    model : Crisis
    strict : bool
        Raise if a row is refused by the certificate; otherwise leave it out.

    Returns
    -------
    Equilibria, strategies (rows, 2, 3), (rows, 3, 3), (rows, 3, 3)
        Replies by type; responses by reply where nobody died, and where Americans did; see
        :func:`crisis_residual`. ``component`` is the number of the case in ``CASES``; ``complete`` is False
        where an equality makes more than these (a continuum, of which the rows are ends). Every point has a row
        unless an indifference of the US decides.

    References
    ----------
    Fudenberg and Tirole (1991), "Game Theory", definition 8.1.

    Examples
    --------
    >>> model = Crisis.january_2020(escalatory_prior=0.1)
    >>> found = crisis_equilibria(model)
    >>> [CASES[case].name for case in found.component]
    ['telegraphed | full', 'full | full', 'telegraphed+full | full']
    """
    require_a(Crisis, model)
    points = model.take(slice(None))
    found = [_candidate(points, case) for case in CASES]
    exists = np.stack([each.exists for each in found], axis=-1)
    rows, cases = np.nonzero(exists)
    sender = np.stack([each.sender for each in found], axis=1)[rows, cases]
    beliefs = np.stack([each.beliefs for each in found], axis=1)[rows, cases]
    war = np.stack([each.war for each in found], axis=1)[rows, cases]
    quiet, deadly = _responses(points.take(rows), beliefs, war)
    return certify_rows(
        model,
        (sender, quiet, deadly),
        rows,
        ~_knife_edge(points),
        np.zeros(len(exists), dtype=np.int8),
        component=cases.astype(np.int8),
        residual=crisis_residual(beliefs),
        strict=strict,
    )


def equilibrium_names(equilibria: Equilibria) -> tuple[str, ...]:
    """The case of each row: the replies of the limited type, a bar, those of the escalatory type."""
    require_a(Equilibria, equilibria)
    return tuple(CASES[case].name for case in equilibria.component)


def _candidate(points: Crisis, case: Case) -> _Found:
    """The only profile of a case, and whether it is an equilibrium at each point."""
    prior = points.escalatory_prior
    own = (min(case.limited), max(case.escalatory))
    shared = set(case.limited) & set(case.escalatory)
    belief: dict[int, Any] = {own[LIMITED]: np.zeros_like(prior), own[ESCALATORY]: np.ones_like(prior)}
    war = {reply: points.war_chance(reply, belief[reply]) for reply in belief}
    mixed = np.zeros_like(prior)
    fine = np.ones_like(prior, dtype=bool)
    if shared:
        (reply,) = shared
        if len(case.limited) == len(case.escalatory):
            belief[reply] = prior
            war[reply] = points.war_chance(reply, prior, violent=False)
            if case.violent:
                fine = points.jumps() & (prior == points.knee())
                war[reply] = np.minimum(1.0, _most_war(points, reply))
                fine &= war[reply] >= points.war_chance(reply, prior, violent=False)
        else:
            who = LIMITED if len(case.limited) == 2 else ESCALATORY
            other = own[who]
            gap = points.benefit(who, reply) - points.benefit(who, other)
            war[reply] = war[other] + gap / points.cost_of_war(who)
            belief[reply] = points.belief_at(reply, war[reply])
            inside = belief[reply] > prior if who == LIMITED else belief[reply] < prior
            fine = inside & (belief[reply] > 0) & (belief[reply] < 1)
            with np.errstate(divide="ignore", invalid="ignore"):
                ratio = prior * (1 - belief[reply]) / (belief[reply] * (1 - prior))
                mixed = np.where(fine, ratio if who == LIMITED else 1 / ratio, 0.5)
    sent = sorted({*case.limited, *case.escalatory})
    for reply in EACH:
        if reply not in sent:
            belief[reply] = np.ones_like(prior)
            war[reply] = points.war_chance(reply, 1.0)
    sender = np.zeros((*np.shape(prior), len(TYPES), len(REPLIES)))
    for who, support in enumerate((case.limited, case.escalatory)):
        for reply in support:
            sender[..., who, reply] = 1.0
            if len(support) == 2:
                sender[..., who, reply] = mixed if reply in shared else 1 - mixed
    tolerance = TIE * (points.face_loss + points.full_gain + points.limited_war_cost)
    for who, support in enumerate((case.limited, case.escalatory)):
        worth = [points.sender_payoff(who, reply, war[reply]) for reply in EACH]
        got = worth[support[0]]
        for reply in EACH:
            fine = fine & (worth[reply] <= got + tolerance)

    def stacked(values: dict[int, Any]) -> Any:
        return np.stack([np.broadcast_to(values[reply], np.shape(prior)) for reply in EACH], axis=-1)

    return _Found(fine, sender, stacked(belief), stacked(war))


def _most_war(points: Crisis, reply: int) -> Any:
    """The most war after a reply that neither type escapes from by another reply, met with the belief 1."""
    most: Any = np.inf
    for who in (LIMITED, ESCALATORY):
        for other in EACH:
            if other != reply:
                gap = points.benefit(who, reply) - points.sender_payoff(who, other, points.war_chance(other, 1.0))
                most = np.minimum(most, gap / points.cost_of_war(who))
    return most


def _responses(rows: Crisis, beliefs: Any, war: Any) -> tuple[Any, Any]:
    """What the US does at these beliefs, so that war has these chances: where nobody died, and where some did."""
    quiet, deadly = np.zeros((*beliefs.shape, 3)), np.zeros((*beliefs.shape, 3))
    for reply in EACH:
        belief = beliefs[..., reply]
        share = np.clip(rows.escalation(np.minimum(belief, rows.knee())), 0, 1)
        died = rows.deaths(reply)
        with np.errstate(divide="ignore", invalid="ignore"):
            attack = np.where(died < 1, (war[..., reply] - died * share) / (1 - died), 1.0)
        attack = np.where(rows.jumps() & (belief >= rows.knee()), np.clip(attack, 0, 1), 0.0)
        calm = np.where(rows.later_cost * belief > rows.exit_cost, LEAVE, STOP)
        for response in (STOP, LEAVE):
            quiet[..., reply, response] = (calm == response) * (1 - attack)
            deadly[..., reply, response] = (calm == response) * (1 - share)
        quiet[..., reply, ESCALATE], deadly[..., reply, ESCALATE] = attack, share
    return quiet, deadly


def _knife_edge(points: Crisis) -> Any:
    """Where an equality lets more than the rows be equilibria."""
    close = TIE * (points.face_loss + points.full_gain + points.limited_war_cost)
    edge = np.abs(points.escalatory_prior - points.knee()) < TIE
    for who in (LIMITED, ESCALATORY):
        known = [points.war_chance(reply, float(who)) for reply in EACH]
        worth = [points.sender_payoff(who, reply, known[reply]) for reply in EACH]
        for low, high in _PAIRS:
            edge = edge | (np.abs(worth[low] - worth[high]) < close)
    for low, high in _PAIRS:
        # a shared reply that brings as much war as one that reveals the type
        for who, at in ((LIMITED, low), (ESCALATORY, high)):
            reply = high if who == LIMITED else low
            gap = points.benefit(who, reply) - points.benefit(who, at)
            war = points.war_chance(at, float(who)) + gap / points.cost_of_war(who)
            for level in (points.war_chance(reply, 0.0), points.war_chance(reply, 1.0)):
                edge = edge | (np.abs(war - level) < TIE)
    return np.asarray(edge | (points.later_cost == points.war_cost) | (points.exit_cost == points.war_cost))
