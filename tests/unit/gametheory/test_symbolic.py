from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xarray import DataArray

from gametheory.errors import InvalidGameError, MissingExtraError, UnsupportedGameError
from gametheory.symbolic import indifference, lambdify_threshold, pure_conditions, solve_threshold

sympy = pytest.importorskip("sympy")

WIN, LOSS, CRASH = sympy.symbols("win loss crash", positive=True)
X = sympy.Symbol("x", real=True)
A, B = sympy.symbols("a b", real=True)
CHICKEN = [[[0, -LOSS], [WIN, -CRASH]], [[0, WIN], [-LOSS, -CRASH]]]

whole = st.integers(-9, 9)


def table(*shape: int) -> st.SearchStrategy[np.ndarray]:
    return st.lists(whole, min_size=int(np.prod(shape)), max_size=int(np.prod(shape))).map(
        lambda entries: np.reshape(entries, shape)
    )


def is_nash(payoffs: np.ndarray, profile: tuple[int, ...]) -> bool:
    for player in range(len(profile)):
        own = list(profile)
        for action in range(payoffs.shape[1 + player]):
            own[player] = action
            if payoffs[(player, *own)] > payoffs[(player, *profile)]:
                return False
    return True


class TestPureConditions:
    def test_one_driver_swerves_in_chicken_if_a_crash_is_worse_than_losing(self):
        assert pure_conditions(CHICKEN, (0, 1)) == (CRASH - LOSS >= 0,)

    def test_conditions_that_always_hold_are_left_out(self):
        assert pure_conditions([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], (1, 1)) == ()

    def test_a_profile_that_is_never_an_equilibrium_has_a_false_condition(self):
        assert sympy.false in pure_conditions([[[3, 0], [5, 1]], [[3, 5], [0, 1]]], (0, 0))

    @settings(max_examples=30, deadline=None)
    @given(table(3, 2, 2, 2), st.tuples(*[st.integers(0, 1)] * 3))
    def test_conditions_with_numbers_put_in_say_whether_the_profile_is_an_equilibrium(self, payoffs, profile):
        symbols = np.array(sympy.symbols(f"u:{payoffs.size}", real=True), dtype=object).reshape(payoffs.shape)
        numbers = dict(zip(symbols.ravel(), map(int, payoffs.ravel()), strict=True))
        holds = all(bool(condition.subs(numbers)) for condition in pure_conditions(symbols, profile))
        assert holds == is_nash(payoffs, profile)

    @pytest.mark.parametrize("profile", [(0,), (0, 2), (0, -1), (0, 0, 0)])
    def test_a_profile_outside_the_game_is_refused(self, profile):
        with pytest.raises(ValueError, match="one action per player"):
            pure_conditions(CHICKEN, profile)

    @pytest.mark.parametrize(
        ("payoffs", "message"),
        [
            ([[1, 2], [3, 4]], "shape"),
            ([[[1, 2], [3]], [[1, 2], [3, 4]]], "as many actions"),
            ([np.zeros((2, 2)), np.zeros((2, 3))], "as many actions"),
            ([[["1/2"]], [[0]]], "text"),
            ([[[float("nan")]], [[0]]], "finite"),
            ([[[sympy.oo]], [[0]]], "finite"),
            ([[[object()]], [[0]]], "number or an expression"),
        ],
    )
    def test_payoffs_that_describe_no_game_are_refused(self, payoffs, message):
        with pytest.raises(InvalidGameError, match=message):
            pure_conditions(payoffs, (0, 0))

    def test_floats_count_at_their_exact_binary_value(self):
        # 0.1 + 0.2 > 0.3 in exact arithmetic on the doubles, as in floating point
        tenth, fifth, three_tenths = 0.1, 0.2, 0.3
        margin = Fraction(tenth) + Fraction(fifth) - Fraction(three_tenths)
        game = [[[A + tenth + fifth], [A + three_tenths]], [[0], [0]]]
        assert margin > 0
        assert pure_conditions(game, (0, 0)) == ()
        assert pure_conditions(game, (1, 0)) == (sympy.false,)

    def test_without_sympy_the_error_names_the_extra(self, monkeypatch):
        monkeypatch.setitem(__import__("sys").modules, "sympy", None)
        with pytest.raises(MissingExtraError, match=r"gametheory-deterrence\[symbolic\]"):
            pure_conditions(CHICKEN, (0, 1))


