"""Finite-horizon reputation in rational arithmetic: every threshold, and play at every belief, as fractions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from ..errors import UnsupportedGameError
from .reputation_game import ReputationGame, require_reputation
from .step_function import StepFunction


@dataclass(frozen=True)
class Node:
    """What is played at one public history, or at all histories that lead to the same play.

    Attributes
    ----------
    stage : int
        How many stages are left, this one included; 0 after the last.
    belief : Fraction
        That the player always answers.
    leave : Fraction
        The chance that the normal type leaves before the stage.
    staying : Fraction
        The belief once the player has stayed.
    actions : tuple of tuple of Fraction
        The opponents' actions by kind.
    answer : Fraction
        The chance that the normal type answers a crossing.
    value : Fraction
        What the normal type expects.
    quiet, answered, silent : int
        Places of the nodes that follow a stage without a crossing, an answer, and a crossing without an answer; -1
        after the last stage.
    """

    stage: int
    belief: Fraction
    leave: Fraction
    staying: Fraction
    actions: tuple[tuple[Fraction, ...], ...]
    answer: Fraction
    value: Fraction
    quiet: int
    answered: int
    silent: int


@dataclass(frozen=True)
class ExactReputation:
    """A sequential equilibrium of a finite reputation game, as fractions.

    Attributes
    ----------
    answer_from : tuple of Fraction
        At [t - 1], the belief from which the normal type answers for sure with t stages left, and that mixed answers
        lead to below it; 1 where it never answers.
    stay_from : tuple of Fraction
        The belief from which the normal type stays for sure; 0 where the player cannot leave.
    values : tuple of StepFunction
        At [t], the normal type's value with t stages left as a step function of the belief; any value of a step is an
        equilibrium value at the belief where it lies.
    nodes : tuple of Node
        Play from every threshold, from between every two, from 0, 1 and the prior, with both ends of every step.
    start : tuple of int
        The nodes at the prior: of the lowest and of the highest value, the same unless the prior lies on a step.
    """

    answer_from: tuple[Fraction, ...]
    stay_from: tuple[Fraction, ...]
    values: tuple[StepFunction, ...]
    nodes: tuple[Node, ...]
    start: tuple[int, int]


def exact_reputation(game: ReputationGame, *, violent: bool = False, every_belief: bool = True) -> ExactReputation:
    r"""Find a sequential equilibrium of one finite reputation game, by backward recursion over thresholds.

    With t - 1 stages left the normal type's value is a step function :math:`V_{t-1}` of the belief. An answer that
    leaves the belief at p is worth its cost iff :math:`\delta (V_{t-1}(p) - V_{t-1}(0)) \ge s_t`; let
    :math:`p_t^*` be the lowest such belief. Above it the normal type answers. Below it, it answers with the chance that
    makes the belief :math:`p_t^*` after an answer, so that an answer comes with the chance :math:`p / p_t^*` in all;
    the opponents' best replies to that change at finitely many beliefs, which are the steps of :math:`V_t`. On a step
    an opponent is indifferent, and mixes so that the normal type gets what it was promised. Nothing is gridded.

    The play is that of the monotone equilibrium: an unanswered crossing shows the normal type, also off the path.

    Parameters
    ----------
    game : ReputationGame
        One game. Floats are taken as the fractions that they are.
    violent : bool
        How ties are broken that last over a range of beliefs. Opponents who are indifferent there take the last of
        their best actions, not the first; a player to whom an answer is worth exactly its cost answers for sure from
        the highest of these beliefs on, not from the lowest. Opponents whose reply would lower the value where they are
        sure of an answer reply as they do just below.
    every_belief : bool
        Whether ``nodes`` has the play from every threshold, or only that from the prior.

    Returns
    -------
    ExactReputation

    Raises
    ------
    UnsupportedGameError
        If the value is not a non-decreasing function of the belief; then thresholds do not describe the equilibrium.

    References
    ----------
    Kreps and Wilson (1982), "Reputation and Imperfect Information", Journal of Economic Theory 27, section 2.

    Examples
    --------
    >>> from gametheory.stochastic import chain_store
    >>> found = exact_reputation(chain_store(3, Fraction(1, 2), 2, Fraction(1, 10)))
    >>> [str(belief) for belief in found.answer_from]
    ['1', '1/2', '1/4']
    >>> node = found.nodes[found.start[0]]
    >>> str(node.answer), str(node.value)
    ('1/3', '0')
    """
    require_reputation(game)
    recursion = _Recursion(game, violent)
    nodes = _Play(recursion)
    prior = recursion.prior
    start = tuple(nodes.at(recursion.stages, prior, value) for value in recursion.values[-1].ends(prior))
    if every_belief:
        ends = {prior, prior * 0, prior * 0 + 1}
        cuts = sorted(ends.union(*(stage.breaks for stage in recursion.values)))
        between = [(low + high) / 2 for low, high in pairwise(cuts)]
        for belief in (*cuts, *between):
            for value in recursion.values[-1].ends(belief):
                nodes.at(recursion.stages, belief, value)
    return ExactReputation(
        tuple(map(_fraction, recursion.answer_from)),
        tuple(map(_fraction, recursion.stay_from)),
        tuple(each.map(_fraction) for each in recursion.values),
        tuple(nodes.finished()),
        (start[0], start[-1]),
    )


class _Recursion:
    """Thresholds and step functions, stage by stage."""

    def __init__(self, game: ReputationGame, violent: bool) -> None:
        if game.batch_shape:
            raise UnsupportedGameError(
                f"exact_reputation solves one game; got a batch of shape {game.batch_shape}. "
                "Take one of it, or use reputation."
            )
        self.game = game
        self.stages = game.stages
        self.prior = _rational(game.prior[()])
        self.discount = _rational(game.discount[()])
        zero = self.prior * 0
        self.values = [StepFunction((), (_rational(game.terminal[()]),))]
        self.stay_values: list[StepFunction] = []
        self.answer_from: list[Any] = []
        self.stay_from: list[Any] = []
        self.replies: list[Replies] = []
        for stage in range(1, self.stages + 1):
            after = self.values[-1]
            cost = _rational(game.answer_cost[stage - 1])
            worthwhile = after.base + cost / self.discount
            reached = after.first_above(worthwhile) if violent else after.first(worthwhile)
            reply = Replies(game, stage, violent)
            answer_from = zero + 1 if reached is None else reached
            staying = reply.worth(after, answer_from, cost, self.discount)
            _require_monotone(staying, stage)
            value, stay_from = staying, zero
            exit_value = None if game.exit_values is None else game.exit_values[stage - 1]
            if exit_value is not None and exit_value != -np.inf:
                leaving = _rational(exit_value)
                value = staying.at_least(leaving)
                found = staying.first(leaving)
                stay_from = zero + 1 if found is None else found
            self.stay_values.append(staying)
            self.values.append(value)
            self.answer_from.append(answer_from)
            self.stay_from.append(stay_from)
            self.replies.append(reply)


class Replies:
    """The opponents' best replies in one stage to the chance of an answer: constant between ``breaks``."""

    def __init__(self, game: ReputationGame, stage: int, violent: bool) -> None:
        place = stage - 1
        rows = [[[_rational(x) for x in kind] for kind in array[place]] for array in (game.gains, game.losses)]
        gains, losses = rows
        self.chances = [_rational(x) for x in game.kinds[place]]
        self.flows = [_rational(x) for x in game.flows[place]]
        self.crossing = [_rational(x) for x in game.crossing[place]]
        actions = range(len(self.flows))
        cuts = set()
        for gain, loss in zip(gains, losses, strict=True):
            for a in actions:
                for b in actions[:a]:
                    if loss[a] != loss[b]:
                        cut = (gain[a] - gain[b]) / (loss[a] - loss[b])
                        if 0 < cut < 1:
                            cuts.add(cut)
        one = self.chances[0] * 0 + 1
        ends = [one * 0, *sorted(cuts), one]
        middles = [(low + high) / 2 for low, high in pairwise(ends)]

        def best(gain: list[Any], loss: list[Any], answered: Any) -> int:
            worth = [g - x * answered for g, x in zip(gain, loss, strict=True)]
            tied = [a for a in actions if worth[a] == max(worth)]
            return tied[-1] if violent else tied[0]

        played = [tuple(best(g, x, at) for g, x in zip(gains, losses, strict=True)) for at in middles]
        # Where nobody changes his reply there is no break.
        kept = [i for i in range(len(cuts)) if played[i] != played[i + 1]]
        self.breaks = [ends[i + 1] for i in kept]
        self.played = [*(played[i] for i in kept), played[-1]]
        """Actions by kind below the first break, between the breaks, above the last one, and if answers are sure."""
        cost = _rational(game.answer_cost[place])
        worth = [flow - crossed * cost for flow, crossed in zip(self.flows, self.crossing, strict=True)]

        def surely(tied: int, below: int) -> int:
            return tied if self.flows[tied] >= self.flows[below] and worth[tied] >= worth[below] else below

        at_one = (best(gain, loss, one) for gain, loss in zip(gains, losses, strict=True))
        sure = tuple(map(surely, at_one, self.played[-1]))
        self.sure = len(kept)
        """The piece that is played where answers are sure: opponents may tie there who do not just below."""
        if sure != self.played[-1]:
            self.sure += 1
            self.played.append(sure)

    def mean(self, numbers: list[Any], piece: int) -> Any:
        """The mean over kinds of a number that depends on the action, on one piece."""
        return sum(chance * numbers[a] for chance, a in zip(self.chances, self.played[piece], strict=True))

    def worth(self, after: StepFunction, answer_from: Any, cost: Any, discount: Any) -> StepFunction:
        """The normal type's value of staying as a step function of the belief."""
        lost = discount * after.base
        cuts = {cut * answer_from: piece + 1 for piece, cut in enumerate(self.breaks)}
        breaks, levels = [], [self._level(0, discount * after.levels[0], lost)]
        piece = 0
        for belief in sorted({*cuts, *after.breaks, *([answer_from] if answer_from < 1 else [])}):
            piece = cuts.get(belief, piece)
            tomorrow = discount * after.above(belief)
            if belief >= answer_from:
                level = self.mean(self.flows, self.sure) - self.mean(self.crossing, self.sure) * cost + tomorrow
            else:
                level = self._level(piece, tomorrow, lost)
            if level != levels[-1]:
                breaks.append(belief)
                levels.append(level)
        return StepFunction(tuple(breaks), tuple(levels))

    def _level(self, piece: int, tomorrow: Any, lost: Any) -> Any:
        """The value where answers are not for sure: a crossing is worth what it is worth unanswered."""
        crossed = self.mean(self.crossing, piece)
        return self.mean(self.flows, piece) + crossed * lost + (1 - crossed) * tomorrow


