"""Payoffs of finite reputation games from what is worth nothing to anybody, with the ties of opponents broken."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..value import Bools, Floats

TIE = 2.0**-48
"""Payoffs that differ by no more than this share of the opponent's payoffs of the stage are tied."""


class ReputationPayoffs(NamedTuple):
    """What the kernels need of games with one batch axis.

    Attributes
    ----------
    gains, losses : (games, T, K, M)
    kinds : (games, T, K)
    flows, crossing : (games, T, M)
    cost, leaving : (games, T)
    discount, terminal : (games,)
    shift : (games,)
        What has to be added to the player's values.
    moved : (games,)
        What an opponent may gain or lose by how ties were broken, at most.
    tied : (games,) bool
        Whether any opponents tied.
    """

    gains: Floats
    losses: Floats
    kinds: Floats
    flows: Floats
    crossing: Floats
    cost: Floats
    leaving: Floats
    discount: Floats
    terminal: Floats
    shift: Floats
    moved: Floats
    tied: Bools


def centred_payoffs(game: Any, violent: bool = False) -> ReputationPayoffs:
    r"""Payoffs in which a constant that was added to all payoffs of a player leaves no trace, (games,) batches only.

    Opponents' gains and losses are those of an action less those of the first. Flows are those above the mean
    :math:`c_t` of what opponents choose who expect no answer, so that the value without reputation is 0 unless the
    player can leave; with :math:`C_0` the terminal value, the values of the game are higher by
    :math:`C_t = c_t + \delta C_{t-1}`.

    Opponents who tie, within rounding, if no crossing is answered reply as they do to a small chance of an answer;
    those who tie if all are, or whatever the chance, take the first of their best actions, or the last if ``violent``:
    actions come in the opposite order then. But who would lower the player's flow by that, or its value
    if all crossings are answered, replies as he does to nearly sure answers.
    """
    gains, losses, flows, crossing = (
        each[..., ::-1] if violent else each for each in (game.gains, game.losses, game.flows, game.crossing)
    )
    gains, losses = gains - gains[..., :1], losses - losses[..., :1]
    worth = flows - crossing * game.answer_cost[..., None]
    gains, losses, moved, tied = _without_ties(gains, losses, flows, worth)
    chosen = gains.argmax(axis=-1)
    base = (np.take_along_axis(flows, chosen, axis=-1) * game.kinds).sum(axis=-1)
    leaving, terminal = game.exit_values, game.terminal
    total = terminal.astype(np.longdouble)
    if leaving is not None:
        leaving = np.array(leaving)
    if base.any() or terminal.any():
        for stage in range(base.shape[-1]):
            total = base[:, stage] + game.discount * total
            if leaving is not None:
                leaving[:, stage] = leaving[:, stage] - total
    if leaving is None:
        leaving = np.full(base.shape, -np.inf)
    return ReputationPayoffs(
        gains,
        losses,
        game.kinds,
        flows - base[..., None],
        crossing,
        game.answer_cost,
        leaving,
        game.discount,
        np.zeros(len(base)),
        total.astype(np.float64),
        moved,
        tied,
    )


def _without_ties(gains: Floats, losses: Floats, flows: Floats, worth: Floats) -> tuple[Floats, Floats, Floats, Bools]:
    """Gains and losses moved by little, so that no two actions tie if none or all is answered; by how much; where."""
    near, answered = TIE * (np.abs(gains).max(axis=-1) + np.abs(losses).max(axis=-1)), gains - losses
    tied = np.zeros(len(gains), dtype=bool)
    silent, sure = np.zeros((2, *gains.shape)) if gains.shape[-1] > 1 else (gains, gains)
    for b in range(gains.shape[-1]):
        for a in range(b):
            alike, together, always = (
                np.abs(payoffs[..., a] - payoffs[..., b]) <= near for payoffs in (answered, gains, losses)
            )
            tied |= (alike | together).any(axis=(1, 2))
            later = always | (losses[..., a] < losses[..., b])
            # Who would lower the player's value replies as he does to nearly sure answers.
            less = (worth[..., a] < worth[..., b]) | (flows[..., a] < flows[..., b])
            falls = ~always & (losses[..., b] > losses[..., a]) & less[..., None]
            sure[..., b] += alike & ~falls
            sure[..., a] += alike & falls
            silent[..., b] += together & later
            silent[..., a] += together & ~later
    if not tied.any():
        return gains, losses, np.zeros(len(gains)), tied
    silent, sure = (4 * near[..., None] * place for place in (silent, sure))
    moved = 2 * np.maximum(silent, sure).max(axis=(1, 2, 3))
    return gains - silent, losses - silent + sure, moved, tied
