"""The tables of the evidence load, and a broken rule is refused at its cell."""

from __future__ import annotations

import csv
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from deterrence.evidence import (
    ACTIONS,
    INCIDENT_COLUMNS,
    QUANTITY_COLUMNS,
    SOURCE_COLUMNS,
    Bound,
    Count,
    Evidence,
    EvidenceTableError,
    PartialDate,
    incidents,
    quantities,
    sources,
    total,
)

Correct = Callable[[str, str, str, str], Path]


@pytest.fixture
def corrected(tmp_path: Path) -> Correct:
    """Writes a packaged table with one cell changed: corrected(table, identifier, column, value)."""

    def write(table: str, identifier: str, column: str, value: str) -> Path:
        with (files("deterrence.evidence") / table).open(encoding="utf-8") as stream:
            header, *lines = list(csv.reader(stream))
        cells = next(line for line in lines if line[0] == identifier)
        cells[header.index(column)] = value
        path = tmp_path / table
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([header, *lines])
        return path

    return write


def test_every_row_is_loaded_in_the_order_of_its_identifier() -> None:
    assert [row.id for row in incidents()] == sorted(row.id for row in incidents())
    assert [row.id for row in quantities()] == [f"Q{number:03}" for number in range(1, 91)]
    assert {row.event for row in incidents()} == {f"E{number:03}" for number in range(1, 77)}


def test_packaged_tables_are_read_once() -> None:
    assert incidents() is incidents()
    assert quantities() is quantities()
    assert sources() is sources()


def test_every_cell_survives_loading() -> None:
    with (files("deterrence.evidence") / "incidents.csv").open(encoding="utf-8") as stream:
        for cells, row in zip(csv.DictReader(stream), incidents(), strict=True):
            for column, text in cells.items():
                value = getattr(row, column)
                printed = ";".join(value) if isinstance(value, tuple) else str("" if value is None else value)
                assert printed == text, (row.id, column)


def test_every_column_is_a_field_explained_in_a_sentence() -> None:
    for columns, row in (
        (INCIDENT_COLUMNS, incidents()[0]),
        (QUANTITY_COLUMNS, quantities()[0]),
        (SOURCE_COLUMNS, sources()[0]),
    ):
        assert all(hasattr(row, name) and sentence.endswith(".") for name, sentence in columns.items())


def test_every_action_of_the_vocabulary_occurs() -> None:
    assert {row.action for row in incidents()} == set(ACTIONS)


def test_two_of_five_documents_share_an_author_and_two_name_none() -> None:
    lamear = [source for source in sources() if source.team == 1]
    assert [source.byline for source in lamear] == ["Geoff LaMear", "Geoff LaMear"]
    unnamed = [source for source in sources() if not source.authors]
    assert [source.team for source in unnamed] == [2, 4]
    assert {source.byline for source in unnamed} == {"author not named in the document"}


def test_every_dispute_has_a_document_and_no_document_was_written_before_what_it_reports() -> None:
    assert {dispute for source in sources() for dispute in source.disputes} == {f"X{k}" for k in range(1, 22)}
    written = {source.document: source.written_end.last for source in sources()}
    for row in incidents():
        latest = max(written[document] for document in row.documents)
        assert row.first is None or row.first <= latest, row.id


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("id", "26", "E and three digits"),
        ("id", "E027", "an identifier of its own"),
        ("id", "E026b", "E026, since E026 has 1 reading"),
        ("date_start", "28.12.2019", "an ISO date"),
        ("date_start", "2019-13-28", "an ISO date"),
        ("date_start", "2019-12-29", "a date not before date_start"),
        ("date_end", "2019-12", "a coarser grain than day"),
        ("precision", "", "since a date is given"),
        ("precision", "week", "one of day, month, season, year"),
        ("precision", "year", "a finer grain than year"),
        ("actor", "", "some text"),
        ("actor_side", "israel", "one of us, militia"),
        ("action", "rockets", "one of rocket_attack"),
        ("us_killed", "one", "n, >n, >=n"),
        ("us_killed", "-1", "n, >n, >=n"),
        ("us_wounded", "many", "n, >n, >=n"),
        ("intensity", "2.5", "n, >n, >=n"),
        ("claimed", "perhaps", "one of yes, no, na"),
        ("response_to", "E999", "rows of other events"),
        ("response_to", "E026", "rows of other events"),
        ("response_to", "E075", "rows that began by 2019-12-28"),
        ("response_to", "E020;", "single semicolons"),
        ("documents", "", "at least one document"),
        ("documents", "another.txt", "documents among"),
    ],
)
def test_a_broken_rule_of_incidents_is_refused_at_its_cell(
    corrected: Correct, column: str, value: str, expected: str
) -> None:
    path = corrected("incidents.csv", "E026", column, value)
    with pytest.raises(EvidenceTableError) as refusal:
        incidents(path)
    message = str(refusal.value)
    assert message.startswith(f"{path}, line ")
    assert expected in message


def test_an_error_names_file_line_column_value_and_what_was_expected(corrected: Correct) -> None:
    path = corrected("incidents.csv", "E003", "claimed", "maybe")
    with pytest.raises(EvidenceTableError) as refusal:
        incidents(path)
    assert str(refusal.value) == f"{path}, line 4, column 'claimed': expected one of yes, no, na; got 'maybe'"


@pytest.mark.parametrize(("column", "value"), [("action", "warning"), ("actor_side", "iran")])
def test_readings_of_one_event_agree_on_action_and_side(corrected: Correct, column: str, value: str) -> None:
    with pytest.raises(EvidenceTableError, match="another reading of one event"):
        incidents(corrected("incidents.csv", "E030b", column, value))


