"""A contest for territory whose end is known or unknown, after Banerjee, Markovich and Seccia (2019)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
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

SMALL = 1e-13
"""Where less than this share of the prize depends on the next move, nothing does but rounding."""


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
    :math:`\cos((k + 1/2) \theta) / \cos((k - 1/2) \theta)`, :math:`\theta = \pi / (2 K + 1)`. These differ: a vanishing
    chance of the end in every period and an end known to be far away lead to different play at the same position.

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
        if left is None:
            found = self._unknown()
        elif left >= 1:
            found = self._known(left, self.plain.hazard)[-1]
        else:
            raise ParameterError(f"attack_chance needs at least 1 period left; got {left!r}.")
        return label(self._attacks(*found), like=self, position=self.positions)

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
        rows = [self._attacks(*self._unknown()), *(self._attacks(*each) for each in reversed(known))]
        return label(np.stack(rows, axis=-2), like=self, period=range(periods + 1), position=self.positions)

    def attack_chance_far(self) -> Any:
        """The limit of the chance of an attack as a known end moves away, if nothing else ends the game."""
        angle = np.pi / (2 * self.width + 1)
        up, down = (np.cos((np.array(self.positions) + half) * angle) for half in (0.5, -0.5))
        up[-1] = down[0] = 0.0
        return label(self._attacks(up, down), like=self, position=self.positions)

    def attack_chance_vanishing(self) -> Any:
        """The limit of the chance of an attack without a known end as the hazard falls to 0."""
        ends = self._ends()
        above = (ends - ends.mean(axis=-1, keepdims=True))[..., ::-1].cumsum(axis=-1)[..., ::-1]
        up = np.concatenate([above[..., 1:], 0 * above[..., :1]], axis=-1)
        down = np.concatenate([0 * above[..., :1], above[..., 1:]], axis=-1)
        return label(self._attacks(up, down), like=self, position=self.positions)

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

    def _known(self, periods: int, hazard: Any) -> list[tuple[Any, Any]]:
        """Gain and loss of a unit of ground, with 1, 2, ... periods left."""
        ends, share, hazard = self._ends(), self._share(), self.spread(hazard)[..., None]
        ends = ends - ends.mean(axis=-1, keepdims=True)
        target, found = ends, []
        for _ in range(periods):
            # What is at stake fades with the distance of a sure end; only ratios matter.
            size = np.where(hazard == 0, np.ptp(target, axis=-1, keepdims=True), 1.0)
            target = (target - target.mean(axis=-1, keepdims=True)) / size
            up, down = _differences(target)
            found.append((up, down))
            target = hazard * ends + (1 - hazard) * (target + share * (up - down))
        return found

    def _unknown(self) -> tuple[Any, Any]:
        ends, share = self._ends(), self._share()[..., None]
        hazard = self.spread(self.plain.hazard)
        if not (hazard > 0).all():
            raise ParameterError("a game without a known end needs a hazard above 0; see attack_chance_vanishing.")
        size = 2 * self.width + 1
        walk = np.eye(size, k=1) + np.eye(size, k=-1)
        walk = walk - np.diag(walk.sum(axis=-1))
        # target = h u + (1 - h) (1 + m L) target; less its mean, which keeps digits as h falls.
        system = hazard[..., None, None] * np.eye(size) - (1 - hazard[..., None, None]) * share * walk
        around = ends - ends.mean(axis=-1, keepdims=True)
        return _differences(np.linalg.solve(system, around[..., None])[..., 0])

    def _attacks(self, up: Any, down: Any) -> Any:
        model = self.plain
        patrol, base = (self.spread(each)[..., None] for each in (model.patrol_move, model.base_move))
        stake = up + down
        with np.errstate(divide="ignore", invalid="ignore"):
            chance = (base * up + patrol * down) / ((patrol + base) * stake)
        there = np.broadcast_to(stake > SMALL * stake.max(axis=-1, keepdims=True), chance.shape)
        return np.where(there, chance, np.nan)


def _optimal(stage: NormalFormGame, *, strict: bool) -> Equilibrium:
    """Optimal strategies of stage games that are zero-sum up to rounding."""
    return minimax(zero_sum(stage.payoffs[..., 0, :, :], players=("insurgents", "force")), strict=strict)


def _differences(values: Any) -> tuple[Any, Any]:
    """What one unit of ground more adds and one less takes away at each position; nothing beyond the ends."""
    steps = np.diff(values, axis=-1)
    nothing = np.zeros_like(values[..., :1])
    return np.concatenate([steps, nothing], axis=-1), np.concatenate([nothing, steps], axis=-1)


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
