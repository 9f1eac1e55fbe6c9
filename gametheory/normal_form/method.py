"""What the front doors would do with a game, and what it would cost."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

from .all_nash import FEW
from .game import NormalFormGame, require_players
from .paths import LARGE


@dataclass(frozen=True)
class Method:
    """What would be used, with estimates.

    Attributes
    ----------
    solver : str
        The name of the function.
    seconds : float
        An estimate for the whole batch, on one core, by a formula fitted to random games on one machine: right
        to a factor of ten or so, and far too low for games that are hard on purpose.
    memory : float
        Bytes at the peak beyond the game itself, estimated.
    reason : str
    """

    solver: str
    seconds: float
    memory: float
    reason: str


@dataclass(frozen=True)
class Choice:
    """What :func:`nash` and :func:`all_nash` would use.

    Attributes
    ----------
    one, every : Method
    """

    one: Method
    every: Method


def choose_method(game: NormalFormGame) -> Choice:
    """Say what :func:`nash` and :func:`all_nash` would use, and estimate time and memory.

    ======================  =====================================  ==============================================
    two-player game         one equilibrium                        every equilibrium
    ======================  =====================================  ==============================================
    up to 5 actions         :func:`lemke_howson`                   :func:`support_enumeration`, then
                                                                   :func:`vertex_enumeration` for games with ties
    m n ≤ 1600              :func:`lemke_howson`                   :func:`vertex_enumeration`
    m n > 1600              the stages of :func:`nash`             :func:`vertex_enumeration`
    ======================  =====================================  ==============================================

    Nothing is solved. The estimates of time are formulas fitted to random games, and no promises.

    Parameters
    ----------
    game : NormalFormGame, two players

    Returns
    -------
    Choice

    Raises
    ------
    UnsupportedGameError
        If the game does not have two players.

    Examples
    --------
    >>> from gametheory.families import uniform
    >>> choose_method(uniform((500, 500), seed=1)).one.solver
    'nash'
    >>> choose_method(uniform((4, 4), batch_shape=1000, seed=1)).every.solver
    'support_enumeration'
    """
    require_players(game, 2)
    return Choice(_one(game), _every(game))


def _one(game: NormalFormGame) -> Method:
    (m, n), games = game.sizes, len(game.flat)
    answers = 8.0 * games * (m + n + 8)
    if m * n <= LARGE:
        pivots = 2 + min(m, n)
        return Method(
            "lemke_howson",
            5e-5 + games * (2e-7 + 2e-9 * m * n * pivots),
            answers,
            f"{m} x {n} is at most {LARGE} payoffs to a player: the whole batch by pivoting in a dictionary",
        )
    return Method(
        "nash",
        games * (2e-4 + 2e-8 * m * n),
        answers + 8.0 * (2 * m * n + 2 * min(m, n) ** 2),
        f"{m} x {n} is more than {LARGE} payoffs to a player: pure equilibria, then paths from several labels",
    )


def _every(game: NormalFormGame) -> Method:
    (m, n), games = game.sizes, len(game.flat)
    if max(m, n) <= FEW:
        pairs = comb(m + n, n) - 1
        return Method(
            "support_enumeration",
            5e-5 + games * 2e-7 * pairs,
            16.0 * games * (m + n + 8),
            f"{pairs} pairs of supports; vertex_enumeration for games with ties",
        )
    vertices = min(1.58 ** min(m + n, 1000), float(comb(m + n, min(m, n))) if min(m, n) < 50 else float("inf"))
    return Method(
        "vertex_enumeration",
        5e-5 + games * 1.2e-6 * vertices,
        16.0 * vertices * (m + n),
        "more than 5 actions: all vertices of the best-reply polytopes",
    )
