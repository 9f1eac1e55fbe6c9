"""Thresholds and values of reputation games are those of the definition, in fractions and in float64, ties included.

The oracle knows no step functions: it values play just above and just below a belief from the definition, and seeks
thresholds among all products of the chances at which some opponent changes his reply.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from gametheory.errors import UnsupportedGameError
from gametheory.stochastic import (
    ExactReputation,
    ReputationGame,
    chain_store,
    exact_reputation,
    prove_reputation,
    reputation,
)

ONE = Fraction(1)


class Definition:
    """One game by the definition; ``pick`` chooses among the thresholds that ties leave, lowest first."""

    def __init__(self, game: ReputationGame, violent: bool, pick: Callable[[list[Fraction]], Fraction]) -> None:
        self.game, self.violent = game, violent
        self.discount = Fraction(game.discount[()])
        self.thresholds: list[Fraction] = []
        self.candidates: set[Fraction] = set()
        self.value = cache(self._value)
        for stage in range(1, game.stages + 1):
            self.thresholds.append(pick(self._thresholds(stage)))
            self.candidates |= {cut * self.thresholds[-1] for cut in self._cuts(stage)}

    def _cuts(self, stage: int) -> set[Fraction]:
        found = set()
        for gains, losses in zip(self.game.gains[stage - 1], self.game.losses[stage - 1], strict=True):
            for a in range(len(gains)):
                for b in range(a):
                    if losses[a] != losses[b]:
                        found.add(Fraction(gains[a] - gains[b]) / (losses[a] - losses[b]))
        return {cut for cut in found if 0 < cut < 1}

    def _thresholds(self, stage: int) -> list[Fraction]:
        """The beliefs that may be the threshold: between them an answer is worth exactly its cost."""
        worthwhile = self.value(stage - 1, Fraction(0), 1) + Fraction(self.game.answer_cost[stage - 1]) / self.discount
        beliefs = sorted(each for each in self.candidates if each < 1)
        return [
            p
            for p in (*beliefs, ONE)
            if self.value(stage - 1, p, -1) <= worthwhile and (p == 1 or self.value(stage - 1, p, 1) >= worthwhile)
        ]

    def _value(self, stage: int, belief: Fraction, side: int) -> Fraction:
        """The normal type's value just above or just below a belief."""
        if stage == 0:
            return Fraction(self.game.terminal[()])
        at, game = self.thresholds[stage - 1], self.game
        sure = belief > at or (belief == at and side > 0 and at < 1)
        tomorrow = self.discount * self.value(stage - 1, belief, side)
        base = self.discount * self.value(stage - 1, Fraction(0), 1)
        crossed = tomorrow - Fraction(game.answer_cost[stage - 1]) if sure else base
        total = Fraction(0)
        for k, chance in enumerate(game.kinds[stage - 1]):
            a = self._reply(stage, k, ONE if sure else belief / at, 0 if sure else side)
            flow, crossing = Fraction(game.flows[stage - 1, a]), Fraction(game.crossing[stage - 1, a])
            total += Fraction(chance) * (flow + crossing * crossed + (1 - crossing) * tomorrow)
        leaving = None if game.exit_values is None else game.exit_values[stage - 1]
        return total if leaving is None else max(total, Fraction(leaving))

    def _reply(self, stage: int, kind: int, answered: Fraction, side: int) -> int:
        gains, losses = self.game.gains[stage - 1, kind], self.game.losses[stage - 1, kind]
        order = -1 if self.violent else 1
        return max(
            range(len(gains)),
            key=lambda a: (gains[a] - losses[a] * answered, -side * losses[a], -order * a),
        )


LADDER = [Fraction(n, d) for n, d in ((1, 4), (1, 3), (1, 2), (2, 3), (3, 4), (1, 1), (4, 3), (3, 2), (2, 1))]


def drawn(rng: random.Random, edge: bool) -> ReputationGame:
    """A small game; at an edge from few fractions, so that sums, products and payoffs coincide."""

    def number(top: int = 9) -> Fraction:
        return rng.choice(LADDER[:top]) if edge else Fraction(rng.randint(1, 400), 307 if top > 5 else 401)

    stages = rng.randint(1, 5)
    prior = number(5) ** rng.randint(1, 3)
    discount = rng.choice([ONE, Fraction(1, 2)]) if edge else Fraction(rng.randint(40, 100), 100)
    if rng.random() < 0.5:
        opportunity = rng.choice([ONE, Fraction(1, 2)]) if edge else number(5)
        gains = np.array([number(5) for _ in range(stages)])
        return chain_store(stages, gains, number(), prior, discount=discount, opportunity=opportunity)
    # Hold, harass, heavy; two kinds of opponents. Losses rise and flows fall from action to action.
    rows = np.array([[[Fraction(0), x := number(), x + number()] for _ in range(2)] for _ in range(stages)])
    losses = np.array([[[Fraction(0), x := number(), x + number()] for _ in range(2)] for _ in range(stages)])
    low, more = number(5) / 2, number(5) / 2
    share = rng.choice([Fraction(1, 2), Fraction(1, 4)])
    leaving = None if rng.random() < 0.6 else np.array([number() - 1 for _ in range(stages)])
    return ReputationGame(
        prior, rows, losses, np.array([[2 * more + low, low, Fraction(0)]]), np.array([[0, low, low + more]]),
        np.array([number()] * stages), discount, np.array([[share, 1 - share]]), leaving, number() - 1,
    )  # fmt: skip



