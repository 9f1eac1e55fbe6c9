"""A contest for territory whose end is known or unknown, after Banerjee, Markovich and Seccia (2019)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from numbers import Integral
from typing import Any, NamedTuple, Self

import numpy as np

from deterrence.literature.primitive import primitive, probability, require_positive
from deterrence.model import Model
from deterrence.parameters import Number, ParameterError
from gametheory.equilibrium import Equilibrium
from gametheory.normal_form import NormalFormGame, minimax, zero_sum
from gametheory.stochastic import (
    FiniteHorizonGame,
    StochasticGame,
    backward_induction,
    finite_horizon,
    shapley,
)
from gametheory.sweep import label


@dataclass(frozen=True, eq=False)
class Endgame(Model):
    r"""Insurgents and a foreign force contest ground; only the position at the end pays, and it is zero-sum.

    The position k runs from -K to K, seen from the insurgents. In every period these attack or hold, and the force
    patrols or stays at its base; both choose at the same time.

    ===========  ===============================  ===============================
    ..           the force patrols                the force stays at its base
    ===========  ===============================  ===============================
    attack       up by one with chance a          down by one with chance c
    hold         down by one with chance a        up by one with chance c
    ===========  ===============================  ===============================

    At -K and K what would lead beyond leads nowhere. At the end the insurgents get 1 where they are ahead, z where
    the position is even, -1 where they are behind, and g for each unit of ground; the force gets the negative of that.
    A period is the last with chance h, or the end is known, or both.

    Let :math:`D^+` and :math:`D^-` be what the next unit of ground won and lost makes of the value. The stage has one
    equilibrium: the force patrols with chance c/(a + c), the insurgents attack with chance

    .. math:: x = \frac{c D^+ + a D^-}{(a + c)(D^+ + D^-)},

    and the stage is worth :math:`m (D^+ - D^-)`, m = a c/(a + c). So values follow a linear recursion, the same as that
    of a random walk that moves up and down with chance m each. If c > a, attacks rise in :math:`D^+ / D^-`: who has
    more to win than to lose attacks more.

    With an unknown end x depends on the position alone; with a known one also on how many periods are left. As h falls
    to 0, :math:`D^+ / D^-` at k tends to

    .. math:: \frac{\sum_{j > k} (u_j - \bar u)}{\sum_{j \ge k} (u_j - \bar u)},

    with :math:`u_j` the payoffs and :math:`\bar u` their mean, and with a known end far away to
    :math:`\cos((k + 1/2) \theta) / \cos((k - 1/2) \theta)`, :math:`\theta = \pi / (2 K + 1)`, unless a = c = 1, where
    x = 1/2 anyway. These differ: a vanishing chance of the end in every period and an end known to be far away lead to
    different play at the same position.

    Attributes
    ----------
    width : int
        K, how many units of ground there are on each side of an even position.

    Raises
    ------
    ParameterError
        If a field lies outside its range, or a = 0 or c = 0, or there is no ground.

    References
    ----------
    Banerjee, Markovich and Seccia (2019), "The Endgame", Games and Economic Behavior 118. The stage is not theirs.

    Examples
    --------
    Insurgents who are one ahead, with an unknown end, and then with a known one of 40 and fewer periods left:

    >>> model = Endgame(patrol_move=0.2, base_move=0.8, even=0, margin=0, hazard=0.01, width=3)
    >>> model.announcement(40).sel(position=1)[[0, 1, 21, 31, 40]].values.round(3)
    array([0.433, 0.467, 0.466, 0.451, 0.2  ])
    """

    patrol_move: Number = primitive("patrol_move", "a", "chance that ground changes hands on patrol", 0.0, 1.0)
    base_move: Number = primitive("base_move", "c", "chance that ground changes hands at the base", 0.0, 1.0)
    even: Number = primitive("even", "z", "what an even position pays the insurgents at the end", -1.0, 1.0)
    margin: Number = primitive("margin", "g", "what a unit of ground pays at the end", 0.0)
    hazard: Number = probability("hazard", "h", "chance that a period is the last")
    width: int = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.width, int) or self.width < 1:
            raise ParameterError(f"Endgame needs a whole number of units of ground, at least 1; got {self.width!r}.")
        require_positive(self, ("patrol_move", "base_move"))

    def take(self, rows: Any) -> Self:
        """The points with these numbers in the flattened batch, fields of shape (rows,)."""
        return super().take(rows).unchecked(width=self.width)

    @property
    def positions(self) -> range:
        """From -K to K."""
        return range(-self.width, self.width + 1)

    def payoffs(self) -> Any:
        """What the insurgents get if the game ends at each position, (*batch, 2K + 1)."""
        return label(self._ends(), like=self, position=self.positions)

    def game(self) -> StochasticGame:
        """The game without a known end, for :func:`gametheory.stochastic.shapley`; the hazard has to be above 0.

        Its average payoffs are what the end is expected to pay.
        """
        moves = self._moves()
        paid = (moves @ self._ends()[..., None, None, :, None])[..., 0]
        return self._game(np.stack([paid, -paid], axis=-3), 1 - self.spread(self.plain.hazard))

    def known_end_game(self, periods: int) -> FiniteHorizonGame:
        """The game that ends after so many periods, or before, for :func:`gametheory.stochastic.backward_induction`."""
        ends = np.stack([self._ends(), -self._ends()], axis=-1)
        hazard = self.spread(self.plain.hazard)
        before = self.game()
        stage = self._game(before.payoffs * hazard[..., None, None, None, None], 1 - hazard)
        return finite_horizon(stage, periods, ends)

    def unknown_end(self) -> Equilibrium:
        """The certified equilibrium without a known end: stationary strategies."""
        return shapley(self.game())

    def known_end(self, periods: int) -> Equilibrium:
        """The certified equilibrium with a known end: strategies (*batch, periods, 2K + 1, 2), first period first."""
        return backward_induction(self.known_end_game(periods), stage_solver=_optimal)

    def attack_chance(self, left: int | None = None) -> Any:
        """The chance of an attack at each position, (*batch, 2K + 1); NaN where nothing depends on the next move.

        Parameters
        ----------
        left : int, optional
            How many periods are left at most, at least 1. Left out, no end is known, and the hazard has to be above 0.
        """
        units = self._unknown() if left is None else self._known(left, self.plain.hazard)[-1]
        return label(self._attacks(units), like=self, position=self.positions)

    def patrol_chance(self) -> Any:
        """The chance that the force patrols, c/(a + c): at every position, whatever is known of the end."""
        model = self.plain
        return self.named(model.base_move / (np.asarray(model.patrol_move) + model.base_move))

    def announcement(self, periods: int) -> Any:
        """Attacks with an unknown end, then with an end announced so many periods ahead, period by period.

        Entry 0 of the axis ``period``, (*batch, periods + 1, 2K + 1), is the chance before the announcement; entry t
        that in period t of those announced, if the game has not left the position. After it nothing else ends the game.
        """
        known = self._known(periods, 0.0)
        rows = [self._attacks(units) for units in (self._unknown(), *reversed(known))]
        return label(np.stack(rows, axis=-2), like=self, period=range(periods + 1), position=self.positions)

    def attack_chance_far(self) -> Any:
        """The limit of the chance of an attack as a known end moves away, if nothing else ends the game."""
        angle = np.pi / (2 * self.width + 1)
        units = np.cos((np.arange(-self.width, self.width) + 0.5) * angle)
        return label(self._attacks(units), like=self, position=self.positions)

    def attack_chance_vanishing(self) -> Any:
        """The limit of the chance of an attack without a known end as the hazard falls to 0."""
        ends = self._ends()
        above = (ends - ends.mean(axis=-1, keepdims=True))[..., ::-1].cumsum(axis=-1)[..., ::-1]
        return label(self._attacks(above[..., 1:]), like=self, position=self.positions)

    def jump(self) -> Any:
        """By how much the two limits differ: what the least doubt of a far end takes off the chance of an attack."""
        return self.attack_chance_far() - self.attack_chance_vanishing()

    def _ends(self) -> Any:
        model, place = self.plain, np.array(self.positions)
        even, margin = (self.spread(each)[..., None] for each in (model.even, model.margin))
        return np.where(place == 0, even, np.sign(place) + margin * place)

    def _moves(self) -> Any:
        """Chances of the next position, (*batch, 2K + 1, attack or hold, patrol or base, 2K + 1)."""
        model, size = self.plain, 2 * self.width + 1
        patrol, base = (self.spread(each)[..., None] for each in (model.patrol_move, model.base_move))
        place = np.arange(size)
        up, down = np.minimum(place + 1, size - 1), np.maximum(place - 1, 0)
        moves = np.zeros((*self.batch_shape, size, 2, 2, size))
        for attack, out, chance, reached in ((0, 0, patrol, up), (0, 1, base, down), (1, 0, patrol, down),
                                             (1, 1, base, up)):  # fmt: skip
            moves[..., place, attack, out, place] += 1 - chance
            moves[..., place, attack, out, reached] += chance
        return moves

    def _game(self, payoffs: Any, discount: Any) -> StochasticGame:
        return StochasticGame(
            payoffs,
            discount,
            self._moves(),
            players=("insurgents", "force"),
            actions=(("attack", "hold"), ("patrol", "base")),
            states=tuple(self.positions),
        )

    def _share(self) -> Any:
        """m, the chance with which the position moves up in equilibrium, and that with which it moves down."""
        model = self.plain
        patrol, base = np.asarray(model.patrol_move), np.asarray(model.base_move)
        return self.spread(patrol * base / (patrol + base))[..., None]

    def _end_units(self) -> Any:
        """What each of the 2K units of ground pays at the end."""
        even, margin = (self.spread(each)[..., None] for each in (self.plain.even, self.plain.margin))
        below = np.arange(-self.width, self.width)
        return margin + np.where(below == -1, 1 + even, np.where(below == 0, 1 - even, 0.0))

    def _known(self, periods: int, hazard: Any) -> list[Any]:
        """What each unit of ground is worth with 1, 2, ... periods left, up to a factor for all."""
        if not isinstance(periods, Integral) or periods < 1:
            raise ParameterError(f"a known end needs a whole number of periods left, at least 1; got {periods!r}.")
        ends, share, hazard = self._end_units(), self._share(), self.spread(hazard)[..., None]
        units, found = ends, []
        for _ in range(periods):
            found.append(units)
            around = np.pad(units, (*((0, 0),) * (units.ndim - 1), (1, 1)))
            moved = (1 - 2 * share) * units + share * (around[..., 2:] + around[..., :-2])
            units = hazard * ends + (1 - hazard) * moved
            # What is at stake fades with the distance of a sure end; only ratios matter.
            units = units / np.where(hazard == 0, units.max(axis=-1, keepdims=True), 1.0)
        return found

    def _unknown(self) -> Any:
        """What each unit of ground is worth without a known end, up to a factor for all."""
        hazard, share = self.spread(self.plain.hazard)[..., None, None], self._share()[..., None]
        if not (hazard > 0).all():
            raise ParameterError("a game without a known end needs a hazard above 0; see attack_chance_vanishing.")
        size = 2 * self.width
        bend = 2 * np.eye(size) - np.eye(size, k=1) - np.eye(size, k=-1)
        system = hazard * np.eye(size) + (1 - hazard) * share * bend
        return np.linalg.solve(system, self._end_units()[..., None])[..., 0]

    def _attacks(self, units: Any) -> Any:
        """The chance of an attack by what each unit of ground is worth, up to a factor for all."""
        model, nothing = self.plain, np.zeros_like(units[..., :1])
        patrol, base = (self.spread(each)[..., None] for each in (model.patrol_move, model.base_move))
        up, down = np.concatenate([units, nothing], axis=-1), np.concatenate([nothing, units], axis=-1)
        with np.errstate(invalid="ignore"):
            return (base * up + patrol * down) / ((patrol + base) * (up + down))


def _optimal(stage: NormalFormGame, *, strict: bool) -> Equilibrium:
    """Optimal strategies of stage games that are zero-sum up to rounding."""
    return minimax(zero_sum(stage.payoffs[..., 0, :, :], players=("insurgents", "force")), strict=strict)


class EndgameForm(NamedTuple):
    """The chance of an attack at the even position with one unit of ground on each side, as SymPy expressions.

    In ``patrol_move``, ``base_move``, ``even``, ``margin``, ``hazard`` and ``left``.

    Attributes
    ----------
    known
        With ``left`` periods left at most, each of them the last with chance ``hazard``.
    unknown
        Without a known end: the limit of ``known`` in ``left``.
    vanishing
        The limit of ``unknown`` as the hazard falls to 0.
    far
        The limit in ``left`` of ``known`` at the hazard 0.
    """

    known: Any
    unknown: Any
    vanishing: Any
    far: Any


@cache
def endgame_form() -> EndgameForm:
    """The closed form of :class:`Endgame` with K = 1, derived from the stage and the recursion of values.

    The two limits differ by a share of what an even position pays, however the stage is played:

    >>> form = endgame_form()
    >>> from sympy import factor
    >>> factor(form.far - form.vanishing)
    even*(base_move - patrol_move)/(6*(base_move + patrol_move)*(margin + 1))
    """
    from sympy import Poly, Symbol, factor, simplify, solve

    model = Endgame.symbolic()
    patrol, base, hazard = model.patrol_move, model.base_move, model.hazard
    up, down, attack = Symbol("up", positive=True), Symbol("down", positive=True), Symbol("attack", positive=True)
    left = Symbol("left", positive=True, integer=True)
    against_patrol = attack * patrol * up - (1 - attack) * patrol * down
    against_base = (1 - attack) * base * up - attack * base * down
    (mixed,) = solve(against_patrol - against_base, attack)

    def worth(more: Any, less: Any) -> Any:
        return simplify(against_patrol.subs(attack, mixed)).subs({up: more, down: less}, simultaneous=True)

    # One period earlier: the value of each of the three positions moves by what its stage is worth.
    ahead, even, behind = simplify(worth(0, up)), worth(up, down), simplify(worth(down, 0))
    more, less = up + ahead - even, down + even - behind
    total, spread = Symbol("total"), Symbol("spread")
    by_sum = {up: (total + spread) / 2, down: (total - spread) / 2}
    sums = [simplify(each.subs(by_sum, simultaneous=True)) for each in (more + less, more - less)]
    rates = (factor(Poly(sums[0], total, spread).coeff_monomial(total)),
             factor(Poly(sums[1], total, spread).coeff_monomial(spread)))  # fmt: skip
    ends = 2 * (1 + model.margin), -2 * model.even

    def settled(end: Any, rate: Any) -> Any:
        return hazard * end / (1 - (1 - hazard) * rate)

    def after(end: Any, rate: Any) -> Any:
        return settled(end, rate) + (end - settled(end, rate)) * ((1 - hazard) * rate) ** (left - 1)

    def chance(sum_of: Any, difference: Any) -> Any:
        return mixed.subs({up: (sum_of + difference) / 2, down: (sum_of - difference) / 2}, simultaneous=True)

    known = chance(*(after(end, rate) for end, rate in zip(ends, rates, strict=True)))
    unknown = factor(chance(*(settled(end, rate) for end, rate in zip(ends, rates, strict=True))))
    # The sum falls more slowly than the difference, so that far from a known end both sides have as much at stake.
    return EndgameForm(known, unknown, factor(unknown.subs(hazard, 0)), factor(mixed.subs({up: 1, down: 1})))
