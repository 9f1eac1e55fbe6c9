"""Optimal commitment, against exact enumeration of the vertices of every reply's region."""

from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from gametheory import InvalidGameError, UnsupportedGameError, certify
from gametheory.normal_form import (
    NormalFormGame,
    bimatrix,
    lemke_howson,
    stackelberg,
    support_enumeration,
    value_of_commitment,
    vertex_enumeration,
    zero_sum,
)
from gametheory.normal_form.commitment_lp import commitment_by_highs
from gametheory.residual import commitment_residual, pessimistic_commitment_residual, reply_classes

RNG = np.random.default_rng(0)


def vertices(equation: list[Any], limits: list[list[Any]]) -> list[tuple[Fraction, ...]]:
    """The vertices of {z : equation, limits[:, :-1] @ z <= limits[:, -1]}, by brute force."""
    found = set()
    for tight in combinations(limits, len(equation) - 2):
        rows = [[fmpq(entry) for entry in row] for row in (equation, *tight)]
        matrix = fmpq_mat([row[:-1] for row in rows])
        if matrix.det() != 0:
            point = matrix.solve(fmpq_mat([[row[-1]] for row in rows]))
            z = tuple(Fraction(int(entry.p), int(entry.q)) for entry in point.entries())
            if all(sum(a * b for a, b in zip(row, z, strict=False)) <= row[-1] for row in limits):
                found.add(z)
    return sorted(found)


def commitment_values(a: Any, b: Any) -> tuple[Fraction, Fraction]:
    """The leader's payoff with favourable and with unfavourable ties, for integer payoffs."""
    a, b = a.astype(int).tolist(), b.astype(int).tolist()
    actions, replies = range(len(a)), range(len(a[0]))
    high, low = [], []
    for j in replies:
        limits = [[-int(i == k) for k in actions] + [0] for i in actions]
        limits += [[b[i][k] - b[i][j] for i in actions] + [0] for k in replies]
        region = vertices([1] * len(a) + [1], limits)
        high += [sum(x[i] * a[i][j] for i in actions) for x in region]
        directions = [[fmpq(*(p - q).as_integer_ratio()) for p, q in zip(x, region[0], strict=True)] for x in region]
        if region and fmpq_mat(directions).rank() == len(a) - 1:
            equal = [k for k in replies if all(b[i][k] == b[i][j] for i in actions)]
            limits = [[*row[:-1], 0, row[-1]] for row in limits]
            limits += [[-a[i][k] for i in actions] + [1, 0] for k in equal]
            low += [z[-1] for z in vertices([1] * len(a) + [0, 1], limits)]
    return max(high), max(low)


@pytest.mark.parametrize(("m", "n"), [(2, 2), (3, 2), (2, 4), (3, 3), (1, 3), (3, 1)])
@pytest.mark.parametrize("top", [2, 3, 10])
def test_both_values_are_those_of_exact_enumeration(m: int, n: int, top: int) -> None:
    a, b = RNG.integers(0, top, (2, 20, m, n))
    b[:5, :, -1] = b[:5, :, 0]  # replies that are always equal
    by_row = stackelberg(bimatrix(a, b))
    by_column = stackelberg(bimatrix(b.swapaxes(1, 2), a.swapaxes(1, 2)), leader="column")
    exact = np.array([commitment_values(*pair) for pair in zip(a, b, strict=True)], dtype=float)
    for answer, leader in ((by_row, 0), (by_column, 1)):
        np.testing.assert_allclose(answer.favourable.payoffs[:, leader], exact[:, 0], atol=1e-12)
        np.testing.assert_allclose(answer.unfavourable.payoffs[:, leader], exact[:, 1], atol=1e-12)


def test_highs_agrees_with_pivoting() -> None:
    games = bimatrix(*RNG.integers(0, 4, (2, 12, 4, 4)))
    kinds = reply_classes(games, 0)
    x_high, reply_high, prices, x_low, reply_low, low_prices, left_out, status, steps = commitment_by_highs(
        games, 0, kinds
    )
    pivoted = stackelberg(games)
    for x, reply, residual, answer in (
        (x_high, reply_high, commitment_residual(0, prices), pivoted.favourable),
        (x_low, reply_low, pessimistic_commitment_residual(0, low_prices, left_out), pivoted.unfavourable),
    ):
        by_highs = certify(games, (x, np.eye(4)[reply]), status, steps, residual=residual)
        np.testing.assert_allclose(by_highs.payoffs[:, 0], answer.payoffs[:, 0], atol=1e-9)


