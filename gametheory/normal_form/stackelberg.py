"""Optimal commitment to a mixed strategy, and what the power to commit is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibria, Equilibrium, certify
from ..errors import InvalidGameError
from ..kernels.kernel import Kernel, constant
from ..kernels.status import Status
from ..residual import commitment_residual, masks_of, pessimistic_commitment_residual, reply_classes
from ..value import Bools, Floats, Value, frozen, seal
from .commitment_lp import commitment_by_highs, has_interior
from .game import NormalFormGame, require_players

_kernel = Kernel("commitment")

BEST_REPLY = 1e-9
"""Replies that lose the follower no more than this share of the range are taken for best ones."""
UNKNOWN = -1


@dataclass(frozen=True, eq=False)
class Commitment(Value):
    """The leader's best commitment under either way in which the follower may break ties.

    Attributes
    ----------
    favourable, unfavourable : Equilibrium
        The leader's strategy, and one best reply of the follower, pure.
    attained : (*batch,) bool
        Whether the leader's strategy in ``unfavourable`` yields its payoff whichever best reply is given to it.
        Where false, the payoff is a supremum: strategies as near as wanted to this one yield nearly as much.
    leader : int
    """

    favourable: Equilibrium
    unfavourable: Equilibrium
    attained: Bools
    leader: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "attained", frozen(self.attained))

    def __repr__(self) -> str:
        pays = [answer.payoffs[..., self.leader] for answer in (self.favourable, self.unfavourable)]
        if self.attained.ndim:
            return f"<Commitment: batch of {' x '.join(map(str, self.attained.shape))}>"
        return f"<Commitment: pays the leader {pays[0]:.6g} with favourable ties, {pays[1]:.6g} with unfavourable>"


def stackelberg(
    game: NormalFormGame, *, leader: int | str = 0, tolerance: float = TOLERANCE, strict: bool = True
) -> Commitment:
    r"""Find the mixed strategy that a leader does best to commit to, before the follower chooses.

    The follower sees the mixed strategy x, not the action drawn from it, and replies with an action in
    :math:`\mathrm{BR}(x) = \arg\max_j b(x, j)`. With payoffs a to the leader, the value of commitment is

    .. math:: \max_x \max_{j \in \mathrm{BR}(x)} a(x, j) \quad\text{or}\quad \sup_x \min_{j \in \mathrm{BR}(x)} a(x, j),

    with ties broken in favour of the leader (strong) or against (weak). The first is a linear program for each
    reply j, over the region :math:`X(j)` where j is a best reply. The second is

    .. math:: \max_{j \in D} \; \max_{x \in X(j)} \; \min_{k \in E(j)} a(x, k),

    where D are the replies whose region has an interior, and E(j) the replies that always pay the follower what j
    does. The two are equal unless payoffs tie. All commitments between may be subgame perfect.

    Parameters
    ----------
    game : NormalFormGame, two players
    leader : int or str
        The player who commits, by number or name.
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Commitment
        Certified by an upper bound that needs no solver: dual multipliers for each reply, as
        :func:`gametheory.residual.commitment_residual` describes. Whether a region has an interior is decided
        in rational arithmetic where it is close and matters, one game at a time.

    Raises
    ------
    InvalidGameError
        If there is no such player.
    UnsupportedGameError
        If the game does not have two players.
    NoEquilibriumFoundError
        Under ``strict``, if a game is left without a certified answer.

    References
    ----------
    Conitzer and Sandholm (2006), "Computing the Optimal Strategy to Commit to", section 3 (a linear program for
    each reply). von Stengel and Zamir (2010), "Leadership Games with Convex Strategy Sets" (both ways to break
    ties, and the comparison with equilibria).

    Examples
    --------
    Bottom is dominated, but to play both rows equally often makes the follower choose right:

    >>> from gametheory.normal_form import bimatrix
    >>> game = bimatrix([[2, 4], [1, 3]], [[1, 0], [0, 1]])
    >>> commitment = stackelberg(game)
    >>> commitment
    <Commitment: pays the leader 3.5 with favourable ties, 3.5 with unfavourable>
    >>> commitment.favourable.strategies[0], commitment.attained
    (array([0.5, 0.5]), array(False))
    """
    require_players(game, 2)
    who = _number(leader, game.players)
    kinds = reply_classes(game, who)
    rows = len(game.flat)
    sizes = game.sizes[who], game.sizes[1 - who]
    answer = _Answer.empty(rows, *sizes)
    flat_kinds = kinds.reshape(rows, sizes[1])
    _solve(game, who, flat_kinds, np.full(flat_kinds.shape, UNKNOWN, dtype=np.int8), answer)
    unsure = np.flatnonzero(answer.status == Status.TIED)
    if len(unsure):
        some = game.take(unsure)
        again = _Answer.empty(len(unsure), *sizes)
        _solve(some, who, flat_kinds[unsure], has_interior(some, who, flat_kinds[unsure]), again)
        answer.put(unsure, again)
    high, low = _certified(game, who, answer, tolerance, strict=False)
    failed = np.flatnonzero(~(high.certificate.holds & low.certificate.holds))
    if len(failed):  # rounding got the better of the dictionary
        some = game.take(failed)
        answer.put(failed, _Answer(*commitment_by_highs(some, who, flat_kinds[failed])))
        high, low = _certified(game, who, answer, tolerance, strict=strict)
    return Commitment(high, low, _attained(game, who, low), who)


def value_of_commitment(commitment: Commitment, equilibria: Equilibria) -> ValueOfCommitment:
    r"""What the power to commit adds to the leader's payoff, best against best and worst against worst.

    With favourable ties the leader gets at least the best Nash payoff, since the follower may be asked for the reply
    of any equilibrium; with unfavourable ties at least the worst. Both differences are therefore non-negative, up
    to rounding, where ``equilibria`` holds an equilibrium that is best, or worst, for the leader.

    Parameters
    ----------
    commitment : Commitment
    equilibria : Equilibria
        The Nash equilibria of the same games.

    Returns
    -------
    ValueOfCommitment

    References
    ----------
    von Stengel and Zamir (2010), "Leadership Games with Convex Strategy Sets": lowest and highest payoff of the
    leader, with commitment and without.

    Examples
    --------
    >>> from gametheory.normal_form import bimatrix, support_enumeration
    >>> game = bimatrix([[2, 4], [1, 3]], [[1, 0], [0, 1]])
    >>> gain = value_of_commitment(stackelberg(game), support_enumeration(game))
    >>> gain.over_best, gain.over_worst, gain.complete
    (array(1.5), array(1.5), array(True))
    """
    shape = commitment.attained.shape
    if equilibria.count.shape != shape or equilibria.certificate.concept != "nash":
        raise InvalidGameError(
            f"Nash equilibria of the same games are needed, batch shape {shape}; got equilibria of the concept "
            f"{equilibria.certificate.concept!r} over {equilibria.count.shape}."
        )
    paid = equilibria.payoffs[:, commitment.leader]
    best, worst = np.full(equilibria.count.size, -np.inf), np.full(equilibria.count.size, np.inf)
    np.maximum.at(best, equilibria.game, paid)
    np.minimum.at(worst, equilibria.game, paid)
    over = [
        answer.payoffs[..., commitment.leader] - np.where(np.isfinite(nash), nash, np.nan).reshape(shape)
        for answer, nash in ((commitment.favourable, best), (commitment.unfavourable, worst))
    ]
    return ValueOfCommitment(np.asarray(over[0]), np.asarray(over[1]), equilibria.complete)


@dataclass(frozen=True, eq=False)
class ValueOfCommitment(Value):
    """The leader's gain from commitment, in payoff units.

    Attributes
    ----------
    over_best : (*batch,)
        The commitment payoff with favourable ties less the leader's best Nash payoff.
    over_worst : (*batch,)
        The commitment payoff with unfavourable ties less the leader's worst Nash payoff.
    complete : (*batch,) bool
        Whether all equilibria were compared. Elsewhere the true ``over_best`` may be smaller, and the true
        ``over_worst`` larger.
    """

    over_best: Floats
    over_worst: Floats
    complete: Bools

    def __post_init__(self) -> None:
        for name, part in vars(self).items():
            object.__setattr__(self, name, frozen(part))


@dataclass
class _Answer:
    """What a solver proposes for games in a row: for each way to break ties a strategy, a reply and multipliers."""

    x_high: Any
    reply_high: Any
    prices_high: Any
    x_low: Any
    reply_low: Any
    prices_low: Any
    left_out: Any
    status: Any
    steps: Any

    @classmethod
    def empty(cls, rows: int, m: int, n: int) -> _Answer:
        def one() -> tuple[Any, Any, Any]:
            return np.zeros((rows, m)), np.zeros(rows, dtype=np.int64), np.zeros((rows, n, n))

        left_out, status = np.zeros((rows, n), dtype=bool), np.zeros(rows, dtype=np.int8)
        return cls(*one(), *one(), left_out, status, np.zeros(rows, dtype=np.int64))

    def put(self, rows: Any, other: _Answer) -> None:
        for name, part in vars(other).items():
            getattr(self, name)[rows] = part


def _solve(game: NormalFormGame, who: int, kinds: Any, known: Any, answer: _Answer) -> None:
    masks = masks_of(game)
    _kernel(
        len(game.flat), game.flat, constant(who), masks[who], masks[1 - who],
        *(frozen(np.ascontiguousarray(array)) for array in (kinds, known)), *vars(answer).values(),
    )  # fmt: skip


def _certified(
    game: NormalFormGame, who: int, answer: _Answer, tolerance: float, *, strict: bool
) -> tuple[Equilibrium, Equilibrium]:
    shape, m, n = game.batch_shape, game.sizes[who], game.sizes[1 - who]
    status, steps = answer.status.reshape(shape), answer.steps.reshape(shape)
    pair: list[Equilibrium] = []
    for x, reply, prices in (
        (answer.x_high, answer.reply_high, answer.prices_high),
        (answer.x_low, answer.reply_low, answer.prices_low),
    ):
        prices = prices.reshape(*shape, n, n)
        if not pair:
            residual = commitment_residual(who, prices)
        else:
            residual = pessimistic_commitment_residual(who, prices, answer.left_out.reshape(*shape, n))
        sides = x.reshape(*shape, m), np.eye(n)[reply].reshape(*shape, n)
        seal(*sides)
        strategies = sides if who == 0 else sides[::-1]
        found = certify(game, strategies, status, steps, residual=residual, tolerance=tolerance, strict=strict)
        pair.append(found)
    return pair[0], pair[1]


def _attained(game: NormalFormGame, who: int, low: Equilibrium) -> Bools:
    """Whether every best reply to the commitment pays the leader as much, near ones counted among the best."""
    x = low.strategies[who][..., None]
    a, b = (
        ((game.payoffs[..., i, :, :] if who == 0 else game.payoffs[..., i, :, :].swapaxes(-1, -2)) * x).sum(axis=-2)
        for i in (who, 1 - who)
    )
    scale = low.certificate.scale
    if game.available is not None:
        b = np.where(game.available[1 - who], b, -np.inf)
    best = b >= b.max(axis=-1, keepdims=True) - BEST_REPLY * scale[..., 1 - who, None]
    worst = np.where(best, a, np.inf).min(axis=-1)
    return np.asarray(worst >= low.payoffs[..., who] - BEST_REPLY * scale[..., who])


def _number(player: int | str, players: tuple[str, ...]) -> int:
    if isinstance(player, str) and player in players:
        return players.index(player)
    if not isinstance(player, (str, bool)) and player in (0, 1):
        return int(player)
    raise InvalidGameError(f"leader needs to be 0, 1 or one of the names {players}; got {player!r}.")
