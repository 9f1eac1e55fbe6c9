"""What a solver of signalling games returns: equilibria with beliefs, components and outcomes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Certificate, Equilibria, Equilibrium, certify_rows
from ..errors import InvalidGameError, UnsupportedGameError
from ..residual import sequential_residual
from ..value import Bools, Floats, Ints, Value, frozen
from .game import SignallingGame
from .noisy_game import NoisySignallingGame


@dataclass(frozen=True, eq=False)
class SignallingEquilibria(Value):
    """Equilibria of every game of a batch with beliefs: one row each, in a fixed order within each game.

    They are perfect Bayesian equilibria of a :class:`SignallingGame`, and sequential equilibria of a
    :class:`NoisySignallingGame`, for which the information sets of the receiver are pairs of a type k and a signal s:
    shapes then have (K, S) in place of M, beliefs are over pairs of type and message, and there are ``trembles``.

    From :func:`all_pbe` in canonical order: fewer messages and replies in the supports first, then the supports of
    types 0, 1, ... and of the replies to messages 0, 1, ..., then the strategies themselves.

    Attributes
    ----------
    strategies : ((rows, T, M), (rows, M, A)) or ((rows, T, M), (rows, K, S, A))
        The sender's messages by type; the receiver's replies by message. After a message that does not exist,
        the first reply.
    beliefs : (rows, M, T) or (rows, K, S, T, M)
        One belief after each message that supports the strategies: Bayes' rule on the path, the mean of the
        extreme supporting beliefs off it. :func:`supporting_beliefs` has them all.
    payoffs : (rows, 2)
        Expected payoffs of sender and receiver.
    type_payoffs : (rows, T)
        Payoff of each type of the sender.
    certificate : Certificate, over (rows,)
    game : (rows,)
        Which game of the flattened batch; non-decreasing.
    count : (*batch,)
    complete : (*batch,) bool
        True only where the method guarantees that nothing of the kind that it looks for is missing.
    status : (*batch,)
    component : (rows,)
        Connected component of the set of equilibria within its game, -1 where not computed.
    outcome : (rows,)
        Number of the outcome within its game: rows with one number have the same distribution of type, message
        and reply, to 1e-9.
    trembles : ((rows, T, M) int, (rows, T, M)), or None
        Exponents and weights of the mistakes of which the beliefs are limits, as
        :func:`gametheory.residual.noisy_signalling_residual` takes them.
    """

    strategies: tuple[Floats, Floats]
    beliefs: Floats
    payoffs: Floats
    type_payoffs: Floats
    certificate: Certificate
    game: Ints
    count: Ints
    complete: Bools
    status: Ints
    component: Ints
    outcome: Ints
    trembles: tuple[Ints, Floats] | None = None

    def __post_init__(self) -> None:
        for name, part in vars(self).items():
            object.__setattr__(self, name, frozen(part))

    def __len__(self) -> int:
        return len(self.game)

    @property
    def sent(self) -> Bools:
        """Which messages are sent with positive probability by some type, of any prior, (rows, M)."""
        return np.asarray((self.strategies[0] > 0).any(axis=-2))

    def of(self, *index: int) -> SignallingEquilibria:
        """The equilibria of one game of the batch."""
        position = int(np.arange(self.count.size).reshape(self.count.shape)[index])
        chosen = self.take(np.arange(*np.searchsorted(self.game, [position, position + 1])))
        return replace(
            chosen,
            game=chosen.game - position,
            count=np.asarray(self.count[index]),
            complete=np.asarray(self.complete[index]),
            status=np.asarray(self.status[index]),
        )

    def take(self, rows: Any) -> SignallingEquilibria:
        """Some of the rows, non-decreasing in their games; ``complete`` is then false where rows were left out."""
        rows = np.arange(len(self))[rows]
        certificate = self.certificate
        count = np.bincount(self.game[rows], minlength=self.count.size).reshape(self.count.shape)
        return SignallingEquilibria(
            (self.strategies[0][rows], self.strategies[1][rows]),
            self.beliefs[rows],
            self.payoffs[rows],
            self.type_payoffs[rows],
            replace(
                certificate,
                regret=certificate.regret[rows],
                scale=certificate.scale[rows],
                inconsistency=certificate.inconsistency[rows],
                holds=certificate.holds[rows],
            ),
            self.game[rows],
            count,
            self.complete & (count == self.count),
            self.status,
            self.component[rows],
            self.outcome[rows],
            None if self.trembles is None else (self.trembles[0][rows], self.trembles[1][rows]),
        )

    def slots(self, slots: int | None = None) -> Equilibrium:
        """The rows as one padded :class:`~gametheory.Equilibrium` with a leading axis of slots; NaN beyond the last.

        Readings over all equilibria of a game are bounded with it: :func:`gametheory.multiplicity.bounds`.

        Raises
        ------
        ValueError
            If a game has more equilibria than there are slots.
        """
        rows = Equilibria(
            (*self.strategies, self.beliefs),
            self.payoffs,
            self.certificate,
            self.game,
            self.count,
            self.complete,
            self.status,
            self.component,
            np.zeros(len(self), dtype=np.int8),
        )
        padded = rows.slots(slots)
        *strategies, beliefs = padded.strategies
        return replace(padded, strategies=tuple(strategies), beliefs=beliefs)

    def __repr__(self) -> str:
        games = self.count.size
        among = "1 game" if games == 1 else f"{games} games"
        whole = int(self.complete.sum())
        return (
            f"<SignallingEquilibria: {len(self)} rows of {among}, complete in {whole} of {games}, "
            f"{self.certificate.concept}>"
        )


def require_signalling(game: Any) -> None:
    """Raise unless the game is a :class:`SignallingGame`."""
    if isinstance(game, NoisySignallingGame):
        raise UnsupportedGameError(
            "only games without types of the receiver and without noise are supported here; all_pbe, pure_pbe, "
            "supporting_trembles and to_tree take a NoisySignallingGame."
        )
    if not isinstance(game, SignallingGame):
        raise InvalidGameError(
            f"a SignallingGame was needed, got {type(game).__name__}; make one with SignallingGame(payoffs, prior)."
        )


def judge_rows(
    game: SignallingGame,
    strategies: tuple[Any, Any],
    beliefs: Any,
    rows: Any,
    complete: Any,
    status: Any,
    component: Any,
    outcome: Any,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> SignallingEquilibria:
    """Certify proposed rows as perfect Bayesian equilibria; those that are refused are left out."""
    numbers = np.arange(len(rows))
    judged = certify_rows(
        game,
        strategies,
        rows,
        complete,
        status,
        component=component,
        index=numbers,
        residual=sequential_residual(beliefs),
        tolerance=tolerance,
        strict=strict,
    )
    kept = judged.index
    sent, replied = judged.strategies
    sender = game.payoffs.reshape(-1, *game.payoffs.shape[-4:])[:, 0]
    if len(kept) < len(numbers):
        beliefs, outcome = beliefs[kept], outcome[kept]
    by_type = _type_payoffs(sender, judged.game, sent, replied)
    return SignallingEquilibria(
        (sent, replied),
        beliefs,
        judged.payoffs,
        by_type,
        judged.certificate,
        judged.game,
        judged.count,
        judged.complete,
        judged.status,
        judged.component,
        outcome,
    )


def _type_payoffs(sender: Floats, game: Any, sent: Floats, replied: Floats) -> Floats:
    worth = sum(
        sender[game, ..., a] * replied[:, None, :, a] for a in range(replied.shape[-1])
    )
    return np.asarray((sent * worth).sum(axis=-1))
