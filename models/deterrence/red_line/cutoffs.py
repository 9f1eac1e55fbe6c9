"""Every perfect Bayesian equilibrium of the interim protocol in cut-off strategies."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any, NamedTuple

import numpy as np

from deterrence.red_line.interim import (
    ALL_ANNOUNCE,
    ALL_SILENT,
    HIGH_ANNOUNCE,
    LOW_ANNOUNCE,
    MESSAGES,
    InterimGame,
    Support,
    interim_residual,
)
from deterrence.red_line.line import LEVELS, Line
from deterrence.red_line.model import RedLine
from gametheory import Equilibria
from gametheory.equilibrium import certify_rows

CLOSE = 1e-11
"""Payoffs closer than this, as a share of the player's payoff range, are equal."""


class InterimEquilibria(NamedTuple):
    """The equilibria of one interim game.

    Attributes
    ----------
    equilibria : Equilibria
        Rows: the shares of resolves that are silent and that announce, (rows, 2), and the militia's levels after
        each message, (rows, 2, 4).
    kinds : (rows,)
        Places in ``KINDS``.
    cutoffs : (rows, 2)
        The least and the largest cut-off with the same replies, which both are equilibria with all in between; the row
        is at the first. NaN where everybody says the same.
    beliefs : for each row, a Support for each message that nobody gives
    """

    equilibria: Equilibria
    kinds: Any
    cutoffs: Any
    beliefs: list[tuple[Support | None, ...]]

    @property
    def levels(self) -> Any:
        """The chance of each level, over all resolves, (rows, 4)."""
        sender, replies = self.equilibria.strategies
        return np.einsum("rm,rma->ra", sender, replies)


class _Row(NamedTuple):
    kind: int
    low: float
    high: float
    replies: Any
    beliefs: tuple[Support | None, ...]


def interim_equilibria(model: RedLine, line: Line, rung: int = 1, *, strict: bool = True) -> InterimEquilibria:
    r"""Find every perfect Bayesian equilibrium in cut-off strategies of one line against silence, certified.

    *Cut-offs inside.* As the cut-off c moves, the militia's best level after a message changes only where two
    levels tie: the difference of two, times the length of the interval of resolves, is piecewise linear in c. Between
    ties the replies are fixed and what a resolve gains by announcing, :math:`\Delta(\psi)`, is one piecewise linear
    function; c is a zero of it, and :math:`\Delta` has one sign on either side. At a tie the militia may mix, and the
    indifference of the cut-off resolve gives the mixture. If :math:`\Delta` vanishes on an interval, every cut-off in
    it is an equilibrium.

    *Everybody the same.* The belief after the other message is free. For each set of levels that some belief makes
    best together, a linear program asks for a mixture of them at which no resolve gains by the other message.

    Mixtures after both messages at once, mixtures after the message that everybody gives, and equilibria in which
    announcing resolves are no interval at an end, are not looked for; the first two need ties that are equalities of
    parameters.

    Parameters
    ----------
    model : RedLine
        One point. The points of a sweep are ``model.take(k)``; one takes some hundredths of a second.
    line : Line
    rung : 1 or 2
    strict : bool
        Raise if a row is refused by the certificate; otherwise leave it out.

    Returns
    -------
    InterimEquilibria

    References
    ----------
    Fudenberg and Tirole (1991), "Game Theory", definition 8.1.

    Examples
    --------
    >>> from deterrence.red_line import DEATHS, KINDS
    >>> from deterrence.scenarios import PUNISH
    >>> found = interim_equilibria(RedLine.of(PUNISH), DEATHS, 2)
    >>> found.equilibria.certificate.holds.all()
    np.True_
    """
    game = InterimGame(model, line, rung)
    rows = [*_pooling(game), *_inside(game)]
    kinds = np.array([row.kind for row in rows], dtype=np.int64)
    cutoffs = np.array([[row.low, row.high] for row in rows]).reshape(-1, 2)
    sender = np.zeros((len(rows), 2))
    for number, row in enumerate(rows):
        for message in range(2):
            low, high = game.interval(row.kind, row.low, message)
            sender[number, message] = (high - low) / game.top
    replies = np.array([row.replies for row in rows]).reshape(-1, 2, len(LEVELS))
    beliefs = [row.beliefs for row in rows]
    equilibria = certify_rows(
        game,
        (sender, replies),
        np.zeros(len(rows), dtype=np.int64),
        np.array(True),
        np.array(0),
        residual=interim_residual(kinds, np.nan_to_num(cutoffs[:, 0]), beliefs),
        strict=strict,
    )
    return InterimEquilibria(equilibria, kinds, cutoffs, beliefs)


