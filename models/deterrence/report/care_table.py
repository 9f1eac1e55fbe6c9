"""Where the militia settles against lines and lengths of punishment when its aim is hidden, in every calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deterrence.lethality import Automaton, Lethality, probing
from deterrence.report.case import Case, stacked
from deterrence.standoff import ANY, DEATHS, LEVELS

LASTING = 4
"""Weeks for which strikes go on, where they do: the length of the automaton."""

AUTOMATA = {
    "answer nothing": Automaton(),
    "answer deaths, one proportionate strike": Automaton(DEATHS, 1),
    "answer deaths, proportionate strikes until quiet": Automaton(DEATHS, 1, LASTING),
    "answer deaths, one strike on leaders": Automaton(DEATHS, 2),
    "answer deaths, strikes on leaders until quiet": Automaton(DEATHS, 2, LASTING),
    "answer every attack, one proportionate strike (benchmark)": Automaton(ANY, 1),
}
AIMS = 11
"""Aims of each level that the certificates try, beside the best one."""

SIZES = 5
"""Largest salvo, in units of six rockets, of a militia that finds out what is answered."""


@dataclass(frozen=True)
class CareEntry:
    """One automaton in one calibration.

    Parameters
    ----------
    case, rule : str
    level : str
    aim : float
        From 0, the most careful, to 1; NaN where the militia holds its fire.
    attacks : float
        A week in the long run.
    weeks_to_death : float
        Between deaths in the long run.
    accident_share : float
        Share of deaths at which nobody in command aimed.
    value : float
        Weekly value to the United States.
    kept : bool
        Whether the automaton is an equilibrium, by the closed forms.
    certified : bool
        Whether the certificate of the stochastic game says the same.
    regret : float
    """

    case: str
    rule: str
    level: str
    aim: float
    attacks: float
    weeks_to_death: float
    accident_share: float
    value: float
    kept: bool
    certified: bool
    regret: float


def care_table(cases: Sequence[Case]) -> tuple[CareEntry, ...]:
    """Every automaton in every case."""
    models = stacked([Lethality.of(case.primitives) for case in cases])
    by_rule = [_entries(cases, models, name, automaton) for name, automaton in AUTOMATA.items()]
    return tuple(entry for of_one_case in zip(*by_rule, strict=True) for entry in of_one_case)


def _entries(cases: Sequence[Case], models: Lethality, name: str, automaton: Automaton) -> list[CareEntry]:
    point = models.settling_point(automaton)
    certificate = models.certificate(automaton, aims=AIMS)
    kept = np.asarray(models.is_equilibrium(automaton))
    regret = np.asarray(certificate.relative_regret).reshape(len(cases), -1).max(axis=-1)
    columns = (
        point.level, point.aim, models.attack_rate(automaton), models.weeks_to_death(automaton),
        models.accident_share(automaton), models.weekly_value(automaton), kept, certificate.holds, regret,
    )  # fmt: skip
    spread = [np.broadcast_to(np.asarray(column), len(cases)) for column in columns]
    return [
        CareEntry(
            case.name, name, LEVELS[int(level)], float(aim), float(attacks), float(weeks), float(accidents),
            float(value), bool(holds), bool(holds) == bool(proved), float(gain),
        )
        for case, (level, aim, attacks, weeks, accidents, value, holds, proved, gain) in zip(
            cases, zip(*spread, strict=True), strict=True
        )
    ]  # fmt: skip


def climb(case: Case) -> tuple[int, ...]:
    """Salvos of a militia that finds out what is answered, in units of six rockets, at the sting of the case.

    Gains flatten with the size; how fast is nobody's number.
    """
    own = case.primitives
    gains = [1 - (1 - size / (SIZES + 1)) ** 2 for size in range(SIZES + 1)]
    sting = max(float(own.strike_loss_1) - float(own.strike_gain_1), 0.0)
    return tuple(int(size) for size in probing(gains, sting).climb)
