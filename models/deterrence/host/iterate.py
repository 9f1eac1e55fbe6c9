"""One round of replies, and the values of what is chosen: the map whose fixed points are the equilibria."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from deterrence.host.policy import ALIGNED, BELIEFS, DEATH_IN, EVICT, LEAVE, NATIONALIST
from deterrence.host.week import Week

CELLS = len(BELIEFS) - 1
US, MILITIA = 0, 1
"""Places of the players' values; those of the types of the host follow."""

EVERYONE = (0, 1, 2, 3)


class Round(NamedTuple):
    """What the players do at given values, and what it brings.

    low      : (B, S, 9, 4) int, place of the belief below the posterior, by the belief before and the act
    lottery  : (3, 2, B, S, 9, 4) chance of that belief and of the next, as US and militia and as the types see it
    levels   : (B, S, 9, 4, 3) the militia's choice, mean over law costs and opportunities
    stakes   : (B, S, 9, 4, 3) what each level is worth to the militia, the law cost left out
    replies  : (B, 4, 5, 5), or (B, S, 9, 4, 5, 5) where the US chooses
    joint    : (B, S, 9, 4, 5) chance of each reply of the US after an act
    scores   : (B, 2, S, 9, 4) what the host chooses by, over its noise, mean 0
    worth    : (B, 4, S, 9, 4) value to each player after an act is chosen
    values   : (B, 4, S, 9) expected values under the host's choice that came in
    """

    low: Any
    lottery: Any
    levels: Any
    stakes: Any
    replies: Any
    joint: Any
    scores: Any
    worth: Any
    values: Any


def softmax(scores: Any) -> Any:
    """Probabilities in proportion to the exponentials of scores on the last axis."""
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def play(week: Week, table: Any, noise: Any, values: Any, scores: Any, players: Sequence[int] = EVERYONE) -> Round:
    """One round of replies.

    Parameters
    ----------
    week : Week
    table : (B, 4, 5, 5), or None
        The policy of the US; None where it chooses.
    noise : (B,)
    values : (B, 4, S, 9)
    scores : (B, 2, S, 9, 4)
    players : sequence of int
        Whose worth and values are needed; those of the others are left 0.
    """
    rows, _, places, beliefs = values.shape
    ahead = np.zeros((rows, 4, places, beliefs, LEAVE + 1))
    moves = (week.discount[:, None, None, None] * week.moves).reshape(rows, -1, places)
    for player in players:
        later = (moves @ values[:, player]).reshape(rows, LEAVE, places, beliefs)
        ahead[:, player, ..., :LEAVE] = later.transpose(0, 2, 3, 1)

    militia = week.militia_reply[:, :, None, :] + ahead[:, MILITIA]  # (B, S, q, r)
    if table is None:
        us = _us_payoffs(week, ahead[:, US])
        replies = softmax(us / noise[:, None, None, None, None, None])
        after = (replies * militia[:, :, :, None, None, :]).sum(axis=-1)  # (B, S, q, h, o)
        stakes = after @ week.outcome_chance.transpose(0, 2, 1)[:, None, None]
        given = week.outcome_chance[:, None, None, None] @ replies  # (B, S, q, h, a, r)
    else:
        replies = table
        given = (week.outcome_chance[:, None] @ table)[:, None, None]  # (B, 1, 1, h, a, r)
        flat = given.reshape(rows, 12, LEAVE + 1).transpose(0, 2, 1)
        stakes = (militia.reshape(rows, -1, LEAVE + 1) @ flat).reshape(rows, places, beliefs, 4, 3)
    stakes = stakes + week.gain[:, None, None]
    levels, militia_worth = _attack(week, noise, stakes)
    joint = np.zeros((rows, places, beliefs, 4, LEAVE + 1))
    for level in range(3):
        joint += levels[..., level, None] * given[..., level, :]

    worth = np.zeros((rows, 4, places, beliefs, 4))
    worth[:, MILITIA] = militia_worth
    attack = (levels.reshape(rows, -1, 3) @ week.host_attack[:, :, None]).reshape(joint.shape[:-1])
    for host in (NATIONALIST, ALIGNED):
        brought = week.host_reply[:, host, :, None, :] + ahead[:, 2 + host]
        own = (joint @ brought[..., None])[..., 0]
        worth[:, 2 + host] = own + attack + week.host_flow[:, host, :, None, :]
    if US in players:
        worth[:, US] = _us_worth(week, replies, levels, joint, ahead[:, US])

    low, lottery = _lottery(week, scores)
    before = np.zeros_like(worth)  # (B, i, S, p, h)
    for player in players:
        below = np.take_along_axis(worth[:, player], low, axis=2)
        above = np.take_along_axis(worth[:, player], low + 1, axis=2)
        seen = lottery[max(player - 1, 0)]
        before[:, player] = seen[0] * below + seen[1] * above
    carried = week.executed[:, None, :, None]
    before[..., EVICT] = carried * week.expelled[:, :, None, None] + (1 - carried) * before[..., EVICT]

    new = before[:, 2:] / (noise * week.period)[:, None, None, None, None]
    new = new - new.mean(axis=-1, keepdims=True)
    expected = (host_weights(scores) * before).sum(axis=-1)
    return Round(low, lottery, levels, stakes, replies, joint, new, worth, expected)


