"""Two calibrations of how often an attack kills an American, high and low."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from deterrence.evidence.assumption import (
    ATTACKS_PER_WEEK,
    EMBASSY_TO_ORDINARY,
    END_OF_RECORD,
    HEAVY_TO_ORDINARY,
    WEEKS_COVERED,
    WEEKS_WITHOUT_DEATH,
)
from deterrence.evidence.evidence import Evidence
from deterrence.evidence.fact import AnyAssumption
from deterrence.evidence.interval import Interval, jeffreys_rate, jeffreys_share
from deterrence.evidence.rate import late_2019_hazard, whole_period_hazard
from deterrence.evidence.window import WARNING, fatal_since_warning, late_2019


@dataclass(frozen=True)
class Lethality:
    """Probability that an attack of each kind kills an American, and the weekly hazard behind it.

    Parameters
    ----------
    name : str
        ``"high"`` or ``"low"``.
    ordinary, heavy, embassy : float
        Probability of a death for an ordinary attack, a heavy barrage, an assault on the embassy.
    hazard : float
        Fatal attacks a week at the late-2019 rate and mix of attacks.
    interval : Interval
        Jeffreys interval for the hazard.
    quiet_run : float
        Probability, at this hazard, of the run without a death that followed March 2020.
    rows : tuple of str
    assumptions : tuple of Assumption
    note : str
    """

    name: str
    ordinary: float
    heavy: float
    embassy: float
    hazard: float
    interval: Interval
    quiet_run: float
    rows: tuple[str, ...]
    assumptions: tuple[AnyAssumption, ...]
    note: str

    def fatal_within(self, weeks: float) -> float:
        """Probability of at least one fatal attack within so many weeks at this hazard."""
        return 1 - exp(-self.hazard * weeks)


def lethality_calibrations(evidence: Evidence | None = None) -> tuple[Lethality, Lethality]:
    r"""The high calibration, from late 2019, and the low one, from the whole period.

    With n attacks in the late-2019 window, m of them heavy, and the lethality of a heavy barrage
    and of an embassy assault :math:`\rho` and :math:`\varepsilon` times that of an ordinary attack,
    the ordinary lethality :math:`\lambda_1` solves

    .. math:: (n - m) \lambda_1 + m \rho \lambda_1 = n \, h / a,

    where h is the weekly hazard and a the attacks per week. The high calibration takes h from the
    window, so that the right side is its one fatal attack; the low one takes the fatal attacks from
    the warning of May 2019 to mid-2021 over the weeks between.

    Parameters
    ----------
    evidence : Evidence, optional
        By default the packaged tables.

    Examples
    --------
    >>> high, low = lethality_calibrations()
    >>> [round(value, 4) for value in (high.ordinary, high.heavy, high.embassy, high.hazard)]
    [0.04, 0.18, 0.02, 0.1091]
    >>> [round(value, 4) for value in (low.ordinary, low.heavy, low.embassy, low.hazard)]
    [0.0065, 0.0295, 0.0033, 0.0179]
    """
    given = Evidence.read() if evidence is None else evidence
    window, fatal = late_2019(given), fatal_since_warning(given)
    share = jeffreys_share(len(window.fatal), window.attacks)
    high = _calibration(
        given,
        name="high",
        hazard=late_2019_hazard(given),
        interval=Interval(
            ATTACKS_PER_WEEK.value * share.lower, ATTACKS_PER_WEEK.value * share.upper, share.name
        ),
        rows=window.rows,
        assumptions=(),
        note="The window ends with the death that it counts: the estimate that is unbiased under this stopping "
        f"rule is {unbiased_share(len(window.fatal), window.attacks):g}.",
    )
    low = _calibration(
        given,
        name="low",
        hazard=whole_period_hazard(given),
        interval=jeffreys_rate(len(fatal), WEEKS_COVERED.value),
        rows=(WARNING, *(attack.id for attack in fatal), "E075"),
        assumptions=(END_OF_RECORD, WEEKS_COVERED),
        note="Attacks are not counted outside late 2019; the rate and mix of attacks are those of the window.",
    )
    return high, low


def unbiased_share(successes: int, trials: int) -> float:
    """The unbiased estimate of a probability when counting stops at the last success: (k - 1) / (n - 1).

    References
    ----------
    Haldane (1945), "On a Method of Estimating Frequencies", Biometrika 33, 222-225.

    Examples
    --------
    >>> unbiased_share(1, 11)
    0.0
    """
    if not 1 <= successes <= trials or trials < 2:
        raise ValueError(
            f"counting to a success needs 1 <= successes <= trials, 2 <= trials; got {successes} of {trials}"
        )
    return (successes - 1) / (trials - 1)


def _calibration(
    evidence: Evidence,
    *,
    name: str,
    hazard: float,
    interval: Interval,
    rows: tuple[str, ...],
    assumptions: tuple[AnyAssumption, ...],
    note: str,
) -> Lethality:
    window = late_2019(evidence)
    heavy = len(window.dated)
    attack_equivalents = (window.attacks - heavy) + heavy * HEAVY_TO_ORDINARY.value
    ordinary = window.attacks * hazard / ATTACKS_PER_WEEK.value / attack_equivalents
    return Lethality(
        name=name,
        ordinary=ordinary,
        heavy=HEAVY_TO_ORDINARY.value * ordinary,
        embassy=EMBASSY_TO_ORDINARY.value * ordinary,
        hazard=hazard,
        interval=interval,
        quiet_run=exp(-hazard * WEEKS_WITHOUT_DEATH.value),
        rows=rows,
        assumptions=(
            ATTACKS_PER_WEEK,
            HEAVY_TO_ORDINARY,
            EMBASSY_TO_ORDINARY,
            WEEKS_WITHOUT_DEATH,
            *assumptions,
        ),
        note=note,
    )
