"""The numbers printed for the parameters of the standoff, shared and calibrated."""

from __future__ import annotations

from math import exp

import pytest

from deterrence.evidence import lethality_calibrations
from deterrence.parameters import PARAMETERS
from deterrence.scenarios import AGNOSTIC, EFFORT, GROSS_GAIN, PUNISH, SCENARIOS
from deterrence.standoff import RUNGS
from tests.replication.standoff import MODELS, agrees


def test_the_weekly_discount_is_593_thousandths_a_year() -> None:
    assert agrees("0.593", PUNISH.discount**52)


@pytest.mark.parametrize(("level", "printed"), list(enumerate(["0", "0.8", "1.7", "2.5"])))
def test_the_net_gain_is_gross_gain_less_effort(level: int, printed: str) -> None:
    assert agrees(printed, GROSS_GAIN[level] - EFFORT[level])


COMMON = {
    "discount": 0.99, "rogue_rate": 0.03, "harass_harm": 1, "heavy_harm": 2.5, "embassy_harm": 4, "death_harm": 40,
    "war_cost": 400, "war_ratio_1": 0.5, "war_ratio_2": 2, "resolve_bound": 24, "nonfatal_weight": 0.2,
    "embassy_weight": 0.6, "harass_gain": 0.8, "heavy_gain": 1.7, "embassy_gain": 2.5,
}  # fmt: skip

TABLE = {
    "strike_loss_1": (10, 5, 5, 10), "strike_loss_2": (28, 14, 14, 22),
    "strike_gain_1": (1, 5.5, 6, 3), "strike_gain_2": (4, 15, 16, 8),
    "strike_cost_1": (3, 6, 4, 4), "strike_cost_2": (8, 12, 10, 10),
    "nonfatal_strike_cost": (2, 6, 4, 4), "war_risk": (0.002, 0.01, 0.03, 0.02),
    "presence_value": (3, 4, -0.5, 0), "leave_cost": (8, 40, 4, 6), "expulsion_cost": (25, 80, 20, 30),
    "haste_cost": (20, 100, 10, 200), "intrinsic_share": (0.5, 0.35, 0.2, 0.2),
    "follow_through": (0.5, 0.5, 0.5, 0.9), "presence_dislike": (0.1, 0.3, 0.4, 0.4),
    "audience_cost_death": (8, 3, 3, 8), "audience_cost_embassy": (6, 3, 3, 8), "audience_cost_any": (2, 1, 1, 2),
}  # fmt: skip

RANGES = {
    "strike_loss_1": (4, 14), "strike_loss_2": (10, 30), "strike_gain_1": (0, 10), "strike_gain_2": (0, 24),
    "strike_cost_1": (2, 8), "strike_cost_2": (5, 15), "nonfatal_strike_cost": (0, 10), "war_risk": (0, 0.1),
    "war_cost": (100, 1000), "presence_value": (-2, 8), "leave_cost": (0, 60), "haste_cost": (10, 300),
    "intrinsic_share": (0.1, 0.9), "follow_through": (0, 1), "presence_dislike": (0, 0.8),
    "audience_cost_death": (0, 12), "audience_cost_embassy": (0, 12), "audience_cost_any": (0, 12),
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), list(COMMON.items()))
def test_what_all_calibrations_share(name: str, value: float) -> None:
    for primitives in SCENARIOS.values():
        assert getattr(primitives, name) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(("name", "row"), list(TABLE.items()))
def test_a_row_of_the_table_of_calibrations(name: str, row: tuple[float, ...]) -> None:
    assert tuple(getattr(primitives, name) for primitives in SCENARIOS.values()) == row


@pytest.mark.parametrize(("name", "ends"), list(RANGES.items()))
def test_a_range_of_the_agnostic(name: str, ends: tuple[float, float]) -> None:
    assert (PARAMETERS[name].low, PARAMETERS[name].high) == ends
    if name != "war_cost":  # one value in all calibrations
        assert AGNOSTIC[name] == ends


BUILT = {
    "punish": ((9, 24), (3.4, 9.6), 40.8),
    "restrain": ((-0.5, -1), (8, 20), 44),
    "leave": ((-1, -2), (10, 34), 52),
    "timetable": ((7, 14), (8, 26), 48),
}


@pytest.mark.parametrize(("name", "rows"), list(BUILT.items()))
def test_stings_and_burdens_follow_from_the_rows(
    name: str, rows: tuple[tuple[float, ...], tuple[float, ...], float]
) -> None:
    model = MODELS[name]
    assert tuple(map(model.sting, RUNGS)) == rows[0]
    assert tuple(map(model.strike_burden, RUNGS)) == pytest.approx(rows[1], rel=1e-12)
    assert model.death_burden() == pytest.approx(rows[2], rel=1e-12)


@pytest.mark.parametrize(
    ("place", "printed"),
    [(0, ("0.04", "0.18", "0.02", "0.109")), (1, ("0.0065", "0.0295", "0.0033", "0.0179"))],
    ids=["high", "low"],
)
def test_the_two_lethalities(place: int, printed: tuple[str, ...]) -> None:
    calibration = lethality_calibrations()[place]
    for name, number in zip(("ordinary", "heavy", "embassy", "hazard"), printed, strict=True):
        assert agrees(number, getattr(calibration, name))


def test_seven_ordinary_and_four_heavy_attacks_kill_once() -> None:
    assert 7 * PUNISH.harass_lethality + 4 * PUNISH.heavy_lethality == pytest.approx(1, rel=1e-12)


@pytest.mark.parametrize(("weeks", "printed"), [(13, "0.21"), (26, "0.37"), (52, "0.60")])
def test_the_chance_of_a_death_at_the_low_hazard_poisson(weeks: int, printed: str) -> None:
    high, low = lethality_calibrations()
    assert agrees(printed, low.fatal_within(weeks))
    assert agrees("0.0013", high.quiet_run)
    assert agrees("0.34", low.quiet_run)
    assert low.quiet_run == exp(-61 * low.hazard)
