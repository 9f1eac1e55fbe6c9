"""The best equilibrium for a linear objective, by mixed-integer programming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..errors import InvalidGameError
from ..integer_pivoting import cheapest
from ..kernels.status import Status
from ..value import Floats, Value, frozen
from .game import NormalFormGame, require_players
from .integer_game import IntegerGame, integer_games, over_common
from .iterated_dominance import iterated_dominance

GAP = 1e-6
"""How far from the bound, as a share of the range of the objective, an answer may be: the tolerance of HiGHS."""
CUTS = 100
"""How many pairs of supports that only rounding makes feasible are excluded before the program is given up."""


@dataclass(frozen=True, eq=False)
class LinearObjective(Value):
    r"""What to maximise over equilibria, :math:`\sum_i w_i u_i(x) + \sum_i \sum_a c_i(a) x_i(a)`.

    Attributes
    ----------
    payoffs : (2,)
        The weights w of the players' payoffs.
    probabilities : one array that broadcasts to (*batch, m_i) per player, or None
        The weights c of the probabilities of actions.

    Examples
    --------
    >>> welfare = LinearObjective(payoffs=(1, 1))
    >>> least_war = LinearObjective(probabilities=([-1, 0], None))
    """

    payoffs: Sequence[float] = (0.0, 0.0)
    probabilities: tuple[ArrayLike | None, ArrayLike | None] = (None, None)

    def over(self, game: NormalFormGame) -> tuple[Floats, list[Floats]]:
        """The weights as arrays: (2,), and one (games, m_i) per player."""
        weights = np.asarray(self.payoffs, dtype=np.float64)
        if weights.shape != (2,) or len(self.probabilities) != 2:
            raise InvalidGameError(
                f"an objective needs one weight of payoffs and one array of weights (or None) for each of 2 players; "
                f"got {self.payoffs!r} and {len(self.probabilities)} arrays."
            )
        arrays = []
        for array, size in zip(self.probabilities, game.sizes, strict=True):
            given = np.asarray(0.0 if array is None else array, dtype=np.float64)
            try:
                whole = np.broadcast_to(given, (*game.batch_shape, size))
            except ValueError:
                raise InvalidGameError(
                    f"weights of probabilities need shape {(*game.batch_shape, size)}, or one that broadcasts to it; "
                    f"got {given.shape}."
                ) from None
            arrays.append(whole.reshape(-1, size))
        if not all(np.isfinite(array).all() for array in (weights, *arrays)):
            raise InvalidGameError("the weights of an objective must be finite numbers.")
        return weights, arrays


WELFARE = LinearObjective(payoffs=(1.0, 1.0))
"""The sum of both players' payoffs."""


@dataclass(frozen=True, eq=False)
class OptimalNash(Value):
    """The best equilibrium of every game, and how good any equilibrium can be.

    Attributes
    ----------
    equilibrium : Equilibrium
    value : (*batch,)
        Of the objective, at the equilibrium.
    bound : (*batch,)
        No equilibrium has a value above this, up to the feasibility of 1e-6 that HiGHS works with; NaN where it
        found no bound.
    """

    equilibrium: Equilibrium
    value: Floats
    bound: Floats

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", frozen(self.value))
        object.__setattr__(self, "bound", frozen(self.bound))


