"""A stated line: the United States announces, a militia replies, and the office-holder answers or does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from deterrence.checks import one_of, require_a
from deterrence.model import Model
from deterrence.parameters import Number, parameter
from deterrence.red_line.line import EVENTS, LEVELS, LINES, RUNGS, Event, Line

TIE = 1e-12
"""Two choices are tied if they differ by less than this share of the larger one, or of 1."""


@dataclass(frozen=True, eq=False)
class RedLine(Model):
    r"""The US states a line or is silent, a militia attacks or holds, the office-holder answers the event or not.

    Once. A line m of ``LINES`` is stated; the militia chooses a level a of ``LEVELS``; if it holds, a rogue attack
    of level 1 occurs with chance :math:`\varepsilon`; an attack of level a kills with chance :math:`\lambda_a`;
    otherwise it is a nonlethal event N, or E if the embassy is assaulted. Then the office-holder's resolve
    :math:`\psi`, uniform on :math:`[0, \bar\psi]`, is known to him alone, and he answers at the rung r or does not:

    .. math::

        w_e \psi - \tilde s_r - \Lambda 1_{e = N} \quad\text{if he answers, } \qquad
        -\alpha_m 1_{e \in m} \quad\text{if not.}

    The militia gets :math:`g_a`, less :math:`\sigma_r` if it is answered. In the base protocol the line is set before
    the resolve is drawn; :func:`interim_equilibria` has a sender who knows it.

    Fields may hold numbers, arrays, DataArrays (axes of a sweep) or SymPy expressions; readings of DataArrays
    are DataArrays.

    Raises
    ------
    ParameterError
        If a field lies outside the range of its parameter.

    Examples
    --------
    >>> from deterrence.red_line import DEATHS, LEVELS, SILENT
    >>> from deterrence.scenarios import TIMETABLE
    >>> model = RedLine.of(TIMETABLE)
    >>> [LEVELS[int(model.reply(line, 1))] for line in (SILENT, DEATHS)]
    ['heavy', 'harass']
    >>> bool(model.certificate(1).holds)
    True
    """

    harass_gain: Number = parameter("harass_gain")
    heavy_gain: Number = parameter("heavy_gain")
    embassy_gain: Number = parameter("embassy_gain")
    rogue_rate: Number = parameter("rogue_rate")
    harass_lethality: Number = parameter("harass_lethality")
    heavy_lethality: Number = parameter("heavy_lethality")
    embassy_lethality: Number = parameter("embassy_lethality")
    strike_loss_1: Number = parameter("strike_loss_1")
    strike_loss_2: Number = parameter("strike_loss_2")
    strike_gain_1: Number = parameter("strike_gain_1")
    strike_gain_2: Number = parameter("strike_gain_2")
    presence_value: Number = parameter("presence_value")
    harass_harm: Number = parameter("harass_harm")
    heavy_harm: Number = parameter("heavy_harm")
    embassy_harm: Number = parameter("embassy_harm")
    death_harm: Number = parameter("death_harm")
    strike_cost_1: Number = parameter("strike_cost_1")
    strike_cost_2: Number = parameter("strike_cost_2")
    nonfatal_strike_cost: Number = parameter("nonfatal_strike_cost")
    war_risk: Number = parameter("war_risk")
    war_ratio_1: Number = parameter("war_ratio_1")
    war_ratio_2: Number = parameter("war_ratio_2")
    war_cost: Number = parameter("war_cost")
    resolve_bound: Number = parameter("resolve_bound")
    nonfatal_weight: Number = parameter("nonfatal_weight")
    embassy_weight: Number = parameter("embassy_weight")
    audience_cost_death: Number = parameter("audience_cost_death")
    audience_cost_embassy: Number = parameter("audience_cost_embassy")
    audience_cost_any: Number = parameter("audience_cost_any")

    # --- Primitives put together, each written once ----------------------------------------------------

    def sting(self, rung: int) -> Number:
        """Net loss of the militia from a strike, σ = κ - β."""
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

    def gains(self) -> tuple[Number, ...]:
        """Gain of the militia by level, before an answer."""
        return 0, self.harass_gain, self.heavy_gain, self.embassy_gain

    def chances(self, level: int) -> tuple[Number, ...]:
        """Chance of each event of ``EVENTS`` when the militia chooses a level; what is left is a quiet week."""
        level = _level(level)
        light, heavy, embassy = self.harass_lethality, self.heavy_lethality, self.embassy_lethality
        rogue = self.rogue_rate
        return (
            (rogue * (1 - light), 0, rogue * light),
            (1 - light, 0, light),
            (1 - heavy, 0, heavy),
            (0, 1 - embassy, embassy),
        )[level]

    def harm(self, level: int) -> Number:
        """Expected harm to the US when the militia chooses a level, before an answer."""
        level = _level(level)
        attack = (self.rogue_rate * self.harass_harm, self.harass_harm, self.heavy_harm, self.embassy_harm)[level]
        return attack + self.chances(level)[EVENTS.index(Event.DEATH)] * self.death_burden()

    def weight(self, event: Event) -> Number:
        """Share of the resolve that counts after an event, w."""
        require_a(Event, event)
        return {Event.NONLETHAL: self.nonfatal_weight, Event.EMBASSY: self.embassy_weight, Event.DEATH: 1}[event]

    def answer_cost(self, event: Event, rung: int) -> Number:
        """Cost of answering an event, the resolve left out."""
        require_a(Event, event)
        burden = self.strike_burden(rung)
        return burden + self.nonfatal_strike_cost if event is Event.NONLETHAL else burden

    def audience_cost(self, line: Line, event: Event) -> Number:
        """Cost of not answering an event when a line was stated."""
        require_a(Line, line)
        require_a(Event, event)
        if not line.covers(event):
            return 0
        stated = {
            Line.DEATHS: self.audience_cost_death,
            Line.EMBASSY: self.audience_cost_embassy,
            Line.ANY: self.audience_cost_any,
        }
        return stated[line]

    def answer_gain(self, line: Line, event: Event, rung: int, resolve: Number) -> Number:
        """What answering an event is worth to the office-holder, over not answering it."""
        return self.weight(event) * resolve - self.answer_cost(event, rung) + self.audience_cost(line, event)

    def militia_payoffs(self, rung: int, answered: tuple[Number, ...]) -> tuple[Number, ...]:
        r"""What each level is worth to the militia: :math:`g_a - \sigma_r \sum_e \Pr(e \mid a) P_e`.

        Parameters
        ----------
        rung : 1 or 2
        answered : one number per event
            The chance P of an answer to each.
        """
        return tuple(
            gain - self.sting(rung) * sum(chance * share for chance, share in zip(chances, answered, strict=True))
            for gain, chances in zip(self.gains(), map(self.chances, range(len(LEVELS))), strict=True)
        )

    # --- Answers -----------------------------------------------------------------------------------------

    def needed_resolve(self, line: Line, event: Event, rung: int) -> Any:
        """The resolve from which an event is answered, within [0, ψ̄]; plain arrays."""
        model = self.plain
        lacking = -np.asarray(model.answer_gain(line, event, rung, 0), dtype=np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            resolve = np.clip(lacking / model.weight(event), 0, model.resolve_bound)
        return np.where(lacking <= 0, 0.0, resolve)

    def answer_chance(self, line: Line, event: Event, rung: int = 1) -> Any:
        r"""The chance that an event is answered once a line was stated.

        .. math::

            P_e(m) = \operatorname{clip}\Bigl(1 -
            \frac{\tilde s_r + \Lambda 1_{e = N} - \alpha_m 1_{e \in m}}{w_e \bar\psi}, 0, 1\Bigr)

        Returns
        -------
        array, or DataArray, of the batch shape of the model
        """
        return self.named(1 - self.needed_resolve(line, event, rung) / self.plain.resolve_bound)

    def answers(self, line: Line, rung: int) -> tuple[Any, ...]:
        """:meth:`answer_chance` for each event, plain arrays."""
        return tuple(1 - self.needed_resolve(line, event, rung) / self.plain.resolve_bound for event in EVENTS)

    # --- Readings ----------------------------------------------------------------------------------------

    def reply(self, line: Line, rung: int = 1, *, violent: bool = True) -> Any:
        """The level that the militia chooses once a line was stated.

        Parameters
        ----------
        line : Line
        rung : 1 or 2
        violent : bool
            Of replies that are tied, the one of the highest level; otherwise the lowest.

        Returns
        -------
        int array, or DataArray, of the batch shape of the model
        """
        return self.named(_pick(self.tied_replies(line, rung), violent=violent))

    def tied_replies(self, line: Line, rung: int = 1) -> Any:
        """Which levels are best once a line was stated, bool (*batch, 4), plain arrays."""
        payoffs = self.plain.militia_payoffs(rung, self.answers(line, rung))
        stacked = np.stack([self.spread(each) for each in payoffs], axis=-1)
        best = stacked.max(axis=-1, keepdims=True)
        return stacked >= best - TIE * np.maximum(1, np.abs(best))

    def office_value(self, line: Line, level: int, rung: int, cuts: tuple[Any, ...]) -> Any:
        r"""What a line is worth to the office-holder at a level, if he answers an event from a resolve on.

        .. math::

            V - h_a - \Pr(D \mid a) \tilde D + \sum_e \Pr(e \mid a) \frac1{\bar\psi} \Bigl[\int_{t_e}^{\bar\psi}
            (w_e \psi - \tilde s_r - \Lambda 1_{e = N}) \, d\psi - \alpha_m 1_{e \in m} t_e \Bigr]

        Parameters
        ----------
        line, level, rung
        cuts : one array per event
            The resolve t from which each is answered.
        """
        model = self.plain
        top = model.resolve_bound
        worth = model.presence_value - model.harm(level)
        for event, chance, cut in zip(EVENTS, model.chances(level), cuts, strict=True):
            answered = model.weight(event) * (top + cut) / 2 - model.answer_cost(event, rung)
            spoken = model.audience_cost(line, event)
            worth = worth + chance * (answered * (top - cut) - spoken * cut) / top
        return worth

    def value(self, line: Line, rung: int = 1, *, violent: bool = True) -> Any:
        """What a line is worth to the office-holder with the militia's reply: what the choice of a line rests on."""
        return self.named(self._at_reply(line, rung, violent, self._office))

    def national_value(self, line: Line, rung: int = 1, *, violent: bool = True) -> Any:
        """What a line is worth to the US: resolve and audience cost, which are the office-holder's, left out."""

        def nation(line: Line, level: int, rung: int) -> Any:
            model = self.plain
            worth = model.presence_value - model.harm(level)
            for event, chance, share in zip(EVENTS, model.chances(level), self.answers(line, rung), strict=True):
                worth = worth - chance * share * model.answer_cost(event, rung)
            return worth

        return self.named(self._at_reply(line, rung, violent, nation))

    def crossing_chance(self, line: Line, rung: int = 1, *, of: Line | None = None, violent: bool = True) -> Any:
        """The weekly chance of an event that lies in a line, with the militia's reply.

        Parameters
        ----------
        line : Line
            What was stated.
        rung, violent
        of : Line, optional
            The line whose crossings are counted; by default the one that was stated.
        """
        counted = line if of is None else of
        require_a(Line, counted)

        def crossed(line: Line, level: int, rung: int) -> Any:
            chances = zip(EVENTS, self.plain.chances(level), strict=True)
            return sum(chance for event, chance in chances if counted.covers(event))

        return self.named(self._at_reply(line, rung, violent, crossed))

    def announcement(self, rung: int = 1, *, violent: bool = True) -> Any:
        """The line that the government states, its place in ``LINES``: the one worth most to it, silence if tied.

        Returns
        -------
        int array, or DataArray, of the batch shape of the model
        """
        values = np.stack([self._at_reply(line, rung, violent, self._office) for line in LINES], axis=-1)
        best = values.max(axis=-1, keepdims=True)
        return self.named((values >= best - TIE * np.maximum(1, np.abs(best))).argmax(axis=-1))

    def certificate(self, rung: int = 1, *, violent: bool = True) -> Any:
        """The :class:`gametheory.Certificate` that no deviation pays, at any line, event and resolve."""
        from deterrence.red_line.base import base_profile
        from deterrence.red_line.residual import red_line_residual
        from gametheory import certify

        profile = base_profile(self, rung, violent=violent)
        return certify(self, profile, residual=red_line_residual(rung), strict=False).certificate

    def _office(self, line: Line, level: int, rung: int) -> Any:
        cuts = tuple(self.needed_resolve(line, event, rung) for event in EVENTS)
        return self.office_value(line, level, rung, cuts)

    def _at_reply(self, line: Line, rung: int, violent: bool, worth: Any) -> Any:
        reply = _pick(self.tied_replies(line, rung), violent=violent)
        by_level = [self.spread(worth(line, level, rung)) for level in range(len(LEVELS))]
        return np.take_along_axis(np.stack(by_level, axis=-1), reply[..., None], axis=-1)[..., 0]


def _pick(tied: Any, *, violent: bool) -> Any:
    return tied.shape[-1] - 1 - tied[..., ::-1].argmax(axis=-1) if violent else tied.argmax(axis=-1)


def _level(level: int) -> int:
    return one_of(level, range(len(LEVELS)), "level")
