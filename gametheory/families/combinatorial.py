"""Games built from a combinatorial object: a tournament, a division of troops, a hidden support."""

from __future__ import annotations

from itertools import combinations
from math import comb, sqrt

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import whole
from ..errors import InvalidGameError
from ..normal_form.game import NormalFormGame, bimatrix
from ..value import Ints
from .checks import Seed, Shape, generator, shape_of

LARGEST_MATRIX = 2**31
"""No payoff matrix of a batch has more entries than this: one of 16 GiB is asked for by mistake."""


def sgc(k: int) -> NormalFormGame:
    r"""The game of Sandholm, Gilpin and Conitzer of size 4k - 1, hard for the enumeration of supports.

    The only equilibrium is that in which both players mix evenly over their first 2k - 1 actions, about half
    of them. Those form a cyclic game: the own action a pays 3 against most actions, 4 against a - 1 and 2
    against a + 1, modulo 2k - 1. The other 2k actions of either player form k games of matching pennies, which
    pay 3 or 0 but only against their like, so that the first actions, which pay 2 there, are better.

    Parameters
    ----------
    k : int, at least 1

    Returns
    -------
    NormalFormGame
        With 4k - 1 actions for either player and payoffs 0, 2, 3, 4.

    References
    ----------
    Sandholm, Gilpin and Conitzer (2005), "Mixed-Integer Programming Methods for Finding Nash Equilibria".

    Examples
    --------
    >>> from gametheory.normal_form import support_enumeration
    >>> support_enumeration(sgc(2)).strategies[0].round(3)
    array([[0.333, 0.333, 0.333, 0.   , 0.   , 0.   , 0.   ]])
    """
    k = whole(k, "k", at_least=1)
    cycle, pairs = 2 * k - 1, np.kron(np.eye(k), np.ones((2, 2)))
    ahead = (np.arange(cycle)[:, None] - np.arange(cycle)) % cycle
    own = np.zeros((4 * k - 1, 4 * k - 1))
    own[:cycle, :cycle] = 3.0 + (ahead == 1) - (-ahead % cycle == 1)
    own[:cycle, cycle:] = 2.0
    row, column = own.copy(), own.T.copy()
    row[cycle:, cycle:] = 3 * np.eye(2 * k)
    column[cycle:, cycle:] = 3 * (pairs - np.eye(2 * k))
    return bimatrix(row, column)


def tournament(nodes: int, subset: int, *, batch_shape: int | Shape = (), seed: Seed) -> NormalFormGame:
    r"""Win-lose games on random tournaments, whose well-supported equilibria need large supports.

    In a tournament every pair of nodes is decided one way, here by a fair coin. The row player picks one of n
    nodes, the column player a set of k nodes. The row player wins 1 if the node beats all of the set, the
    column player wins 1 if the set contains the node; both win nothing elsewhere.

    Parameters
    ----------
    nodes : int
        The number n of nodes, which are the row player's actions.
    subset : int
        The size k of a set. The column player has :math:`\binom{n}{k}` actions, in lexicographic order.
    batch_shape, seed
        As in :func:`uniform`.

    Returns
    -------
    NormalFormGame

    References
    ----------
    Anbalagan, Norin, Savani and Vetta (2013), "Polylogarithmic Supports Are Required for Approximate
    Well-Supported Nash Equilibria below 2/3".

    Examples
    --------
    >>> tournament(5, 2, seed=1)
    <NormalFormGame: row (5 actions) x column (10 actions)>
    """
    nodes, subset = whole(nodes, "nodes", at_least=1), whole(subset, "subset", at_least=1)
    if subset > nodes:
        raise InvalidGameError(f"subset needs to be at most the number of nodes, {nodes}; got {subset}.")
    _check_size(nodes, comb(nodes, subset))
    shape = shape_of(batch_shape)
    sets = np.array(list(combinations(range(nodes), subset)))
    above = np.triu(generator(seed).random((*shape, nodes, nodes)) < 0.5, 1)
    beats = above | np.tril(~above.swapaxes(-1, -2), -1)
    row = np.ones((*shape, nodes, len(sets)), dtype=bool)
    for member in sets.T:
        row &= beats[..., member]
    return bimatrix(row, (sets[None] == np.arange(nodes)[:, None, None]).any(axis=-1))


