"""Asymmetric and unilateral deterrence, after Zagare and Kilgour (2000), *Perfect Deterrence*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from deterrence.literature.primitive import primitive, probability, require_falling
from deterrence.model import Model, evaluated
from deterrence.parameters import Number
from gametheory.extensive import ExtensiveGame, chance, decision, extensive_game, payoffs
from gametheory.signalling import SignallingGame
from gametheory.sweep import stack
from gametheory.symbolic import SymbolicThreshold, solve_threshold


@dataclass(frozen=True, eq=False)
class AsymmetricDeterrence(Model):
    r"""The rudimentary game of deterrence: a challenger and a defender whose resolve is private.

    The challenger keeps the status quo or demands a change; the defender then concedes or resists. A hard defender
    prefers the conflict to conceding, a soft one does not. The result reproduced: deterrence is a matter of
    the credibility of the threat alone. The challenger is deterred if and only if

    .. math:: p_B \ge \frac{a_{DC} - a_{SQ}}{a_{DC} - a_{DD}}.

    Raises
    ------
    ParameterError
        Unless :math:`a_{DC} > a_{SQ} > a_{DD}` and :math:`b_{DD+} > b_{DC} > b_{DD-}`.

    References
    ----------
    Zagare and Kilgour (2000), "Perfect Deterrence", Cambridge University Press.

    Examples
    --------
    >>> model = AsymmetricDeterrence(challenger_win=2, challenger_status_quo=1, challenger_conflict=-1,
    ...                              defender_status_quo=2, defender_conflict_hard=1, defender_concede=0,
    ...                              defender_conflict_soft=-1, hard_defender=np.array([0.2, 0.4]))
    >>> model.threshold().round(3), model.is_deterred()
    (array([0.333, 0.333]), array([False,  True]))
    """

    challenger_win: Number = primitive("challenger_win", "a_DC", "challenger's payoff if the defender concedes")
    challenger_status_quo: Number = primitive("challenger_status_quo", "a_SQ", "challenger's status quo")
    challenger_conflict: Number = primitive("challenger_conflict", "a_DD", "challenger's payoff in conflict")
    defender_status_quo: Number = primitive("defender_status_quo", "b_SQ", "defender's status quo")
    defender_conflict_hard: Number = primitive("defender_conflict_hard", "b_DD+", "hard defender's payoff in conflict")
    defender_concede: Number = primitive("defender_concede", "b_DC", "defender's payoff when conceding")
    defender_conflict_soft: Number = primitive("defender_conflict_soft", "b_DD-", "soft defender's payoff in conflict")
    hard_defender: Number = probability("hard_defender", "p_B", "chance that the defender is hard")

    def __post_init__(self) -> None:
        super().__post_init__()
        require_falling(self, ("challenger_win", "challenger_status_quo", "challenger_conflict"))
        require_falling(self, ("defender_conflict_hard", "defender_concede", "defender_conflict_soft"))

    def game(self) -> ExtensiveGame:
        """The tree: challenger, then the defender's type, which only the defender learns, then the defender."""
        conflicts = {"hard": self.defender_conflict_hard, "soft": self.defender_conflict_soft}
        chances = {"hard": self.hard_defender, "soft": 1 - self.hard_defender}
        answers = {
            kind: decision(
                "defender",
                {
                    "concede": payoffs(self.challenger_win, self.defender_concede, outcome="DC"),
                    "resist": payoffs(self.challenger_conflict, conflict, outcome="DD"),
                },
                information=kind,
            )
            for kind, conflict in conflicts.items()
        }
        quiet = payoffs(self.challenger_status_quo, self.defender_status_quo, outcome="SQ")
        demand = chance({kind: (chances[kind], answers[kind]) for kind in answers})
        root = decision("challenger", {"keep": quiet, "demand": demand})
        return extensive_game(root, players=("challenger", "defender"), like=self)

    def threshold(self) -> Any:
        """The least credibility :math:`p_B` that deters: :func:`asymmetric_threshold` at the fields."""
        return self.named(evaluated(asymmetric_threshold(), self))

    def is_deterred(self) -> Any:
        """Whether the challenger keeps the status quo; ties go to deterrence."""
        return self.named(self.plain.hard_defender >= evaluated(asymmetric_threshold(), self))


