"""What players could gain in a reputation game that is played on a grid of beliefs."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..value import Floats, Ints


def grid_error(game: Any, nodes: Floats, prior: float, answer: Floats, reply: Ints) -> Floats:
    r"""Bound the gain from one deviation of either player, in any stage, (*batch, 2).

    Play is an automaton whose states are points of the grid; a public lottery moves from the belief that Bayes' rule
    gives to one of the points beside it. The player is valued in the automaton, from the last stage on, and its gain is
    the largest over all states. The opponent's true belief has log-odds that differ from the state's by the sum of what
    the lotteries moved them; the interval of that sum is followed from the prior through every action and signal. The
    opponent's payoffs are linear in its belief, so that its gain is largest at an end of the interval.

    Parameters
    ----------
    game : NoisyReputationGame
    nodes : (P,)
    prior : float
    answer : (*batch, T, P, M)
    reply : (*batch, T, P)
    """
    batch, games, stages = game.batch_shape, prod(game.batch_shape), game.stages
    points, actions = len(nodes), game.gains.shape[-1]
    answer, reply = answer.reshape(games, stages, points, actions), reply.reshape(games, stages, points)
    gains, losses, flows, cost = (
        each.reshape(games, stages, 1, actions) for each in (game.gains, game.losses, game.flows, game.answer_cost)
    )
    signals = game.signals.reshape(games, stages, 1, *game.signals.shape[-3:])
    discount, patience = (each.reshape(games, 1, 1) for each in (game.discount, game.opponent_discount))
    value, theirs = np.zeros((games, points)), np.zeros((2, games, points))
    worst = np.zeros(games)
    by_stage = []
    for stage in range(stages):
        silent, answered = signals[:, stage, ..., 0, :], signals[:, stage, ..., 1, :]
        moves = _moves(nodes, answer[:, stage], silent, answered)
        later = _mean(value, moves)
        gain = discount * ((answered - silent) * later).sum(axis=-1) - cost[:, stage]
        chance = answer[:, stage]
        regret = np.maximum(gain, 0) * (1 - chance) + np.maximum(-gain, 0) * chance
        worst = np.maximum(worst, regret.max(axis=(1, 2)))
        normal = chance[..., None] * answered + (1 - chance[..., None]) * silent
        worth = [
            gains[:, stage] - losses[:, stage] * answers + patience * (seen * _mean(of_type, moves)).sum(axis=-1)
            for of_type, seen, answers in ((theirs[0], normal, chance), (theirs[1], answered, 1.0))
        ]
        paid = flows[:, stage] - chance * cost[:, stage] + discount * (normal * later).sum(axis=-1)
        chosen = reply[:, stage][..., None]
        value = np.take_along_axis(paid, chosen, axis=-1)[..., 0]
        theirs = np.stack([np.take_along_axis(each, chosen, axis=-1)[..., 0] for each in worth])
        by_stage.append((worth, moves))
    lost = np.zeros(games)
    low, high = np.full((games, points), np.inf), np.full((games, points), -np.inf)
    low[:, np.searchsorted(nodes, prior)] = high[:, np.searchsorted(nodes, prior)] = 0.0
    for stage in reversed(range(stages)):
        worth, moves = by_stage[stage]
        reached = low <= high
        for end in (low, high):
            belief = _shifted(nodes, np.where(reached, end, 0.0))[..., None]
            payoffs = (1 - belief) * worth[0] + belief * worth[1]
            own = np.take_along_axis(payoffs, reply[:, stage][..., None], axis=-1)[..., 0]
            lost = np.maximum(lost, np.where(reached, payoffs.max(axis=-1) - own, 0.0).max(axis=-1))
        low, high = _follow(nodes, low, high, moves)
    return np.stack([worst, lost], axis=-1).reshape(*batch, 2)


def _moves(nodes: Floats, answer: Floats, silent: Floats, answered: Floats) -> tuple[Floats, Ints, Floats]:
    """Beliefs by Bayes' rule (games, P, M, Y), the point below each, and the chance to move to the one above."""
    belief = nodes[None, :, None, None]
    tough, normal = belief * answered, (1 - belief) * (answer[..., None] * answered + (1 - answer[..., None]) * silent)
    with np.errstate(divide="ignore", invalid="ignore"):
        after = tough / (tough + normal)
    # What cannot come proves the type that it could come from.
    after = np.where(tough + normal > 0, after, ((answered > 0) & (belief > 0)).astype(float))
    below = np.minimum(np.searchsorted(nodes, after, side="right") - 1, len(nodes) - 2)
    upward = (after - nodes[below]) / (nodes[below + 1] - nodes[below])
    upward[(below == 0) & (after > 0)] = 1.0
    upward[(below == len(nodes) - 2) & (after < 1)] = 0.0
    return after, below, upward


def _mean(values: Floats, moves: tuple[Floats, Ints, Floats]) -> Floats:
    _, below, upward = moves
    games = np.arange(len(values)).reshape(-1, 1, 1, 1)
    return np.asarray((1 - upward) * values[games, below] + upward * values[games, below + 1])


def _log_odds(belief: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(belief) - np.log1p(-belief))


def _shifted(nodes: Floats, shift: Floats) -> Floats:
    """Beliefs whose log-odds are off those of the points by so much."""
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(-(_log_odds(nodes) + shift))))


def _follow(nodes: Floats, low: Floats, high: Floats, moves: tuple[Floats, Ints, Floats]) -> tuple[Floats, Floats]:
    """How far true log-odds may be off those of the points one stage on."""
    after, below, upward = moves
    games, points = low.shape
    next_low, next_high = np.full(games * points, np.inf), np.full(games * points, -np.inf)
    reached = np.broadcast_to((low <= high)[..., None, None], after.shape)
    sure = (after == 0) | (after == 1)
    exact, ends = _log_odds(after), _log_odds(nodes)
    for step, chance in ((0, 1 - upward), (1, upward)):
        to = below + step
        here = reached & (chance > 0)
        with np.errstate(invalid="ignore"):
            moved = np.where(sure, 0.0, exact - ends[to])
        flat = (np.arange(games).reshape(-1, 1, 1, 1) * points + to)[here]
        for into, bound, best in ((next_low, low, np.minimum), (next_high, high, np.maximum)):
            with np.errstate(invalid="ignore"):
                total = np.where(sure, 0.0, np.where(reached, bound[..., None, None], 0.0) + moved)
            best.at(into, flat, total[here])
    return next_low.reshape(games, points), next_high.reshape(games, points)
