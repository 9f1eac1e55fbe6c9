"""How much a strike must hurt: thresholds of the sting, derived from the payoffs and not typed in."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from deterrence.checks import one_of
from deterrence.model import evaluated
from deterrence.standoff.model import Standoff
from deterrence.standoff.rule import HARASS, HEAVY_ATTACK, HOLD, LEVELS, Rule
from gametheory.symbolic import SymbolicThreshold, pure_conditions, solve_threshold

REGIONS = ("provocation", "irrelevance", "restraint", "deterrence")
"""What a strike does, as coded by :func:`deterrence_region`."""


@cache
def sting_condition(rule: Rule, higher: int, lower: int) -> SymbolicThreshold | None:
    """When the militia prefers the higher of two levels while a rule is kept, solved for the sting.

    Parameters
    ----------
    rule : Rule
    higher, lower : int
        Levels, higher > lower.

    Returns
    -------
    SymbolicThreshold, in symbols named as the fields of :class:`Standoff` and ``sting``
        None if the two are answered alike: then the higher one is preferred whatever the sting.

    Examples
    --------
    >>> from deterrence.standoff import DEATHS
    >>> sting_condition(DEATHS, 2, 1).condition
    sting <= (harass_gain - heavy_gain)/(harass_lethality - heavy_lethality)
    """
    from sympy import Symbol

    sting = Symbol("sting", real=True)
    model = Standoff.symbolic(strike_loss_1=sting, strike_gain_1=0)
    higher = one_of(higher, (HARASS, HEAVY_ATTACK), "higher")
    lower = one_of(lower, range(higher), "lower, below the higher level,")
    gains = model.payoffs(rule, 1)[1]
    nothing = [[0, 0]]  # the US has one plan, to keep the rule
    conditions = pure_conditions([nothing, [[gains[higher], gains[lower]]]], (0, 0))
    if not (conditions and conditions[0].has(sting)):
        return None
    light, heavy, rogue = model.harass_lethality, model.heavy_lethality, model.rogue_rate
    known = (1 - rogue, heavy - light, heavy - rogue * light, 1 - light, 1 - rogue * light)
    return solve_threshold(conditions[0], sting, positive=known)


def sting_threshold(model: Standoff, rule: Rule, higher: int, lower: int) -> Any:
    r"""The sting up to which the militia prefers the higher of two levels while a rule is kept.

    .. math:: \frac{g_a - g_b}{\pi_a - \pi_b}

    Returns
    -------
    array, or DataArray, of the batch shape of the model; inf where the higher level is always preferred

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import DEATHS
    >>> round(float(sting_threshold(Standoff.of(PUNISH), DEATHS, 1, 0)), 2)
    20.62
    """
    return model.named(_sting(model, rule, higher, lower))


class StingThresholds(NamedTuple):
    """The stings at which the militia's reply to a rule changes.

    Attributes
    ----------
    heavy_until
        Up to here it attacks heavily; inf if always.
    hold_from
        From here on it holds; in between it harasses.
    """

    heavy_until: Any
    hold_from: Any


def binding_thresholds(model: Standoff, rule: Rule) -> StingThresholds:
    """Where the reply to a rule changes as the sting grows: the corners of the militia's upper envelope.

    Of the three thresholds between pairs of levels, either the one from heavy to hold binds, or the other two.

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import ANY, HEAVY
    >>> [round(float(each), 3) for each in binding_thresholds(Standoff.of(PUNISH), HEAVY)]
    [0.938, 20.619]
    >>> [round(float(each), 3) for each in binding_thresholds(Standoff.of(PUNISH), ANY)]
    [1.753, 1.753]
    """
    pairs = {pair: _sting(model, rule, *reversed(pair)) for pair in combinations(range(len(LEVELS)), 2)}
    outright = pairs[HOLD, HEAVY_ATTACK]
    found = (np.minimum(pairs[HARASS, HEAVY_ATTACK], outright), np.maximum(pairs[HOLD, HARASS], outright))
    return StingThresholds(*(model.named(each) for each in found))


def deterrence_region(model: Standoff, rule: Rule, rung: int = 1) -> Any:
    """What a rule does at a rung: the place in ``REGIONS``.

    With σ = κ - β: *provocation* if σ < 0, the strike is worth being struck; *irrelevance* if σ ≥ 0 and the
    reply is the one without answers; *restraint* if it is lower but not to hold; *deterrence* if it is to hold.
    In this model provocation never raises the level of the attack, which is the highest already: it shows in
    the militia's payoff, and in attacks only with a grievance (:func:`grievance_game`).

    Returns
    -------
    int array, or DataArray, of the batch shape of the model

    Examples
    --------
    >>> from dataclasses import replace
    >>> from gametheory.sweep import axes
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import DEATHS
    >>> plane = replace(PUNISH, **axes(strike_loss_2=[10, 15, 28], strike_gain_2=[2, 12]))
    >>> deterrence_region(Standoff.of(plane), DEATHS, 2).values
    array([[2, 0],
           [2, 1],
           [3, 2]])
    """
    reply, free = (np.asarray(model.reply(each, rung)) for each in (rule, Rule.NEVER))
    region = np.where(reply == HOLD, 3, np.where(reply < free, 2, 1))
    sting = model.batch.align(model.sting(rung))
    return model.named(np.where(sting < 0, 0, region))


def _sting(model: Standoff, rule: Rule, higher: int, lower: int) -> Any:
    condition = sting_condition(rule, higher, lower)
    return np.inf if condition is None else evaluated(condition, model)
