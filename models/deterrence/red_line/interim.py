"""The interim protocol: the office-holder knows his resolve when he states a line or is silent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from deterrence.parameters import ParameterError
from deterrence.red_line.line import EVENTS, LEVELS, Line
from deterrence.red_line.model import RedLine
from gametheory.residual import Residual, ResidualOf

MESSAGES = ("silent", "announce")
"""What is said; to announce is to state the line of the game."""

KINDS = ("all silent", "all announce", "high announce", "low announce")
"""Who says what: everybody the same, or the resolves above (below) a cut-off announce."""

ALL_SILENT, ALL_ANNOUNCE, HIGH_ANNOUNCE, LOW_ANNOUNCE = range(4)

ROUNDING = 1e-14
"""What rounding may hide, as a share of a player's payoff range."""


@dataclass(frozen=True, eq=False)
class InterimGame:
    r"""One line against silence, stated by an office-holder who knows his resolve, uniform on :math:`[0, \bar\psi]`.

    The resolve :math:`\psi` is drawn; its holder is silent or states the line; the militia chooses a level; the
    event is answered or not, by the same resolve. His payoff is that of the base protocol, the harm of the attack
    included: without it every resolve that gains by answering would invite attacks.

    At a level a after a message m, he gets

    .. math::

        V - h_a - \Pr(D \mid a) \tilde D + \sum_e \Pr(e \mid a)
        \max(w_e \psi - \tilde s_r - \Lambda 1_{e = N}, -\alpha_m 1_{e \in m}),

    piecewise linear in :math:`\psi` with kinks where an event begins to be answered.

    Attributes
    ----------
    model : RedLine
        One point: fields are numbers.
    line : Line
        The line that may be stated, not silence.
    rung : 1 or 2

    Raises
    ------
    ParameterError
        If the model is a sweep, or the line is silence.
    """

    model: RedLine
    line: Line
    rung: int = 1

    batch_shape = ()

    def __post_init__(self) -> None:
        if self.model.batch_shape:
            raise ParameterError(
                f"the interim protocol needs one point; got a batch of {self.model.batch_shape}. "
                "Take points from it with model.take(rows), one at a time."
            )
        if self.line is Line.SILENT:
            raise ParameterError("the interim protocol needs a line that may be stated; got silence.")

    @cached_property
    def top(self) -> float:
        """The highest resolve."""
        return float(self.model.resolve_bound)

    @cached_property
    def needed(self) -> Any:
        """The resolve from which an event is answered after a message, (2, 3), within [0, ψ̄]."""
        lines = (Line.SILENT, self.line)
        needed = [[self.model.needed_resolve(said, event, self.rung) for event in EVENTS] for said in lines]
        return np.array(needed, dtype=np.float64)

    @cached_property
    def chances(self) -> Any:
        """The chance of each event at each level, (4, 3)."""
        return np.array([self.model.chances(level) for level in range(len(LEVELS))], dtype=np.float64)

    @cached_property
    def kinks(self) -> Any:
        """The ends of the resolve and where an event begins to be answered, increasing."""
        return np.unique(np.concatenate([[0.0, self.top], self.needed.ravel()]))

    def sender_payoffs(self, resolves: Any) -> Any:
        """What a resolve gets from each message at each level, (resolves, 2, 4)."""
        resolves = np.asarray(resolves, dtype=np.float64)
        at_zero, slope, spoken, before = self._terms
        after = np.maximum(at_zero + slope * resolves[:, None, None], 0) - spoken
        return after @ self.chances.T + before

    @cached_property
    def _terms(self) -> tuple[Any, Any, Any, Any]:
        """Of what answering gains, linear in the resolve: at 0, the slope; the audience cost; what comes before."""
        said = (Line.SILENT, self.line)
        gain = [
            [[float(self.model.answer_gain(each, event, self.rung, resolve)) for event in EVENTS] for each in said]
            for resolve in (0.0, 1.0)
        ]
        spoken = [[float(self.model.audience_cost(each, event)) for event in EVENTS] for each in said]
        before = [float(self.model.presence_value - self.model.harm(level)) for level in range(len(LEVELS))]
        return np.array(gain[0]), np.array(gain[1]) - np.array(gain[0]), np.array(spoken), np.array(before)

    def answered(self, message: int, low: float, high: float) -> Any:
        """The chance that each event is answered when the resolve is uniform on an interval, (3,)."""
        if high <= low:
            return (self.needed[message] <= low) * 1.0
        return (high - np.clip(self.needed[message], low, high)) / (high - low)

    def militia_payoffs(self, answered: Any) -> Any:
        """What each level is worth to the militia, (..., 4), from the chances of an answer (..., 3)."""
        free, lost = self._stakes
        return free - np.asarray(answered, dtype=np.float64) @ lost

    @cached_property
    def _stakes(self) -> tuple[Any, Any]:
        """The militia's payoffs without an answer, (4,), and what it loses by one to each event, (3, 4)."""
        free, *one = (
            np.array([float(each) for each in self.model.militia_payoffs(self.rung, tuple(row))])
            for row in np.eye(len(EVENTS) + 1)[:, 1:]
        )
        return free, free - np.array(one)

    @cached_property
    def scale(self) -> Any:
        """The payoff ranges of the office-holder and of the militia."""
        worth = self.sender_payoffs(self.kinks)
        extremes = self.militia_payoffs(np.array([[0.0] * len(EVENTS), [1.0] * len(EVENTS)]))
        return np.array([np.ptp(worth), np.ptp(extremes)])

    def interval(self, kind: int, cutoff: float, message: int) -> tuple[float, float]:
        """The resolves that give a message; empty if low is not below high."""
        if kind in (ALL_SILENT, ALL_ANNOUNCE):
            return (0.0, self.top) if message == kind else (0.0, 0.0)
        high = (kind == HIGH_ANNOUNCE) == (message == 1)
        return (cutoff, self.top) if high else (0.0, cutoff)