def host_weights(scores: Any) -> Any:
    """The chance of each act by player: the belief's for US and militia, each type's own for the host."""
    own = softmax(scores)
    mixed = BELIEFS[:, None] * own[:, NATIONALIST] + (1 - BELIEFS[:, None]) * own[:, ALIGNED]
    return np.stack([mixed, mixed, own[:, NATIONALIST], own[:, ALIGNED]], axis=1)


def chain(week: Week, result: Round, weights: Any, player: int) -> Any:
    """Moves between states under what is chosen, as a player sees them, (B, 9 S, 9 S); rows sum to at most 1."""
    rows, places, beliefs = weights.shape[0], weights.shape[2], weights.shape[3]
    stay = np.ones((rows, places, 4))
    stay[..., EVICT] = 1 - week.executed
    seen = result.lottery[max(player - 1, 0)] * (weights[:, player] * stay[:, :, None, :])
    reached = np.zeros((*result.low.shape, beliefs))
    np.put_along_axis(reached, result.low[..., None], seen[0][..., None], axis=-1)
    np.put_along_axis(reached, result.low[..., None] + 1, seen[1][..., None], axis=-1)
    replies = result.joint[..., :LEAVE]  # (B, S, q, h, r)
    by_reply = reached.transpose(0, 1, 4, 2, 3) @ replies  # (B, S, q, p, r)
    moved = by_reply @ week.moves.transpose(0, 2, 1, 3)[:, :, None]  # (B, S, q, p, S')
    return moved.transpose(0, 1, 3, 4, 2).reshape(rows, places * beliefs, places * beliefs)


def evaluate(week: Week, result: Round, values: Any, scores: Any, players: Any) -> Any:
    """The values of what is chosen, exactly: one linear system a player, corrected from the values that came in."""
    weights = host_weights(scores)
    out = values.copy()
    rows, places, beliefs = len(values), values.shape[2], values.shape[3]
    for player in players:
        system = -week.discount[:, None, None] * chain(week, result, weights, player)
        system += np.eye(places * beliefs)
        off = (result.values[:, player] - values[:, player]).reshape(rows, -1, 1)
        out[:, player] += np.linalg.solve(system, off).reshape(rows, places, beliefs)
    return out


def law_choices(week: Week, noise: Any, stakes: Any) -> Any:
    """The militia's choice by law cost where it can attack, (B, S, 9, 4, 5, 3)."""
    by_law = stakes[..., None, :] - week.law[:, :, None, None, :, None] * np.array([0.0, 1.0, 1.0])
    return softmax(by_law / noise[:, None, None, None, None, None])


