"""What a proof promises, and what it refuses."""

import copy
import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametheory import InvalidGameError, UnsupportedGameError, certify
from gametheory.equilibrium import certify_rows
from gametheory.exact import Reason, is_equilibrium, prove
from gametheory.normal_form import all_labels, bimatrix, zero_sum
from gametheory.normal_form import lemke_howson as float_lemke_howson
from gametheory.residual import logit_residual
from tests.unit.gametheory.exact.cases import (
    HALF,
    PENNIES_IN_THIRDS,
    STAG_HUNT,
    integer_bimatrices,
    quick,
    small_integers,
)


def test_the_equilibrium_of_matching_pennies_in_thirds_is_proved():
    proof = prove(PENNIES_IN_THIRDS, float_lemke_howson(PENNIES_IN_THIRDS))
    assert proof.proved
    assert [strategy.tolist() for strategy in proof.strategies] == [[HALF, HALF], [HALF, HALF]]
    assert proof.payoffs.tolist() == [0, 0]
    assert proof.distance < 1e-15
    assert proof.reason == Reason.PROVED


@quick
@given(integer_bimatrices(), st.integers(1, 5), st.integers(1, 5), st.lists(small_integers, min_size=8, max_size=8))
def test_the_proof_of_an_affinely_changed_game_is_the_same(matrices, up, down, shifts):
    row, column = matrices
    m, n = row.shape
    factor = Fraction(up, down)
    changed = (
        row.astype(object) * factor + np.array([Fraction(shift, 7) for shift in shifts[:n]]),
        column.astype(object) / factor + np.array([[Fraction(shift, 3)] for shift in shifts[-m:]]),
    )
    game, other = bimatrix(row, column), bimatrix(*changed)
    answer = float_lemke_howson(game)
    proof, same = prove(game, answer), prove(other, answer)
    assert proof.proved
    assert [x.tolist() for x in proof.strategies] == [x.tolist() for x in same.strategies]
    assert proof.distance == same.distance