class TestSolveThreshold:
    def test_dividing_by_a_negative_coefficient_turns_the_direction(self):
        found = solve_threshold(WIN - LOSS * X >= 0, X)
        assert (found.value, found.direction, found.strict) == (WIN / LOSS, -1, False)
        assert found.condition == sympy.Le(X, WIN / LOSS)

    def test_a_strict_condition_stays_strict(self):
        assert solve_threshold(X > A, X).condition == (X > A)
        assert solve_threshold(X < A, X).condition == (X < A)

    def test_a_symbol_in_the_denominator_is_cleared_where_its_sign_is_known(self):
        share = WIN / (WIN + CRASH)
        found = solve_threshold(share >= sympy.Rational(1, 3), WIN)
        assert (found.value, found.direction) == (CRASH / 2, 1)

    def test_what_is_declared_positive_gives_the_direction(self):
        assert solve_threshold((A - B) * X >= 1, X, positive=[A - B]).direction == 1
        assert solve_threshold((A - B) * X >= 1, X, positive=[B - A]).direction == -1

    @pytest.mark.parametrize(
        ("condition", "message"),
        [
            ((A - B) * X >= 1, "sign of"),
            (X**2 >= 1, "linear"),
            (sympy.exp(X) >= 1, "linear"),
            (A >= 1, "does not depend"),
            (X + A - X >= 0, "does not depend"),
            (sympy.Eq(X, A), "inequality"),
            (sympy.true, "inequality"),
        ],
    )
    def test_conditions_without_one_known_threshold_are_refused(self, condition, message):
        with pytest.raises(ValueError, match=message):
            solve_threshold(condition, X)

    @settings(max_examples=40, deadline=None)
    @given(whole.filter(bool), whole, whole, st.fractions(-20, 20, max_denominator=7))
    def test_the_threshold_decides_the_condition_at_every_point(self, slope, intercept, right, point):
        condition = slope * X + intercept > right
        solved = solve_threshold(condition, X)
        at = sympy.Rational(point.numerator, point.denominator)
        assert bool(condition.subs(X, at)) == bool(solved.condition.subs(X, at))