def colonel_blotto(values: ArrayLike, troops: int | tuple[int, int]) -> NormalFormGame:
    r"""Colonel Blotto games: troops are divided among hills, and the larger troop takes the hill.

    An action is a division :math:`t_1 + \dots + t_h` of a player's troops. Player i wins :math:`v_{ik}` on
    hill k with more troops there than the other has, and half of it with as many.

    Parameters
    ----------
    values : (*batch, 2, h), or (h,) if both players value the hills alike
        What each hill is worth to either player.
    troops : int, or (int, int)
        The troops of both players, or of each.

    Returns
    -------
    NormalFormGame
        With :math:`\binom{t + h - 1}{h - 1}` actions for t troops, labelled by their divisions, in
        lexicographic order.

    References
    ----------
    Borel (1921), "La théorie du jeu et les équations intégrales à noyau symétrique"; Hortala-Vallve and
    Llorente-Saguer (2012), "Pure Strategy Nash Equilibria in Non-Zero Sum Colonel Blotto Games".

    Examples
    --------
    >>> game = colonel_blotto([1, 1], troops=(2, 1))
    >>> game.actions[0], game.payoffs[0]
    (('0-2', '1-1', '2-0'), array([[1.5, 1. ],
           [1.5, 1.5],
           [1. , 1.5]]))
    """
    worth = np.asarray(values)
    if worth.dtype.kind not in "iuf" or worth.ndim == 0 or worth.shape[-1] == 0 or worth.shape[-2:-1] not in ((), (2,)):
        raise InvalidGameError(
            f"values need real numbers of shape (*batch, 2, h), or (h,) if both players value the hills alike; got "
            f"shape {worth.shape} of dtype {worth.dtype}."
        )
    if worth.ndim == 1:
        worth = np.stack([worth, worth])
    sides = troops if isinstance(troops, tuple) else (troops, troops)
    if len(sides) != 2:
        raise InvalidGameError(f"troops need one number, or one for each of two players; got {troops!r}.")
    hills = worth.shape[-1]
    counts = [whole(side, "troops", at_least=0) for side in sides]
    _check_size(*(comb(count + hills - 1, hills - 1) for count in counts))
    mine, theirs = (divisions(count, hills) for count in counts)
    payoffs = np.zeros((2, *worth.shape[:-2], len(mine), len(theirs)))
    for k in range(hills):
        ahead = np.sign(mine[:, None, k] - theirs[None, :, k])
        payoffs[0] += worth[..., 0, k, None, None] * (1 + ahead) / 2
        payoffs[1] += worth[..., 1, k, None, None] * (1 - ahead) / 2
    labels = [["-".join(map(str, division)) for division in side] for side in (mine, theirs)]
    return bimatrix(*payoffs, actions=labels)


def blotto(
    hills: int,
    troops: int | tuple[int, int],
    rho: float,
    *,
    mean: float = 0.0,
    batch_shape: int | Shape = (),
    seed: Seed,
) -> NormalFormGame:
    r"""Colonel Blotto games with random values, correlated between the players.

    The values of a hill to the two players are jointly normal with variance 1 and covariance rho, hills are
    independent; the game is that of :func:`colonel_blotto`. With ``rho=1`` it has a constant sum.

    Parameters
    ----------
    hills : int
    troops : int, or (int, int)
        The troops of both players, or of each.
    rho : float
        From -1 to 1.
    mean : float
        The mean of a value. Below 0 a hill may be better lost than won.
    batch_shape, seed
        As in :func:`uniform`.

    Returns
    -------
    NormalFormGame

    References
    ----------
    Hortala-Vallve and Llorente-Saguer (2012), "Pure Strategy Nash Equilibria in Non-Zero Sum Colonel Blotto
    Games"; as drawn by Fearnley, Igwe and Savani (2015), "An Empirical Study of Finding Approximate Equilibria in
    Bimatrix Games".

    Examples
    --------
    >>> blotto(3, 4, 0.5, batch_shape=10, seed=1)
    <NormalFormGame: batch of 10, row (15 actions) x column (15 actions)>
    """
    hills = whole(hills, "hills", at_least=1)
    if not -1 <= rho <= 1:
        raise InvalidGameError(f"rho needs to lie between -1 and 1; got {rho!r}.")
    draws = generator(seed).standard_normal((*shape_of(batch_shape), 2, hills))
    draws[..., 1, :] = rho * draws[..., 0, :] + sqrt(1 - rho * rho) * draws[..., 1, :]
    return colonel_blotto(mean + draws, troops)


def divisions(troops: int, hills: int) -> Ints:
    """Every division of a number of troops among hills, (divisions, hills), in lexicographic order."""
    fences = np.array(list(combinations(range(troops + hills - 1), hills - 1)), dtype=np.int64)
    fences = fences.reshape(comb(troops + hills - 1, hills - 1), hills - 1)
    return np.diff(fences, axis=-1, prepend=-1, append=troops + hills - 1) - 1


def _check_size(m: int, n: int) -> None:
    if m * n > LARGEST_MATRIX:
        raise InvalidGameError(f"the game would have {m} x {n} payoffs for each player, which no memory holds.")
