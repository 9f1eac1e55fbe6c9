"""Attacks whose size is seen and whose aim is not: the week, the militia's reply, and what it leads to."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np

from deterrence.checks import numbers_in, one_of, require_a
from deterrence.lethality.automaton import Automaton
from deterrence.lethality.parameters import LETHALITY_PARAMETERS
from deterrence.model import Model
from deterrence.parameters import Number, Primitives, parameter
from deterrence.standoff import EVENTS, Standoff


@dataclass(frozen=True, eq=False)
class Lethality(Model):
    r"""The standoff with hidden aim: the US sees the size of an attack and who died, not what was aimed at.

    Each week the US stays or leaves; the militia chooses a level a = 0, 1, 2 (hold, harass, heavy) and an aim x from
    0, the most careful, to 1. Careful fire costs effect:

    .. math:: g_a(x) = g_a (1 - \gamma (1 - x)^2), \qquad \Pr(\text{death}) = \lambda_a (\chi_0 + (1 - \chi_0) x).

    A rogue attack of level 1, careless, occurs with chance :math:`\varepsilon` where the militia holds. The US answers
    as an :class:`Automaton` says, until it fails to: from then on nothing is answered, and it leaves if that is
    better. Payoffs are those of :class:`deterrence.standoff.Standoff`.

    With a period of τ weeks, flows and the chance of an opportunity, to attack and to strike, are multiplied by τ.

    Fields may hold numbers, arrays, DataArrays (axes of a sweep) or SymPy expressions; readings of DataArrays are
    DataArrays. Values are per week, relative to a week in which nothing happens and nobody is there.

    Raises
    ------
    ParameterError
        If a field lies outside the range of its parameter.

    Examples
    --------
    >>> from deterrence.lethality import Automaton
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import DEATHS
    >>> model = Lethality.of(PUNISH)
    >>> point = model.settling_point(Automaton(DEATHS))
    >>> int(point.level), round(float(point.aim), 3)
    (2, 0.285)
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
    careful_loss: Number = parameter(LETHALITY_PARAMETERS["careful_loss"])
    accident_floor: Number = parameter(LETHALITY_PARAMETERS["accident_floor"])

    @classmethod
    def of(
        cls, primitives: Primitives, *, careful_loss: Number = 0.5, accident_floor: Number = 0.25, **changes: Number
    ) -> Lethality:
        """The model of a scenario, with some fields changed.

        Parameters
        ----------
        primitives : Primitives
        careful_loss, accident_floor : number
            γ and χ_0; no source states either. The values of the printed tables unless given.
        **changes
            Fields by name.
        """
        own = {"careful_loss": careful_loss, "accident_floor": accident_floor}
        return super().of(primitives, **(own | changes))

    def protected(self, protection: Number) -> Lethality:
        r"""The model with force protection q (policy P11): :math:`\lambda_a (1 - q)`, and :math:`V (1 - q/2)`.

        That protection costs half as large a share of the value of the presence is an assumption.

        Examples
        --------
        >>> from deterrence.lethality import Automaton
        >>> from deterrence.scenarios import RESTRAIN
        >>> model = Lethality.of(RESTRAIN)
        >>> [round(float(each.weeks_to_death(Automaton())), 1) for each in (model, model.protected(0.5))]
        [33.9, 67.9]
        """
        numbers_in(protection, "protection, a share,", 0, 1)
        if isinstance(protection, list | tuple):
            protection = np.asarray(protection)
        return self.unchecked(
            harass_lethality=self.harass_lethality * (1 - protection),
            heavy_lethality=self.heavy_lethality * (1 - protection),
            presence_value=self.presence_value * (1 - protection / 2),
        )

    # --- Primitives put together ---------------------------------------------------------------------

    @cached_property
    def base(self) -> Standoff:
        """The standoff without aim, in which every attack is careless: stings, burdens and harms."""
        spare = {"resolve_bound": 1.0, "nonfatal_weight": 0.0}  # of readings that this model does not have
        names = [each.name for each in fields(Standoff)]
        base = object.__new__(Standoff)
        for name in names:
            object.__setattr__(base, name, spare[name] if name in spare else getattr(self, name))
        return base

    def gain(self, level: int, aim: Any) -> Any:
        """Weekly gain of the militia from attacks of a level at an aim."""
        return self.base.gains()[one_of(level, range(3), "level")] * (1 - self.careful_loss * (1 - aim) ** 2)

    def kill_chance(self, level: int, aim: Any) -> Any:
        """Chance that an attack of a level kills an American at an aim."""
        level, light, heavy = one_of(level, range(3), "level"), self.harass_lethality, self.heavy_lethality
        return (0, light, heavy)[level] * (self.accident_floor + (1 - self.accident_floor) * aim)

    def chances(self, level: int, aim: Any) -> tuple[Any, ...]:
        """Weekly chance of each event of ``EVENTS`` at a level and an aim."""
        if level == 0:
            return self.base.chances(0)
        death = self.kill_chance(level, aim)
        here = {(level, False): 1 - death, (level, True): death}
        return tuple(here.get((event.level, event.death), 0) for event in EVENTS)

    def answer_chance(self, automaton: Automaton, level: int, aim: Any) -> Any:
        """Weekly chance that the line is crossed at a level and an aim."""
        return sum(
            chance
            for chance, event in zip(self.chances(level, aim), EVENTS, strict=True)
            if automaton.crossed_by(event)
        )

    def answer_slope(self, automaton: Automaton, level: int) -> Any:
        """By how much the aim raises the chance that attacks of a level cross the line."""
        return self.answer_chance(automaton, level, 1) - self.answer_chance(automaton, level, 0)

    def end_chance(self, automaton: Automaton, level: int) -> Any:
        """Chance that punishment ends after a period with a level: the period is quiet, and the US stops."""
        attacked = 1 - self.base.chances(level)[0]
        return self.stop_chance(automaton) * (1 - self.period * attacked)

    def stop_chance(self, automaton: Automaton) -> Any:
        """Chance that the US stops to strike after a quiet period, 1 - exp(-τ / T_p)."""
        return 1 - np.exp(-self.period / automaton.length) if automaton.lasts else 1.0

    # --- Readings ------------------------------------------------------------------------------------

    def settling_point(self, automaton: Automaton, *, violent: bool = True) -> Any:
        """Where the militia settles against an automaton: level and aim, see :class:`SettlingPoint`.

        Parameters
        ----------
        automaton : Automaton
        violent : bool
            Of replies that are tied, the most violent one; otherwise the least.
        """
        from deterrence.lethality.outcome import settling_point

        require_a(Automaton, automaton)
        return settling_point(self, automaton, violent=violent)

    def weekly_value(self, automaton: Automaton, *, violent: bool = True) -> Any:
        """What a week is worth to the US under an automaton, from a week without punishment on; resolve left out."""
        return self.named(self._outcome(automaton, violent).value)

    def value_of_line(self, automaton: Automaton, *, violent: bool = True) -> Any:
        """The weekly value under an automaton less that of the better of never answering and leaving."""
        outcome = self._outcome(automaton, violent)
        return self.named(outcome.value - np.maximum(outcome.never, outcome.leave))

    def attack_rate(self, automaton: Automaton, *, violent: bool = True) -> Any:
        """Attacks a week in the long run, rogue ones included; 0 after leaving."""
        return self.named(self._outcome(automaton, violent).attacks)

    def death_rate(self, automaton: Automaton, *, violent: bool = True) -> Any:
        """Fatal attacks a week in the long run."""
        return self.named(self._outcome(automaton, violent).deaths)

    def weeks_to_death(self, automaton: Automaton, *, violent: bool = True) -> Any:
        """Weeks from one fatal attack to the next in the long run, one over :meth:`death_rate`; inf if none."""
        with np.errstate(divide="ignore"):
            return self.named(1 / np.asarray(self._outcome(automaton, violent).deaths))

    def accident_share(self, automaton: Automaton, *, violent: bool = True) -> Any:
        """Share of fatal attacks that nobody aimed at: rogue ones, and what the most careful aim kills; NaN if none."""
        outcome = self._outcome(automaton, violent)
        with np.errstate(invalid="ignore"):
            return self.named(1 - np.divide(outcome.aimed, outcome.deaths))

    def share_in_punishment(self, automaton: Automaton, *, violent: bool = True) -> Any:
        """Share of weeks in punishment in the long run; 0 where punishment is one strike."""
        return self.named(self._outcome(automaton, violent).share)

    def is_equilibrium(self, automaton: Automaton, *, violent: bool = True) -> Any:
        """Whether an automaton and the militia's reply are a perfect public equilibrium.

        See :func:`deterrence.lethality.slacks`; :meth:`certificate` asks the stochastic game.
        """
        from deterrence.lethality.verdict import slacks_of

        return self.named(slacks_of(self.plain, automaton, self._outcome(automaton, violent)).hold)

    def certificate(self, automaton: Automaton, *, aims: int = 41, violent: bool = True) -> Any:
        """The :class:`gametheory.Certificate` that no deviation in any state pays, (*batch).

        The militia's deviations are all levels, each with its best aim and with so many aims of a grid; see
        :func:`deterrence.lethality.lethality_game`.
        """
        from deterrence.lethality.game import certificate

        require_a(Automaton, automaton)
        return certificate(self, automaton, aims=aims, violent=violent)

    def _outcome(self, automaton: Automaton, violent: bool) -> Any:
        from deterrence.lethality.outcome import outcome_of

        require_a(Automaton, automaton)
        return outcome_of(self.plain, automaton, violent=violent)
