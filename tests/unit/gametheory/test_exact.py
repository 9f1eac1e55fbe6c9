import copy
import pickle
from fractions import Fraction
from itertools import combinations, product

import flint
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from gametheory import InvalidGameError, UnsupportedGameError, certify
from gametheory.equilibrium import certify_rows
from gametheory.exact import Reason, is_equilibrium, lemke_howson, prove, regret
from gametheory.exact.nearest import nearest_strategy
from gametheory.exact.pivoting import Dictionary
from gametheory.normal_form import NormalFormGame, all_labels, bimatrix, zero_sum
from gametheory.normal_form import lemke_howson as float_lemke_howson
from gametheory.residual import logit_residual

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
PENNIES_IN_THIRDS = bimatrix([[THIRD, -THIRD], [-THIRD, THIRD]], [[-THIRD, THIRD], [THIRD, -THIRD]])
STAG_HUNT = bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]])

quick = settings(max_examples=40, deadline=None)
small_integers = st.integers(-3, 3)
sizes = st.tuples(st.integers(1, 4), st.integers(1, 4))


@st.composite
def integer_bimatrices(draw, entries=small_integers, sizes=sizes):
    m, n = draw(sizes)
    matrix = st.lists(st.lists(entries, min_size=n, max_size=n), min_size=m, max_size=m)
    return np.array(draw(matrix)), np.array(draw(matrix))


@st.composite
def rational_strategies(draw, size):
    weights = draw(st.lists(st.integers(0, 5), min_size=size, max_size=size).filter(any))
    return [Fraction(weight, sum(weights)) for weight in weights]


# --- The verdict ---------------------------------------------------------------------------------


def test_mixing_evenly_is_the_equilibrium_of_matching_pennies_in_thirds():
    assert is_equilibrium(PENNIES_IN_THIRDS, ([HALF, HALF], [HALF, HALF]))


@pytest.mark.parametrize("slip", [Fraction(1, 10**30), -Fraction(1, 10**30)])
def test_a_profile_off_by_ten_to_the_minus_thirty_is_refused(slip):
    assert not is_equilibrium(PENNIES_IN_THIRDS, ([HALF, HALF], [HALF + slip, HALF - slip]))
    assert not is_equilibrium(PENNIES_IN_THIRDS, ([HALF, HALF], [HALF + slip, HALF]))


def test_payoffs_off_by_ten_to_the_minus_thirty_make_another_game():
    richer = bimatrix([[THIRD, -THIRD], [-THIRD, THIRD + Fraction(1, 10**30)]], [[-1, 1], [1, -1]])
    np.testing.assert_array_equal(richer.payoffs[0], PENNIES_IN_THIRDS.payoffs[0])
    assert not is_equilibrium(richer, ([HALF, HALF], [HALF, HALF]))


def test_floats_are_the_dyadic_rationals_that_they_are():
    anything_goes = bimatrix(np.zeros((1, 10)), np.zeros((1, 10)))
    assert not is_equilibrium(anything_goes, ([1.0], [0.1] * 10))
    assert is_equilibrium(anything_goes, ([1], [Fraction(1, 10)] * 10))
    assert is_equilibrium(PENNIES_IN_THIRDS, ([0.5, 0.5], np.array([1, 1], dtype=np.float32) / 2))


def test_rationals_of_flint_and_integers_of_any_kind_are_numbers():
    half = flint.fmpq(1, 2)
    assert is_equilibrium(PENNIES_IN_THIRDS, ([half, half], [HALF, 0.5]))
    for one, zero in [(flint.fmpz(1), flint.fmpz(0)), (np.int64(1), np.int64(0)), (True, False)]:
        assert is_equilibrium(STAG_HUNT, (np.array([one, zero], dtype=object), [1, 0]))


@pytest.mark.parametrize("weight", [np.nan, np.inf])
def test_what_is_not_finite_is_no_probability(weight):
    assert not is_equilibrium(STAG_HUNT, ([weight, 0.0], [1.0, 0.0]))
    assert (regret(STAG_HUNT, ([weight, 0.0], [1.0, 0.0])) == np.array([None, None])).all()


def test_masked_actions_are_no_deviations_and_carry_no_weight():
    game = bimatrix([[4, 0], [9, 9]], [[4, 3], [0, 3]], available=([True, False], [True, True]))
    assert is_equilibrium(game, ([1, 0], [1, 0]))
    assert not is_equilibrium(game, ([0, 1], [0, 1]))
    tiny = Fraction(1, 10**40)
    assert not is_equilibrium(game, ([1 - tiny, tiny], [1, 0]))