# --- Cut-offs inside ---------------------------------------------------------------------------------------


def _inside(game: InterimGame) -> Iterator[_Row]:
    for kind in (HIGH_ANNOUNCE, LOW_ANNOUNCE):
        marks = _marks(game, kind)
        found: list[_Row] = []
        for low, high in pairwise(marks):
            found += _between(game, kind, low, high)
        for mark in marks[1:-1]:
            found += _at_tie(game, kind, mark)
        yield from _joined(found)


def _marks(game: InterimGame, kind: int) -> Any:
    """Cut-offs at which the reply to either message may change, with the kinks and the ends."""
    marks = list(game.kinks)
    for low, high in pairwise(game.kinks):
        for message in range(len(MESSAGES)):
            start, end = (_scaled(game, kind, message, cutoff) for cutoff in (low, high))
            for first, second in combinations(range(len(LEVELS)), 2):
                before, after = start[first] - start[second], end[first] - end[second]
                if before * after < 0:
                    marks.append(low + (high - low) * before / (before - after))
    return np.unique(marks)


def _scaled(game: InterimGame, kind: int, message: int, cutoff: float) -> Any:
    """The militia's payoffs times the length of the interval of resolves; piecewise linear in the cut-off."""
    low, high = game.interval(kind, cutoff, message)
    return game.militia_payoffs(game.answered(message, low, high)) * (high - low)


def _best(game: InterimGame, kind: int, message: int, cutoff: float) -> Any:
    low, high = game.interval(kind, cutoff, message)
    worth = game.militia_payoffs(game.answered(message, low, high))
    return np.flatnonzero(worth >= worth.max() - CLOSE * game.scale[1])


def _between(game: InterimGame, kind: int, low: float, high: float) -> Iterator[_Row]:
    """Equilibria with a cut-off strictly between two marks: the replies are pure and fixed there."""
    middle = (low + high) / 2
    pure = [_best(game, kind, message, middle)[-1] for message in range(2)]
    replies = np.eye(len(LEVELS))[pure]
    start, end = _gain(game, [low, high], replies)
    close = CLOSE * game.scale[0]
    if abs(start) <= close and abs(end) <= close:
        if _signs(game, kind, middle, replies):
            yield _Row(kind, low, high, replies, (None, None))
    elif start * end < 0 and min(abs(start), abs(end)) > close:
        cutoff = low + (high - low) * start / (start - end)
        if _signs(game, kind, cutoff, replies):
            yield _Row(kind, cutoff, cutoff, replies, (None, None))


def _at_tie(game: InterimGame, kind: int, cutoff: float) -> Iterator[_Row]:
    """Equilibria with the cut-off at a mark, pure or with a mixture after one message."""
    close = CLOSE * game.scale[0]
    tied = [_best(game, kind, message, cutoff) for message in range(2)]
    gains = {}
    for silent in tied[0]:
        for spoken in tied[1]:
            replies = np.eye(len(LEVELS))[[silent, spoken]]
            gains[silent, spoken] = _gain(game, [cutoff], replies)[0]
            if abs(gains[silent, spoken]) <= close and _signs(game, kind, cutoff, replies):
                yield _Row(kind, cutoff, cutoff, replies, (None, None))
    for message in range(2):
        for fixed in tied[1 - message]:
            for first, second in combinations(tied[message], 2):
                ends = [gains[(level, fixed) if message == 0 else (fixed, level)] for level in (first, second)]
                if ends[0] * ends[1] >= 0 or min(abs(ends[0]), abs(ends[1])) <= close:
                    continue
                replies = np.zeros((2, len(LEVELS)))
                replies[1 - message, fixed] = 1
                replies[message, first] = ends[1] / (ends[1] - ends[0])
                replies[message, second] = 1 - replies[message, first]
                if _signs(game, kind, cutoff, replies):
                    yield _Row(kind, cutoff, cutoff, replies, (None, None))


