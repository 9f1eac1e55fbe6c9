"""The automaton and the militia as a stochastic game, in which any deviation can be tried."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from deterrence.checks import require_a
from deterrence.lethality.automaton import Automaton
from deterrence.lethality.outcome import Outcome, outcome_of
from deterrence.lethality.reply import best_aim, reply_to
from deterrence.standoff import EVENTS, LEVELS, RUNGS, Rule
from gametheory import Certificate, certify
from gametheory.residual import markov_residual
from gametheory.stochastic import StochasticGame, build
from gametheory.sweep import stack

if TYPE_CHECKING:
    from deterrence.lethality.model import Lethality

US, MILITIA = "US", "militia"
STAY, GO, PASS = "stay", "leave", "no strike"
STRIKES = tuple(f"strike {rung}" for rung in RUNGS)
HOLD, BEST = LEVELS[0], "best aim"
NORMAL, PUNISHED, FAILED, OUT = "normal", "punished", "failed", "out"
"""The regimes of the record of play, and the state after leaving."""
IDLE = len(EVENTS)
"""In a period shorter than a week: nobody has an opportunity."""

AIMS = 41
"""Aims on the grid of deviations, from 0 to 1."""


def lethality_game(model: Lethality, automaton: Automaton, *, aims: int = AIMS) -> StochasticGame:
    r"""The game with an automaton in force until the US fails to strike as it says, then with no strikes.

    A state is ``(regime, part of the week)``: the *decision* of the US to stay or leave, the choice of the *militia*,
    and an event of ``EVENTS`` (by its number), after which the US strikes at a rung or does not. A week is three
    sub-steps with the discount :math:`d = \delta^{1/3}`, as in :func:`deterrence.standoff.week_game`. The militia's
    aims are those of a grid and, in normal weeks, the best one of each level.

    Parameters
    ----------
    model : Lethality
    automaton : Automaton
    aims : int
        Aims on the grid, at least 2.

    Examples
    --------
    >>> from deterrence.lethality import Automaton, Lethality
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import DEATHS
    >>> lethality_game(Lethality.of(PUNISH), Automaton(DEATHS, 1, 4))
    <StochasticGame: 22 states, US (5) x militia (85), masked>
    """
    if not isinstance(aims, int) or aims < 2:
        raise ValueError(f"a grid of aims needs a whole number of them, at least 2; got {aims!r}.")
    arrays = model.plain
    week = _Week(arrays, automaton)
    fear = reply_to(arrays, automaton, violent=True).fear
    grid: dict[str, tuple[int, Any]] = {HOLD: (0, 0.0)} | {
        f"{LEVELS[level]} {aim:.4f}": (level, aim) for level in (1, 2) for aim in np.linspace(0, 1, aims)
    }
    best = {f"{LEVELS[level]}, {BEST}": (level, best_aim(arrays, automaton, level, fear)) for level in (1, 2)}
    choices = grid | best
    free = {MILITIA: list(grid)}
    moves = {"decision": {US: [STAY, GO]}, IDLE: {}} | {k: {US: [PASS, *STRIKES]} for k in range(len(EVENTS))}

    def actions(state: Any) -> Any:
        regime, part = state
        if part == "militia":
            return {MILITIA: list(choices)} if regime == NORMAL else free
        return moves[part]

    def payoff(state: Any, us: Any, militia: Any) -> tuple[Any, Any]:
        part = state[1]
        if part == "decision":
            return (week.weights[0] * (week.tau * arrays.presence_value if us == STAY else -arrays.leave_cost), 0)
        if part == "militia":
            level, aim = choices[militia]
            return (0, week.weights[1] * week.tau * arrays.gain(level, aim))
        return week.after_event(part, 0 if us in (None, PASS) else 1 + STRIKES.index(us))

    def transition(state: Any, us: Any, militia: Any) -> Any:
        regime, part = state
        if part == "decision":
            return (regime, "militia") if us == STAY else OUT
        if part == "militia":
            level, aim = choices[militia]
            found = [((regime, k), week.tau * chance) for k, chance in enumerate(arrays.chances(level, aim))]
            return [*found, ((regime, IDLE), 1 - week.tau)] if week.idles else found
        return week.onward(regime, part, 0 if us in (None, PASS) else 1 + STRIKES.index(us))

    return build(
        [(NORMAL, "decision")],
        actions,
        payoff=payoff,
        transition=transition,
        discount=week.step,
        players=(US, MILITIA),
        terminal={OUT: (0, 0)},
        like=arrays,
    )


def lethality_profile(
    model: Lethality, game: StochasticGame, automaton: Automaton, *, violent: bool = True
) -> tuple[Any, Any]:
    """The strategies proposed for an automaton: one array (*batch, S, m) for the US and one for the militia.

    The US stays and strikes as the automaton says; after a failure it leaves if no answer for ever is worth less.
    """
    arrays = model.plain
    outcome = outcome_of(arrays, automaton, violent=violent)
    sides = game.actions or ()
    number = [{label: k for k, label in enumerate(side)} for side in sides]
    carefree = {level: f"{LEVELS[level]} {1:.4f}" for level in (1, 2)}
    free = reply_to(arrays, Automaton(), violent=violent).level
    us, militia = [], []
    for state in game.states or ():
        regime, part = state if state != OUT else (FAILED, IDLE)
        us.append(_us_choice(automaton, outcome, regime, part, number[0]))
        level = {NORMAL: outcome.reply.level, PUNISHED: outcome.reply.punished, FAILED: free}[regime]
        labels = {level: f"{LEVELS[level]}, {BEST}" for level in (1, 2)} if regime == NORMAL else carefree
        played = np.select([level == 1, level == 2], [number[1][labels[1]], number[1][labels[2]]], number[1][HOLD])
        militia.append(played if part == "militia" else 0)
    strategies = []
    for choices, side in zip((us, militia), sides, strict=True):
        spread = np.stack([model.spread(choice) for choice in choices], axis=-1).astype(np.int64)
        strategies.append(np.eye(len(side))[spread])
    return strategies[0], strategies[1]


def certificate(
    model: Lethality, automaton: Automaton, *, aims: int = AIMS, violent: bool = True
) -> Certificate:
    """See :meth:`deterrence.lethality.Lethality.certificate`."""
    game = lethality_game(model, automaton, aims=aims)
    profile = lethality_profile(model, game, automaton, violent=violent)
    return certify(game, profile, residual=markov_residual, strict=False).certificate


def militia_process(model: Lethality, automaton: Automaton, aims: Any = AIMS) -> StochasticGame:
    """The decision process that the militia faces, in states *normal* and *punished*, with aims on a grid.

    For :func:`gametheory.stochastic.policy_iteration`. The readings of :class:`Lethality` need no grid.

    Parameters
    ----------
    model : Lethality
    automaton : Automaton
    aims : int, or sequence of aims from 0 to 1

    Examples
    --------
    >>> from deterrence.lethality import Automaton, Lethality
    >>> from deterrence.scenarios import PUNISH
    >>> from deterrence.standoff import DEATHS
    >>> from gametheory.stochastic import policy_iteration
    >>> process = militia_process(Lethality.of(PUNISH), Automaton(DEATHS, 1, 1))
    >>> best = policy_iteration(process)
    >>> [process.actions[0][k] for k in best.strategies[0].argmax(axis=-1)]
    ['harass 0.4500', 'hold']
    """
    require_a(Automaton, automaton)
    arrays, batch = model.plain, model.batch_shape
    wide = arrays.unchecked(**{each.name: np.asarray(getattr(arrays, each.name))[..., None] for each in fields(arrays)})
    grid = np.linspace(0, 1, aims) if isinstance(aims, int) else np.asarray(aims, dtype=np.float64)
    if grid.ndim != 1 or not len(grid) or not ((grid >= 0) & (grid <= 1)).all():
        raise ValueError(f"militia_process needs aims from 0 to 1, or how many of them; got {aims!r}.")
    labels = (HOLD, *(f"{LEVELS[level]} {aim:.4f}" for level in (1, 2) for aim in grid))
    payoffs = np.empty((*batch, 2, 1, len(labels)))
    chances = np.empty((*batch, 2, len(labels), 2))
    sting = wide.base.sting(automaton.rung) if automaton.line.answers_something else 0.0
    places = (slice(0, 1), slice(1, 1 + len(grid)), slice(1 + len(grid), len(labels)))
    for level, place in enumerate(places):
        aim = grid if level else np.zeros(1)
        gain, crossed = wide.gain(level, aim), wide.answer_chance(automaton, level, aim)
        payoffs[..., 0, 0, place] = wide.period * (gain if automaton.lasts else gain - sting * crossed)
        payoffs[..., 1, 0, place] = wide.period * (gain - sting)
        chances[..., 0, place, 1] = wide.period * crossed if automaton.lasts else 0.0
        chances[..., 1, place, 0] = wide.end_chance(automaton, level)
    chances[..., 0, :, 0], chances[..., 1, :, 1] = 1 - chances[..., 0, :, 1], 1 - chances[..., 1, :, 0]
    for array in (payoffs, chances):
        array.setflags(write=False)  # the game takes them as they are
    discount = stack([arrays.discount**arrays.period], like=arrays)[..., 0]
    return StochasticGame(
        payoffs, discount, chances, players=(MILITIA,), actions=(labels,), states=(NORMAL, PUNISHED)
    )


class _Week:
    """Weights, payoffs and regimes of the sub-steps of a week, plain arrays."""

    def __init__(self, model: Lethality, automaton: Automaton) -> None:
        self.model, self.automaton = model, automaton
        self.tau = model.period
        self.idles = bool(np.any(np.asarray(self.tau) < 1))
        patience = model.discount**self.tau
        self.step = patience ** (1 / 3)
        self.weights = [(1 - patience) / ((1 - self.step) * self.step**j) for j in range(3)]

    def after_event(self, event: int, rung: int) -> tuple[Any, Any]:
        if event == IDLE:
            return (0, 0)
        base, seen = self.model.base, EVENTS[event]
        us = -base.event_harm(seen) if seen.level else 0
        if rung:
            us = us - base.answer_cost(seen, rung) + (self.model.resolve if seen.death else 0)
        return (self.weights[2] * us, self.weights[2] * -base.sting(rung) if rung else 0)

    def onward(self, regime: str, event: int, rung: int) -> Any:
        """Where the next week begins after a strike, or none (0)."""
        line = self.automaton
        if regime == FAILED or (_asks(line, regime, event) and rung != line.rung):
            return (FAILED, "decision")
        if regime == NORMAL:
            crossed = line.lasts and event != IDLE and line.crossed_by(EVENTS[event])
            return (PUNISHED if crossed else NORMAL, "decision")
        if event not in (0, IDLE):
            return (PUNISHED, "decision")
        stop = self.model.stop_chance(line)
        return [((NORMAL, "decision"), stop), ((PUNISHED, "decision"), 1 - stop)]


def _us_choice(automaton: Automaton, outcome: Outcome, regime: str, part: Any, number: dict[str, int]) -> Any:
    """The number of what the US does in a state."""
    if part == "decision":
        if automaton.line is Rule.LEAVE:
            return number[GO]
        return np.where(outcome.never < outcome.leave, number[GO], number[STAY]) if regime == FAILED else number[STAY]
    if part in ("militia", IDLE):
        return 0
    return number[STRIKES[automaton.rung - 1] if _asks(automaton, regime, part) else PASS]


def _asks(automaton: Automaton, regime: str, event: int) -> bool:
    """Whether the automaton strikes after an event."""
    if regime == FAILED or event == IDLE:
        return False
    return regime == PUNISHED or (not automaton.lasts and automaton.crossed_by(EVENTS[event]))
