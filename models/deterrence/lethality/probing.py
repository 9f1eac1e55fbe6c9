"""A militia that does not know how large a salvo is answered: how it climbs while it is not."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from deterrence.checks import one_number
from deterrence.parameters import ParameterError
from gametheory.arguments import real_numbers

TIE = 1e-12
"""Two plans are tied if their values differ by less."""


class Probing(NamedTuple):
    """The best plan of a militia that finds out.

    Attributes
    ----------
    climb : tuple of int, or (*batch) object array of tuples
        The salvos fired one after the other while none is answered, in units; the last one is repeated for ever.
    value : (*batch,)
        Weekly value of the plan, a (1 - δ)-average.
    """

    climb: Any
    value: Any


def probing(gains: ArrayLike, sting: ArrayLike, discount: float = 0.99, *, violent: bool = True) -> Probing:
    r"""Find the best way to probe an unknown line at the size of salvos, by an exact recursion over intervals.

    Salvos have the sizes 0, 1, ..., n. The smallest that is answered is 1, ..., n, or there is none (n + 1), all
    equally likely; it never changes. Each answer costs the sting. What the militia knows is an interval: sizes up to l
    went unanswered, size h was answered (or h = n + 1). Its value is

    .. math::

        W(l, h) = \max\Big\{ g_l, \; \max_{m \ge h} g_m - \sigma, \; \max_{l < m < h} (1 - \delta)(g_m - p_m \sigma)
            + \delta \big( p_m W(l, m) + (1 - p_m) W(m, h) \big) \Big\}, \qquad p_m = \frac{m - l}{h - l}.

    Parameters
    ----------
    gains : (n + 1,)
        Weekly gain by size, nothing for size 0 first, rising.
    sting : (*batch,)
    discount : float
        Of a week.
    violent : bool
        Of plans that are tied, the larger salvo; otherwise the smaller.

    Raises
    ------
    ParameterError

    Examples
    --------
    Gains that rise ever more slowly. A salvo of 5 is fired in the end only if to be struck hardly matters:

    >>> gains = [1 - (1 - k / 6) ** 2 for k in range(6)]
    >>> list(probing(gains, [0, 1, 5, 9, 20, 50, 80]).climb)
    [(5,), (3, 4, 5), (1, 2, 3, 4, 5), (1, 2, 3, 4), (1, 2, 3, 4), (1, 2, 3), (1, 2)]
    """
    gain, stings = real_numbers(gains, "gains"), real_numbers(sting, "sting")
    discount = float(real_numbers(one_number(discount, "discount"), "discount"))
    if gain.ndim != 1 or len(gain) < 2 or gain[0] != 0 or not (np.diff(gain) >= 0).all():
        raise ParameterError(f"gains need one number per size, 0 first and never falling; got {gains!r}.")
    if not (0 < discount < 1 and np.isfinite(stings).all()):
        raise ParameterError(f"probing needs finite stings and 0 < discount < 1; got {sting!r} and {discount!r}.")
    plans = [_plan(tuple(map(float, gain)), float(each), float(discount), violent) for each in stings.reshape(-1)]
    values = np.array([value for _, value in plans]).reshape(stings.shape)
    if stings.ndim == 0:
        return Probing(plans[0][0], values)
    climbs = np.empty(len(plans), dtype=object)
    for k, (climb, _) in enumerate(plans):
        climbs[k] = climb
    return Probing(climbs.reshape(stings.shape), values)


def _plan(gain: tuple[float, ...], sting: float, discount: float, violent: bool) -> tuple[tuple[int, ...], float]:
    """The climb while nothing is answered, and its value."""
    most = len(gain) - 1
    none = most + 1

    @cache
    def best(low: int, high: int) -> tuple[float, int]:
        """Value, and the salvo that is fired next."""
        found = [(gain[low], low)] + [(gain[m] - sting, m) for m in range(high, most + 1)]
        for m in range(low + 1, min(high, none)):
            chance = (m - low) / (high - low)
            after = chance * best(low, m)[0] + (1 - chance) * best(m, high)[0]
            found.append(((1 - discount) * (gain[m] - chance * sting) + discount * after, m))
        top = max(value for value, _ in found)
        tied = [m for value, m in found if value >= top - TIE * max(1.0, abs(top))]
        return top, (max if violent else min)(tied)

    climb = [best(0, none)[1]]
    while climb[-1] > (climb[-2] if len(climb) > 1 else 0):
        nxt = best(climb[-1], none)[1]
        if nxt == climb[-1]:
            break
        climb.append(nxt)
    return tuple(climb), best(0, none)[0]
