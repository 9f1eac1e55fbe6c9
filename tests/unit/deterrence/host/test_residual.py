"""The residual finds what is wrong with a profile."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.host import Policy, host_residual
from gametheory import certify
from tests.unit.deterrence.host.cases import NOISE, found

CASES = ((Policy.EXIT, NOISE, True), (Policy.EXIT, 1.0, False), (Policy.RESTRAIN, NOISE, False))


def test_a_certified_profile_is_refused_at_another_noise_and_for_another_policy() -> None:
    model, equilibria = found("leave", Policy.EXIT)
    for policy, noise, holds in CASES:
        judged = certify(
            model, tuple(each[0] for each in equilibria.strategies), residual=host_residual(policy, noise), strict=False
        )
        assert bool(judged.certificate.holds) is holds


@pytest.mark.parametrize("player", [1, 2])
def test_a_small_change_of_one_choice_is_seen(player: int) -> None:
    model, equilibria = found("agnostic", Policy.STATUS_QUO)
    strategies = [np.array(each[0]) for each in equilibria.strategies]
    strategies[player][..., 0] *= 1 + 1e-6
    strategies[player] /= strategies[player].sum(axis=-1, keepdims=True)
    measured = host_residual(Policy.STATUS_QUO, NOISE)(model, tuple(strategies))
    assert measured.regret.max() > 1e-7
    assert measured.inconsistency > 1e-8


def test_probabilities_that_do_not_sum_to_one_are_inconsistent() -> None:
    model, equilibria = found("agnostic", Policy.STATUS_QUO)
    strategies = [np.array(each[0]) for each in equilibria.strategies]
    strategies[2][0, 3, 4] *= 1.001
    assert host_residual(Policy.STATUS_QUO, NOISE)(model, tuple(strategies)).inconsistency > 1e-5
