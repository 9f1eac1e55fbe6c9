"""Equilibria across a sweep: named by supports, followed by continuity, bounded over all."""

import numpy as np
import pytest

from gametheory import InvalidGameError
from gametheory.multiplicity import bounds, classify, track
from gametheory.normal_form import bimatrix, pure_nash, support_enumeration, symmetric, zero_sum

CRASH = np.linspace(0, 3, 31)
CHICKEN = symmetric(np.array([[[cost, 7], [2, 6]] for cost in CRASH]))


def test_the_three_equilibria_of_chicken_have_the_same_names_wherever_they_exist() -> None:
    classes = classify(support_enumeration(CHICKEN, strict=False), (("dare", "yield"), ("dare", "yield")))
    before = classes.present[CRASH < 2]
    assert classes.labels[1:3] == ("dare | yield", "yield | dare")
    assert before[:, 1:].all()
    assert not before[:, 0].any()


def test_the_mixed_equilibrium_is_followed_to_the_pure_one_that_it_turns_into() -> None:
    followed = track(support_enumeration(CHICKEN, strict=False), start=2)
    inside = CRASH < 1.9
    # Indifference: c p + 7 (1 - p) = 2 p + 6 (1 - p).
    np.testing.assert_allclose(followed.strategies[0][inside, 0], 1 / (3 - CRASH[inside]), atol=1e-12)
    # At a crash of 2 it meets (dare, dare), which goes on.
    assert (followed.strategies[0][CRASH > 2.05, 0] == 1).all()


def test_an_equilibrium_that_vanishes_is_lost_for_good() -> None:
    gone = track(support_enumeration(CHICKEN[::10], strict=False), start=0)  # dare | yield
    lost = CRASH[::10] > 2
    assert np.isnan(gone.payoffs[lost]).all()
    assert (gone.steps[lost] == -1).all()
    assert gone.payoffs[~lost].tolist() == [[7, 2]] * 3  # at 2 dare is still a best reply to yield


def test_other_axes_are_followed_side_by_side() -> None:
    games = symmetric(np.array([[[[cost, 7], [low, 6]] for cost in (0, 0.5, 1)] for low in (2, 2.5)]))
    equilibria = support_enumeration(games)
    along = track(equilibria, start=2, axis=1)
    assert along.payoffs.shape == (2, 3, 2)
    for k in range(2):
        alone = track(support_enumeration(games[k]), start=2)
        np.testing.assert_array_equal(along.strategies[0][k], alone.strategies[0])


def test_bounds_enclose_the_reading_of_every_equilibrium() -> None:
    rng = np.random.default_rng(0)
    games = bimatrix(*rng.random((2, 200, 3, 3)))
    equilibria = support_enumeration(games)
    low, high, complete = bounds(lambda equilibrium: equilibrium.payoffs[..., 0], equilibria)
    values = equilibria.payoffs[:, 0]
    assert (low[equilibria.game] <= values).all()
    assert (values <= high[equilibria.game]).all()
    assert complete.all()
    assert (low[equilibria.count == 1] == high[equilibria.count == 1]).all()


def test_games_without_an_equilibrium_have_no_bounds_and_no_class() -> None:
    none = pure_nash(zero_sum([[[1, -1], [-1, 1]], [[1, 0], [2, 3]]]))
    low, high, complete = bounds(lambda equilibrium: equilibrium.payoffs[..., 0], none)
    assert np.isnan(low[0])
    assert np.isnan(high[0])
    assert low[1] == high[1] == 2
    assert complete.all()
    assert classify(none).present.sum() == 1


def test_a_reading_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(InvalidGameError, match=r"equilibrium.payoffs\[..., 0\]"):
        bounds(lambda equilibrium: equilibrium.payoffs, support_enumeration(CHICKEN, strict=False))
    with pytest.raises(InvalidGameError, match="single game"):
        track(support_enumeration(CHICKEN[0]))