@cache
def asymmetric_threshold() -> SymbolicThreshold:
    """When the challenger of :class:`AsymmetricDeterrence` prefers the status quo, solved for ``hard_defender``.

    Examples
    --------
    >>> asymmetric_threshold().value
    (challenger_status_quo - challenger_win)/(challenger_conflict - challenger_win)
    """
    model = AsymmetricDeterrence.symbolic()
    resisted = model.hard_defender
    demand = resisted * model.challenger_conflict + (1 - resisted) * model.challenger_win
    gap = model.challenger_win - model.challenger_conflict
    return solve_threshold(model.challenger_status_quo >= demand, resisted, positive=[gap])


class UnilateralThresholds(NamedTuple):
    """The beliefs at which players of :class:`UnilateralDeterrence` change their minds.

    Attributes
    ----------
    hard
        :math:`d_H`: a hard challenger challenges if resistance is less likely than this.
    soft
        :math:`d_S < d_H`: the same of a soft challenger.
    defence
        :math:`d_2`: a soft defender resists if the challenger is hard with at most this chance.
    """

    hard: Any
    soft: Any
    defence: Any


UNILATERAL = MappingProxyType(
    {
        "certain deterrence": "nobody challenges, since the defender is hard often enough",
        "steadfast": "nobody challenges, since a soft defender would resist too",
        "separating": "hard challengers challenge, soft ones do not, soft defenders concede",
        "bluff": "hard challengers challenge, soft ones sometimes do, soft defenders sometimes resist",
        "attack": "every challenger challenges, soft defenders concede",
    }
)
"""The kinds of equilibrium of :class:`UnilateralDeterrence`, and what happens in them."""


