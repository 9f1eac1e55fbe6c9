"""Spoilers of a peace process, after Kydd and Walter (2002)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from deterrence.literature.primitive import primitive, probability, require_positive
from deterrence.model import Model, evaluated
from deterrence.parameters import Number
from gametheory.extensive import ExtensiveGame, chance, decision, extensive_game, payoffs
from gametheory.symbolic import SymbolicThreshold, solve_threshold

SPOILING = MappingProxyType(
    {
        "peace": "extremists do not try, since the government would go on after an attack",
        "deterred": "extremists do not try, since an attempt would not pay, though an attack would end the process",
        "sabotage": "extremists try, and an attack ends the process",
        "no process": "the government breaks off whatever happens, and extremists do not try",
        "doubt": "extremists try, and only quiet makes the government go on",
        "mixed doubt": "extremists sometimes try, and after quiet the government sometimes goes on",
    }
)
"""The kinds of equilibrium of :class:`SpoilerProblem`, and what happens in them."""


@dataclass(frozen=True, eq=False)
class SpoilerProblem(Model):
    r"""Extremists try to attack; moderates may stop them; the government goes on with the peace process or does not.

    Moderates are trustworthy with chance t. Trustworthy ones make an effort and stop an attempt with chance s, their
    believed strength; others do not stop it. The government sees whether there is an attack, and then goes on, which
    is worth b with trustworthy moderates and -l with others, or breaks off, which is worth 0. It goes on iff it
    trusts them with at least the chance :math:`\tau = l / (b + l)`. Extremists pay k to try, and gain g if the process
    ends. After an attack, trust is

    .. math:: t' = \frac{t (1 - s)}{t (1 - s) + 1 - t} < t.

    The result reproduced: terrorism that hits strong moderates destroys trust, since they could have stopped it, and it
    fails to do so where moderates are seen as weak: if the government trusts them without an attack, an attack ends the
    process iff

    .. math:: s > s^* = 1 - \frac{\tau (1 - t)}{(1 - \tau) t}.

    ============  ========================================================================================
    kind          exists iff
    ============  ========================================================================================
    peace         :math:`t \ge \tau` and :math:`s \le s^*`
    deterred      :math:`t \ge \tau`, :math:`s > s^*` and :math:`g (1 - t s) \le k`
    sabotage      :math:`t \ge \tau`, :math:`s > s^*` and :math:`g (1 - t s) \ge k`
    no process    :math:`t < \tau`
    doubt         :math:`t < \tau` and :math:`g (1 - t s) \ge k`
    mixed doubt   as doubt, with more than equality
    ============  ========================================================================================

    This is a reconstruction from the inference alone: effort is a matter of type, and strength is known. What the paper
    says of elections, and of how strength comes to be believed, is not in it.

    Raises
    ------
    ParameterError
        Unless 0 < t < 1, 0 < s < 1, and stakes are positive.

    References
    ----------
    Kydd and Walter (2002), "Sabotaging the Peace: The Politics of Extremist Violence", International Organization 56.

    Examples
    --------
    >>> import numpy as np
    >>> model = SpoilerProblem(trust=0.7, strength=np.array([0.3, 0.8]), peace_gain=1, betrayal_loss=1,
    ...                        spoiling_gain=3, attack_cost=1)
    >>> model.trust_after_attack().round(3), model.critical_strength().round(3)
    (array([0.62 , 0.318]), array([0.571, 0.571]))
    >>> model.exists()["sabotage"]
    array([False,  True])
    """

    trust: Number = probability("trust", "t", "chance that moderates are trustworthy")
    strength: Number = probability("strength", "s", "chance that trustworthy moderates stop an attempt")
    peace_gain: Number = primitive("peace_gain", "b", "government's gain from peace with trustworthy moderates", 0.0)
    betrayal_loss: Number = primitive("betrayal_loss", "l", "its loss from going on with others", 0.0)
    spoiling_gain: Number = primitive("spoiling_gain", "g", "extremists' gain if the process ends", 0.0)
    attack_cost: Number = primitive("attack_cost", "k", "extremists' cost of an attempt", 0.0)

    def __post_init__(self) -> None:
        super().__post_init__()
        require_positive(self, ("trust", "strength"), below=1.0)
        require_positive(self, ("peace_gain", "betrayal_loss", "spoiling_gain", "attack_cost"))

    def game(self) -> ExtensiveGame:
        """The tree: extremists, then chance draws trust and whether an attempt is stopped, then the government."""

        def government(seen: str, trusted: bool, cost: Number) -> Any:
            worth = self.peace_gain if trusted else -self.betrayal_loss
            return decision(
                "government",
                {"go on": payoffs(-cost, worth), "break off": payoffs(self.spoiling_gain - cost, 0)},
                information=seen,
            )

        def moderates(if_trusted: Any, if_not: Any) -> Any:
            return chance({"trustworthy": (self.trust, if_trusted), "not": (1 - self.trust, if_not)})

        cost = self.attack_cost
        stopped = chance(
            {
                "stopped": (self.strength, government("quiet", True, cost)),
                "attack": (1 - self.strength, government("attack", True, cost)),
            }
        )
        root = decision(
            "extremists",
            {
                "try": moderates(stopped, government("attack", False, cost)),
                "wait": moderates(government("quiet", True, 0), government("quiet", False, 0)),
            },
        )
        return extensive_game(root, players=("extremists", "government"), like=self)

    def trust_after_attack(self) -> Any:
        """t': how much the government trusts moderates after an attack."""
        model = self.plain
        stayed = model.trust * (1 - model.strength)
        return self.named(stayed / (stayed + 1 - model.trust))

    def trust_after_quiet(self, attempt: Any) -> Any:
        """How much it trusts them if there is no attack, and extremists were thought to try with some chance."""
        model = self.plain
        quiet = model.trust * (1 - attempt * (1 - model.strength))
        return self.named(quiet / (quiet + (1 - model.trust) * (1 - attempt)))

    def required_trust(self) -> Any:
        """tau: the least trust at which the government goes on."""
        return self.named(evaluated(trust_threshold(), self))

    def critical_strength(self) -> Any:
        """s*: moderates that are believed to be stronger lose the process by an attack. Below 0: any do."""
        return self.named(evaluated(strength_threshold(), self))

    def exists(self) -> Mapping[str, Any]:
        """Which kinds of equilibrium exist, by name: bools of the batch shape.

        The equilibria are sequential: the belief after an attack is t' even where extremists do not try.
        """
        model = self.plain
        trusted = model.trust >= evaluated(trust_threshold(), self)
        hurt = model.strength > evaluated(strength_threshold(), self)
        worth = model.spoiling_gain * (1 - model.trust * model.strength) - model.attack_cost
        found = {
            "peace": trusted & ~hurt,
            "deterred": trusted & hurt & (worth <= 0),
            "sabotage": trusted & hurt & (worth >= 0),
            "no process": ~trusted,
            "doubt": ~trusted & (worth >= 0),
            "mixed doubt": ~trusted & (worth > 0),
        }
        return MappingProxyType({kind: self.named(found[kind]) for kind in SPOILING})

    def profile(self, kind: str) -> tuple[Any, Any, Any]:
        """How the equilibrium of a kind is played, whether it exists or not.

        Returns
        -------
        try, go on after an attack, go on after quiet
            Chances of the batch shape.
        """
        if kind not in SPOILING:
            raise ValueError(f"a kind of equilibrium was needed, one of {tuple(SPOILING)}; got {kind!r}.")
        model = self.plain
        tau = evaluated(trust_threshold(), self)
        t, s = model.trust, model.strength
        odds = tau * (1 - t) / ((1 - tau) * t)
        attempt = (odds - 1) / (odds - (1 - s))  # trust after quiet is tau
        goes_on = model.attack_cost / (model.spoiling_gain * (1 - t * s))
        played: tuple[Any, Any, Any] = {
            "peace": (0.0, 1.0, 1.0),
            "deterred": (0.0, 0.0, 1.0),
            "sabotage": (1.0, 0.0, 1.0),
            "no process": (0.0, 0.0, 0.0),
            "doubt": (1.0, 0.0, 1.0),
            "mixed doubt": (attempt, 0.0, goes_on),
        }[kind]
        first, second, third = (self.named(each) for each in played)
        return first, second, third


@cache
def trust_threshold() -> SymbolicThreshold:
    """When the government goes on, solved for ``belief``, its trust.

    Examples
    --------
    >>> trust_threshold().condition
    belief >= betrayal_loss/(betrayal_loss + peace_gain)
    """
    from sympy import Symbol

    model = SpoilerProblem.symbolic()
    belief = Symbol("belief", real=True)
    return solve_threshold(belief * model.peace_gain - (1 - belief) * model.betrayal_loss >= 0, belief)


@cache
def strength_threshold() -> SymbolicThreshold:
    """When an attack ends the process, solved for ``strength``.

    Examples
    --------
    >>> strength_threshold().direction
    1
    """
    model = SpoilerProblem.symbolic()
    stayed = model.trust * (1 - model.strength)
    ends = stayed * model.peace_gain < (1 - model.trust) * model.betrayal_loss
    return solve_threshold(ends, model.strength)