@pytest.mark.parametrize("edge", [False, True])
@pytest.mark.parametrize("count", [15, pytest.param(250, marks=pytest.mark.deep)])
def test_thresholds_and_values_are_those_of_the_definition(count: int, edge: bool) -> None:
    rng = random.Random(7 + edge)
    tied = 0
    for _ in range(count):
        game = drawn(rng, edge)
        ends, found = [], []
        for violent in (False, True):
            oracle = Definition(game, violent, (lambda those: those[-1]) if violent else (lambda those: those[0]))
            exact = exact_reputation(game, violent=violent)
            assert exact.answer_from == tuple(oracle.thresholds)
            sides = (1,) if game.prior == 0 else (-1,) if game.prior == 1 else (-1, 1)
            ends.append([oracle.value(game.stages, Fraction(game.prior[()]), side) for side in sides])
            assert [exact.nodes[place].value for place in exact.start] == [ends[-1][0], ends[-1][-1]]
            assert prove_reputation(game, exact).holds
            found.append(exact)
        rounded = reputation(game)
        np.testing.assert_allclose(rounded.log_answer, np.log(np.array(found[0].answer_from, dtype=float)), atol=1e-12)
        low, high = min(map(min, ends)), max(map(max, ends))
        assert [float(rounded.low), float(rounded.high)] == pytest.approx([float(low), float(high)])
        if found[0].answer_from != found[1].answer_from:
            assert rounded.tied
            tied += 1
            for _ in range(3):  # whichever threshold is chosen, the value is between
                other = Definition(game, rng.random() < 0.5, rng.choice)
                assert all(low <= other.value(game.stages, Fraction(game.prior[()]), side) <= high for side in sides)
    assert (tied > 0) == edge


def anything(rng: random.Random) -> ReputationGame:
    """Any small game of few numbers: many have values that fall with the belief, most have ties."""

    def number(top: int) -> Fraction:
        return Fraction(rng.randint(0, top), rng.choice([1, 1, 2, 3]))

    stages, kinds, actions = rng.randint(1, 4), rng.choice([1, 1, 2]), rng.choice([2, 2, 3])
    gains, losses = (
        [[[number(3) for _ in range(actions)] for _ in range(kinds)] for _ in range(stages)] for _ in range(2)
    )
    flows = [[number(4) for _ in range(actions)]]
    crossing = [[rng.choice([Fraction(0), Fraction(1, 2), ONE]) for _ in range(actions)]]
    cost, discount = number(2) + Fraction(1, 2), rng.choice([ONE, Fraction(1, 2), Fraction(2, 3)])
    prior = rng.choice([Fraction(n, d) for n, d in ((0, 1), (1, 2), (1, 3), (1, 4), (2, 3), (1, 9))])
    leaving = None if rng.random() < 0.6 else [number(3) - 1 for _ in range(stages)]
    shares = [[Fraction(1, kinds)] * kinds]
    return ReputationGame(
        prior, gains, losses, flows, crossing, [cost] * stages, discount, shares, leaving, number(2)
    )


def exactly(game: ReputationGame, violent: bool) -> ExactReputation | None:
    try:
        return exact_reputation(game, violent=violent, every_belief=False)
    except UnsupportedGameError:
        return None


@pytest.mark.parametrize("count", [110, pytest.param(2_000, marks=pytest.mark.deep)])
def test_float64_answers_what_fractions_do_and_refuses_what_they_refuse(count: int) -> None:
    rng = random.Random(1)
    refused = 0
    for _ in range(count):
        game = anything(rng)
        exact, found = [exactly(game, violent) for violent in (False, True)], reputation(game, strict=False)
        if exact[0] is None:
            # Fractions also refuse values that fall only where the player has left.
            assert not found.certificate.holds or (found.log_stay == 0).any()
            refused += 1
            continue
        np.testing.assert_allclose(
            found.log_answer, [np.log(float(each)) for each in exact[0].answer_from], atol=1e-11
        )
        values = [float(each.nodes[place].value) for each in exact if each is not None for place in each.start]
        assert float(found.high) == pytest.approx(max(values), abs=1e-9)
        if exact[1] is not None:
            assert float(found.low) == pytest.approx(min(values), abs=1e-9)
    assert 0 < refused < count / 2
