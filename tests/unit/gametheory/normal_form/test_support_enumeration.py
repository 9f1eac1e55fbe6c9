"""All equilibria of nondegenerate games, and an honest flag on the others."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from gametheory import NoEquilibriumFoundError, Status
from gametheory.normal_form import bimatrix, pure_nash, support_enumeration, zero_sum


def test_the_number_of_equilibria_of_nondegenerate_games_is_odd() -> None:
    rng = np.random.default_rng(0)
    for size, games in [(2, 3000), (3, 3000), (4, 500), (5, 100)]:
        found = support_enumeration(bimatrix(*rng.random((2, games, size, size))))
        assert found.complete.all()
        assert (found.count % 2 == 1).all()


def test_random_two_by_two_games_have_the_known_distribution_of_pure_equilibria() -> None:
    rng = np.random.default_rng(1)
    count = pure_nash(bimatrix(*rng.random((2, 200_000, 2, 2)))).count
    shares = np.bincount(count, minlength=3) / len(count)
    # 0, 1, 2 pure equilibria with chances 1/8, 3/4, 1/8; four standard errors.
    np.testing.assert_allclose(shares, [1 / 8, 3 / 4, 1 / 8], atol=4 * np.sqrt(3 / 16 / 200_000))


def solve_exactly(matrix: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    """Gauss and Jordan over the rationals; None if singular."""
    k = len(matrix)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for c in range(k):
        pivot = next((r for r in range(c, k) if rows[r][c] != 0), None)
        if pivot is None:
            return None
        rows[c], rows[pivot] = rows[pivot], rows[c]
        rows[c] = [value / rows[c][c] for value in rows[c]]
        for r in range(k):
            if r != c:
                rows[r] = [value - rows[r][c] * lead for value, lead in zip(rows[r], rows[c], strict=True)]
    return [row[k] for row in rows]


def exact_equilibria(a: np.ndarray, b: np.ndarray) -> set[tuple[Fraction, ...]]:
    """Every equilibrium on nonsingular supports of equal size, by the definition, in fractions."""

    def weights(payoffs: list[list[Fraction]], own: tuple[int, ...], others: tuple[int, ...]) -> list[Fraction] | None:
        matrix = [[payoffs[i][j] - payoffs[own[0]][j] for j in others] for i in own[1:]] + [[Fraction(1)] * len(others)]
        solution = solve_exactly(matrix, [Fraction(0)] * (len(own) - 1) + [Fraction(1)])
        if solution is None or min(solution) <= 0:
            return None
        worth = [sum(payoffs[i][j] * w for j, w in zip(others, solution, strict=True)) for i in range(len(payoffs))]
        return solution if max(worth) == worth[own[0]] else None

    row = [[Fraction(int(value)) for value in line] for line in a]
    column = [[Fraction(int(value)) for value in line] for line in b.T]
    found = set()
    for k in range(1, min(a.shape) + 1):
        for own in combinations(range(a.shape[0]), k):
            for others in combinations(range(a.shape[1]), k):
                y, x = weights(row, own, others), weights(column, others, own)
                if x is not None and y is not None:
                    full = [Fraction(0)] * sum(a.shape)
                    for i, w in zip(own, x, strict=True):
                        full[i] = w
                    for j, w in zip(others, y, strict=True):
                        full[a.shape[0] + j] = w
                    found.add(tuple(full))
    return found


@pytest.mark.parametrize(("shape", "high"), [((2, 2), 3), ((3, 3), 3), ((3, 3), 10), ((3, 4), 10), ((4, 4), 6)])
def test_integer_games_agree_with_exact_arithmetic_row_by_row(shape: tuple[int, int], high: int) -> None:
    rng = np.random.default_rng(high)
    games = bimatrix(*rng.integers(0, high, (2, 40, *shape)))
    found = support_enumeration(games, strict=False)
    for k in range(40):
        exact = sorted(exact_equilibria(games.payoffs[k, 0], games.payoffs[k, 1]))
        mine = sorted(tuple(row) for row in np.concatenate(found.of(k).strategies, axis=-1))
        assert len(mine) == len(exact)
        if exact:
            np.testing.assert_allclose(mine, np.array(exact, dtype=float), atol=1e-12)
        if found.complete[k]:
            assert len(exact) % 2 == 1


def vertices(payoffs: list[list[Fraction]]) -> list[tuple[tuple[Fraction, ...], set[int]]]:
    """Every vertex of {y >= 0, sum y = 1, payoffs @ y <= v} with the rows that attain v."""
    m, n = len(payoffs), len(payoffs[0])
    found = {}
    for k in range(1, min(m, n) + 1):
        for others in combinations(range(n), k):
            for own in combinations(range(m), k):
                rows = [[payoffs[i][j] - payoffs[own[0]][j] for j in others] for i in own[1:]] + [[Fraction(1)] * k]
                solution = solve_exactly(rows, [Fraction(0)] * (k - 1) + [Fraction(1)])
                if solution is None or min(solution) < 0:
                    continue
                y = [Fraction(0)] * n
                for j, weight in zip(others, solution, strict=True):
                    y[j] = weight
                worth = [sum(p * w for p, w in zip(line, y, strict=True)) for line in payoffs]
                if max(worth) == worth[own[0]]:
                    found[tuple(y)] = {i for i in range(m) if worth[i] == max(worth)}
    return list(found.items())


@pytest.mark.parametrize(
    ("shape", "high"), [((2, 2), 3), ((2, 3), 3), ((3, 3), 3), ((3, 3), 5), ((3, 4), 3), ((4, 4), 3)]
)
def test_a_game_called_complete_misses_no_extreme_equilibrium(shape: tuple[int, int], high: int) -> None:
    rng = np.random.default_rng(sum(shape) * high)
    games = bimatrix(*rng.integers(0, high, (2, 80, *shape)))
    found = support_enumeration(games, strict=False)
    for k in range(80):
        a, b = ([[Fraction(int(value)) for value in line] for line in side] for side in games.payoffs[k])
        of_y, of_x = vertices(a), vertices([list(line) for line in zip(*b, strict=True)])
        extreme = [
            (x, y)
            for x, replies_to_x in of_x
            for y, replies_to_y in of_y
            if all(x[i] == 0 or i in replies_to_y for i in range(shape[0]))
            and all(y[j] == 0 or j in replies_to_x for j in range(shape[1]))
        ]
        if found.complete[k]:
            mine = {tuple(row) for row in np.concatenate(found.of(k).strategies, axis=-1).round(9)}
            assert mine == {tuple(np.array(x + y, dtype=float).round(9)) for x, y in extreme}
            assert len(mine) % 2 == 1


def test_a_tie_away_from_every_equilibrium_does_no_harm() -> None:
    # The column player's second action is strictly dominated; rows tie only against it.
    assert support_enumeration(bimatrix([[2, 1], [0, 1]], [[1, 0], [1, 0]])).complete


def test_a_game_with_a_continuum_is_not_called_complete() -> None:
    # Row's second action ties with the first against column's first: every mixture is an equilibrium.
    game = bimatrix([[1, 0], [1, -1]], [[1, 0], [1, 0]])
    found = support_enumeration(game)
    assert not found.complete


def test_strictly_dominated_actions_with_constant_differences_are_no_tie() -> None:
    dilemma = bimatrix([[3, 0], [4, 1]], [[3, 4], [0, 1]])
    found = support_enumeration(dilemma)
    assert found.complete
    assert found.payoffs.tolist() == [[1, 1]]


def test_a_game_without_equilibria_on_equal_supports_raises_and_says_why() -> None:
    rng = np.random.default_rng(2)
    games = bimatrix(*rng.integers(0, 10, (2, 5000, 3, 3)))
    with pytest.raises(NoEquilibriumFoundError, match=r"TIED.*lemke_howson"):
        support_enumeration(games)
    loose = support_enumeration(games, strict=False)
    assert ((loose.status == Status.TIED) == (loose.count == 0)).all()
    assert not loose.complete[loose.count == 0].any()
    for k in np.flatnonzero(loose.count == 0):
        assert not exact_equilibria(games.payoffs[k, 0], games.payoffs[k, 1])


def test_the_zero_sum_value_is_that_of_every_equilibrium() -> None:
    rng = np.random.default_rng(3)
    found = support_enumeration(zero_sum(rng.random((200, 4, 4))))
    assert (found.count == 1).all()


def test_rows_grow_beyond_the_first_allotment_of_slots() -> None:
    # A coordination game on k actions has 2**k - 1 equilibria.
    found = support_enumeration(bimatrix(np.eye(6), np.eye(6)))
    assert found.count == 63
    batch = support_enumeration(bimatrix(np.tile(np.eye(6), (9, 1, 1)), np.eye(6)))
    assert batch.count.tolist() == [63] * 9
    assert batch.of(8).strategies[0].tolist() == found.strategies[0].tolist()
