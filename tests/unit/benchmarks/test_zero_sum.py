"""The table of zero-sum games: it is written, and counts what is certified."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import zero_sum
from benchmarks.zero_sum import FAMILIES, OURS, SOLVERS, line, main


def test_ours_and_highs_are_certified() -> None:
    rows = line("uniform", (6, 8), [OURS, "HiGHS simplex", "HiGHS interior point"], 2)
    assert [row["certified"] for row in rows] == ["2", "2", "2"]
    assert float(rows[0]["ours / flop bound"]) > 0


@pytest.mark.peer
def test_quantecon_is_certified() -> None:
    pytest.importorskip("quantecon")
    assert line("rank 5", (30, 30), [OURS, "quantecon minmax"], 2)[1]["certified"] == "2"


def test_the_same_seed_draws_the_same_game() -> None:
    for draw, _ in FAMILIES.values():
        np.testing.assert_array_equal(draw(7, 9, 3), draw(7, 9, 3))
    assert np.linalg.matrix_rank(FAMILIES["rank 5"][0](20, 30, 0)) == 5


def test_the_table_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zero_sum, "RESULTS", tmp_path)
    monkeypatch.setattr(zero_sum, "SOLVERS", {OURS: SOLVERS[OURS]})
    assert main(["--families", "uniform", "--largest", "100", "--seeds", "1"]) == 0
    assert OURS in (tmp_path / "zero_sum.md").read_text()
