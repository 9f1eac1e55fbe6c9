"""Tying hands and sinking costs, after Fearon (1997)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from deterrence.literature.primitive import primitive, probability
from deterrence.model import Model
from deterrence.parameters import Number, ParameterError
from gametheory import Equilibrium, certify
from gametheory.bayesian import CutoffGame
from gametheory.residual import cutoff_residual
from gametheory.symbolic import lambdify_threshold, solve_threshold

SIGNALS = ("sinking costs", "tying hands")
"""A cost that is paid whatever happens; a cost that is paid only by one who gives in."""


class CostlySignal(NamedTuple):
    """An equilibrium of :class:`CrisisSignalling` with one costly signal.

    Attributes
    ----------
    cutoff
        The value of the prize from which the defender sends the signal.
    size
        The size of the signal.
    war_risk
        The chance of war.
    payoff
        The expected payoff of the defender before it learns its value.
    """

    cutoff: Any
    size: Any
    war_risk: Any
    payoff: Any


@dataclass(frozen=True, eq=False)
class CrisisSignalling(Model):
    r"""A defender of a prize of private value signals, a challenger of private value challenges or not.

    The defender's value v of the prize and the challenger's value w are uniform on intervals from 0. The defender
    sends a signal of size m >= 0. If the challenger does not challenge, the defender keeps the prize; if it does, the
    defender concedes the prize or fights: war gives the defender :math:`p v - c` and the challenger
    :math:`(1-p) w - k`. *Sinking costs*: m is lost whatever happens. *Tying hands*: m is lost only by a defender
    that concedes after a challenge. Without a signal the challenger always challenges, and types below
    :math:`c / p` concede. With

    .. math:: r = 1 - \frac{k}{(1-p) \bar w},

    the chance that the challenger challenges one that is sure to fight, the least costly equilibrium in which nobody
    bluffs (all who send the signal fight if challenged) is

    ==============  ===================================  =====================================
    signal          cut-off                              size
    ==============  ===================================  =====================================
    sinking costs   :math:`c / p`                        :math:`(1 - r) c / p`
    tying hands     :math:`r c / (1 - r + p r)`          :math:`(1 - r) c / (1 - r + p r)`
    ==============  ===================================  =====================================

    A signal of any other size is taken to come from the lowest type. The result reproduced: the defender does better on
    average by tying hands than by sinking costs, although tying hands makes war more likely. The equilibrium needs the
    gain from the signal to cross zero once, from below, as the value rises; :func:`crosses_once` checks it. It does so
    where *values* are private, and not where the costs of war are: see :meth:`private_cost_gain`.

    Raises
    ------
    ParameterError
        Unless 0 < r < 1 and some values exceed :math:`c / p`.

    References
    ----------
    Fearon (1997), "Signaling Foreign Policy Interests: Tying Hands versus Sinking Costs", Journal of Conflict
    Resolution 41.

    Examples
    --------
    >>> model = CrisisSignalling(highest_value=4, challenger_highest_value=4, win_chance=0.5, war_cost=1,
    ...                          challenger_war_cost=1)
    >>> [round(float(each), 3) for each in model.equilibrium("sinking costs")]
    [2.0, 1.0, 0.25, 0.375]
    >>> [round(float(each), 3) for each in model.equilibrium("tying hands")]
    [0.667, 0.667, 0.417, 1.042]
    """

    highest_value: Number = primitive("highest_value", "v", "largest value of the prize to the defender", 0.0)
    challenger_highest_value: Number = primitive(
        "challenger_highest_value", "w", "largest value of the prize to the challenger", 0.0
    )
    win_chance: Number = probability("win_chance", "p", "chance that the defender wins a war")
    war_cost: Number = primitive("war_cost", "c", "cost of war to the defender", 0.0)
    challenger_war_cost: Number = primitive("challenger_war_cost", "k", "cost of war to the challenger", 0.0)

    def __post_init__(self) -> None:
        super().__post_init__()
        values = vars(self).values()
        if any(hasattr(value, "free_symbols") for value in values):
            return
        p, r = self.plain.win_chance, self._resolved()
        if not np.all((p > 0) & (p < 1) & (r > 0) & (r < 1)):
            raise ParameterError(
                "CrisisSignalling needs 0 < r < 1 with r = 1 - k / ((1 - p) w): some challengers would fight a sure "
                f"fighter, and some would not; got r from {np.min(r):g} to {np.max(r):g}."
            )
        if not np.all(self.plain.highest_value > self.plain.war_cost / p):
            raise ParameterError("CrisisSignalling needs highest_value above war_cost / win_chance: some would fight.")

    def cutoff_game(self, signal: str) -> CutoffGame:
        """The game between the signal of the equilibrium and none, with types on intervals.

        Its players are the defender, who acts by sending the signal, and the challenger after the signal and after
        none, who acts by challenging. After a signal that nobody sends the highest type is believed to have sent it.
        A defender that is challenged fights iff that is better for it.

        Parameters
        ----------
        signal : str
            One of ``SIGNALS``.
        """
        model, p = self.plain, self.plain.win_chance
        high, top = model.highest_value, model.challenger_highest_value
        size = self._align(self.equilibrium(signal).size)
        lost = size if _is_tying(signal) else 0.0  # by one that concedes after the signal

        def send(value: Any, cutoffs: tuple[Any, ...]) -> Any:
            met, met_without = (1 - cutoff / top for cutoff in cutoffs[1:])
            war = p * value - model.war_cost
            with_signal = (1 - met) * value + met * np.maximum(war, -lost) - (size - lost)
            return with_signal - (1 - met_without) * value - met_without * np.maximum(war, 0)

        def challenge(value: Any, fighters: Any) -> Any:
            return fighters * ((1 - p) * value - model.challenger_war_cost) + (1 - fighters) * value

        def after_signal(value: Any, cutoffs: tuple[Any, ...]) -> Any:
            senders = high - cutoffs[0]
            fighters = high - np.maximum(cutoffs[0], (model.war_cost - lost) / p)
            return challenge(value, np.where(senders > 0, fighters / np.where(senders > 0, senders, 1), 1.0))

        def after_none(value: Any, cutoffs: tuple[Any, ...]) -> Any:
            fighters = cutoffs[0] - np.minimum(cutoffs[0], model.war_cost / p)
            return challenge(value, fighters / np.where(cutoffs[0] > 0, cutoffs[0], 1))

        lower = (self.spread(0.0),) * 3
        upper = (self.spread(high), self.spread(top), self.spread(top))
        players = ("defender", "challenger after the signal", "challenger after none")
        return CutoffGame((send, after_signal, after_none), lower, upper, players)

    def certified(self, signal: str) -> Equilibrium:
        """The closed form as cut-offs of :meth:`cutoff_game`, judged by what any type could gain.

        Parameters
        ----------
        signal : str
            One of ``SIGNALS``.

        Examples
        --------
        >>> model = CrisisSignalling(highest_value=4, challenger_highest_value=4, win_chance=0.5, war_cost=1,
        ...                          challenger_war_cost=1)
        >>> found = model.certified("tying hands")
        >>> np.round(found.strategies, 3), bool(found.certificate.holds)
        (array([0.667, 2.   , 0.   ]), True)
        """
        model = self.plain
        cutoffs = (self.equilibrium(signal).cutoff, model.challenger_war_cost / (1 - model.win_chance), 0.0)
        spread = tuple(self.spread(self._align(cutoff)) for cutoff in cutoffs)
        return certify(self.cutoff_game(signal), spread, residual=cutoff_residual)

    def resolved_challengers(self) -> Any:
        """r: the chance that the challenger challenges a defender that is sure to fight."""
        return self.named(self._resolved())

    def equilibrium(self, signal: str) -> CostlySignal:
        """The least costly equilibrium without bluff.

        Parameters
        ----------
        signal : str
            One of ``SIGNALS``.
        """
        closed = signal_closed_form(signal)
        model, r = self.plain, self._resolved()
        cutoff, size = (_value(each, self, r) for each in (closed.cutoff, closed.size))
        high = model.highest_value
        sunk = size if signal == SIGNALS[0] else 0.0
        # the integral from the cut-off of a line in v
        slope = 1 - r + r * model.win_chance
        worth = ((high**2 - cutoff**2) * slope / 2 - (high - cutoff) * (r * model.war_cost + sunk)) / high
        risk = r * (1 - cutoff / high)
        return CostlySignal(*(self.named(each) for each in (cutoff, size, risk, worth)))

    def gain(self, signal: str, value: Any, size: Any, challenged: Any) -> Any:
        """What a defender of some value gains by a signal over none, if it then is challenged with some chance.

        Without the signal it is challenged for sure. It fights or concedes as is better for it.

        Parameters
        ----------
        signal : str
            One of ``SIGNALS``.
        value, size, challenged : arrays that broadcast with the batch
        """
        model = self.plain
        war = model.win_chance * value - model.war_cost
        return _gain(signal, value, war, size, challenged)

    def fights(self, signal: str, value: Any, size: Any) -> Any:
        """Whether a defender of some value fights if it is challenged after a signal of some size."""
        war = self.plain.win_chance * value - self.plain.war_cost
        return war >= (-size if _is_tying(signal) else 0.0)

    def challenges(self, fighters: Any) -> Any:
        """The chance of a challenge if a share of those who sent the signal fights: the challenger's best reply."""
        model = self.plain
        worth = 1 - fighters * model.win_chance  # a unit of value is won without a fight, or by winning it
        least = fighters * model.challenger_war_cost / worth
        return np.clip(1 - least / model.challenger_highest_value, 0, 1)

    def has_single_crossing(self, signal: str, points: int = 1001) -> Any:
        """Whether the gain from the signal of the equilibrium crosses zero once, from below, on a grid of values."""
        found = self.equilibrium(signal)
        value = np.linspace(0, 1, points).reshape(-1, *(1,) * len(self.batch.shape)) * self.plain.highest_value
        gains = self.gain(signal, value, self._align(found.size), self._resolved())
        return self.named(crosses_once(np.moveaxis(gains, 0, -1)))

    def private_cost_gain(self, signal: str, cost: Any, size: Any, challenged: Any) -> Any:
        """The same gain if the value were 1 and known, and the cost of war private: the case that does not work.

        One who concedes keeps 1 with chance 1 - r, and loses nothing else; one who fights would have had something to
        fight with anyway, so that the signal is worth *less* to it.
        """
        return _gain(signal, 1.0, self.plain.win_chance - cost, size, challenged)

    def _resolved(self) -> Any:
        return _value(resolved_share(), self, None)

    def _align(self, reading: Any) -> Any:
        return self.batch.align(reading)


