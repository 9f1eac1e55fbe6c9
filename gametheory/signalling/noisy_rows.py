"""Proposed sequential equilibria of games with types of the receiver or noise, as certified rows."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from ..equilibrium import certify_rows
from ..kernels.status import Status
from ..residual import noisy_signalling_residual
from ..value import Floats, seal
from .equilibria import SignallingEquilibria
from .noisy_equilibria import NoisyExtreme, extreme_sequential
from .noisy_game import NoisySignallingGame
from .noisy_rational import RationalNoisyGame, belief, rational_noisy_game


def all_sequential(game: NoisySignallingGame, tolerance: float, strict: bool) -> SignallingEquilibria:
    """The rows of :func:`all_pbe` for a game with types of the receiver or noise."""
    return certified(game, extreme_sequential, tolerance, strict)


def certified(
    game: NoisySignallingGame,
    solve: Callable[[RationalNoisyGame], list[NoisyExtreme]],
    tolerance: float,
    strict: bool,
) -> SignallingEquilibria:
    """What a solver of one game in integers finds, game by game, in floats; rows that are refused are left out."""
    pieces = []
    for position in range(prod(game.batch_shape)):
        one = rational_noisy_game(game, position)
        found = solve(one)
        pieces.append((*_in_floats(game, one, found), np.full(len(found), position)))
    if not pieces:
        pieces.append((*_in_floats(game, None, []), np.zeros(0, dtype=np.int64)))
    arrays = [np.concatenate(parts) for parts in zip(*pieces, strict=True)]
    seal(*arrays)
    sent, replied, beliefs, exponents, weights, component, outcome, rows = arrays
    judged = certify_rows(
        game,
        (sent, replied),
        rows,
        np.ones(game.batch_shape, dtype=bool),
        np.full(game.batch_shape, Status.SOLVED),
        component=component,
        index=np.arange(len(rows)),
        residual=noisy_signalling_residual(beliefs, exponents, weights),
        tolerance=tolerance,
        strict=strict,
    )
    kept = judged.index
    return SignallingEquilibria(
        (judged.strategies[0], judged.strategies[1]),
        beliefs[kept],
        judged.payoffs,
        _type_payoffs(game, judged.game, *judged.strategies),
        judged.certificate,
        judged.game,
        judged.count,
        judged.complete,
        judged.status,
        judged.component,
        outcome[kept],
        (exponents[kept], weights[kept]),
    )


def _in_floats(game: NoisySignallingGame, one: RationalNoisyGame | None, found: list[NoisyExtreme]) -> tuple[Any, ...]:
    """Sender, receiver, beliefs, exponents, weights, component and outcome of each row."""
    types, kinds, messages, replies = game.payoffs.shape[-4:]
    signals = game.possible.shape[-1]
    sender, receiver = np.zeros((len(found), types, messages)), np.zeros((len(found), kinds, signals, replies))
    beliefs = np.full((len(found), kinds, signals, types, messages), 1 / (types * messages))
    exponents, weights = np.ones((len(found), types, messages), dtype=np.int64), np.ones((len(found), types, messages))
    for row, extreme in enumerate(found):
        assert one is not None
        sender[row][:, one.messages] = [[float(p) for p in own] for own in extreme.sender]
        receiver[row, :, :, one.replies[0]] = 1.0
        for number, (k, s) in enumerate(one.sets):
            receiver[row, k, s, one.replies] = [float(p) for p in extreme.receiver[number]]
            beliefs[row, k, s] = 0.0
            for (t, m), weight in belief(one, number, extreme.exponents, extreme.weights).items():
                beliefs[row, k, s, t, one.messages[m]] = float(weight)
        for (t, m), order in extreme.exponents.items():
            exponents[row, t, one.messages[m]] = order
            weights[row, t, one.messages[m]] = float(extreme.weights[t, m])
    component = np.array([extreme.component for extreme in found], dtype=np.int64)
    outcome = np.array([extreme.outcome for extreme in found], dtype=np.int64)
    return sender, receiver, beliefs, exponents, weights, component, outcome


def _type_payoffs(game: NoisySignallingGame, rows: Any, sent: Floats, replied: Floats) -> Floats:
    """What each type of the sender gets, (rows, T)."""
    games = prod(game.batch_shape)

    def of(array: Any, core: int) -> Any:
        return array.reshape(games, *array.shape[array.ndim - core :])[rows]

    kinds, noise = of(game.receiver_prior, 2), of(game.message_noise, 2)
    chances = [kinds, noise, of(game.reply_noise, 2)]
    for array in chances:
        array /= np.maximum(array.sum(axis=-1, keepdims=True), 0.5)  # 1 up to rounding, 0 where there is no such row
    payoffs = of(game.payoffs, 5)[:, 0]
    worth = np.einsum("rtk,rms,rksc,rca,rtkma->rtm", *chances[:2], replied, chances[2], payoffs, optimize=True)
    return np.asarray((sent * worth).sum(axis=-1))