class TestIndifference:
    def test_chicken_is_played_with_the_textbook_probabilities(self):
        dare = sympy.simplify(indifference(CHICKEN, ((0, 1), (0, 1))).strategies[0][1])
        assert sympy.simplify(dare - WIN / (WIN + CRASH - LOSS)) == 0

    def test_an_action_off_the_support_adds_the_condition_that_it_does_not_pay(self):
        pennies = [[1, -1], [-1, 1], [A, A]]
        opposite = [[-1, 1], [1, -1], [0, 0]]
        assert indifference([pennies, opposite], ((0, 1), (0, 1))).conditions == (-A >= 0,)

    def test_a_pure_profile_has_the_conditions_of_a_pure_equilibrium(self):
        mixed = indifference(CHICKEN, ((0,), (1,)))
        assert mixed.strategies == ((1, 0), (0, 1))
        assert mixed.payoffs == (-LOSS, WIN)
        assert mixed.conditions == pure_conditions(CHICKEN, (0, 1))

    def test_a_dominated_action_cannot_be_in_the_support(self):
        dilemma = [[[3, 0], [5, 1]], [[3, 5], [0, 1]]]
        assert sympy.false in indifference(dilemma, ((0, 1), (0, 1))).conditions

    def test_the_system_that_may_be_singular_is_named_in_the_conditions(self):
        game = [[[A, 0], [0, B]], [[1, 0], [0, 1]]]
        assert sympy.Ne(A + B, 0) in indifference(game, ((0, 1), (0, 1))).conditions

    @settings(max_examples=40, deadline=None)
    @given(table(2, 3, 3))
    def test_where_its_conditions_hold_nobody_gains_by_deviating(self, payoffs):
        try:
            mixed = indifference(payoffs, ((0, 2), (0, 1)))
        except UnsupportedGameError:
            return
        row, column = (np.array(strategy, dtype=object) for strategy in mixed.strategies)
        best = (max(payoffs[0] @ column), max(row @ payoffs[1]))
        is_equilibrium = min(row) >= 0 and min(column) >= 0 and best == mixed.payoffs
        support_is_full = all(probability > 0 for probability in (row[0], row[2], column[0], column[1]))
        assert row.sum() == column.sum() == 1
        assert (mixed.conditions == ()) == (is_equilibrium and support_is_full)

    @pytest.mark.parametrize(
        ("payoffs", "supports", "message"),
        [
            (CHICKEN, ((0, 1), (0,)), "supports of one size"),
            ([[[1, 1], [1, 1]], [[1, 0], [0, 1]]], ((0, 1), (0, 1)), "degenerate"),
            (np.zeros((3, 1, 1, 1)), ((0,), (0,)), "2 players"),
        ],
    )
    def test_systems_without_a_unique_mix_are_refused(self, payoffs, supports, message):
        with pytest.raises(UnsupportedGameError, match=message):
            indifference(payoffs, supports)

    @pytest.mark.parametrize("support", [(), (0, 0), (0, 2), (-1,)])
    def test_a_support_outside_the_game_is_refused(self, support):
        with pytest.raises(ValueError, match="support of player 0"):
            indifference(CHICKEN, (support, (0, 1)))


class TestLambdifyThreshold:
    @settings(max_examples=30, deadline=None)
    @given(*[st.floats(0.1, 100)] * 3)
    def test_the_function_agrees_with_the_expression(self, win, loss, crash):
        expression = sympy.Max(WIN / (WIN + CRASH), LOSS * sympy.Rational(1, 3)) + 0.1
        exact = expression.subs({WIN: win, LOSS: loss, CRASH: crash})
        number = lambdify_threshold(expression)(win=win, loss=loss, crash=crash)
        assert float(number) == pytest.approx(float(exact), rel=1e-14)

    def test_integers_are_taken_as_numbers(self):
        assert lambdify_threshold(1 / WIN**2)(win=np.array([2, 4])).tolist() == [1 / 4, 1 / 16]

    def test_arrays_broadcast_and_names_are_kept(self):
        function = lambdify_threshold(sympy.Max(WIN, LOSS))
        assert function(win=np.ones((3, 1)), loss=np.zeros(2)).shape == (3, 2)
        win, loss = DataArray([1.0, 2.0], dims="win", coords={"win": [1, 2]}), DataArray([0.0, 9.0, 1.0], dims="loss")
        named = function(loss=loss, win=win)
        assert named.sizes == {"loss": 3, "win": 2}
        assert named.sel(win=2).values.tolist() == [2, 9, 2]

    def test_division_by_zero_is_not_a_plausible_number(self):
        assert lambdify_threshold(WIN / (CRASH - LOSS))(win=1, crash=1, loss=1) == np.inf

    def test_a_constant_is_a_function_of_nothing(self):
        assert lambdify_threshold(sympy.Rational(1, 4))() == 0.25

    def test_other_parameters_are_refused(self):
        with pytest.raises(TypeError, match=r"needs the parameters \['win'\]"):
            lambdify_threshold(WIN)(wins=1)

    def test_two_symbols_of_one_name_are_refused(self):
        with pytest.raises(ValueError, match="different names"):
            lambdify_threshold(X + sympy.Symbol("x", positive=True))
