"""The report: whole, self-contained, worded with care, resumable, and checked again."""

from __future__ import annotations

import base64
import csv
import json
import re
import shutil
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deterrence.cli import Exit, main
from deterrence.report import check
from deterrence.report.case import cases
from deterrence.report.figure import Figure
from deterrence.report.html import VOID
from deterrence.report.numbers import Numbers
from deterrence.report.page import BOX
from deterrence.report.run import all_figures, run
from gametheory.sweep.tables import decode

pytestmark = pytest.mark.timeout(600)  # a whole report is written, twice
POINTS = 8192
FIGURES = (
    "events", "punishment", "care", "record", "line", "keeping-everywhere", "spoken", "width", "clarity", "host",
    "leaving", "leaving-everywhere", "timetable", "truce", "missiles", "crisis",
)  # fmt: skip


class Reader(HTMLParser):
    """Reads a page, keeping its tags, its texts by open tags, and what is not well-formed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []
        self.text: list[str] = []
        self.verdicts: list[str] = []
        self.in_verdict = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if dict(attrs).get("class") == "verdict":
            self.in_verdict = True
            self.verdicts.append("")
        if tag in ("p", "li", "td", "th", "dd", "dt", "caption", "h1", "h2", "h3", "h4", "summary", "figcaption"):
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"unexpected </{tag}> at {self.getpos()}")
        if tag == "p":
            self.in_verdict = False

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            return
        self.text.append(data)
        if self.in_verdict:
            self.verdicts[-1] += data


def read(page: Path) -> Reader:
    reader = Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    reader.close()
    return reader


class Impatient:
    """Interrupts the first long work after its first piece."""

    def say(self, line: str) -> None: ...

    def steps(self, title: str) -> Any:
        def step(done: int, of: int) -> None:
            if done == 1:
                raise KeyboardInterrupt

        return step


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[Path, int]]:
    """A report of the authors' calibrations and one scenario, begun and left; and when its pieces were written."""
    place = tmp_path_factory.mktemp("report")
    scenario = place / "mine.toml"
    scenario.write_text('base = "timetable"\npresence_value = 4\n')
    out = place / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Numbers, "of", lambda chosen: None)  # the work that is interrupted comes after it
        with pytest.raises(KeyboardInterrupt):
            run(out, scenario_files=[scenario], points=POINTS, seed=1, progress=Impatient())
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["finished"] is None
    return out, {path: path.stat().st_mtime_ns for path in (out / "chunks").rglob("*.npz")}


@pytest.fixture(scope="module")
def folder(interrupted: tuple[Path, dict[Path, int]]) -> Path:
    """The same report, resumed and finished."""
    out, _ = interrupted
    scenario = str(out.parent / "mine.toml")
    assert main(["lab", "--out", str(out), "--points", str(POINTS), "--quiet", "--scenario", scenario]) == Exit.OK
    return out


@pytest.fixture(scope="module")
def figures(folder: Path) -> dict[str, Figure]:
    """The figures of that report, made anew."""
    sweep = decode("draws.npz", (folder / "outputs" / "data" / "draws.npz").read_bytes())
    return {figure.name: figure for figure in all_figures(cases([folder / "inputs" / "mine.toml"]), sweep)}


@pytest.fixture(scope="module")
def page(folder: Path) -> Reader:
    return read(folder / "outputs" / "report.html")


def test_the_page_is_well_formed_and_its_identifiers_are_unique(page: Reader) -> None:
    assert not page.faults
    assert not page.open
    identifiers = Counter(attributes["id"] for _, attributes in page.tags if "id" in attributes)
    assert max(identifiers.values()) == 1
    targets = [str(attributes["href"]) for tag, attributes in page.tags if tag == "a"]
    assert all(target[1:] in identifiers for target in targets if target.startswith("#"))


def test_the_page_loads_nothing_and_links_to_files_that_are_there(page: Reader, folder: Path) -> None:
    assert not {tag for tag, _ in page.tags} & {"script", "link", "iframe", "object", "embed", "base", "video"}
    for tag, attributes in page.tags:
        for name in ("src", "href", "srcset", "data", "poster", "action"):
            address = attributes.get(name)
            if address is None or address.startswith("#"):
                continue
            if tag == "img":
                kind, _, drawing = address.partition(",")
                assert kind == "data:image/svg+xml;base64"
                inside = base64.b64decode(drawing).decode()
                assert not re.search(r'(href|src)="(?!#|data:)', inside)
                assert "<script" not in inside
            else:
                assert not re.match(r"\w+:|//", address)
                assert (folder / "outputs" / address).is_file()
    style = (folder / "outputs" / "report.html").read_text(encoding="utf-8").partition("</style>")[0]
    assert (folder / "outputs" / "report.html").stat().st_size < 8e6  # a dense hatch is half a megabyte a figure
    assert "@import" not in style
    assert "url(" not in style


