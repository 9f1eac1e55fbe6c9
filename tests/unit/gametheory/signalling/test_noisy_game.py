"""Signalling games with types of the receiver or noise: what is taken, what is refused."""

import pickle
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, UnsupportedGameError
from gametheory.signalling import (
    NoisySignallingGame,
    SignallingGame,
    all_pbe,
    d1,
    from_tree,
    pure_pbe,
    supporting_beliefs,
    supporting_trembles,
    to_tree,
    tree_assessment,
    with_noise,
)

THIRD = Fraction(1, 3)


def zeros(*shape: int, **fields: Any) -> NoisySignallingGame:
    return NoisySignallingGame(np.zeros(shape), np.full(shape[1], 1 / shape[1]), **fields)


def test_what_is_not_given_is_one_type_and_no_noise() -> None:
    game = zeros(2, 2, 3, 4)
    assert game.payoffs.shape == (2, 2, 1, 3, 4)
    np.testing.assert_array_equal(game.receiver_prior, np.ones((2, 1)))
    np.testing.assert_array_equal(game.message_noise, np.eye(3))
    np.testing.assert_array_equal(game.reply_noise, np.eye(4))


def test_probabilities_are_spread_over_types_and_batch() -> None:
    game = NoisySignallingGame(
        np.zeros((5, 2, 2, 3, 2, 2)), [0.5, 0.5], [0.2, 0.3, 0.5], np.full((5, 2, 4), 0.25), [[1, 0], [0.5, 0.5]]
    )
    assert game.batch_shape == (5,)
    assert game.receiver_prior.shape == (5, 2, 3)
    assert game.possible.shape == (5, 3, 4)
    assert game[1:3].reply_noise.shape == (2, 2, 2)
    assert repr(game[0]).endswith("2 types, sender (2 messages, 4 signals) -> receiver (3 types, 2 replies)>")


def test_fractions_stay_fractions_in_copies_and_parts() -> None:
    games = NoisySignallingGame(
        np.full((3, 2, 2, 2, 2), THIRD), [THIRD, 1 - THIRD], message_noise=[[THIRD, 1 - THIRD], [0, 1]]
    )
    assert games.exact is not None
    assert games[1].exact is not None
    assert (games[1].exact.payoffs == THIRD).all()
    assert games[1].exact.message_noise[0, 0] == THIRD
    assert games[1] == games[2] == pickle.loads(pickle.dumps(games[2]))
    assert NoisySignallingGame(np.ones((2, 2, 2, 2)), [Fraction(1, 2)] * 2).exact is None
    plain = SignallingGame(np.full((2, 2, 2, 2), THIRD), [0.5, 0.5])
    carried = with_noise(plain, receiver_prior=[THIRD, 1 - THIRD]).exact
    assert carried is not None
    assert (carried.payoffs == THIRD).all()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: zeros(2, 2, 2), "need shape"),
        (lambda: NoisySignallingGame([[1, 2], [1]], [1]), "rectangular"),
        (lambda: NoisySignallingGame(np.zeros((2, 2, 2, 2)), [1, 0]), "drop the types of probability 0"),
        (lambda: zeros(2, 2, 2, 2, message_noise=[[0.5, 0.4], [0, 1]]), "message_noise must be non-negative"),
        (lambda: zeros(2, 2, 2, 2, message_noise=[[0.5, 0.5]] * 3), "message_noise needs a shape"),
        (lambda: zeros(2, 2, 2, 2, reply_noise=[[1.5, -0.5], [0, 1]]), "reply_noise must be"),
        (lambda: zeros(2, 2, 3, 2, 2, receiver_prior=[0.5, 0.5]), "receiver_prior needs a shape"),
        (lambda: zeros(2, 2, 2, 2, signals="abc"), "signals need one label"),
        (lambda: zeros(2, 2, 2, 2, receiver_types="ab"), "receiver_types need one label"),
        (lambda: zeros(2, 2, 2, 2, messages="abc"), "messages need one label"),
        (
            lambda: zeros(2, 2, 2, 2, reply_noise=[[0.5, 0.5], [0, 1]], available=([True, True], [True, False])),
            "carried out as one that does not",
        ),
        (lambda: with_noise(zeros(2, 2, 2, 2)), "a SignallingGame was needed"),  # type: ignore[arg-type]
    ],
)
def test_other_games_are_refused(make: Any, message: str) -> None:
    with pytest.raises(InvalidGameError, match=message):
        make()


def test_solvers_of_plain_games_refuse_and_say_who_does_not() -> None:
    game = zeros(2, 2, 2, 2)
    found = all_pbe(game)
    for refused in (lambda: d1(game, found), lambda: supporting_beliefs(game, found)):  # type: ignore[arg-type]
        with pytest.raises(UnsupportedGameError, match="supporting_trembles"):
            refused()
    with pytest.raises(InvalidGameError, match="see supporting_beliefs"):
        supporting_trembles(SignallingGame(np.zeros((2, 2, 2, 2)), [0.5, 0.5]), found)  # type: ignore[arg-type]


def test_games_beyond_complete_enumeration_are_refused() -> None:
    many = NoisySignallingGame(np.zeros((2, 2, 4, 4, 2)), [0.5, 0.5], np.full(4, 0.25))
    with pytest.raises(UnsupportedGameError, match="pure_pbe"):
        all_pbe(many)
    with pytest.raises(UnsupportedGameError, match="merge types or signals"):
        pure_pbe(NoisySignallingGame(np.zeros((2, 2, 4, 6, 2)), [0.5, 0.5], np.full(4, 0.25)))


def test_the_tree_has_chance_where_there_is_noise_and_nowhere_else() -> None:
    plain = SignallingGame(np.arange(16).reshape(2, 2, 2, 2), [0.5, 0.5], types="st", messages="lr", replies="ud")
    assert from_tree(to_tree(with_noise(plain))) == plain
    noisy = with_noise(
        plain,
        message_noise=[[1, 0], [0.25, 0.75]],
        reply_noise=[[0.5, 0.5], [0, 1]],
        receiver_prior=[[1, 0], [0.5, 0.5]],
    )
    tree = to_tree(noisy).tree
    assert [held.label for held in tree.sets] == [
        "sender: s",
        "receiver receiver type 0 after l",
        "receiver receiver type 0 after r",
        "sender: t",
        "receiver receiver type 1 after l",
        "receiver receiver type 1 after r",
    ]
    # Of type s the receiver has one type; message l is heard as l; a reply d is carried out as d.
    assert [len(actions) for actions in tree.chance_actions].count(1) == 2 + 3 + 9
    with pytest.raises(InvalidGameError, match="need shapes"):
        tree_assessment(noisy, (np.ones((2, 2)), np.ones((2, 2))), np.ones((2, 2)))
    with pytest.raises(InvalidGameError, match="see tree_beliefs"):
        tree_assessment(plain, (), ())  # type: ignore[arg-type]


def test_masked_messages_and_replies_are_left_out_of_the_tree() -> None:
    game = zeros(2, 2, 3, 3, available=([True, False, True], [True, True, False]))
    tree, found = to_tree(game), all_pbe(game)
    assert len(tree.tree.ends) == 8
    strategies, held = tree_assessment(game, found.strategies, found.beliefs)
    assert strategies[0].shape[1:] == strategies[1].shape[1:] == (2, 2)
    assert held.shape[1:] == (4, 2)
