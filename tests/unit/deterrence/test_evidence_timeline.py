"""The timeline shows every event once and says where nothing was counted."""

from __future__ import annotations

from datetime import date

from deterrence.evidence import Evidence, events, gaps, timeline

EVIDENCE = Evidence.read()


def test_every_event_has_one_mark_and_every_row_one_reading() -> None:
    marks = timeline()
    assert sorted(mark.id for mark in marks) == [event.id for event in events()]
    assert sorted(row for mark in marks for row in mark.readings) == [row.id for row in EVIDENCE.incidents]


def test_marks_are_in_the_order_of_their_days_and_undated_ones_last() -> None:
    days = [mark.first or mark.last for mark in timeline()]
    dated = [day for day in days if day]
    assert dated == sorted(dated)
    assert days[len(dated) :] == [None, None]


def test_a_mark_says_whether_a_death_is_known_and_whether_it_is_one_attack() -> None:
    marks = {mark.id: mark for mark in timeline()}
    assert (marks["E026"].fatal, marks["E020"].fatal, marks["E056"].fatal) == (True, False, None)
    assert (marks["E019"].fatal, marks["E019"].aggregate) == (True, True)
    assert marks["E070"].readings == ("E070a", "E070b")
    assert (marks["E070"].precision, marks["E070"].side, marks["E070"].action) == (
        "day",
        "militia",
        "rocket_attack",
    )


def test_outside_the_counted_series_attacks_are_reported_without_a_number() -> None:
    counted = EVIDENCE.event("E019")
    assert counted.first is not None
    assert counted.last is not None
    for gap in gaps():
        assert gap.last < counted.first or (gap.first is not None and gap.first > counted.last)
        assert not any(EVIDENCE.event(row).count("intensity").is_stated for row in gap.rows)


def test_every_uncounted_series_of_the_militias_is_in_a_gap() -> None:
    uncounted = {
        event.id
        for event in events()
        if event.is_aggregate and event.side == "militia" and not event.count("intensity").is_stated
    }
    assert {row for gap in gaps() for row in gap.rows} == uncounted


def test_gaps_that_touch_are_one() -> None:
    first, second = EVIDENCE.event("E048"), EVIDENCE.event("E071")
    (gap,) = gaps([first, second])
    assert (gap.first, gap.last, gap.rows) == (date(2020, 1, 1), date(2021, 12, 31), ("E048", "E071"))


def test_a_counted_series_splits_the_gap_around_it() -> None:
    inside, around = EVIDENCE.event("E019"), EVIDENCE.event("E014")
    stretches = [(gap.first, gap.last) for gap in gaps([around, inside])]
    assert stretches == [(date(2019, 6, 1), date(2019, 9, 30)), (date(2020, 1, 3), date(2020, 3, 31))]


def test_without_series_there_is_no_gap() -> None:
    assert gaps([EVIDENCE.event("E026")]) == ()