class _Play:
    """Nodes, made as they are reached."""

    def __init__(self, recursion: _Recursion) -> None:
        self.of = recursion
        self.places: dict[tuple[Any, ...], int] = {}
        self.rows: list[Any] = []
        self.pending: list[tuple[int, int, Any, Any]] = []

    def at(self, stage: int, belief: Any, value: Any) -> int:
        """The place of the node at which the normal type expects this value."""
        key = (stage, belief, value)
        if key not in self.places:
            self.places[key] = len(self.rows)
            self.rows.append(None)
            self.pending.append((self.places[key], stage, belief, value))
        return self.places[key]

    def finished(self) -> list[Node]:
        """All nodes that are reached from those asked for."""
        while self.pending:
            place, stage, belief, value = self.pending.pop()
            self.rows[place] = self._node(stage, belief, value)
        return self.rows

    def _node(self, stage: int, belief: Any, value: Any) -> Node:
        zero = belief * 0
        if stage == 0:
            at = _fraction(belief)
            return Node(0, at, Fraction(0), at, (), Fraction(0), _fraction(value), -1, -1, -1)
        leave, staying, promised = self._stay(stage, belief, value)
        weights, quiet, answered, answer = self._respond(stage, staying, promised)
        after = self.of.values[stage - 1]
        after_answer = staying if answer == 1 else zero + 1 if staying == 1 else self.of.answer_from[stage - 1]
        if staying == 0:
            after_answer, answered = zero, after.base
        actions = self._actions(stage, weights)
        return Node(
            stage,
            _fraction(belief),
            _fraction(leave),
            _fraction(staying),
            actions,
            _fraction(answer),
            _fraction(value),
            self.at(stage - 1, staying, quiet),
            self.at(stage - 1, after_answer, answered),
            self.at(stage - 1, zero, after.base),
        )

    def _stay(self, stage: int, belief: Any, value: Any) -> tuple[Any, Any, Any]:
        """The chance to leave, the belief after staying, and what staying is worth."""
        zero = belief * 0
        staying = self.of.stay_values[stage - 1]
        low, high = staying.interval(belief)
        if low <= value <= high:
            return zero, belief, value
        threshold = self.of.stay_from[stage - 1]
        if belief == 0:
            return zero + 1, zero, staying.base
        if belief == 1:
            return zero + 1, zero + 1, staying.top
        worth = value if threshold < 1 else staying.top
        return 1 - belief * (1 - threshold) / ((1 - belief) * threshold), threshold, worth

    def _respond(self, stage: int, belief: Any, promised: Any) -> tuple[list[tuple[int, Any]], Any, Any, Any]:
        """Weights of the opponents' pieces, values promised after quiet and after an answer, chance of an answer."""
        reply, after, discount = self.of.replies[stage - 1], self.of.values[stage - 1], self.of.discount
        answer_from, cost = self.of.answer_from[stage - 1], _rational(self.of.game.answer_cost[stage - 1])
        zero, lost = belief * 0, discount * after.base
        worthwhile = after.base + cost / discount
        low, _ = after.interval(belief)
        last = len(reply.breaks)
        if belief == 1 and after.top < worthwhile:
            return [(last, zero + 1)], after.top, after.top, zero
        if belief >= answer_from:
            sure = reply.sure
            flow, crossed = (reply.mean(numbers, sure) for numbers in (reply.flows, reply.crossing))
            tomorrow = (promised - flow + crossed * cost) / discount
            if tomorrow >= worthwhile:
                return [(sure, zero + 1)], tomorrow, tomorrow, zero + 1
            at_sure = flow - crossed * cost + discount * worthwhile
            flow, crossed = reply.mean(reply.flows, last), reply.mean(reply.crossing, last)
            at_last = flow - crossed * cost + discount * worthwhile
            if at_last < promised < at_sure:
                share = (promised - at_last) / (at_sure - at_last)
                return [(last, 1 - share), (sure, share)], worthwhile, worthwhile, zero + 1
            # On the step at which answers begin the promise may be lower than that: then only quiet is worth less.
            tomorrow = (promised - flow - crossed * lost) / ((1 - crossed) * discount) if crossed < 1 else low
            return [(last, zero + 1)], tomorrow, worthwhile, zero + 1
        target = answer_from
        reward = worthwhile if target < 1 else after.top
        answer = belief * (1 - target) / ((1 - belief) * target) if belief > 0 else zero
        ratio = belief / target
        pieces = [piece for piece, cut in enumerate(reply.breaks) if cut == ratio]
        lower = pieces[0] if pieces else sum(cut < ratio for cut in reply.breaks)
        at_low = reply._level(lower, discount * low, lost)
        if not pieces:
            crossed = reply.mean(reply.crossing, lower)
            tomorrow = low if crossed == 1 else low + (promised - at_low) / ((1 - crossed) * discount)
            return [(lower, zero + 1)], tomorrow, reward, answer
        at_high = reply._level(lower + 1, discount * low, lost)
        if promised <= at_high and at_high > at_low:
            share = (promised - at_low) / (at_high - at_low)
            return [(lower, 1 - share), (lower + 1, share)], low, reward, answer
        crossed = reply.mean(reply.crossing, lower + 1)
        tomorrow = low if crossed == 1 else low + (promised - at_high) / ((1 - crossed) * discount)
        return [(lower + 1, zero + 1)], tomorrow, reward, answer

    def _actions(self, stage: int, weights: list[tuple[int, Any]]) -> tuple[tuple[Fraction, ...], ...]:
        reply = self.of.replies[stage - 1]
        rows = [[Fraction(0)] * len(reply.flows) for _ in reply.chances]
        for piece, weight in weights:
            for kind, action in enumerate(reply.played[piece]):
                rows[kind][action] += _fraction(weight)
        return tuple(map(tuple, rows))


def _require_monotone(value: StepFunction, stage: int) -> None:
    if any(low > high for low, high in pairwise(value.levels)):
        raise UnsupportedGameError(
            f"thresholds need a value that does not fall as the belief rises; with {stage} stages left it does. "
            "Opponents who are provoked by answers, or flows that rise with crossings, have this effect."
        )


def _rational(value: Any) -> Any:
    from flint import fmpq

    exact = Fraction(value)
    return fmpq(exact.numerator, exact.denominator)


def _fraction(value: Any) -> Fraction:
    return Fraction(value) if isinstance(value, int | Fraction) else Fraction(int(value.p), int(value.q))
