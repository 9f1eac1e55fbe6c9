"""The command explains itself, refuses what it cannot use, and says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from deterrence.cli import Exit, main
from deterrence.report import run as lab


@pytest.mark.parametrize("arguments", [["--help"], ["lab", "--help"], ["verify", "--help"], ["facts", "--help"]])
def test_help_shows_examples(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "example" in said
    assert "deterrence " in said


def test_help_of_the_lab_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["lab", "--help"])
    said = capsys.readouterr().out
    assert all(option in said for option in ("--out", "--scenario", "--points", "--seed", "--quiet", "base ="))


def test_the_version_is_that_of_the_distribution(capsys: pytest.CaptureFixture[str]) -> None:
    from importlib.metadata import version

    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert version("gametheory-deterrence") in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "COMMAND"),
        (["guess"], "guess"),
        (["lab", "--points", "many"], "whole number of at least 1024; got 'many'"),
        (["lab", "--points", "10"], "at least 1024"),
        (["lab", "--seed", "-1"], "at least 0"),
    ],
)
def test_bad_usage_exits_with_2(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == Exit.USAGE
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('base = "punish"\nwar_rsk = 0.01\n', ["mine.toml, line 2", "war_rsk", "war_risk", "from 0 to 0.1"]),
        ('base = "punish"\nwar_risk = 3\n', ["mine.toml, line 2", "war_risk", "from 0 to 0.1", "3"]),
        ('base = "punish"\nwar_risk = "high"\n', ["mine.toml, line 2", "war_risk", "high"]),
        ('base = "punish"\nwar_risk = [0.01, 0.02]\n', ["mine.toml", "war_risk", "one number"]),
        ('base = "hope"\n', ["mine.toml, line 1", "hope", "punish"]),
        ("base = \n", ["mine.toml", "TOML"]),
    ],
)
def test_a_scenario_that_cannot_be_used_is_named_with_its_range_and_nothing_is_written(
    content: str, said: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(content)
    assert main(["lab", "--out", str(tmp_path / "out"), "--scenario", str(file), "--quiet"]) == Exit.USAGE
    message = capsys.readouterr().err
    assert all(words in message for words in said)
    assert not (tmp_path / "out").exists()


def test_a_scenario_that_is_not_there_or_bears_a_name_taken_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absent, taken = tmp_path / "absent.toml", tmp_path / "leave.toml"
    taken.write_text('base = "leave"\n')
    for path, said in ((absent, "absent.toml"), (taken, "rename")):
        assert main(["lab", "--out", str(tmp_path / "out"), "--scenario", str(path), "--quiet"]) == Exit.USAGE
        assert said in capsys.readouterr().err


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("dear reader")
    assert main(["lab", "--out", str(tmp_path), "--quiet"]) == Exit.USAGE
    assert "something else" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert main(["verify", str(tmp_path)]) == Exit.USAGE
    assert "holds no report" in capsys.readouterr().err


def test_an_interrupt_exits_with_130_and_says_how_to_resume(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: object, **options: object) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(lab, "run", interrupted)
    assert main(["lab", "--out", str(tmp_path / "my lab"), "--points", "8192"]) == Exit.INTERRUPTED
    said = capsys.readouterr().err.strip()
    assert len(said.splitlines()) == 1
    assert f"deterrence lab --out '{tmp_path}/my lab' --points 8192 --seed 1" in said


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    assert main(["lab"]) == Exit.USAGE
    assert "gametheory-deterrence[lab]" in capsys.readouterr().err


def test_facts_are_printed_with_their_number_of_cases(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["facts", "SF1", "Q082"]) == Exit.OK
    said = capsys.readouterr().out
    assert "2 of 2, so at least 22 %" in said
    assert "0 of 3, so at most 63 %" in said
    assert main(["facts", "Q999"]) == Exit.USAGE
    assert "there is no fact 'Q999'" in capsys.readouterr().err
