"""The interim game: payoffs by resolve, and the residual of its equilibria."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.parameters import ParameterError
from deterrence.red_line import (
    DEATHS,
    EMBASSY,
    EVENTS,
    KINDS,
    LEVELS,
    LINES,
    SILENT,
    InterimGame,
    RedLine,
    interim_equilibria,
    interim_residual,
)
from deterrence.red_line.interim import Support
from deterrence.scenarios import PUNISH, TIMETABLE
from gametheory.equilibrium import certify_rows
from tests.unit.deterrence.red_line.cases import sample

MIXED = RedLine.of(TIMETABLE, audience_cost_embassy=12.0)
"""After a line at deaths and the embassy at rung 2, an equilibrium needs the militia to mix."""


@pytest.mark.parametrize("line", LINES[1:])
def test_the_mean_over_resolves_is_the_value_before_the_resolve_is_known(line: object) -> None:
    model = sample(8, 1).take(3)
    game = InterimGame(model, line, 2)  # type: ignore[arg-type]
    resolves = (np.arange(100_000) + 0.5) / 100_000 * game.top
    mean = game.sender_payoffs(resolves).mean(axis=0)
    for message, said in enumerate((SILENT, line)):
        cuts = tuple(model.needed_resolve(said, event, 2) for event in EVENTS)  # type: ignore[arg-type]
        for level in range(len(LEVELS)):
            assert mean[message, level] == pytest.approx(model.office_value(said, level, 2, cuts), abs=1e-4)  # type: ignore[arg-type]


@pytest.mark.parametrize("ends", [(0.0, 24.0), (0.0, 7.0), (5.0, 24.0)])
def test_answers_by_an_interval_of_resolves_are_counted(ends: tuple[float, float]) -> None:
    game = InterimGame(RedLine.of(PUNISH), EMBASSY, 1)
    resolves = ends[0] + (np.arange(50_000) + 0.5) / 50_000 * (ends[1] - ends[0])
    for message in range(2):
        share = (game.needed[message] <= resolves[:, None]).mean(axis=0)
        np.testing.assert_allclose(game.answered(message, *ends), share, atol=1e-4)


def test_the_militia_has_the_payoffs_of_the_base_protocol() -> None:
    model = RedLine.of(TIMETABLE)
    game = InterimGame(model, DEATHS, 1)
    answered = np.array([0.1, 0.5, 0.9])
    np.testing.assert_allclose(game.militia_payoffs(answered), model.militia_payoffs(1, tuple(answered)))


def test_a_sweep_and_silence_are_refused() -> None:
    with pytest.raises(ParameterError, match="needs one point"):
        InterimGame(sample(8, 1), DEATHS)
    with pytest.raises(ParameterError, match="needs a line"):
        InterimGame(RedLine.of(PUNISH), SILENT)


def mixed_row() -> tuple[InterimGame, int, float, np.ndarray, np.ndarray]:
    found = interim_equilibria(MIXED, EMBASSY, 2)
    sender, replies = found.equilibria.strategies
    (row,) = np.flatnonzero((replies > 0).sum(axis=(-1, -2)) > 2)
    game = InterimGame(MIXED, EMBASSY, 2)
    return game, int(found.kinds[row]), float(found.cutoffs[row, 0]), sender[row], replies[row]


def test_the_residual_refuses_another_cutoff_and_another_mixture() -> None:
    game, kind, cutoff, sender, replies = mixed_row()

    def holds(cutoff: float, replies: np.ndarray) -> bool:
        shares = np.array([[cutoff / game.top, 1 - cutoff / game.top]])
        residual = interim_residual([kind], [cutoff], [(None, None)])
        judged = certify_rows(
            game, (shares, replies[None]), np.zeros(1, dtype=int), np.array(True), np.array(0), residual=residual,
            strict=False,
        )  # fmt: skip
        return len(judged) == 1

    assert KINDS[kind] == "high announce"
    assert sender[0] == pytest.approx(cutoff / game.top)
    assert holds(cutoff, replies)
    assert not holds(cutoff + 1e-4, replies)
    assert not holds(cutoff, replies + 1e-4 * np.array([[0, 0, 0, 0], [0, -1, 0, 1]]))


def test_a_message_that_nobody_gives_needs_a_belief() -> None:
    game = InterimGame(RedLine.of(PUNISH), DEATHS, 2)
    replies = np.eye(4)[[[1, 1]]]
    for belief, fine in ((None, False), (Support(np.array([0.5]), np.array([1.0])), True)):
        residual = interim_residual([0], [0.0], [(None, belief)])
        measured = residual(game, (np.array([[1.0, 0.0]]), replies))
        assert np.isfinite(measured.inconsistency[0]) == fine


def test_certificates_of_the_game_have_the_concept_of_the_house() -> None:
    found = interim_equilibria(RedLine.of(PUNISH), DEATHS, 2).equilibria
    assert found.certificate.concept == "perfect bayesian"
