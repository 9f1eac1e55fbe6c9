"""What a timetable brings at one point: weeks, deaths, answers and breaking off, from the exact equilibrium."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from deterrence.checks import require_a
from deterrence.parameters import ParameterError
from deterrence.timetable.line import Line
from deterrence.timetable.model import LEVELS, Timetable
from gametheory.stochastic import ExactReputation, ReputationGame, ReputationProof, exact_reputation, prove_reputation


@dataclass(frozen=True)
class Outcome:
    """A sequential equilibrium of a timetable at one point, and what it brings in expectation.

    Attributes
    ----------
    weeks : tuple of float
        Weeks of heavy attacks, of harassment and of holding at the prior, as long as nothing is crossed and the US
        stays; not whole where the militia mixes.
    deaths, attacks, answers : float
        Expected numbers, over both types of the US; attacks are weeks of attacks, scaled by exposure.
    break_off : float
        The chance that the US breaks off.
    value : float
        To the normal type at the start, the cost of planning included.
    proof : ReputationProof
        One-shot deviations and Bayes' rule at every node, exact: all of it 0.
    """

    weeks: tuple[float, float, float]
    deaths: float
    attacks: float
    answers: float
    break_off: float
    value: float
    proof: ReputationProof


def outcome(
    model: Timetable, length: int, rung: int = 1, line: Line = Line.DEATHS, *, every_belief: bool = False
) -> Outcome:
    """The equilibrium of one timetable in rational arithmetic, and its expected numbers.

    Parameters
    ----------
    model : Timetable
        One point.
    length, rung, line
        As in :meth:`Timetable.game`.
    every_belief : bool
        Whether the proof looks at play from every threshold of the belief and from between them, or from the prior.

    Raises
    ------
    ParameterError
        If the model is a batch.

    Examples
    --------
    >>> from deterrence.scenarios import TIMETABLE
    >>> found = outcome(Timetable.of(TIMETABLE, tough_prior=0.3), 26)
    >>> found.weeks, round(found.deaths, 3), found.proof.holds
    ((0.0, 7.0, 19.0), 0.06, True)
    """
    game, found = _exact(model, length, rung, line, every_belief=every_belief)
    period = float(model.plain.period)
    lethality = [float(model.plain.lethality(level)) for level in range(len(LEVELS))]
    deaths = _expected(game, found, lambda level, _answered, exposure: period * exposure * lethality[level])
    attacks = _expected(game, found, lambda level, _answered, exposure: period * exposure * (level > 0))
    crossing = [[float(x) for x in row] for row in game.crossing]

    def answers(level: int, answered: float, exposure: float) -> float:
        return crossing[round(exposure * game.stages) - 1][level] * answered

    weeks = [0.0, 0.0, 0.0]
    place = found.start[1]
    while found.nodes[place].stage:
        for level, chance in enumerate(found.nodes[place].actions[0]):
            weeks[2 - level] += period * float(chance)
        place = found.nodes[place].quiet
    value = float(found.nodes[found.start[1]].value) - float(model.plain.haste_cost) / length
    return Outcome(
        (weeks[0], weeks[1], weeks[2]),
        deaths,
        attacks,
        _expected(game, found, answers),
        _break_off(game, found),
        value,
        prove_reputation(game, found),
    )


def patient_gain(model: Timetable, length: int, rung: int = 1, line: Line = Line.DEATHS) -> float:
    r"""What a militia that looks beyond the week could gain by one deviation, as a share of a full week's harassment.

    The largest over the play that the prior leads to. In the equilibrium the militia replies to the week. A militia
    that discounts as the US does would also weigh what its attack teaches it: an answer lowers its later payoffs,
    silence raises them. For such a militia the play is an equilibrium only up to this gain.

    Parameters
    ----------
    model, length, rung, line
        As in :func:`outcome`.
    """
    game, found = _exact(model, length, rung, line, every_belief=False)
    discount = float(game.discount)
    worth: dict[int, float] = {}
    worst = 0.0
    for place in sorted(range(len(found.nodes)), key=lambda place: found.nodes[place].stage):
        node = found.nodes[place]
        if node.stage == 0:
            worth[place] = 0.0
            continue
        at = node.stage - 1
        answered = float(node.staying) + (1 - float(node.staying)) * float(node.answer)
        crossed = answered * worth[node.answered] + (1 - answered) * worth[node.silent]
        by_level = [
            float(game.gains[at, 0, a]) - float(game.losses[at, 0, a]) * answered
            + discount * (float(c) * crossed + (1 - float(c)) * worth[node.quiet])
            for a, c in enumerate(game.crossing[at])
        ]  # fmt: skip
        got = sum(float(chance) * each for chance, each in zip(node.actions[0], by_level, strict=True))
        stays = float(node.belief) + (1 - float(node.belief)) * (1 - float(node.leave))
        worth[place] = stays * got
        worst = max(worst, max(by_level) - got)
    return worst / float(model.plain.harass_gain * model.plain.period)


def _exact(
    model: Timetable, length: int, rung: int, line: Line, *, every_belief: bool
) -> tuple[ReputationGame, ExactReputation]:
    require_a(Timetable, model)
    if model.batch_shape:
        raise ParameterError(
            f"the exact equilibrium is of one point; got a batch of shape {model.batch_shape}. Use Timetable.value and "
            "Timetable.end_phase for batches."
        )
    game = model.game(length, rung, line)
    return game, exact_reputation(game, every_belief=every_belief)


def _expected(game: ReputationGame, found: ExactReputation, counted: Any) -> float:
    """The mean over both types of what a week counts: a number of level, chance of an answer and exposure."""
    total = 0.0
    start = found.start[1]
    for tough in (True, False):
        worth: dict[int, float] = {}
        for place in sorted(range(len(found.nodes)), key=lambda place: found.nodes[place].stage):
            node = found.nodes[place]
            if node.stage == 0:
                worth[place] = 0.0
                continue
            answer = 1.0 if tough else float(node.answer)
            crossed = answer * worth[node.answered] + (1 - answer) * worth[node.silent]
            later = 0.0
            for level, chance in enumerate(node.actions[0]):
                if chance:
                    crossing = float(game.crossing[node.stage - 1, level])
                    here = counted(level, answer, node.stage / game.stages)
                    later += float(chance) * (here + crossing * crossed + (1 - crossing) * worth[node.quiet])
            worth[place] = later if tough else (1 - float(node.leave)) * later
        prior = float(found.nodes[start].belief)
        total += (prior if tough else 1 - prior) * worth[start]
    return total


def _break_off(game: ReputationGame, found: ExactReputation) -> float:
    """The chance that the normal type breaks off, times that of the normal type."""
    chance: dict[int, float] = {}
    for place in sorted(range(len(found.nodes)), key=lambda place: found.nodes[place].stage):
        node = found.nodes[place]
        if node.stage == 0:
            chance[place] = 0.0
            continue
        answer = float(node.answer)
        crossed = answer * chance[node.answered] + (1 - answer) * chance[node.silent]
        crossing = sum(
            float(x) * float(game.crossing[node.stage - 1, level]) for level, x in enumerate(node.actions[0])
        )
        later = crossing * crossed + (1 - crossing) * chance[node.quiet]
        chance[place] = float(node.leave) + (1 - float(node.leave)) * later
    start = found.start[1]
    return (1 - float(found.nodes[start].belief)) * chance[start]
