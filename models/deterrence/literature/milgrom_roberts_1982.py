"""A store that may be tough, weak or soft, after Milgrom and Roberts (1982)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, Self

import numpy as np

from deterrence.literature.kreps_wilson_1982 import ROUNDING
from deterrence.literature.primitive import expression_at, primitive, probability
from deterrence.model import Model
from deterrence.parameters import Number, ParameterError


@dataclass(frozen=True, eq=False)
class ThreeTypeStore(Model):
    r"""The chain store with a third type, which always yields.

    As in :class:`ChainStore`; the store is tough with chance p and always fights, soft with chance q and always yields,
    or weak. A fight proves that it is not soft, and from then on the play is that of two types. Until the first entry,
    with n entrants left and :math:`a \delta \ge 1`:

    =============  ======================================================================================
    the entrant    stays out iff :math:`p > b^n` and :math:`q < 1 - b`
    a weak store   yields if n = 1; else fights for sure if :math:`p / (1 - q) \ge b^{n-1}`, and otherwise
                   with chance :math:`(b^{1-n} - 1) \, p / (1 - p - q)`
    =============  ======================================================================================

    The results reproduced: a small chance of a tough type makes the others fight; where soft stores are common,
    :math:`q \ge 1 - b`, entry is tried however strong the reputation, and it is *fought* on the path: predation is
    seen, and ends entry. The chance that weak stores fight rises with the chance of soft ones: a fight says more.

    Attributes
    ----------
    stages : int
        How many entrants there are.

    Raises
    ------
    ParameterError
        If a field lies outside its range, or the chances of tough and soft exceed 1.

    References
    ----------
    Milgrom and Roberts (1982), "Predation, Reputation, and Entry Deterrence", Journal of Economic Theory 27.

    Examples
    --------
    >>> model = ThreeTypeStore(entry_gain=0.5, tough_prior=0.1, soft_prior=0.6, stages=5)
    >>> bool(model.enters()), float(model.fight_chance())
    (True, 1.0)
    """

    entry_gain: Number = primitive("entry_gain", "b", "an entrant's gain if yielded to", 1e-9, 1 - 1e-9)
    tough_prior: Number = probability("tough_prior", "p", "chance that the store always fights")
    soft_prior: Number = probability("soft_prior", "q", "chance that the store always yields")
    stages: int = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.stages, int) or self.stages < 1:
            raise ParameterError(f"ThreeTypeStore needs a whole number of stages, at least 1; got {self.stages!r}.")
        if hasattr(self.tough_prior, "free_symbols") or hasattr(self.soft_prior, "free_symbols"):
            return
        if not np.all(np.asarray(self.tough_prior + self.soft_prior) <= 1):
            raise ParameterError("tough_prior and soft_prior need to sum to at most 1 everywhere.")

    def take(self, rows: Any) -> Self:
        """The points with these numbers in the flattened batch, fields of shape (rows,)."""
        return super().take(rows).unchecked(stages=self.stages)

    def enters(self) -> Any:
        """Whether the first entrant enters; at a threshold, that he does."""
        model, form = self.plain, three_type_form()
        threshold = expression_at(form.entry, entry_gain=model.entry_gain, left=self.stages)
        too_many = expression_at(form.soft, entry_gain=model.entry_gain)
        near = ROUNDING * (1 + self.stages)
        few_tough = np.asarray(model.tough_prior) <= threshold * (1 + near)
        return self.named(few_tough | (np.asarray(model.soft_prior) >= too_many - near))

    def fight_chance(self) -> Any:
        """The chance that a weak store fights the first entrant."""
        model, form = self.plain, three_type_form()
        names = ("entry_gain", "tough_prior", "soft_prior")
        with np.errstate(divide="ignore", invalid="ignore"):
            mixed = expression_at(form.fight, **{name: getattr(model, name) for name in names}, left=self.stages)
            target = np.asarray(model.entry_gain) ** (self.stages - 1)
            near = ROUNDING * (1 + self.stages)
            sure = np.asarray(model.tough_prior) >= target * (1 - np.asarray(model.soft_prior)) * (1 - near)
        return self.named(np.where(sure, 1.0, mixed) if self.stages > 1 else 0.0 * target)

    def is_tried_and_fought(self) -> Any:
        """Whether a weak store meets entry at once and fights it for sure: predation on the path."""
        return self.named(np.asarray(self.enters()) & (np.asarray(self.fight_chance()) == 1))


class ThreeTypeForm(NamedTuple):
    """The closed form as SymPy expressions, in ``entry_gain``, ``tough_prior``, ``soft_prior`` and ``left``.

    Attributes
    ----------
    entry
        The chance of a tough store up to which an entrant enters.
    soft
        The chance of a soft store from which he enters anyway.
    fight
        The chance that a weak store fights where it mixes.
    """

    entry: Any
    soft: Any
    fight: Any


@cache
def three_type_form() -> ThreeTypeForm:
    """The closed form, from Bayes' rule and the indifference of entrants.

    Examples
    --------
    >>> form = three_type_form()
    >>> form.entry, form.soft
    (entry_gain**left, 1 - entry_gain)
    """
    from sympy import Eq, Symbol, simplify, solve

    from deterrence.literature.kreps_wilson_1982 import chain_store_form

    gain, tough, soft = (Symbol(name, positive=True) for name in ("entry_gain", "tough_prior", "soft_prior"))
    fight = Symbol("fight")
    target = chain_store_form().posterior
    weak = 1 - tough - soft
    (mixed,) = solve(Eq(tough / (tough + weak * fight), target), fight)
    (entry,) = solve(Eq(gain - simplify(tough + weak * mixed), 0), tough)
    (common,) = solve(Eq(gain - (tough + weak), 0), soft)
    return ThreeTypeForm(entry, common, simplify(mixed))
