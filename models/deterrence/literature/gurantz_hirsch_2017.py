"""Fear and appeasement, after Gurantz and Hirsch (2017)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple, Self

import numpy as np

from deterrence.literature.primitive import primitive, require_falling
from deterrence.model import Model, evaluated
from deterrence.parameters import Number, ParameterError, parameters_of
from gametheory.signalling import SignallingGame
from gametheory.sweep import label, stack
from gametheory.symbolic import SymbolicThreshold, solve_threshold

SHARE_ERROR = 1e-12
"""How far the shares of challengers may be off a sum of 1."""


@dataclass(frozen=True, eq=False)
class Challenger:
    """A kind of challenger; its status quo is worth 0.

    Attributes
    ----------
    share : number, array or DataArray
        The chance that the challenger is of this kind.
    war_now
        Its payoff if its transgression is met with war.
    war_later
        Its payoff from a war after it was appeased, which makes it stronger: at least ``war_now``.
    peace_after
        Its payoff if it is appeased and leaves it at that.
    """

    share: Number
    war_now: Number
    war_later: Number
    peace_after: Number

    @property
    def is_belligerent(self) -> Any:
        """Whether it attacks after it was appeased."""
        return self.war_later > self.peace_after

    @property
    def appeased(self) -> Any:
        """Its payoff if it is appeased, and does then what is best for it."""
        return np.maximum(self.war_later, self.peace_after)


class Mixed(NamedTuple):
    """Equilibria in which the defender mixes, one for each kind that may be indifferent.

    Attributes
    ----------
    exists
        (*batch, kinds) bool.
    war
        The chance of war after a transgression, (*batch, kinds).
    transgression
        The chance that the indifferent kind transgresses, (*batch, kinds).
    """

    exists: Any
    war: Any
    transgression: Any


@dataclass(frozen=True, eq=False)
class FearAndAppeasement(Model):
    r"""A small transgression as a test of what the challenger will do later.

    The challenger transgresses or does not. The defender goes to war at once or appeases. Appeased, a belligerent
    challenger attacks later, from a stronger position; another one leaves it at that. The stake itself need not be
    worth a war: the defender fears what follows. War at once is best if the challenger is belligerent with at least
    the chance

    .. math:: \bar\beta = \frac{n^1 - w^0}{n^1 - w^1}.

    ===============  =======================================================================
    equilibrium      exists iff
    ===============  =======================================================================
    deterrence       of those who prefer war now to the status quo, a share of at least
                     :math:`\bar\beta` is belligerent; only they transgress, and are fought
    appeasement      of those who gain from transgressing if appeased, a share of at most
                     :math:`\bar\beta` is belligerent; all of them transgress
    mixed            a kind is indifferent at the chance of war, and makes the share
                     :math:`\bar\beta` by transgressing sometimes
    ===============  =======================================================================

    If no kind transgresses in one of them, belief is free, and it takes only some kind of the right sort. The result
    reproduced: the threat of war over a trivial stake is credible even if challengers are arbitrarily unlikely to be
    belligerent, since it selects those who transgress; the defender's fear can help it.

    Attributes
    ----------
    status_quo, peace_after, war_now, war_later
        The defender's payoffs :math:`n^0 > n^1 > w^0 > w^1`.
    challengers : tuple of Challenger

    Raises
    ------
    ParameterError
        If payoffs are not in order, shares do not sum to 1, or a challenger's position does not become stronger.

    References
    ----------
    Gurantz and Hirsch (2017), "Fear, Appeasement, and the Effectiveness of Deterrence", Journal of Politics 79.

    Examples
    --------
    One challenger in a hundred wants war now, the others only the stake:

    >>> fanatic = Challenger(0.01, war_now=1, war_later=3, peace_after=2)
    >>> opportunist = Challenger(0.99, war_now=-2, war_later=0, peace_after=1)
    >>> model = FearAndAppeasement(status_quo=0, peace_after=-0.1, war_now=-5, war_later=-8,
    ...                            challengers=(fanatic, opportunist))
    >>> round(float(model.threshold()), 3)
    0.62
    >>> {name: bool(exists) for name, exists in model.exists().items()}
    {'deterrence': True, 'appeasement': True}
    >>> {name: round(float(worth), 3) for name, worth in model.payoffs().items()}
    {'deterrence': -0.05, 'appeasement': -0.179}
    """

    status_quo: Number = primitive("status_quo", "n^0", "defender's status quo")
    peace_after: Number = primitive("peace_after", "n^1", "defender's payoff after appeasing one who stops there")
    war_now: Number = primitive("war_now", "w^0", "defender's payoff from war at once")
    war_later: Number = primitive("war_later", "w^1", "defender's payoff from war later")
    challengers: tuple[Challenger, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        require_falling(self, ("status_quo", "peace_after", "war_now", "war_later"))
        if not self.challengers:
            raise ParameterError("FearAndAppeasement needs at least one Challenger.")
        shares, now, later = (self._of_kinds(name) for name in ("share", "war_now", "war_later"))
        if not ((shares >= 0).all() and (np.abs(shares.sum(axis=-1) - 1) <= SHARE_ERROR).all()):
            raise ParameterError("shares of challengers must be non-negative and sum to 1.")
        if not (later >= now).all():
            raise ParameterError("a challenger needs war_later >= war_now: it is stronger after it was appeased.")

    def game(self) -> SignallingGame:
        """Challenger and defender; what the challenger does after it was appeased is in the payoffs."""
        sender = [[[0.0, 0.0], [kind.war_now, kind.appeased]] for kind in self.challengers]
        receiver = [
            [
                [self.status_quo] * 2,
                [self.war_now, self.peace_after + kind.is_belligerent * (self.war_later - self.peace_after)],
            ]
            for kind in self.challengers
        ]
        return SignallingGame(
            stack([sender, receiver], like=self),
            self._of_kinds("share"),
            players=("challenger", "defender"),
            messages=("refrain", "transgress"),
            replies=("war", "appease"),
        )

    def threshold(self) -> Any:
        """The least chance of belligerence at which war at once is best: :func:`fear_threshold` at the fields."""
        return self.named(self._threshold())

    def exists(self) -> Mapping[str, Any]:
        """Whether there are equilibria of deterrence and of appeasement, bools of the batch shape."""
        belligerent, shares, limit = self._of_kinds("is_belligerent"), self._of_kinds("share"), self._threshold()
        found = {}
        for name, war in (("deterrence", 1), ("appeasement", 0)):
            weight = np.where(self._transgress_at(war), shares, 0.0)
            total, feared = weight.sum(axis=-1), (weight * belligerent).sum(axis=-1)
            if war:
                fine = np.where(total > 0, feared >= limit * total, (belligerent > 0).any(axis=-1))
            else:
                fine = np.where(total > 0, feared <= limit * total, (belligerent == 0).any(axis=-1))
            found[name] = self.named(fine)
        return MappingProxyType(found)

    def mixed(self) -> Mixed:
        """The equilibria in which the defender goes to war with a chance strictly between 0 and 1."""
        belligerent, shares, limit = self._of_kinds("is_belligerent"), self._of_kinds("share"), self._threshold()
        war = self.tolerance()
        war = np.asarray(war)
        surer = (war[..., None, :] > war[..., :, None]) * shares[..., None, :]  # who transgresses at this chance of war
        total, feared = surer.sum(axis=-1), (surer * belligerent[..., None, :]).sum(axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            weight = (limit[..., None] * total - feared) / (belligerent - limit[..., None])
            chance = weight / shares
            exists = (war > 0) & (war < 1) & (total > 0) & (chance > 0) & (chance < 1)
        kinds = {"kind": range(len(self.challengers))}
        found = (exists, np.where(exists, war, np.nan), np.where(exists, chance, np.nan))
        return Mixed(*(label(each, like=self, **kinds) for each in found))

    def tolerance(self) -> Any:
        """The chance of war below which each kind transgresses, (*batch, kinds).

        ``inf`` for those that transgress whatever the chance, ``-inf`` for those that never do.
        """
        now, appeased = self._of_kinds("war_now"), self._of_kinds("appeased")
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.where(now >= 0, np.inf, np.where(appeased <= 0, -np.inf, appeased / (appeased - now)))
        return label(found, like=self, kind=range(len(self.challengers)))

    def payoffs(self) -> Mapping[str, Any]:
        """What the defender gets in deterrence and in appeasement, whether these are equilibria or not."""
        belligerent, shares = self._of_kinds("is_belligerent"), self._of_kinds("share")
        model = self.plain
        found = {}
        for name, war in (("deterrence", 1), ("appeasement", 0)):
            weight = np.where(self._transgress_at(war), shares, 0.0)
            total, feared = weight.sum(axis=-1), (weight * belligerent).sum(axis=-1)
            met = total * model.war_now if war else feared * model.war_later + (total - feared) * model.peace_after
            found[name] = self.named((1 - total) * model.status_quo + met)
        return MappingProxyType(found)

    def take(self, rows: Any) -> Self:
        """The points with these numbers in the flattened batch, fields of shape (rows,)."""

        def some(holder: Any, names: Sequence[str]) -> dict[str, Any]:
            aligned = {name: self.batch.align(getattr(holder, name)) for name in names}
            return {name: np.broadcast_to(part, self.batch.shape).reshape(-1)[rows] for name, part in aligned.items()}

        own = some(self, list(parameters_of(self)))
        kinds = tuple(Challenger(**some(kind, [each.name for each in fields(kind)])) for kind in self.challengers)
        return self.unchecked(**own, challengers=kinds)

    def _transgress_at(self, war: int) -> Any:
        """Which kinds transgress if war follows for sure, or never does."""
        return self._of_kinds("war_now" if war else "appeased") > 0

    def _of_kinds(self, name: str) -> Any:
        """A property of each kind, (*batch, kinds)."""
        return stack([getattr(kind, name) for kind in self.challengers], like=self)

    def _threshold(self) -> Any:
        return np.broadcast_to(evaluated(fear_threshold(), self), self.batch.shape)


@cache
def fear_threshold() -> SymbolicThreshold:
    """When war at once is better than appeasement, solved for the chance ``belief`` that the challenger is belligerent.

    Examples
    --------
    >>> fear_threshold().value
    (peace_after - war_now)/(peace_after - war_later)
    """
    from sympy import Symbol

    belief, now, later, peace = (
        Symbol(name, real=True) for name in ("belief", "war_now", "war_later", "peace_after")
    )
    return solve_threshold(now >= belief * later + (1 - belief) * peace, belief, positive=[peace - later])
