"""Facts computed from the tables agree with the derived rows of the table of quantities."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from math import exp

import pytest
from scipy import stats

from deterrence.evidence import (
    Evidence,
    Quantity,
    derived_facts,
    fact,
    jeffreys_rate,
    jeffreys_share,
    lethality_calibrations,
    lower_bound,
    poisson_mean,
    quantities,
    stylised_facts,
    upper_bound,
)
from deterrence.evidence.assumption import END_OF_RECORD, WEEKS_COVERED, WEEKS_WITHOUT_DEATH
from deterrence.evidence.lethality import unbiased_share
from deterrence.evidence.rate import weeks_without_death

DERIVED = [row for row in quantities() if row.is_derived]
EVIDENCE = Evidence.read()


def changed(identifier: str, **cells: object) -> Evidence:
    """The packaged evidence with some cells of one incident replaced."""
    rows = tuple(
        replace(row, **cells) if row.id == identifier else row  # type: ignore[arg-type]
        for row in EVIDENCE.incidents
    )
    return Evidence(rows, EVIDENCE.quantities, EVIDENCE.sources)


def test_every_derived_row_is_computed_and_nothing_else() -> None:
    assert [fact.id for fact in derived_facts()] == [row.id for row in DERIVED]


@pytest.mark.parametrize("row", DERIVED, ids=lambda row: row.id)
def test_a_derived_row_is_the_computed_value_at_its_printed_precision(row: Quantity) -> None:
    computed = fact(row.id).value
    ends = computed if isinstance(computed, tuple) else (computed,)
    printed = row.value.split(" to ")
    assert [
        f"{end:.{len(text.partition('.')[2])}f}" for end, text in zip(ends, printed, strict=True)
    ] == printed


@pytest.mark.parametrize("row", DERIVED, ids=lambda row: row.id)
def test_a_derived_row_counts_out_of_as_many_cases(row: Quantity) -> None:
    if row.unit.startswith("of "):
        assert fact(row.id).of == int(row.unit.removeprefix("of "))


def test_every_fact_and_assumption_names_rows_that_exist() -> None:
    known = {event.id for event in EVIDENCE.events} | {quantity.id for quantity in EVIDENCE.quantities}
    measures = [measure for pattern in stylised_facts() for measure in pattern.measures]
    for computed in (*derived_facts(), *measures):
        assert computed.rows, computed.id
        for rows in (computed.rows, *(assumption.rows for assumption in computed.assumptions)):
            assert set(rows) <= known, computed.id


def test_every_event_that_a_derived_row_names_is_used() -> None:
    for row in DERIVED:
        named = {name[:4] for name in re.findall(r"E\d{3}[a-c]?", row.note)}
        used = {*fact(row.id).rows, *(name for made in fact(row.id).assumptions for name in made.rows)}
        assert named <= used, row.id


def test_ids_of_stylised_facts_are_stable_and_the_withdrawn_one_stays_free() -> None:
    assert [pattern.id for pattern in stylised_facts()] == [
        f"SF{number}" for number in (1, 2, 3, 4, 5, 6, 8, 9, 10)
    ]
    for pattern in stylised_facts():
        own = [measure.id for measure in pattern.measures if measure.id.startswith("SF")]
        assert own == [f"{pattern.id}.{number}" for number in range(1, len(own) + 1)]


def test_the_measures_of_the_stylised_facts_have_their_values() -> None:
    values = {
        "SF2.1": 116,
        "SF2.2": 2,
        "SF3.1": 13,
        "SF3.2": 2,
        "SF4.1": 0,
        "SF5.1": (0, 5),
        "SF5.2": 0,
        "SF5.3": 68,
        "SF8.1": (17, 48),
        "SF9.1": 0,
        "SF10.1": 0,
        "SF10.2": 1,
    }
    measures = [measure for pattern in stylised_facts() for measure in pattern.measures]
    assert {measure.id: measure.value for measure in measures if measure.id.startswith("SF")} == values


def test_none_of_three_evictions_leaves_a_risk_of_63_percent_by_the_one_sided_bound() -> None:
    eviction = fact("Q082").interval
    assert eviction is not None
    assert eviction.name == "one-sided 95% Clopper-Pearson upper bound"
    assert eviction.upper == pytest.approx(1 - 0.05 ** (1 / 3))
    two_sided = stats.binomtest(0, 3).proportion_ci(0.95, method="exact").high
    assert two_sided == pytest.approx(1 - 0.025 ** (1 / 3))
    assert (round(eviction.upper, 2), round(two_sided, 2)) == (0.63, 0.71)


def test_one_sided_bounds_of_no_and_of_only_successes_mirror_each_other() -> None:
    for trials in (1, 2, 3, 10):
        assert upper_bound(0, trials).upper == pytest.approx(1 - lower_bound(trials, trials).lower)


def test_a_clopper_pearson_bound_is_the_probability_at_which_the_tail_is_five_percent() -> None:
    assert stats.binom.cdf(2, 7, upper_bound(2, 7).upper) == pytest.approx(0.05)
    assert stats.binom.sf(1, 7, lower_bound(2, 7).lower) == pytest.approx(0.05)


def test_exact_poisson_ends_are_the_means_at_which_each_tail_is_a_fortieth() -> None:
    interval = poisson_mean(2)
    assert stats.poisson.cdf(2, interval.upper) == pytest.approx(0.025)
    assert stats.poisson.sf(1, interval.lower) == pytest.approx(0.025)
    assert poisson_mean(0).lower == 0


def test_jeffreys_intervals_hold_their_level_under_their_posterior() -> None:
    share, rate = jeffreys_share(1, 11), jeffreys_rate(2, 112)
    for tail in (stats.beta.cdf(share.lower, 1.5, 10.5), stats.beta.sf(share.upper, 1.5, 10.5)):
        assert tail == pytest.approx(0.025)
    for tail in (stats.gamma.cdf(rate.lower * 112, 2.5), stats.gamma.sf(rate.upper * 112, 2.5)):
        assert tail == pytest.approx(0.025)


@pytest.mark.parametrize(("successes", "trials"), [(-1, 3), (4, 3), (0, 0)])
def test_a_share_of_impossible_counts_is_refused(successes: int, trials: int) -> None:
    for interval in (jeffreys_share, upper_bound, lower_bound):
        with pytest.raises(ValueError, match="0 <= successes <= trials"):
            interval(successes, trials)


def test_a_rate_without_exposure_is_refused() -> None:
    with pytest.raises(ValueError, match="exposure > 0"):
        jeffreys_rate(1, 0.0)


def test_high_lethality_adds_up_to_the_one_death_of_the_window() -> None:
    high, _ = lethality_calibrations()
    assert 7 * high.ordinary + 4 * high.heavy == pytest.approx(1)
    assert (round(high.ordinary, 3), round(high.heavy, 3), round(high.embassy, 3)) == (0.04, 0.18, 0.02)
    assert (round(high.hazard, 3), round(high.quiet_run, 4)) == (0.109, 0.0013)


def test_low_lethality_is_the_high_one_scaled_to_two_deaths_in_112_weeks() -> None:
    high, low = lethality_calibrations()
    assert low.hazard == 2 / 112
    for kind in ("ordinary", "heavy", "embassy", "hazard"):
        assert getattr(low, kind) / getattr(high, kind) == pytest.approx(low.hazard / high.hazard)
    assert (round(low.ordinary, 4), round(low.heavy, 4), round(low.embassy, 4)) == (0.0065, 0.0295, 0.0033)
    assert (round(low.interval.lower, 4), round(low.interval.upper, 3)) == (0.0037, 0.057)
    assert round(low.quiet_run, 2) == 0.34
    assert [round(low.fatal_within(weeks), 2) for weeks in (13, 26, 52)] == [0.21, 0.37, 0.60]


def test_the_unbiased_share_of_a_count_that_stops_at_its_first_success_is_zero() -> None:
    # E[(k - 1)/(n - 1)] = p for a count stopped at the k-th success: the sum over n at k = 2, p = 0.3.
    expected = sum(stats.nbinom.pmf(n - 2, 2, 0.3) * unbiased_share(2, n) for n in range(2, 400))
    assert expected == pytest.approx(0.3)
    assert unbiased_share(1, 11) == 0
    with pytest.raises(ValueError, match="1 <= successes"):
        unbiased_share(0, 11)


def test_the_assumed_lengths_are_those_of_the_dates_to_the_week() -> None:
    warning = EVIDENCE.event("E011").day
    assert warning is not None
    assert round((END_OF_RECORD.value - warning).days / 7) == WEEKS_COVERED.value
    assert END_OF_RECORD.value.strftime("%A") == "Sunday"
    run = weeks_without_death(EVIDENCE)
    assert run.lower < WEEKS_WITHOUT_DEATH.value < run.upper


def test_the_chance_of_the_quiet_run_is_bracketed_by_what_the_dates_allow() -> None:
    quiet = fact("Q089")
    assert quiet.interval is not None
    assert quiet.interval.lower < quiet.number < quiet.interval.upper
    assert quiet.number == pytest.approx(exp(-1.2 / 11 * 61))


def test_a_lag_between_events_not_dated_to_the_day_is_a_range_and_not_a_number() -> None:
    pledge = fact("SF8.1")
    assert pledge.value == (17, 48)
    with pytest.raises(ValueError, match="is a range, 17 to 48"):
        _ = pledge.number


def test_a_corrected_date_moves_the_facts_that_use_it() -> None:
    day = EVIDENCE.incidents[0].date_start
    assert day is not None
    later = replace(day, year=2020, month=3, day=12)
    moved = changed("E051", date_start=later, date_end=later)
    assert _values(moved)["Q067"] == 75
    assert _values(moved)["Q062"] == 0
    assert _values(moved)["Q069"] == 818


def test_a_death_put_into_a_nonfatal_attack_contradicts_the_series() -> None:
    one = EVIDENCE.event("E026").count("us_killed")
    with pytest.raises(ValueError, match="do not add up"):
        derived_facts(changed("E020", us_killed=one))


def test_without_dated_deaths_there_is_no_time_between_them() -> None:
    unknown = EVIDENCE.event("E056").count("us_killed")
    for attack in ("E004", "E051"):
        with pytest.raises(ValueError, match="the times between deaths"):
            derived_facts(changed(attack, us_killed=unknown))


def test_an_unknown_fact_is_named_with_those_there_are() -> None:
    with pytest.raises(KeyError, match=r"no fact 'Q001'.*Q059.*SF10\.2"):
        fact("Q001")


def test_a_row_that_departs_from_its_words_says_so() -> None:
    assert "E004" in fact("Q076").note
    assert fact("Q072").assumptions[-1].value == date(2019, 12, 28)
    assert "1.05 to 1.22" in fact("Q072").note
    assert "60.7 to 65.1" in fact("Q089").note


def _values(evidence: Evidence) -> dict[str, object]:
    return {computed.id: computed.value for computed in derived_facts(evidence)}
