"""Thresholds of the host model that have a closed form, derived from the payoffs of a week."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from deterrence.host.model import Host
from deterrence.host.policy import HOLD, NATIONALIST, NOTHING, PROTECT, STRIKE
from deterrence.model import evaluated
from gametheory.symbolic import SymbolicThreshold, solve_threshold

EXIT_CHANCE = "exit_chance"
"""Name of the symbol for the chance of exit after an unprotected week."""


@cache
def hold_up_condition(anger: int = 0, *, once: bool = False, host: int = NATIONALIST) -> SymbolicThreshold:
    r"""When a host protects, solved for the chance ρ that an unprotected week brings exit: ρ_L*, the hold-up threshold.

    With F the weekly rent net of the cost of anger, O the payoff after the exit and χ the cost of protecting:
    protecting for ever against one week without it,

    .. math:: \rho \ge \frac{(1 - \delta) \chi}{\delta [F - \chi - (1 - \delta) O]},

    and never if :math:`F \le \chi + (1 - \delta) O`. If protecting costs χ once and for all, and O = 0,

    .. math:: \rho \ge \frac{(1 - \delta)^2 \chi}{\delta [F - (1 - \delta) \chi]}.

    Attacks and strikes are left out: in the game itself protection also moves these.

    Examples
    --------
    >>> hold_up_condition(once=True).direction
    1
    """
    from sympy import Symbol

    model = Host.symbolic()
    delta, chance = model.discount, Symbol(EXIT_CHANCE, positive=True)
    free = model.host_flow(host, anger, NOTHING)
    cost = free - model.host_flow(host, anger, PROTECT)
    if once:
        kept = free / (1 - delta) - cost
        condition = kept >= free + delta * (1 - chance) * kept
        return solve_threshold(condition, chance, positive=_known(model, free - (1 - delta) * cost))
    kept, out = (free - cost) / (1 - delta), model.left()[1 + host]
    condition = kept >= free + delta * (chance * out + (1 - chance) * kept)
    return solve_threshold(condition, chance, positive=_known(model, free - cost - (1 - delta) * out))


def hold_up_chance(model: Host, anger: int = 0, *, once: bool = False, host: int = NATIONALIST) -> Any:
    """The hold-up threshold, a chance in a week; NaN where no chance of exit makes the host protect.

    Examples
    --------
    >>> model = Host.of_calibration("punish")
    >>> round(float(hold_up_chance(model)), 4)
    0.0035
    """
    points = model.plain
    period, names = points.period, ("nationalist", "aligned")
    flows = {f"{name}_{flow}": period for name in names for flow in ("rent", "anger_cost")}
    flows |= {f"{name}_protection_cost": 1.0 if once else period for name in names}
    scaled = {name: by * getattr(points, name) for name, by in flows.items()}
    short = points.unchecked(discount=points.period_discount(), period=1.0, **scaled)  # a period as a week of its own
    chance = np.asarray(evaluated(hold_up_condition(anger, once=once, host=host), short), dtype=np.float64)
    cost, haste = short.protection_cost(host), 1 - short.discount
    least = haste * cost if once else cost + haste * short.left()[1 + host]
    found = (short.host_flow(host, anger, NOTHING) > least) & (chance <= 1)
    return model.named(np.where(found, 1 - (1 - np.where(found, chance, 0.0)) ** (1 / period), np.nan))


@cache
def law_condition() -> SymbolicThreshold:
    """When the militia holds against a partner cabinet although nothing else deters it, solved for the law cost.

    The mean law cost at which half of the draws hold, χ_M* = ι g_2.

    Examples
    --------
    >>> float(threshold_value(law_condition(), Host.of_calibration("agnostic")))
    0.85
    """
    model = Host.symbolic()
    return solve_threshold(model.law_cost >= model.gain(2), model.law_cost)


@cache
def stay_condition(level: int = 1) -> SymbolicThreshold:
    """When a week at a level of attack, without strikes, is worth having, solved for the war risk of a death p_D.

    A negative threshold: at no risk.

    Examples
    --------
    >>> round(float(threshold_value(stay_condition(), Host.of_calibration("agnostic", aligned_value=0.0))), 4)
    0.025
    """
    model = Host.symbolic()
    worth = model.presence(0, 1, NOTHING) - model.harm(level) - model.lethality(level) * model.death_burden()
    return solve_threshold(worth >= 0, model.death_war_risk)


@cache
def strike_condition(reply: int = STRIKE) -> SymbolicThreshold:
    """When a strike after a death gains at once, ψ ≥ s_r + p_r W, solved for its war risk p_r.

    Examples
    --------
    >>> round(float(threshold_value(strike_condition(), Host.of_calibration("agnostic"))), 4)
    0.005
    """
    model = Host.symbolic()
    risk = model.strike_war_risk_1 if reply == STRIKE else model.strike_war_risk_2
    return solve_threshold(model.resolve - model.strike_burden(reply) >= 0, risk)


def strike_gain(model: Host, reply: int = STRIKE) -> Any:
    """Immediate gain of the US from a strike after a death, ψ - s_r - p_r W.

    Examples
    --------
    >>> round(float(strike_gain(Host.of_calibration("agnostic"))), 2)
    1.2
    """
    points = model.plain
    return model.named(points.resolve - points.strike_burden(reply) + points.strike_burden(HOLD))


def screening_odds(weeks: Any, eviction: Any, nationalist_tries: Any, aligned_tries: Any) -> Any:
    r"""The factor on the odds of a nationalist after weeks without an executed eviction: a rule of thumb.

    .. math:: \left[\frac{1 - e_N v}{1 - e_I v}\right]^T

    with e the weekly chance that a type tries and v that it is carried out. In the equilibria types choose e.

    Examples
    --------
    >>> round(screening_odds(13, 0.1, 0.0, 0.7), 2)
    2.57
    """
    return ((1 - nationalist_tries * eviction) / (1 - aligned_tries * eviction)) ** weeks


def threshold_value(threshold: SymbolicThreshold, model: Host) -> Any:
    """A threshold at the parameters of a model, of its batch shape."""
    return model.named(np.asarray(evaluated(threshold, model), dtype=np.float64))


def _known(model: Host, surplus: Any) -> tuple[Any, ...]:
    return (surplus, 1 - model.discount, 1 - model.restricted_rent_share)
