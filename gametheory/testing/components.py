"""Laws on all equilibria of two-player games: their number, their components, their indices."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..equilibrium import Equilibria
from ..normal_form.game import NormalFormGame
from .answer import Solver, rows_of, violated
from .measure import available, equilibrium_index

CLEAR = 1e-6
"""Payoffs that differ by less than this share of their range may be equal."""


def number_is_odd(solver: Solver, game: NormalFormGame) -> None:
    """A nondegenerate two-player game has an odd number of equilibria, supports of equal size in each.

    For solvers whose ``complete`` means every equilibrium, pure and mixed. Where components are known, a game
    with a component of several rows, or of an index other than +1 and -1, or with supports of different sizes,
    is degenerate and says nothing.

    References
    ----------
    Lemke and Howson (1964), "Equilibrium Points of Bimatrix Games".
    """
    answer = _all_of(solver, game)
    found = rows_of(game, answer)
    sizes = [(strategy > 0).sum(axis=1) for strategy in found.profile]
    whole = np.array(answer.complete.reshape(-1))
    if (answer.component >= 0).any():
        whole[answer.game[(sizes[0] != sizes[1]) | (abs(answer.index) != 1)]] = False
        components = np.bincount(answer.game[_first_of_components(answer)], minlength=whole.size)
        whole &= components == answer.count.reshape(-1)
    for position in np.flatnonzero(whole & (answer.count.reshape(-1) % 2 == 0))[:1]:
        violated("number is odd", game.take(position), f"{answer.count.reshape(-1)[position]} equilibria")
    for k in np.flatnonzero(whole[found.game] & (sizes[0] != sizes[1]))[:1]:
        shown = tuple(strategy[k].tolist() for strategy in found.profile)
        violated("supports are of equal size", game.take(found.game[k]), f"at {shown}")


def indices_sum_to_one(solver: Solver, game: NormalFormGame) -> None:
    """The indices of the components of equilibria of a two-player game sum to +1.

    For solvers whose ``complete`` means every equilibrium, pure and mixed. Where components are not known, games
    that are called complete have to be nondegenerate. Where they are, the index of an isolated equilibrium
    without further best replies is that of :func:`~gametheory.testing.equilibrium_index`.

    References
    ----------
    Shapley (1974), "A Note on the Lemke-Howson Algorithm".
    """
    law = "indices sum to one"
    answer = _all_of(solver, game)
    found = rows_of(game, answer)
    known = answer.component >= 0
    first = _first_of_components(answer)
    for position in np.flatnonzero(answer.complete):
        here = game.take(position)
        rows = np.flatnonzero(found.game == position)
        indices = {}
        for k in rows:
            profile = tuple(strategy[k] for strategy in found.profile)
            if not known[k]:
                indices[k] = equilibrium_index(here, profile)
                continue
            mine = answer.component[rows] == answer.component[k]
            if (answer.index[rows[mine]] != answer.index[k]).any():
                violated(law, here, f"component {answer.component[k]} has indices {answer.index[rows[mine]]}")
            if mine.sum() == 1 and _is_regular(here, profile) and answer.index[k] != equilibrium_index(here, profile):
                violated(law, here, f"index {answer.index[k]} of {[strategy.tolist() for strategy in profile]}")
            if first[k]:
                indices[k] = int(answer.index[k])
        if sum(indices.values()) != 1:
            violated(law, here, f"indices {[*indices.values()]}")


def same_components(
    law: str, game: NormalFormGame, mine: Any, answer: Equilibria, theirs: Any, changed: Equilibria, position: Any
) -> None:
    """The same equilibria lie together in components, of the same indices."""
    nearest = np.abs(mine[:, None] - theirs[None]).max(axis=2).argmin(axis=1)
    before, after = (np.flatnonzero(equilibria.game == position) for equilibria in (answer, changed))
    after = after[nearest]
    if not np.array_equal(answer.index[before], changed.index[after]):
        violated(law, game, f"indices {answer.index[before]}\nbecame {changed.index[after]}")
    one, other = answer.component[before], changed.component[after]
    if not np.array_equal(one[:, None] == one, other[:, None] == other):
        violated(law, game, f"components {one}\nbecame {other}")


def _first_of_components(answer: Equilibria) -> Any:
    """Which rows are the first of their component, (rows,) bool."""
    pairs = np.stack([answer.game, answer.component], axis=1)
    first = np.zeros(len(answer), dtype=bool)
    first[np.unique(pairs, axis=0, return_index=True)[1]] = True
    return first


def _is_regular(game: NormalFormGame, profile: tuple[Any, ...]) -> bool:
    """Whether supports are of one size and clearly every best reply is played, in a game of two players."""
    if (profile[0] > 0).sum() != (profile[1] > 0).sum():
        return False
    for i, worth in enumerate([game.payoffs[0] @ profile[1], profile[0] @ game.payoffs[1]]):
        rest = available(game, i) & (profile[i] == 0)
        range_ = np.ptp(game.payoffs[i]) or 1.0
        if (worth[rest] >= worth[profile[i] > 0].min() - CLEAR * range_).any():
            return False
    return True


def _all_of(solver: Solver, game: NormalFormGame) -> Equilibria:
    answer = solver(game)
    if not isinstance(answer, Equilibria):
        raise TypeError(f"this law is on all equilibria of a game; the solver returned {type(answer).__name__}.")
    return answer
