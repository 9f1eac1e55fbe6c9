"""A game as an HTML table, for notebooks."""

from __future__ import annotations

from html import escape
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from ..profile import profiles_available

if TYPE_CHECKING:
    from .game import NormalFormGame

MOST_CELLS = 400
"""Larger games are shown by their description only."""


def payoff_table(game: NormalFormGame) -> str:
    """The first game of the batch as HTML: the first player's actions in rows, best replies in bold.

    Games of three or more players show one table for each profile of the players after the second.
    """
    heading = f"<p><code>{escape(repr(game))}</code></p>"
    if not game.payoffs.size or np.prod(game.sizes) > MOST_CELLS:
        return heading
    one = game.take(0)
    if game.batch_shape:
        heading += f"<p>The game at batch index {(0,) * len(game.batch_shape)}:</p>"
    labels = one.actions or tuple(tuple(map(str, range(size))) for size in one.sizes)
    best = _best_replies(one)
    exists = np.ones(one.sizes, dtype=bool) if one.available is None else profiles_available(one.available)
    tables = []
    for rest in product(*(range(size) for size in one.sizes[2:])):
        others = "; ".join(
            f"{escape(one.players[2 + j])}: {escape(labels[2 + j][action])}" for j, action in enumerate(rest)
        )
        tables.append((f"<p>{others}</p>" if others else "") + _table(one, labels, best, exists, rest))
    return heading + "".join(tables)


def _table(game: NormalFormGame, labels: Any, best: Any, exists: Any, rest: tuple[int, ...]) -> str:
    columns = range(game.sizes[1]) if len(game.sizes) > 1 else [None]
    head = "".join(f"<th>{escape(labels[1][j])}</th>" for j in columns if j is not None)
    corner = " \\ ".join(map(escape, game.players[:2]))
    lines = [f"<tr><th>{corner}</th>{head}</tr>"]
    for i in range(game.sizes[0]):
        cells = ""
        for j in columns:
            profile = (i, *rest) if j is None else (i, j, *rest)
            cells += f"<td>{_cell(game, best, profile) if exists[profile] else ''}</td>"
        lines.append(f"<tr><th>{escape(labels[0][i])}</th>{cells}</tr>")
    return f"<table>{''.join(lines)}</table>"


def _cell(game: NormalFormGame, best: Any, profile: tuple[int, ...]) -> str:
    entries = []
    for player in range(len(game.players)):
        at = (player, *profile)
        text = f"{game.payoffs[at]:.6g}" if game.exact is None else str(game.exact.values[at])
        entries.append(f"<b>{text}</b>" if best[at] else text)
    return ", ".join(entries)


def _best_replies(game: NormalFormGame) -> Any:
    """Where an action is a best reply to the others', (N, m_1, ..., m_N)."""
    values = game.payoffs if game.exact is None else game.exact.values
    if game.available is not None:
        values = np.where(profiles_available(game.available), values, -np.inf)
    return np.stack(
        [values[i] >= values[i].max(axis=i, keepdims=True) for i in range(len(game.players))]
    )
