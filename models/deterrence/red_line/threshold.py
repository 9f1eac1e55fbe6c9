"""How often a crossing must be answered, and what makes it so: thresholds derived from the payoffs."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from deterrence.checks import one_of, require_a
from deterrence.model import evaluated
from deterrence.parameters import ParameterError
from deterrence.red_line.line import EMBASSY_ASSAULT, EVENTS, HARASS, HEAVY_ATTACK, LEVELS, RUNGS, Event, Line
from deterrence.red_line.model import RedLine
from gametheory.symbolic import SymbolicThreshold, pure_conditions, solve_threshold

NONLETHAL, AT_EMBASSY, DEATH = (f"answered_{name}" for name in ("nonlethal", "embassy", "death"))
"""Names of the symbols for the chances of an answer."""


@cache
def restraint_condition() -> SymbolicThreshold:
    r"""When the militia prefers harassment to heavy attacks, solved for the chance that a death is answered.

    .. math:: P_D \ge P_N + \frac{g_2 - g_1}{\sigma (\lambda_2 - \lambda_1)}

    for a positive sting; at :math:`P_N = P_D`, when everything is answered, never.

    Examples
    --------
    >>> restraint_condition().direction
    1
    """
    return _condition(HARASS, HEAVY_ATTACK, DEATH)


@cache
def loophole_condition() -> SymbolicThreshold:
    r"""When the militia prefers harassment to an assault on the embassy, solved for the chance that it is answered.

    .. math::

        \sigma \left[(1 - \lambda_3) P_E + \lambda_3 P_D - (1 - \lambda_1) P_N - \lambda_1 P_D\right] \ge g_3 - g_1

    Examples
    --------
    >>> loophole_condition().direction
    1
    """
    return _condition(HARASS, EMBASSY_ASSAULT, AT_EMBASSY)


def needed_answer_chance(model: RedLine, line: Line = Line.DEATHS, rung: int = 1) -> Any:
    """The chance of an answer to a death from which the militia prefers harassment to heavy attacks.

    Nonlethal attacks are answered as the line brings it. Above 1, no answer to deaths is enough; inf where the sting
    is not positive, or heavy attacks kill no more often.

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> [round(float(needed_answer_chance(RedLine.of(PUNISH), rung=rung)), 3) for rung in (1, 2)]
    [0.714, 0.268]
    """
    require_a(RedLine, model)
    return model.named(_needed(model, line, rung))


def needed_audience_cost(model: RedLine, rung: int = 1) -> Any:
    r"""The audience cost of a line at deaths from which the militia prefers harassment to heavy attacks.

    .. math:: \alpha_D^* = \tilde s_r - w_D \bar\psi (1 - P_D^*)

    Not positive: the resolve alone is enough. NaN where no answer is. It says nothing of assaults on the embassy.

    Examples
    --------
    >>> from deterrence.scenarios import TIMETABLE
    >>> [round(float(needed_audience_cost(RedLine.of(TIMETABLE), rung)), 2) for rung in (1, 2)]
    [6.04, 13.02]
    """
    require_a(RedLine, model)
    needed = _needed(model, Line.DEATHS, rung)
    arrays = model.plain
    with np.errstate(invalid="ignore"):
        silent = arrays.answer_gain(Line.SILENT, Event.DEATH, rung, arrays.resolve_bound * (1 - needed))
    return model.named(np.where(needed <= 1, -silent, np.nan))


def indifferent_sting(model: RedLine, line: Line, levels: tuple[int, int], rung: int = 1) -> Any:
    r"""The net loss from a strike at which two levels a, b are worth the same to the militia once a line was stated.

    .. math:: \sigma = \frac{g_b - g_a}{\sum_e (\Pr(e \mid b) - \Pr(e \mid a)) P_e(m)}

    The chances of an answer do not depend on it, so there is one at most; infinite where both are answered alike.

    Examples
    --------
    Without an answer to nonlethal attacks it is 6.43 over the chance that a death is answered:

    >>> from deterrence.red_line import DEATHS
    >>> from deterrence.scenarios import TIMETABLE
    >>> model = RedLine.of(TIMETABLE)
    >>> sting = indifferent_sting(model, DEATHS, (HARASS, HEAVY_ATTACK))
    >>> round(float(sting * model.answer_chance(DEATHS, Event.DEATH)), 2)
    6.43
    """
    require_a(RedLine, model)
    rung = one_of(rung, RUNGS, "rung")
    if not isinstance(levels, tuple | list) or len(levels) != 2:
        raise ParameterError(f"levels needs a pair of levels; got {levels!r}.")
    first, second = (one_of(level, range(len(LEVELS)), "level") for level in levels)
    without, unit = (
        model.plain.unchecked(**{f"strike_loss_{rung}": loss, f"strike_gain_{rung}": 0.0}).militia_payoffs(
            rung, model.answers(line, rung)
        )
        for loss in (0.0, 1.0)
    )
    gap = np.asarray(without[second] - without[first], dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return model.named(np.where(gap == 0, 0.0, gap / (gap - (unit[second] - unit[first]))))


def loophole_closed(model: RedLine, line: Line, rung: int = 1) -> Any:
    """Whether the militia prefers harassment to an assault on the embassy once a line was stated."""
    payoffs = model.plain.militia_payoffs(rung, model.answers(line, rung))
    return model.named(np.asarray(payoffs[HARASS] >= payoffs[EMBASSY_ASSAULT]))


def war_silences(model: RedLine, line: Line = Line.DEATHS, rung: int = 1) -> Any:
    r"""The war risk from which no resolve answers a death any more, :math:`p_w^*`.

    .. math:: k_r p_w W \ge w_D \bar\psi + \alpha_m - s_r

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> [round(float(war_silences(RedLine.of(PUNISH), rung=rung)), 3) for rung in (1, 2)]
    [0.145, 0.03]
    """
    return model.named(evaluated(_answered_up_to(line, rung), model))


def war_ends_restraint(model: RedLine, line: Line = Line.DEATHS, rung: int = 1) -> Any:
    """The war risk from which deaths are answered too rarely for harassment to beat heavy attacks.

    Nonlethal attacks are taken to go unanswered. It comes before :func:`war_silences`; NaN where no answer to deaths
    is enough.

    Examples
    --------
    >>> from deterrence.scenarios import TIMETABLE
    >>> round(float(war_ends_restraint(RedLine.of(TIMETABLE))), 4)
    0.0298
    """
    arrays = model.plain
    needed = np.asarray(_restraint_at(model, rung, 0.0))
    lowered = arrays.unchecked(resolve_bound=arrays.resolve_bound * (1 - needed))
    with np.errstate(invalid="ignore"):
        found = evaluated(_answered_up_to(line, rung), lowered)
    return model.named(np.where(needed <= 1, found, np.nan))


def answered_from(model: RedLine, line: Line, event: Event, rung: int = 1) -> Any:
    r"""The bound of the resolve from which an event is answered at all: the highest resolve is then enough.

    .. math:: \bar\psi \ge (\tilde s_r + \Lambda 1_{e = N} - \alpha_m 1_{e \in m}) / w_e

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.red_line import SILENT
    >>> round(float(answered_from(RedLine.of(PUNISH), SILENT, Event.NONLETHAL)), 2)
    27.0
    """
    from sympy import Symbol

    require_a(RedLine, model)
    symbols = RedLine.symbolic()
    gain = symbols.answer_gain(line, event, rung, Symbol("resolve_bound", positive=True))
    return model.named(evaluated(solve_threshold(gain >= 0, Symbol("resolve_bound", positive=True)), model))


@cache
def _answered_up_to(line: Line, rung: int) -> SymbolicThreshold:
    """The war risk up to which the highest resolve answers a death."""
    symbols = RedLine.symbolic()
    gain = symbols.answer_gain(line, Event.DEATH, rung, symbols.resolve_bound)
    return solve_threshold(gain >= 0, symbols.war_risk)


@cache
def _condition(preferred: int, other: int, solved: str) -> SymbolicThreshold:
    from sympy import Symbol

    sting = Symbol("sting", positive=True)
    symbols = RedLine.symbolic(strike_loss_1=sting, strike_gain_1=0)
    answered = {name: Symbol(name, nonnegative=True) for name in (NONLETHAL, AT_EMBASSY, DEATH)}
    gains = symbols.militia_payoffs(1, tuple(answered.values()))
    nothing = [[0, 0]]  # the answers are given
    (condition,) = pure_conditions([nothing, [[gains[preferred], gains[other]]]], (0, 0))
    deadlier = symbols.heavy_lethality - symbols.harass_lethality
    return solve_threshold(condition, answered[solved], positive=(deadlier, 1 - symbols.embassy_lethality))


def _needed(model: RedLine, line: Line, rung: int) -> Any:
    return _restraint_at(model, rung, model.answers(line, rung)[EVENTS.index(Event.NONLETHAL)])


def _restraint_at(model: RedLine, rung: int, nonlethal: Any) -> Any:
    """The chance of an answer to a death that the condition asks for, inf where none is enough."""
    from gametheory.symbolic import lambdify_threshold

    arrays = model.plain
    condition = restraint_condition()
    given = {symbol.name for symbol in condition.value.free_symbols} - {"sting", NONLETHAL}
    fields = {name: getattr(arrays, name) for name in given}
    possible = np.asarray((arrays.sting(rung) > 0) & (arrays.heavy_lethality > arrays.harass_lethality))
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = lambdify_threshold(condition)(**fields, sting=arrays.sting(rung), **{NONLETHAL: nonlethal})
    return np.where(possible, chance, np.inf)
