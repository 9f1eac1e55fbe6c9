"""Job-market signalling, after Spence (1973)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from deterrence.literature.primitive import primitive, probability, require_falling
from deterrence.model import Model, evaluated
from deterrence.parameters import Number
from gametheory.signalling import SignallingGame
from gametheory.sweep import stack
from gametheory.symbolic import SymbolicThreshold, solve_threshold


@dataclass(frozen=True, eq=False)
class JobMarket(Model):
    r"""A worker of private productivity buys education, which is useless in itself; employers pay what they expect.

    Education e costs a worker of productivity :math:`\theta` :math:`e / \theta`; the wage is the expected productivity.
    The results reproduced: education can separate types although it teaches nothing; of the separating equilibria the
    least costly one is that of Riley, with

    .. math:: e^* = \theta_L (\theta_H - \theta_L), \qquad u_L = \theta_L, \qquad u_H = \theta_H - e^* / \theta_H;

    pooling at e is an equilibrium iff :math:`e \le \theta_L l (\theta_H - \theta_L)`, with l the share of high types.
    The separating one is defeated, in the sense of Mailath, Okuno-Fujiwara and Postlewaite, iff
    :math:`l > 1 - \theta_L / \theta_H`: by pooling at a small level that both types prefer.

    Raises
    ------
    ParameterError
        Unless :math:`\theta_H > \theta_L > 0`.

    References
    ----------
    Spence (1973), "Job Market Signaling", Quarterly Journal of Economics 87. Riley (1979), "Informational Equilibrium",
    Econometrica 47.

    Examples
    --------
    >>> model = JobMarket(low_productivity=1, high_productivity=2, high_share=np.array([0.4, 0.6]))
    >>> model.riley_education(), model.riley_payoffs()[1], model.is_defeated()
    (array([1., 1.]), array([1.5, 1.5]), array([False,  True]))
    """

    low_productivity: Number = primitive("low_productivity", "theta_L", "productivity of low types", 1e-300)
    high_productivity: Number = primitive("high_productivity", "theta_H", "productivity of high types", 1e-300)
    high_share: Number = probability("high_share", "l", "share of high types")

    def __post_init__(self) -> None:
        super().__post_init__()
        require_falling(self, ("high_productivity", "low_productivity"))

    def game(self, *education: Number) -> SignallingGame:
        """The game with these levels of education, and as wages the productivities and their mean.

        Employers lose the square of the error of the wage, so that they pay of the three wages the one nearest to what
        they expect: exactly this in separating and in pooling equilibria.

        Parameters
        ----------
        *education : numbers, or arrays over the batch
        """
        low, high, share = self.low_productivity, self.high_productivity, self.high_share
        wages = (low, low + share * (high - low), high)
        sender = [[[wage - level / type_ for wage in wages] for level in education] for type_ in (low, high)]
        receiver = [[[-((wage - type_) ** 2) for wage in wages] for _ in education] for type_ in (low, high)]
        return SignallingGame(
            stack([sender, receiver], like=self),
            stack([1 - share, share], like=self),
            players=("worker", "employers"),
            types=("low", "high"),
        )

    def riley_education(self) -> Any:
        """The education of high types in the least costly separating equilibrium."""
        return self.named(evaluated(education_bounds().separating_from, self))

    def riley_payoffs(self) -> tuple[Any, Any]:
        """What low and high types get in the least costly separating equilibrium."""
        model = self.plain
        cost = evaluated(education_bounds().separating_from, self) / model.high_productivity
        return self.named(model.low_productivity), self.named(model.high_productivity - cost)

    def is_separating(self, education: Any) -> Any:
        """Whether it is an equilibrium that high types buy this education, and low types none."""
        bounds = education_bounds()
        low, high = (evaluated(each, self) for each in (bounds.separating_from, bounds.separating_to))
        return self.named((low <= education) & (education <= high))

    def is_pooling(self, education: Any) -> Any:
        """Whether it is an equilibrium that both types buy this education."""
        return self.named(education <= evaluated(education_bounds().pooling_to, self))

    def defeating_education(self) -> Any:
        """Pooling below this level, and above 0, defeats the separating equilibrium; negative if none does."""
        return self.named(evaluated(education_bounds().defeating_to, self))

    def is_defeated(self) -> Any:
        """Whether pooling at some level defeats the least costly separating equilibrium."""
        return self.named(np.asarray(self.defeating_education()) > 0)


class EducationBounds(NamedTuple):
    """Levels of education between which equilibria exist, each a :class:`SymbolicThreshold`.

    Attributes
    ----------
    separating_from, separating_to
        Low types do not, and high types do, buy this much to be taken for high.
    pooling_to
        Low types buy up to this much to be taken for average.
    defeating_to
        High types like pooling below this level better than separation.
    """

    separating_from: SymbolicThreshold
    separating_to: SymbolicThreshold
    pooling_to: SymbolicThreshold
    defeating_to: SymbolicThreshold


@cache
def education_bounds() -> EducationBounds:
    """The bounds as SymPy, each from what one type gains.

    Examples
    --------
    >>> education_bounds().pooling_to.value.factor()
    high_share*low_productivity*(high_productivity - low_productivity)
    """
    from sympy import Symbol

    model = JobMarket.symbolic()
    low, high, share = model.low_productivity, model.high_productivity, model.high_share
    e = Symbol("education", positive=True)
    average = low + share * (high - low)
    least = solve_threshold(low >= high - e / low, e)
    return EducationBounds(
        least,
        solve_threshold(high - e / high >= low, e),
        solve_threshold(average - e / low >= low, e),
        solve_threshold(average - e / high > high - least.value / high, e),
    )
