"""The table of single games: every family can be drawn, and the table is written."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import one_equilibrium
from benchmarks.one_equilibrium import FAMILIES, SIZES, main, measure, nodes


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_draws_the_same_game_of_about_the_size_asked_for(family: str) -> None:
    actions = SIZES[family][0]
    game = FAMILIES[family](actions, 3)
    assert (game.payoffs == FAMILIES[family](actions, 3).payoffs).all()
    assert 0.4 * actions**2 < np.prod(game.sizes) <= actions**2


def test_tournaments_have_about_as_many_payoffs_as_square_games() -> None:
    assert [nodes(n) for n in (10, 100, 1000)] == [6, 27, 126]


def test_a_row_counts_what_is_certified() -> None:
    row, times = measure("sgc", 10, "gametheory nash", 2, 60.0)
    assert (row["games"], row["solved"]) == ("2", "2")
    assert len(times) == 2


def test_the_table_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_equilibrium, "RESULTS", tmp_path)
    monkeypatch.setattr(
        one_equilibrium, "SOLVERS", {name: own for name, own in one_equilibrium.SOLVERS.items() if name[0] == "g"}
    )
    assert main(["--games", "1", "--families", "sgc", "--largest", "10"]) == 0
    assert "gametheory nash" in (tmp_path / "one_equilibrium.md").read_text()
