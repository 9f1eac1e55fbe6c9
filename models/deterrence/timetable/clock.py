"""Timetables that stop while there are attacks, and how long they may be."""

from __future__ import annotations

from typing import Any

import numpy as np

from deterrence.checks import numbers_in, require_common_shape

ROUNDING = 1e-9
"""What rounding may take off a number of periods."""


def credible_length(gain: Any, relief: Any, discount: Any) -> Any:
    r"""The longest conditional timetable that brings quiet, :math:`N^*` periods; 0 if none does, inf if all do.

    A period with an attack does not count. With n periods to go the militia expects :math:`\delta^n W` from relief at
    the end; an attack gains g today and leaves n as it is. Holding with n to go beats one attack iff

    .. math:: \delta^n W \ge g + \delta \, \delta^n W, \qquad\text{that is}\qquad \delta^n (1 - \delta) W \ge g,

    so that it holds at every :math:`n \le N^* = \lfloor \ln(g / ((1 - \delta) W)) / \ln \delta \rfloor`. From farther
    away it attacks for ever, and the clock never runs.

    Parameters
    ----------
    gain : number or array
        Net gain g of one attack. Where it is not positive, any timetable brings quiet.
    relief : number or array
        W, what the end is worth to the militia, positive.
    discount : number or array
        In (0, 1).

    Examples
    --------
    Dislike w for ever after is worth W = w/(1 - δ):

    >>> credible_length(0.28, np.array([0.4, 0.6]) / 0.01, 0.99)
    array([35., 75.])
    """
    gain = numbers_in(gain, "gain, from an attack,", -np.inf)
    relief = numbers_in(relief, "relief, at the end of a timetable,", 0, ends=(False, True))
    discount = numbers_in(discount, "discount", 0, 1, ends=(False, False))
    require_common_shape(gain=gain, relief=relief, discount=discount)
    with np.errstate(divide="ignore"):
        periods = np.log(np.maximum(gain, 0.0) / ((1 - discount) * relief)) / np.log(discount)
    return np.maximum(np.floor(periods + ROUNDING), 0.0)
