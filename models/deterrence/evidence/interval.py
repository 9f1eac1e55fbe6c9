"""Exact and Jeffreys intervals for a probability and for a Poisson rate."""

from __future__ import annotations

from dataclasses import dataclass

import scipy


@dataclass(frozen=True)
class Interval:
    """A lower and an upper end, and in words what they are ends of."""

    lower: float
    upper: float
    name: str


def jeffreys_share(successes: int, trials: int, *, level: float = 0.95) -> Interval:
    """Equal-tailed Jeffreys interval for a probability, from Beta(k + 1/2, n - k + 1/2).

    Examples
    --------
    >>> interval = jeffreys_share(1, 11)
    >>> round(interval.lower, 3), round(interval.upper, 3)
    (0.01, 0.353)
    """
    _require_share(successes, trials, level)
    posterior = scipy.stats.beta(successes + 0.5, trials - successes + 0.5)
    tail = (1 - level) / 2
    return Interval(
        float(posterior.ppf(tail)), float(posterior.isf(tail)), f"two-sided {level:.0%} Jeffreys interval"
    )


def upper_bound(successes: int, trials: int, *, level: float = 0.95) -> Interval:
    """One-sided Clopper-Pearson upper bound; for no success in n trials, 1 - (1 - level)^(1/n).

    Examples
    --------
    >>> round(upper_bound(0, 3).upper, 3)
    0.632
    """
    _require_share(successes, trials, level)
    exact = scipy.stats.binomtest(successes, trials, alternative="less").proportion_ci(level, method="exact")
    return Interval(float(exact.low), float(exact.high), f"one-sided {level:.0%} Clopper-Pearson upper bound")


def lower_bound(successes: int, trials: int, *, level: float = 0.95) -> Interval:
    """One-sided Clopper-Pearson lower bound; for n successes in n trials, (1 - level)^(1/n).

    Examples
    --------
    >>> round(lower_bound(2, 2).lower, 3)
    0.224
    """
    _require_share(successes, trials, level)
    exact = scipy.stats.binomtest(successes, trials, alternative="greater").proportion_ci(
        level, method="exact"
    )
    return Interval(float(exact.low), float(exact.high), f"one-sided {level:.0%} Clopper-Pearson lower bound")


def jeffreys_rate(number: int, exposure: float, *, level: float = 0.95) -> Interval:
    """Equal-tailed Jeffreys interval for a Poisson rate, from Gamma(k + 1/2) divided by the exposure.

    Examples
    --------
    >>> interval = jeffreys_rate(2, 112)
    >>> round(interval.lower, 4), round(interval.upper, 3)
    (0.0037, 0.057)
    """
    _require_rate(number, exposure, level)
    posterior = scipy.stats.gamma(number + 0.5, scale=1 / exposure)
    tail = (1 - level) / 2
    return Interval(
        float(posterior.ppf(tail)), float(posterior.isf(tail)), f"two-sided {level:.0%} Jeffreys interval"
    )


def poisson_mean(number: int, *, level: float = 0.95) -> Interval:
    """Exact two-sided interval for the mean of a Poisson count (Garwood).

    Examples
    --------
    >>> interval = poisson_mean(2)
    >>> round(interval.lower, 2), round(interval.upper, 2)
    (0.24, 7.22)
    """
    _require_rate(number, 1.0, level)
    tail = (1 - level) / 2
    lower = float(scipy.stats.gamma.ppf(tail, number)) if number else 0.0
    return Interval(
        lower, float(scipy.stats.gamma.isf(tail, number + 1)), f"two-sided {level:.0%} exact Poisson interval"
    )


def _require_share(successes: int, trials: int, level: float) -> None:
    if not (trials > 0 and 0 <= successes <= trials and 0 < level < 1):
        raise ValueError(
            "a share needs 0 <= successes <= trials, trials > 0 and 0 < level < 1; "
            f"got {successes} of {trials} at {level}"
        )


def _require_rate(number: int, exposure: float, level: float) -> None:
    if not (number >= 0 and exposure > 0 and 0 < level < 1):
        raise ValueError(
            f"a rate needs number >= 0, exposure > 0 and 0 < level < 1; got {number} in {exposure} at {level}"
        )
