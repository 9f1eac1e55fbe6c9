"""Who is timed at what: one function per package and task, and each does the same task.

Task "one" is one equilibrium of every game, by Lemke and Howson's method with the first label dropped; task
"all" is every equilibrium. Each function takes what its ``prepare`` made of the payoffs, outside of the time,
and returns the answers in the package's own form, which ``read`` turns into arrays, outside of the time again.
Building the package's game objects belongs to the time, as it does for us.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np

from .cases import Floats


class Answers(NamedTuple):
    """Profiles proposed, one row each: for which game, and the strategies of both players.

    ``complete`` is the solver's own word, by game, that its list is; None from a solver that says nothing.
    """

    game: Any
    x: Floats
    y: Floats
    complete: Any = None


@dataclass(frozen=True)
class Contender:
    """A package at a task.

    Attributes
    ----------
    name : str
    task : "one" or "all"
    package : str
        What must be installed.
    solve : callable
        From prepared payoffs to answers; what is timed.
    prepare : callable
        From payoffs (A, B) to the form that the package likes best.
    read : callable
        From the answers of some games to :class:`Answers`.
    most_actions : int
        The largest games it can be asked for in reasonable time.
    seconds_per_game : float or None
        Where it may never end: every game alone, and given up after so long.
    threads : int or None
        Of ours: how many; one per core if None. The others have one.
    """

    name: str
    task: str
    package: str
    solve: Callable[[Any], Any]
    prepare: Callable[[Floats, Floats], Any]
    read: Callable[[Any, int, int], Answers]
    most_actions: int = 10
    seconds_per_game: float | None = None
    threads: int | None = None

    @property
    def installed(self) -> bool:
        return find_spec(self.package) is not None

    @property
    def whole_batch(self) -> bool:
        """Whether one call takes the whole batch; the others take as many games as fit into the time."""
        return self.prepare is as_batch


# --- Ours: the whole batch in one call ----------------------------------------------------------------------


def our_lemke_howson(payoffs: Any) -> Any:
    from gametheory.normal_form import bimatrix, lemke_howson

    return lemke_howson(bimatrix(*payoffs), strict=False)


def our_support_enumeration(payoffs: Any) -> Any:
    from gametheory.normal_form import bimatrix, support_enumeration

    return support_enumeration(bimatrix(*payoffs), strict=False)


def our_vertex_enumeration(payoffs: Any) -> Any:
    from gametheory.normal_form import bimatrix, vertex_enumeration

    return vertex_enumeration(bimatrix(*payoffs), strict=False)


def read_equilibrium(equilibrium: Any, m: int, n: int) -> Answers:
    x, y = equilibrium.strategies
    return Answers(np.arange(equilibrium.status.size), x, y)


def read_equilibria(equilibria: Any, m: int, n: int) -> Answers:
    x, y = equilibria.strategies
    return Answers(equilibria.game, x, y, equilibria.complete)


# --- The others: a loop over games ---------------------------------------------------------------------------


def quantecon_lemke_howson(games: Any) -> Any:
    from quantecon.game_theory import NormalFormGame, Player, lemke_howson

    return [[lemke_howson(NormalFormGame((Player(row), Player(column))))] for row, column in games]


def quantecon_support_enumeration(games: Any) -> Any:
    from quantecon.game_theory import NormalFormGame, Player, support_enumeration

    return [support_enumeration(NormalFormGame((Player(row), Player(column)))) for row, column in games]


def quantecon_vertex_enumeration(games: Any) -> Any:
    from quantecon.game_theory import NormalFormGame, Player, vertex_enumeration

    return [vertex_enumeration(NormalFormGame((Player(row), Player(column)))) for row, column in games]


def quantecon_compiled_supports(games: Any) -> Any:
    """An expert's loop: past the game objects, straight to the compiled kernel, which is private."""
    from quantecon.game_theory.support_enumeration import _support_enumeration_gen as kernel

    return [list(kernel(game)) for game in games]


def nashpy_lemke_howson(games: Any) -> Any:
    from nashpy import Game

    return [[Game(row, column).lemke_howson(initial_dropped_label=0)] for row, column in games]


def nashpy_support_enumeration(games: Any) -> Any:
    from nashpy import Game

    # A list, because a generator does nothing until it is asked.
    return [list(Game(row, column).support_enumeration()) for row, column in games]


