"""Every pure subgame-perfect equilibrium of a game of perfect information, and bounds on all of them."""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple

import numpy as np

from ..equilibrium import TOLERANCE, Equilibria, certify_rows
from ..errors import UnsupportedGameError
from ..kernels.status import Status
from ..residual import ROUNDING, subgame_residual
from ..value import Floats, Ints, seal
from .game import ExtensiveGame, require_extensive
from .tree import CHANCE, END

MOST_EQUILIBRIA = 10_000
"""The default limit on the equilibria that are listed of one game."""


class PayoffBounds(NamedTuple):
    """What each player gets at least and at most in any subgame-perfect equilibrium, mixed ones included.

    Attributes
    ----------
    lower, upper : (*batch, N)
    """

    lower: Floats
    upper: Floats


def backward_induction(
    game: ExtensiveGame, *, most: int = MOST_EQUILIBRIA, tolerance: float = TOLERANCE, strict: bool = True
) -> Equilibria:
    r"""Find every pure subgame-perfect equilibrium of a game of perfect information.

    From the ends back, each player picks at each node an action after which play is worth most to him. Where several
    are, each is kept, together with every equilibrium of the subgames: the answer is the set of all pure strategy
    profiles of which no player wants to deviate in any subgame. A game without such ties has exactly one, and no
    mixed one besides.

    With ties, mixtures of tied actions are subgame perfect too, and may make a player earlier in the tree indifferent
    who is not in any pure equilibrium: :func:`subgame_perfect_bounds` covers those as well.

    Parameters
    ----------
    game : ExtensiveGame, perfect information
    most : int
        List at most so many equilibria of each game. A game that has more is not complete.
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibria
        With strategies (rows, H_i, A_i). Values are compared as fractions where the game is exact; without chance
        moves floats are compared as they are; otherwise differences within rounding count as ties, so that none is
        lost.

    Raises
    ------
    UnsupportedGameError
        If an information set has several nodes; see :func:`subgame_perfect`.

    References
    ----------
    Kuhn (1953), "Extensive Games and the Problem of Information", corollary 1; Selten (1965) for the concept.

    Examples
    --------
    Entry deterrence: the threat to fight is empty when sharing pays more, for two of these three costs of a fight.

    >>> from gametheory.extensive import decision, extensive_game, payoffs, probability
    >>> cost = np.array([0.5, 1.5, 2.5])
    >>> entry = extensive_game(
    ...     decision("entrant", {
    ...         "stay out": payoffs(0, 4),
    ...         "enter": decision("incumbent", {"fight": payoffs(-1, 2 - cost), "share": payoffs(1, 1)}),
    ...     }),
    ...     players=("entrant", "incumbent"),
    ... )
    >>> equilibria = backward_induction(entry)
    >>> equilibria
    <Equilibria: 3 rows of 3 games, complete in 3 of 3, subgame perfect>
    >>> probability(entry, equilibria.strategies, "entrant", "enter")
    array([0., 1., 1.])
    """
    _require_perfect_information(game)
    tree, games = game.tree, prod(game.batch_shape)
    payoffs, chances, tied = _numbers(game)
    truncated = np.zeros(games, dtype=bool)
    found: dict[int, _Rows] = {}
    for node in reversed(range(len(tree.parent))):
        place, mover = tree.place[node], tree.mover[node]
        if mover == END:
            nothing = np.empty((games, 0), dtype=np.int64)
            found[node] = _Rows(np.arange(games), payoffs[:, place], nothing, ())
            continue
        joined, worths = _joined([found.pop(child) for child in tree.children[node]], games, most, truncated)
        if mover == CHANCE:
            shares = chances[place][joined.game]
            worth = sum(shares[:, a, None] * worths[a] for a in range(len(worths)))
            found[node] = joined._replace(values=worth)
        else:
            own = np.stack([worth[:, mover] for worth in worths], axis=1)
            best = own >= (own.max(axis=1) - tied[joined.game, mover])[:, None]
            row, action = _first(best, joined.game, most, truncated)
            found[node] = _Rows(
                joined.game[row],
                np.stack(worths, axis=1)[row, action],
                np.concatenate([action[:, None], joined.choices[row]], axis=1),
                (int(place), *joined.sets),
            )
    rows = found[0]
    strategies = tuple(np.zeros((len(rows.game), *shape)) for shape in tree.shapes)
    column = {number: k for k, number in enumerate(rows.sets)}
    keys = [rows.choices[:, column[number]] for mine in tree.sets_of for number in mine]
    order = np.lexsort([*keys[::-1], rows.game])
    for number, held in enumerate(tree.sets):
        chosen = rows.choices[order, column[number]]
        strategies[held.player][np.arange(len(order)), tree.row[number], chosen] = 1.0
    seal(*strategies)
    return certify_rows(
        game,
        strategies,
        rows.game[order],
        ~truncated.reshape(game.batch_shape),
        np.full(game.batch_shape, Status.SOLVED),
        residual=subgame_residual,
        tolerance=tolerance,
        strict=strict,
    )