def _attack(week: Week, noise: Any, stakes: Any) -> tuple[Any, Any]:
    """The militia's levels and what it gets: the law cost divides the odds of every attack by the same factor."""
    from scipy.special import expit

    weights = stakes / noise[:, None, None, None, None]
    attack = np.logaddexp(weights[..., 1], weights[..., 2])
    heavy = expit(weights[..., 2] - weights[..., 1])
    chance, cost = np.zeros_like(attack), np.zeros_like(attack)
    for draw in range(week.law.shape[-1]):
        law = week.law[:, :, None, None, draw]
        share = expit(attack - weights[..., 0] - law / noise[:, None, None, None])
        chance += share
        cost += law * share
    chance, cost = chance / week.law.shape[-1], cost / week.law.shape[-1]
    opportunity = week.opportunity[:, None, None, None]
    levels = np.stack([1 - opportunity * chance, opportunity * chance * (1 - heavy), opportunity * chance * heavy], -1)
    return levels, (levels * stakes).sum(axis=-1) - opportunity * cost


def _us_payoffs(week: Week, ahead: Any) -> Any:
    """What the US gets by belief, act, outcome and reply, (B, S, 9, 4, 5, 5)."""
    reply = week.us_reply[:, :, None, :] + ahead
    answered = week.us_answer[:, :, None, None, None, :] * DEATH_IN[:, None]
    here = week.us_flow[..., None] + week.us_outcome[:, None, None, None, :]
    return here[..., None] + reply[:, :, :, None, None, :] + answered


def _us_worth(week: Week, replies: Any, levels: Any, joint: Any, ahead: Any) -> Any:
    spread = replies if replies.ndim == 6 else replies[:, None, None]
    outcomes = levels @ week.outcome_chance[:, None, None]  # (B, S, q, h, o)
    answers = ((outcomes * DEATH_IN)[..., None, :] @ spread)[..., 0, :]
    answered = (answers @ week.us_answer[:, :, None, :, None])[..., 0]
    later = (joint @ (week.us_reply[:, :, None, :] + ahead)[..., None])[..., 0]
    return week.us_flow + (outcomes @ week.us_outcome[:, None, None, :, None])[..., 0] + answered + later


def _lottery(week: Week, scores: Any) -> tuple[Any, Any]:
    """The belief below the posterior after an act, and the chances of it and the next, for the public and the types.

    Posterior and complement are computed apart, so that neither loses digits near 0.
    """
    own = scores - scores.max(axis=-1, keepdims=True)
    own = own - np.log(np.exp(own).sum(axis=-1, keepdims=True))
    with np.errstate(divide="ignore", over="ignore"):
        odds = (np.log(BELIEFS) - np.log1p(-BELIEFS))[:, None] + own[:, NATIONALIST] - own[:, ALIGNED]
        posterior, other = 1 / (1 + np.exp(-odds)), 1 / (1 + np.exp(odds))
    low = np.minimum((CELLS * posterior).astype(np.int64), CELLS - 1)
    rising = posterior < 0.5
    above = np.where(rising, CELLS * posterior - low, 1 - (CELLS * other - (CELLS - 1 - low)))
    below = np.where(rising, 1 - (CELLS * posterior - low), CELLS * other - (CELLS - 1 - low))
    lottery = np.empty((3, 2, *low.shape))
    lottery[0] = below, above
    news = week.news[:, None, None, None]
    for end, belief in enumerate((BELIEFS[low], BELIEFS[low + 1])):
        for kind, (mine, truth) in enumerate(((belief, posterior), (1 - belief, other))):
            right = np.divide(mine, truth, out=np.ones_like(truth), where=truth > 0)
            lottery[1 + kind, end] = lottery[0, end] * (1 + news * (right - 1))
    return low, lottery
