"""One certificate for every concept: it holds for the right answer and refuses a wrong one."""

import pickle
from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, NoEquilibriumFoundError, Status, certify
from gametheory.bayesian import BayesianGame, CutoffGame
from gametheory.equilibrium import canonical_order, certify_rows
from gametheory.normal_form import MatrixGame, NormalFormGame, bimatrix, lemke_howson, pure_nash, symmetric, zero_sum
from gametheory.residual import (
    bayes_nash_residual,
    cutoff_residual,
    logit_residual,
    markov_residual,
    minimax_residual,
    obedience_residual,
    sequential_residual,
)
from gametheory.signalling import SignallingGame
from gametheory.stochastic import StochasticGame

PENNIES = zero_sum([[1, -1], [-1, 1]])
CHICKEN = symmetric([[0, 7], [2, 6]])
BEER_OR_QUICHE = SignallingGame(
    [[[[0, 2], [1, 3]], [[1, 3], [0, 2]]], [[[1, 0], [1, 0]], [[0, 1], [0, 1]]]], [0.1, 0.9]
)


def grim_dilemma(discount: float) -> StochasticGame:
    """Cooperation lasts until the first defection; afterwards only defection exists."""
    dilemma = np.array([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])
    transitions = np.zeros((2, 2, 2, 2))
    transitions[..., 1] = 1
    transitions[0, 0, 0] = [1, 0]
    mask = np.array([[True, True], [False, True]])
    return StochasticGame(np.stack([dilemma, dilemma]), discount, transitions, available=(mask, mask))


GRIM = np.array([[1.0, 0.0], [0.0, 1.0]])
POOL_ON_BEER = np.array([[1.0, 0.0], [1.0, 0.0]])
BELIEVE_BEER = np.array([[0.0, 1.0], [1.0, 0.0]])


def logit_pennies() -> tuple[NormalFormGame, Any]:
    """A game whose logit equilibrium at precision 1 is known: payoffs are built around it."""
    x, y = np.array([0.8, 0.2]), np.array([0.3, 0.7])
    row = np.array([[np.log(0.8) / 0.3, 0.0], [0.0, np.log(0.2) / 0.7]])
    column = np.array([[np.log(0.3) / 0.8, 0.0], [0.0, np.log(0.7) / 0.2]])
    return bimatrix(row, column), (x, y)


LOGIT_GAME, LOGIT = logit_pennies()
BELIEFS = [[0.1, 0.9], [0.5, 0.5]]
# The second player of matching pennies plays for twice the stake with probability 1/4.
STAKES = BayesianGame(
    [[[PENNIES.payoffs[0]] * 2], [[PENNIES.payoffs[1], 2 * PENNIES.payoffs[1]]]], [[0.75, 0.25]]
)
INVEST = CutoffGame((lambda t, c: t - c[1] / 2 - 0.25, lambda t, c: t - c[0] / 2 - 0.25), (0, 0), (1, 1))

RIGHT: list[tuple[str, Any, Any, Any]] = [
    ("nash", PENNIES, ([0.5, 0.5], [0.5, 0.5]), None),
    ("minimax", MatrixGame([[1, -1], [-1, 1]]), ([0.5, 0.5], [0.5, 0.5]), minimax_residual),
    ("perfect bayesian", BEER_OR_QUICHE, (POOL_ON_BEER, BELIEVE_BEER), sequential_residual(BELIEFS)),
    ("markov perfect", grim_dilemma(0.5), (GRIM, GRIM), markov_residual),
    ("logit", LOGIT_GAME, LOGIT, logit_residual(1.0)),
    ("correlated", CHICKEN, (np.array([[0, 0.25], [0.25, 0.5]]),), obedience_residual),
    ("bayes-nash", STAKES, ([[0.5, 0.5]], [[2 / 3, 1 / 3], [0, 1]]), bayes_nash_residual),
    ("bayes-nash in cut-offs", INVEST, (0.5, 0.5), cutoff_residual),
]
WRONG: list[tuple[str, Any, Any, Any]] = [
    ("bayes-nash", STAKES, ([[0.5, 0.5]], [[2 / 3, 1 / 3], [0.1, 0.9]]), bayes_nash_residual),
    ("bayes-nash in cut-offs", INVEST, (0.5, 0.5 + 1e-6), cutoff_residual),
    ("nash", PENNIES, ([0.5, 0.5], [0.5 + 1e-6, 0.5 - 1e-6]), None),
    ("nash", PENNIES, ([0.5, 0.5], [0.5, 0.6]), None),  # not a probability
    ("minimax", MatrixGame([[1, -1], [-1, 1]]), ([0.5, 0.5], [0.6, 0.4]), minimax_residual),
    # Quiche must be thought to come from the weak type often enough to be fought.
    ("perfect bayesian", BEER_OR_QUICHE, (POOL_ON_BEER, BELIEVE_BEER), sequential_residual([[0.1, 0.9], [0.4, 0.6]])),
    # After beer, which both types choose, the belief is the prior.
    ("perfect bayesian", BEER_OR_QUICHE, (POOL_ON_BEER, BELIEVE_BEER), sequential_residual([[0.2, 0.8], [0.5, 0.5]])),
    ("markov perfect", grim_dilemma(0.5 - 1e-6), (GRIM, GRIM), markov_residual),
    # Defecting at first is an equilibrium, but an action that does not exist is none.
    ("markov perfect", grim_dilemma(0.5), (GRIM, np.array([[1.0, 0.0], [1.0, 0.0]])), markov_residual),
    ("logit", LOGIT_GAME, LOGIT, logit_residual(1.0 + 1e-6)),
    ("logit", bimatrix([[0, 0], [0, 0]], [[0, 0], [0, 0]]), ([0.4, 0.6], [0.5, 0.5]), logit_residual(2.0)),
    ("correlated", CHICKEN, (np.array([[0, 0.25], [0.2, 0.55]]),), obedience_residual),
]


