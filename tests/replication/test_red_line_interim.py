"""What was printed for the interim protocol: what holds, what does not, each with a certificate."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.red_line import ANY, DEATHS, EMBASSY, KINDS, LEVELS, LINES, RUNGS, Line, RedLine, interim_equilibria
from deterrence.scenarios import SCENARIOS


def found(name: str, line: Line, rung: int) -> dict[str, str]:
    """The replies to silence and to the line in each equilibrium, pure ones."""
    each = interim_equilibria(RedLine.of(SCENARIOS[name]), line, rung)
    assert each.equilibria.certificate.holds.all()
    replies = each.equilibria.strategies[1]
    assert ((replies == 0) | (replies == 1)).all()
    return {
        KINDS[kind]: " / ".join(LEVELS[level] for level in reply.argmax(axis=-1))
        for kind, reply in zip(each.kinds, replies, strict=True)
    }


POOLING_ON_SILENCE = [
    *((name, line, rung) for name in ("restrain", "leave") for line in LINES[1:] for rung in RUNGS),
    *(("timetable", line, 2) for line in LINES[1:]),
    *(("punish", line, 1) for line in (DEATHS, EMBASSY)),
]


@pytest.mark.parametrize(("name", "line", "rung"), POOLING_ON_SILENCE)
def test_pooling_on_silence(name: str, line: Line, rung: int) -> None:
    level = "harass" if name == "punish" else "embassy"
    assert found(name, line, rung)["all silent"] == f"{level} / {level}"


def test_pooling_on_the_line_at_any_attack_in_punish() -> None:
    assert found("punish", ANY, 1)["all announce"] == "harass / hold"


CORRECTED = {
    ("punish", DEATHS): {"all silent": "harass / harass", "all announce": "harass / hold"},
    ("punish", EMBASSY): {"all silent": "harass / harass", "all announce": "heavy / harass"},
    ("punish", ANY): {"all silent": "harass / harass", "all announce": "heavy / harass"},
    ("timetable", DEATHS): {"all announce": "heavy / harass"},
    ("timetable", EMBASSY): {"all announce": "heavy / harass"},
    ("timetable", ANY): {"all silent": "heavy / heavy"},
}


@pytest.mark.parametrize(("cell", "replies"), list(CORRECTED.items()))
def test_corrected_there_are_equilibria_in_pure_replies_where_none_was_printed(
    cell: tuple[str, Line], replies: dict[str, str]
) -> None:
    name, line = cell
    assert found(name, line, 2 if name == "punish" else 1) == replies


def test_one_of_them_stands_with_the_belief_that_is_the_prior() -> None:
    # punish at rung 2: silence off the path is met with the reply to silence of the base protocol
    model = RedLine.of(SCENARIOS["punish"])
    assert LEVELS[int(model.reply(LINES[0], 2))] == "harass"
    assert found("punish", DEATHS, 2)["all announce"] == "harass / hold"


def test_a_line_says_nothing_where_those_state_it_who_would_answer_anyway() -> None:
    each = interim_equilibria(RedLine.of(SCENARIOS["punish"]), DEATHS, 1)
    row = list(each.kinds).index(KINDS.index("high announce"))
    np.testing.assert_allclose(each.cutoffs[row], [11.9, 24.0])
    np.testing.assert_array_equal(each.equilibria.strategies[1][row].argmax(axis=-1), [1, 1])
