"""Random dilemmas with false alarms, and the closed forms of their trigger strategies."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gametheory.normal_form import bimatrix
from gametheory.repeated import RepeatedGame


class Dilemma(NamedTuple):
    """Cooperation pays c, a deviation c + g, punishment 0; alarms have chance alpha, and beta after a deviation."""

    benefit: Any
    gain: Any
    false_alarm: Any
    detection: Any
    discount: Any

    def game(self) -> RepeatedGame:
        benefit, gain, alpha, beta, discount = np.broadcast_arrays(*self)
        zero = np.zeros_like(benefit)
        row = np.stack([np.stack([benefit, -gain], -1), np.stack([benefit + gain, zero], -1)], -2)
        alarms = np.stack([np.stack([alpha, beta], -1), np.stack([beta, beta], -1)], -2)
        return RepeatedGame(
            bimatrix(row, row.swapaxes(-1, -2)), discount, np.stack([alarms, 1 - alarms], axis=-1)
        )

    @property
    def least_loss(self) -> Any:
        """z*: the discounted length δ(1 - δ^T) that deters; infinite where none does."""
        net = (self.detection - self.false_alarm) * self.benefit - self.false_alarm * self.gain
        return np.where(net > 0, self.gain * (1 - self.discount) / np.where(net > 0, net, 1.0), np.inf)

    @property
    def length(self) -> Any:
        """T*, NaN where no length deters."""
        z = self.least_loss
        feasible = z < self.discount
        share = np.where(feasible, 1 - z / self.discount, 0.5)
        return np.where(feasible, np.ceil(np.log(share) / np.log(self.discount)), np.nan)

    @property
    def randomised(self) -> Any:
        return self.benefit - self.false_alarm * self.gain / (self.detection - self.false_alarm)

    def payoff(self, length: Any) -> Any:
        delta = self.discount
        return (1 - delta) * self.benefit / (1 - delta + self.false_alarm * delta * (1 - delta**length))


def dilemmas(count: int, seed: int) -> Dilemma:
    rng = np.random.default_rng(seed)
    alpha = rng.uniform(0.0, 0.5, count)
    return Dilemma(
        rng.uniform(0.5, 3, count),
        rng.uniform(0.1, 2, count),
        alpha,
        alpha + (1 - alpha) * rng.uniform(0.02, 1, count),
        rng.uniform(0.3, 0.97, count),
    )
