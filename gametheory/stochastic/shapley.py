"""Zero-sum stochastic games: value, policy and Newton iteration."""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple

import numpy as np

from ..arguments import whole
from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..errors import UnsupportedGameError
from ..kernels.status import Status
from ..normal_form.minimax_simplex import simplex
from ..profile import profiles_available
from ..residual import markov_residual
from ..value import Bools, Floats
from .decision import modified_policy_iteration, policy_iteration
from .evaluation import DENSE, evaluate
from .game import StochasticGame, require_discounting

SETTLED = 1e-13
"""An iteration ends when values move by less than this share of the payoff range, or by nothing but rounding."""


CONSTANT = 1e-12
"""Sums of payoffs may differ by this share of the payoff range, for rounding."""


class Bracket(NamedTuple):
    """Bounds on the value of a zero-sum game to the row player, from each state.

    Attributes
    ----------
    lower, upper : (*batch, S)
        What the row player's strategy guarantees, and what the column player's concedes at most.
    """

    lower: Floats
    upper: Floats


def shapley(
    game: StochasticGame, *, max_steps: int = 1_000, tolerance: float = TOLERANCE, strict: bool = True
) -> Equilibrium:
    r"""Find optimal stationary strategies of a zero-sum stochastic game, by a safeguarded Newton iteration.

    The values are the fixed point of

    .. math:: (T v)(s) = \operatorname{val} [ (1 - \delta) u(s, a, b) + \delta \sum_{s'} P(s' | s, a, b) v(s') ].

    Each step solves the matrix game of every state, and then values the strategies found. Where that does not bring v
    nearer to being a fixed point than the step of value iteration would, the latter is taken instead, so that the
    iteration cannot cycle. A handful of steps does for most games, whatever the discount.

    Parameters
    ----------
    game : StochasticGame of two players whose payoffs add up to a constant
    max_steps : int
        Steps at most.
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibrium
        ``payoffs[..., 0]`` are the values to the row player. They are certified by a bracket: see
        :func:`value_bracket`.

    Raises
    ------
    UnsupportedGameError
        If there are not two players, or the payoffs do not add up to a constant.
    NoEquilibriumFoundError

    See Also
    --------
    shapley_value_iteration, hoffman_karp

    References
    ----------
    Shapley (1953), "Stochastic Games"; Pollatschek and Avi-Itzhak (1969), "Algorithms for Stochastic Games with
    Geometrical Interpretation"; Filar and Vrieze (1997), "Competitive Markov Decision Processes", section 3.3 and 3.7.

    Examples
    --------
    The Big Match: as long as the row player waits he is paid 1 when the column player plays right; if he acts, his
    payoff stays for ever what it is then, 1 against left and 0 against right. It is worth one half at every discount.

    >>> payoffs = np.zeros((3, 2, 2))
    >>> payoffs[0], payoffs[1] = [[1, 0], [0, 1]], 1
    >>> transitions = np.zeros((3, 2, 2, 3))
    >>> transitions[0, 0, 0, 1] = transitions[0, 0, 1, 2] = transitions[0, 1, :, 0] = 1
    >>> transitions[1, ..., 1] = transitions[2, ..., 2] = 1
    >>> game = StochasticGame(np.stack([payoffs, -payoffs], axis=1), 0.9, transitions)
    >>> answer = shapley(game)
    >>> answer.payoffs[:, 0].round(12)
    array([0.5, 1. , 0. ])
    >>> answer.strategies[0][0].round(6)
    array([0.090909, 0.909091])
    """
    return _solve(game, _newton, max_steps, tolerance, strict)


