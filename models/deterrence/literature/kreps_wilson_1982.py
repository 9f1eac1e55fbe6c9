"""The chain store with a doubt about its type, after Kreps and Wilson (1982)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple, Self

import numpy as np

from deterrence.literature.primitive import expression_at, primitive, probability
from deterrence.model import Model
from deterrence.parameters import Number, ParameterError
from gametheory.extensive import (
    ExtensiveGame,
    behaviour,
    beliefs,
    chance,
    decision,
    extensive_game,
    payoffs,
)
from gametheory.stochastic import ReputationGame, chain_store
from gametheory.sweep import label
from gametheory.symbolic import SymbolicThreshold, solve_threshold

ROUNDING = 2.0**-50
"""A belief that differs from a threshold by no more than this share, for each power of the gain, lies on it."""


@dataclass(frozen=True, eq=False)
class ChainStore(Model):
    r"""A store meets entrants one after the other; it may be of a type that likes to fight.

    With n entrants left, one stays out (the store gets a), or enters and is yielded to (b, 0) or fought (b - 1, -1). A
    tough store, of chance p, likes fighting better (0) than yielding (-1). All see what happened before. With
    :math:`a \delta \ge 1`, the sequential equilibrium with n left, at the belief p:

    ==================  =================================================================================
    the entrant         stays out if :math:`p > b^n`, enters if :math:`p < b^n`; where a fight has led to
                        :math:`p = b^n`, it stays out with chance :math:`1 / (a \delta)`
    a tough store       fights
    a weak store        yields if n = 1; else fights for sure if :math:`p \ge b^{n-1}`, and otherwise with chance
                        :math:`(1 - b^{n-1}) p / ((1 - p) b^{n-1})`
    the belief          is :math:`\max(b^{n-1}, p)` after a fight and 0 after yielding
    ==================  =================================================================================

    With :math:`k = \min \{n : b^n < p\}`, the first :math:`N - k + 1` stages are quiet. The results reproduced: a small
    doubt deters all but the last entrants, their number does not depend on the horizon, and an announced end
    only brings the end phase nearer.

    Attributes
    ----------
    stages : int
        N, how many entrants there are.

    Raises
    ------
    ParameterError
        If a field lies outside its range, or there are no stages.

    References
    ----------
    Kreps and Wilson (1982), "Reputation and Imperfect Information", Journal of Economic Theory 27.

    Examples
    --------
    >>> model = ChainStore(entry_gain=0.5, rent=2, tough_prior=0.1, discount=1, stages=10)
    >>> int(model.quiet_stages()), float(model.value()), round(float(model.fight_chance(3)), 4)
    (7, 14.0, 0.3333)
    """

    entry_gain: Number = primitive("entry_gain", "b", "an entrant's gain if yielded to", 1e-9, 1 - 1e-9)
    rent: Number = primitive("rent", "a", "the store's rent where nobody enters", 1e-9)
    tough_prior: Number = probability("tough_prior", "p", "belief that the store is tough")
    discount: Number = primitive("discount", "δ", "weight of the next stage", 1e-9, 1.0, unit="a stage")
    stages: int = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.stages, int) or self.stages < 1:
            raise ParameterError(f"ChainStore needs a whole number of stages, at least 1; got {self.stages!r}.")

    def take(self, rows: Any) -> Self:
        """The points with these numbers in the flattened batch, fields of shape (rows,)."""
        return super().take(rows).unchecked(stages=self.stages)

    def game(self) -> ReputationGame:
        """The reputation game, for :func:`gametheory.stochastic.reputation`."""
        model = self.plain
        gain, rent, prior, discount = (
            self.spread(each) for each in (model.entry_gain, model.rent, model.tough_prior, model.discount)
        )
        return chain_store(self.stages, gain[..., None], rent[..., None], prior, discount=discount)

    def entry_thresholds(self) -> Any:
        """The belief above which an entrant stays out, by entrants left, :math:`b^n` (*batch, stages)."""
        powers = np.arange(1, self.stages + 1)
        found = np.asarray(self.spread(self.plain.entry_gain))[..., None] ** powers
        return label(found, like=self, left=range(1, self.stages + 1))

    def fight_chance(self, left: int, belief: Any = None) -> Any:
        """The chance that a weak store fights with so many entrants left, at a belief; at the prior unless given."""
        model = self.plain
        held = model.tough_prior if belief is None else np.asarray(belief)
        form = chain_store_form()
        below = np.minimum(held, 1 - 1e-16)
        mixed = expression_at(form.fight, entry_gain=model.entry_gain, tough_prior=below, left=left)
        sure = np.asarray(held >= np.asarray(model.entry_gain) ** (left - 1))
        return self.named(np.where(sure, 1.0, mixed) if left > 1 else 0.0 * np.asarray(mixed))

    def stay_out_chance(self) -> Any:
        r"""With what chance an entrant stays out at the belief that a fight has led to, :math:`1 / (a \delta)`."""
        model = self.plain
        stay_out = chain_store_form().stay_out
        return self.named(expression_at(stay_out, rent=model.rent, discount=model.discount))

    def end_phase(self) -> Any:
        """How many stages at the end may see entry, k(p) - 1, whatever the horizon; inf at the belief 0."""
        model = self.plain
        gain = np.log(model.entry_gain)
        with np.errstate(divide="ignore"):
            ratio = np.log(model.tough_prior) / gain
        # A power of the gain is seen through the rounding of both.
        return self.named(np.floor(ratio - ROUNDING * (1 + ratio) / gain))

    def quiet_stages(self) -> Any:
        """How many stages at the start are quiet, max(0, N - k + 1)."""
        return self.named(np.maximum(self.stages - np.asarray(self.end_phase()), 0))

    def value(self) -> Any:
        """What a weak store expects at the start: the rent of the quiet stages. The lower value if p is a threshold."""
        model, quiet = self.plain, np.asarray(self.quiet_stages())
        with np.errstate(divide="ignore", invalid="ignore"):
            lost = np.asarray(model.discount) - 1.0
            total = np.where(lost == 0, quiet, np.expm1(quiet * np.log1p(lost)) / lost)
        return self.named(model.rent * total)


class ChainStoreForm(NamedTuple):
    """The closed form as SymPy expressions, in ``entry_gain``, ``rent``, ``tough_prior``, ``discount`` and ``left``.

    Attributes
    ----------
    entry
        The belief below which an entrant enters, with ``left`` entrants left.
    fight
        The chance that a weak store fights where it mixes.
    posterior
        The belief after a fight where it mixes.
    stay_out
        The chance that an entrant stays out where a fight has led to his threshold.
    """

    entry: Any
    fight: Any
    posterior: Any
    stay_out: Any


@cache
def chain_store_form() -> ChainStoreForm:
    """The closed form, derived from indifference and Bayes' rule stage by stage.

    Examples
    --------
    >>> form = chain_store_form()
    >>> form.entry, form.stay_out
    (entry_gain**left, 1/(discount*rent))
    """
    from sympy import Eq, Function, Symbol, rsolve, simplify, solve

    gain, rent, prior, discount = (Symbol(name, positive=True) for name in ("entry_gain", "rent", "tough_prior",
                                                                            "discount"))  # fmt: skip
    left, fight, stay = Symbol("left", positive=True, integer=True), Symbol("fight"), Symbol("stay")
    target = Symbol("target", positive=True)
    # A fight leads to the threshold of the next entrant; this one is indifferent where the total chance is his gain.
    mixed = solve(Eq(prior / (prior + (1 - prior) * fight), target), fight)[0]
    (entry,) = solve(Eq(gain - simplify(prior + (1 - prior) * mixed), 0), prior)
    step = simplify(entry / target)
    threshold = Function("threshold")
    entry_form = rsolve(threshold(left + 1) - step * threshold(left), threshold(left), {threshold(0): 1})
    now = entry_form.subs(left, left - 1)
    # A weak store is indifferent where tomorrow's chance of quiet pays for today's fight.
    (stay_out,) = solve(Eq(-1 + discount * stay * rent, 0), stay)
    return ChainStoreForm(entry_form, simplify(mixed.subs(target, now)), now, stay_out)


@cache
def random_end_condition() -> SymbolicThreshold:
    r"""When fighting keeps short-lived entrants out although there is no tough type, solved for the discount.

    If each stage is the last with a fixed chance h, the game never looks nearer to its end: quiet ever after pays for a
    fight iff :math:`-1 + a \delta_e / (1 - \delta_e) \ge 0`, :math:`\delta_e = \delta (1 - h)`. A known end
    unravels at every length.

    Examples
    --------
    >>> random_end_condition().condition
    discount >= 1/(rent + 1)
    """
    from sympy import Symbol

    rent, discount = Symbol("rent", positive=True), Symbol("discount", positive=True)
    return solve_threshold(rent * discount >= 1 - discount, discount)


def chain_store_tree(
    stages: int, entry_gain: Fraction, rent: Fraction, shares: Mapping[str, Fraction], discount: Fraction = Fraction(1)
) -> ExtensiveGame:
    """The chain store as a tree, for :func:`gametheory.exact.is_sequential`; a few stages only.

    Parameters
    ----------
    stages : int
    entry_gain, rent, discount : Fraction
    shares : mapping from "tough", "weak" and "soft" to a chance
        A soft store never gains by fighting.
    """
    costs = {"tough": (Fraction(0), Fraction(-1)), "weak": (Fraction(-1), Fraction(0)),
             "soft": (-2 - stages * rent, Fraction(0))}  # fmt: skip

    def play(kind: str, history: tuple[str, ...], paid: tuple[Fraction, ...]) -> Any:
        done = len(history)
        if done == stages:
            return payoffs(*paid)
        weight = discount**done

        def follow(what: str, entrant: Fraction, store: Fraction) -> Any:
            now = list(paid)
            now[0] += weight * store
            now[1 + done] = entrant
            return play(kind, (*history, what), tuple(now))

        fought, yielded = costs[kind]
        answer = decision(
            "store",
            {"fight": follow("fight", entry_gain - 1, fought), "yield": follow("yield", entry_gain, yielded)},
            information=store_set(kind, history),
        )
        return decision(
            f"entrant {done}",
            {"out": follow("out", Fraction(0), rent), "in": answer},
            information=entrant_set(history),
        )

    start = (Fraction(0),) * (stages + 1)
    return extensive_game(
        chance({kind: (share, play(kind, (), start)) for kind, share in shares.items()}),
        players=("store", *(f"entrant {done}" for done in range(stages))),
    )


def chain_store_assessment(
    tree: ExtensiveGame,
    stages: int,
    entry_gain: Fraction,
    rent: Fraction,
    shares: Mapping[str, Fraction],
    discount: Fraction = Fraction(1),
) -> tuple[Any, Any]:
    """The closed form as strategies and beliefs on the tree, with soft stores too where they have a share."""
    choices: dict[str, Any] = {}
    held: dict[str, tuple[Fraction, ...]] = {}

    def follow(history: tuple[str, ...], belief: Mapping[str, Fraction]) -> None:
        left = stages - len(history)
        if left == 0:
            return
        tough, weak, soft = (belief.get(kind, Fraction(0)) for kind in ("tough", "weak", "soft"))
        target = entry_gain ** (left - 1)
        total = min(1 - soft, tough / target)
        fight = Fraction(0) if left == 1 or weak == 0 else (total - tough) / weak
        if weak == 0 and tough > 0 and left > 1:
            fight = Fraction(1)
        stay = Fraction(total > entry_gain) if total != entry_gain else 1 / (rent * discount)
        choices[entrant_set(history)] = {"out": stay, "in": 1 - stay}
        held[entrant_set(history)] = tuple(belief.get(kind, Fraction(0)) for kind in shares)
        for kind in shares:
            chance_of = {"tough": Fraction(1), "weak": fight, "soft": Fraction(0)}[kind]
            choices[store_set(kind, history)] = {"fight": chance_of, "yield": 1 - chance_of}
        follow((*history, "out"), belief)
        fought = tough + weak * fight
        after = {"tough": tough / fought, "weak": weak * fight / fought} if fought else {"weak": Fraction(1)}
        follow((*history, "fight"), after)
        yielded = soft + weak * (1 - fight)
        after = {"soft": soft / yielded, "weak": weak * (1 - fight) / yielded} if yielded else {"weak": Fraction(1)}
        follow((*history, "yield"), after)

    follow((), shares)
    return behaviour(tree, choices), beliefs(tree, held)


def entrant_set(history: tuple[str, ...]) -> str:
    """The label of an entrant's information set."""
    return f"entrant after {', '.join(history) or 'nothing'}"


def store_set(kind: str, history: tuple[str, ...]) -> str:
    """The label of an information set of the store."""
    return f"{kind} store after {', '.join(history) or 'nothing'}"
