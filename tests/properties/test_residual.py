"""The regret of nash_residual is an upper bound, and a tight one, for every profile of every game."""

from fractions import Fraction

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from gametheory.normal_form import NormalFormGame, bimatrix
from gametheory.residual import nash_residual
from gametheory.testing import (
    bimatrix_games,
    degenerate_games,
    dyadic_games,
    exact_regret,
    expected_payoffs,
    games,
    in_other_units,
    integer_games,
    masked_games,
    mixed_profiles,
    rational_games,
    wild_games,
    with_dummy_player,
    with_side_payments,
)

PLAYERS = st.integers(1, 3)
EVERY_GAME = st.one_of(
    bimatrix_games(),
    degenerate_games(),
    games(players=st.integers(1, 4), max_actions=2),
    games(),
    dyadic_games(players=PLAYERS),
    rational_games(players=PLAYERS),
    integer_games(players=PLAYERS, largest=10**30),
    wild_games(players=PLAYERS),
)
EVERY_GAME = EVERY_GAME | masked_games(EVERY_GAME)
TIGHT = Fraction(1, 10**10)


@st.composite
def with_profile(draw, some_games, profiles=mixed_profiles):
    game = draw(some_games)
    return game, draw(profiles(game))


@st.composite
def raw_profiles(draw, game):
    """Weights of any size, down to the smallest float, that need not sum to one."""
    weight = st.builds(np.ldexp, st.integers(1, 9), st.integers(-1074, 20)) | st.just(0.0)
    profile = []
    for i, size in enumerate(game.sizes):
        there = np.ones(size, dtype=bool) if game.available is None else game.available[i]
        weights = np.where(there, draw(st.lists(weight, min_size=size, max_size=size)), 0.0)
        weights[np.argmax(there)] += 1.0
        profile.append(weights)
    return tuple(profile)


def bounds(game, profile):
    return [Fraction(bound) for bound in nash_residual(game, profile).regret.tolist()]


def ranges(game, profile):
    return [Fraction(scale) for scale in nash_residual(game, profile).scale.tolist()]


@given(with_profile(EVERY_GAME))
def test_regret_bounds_the_exact_regret_from_above(case):
    game, profile = case
    for exact, bound in zip(exact_regret(game, profile), bounds(game, profile), strict=True):
        assert exact <= bound


@given(with_profile(EVERY_GAME, raw_profiles))
@example(
    (
        # The float product of the small weights is 0, their true product is not.
        NormalFormGame(
            [[[[0, 0], [0, 0]], [[0, 0], [0, 2.0**500]]], np.zeros((2, 2, 2)), np.zeros((2, 2, 2))],
            ("first", "second", "third"),
        ),
        ([1.0, 0.0], [1.0, 2.0**-600], [1.0, 2.0**-600]),
    )
)
@example(
    (
        # A third of the smallest float rounds to 0.
        bimatrix([[0, 0], [0, 2.0**900]], [[0, 0], [0, 0]]),
        ([1.0, 0.0], [3.0, 2.0**-1074]),
    )
)
def test_regret_bounds_that_of_the_normalised_vector_for_weights_of_any_size(case):
    game, profile = case
    for exact, bound in zip(exact_regret(game, profile), bounds(game, profile), strict=True):
        assert exact <= bound


@given(with_profile(EVERY_GAME))
def test_the_bound_is_tight(case):
    game, profile = case
    rounding = np.zeros(len(game.players)) if game.exact is None else game.exact.rounding
    exact, bound, scale = exact_regret(game, profile), bounds(game, profile), ranges(game, profile)
    for i in range(len(game.players)):
        assert bound[i] - exact[i] <= TIGHT * scale[i] + Fraction(5 * rounding[i])


@given(with_profile(EVERY_GAME))
def test_payoffs_are_the_expected_payoffs(case):
    game, profile = case
    paid = nash_residual(game, profile).payoffs
    for i, exact in enumerate(expected_payoffs(game, profile)):
        size = Fraction(np.abs(game.payoffs[i]).max())
        assert abs(Fraction(paid[i]) - exact) <= TIGHT * size


@given(with_profile(integer_games(players=PLAYERS) | masked_games(integer_games(players=PLAYERS))), st.data())
def test_a_billion_added_to_integer_payoffs_changes_the_bound_not_at_all(case, data):
    game, profile = case
    constants = [data.draw(st.sampled_from([10**9, -(10**9), 2**40])) for _ in game.players]
    shifted = in_other_units(game, [1] * len(constants), constants).game
    assert bounds(shifted, profile) == bounds(game, profile)


@given(with_profile(integer_games(players=PLAYERS)), st.data())
def test_payments_for_what_opponents_do_change_the_bound_not_at_all(case, data):
    game, profile = case
    player = data.draw(st.integers(0, len(game.players) - 1))
    shape = [1 if i == player else size for i, size in enumerate(game.sizes)]
    size = int(np.prod(shape))
    payments = data.draw(st.lists(st.integers(-(10**9), 10**9), min_size=size, max_size=size))
    # A player whose payoffs were all alike has a bound of exactly 0; payments end that.
    if len(np.unique(game.payoffs[player])) > 1:
        paid = with_side_payments(game, player, np.reshape(payments, shape)).game
        assert bounds(paid, profile) == bounds(game, profile)


@given(with_profile(wild_games(players=PLAYERS) | dyadic_games(players=PLAYERS)), st.data())
def test_a_power_of_two_for_a_player_scales_that_bound_alone(case, data):
    game, profile = case
    factors = [Fraction(2) ** data.draw(st.integers(-30, 30)) for _ in game.players]
    scaled = in_other_units(game, factors, [0] * len(factors)).game
    smallest = Fraction(2) ** -900  # what is added for underflow does not scale
    for after, before, factor in zip(bounds(scaled, profile), bounds(game, profile), factors, strict=True):
        assert abs(after - factor * before) <= smallest


@given(with_profile(bimatrix_games() | masked_games(degenerate_games())))
def test_two_players_and_any_players_are_measured_alike(case):
    game, profile = case
    change = with_dummy_player(game)
    two, any_number = nash_residual(game, profile), nash_residual(change.game, change.there(profile))
    assert np.allclose(two.regret, any_number.regret[:2], rtol=0, atol=1e-12)
    assert np.allclose(two.payoffs, any_number.payoffs[:2], rtol=0, atol=1e-12)
    assert two.scale.tolist() == any_number.scale[:2].tolist()
    assert any_number.regret[2] == 0