def shapley_value_iteration(
    game: StochasticGame, *, max_steps: int = 100_000, tolerance: float = TOLERANCE, strict: bool = True
) -> Equilibrium:
    r"""Find optimal stationary strategies of a zero-sum stochastic game by value iteration.

    :math:`v \leftarrow T v`, a contraction with factor δ: about :math:`30 / (1 - \delta)` steps.

    Parameters
    ----------
    game, max_steps, tolerance, strict
        As in :func:`shapley`.

    Returns
    -------
    Equilibrium

    References
    ----------
    Shapley (1953), "Stochastic Games".

    Examples
    --------
    >>> pennies = np.array([[[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]]])
    >>> shapley_value_iteration(StochasticGame(pennies, 0.5, np.ones((1, 2, 2, 1)))).strategies[0]
    array([[0.5, 0.5]])
    """
    return _solve(game, _value_iteration, max_steps, tolerance, strict)


def hoffman_karp(
    game: StochasticGame, *, max_steps: int = 1_000, tolerance: float = TOLERANCE, strict: bool = True
) -> Equilibrium:
    """Find optimal stationary strategies of a zero-sum stochastic game by policy iteration.

    Each step solves the matrix game of every state, keeps the row player's strategy, and values it against the column
    player's best reply. These values rise from step to step and converge.

    Parameters
    ----------
    game, max_steps, tolerance, strict
        As in :func:`shapley`.

    Returns
    -------
    Equilibrium

    References
    ----------
    Hoffman and Karp (1966), "On Nonterminating Stochastic Games".

    Examples
    --------
    >>> pennies = np.array([[[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]]])
    >>> hoffman_karp(StochasticGame(pennies, 0.5, np.ones((1, 2, 2, 1)))).strategies[0]
    array([[0.5, 0.5]])
    """
    return _solve(game, _policy_iteration, max_steps, tolerance, strict)


def value_bracket(equilibrium: Equilibrium) -> Bracket:
    r"""The bounds on the value that a pair of strategies proves.

    If nobody can gain more than r in a single period, nobody can gain more than r / (1 - δ) at all: the row player's
    strategy guarantees the payoff less that of the column player, and the column player's concedes at most the payoff
    plus that of the row player.

    Parameters
    ----------
    equilibrium : Equilibrium
        Of a zero-sum stochastic game, as :func:`shapley` returns it.

    Examples
    --------
    >>> pennies = np.array([[[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]]])
    >>> lower, upper = value_bracket(shapley(StochasticGame(pennies, 0.5, np.ones((1, 2, 2, 1)))))
    >>> bool((lower <= 0).all() and (0 <= upper).all() and (upper - lower).max() < 1e-12)
    True
    """
    total = equilibrium.certificate.total_regret if isinstance(equilibrium, Equilibrium) else None
    if total is None or equilibrium.payoffs.shape[-1] != 2:
        raise UnsupportedGameError("a bracket needs the answer for a zero-sum stochastic game, as shapley returns it.")
    paid = equilibrium.payoffs[..., 0]
    return Bracket(paid - total[..., 1, None], paid + total[..., 0, None])


class _ZeroSum:
    """A zero-sum game over a flattened batch, as what the row player is paid."""

    def __init__(self, game: StochasticGame) -> None:
        self.games = prod(game.batch_shape)
        self.total = _total(game).reshape(self.games, 1)
        self.game = game.between(0, self.games)
        self.states = game.payoffs.shape[len(game.batch_shape)]
        self.slack = SETTLED * self.game.scale[:, 0]

    def solve(self, values: Floats) -> tuple[Floats, Floats, Floats]:
        """T v, (games, S), and optimal strategies of the matrix games, (games, S, m) and (games, S, n)."""
        stage = self.game.stage_game(np.stack([values, self.total - values], axis=-1))
        x, y, _, _ = simplex(stage)
        x, y = np.nan_to_num(x), np.nan_to_num(y)  # of games that the certificate will refuse
        paid = (x * (stage.flat[:, 0] @ y[..., None])[..., 0]).sum(axis=-1)
        core = (self.games, self.states)
        return paid.reshape(core), x.reshape(*core, x.shape[-1]), y.reshape(*core, y.shape[-1])

    def value(self, x: Floats, y: Floats) -> Floats:
        """What the row player gets when both keep to these strategies, (games, S)."""
        return evaluate(self.game, (x, y))[0][..., 0]

    def value_against_best_reply(self, x: Floats) -> Floats:
        """What the row player's strategy guarantees, (games, S)."""
        process = self.game.given({0: x})
        reply = policy_iteration if self.states <= DENSE else modified_policy_iteration
        return np.nan_to_num(self.total - reply(process, strict=False).payoffs[..., 0])


