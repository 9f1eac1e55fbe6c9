"""Deterrence with imperfect attribution, after Baliga, Bueno de Mesquita and Wolitzky (2020)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple, Self

import numpy as np

from deterrence.parameters import Number, ParameterError
from gametheory import Equilibrium, certify
from gametheory.bayesian import CutoffGame
from gametheory.errors import NoEquilibriumFoundError
from gametheory.residual import cutoff_residual
from gametheory.sweep import label, stack
from gametheory.value import Floats

SUM_ERROR = 1e-12
"""How far a law of signals may be off a sum of 1, and off the standing assumption, by rounding."""

RESIDUAL = 1e-12
"""How far cut-offs may be off their equation, in units of the loss from retaliation."""

NEWTON_STEPS = 60
BISECTIONS = 52


CORES = (1, 1, 2, 1, 1, 2)
"""How many axes after the batch the arrays of ``_Laws`` have."""


class _Laws(NamedTuple):
    """The primitives as arrays: batch axes, then attackers, then signals."""

    opportunity: Any
    quiet: Any
    attack: Any
    low: Any
    high: Any
    eagerness: Any


@dataclass(frozen=True, eq=False)
class ImperfectAttribution:
    r"""Several attackers, a signal that says imperfectly who attacked, and a defender who wants to hit the guilty.

    With chance :math:`\gamma` one of n attackers, each as likely, has an opportunity to attack; i attacks if its
    benefit :math:`x_i`, uniform on an interval and private, is at least a cut-off :math:`x_i^*`. The defender sees a
    signal, of law :math:`\pi_i` after an attack by i and :math:`\pi_0` after none, and may retaliate against any
    attacker after any signal but the null signal 0. Retaliation costs its target 1, guilty or not. It is worth y to
    the defender if the target is guilty, and y - 1 if not, with a private y of law :math:`G(y) = y^k` on [0, 1]. So

    .. math::

        \beta_i^s &= \frac{\gamma (1 - F_i(x_i^*)) \pi_i^s}
                          {n \pi_0^s + \gamma \sum_j (1 - F_j(x_j^*)) (\pi_j^s - \pi_0^s)}, \qquad
        r_i^s = 1 - G(1 - \beta_i^s), \\
        x_i^* &= \sum_{s > 0} (\pi_i^s - \pi_0^s) \, r_i^s.

    The results reproduced: the equilibrium is unique, although attackers' choices are complements (whoever attacks more
    draws suspicion away from the others); detection that is better by the same factor after every alarm, and fewer
    false alarms, deter every attacker more; detecting more attacks that are hard to attribute may deter less.

    Entries may be numbers, arrays or DataArrays. Each attacker must be willing to attack for some benefit whatever the
    retaliation, so that every posterior is given by Bayes' rule.

    Attributes
    ----------
    opportunity
        :math:`\gamma`, in (0, 1].
    quiet : tuple, one entry per signal
        :math:`\pi_0^s`; the first is the null signal.
    attack : tuple of tuples, [attacker][signal]
        :math:`\pi_i^s`.
    benefit_low, benefit_high : tuple, one entry per attacker
        The interval of its benefits.
    eagerness
        k >= 1; a larger one makes the defender keener to retaliate.

    Raises
    ------
    ParameterError
        If the standing assumption :math:`\pi_i^s \ge \pi_0^s` fails for some attacker and some signal but the null one,
        or laws, intervals or shapes are not as stated. Without that assumption the comparative statics do not hold.

    References
    ----------
    Baliga, Bueno de Mesquita and Wolitzky (2020), "Deterrence with Imperfect Attribution", American Political Science
    Review 114.

    Examples
    --------
    Two attackers; an attack is detected with chance 0.8, and then ascribed to the right one with chance 0.5 to 1:

    >>> from gametheory.sweep import axes
    >>> model = ImperfectAttribution.symmetric(2, detection=0.8, **axes(identification=[0.5, 0.75, 1.0]))
    >>> model.cutoffs().sel(attacker=0).values.round(6)
    array([0.4, 0.5, 0.8])
    """

    opportunity: Number
    quiet: tuple[Number, ...]
    attack: tuple[tuple[Number, ...], ...]
    benefit_low: tuple[Number, ...]
    benefit_high: tuple[Number, ...]
    eagerness: Number = 1.0

    def __post_init__(self) -> None:
        attackers, signals = len(self.attack), len(self.quiet)
        if any(len(law) != signals for law in self.attack) or signals < 2 or not attackers:
            raise ParameterError(
                f"attack needs one law per attacker over the {signals} signals of quiet, at least two; got lengths "
                f"{[len(law) for law in self.attack]}."
            )
        if len(self.benefit_low) != attackers or len(self.benefit_high) != attackers:
            raise ParameterError(f"benefits need one interval for each of {attackers} attackers.")
        laws = self._laws
        _check(laws)

    @classmethod
    def symmetric(
        cls,
        attackers: int,
        *,
        detection: Number,
        identification: Number,
        false_alarm: Number = 0.0,
        opportunity: Number = 1.0,
        benefit_low: Number = 0.0,
        benefit_high: Number = 1.0,
        eagerness: Number = 1.0,
    ) -> Self:
        """Attackers that are alike, and one alarm for each, which points at it.

        Parameters
        ----------
        attackers : int
            At least 2.
        detection
            The chance of an alarm after an attack.
        identification
            The chance that an alarm after an attack points at the attacker; otherwise at any other one alike.
        false_alarm
            The chance of an alarm when nobody attacks, alike for all.
        opportunity, benefit_low, benefit_high, eagerness
            As in the class, the same for all attackers.
        """
        right, wrong = detection * identification, detection * (1 - identification) / (attackers - 1)
        law = [tuple(right if i == j else wrong for j in range(attackers)) for i in range(attackers)]
        return cls(
            opportunity,
            (1 - false_alarm, *(false_alarm / attackers,) * attackers),
            tuple((1 - detection, *row) for row in law),
            (benefit_low,) * attackers,
            (benefit_high,) * attackers,
            eagerness,
        )

    @cached_property
    def _laws(self) -> _Laws:
        return _Laws(
            stack([self.opportunity], like=self),
            stack(self.quiet, like=self),
            stack(self.attack, like=self),
            stack(self.benefit_low, like=self),
            stack(self.benefit_high, like=self),
            stack([[self.eagerness]], like=self),
        )

    def cutoffs(self, *, strict: bool = True) -> Any:
        """The benefit from which each attacker attacks: the unique equilibrium.

        By Newton's method on all attackers at once; where that stops short, by monotone iteration of best replies.

        Parameters
        ----------
        strict : bool
            Raise :class:`NoEquilibriumFoundError` if a cut-off misses its equation by more than 1e-12; otherwise NaN.

        Returns
        -------
        array, or DataArray, of shape (*batch, attackers)
        """
        laws = self._laws
        found = _newton(laws)
        missed = ~(_off(laws, found) <= RESIDUAL)
        if missed.any():
            found[missed] = _iterate(_some(laws, missed), 400)[0]
            missed = ~(_off(laws, found) <= RESIDUAL)
            found[missed] = np.nan
        if missed.any() and strict:
            raise NoEquilibriumFoundError(
                f"cut-offs were not found in {int(missed.sum())} of {missed.size} games; pass strict=False for NaN.",
                equilibrium=found,
                failed=[tuple(map(int, place)) for place in np.argwhere(missed)[:1000]],
            )
        return label(found, like=self, attacker=range(len(self.attack)))

    def cutoff_bounds(self, steps: int = 100) -> tuple[Any, Any]:
        """Bounds on the cut-offs of every equilibrium, by best replies from below and from above.

        Under the standing assumption, an attacker's best cut-off rises in the cut-offs of the others. So best replies
        to cut-offs of 0 rise to the lowest equilibrium, those to the largest ones fall to the highest one; where the
        bounds meet, the equilibrium is unique.

        Returns
        -------
        lower, upper : arrays, or DataArrays, of shape (*batch, attackers)
        """
        lower, upper = _iterate(self._laws, steps)
        named = [label(each, like=self, attacker=range(len(self.attack))) for each in (lower, upper)]
        return named[0], named[1]

    def posteriors(self, cutoffs: Any) -> Any:
        """The chance that an attacker is guilty, given a signal, (*batch, attackers, signals)."""
        found = _posterior(self._laws, _attacks(self._laws, np.asarray(cutoffs)))
        return label(found, like=self, attacker=range(len(self.attack)), signal=range(len(self.quiet)))

    def retaliation(self, cutoffs: Any) -> Any:
        """The chance that an attacker is hit, given a signal, (*batch, attackers, signals)."""
        found = _retaliation(self._laws, _posterior(self._laws, _attacks(self._laws, np.asarray(cutoffs))))
        return label(found, like=self, attacker=range(len(self.attack)), signal=range(len(self.quiet)))

    def attack_chances(self, cutoffs: Any) -> Any:
        """The chance that an attacker with an opportunity attacks, (*batch, attackers)."""
        return label(_attacks(self._laws, np.asarray(cutoffs)), like=self, attacker=range(len(self.attack)))

    def residual(self, cutoffs: Any) -> Any:
        """The most that some type of some attacker gains by deviating from these cut-offs, (*batch).

        The defender replies best. In units of the loss from retaliation.
        """
        misses = _misses(self._laws, np.asarray(cutoffs))
        return label(misses.max(axis=-1), like=self)


    def cutoff_game(self) -> CutoffGame:
        """The game with types on intervals, in which the defender is a player for each attacker and alarm.

        An attacker acts by attacking, the defender by retaliating against one attacker after one alarm.
        """
        laws, attackers = self._laws, len(self.attack)
        alarms = [(i, s) for i in range(attackers) for s in range(1, len(self.quiet))]

        def attack(i: int) -> Any:
            def gain(benefit: Any, cutoffs: tuple[Any, ...]) -> Any:
                hit = [(s, 1 - cutoffs[attackers + k] ** laws.eagerness[..., 0, 0])
                       for k, (target, s) in enumerate(alarms) if target == i]  # fmt: skip
                return benefit - sum((laws.attack[..., i, s] - laws.quiet[..., s]) * chance for s, chance in hit)

            return gain

        def retaliate(i: int, s: int) -> Any:
            def gain(eager: Any, cutoffs: tuple[Any, ...]) -> Any:
                attacks = _attacks(laws, np.stack(cutoffs[:attackers], axis=-1))
                return eager - 1 + _posterior(laws, attacks)[..., i, s]

            return gain

        shape = np.broadcast_shapes(*(part.shape[: part.ndim - core] for part, core in zip(laws, CORES, strict=True)))
        low, high = ([np.array(np.broadcast_to(end[..., i], shape)) for i in range(attackers)]
                     for end in (laws.low, laws.high))  # fmt: skip
        return CutoffGame(
            (*map(attack, range(attackers)), *(retaliate(i, s) for i, s in alarms)),
            (*low, *(0 * low[0] for _ in alarms)),
            (*high, *(0 * low[0] + 1 for _ in alarms)),
            (*(f"attacker {i}" for i in range(attackers)), *(f"defender on {i} after {s}" for i, s in alarms)),
        )

    def certified(self) -> Equilibrium:
        """:meth:`cutoffs` as an equilibrium of :meth:`cutoff_game`, judged by what any type could gain."""
        laws, game = self._laws, self.cutoff_game()
        found = np.asarray(self.cutoffs())
        guilty = _posterior(laws, _attacks(laws, found))[..., 1:]
        own = np.clip(found, laws.low, laws.high)
        sure = 1 - guilty.reshape(*found.shape[:-1], -1)
        cutoffs = tuple(np.moveaxis(np.concatenate([own, np.clip(sure, 0, 1)], axis=-1), -1, 0))
        return certify(game, cutoffs, residual=cutoff_residual)


@cache
def symmetric_cutoff() -> Any:
    r"""The cut-off of :meth:`ImperfectAttribution.symmetric` without false alarms and with k = 1, as SymPy.

    .. math:: x^* = d \left( \rho^2 + \frac{(1 - \rho)^2}{n - 1} \right)
        = \frac{d (n \rho^2 - 2 \rho + 1)}{n - 1}

    It is found by putting symbols into the equations of the class; the law of benefits cancels.

    Examples
    --------
    >>> symmetric_cutoff()
    detection*(attackers*identification**2 - 2*identification + 1)/(attackers - 1)
    """
    from sympy import Symbol, factor

    n = Symbol("attackers", positive=True)
    gamma, attacks, d, rho = (
        Symbol(name, positive=True) for name in ("opportunity", "attacks", "detection", "identification")
    )
    right, wrong = d * rho, d * (1 - rho) / (n - 1)
    # An alarm that points at i, seen by i, comes from i or from one of n - 1 others.
    alarm = gamma * attacks * (right + (n - 1) * wrong)
    at_own = gamma * attacks * right / alarm
    at_other = gamma * attacks * wrong / alarm
    return factor(right * at_own + (n - 1) * wrong * at_other)


def _check(laws: _Laws) -> None:
    _require((laws.opportunity > 0) & (laws.opportunity <= 1), "an opportunity of chance in (0, 1]", laws.opportunity)
    _require(laws.eagerness >= 1, "eagerness of at least 1", laws.eagerness)
    _require(laws.low < laws.high, "every benefit_low below its benefit_high", laws.low)
    for name, law in (("quiet", laws.quiet), ("attack", laws.attack)):
        sums = law.sum(axis=-1)
        _require((law >= 0).all(axis=-1) & (np.abs(sums - 1) <= SUM_ERROR), f"laws of signals that sum to 1 in {name}",
                 sums)  # fmt: skip
    excess = (laws.attack - laws.quiet[..., None, :])[..., 1:]
    if not (excess >= -SUM_ERROR).all():
        *_, attacker, signal = np.argwhere(~(excess >= -SUM_ERROR))[0].tolist()
        raise ParameterError(
            f"ImperfectAttribution needs pi_i^s >= pi_0^s for every attacker i and every signal s but the null "
            f"signal 0: an attack makes every alarm likelier. It fails for attacker {attacker} at signal {signal + 1}, "
            f"by {-excess.min():g} at worst. Give the null signal first, or split the signals otherwise."
        )
    most = excess.sum(axis=-1)
    needed = "every benefit_high above the most that retaliation can cost, sum_s (pi_i^s - pi_0^s): some types attack"
    _require(laws.high > most, needed, laws.high)


def _require(fine: Any, needed: str, got: Any) -> None:
    if not np.all(fine):
        fine, got = np.broadcast_arrays(fine, got)
        raise ParameterError(f"ImperfectAttribution needs {needed}; got {got[~fine].flat[0]:g}.")


def _some(laws: _Laws, chosen: Any) -> _Laws:
    """The games for which a mask over the batch holds."""

    def rows(part: Any, core: int) -> Any:
        return np.broadcast_to(part, (*chosen.shape, *part.shape[part.ndim - core :]))[chosen]

    return _Laws(*(rows(part, core) for part, core in zip(laws, CORES, strict=True)))


def _attacks(laws: _Laws, cutoffs: Any) -> Any:
    """1 - F_i(x_i)."""
    return np.clip((laws.high - cutoffs) / (laws.high - laws.low), 0, 1)


def _posterior(laws: _Laws, attacks: Any) -> Any:
    """The chance that i is guilty, (*batch, attackers, signals); 0 after a signal that never comes."""
    guilty = laws.opportunity[..., None] * attacks[..., None] * laws.attack
    total = _total(laws, attacks)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, guilty / total, 0.0)


def _total(laws: _Laws, attacks: Any) -> Any:
    """n times the chance of each signal, (*batch, 1, signals)."""
    gap = laws.attack - laws.quiet[..., None, :]
    blamed = (attacks[..., None] * gap).sum(axis=-2, keepdims=True)
    return laws.attack.shape[-2] * laws.quiet[..., None, :] + laws.opportunity[..., None] * blamed


def _retaliation(laws: _Laws, beliefs: Any) -> Any:
    """The chance 1 - G(1 - belief); 0 after the null signal."""
    chance = 1 - np.clip(1 - beliefs, 0, 1) ** laws.eagerness
    chance[..., 0] = 0
    return chance


def _cost(laws: _Laws, cutoffs: Any) -> Any:
    """What an attack adds to the retaliation that each attacker expects, (*batch, attackers)."""
    chance = _retaliation(laws, _posterior(laws, _attacks(laws, cutoffs)))
    return ((laws.attack - laws.quiet[..., None, :]) * chance).sum(axis=-1)


def _off(laws: _Laws, cutoffs: Any) -> Any:
    """How far cut-offs are off their equation at worst, (*batch,)."""
    return np.abs(cutoffs - _cost(laws, cutoffs)).max(axis=-1)


def _misses(laws: _Laws, cutoffs: Any) -> Any:
    """The most that a type of each attacker gains by deviating: types between cut-off and cost are wrong."""
    cost = np.clip(_cost(laws, cutoffs), laws.low, laws.high)
    return np.abs(np.clip(cutoffs, laws.low, laws.high) - cost)


def _newton(laws: _Laws) -> Floats:
    """Cut-offs by Newton's method; rows that do not converge are left where they stop."""
    now: Floats = (laws.attack - laws.quiet[..., None, :])[..., 1:].sum(axis=-1) / 2
    size = np.asarray(_off(laws, now))
    for _ in range(NEWTON_STEPS):
        going = size > RESIDUAL / 8
        if not going.any():
            break
        now[going], size[going] = _newton_step(_some(laws, going), now[going], size[going])
    return now


