"""How far a profile of the base protocol is from subgame perfection, from the payoffs alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from deterrence.red_line.line import EVENTS, LEVELS, LINES
from deterrence.red_line.model import RedLine
from gametheory.residual import Residual, ResidualOf

ROUNDING = 1e-14
"""What rounding may hide, as a share of a player's payoff range; the sums have fewer than forty terms."""


def red_line_residual(rung: int) -> ResidualOf:
    r"""The residual of a subgame-perfect equilibrium of the base protocol.

    The profile is a triple: the line, probabilities (*batch, 4); the militia's levels after each line, (*batch, 4,
    4); and the shares of resolves that do not answer and that answer, after each line and event, (*batch, 4, 3, 2),
    the highest resolves answering. Regret of the US is the largest of three: of the line, and, after every line and
    event, of the resolve with most to gain. Regret of the militia is that after the line with most to gain. None is
    weighted by a probability.

    Parameters
    ----------
    rung : 1 or 2

    References
    ----------
    Osborne and Rubinstein (1994), "A Course in Game Theory", lemma 98.2 (one deviation).
    """

    def residual(game: RedLine, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
        model = game.plain if rows is None else game.take(rows)
        announced, replies, answers = (np.asarray(each, dtype=np.float64) for each in strategies)
        off = np.maximum(_off(announced[..., None, :]), np.maximum(_off(replies), _off(answers).max(axis=-1)))
        top = model.resolve_bound
        militia: Any = 0.0
        office: Any = 0.0
        values, gains = [], []
        for number, line in enumerate(LINES):
            cuts = tuple(top * answers[..., number, k, 0] for k in range(len(EVENTS)))
            for event, cut in zip(EVENTS, cuts, strict=True):
                gain = model.answer_gain(line, event, rung, cut)
                office = np.maximum(office, np.where(cut < top, -gain, 0.0))
                office = np.maximum(office, np.where(cut > 0, gain, 0.0))
            shares = tuple(answers[..., number, k, 1] for k in range(len(EVENTS)))
            worth = _stacked(model.militia_payoffs(rung, shares))
            got = (replies[..., number, :] * worth).sum(axis=-1)
            militia = np.maximum(militia, worth.max(axis=-1) - got)
            gains.append(got)
            by_level = _stacked(tuple(model.office_value(line, level, rung, cuts) for level in range(len(LEVELS))))
            values.append((replies[..., number, :] * by_level).sum(axis=-1))
        stated, struck = _stacked(tuple(values)), _stacked(tuple(gains))
        got = (announced * stated).sum(axis=-1)
        office = np.maximum(office, stated.max(axis=-1) - got)
        shape = np.broadcast_shapes(off.shape, np.shape(office), np.shape(militia), model.batch_shape)
        scale = np.stack([np.broadcast_to(each, shape) for each in _scale(model, rung)], axis=-1)
        regret = np.stack([np.broadcast_to(np.maximum(each, 0), shape) for each in (office, militia)], axis=-1)
        paid = np.stack([np.broadcast_to(each, shape) for each in (got, (announced * struck).sum(axis=-1))], axis=-1)
        cores = (announced.shape[-1:], replies.shape[-2:], answers.shape[-3:])
        return Residual(
            "subgame perfect",
            tuple(
                np.broadcast_to(each, (*shape, *core))
                for each, core in zip((announced, replies, answers), cores, strict=True)
            ),
            paid,
            regret + ROUNDING * scale,
            scale,
            np.broadcast_to(np.where(np.isnan(off), np.inf, off), shape),
        )

    return residual


def _scale(model: RedLine, rung: int) -> tuple[Any, Any]:
    """The payoff ranges of the US and of the militia."""
    stated = np.maximum(np.maximum(model.audience_cost_death, model.audience_cost_embassy), model.audience_cost_any)
    harm = np.maximum(np.maximum(model.harass_harm, model.heavy_harm), model.embassy_harm) + model.death_burden()
    us = harm + model.resolve_bound + model.strike_burden(rung) + model.nonfatal_strike_cost + stated
    gain = np.maximum(np.maximum(model.harass_gain, model.heavy_gain), model.embassy_gain)
    return us, gain + np.abs(model.sting(rung))


def _stacked(values: tuple[Any, ...]) -> Any:
    return np.stack(np.broadcast_arrays(*values), axis=-1)


def _off(strategy: Any) -> Any:
    """How far a strategy is off the simplex, the worst over its information sets."""
    off = np.maximum(np.abs(strategy.sum(axis=-1) - 1), np.maximum(-strategy, 0).max(axis=-1))
    return off.max(axis=-1)