def test_a_single_player_maximises():
    game = NormalFormGame([[1, THIRD * 3, 0]], players=("hermit",))
    assert is_equilibrium(game, ([[THIRD, 1 - THIRD, 0]]))
    assert not is_equilibrium(game, ([[1 - THIRD, 0, THIRD]]))


def test_verdicts_broadcast_over_batches():
    games = bimatrix([[[1, 0], [0, 1]], [[1, 0], [2, 1]]], [[1, 0], [0, 1]])
    profiles = [[[1, 0]], [[0, 1]]]
    np.testing.assert_array_equal(is_equilibrium(games, (profiles, profiles)), [[True, False], [True, True]])


def test_an_empty_batch_has_no_verdicts():
    games = bimatrix(np.zeros((0, 2, 3)), np.zeros((0, 2, 3)))
    assert is_equilibrium(games, (np.zeros((0, 2)), np.zeros((0, 3)))).shape == (0,)
    assert regret(games, ([1, 0], [1, 0, 0])).shape == (0, 2)


@quick
@given(st.data())
def test_verdict_and_regret_follow_from_the_definition(data):
    count = data.draw(st.integers(1, 3))
    shape = data.draw(st.tuples(*[st.integers(1, 3)] * count))
    profiles = list(product(*map(range, shape)))
    payoffs = np.empty((count, *shape), dtype=object)
    for index in np.ndindex(*payoffs.shape):
        payoffs[index] = Fraction(data.draw(small_integers), data.draw(st.integers(1, 3)))
    strategies = [data.draw(rational_strategies(size)) for size in shape]

    def paid(i, profile):
        total = Fraction(0)
        for actions in profiles:
            weight = Fraction(1)
            for mine, action in zip(profile, actions, strict=True):
                weight *= mine[action]
            total += weight * payoffs[(i, *actions)]
        return total

    expected = []
    for i, size in enumerate(shape):
        pure = [[Fraction(int(a == b)) for b in range(size)] for a in range(size)]
        replies = [paid(i, [*strategies[:i], reply, *strategies[i + 1 :]]) for reply in pure]
        expected.append(max(replies) - paid(i, strategies))
    game = NormalFormGame(payoffs, players=("one", "two", "three")[:count])
    assert regret(game, strategies).tolist() == expected
    assert bool(is_equilibrium(game, strategies)) == (not any(expected))


@quick
@given(integer_bimatrices(st.floats(-1, 1)), st.data())
def test_the_certificate_bounds_the_exact_regret(matrices, data):
    game = bimatrix(*matrices)
    strategies = [np.array(data.draw(rational_strategies(size)), dtype=float) for size in game.sizes]
    bound = certify(game, strategies, strict=False).certificate.regret
    assert all(exact <= Fraction(upper) for exact, upper in zip(regret(game, strategies), bound.tolist(), strict=True))


@pytest.mark.parametrize(
    ("strategies", "complaint"),
    [
        (([1, 0],), "one array per player"),
        (([1, 0], [1, 0, 0]), "one array per player"),
        ((["1", "0"], [1, 0]), "real numbers"),
        (([1, [0]], [1, 0]), "rectangular"),
        (([None, 1], [1, 0]), "got None of type NoneType"),
        ((np.ones((2, 2)), np.ones((3, 2))), "must broadcast"),
    ],
)
def test_a_profile_of_another_form_is_refused_with_a_reason(strategies, complaint):
    with pytest.raises(InvalidGameError, match=complaint):
        is_equilibrium(STAG_HUNT, strategies)


def test_only_normal_form_games_are_judged():
    with pytest.raises(InvalidGameError, match="needs a NormalFormGame; got list"):
        is_equilibrium([[1]], ([1], [1]))


# --- Integer pivoting ----------------------------------------------------------------------------


@quick
@given(integer_bimatrices())
def test_exchanging_two_variables_twice_changes_nothing(matrices):
    rows = [[*row, 1] for row in matrices[0].tolist()]
    height, width = matrices[0].shape
    for row, column in np.argwhere(matrices[0]).tolist():
        t = Dictionary([line.copy() for line in rows], list(range(width, width + height)), list(range(width)))
        t.exchange(row, column)
        t.exchange(row, column)
        assert (t.rows, t.det, t.nonbasic) == (rows, 1, list(range(width)))