def test_casualties_reported_jointly_must_agree(corrected: Correct) -> None:
    with pytest.raises(EvidenceTableError, match="reported jointly"):
        incidents(corrected("incidents.csv", "E024", "other_wounded", "3"))


@pytest.mark.parametrize(
    ("identifier", "column", "value", "expected"),
    [
        ("Q001", "id", "Q1", "Q and three digits"),
        ("Q001", "value", "about 3000", "n, >n, >=n, a range"),
        ("Q072", "value", "1.33 to 1.13", "a range whose first number is the smaller"),
        ("Q028", "value", "summer", "an ISO date"),
        ("Q001", "unit", "", "some text"),
        ("Q001", "as_of", "soon", "an ISO date"),
        ("Q001", "documents", "another.txt", "documents among"),
    ],
)
def test_a_broken_rule_of_quantities_is_refused(
    corrected: Correct, identifier: str, column: str, value: str, expected: str
) -> None:
    with pytest.raises(EvidenceTableError, match=expected):
        quantities(corrected("quantities.csv", identifier, column, value))


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("document", "letter", "the name of a text file"),
        ("team", "0", "the number of an author team"),
        ("team", "4", "the authors of the other documents of team 4"),
        ("written_start", "", "a date"),
        ("written_start", "2022", "a date not before written_start"),
        ("claims", "M1;X2", "entries such as M1;M12"),
        ("policy", "", "some text"),
    ],
)
def test_a_broken_rule_of_sources_is_refused(
    corrected: Correct, column: str, value: str, expected: str
) -> None:
    with pytest.raises(EvidenceTableError, match=expected):
        sources(corrected("sources.csv", "000_554a6eb856b6c9c6.txt", column, value))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "line 1: expected the columns id"),
        (b"id,quantity\n", "line 1: expected the columns id"),
        (b"id,quantity,value,unit,as_of,documents,note\nQ001,troops\n", "line 2: expected 7 cells; got 2"),
        (
            b'id,quantity,value,unit,as_of,documents,note\nQ001,"troops"x\n',
            "line 2: expected well-formed csv",
        ),
        (b"id,quantity,value,unit,as_of,documents,note\n\xff\n", "expected a table in UTF-8"),
    ],
)
def test_a_table_of_another_shape_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "quantities.csv"
    path.write_bytes(content)
    with pytest.raises(EvidenceTableError, match=expected):
        quantities(path)


def test_a_corrected_table_takes_the_place_of_the_packaged_one(corrected: Correct) -> None:
    path = corrected("incidents.csv", "E026", "us_wounded", "4")
    changed = Evidence.read(incident_table=path)
    assert changed.event("E026").count("us_wounded").exact == 4
    assert Evidence.read().event("E026").count("us_wounded").exact is None


def test_a_table_with_a_byte_order_mark_is_read(corrected: Correct) -> None:
    path = corrected("sources.csv", "000_554a6eb856b6c9c6.txt", "note", "")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert sources(path)[0].note == ""


def test_rows_may_cite_the_documents_of_the_source_table_given_with_them(corrected: Correct) -> None:
    renamed = corrected("sources.csv", "000_554a6eb856b6c9c6.txt", "document", "renamed.txt")
    with pytest.raises(EvidenceTableError, match=r"documents among renamed\.txt"):
        Evidence.read(source_table=renamed)


def test_a_missing_identifier_is_named_with_those_there_are() -> None:
    with pytest.raises(KeyError, match=r"no event 'E999'.*E001"):
        Evidence.read().event("E999")


def test_a_number_is_not_made_of_a_bound_or_a_word() -> None:
    for identifier in ("Q012", "Q005", "Q056", "Q072"):
        with pytest.raises(ValueError, match="must be an exact number"):
            Evidence.read().number(identifier)


@pytest.mark.parametrize(
    ("text", "bound", "least", "exact"),
    [
        ("0", Bound.EXACT, 0, 0),
        ("25", Bound.EXACT, 25, 25),
        (">50", Bound.MORE_THAN, 51, None),
        (">=17", Bound.AT_LEAST, 17, None),
        (">0.5", Bound.MORE_THAN, 0.5, None),
        ("several", Bound.VAGUE, 1, None),
        ("some", Bound.VAGUE, 1, None),
        ("", Bound.NOT_STATED, 0, None),
    ],
)
def test_a_count_keeps_what_the_sources_state(
    text: str, bound: Bound, least: float, exact: float | None
) -> None:
    count = Count.parse(text)
    assert (count.bound, count.least, count.exact, str(count)) == (bound, least, exact, text)
    assert count.is_stated is (text != "")


def test_a_sum_is_exact_only_if_every_term_is() -> None:
    def added(*terms: str) -> str:
        return str(total(map(Count.parse, terms)))

    assert added() == "0"
    assert added("1", "2") == "3"
    assert added("1", "") == ">=1"
    assert added(">50", "some") == ">=52"
    assert added("", "") == ""


@pytest.mark.parametrize(
    ("text", "first", "last", "grain"),
    [
        ("2020", "2020-01-01", "2020-12-31", "year"),
        ("2020-02", "2020-02-01", "2020-02-29", "month"),
        ("2020-02-03", "2020-02-03", "2020-02-03", "day"),
    ],
)
def test_a_partial_date_is_a_bracket_of_days(text: str, first: str, last: str, grain: str) -> None:
    partial = PartialDate.parse(text)
    assert (str(partial.first), str(partial.last), partial.grain, str(partial)) == (first, last, grain, text)


@pytest.mark.parametrize("text", ["", "20", "2020-2", "2020-02-30", "2020-00", "0000", "2020-02-03T00"])
def test_what_is_no_partial_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)
