"""Which strategies are weakly dominated, decided in integers."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..integer_pivoting import cheapest
from ..value import Bools
from .game import NormalFormGame
from .integer_game import integer_games


def undominated(game: NormalFormGame, player: int, games: Any, supports: Bools, opposing: Bools) -> Bools:
    r"""Whether strategies of an equilibrium are best replies to completely mixed strategies of the opponent.

    All actions of the support S are best replies to one :math:`y = 1 + w` with :math:`w \ge 0`, up to its sum, if

    .. math:: \sum_b (a_{kb} - a_{sb}) w_b \le \sum_b (a_{sb} - a_{kb}) \text{ for all } k,

    s being any action of S, with equality for k in S. Two cases are seen at once: the opponent already mixes over
    all actions, to which the support is a best reply; or it is one action, the only best reply to another one.

    Parameters
    ----------
    games : (rows,) positions in the flattened batch
    supports, opposing : (rows, m_i) bool, of the player and of the opponent
    """
    values = game.flat if game.exact is None else game.exact.values.reshape(game.flat.shape)
    masks = [np.ones((len(values), size), dtype=bool) for size in game.sizes]
    if game.available is not None:
        masks = [mask.reshape(len(values), -1) for mask in game.available]
    own, other = masks[player][games], masks[1 - player][games]
    fine = (opposing | ~other).all(axis=-1) | (supports.sum(axis=-1) == 1) & (own.sum(axis=-1) == 1)
    rows = np.flatnonzero(~fine & (supports.sum(axis=-1) == 1))
    payoffs = _own_first(values[games[rows], player], player)
    mine = np.take_along_axis(payoffs, supports[rows].argmax(axis=-1)[:, None, None], axis=1)
    alone = ((mine > payoffs) | supports[rows][..., None] | ~own[rows][..., None]).all(axis=1) & other[rows]
    fine[rows] = alone.any(axis=-1)
    left = np.flatnonzero(~fine)
    for place, exact in integer_games(game, np.asarray(games)[left]):
        row, matrix = left[place], _own_first(exact.payoffs[player][None], player)[0]
        fine[row] = _best_reply_to_a_mixture(matrix, supports[row][exact.actions[player]])
    return np.asarray(fine)


def _own_first(payoffs: Any, player: int) -> Any:
    return payoffs if player == 0 else payoffs.swapaxes(-1, -2)


def _best_reply_to_a_mixture(payoffs: Any, support: Bools) -> bool:
    """Whether the actions of the support are best replies to one vector that is positive throughout."""
    first = int(support.argmax())
    limits = []
    for k, inside in enumerate(support.tolist()):
        if k != first:
            gain = (payoffs[k] - payoffs[first]).tolist()
            limits.append([*gain, -sum(gain)])
            if inside:
                limits.append([*(-entry for entry in gain), sum(gain)])
    return not limits or cheapest(limits, [0] * payoffs.shape[1]) is not None
