"""The benchmark of signalling games."""

import pytest

from benchmarks import signalling as benchmark


def test_the_table_has_every_task_answered_and_certified(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "RESULTS", tmp_path)
    assert benchmark.main(["--points", "20", "--rounds", "1"]) == 0
    written = (tmp_path / "signalling.md").read_text()
    assert all(name in written for name in benchmark.TASKS)
    assert written.count("100.00%") == 2 * len(benchmark.TASKS)
    assert "NOT KEPT" not in written