def _joined(found: list[_Row]) -> Iterator[_Row]:
    """Rows with the same replies whose cut-offs touch, as one."""
    found = sorted(found, key=lambda row: (tuple(row.replies.ravel()), row.low, -row.high))
    current: _Row | None = None
    for row in found:
        if current is not None and row.low <= current.high and np.array_equal(row.replies, current.replies):
            current = current._replace(high=max(current.high, row.high))
            continue
        if current is not None:
            yield current
        current = row
    if current is not None:
        yield current


def _gain(game: InterimGame, resolves: Any, replies: Any) -> Any:
    """What resolves gain by announcing."""
    worth = np.einsum("pma,ma->pm", game.sender_payoffs(resolves), replies)
    return worth[:, 1] - worth[:, 0]


def _signs(game: InterimGame, kind: int, cutoff: float, replies: Any) -> bool:
    """Whether no resolve on either side of the cut-off would rather say the other thing."""
    points = np.union1d(game.kinks, [cutoff])
    gain = _gain(game, points, replies) * (1 if kind == HIGH_ANNOUNCE else -1)
    close = CLOSE * game.scale[0]
    return bool((gain[points >= cutoff] >= -close).all() and (gain[points <= cutoff] <= close).all())


# --- Everybody the same ------------------------------------------------------------------------------------


def _pooling(game: InterimGame) -> Iterator[_Row]:
    for kind in (ALL_SILENT, ALL_ANNOUNCE):
        said, other = (0, 1) if kind == ALL_SILENT else (1, 0)
        for level in _best(game, kind, said, 0.0):
            found = _deterring(game, said, level)
            if found is not None:
                replies = np.zeros((2, len(LEVELS)))
                replies[said, level] = 1
                replies[other], support = found
                beliefs = (None, support) if said == 0 else (support, None)
                yield _Row(kind, np.nan, np.nan, replies, beliefs)


def _deterring(game: InterimGame, said: int, level: int) -> tuple[Any, Support] | None:
    """A reply to the other message that keeps every resolve from it, and a belief that makes it best.

    Fewest levels first; None if there is none.
    """
    other = 1 - said
    ends = np.unique(np.concatenate([[0.0, game.top], game.needed[other]]))
    resolves = (ends[:-1] + ends[1:]) / 2  # all resolves between two ends answer alike
    militia = game.militia_payoffs(game.needed[other] <= resolves[:, None])
    worth = game.sender_payoffs(game.kinks)
    more = worth[:, other] - worth[:, said, level][:, None]
    for size in range(1, len(LEVELS) + 1):
        for levels in combinations(range(len(LEVELS)), size):
            reply = _mixture(more[:, levels])
            if reply is None or reply[1] > CLOSE * game.scale[0]:
                continue
            weights = _belief(militia, levels)
            if weights is not None:
                mixed = np.zeros(len(LEVELS))
                mixed[list(levels)] = reply[0]
                return mixed, Support(resolves, weights)
    return None


def _mixture(more: Any) -> tuple[Any, float] | None:
    """The mixture at which the largest gain over resolves is smallest, and that gain."""
    from scipy.optimize import linprog

    points, levels = more.shape
    if levels == 1:
        return np.ones(1), float(more.max())
    solved = linprog(
        np.append(np.zeros(levels), 1.0),
        A_ub=np.hstack([more, -np.ones((points, 1))]),
        b_ub=np.zeros(points),
        A_eq=[[*np.ones(levels), 0.0]],
        b_eq=[1.0],
        bounds=[(0, 1)] * levels + [(None, None)],
    )
    if solved.x is None:
        return None
    mixture = _normal(solved.x[:-1])
    return mixture, float((more @ mixture).max())


def _belief(militia: Any, levels: tuple[int, ...]) -> Any:
    """Weights on resolves at which these levels are all best, or None."""
    from scipy.optimize import linprog

    first = levels[0]
    against = (militia - militia[:, [first]]).T
    solved = linprog(
        np.zeros(len(militia)),
        A_ub=against,
        b_ub=np.zeros(len(LEVELS)),
        A_eq=np.vstack([np.ones(len(militia)), against[list(levels[1:])]]),
        b_eq=[1.0, *(0.0 for _ in levels[1:])],
    )
    return None if solved.x is None else _normal(solved.x)


def _normal(weights: Any) -> Any:
    weights = np.maximum(weights, 0)
    return weights / weights.sum()
