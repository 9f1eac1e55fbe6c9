"""An announced timetable: the United States leaves over T weeks, a militia attacks or holds, lines are kept or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from numbers import Real
from types import MappingProxyType
from typing import Any

import numpy as np

from deterrence.checks import one_of
from deterrence.model import Model
from deterrence.parameters import Number, Parameter, ParameterError, Provenance, parameter
from deterrence.timetable.line import LINES, Line
from gametheory.stochastic import Reputation, ReputationGame, reputation

LEVELS = ("hold", "harass", "heavy")
"""What the militia chooses, from the mildest to the gravest."""

RUNGS = (1, 2)
"""A proportionate strike and a leadership strike."""

_ASSUMED = Provenance.ASSUMED

TIMETABLE_PARAMETERS: Mapping[str, Parameter] = MappingProxyType(
    {
        "tough_prior": Parameter("tough_prior", "p", "belief that the US always answers and keeps the calendar",
                                 "probability", 0, 1, _ASSUMED, "no source states a number"),
        "credit": Parameter("credit", "χ_c", "weekly gain of the militia from attacking while the US leaves: it claims "
                            "the exit", "payoff a week", 0, 1, _ASSUMED, "no source states a number; scanned"),
    }
)  # fmt: skip
"""The parameters that no other model has, by name."""


@dataclass(frozen=True, eq=False)
class Timetable(Model):
    r"""The US announces that it leaves over T weeks; a militia attacks or holds; lines are answered or not.

    With t weeks left the exposure is :math:`\nu = t/T`: it scales opportunities, harms and the value of the presence.
    Each week the US breaks off, at the cost :math:`L + H\nu`, or stays; the militia chooses hold, harass or heavy; a
    rogue attack of the level of harassment occurs with chance :math:`\varepsilon\nu` if it holds; a crossing of the
    line (:class:`Line`) is answered at a rung or not. After week 1 the US is out, which costs L; to plan over T weeks
    costs :math:`H/T`.

    With chance p the US is *tough*: it answers every crossing and keeps the calendar. The normal type weighs the net
    cost :math:`\tilde s_r` of an answer. The militia believes with chance :math:`\varphi` that the exit is carried out,
    and what it gains from driving the US out it then gains without attacks: a weekly payoff

    .. math::

        \nu\,[m g_a - c_a \sigma_r \Pr(\text{answer})] + \chi_c 1_{a > 0},
        \qquad m = \iota + (1 - \iota)(1 - \varphi),

    with :math:`c_a` the chance of a crossing. It replies to the week: see :func:`patient_gain` for what it would gain
    by looking further. The equilibrium is sequential, by backward induction over thresholds of the belief; nothing is
    gridded.

    Fields may hold numbers, arrays or DataArrays (axes of a sweep), or SymPy expressions; readings of DataArrays are
    DataArrays.

    Raises
    ------
    ParameterError
        If a field lies outside the range of its parameter.

    Examples
    --------
    >>> from deterrence.scenarios import TIMETABLE
    >>> model = Timetable.of(TIMETABLE, tough_prior=0.3)
    >>> [round(float(model.value(length)), 1) for length in (13, 26, 52)], float(model.value_now())
    ([-24.4, -16.1, -11.6], -206.0)
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
    intrinsic_share: Number = parameter("intrinsic_share")
    follow_through: Number = parameter("follow_through")
    presence_value: Number = parameter("presence_value")
    harass_harm: Number = parameter("harass_harm")
    heavy_harm: Number = parameter("heavy_harm")
    death_harm: Number = parameter("death_harm")
    strike_cost_1: Number = parameter("strike_cost_1")
    strike_cost_2: Number = parameter("strike_cost_2")
    nonfatal_strike_cost: Number = parameter("nonfatal_strike_cost")
    leave_cost: Number = parameter("leave_cost")
    haste_cost: Number = parameter("haste_cost")
    war_risk: Number = parameter("war_risk")
    war_ratio_1: Number = parameter("war_ratio_1")
    war_ratio_2: Number = parameter("war_ratio_2")
    war_cost: Number = parameter("war_cost")
    tough_prior: Number = parameter(TIMETABLE_PARAMETERS["tough_prior"])
    credit: Number = parameter(TIMETABLE_PARAMETERS["credit"])

    @classmethod
    def of(cls, primitives: Any, *, credit: Number = 0.0, **changes: Number) -> Timetable:
        """The model of a scenario, with some fields changed; the belief ``tough_prior`` has to be given.

        Parameters
        ----------
        primitives : Primitives
        credit : number
            What the militia gains by attacking on the way out; 0 unless given.
        **changes
            Fields by name.
        """
        return super().of(primitives, credit=credit, **changes)

    # --- Payoffs, each written once ----------------------------------------------------------------------

    def sting(self, rung: int) -> Number:
        """Net loss of the militia from a strike, σ = κ - β."""
        rung = one_of(rung, RUNGS, "rung")
        return (self.strike_loss_1 - self.strike_gain_1, self.strike_loss_2 - self.strike_gain_2)[rung - 1]

    def strike_burden(self, rung: int) -> Number:
        """Cost of a strike to the US with its war risk, s~ = s + k p_w W."""
        rung = one_of(rung, RUNGS, "rung")
        cost = (self.strike_cost_1, self.strike_cost_2)[rung - 1]
        return cost + (self.war_ratio_1, self.war_ratio_2)[rung - 1] * self.war_risk * self.war_cost

    def death_burden(self) -> Number:
        """Harm of a death to the US with its war risk, D~ = D + p_w W."""
        return self.death_harm + self.war_risk * self.war_cost

    def appetite(self) -> Number:
        """The share m of its gain that the militia gets only by attacking, ι + (1 - ι)(1 - φ)."""
        return self.intrinsic_share + (1 - self.intrinsic_share) * (1 - self.follow_through)

    def lethality(self, level: int) -> Number:
        """The chance of a death at full exposure, by level; a rogue attack if the militia holds."""
        level = _level(level)
        return (self.rogue_rate * self.harass_lethality, self.harass_lethality, self.heavy_lethality)[level]

    def crossing(self, level: int, line: Line = Line.DEATHS) -> Number:
        """The chance of a crossing at full exposure, by level."""
        level, line = _level(level), one_of(line, LINES, "line")
        if line is Line.DEATHS:
            return self.lethality(level)
        return (self.rogue_rate, 1, 1)[level] if line is Line.ANY else 0

    def militia_gain(self, level: int) -> Number:
        """Weekly gain at full exposure, without answers and credit."""
        return self.appetite() * (0, self.harass_gain, self.heavy_gain)[_level(level)]

    def militia_loss(self, level: int, rung: int = 1, line: Line = Line.DEATHS) -> Number:
        """What the militia loses at full exposure if every crossing is answered."""
        return self.crossing(level, line) * self.sting(rung)

    def weekly_flow(self, level: int) -> Number:
        """What a week at full exposure is worth to the US, answers left out: V - h_a - λ_a D~."""
        harm = (self.rogue_rate * self.harass_harm, self.harass_harm, self.heavy_harm)[_level(level)]
        return self.presence_value - harm - self.lethality(level) * self.death_burden()

    def answer_cost(self, rung: int = 1, line: Line = Line.DEATHS) -> Number:
        """Net cost of an answer: under a line at any attack, its mean over whether harassment killed anybody."""
        burden, line = self.strike_burden(rung), one_of(line, LINES, "line")
        return burden + self.nonfatal_strike_cost * (1 - self.harass_lethality) if line is Line.ANY else burden

    # --- The game ----------------------------------------------------------------------------------------

    def game(self, length: int, rung: int = 1, line: Line = Line.DEATHS) -> ReputationGame:
        """The reputation game of a timetable of so many weeks; its stages are periods, the last week first.

        Parameters
        ----------
        length : int
            T, in weeks; the period has to divide it.
        rung : 1 or 2
        line : Line
        """
        return _game(self, length, rung, line)

    def equilibrium(
        self, length: int, rung: int = 1, line: Line = Line.DEATHS, *, strict: bool = True
    ) -> Reputation:
        """The sequential equilibrium at every point, certified: thresholds of the belief by period.

        Parameters
        ----------
        length, rung, line
            As in :meth:`game`.
        strict : bool
            Raise where the certificate refuses the answer; otherwise NaN there.
        """
        return _solve(self, length, rung, line, strict)

    # --- Readings ----------------------------------------------------------------------------------------

    def value(self, length: int, rung: int = 1, line: Line = Line.DEATHS, *, best: bool = True) -> Any:
        """What the timetable is worth to the normal type at its start, the cost of planning included.

        Parameters
        ----------
        length, rung, line
            As in :meth:`game`.
        best : bool
            The largest equilibrium value over ties; otherwise the least. They differ only where the prior lies on a
            threshold.
        """
        found = _solve(self, length, rung, line, True)
        return self.named((found.high if best else found.low) - self.plain.haste_cost / float(length))

    def value_now(self) -> Any:
        """What leaving at once is worth: -(L + H)."""
        return self.named(-(self.plain.leave_cost + self.plain.haste_cost))

    def replies(
        self, length: int, rung: int = 1, line: Line = Line.DEATHS, *, violent: bool = True, strict: bool = True
    ) -> Any:
        """The militia's level at the prior, as long as nothing is crossed and the US stays, (*batch, periods).

        The first entry is the first week. What the US shows by staying is counted.

        Parameters
        ----------
        length, rung, line
            As in :meth:`game`.
        violent : bool
            Of levels that are tied, the highest; otherwise the lowest.
        strict : bool
            Raise where the certificate refuses the equilibrium; otherwise the level there is -1.
        """
        found, game = _solve(self, length, rung, line, strict), _game(self, length, rung, line)
        with np.errstate(divide="ignore"):
            belief = np.log(game.prior)
        chosen = []
        for stage in range(game.stages, 0, -1):
            belief = np.maximum(belief, found.log_stay[..., stage - 1])
            answered = found.answered(belief, stage)[..., None]
            worth = game.gains[..., stage - 1, 0, :] - game.losses[..., stage - 1, 0, :] * answered
            size = np.abs(game.gains[..., stage - 1, 0, :]).max(axis=-1, keepdims=True)
            tied = worth >= worth.max(axis=-1, keepdims=True) - 1e-12 * size
            chosen.append(2 - tied[..., ::-1].argmax(axis=-1) if violent else tied.argmax(axis=-1))
        certain = np.asarray(found.certificate.holds)[..., None]
        return np.where(certain, np.stack(chosen, axis=-1), -1)

    def end_phase(
        self, length: int, rung: int = 1, line: Line = Line.DEATHS, *, violent: bool = True, strict: bool = True
    ) -> Any:
        """Weeks of heavy attacks, of harassment and of holding on the path of :meth:`replies`, (*batch, 3).

        Where the certificate refuses the equilibrium: an error under ``strict``, otherwise NaN.
        """
        chosen = self.replies(length, rung, line, violent=violent, strict=strict)
        period = np.asarray(self.plain.period)[..., None]
        counts = np.stack([(chosen == level).sum(axis=-1) for level in (2, 1, 0)], axis=-1)
        certain = np.asarray(_solve(self, length, rung, line, strict).certificate.holds)[..., None]
        return np.where(certain, counts * period, np.nan)


