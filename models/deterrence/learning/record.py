"""What the attacks of the winter of 2019 to 2020 say about the sting of strikes, under each calibration."""

from __future__ import annotations

from typing import Any

import numpy as np

from deterrence.checks import numbers_in, one_number, require_a
from deterrence.learning.model import Learning
from deterrence.parameters import Primitives
from gametheory.arguments import whole

RUNGS = {"E027": 1, "E035": 2, "E052": 1}
"""Strikes of the record by row of the incidents, and the rung of each."""


def chain_ratio(
    scenario: Primitives,
    other: Primitives,
    answered: float,
    quiet_weeks: int,
    *,
    raid_was_attack: bool = True,
    noise: float = 1.0,
) -> float:
    r"""How many times likelier the recorded chain is under one calibration than under another.

    The strike E027 (rung 1) was followed by a week with an attack, if the storming of the embassy compound (E030) is
    counted as one by the militia; E035 (rung 2) by some quiet weeks and then one with an attack; E052 (rung 1) by one
    with an attack. In a week after a strike of the rung r the militia attacks with the chance
    :math:`q(\pi, \sigma_r)` of :class:`Learning`. Three episodes.

    Parameters
    ----------
    scenario, other : Primitives
        Whose stings are compared, such as ``deterrence.scenarios.PUNISH`` and ``LEAVE``.
    answered : probability
        The chance π of an answer to an attack, as the militia saw it.
    quiet_weeks : int
        Quiet weeks after E035.
    raid_was_attack : bool
        Count E030; otherwise that week says nothing.
    noise : float
        The scale τ of the noise.

    Examples
    --------
    >>> from deterrence.scenarios import LEAVE, PUNISH
    >>> [round(chain_ratio(PUNISH, LEAVE, 0.04, 2, raid_was_attack=raid), 2) for raid in (True, False)]
    [1.67, 1.92]
    """
    for each in (scenario, other):
        require_a(Primitives, each)
    answered = float(numbers_in(one_number(answered, "answered"), "answered", 0, 1))
    quiet_weeks = whole(quiet_weeks, "quiet_weeks", at_least=0)
    one, two = (_likelihood(each, answered, quiet_weeks, raid_was_attack, noise) for each in (scenario, other))
    return float(np.exp(one - two))


def _likelihood(scenario: Primitives, answered: float, quiet_weeks: int, raid: bool, noise: float) -> Any:
    """The logarithm of the likelihood of the chain."""
    from scipy.special import log_expit

    model = Learning.of(scenario, noise=noise)
    stings = {
        1: scenario.strike_loss_1 - scenario.strike_gain_1,
        2: scenario.strike_loss_2 - scenario.strike_gain_2,
    }
    odds = {name: model.attack_odds(answered, stings[rung]) for name, rung in RUNGS.items()}
    total = log_expit(odds["E035"]) + quiet_weeks * log_expit(-odds["E035"]) + log_expit(odds["E052"])
    return total + log_expit(odds["E027"]) if raid else total
