"""Equilibria of the host model."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.host import (
    Host,
    Policy,
    host_equilibria,
    host_replies,
    one_shot_gains,
    policy_values,
    reached_noise,
    value_bounds,
)
from deterrence.parameters import ParameterError
from gametheory import InvalidGameError
from gametheory.sweep import axes
from tests.unit.deterrence.host.cases import NOISE, found


@pytest.mark.parametrize("policy", [Policy.RESTRAIN, None])
def test_noise_costs_less_than_its_logarithmic_bound(policy: Policy | None) -> None:
    model, equilibria = found("leave", policy)
    gains = one_shot_gains(model, equilibria.strategies, equilibria.game, policy, NOISE)
    assert (gains <= NOISE * np.log(5)).all()


def test_without_strikes_and_exits_what_strikes_do_does_not_matter() -> None:
    _, first = found("agnostic", Policy.RESTRAIN)
    _, second = found("agnostic", Policy.RESTRAIN, strike_loss_1=0.0, anger_alone=0.9, exit_prize=0.0)
    np.testing.assert_allclose(first.payoffs, second.payoffs, rtol=1e-9)


def test_the_value_to_the_us_does_not_move_the_replies_to_a_policy() -> None:
    _, first = found("agnostic", Policy.STATUS_QUO)
    _, second = found("agnostic", Policy.STATUS_QUO, presence_value=1.0)
    np.testing.assert_allclose(first.payoffs[:, 1:], second.payoffs[:, 1:], rtol=1e-8)
    assert (second.payoffs[:, 0] < first.payoffs[:, 0]).all()


def test_exit_at_once_ends_after_a_week() -> None:
    model, equilibria = found("leave", Policy.EXIT)
    # at worst a heavy attack, at best quiet; expulsion costs 20 with a chance of at most v = 0.1
    worst = float(model.presence_value - model.heavy_harm - model.heavy_lethality * model.death_burden())
    assert worst - 2 - model.restricted_loss < equilibria.payoffs[0, 0] < model.presence_value


def test_a_sweep_is_as_good_as_its_points() -> None:
    values = [0.5, 1.5, 3.0]
    model = Host.of_calibration("leave", **axes(presence_value=values))
    low, high, count = value_bounds(model, host_replies(model, Policy.EXIT, noise=NOISE, starts=("even",)))
    assert low.dims == ("presence_value",)
    assert (count == 1).all()
    alone = Host.of_calibration("leave", presence_value=1.5)
    one = host_replies(alone, Policy.EXIT, noise=NOISE, starts=("even",)).payoffs[0, 0]
    assert float(low.sel(presence_value=1.5)) == pytest.approx(one) == float(high.sel(presence_value=1.5))


def test_a_trace_reports_how_far_it_came() -> None:
    reached = reached_noise(Host.of_calibration("leave"), Policy.EXIT, path=(2.0, 1.0), starts=("even",))
    assert float(reached) == 1.0


def test_wrong_options_are_named() -> None:
    model = Host.of_calibration("leave")
    for noise in (0.0, -1.0, np.inf):
        with pytest.raises(ParameterError, match="noise"):
            host_replies(model, Policy.EXIT, noise=noise)
    for unread in ("1", [1.0, 2.0], None):
        with pytest.raises((ParameterError, InvalidGameError), match="noise"):
            host_replies(model, Policy.EXIT, noise=unread)  # type: ignore[arg-type]
    for path in ((), (1.0, 2.0), (1.0, 1.0)):
        with pytest.raises(ParameterError, match="path"):
            reached_noise(model, Policy.EXIT, path=path)
    for policy in (None, "P3"):
        with pytest.raises(ParameterError, match="policy"):
            policy_values(model, [policy], noise=1.0)  # type: ignore[list-item]
    with pytest.raises(ParameterError, match="Host"):
        host_replies(3, Policy.EXIT, noise=1.0)  # type: ignore[arg-type]
    for starts in (("mild",), "even", ()):
        with pytest.raises(ParameterError, match="starts"):
            host_replies(model, Policy.EXIT, noise=1.0, starts=starts)
    with pytest.raises(ParameterError, match="period"):
        host_equilibria(Host.of_calibration("leave", period=0.5), noise=1.0)