def _game(model: Timetable, length: float, rung: int, line: Line) -> ReputationGame:
    plain = model.plain
    weeks, stages = weeks_and_periods(model, length)
    period = weeks / stages
    exposure = np.arange(1, stages + 1) / stages
    shape = model.batch_shape

    def by_level(numbers: Any) -> Any:
        """(*batch, stages, levels) from numbers at full exposure."""
        spread = np.stack([np.broadcast_to(numbers(level), shape) for level in range(len(LEVELS))], axis=-1)
        return period * exposure[:, None] * spread[..., None, :]

    attack = np.array([0.0, 1.0, 1.0])
    gains = by_level(plain.militia_gain) + period * np.asarray(plain.credit)[..., None, None] * attack
    losses = by_level(lambda level: plain.militia_loss(level, rung, line))
    leaving = np.asarray(plain.leave_cost)[..., None] + np.asarray(plain.haste_cost)[..., None] * exposure
    return ReputationGame(
        plain.tough_prior,
        gains[..., None, :],
        losses[..., None, :],
        by_level(plain.weekly_flow),
        by_level(lambda level: plain.crossing(level, line)),
        np.broadcast_to(np.asarray(plain.answer_cost(rung, line))[..., None], (*shape, stages)),
        np.asarray(plain.discount) ** period,
        exit_values=-leaving,
        terminal=-np.asarray(plain.leave_cost, dtype=float),
    )


