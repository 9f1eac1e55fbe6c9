"""The textbook drawing of a signalling game: Nature in the middle, messages to the sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..arguments import real_numbers
from ..errors import InvalidGameError, UnsupportedGameError, require_extra
from ..residual import as_probabilities
from ..signalling import SignallingGame, to_tree
from .style import INK, NEVER, PAPER, number
from .tree import draw_tree

SIDE, REPLY = 1.25, 1.0
"""How far to the side messages and replies reach, in data units, of 1.6 inches."""
INCH = 1.6
APART = 0.42
"""Between the ends of two replies."""


def draw_signalling(
    game: SignallingGame,
    strategies: Sequence[Any] | None = None,
    *,
    beliefs: Any = None,
    digits: int = 3,
    ax: Any = None,
) -> Any:
    """Draw a signalling game as Cho and Kreps do: Nature in the middle, messages to the left and to the right.

    Nature, an open circle, draws the type: the first above, the second below, each with its probability. The first
    message leads to the left, the second to the right. A dotted line joins the nodes at which the receiver has seen
    the same message. The payoffs of sender and receiver stand at the ends. With strategies, what is played is drawn
    thick, with its probability where it is mixed; with beliefs, these stand in brackets at the receiver's nodes.

    With other numbers of types or messages than two this layout has no room, and the game is drawn as the tree
    that :func:`gametheory.signalling.to_tree` makes of it; beliefs are left out then.

    Parameters
    ----------
    game : SignallingGame, one game
    strategies : ((T, M), (M, A)), optional
        Of the sender and the receiver.
    beliefs : (M, T), optional
        About the type after each message.
    digits : int
        Significant digits of numbers.
    ax : matplotlib axes, optional
        Where to draw; a new figure of fitting size by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UnsupportedGameError
        If it is a batch.
    InvalidGameError
        If strategies or beliefs have another shape.
    MissingExtraError
        If matplotlib is not installed.

    References
    ----------
    Cho and Kreps (1987), "Signaling games and stable equilibria", figure I.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> from gametheory.signalling import all_pbe
    >>> game = SignallingGame(
    ...     [[[[0, 2], [1, 3]], [[1, 3], [0, 2]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]], [0.1, 0.9],
    ...     types=("weak", "surly"), messages=("beer", "quiche"), replies=("fight", "leave"),
    ... )
    >>> found = all_pbe(game)
    >>> ax = draw_signalling(game, [each[0] for each in found.strategies], beliefs=found.beliefs[0])
    >>> ax.figure.savefig("beer.png")  # doctest: +SKIP
    """
    if not isinstance(game, SignallingGame):
        raise InvalidGameError(f"a SignallingGame was needed, got {type(game).__name__}.")
    if game.batch_shape:
        raise UnsupportedGameError(
            f"one game was needed, got a batch of shape {game.batch_shape}; draw one of its games, such as game[0]."
        )
    pyplot = require_extra("matplotlib.pyplot", "lab", "draw_signalling")
    types, number_of_messages, number_of_replies = game.payoffs.shape[-3:]
    messages, replies = np.arange(number_of_messages), np.arange(number_of_replies)
    if game.available is not None:
        messages, replies = (np.flatnonzero(mask) for mask in game.available)
    sent = replied = None
    if strategies is not None:
        if not isinstance(strategies, tuple | list) or len(strategies) != 2:
            raise InvalidGameError(
                f"strategies need a pair, of the sender and of the receiver; got {type(strategies).__name__}."
            )
        shapes = (types, number_of_messages), (number_of_messages, number_of_replies)
        sent, replied = (
            _shaped(as_probabilities(each), shape, "a strategy") for each, shape in zip(strategies, shapes, strict=True)
        )
        sent, replied = sent[:, messages], replied[np.ix_(messages, replies)]
    believed = None
    if beliefs is not None:
        believed = _shaped(beliefs, (number_of_messages, types), "beliefs")[messages]
    if types != 2 or len(messages) != 2:
        return draw_tree(to_tree(game), None if sent is None else (sent, replied), digits=digits, ax=ax)
    payoffs = game.payoffs[:, :, messages][..., replies]
    half = APART * (len(replies) - 1) / 2
    high = max(1.0, half + 0.45)
    if ax is None:
        width = 2 * (SIDE + REPLY + 0.75) + 0.2
        _, ax = pyplot.subplots(figsize=(INCH * width, INCH * 2 * (high + half + 0.3)), layout="constrained")
    ax.set_axis_off()
    ax.set_xlim(-SIDE - REPLY - 0.75, SIDE + REPLY + 0.75)
    ax.set_ylim(-high - half - 0.3, high + half + 0.3)
    drawn = _Drawing(ax, digits)
    type_names, message_names, reply_names = (
        labels or tuple(f"{word} {k}" for k in range(length))
        for labels, word, length in (
            (game.types, "type", types),
            (game.messages, "message", number_of_messages),
            (game.replies, "reply", number_of_replies),
        )
    )
    drawn.text(0.06, 0, "Nature", align="left", bold=True)
    for kind, y in enumerate((high, -high)):
        drawn.branch((0, 0), (0, y), f"{type_names[kind]} ({number(game.prior[kind], digits)})", strategies is not None)
        ax.scatter([0], [y], s=30, color=INK, zorder=3)
        drawn.text(0, y + np.sign(y) * 0.13, game.players[0], bold=True)
        for place, side in enumerate((-1, 1)):
            node = (side * SIDE, y)
            drawn.branch((0, y), node, message_names[messages[place]], *_played(sent, (kind, place)))
            ax.scatter(*node, s=26, color=INK, zorder=3)
            if believed is not None:
                share = "–" if np.isnan(believed[place, kind]) else number(believed[place, kind], digits)
                drawn.text(node[0] - side * 0.05, y + np.sign(y) * 0.13, f"[{share}]", align="center")
            for reply, up in enumerate(half - APART * np.arange(len(replies))):
                end = (side * (SIDE + REPLY), y + up)
                drawn.branch(node, end, reply_names[replies[reply]], *_played(replied, (place, reply)))
                paid = ", ".join(number(payoffs[player, kind, place, reply], digits) for player in (0, 1))
                drawn.text(end[0] + side * 0.06, end[1], paid, align="left" if side > 0 else "right", size="medium")
    for side in (-1, 1):
        ax.plot([side * SIDE] * 2, [-high, high], color=INK, linewidth=1.2, linestyle=(0, (1, 2)), zorder=1)
        drawn.text(side * SIDE, 0, game.players[1], bold=True, boxed=True)
    ax.scatter([0], [0], s=38, facecolor=PAPER, edgecolor=INK, zorder=3)
    return ax


class _Drawing:
    """Branches and texts in one hand."""

    def __init__(self, ax: Any, digits: int) -> None:
        self.ax, self.digits = ax, digits

    def branch(
        self, start: tuple[float, float], end: tuple[float, float], label: str, thick: bool, share: float = 1.0
    ) -> None:
        """A line with its label, and the probability with which it is taken where that is mixed."""
        self.ax.plot(*zip(start, end, strict=True), color=INK, linewidth=2.2 if thick else 0.9, zorder=1)
        text = f"{label} ({number(share, self.digits)})" if NEVER < share < 1 - NEVER else label
        middle = [a + 0.55 * (b - a) for a, b in zip(start, end, strict=True)]
        self.text(middle[0], middle[1], text, boxed=True)

    def text(
        self, x: float, y: float, text: str, *, align: str = "center", bold: bool = False, boxed: bool = False,
        size: str = "small",
    ) -> None:  # fmt: skip
        box = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.8} if boxed else None
        self.ax.text(
            x, y, text, ha=align, va="center", color=INK, fontsize=size, bbox=box, zorder=4,
            fontweight="bold" if bold else "normal",
        )  # fmt: skip


def _played(strategy: Any, place: tuple[int, int]) -> tuple[bool, float]:
    """Whether a branch is thick, and its probability; 1 stands for none."""
    if strategy is None:
        return False, 1.0
    return bool(strategy[place] > NEVER), float(strategy[place])


def _shaped(given: Any, shape: tuple[int, int], what: str) -> Any:
    array = real_numbers(given, what)
    if array.shape != shape:
        raise InvalidGameError(f"{what} of this game needs shape {shape}; got {array.shape}.")
    return array