def test_pictures_have_words_and_tables_have_captions_and_headings(page: Reader) -> None:
    counts = Counter(tag for tag, _ in page.tags)
    pictures = [attributes for tag, attributes in page.tags if tag == "img"]
    assert len(pictures) == len(FIGURES)
    assert all(len(str(attributes["alt"])) > 80 for attributes in pictures)
    assert counts["table"] == counts["caption"] == counts["thead"]
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert dict(page.tags)["html"] == {"lang": "en"}


def test_the_box_on_top_says_what_the_page_is(page: Reader) -> None:
    text = "".join(page.text)
    assert BOX == (
        "Payoffs are assumed. This page shows what you must believe for each argument to hold, not which is right."
    )
    assert text.index(BOX) < text.index("The model is one week")


def test_the_page_claims_no_more_than_it_may(page: Reader) -> None:
    text = " ".join("".join(page.text).split()).lower()
    for banned in (
        r"shows that \w+ works",
        r"optimal polic",
        r"best polic",
        r"\bproves\b",
        r"\bforecasts? that",
        r"likely",
    ):
        assert not re.search(banned, text), banned
    verdict = r"(verdict|kept|argument|policy|right|wrong|better|rule|leaving|deterrence)"
    for sentence in re.split(r"[.\n;:]", "".join(page.text).lower()):
        assert not ("probability" in sentence and re.search(rf"\b{verdict}\b", sentence)), sentence
    assert not re.search(r"\d+ ?% of (the )?(draws|points|cases|calibrations)", text)


def test_every_verdict_is_conditional_and_says_that_the_documents_do_not_decide(page: Reader) -> None:
    assert len(page.verdicts) >= 4
    for verdict in page.verdicts:
        assert verdict.startswith("Given ")
        assert "in this model, if and only if" in verdict
        assert verdict.endswith("the documents contain no number that decides it.")


def test_every_section_of_the_outline_is_there_in_order(page: Reader) -> None:
    sections = [attributes["id"] for tag, attributes in page.tags if tag == "section"]
    outline = ["happened", "voices", "disputes", "reversals", "fit", "limits", "appendix"]
    assert [name for name in sections if name in outline] == outline
    pages = [
        "punishment", "care", "experiment", "line", "words", "width", "announcement", "host", "leaving", "timetable",
        "truce", "missiles", "benchmark",
    ]  # fmt: skip
    assert [name for name in sections if name in pages] == pages


def test_facts_have_their_number_of_cases_and_teams_are_counted_once(page: Reader) -> None:
    text = "".join(page.text)
    for words in ("2 of 2, so at least 22 %", "0 of 3, so at most 63 %", "ends with the death that it counts"):
        assert words in text
    assert "Five documents by at most four author teams" in text


