"""The benchmark of enumerations of single games."""

import numpy as np

from benchmarks import every_equilibrium as benchmark


def test_a_small_run_prints_a_table(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(benchmark, "RESULTS", tmp_path)
    monkeypatch.setattr(benchmark, "SIZES", (3,))
    monkeypatch.setattr(benchmark, "contenders", lambda: {"gametheory vertex_enumeration": (benchmark.ours, 16)})
    assert benchmark.main(["--games", "2"]) == 0
    assert "below 10 " in (tmp_path / "every_equilibrium.md").read_text()
    assert "vertex_enumeration" in capsys.readouterr().out


def test_equilibria_that_a_solver_loses_are_counted_as_missed(monkeypatch):
    some = {"all": (benchmark.ours, 16), "one": (lambda row, column: benchmark.ours(row, column)[:1], 16)}
    monkeypatch.setattr(benchmark, "contenders", lambda: some)
    whole, part = benchmark.measure("below 10", 6, 3, 0.0)
    assert whole["missed"] == "0"
    assert int(part["missed"]) == int(whole["equilibria"]) - 3


def test_a_profile_that_is_no_equilibrium_is_counted(monkeypatch):
    profile = np.ones(6) / 6, np.ones(6) / 6
    monkeypatch.setattr(benchmark, "contenders", lambda: {"a guess": (lambda row, column: [profile], 16)})
    assert benchmark.measure("below 10", 6, 2, 0.0)[0]["not certified"] == "2"
