"""What a leader's policy is worth when the other player knows it and replies best."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from ..equilibrium import TOLERANCE, Equilibrium
from ..errors import UnsupportedGameError
from ..profile import along
from ..value import Floats
from .decision import policy_iteration
from .game import StochasticGame, require_stochastic

BEST_REPLY = 1e-9
"""A reply counts as best if it loses the follower no more than this share of the range of a period's payoff."""

ROUNDING = 1e-14
"""What rounding may hide, as a share of the range of payoffs."""


class PolicyValue(NamedTuple):
    """A leader's policy with the follower's best replies under either way to break ties.

    Attributes
    ----------
    favourable, unfavourable : Equilibrium
        Strategies of both players, the leader's as given; payoffs (*batch, S, 2), from each state. The certificate is
        that of the follower's reply, a Markov decision process of one player.
    """

    favourable: Equilibrium
    unfavourable: Equilibrium


def policy_value(
    game: StochasticGame, policy: Any, *, leader: int = 0, tolerance: float = TOLERANCE, strict: bool = True
) -> PolicyValue:
    r"""Evaluate a stationary policy to which one player is committed.

    The follower knows the policy and plays a best reply :math:`\tau`. Where he has several, the leader's payoff lies
    between the worst and the best over them,

    .. math:: \min_{\tau \in \mathrm{BR}(\sigma)} v(\sigma, \tau) \quad\text{and}\quad
        \max_{\tau \in \mathrm{BR}(\sigma)} v(\sigma, \tau),

    from every state at once: the follower's best actions in each state make a Markov decision process, in which the
    leader's payoff is made as large or as small as possible.

    Parameters
    ----------
    game : StochasticGame of two players
    policy : (*batch, S, m)
        The leader's strategy. Leading axes beyond those of the game are several policies.
    leader : int
        The player who is committed.
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    PolicyValue

    Raises
    ------
    UnsupportedGameError
        If there are not two players. With several followers, ``game.given({leader: policy})`` is the game that they
        play, for any solver, and ``game.evaluate`` values the whole.

    References
    ----------
    von Stengel and Zamir (2010), "Leadership Games with Convex Strategy Sets" (both ways to break ties).

    Examples
    --------
    An inspector looks every second time, which costs him 0.2 each; to be caught costs as much as it gains not to be.
    Whether the other complies is then up to him, and 1 to the inspector:

    >>> payoffs = np.array([[[[-0.2, -1.2], [0, -1]], [[0, -1], [0, 1]]]])
    >>> game = StochasticGame(payoffs, 0.9, np.ones((1, 2, 2, 1)), players=("inspector", "other"))
    >>> value = policy_value(game, [[0.5, 0.5]])
    >>> value.favourable.payoffs[0].round(9), value.unfavourable.payoffs[0].round(9)
    (array([-0.1,  0. ]), array([-1.1,  0. ]))
    """
    require_stochastic(game)
    if len(game.players) != 2 or leader not in (0, 1):
        raise UnsupportedGameError(
            f"policy_value takes two players, one of them the leader, 0 or 1; got {game.players} and {leader!r}. With "
            f"several followers solve game.given({{leader: policy}})."
        )
    process = game.given({leader: policy})
    reply = policy_iteration(process, tolerance=tolerance, strict=strict)
    centred, middle = process.centred()  # so that constants do not hide ties
    values = np.nan_to_num(reply.payoffs) - middle[..., None, :]
    worth = centred.stage_game(values).payoffs[..., 0, :]
    exists = np.ones(worth.shape, dtype=bool) if process.available is None else process.available[0]
    worth = np.where(exists, worth, -np.inf)
    patience = process.discount[..., None, None]
    slack = (BEST_REPLY * (1 - patience) + ROUNDING) * process.scale[..., None, :]
    tied = worth >= worth.max(axis=-1, keepdims=True) - slack
    policy = np.broadcast_to(np.asarray(policy, dtype=np.float64), (*process.batch_shape, *np.shape(policy)[-2:]))
    sides = []
    for sign in (1.0, -1.0):
        mine = np.take(game.payoffs, leader, axis=-3)
        flow = (mine * along(policy, leader, 2)).sum(axis=-2 + leader)
        choice = replace(process, payoffs=sign * flow[..., None, :], available=(tied,))
        chosen = policy_iteration(choice, strict=False)
        both = (policy, chosen.strategies[0]) if leader == 0 else (chosen.strategies[0], policy)
        paid = _paid(process, choice, chosen, sign, leader)
        fine = (reply.certificate.holds & chosen.certificate.holds)[..., None, None]
        kept = tuple(np.where(fine, side, np.nan) for side in both)
        sides.append(replace(reply, strategies=kept, payoffs=np.where(fine, paid, np.nan)))
    return PolicyValue(*sides)


def _paid(process: StochasticGame, choice: StochasticGame, chosen: Equilibrium, sign: float, leader: int) -> Floats:
    """What both players get, (*batch, S, 2)."""
    theirs = process.evaluate(chosen.strategies)[0]
    mine = sign * choice.evaluate(chosen.strategies)[0]
    pair = (mine, theirs) if leader == 0 else (theirs, mine)
    return np.concatenate(pair, axis=-1)
