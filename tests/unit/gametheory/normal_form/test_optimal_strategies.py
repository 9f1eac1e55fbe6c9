"""All optimal strategies of small zero-sum games."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from flint import fmpq, fmpq_mat

from gametheory import UnsupportedGameError
from gametheory.normal_form import MatrixGame, bimatrix, minimax, optimal_strategies, zero_sum


def vertices_by_definition(a: np.ndarray, value: Fraction) -> set[tuple[Fraction, ...]]:
    """Vertices of {x in the simplex : x A >= value}: every choice of m - 1 tight inequalities, in fractions."""
    m, n = a.shape
    rows = [[fmpq(int(i == k)) for i in range(m)] for k in range(m)]
    rows += [[fmpq(int(a[i, j])) for i in range(m)] for j in range(n)]
    bounds = [fmpq(0)] * m + [fmpq(value.numerator, value.denominator)] * n
    found = set()
    for tight in combinations(range(m + n), m - 1):
        system = fmpq_mat([rows[k] for k in tight] + [[fmpq(1)] * m])
        if system.det() == 0:
            continue
        x = system.solve(fmpq_mat([[bounds[k]] for k in tight] + [[fmpq(1)]]))
        if all(sum(row[i] * x[i, 0] for i in range(m)) >= bound for row, bound in zip(rows, bounds, strict=True)):
            found.add(tuple(Fraction(int(x[i, 0].p), int(x[i, 0].q)) for i in range(m)))
    return found


def test_vertices_are_those_of_the_definition() -> None:
    random = np.random.default_rng(0)
    for size in [(2, 3), (3, 3), (4, 3), (4, 4)]:
        games = random.integers(0, 3, (12, *size))
        optimal = optimal_strategies(zero_sum(games))
        assert optimal.complete.all()
        for k, a in enumerate(games):
            value = Fraction(float(optimal.value[k])).limit_denominator(1000)
            row, column = optimal.of(k)
            for found, wanted in [
                (row, vertices_by_definition(a, value)),
                (column, vertices_by_definition(-a.T, -value)),
            ]:
                as_floats = {tuple(float(weight) for weight in vertex) for vertex in wanted}
                assert {tuple(vertex) for vertex in found.tolist()} == as_floats
                assert len(found) == len(wanted)


def test_equilibria_are_the_product_of_both_players_vertices() -> None:
    optimal = optimal_strategies(MatrixGame(np.zeros((3, 4))))
    assert [len(strategies) for strategies in optimal.strategies] == [3, 4]
    assert len(optimal.equilibria) == 12


def test_the_value_is_that_of_the_linear_program() -> None:
    games = MatrixGame(np.random.default_rng(1).random((3, 5, 4, 6)))
    optimal = optimal_strategies(games)
    np.testing.assert_allclose(optimal.value, minimax(games).payoffs[..., 0], atol=1e-12)
    assert (optimal.game[0] == np.arange(15)).all()  # generic games have one optimal strategy each


def test_other_games_are_refused() -> None:
    with pytest.raises(UnsupportedGameError, match="constant"):
        optimal_strategies(bimatrix([[1, 2]], [[1, 2]]))
