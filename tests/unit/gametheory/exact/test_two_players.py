"""Proofs for two players, beside brute force and on random games of every kind."""

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametheory import certify
from gametheory.exact import Reason, is_equilibrium, prove
from gametheory.exact.nearest import nearest_strategy
from gametheory.normal_form import all_labels, bimatrix
from gametheory.normal_form import lemke_howson as float_lemke_howson
from tests.unit.gametheory.exact.cases import THIRD, integer_bimatrices, quick


def solution(equations, right):
    """The only solution of a square system in fractions, or None."""
    rows = [[*map(Fraction, row), Fraction(value)] for row, value in zip(equations, right, strict=True)]
    for k in range(len(rows)):
        pivot = next((row for row in rows[k:] if row[k]), None)
        if pivot is None:
            return None
        rows.remove(pivot)
        pivot = [entry / pivot[k] for entry in pivot]
        rows = [[a - row[k] * b for a, b in zip(row, pivot, strict=True)] for row in rows]
        rows.insert(k, pivot)
    return [row[-1] for row in rows]


def indifferent(payoffs, own, other):
    """The weights on ``own`` that make the opponent indifferent over ``other``, as a whole strategy."""
    found = solution(
        [[*(payoffs[i][j] for i in own), -1] for j in other] + [[1] * len(own) + [0]], [0] * len(other) + [1]
    )
    return None if found is None else [found[own.index(i)] if i in own else Fraction(0) for i in range(len(payoffs))]


def by_supports(row, column):
    """Every equilibrium with supports of equal size and only one strategy each, from the definition."""
    m, n = len(row), len(row[0])
    found = []
    for size in range(1, min(m, n) + 1):
        for own, other in product(combinations(range(m), size), combinations(range(n), size)):
            x = indifferent(column, own, other)
            y = indifferent([list(line) for line in zip(*row, strict=True)], other, own)
            if x is None or y is None or min(x + y) < 0:
                continue
            row_worth = [sum(map(Fraction.__mul__, y, map(Fraction, line))) for line in row]
            column_worth = [sum(map(Fraction.__mul__, x, map(Fraction, line))) for line in zip(*column, strict=True)]
            if all(row_worth[i] == max(row_worth) for i in own) and all(
                column_worth[j] == max(column_worth) for j in other
            ):
                found.append((x, y))
    return found


@quick
@given(integer_bimatrices(st.integers(-1000, 1000), st.tuples(st.integers(1, 3), st.integers(1, 3))))
def test_the_proof_is_one_of_the_equilibria_that_brute_force_finds(matrices):
    game = bimatrix(*matrices)
    every = by_supports(*(matrix.tolist() for matrix in matrices))
    assert all(is_equilibrium(game, profile) for profile in every)
    proof = prove(game, float_lemke_howson(game, initial_pivot=all_labels(game)))
    assert proof.proved.all()
    # In a nondegenerate game there is nothing else: an odd number, and each has supports of equal size.
    if len(every) % 2:
        supports = {tuple(tuple(weight > 0 for weight in side) for side in profile) for profile in every}
        for x, y in zip(*proof.strategies, strict=True):
            if (tuple(x > 0), tuple(y > 0)) in supports:
                assert (x.tolist(), y.tolist()) in every


@pytest.mark.parametrize("weight", [0.0, 0.2, 1 / 3])
def test_in_a_continuum_the_proof_is_the_point_of_it_beside_the_float_one(weight):
    # The column player is indifferent; the row player stays at home while y_0 <= 1/3.
    game = bimatrix([[0, 0], [2, -1]], [[5, 5], [0, 1]])
    proof = prove(game, certify(game, ([1.0, 0.0], [weight, 1 - weight])))
    assert proof.proved
    assert 0 <= proof.strategies[1][0] <= THIRD
    assert proof.distance < 1e-15


def test_an_equilibrium_off_the_supports_of_the_float_one_is_found():
    # Action 0 is better by 1e-9, against all but the weight of 5e-13 that makes the column player indifferent.
    game = bimatrix([[1.999999999, 2.0], [2.000000001, 2.0]], [[3e-10, 2.000000000001], [1e-12, 0.0]])
    proof = prove(game, certify(game, ([0.0, 1.0], [0.0, 1.0])))
    assert proof.proved
    assert 1e-13 < proof.distance < 1e-12
    assert is_equilibrium(game, proof.strategies)


