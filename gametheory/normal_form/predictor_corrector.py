"""A step of the primal-dual interior-point method on a zero-sum game, by dense linear algebra."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ..value import Floats

MARGIN = 0.01
"""What every action falls short of the guarantees at the start, at least."""
BOUNDARY = 0.999
"""The share of the way to the boundary that a step may go."""
RETREATS = (1.0, 0.9, 0.5, 0.1)
"""Shares of that step to try, until rounding and the centre allow one."""
CENTRAL = 1e-5
"""The least product of a weight and its slack, as a share of the average."""
SHORT = 0.1
"""A step that is cut shorter than this is taken anew, towards the centre and without the second order."""
CORRECTIONS = 2
"""How often at most a step is bent towards the centre, which lengthens it."""
WORTHWHILE = 0.02
"""A correction that lengthens the step by less is the last one."""
REFINEMENTS = 1
"""How often the Newton equations are solved for what rounding left of them."""
REGULAR = (1e-15, 1e-13, 1e-11)
"""What is added to the diagonal of the normal equations, as a share of the largest entry there, until they factor."""
BLOCK = 512
"""Columns of the matrix that are scaled and multiplied at a time."""


class Point(NamedTuple):
    """An interior point: strategies, guarantees, and how far every action is from attaining them.

    Attributes
    ----------
    x, y : (p,), (q,)
        Positive probabilities.
    s, z : (p,), (q,)
        What the row player's actions fall short of the ceiling w, :math:`w - B y`, and the column player's exceed
        the floor v, :math:`x B - v`; all positive.
    v, w : float
        The value of the game lies between them.
    """

    x: Floats
    y: Floats
    s: Floats
    z: Floats
    v: float
    w: float

    @property
    def gap(self) -> float:
        """What the ceiling and the floor are apart."""
        return float(self.x @ self.s + self.y @ self.z)


Direction = Point
"""Changes of all parts of a point."""
Newton = Callable[[Floats, Floats], Direction]
"""The Newton direction for changes wanted in the products x s and y z."""


def centre(b: Floats) -> Point:
    """Uniform strategies, and guarantees that leave every action room."""
    p, q = b.shape
    x, y = np.full(p, 1 / p), np.full(q, 1 / q)
    by_row, by_column = b @ y, x @ b
    room = max(MARGIN, float(np.ptp(by_row)), float(np.ptp(by_column)))
    return _at(b, x, y, by_column.min() - room, by_row.max() + room)


def recentred(b: Floats, point: Point) -> Point:
    """Move the value to about 0, in the matrix too, in place: a constant in the payoffs would drown the rest."""
    middle = (point.v + point.w) / 2
    b -= middle
    return point._replace(v=point.v - middle, w=point.w - middle)


def newton(b: Floats, point: Point) -> Newton | None:
    r"""The solver of the Newton equations at a point.

    Eliminating all else leaves :math:`M = B D B^\top + E` with :math:`D = y / z` and :math:`E = s / x`, bordered
    by the two guarantees. None where M is not positive definite to rounding.
    """
    from scipy.linalg.lapack import dpotrs

    x, y, s, z, *_ = point
    d = y / z
    factor = _cholesky(b, d, s / x)
    if factor is None:
        return None
    loads = b @ d
    borders, _ = dpotrs(factor, np.column_stack([loads, np.ones(len(x))]))
    # How the sums of both strategies, which must stay, change with v and with w.
    (sx_v, sx_w), (sy_v, sy_w) = borders.sum(axis=0), -loads @ borders
    sy_v += d.sum()
    determinant = sx_w * sy_v - sx_v * sy_w

    def direction(in_xs: Floats, in_yz: Floats) -> Direction:
        dx, dv, dw = np.zeros(len(x)), 0.0, 0.0
        dy = drift = in_yz / z
        lack = in_xs / x + b @ drift
        for _ in range(1 + REFINEMENTS):
            free, _ = dpotrs(factor, lack)
            off_x, off_y = -dx.sum() - free.sum(), loads @ free - dy.sum()
            more_v = (sx_w * off_y - sy_w * off_x) / determinant
            more_w = (sx_v * off_y - sy_v * off_x) / determinant
            dx = dx + free + borders[:, 0] * more_v - borders[:, 1] * more_w
            dv, dw = dv + more_v, dw + more_w
            dz = dx @ b - dv
            dy, ds = drift - d * dz, (in_xs - s * dx) / x
            lack = ds + b @ dy - dw
        return Direction(dx, dy, ds - lack, dz, dv, dw)  # the slacks as they will change: none may become negative

    return direction


def predictor(point: Point, solve: Newton) -> Direction:
    """The direction straight to complementarity."""
    return solve(-point.x * point.s, -point.y * point.z)


def advance(b: Floats, point: Point, solve: Newton, predicted: Direction) -> Point | None:
    """Where the corrector leads, bent towards the centre; None where rounding leaves no way."""
    x, y, s, z, v, w = point
    average = point.gap / (len(x) + len(y))
    target = (_gap_ahead(point, predicted) / point.gap) ** 3 * average
    towards = solve(target - x * s - predicted.x * predicted.s, target - y * z - predicted.y * predicted.z)
    one, other = _reach(point, towards)
    if min(one, other) < SHORT:
        target = average / 2
        towards = solve(target - x * s, target - y * z)
        one, other = _reach(point, towards)
    for _ in range(CORRECTIONS):
        hoped, hoped_other = min(1.0, 1.1 * one + 0.1), min(1.0, 1.1 * other + 0.1)
        correction = solve(
            _outlying((x + hoped * towards.x) * (s + hoped_other * towards.s), target),
            _outlying((y + hoped_other * towards.y) * (z + hoped * towards.z), target),
        )
        better = _sum(towards, correction)
        further, further_other = _reach(point, better)
        if further + further_other < one + other + WORTHWHILE:
            break
        towards, one, other = better, further, further_other
    one, other = min(1.0, BOUNDARY * one), min(1.0, BOUNDARY * other)
    for share in RETREATS:
        ahead_x, ahead_y = x + share * one * towards.x, y + share * other * towards.y
        floor, ceiling = v + share * one * towards.v, w + share * other * towards.w
        following = _at(b, ahead_x / ahead_x.sum(), ahead_y / ahead_y.sum(), floor, ceiling)
        least = CENTRAL * following.gap / (len(x) + len(y))
        if (following.x * following.s).min() > least and (following.y * following.z).min() > least > 0:
            return following
    return None


def _at(b: Floats, x: Floats, y: Floats, v: float, w: float) -> Point:
    """The point of strategies and guarantees; slacks are measured, so that no error is carried along."""
    return Point(x, y, w - b @ y, x @ b - v, v, w)


def _sum(one: Direction, two: Direction) -> Direction:
    return Direction(one.x + two.x, one.y + two.y, one.s + two.s, one.z + two.z, one.v + two.v, one.w + two.w)


def _reach(point: Point, towards: Direction) -> tuple[float, float]:
    """How far the first player's side (x, z, v) and the second's (y, s, w) may go, at most a little beyond 1."""
    one = max(float((-towards.x / point.x).max()), float((-towards.z / point.z).max()))
    other = max(float((-towards.y / point.y).max()), float((-towards.s / point.s).max()))
    return 1 / max(one, BOUNDARY), 1 / max(other, BOUNDARY)


def _gap_ahead(point: Point, towards: Direction) -> float:
    """The gap at the boundary, or after a full step."""
    one, other = (min(1.0, length) for length in _reach(point, towards))
    rows = (point.x + one * towards.x) @ (point.s + other * towards.s)
    return float(rows + (point.y + other * towards.y) @ (point.z + one * towards.z))


def _outlying(products: Floats, target: float) -> Floats:
    """What products of weight and slack lack to lie between a tenth and ten times the target."""
    return np.maximum(np.clip(products, 0.1 * target, 10 * target) - products, -10 * target)


def _cholesky(b: Floats, d: Floats, e: Floats) -> Any:
    """The upper Cholesky factor of B D B' + E, a little of the identity added where it is singular to rounding."""
    from scipy.linalg.blas import dsyrk
    from scipy.linalg.lapack import dpotrf

    p, q = b.shape
    root = np.sqrt(d)
    for regular in REGULAR:
        normal = np.zeros((p, p), order="F")
        for start in range(0, q, BLOCK):
            part = slice(start, start + BLOCK)
            normal = dsyrk(1.0, (b[:, part] * root[part]).T, beta=1.0, c=normal, trans=1, overwrite_c=1)
        diagonal = normal.reshape(-1, order="A")[:: p + 1]
        diagonal += regular * diagonal.max() + e
        factor, failed = dpotrf(normal, overwrite_a=1, clean=0)
        if not failed:
            return factor
    return None