def keywords(residual: Any) -> dict[str, Any]:
    return {} if residual is None else {"residual": residual}


@pytest.mark.parametrize(("concept", "game", "strategies", "residual"), RIGHT)
def test_the_certificate_holds_for_an_equilibrium(concept: str, game: Any, strategies: Any, residual: Any) -> None:
    equilibrium = certify(game, strategies, **keywords(residual))
    assert equilibrium.certificate.concept == concept
    assert equilibrium.certificate.holds
    assert equilibrium.certificate.relative_regret < 1e-11
    assert equilibrium.status == Status.SOLVED


@pytest.mark.parametrize(("concept", "game", "strategies", "residual"), WRONG)
def test_the_certificate_refuses_a_wrong_answer(concept: str, game: Any, strategies: Any, residual: Any) -> None:
    refused = certify(game, strategies, strict=False, **keywords(residual))
    assert refused.certificate.concept == concept
    assert not refused.certificate.holds
    assert all(np.isnan(strategy).all() for strategy in refused.strategies)
    assert np.isnan(refused.payoffs).all()
    assert refused.status == Status.REFUSED
    with pytest.raises(NoEquilibriumFoundError):
        certify(game, strategies, **keywords(residual))


def test_the_one_shot_bound_and_the_total_bound_differ_by_the_length_of_the_game() -> None:
    certificate = certify(grim_dilemma(0.4), (GRIM, GRIM), residual=markov_residual, strict=False).certificate
    # Defecting once pays 0.6 * (5 - 3) now and costs 0.4 * (3 - 1) later.
    assert certificate.regret == pytest.approx(0.6 * 2 - 0.4 * 2, abs=1e-9)
    assert certificate.total_regret is not None
    assert certificate.total_regret == pytest.approx(certificate.regret / 0.6)


def test_a_failure_names_the_game_the_reason_and_the_remedy_and_carries_every_answer() -> None:
    rng = np.random.default_rng(0)
    games = bimatrix(rng.random((3, 6, 6)), rng.random((3, 6, 6)))
    steps = lemke_howson(games).steps
    with pytest.raises(NoEquilibriumFoundError, match=r"STEP_LIMIT.*Raise max_steps.*strict=False") as caught:
        lemke_howson(games, max_steps=int(steps.max()) - 1)
    answers = caught.value.equilibrium
    assert caught.value.failed == [(int(k),) for k in np.flatnonzero(steps == steps.max())]
    assert answers.certificate.holds.sum() == 3 - len(caught.value.failed)
    assert pickle.loads(pickle.dumps(caught.value)).equilibrium == answers


def test_a_failed_slice_is_nan_and_the_others_are_untouched() -> None:
    games = bimatrix([[[1, 0], [0, 1]], [[2, 0], [0, 1]]], np.ones((2, 2, 2)) * [[1, 0], [0, 1]])
    pure = np.array([[1.0, 0.0], [0.5, 0.5]])
    answers = certify(games, (pure, np.array([[1.0, 0.0], [1.0, 0.0]])), strict=False)
    assert answers.certificate.holds.tolist() == [True, False]
    assert answers.strategies[0][0].tolist() == [1.0, 0.0]
    assert np.isnan(answers.strategies[0][1]).all()


