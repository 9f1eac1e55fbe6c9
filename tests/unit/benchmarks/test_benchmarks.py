"""The benchmark judges rightly, times what it says, and its table says what was found."""

import json
import time
from dataclasses import replace
from fractions import Fraction
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from benchmarks import bars, judge, measure, peers, reference, report
from benchmarks.cases import CASES
from benchmarks.measure import Reading, Run
from benchmarks.peers import CONTENDERS, OURS, Answers, Contender


def contender(task: str, name: str = OURS) -> Contender:
    return next(each for each in CONTENDERS if (each.task, each.name) == (task, name))


def run_here(who: Contender, case: str, games: int) -> Run:
    reading, answers = measure.timed(who, who.prepare(*CASES[case].payoffs(games)), games)
    read = who.read(answers, CASES[case].rows, CASES[case].columns)
    return Run(who, games, [reading], read)


@pytest.mark.parametrize("name", CASES)
def test_fewer_games_of_a_case_are_the_first_of_more(name: str) -> None:
    for few, more in zip(CASES[name].payoffs(3), CASES[name].payoffs(5), strict=True):
        np.testing.assert_array_equal(few, more[:3])


def test_the_two_players_are_paid_differently_and_again_the_same() -> None:
    row, column = CASES["uniform_3x3"].payoffs(4)
    assert not np.array_equal(row, column)
    np.testing.assert_array_equal(row, CASES["uniform_3x3"].payoffs(4)[0])
    assert set(np.unique(CASES["ties_3x3"].payoffs(100)[0])) == {0.0, 1.0, 2.0}


def test_extreme_equilibria_of_a_game_of_von_stengel() -> None:
    # Von Stengel (2007), example 3.3: three equilibria.
    found = reference.extreme_equilibria(
        np.array([[3.0, 3.0], [2.0, 5.0], [0.0, 6.0]]), np.array([[3.0, 2.0], [2.0, 6.0], [3.0, 1.0]])
    )
    wanted = {(1, 0, 0, 1, 0), (Fraction(4, 5), Fraction(1, 5), 0, Fraction(2, 3), Fraction(1, 3))}
    wanted |= {(0, Fraction(1, 3), Fraction(2, 3), Fraction(1, 3), Fraction(2, 3))}
    assert len(found) == 3
    assert reference.missed(np.array([[float(p) for p in profile] for profile in wanted]), found) == 0


def test_extreme_equilibria_of_a_game_in_which_nothing_matters_are_the_pure_profiles() -> None:
    assert len(reference.extreme_equilibria(np.zeros((2, 3)), np.zeros((2, 3)))) == 6


def test_a_segment_of_equilibria_has_two_ends() -> None:
    # Von Stengel (2007), equation 3.7: player 2 is indifferent after the first row.
    found = reference.extreme_equilibria(
        np.array([[3.0, 3.0], [2.0, 5.0], [0.0, 6.0]]), np.array([[3.0, 3.0], [2.0, 6.0], [3.0, 1.0]])
    )
    ends = {tuple(profile) for profile in found.round(9) if profile[0] == 1}
    assert ends == {(1, 0, 0, 1, 0), (1, 0, 0, round(2 / 3, 9), round(1 / 3, 9))}


def test_the_number_of_extreme_equilibria_of_games_without_ties_is_odd() -> None:
    row, column = CASES["uniform_3x3"].payoffs(20)
    assert all(len(reference.extreme_equilibria(a, b)) % 2 for a, b in zip(row, column, strict=True))


def test_near_profiles_are_one() -> None:
    profiles = np.array([[1.0, 0.0], [1.0 - 1e-9, 1e-9], [0.5, 0.5]])
    assert len(reference.distinct(profiles)) == 2
    assert reference.missed(np.array([[1.0, 0.0], [0.0, 1.0]]), profiles) == 1