def subgame_perfect_bounds(game: ExtensiveGame) -> PayoffBounds:
    r"""What each player gets at least and at most in any subgame-perfect equilibrium, mixed ones included.

    From the ends back: at a node of player i, an action may be played in an equilibrium only if the most that it can
    bring i is no less than the least that every other one must bring; i gets between the largest of the lower bounds
    and the largest of the upper ones, the others between the smallest and the largest over the actions that may be
    played. The bounds hold for all equilibria. They may be wider than the set of equilibrium payoffs where ties in
    several subgames meet; where they agree with the smallest and largest payoffs of :func:`backward_induction`, they
    are exact.

    Parameters
    ----------
    game : ExtensiveGame, perfect information

    Returns
    -------
    PayoffBounds
        Rounding of expectations over chance moves included.

    Raises
    ------
    UnsupportedGameError
        If an information set has several nodes.

    Examples
    --------
    The second player does not care, and the first is paid what the second leaves:

    >>> from gametheory.extensive import decision, extensive_game, payoffs
    >>> gift = decision("B", {"give": payoffs(3, 1), "keep": payoffs(0, 1)})
    >>> game = extensive_game(decision("A", {"ask": gift, "leave": payoffs(1, 0)}), players=("A", "B"))
    >>> subgame_perfect_bounds(game)
    PayoffBounds(lower=array([1., 0.]), upper=array([3., 1.]))
    """
    _require_perfect_information(game)
    tree, (payoffs, chances, tied) = game.tree, _numbers(game)
    low = {node: payoffs[:, place] for place, node in enumerate(tree.ends.tolist())}
    high = dict(low)
    for node in reversed(range(len(tree.parent))):
        mover = tree.mover[node]
        if mover == END:
            continue
        lows, highs = (np.stack([side.pop(child) for child in tree.children[node]], axis=1) for side in (low, high))
        if mover == CHANCE:
            shares = chances[tree.place[node]][..., None]
            low[node], high[node] = (shares * lows).sum(axis=1), (shares * highs).sum(axis=1)
            continue
        least = lows[..., mover].max(axis=1)
        playable = (highs[..., mover] >= (least - tied[:, mover])[:, None])[..., None]
        low[node] = np.where(playable, lows, np.inf).min(axis=1)
        high[node] = np.where(playable, highs, -np.inf).max(axis=1)
        low[node][:, mover] = least
    shape = (*game.batch_shape, len(game.players))
    lower, upper = (np.asarray(side[0], dtype=np.float64).reshape(shape) for side in (low, high))
    if game.exact is not None:
        return PayoffBounds(_outward(lower, low[0], -np.inf), _outward(upper, high[0], np.inf))
    return PayoffBounds(lower - tied.reshape(lower.shape), upper + tied.reshape(lower.shape))


class _Rows(NamedTuple):
    """Equilibria of a subgame, one row each: the game it is of, what it is worth, and what is chosen at which set."""

    game: Ints
    values: Any
    choices: Ints
    sets: tuple[int, ...]


def _joined(parts: list[_Rows], games: int, most: int, truncated: Any) -> tuple[_Rows, list[Any]]:
    """Every way to pick one row of each part for the same game, and what each part is worth in it."""
    joined, worths = parts[0], [parts[0].values]
    for part in parts[1:]:
        sets = (*joined.sets, *part.sets)
        if len(joined.game) == len(part.game) == games:  # one row each: nothing to pair
            mine = theirs = np.arange(games)
        else:
            count = np.bincount(part.game, minlength=games)
            start = np.searchsorted(part.game, np.arange(games))
            rank = np.arange(len(joined.game)) - np.searchsorted(joined.game, joined.game)
            wanted = count[joined.game]
            pairs = np.clip(most - rank * wanted, 0, wanted)
            truncated[joined.game[pairs < wanted]] = True
            mine = np.repeat(np.arange(len(joined.game)), pairs)
            theirs = start[joined.game[mine]] + np.arange(len(mine)) - np.repeat(np.cumsum(pairs) - pairs, pairs)
        worths = [worth[mine] for worth in worths] + [part.values[theirs]]
        choices = np.concatenate([joined.choices[mine], part.choices[theirs]], axis=1)
        joined = _Rows(joined.game[mine], None, choices, sets)
    return joined, worths


def _first(best: Any, game: Ints, most: int, truncated: Any) -> tuple[Ints, Ints]:
    """The rows and their best actions, as many of each game as are wanted."""
    row, action = np.nonzero(best)
    mine = game[row]
    keep = np.arange(len(mine)) - np.searchsorted(mine, mine) < most
    truncated[mine[~keep]] = True
    return row[keep], action[keep]


def _numbers(game: ExtensiveGame) -> tuple[Any, list[Any], Any]:
    """Payoffs and chances over the flattened batch, as fractions if the game is exact, and what counts as a tie."""
    games, players = prod(game.batch_shape), len(game.players)
    payoffs, chances = (game.exact.payoffs, game.exact.chances) if game.exact else (game.payoffs, game.chances)
    tied = np.zeros((games, players))
    if chances and game.exact is None:
        largest = np.abs(game.payoffs).max(axis=-2).reshape(games, players)
        tied = 4 * ROUNDING * (len(game.tree.parent) + 4) * largest
    return (
        payoffs.reshape(games, *payoffs.shape[-2:]),
        [side.reshape(games, side.shape[-1]) for side in chances],
        tied if game.exact is None else tied.astype(int),
    )


def _outward(rounded: Floats, exactly: Any, direction: float) -> Floats:
    off = (rounded.reshape(exactly.shape) != exactly).reshape(rounded.shape)
    return np.where(off, np.nextafter(rounded, direction), rounded)


def _require_perfect_information(game: Any) -> None:
    require_extensive(game)
    for held in game.tree.sets:
        if len(held.nodes) > 1:
            raise UnsupportedGameError(
                f"backward induction needs perfect information; information set {held.label!r} has {len(held.nodes)} "
                f"nodes. Use subgame_perfect."
            )
