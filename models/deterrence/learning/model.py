"""A rule of strikes as an experiment: the United States does not know what a strike does to the militia."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from deterrence.checks import numbers_in, one_number, one_of
from deterrence.learning.parameters import LEARNING_PARAMETERS, PAIRS
from deterrence.model import Model
from deterrence.parameters import Number, ParameterError, Primitives, parameter

DEATHS, ANY = "deaths", "any attack"
"""What a rule answers with a strike."""
LINES = (DEATHS, ANY)
RUNGS = (1, 2)
"""A proportionate strike and a leadership strike."""
BELIEFS = 1001
"""Points of the grid of beliefs."""
FINER = 16
"""How much finer the grid is on which values are checked."""
CONVERGED = 1e-13
"""Values have converged once they move by less than this share of their size."""


class Experiment(NamedTuple):
    """Whether to try a rule, by what is believed of the militia.

    Attributes
    ----------
    beliefs : (points,)
        Chances that the militia is deterrable.
    values : (*batch, points)
        What the best plan is worth to the US, a weekly average.
    strike_from, myopic_from : (*batch,)
        The belief from which the rule is tried, and from which it would be if nothing could be learned. NaN: at none.
    without : (*batch,)
        What is done without a rule is worth: to hold fire, or to leave.
    leaves : (*batch,) bool
        Whether leaving is the better of these.
    error : (*batch,)
        A bound on how far the values are off, an average: the residual of their equation over 1 - discount. Between
        points of the grid it is concave, so that 16/15 of the largest on a grid 16 times as fine bounds it everywhere.
    """

    beliefs: Any
    values: Any
    strike_from: Any
    myopic_from: Any
    without: Any
    leaves: Any
    error: Any


@dataclass(frozen=True, eq=False)
class Learning(Model):
    r"""The US keeps a rule of strikes, holds fire or leaves; the militia is deterrable or not, and it alone knows.

    Each week the militia attacks with the chance

    .. math:: q(\pi, \sigma) = \frac{1}{1 + e^{-(g_1 - \pi \sigma) / \tau}},

    a gain with logistic noise :math:`\tau`, where :math:`\sigma` is its net loss from a strike and :math:`\pi` the
    chance that an attack is answered: :math:`\lambda_1` under a rule that answers deaths, 1 under one that answers any
    attack, 0 if the US holds fire. The US sees attacks and applies Bayes' rule to the chance :math:`\mu` that the
    militia is deterrable. Holding fire teaches nothing, so that to try the rule, or to stop, is a problem of optimal
    stopping:

    .. math:: v(\mu) = \max \{\max(f_{hold}, -(1-\delta)L), \;
              (1-\delta) f(\mu) + \delta \, \mathrm{E}\, v(\mu')\}.

    Raises
    ------
    ParameterError
        If a field lies outside the range of its parameter.

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> found = Learning.of(PUNISH).experiment(DEATHS)
    >>> round(float(found.strike_from), 3), round(float(found.myopic_from), 3)
    (0.216, 0.47)
    """

    discount: Number = parameter("discount")
    harass_gain: Number = parameter("harass_gain")
    harass_lethality: Number = parameter("harass_lethality")
    presence_value: Number = parameter("presence_value")
    harass_harm: Number = parameter("harass_harm")
    death_harm: Number = parameter("death_harm")
    strike_cost_1: Number = parameter("strike_cost_1")
    strike_cost_2: Number = parameter("strike_cost_2")
    nonfatal_strike_cost: Number = parameter("nonfatal_strike_cost")
    war_risk: Number = parameter("war_risk")
    war_ratio_1: Number = parameter("war_ratio_1")
    war_ratio_2: Number = parameter("war_ratio_2")
    war_cost: Number = parameter("war_cost")
    leave_cost: Number = parameter("leave_cost")
    deterrable_sting_1: Number = parameter(LEARNING_PARAMETERS["deterrable_sting_1"])
    deterrable_sting_2: Number = parameter(LEARNING_PARAMETERS["deterrable_sting_2"])
    provoked_sting_1: Number = parameter(LEARNING_PARAMETERS["provoked_sting_1"])
    provoked_sting_2: Number = parameter(LEARNING_PARAMETERS["provoked_sting_2"])
    noise: Number = parameter(LEARNING_PARAMETERS["noise"])

    @classmethod
    def of(cls, primitives: Primitives, **changes: Number) -> Learning:
        """The model of a scenario, with the stings of ``PAIRS``, and with some fields changed."""
        pairs = {name: setting.value for name, setting in PAIRS.items()}
        return super().of(primitives, **(pairs | changes))

    # --- Primitives put together, each written once ----------------------------------------------------

    def answer_chance(self, line: str) -> Number:
        """The chance π that an attack is answered under a rule."""
        line = one_of(line, LINES, "line")
        return self.harass_lethality if line == DEATHS else 1

    def stings(self, rung: int) -> tuple[Number, Number]:
        """Net loss from a strike of the deterrable type, and of the other."""
        rung = one_of(rung, RUNGS, "rung")
        return (
            (self.deterrable_sting_1, self.provoked_sting_1),
            (self.deterrable_sting_2, self.provoked_sting_2),
        )[rung - 1]

    def attack_chance(self, answered: Number, sting: Number) -> Any:
        """The weekly chance of an attack q, if attacks are answered with some chance; plain arrays."""
        from scipy.special import expit

        return expit(self.attack_odds(answered, sting))

    def attack_odds(self, answered: Number, sting: Number) -> Any:
        """The logarithm of the odds of an attack in a week; plain arrays."""
        model = self.plain
        return np.asarray((model.harass_gain - answered * sting) / model.noise, dtype=np.float64)

    def attack_burden(self, line: str | None = None, rung: int = 1) -> Number:
        """Cost of an attack to the US, with the answer that a rule brings."""
        death = self.death_harm + self.war_risk * self.war_cost
        cost = self.harass_harm + self.harass_lethality * death
        if line is None:
            return cost
        line, rung = one_of(line, LINES, "line"), one_of(rung, RUNGS, "rung")
        strike = (self.strike_cost_1, self.strike_cost_2)[rung - 1]
        strike = strike + (self.war_ratio_1, self.war_ratio_2)[rung - 1] * self.war_risk * self.war_cost
        cost = cost + self.harass_lethality * strike
        return cost + (1 - self.harass_lethality) * (strike + self.nonfatal_strike_cost) if line == ANY else cost

    def flow(self, line: str | None, rung: int = 1) -> tuple[Any, Any]:
        """What a week is worth to the US against the deterrable type, and against the other; plain arrays."""
        model = self.plain
        answered = 0.0 if line is None else model.answer_chance(line)
        burden = model.attack_burden(line, rung)
        chances = (self.attack_chance(answered, sting) for sting in model.stings(rung))
        high, low = (model.presence_value - chance * burden for chance in chances)
        return high, low

    # --- Readings ----------------------------------------------------------------------------------------

    def likelihood_ratios(self, line: str, rung: int = 1) -> tuple[Any, Any]:
        """How many times likelier an attack, and a quiet week, is from the deterrable type under a rule."""
        with np.errstate(over="ignore"):
            attack, quiet = (self.named(np.exp(each)) for each in self._logarithms(line, rung))
        return attack, quiet

    def weeks_to_tell(self, line: str, rung: int = 1, odds: float = 20.0) -> tuple[Any, Any]:
        """Weeks until the odds have moved by a factor in expectation, if the militia is deterrable, and if it is not.

        The factor, above 1, over the weekly mean of the logarithm of the likelihood ratio, after Wald; what is left
        over at the end is not counted. inf where both types attack alike.
        """
        odds = float(numbers_in(one_number(odds, "odds"), "odds", 1, ends=(False, True)))
        (high, high_quiet), (low, low_quiet) = self._chances(line, rung)
        attack, quiet = self._logarithms(line, rung)
        drift = high * attack + high_quiet * quiet, low * attack + low_quiet * quiet
        with np.errstate(divide="ignore"):
            first, second = (self.named(np.log(odds) / np.abs(each)) for each in drift)
        return first, second

    def experiment(self, line: str, rung: int = 1, *, opportunity: float = 1.0) -> Experiment:
        """The best plan: from which belief on the rule is worth trying.

        Parameters
        ----------
        line : one of ``LINES``
        rung : 1 or 2
        opportunity : float
            The chance that a period brings the militia an opportunity; in others nothing happens and nothing is
            learned. One half for the period test, with the discount of a half-week and twice the cost of leaving:
            flows are then those of a half-week.
        """
        opportunity = float(numbers_in(one_number(opportunity, "opportunity"), "opportunity", 0, 1))
        stings = [np.asarray(sting) for sting in self.plain.stings(rung)]
        if (stings[0] < stings[1]).any():
            raise ParameterError(
                f"an experiment needs a deterrable militia with the larger sting at rung {rung}; got {stings[0]} and "
                f"{stings[1]}. A belief from which the rule is tried exists only then."
            )
        model, beliefs = self.plain, np.linspace(0, 1, BELIEFS)
        high, low = (np.asarray(each)[..., None] for each in self.flow(line, rung))
        hold = np.asarray(self.flow(None)[0])
        leave = -(1 - model.discount) * model.leave_cost
        without = np.maximum(hold, leave)
        step = self._step(line, rung, opportunity)
        tried = np.broadcast_to(beliefs * high + (1 - beliefs) * low, (*self.batch_shape, BELIEFS))
        stop = np.broadcast_to(np.asarray(without)[..., None], tried.shape)
        discount = np.broadcast_to(np.asarray(model.discount)[..., None], (*self.batch_shape, 1))
        values = np.maximum(stop, tried)
        patience = float(discount.max(initial=0.0))
        for _ in range(int(np.ceil(np.log(CONVERGED) / np.log(patience))) + 1 if patience else 0):
            before = values
            values = np.maximum(stop, (1 - discount) * tried + discount * step(beliefs, before, beliefs))
            if np.abs(values - before).max() <= CONVERGED * (1 - patience) * max(1.0, np.abs(values).max()):
                break
        ahead = (1 - discount) * tried + discount * step(beliefs, values, beliefs) - stop
        fine = np.linspace(0, 1, FINER * (BELIEFS - 1) + 1)
        flows = fine * high + (1 - fine) * low
        again = np.maximum(stop[..., :1], (1 - discount) * flows + discount * step(beliefs, values, fine))
        off = np.abs(again - _between(beliefs, values, fine)).max(axis=-1) / (1 - discount[..., 0])
        off = off * FINER / (FINER - 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            myopic = np.asarray((without - low[..., 0]) / (high - low)[..., 0])
        myopic = np.where((high > low)[..., 0] & (myopic <= 1), np.maximum(myopic, 0), np.nan)
        return Experiment(
            beliefs, values, self.named(_crossing(beliefs, ahead)), self.named(myopic), self.named(without),
            self.named(leave > hold), self.named(off),
        )  # fmt: skip

    def _odds(self, line: str, rung: int) -> tuple[Any, Any]:
        """The logarithms of the odds of an attack by both types."""
        model = self.plain
        high, low = (self.attack_odds(model.answer_chance(line), sting) for sting in model.stings(rung))
        return high, low

    def _chances(self, line: str, rung: int) -> list[tuple[Any, Any]]:
        """Of both types the chances of an attack and of a quiet week, each to full precision."""
        from scipy.special import expit

        return [(expit(odds), expit(-odds)) for odds in self._odds(line, rung)]

    def _logarithms(self, line: str, rung: int) -> tuple[Any, Any]:
        """The logarithms of the likelihood ratios of an attack and of a quiet week."""
        from scipy.special import log_expit

        high, low = self._odds(line, rung)
        return log_expit(high) - log_expit(low), log_expit(-high) - log_expit(-low)

    def _step(self, line: str, rung: int, opportunity: float) -> Any:
        """What the belief after a week of the rule is worth on average, as a function of the belief before it."""
        events = list(zip(*self._chances(line, rung), strict=True))  # an attack, a quiet week

        def step(beliefs: Any, values: Any, at: Any) -> Any:
            learned: Any = 0.0
            for high, low in events:
                both = at * high[..., None]
                chance = both + (1 - at) * low[..., None]
                after = np.divide(both, chance, out=np.zeros_like(chance), where=chance > 0)
                learned = learned + chance * _between(beliefs, values, after)
            return opportunity * learned + (1 - opportunity) * _between(beliefs, values, at)

        return step


def _between(beliefs: Any, values: Any, at: Any) -> Any:
    """Values at beliefs between those of the uniform grid, linear: above the true ones, which are convex."""
    at = np.broadcast_to(at, (*values.shape[:-1], np.shape(at)[-1]))
    place = at * (len(beliefs) - 1)
    left = np.minimum(place.astype(np.int64), len(beliefs) - 2)
    share = place - left
    below, above = np.take_along_axis(values, left, axis=-1), np.take_along_axis(values, left + 1, axis=-1)
    return (1 - share) * below + share * above


def _crossing(beliefs: Any, ahead: Any) -> Any:
    """The first belief at which an advantage is not negative, between points of the grid; NaN if there is none."""
    ahead = np.broadcast_to(ahead, (*ahead.shape[:-1], len(beliefs)))
    there = ahead >= 0
    first = there.argmax(axis=-1)[..., None]
    before = np.maximum(first - 1, 0)
    low, high = np.take_along_axis(ahead, before, axis=-1), np.take_along_axis(ahead, first, axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(first > before, low / (low - high), 0.0)
    found = beliefs[before] + share * (beliefs[first] - beliefs[before])
    return np.where(there.any(axis=-1), found[..., 0], np.nan)