@dataclass(frozen=True, eq=False)
class UnilateralDeterrence(Model):
    r"""Unilateral deterrence: a challenger and a defender, both of private resolve.

    The challenger keeps the status quo or challenges; the defender concedes or resists; if resisted, the challenger
    backs down or fights. Hard players prefer the conflict to giving in, soft ones do not, so that only the challenger's
    first move and the answer of a soft defender are open. The result reproduced: the equilibria and the regions in
    which they exist, with

    .. math::

        d_H = \frac{a_{DC} - a_{SQ}}{a_{DC} - a_{DD+}}, \qquad d_S = \frac{a_{DC} - a_{SQ}}{a_{DC} - a_{CD}}, \qquad
        d_2 = \frac{b_{CD} - b_{DC}}{b_{CD} - b_{DD-}}.

    ==================  ====================================  =================  =======================================
    kind                exists iff                            challenges: hard,  soft defender resists
                                                              soft
    ==================  ====================================  =================  =======================================
    certain deterrence  :math:`p_B \ge d_H`                   0, 0               any
    steadfast           :math:`p_B < d_H`                     0, 0               at least :math:`(d_H-p_B)/(1-p_B)`
    separating          :math:`d_S \le p_B \le d_H`           1, 0               0
    bluff               :math:`p_B < d_S`, :math:`p_A < d_2`  1, :math:`x`       :math:`(d_S - p_B) / (1 - p_B)`
    attack              :math:`p_B \le d_S, p_A \ge d_2`      1, 1               0
    ==================  ====================================  =================  =======================================

    with :math:`x = p_A (1 - d_2) / [(1 - p_A) d_2]`. Steadfast defence rests on a belief after a challenge that
    nobody makes: that the challenger is hard with at most the chance :math:`d_2`.

    Raises
    ------
    ParameterError
        Unless :math:`a_{DC} > a_{SQ} > a_{DD+} > a_{CD} > a_{DD-}` and
        :math:`b_{SQ} > b_{CD} > b_{DD+} > b_{DC} > b_{DD-}`.

    References
    ----------
    Zagare and Kilgour (2000), "Perfect Deterrence", Cambridge University Press.

    Examples
    --------
    >>> from gametheory.sweep import axes
    >>> model = UnilateralDeterrence(
    ...     challenger_win=4, challenger_status_quo=3, challenger_conflict_hard=2, challenger_back_down=1,
    ...     challenger_conflict_soft=0, defender_status_quo=4, defender_prevail=3, defender_conflict_hard=2,
    ...     defender_concede=1, defender_conflict_soft=0, hard_challenger=0.4,
    ...     **axes(hard_defender=[0.2, 0.4, 0.6]))
    >>> [round(each.values[0].item(), 3) for each in model.thresholds()]
    [0.5, 0.333, 0.667]
    >>> for kind, exists in model.exists().items():
    ...     print(f"{kind:18}", exists.values)
    certain deterrence [False False  True]
    steadfast          [ True  True False]
    separating         [False  True False]
    bluff              [ True False False]
    attack             [False False False]
    """

    challenger_win: Number = primitive("challenger_win", "a_DC", "challenger's payoff if the defender concedes")
    challenger_status_quo: Number = primitive("challenger_status_quo", "a_SQ", "challenger's status quo")
    challenger_conflict_hard: Number = primitive("challenger_conflict_hard", "a_DD+", "hard challenger's conflict")
    challenger_back_down: Number = primitive("challenger_back_down", "a_CD", "challenger's payoff when backing down")
    challenger_conflict_soft: Number = primitive("challenger_conflict_soft", "a_DD-", "soft challenger's conflict")
    defender_status_quo: Number = primitive("defender_status_quo", "b_SQ", "defender's status quo")
    defender_prevail: Number = primitive("defender_prevail", "b_CD", "defender's payoff if the challenger backs down")
    defender_conflict_hard: Number = primitive("defender_conflict_hard", "b_DD+", "hard defender's conflict")
    defender_concede: Number = primitive("defender_concede", "b_DC", "defender's payoff when conceding")
    defender_conflict_soft: Number = primitive("defender_conflict_soft", "b_DD-", "soft defender's conflict")
    hard_challenger: Number = probability("hard_challenger", "p_A", "chance that the challenger is hard")
    hard_defender: Number = probability("hard_defender", "p_B", "chance that the defender is hard")

    def __post_init__(self) -> None:
        super().__post_init__()
        challenger = ("win", "status_quo", "conflict_hard", "back_down", "conflict_soft")
        defender = ("status_quo", "prevail", "conflict_hard", "concede", "conflict_soft")
        require_falling(self, [f"challenger_{name}" for name in challenger])
        require_falling(self, [f"defender_{name}" for name in defender])

    def game(self) -> SignallingGame:
        """The signalling game that is left once dominated moves are out: challenger, then the soft defender.

        Resisting is strictly dominant for a hard defender, and so is the last move of each challenger: those moves
        are in the payoffs. :meth:`tree` has them all.
        """
        resisted = {"hard": self.challenger_conflict_hard, "soft": self.challenger_back_down}
        hard = self.hard_defender
        sender = [
            [
                [self.challenger_status_quo] * 2,
                [hard * after + (1 - hard) * self.challenger_win, after],
            ]
            for after in resisted.values()
        ]
        receiver = [
            [[self.defender_status_quo] * 2, [self.defender_concede, after]]
            for after in (self.defender_conflict_soft, self.defender_prevail)
        ]
        return SignallingGame(
            stack([sender, receiver], like=self),
            stack([self.hard_challenger, 1 - self.hard_challenger], like=self),
            players=("challenger", "soft defender"),
            types=tuple(resisted),
            messages=("keep", "challenge"),
            replies=("concede", "resist"),
        )

    def tree(self) -> ExtensiveGame:
        """The whole game, dominated moves included; chance draws both types first."""
        quiet = payoffs(self.challenger_status_quo, self.defender_status_quo, outcome="SQ")
        conceded = payoffs(self.challenger_win, self.defender_concede, outcome="DC")
        backed = payoffs(self.challenger_back_down, self.defender_prevail, outcome="CD")
        fights = (self.challenger_conflict_hard, self.challenger_conflict_soft)
        resists = (self.defender_conflict_hard, self.defender_conflict_soft)
        kinds = ("hard", "soft")

        def start(mine: int, other: int) -> Any:
            last = decision(
                "challenger",
                {"back down": backed, "fight": payoffs(fights[mine], resists[other], outcome="DD")},
                information=f"{kinds[mine]} challenger resisted",
            )
            answer = decision(
                "defender", {"concede": conceded, "resist": last}, information=f"{kinds[other]} defender"
            )
            return decision(
                "challenger", {"keep": quiet, "challenge": answer}, information=f"{kinds[mine]} challenger"
            )

        weights = [(hard, 1 - hard) for hard in (self.hard_challenger, self.hard_defender)]
        root = chance(
            {
                f"{kinds[mine]} challenger, {kinds[other]} defender": (
                    weights[0][mine] * weights[1][other],
                    start(mine, other),
                )
                for mine in range(2)
                for other in range(2)
            }
        )
        return extensive_game(root, players=("challenger", "defender"), like=self)

    def thresholds(self) -> UnilateralThresholds:
        """The three thresholds at the fields, each of the batch shape."""
        return UnilateralThresholds(*(self.named(each) for each in self._thresholds()))

    def exists(self) -> Mapping[str, Any]:
        """Which kinds of equilibrium exist, by name: bools of the batch shape.

        On the boundaries of the table above, both neighbours exist, and mixtures of them.
        """
        hard, soft, defence = self._thresholds()
        p_a, p_b = self.plain.hard_challenger, self.plain.hard_defender
        found = {
            "certain deterrence": p_b >= hard,
            "steadfast": p_b < hard,
            "separating": (soft <= p_b) & (p_b <= hard),
            "bluff": (p_b < soft) & (p_a < defence),
            "attack": (p_b <= soft) & (p_a >= defence),
        }
        return MappingProxyType({kind: self.named(found[kind]) for kind in UNILATERAL})

    def profile(self, kind: str) -> tuple[Any, Any, Any]:
        """How the equilibrium of a kind is played, whether it exists or not.

        Parameters
        ----------
        kind : str
            One of ``UNILATERAL``.

        Returns
        -------
        hard challenges, soft challenges, soft defender resists
            Chances, each of the batch shape. Where an interval of resistance supports the outcome, its lower end.
        """
        if kind not in UNILATERAL:
            raise ValueError(f"a kind of equilibrium was needed, one of {tuple(UNILATERAL)}; got {kind!r}.")
        hard, soft, defence = self._thresholds()
        p_a, p_b = self.plain.hard_challenger, self.plain.hard_defender
        with np.errstate(divide="ignore", invalid="ignore"):
            bluffs = p_a * (1 - defence) / ((1 - p_a) * defence)
            holds = {"steadfast": (hard - p_b) / (1 - p_b), "bluff": (soft - p_b) / (1 - p_b)}
        hard_challenges = float(kind in ("separating", "bluff", "attack"))
        soft_challenges = bluffs if kind == "bluff" else float(kind == "attack")
        played = (hard_challenges, soft_challenges, holds.get(kind, 0.0))
        first, second, third = (self.named(each) for each in played)
        return first, second, third

    def _thresholds(self) -> tuple[Any, Any, Any]:
        hard, soft, defence = (evaluated(each, self) for each in unilateral_thresholds())
        return hard, soft, defence


@cache
def unilateral_thresholds() -> UnilateralThresholds:
    """The thresholds of :class:`UnilateralDeterrence` as SymPy, each derived from two expected payoffs.

    Examples
    --------
    >>> unilateral_thresholds().soft.value
    (challenger_status_quo - challenger_win)/(challenger_back_down - challenger_win)
    """
    from sympy import Symbol

    model = UnilateralDeterrence.symbolic()
    resisted, belief = Symbol("resisted", positive=True), Symbol("belief", positive=True)

    def deterred(after: Number) -> SymbolicThreshold:
        challenge = resisted * after + (1 - resisted) * model.challenger_win
        gap = model.challenger_win - after
        return solve_threshold(model.challenger_status_quo >= challenge, resisted, positive=[gap])

    resist = belief * model.defender_conflict_soft + (1 - belief) * model.defender_prevail
    gap = model.defender_prevail - model.defender_conflict_soft
    return UnilateralThresholds(
        deterred(model.challenger_conflict_hard),
        deterred(model.challenger_back_down),
        solve_threshold(resist >= model.defender_concede, belief, positive=[gap]),
    )
