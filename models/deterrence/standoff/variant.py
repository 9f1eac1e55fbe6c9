"""Variants of the standoff: a grievance, a ladder of answers, a war that ends the game.

Each is the same week with another record of play, so each is certified by the same test; where a closed form
exists it stands beside the game.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from deterrence.checks import numbers_in, one_number, one_of
from deterrence.parameters import Number
from deterrence.standoff.game import STATES_OF_A_REGIME, Regime, one_hot, required, week_game
from deterrence.standoff.model import Standoff
from deterrence.standoff.rule import EVENTS, RUNGS, Rule
from deterrence.standoff.week import at_level, reply_of, week_of
from gametheory import Certificate, Equilibrium, certify
from gametheory.arguments import whole
from gametheory.residual import markov_residual
from gametheory.stochastic import StochasticGame, best_reply
from gametheory.sweep import label

_LEAVES = 1


@dataclass(frozen=True, eq=False)
class Variant:
    """A game with a record of play, and the rule that the US keeps in it.

    Attributes
    ----------
    model : Standoff
    game : StochasticGame
    us : (*batch, S, 3)
        The strategy of the US.
    regimes : tuple of str
    """

    model: Standoff
    game: StochasticGame
    us: Any
    regimes: tuple[str, ...]

    @property
    def equilibrium(self) -> Equilibrium:
        """The rule with the militia's best reply, NaN where it is no equilibrium."""
        return certify(self.game, (self.us, self._best_reply), residual=markov_residual, strict=False)

    @property
    def certificate(self) -> Certificate:
        """Whether no deviation of either side pays in any state, (*batch)."""
        return self.equilibrium.certificate

    @property
    def reply(self) -> Any:
        """The level that the militia chooses in each regime, (*batch, regime)."""
        militia = self._best_reply[..., 1 : len(self.regimes) * STATES_OF_A_REGIME : STATES_OF_A_REGIME, :]
        return label(militia.argmax(axis=-1), like=self.model, regime=self.regimes)

    @property
    def weekly_value(self) -> Any:
        """What a week is worth to the US from each regime on, the resolve included, (*batch, regime)."""
        values, _ = self.game.evaluate((self.us, self._best_reply))
        decisions = values[..., 0 : len(self.regimes) * STATES_OF_A_REGIME : STATES_OF_A_REGIME, 0]
        period = self.model.spread(self.model.plain.period)
        return label(decisions / period[..., None], like=self.model, regime=self.regimes)

    @property
    def _best_reply(self) -> Any:
        return best_reply(self.game, (self.us, self.us), 1, strict=False).strategies[0]


def grievance_game(model: Standoff, rule: Rule, rung: int, grievance: float) -> Variant:
    """A militia that was struck last week gains more from attacking: ρ times the rung used, at any level.

    Regimes: the rule in force or failed, with no strike last week or one at either rung.

    Parameters
    ----------
    model : Standoff
    rule, rung
        As in :meth:`Standoff.reply`; not ``LEAVE``.
    grievance : float
        ρ, payoff a week per rung.
    """
    grievance = float(numbers_in(one_number(grievance, "grievance"), "grievance", 0))
    asked = required(rule, rung)
    used = (0, *RUNGS)
    regimes = [
        Regime(f"{name}, struck with {last}" if last else name, need, grievance * last)
        for name, need in (("in force", asked), ("failed", required(Rule.NEVER, rung)))
        for last in used
    ]

    def after(regime: int, event: int, answer: int) -> int:
        failed = regime >= len(used) or asked[event] not in (0, answer)
        return len(used) * failed + answer

    return _variant(model, regimes, after, failed=range(len(used), 2 * len(used)))


class GrievanceThresholds(NamedTuple):
    """Stings between which one strike starts a cycle that does not end.

    Attributes
    ----------
    attack_until
        Up to here the militia attacks whether it was struck or not.
    hold_from
        From here on it holds even if it was struck.
    """

    attack_until: Any
    hold_from: Any


def grievance_thresholds(
    model: Standoff, rule: Rule, rung: int, grievance: float, *, level: int
) -> GrievanceThresholds:
    r"""Where a militia with a grievance, that can attack at one level or hold, changes its reply.

    With :math:`k = \pi_a - \pi_0`,

    .. math:: \frac{g_a}{k} + \delta \rho r \le \sigma < \frac{g_a + \rho r}{k}

    is the cycle: quiet until struck (a rogue attack suffices), then attack after attack. Below it attacks always,
    above it holds always.

    Parameters
    ----------
    model, rule, rung, grievance
        As in :func:`grievance_game`.
    level : int
        The level other than hold: heavy for a line at any attack, harass for the thresholds of holding under
        the others.

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import ANY
    >>> [round(float(each), 4) for each in grievance_thresholds(Standoff.of(PUNISH), ANY, 1, 0.2, level=2)]
    [1.9506, 1.9588]
    """
    arrays, level = model.plain, one_of(level, (1, 2), "level, other than hold,")
    extra = numbers_in(one_number(grievance, "grievance"), "grievance", 0) * one_of(rung, RUNGS, "rung")
    gain = arrays.gains()[level]
    more = arrays.answer_chance(rule, level) - arrays.answer_chance(rule, 0)
    found = (gain / more + arrays.discount**arrays.period * extra, (gain + extra) / more)
    return GrievanceThresholds(*(model.named(each) for each in found))


