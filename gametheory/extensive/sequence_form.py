"""Value and optimal strategies of zero-sum games on a tree, without their normal form."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..errors import UnsupportedGameError
from ..kernels.status import Status
from ..residual import behaviour_residual
from ..value import Floats
from .game import ExtensiveGame, require_extensive
from .tree import Tree

FEASIBILITY = 1e-10
"""The tightest feasibility that HiGHS takes, on payoffs with a range of 1."""
ZERO = 1e-12
"""Probabilities below this are zero."""


def sequence_form_lp(game: ExtensiveGame, *, tolerance: float = TOLERANCE, strict: bool = True) -> Equilibrium:
    r"""Find optimal strategies of a two-player zero-sum game on a tree by linear programming.

    The variables are the probabilities x that a player gives to the *sequences* of own moves. They are the solutions
    of :math:`E x = e, x \ge 0`: the empty sequence has probability 1, and at every information set the moves share the
    probability of the sequence before. With A the payoffs to the first player at pairs of sequences, chance included,

    .. math:: \max_{x, q} f^\top q \quad \text{subject to} \quad F^\top q \le A^\top x, \; E x = e, \; x \ge 0.

    The program is as large as the tree, where the normal form is exponential in it.

    Parameters
    ----------
    game : ExtensiveGame, two players whose payoffs add up to a constant, perfect recall
        The games of a batch are solved one after the other.
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibrium
        Concept "nash". Where a player's own strategy rules out an information set, the actions there are equally
        likely.

    Raises
    ------
    UnsupportedGameError
        If the payoffs do not add up to a constant, or a player forgets.
    NoEquilibriumFoundError

    References
    ----------
    von Stengel (1996), "Efficient Computation of Behavior Strategies"; Koller, Megiddo and von Stengel (1996),
    "Efficient Computation of Equilibria for Extensive Two-Person Games". Solved by HiGHS.

    Examples
    --------
    >>> from gametheory.extensive import decision, extensive_game, payoffs
    >>> second = lambda l, r: decision("B", {"l": payoffs(l, -l), "r": payoffs(r, -r)}, information="B")
    >>> pennies = extensive_game(decision("A", {"l": second(3, -1), "r": second(-1, 1)}), players=("A", "B"))
    >>> sequence_form_lp(pennies).payoffs.round(6)
    array([ 0.333333, -0.333333])
    """
    require_extensive(game, recall="the sequence form")
    _require_constant_sum(game)
    tree, games = game.tree, prod(game.batch_shape)
    payoffs = game.payoffs.reshape(games, len(tree.ends), 2)[..., 0]
    chances = [side.reshape(games, side.shape[-1]) for side in game.chances]
    strategies = tuple(np.full((games, *shape), np.nan) for shape in tree.shapes)
    status, steps = np.empty(games, dtype=np.int8), np.empty(games, dtype=np.int64)
    for k in range(games):
        plans, status[k], steps[k] = _solve(tree, payoffs[k], [side[k] for side in chances])
        for player in range(2):
            if plans is not None:
                strategies[player][k] = _behaviour(tree, player, plans[player])
    shape = game.batch_shape
    return certify(
        game,
        tuple(strategy.reshape(*shape, *strategy.shape[1:]) for strategy in strategies),
        status.reshape(shape),
        steps.reshape(shape),
        residual=behaviour_residual,
        tolerance=tolerance,
        strict=strict,
    )


def _solve(tree: Tree, payoffs: Floats, chances: list[Floats]) -> tuple[Any, int, int]:
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, hstack

    low, high = payoffs.min(), payoffs.max()
    scaled = (payoffs - low) / (high - low if high > low else 1.0)
    sequences = [1 + rows * width for rows, width in tree.shapes]
    likely = np.ones(len(tree.parent))
    for node in range(1, len(likely)):
        parent = tree.parent[node]
        here = chances[tree.place[parent]][tree.move[node]] if tree.mover[parent] < 0 else 1.0
        likely[node] = likely[parent] * here
    first, second = tree.sequences[tree.ends].T
    matrix = csr_array((likely[tree.ends] * scaled, (first, second)), shape=(sequences[0], sequences[1]))
    (own, own_right), (theirs, theirs_right) = (_constraints(tree, player) for player in range(2))
    # Sequences that do not exist have no column entries; they are held at 0.
    exists = np.append(True, tree.exists[0].reshape(-1))
    result: Any = linprog(
        np.concatenate([np.zeros(sequences[0]), -theirs_right]),
        A_ub=hstack([-matrix.T, theirs.T], format="csr"),
        b_ub=np.zeros(sequences[1]),
        A_eq=hstack([own, csr_array((own.shape[0], theirs.shape[0]))], format="csr"),
        b_eq=own_right,
        bounds=[(0, None if real else 0) for real in exists] + [(None, None)] * theirs.shape[0],
        method="highs",
        options={"primal_feasibility_tolerance": FEASIBILITY, "dual_feasibility_tolerance": FEASIBILITY},
    )
    if result.status != 0:
        return None, Status.LP_FAILED, int(result.nit)
    return (result.x[: sequences[0]], -result.ineqlin.marginals), Status.SOLVED, int(result.nit)


def _constraints(tree: Tree, player: int) -> tuple[Any, Floats]:
    """The equations that the probabilities of a player's sequences solve."""
    from scipy.sparse import csr_array

    width = tree.shapes[player][1]
    entries, rows, columns = [1.0], [0], [0]
    for row, number in enumerate(tree.sets_of[player]):
        held = tree.sets[number]
        actions = len(held.actions)
        entries += [-1.0, *[1.0] * actions]
        rows += [1 + row] * (1 + actions)
        columns += [int(tree.sequences[held.nodes[0], player]), *(1 + row * width + a for a in range(actions))]
    height = 1 + len(tree.sets_of[player])
    shape = (height, 1 + tree.shapes[player][0] * width)
    return csr_array((entries, (rows, columns)), shape=shape), np.eye(1, height)[0]


def _behaviour(tree: Tree, player: int, plan: Floats) -> Floats:
    """The behaviour strategy of a realisation plan."""
    exists = tree.exists[player]
    shares = np.where(exists & (plan[1:].reshape(exists.shape) > ZERO), plan[1:].reshape(exists.shape), 0.0)
    reached = shares.sum(axis=-1, keepdims=True) > 0
    shares = np.where(reached, shares, exists)
    return np.asarray(shares / shares.sum(axis=-1, keepdims=True))


def _require_constant_sum(game: ExtensiveGame) -> None:
    payoffs = game.payoffs if game.exact is None else game.exact.payoffs
    total = payoffs.sum(axis=-1)
    if len(game.players) != 2 or not (total == total[..., :1]).all():
        raise UnsupportedGameError(
            "sequence_form_lp needs two players whose payoffs add up to one constant; these do not. Use "
            "subgame_perfect, or a solver for reduced_normal_form(game)."
        )