def test_the_maps_bear_every_case_and_no_default(folder: Path) -> None:
    for name in ("punishment", "line", "spoken", "width", "leaving", "timetable", "truce", "care"):
        with (folder / "outputs" / "figures" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            marked = {row["name"] for row in csv.DictReader(file) if row["kind"] == "marker"}
        assert marked == {"punish", "restrain", "leave", "timetable", "mine"}


def test_the_numbers_beside_a_figure_are_those_drawn(folder: Path, figures: dict[str, Figure]) -> None:
    assert tuple(figures) == FIGURES
    for figure in figures.values():
        stored = decode("x.csv", (folder / "outputs" / "figures" / f"{figure.name}.csv").read_bytes())
        assert stored.keys() == figure.columns.keys()
        for name, values in figure.columns.items():
            drawn = np.asarray(values)
            if drawn.dtype.kind == "f":
                np.testing.assert_array_equal(stored[name], drawn)
            else:
                assert [str(value) for value in stored[name]] == [str(value) for value in drawn.tolist()]


def test_a_figure_draws_what_its_columns_say(figures: dict[str, Figure]) -> None:
    figure = figures["line"]
    canvas = figure.draw(figure.columns)
    kind, panel, name = (np.asarray(figure.columns[key]) for key in ("kind", "panel", "name"))
    here = (kind == "cell") & (panel == "deaths")
    mesh = next(each for each in canvas.axes[0].collections if type(each).__name__ == "QuadMesh")
    codes = np.asarray(mesh.get_array()).ravel()
    regions = ("provocation", "irrelevance", "restraint", "deterrence")
    assert [regions[int(code)] for code in codes] == name[here].tolist()
    points = (kind == "marker") & (panel == "deaths")
    drawn = [line.get_xydata() for line in canvas.axes[0].lines if line.get_marker() not in ("None", None)]
    expected = np.column_stack([figure.columns["x"][points], figure.columns["y"][points]])
    np.testing.assert_array_equal(np.concatenate([np.asarray(each) for each in drawn]), expected)


def test_boundaries_in_closed_form_part_the_regions_computed(figures: dict[str, Figure]) -> None:
    """Along the map of leaving, next to every boundary, cells on its two sides differ."""
    figure = figures["leaving"]
    table = {name: np.asarray(values) for name, values in figure.columns.items()}
    for case in ("punish", "restrain", "timetable"):
        cell = (table["kind"] == "cell") & (table["panel"] == case)
        line = (table["kind"] == "boundary") & (table["panel"] == case)
        assert line.any()
        for x, y in zip(table["x"][line][::40], table["y"][line][::40], strict=True):
            near = cell & (np.abs(table["x"] - x) < 0.13) & (np.abs(table["y"] - y) < 0.0035)
            assert len(set(table["name"][near])) > 1


def test_what_is_certified_is_everything(folder: Path, page: Reader) -> None:
    sweep = decode("draws.npz", (folder / "outputs" / "data" / "draws.npz").read_bytes())
    assert (sweep["certified"] == sweep["claimed"]).all()
    assert (sweep["refuted"] == sweep["denied"]).all()
    assert sweep["worst_regret"].max() < 1e-9
    assert "100 % of them" in "".join(page.text)
    for name in ("rules", "lines", "announcements", "crisis", "timetables", "truces", "host", "aims"):
        table = decode(f"{name}.csv", (folder / "outputs" / "data" / f"{name}.csv").read_bytes())
        assert set(table["certified"]) == {"True"}
    maps = decode("certificates.csv", (folder / "outputs" / "data" / "certificates.csv").read_bytes())
    np.testing.assert_array_equal(maps["certified"], maps["equilibria"])
    assert np.asarray(maps["worst_regret"], dtype=float).max() < 1e-9


def test_verify_passes_then_detects_a_file_that_was_tampered_with(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "moved"
    shutil.copytree(folder, copy)
    computed: list[Numbers] = []
    compute = Numbers.of

    def once(chosen: Any) -> Numbers:
        if not computed:
            computed.append(compute(chosen))
        return computed[0]

    monkeypatch.setattr(Numbers, "of", once)
    assert main(["verify", str(copy)]) == Exit.OK
    assert "as recorded" in capsys.readouterr().out
    monkeypatch.setattr(check, "case_figures", lambda chosen: ())
    report = copy / "outputs" / "report.html"
    report.write_text(report.read_text(encoding="utf-8").replace("not which is right", "and which is right"))
    rules = copy / "outputs" / "data" / "rules.csv"
    rules.write_text(rules.read_text(encoding="utf-8").replace("heavy", "hold", 1))
    assert main(["verify", str(copy)]) == Exit.DIFFERENCES
    said = capsys.readouterr().out
    assert "report.html: SHA-256 differs" in said
    assert "data/rules.csv: SHA-256 differs" in said
    assert "data/rules.csv: reply[0] is 'hold' on record" in said
    (copy / "inputs" / "mine.toml").write_text('base = "hope"\n')
    assert main(["verify", str(copy)]) == Exit.DIFFERENCES
    assert "mine.toml: SHA-256 differs" in capsys.readouterr().out


def test_an_interrupted_run_resumes_without_loss(interrupted: tuple[Path, dict[Path, int]], folder: Path) -> None:
    _, kept = interrupted
    assert len(kept) == 1
    assert all(path.stat().st_mtime_ns == time for path, time in kept.items())
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["finished"]


@pytest.mark.parametrize("name", ["leaving", "truce"])
def test_a_figure_drawn_again_has_the_same_bytes(name: str, folder: Path, figures: dict[str, Figure]) -> None:
    for ending, data in figures[name].rendered().items():
        assert (folder / "outputs" / "figures" / f"{name}.{ending}").read_bytes() == data
