"""Events count each thing once: readings, joint reports, series."""

from __future__ import annotations

from datetime import date

import pytest

from deterrence.evidence import Bound, Evidence, casualties, events, incidents

EVIDENCE = Evidence.read()


def test_alternative_readings_are_one_event() -> None:
    assert len(events()) == len(incidents()) - 5
    several = {event.id: len(event.readings) for event in events() if len(event.readings) > 1}
    assert several == {"E030": 3, "E041": 2, "E052": 2, "E070": 2}


def test_readings_that_differ_leave_a_lower_bound() -> None:
    wounded = EVIDENCE.event("E041").count("us_wounded")
    assert (wounded.bound, wounded.least) == (Bound.AT_LEAST, 101)


def test_a_reading_that_does_not_say_leaves_the_figure_to_the_others() -> None:
    assert EVIDENCE.event("E041").count("us_killed").exact == 0
    assert str(EVIDENCE.event("E052").count("other_killed")) == "some"


def test_the_readings_of_the_finest_grain_date_an_event() -> None:
    assert EVIDENCE.event("E041").day == date(2020, 1, 8)
    rockets = EVIDENCE.event("E070")
    assert (rockets.first, rockets.last, rockets.day) == (date(2020, 11, 17), date(2020, 11, 18), None)


def test_an_event_without_dates_has_no_bracket() -> None:
    undated = EVIDENCE.event("E012")
    assert (undated.first, undated.last, undated.day, undated.precision) == (None, None, None, None)


def test_an_answer_to_a_reading_answers_the_event() -> None:
    assert EVIDENCE.event("E035").answers == ("E030",)
    assert {answer.id for answer in EVIDENCE.answers_to(EVIDENCE.event("E026"))} == {"E027"}


def test_injuries_reported_jointly_are_counted_once() -> None:
    airport = [EVIDENCE.event("E023"), EVIDENCE.event("E024")]
    assert casualties(airport, "other_wounded") == casualties(airport[:1], "other_wounded")
    assert casualties(airport[1:], "other_wounded").is_stated


def test_americans_killed_in_single_events_are_at_least_four() -> None:
    single = [event for event in events() if not event.is_aggregate]
    killed = casualties(single, "us_killed")
    assert (killed.bound, killed.least) == (Bound.AT_LEAST, 4)
    assert casualties([EVIDENCE.event("E026"), EVIDENCE.event("E051")], "us_killed").exact == 3


def test_a_series_is_never_added_to_single_events() -> None:
    with pytest.raises(ValueError, match="E019 sum up several attacks"):
        casualties([EVIDENCE.event("E019"), EVIDENCE.event("E026")], "us_killed")


def test_only_casualties_are_summed() -> None:
    with pytest.raises(ValueError, match="expected one of us_killed"):
        casualties(events()[:1], "intensity")


def test_an_israeli_strike_is_no_us_strike_and_an_iranian_one_no_militia_attack() -> None:
    assert [strike.id for strike in EVIDENCE.us_strikes] == ["E027", "E035", "E052", "E075"]
    assert not EVIDENCE.event("E015").is_us_strike
    assert not EVIDENCE.event("E041").is_attack


def test_whether_an_attack_killed_is_unknown_where_the_cell_is_empty() -> None:
    assert [EVIDENCE.event(event).is_fatal for event in ("E051", "E020", "E056")] == [True, False, None]