def test_our_answers_are_certified_and_complete() -> None:
    (one,) = judge.judge("uniform_3x3", [run_here(contender("one"), "uniform_3x3", 20)], 5)
    assert one is not None
    assert (one.certified, one.wanted) == (1.0, 0)
    (everything,) = judge.judge("uniform_3x3", [run_here(contender("all"), "uniform_3x3", 20)], 5)
    assert everything is not None
    assert (everything.certified, everything.missed, everything.complete) == (1.0, 0, 1.0)
    assert everything.wanted >= 5


def test_where_there_are_ties_nothing_is_missed_of_a_list_that_is_called_complete() -> None:
    (verdict,) = judge.judge("ties_3x3", [run_here(contender("all"), "ties_3x3", 30)], 30)
    assert verdict is not None
    assert verdict.missed > 0
    assert verdict.missed_complete == 0


def test_wrong_answers_and_answers_not_given_are_not_certified() -> None:
    run = run_here(contender("one"), "uniform_3x3", 4)
    assert run.answers is not None
    x = run.answers.x.copy()
    x[0], x[1] = np.roll(x[0], 1), np.nan
    run.answers = Answers(run.answers.game[:3], x[:3], run.answers.y[:3])  # wrong, no number, right, not given
    (verdict,) = judge.judge("uniform_3x3", [run], 4)
    assert verdict is not None
    assert verdict.certified == 0.25
    assert verdict.worst > 1e-3


