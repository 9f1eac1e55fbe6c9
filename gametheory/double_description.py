"""The vertices of the graph of convex functions over a product of simplices, in integers of any size.

The polyhedra and the method are those of the compiled loop, :mod:`gametheory.kernels.double_description`, without
its bounds on rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import gcd, lcm, prod
from typing import NamedTuple

from .errors import UnsupportedGameError

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


def vertices(sizes: Sequence[int], functions: Sequence[Sequence[Sequence[int]]]) -> list[Vertex]:
    """All vertices of {(z, w) : z in a product of simplices, w_l >= functions[l][j] . z for every j}.

    Parameters
    ----------
    sizes : sequence of int
        How many vertices each simplex has.
    functions : functions[l][j] is a list of sum(sizes) integers

    Raises
    ------
    UnsupportedGameError
        If there are more than ``MOST_VERTICES``.
    """
    starts, uppers, each = _starts(sizes), len(functions), max(map(len, functions))
    places = [(simplex, place) for simplex, size in enumerate(sizes) for place in range(size)]
    return [
        _vertex(ray, mask, sizes, starts, places, uppers, each)
        for ray, mask in _rays(sizes, functions)
        if any(ray[: sizes[0]])
    ]


def largest_together(functions: Sequence[Sequence[int]]) -> set[frozenset[int]]:
    """Which of some linear functions over a simplex are largest at a vertex of {(z, w) : w >= f . z for every f}.

    Every set of functions that are largest together somewhere is part of one of these.
    """
    size = len(functions[0])
    sets = {mask >> size for ray, mask in _rays([size], [functions]) if any(ray[:size])}
    return {frozenset(j for j in range(len(functions)) if mask >> j & 1) for mask in sets}


def _starts(sizes: Sequence[int]) -> list[int]:
    return [sum(sizes[:simplex]) for simplex in range(len(sizes))]


def _rays(sizes: Sequence[int], functions: Sequence[Sequence[Sequence[int]]]) -> list[tuple[list[int], int]]:
    """The extreme rays of the cone over the polyhedron of :func:`vertices`, and what is tight at each."""
    weights = sum(sizes)
    starts = _starts(sizes)
    uppers, each = len(functions), max(map(len, functions))
    if prod(sizes) > MOST_VERTICES:
        raise UnsupportedGameError(TOO_LARGE)
    rays: list[tuple[list[int], int]] = []
    all_zero = (1 << weights) - 1
    based = sum(1 << (weights + upper * each) for upper in range(uppers))
    for corner in product(*map(range, sizes)):
        ray, mask = [0] * (weights + uppers), all_zero | based
        for start, place in zip(starts, corner, strict=True):
            ray[start + place] = 1
            mask &= ~(1 << (start + place))
        rays.append((ray, mask))
    for upper in range(uppers):
        ray = [0] * (weights + uppers)
        ray[weights + upper] = 1
        rays.append((ray, (all_zero | based) & ~(1 << (weights + upper * each))))
    rank = weights - len(sizes) + uppers - 1
    for upper in range(uppers):
        first = functions[upper][0]
        for j in range(1, len(functions[upper])):
            gain = [(i, x - y) for i, (x, y) in enumerate(zip(functions[upper][j], first, strict=True)) if x != y]
            rays = _cut(rays, gain, weights + upper, 1 << (weights + upper * each + j), rank)
            if len(rays) > MOST_VERTICES:
                raise UnsupportedGameError(TOO_LARGE)
    return rays


def polytope(size: int, conditions: Sequence[Sequence[Fraction | int]]) -> list[tuple[Fraction, ...]]:
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


def _vertex(
    ray: list[int],
    mask: int,
    sizes: Sequence[int],
    starts: list[int],
    places: list[tuple[int, int]],
    uppers: int,
    each: int,
) -> Vertex:
    total, weights = sum(ray[: sizes[0]]), len(places)
    return Vertex(
        tuple(
            tuple(Fraction(x, total) for x in ray[start : start + size])
            for start, size in zip(starts, sizes, strict=True)
        ),
        frozenset(place for i, place in enumerate(places) if mask >> i & 1),
        frozenset(divmod(i, each) for i in range(uppers * each) if mask >> (weights + i) & 1),
    )


TOO_LARGE = (
    f"the strategies of this game have more than {MOST_VERTICES} vertices to be looked at; look for one equilibrium or "
    f"for pure ones, or drop types or actions."
)
