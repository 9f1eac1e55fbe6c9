"""Thresholds of the host model that have a closed form, derived from the payoffs of a week."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

import numpy as np

from deterrence.host.model import Host
from deterrence.host.policy import ALIGNED, ANGER, JOINT, LEADER, NATIONALIST, NOTHING, PROTECT, STRIKE
from deterrence.model import evaluated
from deterrence.parameters import ParameterError
from gametheory.symbolic import SymbolicThreshold, solve_threshold

EXIT_CHANCE = "exit_chance"
"""Name of the symbol for the chance of exit after an unprotected week."""


@cache
def hold_up_condition(anger: int = 0, *, once: bool = False, host: int = NATIONALIST) -> SymbolicThreshold:
    r"""When a host protects, solved for the chance ρ that an unprotected week brings exit: ρ_L*, the hold-up threshold.

    With F the weekly rent net of the cost of anger, O the payoff after the exit and χ the cost of protecting:
    protecting for ever against one week without it,

    .. math:: \rho \ge \frac{(1 - \delta) \chi}{\delta [F - \chi - (1 - \delta) O]},

    and never if :math:`F \le \chi + (1 - \delta) O`. If protecting costs χ once and for all,

    .. math:: \rho \ge \frac{(1 - \delta)^2 \chi}{\delta [F - (1 - \delta) (\chi + O)]},

    and never if :math:`F \le (1 - \delta) (\chi + O)`. Where the fraction is above 1, no chance is enough either.
    Attacks and strikes are left out: in the game itself protection also moves these.

    Raises
    ------
    ParameterError
        If anger is none of 0, ..., 4, or the host neither 0 (nationalist) nor 1 (aligned).

    Examples
    --------
    >>> hold_up_condition(once=True).direction
    1
    """
    from sympy import Symbol

    _need("anger", anger, range(ANGER))
    _need("the type of the host", host, (NATIONALIST, ALIGNED))
    model = Host.symbolic()
    delta, chance = model.discount, Symbol(EXIT_CHANCE, positive=True)
    free = model.host_flow(host, anger, NOTHING)
    cost = free - model.host_flow(host, anger, PROTECT)
    kept, out = free / (1 - delta) - cost if once else (free - cost) / (1 - delta), model.left()[1 + host]
    condition = kept >= free + delta * (chance * out + (1 - chance) * kept)
    return solve_threshold(condition, chance, positive=_known(model, (1 - delta) * (kept - out)))


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
    least = (haste * cost if once else cost) + haste * short.left()[1 + host]
    found = (short.host_flow(host, anger, NOTHING) > least) & (chance <= 1)
    return model.named(np.where(found, 1 - (1 - np.where(found, chance, 0.0)) ** (1 / period), np.nan))


@cache
def law_condition() -> SymbolicThreshold:
    """When the militia holds against a partner cabinet although nothing else deters it, solved for the law cost.

    The mean law cost at which half of the draws hold, χ_M* = ι g_2; a heavy attack brings no less than harassment
    (g_2 ≥ g_1).

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

    Of a nationalist host with a caretaker cabinet, which does nothing. A negative threshold: at no risk.

    Raises
    ------
    ParameterError
        If the level is neither 1 (harassment) nor 2 (heavy).

    Examples
    --------
    >>> round(float(threshold_value(stay_condition(), Host.of_calibration("agnostic"))), 4)
    0.025
    """
    _need("the level of attack", level, (1, 2))
    model = Host.symbolic()
    worth = model.presence(0, 1, NOTHING) - model.harm(level) - model.lethality(level) * model.death_burden()
    return solve_threshold(worth >= 0, model.death_war_risk)


@cache
def strike_condition(reply: int = STRIKE) -> SymbolicThreshold:
    """When a strike after a death gains at once, ψ ≥ s_r + p_r W, solved for its war risk p_r.

    Raises
    ------
    ParameterError
        If the reply is no strike (1), joint strike (2) or leadership strike (3).

    Examples
    --------
    >>> round(float(threshold_value(strike_condition(), Host.of_calibration("agnostic"))), 4)
    0.005
    """
    _need("the reply", reply, (STRIKE, JOINT, LEADER))
    model = Host.symbolic()
    risk = model.strike_war_risk_2 if reply == LEADER else model.strike_war_risk_1
    return solve_threshold(model.resolve - model.strike_burden(reply) >= 0, risk)


def strike_gain(model: Host, reply: int = STRIKE) -> Any:
    """Immediate gain of the US from a strike after a death, ψ - s_r - p_r W, of a joint one if the host accepts.

    Raises
    ------
    ParameterError
        If the reply is no strike (1), joint strike (2) or leadership strike (3).

    Examples
    --------
    >>> round(float(strike_gain(Host.of_calibration("agnostic"))), 2)
    1.2
    """
    _need("the reply", reply, (STRIKE, JOINT, LEADER))
    points = model.plain
    return model.named(points.resolve - points.strike_burden(reply))


def screening_odds(weeks: Any, eviction: Any, nationalist_tries: Any, aligned_tries: Any) -> Any:
    r"""The factor on the odds of a nationalist after weeks without an executed eviction: a rule of thumb.

    .. math:: \left[\frac{1 - e_N v}{1 - e_I v}\right]^T

    with e the weekly chance that a type tries and v that it is carried out. In the equilibria types choose e.
    inf where only a nationalist can still be there.

    Raises
    ------
    ParameterError
        If weeks are negative, or a chance is not one.

    Examples
    --------
    >>> round(float(screening_odds(13, 0.1, 0.0, 0.7)), 2)
    2.57
    """
    given = {"eviction": eviction, "nationalist_tries": nationalist_tries, "aligned_tries": aligned_tries}
    for name, chance in given.items():
        if not np.all((np.asarray(chance) >= 0) & (np.asarray(chance) <= 1)):
            raise ParameterError(f"{name} needs a chance from 0 to 1; got {chance!r}.")
    if not np.all(np.asarray(weeks) >= 0):
        raise ParameterError(f"weeks need to be at least 0; got {weeks!r}.")
    with np.errstate(divide="ignore", invalid="ignore"):
        return ((1 - nationalist_tries * eviction) / (1 - np.float64(1) * aligned_tries * eviction)) ** weeks


def threshold_value(threshold: SymbolicThreshold, model: Host) -> Any:
    """A threshold at the parameters of a model, of its batch shape."""
    return model.named(np.asarray(evaluated(threshold, model), dtype=np.float64))


def _need(what: str, given: int, allowed: Collection[int]) -> None:
    if given not in allowed:
        raise ParameterError(f"{what} needs to be one of {', '.join(map(str, allowed))}; got {given!r}.")


def _known(model: Host, surplus: Any) -> tuple[Any, ...]:
    return (surplus, 1 - model.discount, 1 - model.restricted_rent_share)
