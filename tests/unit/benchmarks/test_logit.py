"""The benchmark of the logit branch."""

import pytest

from benchmarks import logit as benchmark


def test_the_table_names_every_size_and_is_written(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "RESULTS", tmp_path)
    monkeypatch.setattr(benchmark, "SIZES", (2, 3))
    monkeypatch.setattr(benchmark, "find_spec", lambda name: None)
    assert benchmark.main(["--games", "2"]) == 0
    written = (tmp_path / "logit.md").read_text()
    assert written.count("2 of 2") == 2
