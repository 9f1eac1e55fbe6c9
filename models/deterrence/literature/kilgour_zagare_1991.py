"""Mutual deterrence with uncertain resolve, after Kilgour and Zagare (1991)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from deterrence.literature.primitive import primitive, probability, require_falling
from deterrence.model import Model, evaluated
from deterrence.parameters import Number
from gametheory.normal_form import NormalFormGame
from gametheory.sweep import stack
from gametheory.symbolic import SymbolicThreshold, solve_threshold

SIDES = ("a", "b")

MUTUAL = MappingProxyType(
    {
        "deterrence": "nobody strikes",
        "mixed deterrence": "hard sides sometimes strike, soft ones never",
        "separating": "hard sides strike, soft ones do not",
        "bluff": "hard sides strike, soft ones sometimes do",
        "attack by a": "every type of a strikes; a soft b does not, a hard b may",
        "attack by b": "every type of b strikes; a soft a does not, a hard a may",
    }
)
"""The kinds of equilibrium of :class:`MutualDeterrence`, and what happens in them."""

_PLANS = tuple(product(("hold", "strike"), repeat=2))
"""What a side does if it is hard, and if it is soft."""


class MutualThresholds(NamedTuple):
    """The chances that the other side is hard at which a side changes its mind.

    Attributes
    ----------
    hard
        :math:`t_H`: if the other side strikes in no case, a hard side is deterred from here on.
    soft
        :math:`t_S`: if the other side strikes exactly when it is hard, a soft side is deterred from here on.
    """

    hard: Any
    soft: Any


@dataclass(frozen=True, eq=False)
class MutualDeterrence(Model):
    r"""Mutual deterrence: two sides of private resolve strike or hold at once; one that is struck alone answers.

    If one side strikes alone, a hard opponent retaliates, which ends in conflict, and a soft one capitulates. In this
    reconstruction, of which the order of payoffs and the moves at once are assumptions, mutual deterrence needs both
    threats to be credible, and several equilibria exist side by side, one of which is an attack that no credibility
    of the attacker's own threat makes or unmakes.
    With :math:`u_{DC} > u_{SQ} > u_{DD+} > u_{CD} > u_{DD-}` the payoffs of a side and p the chance that
    the *other* one is hard,

    .. math::

        t_H = \frac{u_{DC} - u_{SQ}}{u_{DC} - u_{DD+}}, \qquad
        t_S = \frac{u_{DC} - u_{SQ}}{u_{DC} - u_{SQ} + u_{CD} - u_{DD-}}.

    ================  =================================  ================================  ========================
    kind              exists iff, for both sides         a hard side strikes               a soft side strikes
    ================  =================================  ================================  ========================
    deterrence        :math:`p \ge t_H`                  0                                 0
    mixed deterrence  :math:`p > t_H`                    :math:`(p'-t_H')/(p'(1-t_H'))`    0
    separating        :math:`p \ge t_S`                  1                                 0
    bluff             :math:`p < t_S`                    1                                 :math:`(t_S'-p')/(1-p')`
    attack by one     :math:`p \le t_S`, of that one     1; the other: at least some       1; the other: 0
    ================  =================================  ================================  ========================

    where :math:`p'` is the chance that the side itself is hard, and :math:`t'` the threshold of the other one. In an
    attack, a hard opponent is indifferent between striking too and retaliating; both lead to conflict.

    Raises
    ------
    ParameterError
        Unless the payoffs of each side fall in the order above.

    References
    ----------
    Kilgour and Zagare (1991), "Credibility, Uncertainty, and Deterrence", American Journal of Political Science 35.

    Examples
    --------
    >>> model = MutualDeterrence(a_win=4, a_status_quo=3, a_conflict_hard=2, a_capitulate=1, a_conflict_soft=0,
    ...                          b_win=4, b_status_quo=3, b_conflict_hard=2, b_capitulate=1, b_conflict_soft=0,
    ...                          hard_a=0.7, hard_b=0.6)
    >>> [float(each) for each in model.thresholds("a")]
    [0.5, 0.5]
    >>> [kind for kind, exists in model.exists().items() if exists]
    ['deterrence', 'mixed deterrence', 'separating']
    """

    a_win: Number = primitive("a_win", "a_DC", "payoff of a if b capitulates")
    a_status_quo: Number = primitive("a_status_quo", "a_SQ", "status quo of a")
    a_conflict_hard: Number = primitive("a_conflict_hard", "a_DD+", "conflict of a hard a")
    a_capitulate: Number = primitive("a_capitulate", "a_CD", "payoff of a that capitulates")
    a_conflict_soft: Number = primitive("a_conflict_soft", "a_DD-", "conflict of a soft a")
    b_win: Number = primitive("b_win", "b_DC", "payoff of b if a capitulates")
    b_status_quo: Number = primitive("b_status_quo", "b_SQ", "status quo of b")
    b_conflict_hard: Number = primitive("b_conflict_hard", "b_DD+", "conflict of a hard b")
    b_capitulate: Number = primitive("b_capitulate", "b_CD", "payoff of b that capitulates")
    b_conflict_soft: Number = primitive("b_conflict_soft", "b_DD-", "conflict of a soft b")
    hard_a: Number = probability("hard_a", "p_A", "chance that a is hard")
    hard_b: Number = probability("hard_b", "p_B", "chance that b is hard")

    def __post_init__(self) -> None:
        super().__post_init__()
        for side in SIDES:
            order = ("win", "status_quo", "conflict_hard", "capitulate", "conflict_soft")
            require_falling(self, [f"{side}_{name}" for name in order])

    def game(self) -> NormalFormGame:
        """The game before types are drawn: a plan says what a side does if it is hard, and if it is soft.

        Retaliation is strictly dominant for a hard side that was struck alone, capitulation for a soft one; both are
        in the payoffs. Nash equilibria of this game are the Bayesian equilibria.
        """
        table = [
            [[self._expected(side, row, column) for column in _PLANS] for row in _PLANS] for side in range(2)
        ]
        labels = tuple("/".join(plan) for plan in _PLANS)
        return NormalFormGame(stack(table, like=self), SIDES, (labels, labels))

    def thresholds(self, side: str) -> MutualThresholds:
        """The thresholds of one side, ``"a"`` or ``"b"``."""
        return MutualThresholds(*(self.named(each) for each in self._thresholds(side)))

    def exists(self) -> Mapping[str, Any]:
        """Which kinds of equilibrium exist, by name: bools of the batch shape."""
        (hard_a, soft_a), (hard_b, soft_b) = (self._thresholds(side) for side in SIDES)
        p_a, p_b = self.plain.hard_a, self.plain.hard_b
        found = {
            "deterrence": (p_b >= hard_a) & (p_a >= hard_b),
            "mixed deterrence": (p_b > hard_a) & (p_a > hard_b),
            "separating": (p_b >= soft_a) & (p_a >= soft_b),
            "bluff": (p_b < soft_a) & (p_a < soft_b),
            "attack by a": p_b <= soft_a,
            "attack by b": p_a <= soft_b,
        }
        return MappingProxyType({kind: self.named(found[kind]) for kind in MUTUAL})

    def profile(self, kind: str) -> tuple[Any, Any, Any, Any]:
        """How the equilibrium of a kind is played, whether it exists or not.

        Parameters
        ----------
        kind : str
            One of ``MUTUAL``.

        Returns
        -------
        hard a, soft a, hard b, soft b
            The chance that each strikes, of the batch shape. In an attack, the least that a hard opponent may strike;
            all more is an equilibrium too.
        """
        if kind not in MUTUAL:
            raise ValueError(f"a kind of equilibrium was needed, one of {tuple(MUTUAL)}; got {kind!r}.")
        chances = (self.plain.hard_a, self.plain.hard_b)
        played: list[Any] = []
        for side, p in enumerate(chances):
            hard, soft = self._thresholds(SIDES[1 - side])
            with np.errstate(divide="ignore", invalid="ignore"):
                if kind == "mixed deterrence":
                    played += [(p - hard) / (p * (1 - hard)), 0.0]
                elif kind == "bluff":
                    played += [1.0, (soft - p) / (1 - p)]
                elif kind.startswith("attack"):
                    played += [1.0, 1.0] if kind.endswith(SIDES[side]) else [self._least(1 - side, p), 0.0]
                else:
                    played += [float(kind == "separating"), 0.0]
        first, second, third, fourth = (self.named(each) for each in played)
        return first, second, third, fourth

    def payoff(self, side: str, mine: str, other: str, *, hard: bool, other_hard: bool) -> Number:
        """What a side of known type gets if it and the other one do this, answers to a lone strike included."""
        conflict = getattr(self, f"{side}_conflict_{'hard' if hard else 'soft'}")
        if mine == other:
            return conflict if mine == "strike" else getattr(self, f"{side}_status_quo")
        if mine == "strike":
            return conflict if other_hard else getattr(self, f"{side}_win")
        return conflict if hard else getattr(self, f"{side}_capitulate")

    def _expected(self, side: int, row: tuple[str, ...], column: tuple[str, ...]) -> Number:
        """The expected payoff of a side if a and b follow these plans."""
        total: Number = 0
        for types in product((True, False), repeat=2):
            moves = [plan[0 if hard else 1] for plan, hard in zip((row, column), types, strict=True)]
            weight: Number = 1
            for p, hard in zip((self.hard_a, self.hard_b), types, strict=True):
                weight = weight * (p if hard else 1 - p)
            other = 1 - side
            got = self.payoff(SIDES[side], moves[side], moves[other], hard=types[side], other_hard=types[other])
            total = total + weight * got
        return total

    def _thresholds(self, side: str) -> tuple[Any, Any]:
        hard, soft = (evaluated(each, self) for each in mutual_thresholds(side))
        return hard, soft

    def _least(self, attacker: int, p: Any) -> Any:
        """The least chance that a hard opponent strikes with which a soft attacker is willing to attack."""
        side = SIDES[attacker]
        win, quiet, capitulate, conflict = (
            getattr(self.plain, f"{side}_{name}") for name in ("win", "status_quo", "capitulate", "conflict_soft")
        )
        least = (p * (quiet - conflict) - (1 - p) * (win - quiet)) / (p * (quiet - capitulate))
        return np.where(p > 0, np.maximum(least, 0.0), 0.0)


@cache
def mutual_thresholds(side: str) -> MutualThresholds:
    """The thresholds of one side of :class:`MutualDeterrence` as SymPy, solved for the chance ``hard``.

    Examples
    --------
    >>> mutual_thresholds("a").hard.value
    (a_status_quo - a_win)/(a_conflict_hard - a_win)
    """
    from sympy import Symbol

    model = MutualDeterrence.symbolic()
    p = Symbol("hard", positive=True)
    win, quiet, capitulate = (getattr(model, f"{side}_{name}") for name in ("win", "status_quo", "capitulate"))

    def deterred(hard: bool, other_strikes_if_hard: bool) -> SymbolicThreshold:
        worth = {}
        for mine in ("hold", "strike"):
            met = [
                model.payoff(side, mine, "strike" if kind and other_strikes_if_hard else "hold",
                             hard=hard, other_hard=kind)
                for kind in (True, False)
            ]
            worth[mine] = p * met[0] + (1 - p) * met[1]
        known = [win - model.payoff(side, "strike", "strike", hard=True, other_hard=True), win - quiet]
        known.append(win - quiet + capitulate - model.payoff(side, "strike", "strike", hard=False, other_hard=True))
        return solve_threshold(worth["hold"] >= worth["strike"], p, positive=known)

    return MutualThresholds(deterred(True, False), deterred(False, True))
