"""Every rule in every case: what the militia does, what a week is worth, whether the rule would be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from deterrence.report.case import Case, stacked
from deterrence.standoff import (
    CELLS,
    LEVELS,
    Rule,
    Standoff,
    cell_name,
    largest_credible_cost,
    slacks,
    war_break_even,
    war_credible_up_to,
)

REPLIES = {
    "hold": "holds fire",
    "harass": "harasses",
    "heavy": "attacks heavily",
    "embassy": "assaults the embassy",
}
"""What the militia does, by the level that it chooses."""

RULE_WORDS = {
    "leave": "leave at once",
    "never": "stay, never answer",
    "deaths 1": "answer deaths, proportionate strike",
    "deaths 2": "answer deaths, strike on leaders",
    "heavy 1": "answer deaths and heavy attacks, proportionate strike",
    "heavy 2": "answer deaths and heavy attacks, strike on leaders",
    "any 1": "answer every attack, proportionate strike (benchmark)",
    "any 2": "answer every attack, strike on leaders (benchmark)",
}


@dataclass(frozen=True)
class Entry:
    """One rule in one case.

    Parameters
    ----------
    case, lethality, rule : str
        The lethality is ``own`` where it is that of the case, else the name of the calibration.
    reply, reply_if_tied : str
        The militia's level, and the least violent one that is as good for it.
    value : float
        Weekly value to the United States, the resolve left out.
    kept : bool
        Whether the rule is an equilibrium, by the closed forms.
    certified : bool
        Whether the certificate of the stochastic game says the same.
    regret : float
        Largest gain from deviating, as a share of the payoff range.
    answer_slack, stay_slack : float
        By how much the two conditions hold; no answer is required where the first is infinite.
    answer_cost, affordable : float
        The costliest answer that the rule requires, and the largest that would be given.
    staying_to : float
        War risk at which staying under the rule is worth as much as leaving; may lie outside its range.
    kept_to : float
        War risk up to which the rule would be kept; NaN where it never is.
    """

    case: str
    lethality: str
    rule: str
    reply: str
    reply_if_tied: str
    value: float
    kept: bool
    certified: bool
    regret: float
    answer_slack: float
    stay_slack: float
    answer_cost: float
    affordable: float
    staying_to: float
    kept_to: float


def rule_table(cases: Sequence[Case]) -> tuple[Entry, ...]:
    """Every rule in every case, with its own lethality and with that of the other calibration."""
    rows = [
        (case.name, lethality, model)
        for case in cases
        for lethality, model in (
            ("own", case.model),
            *((name, case.with_lethality(name)) for name in ("high", "low") if name != case.lethality),
        )
    ]
    models = stacked([model for _, _, model in rows])
    by_rule = [_entries([row[:2] for row in rows], models, rule, rung) for rule, rung in CELLS]
    return tuple(entry for of_one_model in zip(*by_rule, strict=True) for entry in of_one_model)


def columns_of(entries: Sequence[Any]) -> dict[str, Any]:
    """Dataclasses as columns."""
    return {name: np.array([getattr(entry, name) for entry in entries]) for name in type(entries[0]).__annotations__}


def _entries(rows: Sequence[tuple[str, str]], models: Standoff, rule: Rule, rung: int) -> list[Entry]:
    """One rule in every row of a stacked model."""
    found = slacks(models, rule, rung)
    certificate = models.certificate(rule, rung)
    kept = np.asarray(models.is_equilibrium(rule, rung))
    holds = np.asarray(certificate.holds)
    answers = rule.answers_something
    nothing = np.full(len(rows), np.nan)
    cost = models.strike_burden(rung) + (models.nonfatal_strike_cost if rule.is_wide else 0)
    leaves = rule is Rule.LEAVE
    readings = {
        "value": models.weekly_value(rule, rung),
        "regret": np.asarray(certificate.relative_regret).reshape(len(rows), -1).max(axis=-1),
        "answer_slack": found.answer,
        "stay_slack": found.stay,
        "answer_cost": cost if answers else nothing,
        "affordable": largest_credible_cost(models, rule, rung) if answers else nothing,
        "staying_to": nothing if leaves else war_break_even(models, rule, rung),
        "kept_to": war_credible_up_to(models, rule, rung),
    }
    columns = {name: np.broadcast_to(values, nothing.shape) for name, values in readings.items()}
    replies = [np.asarray(models.reply(rule, rung, violent=violent)) for violent in (True, False)]
    return [
        Entry(
            case=case,
            lethality=lethality,
            rule=cell_name(rule, rung),
            reply=LEVELS[int(replies[0][k])],
            reply_if_tied=LEVELS[int(replies[1][k])],
            kept=bool(kept[k]),
            certified=bool(holds[k] == kept[k]),
            **{name: float(values[k]) for name, values in columns.items()},
        )
        for k, (case, lethality) in enumerate(rows)
    ]
