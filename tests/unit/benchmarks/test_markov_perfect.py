"""The benchmark of stationary equilibria."""

import pytest

from benchmarks import markov_perfect as benchmark


def test_the_table_names_every_kind_of_game_and_is_written(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "RESULTS", tmp_path)
    monkeypatch.setattr(benchmark, "CASES", ((2, (2, 2)),))
    monkeypatch.setattr(benchmark, "LARGE", ((3, (2, 2)), 2))
    monkeypatch.setenv("GAMETHEORY_THREADS", "1")
    assert benchmark.main(["--games", "2"]) == 0
    assert (tmp_path / "markov_perfect.md").read_text().count("2 of 2") == 1 + len(benchmark.DISCOUNTS)
