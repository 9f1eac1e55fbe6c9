"""The standoff: the week that the United States and the militia play, again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from deterrence.checks import one_of, require_a
from deterrence.model import Model
from deterrence.parameters import Number, parameter
from deterrence.standoff.rule import EVENTS, LEVELS, RUNGS, Event, Rule
from deterrence.standoff.week import week_of


@dataclass(frozen=True, eq=False)
class Standoff(Model):
    r"""The US stays or leaves, a militia attacks or holds, the US answers attacks or does not, week after week.

    Each week the US stays or leaves for good; the militia chooses a level a = 0, 1, 2 (hold, harass, heavy); if
    it holds, a rogue attack of level 1 occurs with chance :math:`\varepsilon`; an attack of level a kills an
    American with chance :math:`\lambda_a`; the US answers with a proportionate strike (rung 1), a leadership
    strike (rung 2) or not at all. A rule (:class:`Rule`) at a rung is in force until the US fails to give the
    answer that it requires, no answer or one at the other rung; from then on nothing is answered, and the US
    leaves if that is better.

    Fields may hold numbers, arrays, DataArrays (axes of a sweep) or SymPy expressions; readings of DataArrays
    are DataArrays. Values are per week, relative to a week in which nothing happens and nobody is there.

    Raises
    ------
    ParameterError
        If a field lies outside the range of its parameter.

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import DEATHS, LEVELS
    >>> model = Standoff.of(PUNISH)
    >>> LEVELS[int(model.reply(DEATHS, 2))], round(float(model.weekly_value(DEATHS, 2)), 2)
    ('hold', 2.91)
    >>> bool(model.is_equilibrium(DEATHS, 2)), bool(model.certificate(DEATHS, 2).holds)
    (True, True)
    """

    period: Number = parameter("period")
    discount: Number = parameter("discount")
    harass_gain: Number = parameter("harass_gain")
    heavy_gain: Number = parameter("heavy_gain")
    rogue_rate: Number = parameter("rogue_rate")
    harass_lethality: Number = parameter("harass_lethality")
    heavy_lethality: Number = parameter("heavy_lethality")
    strike_loss_1: Number = parameter("strike_loss_1")
    strike_loss_2: Number = parameter("strike_loss_2")
    strike_gain_1: Number = parameter("strike_gain_1")
    strike_gain_2: Number = parameter("strike_gain_2")
    presence_value: Number = parameter("presence_value")
    harass_harm: Number = parameter("harass_harm")
    heavy_harm: Number = parameter("heavy_harm")
    death_harm: Number = parameter("death_harm")
    strike_cost_1: Number = parameter("strike_cost_1")
    strike_cost_2: Number = parameter("strike_cost_2")
    nonfatal_strike_cost: Number = parameter("nonfatal_strike_cost")
    leave_cost: Number = parameter("leave_cost")
    war_risk: Number = parameter("war_risk")
    war_ratio_1: Number = parameter("war_ratio_1")
    war_ratio_2: Number = parameter("war_ratio_2")
    war_cost: Number = parameter("war_cost")
    resolve: Number = parameter("resolve")
    resolve_bound: Number = parameter("resolve_bound")
    nonfatal_weight: Number = parameter("nonfatal_weight")

    # --- Primitives put together ---------------------------------------------------------------------

    def sting(self, rung: int) -> Number:
        """Net loss of the militia from a strike, σ = κ - β; the two enter nowhere else."""
        rung = one_of(rung, RUNGS, "rung")
        return (self.strike_loss_1 - self.strike_gain_1, self.strike_loss_2 - self.strike_gain_2)[rung - 1]

    def strike_burden(self, rung: int) -> Number:
        """Cost of a strike to the US with its war risk, s~ = s + k p_w W."""
        rung = one_of(rung, RUNGS, "rung")
        cost = (self.strike_cost_1, self.strike_cost_2)[rung - 1]
        ratio = (self.war_ratio_1, self.war_ratio_2)[rung - 1]
        return cost + ratio * self.war_risk * self.war_cost

    def death_burden(self) -> Number:
        """Harm of a death to the US with its war risk, D~ = D + p_w W."""
        return self.death_harm + self.war_risk * self.war_cost

    def gains(self) -> tuple[Number, Number, Number]:
        """Weekly gain of the militia by level, before strikes."""
        return 0, self.harass_gain, self.heavy_gain

    def chances(self, level: int) -> tuple[Number, ...]:
        """Weekly chance of each event of ``EVENTS`` when the militia chooses a level."""
        level = one_of(level, range(len(LEVELS)), "level")
        light, heavy = self.harass_lethality, self.heavy_lethality
        rogue = self.rogue_rate
        return (
            (1 - rogue, rogue * (1 - light), rogue * light, 0, 0),
            (0, 1 - light, light, 0, 0),
            (0, 0, 0, 1 - heavy, heavy),
        )[level]

    def event_harm(self, event: Event) -> Number:
        """Harm of an event to the US, its war risk included."""
        harm = (0, self.harass_harm, self.heavy_harm)[event.level]
        return harm + self.death_burden() if event.death else harm

    def answer_cost(self, event: Event, rung: int) -> Number:
        """Cost to the US of answering an event, the office-holder's resolve left out."""
        burden = self.strike_burden(rung)
        return burden if event.death else burden + self.nonfatal_strike_cost

    def answer_chance(self, rule: Rule, level: int) -> Number:
        """Weekly chance π that something is answered when the militia chooses a level."""
        require_a(Rule, rule)
        return sum(chance for event, chance in zip(EVENTS, self.chances(level), strict=True) if rule.answers(event))

    def answered_deaths(self, rule: Rule, level: int) -> Number:
        """Weekly chance of a death that is answered when the militia chooses a level."""
        require_a(Rule, rule)
        return sum(
            chance
            for event, chance in zip(EVENTS, self.chances(level), strict=True)
            if event.death and rule.answers(event)
        )

    def payoffs(self, rule: Rule, rung: int = 1) -> tuple[tuple[Number, ...], tuple[Number, ...]]:
        r"""What a week is worth to the US and to the militia at each level, with the US there and the rule kept.

        .. math::

            V - \sum_e \Pr(e \mid a) \, [h_e + \tilde D_e + (\tilde s_r + \Lambda_e) 1_e], \qquad
            g_a - \sigma_r \pi_a,

        the sum over events e, :math:`1_e` if the rule answers e. These are polynomials of the fields, so the
        same lines serve numbers, arrays and SymPy symbols; the resolve is left out.

        Returns
        -------
        two tuples, over levels: of the US, of the militia
        """
        require_a(Rule, rule)
        us, militia = [], []
        for level, gain in enumerate(self.gains()):
            worth = self.presence_value
            for event, chance in zip(EVENTS, self.chances(level), strict=True):
                if event.level and not _is_zero(chance):
                    burden = self.event_harm(event)
                    if rule.answers(event):
                        burden = burden + self.answer_cost(event, rung)
                    worth = worth - chance * burden
            us.append(worth)
            struck = self.answer_chance(rule, level)
            militia.append(gain if _is_zero(struck) else gain - self.sting(rung) * struck)
        return tuple(us), tuple(militia)

    def leave_value(self) -> Number:
        """Leaving at once as a flow: -(1 - δ) L a week."""
        return -(1 - self.discount**self.period) * self.leave_cost / self.period

    # --- Readings ------------------------------------------------------------------------------------

    def reply(self, rule: Rule, rung: int = 1, *, violent: bool = True) -> Any:
        """The level that the militia chooses while a rule is kept: 0 hold, 1 harass, 2 heavy.

        What the militia does never changes the regime, so that its best reply is the one of the week: the
        upper envelope of three lines in the sting. Under ``LEAVE`` it is what it would do if the US were there.

        Parameters
        ----------
        rule : Rule
        rung : 1 or 2
        violent : bool
            Of replies that are tied, the most violent one; otherwise the least.

        Returns
        -------
        int array, or DataArray, of the batch shape of the model
        """
        week = week_of(self.plain, rule, rung, violent=violent)
        return self.named(week.reply)

    def weekly_value(self, rule: Rule, rung: int = 1, *, violent: bool = True) -> Any:
        """What a week is worth to the US when it keeps a rule and the militia replies; the resolve left out.

        Parameters
        ----------
        rule, rung, violent
            As in :meth:`reply`. Under ``LEAVE`` it is leaving as a weekly flow.
        """
        week = week_of(self.plain, rule, rung, violent=violent)
        return self.named(week.value)

    def is_equilibrium(self, rule: Rule, rung: int = 1, *, violent: bool = True) -> Any:
        """Whether keeping a rule is a subgame-perfect equilibrium, from the closed forms.

        See :func:`deterrence.standoff.slacks` for the conditions; :meth:`certificate` asks the stochastic game.

        Returns
        -------
        bool array, or DataArray, of the batch shape of the model
        """
        from deterrence.standoff.verdict import slacks_of

        found = slacks_of(week_of(self.plain, rule, rung, violent=violent), rule)
        return self.named(found.hold)

    # --- The game ------------------------------------------------------------------------------------

    def game(self, rule: Rule, rung: int = 1) -> Any:
        """The :class:`gametheory.stochastic.StochasticGame` with a rule in force: 15 states, three to a week.

        See :func:`deterrence.standoff.week_game`.
        """
        from deterrence.standoff.game import standoff_game

        return standoff_game(self, rule, rung)

    def profile(self, rule: Rule, rung: int = 1, *, violent: bool = True) -> tuple[Any, Any]:
        """The strategies proposed for a rule: two arrays (*batch, 15, 3), to be certified in :meth:`game`."""
        from deterrence.standoff.game import standoff_profile

        return standoff_profile(self, rule, rung, violent=violent)

    def certificate(self, rule: Rule, rung: int = 1, *, violent: bool = True) -> Any:
        """The :class:`gametheory.Certificate` that no deviation in any state pays, (*batch)."""
        from gametheory import certify
        from gametheory.residual import markov_residual

        profile = self.profile(rule, rung, violent=violent)
        return certify(self.game(rule, rung), profile, residual=markov_residual, strict=False).certificate


def _is_zero(value: Number) -> bool:
    return isinstance(value, int) and value == 0