def test_an_inspector_who_commits_deters_and_inspects_no_more_often() -> None:
    cost, caught, fine = 0.2, 0.5, 3.0  # cost < caught < 1
    game = bimatrix(
        [[-cost, -caught], [0, -1]], [[0, -fine], [0, 1]],
        players=("inspector", "inspectee"), actions=(("inspect", "trust"), ("comply", "violate")),
    )  # fmt: skip
    committed, nash = stackelberg(game, leader="inspector"), lemke_howson(game)
    inspected = 1 / (1 + fine)
    assert committed.favourable.strategies[0].tolist() == pytest.approx([inspected, 1 - inspected])
    assert committed.favourable.strategies[1].tolist() == [1, 0]
    assert nash.strategies[0][0] == pytest.approx(inspected)
    gain = value_of_commitment(committed, support_enumeration(game))
    assert gain.over_best == pytest.approx(cost / (1 - caught + cost) - cost / (1 + fine))
    assert not committed.attained  # at the border the inspectee might as well violate


def test_a_reply_that_is_best_at_one_point_only_helps_only_if_ties_are_favourable() -> None:
    game = bimatrix([[0, 0, 10], [0, 0, 10]], [[2, 0, 1], [0, 2, 1]])
    commitment = stackelberg(game)
    assert (commitment.favourable.payoffs[0], commitment.unfavourable.payoffs[0]) == (10, 0)
    assert commitment.attained
    slip = Fraction(1, 10**30)  # now it has an interior, narrower than float64 can tell
    wider = bimatrix([[0, 0, 10], [0, 0, 10]], [[2, 0, 1 + slip], [0, 2, 1 + slip]])
    assert stackelberg(wider).unfavourable.payoffs[0] == pytest.approx(10)
    narrower = bimatrix([[0, 0, 10], [0, 0, 10]], [[2, 0, 1 - slip], [0, 2, 1 - slip]])
    assert stackelberg(narrower).unfavourable.payoffs[0] == 0


def test_a_follower_who_never_cares_gives_the_leader_the_best_or_the_maxmin() -> None:
    commitment = stackelberg(bimatrix([[3, 0], [0, 1]], np.zeros((2, 2))))
    assert commitment.favourable.payoffs[0] == 3
    assert commitment.unfavourable.payoffs[0] == pytest.approx(3 / 4)


def test_commitment_never_hurts_against_the_equilibrium_of_the_same_standing() -> None:
    for top in (2, 3, 20):
        games = bimatrix(*RNG.integers(0, top, (2, 300, 3, 3)))
        gain = value_of_commitment(stackelberg(games), vertex_enumeration(games))
        assert gain.complete.all()
        assert (gain.over_best >= -1e-12).all()
        assert (gain.over_worst >= -1e-12).all()
        assert (gain.over_worst > 0.1).any()


def test_commitment_is_worth_nothing_in_zero_sum_games() -> None:
    games = zero_sum(RNG.random((50, 4, 4)))
    committed = stackelberg(games)
    np.testing.assert_allclose(committed.favourable.payoffs, lemke_howson(games).payoffs, atol=1e-12)
    np.testing.assert_allclose(committed.unfavourable.payoffs, committed.favourable.payoffs, atol=1e-12)


def test_units_and_labels_do_not_matter_and_masked_actions_are_not_there() -> None:
    a, b = RNG.integers(0, 6, (2, 40, 3, 4)).astype(float)
    plain = stackelberg(bimatrix(a, b))
    moved = stackelberg(bimatrix(a * 4 - 7, b * 0.5 + 100))
    for name in ("favourable", "unfavourable"):
        one, other = getattr(plain, name), getattr(moved, name)
        np.testing.assert_array_equal(one.strategies[0], other.strategies[0])
        np.testing.assert_array_equal(one.strategies[1], other.strategies[1])
    order = [2, 0, 3, 1]
    relabelled = stackelberg(bimatrix(a[:, ::-1][..., order], b[:, ::-1][..., order]))
    wide_a, wide_b = (np.full((40, 4, 5), 99.0) for _ in range(2))
    wide_a[:, 1:, :4], wide_b[:, 1:, :4] = a, b
    mask = ([False, True, True, True], [True] * 4 + [False])
    masked = stackelberg(bimatrix(wide_a, wide_b, available=mask))
    for answer in (relabelled, masked):
        np.testing.assert_allclose(answer.favourable.payoffs[:, 0], plain.favourable.payoffs[:, 0], atol=1e-12)
        np.testing.assert_allclose(answer.unfavourable.payoffs[:, 0], plain.unfavourable.payoffs[:, 0], atol=1e-12)


