"""A Bayesian game as a normal form: one player per type, or one strategy per plan for all types."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from math import prod
from typing import Any

import numpy as np

from ..errors import InvalidGameError, UnsupportedGameError
from ..normal_form import NormalFormGame
from ..value import Floats, Ints, seal
from .game import BayesianGame, as_fractions, require_bayesian

MOST_PAYOFFS = 2**24
"""The default limit on the payoffs of one normal form: 128 MB."""


def agent_form(game: BayesianGame, *, most_payoffs: int = MOST_PAYOFFS) -> NormalFormGame:
    r"""The agent form: every type of every player is a player of its own, paid what the type expects.

    Agent :math:`(i, t_i)` is paid :math:`\sum_{t_{-i}} p(t_{-i} \mid t_i) u_i(t, a)`, where the agents of t move a.
    Its Nash equilibria are the Bayes-Nash equilibria in which types of probability 0 do anything: their agents are
    paid 0.

    Parameters
    ----------
    game : BayesianGame
    most_payoffs : int
        An agent form with more numbers than this, for one game of the batch, is refused.

    Returns
    -------
    NormalFormGame
        Over the same batch, agents in the order of players, then types. Exact where float64 would round.

    Raises
    ------
    UnsupportedGameError
        If it is too large; the message gives the sizes.

    References
    ----------
    Harsanyi (1967-68), "Games with Incomplete Information Played by 'Bayesian' Players", parts I to III.

    Examples
    --------
    >>> payoffs = np.zeros((2, 2, 1, 2, 2))
    >>> payoffs[0, 1, 0] = [[3, 0], [0, 1]]
    >>> form = agent_form(BayesianGame(payoffs, [[0.25], [0.75]], types=(("weak", "strong"), ("any",))))
    >>> form.players, form.sizes
    (('row: weak', 'row: strong', 'column: any'), (2, 2, 2))
    >>> form.payoffs[1, 0]
    array([[3., 0.],
           [0., 1.]])
    """
    require_bayesian(game)
    number, counts, sizes = len(game.players), game.type_counts, game.sizes
    starts = np.cumsum((0, *counts))
    agents = int(starts[-1])
    wide = tuple(size for size, count in zip(sizes, counts, strict=True) for _ in range(count))
    _check_size(wide, agents, most_payoffs, "agent form")
    payoffs, belief = _numbers(game)
    table = np.zeros((*game.batch_shape, agents, *wide), dtype=payoffs.dtype)
    for types in product(*map(range, counts)):
        movers = [int(starts[i]) + t for i, t in enumerate(types)]
        core = tuple(size if agent in movers else 1 for agent, size in enumerate(wide))
        for i, agent in enumerate(movers):
            paid: Any = payoffs[..., i, *types, *(slice(None),) * number]
            share: Any = belief[i][..., *types].reshape(*game.batch_shape, *(1,) * number)
            place: Any = (..., agent, *(slice(None),) * agents)
            table[place] += (share * paid).reshape(*game.batch_shape, *core)
    names = tuple(
        f"{player}: {label}"
        for i, player in enumerate(game.players)
        for label in (game.types[i] if game.types else [f"type {t}" for t in range(counts[i])])
    )
    labels = masks = None
    if game.actions is not None:
        labels = tuple(mine for mine, count in zip(game.actions, counts, strict=True) for _ in range(count))
    if game.available is not None:
        masks = tuple(mask[..., t, :] for mask in game.available for t in range(mask.shape[-2]))
    return NormalFormGame(table, names, labels, masks)


def strategic_form(game: BayesianGame, *, most_payoffs: int = MOST_PAYOFFS) -> NormalFormGame:
    r"""The strategic form: a pure strategy names an action for each type of the player.

    .. math:: U_i(s) = \sum_t p(t) \, u_i(t, s_1(t_1), \ldots, s_N(t_N)).

    Its Nash equilibria are the Bayes-Nash equilibria, as mixed strategies; many of them may be one in behaviour
    strategies (:func:`behaviour_strategies`). Types of probability 0 do anything.

    Parameters
    ----------
    game : BayesianGame
    most_payoffs : int
        A form with more numbers than this, for one game of the batch, is refused.

    Returns
    -------
    NormalFormGame
        Over the same batch. Strategies are in lexicographic order, and labelled by their actions joined by ``/``.
        Exact where float64 would round.

    Raises
    ------
    UnsupportedGameError
        If it is too large; the message gives the sizes.

    References
    ----------
    Harsanyi (1968), "Games with Incomplete Information Played by 'Bayesian' Players", part II.

    Examples
    --------
    >>> payoffs = np.zeros((2, 2, 1, 2, 2))
    >>> payoffs[0, 1, 0] = [[3, 0], [0, 1]]
    >>> game = BayesianGame(payoffs, [[0.25], [0.75]], actions=(("up", "down"), ("left", "right")))
    >>> form = strategic_form(game)
    >>> form.actions[0]
    ('up/up', 'up/down', 'down/up', 'down/down')
    >>> form.payoffs[0]
    array([[2.25, 0.  ],
           [0.  , 0.75],
           [2.25, 0.  ],
           [0.  , 0.75]])
    """
    require_bayesian(game)
    payoffs, prior = (game.payoffs, game.prior) if game.exact is None else (game.exact.payoffs, game.exact.prior)
    if game.exact is None and not _sums_are_exact(prior, payoffs):
        payoffs, prior = as_fractions(payoffs), as_fractions(prior)
    return _strategic(game, payoffs, [prior] * len(game.players), most_payoffs)


def interim_strategic_form(game: BayesianGame, *, most_payoffs: int = MOST_PAYOFFS) -> NormalFormGame:
    """The strategic form in float64, as if all types of a player were equally likely to himself.

    It has the equilibria of the strategic form, up to rounding, and types that are rare count as much as others.
    """
    belief = [np.nan_to_num(game.belief(i), nan=0.0) for i in range(len(game.players))]
    return _strategic(game, game.payoffs, belief, most_payoffs)


def behaviour_strategies(game: BayesianGame, mixed: Sequence[Any]) -> tuple[Floats, ...]:
    r"""The behaviour strategies that lead to the same play as mixed strategies of the strategic form.

    .. math:: \sigma_i(a \mid t_i) = \sum_{s : s(t_i) = a} x_i(s).

    Parameters
    ----------
    game : BayesianGame
    mixed : one (*any, m_i ** t_i) per player

    Returns
    -------
    tuple of (*any, t_i, m_i), one per player

    References
    ----------
    Kuhn (1953), "Extensive Games and the Problem of Information", theorem 4.

    Examples
    --------
    >>> game = BayesianGame(np.zeros((1, 2, 2)), [0.5, 0.5], players=("A",))
    >>> behaviour_strategies(game, ([0.5, 0, 0, 0.5],))[0]
    array([[0.5, 0.5],
           [0.5, 0.5]])
    """
    require_bayesian(game)
    strategies = []
    for x, count, size in zip(mixed, game.type_counts, game.sizes, strict=True):
        weights = np.asarray(x, dtype=np.float64)
        if weights.shape[-1:] != (size**count,):
            raise InvalidGameError(
                f"a mixed strategy of the strategic form needs {size}**{count} = {size**count} weights; "
                f"got shape {weights.shape}."
            )
        cube = weights.reshape(*weights.shape[:-1], *(size,) * count)
        by_type = [cube.sum(axis=tuple(axis - count for axis in range(count) if axis != t)) for t in range(count)]
        strategies.append(np.stack(by_type, axis=-2))
    return tuple(strategies)


def mixed_strategies(game: BayesianGame, strategies: Sequence[Any]) -> tuple[Floats, ...]:
    r"""Mixed strategies of the strategic form that lead to the same play as behaviour strategies.

    A pure strategy s has the weight :math:`\prod_t \sigma_i(s(t) \mid t)`.

    Parameters
    ----------
    game : BayesianGame
    strategies : one (*any, t_i, m_i) per player

    Returns
    -------
    tuple of (*any, m_i ** t_i), one per player

    Examples
    --------
    >>> game = BayesianGame(np.zeros((1, 2, 2)), [0.5, 0.5], players=("A",))
    >>> mixed_strategies(game, ([[0.5, 0.5], [0.25, 0.75]],))[0]
    array([0.125, 0.375, 0.125, 0.375])
    """
    require_bayesian(game)
    mixed = []
    for strategy, count, size in zip(strategies, game.type_counts, game.sizes, strict=True):
        sigma = np.asarray(strategy, dtype=np.float64)
        if sigma.shape[-2:] != (count, size):
            raise InvalidGameError(f"a behaviour strategy needs shape (*any, {count}, {size}); got {sigma.shape}.")
        choices = plans(count, size)
        mixed.append(np.asarray(sigma[..., np.arange(count), choices].prod(axis=-1)))
    return tuple(mixed)


def of_agents(game: BayesianGame, strategies: Sequence[Any]) -> tuple[Floats, ...]:
    """The behaviour strategies of the players, (*any, t_i, m_i), whose agents have these strategies."""
    starts = np.cumsum((0, *game.type_counts))
    return tuple(np.stack(strategies[start:stop], axis=-2) for start, stop in pairwise(starts))


def plans(count: int, size: int) -> Ints:
    """Every way to choose an action for each type, (size ** count, count), in lexicographic order."""
    return np.indices((size,) * count).reshape(count, -1).T


def _strategic(game: BayesianGame, payoffs: Any, weights: list[Any], most_payoffs: int) -> NormalFormGame:
    """The strategic form, a player's payoffs summed with the player's own weights, (*batch, t_1, ..., t_N)."""
    number, counts, sizes = len(game.players), game.type_counts, game.sizes
    wide = tuple(size**count for size, count in zip(sizes, counts, strict=True))
    _check_size(wide, number, most_payoffs, "strategic form")
    choices = [plans(count, size) for count, size in zip(counts, sizes, strict=True)]
    table = np.zeros((*game.batch_shape, number, *wide), dtype=payoffs.dtype)
    for types in product(*map(range, counts)):
        played = np.ix_(*(mine[:, t] for mine, t in zip(choices, types, strict=True)))
        for i in range(number):
            share: Any = weights[i][..., *types].reshape(*game.batch_shape, *(1,) * number)
            paid = share * payoffs[..., i, *types, *(slice(None),) * number]
            place: Any = (..., i, *(slice(None),) * number)
            table[place] += paid[(..., *played)]
    labels = masks = None
    if game.actions is not None:
        labels = tuple(
            tuple("/".join(mine[a] for a in plan) for plan in plan_of.tolist())
            for mine, plan_of in zip(game.actions, choices, strict=True)
        )
        if any(len(set(mine)) < len(mine) for mine in labels):  # an action with a slash in its name
            labels = tuple(tuple(f"{k + 1}: {label}" for k, label in enumerate(mine)) for mine in labels)
    if game.available is not None:
        masks = tuple(
            np.asarray(mask[..., np.arange(mask.shape[-2]), plan_of].all(axis=-1))
            for mask, plan_of in zip(game.available, choices, strict=True)
        )
    if table.dtype != object:
        seal(table)
    return NormalFormGame(table, game.players, labels, masks)


def _numbers(game: BayesianGame) -> tuple[Any, list[Any]]:
    """Payoffs and beliefs, 0 for types of probability 0, as floats where sums of their products are exact."""
    number = len(game.players)
    payoffs, prior = (game.payoffs, game.prior) if game.exact is None else (game.exact.payoffs, game.exact.prior)
    rational = as_fractions(prior)
    beliefs = []
    for i in range(number):
        total = rational.sum(axis=tuple(j - number for j in range(number) if j != i), keepdims=True)
        beliefs.append(rational / np.where(total == 0, 1, total))
    floats = [belief.astype(np.float64) for belief in beliefs]
    held = all((as_fractions(mine) == belief).all() for mine, belief in zip(floats, beliefs, strict=True))
    if game.exact is None and held and all(_sums_are_exact(belief, payoffs) for belief in floats):
        return payoffs, floats
    return (payoffs if game.exact is not None else as_fractions(payoffs)), beliefs


def _sums_are_exact(weights: Floats, payoffs: Floats) -> bool:
    """Whether float64 rounds nothing in sums of weights times payoffs, with weights that sum to about 1."""
    unit = _grain(weights) + _grain(payoffs)
    largest = np.abs(payoffs).max(initial=0.0)
    return bool(unit > -1000 and 2 * largest <= np.ldexp(1.0, min(unit + 53, 1000)))


def _grain(numbers: Floats) -> int:
    """The largest k for which all numbers are multiples of 2**k."""
    mantissa, exponent = np.frexp(numbers[numbers != 0])
    whole = np.ldexp(mantissa, 53).astype(np.int64)
    low = np.frexp((whole & -whole).astype(np.float64))[1] - 1
    return int((exponent - 53 + low).min(initial=1024))


def _check_size(sizes: tuple[int, ...], players: int, most_payoffs: int, what: str) -> None:
    if prod(sizes) * players > most_payoffs:
        shown = " x ".join(str(size) if size < 10**9 else f"10^{len(str(size)) - 1}" for size in sizes)
        raise UnsupportedGameError(
            f"the {what} has {shown} strategies, with more payoffs than most_payoffs={most_payoffs}; use "
            f"all_bayes_nash, which needs no such form, or drop types or actions."
        )
