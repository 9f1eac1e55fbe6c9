"""Beer or quiche: all perfect Bayesian equilibria are those of the closed form, and which one is intuitive."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.literature import BeerQuiche, duel_threshold
from deterrence.parameters import ParameterError
from gametheory.signalling import all_pbe, intuitive_criterion, undefeated
from tests.unit.deterrence.literature.sample import MANY_POINTS, away, some_beside

NEAR = 1e-9


def sample(count: int, seed: int) -> BeerQuiche:
    rng = np.random.default_rng(seed)
    taste, peace, gain, loss = rng.uniform(0.1, 2, size=(4, count))
    taste = some_beside(rng, taste, peace)
    weak = some_beside(rng, rng.uniform(0.01, 0.99, count), loss / (gain + loss))
    model = BeerQuiche(taste, peace, gain, loss, weak)
    return model.take(away(model.weak_share, loss / (gain + loss)) & away(taste, peace))


@MANY_POINTS
def test_all_pbe_are_the_kinds_and_nothing_else(count: int) -> None:
    model = sample(count, 1)
    found = all_pbe(model.game())
    assert found.complete.all()
    rows = found.game
    sent, replied = found.strategies
    played = (sent[:, 0, 0], sent[:, 1, 0], replied[:, 0, 0], replied[:, 1, 0])
    of_a_kind = np.zeros(len(rows), dtype=int)
    for kind, exists in model.exists().items():
        like = tuple(each[rows] for each in model.profile(kind))
        open_ = {"beer": 3, "quiche": 2}.get(kind)
        near = exists[rows]
        for place, (mine, theirs) in enumerate(zip(played, like, strict=True)):
            near &= (mine >= theirs - NEAR) if place == open_ else (np.abs(mine - theirs) < NEAR)
        of_a_kind += near
        assert (np.bincount(rows[near], minlength=len(exists)).astype(bool) == exists).all(), kind
        assert exists.any()
    assert (of_a_kind == 1).all()


def test_the_intuitive_criterion_rejects_quiche_and_nothing_else() -> None:
    model = sample(60, 2)
    game = model.game()
    found = all_pbe(game)
    quiche = (found.strategies[0][:, :, 1] == 1).all(axis=-1)
    assert quiche.any()
    assert (intuitive_criterion(game, found).passes == ~quiche).all()


def test_neither_pooling_outcome_defeats_the_other() -> None:
    game = BeerQuiche(taste=1, peace=2, duel_gain=1, duel_loss=1, weak_share=0.1).game()
    assert undefeated(game, all_pbe(game)).passes.all()


def test_the_bully_is_indifferent_after_beer_where_weak_types_sometimes_have_it() -> None:
    model = sample(500, 3)
    model = model.take(model.exists()["partly beer"])
    beer, _, duel, _ = model.profile("partly beer")
    weak = model.weak_share * beer
    belief = weak / (weak + 1 - model.weak_share)
    np.testing.assert_allclose(belief * model.duel_gain, (1 - belief) * model.duel_loss, rtol=1e-9)
    np.testing.assert_allclose((1 - duel) * model.peace, model.taste, rtol=1e-12)


def test_input_is_checked() -> None:
    assert duel_threshold().direction == 1
    with pytest.raises(ParameterError, match="taste above 0"):
        BeerQuiche(0, 1, 1, 1, 0.5)
    with pytest.raises(ValueError, match="a kind of equilibrium"):
        sample(3, 4).profile("croissant")
