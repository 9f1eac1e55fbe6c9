"""Beer or quiche, after Cho and Kreps (1987)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

from deterrence.literature.primitive import primitive, probability
from deterrence.model import Model, evaluated
from deterrence.parameters import Number, ParameterError
from gametheory.signalling import SignallingGame
from gametheory.sweep import stack
from gametheory.symbolic import SymbolicThreshold, solve_threshold

BREAKFASTS = MappingProxyType(
    {
        "beer": "both types have beer; quiche would be taken for weakness",
        "quiche": "both types have quiche; beer would be taken for weakness",
        "partly beer": "strong types have beer, weak ones sometimes",
        "separating": "each type has the breakfast that it likes",
    }
)
"""The kinds of equilibrium of :class:`BeerQuiche`, and what happens in them."""


@dataclass(frozen=True, eq=False)
class BeerQuiche(Model):
    r"""A stranger, weak or strong, has beer or quiche for breakfast; a bully who sees it duels or does not.

    Strong types like beer and weak ones quiche, which is worth t to them; to be spared a duel is worth d. The bully
    gains w by duelling a weak type and loses s by duelling a strong one, and so duels iff the stranger is weak with at
    least the chance :math:`\kappa = s / (s + w)`. With p the share of weak types:

    ===========  ===========================  ======================================================
    kind         exists iff                   how
    ===========  ===========================  ======================================================
    beer         t <= d and p <= kappa        a duel after quiche with at least the chance t / d
    quiche       t <= d and p <= kappa        a duel after beer with at least the chance t / d
    partly beer  t < d and p > kappa          a weak type has beer with chance
                                              :math:`(1-p) \kappa / (p (1-\kappa))`, and is then
                                              duelled with chance :math:`1 - t/d`; always after quiche
    separating   t >= d                       a duel after quiche only
    ===========  ===========================  ======================================================

    The result reproduced: where weak types are few, two pooling outcomes are equilibria, and the intuitive criterion
    rejects the one with quiche: only a strong type could gain by beer there.

    References
    ----------
    Cho and Kreps (1987), "Signaling Games and Stable Equilibria", Quarterly Journal of Economics 102.

    Examples
    --------
    >>> model = BeerQuiche(taste=1, peace=2, duel_gain=1, duel_loss=1, weak_share=0.1)
    >>> [kind for kind, exists in model.exists().items() if exists]
    ['beer', 'quiche']
    """

    taste: Number = primitive("taste", "t", "worth of the breakfast one likes", 0.0)
    peace: Number = primitive("peace", "d", "worth of being spared a duel", 0.0)
    duel_gain: Number = primitive("duel_gain", "w", "gain of the bully from duelling a weak type", 0.0)
    duel_loss: Number = primitive("duel_loss", "s", "loss of the bully from duelling a strong type", 0.0)
    weak_share: Number = probability("weak_share", "p", "chance that the stranger is weak")

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("taste", "peace", "duel_gain", "duel_loss"):
            value = getattr(self, name)
            if not hasattr(value, "free_symbols") and not np.all(np.asarray(value) > 0):
                raise ParameterError(f"BeerQuiche needs {name} above 0; got {np.min(value):g}.")

    def game(self) -> SignallingGame:
        """The signalling game: types weak and strong, messages beer and quiche, replies duel and leave."""
        sender = [
            [[worth, worth + self.peace] for worth in ((0, self.taste) if weak else (self.taste, 0))]
            for weak in (True, False)
        ]
        receiver = [[[self.duel_gain, 0]] * 2, [[-self.duel_loss, 0]] * 2]
        return SignallingGame(
            stack([sender, receiver], like=self),
            stack([self.weak_share, 1 - self.weak_share], like=self),
            players=("stranger", "bully"),
            types=("weak", "strong"),
            messages=("beer", "quiche"),
            replies=("duel", "leave"),
        )

    def exists(self) -> Mapping[str, Any]:
        """Which kinds of equilibrium exist, by name: bools of the batch shape."""
        model = self.plain
        few = model.weak_share <= evaluated(duel_threshold(), self)
        mild = model.taste <= model.peace
        found = {
            "beer": mild & few,
            "quiche": mild & few,
            "partly beer": (model.taste < model.peace) & ~few,
            "separating": model.taste >= model.peace,
        }
        return MappingProxyType({kind: self.named(found[kind]) for kind in BREAKFASTS})

    def profile(self, kind: str) -> tuple[Any, Any, Any, Any]:
        """How the equilibrium of a kind is played, whether it exists or not.

        Parameters
        ----------
        kind : str
            One of ``BREAKFASTS``.

        Returns
        -------
        weak has beer, strong has beer, duel after beer, duel after quiche
            Chances of the batch shape; after a breakfast that nobody has, the least chance of a duel.
        """
        if kind not in BREAKFASTS:
            raise ValueError(f"a kind of equilibrium was needed, one of {tuple(BREAKFASTS)}; got {kind!r}.")
        model = self.plain
        kappa, p = evaluated(duel_threshold(), self), model.weak_share
        with np.errstate(divide="ignore"):
            share = (1 - p) * kappa / (p * (1 - kappa))
        played = {
            "beer": (1.0, 1.0, 0.0, model.taste / model.peace),
            "quiche": (0.0, 0.0, model.taste / model.peace, 0.0),
            "partly beer": (share, 1.0, 1 - model.taste / model.peace, 1.0),
            "separating": (0.0, 1.0, 0.0, 1.0),
        }[kind]
        first, second, third, fourth = (self.named(each) for each in played)
        return first, second, third, fourth


@cache
def duel_threshold() -> SymbolicThreshold:
    """When the bully duels, solved for the chance ``belief`` that the stranger is weak.

    Examples
    --------
    >>> duel_threshold().condition
    belief >= duel_loss/(duel_gain + duel_loss)
    """
    from sympy import Symbol

    model = BeerQuiche.symbolic()
    belief = Symbol("belief", real=True)
    return solve_threshold(belief * model.duel_gain - (1 - belief) * model.duel_loss >= 0, belief)
