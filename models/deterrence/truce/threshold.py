"""When a militia holds fire during a withdrawal: thresholds, derived from the payoffs or found by bisection."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.scenarios import TIMETABLE
from deterrence.timetable import credible_length
from deterrence.truce.game import OUT
from deterrence.truce.model import RUNNING, Truce
from deterrence.truce.rule import Rule
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


def holding_ratio(rule: Rule, discount: float = 0.99, *, recorded: float = 0.6, spoiler_rate: float = 0.0,
                  always: bool = False) -> float:  # fmt: skip
    """The least dislike of the presence, over the gain from an attack, from which the militia holds.

    Parameters
    ----------
    rule : Rule
    discount, recorded, spoiler_rate : float
        As in :class:`Truce`. Only the ratio of dislike and gain matters.
    always : bool
        Hold in weeks of suspension too; otherwise only while the timetable runs.

    Returns
    -------
    float
        inf if no dislike is enough.

    Examples
    --------
    >>> [round(holding_ratio(Rule(suspension=3), always=always), 3) for always in (False, True)]
    [1.09, 1.815]
    """
    low, high = 0.0, HIGHEST_RATIO
    if not _holds(rule, np.array([high]), discount, recorded, spoiler_rate, always)[0]:
        return inf
    for _ in range(ROUNDS):
        tried = np.linspace(low, high, POINTS)
        first = int(_holds(rule, tried, discount, recorded, spoiler_rate, always).argmax())
        low, high = (tried[first - 1] if first else low), tried[first]
    return float(high)


def holding_weeks(rule: Rule, *, spoiler_rate: float) -> float:
    r"""Expected weeks until the end if the militia always holds: :math:`K (1 - \chi)^{-(\tau + 1)}`.

    Examples
    --------
    >>> round(holding_weeks(Rule(suspension=3), spoiler_rate=0.05), 1)
    12.3
    """
    if not 0 <= spoiler_rate < 1:
        raise ValueError(f"holding_weeks needs a chance below 1 of an attack by others; got {spoiler_rate!r}.")
    if rule.suspension is None:
        raise ValueError("holding_weeks needs a rule with a suspension; without one the last step is known.")
    return float(rule.steps * (1 - spoiler_rate) ** -(rule.suspension + 1))


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
    patience = np.asarray(discount, dtype=np.float64)
    with np.errstate(divide="ignore"):
        relief = np.asarray(dislike, dtype=np.float64) / (1 - patience)
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
    chance = np.asarray(prior, dtype=np.float64)
    ratio = np.asarray(likelihood_ratio, dtype=np.float64)
    if not ((chance >= 0) & (chance <= 1)).all() or not (ratio >= 0).all():
        raise ValueError(
            f"exit_belief needs a prior from 0 to 1 and a ratio of likelihoods, 0 or more; got {prior!r} and "
            f"{likelihood_ratio!r}."
        )
    with np.errstate(divide="ignore", invalid="ignore"):  # 0/0: what has the chance 0 was seen
        return chance / (chance + (1 - chance) / ratio)


def needed_ratio(prior: ArrayLike, belief: ArrayLike) -> Any:
    """How many times likelier a cut must be from one who will leave, for it to move a prior to a belief.

    Examples
    --------
    >>> [round(float(needed_ratio(prior, belief)), 1) for belief in (0.923, 0.75) for prior in (0.5, 0.3)]
    [12.0, 28.0, 3.0, 7.0]
    """
    before, after = np.asarray(prior, dtype=np.float64), np.asarray(belief, dtype=np.float64)
    if not ((before > 0) & (before < 1) & (after >= 0) & (after < 1)).all():
        raise ValueError(
            f"needed_ratio needs a prior between 0 and 1 and a belief below 1, which no ratio reaches; got {prior!r} "
            f"and {belief!r}."
        )
    return after / (1 - after) * (1 - before) / before


def _holds(rule: Rule, ratio: Any, discount: float, recorded: float, spoiler_rate: float, always: bool) -> Any:
    """Whether the militia holds, at each ratio of dislike and gain."""
    model = Truce.of(TIMETABLE, discount=discount, recorded=recorded, spoiler_rate=spoiler_rate)
    model = model.unchecked(harass_gain=1.0, intrinsic_share=1.0, presence_dislike=ratio)
    reply = model.reply(replace(rule, rung=0), violent=False)
    counted = np.array([state != OUT and (always or state[1] == RUNNING) for state in reply.states])
    return ~np.asarray(reply.attacks)[:, counted].any(axis=-1)
