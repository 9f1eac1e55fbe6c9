"""When a militia holds fire during a withdrawal: thresholds, derived from the payoffs or found by bisection."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.checks import numbers_in, require_a, require_common_shape
from deterrence.scenarios import TIMETABLE
from deterrence.timetable import credible_length
from deterrence.truce.game import OUT
from deterrence.truce.model import RUNNING, Truce
from deterrence.truce.rule import Rule
from gametheory.arguments import real_numbers
from gametheory.symbolic import SymbolicThreshold, solve_threshold

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

HIGHEST_RATIO = 64.0
"""A dislike so many times the gain is as good as any."""
POINTS, ROUNDS = 17, 9
"""Ratios tried at once, and how often: brackets narrow to 16^-9 of the whole."""


@cache
def line_condition() -> SymbolicThreshold:
    r"""When a line at deaths alone makes the militia hold, whatever the timetable: for the loss from a strike.

    .. math:: \gamma \le 0 \iff \kappa_1 \ge \beta_1 + \frac{\iota g_1}{\lambda_1 (1 - \varepsilon)}

    Examples
    --------
    >>> line_condition().direction
    1
    """
    model = Truce.symbolic()
    return solve_threshold(model.attack_gain(1) <= 0, model.strike_loss_1, positive=[1 - model.rogue_rate])


def holding_ratio(rule: Rule, discount: ArrayLike = 0.99, *, recorded: ArrayLike = 0.6, spoiler_rate: ArrayLike = 0.0,
                  always: bool = False) -> Any:  # fmt: skip
    """The least dislike of the presence, over the gain from an attack, from which the militia holds.

    Parameters
    ----------
    rule : Rule
    discount, recorded, spoiler_rate : number or array
        As in :class:`Truce`, of shapes that broadcast. Only the ratio of dislike and gain matters.
    always : bool
        Hold in weeks of suspension too; otherwise only while the timetable runs.

    Returns
    -------
    number or array
        inf where no dislike is enough.

    Examples
    --------
    >>> [round(holding_ratio(Rule(suspension=3), always=always), 3) for always in (False, True)]
    [1.09, 1.815]
    """
    require_a(Rule, rule)
    given = {"discount": discount, "recorded": recorded, "spoiler_rate": spoiler_rate}
    arrays = {name: real_numbers(each, name) for name, each in given.items()}
    require_common_shape(**arrays)
    shape = np.broadcast_shapes(*(each.shape for each in arrays.values()))
    points = {name: np.broadcast_to(each, shape).reshape(-1) for name, each in arrays.items()}
    low, high = np.zeros(prod(shape)), np.full(prod(shape), HIGHEST_RATIO)
    enough = _holds(rule, high[None], points, always)[0]
    for _ in range(ROUNDS):
        tried = np.linspace(low, high, POINTS)
        first = _holds(rule, tried, points, always).argmax(axis=0)[None]
        before = np.take_along_axis(tried, np.maximum(first - 1, 0), axis=0)[0]
        low, high = np.where(first[0] > 0, before, low), np.take_along_axis(tried, first, axis=0)[0]
    ratio = np.where(enough, high, np.inf).reshape(shape)
    return ratio if shape else float(ratio)


def holding_weeks(rule: Rule, *, spoiler_rate: ArrayLike) -> Any:
    r"""Expected weeks until the end if the militia always holds: :math:`K (1 - \chi)^{-(\tau + 1)}`.

    Examples
    --------
    >>> round(holding_weeks(Rule(suspension=3), spoiler_rate=0.05), 1)
    12.3
    """
    require_a(Rule, rule)
    chance = numbers_in(spoiler_rate, "spoiler_rate", 0, 1, ends=(True, False))
    if rule.suspension is None:
        raise ValueError("holding_weeks needs a rule with a suspension; without one the last step is known.")
    weeks = rule.steps * (1 - chance) ** -(rule.suspension + 1)
    return weeks if np.ndim(weeks) else float(weeks)


def longest_last_step(gain: ArrayLike, dislike: ArrayLike, discount: ArrayLike) -> Any:
    r"""The longest timetable under which a militia holds if all relief comes with its last step.

    An attack in a week stops the clock for that week. With n weeks to go, an attack puts the end off by a week: the
    gain against :math:`\delta^n w`. So the militia holds at every :math:`n \le N` iff

    .. math:: \delta^N w \ge \gamma \iff N \le N^* = \lfloor \ln(\gamma / w) / \ln \delta \rfloor.

    Parameters
    ----------
    gain : number
        γ. Where it is not positive the militia holds under any timetable: inf.
    dislike : positive number
        w. Where it is less than the gain no timetable is short enough, and the answer is 0.
    discount : number between 0 and 1

    Examples
    --------
    >>> longest_last_step(0.28, [0.4, 0.6], 0.99)
    array([35., 75.])
    """
    patience = numbers_in(discount, "discount", 0, 1, ends=(False, False))
    wanted = numbers_in(dislike, "dislike", 0, ends=(False, True))
    require_common_shape(discount=patience, dislike=wanted)
    relief = wanted / (1 - patience)
    return credible_length(gain, relief, patience)


def exit_belief(prior: ArrayLike, likelihood_ratio: ArrayLike) -> Any:
    """The belief in a full exit after a partial cut, by Bayes' rule; NaN after a cut that had the chance 0.

    Parameters
    ----------
    prior : probability
    likelihood_ratio : number
        How many times likelier the cut is from a government that will leave than from one that will stay. A token cut
        that both would make has the ratio 1, whatever the share of the force.

    Examples
    --------
    >>> float(exit_belief(0.5, 1)), float(exit_belief(0.5, 3))
    (0.5, 0.75)
    """
    chance = numbers_in(prior, "prior", 0, 1)
    ratio = numbers_in(likelihood_ratio, "likelihood_ratio", 0)
    require_common_shape(prior=chance, likelihood_ratio=ratio)
    with np.errstate(divide="ignore", invalid="ignore"):  # 0/0: what has the chance 0 was seen
        return chance / (chance + (1 - chance) / ratio)


def needed_ratio(prior: ArrayLike, belief: ArrayLike) -> Any:
    """How many times likelier a cut must be from one who will leave, for it to move a prior to a belief.

    Examples
    --------
    >>> [round(float(needed_ratio(prior, belief)), 1) for belief in (0.923, 0.75) for prior in (0.5, 0.3)]
    [12.0, 28.0, 3.0, 7.0]
    """
    before = numbers_in(prior, "prior", 0, 1, ends=(False, False))
    after = numbers_in(belief, "belief, which no ratio brings to 1,", 0, 1, ends=(True, False))
    require_common_shape(prior=before, belief=after)
    return after / (1 - after) * (1 - before) / before


def _holds(rule: Rule, ratio: Any, points: dict[str, Any], always: bool) -> Any:
    """Whether the militia holds, at each ratio of dislike and gain, (ratios, points)."""
    model = Truce.of(TIMETABLE, **points)
    model = model.unchecked(harass_gain=1.0, intrinsic_share=1.0, presence_dislike=ratio)
    reply = model.reply(replace(rule, rung=0), violent=False)
    counted = np.array([state != OUT and (always or state[1] == RUNNING) for state in reply.states])
    return ~np.asarray(reply.attacks)[..., counted].any(axis=-1)
