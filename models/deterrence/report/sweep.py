"""The standoff over the ranges of someone who takes no side: verdicts at every draw, certificates at some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np

from deterrence.parameters import PARAMETERS, Primitives
from deterrence.report.outcome import LINES, OUTCOMES, margin, outcome
from deterrence.scenarios import agnostic_draws
from deterrence.standoff import CELLS, RUNGS, Standoff

DRAWS = 2048
"""Draws of one piece; each is solved with both calibrations of lethality."""

CERTIFIED = 64
"""How many of them are certified, in every rule: the first, which are themselves spread over the ranges."""

LETHALITY = ("high", "low")
BINS = 40
STING = (-14.0, 30.0)
VALUE = (PARAMETERS["presence_value"].low, PARAMETERS["presence_value"].high)
RISK = (PARAMETERS["war_risk"].low, PARAMETERS["war_risk"].high)


def points_of(pieces: int) -> int:
    """Parameter points in so many pieces."""
    return pieces * DRAWS * len(LETHALITY)


def pieces(points: int, seed: int) -> list[dict[str, int]]:
    """Pieces of at least so many points, each with a seed of its own."""
    number = -(-points // points_of(1))
    seeds = np.random.SeedSequence(seed).generate_state(number)
    return [{"seed": int(each), "draws": DRAWS, "certified": CERTIFIED} for each in seeds]


def solved(piece: Mapping[str, int]) -> dict[str, Any]:
    """One piece: how many draws fall into each bin, how many of these have the verdict, and the certificates.

    Returns
    -------
    dict of arrays of one row
        ``leave_all``, ``leave_yes`` (lethality, bin of V, bin of the war risk);
        ``keep_all``, ``keep_yes`` (lethality, bin of V, bin of the sting), both rungs together;
        ``outcomes`` (lethality, outcome) whether it occurs;
        ``claimed``, ``certified``, ``denied``, ``refuted``: equilibria by the closed forms, those among them
        that are certified, the others, and those among the others that are refuted;
        ``worst_regret`` of the certified and ``least_regret`` of the refuted, as shares of the payoff range.
    """
    primitives = without_names(agnostic_draws(piece["draws"], seed=piece["seed"]))
    model = Standoff.of(primitives)
    names = outcome(model)
    leaves = names == OUTCOMES.index("leave")
    value, war = model.presence_value, model.war_risk
    counts = [_binned(value[k], war[k], RISK, leaves[k]) for k in range(len(LETHALITY))]
    kept = [_kept(model, k) for k in range(len(LETHALITY))]
    found = {
        "leave_all": np.stack([each[0] for each in counts]),
        "leave_yes": np.stack([each[1] for each in counts]),
        "keep_all": np.stack([each[0] for each in kept]),
        "keep_yes": np.stack([each[1] for each in kept]),
        "outcomes": np.stack([np.bincount(row, minlength=len(OUTCOMES)) > 0 for row in names]),
    }
    found |= certificates(Standoff.of(first(primitives, piece["certified"])))
    return {name: np.asarray(values)[None] for name, values in found.items()}


def without_names(primitives: Primitives) -> Primitives:
    """The same numbers as plain arrays (lethality, draw), of which sums are quick."""
    shape = np.broadcast_shapes((len(LETHALITY), 1), primitives.war_risk.shape)
    arrays = {}
    for field in fields(primitives):
        value = getattr(primitives, field.name)
        if dims := getattr(value, "dims", ()):
            column = value.values[:, None] if dims == ("lethality",) else value.values
            arrays[field.name] = np.broadcast_to(column, shape)
    return replace(primitives, **arrays)


def certificates(model: Standoff) -> dict[str, Any]:
    """The certificates of every rule, against the verdicts of the closed forms."""
    kept, certified, regret = [], [], []
    for rule, rung in CELLS:
        certificate = model.certificate(rule, rung)
        kept.append(np.asarray(model.is_equilibrium(rule, rung)))
        certified.append(np.asarray(certificate.holds))
        regret.append(np.asarray(certificate.relative_regret).reshape(*certified[-1].shape, -1).max(axis=-1))
    claimed, holds, gain = np.stack(kept), np.stack(certified), np.stack(regret)
    return {
        "claimed": claimed.sum(),
        "certified": (claimed & holds).sum(),
        "denied": (~claimed).sum(),
        "refuted": (~claimed & ~holds).sum(),
        "worst_regret": gain[claimed & holds].max(initial=0.0),
        "least_regret": gain[~claimed & ~holds].min(initial=np.inf),
    }


def first(primitives: Primitives, number: int) -> Primitives:
    """The first draws."""
    arrays = {field.name: value for field in fields(primitives) if np.ndim(value := getattr(primitives, field.name))}
    return replace(primitives, **{name: value[:, :number] for name, value in arrays.items()})


def edges(ends: tuple[float, float]) -> Any:
    """Edges of the bins of a range."""
    return np.linspace(*ends, BINS + 1)


def _kept(model: Standoff, lethality: int) -> tuple[Any, Any]:
    """Bins of V and the sting of a rung, and those in which a line is kept at that rung; both rungs together."""
    everything = np.zeros((BINS, BINS), dtype=np.int64), np.zeros((BINS, BINS), dtype=np.int64)
    for rung in RUNGS:
        kept = np.any([(margin(model, rule, each) >= 0)[lethality] for rule, each in LINES if each == rung], axis=0)
        found = _binned(model.presence_value[lethality], model.sting(rung)[lethality], STING, kept)
        everything = everything[0] + found[0], everything[1] + found[1]
    return everything


def _binned(value: Any, across: Any, ends: tuple[float, float], verdict: Any) -> tuple[Any, Any]:
    grid = [edges(VALUE), edges(ends)]
    total = np.histogram2d(value, across, bins=grid)[0]
    return total.astype(np.int64), np.histogram2d(value[verdict], across[verdict], bins=grid)[0].astype(np.int64)