@quick
@given(integer_bimatrices(st.floats(0, 1)), st.randoms())
def test_relabelling_the_game_relabels_the_proof(matrices, random):
    row, column = matrices
    rows, columns = list(range(row.shape[0])), list(range(row.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    answer = float_lemke_howson(bimatrix(row, column), strict=False)
    if np.isnan(answer.payoffs).any():
        return
    game, other = bimatrix(row, column), bimatrix(row[rows][:, columns], column[rows][:, columns])
    x, y = answer.strategies
    proof = prove(game, answer, distance=2.0)
    relabelled = prove(other, certify(other, (x[rows], y[columns])), distance=2.0)
    assert proof.proved
    assert relabelled.proved
    if proof.distance < 1e-12:  # an answer that is off leaves a choice between neighbours
        np.testing.assert_allclose(
            relabelled.strategies[0].astype(float), proof.strategies[0][rows].astype(float), atol=1e-11
        )


def test_a_weight_that_is_rounding_is_left_out():
    proof = prove(STAG_HUNT, certify(STAG_HUNT, ([1 - 1e-11, 1e-11], [1.0, 0.0])))
    assert proof.proved
    assert proof.strategies[0].tolist() == [1, 0]
    assert Fraction(proof.distance.item()) >= Fraction(1e-11)


def test_an_answer_far_from_every_exact_equilibrium_is_not_proved():
    game = bimatrix([[0.0, 0.0, 0.0]], [[1.0, 1 + 1e-12, 0.0]])
    answer = certify(game, ([1.0], [1.0, 0.0, 0.0]))
    proof = prove(game, answer)
    assert not proof.proved
    assert proof.reason == Reason.TOO_FAR
    assert proof.distance == 1.0
    assert proof.strategies[1].tolist() == [None] * 3
    assert proof.payoffs.tolist() == [None, None]
    assert repr(proof) == "<Proof: 0 of 1 proved, within 0.0e+00; 1 TOO_FAR>"
    assert prove(game, answer, distance=1.0).strategies[1].tolist() == [0, 1, 0]


def test_where_the_solver_found_nothing_there_is_nothing_to_prove():
    games = bimatrix([[[4, 0], [3, 3]]] * 2, [[4, 3], [0, 3]])
    answer = certify(games, ([[1.0, 0.0], [0.5, 0.5]], [1.0, 0.0]), strict=False)
    proof = prove(games, answer)
    np.testing.assert_array_equal(proof.proved, [True, False])
    assert proof.reason.tolist() == [Reason.PROVED, Reason.NO_ANSWER]
    assert np.isnan(proof.distance[1])
    assert "the solver found none" in Reason(proof.reason[1]).advice


def test_masked_actions_get_probability_zero():
    mask = ([True, False, True], [True, True])
    game = bimatrix([[1, -1], [9, 9], [-1, 1]], [[-1, 1], [7, 8], [1, -1]], available=mask)
    proof = prove(game, float_lemke_howson(game))
    assert [strategy.tolist() for strategy in proof.strategies] == [[HALF, 0, HALF], [HALF, HALF]]


def test_an_empty_batch_has_an_empty_proof():
    games = bimatrix(np.zeros((0, 2, 3)), np.zeros((0, 2, 3)))
    proof = prove(games, float_lemke_howson(games))
    assert [strategy.shape for strategy in proof.strategies] == [(0, 2), (0, 3)]
    assert proof.payoffs.shape == (0, 2)
    assert repr(proof) == "<Proof: 0 of 0 proved, within 0.0e+00>"


def test_the_answers_of_every_label_are_proved_on_a_leading_axis():
    games = zero_sum(np.arange(12).reshape(2, 2, 3) % 5)
    answers = float_lemke_howson(games, initial_pivot=all_labels(games))
    proof = prove(games, answers)
    assert proof.proved.shape == (5, 2)
    assert proof.proved.all()
    assert is_equilibrium(games, proof.strategies).all()


def test_rows_of_equilibria_are_proved_each_in_its_own_game():
    games = bimatrix([[[4, 0], [3, 3]], [[1, 0], [0, 1]]], [[[4, 3], [0, 3]], [[-1, 0], [0, -1]]])
    x = np.array([[1, 0], [0, 1], [0.75, 0.25], [0.5, 0.5]])
    rows = certify_rows(games, (x, x.copy()), np.array([0, 0, 0, 1]), [True, True], [0, 0])
    proof = prove(games, rows)
    assert proof.proved.all()
    assert proof.proved.shape == (4,)
    assert proof.strategies[0][2].tolist() == [Fraction(3, 4), Fraction(1, 4)]
    assert proof.payoffs[:, 0].tolist() == [4, 3, 3, HALF]
    assert prove(games[1], rows.of(1)).payoffs.tolist() == [[HALF, -HALF]]


def test_a_proof_is_a_frozen_value():
    proof = prove(STAG_HUNT, float_lemke_howson(STAG_HUNT))
    assert proof == prove(STAG_HUNT, float_lemke_howson(STAG_HUNT))
    assert pickle.loads(pickle.dumps(proof)) == proof
    assert copy.deepcopy(proof) is proof
    assert hash(proof) == hash(pickle.loads(pickle.dumps(proof)))
    with pytest.raises(ValueError, match="read-only"):
        proof.strategies[0][0] = 1


def test_answers_to_another_game_or_of_another_concept_are_refused():
    answer = float_lemke_howson(STAG_HUNT)
    with pytest.raises(InvalidGameError, match="Pass the game that was solved"):
        prove(zero_sum([[1, 2, 3]]), answer)
    with pytest.raises(InvalidGameError, match="Pass the game that was solved"):
        prove(bimatrix(np.ones((3, 2, 2)), np.ones((3, 2, 2))), answer)
    noise = certify(STAG_HUNT, ([0.5, 0.5], [0.5, 0.5]), residual=logit_residual(0.0))
    with pytest.raises(UnsupportedGameError, match="'logit'"):
        prove(STAG_HUNT, noise)


@pytest.mark.parametrize("distance", [-1.0, np.nan, np.inf])
def test_a_distance_must_be_a_number_from_zero_up(distance):
    with pytest.raises(ValueError, match="distance"):
        prove(STAG_HUNT, float_lemke_howson(STAG_HUNT), distance=distance)
