"""Every judgement that the computed facts rest on, each with the row it comes from."""

from __future__ import annotations

from datetime import date

from deterrence.evidence.fact import Assumption

LATE_OCTOBER_FIRST = Assumption(
    name="earliest start of the late-2019 window",
    value=date(2019, 10, 21),
    unit="date",
    rows=("E019", "Q072"),
    reason="The count runs from late October, read as the last third of the month; the table has the month only.",
)

LATE_OCTOBER_LAST = Assumption(
    name="latest start of the late-2019 window",
    value=date(2019, 10, 31),
    unit="date",
    rows=("E019", "Q072"),
    reason="The last day of the last third of October.",
)

WINDOW_END = Assumption(
    name="end of the late-2019 window",
    value=date(2019, 12, 28),
    unit="date",
    rows=("E019", "E026", "Q011", "Q072"),
    reason="The last dated attack, which is the death that the window counts; the count itself runs to the date "
    "of the document, 2020-01-02, five days in which no attack is dated.",
)

ATTACKS_PER_WEEK = Assumption(
    name="late-2019 rate of attacks",
    value=1.2,
    unit="attacks per week",
    rows=("Q072",),
    reason="The middle of the starts allowed gives 1.22, rounded to two figures.",
)

END_OF_RECORD = Assumption(
    name="end of the period covered",
    value=date(2021, 6, 27),
    unit="date",
    rows=("E075", "Q088"),
    reason="The strikes of 2021 were announced on a Sunday between April and the arrival of a new Iranian "
    "president; the day is knowledge from outside the documents, probable and not certain.",
)

WEEKS_COVERED = Assumption(
    name="length of the period covered",
    value=112.0,
    unit="weeks",
    rows=("E011", "E075", "Q088"),
    reason="From the warning of 2019-05-07 to the assumed end, 111.7 weeks, rounded because the end is not certain.",
)

WEEKS_WITHOUT_DEATH = Assumption(
    name="run without a death after March 2020",
    value=61.0,
    unit="weeks",
    rows=("E051", "E067", "E075", "Q089"),
    reason="About 67 weeks from mid-March 2020 to the assumed end, less about 6 for the pause of autumn 2020.",
)

WOUNDED_ONLY = Assumption(
    name="deaths in the second attack on Camp Taji",
    value=0.0,
    unit="persons",
    rows=("E056",),
    reason="The cell is empty: the source reports wounded and mentions no death, which is read as none.",
)

HEAVY_TO_ORDINARY = Assumption(
    name="lethality of a heavy barrage relative to an ordinary attack",
    value=4.5,
    unit="ratio",
    rows=("Q086",),
    reason="A choice of the calibration: the sources say that some attacks were heavier, not how much deadlier.",
)

EMBASSY_TO_ORDINARY = Assumption(
    name="lethality of an assault on the embassy relative to an ordinary attack",
    value=0.5,
    unit="ratio",
    rows=("E030",),
    reason="A choice of the calibration: the one assault recorded reports no American death, and no other figure.",
)
