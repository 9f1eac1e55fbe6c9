"""Sequential equilibrium of an extensive game: strategies and beliefs together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..value import Floats
from .measure import Residual, ResidualOf, as_probabilities, proper_strategy
from .play import Play, play

IMPOSSIBLE = 2**40
"""The exponent of what chance never does."""


def assessment_residual(beliefs: Any, exponents: Sequence[Any], weights: Sequence[Any]) -> ResidualOf:
    r"""The residual of a sequential equilibrium of an extensive game, with a witness that its beliefs are consistent.

    The witness is a sequence of completely mixed strategies: an action a of probability 0 gets
    :math:`c_a \varepsilon^{k_a}` with a whole number :math:`k_a \ge 1`, and the others keep their proportions. As
    :math:`\varepsilon` goes to 0, beliefs by Bayes' rule go to

    .. math:: \mu(x \mid h) \propto \prod_{a \text{ on the way to } x} c_a
        \quad \text{over the nodes of } h \text{ with the smallest } \sum_a k_a,

    with :math:`c_a = \sigma(a)` for actions played and the chance probabilities; what chance never does stays
    impossible. ``inconsistency`` is how far the beliefs are from that limit, and the strategies from the simplexes.
    ``regret`` of a player is what one different move brings at the information set where it brings most, given the
    beliefs there; unreached ones count in full. With consistent beliefs and perfect recall no longer deviation pays
    if none of these does.

    Parameters
    ----------
    beliefs : (*batch, H, D)
    exponents, weights : one (*batch, H_i, A_i) per player
        Of the actions that have probability 0; exponents are 0 elsewhere.

    References
    ----------
    Kreps and Wilson (1982), "Sequential Equilibria", appendix, lemmas A1 and A2 (consistency); Hendon, Jacobsen and
    Sloth (1996), "The One-Shot-Deviation Principle for Sequential Rationality".
    """
    held = as_probabilities(beliefs)

    def residual(game: Any, strategies: tuple[Any, ...], rows: Any = None) -> Residual:
        if rows is not None:
            game = game.take(rows)
        tree = game.tree
        needed = (len(tree.sets), tree.most_nodes)
        if held.shape[-2:] != needed:
            raise InvalidGameError(
                f"beliefs need shape (*batch, H, D) = (*batch, {needed[0]}, {needed[1]}); got {held.shape}. See "
                f"beliefs(game, weights)."
            )
        played = play(game, _spread(strategies, held.shape[:-2]))
        shape, games = played.shape, played.likely.shape[1]
        proper, off_beliefs = proper_strategy(held, belief_mask(tree))
        proper = np.broadcast_to(proper, (*shape, *needed)).reshape(games, *needed)
        off = np.maximum(played.off, np.broadcast_to(off_beliefs.max(axis=-1, initial=0.0), shape))
        limit = _limits(tree, played, exponents, weights, proper)
        astray = np.abs(limit - proper).max(axis=(-1, -2), initial=0.0).reshape(shape)
        off = np.maximum(off, np.where(np.isnan(astray), np.inf, astray))
        gain = np.zeros((*shape, len(tree.players)))
        for number, here in enumerate(tree.sets):
            worth = _worth(tree, played, proper[:, number], number)
            now = played.strategies[here.player][..., tree.row[number], : len(here.actions)].reshape(worth.shape[::-1])
            kept = proper_strategy(now, np.ones(now.shape[-1], dtype=bool))[0].T
            best = (worth.max(axis=0) - (kept * worth).sum(axis=0)).reshape(shape)
            gain[..., here.player] = np.maximum(gain[..., here.player], best)  # NaN stays
        scale = np.broadcast_to(game.scale, gain.shape)
        regret = np.where(scale > 0, gain + played.doubt, 0.0 * gain)
        bad = np.isnan(regret).any(axis=-1) | np.isnan(off)
        return Residual(
            "sequential",
            played.strategies,
            played.payoffs,
            regret,
            scale,
            np.where(bad, np.inf, off),
            beliefs=np.broadcast_to(held, (*shape, *needed)),
        )

    return residual


def belief_mask(tree: Any) -> Any:
    """Which entries of beliefs are nodes, (H, D) bool."""
    sizes = np.array([len(here.nodes) for here in tree.sets], dtype=np.int64)
    return np.arange(tree.most_nodes) < sizes[:, None]


def _spread(strategies: Any, batch: tuple[int, ...]) -> tuple[Floats, ...]:
    """The strategies, over a batch that may be wider in the beliefs."""
    arrays = [as_probabilities(strategy) for strategy in strategies]
    try:
        wider = [(*np.broadcast_shapes(array.shape[:-2], batch), *array.shape[-2:]) for array in arrays]
        return tuple(np.broadcast_to(array, shape) for array, shape in zip(arrays, wider, strict=True))
    except ValueError:
        raise InvalidGameError(
            f"batch shapes of strategies and beliefs must broadcast; got {[array.shape for array in arrays]} and "
            f"{batch} for the beliefs."
        ) from None


def _worth(tree: Any, played: Play, belief: Floats, number: int) -> Floats:
    """What each action at an information set brings, given the belief, (actions, games)."""
    here = tree.sets[number]
    worth = np.zeros((len(here.actions), len(belief)))
    for place, node in enumerate(here.nodes):
        worth += belief[:, place] * played.values[list(tree.children[node]), here.player]
    return worth


def _limits(tree: Any, played: Play, exponents: Any, weights: Any, beliefs: Floats) -> Floats:
    """The limits of the beliefs, (games, H, D); NaN where the witness is none."""
    games = played.likely.shape[1]
    sides = []
    for side, kind in ((exponents, np.int64), (weights, np.float64)):
        arrays = [np.asarray(array, dtype=kind) for array in side]
        if tuple(array.shape[-2:] for array in arrays) != tree.shapes:
            raise InvalidGameError(f"trembles need one array per player, (*batch, H_i, A_i) with {tree.shapes}.")
        spread = [np.broadcast_to(array, (*played.shape, *array.shape[-2:])) for array in arrays]
        sides.append([array.reshape(games, *array.shape[-2:]) for array in spread])
    powers, factors = sides
    power, size = np.zeros((len(tree.parent), games), dtype=np.int64), np.zeros((len(tree.parent), games))
    sound = np.ones(games, dtype=bool)
    for node in range(1, len(tree.parent)):
        parent, move = tree.parent[node], tree.move[node]
        mover, place = tree.mover[parent], tree.place[parent]
        plays = played.likely[node] > 0
        if mover >= 0:
            k, c = powers[mover][:, tree.row[place], move], factors[mover][:, tree.row[place], move]
            with np.errstate(invalid="ignore"):
                sound &= np.where(plays, k == 0, (k >= 1) & (k <= IMPOSSIBLE >> 20) & (c > 0) & np.isfinite(c))
        else:
            k, c = np.full(games, IMPOSSIBLE), np.ones(games)
        power[node] = power[parent] + np.where(plays, 0, k)
        with np.errstate(divide="ignore", invalid="ignore"):
            size[node] = size[parent] + np.log(np.where(plays, played.likely[node], c))
    limit = np.zeros_like(beliefs)
    for number, here in enumerate(tree.sets):
        nodes = list(here.nodes)
        least = power[nodes].min(axis=0)
        large = np.where(power[nodes] == least, size[nodes], -np.inf)
        with np.errstate(invalid="ignore"):
            share = np.exp(large - large.max(axis=0))
        # Where chance rules out every node, any belief is as good as another.
        limit[:, number, : len(nodes)] = np.where(
            least >= IMPOSSIBLE, beliefs[:, number, : len(nodes)].T, share / share.sum(axis=0)
        ).T
    limit[~sound] = np.nan
    return limit
