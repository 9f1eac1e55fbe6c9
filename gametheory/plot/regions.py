"""Which equilibria exist where in a plane of two parameters, with the boundaries that are known over the cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..arguments import real_numbers
from ..errors import InvalidGameError, UnsupportedGameError, require_extra
from ..symbolic import SymbolicThreshold, lambdify_threshold
from .style import HATCHED, HATCHES, INK, PAPER, SHADES

FINE = 801
"""Points of a boundary."""
DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)))
UNKNOWN = "#3a3f4b"
"""Of cells of which nothing is known."""


def draw_regions(
    x: Any,
    y: Any,
    present: Any,
    labels: Sequence[str],
    *,
    names: tuple[str, str] = ("x", "y"),
    boundaries: Mapping[str, Any] | None = None,
    known: Any = None,
    ax: Any = None,
) -> Any:
    """Draw which kinds of equilibrium exist where, over two parameters.

    Each kind has a hatch of its own, and where several kinds exist their hatches lie over each other. The shade of a
    cell says how many there are. Both can be read in grey. The boundaries, in closed form, are drawn over the cells
    as computed, so that one can be seen to be right, or not, by the other.

    Parameters
    ----------
    x, y : (columns,), (rows,)
        The values of the two parameters, rising.
    present : (columns, rows, kinds) bool
        Which kinds exist where: ``classify(equilibria).present`` of a batch along these two axes, or of other kinds
        that mean the same in every game.
    labels : one per kind
        At most six; put kinds together, or leave some out, where there are more.
    names : (str, str)
        Of the two parameters: labels of the axes, and names of the symbols in the boundaries.
    boundaries : mapping of label to boundary, optional
        A boundary is a function of an array of x that returns y; a SymPy expression of y in the symbol of x; or a
        :class:`gametheory.symbolic.SymbolicThreshold` for one of the two symbols in the other, by which a
        boundary can be upright. All other symbols need to have numbers in their place.
    known : (columns, rows) bool, optional
        Where all kinds that exist are known, such as ``equilibria.complete``. Other cells are dark.
    ax : matplotlib axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidGameError
        If the shapes do not fit, the values do not rise, or a boundary has other symbols.
    UnsupportedGameError
        If there are more kinds than can be told apart.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    Chicken: who yields loses :math:`l`, a crash costs :math:`c`. Both dare where a crash costs less than yielding.

    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> from gametheory.multiplicity import classify
    >>> from gametheory.normal_form import bimatrix, support_enumeration
    >>> loss, crash = np.linspace(0.05, 1.95, 20), np.linspace(0.07, 2.97, 30)
    >>> payoffs = np.zeros((20, 30, 2, 2))
    >>> payoffs[..., 0, 0] = -crash
    >>> payoffs[..., 0, 1] = 1
    >>> payoffs[..., 1, 0] = -loss[:, None]
    >>> games = bimatrix(payoffs, payoffs.swapaxes(-1, -2))
    >>> classes = classify(support_enumeration(games), (("dare", "yield"),) * 2)
    >>> ax = draw_regions(
    ...     loss, crash, classes.present, classes.labels, names=("loss", "crash"),
    ...     boundaries={"a crash costs as much as yielding": lambda loss: loss},
    ... )
    >>> ax.figure.savefig("chicken.png")  # doctest: +SKIP
    """
    x, y, present = real_numbers(x, "x"), real_numbers(y, "y"), np.asarray(present, dtype=bool)
    seen = np.ones(present.shape[:2], dtype=bool) if known is None else np.asarray(known, dtype=bool)
    _check(x, y, present, seen, labels)
    if isinstance(names, str) or len(names) != 2:
        raise InvalidGameError(f"names need one for each parameter, two; got {names!r}.")
    if not isinstance(boundaries, Mapping | None):
        raise InvalidGameError(f"boundaries need a mapping from labels to boundaries; got {boundaries!r}.")
    lines = {label: boundary_line(each, x, y, names) for label, each in (boundaries or {}).items()}
    pyplot = require_extra("matplotlib.pyplot", "lab", "draw_regions")
    from matplotlib import rc_context

    if ax is None:
        _, ax = pyplot.subplots(figsize=(7.6, 4.4), layout="constrained")
    with rc_context(HATCHED):
        handles = _draw_cells(ax, x, y, present, seen, labels) + _draw_lines(ax, lines)
    ax.set_xlim(x[0], x[-1])
    ax.set_ylim(y[0], y[-1])
    ax.set_xlabel(names[0])
    ax.set_ylabel(names[1])
    ax.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(1.02, 1), frameon=False, borderaxespad=0, handlelength=2.4,
        handleheight=1.4,
    )  # fmt: skip
    return ax


def boundary_line(boundary: Any, x: Any, y: Any, names: tuple[str, str]) -> tuple[Any, Any]:
    """The points of a boundary within the plane, as arrays of x and y; NaN where it is outside.

    Parameters
    ----------
    boundary
        As in :func:`draw_regions`.
    x, y : arrays of which the ends count
    names : (str, str)

    Returns
    -------
    (points,), (points,)
    """
    across, up = np.linspace(x[0], x[-1], FINE), np.linspace(y[0], y[-1], FINE)
    given, other = 0, across
    if isinstance(boundary, SymbolicThreshold):
        if str(boundary.symbol) not in names:
            raise InvalidGameError(f"a boundary needs to be a threshold for one of {names}; got {boundary.symbol}.")
        given = 1 - names.index(str(boundary.symbol))
        other = (across, up)[given]
    if callable(boundary) and not hasattr(boundary, "free_symbols"):
        found = boundary(across)
    else:
        expression = boundary.value if isinstance(boundary, SymbolicThreshold) else boundary
        free = {str(symbol) for symbol in getattr(expression, "free_symbols", ())}
        if not free <= {names[given]}:
            raise InvalidGameError(
                f"a boundary needs the symbol {names[given]} alone; got {sorted(free)}. Put numbers in the place of "
                "others, as in expression.subs({...})."
            )
        found = lambdify_threshold(expression)(**dict.fromkeys(free, other))
    found = np.broadcast_to(np.asarray(found, dtype=np.float64), (FINE,)).copy()
    low, high = ((y[0], y[-1]), (x[0], x[-1]))[given]
    found[~((found >= low) & (found <= high))] = np.nan
    return (found, up) if given else (across, found)


def _draw_cells(ax: Any, x: Any, y: Any, present: Any, seen: Any, labels: Sequence[str]) -> list[Any]:
    """Shades and hatches, and what the legend says of them."""
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    number = np.where(seen, present.sum(axis=-1), -1)
    colours = (UNKNOWN, *SHADES)
    ax.pcolormesh(
        x, y, number.T, cmap=ListedColormap(colours), vmin=-1.5, vmax=len(SHADES) - 0.5, shading="nearest",
        rasterized=True,
    )  # fmt: skip
    style: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.6}
    handles = []
    for kind, label in enumerate(labels):
        there = present[..., kind] & seen
        if there.any():
            _hatched(ax, x, y, there, HATCHES[kind])
            handles.append(Patch(facecolor=PAPER, hatch=HATCHES[kind], label=label, **style))
    for many in np.unique(number).tolist():
        words = {-1: "not known", 0: "none of these", 1: "one of these"}.get(many, f"{many} of these")
        handles.append(Patch(facecolor=colours[many + 1], label=words, **style))
    return handles


def _draw_lines(ax: Any, lines: Mapping[str, tuple[Any, Any]]) -> list[Any]:
    """The boundaries, and what the legend says of them."""
    from matplotlib.lines import Line2D

    handles = []
    for place, (label, (across, up)) in enumerate(lines.items()):
        style: dict[str, Any] = {"linewidth": 1.8, "linestyle": DASHES[place % len(DASHES)], "color": INK}
        ax.plot(across, up, color=PAPER, linewidth=3.4, scalex=False, scaley=False)
        ax.plot(across, up, label=label, scalex=False, scaley=False, **style)
        handles.append(Line2D([], [], label=label, **style))
    return handles


def _hatched(ax: Any, x: Any, y: Any, there: Any, hatch: str) -> None:
    """The hatch over the cells, whose edges lie in the middle between points."""
    from matplotlib.patches import Rectangle

    edges = [np.concatenate([at[:1], (at[1:] + at[:-1]) / 2, at[-1:]]) for at in (x, y)]
    # Each cell as four corners: contourf then follows the edges of the cells and does not cut corners.
    wide = [np.repeat(edge, 2)[1:-1] for edge in edges]
    mask = np.repeat(np.repeat(there.T, 2, axis=0), 2, axis=1).astype(float)
    if mask.all():
        corner, size = (x[0], y[0]), (x[-1] - x[0], y[-1] - y[0])
        ax.add_patch(Rectangle(corner, *size, fill=False, edgecolor=INK, hatch=hatch, linewidth=0))
    else:
        ax.contourf(*wide, mask, levels=[0.5, 1.5], colors="none", hatches=[hatch])


def _check(x: Any, y: Any, present: Any, seen: Any, labels: Sequence[str]) -> None:
    if present.ndim != 3 or present.shape[:2] != (len(x), len(y)) or seen.shape != present.shape[:2]:
        raise InvalidGameError(
            f"present needs shape ({x.size} columns, {y.size} rows, kinds), and known the first two; got "
            f"{present.shape} and {seen.shape}."
        )
    if isinstance(labels, str) or not np.iterable(labels) or len(labels) != present.shape[-1]:
        raise InvalidGameError(f"labels need one for each of {present.shape[-1]} kinds; got {labels!r}.")
    for name, values in (("x", x), ("y", y)):
        if values.ndim != 1 or len(values) < 2 or not (np.diff(values) > 0).all():
            raise InvalidGameError(f"{name} needs at least two values that rise; got {values}.")
    if len(labels) > len(HATCHES):
        raise UnsupportedGameError(
            f"{len(HATCHES)} kinds can be told apart; got {len(labels)}. Put kinds together, as in "
            "present[..., :2].any(axis=-1), or leave some out."
        )
