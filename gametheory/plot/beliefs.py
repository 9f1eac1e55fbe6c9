"""The beliefs off the path that hold up equilibria of a signalling game, as bars."""

from __future__ import annotations

from typing import Any

from ..errors import InvalidGameError, UnsupportedGameError, require_extra
from ..signalling import SignallingEquilibria, SignallingGame, supporting_beliefs
from .style import HATCHED, HATCHES, INK, PAPER, SHADES

BAR, LINE = 0.62, 0.3
"""Height of a bar as a share of its line, and of a line in inches."""
GAP = 0.6
"""Between messages, in lines."""


def draw_beliefs(game: SignallingGame, equilibria: SignallingEquilibria, *, ax: Any = None) -> Any:
    r"""Draw the beliefs after unsent messages that support equilibria: a bar a type, from the lowest to the highest.

    The beliefs that support a row after an unsent message are a polytope
    (:func:`gametheory.signalling.supporting_beliefs`). The bar of a type t is
    :math:`[\min_\mu \mu(t), \max_\mu \mu(t)]` over it; with two types this says all, with more it is a projection. A
    diamond is a belief that has to be this number, a short upright line the prior. Rows of one component follow each
    other. Rows in which every message is sent are left out, for Bayes' rule leaves nothing open there. One component,
    or one row, is drawn with ``equilibria.take(...)``.

    Parameters
    ----------
    game : SignallingGame, one game
    equilibria : SignallingEquilibria of this game
    ax : matplotlib axes, optional
        Where to draw; a new figure of fitting size by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UnsupportedGameError
        If it is a batch, or every message is sent in every row.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> from gametheory.signalling import all_pbe
    >>> game = SignallingGame(
    ...     [[[[0, 2], [1, 3]], [[1, 3], [0, 2]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]], [0.1, 0.9],
    ...     types=("weak", "surly"), messages=("beer", "quiche"), replies=("fight", "leave"),
    ... )
    >>> ax = draw_beliefs(game, all_pbe(game))
    >>> ax.figure.savefig("beliefs.png")  # doctest: +SKIP
    """
    if not isinstance(game, SignallingGame):
        raise InvalidGameError(f"a SignallingGame was needed, got {type(game).__name__}.")
    if game.batch_shape:
        raise UnsupportedGameError(
            f"one game was needed, got a batch of shape {game.batch_shape}; draw one of its games, such as game[0] "
            "with equilibria.of(0)."
        )
    pyplot = require_extra("matplotlib.pyplot", "lab", "draw_beliefs")
    from matplotlib import rc_context

    bars = belief_intervals(game, equilibria)
    if not bars:
        raise UnsupportedGameError(
            "an unsent message was needed; every message is sent in each of these equilibria, and Bayes' rule gives "
            "the beliefs."
        )
    types = game.prior.shape[-1]
    if ax is None:
        _, ax = pyplot.subplots(figsize=(6.4, LINE * (len(bars) * (types + GAP) + 1) + 0.9), layout="constrained")
    with rc_context(HATCHED):
        handles = _draw_bars(ax, game, bars)
    said = game.messages or tuple(f"message {k}" for k in range(game.payoffs.shape[-2]))
    ax.set_yticks(
        [place * (types + GAP) + (types - 1) / 2 for place in range(len(bars))],
        [f"{_name(equilibria, row)}\nafter {said[message]}" for row, message, _ in bars],
    )
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(-0.01, 1.01)
    ax.set_ylim(len(bars) * (types + GAP) - 0.8, -0.8)
    ax.set_xlabel("belief that supports the equilibrium; upright line: prior")
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=types, frameon=False, handlelength=2.2,
        borderaxespad=0.1,
    )  # fmt: skip
    return ax


def belief_intervals(
    game: SignallingGame, equilibria: SignallingEquilibria
) -> list[tuple[int, int, list[tuple[float, float]]]]:
    """The lowest and highest supporting belief in each type, for each row and unsent message, by component.

    Parameters
    ----------
    game : SignallingGame, one game
    equilibria : SignallingEquilibria of this game

    Returns
    -------
    list of (row, message, one (low, high) per type)
    """
    found = supporting_beliefs(game, equilibria)
    pairs = sorted(set(zip(found.row.tolist(), found.message.tolist(), strict=True)))
    pairs.sort(key=lambda pair: int(equilibria.component[pair[0]]))
    told = []
    for row, message in pairs:
        points = found.of(row, message)
        ends = zip(points.min(axis=0).tolist(), points.max(axis=0).tolist(), strict=True)
        told.append((row, message, [(float(low), float(high)) for low, high in ends]))
    return told


def _draw_bars(ax: Any, game: SignallingGame, bars: Any) -> list[Any]:
    """A bar for each row, message and type, and what the legend says of them."""
    from matplotlib.patches import Patch

    types = game.prior.shape[-1]
    looks: list[dict[str, Any]] = [
        {"facecolor": SHADES[kind % 4], "edgecolor": INK, "linewidth": 0.8, "hatch": HATCHES[kind % len(HATCHES)]}
        for kind in range(types)
    ]
    for place, (_, _, intervals) in enumerate(bars):
        for kind, (low, high) in enumerate(intervals):
            at, prior = place * (types + GAP) + kind, game.prior[kind]
            ax.barh(at, high - low, left=low, height=BAR, **looks[kind])
            if high == low:
                ax.plot([low], [at], marker="D", markersize=6, color=INK, linestyle="", zorder=3, clip_on=False)
            for colour, width in ((PAPER, 3.2), (INK, 1.4)):
                ax.plot([prior, prior], [at - 0.45, at + 0.45], color=colour, linewidth=width)
    names = game.types or tuple(f"type {kind}" for kind in range(types))
    return [Patch(label=name, **look) for name, look in zip(names, looks, strict=True)]


def _name(equilibria: SignallingEquilibria, row: int) -> str:
    component = int(equilibria.component[row])
    return f"row {row}" if component < 0 else f"component {component}, row {row}"