@quick
@given(integer_bimatrices(st.integers(0, 2)))
def test_every_path_ends_in_an_exact_equilibrium_where_the_float_path_ends(matrices):
    game = bimatrix(*matrices)
    labels = all_labels(game)
    exact = lemke_howson(game, initial_pivot=labels)
    assert is_equilibrium(game, exact).all()
    for ours, floats in zip(exact, float_lemke_howson(game, initial_pivot=labels).strategies, strict=True):
        np.testing.assert_allclose(ours.astype(float), floats, atol=1e-12)


def test_a_path_knows_masked_actions():
    mask = ([True, False, True], [True, True])
    game = bimatrix([[3, 3], [9, 9], [0, 6]], [[3, 2], [2, 6], [3, 1]], available=mask)
    x, y = lemke_howson(game, initial_pivot=all_labels(game))
    assert x[1].tolist() == [None] * 3
    assert y[1].tolist() == [None] * 2
    kept = [0, 2, 3, 4]
    assert is_equilibrium(game, (x[kept], y[kept])).all()


def test_a_label_out_of_range_is_refused():
    with pytest.raises(InvalidGameError, match="integers from 0 to 3"):
        lemke_howson(STAG_HUNT, initial_pivot=4)
    with pytest.raises(UnsupportedGameError, match="2 players"):
        lemke_howson(NormalFormGame([[1, 0]], players=("hermit",)))


@quick
@given(integer_bimatrices(st.integers(0, 4)), st.data())
def test_the_nearest_strategy_is_as_near_as_a_float_linear_program_finds(matrices, data):
    payoffs = matrices[0]
    m, k = payoffs.shape
    target = data.draw(rational_strategies(m))
    support = sorted(data.draw(st.sets(st.integers(0, m - 1), min_size=1)))
    tight = sorted(data.draw(st.sets(st.integers(0, k - 1), min_size=1)))
    found = nearest_strategy(payoffs.astype(object), support, tight, [float(weight) for weight in target])
    # Variables: x on the support, the value, the distance.
    worth = np.hstack([payoffs[support].T, -np.ones((k, 1)), np.zeros((k, 1))])
    apart = np.hstack([np.eye(len(support)), np.zeros((len(support), 1))])
    away = np.ones((len(support), 1))
    aim = np.array([float(target[i]) for i in support])
    least = linprog(
        [0] * (len(support) + 1) + [1],
        A_ub=np.vstack([worth, np.hstack([apart, -away]), np.hstack([-apart, -away])]),
        b_ub=np.concatenate([np.zeros(k), aim, -aim]),
        A_eq=np.vstack([worth[tight], [1] * len(support) + [0, 0]]),
        b_eq=[0] * len(tight) + [1],
    )
    assert (found is None) == (least.status == 2)
    if found is not None:
        assert max(abs(float(found[i] - target[i])) for i in support) == pytest.approx(least.fun, abs=1e-7)
        rewards = [sum(x * int(entry) for x, entry in zip(found, column, strict=True)) for column in payoffs.T]
        assert sum(found) == 1
        assert min(found) >= 0
        assert all(rewards[j] == max(rewards) for j in tight)


# --- Proofs --------------------------------------------------------------------------------------


def test_the_equilibrium_of_matching_pennies_in_thirds_is_proved():
    proof = prove(PENNIES_IN_THIRDS, float_lemke_howson(PENNIES_IN_THIRDS))
    assert proof.proved
    assert [strategy.tolist() for strategy in proof.strategies] == [[HALF, HALF], [HALF, HALF]]
    assert proof.payoffs.tolist() == [0, 0]
    assert proof.distance < 1e-15
    assert proof.reason == Reason.PROVED


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


@pytest.mark.parametrize("weight", [0.0, 0.2, 1 / 3])
def test_in_a_continuum_the_proof_is_the_point_of_it_beside_the_float_one(weight):
    # The column player is indifferent; the row player stays at home while y_0 <= 1/3.
    game = bimatrix([[0, 0], [2, -1]], [[5, 5], [0, 1]])
    proof = prove(game, certify(game, ([1.0, 0.0], [weight, 1 - weight])))
    assert proof.proved
    assert 0 <= proof.strategies[1][0] <= THIRD
    assert proof.distance < 1e-15


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


# --- Other numbers of players --------------------------------------------------------------------


