"""The militia's best reply, exact in its aim: all that it fears from a crossing is one number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from deterrence.lethality.automaton import Automaton
from deterrence.standoff.rule import HOLD, LEVELS
from deterrence.standoff.week import at_level, reply_of

if TYPE_CHECKING:
    from deterrence.lethality.model import Lethality

MOST_STEPS = 200
SETTLED = 1e-13
"""A change below this share is rounding."""


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

    where only deaths of this level are answered; 1 where all its attacks are.
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
    a'. Choices are improved until B, which is unique, stands still.

    Parameters
    ----------
    model : Lethality
        One of plain arrays.
    automaton : Automaton
    violent : bool
        Of tied replies the most violent one; otherwise the least.
    """
    if not automaton.line.answers_something:
        return _chosen(model, automaton, np.zeros(()), violent)
    sting = np.asarray(model.base.sting(automaton.rung), dtype=np.float64)
    if not automaton.lasts:
        return _chosen(model, automaton, sting, violent)
    keep = model.discount**model.period
    fear = sting
    for _ in range(MOST_STEPS):
        found = _chosen(model, automaton, fear, violent)
        gain, chance = _played(model, automaton, found)
        loss = gain - at_level(model.base.gains(), found.punished) + sting
        ends = at_level(tuple(model.end_chance(automaton, level) for level in range(len(LEVELS))), found.punished)
        new = model.period * loss / ((1 - keep) / keep + model.period * chance + ends)
        still = bool(np.all(np.abs(new - fear) <= SETTLED * (1 + np.abs(new))))
        fear = new
        if still:
            return _chosen(model, automaton, fear, violent)
    raise ArithmeticError(f"the militia's reply to '{automaton}' did not settle in {MOST_STEPS} steps.")


def _chosen(model: Lethality, automaton: Automaton, fear: Any, violent: bool) -> Reply:
    """What is best in both states if a crossing costs ``fear``."""
    levels = range(len(LEVELS))
    aims = tuple(best_aim(model, automaton, level, fear) for level in levels)
    worth = tuple(
        model.gain(level, aims[level]) - fear * model.answer_chance(automaton, level, aims[level]) for level in levels
    )
    level = reply_of(worth, violent=violent)
    punished = tuple(
        gain + fear * model.end_chance(automaton, each) / model.period
        for each, gain in enumerate(model.base.gains())
    )  # fmt: skip
    aim = np.where(level == HOLD, np.nan, at_level(aims, level))
    return Reply(level, aim, reply_of(punished, violent=violent), fear)


def _played(model: Lethality, automaton: Automaton, reply: Reply) -> tuple[Any, Any]:
    """Weekly gain and chance of a crossing at the reply, while nothing is punished."""
    aim = np.nan_to_num(reply.aim)
    levels = range(len(LEVELS))
    gains = tuple(model.gain(level, aim) for level in levels)
    chances = tuple(model.answer_chance(automaton, level, aim) for level in levels)
    return at_level(gains, reply.level), at_level(chances, reply.level)


def at_reply(model: Lethality, by_event: tuple[Any, ...], level: Any, aim: Any) -> Any:
    """The expectation, over what a week brings at a level and an aim, of one number per event of ``EVENTS``."""
    aim = np.nan_to_num(aim)
    by_level = tuple(
        sum(chance * each for chance, each in zip(model.chances(k, aim), by_event, strict=True))
        for k in range(len(LEVELS))
    )
    return at_level(by_level, level)