def _solve(model: Timetable, length: Any, rung: Any, line: Any, strict: bool) -> Reputation:
    weeks, _ = weeks_and_periods(model, length)
    return _solved(model, weeks, one_of(rung, RUNGS, "rung"), one_of(line, LINES, "line"), bool(strict))


@lru_cache(maxsize=32)
def _solved(model: Timetable, length: float, rung: int, line: Line, strict: bool) -> Reputation:
    return reputation(_game(model, length, rung, line), strict=strict)


def weeks_and_periods(model: Timetable, length: Any) -> tuple[float, int]:
    """The weeks of a timetable, and its number of periods."""
    period = _one_number(model.plain.period, "period")
    weeks = float(length) if isinstance(length, Real) and not isinstance(length, bool) else np.nan
    if not 1 <= weeks < np.inf or abs(round(weeks / period) * period - weeks) > 1e-9 * weeks:
        raise ParameterError(
            f"a timetable needs a length in weeks, 1 or more, that is a whole number of periods of {period:g}; got "
            f"{length!r}."
        )
    return weeks, round(weeks / period)


def _one_number(value: Any, name: str) -> float:
    array = np.unique(np.asarray(value))
    if array.size != 1:
        raise ParameterError(f"a timetable needs one {name} for all points; got {array.size}. Solve them one by one.")
    return float(array[0])


def _level(level: int) -> int:
    return one_of(level, range(len(LEVELS)), "level")