class Support(NamedTuple):
    """What an off-path message is believed to come from: some resolves, with weights."""

    resolves: Any
    weights: Any


def interim_residual(kinds: Any, cutoffs: Any, beliefs: list[tuple[Support | None, ...]]) -> ResidualOf:
    r"""The residual of a perfect Bayesian equilibrium of the interim protocol in cut-off strategies.

    The profile is a pair: the shares of resolves that are silent and that announce, (rows, 2), and the militia's levels
    after each message, (rows, 2, 4). Regret of the office-holder is that of the resolve with most to gain; payoffs are
    piecewise linear, so the kinks and the cut-off are all that needs to be looked at. Regret of the militia is that
    after the message with most to gain, at the belief: uniform on the resolves that give the message, or as given.

    Parameters
    ----------
    kinds, cutoffs : (rows,)
    beliefs : for each row, a Support for each message that nobody gives
    """

    def residual(game: InterimGame, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
        sender, replies = (np.asarray(each, dtype=np.float64) for each in strategies)
        number = len(sender)
        regret, off, paid = np.zeros((number, 2)), np.zeros(number), np.zeros((number, 2))
        for row in range(number):
            kind, cutoff = int(kinds[row]), float(cutoffs[row])
            points = np.union1d(game.kinks, [cutoff])
            worth = np.einsum("pma,ma->pm", game.sender_payoffs(points), replies[row])
            off[row] = max(np.abs(replies[row].sum(axis=-1) - 1).max(), -sender[row].min(), -replies[row].min())
            for message in range(2):
                low, high = game.interval(kind, cutoff, message)
                off[row] = max(off[row], abs(sender[row, message] - (high - low) / game.top))
                support = beliefs[row][message]
                if high > low:
                    answered = game.answered(message, low, high)
                    inside = (points >= low) & (points <= high)
                    gain = worth[inside].max(axis=-1) - worth[inside, message]
                    regret[row, 0] = max(regret[row, 0], gain.max())
                    paid[row, 0] += _mean(points[inside], worth[inside, message]) / game.top
                elif support is None:
                    off[row] = np.inf
                    continue
                else:
                    weights = np.asarray(support.weights)
                    off[row] = max(off[row], abs(weights.sum() - 1), -weights.min())
                    answered = weights @ (game.needed[message] <= np.asarray(support.resolves)[:, None])
                militia = game.militia_payoffs(answered)
                got = replies[row, message] @ militia
                regret[row, 1] = max(regret[row, 1], militia.max() - got)
                paid[row, 1] += sender[row, message] * got
        scale = np.broadcast_to(game.scale, (number, 2))
        return Residual("perfect bayesian", (sender, replies), paid, regret + ROUNDING * scale, scale, off)

    return residual


def _mean(points: Any, values: Any) -> float:
    """The integral of a piecewise linear function."""
    return float((np.diff(points) * (values[1:] + values[:-1]) / 2).sum())