def test_a_batch_equals_the_loop_over_its_games() -> None:
    games = bimatrix(*RNG.integers(0, 3, (2, 4, 5, 3, 3)))
    batch = stackelberg(games)
    for index in np.ndindex(4, 5):
        alone = stackelberg(games[index])
        np.testing.assert_array_equal(batch.favourable.strategies[0][index], alone.favourable.strategies[0])
        np.testing.assert_array_equal(batch.unfavourable.strategies[0][index], alone.unfavourable.strategies[0])
        assert batch.attained[index] == alone.attained
    assert stackelberg(games[:0]).attained.shape == (0, 5)


def test_large_games_are_certified() -> None:
    answer = stackelberg(bimatrix(*RNG.random((2, 60, 80))))
    assert answer.favourable.certificate.relative_regret < 1e-11


def test_the_residual_refuses_what_is_not_optimal_and_bounds_that_bound_nothing() -> None:
    game = bimatrix([[2, 4], [1, 3]], [[1, 0], [0, 1]])
    # Reply 1 pays at most max(1 - p, 2/3 + p) of the range, 5/6 with a multiplier p of 1/6; the range is 3.
    multipliers = np.array([[0, 0], [1 / 6, 0]])

    def holds(x: list[float], multipliers: Any) -> bool:
        answer = certify(game, (x, [0, 1]), residual=commitment_residual(0, multipliers), strict=False)
        return bool(answer.certificate.holds)

    assert holds([0.5, 0.5], multipliers)
    assert not holds([0.4, 0.6], multipliers)
    assert not holds([0.6, 0.4], multipliers)  # reply 1 is not a best one
    assert not holds([0.5, 0.5], 2 * multipliers)
    with pytest.raises(InvalidGameError, match="non-negative"):
        commitment_residual(0, -multipliers)(game, ([0.5, 0.5], [0, 1]))


def test_the_pessimistic_residual_counts_the_worst_of_a_class_and_only_classes_with_an_interior() -> None:
    game = bimatrix([[3, 0, 2], [0, 1, 2]], [[1, 1, 0], [1, 1, 0]])  # the first two replies are one class
    both = np.array([[0.25, 0.75, 0], [0, 0, 0], [0, 0, 1]])  # 1/4 of (3, 0) and 3/4 of (0, 1) pay 3/4 throughout
    beaten = np.array([0, 0, 1]) > 0

    def regret(x: list[float], reply: int, left_out: Any, multipliers: Any = both) -> float:
        residual = pessimistic_commitment_residual(0, multipliers, left_out)
        return float(residual(game, (x, np.eye(3)[reply])).regret[0])

    assert regret([0.25, 0.75], 0, beaten) < 1e-12
    assert regret([0.25, 0.75], 1, beaten) < 1e-12
    assert regret([1, 0], 0, beaten) == pytest.approx(0.75)  # reply 1 is as good, and pays the leader nothing
    assert regret([0.25, 0.75], 0, ~np.ones(3, dtype=bool)) == pytest.approx(1.25)  # reply 2 is not excused
    assert regret([0.25, 0.75], 2, beaten) == np.inf  # and not to be had
    assert regret([0.25, 0.75], 0, beaten, np.eye(3)) > 2  # reply 0 alone bounds nothing below 3


@pytest.mark.deep
@pytest.mark.parametrize(("m", "n"), [(2, 2), (2, 5), (3, 3), (3, 4), (4, 3)])
def test_both_values_are_exact_on_many_games(m: int, n: int) -> None:
    for top in (2, 3, 4, 30):
        a, b = RNG.integers(0, top, (2, 300, m, n))
        found = stackelberg(bimatrix(a, b))
        exact = np.array([commitment_values(*pair) for pair in zip(a, b, strict=True)], dtype=float)
        np.testing.assert_allclose(found.favourable.payoffs[:, 0], exact[:, 0], atol=1e-12)
        np.testing.assert_allclose(found.unfavourable.payoffs[:, 0], exact[:, 1], atol=1e-12)


def test_wrong_players_are_refused() -> None:
    game = bimatrix([[1, 0]], [[1, 0]])
    with pytest.raises(InvalidGameError, match="leader needs to be 0, 1 or one of the names"):
        stackelberg(game, leader="nobody")
    with pytest.raises(UnsupportedGameError):
        stackelberg(NormalFormGame(np.zeros((3, 2, 2, 2)), players=("a", "b", "c")))
    with pytest.raises(InvalidGameError, match="Nash equilibria of the same games"):
        value_of_commitment(stackelberg(game), support_enumeration(game[None], strict=False))
