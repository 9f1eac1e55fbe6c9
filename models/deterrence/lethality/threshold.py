"""How much a strike must hurt: closed forms of the aim and of the thresholds, derived from the payoffs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.checks import numbers_in, require_a
from deterrence.lethality.automaton import Automaton
from deterrence.lethality.reply import envelopes
from deterrence.parameters import ParameterError
from deterrence.standoff import DEATHS, Rule
from gametheory.sweep import Crossings, threshold
from gametheory.symbolic import SymbolicThreshold, solve_threshold

if TYPE_CHECKING:
    from deterrence.lethality.model import Lethality


@cache
def aim_expression(level: int) -> Any:
    """The best aim of attacks of a level under a line at deaths where it is inner, in symbols named as the fields.

    The cost of a crossing is the symbol ``sting``.

    Examples
    --------
    >>> from sympy import factor
    >>> factor(1 - aim_expression(1))
    -harass_lethality*sting*(accident_floor - 1)/(2*careful_loss*harass_gain)
    """
    from sympy import Symbol, diff, simplify, solve

    _require_attack(level)
    aim = Symbol("aim", real=True)
    [root] = solve(diff(_worth(level, aim), aim), aim)
    return simplify(root)


@cache
def hold_condition(line: Rule, level: int, aim: float) -> SymbolicThreshold:
    r"""When the militia prefers to hold over attacks of a level at an aim, for one strike in the same week.

    The condition is written for attacks that cross the line more often than rogue ones do while the militia holds: at
    the most careful aim under a line at deaths, for :math:`\lambda_a \chi_0 > \lambda_1 \varepsilon`; otherwise
    no positive sting brings it to hold. It compares with one aim; :func:`level_crossings` looks at the best of all.

    Examples
    --------
    >>> hold_condition(DEATHS, 1, 0).condition
    sting >= (-careful_loss*harass_gain + harass_gain)/(accident_floor*harass_lethality - harass_lethality*rogue_rate)
    """
    from deterrence.lethality.model import Lethality

    _require_attack(level)
    symbols = Lethality.symbolic()
    known = [symbols.answer_chance(Automaton(line), level, aim) - symbols.answer_chance(Automaton(line), 0, aim)]
    sting = _sting()
    return solve_threshold(_worth(level, aim, line) <= _worth(0, aim, line), sting, positive=known)


@cache
def restraint_expression() -> Any:
    r"""The sting from which the militia harasses where it attacked heavily, under a line at deaths and one strike.

    With both aims inner a level is worth :math:`g_a - \lambda_a \sigma + (\lambda_a (1 - \chi_0) \sigma)^2 / (4 \gamma
    g_a)`; the two levels tie at the root of a quadratic, the one that goes to
    :math:`(g_2 - g_1) / (\lambda_2 - \lambda_1)` as care comes to spare nobody, :math:`\chi_0 \to 1`.

    Examples
    --------
    >>> at = {"harass_gain": 0.8, "heavy_gain": 1.7, "harass_lethality": 0.04, "heavy_lethality": 0.18}
    >>> at |= {"careful_loss": 0.5, "accident_floor": 0.25}
    >>> root = restraint_expression()
    >>> round(float(root.subs({each: at[each.name] for each in root.free_symbols})), 2)
    9.56
    """
    from sympy import Poly, expand, sqrt

    sting = _sting()
    gap = expand(_worth(2, aim_expression(2)) - _worth(1, aim_expression(1)))
    square, slope, constant = Poly(gap, sting).all_coeffs()
    return 2 * constant / (-slope + sqrt(slope**2 - 4 * square * constant))


def residual_hazard(model: Lethality, level: int) -> Any:
    r"""The chance of a death in an attack of a level at the most careful aim, :math:`\lambda_a \chi_0`.

    No sting brings it lower while the attacks go on (M28).

    Examples
    --------
    >>> from deterrence.lethality import Lethality
    >>> from deterrence.scenarios import PUNISH
    >>> [round(float(residual_hazard(Lethality.of(PUNISH), level)), 3) for level in (1, 2)]
    [0.01, 0.045]
    """
    _require_attack(level)
    return model.named(model.plain.kill_chance(level, 0.0))


def sting_for(model: Lethality, automaton: Automaton, fear: Any) -> Any:
    r"""The sting of a strike at which a crossing of the line costs the militia ``fear`` in all.

    Where punishment is one strike, they are the same. Where it goes on, with the values of :func:`settling_point`,

    .. math::

        \sigma(B) = \frac{1 - d}{d \tau} B - \max_{a, x} (g_a(x) - B \pi_a(x)) + \max_a (g_a + B q_a / \tau),

    which rises with B: every threshold for one strike becomes one for punishment that goes on.

    Parameters
    ----------
    model : Lethality
        Its stings are not used.
    automaton : Automaton
    fear : number or array

    Examples
    --------
    The sting from which the militia holds if any attack is answered, with one strike and with weeks of strikes:

    >>> from deterrence.lethality import Automaton, Lethality
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import ANY
    >>> hold = 1.7 / 0.97
    >>> [round(float(sting_for(Lethality.of(PUNISH), Automaton(ANY, 1, length), hold)), 3) for length in (0, 1, 4)]
    [1.753, 1.77, 1.77]
    """
    require_a(Automaton, automaton)
    arrays, fear = model.plain, numbers_in(fear, "fear", -np.inf)
    if np.ndim(fear) and fear.shape != model.batch_shape:
        raise ParameterError(f"fear needs one number, or one for each of {model.batch_shape}; got {fear.shape}.")
    if not automaton.line.answers_something:
        raise ValueError(f"a sting needs an automaton that strikes; got '{automaton}'.")
    if not automaton.lasts:
        return model.named(fear)
    keep = arrays.discount**arrays.period
    free, punished = envelopes(arrays, automaton, fear)
    return model.named((1 - keep) / (keep * arrays.period) * fear - free + punished)


def level_crossings(
    model: Lethality, automaton: Automaton, level: int, low: float = 0.0, high: float = 100.0, *, points: int = 401
) -> Crossings:
    """Every sting at which the militia begins or ceases to attack at a level or above, while nothing is punished.

    Parameters
    ----------
    model : Lethality
        Its losses and gains from strikes are not used.
    automaton : Automaton
    level : 1 or 2
    low, high : float
        The stings that are searched.
    points : int
        Of the scan, see :func:`gametheory.sweep.threshold`.

    Examples
    --------
    >>> from deterrence.lethality import Automaton, Lethality
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import DEATHS
    >>> model = Lethality.of(PUNISH)
    >>> [level_crossings(model, Automaton(DEATHS), level).midpoint.round(2) for level in (2, 1)]
    [array([9.56]), array([45.45])]
    """
    _require_attack(level)
    rung = automaton.rung

    def reading(sting: Any) -> Any:
        moved = model.unchecked(**{f"strike_loss_{rung}": sting, f"strike_gain_{rung}": 0.0})
        return 1.0 * (moved.settling_point(automaton).level >= level)

    like = None if model.batch.unnamed or not model.batch_shape else model
    return threshold(reading, low, high, level=0.5, points=points, like=like)


def _require_attack(level: int) -> None:
    if level not in (1, 2):
        raise ValueError(f"the level of an attack needs to be 1 (harass) or 2 (heavy); got {level!r}.")


def _sting() -> Any:
    from sympy import Symbol

    return Symbol("sting", real=True)


def _worth(level: int, aim: Any, line: Rule = DEATHS) -> Any:
    """What a week is worth to the militia under one strike in the same week, in symbols."""
    from deterrence.lethality.model import Lethality

    model = Lethality.symbolic()
    return model.gain(level, aim) - _sting() * model.answer_chance(Automaton(line), level, aim)
