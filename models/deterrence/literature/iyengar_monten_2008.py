"""Which mechanisms let news of an earlier end raise attacks, after Iyengar and Monten (2008)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from math import prod
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np

from deterrence.literature.benoit_krishna_1985 import reward_threshold
from deterrence.literature.primitive import expression_at, primitive, probability, require_positive
from deterrence.model import Model
from deterrence.parameters import Number, ParameterError
from deterrence.timetable import credible_length
from gametheory.stochastic import ReputationGame
from gametheory.sweep import label
from gametheory.symbolic import SymbolicThreshold, solve_threshold

POINTS = 33
"""A belief that is needed is sought at so many points at once."""
NOTHING = 2.0**-60
"""Where an answer is worth it at every belief, the threshold is this share of the one before."""
TIED = 1e-12
"""Where all have one gain, a prior as near to a threshold is on it: both are rounded, and attacks jump there."""


class Response(NamedTuple):
    """Attacks today before and after the news, relative to the opportunities of a full force.

    Attributes
    ----------
    before, after
    """

    before: Any
    after: Any

    @property
    def rise(self) -> Any:
        """after / before - 1; inf where there was nothing before, 0 where there is nothing after either."""
        change = self.after - self.before
        with np.errstate(divide="ignore"):
            return change / (self.before + (self.before == 0) * (change == 0))

    @property
    def sign(self) -> Any:
        """1 where attacks rise, -1 where they fall, 0 where nothing changes."""
        return np.sign(self.after - self.before).astype(int)


@dataclass(frozen=True, eq=False)
class Emboldenment(Model):
    r"""Attackers meet a foreign force once each, over the stages that are left until it leaves.

    An attacker who is answered loses 1 of his gain b, private and uniform on [l, u]; a share :math:`\varphi` of
    attackers attack whatever happens. A stage without an attack is worth a to the force, an answer costs it 1. A force
    of the tough type, of chance p, always answers. With F(x) the chance that an attacker stays out if attacks are
    answered with chance x, the weak type's value with n stages left is :math:`W_0 = 0` and

    .. math::

        W_n(p) &= F(x)(a + \delta W_{n-1}(p)) + (1 - F(x)) \max(0, \delta W_{n-1}(p) - 1), \\
        x &= \min(1, p / p^*_{n-1}), \qquad p^*_n = \inf \{p : \delta W_n(p) \ge 1\},

    :math:`p^*_0 = 1`, and :math:`p^*_n = 1` if there is no such belief. Below :math:`p^*_{n-1}` the weak type mixes, so
    that an answer leads to the belief at which the future is worth an answer; x is the chance of an answer by either
    type. Each :math:`W_n` is continuous if l < u, and rises in p and in n, so that :math:`p^*_n` falls in n: news that
    fewer stages are left never lowers the chance of an attack, :math:`1 - F(p / p^*_{n-1})`. Nobody is ever deterred
    beyond the doubt itself unless :math:`\delta (1 - \varphi)(1 + a) \ge 1`.

    :meth:`responses` compares this with the other mechanisms of the literature. That attacks rose is a reading of
    data; the parameters here are assumptions, and are not estimated.

    Raises
    ------
    ParameterError
        If a field lies outside its range, u < l, or u, the discount, the rent or the drawdown is 0.

    References
    ----------
    Iyengar and Monten (2008), "Is There an 'Emboldenment' Effect? Evidence from the Insurgency in Iraq", NBER Working
    Paper 13839. It is empirical: the models are not theirs. The same two authors, as Monten and Plumb (2020), under the
    same title, Journal of Strategic Studies, find no such effect.

    Examples
    --------
    >>> model = Emboldenment(least_gain=0.2, greatest_gain=0.8, undeterred=0.3, rent=3, tough_prior=0.1, discount=0.95,
    ...                      temptation=3, relief=25, drawdown=6)
    >>> for mechanism, news in model.responses(before=6, after=3).items():
    ...     print(f"{mechanism:22} {float(news.before):.2f} {float(news.after):.2f} {int(news.sign):2d}")
    reputation             0.30 0.75  1
    reputation, one gain   0.30 1.00  1
    complete information   1.00 1.00  0
    several equilibria     0.30 1.00  1
    random end             0.30 0.30  0
    conditional timetable  1.00 0.30 -1
    exposure               1.00 0.50 -1
    """

    least_gain: Number = probability("least_gain", "l", "least gain of an attacker who can be deterred")
    greatest_gain: Number = probability("greatest_gain", "u", "greatest gain of an attacker who can be deterred")
    undeterred: Number = probability("undeterred", "phi", "share of attackers who attack whatever happens")
    rent: Number = primitive("rent", "a", "what a stage without an attack is worth, in answers", 0.0)
    tough_prior: Number = probability("tough_prior", "p", "belief that the force always answers")
    discount: Number = probability("discount", "delta", "weight of the next stage")
    temptation: Number = primitive("temptation", "g/Delta", "gain of an attack, in gaps of stage equilibria", 0.0)
    relief: Number = primitive("relief", "W/g", "what the end is worth to a militia, in gains of an attack", 0.0)
    drawdown: Number = primitive("drawdown", "K", "stages over which the force shrinks to nothing", 0.0)

    def __post_init__(self) -> None:
        super().__post_init__()
        values = [getattr(self, name) for name in ("least_gain", "greatest_gain")]
        if not any(hasattr(value, "free_symbols") for value in values):
            least, greatest = self.plain.least_gain, self.plain.greatest_gain
            if not np.all(np.asarray(least) <= greatest):
                raise ParameterError("Emboldenment needs l <= u: least_gain is above greatest_gain somewhere.")
        require_positive(self, ("greatest_gain", "rent", "discount", "drawdown"))

    def kinds_game(self, stages: int, kinds: int = 200) -> ReputationGame:
        """The game with so many equally likely gains for :func:`gametheory.stochastic.reputation`."""
        model = self.plain
        least, greatest, spared = (
            self.spread(each)[..., None] for each in (model.least_gain, model.greatest_gain, model.undeterred)
        )
        gains = least + (greatest - least) * (np.arange(kinds) + 0.5) / kinds
        gains = np.concatenate([gains, 0 * spared + 2], axis=-1)
        shares = np.concatenate([(1 - spared) / kinds + 0 * gains[..., :-1], spared], axis=-1)
        none = np.zeros_like(gains)
        return ReputationGame(
            self.spread(model.tough_prior),
            np.stack([none, gains], axis=-1)[..., None, :, :],
            np.stack([none, none + 1], axis=-1)[..., None, :, :],
            np.stack([self.spread(model.rent), 0 * self.spread(model.rent)], axis=-1)[..., None, :],
            [[0.0, 1.0]],
            np.ones(stages),
            self.spread(model.discount),
            shares[..., None, :],
        )

    def thresholds(self, stages: int) -> Any:
        """The belief from which the weak type answers for sure, by stages left, (*batch, stages): p* of one less."""
        cuts = self._cuts(self._weights(stages))
        found = np.stack([self.spread(cut) for cut in cuts], axis=-1)
        return label(found, like=self, left=range(1, stages + 1))

    def attack_chance(self, left: int) -> Any:
        """The chance of an attack with so many stages left, at the prior."""
        return self.named(self._attacks(self._cuts(self._weights(left))[-1]))

    def attack_chance_if_rumoured(self, left: int, early: int, belief: Any) -> Any:
        """The chance of an attack if the force may leave after ``early`` stages, and otherwise after ``left``.

        Parameters
        ----------
        left, early : int
            Stages, 1 <= early <= left.
        belief : number, or array that broadcasts to the batch
            That it leaves early. It is common, and resolved when the early end has come or passed.
        """
        given = self._given("belief", belief, 1.0)
        return self.named(self._attacks(self._cuts(self._weights(left, early, given))[-1]))

    def common_threshold(self, left: int) -> Any:
        r"""The approximation that all attackers share the threshold of one gain: b attacks iff :math:`b > p^{1/n}`."""
        _require_stages(left, left)
        return self.named(1 - self._stay(np.asarray(self.plain.tough_prior) ** (1 / left)))

    def responses(self, before: int, after: int) -> dict[str, Response]:
        """Attacks today, by mechanism, if so many stages were left, and if news says that so many are.

        ======================  =================================================================================
        reputation              gains differ, the force may be tough
        reputation, one gain    all attackers have the mean gain: the chain store
        complete information    it is known not to be tough, and the stage has one equilibrium
        several equilibria      a better and a worse stage equilibrium reward restraint (:class:`KnownEnd`)
        random end              each stage is the last with chance 1/n; restraint while answers are credible
        conditional timetable   attacks stop the clock (:func:`deterrence.timetable.credible_length`)
        exposure                attacks per soldier stay the same, soldiers are withdrawn over the last K stages
        ======================  =================================================================================

        In all but the last the share of the undeterred attacks at any rate; what they do neither stops the clock
        nor ends restraint. News of an earlier end makes a random one more likely in each stage; attacks rise where
        answers cease to be credible.
        """
        _require_stages(before, before)
        _require_stages(after, after)
        mean = (np.asarray(self.plain.least_gain) + self.plain.greatest_gain) / 2
        alike = replace(self.plain, least_gain=mean, greatest_gain=mean)
        found: dict[str, Callable[[int], Any]] = {
            "reputation": lambda left: self.attack_chance(left),
            "reputation, one gain": lambda left: self.named(alike.attack_chance(left)),
            "complete information": lambda left: self._if(True),
            "several equilibria": lambda left: self._if(left <= np.asarray(self.rewards_needed())),
            "random end": lambda left: self._if(~self._restrained(left)),
            "conditional timetable": lambda left: self._if(left > np.asarray(self.longest_clock())),
            "exposure": lambda left: self.named(np.minimum(1.0, left / np.asarray(self.plain.drawdown))),
        }
        return {name: Response(chance(before), chance(after)) for name, chance in found.items()}

    def rewards_needed(self) -> Any:
        """Q: how many stages at the end are needed to reward restraint where the stage has several equilibria."""
        threshold = reward_threshold().value
        return self.named(np.ceil(expression_at(threshold, gain=self.plain.temptation, good=1.0, bad=0.0)))

    def longest_clock(self) -> Any:
        """N*: from how many stages before the end on attacks cease if they stop the clock; 0 without discounting."""
        model = self.plain
        patient = np.asarray(model.discount) == 1
        impatient = np.where(patient, 0.5, model.discount)
        known = np.maximum(model.relief, np.finfo(float).tiny)
        with np.errstate(over="ignore"):
            found = credible_length(1.0, known, impatient)
        return self.named(np.where(patient, 0.0, found))

    def needed_end(self, rise: Any, before: int) -> Any:
        """The latest end, in stages from today, news of which raises attacks by this share; NaN if none does.

        Parameters
        ----------
        rise : number, or array that broadcasts to the batch
        before : int
            How many stages were left.
        """
        chances = [self._attacks(cut) for cut in self._cuts(self._weights(before))]
        target = (1 + self._given("rise", rise)) * chances[-1]
        found = np.full(self.batch_shape, np.nan)
        for left, chance in enumerate(chances[:-1], 1):
            found = np.where(chance >= target, left, found)
        return self.named(found)

    def needed_belief(self, rise: Any, before: int, early: int) -> Any:
        """The least belief in an early end that raises attacks by this share; NaN if certainty of it does not."""
        target = (1 + self._given("rise", rise)) * self._attacks(self._cuts(self._weights(before))[-1])

        def enough(belief: Any) -> Any:
            return self._attacks(self._cuts(self._weights(before, early, belief))[-1]) >= target

        return self.named(_least(enough, np.ones(self.batch_shape), rounds=6))

    def needed_doubt(self, rise: Any, left: int) -> Any:
        """The greatest belief in a tough type, up to the prior, at which attacks are higher by this share.

        The end is as it is. NaN if there is none, and if all attackers have one gain and the rise is not 0: attacks
        then jump at one belief.
        """
        model, cut = self.plain, self._cuts(self._weights(left))[-1]
        share = self._given("rise", rise)
        with np.errstate(divide="ignore", invalid="ignore"):
            stay = (1 - (1 + share) * self._attacks(cut)) / (1 - np.asarray(model.undeterred))
        width = np.asarray(model.greatest_gain) - model.least_gain
        exists = (stay >= 0) & ((width > 0) | (share == 0))
        belief = np.where(share == 0, model.tough_prior, (model.least_gain + width * stay) * cut)
        return self.named(np.where(exists, belief, np.nan))

    def fading(self, left: int, early: int, belief: Any, decay: Any, stages: int) -> Any:
        """The chance of an attack in the stages after a rumour, (*batch, stages), while nobody has attacked.

        The belief in the early end falls by the factor ``decay`` a stage. That end comes nearer all the while. Nobody
        expects the belief to fall: each stage is played as if that of the day would stay until the early end.

        Parameters
        ----------
        left, early : int
            When the rumour comes up.
        belief, decay : numbers, or arrays that broadcast to the batch
            From 0 to 1.
        stages : int
            At most ``early``.
        """
        if not isinstance(stages, Integral) or not 1 <= stages <= early:
            raise ParameterError(f"fading needs from 1 to {early} stages, up to the rumoured end; got {stages!r}.")
        first, kept = self._given("belief", belief, 1.0), self._given("decay", decay, 1.0)
        found = []
        for passed in range(stages):
            held = first * kept**passed
            found.append(np.asarray(self.attack_chance_if_rumoured(left - passed, early - passed, held)))
        return label(np.stack(found, axis=-1), like=self, passed=range(stages))

    def _stay(self, answered: Any) -> Any:
        """F: the chance that an attacker stays out; with one gain, all who are indifferent do."""
        alike = np.asarray(self.plain.least_gain) == self.plain.greatest_gain
        return _staying(np.where(alike, answered * (1 + TIED), answered), self.plain)

    def _attacks(self, cut: Any) -> Any:
        return 1 - self._stay(np.minimum(self.plain.tough_prior / cut, 1.0))

    def _if(self, attacks: Any) -> Any:
        spared = np.asarray(self.plain.undeterred)
        return self.named(spared + (1 - spared) * attacks)

    def _restrained(self, left: int) -> Any:
        model = self.plain
        least = expression_at(random_end_threshold().value, rent=model.rent, undeterred=_below_one(model.undeterred))
        return np.asarray(np.asarray(model.discount) * (1 - 1 / left) >= least)

    def _given(self, name: str, value: Any, most: float = np.inf) -> Any:
        """A number from 0 on, or one for each point, as an array that broadcasts to the batch."""
        shape, foreign = self.batch_shape, set(getattr(value, "dims", ())) - set(self.batch.names)
        array = np.asarray(value if foreign else self.batch.align(value), dtype=np.float64)
        fits = array.ndim <= len(shape) and all(
            own in (1, length) for own, length in zip(array.shape[::-1], shape[::-1], strict=False)
        )
        if foreign or not fits:
            raise ParameterError(
                f"{name} needs one number, or an array that broadcasts to the batch {self.batch} of the model; got one "
                f"of shape {array.shape}. To sweep it, give a field of the model an axis of that length."
            )
        if not ((array >= 0) & (array <= most)).all():
            raise ParameterError(f"{name} needs values from 0 to {most:g}; got {value!r}.")
        return array

    def _weights(self, left: int, early: int | None = None, belief: Any = 0.0) -> list[Any]:
        """What the value with 0, 1, 2, ... stages left counts for one stage earlier."""
        early = left if early is None else early
        _require_stages(left, early)
        discount = np.asarray(self.plain.discount)
        weights: list[Any] = [discount] * left
        weights[left - early] = discount * (1 - np.asarray(belief))
        return weights

    def _cuts(self, weights: list[Any]) -> list[Any]:
        """p* with 0, 1, ... stages left, one for each weight; leading axes of the weights are kept."""
        shape = np.broadcast_shapes(self.batch_shape, *(np.shape(weight) for weight in weights))
        numbers = np.arange(prod(self.batch_shape)).reshape(self.batch_shape)
        points = self.take(np.broadcast_to(numbers, shape).reshape(-1))
        counted = np.stack([np.broadcast_to(weight, shape).reshape(-1) for weight in weights])
        cuts = np.ones(counted.shape)
        for left in range(1, len(weights)):
            cuts[left] = _first_worth_it(points, cuts[:left], counted[: left + 1])
        return [np.asarray(1.0), *(cut.reshape(shape) for cut in cuts[1:])]


def _staying(answered: Any, points: Any) -> Any:
    """F: the chance that an attacker stays out."""
    width = np.asarray(points.greatest_gain) - points.least_gain
    inside = (answered - np.asarray(points.least_gain)) / np.where(width > 0, width, 1.0)
    share = np.where(width > 0, np.clip(inside, 0.0, 1.0), answered >= np.asarray(points.least_gain))
    return (1 - np.asarray(points.undeterred)) * share


def _first_worth_it(points: Any, cuts: Any, weights: Any) -> Any:
    """The least belief at which what comes next is worth an answer, 1 where none is; points on the last axis."""

    def excess(belief: Any, rows: Any) -> Any:
        some = points if len(rows) == cuts.shape[1] else points.take(rows)
        quiet = _staying(np.minimum(belief / cuts[:, rows], 1.0), some)
        value = np.zeros(len(rows))
        for weight, calm in zip(weights[:-1, rows], quiet, strict=True):
            later = weight * value
            value = calm * (some.rent + later) + (1 - calm) * np.maximum(later - 1, 0.0)
        return weights[-1, rows] * value - 1

    every = np.arange(cuts.shape[1])
    upper = np.where(excess(cuts[-1], every) >= 0, cuts[-1], 1.0)
    lowest, highest = excess(np.zeros(len(every)), every), excess(upper, every)
    found = np.where(lowest >= 0, upper * NOTHING, upper)  # where it is never worth it, upper is 1
    inner = np.flatnonzero((lowest < 0) & (highest > 0))
    if len(inner):
        from scipy.optimize.elementwise import find_root

        root = find_root(excess, (np.zeros(len(inner)), upper[inner]), args=(inner,))
        found[inner] = np.where(root.f_x >= 0, root.x, root.bracket[1])
    return found


def _least(enough: Callable[[Any], Any], upper: Any, *, rounds: int) -> Any:
    """The least number from 0 to ``upper`` that is enough, where more is enough too; NaN where ``upper`` is not."""
    steps = np.linspace(0, 1, POINTS).reshape(-1, *(1,) * np.ndim(upper))
    low, high = np.zeros_like(upper), upper
    ever = enough(upper)
    for _ in range(rounds):
        points = low + (high - low) * steps
        points[-1] = high
        first = np.maximum(np.argmax(enough(points), axis=0), 1)[None]
        low = np.take_along_axis(points, first - 1, axis=0)[0]
        high = np.take_along_axis(points, first, axis=0)[0]
    return np.where(ever, high, np.nan)


def _require_stages(left: int, early: int) -> None:
    whole = isinstance(left, Integral) and isinstance(early, Integral)
    if not whole or not 1 <= early <= left:
        raise ParameterError(f"an end needs whole stages with 1 <= early <= left; got {early!r} and {left!r}.")


def _below_one(share: Any) -> Any:
    """A share, less than 1 by a rounding: no discount deters those whom nothing deters."""
    return np.minimum(share, 1 - 1e-16)


@cache
def random_end_threshold() -> SymbolicThreshold:
    r"""When restraint lasts under a random end, solved for ``discount``, which is :math:`\delta (1 - h)`.

    After an answer the force is spared by all but the undeterred for ever, after an omission it is attacked for ever.

    Examples
    --------
    >>> random_end_threshold().condition
    discount >= -1/(rent*undeterred - rent + undeterred - 1)
    """
    from sympy import Symbol

    model = Emboldenment.symbolic()
    discount, spared = Symbol("discount", positive=True), 1 - model.undeterred
    worth = spared * model.rent - model.undeterred
    return solve_threshold(discount * worth >= 1 - discount, discount, positive=[spared])


class FirstStages(NamedTuple):
    """Thresholds as SymPy expressions, in ``least_gain``, ``greatest_gain``, ``rent``, ``undeterred``, ``discount``.

    Attributes
    ----------
    one
        p* with one stage left, wherever it is at most u.
    two
        p* with two stages left for gains from 0 to 1.
    many
        p* with ``left`` stages left, where ``one`` squared is at most l: the future is then decided within a stage.
    """

    one: Any
    two: Any
    many: Any


@cache
def first_stages() -> FirstStages:
    """The closed forms of thresholds, from the recursion.

    Examples
    --------
    >>> first_stages().one
    least_gain - (greatest_gain - least_gain)/(discount*rent*(undeterred - 1))
    >>> round(float(expression_at(first_stages().two, undeterred=0, rent=2, discount=1)), 6)  # (sqrt(2) - 1)/2
    0.207107
    """
    from sympy import Symbol, integrate, simplify, solve

    model = Emboldenment.symbolic()
    belief, gain, answered = (Symbol(name, positive=True) for name in ("belief", "gain", "answered"))
    left = Symbol("left", positive=True, integer=True)
    low, high = model.least_gain, model.greatest_gain
    stay = (1 - model.undeterred) * integrate(1 / (high - low), (gain, low, answered))
    with_one = stay.subs(answered, belief) * model.rent
    (one,) = solve(model.discount * with_one - 1, belief)
    one = low + simplify(one - low).factor()
    spared = Symbol("spared", positive=True)
    unit = {low: 0, high: 1, model.undeterred: 1 - spared}
    reached = stay.subs(answered, belief / one).subs(unit)
    with_two = reached * (model.rent + model.discount * with_one.subs(unit))
    scaled = (model.discount * with_two - 1).subs(belief, gain / (model.discount * spared))
    (share,) = (root for root in solve(scaled.expand(), gain) if root.is_positive is not False)
    two = simplify(share) / (model.discount * spared)
    # Where tomorrow is worth nothing at today's threshold, today's is that of one stage, in units of tomorrow's.
    return FirstStages(one, two.subs(spared, 1 - model.undeterred), one**left)