def test_what_is_left_out_of_a_list_is_missed_by_exact_and_by_common_list(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run_here(contender("all"), "uniform_3x3", 6)
    assert whole.answers is not None
    first = np.unique(whole.answers.game, return_index=True)[1]
    part = Run(contender("all"), 6, whole.readings, Answers(*(column[first] for column in whole.answers[:3])))
    for kind in ("exact", "union"):
        monkeypatch.setitem(CASES, "uniform_3x3", replace(CASES["uniform_3x3"], reference=kind))
        of_whole, of_part = judge.judge("uniform_3x3", [whole, part], 6)
        assert of_whole is not None
        assert of_part is not None
        assert of_whole.wanted == of_part.wanted == len(whole.answers.game)
        assert (of_whole.missed, of_part.missed) == (0, len(whole.answers.game) - 6)
        assert of_part.complete is None


def test_a_game_that_takes_too_long_is_given_up_and_not_counted() -> None:
    def solve(games: Any) -> Any:
        (number,) = games
        if number == 1:
            while True:
                time.sleep(0.001)
        return [[(np.array([1.0]), np.array([1.0]))]]

    slow = replace(contender("one"), solve=solve, read=peers.read_pairs, seconds_per_game=0.05)
    reading, answers = measure.timed(slow, [0, 1, 2], 3)
    assert reading.finished == 2
    assert reading.wall < 0.04
    assert peers.read_pairs(answers, 1, 1).game.tolist() == [0, 2]


def test_strategies_of_the_wrong_length_are_kept_as_no_numbers() -> None:
    read = peers.read_pairs([[(np.ones(2), np.ones(2))], []], 1, 2)
    assert read.game.tolist() == [0]
    assert np.isnan(read.x).all()


def test_ratios_are_formed_within_rounds() -> None:
    def readings(*seconds: float) -> list[Reading]:
        return [Reading(wall, wall, 1) for wall in seconds]

    ours = Run(contender("one"), 1, readings(1.0, 10.0, 100.0))
    peer = Run(contender("one"), 1, readings(2.0, 30.0, 200.0))
    assert measure.ratio(peer, ours) == 2.0
    assert np.isnan(measure.ratio(Run(contender("one")), ours))


def test_the_peak_of_memory_sees_what_is_gone_again() -> None:
    before = measure.lower_peak()
    np.ones(4_000_000).sum()
    assert measure.peak() - before > 20_000_000


def fail(pipe: Any) -> None:
    raise ValueError("no")


def die(pipe: Any) -> None:
    raise SystemExit


@pytest.mark.parametrize(
    ("target", "arguments", "patience", "said"),
    [(fail, (), 20.0, "ValueError: no"), (die, (), 20.0, "died"), (measure._once, (time.sleep, 60), 0.2, "within")],
)
def test_a_process_that_fails_is_reported(target: Any, arguments: Any, patience: float, said: str) -> None:
    worker = measure.Worker(target, *arguments)
    with pytest.raises(measure.WorkerError, match=said):
        worker.ask("go", patience)
    worker.stop()


def test_contenders_take_turns_in_processes_of_their_own() -> None:
    ours = [each for each in CONTENDERS if each.task == "all" and each.name in (OURS, f"{OURS}, one thread")]
    runs = measure.compare("uniform_2x2", ours, most=50, seconds=0.01, rounds=2)
    assert [run.failure for run in runs] == ["", ""]
    assert all(len(run.readings) == 2 and run.finished == run.games == 50 for run in runs)
    first, second = (run.answers for run in runs)
    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(first.x, second.x)


def test_a_contender_that_fails_leaves_the_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = replace(contender("one"), name="not there")
    runs = measure.compare("uniform_2x2", [contender("one"), broken], most=5, seconds=0.01, rounds=1)
    assert "StopIteration" in runs[1].failure
    assert runs[0].finished == 5
    lines = report.rows("uniform_2x2", "one", runs, judge.judge("uniform_2x2", runs, 1))
    assert lines[0]["certified"] == "100 %"
    assert "certified" not in lines[1]


@pytest.mark.parametrize(
    ("number", "said"),
    [(1.0, "100 %"), (0.0, "0 %"), (0.5, "50.0 %"), (0.9999, "99.990 %"), (1e-5, "0.001 %"), (1e-12, "1e-10 %")],
)
def test_a_share_is_called_whole_only_if_it_is(number: float, said: str) -> None:
    assert report.share(number) == said


def test_bars_are_judged_by_what_was_measured() -> None:
    ours = Run(contender("one"), 1, [Reading(1.0, 1.0, 1, memory=144 * 3)])
    peer = Run(contender("one", "quantecon lemke_howson"), 1, [Reading(150.0, 150.0, 1)])
    faster, not_run, *_ = bars.speed({("uniform_3x3", "one"): [ours, peer]})
    assert faster.kept
    assert faster.measured.startswith("150.0 x")
    assert not_run.kept is None
    assert bars.memory({("uniform_3x3", "one"): [ours]})[0].kept is False
    assert "NOT KEPT" in report.written([bars.Bar("p", "m", False)])


def test_games_with_ties_are_solved_from_every_label() -> None:
    certified, answers = bars.solve_ties(60)
    assert certified == answers > 240


def test_the_report_writes_a_table_and_every_reading(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(report, "RESULTS", tmp_path)
    monkeypatch.setattr(report, "contenders", lambda task: [contender(task)])
    report.main(["--quick", "--cases", "uniform_2x2", "--games", "20", "--no-bars", "--name", "tiny"])
    printed = capsys.readouterr().out
    assert (tmp_path / "tiny.md").read_text() in printed
    runs = json.loads((tmp_path / "tiny.json").read_text())["runs"]
    assert [(run["task"], run["games"], len(run["readings"])) for run in runs] == [("one", 20, 3), ("all", 20, 3)]


@pytest.mark.peer
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "who", [each for each in CONTENDERS if each.package != "gametheory"], ids=lambda each: each.name
)
def test_peers_answer_games_without_ties(who: Contender) -> None:
    pytest.importorskip(who.package)
    import_module(who.package)
    run = run_here(who, "uniform_2x2", 10)
    assert run.finished == 10
    (verdict,) = judge.judge("uniform_2x2", [run], 10)
    assert verdict is not None
    assert verdict.certified == 1.0
    assert verdict.missed == 0
