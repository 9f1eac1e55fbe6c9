"""Terrorism as provocation, after Bueno de Mesquita and Dickson (2007)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

from deterrence.literature.primitive import primitive, probability, require_positive
from deterrence.model import Model, evaluated
from deterrence.parameters import Number
from gametheory import Equilibrium, certify
from gametheory.bayesian import CutoffGame
from gametheory.residual import cutoff_residual
from gametheory.symbolic import SymbolicThreshold, solve_threshold

RESPONSES = MappingProxyType(
    {
        "separating": "a moderate government discriminates, so that an indiscriminate response reveals a harsh one",
        "pooling": "every government responds indiscriminately, which reveals nothing",
        "mixed": "a moderate government sometimes responds indiscriminately",
    }
)
"""The kinds of equilibrium of :class:`Provocation` after an attack, and what happens in them."""


@dataclass(frozen=True, eq=False)
class Provocation(Model):
    r"""Extremists attack to provoke a response that mobilises an aggrieved population.

    A government is harsh with chance q, and moderate otherwise; only it knows. After an attack it responds
    indiscriminately or with discrimination; a harsh one is always indiscriminate. Support for extremists is

    .. math:: S(\text{response}, \mu) = D \, 1_{\text{indiscriminate}} + R \mu^h, \qquad h \ge 1,

    with :math:`\mu` what the population believes after the response of the chance that the government is harsh: the
    damage done, and the motives revealed. An indiscriminate response is worth z in security to a moderate government,
    and support costs it v a unit. Extremists attack iff expected support rises by at least c. After an attack:

    ==========  ==============================================  ===================================================
    kind        exists iff                                      support rises by
    ==========  ==============================================  ===================================================
    separating  :math:`z \le v (D + R)`                         :math:`q (D + R) - R q^h`
    pooling     :math:`z \ge v (D + R q^h)`                     :math:`D`
    mixed       :math:`v (D + R q^h) < z < v (D + R)`           :math:`(q / \mu) (D + R \mu^h) - R q^h`
    ==========  ==============================================  ===================================================

    where :math:`\mu = [(z / v - D) / R]^{1/h}` makes a moderate government indifferent. A response with discrimination,
    expected or not, shows a moderate government, since a harsh one never gives it. The results reproduced:
    extremists attack where governments are likely enough to be harsh, or cannot afford to discriminate; if
    the option to discriminate is cheap (z is small) an attack is less likely for h = 1, where it pays iff q D >= c
    instead of D >= c. If motives matter more than in proportion (h > 1), revelation itself is worth an attack.

    This is a reconstruction with support as a function of damage and belief; the choice of the population between
    factions, which the paper models, is not in it. So the game has no finite form; :meth:`cutoff_game`
    is one with types on intervals that leads to this support.

    Raises
    ------
    ParameterError
        Unless 0 < q < 1, h >= 1 and D, R, v > 0.

    References
    ----------
    Bueno de Mesquita and Dickson (2007), "The Propaganda of the Deed: Terrorism, Counterterrorism, and Mobilization",
    American Journal of Political Science 51.

    Examples
    --------
    >>> model = Provocation(harsh_share=0.3, damage_support=1, revelation_support=1, revelation_power=1,
    ...                     security_gain=np.array([1.0, 1.5, 2.5]), support_cost=1, attack_cost=0.5)
    >>> for kind, exists in model.exists().items():
    ...     print(f"{kind:10}", exists, model.attacks(kind))
    separating [ True  True False] [False False False]
    pooling    [False  True  True] [False  True  True]
    mixed      [False  True False] [False  True False]
    """

    harsh_share: Number = probability("harsh_share", "q", "chance that the government is harsh")
    damage_support: Number = primitive("damage_support", "D", "support won by indiscriminate damage", 0.0)
    revelation_support: Number = primitive("revelation_support", "R", "support won by a government known as harsh", 0.0)
    revelation_power: Number = primitive("revelation_power", "h", "power of belief in support", 1.0, unit="number")
    security_gain: Number = primitive("security_gain", "z", "security from an indiscriminate response")
    support_cost: Number = primitive("support_cost", "v", "cost of a unit of support to the government", 0.0)
    attack_cost: Number = primitive("attack_cost", "c", "cost of an attack, in units of support")

    def __post_init__(self) -> None:
        super().__post_init__()
        require_positive(self, ("harsh_share",), below=1.0)
        require_positive(self, ("damage_support", "revelation_support", "support_cost"))

    def support(self, indiscriminate: Any, belief: Any) -> Any:
        """S: the support for extremists after a response, at a belief that the government is harsh."""
        model = self.plain
        return indiscriminate * model.damage_support + model.revelation_support * belief**model.revelation_power

    def temptation(self, belief: Any) -> Any:
        """What a moderate government gains by an indiscriminate response that leads to some belief.

        By discrimination it would be known as moderate.
        """
        model = self.plain
        return model.security_gain - model.support_cost * (self.support(1.0, belief) - self.support(0.0, 0.0))

    def belief_after(self, indiscriminate: Any) -> Any:
        """The belief after an indiscriminate response, if moderate governments give it with this chance."""
        q = self.plain.harsh_share
        return q / (q + (1 - q) * indiscriminate)

    def support_gain(self, indiscriminate: Any) -> Any:
        """By how much an attack raises expected support, if moderate governments respond so with this chance."""
        q = self.plain.harsh_share
        met = q + (1 - q) * indiscriminate
        after = met * self.support(1.0, self.belief_after(indiscriminate)) + (1 - met) * self.support(0.0, 0.0)
        return after - self.support(0.0, q)

    def cutoff_game(self) -> CutoffGame:
        r"""The game after an attack, between moderate governments and citizens, with types on intervals.

        *Governments* respond indiscriminately from a cut-off on; their type, uniform on [0, 1], affects no payoff and
        makes a mixture of responses a cut-off. *Citizens* are a mass of D + R, and support extremists after an
        indiscriminate response if their type u, uniform on [0, 1], is at least 1 - S / (D + R). So support is S.
        """
        model = self.plain
        most = model.damage_support + model.revelation_support

        def respond(_: Any, cutoffs: tuple[Any, ...]) -> Any:
            return model.security_gain - model.support_cost * most * (1 - cutoffs[1])

        def join(own: Any, cutoffs: tuple[Any, ...]) -> Any:
            return own - 1 + self.support(1.0, self.belief_after(1 - cutoffs[0])) / most

        zero, one = self.spread(0.0), self.spread(1.0)
        return CutoffGame((respond, join), (zero, zero), (one, one), ("moderate governments", "citizens"))

    def certified(self, kind: str, *, strict: bool = True) -> Equilibrium:
        """A kind of equilibrium as cut-offs of :meth:`cutoff_game`, judged by what any type could gain.

        Parameters
        ----------
        kind : str
            One of ``RESPONSES``.
        strict : bool
            Raise where this kind is no equilibrium; otherwise the cut-offs there are NaN.
        """
        model, chance = self.plain, self._indiscriminate(kind)
        most = model.damage_support + model.revelation_support
        cutoffs = (1 - chance, 1 - self.support(1.0, self.belief_after(chance)) / most)
        spread = tuple(self.spread(cutoff) for cutoff in cutoffs)
        return certify(self.cutoff_game(), spread, residual=cutoff_residual, strict=strict)

    def exists(self) -> Mapping[str, Any]:
        """Which kinds of equilibrium exist after an attack, by name: bools of the batch shape."""
        z = self.plain.security_gain
        lower, upper = (evaluated(security_threshold(kind), self) for kind in ("pooling", "separating"))
        found = {"separating": z <= upper, "pooling": z >= lower, "mixed": (lower < z) & (z < upper)}
        return MappingProxyType({kind: self.named(found[kind]) for kind in RESPONSES})

    def indiscriminate(self, kind: str) -> Any:
        """The chance that a moderate government responds indiscriminately; NaN where a mixed one does not exist."""
        return self.named(self._indiscriminate(kind))

    def attacks(self, kind: str) -> Any:
        """Whether extremists attack if this kind of equilibrium would follow; False where it does not exist."""
        rise = self.support_gain(self._indiscriminate(kind))
        return self.named((rise >= self.plain.attack_cost) & np.asarray(self.exists()[kind]))

    def _indiscriminate(self, kind: str) -> Any:
        if kind not in RESPONSES:
            raise ValueError(f"a kind of equilibrium was needed, one of {tuple(RESPONSES)}; got {kind!r}.")
        if kind != "mixed":
            return float(kind == "pooling")
        model = self.plain
        q = model.harsh_share
        with np.errstate(invalid="ignore", divide="ignore"):
            worth = (model.security_gain / model.support_cost - model.damage_support) / model.revelation_support
            belief = worth ** (1 / model.revelation_power)
            return np.where(self.exists()["mixed"], q * (1 - belief) / (belief * (1 - q)), np.nan)


@cache
def security_threshold(kind: str) -> SymbolicThreshold:
    """When a moderate government keeps to a kind of equilibrium, solved for ``security_gain``.

    Parameters
    ----------
    kind : "separating" or "pooling"

    Examples
    --------
    >>> security_threshold("separating").condition
    security_gain <= damage_support*support_cost + revelation_support*support_cost
    """
    if kind not in ("separating", "pooling"):
        raise ValueError(f"a kind of equilibrium in pure responses was needed, separating or pooling; got {kind!r}.")
    model = Provocation.symbolic()
    belief = 1 if kind == "separating" else model.harsh_share
    won = model.damage_support + model.revelation_support * belief**model.revelation_power
    gain = model.security_gain - model.support_cost * won
    return solve_threshold(gain <= 0 if kind == "separating" else gain >= 0, model.security_gain)
