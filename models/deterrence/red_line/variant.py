"""Variants of the red line: a licence, a relay, a vague threat, a belief that decays; and the map of clarity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from deterrence.checks import numbers_in, one_number, require_a
from deterrence.parameters import Number
from deterrence.red_line.line import EVENTS, LEVELS, Event, Line
from deterrence.red_line.model import TIE, RedLine
from gametheory.arguments import real_numbers, whole
from gametheory.sweep import axes, label

COSTS = ("audience_cost_death", "audience_cost_embassy", "audience_cost_any")
"""The fields that hold the audience costs of the stated lines."""


@dataclass(frozen=True, eq=False)
class LicensedRedLine(RedLine):
    """A red line that licenses what lies below it: answers to events outside a stated line are out of the question.

    Examples
    --------
    >>> from deterrence.red_line import DEATHS, LEVELS
    >>> from deterrence.scenarios import PUNISH
    >>> [LEVELS[int(kind.of(PUNISH).reply(DEATHS, 1))] for kind in (RedLine, LicensedRedLine)]
    ['harass', 'embassy']
    """

    def answer_gain(self, line: Line, event: Event, rung: int, resolve: Number) -> Number:
        """As in :class:`RedLine`; minus infinity for an event outside a stated line."""
        if line is not Line.SILENT and not line.covers(event):
            return -np.inf + 0 * resolve
        return super().answer_gain(line, event, rung, resolve)


def relayed(model: RedLine, chance: Number) -> RedLine:
    """The red line whose warning is a private one, passed on with a chance; all audience costs are multiplied by it.

    With chance 0 it is a vague threat: nothing was said that one could be held to.

    Parameters
    ----------
    model : RedLine
    chance : number
        From 0 to 1.

    Examples
    --------
    >>> from deterrence.red_line import DEATHS, LEVELS
    >>> from deterrence.scenarios import TIMETABLE
    >>> model = RedLine.of(TIMETABLE)
    >>> [LEVELS[int(relayed(model, chance).reply(DEATHS, 1))] for chance in (0, 0.5, 1)]
    ['heavy', 'heavy', 'harass']
    """
    require_a(RedLine, model)
    numbers_in(chance, "chance", 0, 1)
    if isinstance(chance, list | tuple):
        chance = np.asarray(chance)
    return model.unchecked(**{name: getattr(model, name) * chance for name in COSTS})


def believed_answer(week: Any, *, start: float = 0.95, floor: float = 0.3, rate: float = 0.03) -> Any:
    r"""The chance of an answer to a death that the militia believes in, so many weeks after a warning.

    .. math:: P_D(t) = P_\infty + (P_0 - P_\infty)(1 - \rho)^t

    The path is assumed, not derived: nothing that the militia sees brings it about.
    """
    start, floor, rate = _path(start, floor, rate)
    return floor + (start - floor) * (1 - rate) ** numbers_in(week, "week", 0)


def decayed_replies(
    model: RedLine, line: Line, rung: int, weeks: int, *, violent: bool = True, **path: float
) -> Any:
    """The militia's level in each week after a warning whose credibility decays.

    Other events are answered as the line brings it. What the militia does moves no belief, so its best reply in every
    week is that of the week; the answers themselves are assumed, so that this is no equilibrium.

    Parameters
    ----------
    model, line, rung, violent
        As in :meth:`RedLine.reply`.
    weeks : int
    **path
        Of :func:`believed_answer`.

    Returns
    -------
    int array, or DataArray, (*batch, week)
    """
    require_a(RedLine, model)
    weeks, arrays = whole(weeks, "weeks", at_least=1), model.plain
    fixed = dict(zip(EVENTS, model.answers(line, rung), strict=True))
    replies = []
    for week in range(weeks):
        answered = tuple({**fixed, Event.DEATH: believed_answer(week, **path)}[event] for event in EVENTS)
        payoffs = np.stack([model.spread(each) for each in arrays.militia_payoffs(rung, answered)], axis=-1)
        best = payoffs.max(axis=-1, keepdims=True)
        tied = payoffs >= best - TIE * np.maximum(1, np.abs(best))
        last = len(LEVELS) - 1 - tied[..., ::-1].argmax(axis=-1)
        replies.append(last if violent else tied.argmax(axis=-1))
    return label(np.stack(replies, axis=-1), like=model, week=range(weeks))


def lull_weeks(needed: Any, *, start: float = 0.95, floor: float = 0.3, rate: float = 0.03) -> Any:
    r"""The weeks until the believed chance of an answer falls to the one that restraint needs.

    .. math:: \ln\frac{P^* - P_\infty}{P_0 - P_\infty} \Big/ \ln(1 - \rho)

    0 if it is needed at once, inf if the floor is enough.

    Examples
    --------
    >>> [round(float(lull_weeks(each)), 1) for each in (0.536, 0.714, 0.918)]
    [33.3, 14.8, 1.7]
    """
    needed = real_numbers(needed, "needed")
    start, floor, rate = _path(start, floor, rate)
    share = (needed - floor) / (start - floor)
    with np.errstate(divide="ignore", invalid="ignore"):
        weeks = np.log(np.clip(share, 0, 1)) / np.log(1 - rate)
    return np.where(np.isnan(share), np.nan, np.where(share <= 0, np.inf, np.maximum(weeks, 0.0)))


def _path(start: float, floor: float, rate: float) -> tuple[float, float, float]:
    """The start, the end and the speed of a belief that falls, checked."""
    floor = float(numbers_in(one_number(floor, "floor"), "floor", 0, 1, ends=(True, False)))
    start = float(numbers_in(one_number(start, "start"), "start, above the floor,", floor, 1, ends=(False, True)))
    return start, floor, float(numbers_in(one_number(rate, "rate"), "rate", 0, 1, ends=(False, False)))


def clarity_plane(model: RedLine, stings: Any, costs: Any, burden: float) -> RedLine:
    """The plane on which clarity is mapped: the sting of rung 1, and one audience cost for every stated line.

    Parameters
    ----------
    model : RedLine
        For everything else.
    stings, costs : sequences
        Axes ``sting`` and ``audience_cost``.
    burden : float
        s~, the cost of a strike with its war risk.

    Returns
    -------
    RedLine, fields along the two axes

    Examples
    --------
    >>> from deterrence.red_line import EMBASSY, SILENT
    >>> from deterrence.scenarios import TIMETABLE
    >>> plane = clarity_plane(RedLine.of(TIMETABLE), [8, 16], [0, 2, 10], burden=14)
    >>> [plane.reply(line).transpose("sting", "audience_cost").values.tolist() for line in (SILENT, EMBASSY)]
    [[[3, 3, 3], [3, 3, 3]], [[3, 3, 1], [3, 1, 1]]]
    """
    require_a(RedLine, model)
    burden = float(numbers_in(one_number(burden, "burden"), "burden", 0))
    plane = axes(sting=stings, audience_cost=costs)
    stated = dict.fromkeys(COSTS, plane["audience_cost"])
    return model.unchecked(
        strike_loss_1=plane["sting"], strike_gain_1=0.0, strike_cost_1=burden, war_ratio_1=0.0, **stated
    )