def crosses_once(gains: Any) -> Any:
    """Whether gains, by types in increasing order along the last axis, never fall from above 0 to below it.

    Examples
    --------
    >>> crosses_once([[-1, 0, 2], [-1, 1, -1]])
    array([ True, False])
    """
    gains = np.asarray(gains, dtype=float)
    before = np.maximum.accumulate(gains > 0, axis=-1)
    return ~(before & (gains < 0)).any(axis=-1)


class ClosedForm(NamedTuple):
    """Cut-off and size of a signal as SymPy expressions in the fields and ``resolved``, which is r.

    Attributes
    ----------
    cutoff, size
    """

    cutoff: Any
    size: Any


@cache
def resolved_share() -> Any:
    """r as SymPy: the share of challengers whose value makes a war worth its cost.

    Examples
    --------
    >>> resolved_share()
    1 + challenger_war_cost/(challenger_highest_value*(win_chance - 1))
    """
    model = CrisisSignalling.symbolic()
    from sympy import Symbol

    value = Symbol("challenger_value", positive=True)
    wins = 1 - model.win_chance
    worth = solve_threshold(wins * value >= model.challenger_war_cost, value, positive=[wins])
    return 1 - worth.value / model.challenger_highest_value


@cache
def signal_closed_form(signal: str) -> ClosedForm:
    """The least costly equilibrium without bluff, derived from the indifference of the marginal types.

    Parameters
    ----------
    signal : str
        One of ``SIGNALS``.

    Examples
    --------
    >>> signal_closed_form("sinking costs").size
    war_cost*(1 - resolved)/win_chance
    >>> signal_closed_form("tying hands").cutoff
    resolved*war_cost/(resolved*win_chance - resolved + 1)
    """
    from sympy import Symbol, factor, solve

    model = CrisisSignalling.symbolic()
    r, v, m = (Symbol(name, positive=True) for name in ("resolved", "value", "size"))
    war = model.win_chance * v - model.war_cost
    sends_and_fights = (1 - r) * v + r * war
    if _is_tying(signal):
        # The marginal type gains nothing by the signal, and is the lowest that fights rather than lose its stake.
        (cutoff,) = solve(sends_and_fights, v)
        (size,) = solve((war + m).subs(v, cutoff), m)
        return ClosedForm(factor(cutoff), factor(size))
    # Signals sunk do not move the fight: the lowest type that fights is indifferent to the signal.
    (cutoff,) = solve(war, v)
    (size,) = solve((sends_and_fights - m).subs(v, cutoff), m)
    return ClosedForm(cutoff, -(r - 1) * factor(size / (1 - r)))


def _gain(signal: str, value: Any, war: Any, size: Any, challenged: Any) -> Any:
    tying = _is_tying(signal)
    without = np.maximum(war, 0)
    after = np.maximum(war, -size if tying else 0.0)
    return (1 - challenged) * value + challenged * after - (0.0 if tying else size) - without


def _is_tying(signal: str) -> bool:
    if signal not in SIGNALS:
        raise ValueError(f"a signal was needed, one of {SIGNALS}; got {signal!r}.")
    return signal == SIGNALS[1]


def _value(expression: Any, model: CrisisSignalling, resolved: Any) -> Any:
    given = {symbol.name for symbol in expression.free_symbols}
    values = {name: resolved if name == "resolved" else getattr(model.plain, name) for name in given}
    return lambdify_threshold(expression)(**values)
