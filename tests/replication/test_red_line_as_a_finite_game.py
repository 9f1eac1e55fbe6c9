"""The solver of finite signalling games finds what is listed for the interim protocol, and nothing but cut-offs.

The resolve takes a few equally likely values; every pure profile of messages is gone through, cut-offs or not.
"""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.red_line import KINDS, LEVELS, LINES, RUNGS, InterimGame, Line, RedLine, interim_equilibria
from deterrence.scenarios import SCENARIOS
from gametheory.signalling import SignallingGame, pure_pbe

RESOLVES = 11


def finite_game(model: RedLine, line: Line, rung: int) -> SignallingGame:
    game = InterimGame(model, line, rung)
    resolves = (np.arange(RESOLVES) + 0.5) / RESOLVES * game.top
    militia = [game.militia_payoffs(needed <= resolves[:, None]) for needed in game.needed]
    prior = np.full(RESOLVES, 1 / RESOLVES)
    payoffs = np.array([game.sender_payoffs(resolves), np.stack(militia, axis=1)])
    # the solver decides ties exactly, and those of the model are blurred by rounding
    return SignallingGame(np.round(payoffs * 2**30) / 2**30, prior, replies=LEVELS)


@pytest.mark.parametrize("rung", RUNGS)
@pytest.mark.parametrize("line", LINES[1:])
@pytest.mark.parametrize("name", list(SCENARIOS))
def test_the_outcomes_of_the_finite_game(name: str, line: Line, rung: int) -> None:
    model = RedLine.of(SCENARIOS[name])
    listed = interim_equilibria(model, line, rung)
    expected, talk = {}, False
    for kind, reply in zip(listed.kinds, listed.equilibria.strategies[1].argmax(axis=-1), strict=True):
        if kind < 2:
            expected[KINDS[kind]] = LEVELS[reply[kind]]
        else:
            talk = reply[0] == reply[1]
    found, others = {}, []
    for sender, receiver in zip(*pure_pbe(finite_game(model, line, rung)).strategies, strict=True):
        used = sender.any(axis=0)
        levels = receiver.argmax(axis=-1)
        if used.all():
            others.append(levels[0] == levels[1])
        else:
            found[KINDS[int(used[1])]] = LEVELS[levels[used][0]]
    assert found == expected
    # where both messages are sent, they bring the same level: talk, which those may give who answer in any case
    assert all(others)
    assert bool(others) == talk
