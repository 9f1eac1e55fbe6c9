"""Stochastic games from functions of the state."""

from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError
from gametheory.stochastic import StochasticGame, build
from gametheory.sweep import axes


def walk(length: int, **changes: Any) -> StochasticGame:
    """A piece that one player moves up or down, on squares 0 to length - 1."""
    given: dict[str, Any] = {
        "payoff": lambda square, move: [square],
        "transition": lambda square, move: [
            (min(square + 1, length - 1) if move == "up" else max(square - 1, 0), 0.75),
            (square, 0.25),
        ],
        "discount": 0.9,
    }
    return build([0], {"piece": ["up", "down"]}, **(given | changes))


def test_a_game_from_functions_equals_the_one_from_arrays() -> None:
    anger = 2.0
    game = build(
        ["calm", "angry"],
        lambda state: {"host": ["tolerate", "expel"]} if state == "angry" else {"force": ["wait", "strike"]},
        payoff=lambda state, host, force: {"force": 1 + (force == "strike"), "host": -anger * (state == "angry")},
        transition=lambda state, host, force: (
            "out" if host == "expel" else {"angry": 0.5, "calm": 0.5} if force == "strike" else state
        ),
        discount=0.9,
        players=["host", "force"],
        terminal={"out": (3, 0)},
    )
    assert game.states == ("calm", "angry", "out")
    assert game.actions == (("tolerate", "expel"), ("wait", "strike"))
    payoffs = np.zeros((3, 2, 2, 2))
    payoffs[0, 1, 0], payoffs[1, 0, :, 0], payoffs[1, 1, :, 0], payoffs[2, 0] = [1, 2], -anger, 1, 3
    transitions = np.zeros((3, 2, 2, 3))
    transitions[0, 0, 0, 0] = transitions[1, 0, 0, 1] = transitions[1, 1, 0, 2] = transitions[2, 0, 0, 2] = 1
    transitions[0, 0, 1] = [0.5, 0.5, 0]
    masks = (np.array([[1, 0], [1, 1], [1, 0]], dtype=bool), np.array([[1, 1], [1, 0], [1, 0]], dtype=bool))
    by_hand = StochasticGame(
        payoffs, 0.9, transitions, None, ("host", "force"), game.actions, game.states, available=masks
    )
    assert game == by_hand
    assert game.absorbing.tolist() == [False, False, True]
    assert game.state("out") == 2


def test_states_are_found_from_where_play_begins() -> None:
    assert walk(5).states == (0, 1, 2, 3, 4)
    island = build([("a", 1)], {"one": ["stay"]}, payoff=lambda s, a: [0], transition=lambda s, a: s, discount=0.5)
    assert island.states == (("a", 1),)


def test_many_states_with_few_successors_are_held_as_lists() -> None:
    game = walk(100)
    assert game.successors is not None
    assert game.transitions.shape == (100, 2, 2)
    up = (np.eye(2)[np.zeros(100, dtype=int)],)
    # from square k the expected square is known in closed form until the border is near
    values, _ = game.evaluate(up)
    assert values[0, 0] == pytest.approx(0.75 * 0.9 / (1 - 0.9), abs=1e-2)
    assert values[99, 0] == pytest.approx(99)


def test_parameters_carry_the_batch_in_payoffs_chances_and_discount() -> None:
    prize, speed = np.array([1.0, 2.0, 3.0]), np.array([[0.25], [0.5]])
    games = build(
        ["far"],
        {"runner": ["run", "rest"]},
        payoff=lambda state, move: [prize * (state == "near")],
        transition=lambda state, move: [("near", speed), (state, 1 - speed)] if move == "run" else state,
        discount=np.array([0.5, 0.6, 0.7]),
    )
    assert games.batch_shape == (2, 3)
    for k in np.ndindex(2, 3):
        one = build(
            ["far"],
            {"runner": ["run", "rest"]},
            payoff=lambda state, move, k=k: [prize[k[1]] * (state == "near")],
            transition=lambda state, move, k=k: (
                [("near", speed[k[0], 0]), (state, 1 - speed[k[0], 0])] if move == "run" else state
            ),
            discount=[0.5, 0.6, 0.7][k[1]],
        )
        assert games[k] == one


def test_named_parameters_give_the_batch_its_order() -> None:
    model = axes(speed=[0.25, 0.5, 1.0], prize=[1.0, 2.0])
    games = build(
        ["far"],
        {"runner": ["run", "rest"]},
        payoff=lambda state, move: [model["prize"] * (state == "near")],
        transition=lambda state, move: {"near": model["speed"], "lost": 1 - model["speed"]} if move == "run" else state,
        discount=0.5,
        terminal={"lost": [0]},
        like=model,
    )
    assert games.batch_shape == (3, 2)
    assert games.states == ("far", "near", "lost")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"transition": lambda square, move: {square: 0.4}}, r"sum to 1; after \('up',\) in state 0"),
        ({"transition": lambda square, move: {square: 0}}, "no next state has a positive probability"),
        ({"transition": lambda square, move: [(square, 1, 2)]}, r"list of \(state, probability\)"),
        ({"payoff": lambda square, move: (1, 2)}, "one number for each of"),
        ({"payoff": lambda square, move: {"king": 1}}, "one entry for each of"),
        ({"players": ["king"]}, "one entry for each of"),
        ({"players": ["piece", "piece"]}, "different names"),
        ({"payoff": None}, "payoff needs a function"),
        ({"payoff": lambda square, move: [[1, [2]]]}, "payoffs and chances needs real numbers"),
        ({"transition": lambda square, move: None}, "transition returned None after"),
        ({"transition": lambda square, move: [(["far"], 1.0)]}, "key of a dictionary"),
        ({"transition": lambda square, move: {0: np.ones(2) / 2, 1: np.ones(3) / 2}}, "shapes that broadcast"),
        ({"terminal": {9: (0, 0)}}, "one number for each of"),
        ({"terminal": "lost"}, "a mapping from states to payoffs"),
    ],
)
def test_what_a_function_returns_is_checked_with_state_and_actions(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidGameError, match=message):
        walk(5, **changes)


@pytest.mark.parametrize("labels", [["up", "up"], ["-", "up"]])
def test_no_action_is_lost_to_another_of_its_name(labels: list[str]) -> None:
    with pytest.raises(InvalidGameError, match="labels of actions that differ, and none that is '-'"):
        build([0], {"piece": labels}, payoff=lambda s, a: [0], transition=lambda s, a: s, discount=0.5)


def test_a_single_label_is_no_list_of_states() -> None:
    with pytest.raises(InvalidGameError, match="list of labels"):
        build("calm", {"one": ["stay"]}, payoff=lambda s, a: [0], transition=lambda s, a: s, discount=0.5)
    with pytest.raises(InvalidGameError, match="names, in order"):
        build(["a"], lambda s: {"one": ["stay"]}, payoff=lambda s, a: [0], transition=lambda s, a: s, discount=0.5)
