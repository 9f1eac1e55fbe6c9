"""Every parameter that the models share: its symbol, meaning, unit, range, and where the range comes from.

There are ranges and no values: what a parameter is worth is said by a scenario (:mod:`deterrence.scenarios`),
which is one author team's argument made into numbers. One unit of payoff is the gross gain of the militia from
one week of harassment; one period is one week.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import numpy as np

Number = Any
"""A number, an array, a DataArray, or a SymPy expression: what a field of a model may hold."""


class ParameterError(ValueError):
    """A value that no model accepts for the parameter named: choose one in the range that the message states."""


class Provenance(StrEnum):
    """What the numbers of a parameter rest on."""

    DOCUMENT = "document"
    CALIBRATED = "calibrated"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class Parameter:
    """A primitive of the models.

    Attributes
    ----------
    name : str
        The field that holds it in every model.
    symbol : str
        As in the formulas of the pages.
    meaning : str
    unit : str
        ``payoff`` is the militia's gross gain from one week of harassment.
    low, high : float
        The values that a model accepts, both ends included.
    provenance : Provenance
    basis : str
        Where the range comes from.
    quantities : tuple of str
        Rows of the table of quantities that give it (DOCUMENT) or that it is fitted to (CALIBRATED).

    Examples
    --------
    >>> PARAMETERS["war_risk"].check(0.02)
    >>> PARAMETERS["war_risk"].check(0.5)
    Traceback (most recent call last):
    deterrence.parameters.ParameterError: war_risk (p_w, chance that a fatal attack leads to war) needs a value
    from 0 to 0.1; got 0.5.
    """

    name: str
    symbol: str
    meaning: str
    unit: str
    low: float
    high: float
    provenance: Provenance
    basis: str
    quantities: tuple[str, ...] = ()

    def check(self, value: Number, *, where: str = "") -> None:
        """Raise unless every entry of a value lies in the range; expressions pass.

        Parameters
        ----------
        value : number, array, DataArray or expression
        where : str
            Put before the message, such as the file and line that the value comes from.

        Raises
        ------
        ParameterError
        """
        if hasattr(value, "free_symbols"):
            return
        try:
            array = np.asarray(value)
        except ValueError:  # ragged lists
            array = np.asarray(None)
        if array.dtype.kind not in "iuf":
            raise ParameterError(f"{where}{self.label} needs a number {self.range}; got {value!r}.")
        inside = (array >= self.low) & (array <= self.high)
        if not inside.all():
            wrong = array[~inside]
            first = f"{wrong.flat[0]:g}"
            many = f" in {wrong.size} of {array.size} places, first {first}" if array.ndim else f" {first}"
            raise ParameterError(f"{where}{self.label} needs a value {self.range}; got{many}.")

    @property
    def label(self) -> str:
        """Name, symbol and meaning in one phrase."""
        return f"{self.name} ({self.symbol}, {self.meaning})"

    @property
    def range(self) -> str:
        """The range in words."""
        return f"from {self.low:g} to {self.high:g}"


_AGNOSTIC = "widest range that any reading of the sources suggests; no source states a number"
_COMMON = "one value in all calibrations; the range is what a model can use"

_ASSUMED, _CALIBRATED, _DOCUMENT = Provenance.ASSUMED, Provenance.CALIBRATED, Provenance.DOCUMENT
_LETHALITY = "fitted to one fatal attack among eleven (high) and to two in about 112 weeks (low); a probability"
_LETHALITY_ROWS = ("Q011", "Q073", "Q086", "Q088")

_TABLE = (
    # time
    Parameter("period", "τ", "length of a period", "weeks", 0.001, 1, _ASSUMED,
              "about one attack a week in late 2019; shorter periods serve the period test", ("Q072",)),
    Parameter("discount", "δ", "weight of the next week", "a week", 0.01, 0.9999, _ASSUMED, _COMMON),
    # the militia
    Parameter("harass_gain", "g_1", "weekly gain of the militia from harassment, net of effort", "payoff a week",
              0, 1, _ASSUMED, "gross gain 1 by choice of unit, less the cost of effort"),
    Parameter("heavy_gain", "g_2", "weekly gain of the militia from heavy attacks, net of effort", "payoff a week",
              0, 5, _ASSUMED, _COMMON),
    Parameter("embassy_gain", "g_3", "weekly gain of the militia from assaults on the embassy, net of effort",
              "payoff a week", 0, 5, _ASSUMED, _COMMON),
    Parameter("rogue_rate", "ε", "chance of a rogue attack in a week in which the militia holds",
              "probability", 0, 0.5, _ASSUMED, _COMMON),
    Parameter("harass_lethality", "λ_1", "chance that harassment kills an American", "probability",
              0, 1, _CALIBRATED, _LETHALITY, _LETHALITY_ROWS),
    Parameter("heavy_lethality", "λ_2", "chance that a heavy attack kills an American", "probability",
              0, 1, _CALIBRATED, _LETHALITY, _LETHALITY_ROWS),
    Parameter("embassy_lethality", "λ_3", "chance that an assault on the embassy kills an American",
              "probability", 0, 1, _CALIBRATED, _LETHALITY, _LETHALITY_ROWS),
    Parameter("strike_loss_1", "κ_1", "loss of the militia from a proportionate strike", "payoff",
              4, 14, _ASSUMED, _AGNOSTIC),
    Parameter("strike_loss_2", "κ_2", "loss of the militia from a leadership strike", "payoff",
              10, 30, _ASSUMED, _AGNOSTIC),
    Parameter("strike_gain_1", "β_1", "political gain of the militia from a proportionate strike", "payoff",
              0, 10, _ASSUMED, _AGNOSTIC),
    Parameter("strike_gain_2", "β_2", "political gain of the militia from a leadership strike", "payoff",
              0, 24, _ASSUMED, _AGNOSTIC),
    Parameter("intrinsic_share", "ι", "share of the militia's gain that does not come from the presence",
              "share", 0.1, 0.9, _ASSUMED, _AGNOSTIC),
    Parameter("follow_through", "φ", "the militia's belief that an announced exit is carried out",
              "probability", 0, 1, _ASSUMED, _AGNOSTIC),
    Parameter("presence_dislike", "w", "weekly dislike of the US presence by the militia", "payoff a week",
              0, 0.8, _ASSUMED, _AGNOSTIC),
    # the United States
    Parameter("presence_value", "V", "weekly value of the presence, net of upkeep", "payoff a week",
              -2, 8, _ASSUMED, _AGNOSTIC),
    Parameter("harass_harm", "h_1", "harm of harassment to the US", "payoff", 0, 5, _ASSUMED, _COMMON),
    Parameter("heavy_harm", "h_2", "harm of a heavy attack to the US", "payoff", 0, 10, _ASSUMED, _COMMON),
    Parameter("embassy_harm", "h_3", "harm of an assault on the embassy to the US", "payoff", 0, 20, _ASSUMED, _COMMON),
    Parameter("death_harm", "D", "harm of an American death", "payoff", 0, 200, _ASSUMED, _COMMON),
    Parameter("strike_cost_1", "s_1", "cost to the US of a proportionate strike", "payoff", 2, 8, _ASSUMED, _AGNOSTIC),
    Parameter("strike_cost_2", "s_2", "cost to the US of a leadership strike", "payoff", 5, 15, _ASSUMED, _AGNOSTIC),
    Parameter("nonfatal_strike_cost", "Λ", "further cost of a strike when nobody was killed", "payoff",
              0, 10, _ASSUMED, _AGNOSTIC),
    Parameter("leave_cost", "L", "cost of leaving of one's own accord", "payoff", 0, 60, _ASSUMED, _AGNOSTIC),
    Parameter("expulsion_cost", "X", "cost of being expelled, at least that of leaving", "payoff",
              0, 100, _ASSUMED, _AGNOSTIC),
    Parameter("haste_cost", "H", "cost of an exit in a hurry, per unit of exposure left", "payoff",
              10, 300, _ASSUMED, _AGNOSTIC),
    Parameter("troops", "n_0", "US troops in Iraq at the outset", "persons", 2500, 3000, _DOCUMENT,
              "before and after the cut announced in November 2020", ("Q003", "Q001")),
    Parameter("answer_lag", "ℓ", "lag from a fatal attack to the strike that answered it", "days",
              1, 1, _DOCUMENT, "both answers to a death came a day later, inside the week", ("Q061", "Q062")),
    # war
    Parameter("war_risk", "p_w", "chance that a fatal attack leads to war", "probability",
              0, 0.1, _ASSUMED, _AGNOSTIC),
    Parameter("war_ratio_1", "k_1", "war risk of a proportionate strike relative to that of a death", "ratio",
              0, 1, _ASSUMED, "at most that of a death; only the order of the three is in a source"),
    Parameter("war_ratio_2", "k_2", "war risk of a leadership strike relative to that of a death", "ratio",
              1, 5, _ASSUMED, "at least that of a death; only the order of the three is in a source"),
    Parameter("war_cost", "W", "cost of war to the US", "payoff", 100, 1000, _ASSUMED, _AGNOSTIC),
    # office and audience
    Parameter("resolve", "ψ", "benefit of the office-holder from answering a death", "payoff",
              0, 24, _ASSUMED, "from a government without that motive to the upper end of its distribution"),
    Parameter("resolve_bound", "ψ̄", "upper end of the uniform distribution of the resolve", "payoff",
              1, 100, _ASSUMED, _COMMON),
    Parameter("nonfatal_weight", "w_N", "resolve after a nonfatal attack, relative to a death", "share",
              0, 1, _ASSUMED, _COMMON),
    Parameter("embassy_weight", "w_E", "resolve after an assault on the embassy, relative to a death", "share",
              0, 1, _ASSUMED, _COMMON),
    Parameter("audience_cost_death", "α_D", "cost of not honouring a stated line at deaths", "payoff",
              0, 12, _ASSUMED, _AGNOSTIC),
    Parameter("audience_cost_embassy", "α_DE", "cost of not honouring a stated line at deaths and the embassy",
              "payoff", 0, 12, _ASSUMED, _AGNOSTIC),
    Parameter("audience_cost_any", "α_X", "cost of not honouring a stated line at any attack", "payoff",
              0, 12, _ASSUMED, _AGNOSTIC),
)  # fmt: skip

PARAMETERS: Mapping[str, Parameter] = MappingProxyType({parameter.name: parameter for parameter in _TABLE})
"""Every shared parameter by name."""

PARAMETER_COLUMNS = ("name", "symbol", "meaning", "unit", "low", "high", "provenance", "basis", "quantities")
"""Columns of :func:`parameter_table`."""


def parameter(described: str | Parameter) -> Any:
    """A field of a model that carries its parameter as metadata.

    Parameters
    ----------
    described : str or Parameter
        The name of a shared parameter, or one of the model's own.

    Examples
    --------
    >>> @dataclass(frozen=True, eq=False)
    ... class Model:
    ...     war_risk: Number = parameter("war_risk")
    >>> parameters_of(Model)["war_risk"].high
    0.1
    """
    return field(metadata={"parameter": PARAMETERS[described] if isinstance(described, str) else described})


def parameters_of(model: Any) -> Mapping[str, Parameter]:
    """The parameters of a model, by field, in the order of its fields."""
    return {each.name: each.metadata["parameter"] for each in fields(model) if "parameter" in each.metadata}


def check_fields(model: Any, *, where: str = "") -> None:
    """Raise a :class:`ParameterError` unless every field of a model lies in the range of its parameter."""
    for name, described in parameters_of(model).items():
        described.check(getattr(model, name), where=where)


def parameter_table(parameters: Iterable[Parameter] = _TABLE) -> tuple[tuple[str, ...], ...]:
    """Parameters as rows of text, in the order of ``PARAMETER_COLUMNS``.

    Examples
    --------
    >>> row = dict(zip(PARAMETER_COLUMNS, parameter_table()[1]))
    >>> row["name"], row["low"], row["high"], row["provenance"]
    ('discount', '0.01', '0.9999', 'assumed')
    """
    return tuple(
        (
            each.name,
            each.symbol,
            each.meaning,
            each.unit,
            f"{each.low:g}",
            f"{each.high:g}",
            each.provenance.value,
            each.basis,
            ";".join(each.quantities),
        )
        for each in parameters
    )


@dataclass(frozen=True, eq=False)
class Primitives:
    """A value for every shared parameter: what a scenario says, and what each model takes its fields from.

    A field may hold a number, an array, a DataArray (an axis of a sweep) or a SymPy expression.

    Raises
    ------
    ParameterError
        If a value is outside the range of its parameter, or being expelled costs less than leaving.
    """

    period: Number = parameter("period")
    discount: Number = parameter("discount")
    harass_gain: Number = parameter("harass_gain")
    heavy_gain: Number = parameter("heavy_gain")
    embassy_gain: Number = parameter("embassy_gain")
    rogue_rate: Number = parameter("rogue_rate")
    harass_lethality: Number = parameter("harass_lethality")
    heavy_lethality: Number = parameter("heavy_lethality")
    embassy_lethality: Number = parameter("embassy_lethality")
    strike_loss_1: Number = parameter("strike_loss_1")
    strike_loss_2: Number = parameter("strike_loss_2")
    strike_gain_1: Number = parameter("strike_gain_1")
    strike_gain_2: Number = parameter("strike_gain_2")
    intrinsic_share: Number = parameter("intrinsic_share")
    follow_through: Number = parameter("follow_through")
    presence_dislike: Number = parameter("presence_dislike")
    presence_value: Number = parameter("presence_value")
    harass_harm: Number = parameter("harass_harm")
    heavy_harm: Number = parameter("heavy_harm")
    embassy_harm: Number = parameter("embassy_harm")
    death_harm: Number = parameter("death_harm")
    strike_cost_1: Number = parameter("strike_cost_1")
    strike_cost_2: Number = parameter("strike_cost_2")
    nonfatal_strike_cost: Number = parameter("nonfatal_strike_cost")
    leave_cost: Number = parameter("leave_cost")
    expulsion_cost: Number = parameter("expulsion_cost")
    haste_cost: Number = parameter("haste_cost")
    troops: Number = parameter("troops")
    answer_lag: Number = parameter("answer_lag")
    war_risk: Number = parameter("war_risk")
    war_ratio_1: Number = parameter("war_ratio_1")
    war_ratio_2: Number = parameter("war_ratio_2")
    war_cost: Number = parameter("war_cost")
    resolve: Number = parameter("resolve")
    resolve_bound: Number = parameter("resolve_bound")
    nonfatal_weight: Number = parameter("nonfatal_weight")
    embassy_weight: Number = parameter("embassy_weight")
    audience_cost_death: Number = parameter("audience_cost_death")
    audience_cost_embassy: Number = parameter("audience_cost_embassy")
    audience_cost_any: Number = parameter("audience_cost_any")

    def __post_init__(self) -> None:
        check_fields(self)
        expulsion, leaving = self.expulsion_cost, self.leave_cost
        if hasattr(expulsion, "free_symbols") or hasattr(leaving, "free_symbols"):
            return
        if not np.all(np.asarray(expulsion >= leaving)):
            raise ParameterError("expulsion_cost (X) needs to be at least leave_cost (L) everywhere.")

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"a scenario has no {name!r}; a model has readings, and is made with its of(scenario), such as Standoff.of."
        )

    def take(self, model: Any) -> dict[str, Number]:
        """The values of the shared parameters that a model has, by field.

        Parameters
        ----------
        model : a dataclass, or an instance of one
        """
        return {name: getattr(self, name) for name in parameters_of(model) if name in PARAMETERS}