def nashpy_equal_supports(games: Any) -> Any:
    """Only supports of equal size, as ours and QuantEcon's."""
    from nashpy import Game

    return [list(Game(row, column).support_enumeration(non_degenerate=True)) for row, column in games]


def pygambit_lcp(games: Any) -> Any:
    from pygambit import Game
    from pygambit.nash import lcp_solve

    return [
        list(lcp_solve(Game.from_arrays(row, column), rational=False, stop_after=1).equilibria)
        for row, column in games
    ]


def pygambit_enummixed(games: Any) -> Any:
    from pygambit import Game
    from pygambit.nash import enummixed_solve

    return [list(enummixed_solve(Game.from_arrays(row, column), rational=False).equilibria) for row, column in games]


def as_batch(a: Floats, b: Floats) -> Any:
    return a, b


def by_game(a: Floats, b: Floats) -> Any:
    """[row action, column action] for both players."""
    return list(zip(a, b, strict=True))


def by_game_in_lists(a: Floats, b: Floats) -> Any:
    return list(zip(a.tolist(), b.tolist(), strict=True))


def by_player(a: Floats, b: Floats) -> Any:
    """[own action, other's action] for each player, in C order."""
    return list(zip(a, np.ascontiguousarray(b.swapaxes(1, 2)), strict=True))


def read_pairs(found: Any, m: int, n: int) -> Answers:
    """Lists of pairs of strategies; what has the wrong length is kept as NaN, to be refused."""
    game = np.array([g for g, profiles in enumerate(found) for _ in profiles], dtype=np.int64)
    x, y = np.full((len(game), m), np.nan), np.full((len(game), n), np.nan)
    for k, (mine, other) in enumerate(profile for profiles in found for profile in profiles):
        if np.shape(mine) == (m,) and np.shape(other) == (n,):
            x[k], y[k] = mine, other
    return Answers(game, x, y)


def read_gambit(found: Any, m: int, n: int) -> Answers:
    def weights(profile: Any) -> Any:
        return tuple([weight for _, weight in strategy] for _, strategy in profile.mixed_strategies())

    return read_pairs([[weights(profile) for profile in profiles] for profiles in found], m, n)


OURS = "gametheory"

CONTENDERS = [
    Contender(OURS, "one", "gametheory", our_lemke_howson, as_batch, read_equilibrium),
    Contender(f"{OURS}, one thread", "one", "gametheory", our_lemke_howson, as_batch, read_equilibrium, threads=1),
    Contender("quantecon lemke_howson", "one", "quantecon", quantecon_lemke_howson, by_player, read_pairs),
    Contender(
        "nashpy lemke_howson", "one", "nashpy", nashpy_lemke_howson, by_game, read_pairs, seconds_per_game=0.25
    ),
    Contender("pygambit lcp_solve, float", "one", "pygambit", pygambit_lcp, by_game_in_lists, read_gambit),
    Contender(OURS, "all", "gametheory", our_support_enumeration, as_batch, read_equilibria),
    Contender(
        f"{OURS}, one thread", "all", "gametheory", our_support_enumeration, as_batch, read_equilibria, threads=1
    ),
    Contender(f"{OURS}, vertices", "all", "gametheory", our_vertex_enumeration, as_batch, read_equilibria),
    Contender("quantecon vertex_enumeration", "all", "quantecon", quantecon_vertex_enumeration, by_player, read_pairs),
    Contender(
        "quantecon support_enumeration", "all", "quantecon", quantecon_support_enumeration, by_player, read_pairs
    ),
    Contender("quantecon, expert's loop", "all", "quantecon", quantecon_compiled_supports, by_player, read_pairs),
    Contender(
        "nashpy support_enumeration", "all", "nashpy", nashpy_support_enumeration, by_game, read_pairs, most_actions=5
    ),
    Contender("nashpy, equal supports", "all", "nashpy", nashpy_equal_supports, by_game, read_pairs, most_actions=5),
    Contender("pygambit enummixed, float", "all", "pygambit", pygambit_enummixed, by_game_in_lists, read_gambit),
]


def contenders(task: str) -> list[Contender]:
    """Ours first, then every peer that is installed."""
    return [contender for contender in CONTENDERS if contender.task == task and contender.installed]
