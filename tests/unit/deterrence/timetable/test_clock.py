"""A conditional timetable brings quiet up to the length at which one attack pays, by dynamic programming."""

from __future__ import annotations

import numpy as np

from deterrence.timetable import credible_length


def holds_up_to(gain: float, relief: float, discount: float, longest: int) -> int:
    """The number of periods to go up to which the best reply is to hold, from the last period on."""
    worth = [relief]
    for left in range(1, longest + 1):
        hold, attack = discount * worth[-1], gain / (1 - discount)  # attacking once with n to go, it does so for ever
        if attack > hold:
            return left - 1
        worth.append(hold)
    return longest


def test_the_length_is_that_of_dynamic_programming() -> None:
    rng = np.random.default_rng(4)
    gain, discount = rng.uniform(0.05, 1, 300), rng.uniform(0.7, 0.99, 300)
    relief = gain / (1 - discount) * rng.uniform(0.5, 9, 300)
    found = credible_length(gain, relief, discount)
    for place in range(300):
        assert found[place] == holds_up_to(gain[place], relief[place], discount[place], 2000)
    assert (found == 0).any()


def test_a_larger_gain_or_a_farther_relief_shortens_it() -> None:
    assert (np.diff(credible_length(np.linspace(0.1, 0.5, 9), 60.0, 0.99)) <= 0).all()
    assert (np.diff(credible_length(0.28, np.linspace(28, 90, 9), 0.99)) >= 0).all()
