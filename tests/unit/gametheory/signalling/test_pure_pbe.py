"""Pure perfect Bayesian outcomes: against all equilibria, in fractions, and with replies off the path that mix."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gametheory import UnsupportedGameError
from gametheory.signalling import SignallingEquilibria, SignallingGame, all_pbe, pure_pbe
from gametheory.signalling.pure_pbe import pure_equilibria
from gametheory.signalling.rational import rational_game


def random_games(rng: Any, number: int, types: int, messages: int, replies: int) -> SignallingGame:
    """Ties, types of probability 0, and missing messages and replies."""
    weights = rng.integers(0, 3, (number, types)) + np.eye(types)[0] * 0.5
    masks = tuple(rng.random((number, size)) < 0.8 for size in (messages, replies))
    for mask in masks:
        mask[:, -1] = True
    payoffs = rng.integers(-2, 3, (number, 2, types, messages, replies))
    return SignallingGame(payoffs, weights / weights.sum(axis=1, keepdims=True), available=masks)


def pure_outcomes(game: SignallingGame, found: SignallingEquilibria) -> set[Any]:
    """Messages of the types that exist and replies to them, in the rows where both are pure."""
    outcomes = set()
    for row, position in enumerate(found.game.tolist()):
        sent = found.strategies[0][row][game.prior[position] > 0]
        replied = found.strategies[1][row][sent.any(axis=0)]
        if np.isin(sent, (0, 1)).all() and np.isin(replied, (0, 1)).all():
            outcomes.add((position, tuple(sent.argmax(axis=1)), tuple(replied.argmax(axis=1))))
    return outcomes


@pytest.mark.parametrize("sizes", [(2, 2, 2), (3, 2, 2), (2, 3, 2), (2, 2, 3), (1, 2, 3), (3, 2, 3)])
def test_pure_outcomes_are_those_among_all_equilibria(sizes: tuple[int, ...]) -> None:
    games = random_games(np.random.default_rng(sum(sizes)), 30, *sizes)
    found = pure_pbe(games)
    assert found.complete.all()
    outcomes = pure_outcomes(games, found)
    assert len(outcomes) == len(found)  # each outcome once
    assert outcomes == pure_outcomes(games, all_pbe(games))


def test_the_compiled_loop_agrees_with_fractions() -> None:
    rng = np.random.default_rng(1)
    games = random_games(rng, 30, 3, 3, 3)
    found = pure_pbe(games)
    for position in range(30):
        exact = list(pure_equilibria(rational_game(games, position)))
        assert found.count[position] == len(exact)


def test_a_reply_off_the_path_mixes_only_where_no_pure_one_deters() -> None:
    # Reply 0 tempts type 0 to send message 1 and reply 1 type 1; half of both deters them, and is best to even odds.
    sender = [[[0, 0], [1, -2]], [[0, 0], [-2, 1]]]
    receiver = [[[0, 0], [1, 0]], [[0, 0], [0, 1]]]
    found = pure_pbe(SignallingGame([sender, receiver], [0.5, 0.5]))
    pooling = (found.strategies[0][:, :, 0] == 1).all(axis=1)
    assert pooling.any()
    mixed = found.strategies[1][pooling][0, 1]
    assert 1 / 3 <= mixed[0] <= 2 / 3
    np.testing.assert_allclose(found.beliefs[pooling][0, 1], [0.5, 0.5])


def test_exact_priors_decide_ties() -> None:
    third = Fraction(1, 3)
    sender = [[[1, 1]], [[1, 1]]]
    receiver = [[[2, 0]], [[0, 1]]]
    assert len(pure_pbe(SignallingGame([sender, receiver], [third, 2 * third]))) == 2
    assert len(pure_pbe(SignallingGame([sender, receiver], [0.34, 0.66]))) == 1


def test_a_batch_equals_the_loop_over_its_games() -> None:
    games = random_games(np.random.default_rng(2), 12, 2, 2, 3)
    found = pure_pbe(games)
    for position in range(12):
        assert found.of(position) == pure_pbe(games[position])


def test_larger_games_are_gone_through() -> None:
    rng = np.random.default_rng(3)
    found = pure_pbe(SignallingGame(rng.random((2, 6, 6, 3)), np.full(6, 1 / 6)))
    assert found.complete
    assert found.certificate.holds.all()


def test_too_many_profiles_are_refused() -> None:
    with pytest.raises(UnsupportedGameError, match="merge types"):
        pure_pbe(SignallingGame(np.zeros((2, 8, 8, 2)), np.full(8, 0.125)))
