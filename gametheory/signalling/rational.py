"""Every extreme perfect Bayesian equilibrium of one sender-receiver game in rational arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

from ..double_description import Vertex, vertices
from .game import SignallingGame

Belief = tuple[Fraction, ...]

SAME = Fraction(1, 10**9)
"""Replies on the path that are this close are the same outcome, as in the compiled loop."""


class RationalGame(NamedTuple):
    """One game over the messages and replies that exist, in integers.

    Attributes
    ----------
    sender, receiver : [t][m][a] int
        Payoffs in units of their own.
    prior : [t] int
        Weights in proportion to the prior.
    messages, replies : list of int
        The numbers that these have in the whole game.
    sender_unit : Fraction
        One unit of the sender's payoffs, in those of the game.
    """

    sender: list[list[list[int]]]
    receiver: list[list[list[int]]]
    prior: list[int]
    messages: list[int]
    replies: list[int]
    sender_unit: Fraction


class Extreme(NamedTuple):
    """One extreme equilibrium.

    Attributes
    ----------
    sender : [t][m] Fraction
    receiver : [m][a] Fraction
    beliefs : [m], a list of the extreme beliefs that support the replies
        One, by Bayes' rule, after a message that is sent.
    component, outcome : int
    """

    sender: tuple[Belief, ...]
    receiver: tuple[Belief, ...]
    beliefs: list[list[Belief]]
    component: int
    outcome: int


def rational_game(game: SignallingGame, position: int) -> RationalGame:
    """The game at a position of the flattened batch."""
    given: Any = game if game.exact is None else game.exact
    payoffs = given.payoffs.reshape(-1, *given.payoffs.shape[-4:])[position]
    messages, replies = (list(range(size)) for size in payoffs.shape[-2:])
    if game.available is not None:
        here = (mask.reshape(-1, mask.shape[-1])[position] for mask in game.available)
        messages, replies = (mask.nonzero()[0].tolist() for mask in here)
        payoffs = payoffs[:, :, messages][..., replies]
    sides, units = [], []
    for side in payoffs:
        numbers, common = over_common(side.reshape(-1).tolist())
        units.append(Fraction(1, common))
        rows = [numbers[k : k + len(replies)] for k in range(0, len(numbers), len(replies))]
        sides.append([rows[k : k + len(messages)] for k in range(0, len(rows), len(messages))])
    prior = given.prior.reshape(-1, payoffs.shape[1])[position]
    return RationalGame(sides[0], sides[1], over_common(prior.tolist())[0], messages, replies, units[0])


def extreme_beliefs(game: RationalGame) -> list[list[tuple[Belief, frozenset[int]]]]:
    """For each message, the extreme beliefs at which the best reply changes, with their best replies."""
    types = len(game.prior)
    answer = []
    for m in range(len(game.messages)):
        worth = [[game.receiver[t][m][a] for t in range(types)] for a in range(len(game.replies))]
        answer.append([(v.weights[0], frozenset(a for _, a in v.largest)) for v in vertices([types], [worth])])
    return answer


def extreme_equilibria(game: RationalGame) -> list[Extreme]:
    """Every extreme perfect Bayesian equilibrium, in canonical order."""
    types, nm, na = len(game.prior), len(game.messages), len(game.replies)
    believed = extreme_beliefs(game)

    def place(length: int, at: dict[int, int]) -> list[int]:
        row = [0] * length
        for i, x in at.items():
            row[i] = x
        return row

    sent = vertices(
        [nm] * types,
        [
            [
                place(types * nm, {t * nm + m: game.prior[t] * game.receiver[t][m][a] for t in range(types)})
                for a in range(na)
            ]
            for m in range(nm)
        ],
    )
    replied = vertices(
        [na] * nm,
        [
            [place(nm * na, {m * na + a: game.sender[t][m][a] for a in range(na)}) for m in range(nm)]
            for t in range(types)
        ],
    )
    replied = [y for y in replied if _one_belief_each([y], believed, nm, na)]
    pairs = [(x, y) for x in sent for y in replied if complementary(x, y)]
    pairs.sort(key=lambda pair: canonical(*pair))
    component = list(range(len(pairs)))
    for k, (x, y) in enumerate(pairs):
        for j, (x2, y2) in enumerate(pairs[:k]):
            if (
                component[j] != component[k]
                and complementary(x, y2)
                and complementary(x2, y)
                and _one_belief_each([y, y2], believed, nm, na)
            ):
                first, last = sorted((component[j], component[k]))
                component = [first if name == last else name for name in component]
    return [
        Extreme(x.weights, y.weights, _beliefs(game, x, y, believed), name, number)
        for (x, y), name, number in zip(pairs, numbered(component), _outcomes(game, pairs), strict=True)
    ]


def over_common(numbers: Sequence[Any]) -> tuple[list[int], int]:
    """Numbers as integers over a common denominator."""
    ratios = [number.as_integer_ratio() for number in numbers]
    common = lcm(*(below for _, below in ratios))
    return [above * (common // below) for above, below in ratios], common


def complementary(x: Vertex, y: Vertex) -> bool:
    """Whether all messages that are sent are best, and all replies that are given."""
    return played(x) <= y.largest and played(y) <= x.largest


def played(strategy: Vertex) -> set[tuple[int, int]]:
    """The places of positive weights."""
    return {(i, j) for i, row in enumerate(strategy.weights) for j, weight in enumerate(row) if weight}


def _one_belief_each(
    replies: Sequence[Vertex], believed: list[list[tuple[Belief, frozenset[int]]]], nm: int, na: int
) -> bool:
    """Whether, after each message, these replies together are best replies to one belief."""
    return all(
        any(best >= {a for y in replies for a in range(na) if (m, a) not in y.zero} for _, best in believed[m])
        for m in range(nm)
    )


def canonical(x: Vertex, y: Vertex) -> Any:
    """Fewer actions first, then supports, an earlier action present first, then the strategies."""
    absent = [not weight for rows in (x.weights, y.weights) for row in rows for weight in row]
    return -sum(absent), absent, x.weights, y.weights


def _outcomes(game: RationalGame, pairs: list[tuple[Vertex, Vertex]]) -> list[int]:
    """Number the outcomes: what types of positive probability send, and the replies to it, to within ``SAME``."""
    names: list[int] = []
    seen: list[tuple[Any, list[Fraction]]] = []
    for x, y in pairs:
        sent = [row for row, weight in zip(x.weights, game.prior, strict=True) if weight]
        replied = [p for m, row in enumerate(y.weights) if any(own[m] for own in sent) for p in row]
        same = (
            name
            for name, (other, replies) in zip(names, seen, strict=True)
            if other == sent and all(abs(p - q) <= SAME for p, q in zip(replied, replies, strict=True))
        )
        names.append(next(same, max(names, default=-1) + 1))
        seen.append((sent, replied))
    return names


def _beliefs(
    game: RationalGame, x: Vertex, y: Vertex, believed: list[list[tuple[Belief, frozenset[int]]]]
) -> list[list[Belief]]:
    answer: list[list[Belief]] = []
    for m in range(len(game.messages)):
        joint = [weight * row[m] for weight, row in zip(game.prior, x.weights, strict=True)]
        if any(joint):
            answer.append([tuple(weight / sum(joint) for weight in joint)])
        else:
            replies = {a for a in range(len(game.replies)) if (m, a) not in y.zero}
            answer.append(sorted((belief for belief, best in believed[m] if best >= replies), reverse=True))
    return answer


def numbered(names: Iterable[Any]) -> list[int]:
    """Names as numbers, in the order in which they first come."""
    numbers: dict[Any, int] = {}
    return [numbers.setdefault(name, len(numbers)) for name in names]
