"""Signalling games: priors, posteriors, and what a certificate of a sequential profile refuses."""

import pickle
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, certify
from gametheory.residual import sequential_residual
from gametheory.signalling import SignallingGame


def beer_or_quiche(surly: float) -> SignallingGame:
    """Cho and Kreps (1987); types weak and surly, messages beer and quiche, replies fight and leave alone."""
    sender = [[[0, 2], [1, 3]], [[1, 3], [0, 2]]]
    receiver = [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]
    return SignallingGame([sender, receiver], [1 - surly, surly])


def test_posteriors_average_to_the_prior() -> None:
    rng = np.random.default_rng(0)
    game = SignallingGame(rng.random((5, 2, 3, 4, 2)), rng.dirichlet(np.ones(3), 5))
    sender = rng.dirichlet(np.ones(4), (5, 3))
    sent = np.einsum("bt,btm->bm", game.prior, sender)
    np.testing.assert_allclose(np.einsum("bm,bmt->bt", sent, game.posterior(sender)), game.prior)


def test_both_pooling_equilibria_of_beer_or_quiche_hold_and_separating_does_not() -> None:
    game = beer_or_quiche(0.9)
    beer = (np.array([[1, 0], [1, 0]]), np.array([[0, 1], [1, 0]]))
    quiche = (np.array([[0, 1], [0, 1]]), np.array([[1, 0], [0, 1]]))
    separating = (np.array([[0, 1], [1, 0]]), np.array([[0, 1], [1, 0]]))
    assert certify(game, beer, residual=sequential_residual([[0.1, 0.9], [1, 0]])).certificate.holds
    assert certify(game, quiche, residual=sequential_residual([[1, 0], [0.1, 0.9]])).certificate.holds
    judged = certify(game, separating, residual=sequential_residual([[0, 1], [1, 0]]), strict=False)
    assert judged.certificate.regret[0] == pytest.approx(1)  # the weak type gains 2 - 1 from beer


def test_regret_of_a_rare_type_counts_in_full() -> None:
    rare = beer_or_quiche(1 - 1e-9)
    separating = (np.array([[0, 1], [1, 0]]), np.array([[0, 1], [1, 0]]))
    judged = certify(rare, separating, residual=sequential_residual([[0, 1], [1, 0]]), strict=False)
    assert judged.certificate.regret[0] == pytest.approx(1)


def test_one_game_of_a_batch_may_fail_alone() -> None:
    games = SignallingGame(beer_or_quiche(0.9).payoffs, [0.1, 0.9])
    batch = SignallingGame(np.stack([games.payoffs] * 2), [[0.1, 0.9], [0.8, 0.2]])
    beer = (np.array([[1, 0], [1, 0]]), np.array([[0, 1], [1, 0]]))
    beliefs = np.stack([[[0.1, 0.9], [1, 0]], [[0.8, 0.2], [1, 0]]])
    judged = certify(batch, beer, residual=sequential_residual(beliefs), strict=False)
    assert judged.certificate.holds.tolist() == [True, False]  # a likely weak type is fought after beer
    assert judged.beliefs is not None
    assert np.isnan(judged.beliefs[1]).all()


def test_masked_messages_and_replies_are_no_deviations() -> None:
    sender = [[[0, 2], [1, 9]], [[1, 3], [0, 9]]]
    receiver = [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]
    only_beer = SignallingGame([sender, receiver], [0.1, 0.9], available=([True, False], [True, True]))
    profile = (np.array([[1, 0], [1, 0]]), np.array([[0, 1], [0, 1]]))
    assert certify(only_beer, profile, residual=sequential_residual([[0.1, 0.9], [0.5, 0.5]])).certificate.holds
    assert only_beer.scale.tolist() == [3, 1]


def test_games_pickle_and_compare() -> None:
    assert pickle.loads(pickle.dumps(beer_or_quiche(0.9))) == beer_or_quiche(0.9)


@pytest.mark.parametrize(
    ("payoffs", "prior", "message"),
    [
        (np.zeros((2, 2, 2)), [0.5, 0.5], r"\(\*batch, 2, types, messages, replies\)"),
        (np.zeros((2, 2, 2, 2)), [0.5, 0.6], "sum to 1"),
        (np.zeros((2, 2, 2, 2)), [1.5, -0.5], "non-negative"),
        (np.zeros((2, 2, 2, 2)), [1, 0, 0], "prior needs shape"),
        (np.full((2, 2, 2, 2), np.nan), [0.5, 0.5], "finite"),
    ],
)
def test_bad_input_is_refused(payoffs: Any, prior: Any, message: str) -> None:
    with pytest.raises(InvalidGameError, match=message):
        SignallingGame(payoffs, prior)
