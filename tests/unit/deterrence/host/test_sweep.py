"""Many points and policies."""

from __future__ import annotations

import numpy as np

from deterrence.host import HOST_RANGES, Host, Policy, host_draws, policy_values
from deterrence.parameters import parameters_of


def test_draws_stay_inside_the_ranges_of_the_fields() -> None:
    model = host_draws(64, seed=3)
    for name, (low, high) in HOST_RANGES.items():
        field = parameters_of(Host)[name]
        assert field.low <= low < high <= field.high
        drawn = getattr(model, name)
        assert low <= float(drawn.min()) < float(drawn.max()) <= high


def test_what_is_found_is_certified_and_what_is_not_has_no_number() -> None:
    values = policy_values(host_draws(4, seed=1), [Policy.EXIT, Policy.RESTRAIN], noise=2.0)
    for each in values.values():
        assert each.low.dims == ("draw",)
        found = each.found.values > 0
        assert found.any()
        np.testing.assert_array_equal(np.isnan(each.low), ~found)
        np.testing.assert_array_equal(each.low.values[found], each.high.values[found])
        assert (each.relative_regret.values[found] <= 1e-9).all()
