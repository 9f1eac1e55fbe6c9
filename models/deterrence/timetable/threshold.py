"""When lines bring quiet, and how long a timetable should be: thresholds derived from the payoffs."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from deterrence.checks import numbers_in, one_of, require_a
from deterrence.model import evaluated
from deterrence.parameters import ParameterError
from deterrence.timetable.line import Line
from deterrence.timetable.model import RUNGS, Timetable
from gametheory.arguments import whole
from gametheory.sweep import Crossings, threshold
from gametheory.symbolic import SymbolicThreshold, solve_threshold


@cache
def restraint_condition(rung: int = 1) -> SymbolicThreshold:
    r"""When the militia prefers harassment to heavy attacks, solved for the chance that a death is answered.

    .. math:: p + (1 - p) y \ge \frac{m (g_2 - g_1)}{(\lambda_2 - \lambda_1) \sigma_r}

    for a positive sting, where heavy attacks kill more often.

    Examples
    --------
    >>> restraint_condition().direction
    1
    """
    from sympy import Symbol

    model, answered = Timetable.symbolic(), Symbol("answered", positive=True)
    light, heavy = (model.militia_gain(a) - model.militia_loss(a, rung) * answered for a in (1, 2))
    known = (model.sting(rung), model.heavy_lethality - model.harass_lethality)
    return solve_threshold(light >= heavy, answered, positive=known)


@cache
def quiet_condition(rung: int = 1) -> SymbolicThreshold:
    r"""When a line at deaths that is always kept brings quiet, solved for the belief φ that the exit is carried out.

    .. math:: \varphi \ge \frac{1 - \lambda_1 \sigma_r (1 - \varepsilon) / g_1}{1 - \iota}

    Examples
    --------
    >>> quiet_condition().direction
    1
    """
    model = Timetable.symbolic()
    hold, light = (model.militia_gain(a) - model.militia_loss(a, rung) for a in (0, 1))
    return solve_threshold(hold >= light, model.follow_through, positive=(1 - model.intrinsic_share,))


@cache
def credit_condition(rung: int = 1) -> SymbolicThreshold:
    r"""When claiming the exit does not undo quiet at full exposure, solved for the credit χ_c.

    .. math:: \chi_c \le \lambda_1 \sigma_r (1 - \varepsilon) - m g_1

    Examples
    --------
    >>> credit_condition().direction
    -1
    """
    model = Timetable.symbolic()
    hold, light = (model.militia_gain(a) - model.militia_loss(a, rung) for a in (0, 1))
    return solve_threshold(hold >= light + model.credit, model.credit)


def needed_answer_chance(model: Timetable, rung: int = 1) -> Any:
    """The chance of an answer to a death from which harassment is better than heavy attacks; above 1, none is enough.

    Examples
    --------
    >>> from deterrence.scenarios import TIMETABLE
    >>> round(float(needed_answer_chance(Timetable.of(TIMETABLE, tough_prior=0.3, follow_through=0))), 3)
    0.918
    """
    require_a(Timetable, model)
    rung, arrays = one_of(rung, RUNGS, "rung"), model.plain
    with np.errstate(divide="ignore", invalid="ignore"):
        found = evaluated(restraint_condition(rung), model)
    deters = (arrays.sting(rung) > 0) & (arrays.heavy_lethality > arrays.harass_lethality)
    return model.named(np.where(deters, found, np.inf))


def needed_follow_through(model: Timetable, rung: int = 1) -> Any:
    """The belief φ* from which a line at deaths that is always kept brings quiet; above 1, none is enough.

    Examples
    --------
    >>> from deterrence.scenarios import TIMETABLE
    >>> round(float(needed_follow_through(Timetable.of(TIMETABLE, tough_prior=0.3))), 3)
    0.826
    """
    require_a(Timetable, model)
    return model.named(evaluated(quiet_condition(one_of(rung, RUNGS, "rung")), model))


def tolerated_credit(model: Timetable, rung: int = 1, *, exposure: Any = 1.0) -> Any:
    """The largest credit for the exit at which a line at deaths that is always kept still brings quiet.

    Examples
    --------
    >>> from deterrence.scenarios import TIMETABLE
    >>> round(float(tolerated_credit(Timetable.of(TIMETABLE, tough_prior=0.3))), 4)
    0.0476
    """
    require_a(Timetable, model)
    share = numbers_in(exposure, "exposure", 0, 1)
    if np.ndim(exposure) and share.shape != model.batch_shape:
        raise ParameterError(f"exposure needs one number, or one for each of {model.batch_shape}; got {share.shape}.")
    return model.named(share * evaluated(credit_condition(one_of(rung, RUNGS, "rung")), model))


def silent_weeks(model: Timetable, length: int, rung: int = 1, *, calmest: int = 1) -> Any:
    r"""A lower bound on the weeks at the end in which no normal type answers, whatever its reputation.

    The most that an answer can bring is that the militia goes from heavy attacks to its calmest level for the rest:
    with t weeks left, :math:`\sum_{i<t} \delta^{t-i} \nu_i (F_{calm} - F_{heavy})`, F the weekly flow at full exposure.

    Parameters
    ----------
    model : Timetable
        Of a period of one week.
    length, rung
        As in :meth:`Timetable.game`.
    calmest : int
        The calmest level that the militia may be brought to.

    Examples
    --------
    >>> from deterrence.scenarios import TIMETABLE
    >>> int(silent_weeks(Timetable.of(TIMETABLE, tough_prior=0.3), 26, calmest=0))
    6
    """
    require_a(Timetable, model)
    length, arrays = whole(length, "length, in weeks,", at_least=1), model.plain
    gained = arrays.weekly_flow(calmest) - arrays.weekly_flow(2)
    best, weeks = np.zeros(model.batch_shape), np.zeros(model.batch_shape, dtype=int)
    for left in range(1, length + 1):
        weeks = np.where(best < arrays.strike_burden(rung), left, weeks)
        best = arrays.discount * (best + left / length * gained)
    return model.named(weeks)


def best_length(model: Timetable, level: int, *, answered: bool = False, rung: int = 1) -> Any:
    r"""The length :math:`\sqrt{2H/f}` that is best if each week at full exposure costs f: a rule of thumb.

    For a militia that stays at one level, without discount and in weeks that are not whole; inf where a week is worth
    having, so that staying is better than any timetable.

    Parameters
    ----------
    model : Timetable
    level : 0, 1 or 2
        What the militia does throughout.
    answered : bool
        Whether every death is answered, at a rung.

    Examples
    --------
    >>> from deterrence.scenarios import TIMETABLE
    >>> round(float(best_length(Timetable.of(TIMETABLE, tough_prior=0.3), 2)), 1)
    6.0
    """
    require_a(Timetable, model)
    arrays = model.plain
    loss = -arrays.weekly_flow(level)
    if answered:
        loss = loss + arrays.lethality(level) * arrays.strike_burden(rung)
    with np.errstate(divide="ignore", invalid="ignore"):
        return model.named(np.where(loss > 0, np.sqrt(2 * arrays.haste_cost / loss), np.inf))


def staying_is_better(model: Timetable, level: int) -> Any:
    """Whether a week at full exposure is worth having at a level of the militia: no timetable is then long enough."""
    require_a(Timetable, model)
    return model.named(np.asarray(model.plain.weekly_flow(level)) > 0)


def war_break_even(
    model: Timetable, length: int, rung: int = 1, line: Line = Line.DEATHS, *, high: float = 0.5, points: int = 51
) -> Crossings:
    """The war risks p_w* at which the timetable is worth as much as leaving at once.

    Parameters
    ----------
    model : Timetable
        Its ``war_risk`` is not used.
    length, rung, line
        As in :meth:`Timetable.game`.
    high : float
        War risks from 0 to this are searched.
    points : int
        See :func:`gametheory.sweep.threshold`.

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> found = war_break_even(Timetable.of(PUNISH, tough_prior=0.3), 26)
    >>> found.midpoint.round(3), found.direction
    (array([0.046]), array([-1], dtype=int8))
    """

    require_a(Timetable, model)
    high = float(numbers_in(high, "high, a chance of war,", 0, 1, ends=(False, True)))

    def worth(risk: Any) -> Any:
        at = model.unchecked(war_risk=risk)
        return at.value(length, rung, line) - at.value_now()

    return threshold(worth, 0.0, high, points=points, like=model)
