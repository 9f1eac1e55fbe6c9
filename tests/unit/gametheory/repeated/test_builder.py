"""Automata written down state by state: the named families again, batches, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError
from gametheory.normal_form import symmetric
from gametheory.repeated import RepeatedGame, automaton, certify_automaton, forgiving, grim, stick_and_carrot, trigger

DILEMMA = symmetric([[2, -1], [3, 0]])
PERFECT = RepeatedGame(DILEMMA, 0.8)
SEEN = RepeatedGame(DILEMMA, 0.8, [[[0.1, 0.9], [0.4, 0.6]], [[0.4, 0.6], [0.8, 0.2]]])


def same(ours: Any, theirs: Any) -> bool:
    return np.array_equal(ours.transitions, theirs.transitions) and all(
        np.array_equal(x, y) for x, y in zip(ours.outputs, theirs.outputs, strict=True)
    )


def test_the_named_families_can_be_written_down() -> None:
    kept = {(0, 0): "friendly"}
    written = automaton(
        PERFECT,
        {"friendly": ((0, 0), lambda played: kept.get(played, "hostile")), "hostile": ((1, 1), "hostile")},
    )
    assert same(written, grim(PERFECT, (0, 0), (1, 1)))
    two = automaton(SEEN, {
        "friendly": ((0, 0), lambda signal: "first" if signal == 0 else "friendly"),
        "last": ((1, 1), "friendly"),
        "first": ((1, 1), "last"),
    })  # fmt: skip
    assert same(two, trigger(SEEN, (0, 0), (1, 1), 2, bad=[0]))
    code = automaton(PERFECT, {
        "carrot": ((0, 0), lambda played: "carrot" if played == (0, 0) else "stick"),
        "stick": ((1, 1), lambda played: "carrot" if played == (1, 1) else "stick"),
    })  # fmt: skip
    assert same(code, stick_and_carrot(PERFECT, (0, 0), (1, 1)))


def test_chances_may_be_a_batch() -> None:
    forgets = np.array([0.0, 0.3, 1.0])
    written = automaton(SEEN, {
        "friendly": ((0, 0), lambda signal: "hostile" if signal == 0 else "friendly"),
        "hostile": ((1, 1), {"friendly": forgets, "hostile": 1 - forgets}),
    })  # fmt: skip
    assert written.batch_shape == (3,)
    assert same(written, forgiving(SEEN, (0, 0), (1, 1), forgets, bad=[0]))


def test_mixed_stage_equilibria_for_ever_are_equilibria() -> None:
    matching = symmetric([[0, 2], [1, 0]])
    game = RepeatedGame(matching, 0.9)
    mixed = ([2 / 3, 1 / 3], [2 / 3, 1 / 3])
    assert certify_automaton(game, automaton(game, {"always": (mixed, "always")})).certificate.holds


@pytest.mark.parametrize(
    ("states", "message"),
    [
        ({}, "one or more"),
        ("peace", "a mapping from names"),
        ({"peace": None}, "a pair of a profile and a rule"),
        ({"peace": ((0, 0), {"peace": "x"})}, "a probability of state 'peace' needs real numbers"),
        ({"a": ((0, 0), "b")}, "leads to 'b'"),
        ({"a": ((0, 0), lambda played: None)}, "needs to give the name of a state"),
        ({"a": ((0, 0), {"a": 0.5})}, "sum to 1"),
        ({"a": ((0,), "a")}, "state 'a' needs one action for each"),
    ],
)
def test_what_is_no_automaton_is_refused(states: Any, message: str) -> None:
    with pytest.raises(InvalidGameError, match=message):
        automaton(PERFECT, states)
