"""The militia's best reply, exact in its aim: all that it fears from a crossing is one number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from deterrence.checks import require_a
from deterrence.lethality.automaton import Automaton
from deterrence.standoff.rule import HOLD, LEVELS
from deterrence.standoff.week import at_level, reply_of

if TYPE_CHECKING:
    from deterrence.lethality.model import Lethality

MOST_STEPS = 200
SETTLED = 1e-13
"""A change below this share is rounding."""

CAREFREE = 1.0
"""The aim where nothing depends on who dies."""


class Reply(NamedTuple):
    """What the militia does, arrays that broadcast to the batch.

    level    : of its attacks while nothing is punished
    aim      : from 0, the most careful, to 1; NaN where it holds
    punished : level while it is punished, with the aim 1
    fear     : what a crossing is worth to it, taken negatively: the effective sting
    """

    level: Any
    aim: Any
    punished: Any
    fear: Any


def best_aim(model: Lethality, automaton: Automaton, level: int, fear: Any) -> Any:
    r"""The best aim of attacks of a level if a crossing costs ``fear``.

    .. math:: x^* = \mathrm{clip}\!\left(1 - \frac{\lambda_a (1 - \chi_0) B}{2 \gamma g_a}, 0, 1\right)

    where only deaths of this level are answered; 1 where all its attacks are. Aims are tied only where a level gains
    nothing and a crossing costs nothing more at one than at another; then 1.
    """
    at_stake = fear * model.answer_slope(automaton, level)
    bend = 2 * model.careful_loss * model.base.gains()[level]
    with np.errstate(divide="ignore", invalid="ignore"):
        inner = np.clip(1 - at_stake / bend, 0.0, 1.0)
    return np.where(bend > 0, inner, np.where(at_stake > 0, 0.0, 1.0))


def reply_to(model: Lethality, automaton: Automaton, *, violent: bool) -> Reply:
    r"""The militia's best reply to an automaton, by policy iteration.

    While nothing is punished it solves :math:`U(B) = \max_{a, x} g_a(x) - B \pi_a(x)`. One strike in the same week is
    worth :math:`B = \sigma`. Where punishment is a state, with values :math:`v_0`, :math:`v_1` and a discount
    :math:`d = \delta^\tau` over a period,

    .. math:: B = \frac{d}{1 - d}(v_0 - v_1)
        = \tau \frac{g_a(x) - g_{a'} + \sigma}{(1 - d)/d + \tau \pi_a(x) + q_{a'}}

    at the best choices a, x and a', with the chance :math:`q_{a'}` that punishment ends after a period with the level
    a'. The right-hand side at the choices that are best for some B lies on the same side of it as the fixed point,
    which is unique. So choices are improved until B stands still, and where two of them alternate, tied but for
    rounding, the interval between their B is halved.

    Parameters
    ----------
    model : Lethality
        One of plain arrays.
    automaton : Automaton
    violent : bool
        Of levels that are tied, the most violent one; otherwise the least.
    """
    require_a(Automaton, automaton)
    if not automaton.line.answers_something:
        return _chosen(model, automaton, np.zeros(()), violent)
    sting = np.asarray(model.base.sting(automaton.rung), dtype=np.float64)
    if not automaton.lasts:
        return _chosen(model, automaton, sting, violent)
    keep = model.discount**model.period
    fear, low, high = sting, np.full_like(sting, -np.inf), np.full_like(sting, np.inf)
    for _ in range(MOST_STEPS):
        options = _options(model, automaton, fear)
        free, punished = (np.argmax(np.broadcast_arrays(*each), axis=0) for each in (options.worth, options.punished))
        loss = at_level(options.gains, free) - at_level(model.base.gains(), punished) + sting
        ends = at_level(tuple(model.end_chance(automaton, level) for level in range(len(LEVELS))), punished)
        new = model.period * loss / ((1 - keep) / keep + model.period * at_level(options.crossed, free) + ends)
        low, high = np.where(new > fear, fear, low), np.where(new < fear, fear, high)
        still = np.minimum(np.abs(new - fear), high - low) <= SETTLED * (1 + np.abs(new))
        if still.all():
            return _chosen(model, automaton, new, violent)
        with np.errstate(invalid="ignore"):
            fear = np.where((low < new) & (new < high), new, (low + high) / 2)
    raise ArithmeticError(f"the militia's reply to '{automaton}' did not settle in {MOST_STEPS} steps.")


class Options(NamedTuple):
    """What each level is worth if a crossing costs some number, one array per level.

    aims     : the best one
    gains    : weekly gain at it
    crossed  : chance of a crossing at it
    worth    : gain less what a crossing costs
    punished : weekly gain without care, and what the end of punishment is worth
    """

    aims: tuple[Any, ...]
    gains: tuple[Any, ...]
    crossed: tuple[Any, ...]
    worth: tuple[Any, ...]
    punished: tuple[Any, ...]


def _options(model: Lethality, automaton: Automaton, fear: Any) -> Options:
    """What each level is worth, in both states, if a crossing costs ``fear``."""
    levels = range(len(LEVELS))
    aims = tuple(best_aim(model, automaton, level, fear) for level in levels)
    gains = tuple(model.gain(level, aims[level]) for level in levels)
    crossed = tuple(model.answer_chance(automaton, level, aims[level]) for level in levels)
    return Options(
        aims,
        gains,
        crossed,
        tuple(gain - fear * chance for gain, chance in zip(gains, crossed, strict=True)),
        tuple(
            gain + fear * model.end_chance(automaton, level) / model.period
            for level, gain in enumerate(model.base.gains())
        ),
    )


def envelopes(model: Lethality, automaton: Automaton, fear: Any) -> tuple[Any, Any]:
    """What the best level is worth in a normal week, and in one of punishment, if a crossing costs ``fear``."""
    options = _options(model, automaton, fear)
    free, punished = (np.max(np.broadcast_arrays(*each), axis=0) for each in (options.worth, options.punished))
    return free, punished


def _chosen(model: Lethality, automaton: Automaton, fear: Any, violent: bool) -> Reply:
    """What is best in both states if a crossing costs ``fear``, ties settled."""
    options = _options(model, automaton, fear)
    level, punished = (reply_of(each, violent=violent) for each in (options.worth, options.punished))
    return Reply(level, np.where(level == HOLD, np.nan, at_level(options.aims, level)), punished, fear)


def at_reply(model: Lethality, by_event: tuple[Any, ...], level: Any, aim: Any) -> Any:
    """The expectation, over what a week brings at a level and an aim, of one number per event of ``EVENTS``."""
    aim = np.nan_to_num(aim)
    by_level = tuple(
        sum(chance * each for chance, each in zip(model.chances(k, aim), by_event, strict=True))
        for k in range(len(LEVELS))
    )
    return at_level(by_level, level)
