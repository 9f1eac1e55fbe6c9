"""Games on which every Lemke–Howson path is exponentially long."""

from __future__ import annotations

from fractions import Fraction
from math import pi, tan
from typing import Any

import numpy as np

from ..arguments import whole
from ..errors import InvalidGameError
from ..normal_form.game import NormalFormGame, bimatrix

LARGEST = 14
"""Up to here the integers of the payoff matrices keep the polytopes dual cyclic."""

PAYOFF = 2**52
"""The largest payoff in size."""


def dual_cyclic(d: int) -> NormalFormGame:
    r"""The d × d game of Savani and von Stengel, on which every Lemke–Howson path is exponentially long.

    Both best-reply polytopes are dual cyclic with 2d facets in dimension d: facet k of the cyclic order, from 1 to
    2d, has the label k in P and in Q the label

    .. math::

        l'(k) = k \;\; (k = 1, d), \qquad l'(k) = k + (-1)^k \;\; (1 < k < d), \qquad
        l'(k) = k - (-1)^k \;\; (d < k \le 2d).

    The only equilibrium is completely mixed. The longest path, that of the first or the d-th label, takes 4,
    20, 88, 376, 1596 pivots for d = 2, 4, ..., 10, the shortest 4, 8, 16, 40, 68.

    Payoffs are integers up to :math:`2^{52}`: those of points on the trigonometric moment curve, rounded. The
    rounding moves no path.

    Parameters
    ----------
    d : int
        Even, from 2 to 14: beyond, float64 does not hold the polytopes.

    Returns
    -------
    NormalFormGame

    References
    ----------
    Savani and von Stengel (2006), "Hard-to-Solve Bimatrix Games"; Morris (1994), "Lemke Paths on Simple
    Polytopes", for the path of the first label.

    Examples
    --------
    >>> from gametheory.normal_form import all_labels, lemke_howson
    >>> game = dual_cyclic(4)
    >>> lemke_howson(game, initial_pivot=all_labels(game)).steps
    array([20,  8,  8, 20, 10, 10, 10, 10])
    """
    d = whole(d, "d", at_least=2)
    if d % 2 or d > LARGEST:
        raise InvalidGameError(f"d needs to be even and at most {LARGEST}; got {d}.")
    normals = _centred(d)
    facet = {label: k for k, label in enumerate(labels(d))}
    of_rows, of_columns = ([facet[label] for label in side] for side in (range(d), range(d, 2 * d)))
    column = _payoffs(normals, zero=list(range(d)), best=list(range(d, 2 * d)))
    row = _payoffs(normals, zero=of_columns, best=of_rows)
    return bimatrix(_integers(row).T, _integers(column))


def labels(d: int) -> list[int]:
    """The labels of the facets of Q in their cyclic order, counted from 0."""
    order = [0, *range(1, d - 1), d - 1, *range(d, 2 * d)]
    pairs = [*range(1, d - 1, 2), *range(d, 2 * d, 2)]
    for k in pairs:
        order[k], order[k + 1] = order[k + 1], order[k]
    return order


def _centred(d: int) -> Any:
    """Rational points on the trigonometric moment curve in their order, less their mean, (2d, d)."""
    from flint import fmpq, fmpq_mat

    points = []
    for k in range(2 * d):
        half = Fraction(tan(pi * ((k + 0.5) / (2 * d) - 0.5))).limit_denominator(50)
        turn = (1 - half**2) / (1 + half**2), 2 * half / (1 + half**2)
        power = (Fraction(1), Fraction(0))
        point: list[Fraction] = []
        for _ in range(d // 2):
            power = power[0] * turn[0] - power[1] * turn[1], power[0] * turn[1] + power[1] * turn[0]
            point += power
        points.append(point)
    mean = [sum(coordinates) / (2 * d) for coordinates in zip(*points, strict=True)]
    rows = [[x - centre for x, centre in zip(point, mean, strict=True)] for point in points]
    return fmpq_mat([[fmpq(x.numerator, x.denominator) for x in row] for row in rows])


def _payoffs(normals: Any, zero: list[int], best: list[int]) -> list[list[Fraction]]:
    r"""The matrix B, [own action, reply], of the polytope :math:`\{x \ge 0 : B^\top x \le 1\}` that is dual cyclic.

    In :math:`\{z : c_k^\top z \le 1\}` the facets ``zero`` meet in a vertex v. With their slacks x as coordinates,
    :math:`z = v - C^{-1} x`, and each facet of ``best`` is an inequality on x, scaled to the right-hand side 1.
    """
    from flint import fmpq_mat

    table = normals.table()
    zeros, bests = (fmpq_mat([table[k] for k in side]) for side in (zero, best))
    inverse = zeros.inv()
    steps, values = bests * inverse, bests * inverse * fmpq_mat([[1]] * len(zero))
    return [
        [_fraction(-steps[j, i] / (1 - values[j, 0])) for j in range(len(best))] for i in range(len(zero))
    ]


def _integers(matrix: list[list[Fraction]]) -> Any:
    largest = max(abs(entry) for line in matrix for entry in line)
    return np.array([[round(entry * PAYOFF / largest) for entry in line] for line in matrix], dtype=np.int64)


def _fraction(entry: Any) -> Fraction:
    return Fraction(int(entry.p), int(entry.q))