def ladder_game(model: Standoff, rule: Rule, *, crossings: int = 1) -> Variant:
    """The rung rises with the record: rung 1 for so many answered crossings, rung 2 for ever after.

    Parameters
    ----------
    model : Standoff
    rule : Rule
        One that answers something.
    crossings : int, at least 1
        How many are answered with rung 1.
    """
    crossings = whole(crossings, "crossings", at_least=1)
    steps = [Regime(f"{k} answered", required(rule, 1)) for k in range(crossings)]
    regimes = [*steps, Regime("upper rung", required(rule, 2)), Regime("failed")]

    def after(regime: int, event: int, answer: int) -> int:
        need = regimes[regime].required[event]
        if regime > crossings or need not in (0, answer):
            return crossings + 1
        return min(regime + (need > 0), crossings)

    return _variant(model, regimes, after, failed=[crossings + 1])


def ladder_reply(model: Standoff, rule: Rule, *, violent: bool = True) -> Any:
    r"""The militia's reply before and after the first answered crossing, in closed form.

    With :math:`U_1 = \max_a (g_a - \sigma_2 \pi_a)` for the upper rung, it chooses the level a with the largest

    .. math:: \frac{(1 - \delta)(g_a - \sigma_1 \pi_a) + \delta \pi_a U_1}{1 - \delta (1 - \pi_a)}.

    Returns
    -------
    int array, or DataArray, (*batch, 2), the last axis called ``answered``

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import DEATHS, LEVELS
    >>> [LEVELS[level] for level in ladder_reply(Standoff.of(PUNISH), DEATHS).values]
    ['harass', 'hold']
    """
    arrays = model.plain
    upper = arrays.payoffs(rule, 2)[1]
    last = np.maximum(np.maximum(upper[0], upper[1]), upper[2])
    keep = arrays.discount**arrays.period
    first = []
    for level, gain in enumerate(arrays.payoffs(rule, 1)[1]):
        climb = arrays.period * arrays.answer_chance(rule, level)
        first.append(((1 - keep) * gain + keep * climb * last) / (1 - keep * (1 - climb)))
    replies = [model.spread(reply_of(gains, violent=violent)) for gains in (tuple(first), upper)]
    return label(np.stack(replies, axis=-1), like=model, answered=(0, 1))


def war_ending_game(model: Standoff, rule: Rule, rung: int = 1) -> Variant:
    """War ends the game: W is paid once, and nothing follows for either side.

    W is then the whole cost of war. Read as net of what would have followed, it must not be used here: that
    would count the loss twice, and ending costs less than going on wherever the weekly flow is negative.
    """
    asked = required(rule, rung)
    regimes = [Regime("in force", asked), Regime("failed")]
    worth = _war_ending(model.plain, Rule.NEVER, rung)

    def after(regime: int, event: int, answer: int) -> int:
        return int(regime or asked[event] not in (0, answer))

    free = np.where(worth < model.plain.leave_value(), _LEAVES, 0)
    game = week_game(model, regimes, after, war_ends=True)
    us = one_hot([0, 0, *asked, free, 0, *(0 for _ in EVENTS), 0], model)
    return Variant(model, game, us, tuple(each.name for each in regimes))


def war_ending_value(model: Standoff, rule: Rule, rung: int = 1) -> Any:
    r"""The weekly value to the US where war ends the game, in closed form.

    .. math:: U_a = \frac{(1 - \delta)(f_a - W q_a)}{1 - \delta (1 - q_a)}

    at the militia's best stationary level a, with the weekly flow :math:`f_a` without any war cost and the
    weekly chance of war :math:`q_a`: after an event it is :math:`1 - (1 - p_D)(1 - p_r)`, not the sum of the two.

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import NEVER
    >>> round(float(war_ending_value(Standoff.of(PUNISH), NEVER)), 3)
    -6.608
    """
    return model.named(_war_ending(model.plain, rule, rung))


def _war_ending(arrays: Standoff, rule: Rule, rung: int) -> Any:
    """The weekly value at the militia's best stationary level."""
    flows, gains = arrays.unchecked(war_risk=0.0).payoffs(rule, rung)
    ratio = (arrays.war_ratio_1, arrays.war_ratio_2)[one_of(rung, RUNGS, "rung") - 1]
    keep = arrays.discount**arrays.period
    us, militia = [], []
    for level, (flow, gain) in enumerate(zip(flows, gains, strict=True)):
        war: Number = 0.0
        for event, chance in zip(EVENTS, arrays.chances(level), strict=True):
            if event.level:
                peace = 1 - arrays.war_risk if event.death else 1
                peace = peace * (1 - ratio * arrays.war_risk) if rule.answers(event) else peace
                war = war + arrays.period * chance * (1 - peace)
        left = 1 - keep * (1 - war)
        us.append((1 - keep) * (flow - arrays.war_cost * war / arrays.period) / left)
        militia.append((1 - keep) * gain / left)
    return at_level(tuple(us), reply_of(tuple(militia), violent=True))


def _variant(model: Standoff, regimes: list[Regime], after: Any, *, failed: Any) -> Variant:
    """The game in which the US keeps the rule of each regime, and leaves after a failure if that is better."""
    week = week_of(model.plain, Rule.NEVER, 1, violent=True)
    leaves = np.where(week.never < week.leave, _LEAVES, 0)
    us: list[Any] = []
    for number, regime in enumerate(regimes):
        us += [leaves if number in failed else 0, 0, *regime.required]
    game = week_game(model, regimes, after)
    return Variant(model, game, one_hot([*us, 0], model), tuple(each.name for each in regimes))
