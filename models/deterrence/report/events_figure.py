"""The figure of what happened: every reading drawn, its documents named, uncounted stretches shaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np

from deterrence.evidence import Evidence, Incident, gaps
from deterrence.report.figure import Columns, Figure
from deterrence.report.palette import DARK, DEEP, INK, PAPER, SHADE, SOFT
from deterrence.report.words import in_words, listed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

LANES = (
    "attack on US targets",
    "series of attacks",
    "siege of the embassy",
    "restraint seen or offered",
    "US strike",
    "US warning or cut of forces",
    "missiles from Iran",
    "vote or demand in Baghdad",
)
ATTACKS = ("rocket_attack", "drone_attack", "attack_unspecified")
OVERVIEW = (date(2019, 1, 1), date(2021, 12, 31))
ENLARGED = (date(2019, 12, 1), date(2020, 3, 31))

# The only announcement of a withdrawal that is not about Iraq.
ELSEWHERE = ("E073",)
FILLS: Mapping[str, Literal["full", "none", "left"]] = {"yes": "full", "no": "none", "not stated": "left"}


def lane(row: Incident) -> str | None:
    """The lane that an event is drawn in; None for events that the figure leaves to the table."""
    match row.action, row.actor_side:
        case action, "militia" if action in ATTACKS:
            return LANES[0]
        case "attack_series", "militia":
            return LANES[1]
        case "embassy_siege", _:
            return LANES[2]
        case "truce_offer" | "strike_pause", "militia":
            return LANES[3]
        case "airstrike" | "targeted_killing", "us":
            return LANES[4]
        case "warning" | "drawdown_announcement", "us" if row.id not in ELSEWHERE:
            return LANES[5]
        case "missile_strike", "iran":
            return LANES[6]
        case "parliament_vote" | "withdrawal_demand", "iraq":
            return LANES[7]
    return None


def documents_in_short(documents: Iterable[str]) -> str:
    """Documents by the last digit of their number: 0 for the one whose name begins with 000."""
    return "".join(str(int(document.split("_")[0])) for document in documents)


def events_figure(evidence: Evidence | None = None) -> Figure:
    """The figure of events, one row of its numbers for each reading and each uncounted stretch."""
    given = Evidence.read() if evidence is None else evidence
    entries = [_entry(row, where) for row in given.incidents if (where := lane(row))]
    entries += [
        _Entry("gap", "+".join(gap.rows), "", "", str(gap.first or ""), str(gap.last), "", "", "")
        for gap in gaps(given.events)
    ]
    columns = {name: np.array([getattr(entry, name) for entry in entries]) for name in _Entry.__annotations__}
    readings = sum(len(event.readings) > 1 for event in given.events)
    earlier = [each for each in entries if each.kind != "gap" and each.last and each.last < str(OVERVIEW[0])]
    return Figure(
        name="events",
        title="What the five documents report, 2019 to 2021",
        caption=(
            "Attacks on US targets: a diamond where an American was killed, a hollow circle where none was, a "
            "half-filled one where the documents do not say; other events are filled circles. Bars: an event dated "
            "to a month, a season or a year only, or a series of attacks, hatched where no document counts them. "
            "After each number stand the documents that report the event, by the first figure that is not shared: 0 "
            f"for 000_…, 4 for 004_…. Where documents differ about one event ({readings} events), each reading is "
            "drawn and bears a letter; an event with letters is one event. Shaded: attacks are reported, no count in "
            f"the sources. Events before {OVERVIEW[0].year} lie to the left: {_dated(earlier)}; a bar that begins at "
            "the left edge has no stated start, or an earlier one."
        ),
        alternative=_in_words(entries),
        columns=columns,
        draw=draw,
    )


def _in_words(entries: Sequence[_Entry]) -> str:
    """The timeline, for readers who do not see it."""
    attacks = [each for each in entries if each.lane == LANES[0]]
    fatal = [each for each in attacks if each.killed == "yes"]
    strikes = [each for each in entries if each.lane == LANES[4]]
    uncounted = [f"{each.first or 'the beginning'} to {each.last}" for each in entries if each.kind == "gap"]
    return (
        f"Timeline in {in_words(len(LANES))} lanes: {listed(list(LANES))}. Attacks that killed an American: "
        f"{_dated(fatal)}; other dated attacks: {_dated([each for each in attacks if each not in fatal])}. US "
        f"strikes: {_dated(strikes)}. Attacks are reported and not counted in these stretches: {listed(uncounted)}."
    )


def _dated(entries: Sequence[_Entry]) -> str:
    days = [[day for day in dict.fromkeys((each.first, each.last)) if day] for each in entries]
    return listed([f"{each.id} ({' to '.join(of_one)})" for each, of_one in zip(entries, days, strict=True)])


@dataclass(frozen=True)
class _Entry:
    """One thing drawn; dates as text, empty where not stated."""

    kind: str
    id: str
    lane: str
    documents: str
    first: str
    last: str
    precision: str
    killed: str
    counted: str


def _entry(row: Incident, where: str) -> _Entry:
    killed = row.us_killed
    return _Entry(
        kind="reading" if row.id[-1].isalpha() else "event",
        id=row.id,
        lane=where,
        documents=documents_in_short(row.documents),
        first=str(row.first or ""),
        last=str(row.last or ""),
        precision=row.precision or "",
        killed=("yes" if killed.least > 0 else "no") if killed.is_stated else "not stated",
        counted=str(row.intensity) if row.is_aggregate else "",
    )


def draw(columns: Columns) -> Canvas:
    """Draw an overview, and the winter of 2019-2020 enlarged."""
    from matplotlib.figure import Figure as Canvas

    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    above = _Panel.of(rows, OVERVIEW, without=ENLARGED)
    below = _Panel.of(rows, ENLARGED, without=None)
    canvas = Canvas(figsize=(10, 0.27 * (above.height + below.height) + 1.2), layout="constrained")
    upper, lower = canvas.subplots(2, 1, height_ratios=(above.height, below.height))
    upper.set_title("2019 to 2021; the stretch between the dotted lines is enlarged below", loc="left")
    lower.set_title("1 December 2019 to 31 March 2020", loc="left")
    _frame(upper, above, [date(2019 + k // 2, 1 + 6 * (k % 2), 1) for k in range(6)], "%b %Y")
    _frame(lower, below, [date(2019 + m // 13, (m - 1) % 12 + 1, d) for m in range(12, 16) for d in (1, 15)], "%d %b")
    for day in ENLARGED:
        upper.axvline(_number(day), color=INK, linewidth=0.8, linestyle=":")
    for axes, panel in ((upper, above), (lower, below)):
        for row in rows:
            if row["kind"] == "gap":
                _gap(axes, row, panel)
        for placed in panel.placed:
            _entry_drawn(axes, placed, panel)
    return canvas


@dataclass(frozen=True)
class _Placed:
    """An entry on a row of its panel; an entry that is enlarged elsewhere bears no label."""

    row: dict[str, str]
    first: float
    last: float
    height: int
    labelled: bool


@dataclass(frozen=True)
class _Panel:
    """Where everything goes in one panel; rows are numbered from the top."""

    start: float
    end: float
    placed: tuple[_Placed, ...]
    lanes: tuple[tuple[str, int, int], ...]

    @property
    def height(self) -> int:
        return self.lanes[-1][2]

    @classmethod
    def of(cls, rows: list[dict[str, str]], span: tuple[date, date], without: tuple[date, date] | None) -> _Panel:
        start, end = map(_number, span)
        placed: list[_Placed] = []
        lanes: list[tuple[str, int, int]] = []
        top = 0
        for name in LANES:
            inside = [row for row in rows if row["lane"] == name and _last(row) >= start and _first(row) <= end]
            ends: list[float] = []
            for row in sorted(inside, key=lambda row: (_first(row), row["id"])):
                first, last = max(_first(row), start), min(_last(row), end)
                labelled = without is None or first < _number(without[0]) or last > _number(without[1]) + 1
                room = (end - start) * (0.012 + 0.0098 * len(_label(row)) if labelled else 0.0)
                # a short bar has its label beside it, a long one inside
                needed = max(last, first + room) if last - first > room else last + room
                level = next((k for k, used in enumerate(ends) if used <= first), len(ends))
                ends[level : level + 1] = [needed]
                placed.append(_Placed(row, first, last, top + level, labelled))
            lanes.append((name, top, top + max(len(ends), 1)))
            top = lanes[-1][2]
        return cls(start, end, tuple(placed), tuple(lanes))


def _frame(axes: Axes, panel: _Panel, days: list[date], pattern: str) -> None:
    axes.set_ylim(panel.height, 0)
    axes.set_yticks([(top + bottom) / 2 for _, top, bottom in panel.lanes], [name for name, _, _ in panel.lanes])
    axes.tick_params(axis="y", length=0)
    axes.set_xticks([_number(day) for day in days], [day.strftime(pattern).lstrip("0") for day in days], fontsize=9)
    axes.set_xlim(panel.start, panel.end)
    axes.spines["left"].set_visible(False)
    for _, _, bottom in panel.lanes[:-1]:
        axes.axhline(bottom, color=SOFT, linewidth=0.5, zorder=0)


def _gap(axes: Axes, row: dict[str, str], panel: _Panel) -> None:
    first, last = max(_first(row), panel.start), min(_last(row), panel.end)
    if first >= last:
        return
    axes.axvspan(first, last, color=SHADE, zorder=-2, linewidth=0)
    if last - first > 0.25 * (panel.end - panel.start):
        axes.text(last, panel.height, "no count in the sources ", ha="right", va="bottom", fontsize=9, color=SOFT)


def _entry_drawn(axes: Axes, placed: _Placed, panel: _Panel) -> None:
    row, height, span = placed.row, placed.height + 0.5, panel.end - panel.start
    bar = placed.last - placed.first > 0.012 * span
    attack, series = row["lane"] == LANES[0], row["lane"] == LANES[1]
    if bar:
        axes.barh(
            height,
            placed.last - placed.first,
            left=placed.first,
            height=0.42,
            color=DARK if row["counted"] else DEEP if series else PAPER,
            edgecolor=INK,
            linewidth=0.7,
            hatch="////" if series and not row["counted"] else "",
            zorder=2,
        )
    else:
        axes.plot(
            [(placed.first + placed.last) / 2],
            [height],
            marker="D" if attack and row["killed"] == "yes" else "o",
            fillstyle=FILLS[row["killed"]] if attack else "full",
            color=INK,
            markersize=6.5,
            zorder=3,
        )
    if not placed.labelled:
        return
    inside = bar and placed.last - placed.first > (0.012 + 0.0098 * len(_label(row))) * span
    axes.annotate(
        _label(row),
        (placed.first if inside else placed.last if bar else (placed.first + placed.last) / 2, height),
        xytext=(3 if inside or bar else 6, -0.5),
        textcoords="offset points",
        ha="left",
        va="center",
        fontsize=8.5,
        zorder=4,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8} if inside else None,
    )


def _label(row: dict[str, str]) -> str:
    return f"{row['id']}:{row['documents']}" + (f", n = {row['counted']}" if row["counted"] else "")


def _first(row: dict[str, str]) -> float:
    return _number(date.fromisoformat(row["first"])) if row["first"] else -1e9


def _last(row: dict[str, str]) -> float:
    """The end of the last day; of an event without a stated end, that of its first."""
    return _number(date.fromisoformat(row["last"] or row["first"])) + 1


def _number(day: date) -> float:
    return float(day.toordinal())