def three_players(gain):
    """A game of two actions each, in which action 1 brings ``gain(how many of the others play it)``."""
    payoffs = np.zeros((3, 2, 2, 2), dtype=object)
    for profile in product(range(2), repeat=3):
        for i, action in enumerate(profile):
            payoffs[(i, *profile)] = Fraction(action * gain(sum(profile) - action))
    return NormalFormGame(payoffs, players=("one", "two", "three"))


def test_a_pure_equilibrium_of_three_players_is_proved():
    game = three_players(lambda others: THIRD * others - HALF)
    proof = prove(game, certify(game, ([1e-12, 1 - 1e-12], [0.0, 1.0], [0.0, 1.0])))
    assert [strategy.tolist() for strategy in proof.strategies] == [[0, 1]] * 3
    assert proof.payoffs.tolist() == [Fraction(1, 6)] * 3


def test_two_players_may_mix_beside_a_third_who_does_not():
    # The third prefers action 0 whatever the others do; they play a battle in uneven prizes.
    payoffs = np.zeros((3, 2, 2, 2), dtype=object)
    payoffs[0, 0, 0], payoffs[0, 1, 1] = 1234567, 7654321
    payoffs[1, 0, 0], payoffs[1, 1, 1] = -3, -10
    payoffs[2, :, :, 0] = THIRD
    game = NormalFormGame(payoffs, players=("one", "two", "three"))
    share = Fraction(7654321, 1234567 + 7654321)
    x, y = [Fraction(10, 13), Fraction(3, 13)], [share, 1 - share]
    proof = prove(game, certify(game, (np.array(x, float), np.array(y, float), [1.0, 0.0])))
    assert [strategy.tolist() for strategy in proof.strategies] == [x, y, [1, 0]]


def test_one_player_may_mix_as_far_as_the_others_stay_pure():
    # One is indifferent; two and three stay at action 0 only while one plays action 1 with at most 1/3.
    payoffs = np.zeros((3, 2, 2, 2), dtype=object)
    payoffs[1, 0, 1], payoffs[1, 1, 1] = -1, 2
    payoffs[2, 0, :, 1], payoffs[2, 1, :, 1] = -1, 2
    game = NormalFormGame(payoffs, players=("one", "two", "three"))
    proof = prove(game, certify(game, ([2 / 3 - 1e-10, 1 / 3 + 1e-10], [1.0, 0.0], [1.0, 0.0])))
    assert proof.strategies[0].tolist() == [2 * THIRD, THIRD]
    assert proof.distance == pytest.approx(1e-10, rel=1e-4)


def test_three_players_who_mix_in_simple_fractions_are_proved():
    payoffs = three_players(lambda others: -5 if others == 2 else 4)
    x = np.array([1 / 3, 2 / 3])
    proof = prove(payoffs, certify(payoffs, (x, x, x)))
    assert [strategy.tolist() for strategy in proof.strategies] == [[THIRD, 2 * THIRD]] * 3


def test_an_irrational_equilibrium_is_left_unproved_with_the_reason():
    # Indifference needs the chance that both others play action 1, p squared, to be 1/2.
    game = three_players(lambda others: -1 if others == 2 else 1)
    p = np.sqrt(0.5)
    proof = prove(game, certify(game, ([1 - p, p],) * 3))
    assert not proof.proved
    assert proof.reason == Reason.MANY_MIX
    assert "irrational" in Reason.MANY_MIX.advice


def test_three_players_beside_a_tie_that_is_none_are_left_unproved():
    game = three_players(lambda others: 1 - others - Fraction(1, 10**12) * (others == 1))
    proof = prove(game, certify(game, ([0.0, 1.0], [0.0, 1.0], [1.0, 0.0])))
    assert proof.reason == Reason.NOT_FOUND
    assert np.isnan(proof.distance)


def test_a_single_player_beside_a_tie_that_is_none_is_refuted():
    game = NormalFormGame([[1.0, 1 + 1e-12, 0.0]], players=("hermit",))
    proof = prove(game, certify(game, ([1.0, 0.0, 0.0],)))
    assert proof.reason == Reason.TOO_FAR
    assert proof.distance == 1.0


def test_a_single_player_who_mixes_over_the_best_is_proved():
    game = NormalFormGame([[THIRD, 0, THIRD]], players=("hermit",))
    proof = prove(game, certify(game, ([0.3, 0.0, 0.7],)))
    assert proof.proved
    assert proof.distance < 1e-15
    assert proof.payoffs.tolist() == [THIRD]


# --- The object, and what is refused -------------------------------------------------------------


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


# --- A larger search -----------------------------------------------------------------------------


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
