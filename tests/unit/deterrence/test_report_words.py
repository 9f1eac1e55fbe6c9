"""What the report writes numbers and markup with."""

from __future__ import annotations

import io

import pytest

from deterrence.evidence import Evidence, derived_facts
from deterrence.report.events_figure import events_figure
from deterrence.report.html import element, fragment, table
from deterrence.report.progress import progress
from deterrence.report.words import measured, number


def test_text_is_escaped_and_markup_is_not() -> None:
    assert element("p", "a < b & c", element("em", "x"), title='"q"') == (
        '<p title="&quot;q&quot;">a &lt; b &amp; c<em>x</em></p>'
    )
    assert fragment("<", element("br")) == "&lt;<br>"


def test_a_row_of_another_length_than_the_head_is_refused() -> None:
    with pytest.raises(ValueError, match="needs 2 cells; got 1"):
        table("Squares", ("x", "y"), [("1",)])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-6.844, "−6.84"),
        (0.00129, "0.00129"),
        (20.6186, "20.6"),
        (123456.0, "123456"),
        (1e-9, "1.00 × 10⁻⁹"),
    ],
)
def test_numbers_keep_three_figures_and_a_true_minus(value: float, text: str) -> None:
    assert number(value) == text


def test_every_fact_can_be_told_with_its_number_of_cases() -> None:
    for fact in derived_facts():
        text = measured(fact)
        if fact.of is not None and fact.interval is not None and "bound" in fact.interval.name:
            assert f"of {fact.of}, so at " in text
    assert all("nan" not in measured(fact) for fact in derived_facts())


def test_the_timeline_draws_every_reading_and_shades_every_uncounted_stretch() -> None:
    columns = events_figure().columns
    drawn = set(columns["id"])
    for event in Evidence.read().events:
        ids = {reading.id for reading in event.readings}
        assert ids <= drawn or not ids & drawn
    assert {"E026", "E030a", "E030b", "E030c", "E052a", "E052b", "E070a", "E070b"} <= drawn
    assert (columns["kind"] == "gap").sum() == 3


def test_progress_on_a_file_is_plain_lines_and_quiet_is_silence() -> None:
    stream = io.StringIO()
    with progress(stream=stream) as told:
        told.say("one")
        step = told.steps("work")
        step(1, 2)
        step(2, 2)
    assert stream.getvalue() == "one\nwork: 2 of 2\n"
    with progress(quiet=True, stream=stream) as told:
        told.say("two")
        told.steps("work")(2, 2)
    assert "two" not in stream.getvalue()
