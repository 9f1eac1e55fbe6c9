"""The benchmark of reputation runs, certifies everything and says whether its bar is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import reputation


def test_every_row_is_certified(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reputation, "RESULTS", tmp_path)
    monkeypatch.setattr(reputation, "STAGES", 6)
    monkeypatch.setattr(reputation, "POINTS", 101)
    assert reputation.main(["--stages", "50", "--games", "20", "--rounds", "1"]) == 0
    rows = [line for line in (tmp_path / "reputation.md").read_text(encoding="utf-8").splitlines() if "N = " in line]
    assert len(rows) == 4
    assert all("100%" in row for row in rows)
    assert "yes" in rows[0]