def nearest_by_brute_force(game, x, y):
    """The distance of the nearest exact equilibrium, over every pair of supports."""
    sides = [[[int(Fraction(entry) * 2**200) for entry in line] for line in side] for side in game.payoffs.tolist()]
    row, column = (np.array(side, dtype=object) for side in sides)
    every = [
        [subset for size in range(1, len(aim) + 1) for subset in combinations(range(len(aim)), size)] for aim in (x, y)
    ]
    nearest = Fraction(2)
    for own, other in product(*every):
        exact = [nearest_strategy(column - column.min(), own, other, x)]
        exact += [nearest_strategy((row - row.min()).T, other, own, y)]
        if None not in exact:
            gaps = [
                abs(a - Fraction(b))
                for mine, aim in zip(exact, (x, y), strict=True)
                for a, b in zip(mine, aim, strict=True)
            ]
            nearest = min(nearest, max(gaps))
    return nearest


near_ties = st.builds(
    lambda whole, bit: whole + bit, st.integers(0, 2), st.sampled_from([0, 1e-9, -1e-9, 1e-12, 2**-45])
)


@quick
@given(integer_bimatrices(near_ties, st.tuples(st.integers(1, 3), st.integers(1, 3))))
def test_answers_to_games_of_near_ties_are_proved_or_refuted_as_brute_force_does(matrices):
    game = bimatrix(*matrices)
    answer = float_lemke_howson(game, strict=False)
    if not np.isnan(answer.payoffs).any():
        proof = prove(game, answer)
        assert proof.reason in (Reason.PROVED, Reason.TOO_FAR)
        nearest = nearest_by_brute_force(game, *(strategy.tolist() for strategy in answer.strategies))
        assert bool(proof.proved) == (nearest <= Fraction(1e-6))
        assert nearest <= Fraction(proof.distance.item())


def random_games(kind, m, n, count, rng):
    """Games of one kind: general, degenerate, masked, exact, or of wild magnitudes."""
    shape = (count, m, n)
    small, available = rng.integers(0, 3, (2, *shape)), None
    sides = list(rng.random((2, *shape)))
    if kind == "small integers":
        sides = list(small)
    elif kind == "digits":
        sides = list(rng.integers(0, 10, (2, *shape)))
    elif kind == "duplicates":
        rows, columns = rng.integers(0, m, m), rng.integers(0, n, n)
        sides = [side[:, rows][:, :, columns] for side in sides]
    elif kind == "masked":
        available = [rng.random((count, size)) < 0.6 for size in (m, n)]
        for mask in available:
            mask[np.arange(count), rng.integers(0, mask.shape[1], count)] = True
    elif kind == "thirds":
        sides = [side.astype(object) * THIRD + Fraction(0) for side in small]
    elif kind == "far exponents":
        sides = [side * np.exp2(rng.integers(-500, 501, (count, 1, 1)).astype(float)) for side in small]
    elif kind == "wide spread":
        sides = [rng.standard_normal(shape) * np.exp2(rng.uniform(0, 20, shape)) for _ in sides]
    return bimatrix(*sides, available=available)


KINDS = [
    "uniform",
    "small integers",
    "digits",
    "duplicates",
    "masked",
    "thirds",
    "far exponents",
    "wide spread",
]

as_fractions = np.vectorize(Fraction, otypes=[object])


def prove_every_answer(kind, count, rng):
    for m, n in product(range(1, 7), repeat=2):
        games = random_games(kind, m, n, count, rng)
        answers = float_lemke_howson(games, initial_pivot=np.array([[0], [m - 1], [m], [m + n - 1]]), strict=False)
        proof = prove(games, answers)
        np.testing.assert_array_equal(proof.proved, ~np.isnan(answers.payoffs).any(axis=-1))
        assert (proof.distance[proof.proved] < 1e-9).all()
        proved = proof.proved[..., None]
        exact = [np.where(proved, strategy, Fraction(0)) for strategy in proof.strategies]
        np.testing.assert_array_equal(is_equilibrium(games, exact), proof.proved)
        farthest = np.zeros(proof.proved.shape, dtype=object)
        for mine, floats in zip(exact, answers.strategies, strict=True):
            gaps = abs(mine - as_fractions(np.where(proved, floats, 0.0)))
            farthest = np.maximum(farthest, gaps.max(axis=-1))
        assert (farthest <= as_fractions(np.where(proof.proved, proof.distance, 0.0))).all()


@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_to_a_random_game_is_proved(kind):
    prove_every_answer(kind, 2, np.random.default_rng(20240))


@pytest.mark.deep
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_to_ten_thousand_random_games_is_proved(kind):
    prove_every_answer(kind, 36, np.random.default_rng(20241))