def optimal_nash(
    game: NormalFormGame,
    objective: LinearObjective = WELFARE,
    *,
    max_steps: int = 100_000,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> OptimalNash:
    r"""Find the equilibrium of a two-player game that is best for a linear objective.

    With binary variables that say which actions are not played, the equilibria are the solutions of

    .. math:: 0 \le v_1 - (A y)_i \le U_i b_i, \quad 0 \le x_i \le 1 - b_i, \quad \sum_i x_i = 1,

    and of the same for the column player, where :math:`U_i` is the most that action i can be worse by. In these
    variables payoffs are linear, since :math:`u_1(x, y) = v_1` at an equilibrium, and so are probabilities of actions;
    the probability of an outcome, a product, is not, and no objective here. An objective of this form is linear in x
    for fixed y and conversely over each maximal product of polytopes of equilibria, so its optimum is at an extreme
    equilibrium.

    Actions that iterated dominance eliminates are left out. The supports that the solver names are then settled in
    rational arithmetic, by a linear program for each player: the strategies returned are the best on these supports,
    correctly rounded. Supports that only the solver's rounding made feasible are cut off, and the search goes on.

    Parameters
    ----------
    game : NormalFormGame, two players
        Meant for up to about 15 actions a player; the games of a batch are solved one after the other. In small games
        :func:`vertex_enumeration` with a selection such as :func:`welfare_best` is quicker.
    objective : LinearObjective
        The sum of payoffs by default.
    max_steps : int
        The most nodes of branch and bound that a game may take.
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    OptimalNash
        An equilibrium is returned only if its value is within 1e-6 of the bound, as a share of the range of the
        objective; equilibria nearer to each other than that are not told apart.

    Raises
    ------
    InvalidGameError
        If the weights of the objective do not have the shape of the game.
    UnsupportedGameError
        If the game does not have two players.
    NoEquilibriumFoundError
        Under ``strict``, if a game is left without a certified answer.

    References
    ----------
    Sandholm, Gilpin and Conitzer (2005), "Mixed-Integer Programming Methods for Finding Nash Equilibria", the first
    formulation. Solved by HiGHS.

    Examples
    --------
    >>> from gametheory.normal_form import bimatrix
    >>> game = bimatrix([[3, 0], [0, 2]], [[2, 0], [0, 3]])
    >>> optimal_nash(game, LinearObjective(payoffs=(0, 1))).equilibrium.payoffs
    array([2., 3.])

    The least that the row player's first action is played in any equilibrium, without (2, 2):

    >>> often = LinearObjective(payoffs=(0, -1), probabilities=([-1, 0], None))
    >>> optimal_nash(game, often).equilibrium.strategies[0]
    array([0.6, 0.4])
    """
    require_players(game, 2)
    if not isinstance(max_steps, Integral) or max_steps < 0:
        raise ValueError(f"max_steps needs to be an integer, 0 or larger; got {max_steps!r}.")
    weights, probabilities = objective.over(game)
    rows, shape = len(game.flat), game.batch_shape
    strategies = [np.full((rows, size), np.nan) for size in game.sizes]
    value, bound = np.full(rows, np.nan), np.full(rows, np.nan)
    status, steps = np.full(rows, Status.LP_FAILED, dtype=np.int8), np.zeros(rows, dtype=np.int64)
    for g, exact in integer_games(iterated_dominance(game).game, np.arange(rows)):
        linear = [c[g, actions] for c, actions in zip(probabilities, exact.actions, strict=True)]
        program = _Program(exact, weights, linear)
        best, status[g], steps[g], bound[g] = _best_equilibrium(program, int(max_steps))
        if best is not None:
            value[g] = best[0]
            for strategy, actions, mine in zip(strategies, exact.actions, best[1], strict=True):
                strategy[g] = 0.0
                strategy[g, actions] = [float(weight) for weight in mine]
    equilibrium = certify(
        game,
        tuple(strategy.reshape(*shape, strategy.shape[-1]) for strategy in strategies),
        status.reshape(shape),
        steps.reshape(shape),
        tolerance=tolerance,
        strict=strict,
    )
    held = equilibrium.certificate.holds
    return OptimalNash(equilibrium, np.where(held, value.reshape(shape), np.nan), bound.reshape(shape))


def _best_equilibrium(program: _Program, max_steps: int) -> tuple[Any, Status, int, float]:
    """Value and strategies of the best equilibrium, or None; the status, the nodes and a bound on the value."""
    best: Any = None
    nodes, bound = 0, np.nan
    for _ in range(CUTS):
        result = program.solve(max_steps - nodes)
        nodes += int(result.mip_node_count or 0)
        if result.status == 2 and best is not None:  # all that is left was cut off
            return best, Status.SOLVED, nodes, float(best[0])
        if result.mip_dual_bound is not None:
            bound = program.low - float(result.mip_dual_bound)
        if result.status == 1 or "limit reached" in result.message:  # SciPy has no code of its own for nodes
            return None, Status.STEP_LIMIT, max_steps, bound
        if result.status != 0:
            return None, Status.LP_FAILED, nodes, bound
        unplayed = np.round(result.x[-sum(program.sizes) :]).astype(bool)
        found = program.settle(unplayed)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
        if best is not None and best[0] >= bound - GAP * program.range:
            return best, Status.SOLVED, nodes, max(bound, float(best[0]))
        program.cut(unplayed)
    return None, Status.LP_FAILED, nodes, bound


class _Program:
    """The mixed-integer program of one game; variables are x, y, both payoffs from 0 to 1, and what is not played."""

    def __init__(self, game: IntegerGame, weights: Floats, linear: list[Floats]) -> None:
        self.game, self.weights, self.linear = game, weights, linear
        self.sizes = [len(actions) for actions in game.actions]
        m, n = self.sizes
        self.units = [max(int(payoffs.max()), 1) for payoffs in game.payoffs]
        a, b = ((own / unit).astype(np.float64) for own, unit in zip(game.payoffs, self.units, strict=True))
        spans = [float(unit * scale) for unit, scale in zip(self.units, game.unit, strict=True)]
        costs = [weight * span for weight, span in zip(weights.tolist(), spans, strict=True)]
        self.low = float(sum(Fraction(weight) * low for weight, low in zip(weights.tolist(), game.low, strict=True)))
        self.range = sum(map(abs, costs)) + sum(float(np.ptp(part)) for part in linear)
        self.costs = -np.concatenate([*linear, costs, np.zeros(m + n)])
        zeros = np.zeros
        worse = [(own.max(axis=0) - own).max(axis=1) for own in (a, b.T)]
        eye, other = np.eye(m), np.eye(n)
        one, none = np.ones((m, 1)), np.zeros((m, 1))
        one_y, none_y = np.ones((n, 1)), np.zeros((n, 1))
        # v_1 - A y from 0 to U b, and x + b at most 1; then the same for the column player; then both sums.
        self.rows = np.vstack(
            [
                np.hstack([zeros((m, m)), a, -one, none, zeros((m, m + n))]),
                np.hstack([zeros((m, m)), -a, one, none, -np.diag(worse[0]), zeros((m, n))]),
                np.hstack([eye, zeros((m, n)), none, none, eye, zeros((m, n))]),
                np.hstack([b.T, zeros((n, n)), none_y, -one_y, zeros((n, m + n))]),
                np.hstack([-b.T, zeros((n, n)), none_y, one_y, zeros((n, m)), -np.diag(worse[1])]),
                np.hstack([zeros((n, m)), other, none_y, none_y, zeros((n, m)), other]),
                np.hstack([np.ones((1, m)), zeros((1, 2 * n + m + 2))]),
                np.hstack([zeros((1, m)), np.ones((1, n)), zeros((1, 2 + m + n))]),
            ]
        )
        free, whole = np.full(m, -np.inf), np.full(n, -np.inf)
        self.lowest = np.concatenate([free, free, free, whole, whole, whole, [1.0, 1.0]])
        self.highest = np.concatenate([zeros(2 * m), np.ones(m), zeros(2 * n), np.ones(n), [1.0, 1.0]])

    def solve(self, nodes: int) -> Any:
        from scipy.optimize import Bounds, LinearConstraint, milp

        size = max(float(np.abs(self.costs).max()), np.finfo(float).tiny)
        result: Any = milp(
            self.costs / size,
            integrality=np.concatenate([np.zeros(sum(self.sizes) + 2), np.ones(sum(self.sizes))]),
            bounds=Bounds(0.0, 1.0),
            constraints=LinearConstraint(self.rows, self.lowest, self.highest),
            options={"mip_rel_gap": 0.0, "node_limit": nodes},
        )
        if result.get("mip_dual_bound") is not None:
            result.mip_dual_bound *= size
        return result

    def cut(self, unplayed: Any) -> None:
        """Exclude one choice of what is not played."""
        row = np.concatenate([np.zeros(sum(self.sizes) + 2), np.where(unplayed, -1.0, 1.0)])
        self.rows = np.vstack([self.rows, row])
        self.lowest = np.append(self.lowest, 1.0 - unplayed.sum())
        self.highest = np.append(self.highest, np.inf)

    def settle(self, unplayed: Any) -> tuple[Fraction, list[list[Fraction]]] | None:
        """The best exact equilibrium in which these actions are not played and all others are best replies."""
        m = self.sizes[0]
        played = [np.flatnonzero(~unplayed[:m]).tolist(), np.flatnonzero(~unplayed[m:]).tolist()]
        value, strategies = Fraction(0), []
        for i in range(2):
            # Own strategies set the other's payoff, at [own action, other's action].
            payoffs = self.game.payoffs[1 - i].T if i else self.game.payoffs[1 - i]
            weight = Fraction(float(self.weights[1 - i])) * self.game.unit[1 - i]
            if not played[i] or not played[1 - i]:
                return None
            first = played[1 - i][0]
            gains = [Fraction(c) + weight * int(payoffs[a, first]) for a, c in enumerate(self.linear[i].tolist())]
            found = _best_strategy(payoffs, played[i], played[1 - i], gains)
            if found is None:
                return None
            strategies.append(found)
            value += sum(gain * share for gain, share in zip(gains, found, strict=True))
            value += Fraction(float(self.weights[i])) * self.game.low[i]
        return value, strategies


def _best_strategy(
    payoffs: Any, support: list[int], tight: list[int], gains: list[Fraction]
) -> list[Fraction] | None:
    """The strategy on a support of most gain against which the other's actions ``tight`` are all best replies."""
    whole, _ = over_common([gains[a] for a in support])
    highest = max(whole)
    leads = (payoffs[support] - payoffs[np.ix_(support, tight[:1])]).T
    limits = [[*row, 0] for row in leads.tolist()]
    limits += [[*(-leads[j]).tolist(), 0] for j in tight]
    limits += [[-1] * len(support) + [-1], [1] * len(support) + [1]]
    shares = cheapest(limits, [highest - gain for gain in whole])
    if shares is None:
        return None
    strategy = [Fraction(0)] * len(payoffs)
    for a, share in zip(support, shares, strict=True):
        strategy[a] = share
    return strategy
