"""The vertices of the graph of convex functions over a product of simplices, in integers of any size.

The polyhedra and the method are those of the compiled loop, :mod:`gametheory.kernels.double_description`, without
its bounds on rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

from ..errors import UnsupportedGameError

MOST_VERTICES = 20_000
"""More vertices than this take hours."""


class Vertex(NamedTuple):
    """A vertex: its weights, one list per simplex, and what is tight there.

    Attributes
    ----------
    weights : one list of Fraction per simplex
    zero : frozenset of (simplex, place)
        Weights that are 0.
    largest : frozenset of (l, j)
        Linear functions that w_l is equal to.
    """

    weights: tuple[tuple[Fraction, ...], ...]
    zero: frozenset[tuple[int, int]]
    largest: frozenset[tuple[int, int]]


def vertices(simplices: int, size: int, functions: Sequence[Sequence[Sequence[int]]]) -> list[Vertex]:
    """All vertices of {(z, w) : z in a product of simplices, w_l >= functions[l][j] . z for every j}.

    Parameters
    ----------
    simplices, size : int
        How many simplices, and how many vertices each has.
    functions : functions[l][j] is a list of simplices * size integers

    Raises
    ------
    UnsupportedGameError
        If there are more than ``MOST_VERTICES``.
    """
    weights = simplices * size
    uppers, each = len(functions), len(functions[0])
    if size**simplices > MOST_VERTICES:
        raise UnsupportedGameError(TOO_LARGE)
    rays: list[tuple[list[int], int]] = []
    all_zero = (1 << weights) - 1
    based = sum(1 << (weights + upper * each) for upper in range(uppers))
    for number in range(size**simplices):
        ray, mask = [0] * (weights + uppers), all_zero | based
        for simplex in range(simplices):
            number, place = divmod(number, size)
            ray[simplex * size + place] = 1
            mask &= ~(1 << (simplex * size + place))
        rays.append((ray, mask))
    for upper in range(uppers):
        ray = [0] * (weights + uppers)
        ray[weights + upper] = 1
        rays.append((ray, (all_zero | based) & ~(1 << (weights + upper * each))))
    rank = simplices * (size - 1) + uppers - 1
    for upper in range(uppers):
        first = functions[upper][0]
        for j in range(1, each):
            gain = [(i, x - y) for i, (x, y) in enumerate(zip(functions[upper][j], first, strict=True)) if x != y]
            rays = _cut(rays, gain, weights + upper, 1 << (weights + upper * each + j), rank)
            if len(rays) > MOST_VERTICES:
                raise UnsupportedGameError(TOO_LARGE)
    return [_vertex(ray, mask, simplices, size, uppers, each) for ray, mask in rays if any(ray[:size])]


def polytope(size: int, conditions: Sequence[Sequence[Fraction]]) -> list[tuple[Fraction, ...]]:
    """The extreme points of {x in the simplex : c . x >= 0 for every condition c}."""
    rays: list[tuple[list[int], int]] = []
    for place in range(size):
        rays.append(([int(i == place) for i in range(size)] + [0], ((1 << size) - 1) & ~(1 << place)))
    for number, condition in enumerate(conditions):
        common = lcm(*(entry.denominator for entry in condition))
        loss = [(i, int(-entry * common)) for i, entry in enumerate(condition) if entry]
        rays = _cut(rays, loss, size, 1 << (size + number), size - 2)
    return [tuple(Fraction(x, sum(ray)) for x in ray[:size]) for ray, _ in rays]


def _cut(
    rays: list[tuple[list[int], int]], gain: list[tuple[int, int]], w: int, bit: int, rank: int
) -> list[tuple[list[int], int]]:
    """The rays of the cone in which w is no less than ``gain . z``."""
    above, on, below = [], [], []
    for ray, mask in rays:
        value = ray[w] - sum(factor * ray[i] for i, factor in gain)
        if value > 0:
            above.append((ray, mask, value))
        elif value < 0:
            below.append((ray, mask, value))
        else:
            on.append((ray, mask | bit))
    if not below:
        return [(ray, mask) for ray, mask, _ in above] + on
    masks = [mask for _, mask in rays]
    fresh = []
    for one, mask_one, value_one in above:
        for other, mask_other, value_other in below:
            common = mask_one & mask_other
            if common.bit_count() < rank or sum(mask & common == common for mask in masks) > 2:
                continue
            ray = [value_one * y - value_other * x for x, y in zip(one, other, strict=True)]
            unit = gcd(*ray)
            fresh.append(([x // unit for x in ray], common | bit))
    return [(ray, mask) for ray, mask, _ in above] + on + fresh


def _vertex(ray: list[int], mask: int, simplices: int, size: int, uppers: int, each: int) -> Vertex:
    total = sum(ray[:size])
    weights = simplices * size
    return Vertex(
        tuple(tuple(Fraction(x, total) for x in ray[s * size : (s + 1) * size]) for s in range(simplices)),
        frozenset(divmod(i, size) for i in range(weights) if mask >> i & 1),
        frozenset(divmod(i, each) for i in range(uppers * each) if mask >> (weights + i) & 1),
    )


TOO_LARGE = (
    f"the strategies of this signalling game have more than {MOST_VERTICES} vertices to be looked at; use pure_pbe, "
    f"which takes larger games, or drop types, messages or replies."
)
