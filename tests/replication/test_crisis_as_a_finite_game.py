"""The solver of finite signalling games finds the equilibria that are listed for the crisis.

With n private costs the chance of war after deaths is off by at most half a step, 1/(2n), at any belief.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from deterrence.crisis import (
    REPLIES,
    Crisis,
    crisis_equilibria,
    crisis_game,
    passes_intuitive_criterion,
    war_chance,
)
from gametheory.signalling import all_pbe, intuitive_criterion, pure_pbe

POINTS = {
    "sketch": {},
    "low prior": {"escalatory_prior": 0.1},
    "high prior": {"escalatory_prior": 0.9},
    "half the face lost": {"face_loss": 6},
    "less gain": {"full_gain": 0.5},
    "less gain and face": {"full_gain": 0.5, "face_loss": 6},
    "primed for war": {"war_cost": 200},
}


def in_the_finite_game(model: Crisis, costs: int) -> dict[tuple[int, ...], Any]:
    """The chance of war with either type in each equilibrium, by the supports of the replies."""
    found = all_pbe(crisis_game(model, costs))
    plans = np.arange(costs + 2)
    deaths = np.array([model.deaths(reply) for reply in range(len(REPLIES))])[:, None]
    war = deaths * np.minimum(plans, costs) / costs + (1 - deaths) * (plans > costs)
    sender, receiver = found.strategies
    after = (receiver * war).sum(axis=-1)
    chances = (sender * after[:, None, :]).sum(axis=-1)
    return {supports(row): chance for row, chance in zip(sender, chances, strict=True)}


def supports(sender: Any) -> tuple[int, ...]:
    return tuple((sender > 0).ravel().astype(int).tolist())


def agree(changes: dict[str, float], costs: int) -> None:
    model = Crisis.january_2020(**changes)
    finite = in_the_finite_game(model, costs)
    found = crisis_equilibria(model)
    listed = {
        supports(sender): np.array(chances)
        for sender, *chances in zip(
            found.strategies[0], *(war_chance(model, found, each) for each in (0, 1)), strict=True
        )
    }
    assert listed.keys() == finite.keys()
    for support, chances in listed.items():
        # a mixture moves with the belief at a step, which is off by at most a step
        slack = (0.5 if sum(support) == 2 else 1.5) / costs
        assert (np.abs(finite[support] - chances) <= slack + 1e-9).all()


@pytest.mark.parametrize("point", ["sketch", "less gain"])
def test_the_equilibria_of_the_finite_game(point: str) -> None:
    agree(POINTS[point], 3)


@pytest.mark.deep
@pytest.mark.parametrize("point", list(POINTS))
def test_the_equilibria_of_a_finer_finite_game(point: str) -> None:
    agree(POINTS[point], 8)


@pytest.mark.parametrize("point", list(POINTS))
def test_the_pure_equilibria_and_the_intuitive_criterion_of_a_fine_finite_game(point: str) -> None:
    model = Crisis.january_2020(**POINTS[point])
    game = crisis_game(model, 40)
    finite = pure_pbe(game)
    judged = dict(zip(map(supports, finite.strategies[0]), intuitive_criterion(game, finite).passes, strict=True))
    found = crisis_equilibria(model)
    passes = passes_intuitive_criterion(model, found)
    rows = zip(map(supports, found.strategies[0]), passes, strict=True)
    assert judged == {support: each for support, each in rows if sum(support) == 2}
