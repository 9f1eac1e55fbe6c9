"""Markov decision processes: policy, value and modified policy iteration."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from ..arguments import shown, whole
from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..errors import InvalidGameError, UnsupportedGameError
from ..kernels.kernel import CHUNK_BYTES, in_chunks
from ..kernels.status import Status
from ..residual import markov_residual
from ..value import Bools, Floats, Ints
from .elimination import eliminate, solve_eliminated
from .evaluation import DENSE, sparse_values
from .game import StochasticGame, require_discounting, require_stochastic

IMPROVEMENT = 1e-12
"""An action is changed only for a gain beyond this share of the player's payoff range: less is rounding."""

SWEEPS = 20
"""How often modified policy iteration applies a policy before it looks for a better one."""

CHUNK = 4 * CHUNK_BYTES

TieRule = Callable[[Bools], Ints]
"""From which actions are best, (*batch, S, m), to the one that is taken, (*batch, S)."""


def first_best(best: Bools) -> Ints:
    """The first of several best actions."""
    return np.asarray(_marks(best).argmax(axis=-1))


def last_best(best: Bools) -> Ints:
    """The last of several best actions."""
    best = _marks(best)
    return np.asarray(best.shape[-1] - 1 - best[..., ::-1].argmax(axis=-1))


def _marks(best: Any) -> Bools:
    marks = np.asarray(best)
    if marks.ndim == 0 or marks.dtype != bool:
        raise InvalidGameError(f"a tie rule needs marks of the best actions, (..., m) bool; got {shown(best)}.")
    return marks


