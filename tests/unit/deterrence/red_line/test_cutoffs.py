"""All cut-off equilibria of the interim protocol, beside a scan that knows nothing of kinks and ties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from deterrence.red_line import EVENTS, KINDS, LEVELS, LINES, SILENT, InterimGame, Line, RedLine, interim_equilibria
from deterrence.scenarios import SCENARIOS, TIMETABLE
from tests.unit.deterrence.red_line.cases import sample

GRID = 1200


def scanned(model: RedLine, line: Line, rung: int) -> list[tuple[str, float]]:
    """Cut-offs inside, with pure replies, by brute force over a grid of resolves."""
    top = float(model.resolve_bound)
    resolves = (np.arange(GRID) + 0.5) / GRID * top
    gain, worth = [], []
    for said in (SILENT, line):
        gains = np.stack([model.answer_gain(said, event, rung, resolves) for event in EVENTS], axis=-1)
        spoken = np.array([model.audience_cost(said, event) for event in EVENTS])
        worth.append((np.maximum(gains, 0) - spoken) @ np.array([model.chances(a) for a in range(4)], dtype=float).T)
        gain.append(gains >= 0)
    harm = np.array([float(model.harm(level)) for level in range(4)])
    found = []
    for kind in ("high announce", "low announce"):
        for place in range(1, GRID):
            above, below = slice(place, GRID), slice(0, place)
            parts = (below, above) if kind == "high announce" else (above, below)
            levels = []
            for message, part in enumerate(parts):
                share = gain[message][part].mean(axis=0)
                levels.append(int(np.argmax(np.stack(model.militia_payoffs(rung, tuple(share))))))
            more = (worth[1] - harm)[:, levels[1]] - (worth[0] - harm)[:, levels[0]]
            more = more if kind == "high announce" else -more
            if (more[above] >= -1e-9).all() and (more[below] <= 1e-9).all():
                found.append((kind, place / GRID * top))
    return found


def near(cutoff: float, low: float, high: float, step: float) -> bool:
    return low - step <= cutoff <= high + step


POINTS: list[Any] = [
    *((RedLine.of(primitives), rung) for primitives in SCENARIOS.values() for rung in (1, 2)),
    *((sample(64, 3).take(k), 1 + k % 2) for k in range(6)),
]


@pytest.mark.parametrize("number", range(len(POINTS)))
def test_the_scan_finds_the_same_cutoffs(number: int) -> None:
    model, rung = POINTS[number]
    line = LINES[1 + number % 3]
    step = 2.5 * float(model.resolve_bound) / GRID
    found = interim_equilibria(model, line, rung)
    pure = ((found.equilibria.strategies[1] > 0).sum(axis=(-1, -2)) == 2) & (found.kinds >= 2)
    rows = [(KINDS[kind], *ends) for kind, ends in zip(found.kinds[pure], found.cutoffs[pure], strict=True)]
    seen = scanned(model, line, rung)
    top = float(model.resolve_bound)
    for kind, cutoff in seen:
        # within a step of an end nobody is left to tell a cut-off from everybody saying the same
        edge = min(cutoff, top - cutoff) <= step
        assert edge or any(kind == other and near(cutoff, low, high, step) for other, low, high in rows)
    for kind, low, high in rows:
        if high - low > 2 * step:  # a single point falls between the points of the grid
            assert any(kind == other and near(cutoff, low, high, step) for other, cutoff in seen)


@pytest.mark.parametrize("number", range(20))
def test_every_point_has_an_equilibrium_and_every_row_is_certified(number: int) -> None:
    model = sample(64, 11).take(number)
    for line in LINES[1:]:
        found = interim_equilibria(model, line, 1 + number % 2)
        assert len(found.equilibria) == len(found.kinds) >= 1
        assert found.equilibria.certificate.holds.all()
        np.testing.assert_allclose(found.levels.sum(axis=-1), 1)


def test_a_resolve_at_the_cutoff_is_indifferent() -> None:
    for number in range(12, 20):
        model = sample(64, 11).take(number)
        for line in LINES[1:]:
            rung = 1 + number % 2
            found = interim_equilibria(model, line, rung)
            game = InterimGame(model, line, rung)
            for kind, ends, replies in zip(found.kinds, found.cutoffs, found.equilibria.strategies[1], strict=True):
                if kind >= 2:
                    worth = np.einsum("pma,ma->pm", game.sender_payoffs(ends), replies)
                    np.testing.assert_allclose(worth[:, 0], worth[:, 1], atol=1e-9 * game.scale[0])


def test_the_militia_mixes_where_no_pure_reply_makes_a_cutoff_indifferent() -> None:
    model = RedLine.of(TIMETABLE, audience_cost_embassy=12.0)
    found = interim_equilibria(model, LINES[2], 2)
    mixed = [row for row, reply in enumerate(found.equilibria.strategies[1]) if (reply > 0).sum() > 2]
    (row,) = mixed
    assert KINDS[found.kinds[row]] == "high announce"
    assert found.cutoffs[row] == pytest.approx([19.380, 19.380], abs=5e-4)
    reply = found.equilibria.strategies[1][row, 1]
    assert {LEVELS[k]: round(float(x), 2) for k, x in enumerate(reply) if x} == {"harass": 0.87, "embassy": 0.13}
