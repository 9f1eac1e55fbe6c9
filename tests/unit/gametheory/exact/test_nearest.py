"""The nearest strategy of given support and tight actions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from gametheory.exact.nearest import nearest_strategy
from tests.unit.gametheory.exact.cases import integer_bimatrices, quick, rational_strategies


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