class _State(NamedTuple):
    """Values, what T makes of them, the strategies that do so, and how far apart the two are."""

    values: Floats
    target: Floats
    x: Floats
    y: Floats
    gap: Floats


def _at(game: _ZeroSum, values: Floats) -> _State:
    target, x, y = game.solve(values)
    return _State(values, target, x, y, np.abs(target - values).max(axis=-1))


def _newton(game: _ZeroSum, here: _State) -> _State:
    ahead = _at(game, game.value(here.x, here.y))
    slow = ~(ahead.gap <= game.game.discount * here.gap) & (here.gap > game.slack)
    if not slow.any():
        return ahead
    return _at(game, np.where(slow[:, None], here.target, ahead.values))


def _value_iteration(game: _ZeroSum, here: _State) -> _State:
    return _at(game, here.target)


def _policy_iteration(game: _ZeroSum, here: _State) -> _State:
    return _at(game, game.value_against_best_reply(here.x))


def _solve(game: StochasticGame, step: Any, max_steps: int, tolerance: float, strict: bool) -> Equilibrium:
    """Take steps until the values are a fixed point up to rounding, and certify."""
    require_discounting(game)
    max_steps = whole(max_steps, "max_steps", at_least=0)
    zero_sum = _ZeroSum(game.centred()[0])
    here = _at(zero_sum, np.zeros((zero_sum.games, zero_sum.states)))
    taken = np.zeros(zero_sum.games, dtype=np.int64)
    while taken.max(initial=0) < max_steps and (here.gap > zero_sum.slack).any():
        ahead = step(zero_sum, here)
        stay = here.gap <= zero_sum.slack  # what is settled stays as it is, so a batch equals its games
        here = _State(*(_keep(stay, old, new) for old, new in zip(here, ahead, strict=True)))
        taken += ~stay
    shape = game.batch_shape
    status = np.where(here.gap <= zero_sum.slack, Status.SOLVED, Status.STEP_LIMIT)
    return certify(
        game,
        tuple(z.reshape(*shape, *z.shape[1:]) for z in (here.x, here.y)),
        status.reshape(shape),
        taken.reshape(shape),
        residual=markov_residual,
        tolerance=tolerance,
        strict=strict,
    )


def _keep(stay: Bools, old: Floats, new: Floats) -> Floats:
    return np.where(stay.reshape(-1, *(1,) * (old.ndim - 1)), old, new)


def _total(game: StochasticGame) -> Floats:
    """The constant that the players' payoffs add up to, (*batch,)."""
    if len(game.players) != 2:
        raise UnsupportedGameError(f"a zero-sum game has two players; got {len(game.players)}: {game.players}.")
    total = game.payoffs.sum(axis=-3)
    axes = (-3, -2, -1)
    there = np.broadcast_to(True if game.available is None else profiles_available(game.available), total.shape)
    high = np.max(total, axis=axes, where=there, initial=-np.inf)
    low = np.min(total, axis=axes, where=there, initial=np.inf)
    if not (high - low <= CONSTANT * game.scale.max(axis=-1)).all():
        raise UnsupportedGameError(
            "a zero-sum stochastic game is needed, in which the payoffs of every state and profile add up to one "
            f"constant; these add up to values from {low.min()} to {high.max()}."
        )
    return np.asarray(high / 2 + low / 2)
