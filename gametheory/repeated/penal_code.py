"""Simple penal codes: whoever deviates alone starts the path that punishes that player."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ..arguments import shown
from ..errors import InvalidGameError, UnsupportedGameError
from ..value import Bools, Floats, Ints
from .automaton import Automaton, assembled
from .game import RepeatedGame, require_repeated
from .play import ROUNDING, automaton_values, holds, payoff_range


def penal_code(
    game: RepeatedGame, path: Sequence[Sequence[int]], punishments: Sequence[Sequence[Sequence[int]]]
) -> Automaton:
    """A simple strategy profile: a path of play, and one for every player to be started whenever that player deviates.

    A deviation by player i alone, from whatever path is being played, starts the path of i. If several deviate at once
    the path goes on.

    Parameters
    ----------
    game : RepeatedGame, perfect monitoring
    path : sequence of pure profiles
        What is played in the first period, the second, and so on; the last profile is repeated for ever.
    punishments : one sequence of pure profiles per player
        Likewise, after a deviation by that player.

    Returns
    -------
    Automaton

    References
    ----------
    Abreu (1988), "On the Theory of Infinitely Repeated Games with Discounting", Econometrica 56: every path of pure
    actions that is subgame perfect at all is so with the same N punishments, whoever deviates from what.

    Examples
    --------
    Three periods of war for whoever defects, then peace again:

    >>> from gametheory.normal_form import symmetric
    >>> game = RepeatedGame(symmetric([[2, -3, -3], [4, 0, -1], [-3, -3, -3]]), 0.8)
    >>> war = [(2, 2)] * 3 + [(0, 0)]
    >>> penal_code(game, [(0, 0)], [war, war])
    <Automaton: 9 states, 2 players, transitions on actions>
    """
    _require_perfect(game)
    players = len(game.players)
    lists = isinstance(path, list | tuple) and isinstance(punishments, list | tuple) and len(punishments) == players
    if not lists or not path or not all(isinstance(each, list | tuple) and each for each in punishments):
        raise InvalidGameError(
            f"a penal code needs a path and {players} punishments, each a list of at least one profile; got the path "
            f"{shown(path)} and the punishments {shown(punishments)}."
        )
    paths = [path, *punishments]
    starts = np.cumsum([0, *(len(each) for each in paths)])
    states: list[tuple[str, Any]] = []
    moves: list[list[tuple[int, Any]]] = []
    for number, each in enumerate(paths):
        title = "path" if number == 0 else f"punish {game.players[number - 1]}"
        for step, profile in enumerate(each):
            states.append((f"{title}, {step + 1}", _pure(game, profile)))
            state = int(starts[number]) + step
            alone = _lone_deviations(game, profile)
            onwards = min(state + 1, int(starts[number + 1]) - 1)
            moves.append(
                [(onwards, 1 - sum(alone)), *((int(starts[1 + i]), deviation) for i, deviation in enumerate(alone))]
            )
    return assembled(states, moves, game.sizes, False)


def stick_and_carrot(game: RepeatedGame, carrot: Sequence[int], stick: Sequence[int]) -> Automaton:
    """Play the carrot; after any deviation, from carrot or stick, play the stick once, and then the carrot again.

    Parameters
    ----------
    game : RepeatedGame, perfect monitoring
    carrot, stick : one action number per player

    Returns
    -------
    Automaton

    References
    ----------
    Abreu (1986), "Extremal Equilibria of Oligopolistic Supergames", Journal of Economic Theory 39.

    Examples
    --------
    A war that nobody wants to fight deters more than mutual defection does:

    >>> from gametheory.normal_form import symmetric
    >>> from gametheory.repeated import critical_discount, grim
    >>> game = RepeatedGame(symmetric([[2, -3, -3], [4, 0, -1], [-3, -3, -3]]), 0.8)
    >>> critical_discount(game, stick_and_carrot(game, (0, 0), (2, 2))).round(6)
    np.float64(0.4)
    >>> critical_discount(game, grim(game, (0, 0), (1, 1))).round(6)
    np.float64(0.5)
    """
    _require_perfect(game)
    profiles = [_pure(game, carrot), _pure(game, stick)]
    moves = []
    for profile in (carrot, stick):
        conforms = np.zeros(game.sizes)
        conforms[tuple(profile)] = 1.0
        moves.append([(0, conforms), (1, 1 - conforms)])
    return assembled([("carrot", profiles[0]), ("stick", profiles[1])], moves, game.sizes, False)


class BestStick(NamedTuple):
    """The best symmetric stick-and-carrot equilibrium of each game.

    Attributes
    ----------
    carrot, stick : (*batch,) int
        Action of both players; -1 where no pair is an equilibrium.
    payoff : (*batch,)
        What each player gets from the carrot on; NaN where there is none.
    harshest : (*batch,)
        The payoff from the stick on: of all pairs with the best carrot, the lowest one.
    exists : (*batch, m, m) bool
        Which pairs [carrot, stick] are an equilibrium.
    """

    carrot: Ints
    stick: Ints
    payoff: Floats
    harshest: Floats
    exists: Bools


def optimal_stick_and_carrot(game: RepeatedGame) -> BestStick:
    """Search all pairs of symmetric profiles for the best carrot that some stick supports.

    Every pair is valued as an automaton and judged by its one-shot deviations.

    Parameters
    ----------
    game : RepeatedGame, perfect monitoring
        Of players with the same actions, symmetric.

    Returns
    -------
    BestStick

    Examples
    --------
    >>> from gametheory.normal_form import symmetric
    >>> game = RepeatedGame(symmetric([[2, -3, -3], [4, 0, -1], [-3, -3, -3]]), [0.3, 0.45])
    >>> best = optimal_stick_and_carrot(game)
    >>> best.carrot, best.stick, best.payoff
    (array([1, 0]), array([1, 2]), array([0., 2.]))
    """
    _require_perfect(game)
    _require_symmetric(game)
    size, players = game.sizes[0], len(game.players)
    worth = np.full((*game.batch_shape, size, size, 2), np.nan)
    exists = np.zeros((*game.batch_shape, size, size), dtype=bool)
    for carrot in range(size):
        for stick in range(size):
            code = stick_and_carrot(game, (carrot,) * players, (stick,) * players)
            exists[..., carrot, stick] = holds(game, code)
            worth[..., carrot, stick, :] = automaton_values(game, code)[..., 0]
    worth = np.where(exists[..., None], worth, np.nan)
    flat = worth.reshape(*game.batch_shape, size * size, 2)
    some = exists.any(axis=(-1, -2))
    best = np.max(flat[..., 0], axis=-1, where=~np.isnan(flat[..., 0]), initial=-np.inf)
    near = flat[..., 0] >= best[..., None] - ROUNDING * payoff_range(game)[..., :1]
    chosen = np.where(near, flat[..., 1], np.inf).argmin(axis=-1)
    picked = np.take_along_axis(flat, chosen[..., None, None], axis=-2)[..., 0, :]
    return BestStick(
        np.where(some, chosen // size, -1),
        np.where(some, chosen % size, -1),
        np.where(some, picked[..., 0], np.nan),
        np.where(some, picked[..., 1], np.nan),
        exists,
    )


def _require_perfect(game: RepeatedGame) -> None:
    require_repeated(game)
    if game.signals is not None:
        raise UnsupportedGameError(
            "a penal code needs perfect monitoring, since it must see who deviated; this game has public signals. "
            "Use trigger, forgiving or graduated."
        )


def _require_symmetric(game: RepeatedGame) -> None:
    payoffs = game.stage.payoffs
    players = len(game.players)
    first = np.moveaxis(payoffs, -1 - players, 0)
    same = len(set(game.sizes)) == 1 and game.stage.available is None
    for i in range(1, players):
        if same:
            swapped = np.swapaxes(first[i], -players, i - players)
            same = bool(np.array_equal(first[0], swapped))
    if not same:
        raise UnsupportedGameError(
            "symmetric sticks and carrots need a symmetric stage game in which every action exists; make one with "
            "symmetric(A), or write the code with penal_code."
        )


def _pure(game: RepeatedGame, profile: Sequence[int]) -> tuple[Floats, ...]:
    if not np.iterable(profile) or len(profile) != len(game.sizes) or not all(
        isinstance(action, (int, np.integer)) and not isinstance(action, bool) and 0 <= action < size
        for action, size in zip(profile, game.sizes, strict=True)
    ):
        raise InvalidGameError(f"a pure profile needs one action per player, below {game.sizes}; got {profile!r}.")
    return tuple(np.eye(size)[action] for action, size in zip(profile, game.sizes, strict=True))


def _lone_deviations(game: RepeatedGame, profile: Sequence[int]) -> list[Floats]:
    """For each player, 1 at the profiles in which that player alone deviates."""
    off = [
        np.expand_dims(np.arange(size) != action, tuple(k for k in range(len(game.sizes)) if k != i))
        for i, (action, size) in enumerate(zip(profile, game.sizes, strict=True))
    ]
    number = sum(each.astype(int) for each in off)
    return [np.asarray((number == 1) & each, dtype=np.float64) for each in off]