def test_certify_leaves_the_caller_s_arrays_alone() -> None:
    x, y = np.array([0.9, 0.1]), np.array([0.5, 0.5])
    certify(PENNIES, (x, y), strict=False)
    assert x.tolist() == [0.9, 0.1]
    x[0] = 1.0


def test_strategies_of_the_wrong_shape_are_refused() -> None:
    with pytest.raises(InvalidGameError, match=r"one array per player.*\(2, 2\)"):
        certify(PENNIES, ([0.5, 0.5], [0.2, 0.3, 0.5]))


def test_one_profile_can_be_judged_in_every_game_of_a_batch() -> None:
    games = zero_sum([[[1, -1], [-1, 1]], [[1, 0], [0, 1]], [[3, -1], [-1, 1]]])
    holds = certify(games, ([0.5, 0.5], [0.5, 0.5]), strict=False).certificate.holds
    assert holds.tolist() == [True, True, False]


def test_many_profiles_can_be_judged_in_one_game() -> None:
    share = np.linspace(0, 1, 5)
    strategy = np.stack([share, 1 - share], axis=-1)
    judged = certify(CHICKEN, (strategy[:, None], strategy), strict=False)
    assert judged.certificate.holds.shape == (5, 5)
    assert np.argwhere(judged.certificate.holds).tolist() == [[0, 4], [4, 0]]


@pytest.mark.parametrize("name", ["strategies", "payoffs", "certificate", "status"])
def test_results_pickle_and_compare_and_cannot_be_written_to(name: str) -> None:
    result = lemke_howson(zero_sum(np.eye(3)))
    twin = pickle.loads(pickle.dumps(result))
    assert twin == result
    for value in (result, twin):
        with pytest.raises(AttributeError):
            setattr(value, name, None)
        with pytest.raises(ValueError, match="read-only"):
            value.strategies[0][0] = 1


def test_slots_pad_ragged_rows_with_nan() -> None:
    stag_hunt = [[4, 0], [3, 3]]
    games = bimatrix([stag_hunt, [[3, 0], [5, 1]]], [np.transpose(stag_hunt), [[3, 5], [0, 1]]])
    slots = pure_nash(games).slots()
    assert slots.strategies[0].shape == (2, 2, 2)
    assert slots.strategies[0][0].tolist() == [[1, 0], [0, 1]]
    assert np.isnan(slots.strategies[0][1, 1]).all()
    assert slots.certificate.holds.tolist() == [[True, True], [True, False]]
    with pytest.raises(ValueError, match="has 2 equilibria; ask for 2"):
        pure_nash(games).slots(1)


def test_canonical_order_is_by_size_then_supports_then_strategies() -> None:
    x = np.array([[0.5, 0.5, 0], [0, 1, 0], [1, 0, 0], [0.5, 0, 0.5], [0.4, 0.6, 0], [0, 0, 1]])
    order = canonical_order((x,), np.zeros(6, dtype=int))
    assert order.tolist() == [2, 1, 5, 4, 0, 3]


def test_bounds_on_any_deviation_belong_to_the_rows_that_are_kept() -> None:
    game = StochasticGame(PENNIES.payoffs[None], 0.5, np.ones((1, 2, 2, 1)))
    rows = np.array([[[1.0, 0.0]], [[0.5, 0.5]]])
    found = certify_rows(game, (rows, rows), np.zeros(2, int), False, Status.SOLVED, residual=markov_residual)
    assert found.certificate.total_regret is not None
    assert found.certificate.total_regret.shape == found.certificate.regret.shape == (1, 2)


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_advice(status: Status) -> None:
    assert status.advice.endswith(".")


def test_the_certificate_of_rows_equals_that_of_single_games() -> None:
    rng = np.random.default_rng(1)
    games = NormalFormGame(rng.integers(0, 3, (40, 3, 2, 2, 2)), ("a", "b", "c"))
    equilibria = pure_nash(games)
    for row in range(len(equilibria)):
        single = certify(games[int(equilibria.game[row])], tuple(x[row] for x in equilibria.strategies))
        assert single.certificate.regret.tolist() == equilibria.certificate.regret[row].tolist()
        assert single.payoffs.tolist() == equilibria.payoffs[row].tolist()


