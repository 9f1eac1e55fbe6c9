"""The chain store in fractions: thresholds, play, beliefs and values are those of the closed form."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from gametheory.errors import UnsupportedGameError
from gametheory.stochastic import (
    ExactReputation,
    Node,
    ReputationGame,
    StepFunction,
    chain_store,
    exact_reputation,
    prove_reputation,
)

MANY_GAMES = pytest.mark.parametrize("count", [12, pytest.param(1_000, marks=pytest.mark.deep)])


def drawn(rng: random.Random, longest: int) -> tuple[int, Fraction, Fraction, Fraction, Fraction]:
    """Stages, gain of entry, rent, prior and discount with a rent of at least 1 tomorrow."""
    discount = rng.choice([Fraction(1), Fraction(rng.randint(60, 99), 100)])
    gain = Fraction(rng.randint(1, 99), 100)
    rent = 1 / discount + Fraction(rng.randint(0, 300), 101)
    return rng.randint(1, longest), gain, rent, Fraction(rng.randint(1, 10**6), 10**6 + 3), discount


def entry(node: Node) -> Fraction:
    return node.actions[0][1]


@MANY_GAMES
def test_play_beliefs_and_values_are_the_closed_form(count: int) -> None:
    rng = random.Random(count)
    for _ in range(count):
        stages, gain, rent, prior, discount = drawn(rng, 40)
        found = exact_reputation(
            chain_store(stages, gain, rent, prior, discount=discount), every_belief=False
        )
        assert found.answer_from == tuple(gain**n for n in range(stages))
        assert prove_reputation(chain_store(stages, gain, rent, prior, discount=discount), found).holds
        for node in found.nodes:
            if node.stage and node.belief > 0:
                check_against_closed_form(node, found, gain, rent, discount)
        quiet_from = next(n for n in range(10_000) if gain**n < prior)
        worth = sum((rent * discount**i for i in range(stages - quiet_from + 1)), Fraction(0))
        assert {found.nodes[place].value for place in found.start} == {worth}


def check_against_closed_form(
    node: Node, found: ExactReputation, gain: Fraction, rent: Fraction, discount: Fraction
) -> None:
    n, p = node.stage, node.belief
    threshold = gain**n
    if p != threshold:
        assert entry(node) == (p < threshold)
    elif node.value == 1 / discount:  # where a fight at the stage before has led
        assert 1 - entry(node) == 1 / (rent * discount)
    if n == 1 and p < 1:
        assert node.answer == 0
    elif p >= gain ** (n - 1):
        assert node.answer == 1
    else:
        assert node.answer == (1 - gain ** (n - 1)) * p / ((1 - p) * gain ** (n - 1))
        assert p + (1 - p) * node.answer == p / gain ** (n - 1)
    if n > 1:
        assert found.nodes[node.answered].belief == max(gain ** (n - 1), p)
    assert found.nodes[node.quiet].belief == p
    assert found.nodes[node.silent].belief == 0


@MANY_GAMES
def test_no_deviation_pays_at_any_belief(count: int) -> None:
    rng = random.Random(count)
    for _ in range(count):
        stages, *_ = drawn(rng, 9)
        gains = np.array([Fraction(rng.randint(1, 19), 20) for _ in range(stages)])
        game = chain_store(
            stages,
            gains,
            Fraction(rng.randint(1, 60), 20),
            Fraction(rng.randint(0, 100), 100) ** rng.randint(1, 5),
            discount=rng.choice([Fraction(1), Fraction(9, 10), Fraction(1, 2)]),
            opportunity=rng.choice([Fraction(1), Fraction(1, 2), Fraction(3, 10)]),
        )
        proof = prove_reputation(game, exact_reputation(game))
        assert proof.holds, proof


def test_thresholds_of_entrants_who_differ_are_products_of_their_gains() -> None:
    gains = np.array([Fraction(1, 2), Fraction(1, 3), Fraction(3, 4), Fraction(1, 5)])
    found = exact_reputation(chain_store(4, gains, 3, Fraction(1, 7)))
    assert found.answer_from == (1, Fraction(1, 2), Fraction(1, 6), Fraction(1, 8))


def test_a_rent_below_one_stage_of_fighting_moves_answers_to_higher_beliefs() -> None:
    # With a = 2/5 three quiet stages are needed to pay for one fight: thresholds are of older stages.
    game = chain_store(8, Fraction(1, 2), Fraction(2, 5), Fraction(1, 50))
    found = exact_reputation(game)
    assert found.answer_from[:6] == (1, 1, 1, Fraction(1, 2), Fraction(1, 2), Fraction(1, 2))
    assert prove_reputation(game, found).holds


def test_nothing_is_answered_where_patience_never_pays_for_a_fight() -> None:
    # The rent for ever is worth a discount/(1 - discount) = 9/10 of a fight.
    found = exact_reputation(chain_store(30, Fraction(1, 2), Fraction(9, 10), Fraction(1, 5), discount=Fraction(1, 2)))
    assert set(found.answer_from) == {1}


def test_an_incumbent_leaves_below_the_belief_from_which_staying_is_worth_it() -> None:
    game = chain_store(6, Fraction(1, 2), 2, Fraction(1, 4000))
    game = replace(game, exit_values=np.array([Fraction(3 * left, 4) for left in range(1, 7)]))
    found = exact_reputation(game)
    assert prove_reputation(game, found).holds
    assert all(0 < belief < 1 for belief in found.stay_from)
    assert found.stay_from[5] < found.stay_from[3]
    left = found.nodes[found.start[0]]
    assert left.leave > 0
    assert left.staying == found.stay_from[5]


@pytest.mark.parametrize("field", ["answer", "leave", "belief", "value", "staying"])
def test_the_proof_refuses_play_that_is_changed(field: str) -> None:
    game = chain_store(5, Fraction(1, 2), 2, Fraction(1, 40))
    game = replace(game, exit_values=np.array([Fraction(3 * left, 4) for left in range(1, 6)]))
    found = exact_reputation(game)
    place = next(place for place, node in enumerate(found.nodes) if node.stage == 4 and 0 < node.answer < 1)
    nodes = list(found.nodes)
    nodes[place] = replace(nodes[place], **{field: getattr(nodes[place], field) * Fraction(9, 10) + Fraction(1, 100)})
    assert not prove_reputation(game, replace(found, nodes=tuple(nodes))).holds


def test_the_proof_refuses_an_entrant_who_does_not_reply_best() -> None:
    game = chain_store(5, Fraction(1, 2), 2, Fraction(1, 40))
    found = exact_reputation(game)
    nodes = list(found.nodes)
    place = found.start[0]
    nodes[place] = replace(nodes[place], actions=((Fraction(1, 2), Fraction(1, 2)),))
    assert prove_reputation(game, replace(found, nodes=tuple(nodes))).opponent > 0


def test_ties_of_entrants_over_a_range_go_either_way() -> None:
    # Fought or not, entry is worth nothing: with nothing to lose, an entrant is indifferent at every belief.
    game = ReputationGame(
        Fraction(1, 3), [[[0, 0]]], [[[0, 0]]], [[1, 0]], [[0, 1]], [1], 1
    )
    assert exact_reputation(game).values[1].base == 1
    assert exact_reputation(game, violent=True).values[1].base == 0


def test_a_value_that_falls_with_the_belief_is_refused() -> None:
    # Answers provoke: the surer they are, the more attractive is the crossing.
    game = ReputationGame(Fraction(1, 3), [[[1, 0]]], [[[0, -2]]], [[1, 0]], [[0, 1]], [1], 1)
    with pytest.raises(UnsupportedGameError, match="does not fall"):
        exact_reputation(game)


def test_batches_are_refused() -> None:
    with pytest.raises(UnsupportedGameError, match="one game"):
        exact_reputation(chain_store(3, [[0.5], [0.6]], 2, 0.1))


def test_step_functions_have_every_value_between_on_a_step() -> None:
    step = StepFunction((Fraction(1, 4), Fraction(1, 2)), (0, 1, 3))
    assert step.interval(Fraction(1, 2)) == (1, 3)
    assert step.ends(Fraction(1, 3)) == (1,)
    assert step.first(2) == Fraction(1, 2)
    assert step.first(4) is None
    assert step.at_least(1) == StepFunction((Fraction(1, 2),), (1, 3))
    assert step.at_least(3) == StepFunction((), (3,))
    assert step.at_least(-1) is step


def monotone_game(rng: random.Random) -> ReputationGame:
    """Any game in which graver actions cross more often and pay the player less, and answers hurt by the crossing."""

    def some(low: int, high: int) -> Fraction:
        return Fraction(rng.randint(37 * low, 37 * high), 37)

    stages, kinds, actions = rng.randint(1, 6), rng.randint(1, 3), rng.randint(1, 4)
    crossing = np.array([sorted(some(0, 1) for _ in range(actions)) for _ in range(stages)])
    gains = np.array([[[a * some(0, 3) for a in range(actions)] for _ in range(kinds)] for _ in range(stages)])
    weights = [rng.randint(1, 5) for _ in range(kinds)]
    exits = np.array([some(-6, 4) for _ in range(stages)]) if rng.random() < 0.5 else None
    return ReputationGame(
        rng.choice([Fraction(0), Fraction(1), some(0, 1), some(0, 1)]),
        gains,
        crossing[:, None, :] * some(0, 6) + 0 * gains,
        np.array([sorted((some(-3, 3) for _ in range(actions)), reverse=True) for _ in range(stages)]),
        crossing,
        np.array([some(0, 3) + Fraction(1, 10) for _ in range(stages)]),
        rng.choice([Fraction(1), Fraction(9, 10), Fraction(3, 10)]),
        np.array([[Fraction(weight, sum(weights)) for weight in weights]]),
        exits,
        some(-2, 2),
    )


@MANY_GAMES
def test_any_game_of_the_class_is_solved_and_proved(count: int) -> None:
    rng = random.Random(count)
    for _ in range(count):
        game = monotone_game(rng)
        violent = rng.random() < 0.5
        proof = prove_reputation(game, exact_reputation(game, violent=violent))
        assert proof.holds, proof
