"""The system of indifference over the supports of an equilibrium, solved and differentiated with error bounds."""

from __future__ import annotations

from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from ..residual import ROUNDING
from ..value import Bools, Floats
from .game import NormalFormGame

NEAR = 1e-6
"""The largest distance in any probability between an exact equilibrium and the float one that stands for it."""
NEWTON = 2
"""Steps of Newton's method that polish the float equilibrium."""


class Indifference:
    r"""The equations :math:`u_i(a, x_{-i}) = v_i` on the supports and :math:`\sum_a x_i(a) = 1`, of games in a row.

    Unknowns z are all probabilities, then one payoff per player; a probability outside the support has the equation
    x = 0. Payoffs are moved to begin at 0 and divided by a power of two, into [0, 2). With an approximate inverse R of
    the derivative J at the polished profile, Krawczyk's test shows that there is one exact solution within
    ``radius`` (in every component), and bounds the error of what is computed from its neighbour.

    Attributes
    ----------
    near, regular, quasi_strict : (rows,) bool
        Whether the exact solution is within 1e-6 of the profile given; whether it was shown to exist, alone and with
        J regular; whether it is positive on the supports and actions outside pay strictly less.
    """

    def __init__(self, game: NormalFormGame, given: list[Floats]) -> None:
        self.players, self.sizes = len(game.players), game.sizes
        rows, count = len(game.flat), sum(game.sizes)
        self.starts = [int(start) for start in np.cumsum((0, *game.sizes))]
        self.supports = [strategy > 0 for strategy in given]
        self._scale_payoffs(game)
        z = np.zeros((rows, count + self.players))
        for i, strategy in enumerate(given):
            z[:, self._span(i)] = strategy
        for i in range(self.players):
            mine = (self._worth(self.payoffs[i], z, i) * z[:, self._span(i)]).sum(axis=-1)
            z[:, count + i] = mine
        solvable = np.ones(rows, dtype=bool)
        for step in range(NEWTON + 1):
            jacobian = self._jacobian(z)
            with np.errstate(all="ignore"):
                solvable &= np.linalg.slogdet(jacobian)[0] != 0
            jacobian[~solvable] = np.eye(z.shape[1])
            inverse = np.linalg.inv(jacobian)
            if step < NEWTON:
                z = z - (inverse @ self._gaps(z)[..., None])[..., 0]
                z[:, :count] = np.where(np.concatenate(self.supports, axis=-1), z[:, :count], 0.0)
        self.z, self.jacobian, self.inverse = z, jacobian, inverse
        moved = np.abs(z[:, :count] - np.concatenate(given, axis=-1)).max(axis=-1)
        self.radius = self._radius()
        self.regular: Bools = solvable & np.isfinite(self.radius)
        self.near: Bools = ~self.regular | (moved + self.radius <= NEAR)

    def _scale_payoffs(self, game: NormalFormGame) -> None:
        rows = len(game.flat)
        exists: Any = np.ones((rows, *game.sizes), dtype=bool)
        self.available = [np.ones((rows, size), dtype=bool) for size in game.sizes]
        if game.available is not None:
            self.available = [mask.reshape(rows, -1) for mask in game.available]
            for i, mask in enumerate(self.available):
                exists = exists & mask.reshape(rows, *(-1 if k == i else 1 for k in range(self.players)))
        profiles = tuple(range(1, 1 + self.players))
        self.payoffs, self.exponents, self.doubt = [], [], []
        for i in range(self.players):
            own = game.flat[:, i]
            low = np.where(exists, own, np.inf).min(axis=profiles, keepdims=True)
            moved = np.where(exists, own - low, 0.0)
            span = moved.max(axis=profiles)
            exponent = np.frexp(np.where(span > 0, span, 1.0))[1] - 1
            self.payoffs.append(np.ldexp(moved, -exponent.reshape(low.shape)))
            self.exponents.append(exponent)
            # What a payoff may be off by: the subtraction, and the rounding of payoffs given as fractions.
            doubt = np.full(rows, 2 * ROUNDING)
            if game.exact is not None:
                largest = np.where(exists, np.abs(own), 0.0).max(axis=profiles)
                doubt = doubt + np.ldexp(ROUNDING * largest, -exponent)
            self.doubt.append(doubt)

    def _span(self, i: int) -> slice:
        return slice(self.starts[i], self.starts[i + 1])

    def _contract(self, tensor: Floats, z: Floats, kept: tuple[int, ...]) -> Floats:
        """Expectations of (rows, m_1, ..., m_N) over the players not kept."""
        for k in reversed(range(self.players)):
            if k not in kept:
                weights = z[:, self._span(k)].reshape(len(z), *(1,) * k, -1, *(1,) * (tensor.ndim - 2 - k))
                tensor = (tensor * weights).sum(axis=1 + k)
        return tensor

    def _worth(self, tensor: Floats, z: Floats, i: int) -> Floats:
        """Expected payoffs of the actions of player i, (rows, m_i)."""
        return self._contract(tensor, z, (i,))

    def _gaps(self, z: Floats) -> Floats:
        """The left sides less the right sides of all equations, (rows, unknowns)."""
        count = self.starts[-1]
        gaps = np.zeros_like(z)
        for i, support in enumerate(self.supports):
            worth = self._worth(self.payoffs[i], z, i)
            gaps[:, self._span(i)] = np.where(support, worth - z[:, count + i, None], 0.0)
            gaps[:, count + i] = z[:, self._span(i)].sum(axis=-1) - 1
        return gaps

    def _jacobian(self, z: Floats) -> Floats:
        count = self.starts[-1]
        jacobian = np.zeros((len(z), z.shape[1], z.shape[1]))
        for i, support in enumerate(self.supports):
            mine = self._span(i)
            for j, other in enumerate(self.supports):
                if j != i:
                    pair = self._contract(self.payoffs[i], z, (i, j))
                    pair = pair if i < j else pair.swapaxes(-1, -2)
                    jacobian[:, mine, self._span(j)] = np.where(support[..., None] & other[:, None, :], pair, 0.0)
            jacobian[:, mine, count + i] = np.where(support, -1.0, 0.0)
            jacobian[:, count + i, mine] = np.where(support, 1.0, 0.0)
            diagonal = np.arange(mine.start, mine.stop)
            jacobian[:, diagonal, diagonal] = np.where(support, 0.0, 1.0)
        return jacobian

    @property
    def _rounding(self) -> float:
        """The share of the largest payoff that an expectation may be off by."""
        return (2 * prod(self.sizes) + 8 * sum(self.sizes) + 16) * ROUNDING

    def _drift(self, radius: Any, kept: tuple[int, ...]) -> Any:
        """How far the weights of the opponents' profiles may be off in sum if every probability is, by the radius.

        Those of players who do not mix are exact.
        """
        growth: Any = 1.0
        for k, support in enumerate(self.supports):
            if k not in kept:
                number = support.sum(axis=-1)
                growth = growth * (1 + np.where(number > 1, number, 0) * radius)
        return growth - 1

    def _jacobian_doubt(self, radius: Any) -> Floats:
        """What the entries of the derivative may be off by within the radius, (rows, unknowns, unknowns)."""
        doubt = np.zeros_like(self.jacobian)
        for i, support in enumerate(self.supports):
            for j, other in enumerate(self.supports):
                if j != i:
                    off = 2 * self._rounding + self.doubt[i] + 4 * self._drift(radius, (i, j))
                    doubt[:, self._span(i), self._span(j)] = np.where(
                        support[..., None] & other[:, None, :], off[:, None, None], 0.0
                    )
        return doubt

    def _contraction(self, radius: Any) -> Floats:
        """A bound on ``abs(I - R J)`` for every derivative J within the radius, (rows, unknowns, unknowns)."""
        size = np.abs(self.inverse)
        width = self.jacobian.shape[-1]
        bound = np.abs(np.eye(width) - self.inverse @ self.jacobian)
        bound += (width + 4) * ROUNDING * (np.eye(width) + size @ np.abs(self.jacobian))
        return np.asarray((bound + size @ self._jacobian_doubt(radius)) * (1 + (width + 4) * ROUNDING))

    def _radius(self) -> Floats:
        """Within how much of z there is one exact solution; infinite where that was not shown."""
        width, count = self.z.shape[1], self.starts[-1]
        doubt = np.zeros_like(self.z)
        for i, support in enumerate(self.supports):
            off = 4 * self._rounding + 2 * self.doubt[i]
            doubt[:, self._span(i)] = np.where(support, off[:, None], 0.0)
            doubt[:, count + i] = (self.sizes[i] + 2) * ROUNDING
        with np.errstate(all="ignore"):
            step = np.abs(self.inverse) @ (np.abs(self._gaps(self.z)) + doubt)[..., None]
            radius = 2 * step[..., 0].max(axis=-1) * (1 + (width + 4) * ROUNDING)
            shrinks = self._contraction(radius).sum(axis=-1).max(axis=-1) < 0.49
        return np.where(shrinks & np.isfinite(radius), radius, np.inf)

    @cached_property
    def quasi_strict(self) -> Bools:
        count = self.starts[-1]
        strict = np.ones(len(self.z), dtype=bool)
        with np.errstate(invalid="ignore"):
            for i, support in enumerate(self.supports):
                weights = self.z[:, self._span(i)] - self.radius[:, None]
                lead = self.z[:, count + i, None] - self._worth(self.payoffs[i], self.z, i)
                off = self.radius + 4 * self._rounding + 2 * self.doubt[i] + 4 * self._drift(self.radius, (i,))
                outside = self.available[i] & ~support
                strict &= (np.where(support, weights, 1.0) > 0).all(axis=-1)
                strict &= (np.where(outside, lead - off[:, None], 1.0) > 0).all(axis=-1)
        return strict

    def derivatives(self, slopes: Floats) -> tuple[Floats, Floats]:
        """Derivatives of all probabilities and payoffs, and bounds on their errors, (rows, P, unknowns).

        Meaningful where ``regular``.

        Parameters
        ----------
        slopes : (rows or 1, P, N, m_1, ..., m_N), derivatives of payoffs
        """
        rows, width, count = len(self.z), self.z.shape[1], self.starts[-1]
        played = np.concatenate(self.supports, axis=-1).astype(np.float64)
        radius = np.where(np.isfinite(self.radius), self.radius, 0.0)
        right, doubt = np.zeros((2, rows, slopes.shape[1], width))
        for p in range(slopes.shape[1]):
            for i, support in enumerate(self.supports):
                slope = np.where(self._exists(), slopes[:, p, i], 0.0)
                slope = np.ldexp(slope, -self.exponents[i].reshape(rows, *(1,) * self.players))
                off = 2 * (self._rounding + self._drift(radius, (i,)))[:, None] * self._worth(np.abs(slope), played, i)
                right[:, p, self._span(i)] = np.where(support, -self._worth(slope, self.z, i), 0.0)
                doubt[:, p, self._span(i)] = np.where(support, off, 0.0)
        value = right @ self.inverse.swapaxes(-1, -2)
        left = value @ self.jacobian.swapaxes(-1, -2)
        size = np.abs(value)
        doubt += np.abs(right - left) + size @ self._jacobian_doubt(radius).swapaxes(-1, -2)
        doubt += (width + 4) * ROUNDING * (np.abs(right) + size @ np.abs(self.jacobian).swapaxes(-1, -2))
        # The error e obeys e <= first + M e: at most first, and M times its largest entry / (1 - 1/2).
        contraction = self._contraction(radius).swapaxes(-1, -2)
        first = doubt @ np.abs(self.inverse).swapaxes(-1, -2) * (1 + (width + 4) * ROUNDING)
        reached = first > 0
        for _ in range(width):
            further = reached | ((reached.astype(float) @ (contraction > 0)) > 0)
            if (further == reached).all():
                break
            reached = further
        error = first + 2 * first.max(axis=-1, keepdims=True) * contraction.sum(axis=-2)[:, None, :]
        error = np.where(reached, error * (1 + 16 * ROUNDING), 0.0)
        for i, support in enumerate(self.supports):
            fixed = ~support | (support.sum(axis=-1, keepdims=True) == 1)  # their equations alone say 0
            for part in (value, error):
                part[:, :, self._span(i)] = np.where(fixed[:, None, :], 0.0, part[:, :, self._span(i)])
            for part in (value, error):
                part[:, :, count + i] = np.ldexp(part[:, :, count + i], self.exponents[i][:, None])
        return value, error

    def _exists(self) -> Bools:
        exists: Any = np.True_
        for i, mask in enumerate(self.available):
            exists = exists & mask.reshape(len(mask), *(-1 if k == i else 1 for k in range(self.players)))
        return np.asarray(exists)
