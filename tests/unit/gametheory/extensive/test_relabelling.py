"""The order in which a tree is written down does not matter."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gametheory import certify
from gametheory.extensive import (
    ExtensiveGame,
    backward_induction,
    certify_assessment,
    consistent_trembles,
    subgame_perfect_bounds,
)
from gametheory.extensive.tree import CHANCE, END, Move, grow
from gametheory.residual import behaviour_residual, subgame_residual
from tests.unit.gametheory.extensive.test_consistency import limits_of_random_trembles
from tests.unit.gametheory.extensive.trees import perfect_information_games, random_recall_game


class Mirrored:
    """A game with the actions at every node, and the players, in the reverse order; and its profiles."""

    def __init__(self, game: ExtensiveGame) -> None:
        self.old, tree, last = game, game.tree, len(game.players) - 1
        self.nodes: list[int] = []
        ahead, moves = [0], []
        while ahead:
            node = ahead.pop()
            self.nodes.append(node)
            ahead += tree.children[node]  # the last action comes first
            mover, place = int(tree.mover[node]), int(tree.place[node])
            label = tree.sets[place].label if mover >= 0 else ""
            moves.append(Move(last - mover if mover >= 0 else mover, tree.actions_at(node)[::-1], label, label))
        ends = [tree.place[node] for node in self.nodes if tree.mover[node] == END]
        sides = [game.chances[tree.place[node]][..., ::-1] for node in self.nodes if tree.mover[node] == CHANCE]
        new = grow(game.players[::-1], moves)
        self.new = ExtensiveGame(new, game.payoffs[..., ends, ::-1], tuple(sides))
        self.sets = [new.find(held.label) for held in tree.sets]

    def strategies(self, given: Any) -> tuple[Any, ...]:
        tree, new = self.old.tree, self.new.tree
        turned = [np.zeros(shape) for shape in new.shapes]
        for number, held in enumerate(tree.sets):
            mine = np.asarray(given[held.player][tree.row[number]], dtype=float)[: len(held.actions)]
            turned[-1 - held.player][new.row[self.sets[number]], : len(mine)] = mine[::-1]
        return tuple(turned)

    def beliefs(self, given: Any) -> Any:
        table = np.zeros(given.shape)
        for number, held in enumerate(self.old.tree.sets):
            for place, node in enumerate(self.new.tree.sets[self.sets[number]].nodes):
                table[self.sets[number], place] = given[number, held.nodes.index(self.nodes[node])]
        return table


@given(st.integers(0, 10**6))
def test_certificates_do_not_depend_on_it(seed: int) -> None:
    mirrored = Mirrored(random_recall_game(seed))
    strategies, held = limits_of_random_trembles(mirrored.old, seed)
    turned, turned_beliefs = mirrored.strategies(strategies), mirrored.beliefs(held)
    for residual in (behaviour_residual, subgame_residual):
        one = certify(mirrored.old, strategies, residual=residual, strict=False).certificate
        other = certify(mirrored.new, turned, residual=residual, strict=False).certificate
        np.testing.assert_allclose(one.regret, other.regret[::-1], atol=1e-12)
    one, other = (
        certify_assessment(*assessment, strict=False).certificate
        for assessment in ((mirrored.old, strategies, held), (mirrored.new, turned, turned_beliefs))
    )
    np.testing.assert_allclose(one.regret, other.regret[::-1], atol=1e-12)
    assert other.inconsistency < 1e-12
    rng = np.random.default_rng(seed)
    astray = np.where(held > 0, rng.integers(0, 3, held.shape), 0) + 0.0
    astray = np.where(astray.sum(axis=-1, keepdims=True) > 0, astray, np.asarray(held, dtype=float))
    astray /= astray.sum(axis=-1, keepdims=True)
    reasons = (
        consistent_trembles(mirrored.old, strategies, astray).reason,
        consistent_trembles(mirrored.new, turned, mirrored.beliefs(astray)).reason,
    )
    assert reasons[0] == reasons[1] or 0 not in reasons


@given(perfect_information_games(values=3, depth=3))
def test_subgame_perfect_equilibria_do_not_depend_on_it(game: ExtensiveGame) -> None:
    mirrored = Mirrored(game)
    one, other = backward_induction(mirrored.old), backward_induction(mirrored.new)
    assert one.count == other.count
    np.testing.assert_allclose(sorted(one.payoffs.tolist()), sorted(other.payoffs[:, ::-1].tolist()), atol=1e-12)
    for mine, theirs in zip(subgame_perfect_bounds(game), subgame_perfect_bounds(mirrored.new), strict=True):
        np.testing.assert_allclose(mine, theirs[::-1], atol=1e-12)