def policy_iteration(
    process: StochasticGame,
    *,
    ties: TieRule = first_best,
    max_steps: int = 1_000,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibrium:
    """Find a best stationary strategy of one player by policy iteration.

    Each step values the strategy in hand and then plays, in every state, what is best when tomorrow is worth that.
    Few steps are needed, each a linear system with as many unknowns as states.

    Parameters
    ----------
    process : StochasticGame of one player
        For instance ``game.decision_process(strategies, player)``.
    ties : callable
        Which of several best actions is taken: :func:`first_best`, :func:`last_best`, or another function of this
        kind. Actions within 1e-12 of the payoff range of the best one count as best.
    max_steps, tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibrium
        One strategy, (*batch, S, m), and its payoffs from each state, (*batch, S, 1).

    References
    ----------
    Howard (1960), "Dynamic Programming and Markov Processes", chapter 7.

    Examples
    --------
    A repair costs 3; a machine that is broken costs 2 a period until it is repaired.

    >>> payoffs = np.array([[[0.0, -3.0]], [[-2.0, -3.0]]])
    >>> transitions = np.array([[[0.7, 0.3], [1, 0]], [[0, 1], [1, 0]]])
    >>> machine = StochasticGame(payoffs, 0.9, transitions, players=("owner",))
    >>> policy_iteration(machine).strategies[0]
    array([[1., 0.],
           [0., 1.]])
    """
    return _in_batches(process, _policy_iteration, ties, max_steps, tolerance, strict)


def value_iteration(
    process: StochasticGame,
    *,
    ties: TieRule = first_best,
    max_steps: int = 100_000,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibrium:
    r"""Find a best stationary strategy of one player by value iteration.

    .. math:: v(s) \leftarrow \max_a (1 - \delta) u(s, a) + \delta \sum_{s'} P(s' | s, a) v(s')

    until the span of the change says that what is best against v is best up to rounding. The number of steps grows
    as the slower of discounting and mixing.

    Parameters
    ----------
    process, ties, max_steps, tolerance, strict
        As in :func:`policy_iteration`.

    Returns
    -------
    Equilibrium

    References
    ----------
    Puterman (1994), "Markov Decision Processes", theorem 6.6.6 (span).

    Examples
    --------
    >>> payoffs = np.array([[[0.0, -3.0]], [[-2.0, -3.0]]])
    >>> transitions = np.array([[[0.7, 0.3], [1, 0]], [[0, 1], [1, 0]]])
    >>> value_iteration(StochasticGame(payoffs, 0.9, transitions, players=("owner",))).payoffs[:, 0].round(3)
    array([-0.638, -0.874])
    """
    return _in_batches(process, _value_iteration, ties, max_steps, tolerance, strict)


def modified_policy_iteration(
    process: StochasticGame,
    *,
    ties: TieRule = first_best,
    max_steps: int = 10_000,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibrium:
    """Find a best stationary strategy of one player by modified policy iteration.

    As value iteration, but every strategy that is found is applied 20 times before a better one is looked for. The
    choice for many states with few successors each.

    Parameters
    ----------
    process, ties, max_steps, tolerance, strict
        As in :func:`policy_iteration`.

    Returns
    -------
    Equilibrium

    References
    ----------
    Puterman and Shin (1978), "Modified Policy Iteration Algorithms for Discounted Markov Decision Problems".

    Examples
    --------
    >>> payoffs = np.array([[[0.0, -3.0]], [[-2.0, -3.0]]])
    >>> transitions = np.array([[[0.7, 0.3], [1, 0]], [[0, 1], [1, 0]]])
    >>> modified_policy_iteration(StochasticGame(payoffs, 0.9, transitions, players=("owner",))).strategies[0][:, 0]
    array([1., 0.])
    """
    return _in_batches(process, _modified_policy_iteration, ties, max_steps, tolerance, strict)


class _Flat:
    """A process over a flattened batch, as what an action pays today and where it leads."""

    def __init__(self, process: StochasticGame, rows: slice, margin: Floats) -> None:
        games = prod(process.batch_shape)
        self.states, _, self.size = process.payoffs.shape[len(process.batch_shape) :]
        core = process.transitions.shape[-1]
        self.patience = process.discount.reshape(games)[rows, None, None]
        today = process.payoffs.reshape(games, self.states, self.size)[rows]
        self.today = (1 - self.patience) * today
        self.chances = process.transitions.reshape(games, self.states, self.size, core)[rows]
        self.targets = None
        if process.successors is not None:
            self.targets = process.successors.reshape(games, self.states, self.size, core)[rows]
        self.exists = None if process.available is None else process.available[0].reshape(games, self.states, -1)[rows]
        if self.exists is not None:
            self.today = np.where(self.exists, self.today, -np.inf)
        self.margin = margin[rows, None]
        self._matrix = self._sparse() if self.targets is not None and len(today) == 1 else None

    def _sparse(self) -> Any:
        from scipy.sparse import csr_array

        assert self.targets is not None
        cells, width = self.states * self.size, self.chances.shape[-1]
        matrix = csr_array(
            (self.chances.flatten(), self.targets.flatten(), np.arange(cells + 1) * width), (cells, self.states)
        )
        matrix.sum_duplicates()  # in place
        return matrix

    def worth(self, values: Floats) -> Floats:
        """What each action is worth when tomorrow is worth ``values`` (games, S): (games, S, m)."""
        if self._matrix is not None:
            after = (self._matrix @ values[0]).reshape(1, self.states, self.size)
        elif self.targets is None:
            cells = self.chances.reshape(len(values), -1, self.states)
            after = (cells @ values[..., None]).reshape(self.today.shape)
        else:
            reached = np.take_along_axis(values, self.targets.reshape(len(values), -1), axis=-1)
            after = (self.chances * reached.reshape(self.chances.shape)).sum(axis=-1)
        return np.asarray(self.today + self.patience * after)

    def follow(self, choice: Ints) -> tuple[Floats, Any]:
        """What a policy (games, S) pays today, (games, S), and its chain: an array, or a sparse matrix of one game."""
        paid = np.take_along_axis(self.today, choice[..., None], axis=-1)[..., 0]
        if self._matrix is not None:
            return paid, self._matrix[np.arange(self.states) * self.size + choice[0]]
        rows = np.take_along_axis(self.chances, choice[..., None, None], axis=-2)[..., 0, :]
        if self.targets is None:
            return paid, rows
        slots = np.take_along_axis(self.targets, choice[..., None, None], axis=-2)[..., 0, :]
        cells = np.arange(rows[..., 0].size).reshape(*rows.shape[:-1], 1) * self.states + slots
        dense = np.bincount(cells.reshape(-1), rows.reshape(-1), minlength=rows[..., 0].size * self.states)
        return paid, dense.reshape(*rows.shape[:-1], self.states)

    def value(self, choice: Ints) -> Floats:
        """The values of a policy, (games, S)."""
        paid, chain = self.follow(choice)
        if isinstance(chain, np.ndarray) and self.states <= DENSE:
            leave = (1 - self.patience)[..., 0]
            return solve_eliminated(eliminate(self.patience * chain, leave), paid[..., None])[..., 0]
        if isinstance(chain, np.ndarray):
            solved = np.linalg.solve(np.eye(self.states) - self.patience * chain, paid[..., None])
            return np.asarray(solved[..., 0], dtype=np.float64)
        discount = float(self.patience.item())
        return sparse_values(chain, paid[0, :, None] / (1 - discount), discount)[0].T

    def best(self, worth: Floats) -> Bools:
        """Which actions are best, up to rounding."""
        return np.asarray(worth >= worth.max(axis=-1, keepdims=True) - self.margin[..., None])


Solved = tuple[Floats, Bools, Ints]
"""Of each game the values, whether it is settled, and steps."""


def _policy_iteration(process: _Flat, max_steps: int) -> Solved:
    choice = process.today.argmax(axis=-1)
    settled = np.zeros(len(choice), dtype=bool)
    values, steps = np.zeros(choice.shape), np.zeros(len(choice), dtype=np.int64)
    while steps.max(initial=0) < max_steps and not settled.all():
        steps += ~settled
        values = process.value(choice)
        worth = process.worth(values)
        kept = np.take_along_axis(worth, choice[..., None], axis=-1)[..., 0]
        new = worth.argmax(axis=-1)
        better = np.take_along_axis(worth, new[..., None], axis=-1)[..., 0] > kept + process.margin
        choice = np.where(better, new, choice)
        settled = np.asarray(~better.any(axis=-1))
    return values, settled, steps


def _value_iteration(process: _Flat, max_steps: int) -> Solved:
    return _sweeping(process, max_steps, 0)


def _modified_policy_iteration(process: _Flat, max_steps: int) -> Solved:
    return _sweeping(process, max_steps, SWEEPS)


def _sweeping(process: _Flat, max_steps: int, sweeps: int) -> Solved:
    """Value iteration, with so many applications of each policy between two looks for a better one."""
    values = np.broadcast_to(process.today.max(axis=-1), process.today.shape[:2])
    settled = np.zeros(len(values), dtype=bool)
    patience, steps = process.patience[..., 0], np.zeros(len(values), dtype=np.int64)
    while steps.max(initial=0) < max_steps and not settled.all():
        steps += ~settled
        worth = process.worth(values)
        # What is settled stays as it is, whatever the others in its chunk need.
        new = np.where(settled[:, None], values, worth.max(axis=-1))
        change = new - values
        low, high = change.min(axis=-1), change.max(axis=-1)
        # The true values lie between new + low and new + high, each times discount / (1 - discount).
        settled = settled | (patience[:, 0] * (high - low) <= process.margin[:, 0] / 4)
        values = new
        if sweeps and not settled.all():
            paid, chain = process.follow(worth.argmax(axis=-1))
            for _ in range(sweeps):
                if isinstance(chain, np.ndarray):
                    values = paid + patience * (chain @ values[..., None])[..., 0]
                else:
                    values = paid + patience * (chain @ values[0])[None]
        values = np.where(settled[:, None], new, values)
    return values, settled, steps


def _in_batches(
    process: StochasticGame,
    solve: Callable[[_Flat, int], Solved],
    ties: TieRule,
    max_steps: int,
    tolerance: float,
    strict: bool,
) -> Equilibrium:
    """Solve chunk by chunk, choose among ties, and certify."""
    require_stochastic(process)
    max_steps = whole(max_steps, "max_steps", at_least=0)
    if not callable(ties):
        raise InvalidGameError(f"ties needs a rule, such as first_best or last_best; got {ties!r}.")
    if len(process.players) != 1:
        raise UnsupportedGameError(
            f"a decision process has one player; got {len(process.players)}: {process.players}. Use "
            f"best_reply(game, strategies, player)."
        )
    require_discounting(process)
    games = prod(process.batch_shape)
    states, _, size = process.payoffs.shape[len(process.batch_shape) :]
    margin = IMPROVEMENT * process.scale.reshape(games)
    centred, _ = process.centred()  # constants would add rounding

    def chunk(start: int, stop: int) -> tuple[Ints, Bools, Ints]:
        part = _Flat(centred, slice(start, stop), margin)
        values, settled, steps = solve(part, max_steps)
        return _chosen(ties, part.best(part.worth(values))), settled, steps

    each = max(1, (process.transitions.nbytes + process.payoffs.nbytes) // max(1, games))
    alone = states > DENSE and process.successors is not None
    solved = in_chunks(chunk, games, 1 if alone else max(1, CHUNK // each))
    choice = np.concatenate([part[0] for part in solved]) if solved else np.zeros((0, states), dtype=np.int64)
    settled = np.concatenate([part[1] for part in solved]) if solved else np.zeros(0, dtype=bool)
    steps = np.concatenate([part[2] for part in solved]) if solved else np.zeros(0, dtype=np.int64)
    strategy = np.zeros((*choice.shape, size))
    np.put_along_axis(strategy, choice[..., None], 1.0, axis=-1)
    strategy.setflags(write=False)
    return certify(
        process,
        (strategy.reshape(*process.batch_shape, states, size),),
        np.where(settled, Status.SOLVED, Status.STEP_LIMIT).reshape(process.batch_shape),
        steps.reshape(process.batch_shape),
        residual=markov_residual,
        tolerance=tolerance,
        strict=strict,
    )


def _chosen(ties: TieRule, best: Bools) -> Ints:
    """The actions that a rule takes, (games, S), if they are among the best."""
    choice = np.asarray(ties(best))
    fits = choice.dtype.kind in "iu" and choice.shape == best.shape[:-1]
    if not (fits and (choice >= 0).all() and (choice < best.shape[-1]).all()):
        raise InvalidGameError(
            f"ties needs to return the number of one action in each state, shape {best.shape[:-1]}, from a mask of the "
            f"best actions, {best.shape}; it returned {shown(choice)}."
        )
    if not np.take_along_axis(best, choice[..., None], axis=-1).all():
        raise InvalidGameError("ties needs to take one of the best actions; it took another.")
    return choice
