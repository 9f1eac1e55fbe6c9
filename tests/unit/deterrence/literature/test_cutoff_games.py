"""Models with a continuum of types as cut-off games: certificates and solvers that know nothing of the closed forms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deterrence.literature import RESPONSES, SIGNALS, CrisisSignalling
from gametheory import NoEquilibriumFoundError, certify
from gametheory.bayesian import cutoff_equilibria, cutoff_equilibrium
from gametheory.residual import cutoff_residual
from gametheory.sweep import axes
from tests.unit.deterrence.literature.sample import MANY_POINTS
from tests.unit.deterrence.literature.test_baliga_bueno_de_mesquita_wolitzky_2020 import sample as attribution
from tests.unit.deterrence.literature.test_bueno_de_mesquita_dickson_2007 import sample as provocation
from tests.unit.deterrence.literature.test_fearon_1997 import sample as signalling

EACH_SIGNAL = pytest.mark.parametrize("signal", SIGNALS)


@MANY_POINTS
@EACH_SIGNAL
def test_costly_signals_are_certified_over_the_whole_region(count: int, signal: str) -> None:
    model = signalling(count, 21)
    found = model.certified(signal)
    assert found.certificate.holds.all()
    np.testing.assert_allclose(found.strategies[0], model.equilibrium(signal).cutoff)
    np.testing.assert_allclose(1 - found.strategies[1] / model.challenger_highest_value, model.resolved_challengers())


@EACH_SIGNAL
def test_other_cutoffs_of_a_costly_signal_are_refused(signal: str) -> None:
    model = signalling(100, 22)
    game, exact = model.cutoff_game(signal), model.certified(signal).strategies
    for player in range(3):
        moved = list(exact)
        inwards = np.where(exact[player] > game.upper[player] / 2, -1, 1)
        moved[player] = exact[player] + 1e-3 * game.upper[player] * inwards
        assert not certify(game, tuple(moved), residual=cutoff_residual, strict=False).certificate.holds.any()


def test_best_replies_come_back_to_the_signal_that_ties_hands() -> None:
    model = CrisisSignalling(
        highest_value=4, challenger_highest_value=4, win_chance=0.5, war_cost=1, challenger_war_cost=1
    )
    exact = model.certified("tying hands").strategies
    found = cutoff_equilibrium(model.cutoff_game("tying hands"), start=tuple(np.array(c) + 1e-3 for c in exact))
    np.testing.assert_allclose(found.strategies, exact, atol=1e-9)


@MANY_POINTS
def test_a_kind_of_response_is_certified_exactly_where_it_exists(count: int) -> None:
    model = provocation(count, 24)
    for kind in RESPONSES:
        holds = model.certified(kind, strict=False).certificate.holds
        # Within the tolerance of a certificate, which is a share of the largest gain, a kind holds beyond its boundary.
        least, most = model.temptation(1.0), model.temptation(model.harsh_share)
        clear = (np.abs(least) > 1e-6) & (np.abs(most) > 1e-6)
        assert (holds == model.exists()[kind])[clear].all(), kind
        assert holds[model.exists()[kind]].all()
        assert clear.any()


def test_the_solver_of_cutoff_games_finds_every_kind_of_response() -> None:
    model = provocation(300, 25)
    model = model.take((np.abs(model.temptation(1.0)) > 1e-6) & (np.abs(model.temptation(model.harsh_share)) > 1e-6))
    found = cutoff_equilibria(model.cutoff_game(), points=33)
    exists = model.exists()
    assert (found.count == np.sum([exists[kind] for kind in RESPONSES], axis=0)).all()
    chance = 1 - found.strategies[0]
    for kind in RESPONSES:
        here = exists[kind]
        expected = np.broadcast_to(np.nan_to_num(model.indiscriminate(kind), nan=-1.0), here.shape)
        near = np.abs(chance - expected[found.game]) < 1e-9
        assert (np.bincount(found.game[near], minlength=len(here)).astype(bool) >= here).all(), kind


@pytest.mark.parametrize(
    ("count", "attackers"), [(100, 2), (60, 3), pytest.param(10_000, 2, marks=pytest.mark.deep)]
)
def test_cutoffs_under_imperfect_attribution_are_certified_for_both_sides(count: int, attackers: int) -> None:
    model = attribution(count, 26, attackers, 2)
    found = model.certified()
    assert len(found.strategies) == attackers + 2 * attackers
    assert found.certificate.holds.all()
    own = np.stack(found.strategies[:attackers], axis=-1)
    np.testing.assert_allclose(own, np.maximum(model.cutoffs(), np.stack(model.benefit_low, axis=-1)), atol=1e-12)


def test_best_replies_of_all_types_lead_to_the_cutoffs_of_attackers() -> None:
    model = attribution(2, 27, 2, 2)
    found = cutoff_equilibrium(model.cutoff_game())
    own = np.stack(found.strategies[:2], axis=-1)
    np.testing.assert_allclose(own, np.maximum(model.cutoffs(), np.stack(model.benefit_low, axis=-1)), atol=1e-9)


def test_certificates_come_on_the_axes_of_a_sweep() -> None:
    model: Any = replace(signalling(1, 28).take(0), **axes(war_cost=[0.1, 0.2]))
    assert model.certified("sinking costs").status.shape == (2,)
    shares = replace(provocation(9, 29).take(0), **axes(security_gain=[0.0, 100.0]))
    with pytest.raises(NoEquilibriumFoundError):
        shares.certified("separating")
    assert shares.certified("pooling", strict=False).certificate.holds.tolist() == [False, True]