def _newton_step(laws: _Laws, now: Floats, size: Floats) -> tuple[Floats, Floats]:
    """Of three steps in Newton's direction, and none, the one that comes closest."""
    gap = laws.attack - laws.quiet[..., None, :]
    attacks = _attacks(laws, now)
    slope = np.where((now > laws.low) & (now < laws.high), -1 / (laws.high - laws.low), 0.0)
    total = _total(laws, attacks)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total > 0, laws.opportunity[..., None] / total, 0.0)
    belief = attacks[..., None] * laws.attack * share
    keen = gap * laws.eagerness * np.clip(1 - belief, 0, 1) ** (laws.eagerness - 1)
    keen[..., 0] = 0
    eye = np.eye(now.shape[-1])
    own = (keen * laws.attack * share).sum(axis=-1)
    across = np.einsum("...is,...js->...ij", keen * belief * share, gap)
    derivative = (eye * own[..., None] - across) * slope[..., None, :]
    step = np.linalg.solve(eye - derivative, (now - _cost(laws, now))[..., None])[..., 0]
    best, least = now, size
    for shrink in (1.0, 0.5, 0.1):
        tried = np.clip(now - shrink * step, 0, 1)
        off = _off(laws, tried)
        better = off < least
        best, least = np.where(better[..., None], tried, best), np.where(better, off, least)
    return best, least


def _iterate(laws: _Laws, steps: int) -> tuple[Floats, Floats]:
    """Best replies to the lowest and to the highest cut-offs, again and again."""
    most = np.clip(laws.attack - laws.quiet[..., None, :], 0, None)[..., 1:].sum(axis=-1)
    lower, upper = np.zeros_like(most), most
    for _ in range(steps):
        lower, upper = _reply(laws, lower), _reply(laws, upper)
        if np.abs(upper - lower).max(initial=0) <= RESIDUAL / 8:
            break
    return lower, upper


def _reply(laws: _Laws, cutoffs: Floats) -> Floats:
    """Each attacker's cut-off against the others', by bisection: what an attack costs falls in one's own cut-off."""
    replies = np.empty_like(cutoffs)
    for i in range(cutoffs.shape[-1]):
        tried = cutoffs.copy()
        low, high = np.zeros(cutoffs.shape[:-1]), np.ones(cutoffs.shape[:-1])
        for _ in range(BISECTIONS):
            tried[..., i] = (low + high) / 2
            above = _cost(laws, tried)[..., i] > tried[..., i]
            low, high = np.where(above, tried[..., i], low), np.where(above, high, tried[..., i])
        replies[..., i] = (low + high) / 2
    return replies
