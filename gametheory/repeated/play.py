"""What an automaton is worth in a repeated game, and whether it is an equilibrium."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..errors import InvalidGameError
from ..kernels.status import Status
from ..profile import expected
from ..residual import markov_residual
from ..stochastic import StochasticGame
from ..value import Bools, Floats
from .automaton import Automaton
from .game import RepeatedGame, profiles_that_exist, require_repeated

ROUNDING = 1e-12
"""A slack this far below 0, as a share of the player's payoff range, is rounding."""

PIECE = 2**22
"""Numbers of transitions held at once while slacks are computed: larger batches are taken piece by piece."""


def automaton_game(game: RepeatedGame, automaton: Automaton) -> StochasticGame:
    r"""The stochastic game in which the states of the automaton are the states of play.

    Every state has the stage payoffs; its transitions are those of the automaton, where these follow signals
    :math:`\sum_y \pi(y | a) \tau(q, y)`. Against the automaton's outputs a player who deviates faces exactly
    this Markov decision process, so the automaton is a subgame-perfect equilibrium (with public signals, a perfect
    public one) if its outputs are a stationary Markov perfect equilibrium here.

    Parameters
    ----------
    game : RepeatedGame
    automaton : Automaton
        The batches of both broadcast.

    Returns
    -------
    StochasticGame

    Raises
    ------
    InvalidGameError
        If the actions or signals of both differ, or the stage payoffs are not exact in float64.
    """
    require_both(game, automaton)
    stage = game.stage
    if stage.exact is not None:
        raise InvalidGameError(
            "automata need stage payoffs that float64 holds; got fractions or large integers. "
            "Convert them with astype(float), or use finitely_repeated."
        )
    if tuple(output.shape[-1] for output in automaton.outputs) != game.sizes:
        raise InvalidGameError(
            f"the automaton needs outputs over {game.sizes} actions; got "
            f"{tuple(output.shape[-1] for output in automaton.outputs)}."
        )
    if automaton.on_signals != (game.signals is not None):
        raise InvalidGameError(
            "players of a game with public signals see the signals alone: transitions need to follow signals, "
            "on_signals=True, exactly if the game has signals."
        )
    try:
        batch = np.broadcast_shapes(game.batch_shape, automaton.batch_shape)
    except ValueError:
        raise InvalidGameError(
            f"the batches of game and automaton must broadcast; got {game.batch_shape} and {automaton.batch_shape}."
        ) from None
    chances = automaton.transitions
    number = chances.shape[-1]
    if game.signals is not None:
        if chances.shape[-2] != game.signals.shape[-1]:
            raise InvalidGameError(
                f"the automaton needs transitions for {game.signals.shape[-1]} signals; got {chances.shape[-2]}."
            )
        by_profile = game.signals.reshape(*game.batch_shape, 1, prod(game.sizes), -1) @ chances
        chances = by_profile.reshape(*batch, number, *game.sizes, number)
    payoffs = np.broadcast_to(
        np.expand_dims(stage.payoffs, -2 - len(game.players)), (*batch, number, len(game.players), *game.sizes)
    )
    masks = None
    if stage.available is not None:
        masks = tuple(
            np.broadcast_to(mask[..., None, :], (*batch, number, mask.shape[-1])) for mask in stage.available
        )
    return StochasticGame(
        payoffs,
        np.broadcast_to(game.discount, batch),
        chances,
        players=stage.players,
        actions=stage.actions,
        states=automaton.states,
        available=masks,
    )


def certify_automaton(
    game: RepeatedGame, automaton: Automaton, *, tolerance: float = TOLERANCE, strict: bool = True
) -> Equilibrium:
    """Judge whether an automaton is an equilibrium, by one-shot deviations in each of its states.

    Parameters
    ----------
    game : RepeatedGame
    automaton : Automaton
        Every state is judged, also one that no history reaches: leave such states out.
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibrium
        With strategies (*batch, Q, m_i) and the payoffs from every state, (*batch, Q, N).

    References
    ----------
    Mailath and Samuelson (2006), "Repeated Games and Reputations", propositions 2.2.1 and 2.4.1: an automaton is
    subgame perfect iff no player gains by one deviation in any state.

    Examples
    --------
    >>> from gametheory.normal_form import symmetric
    >>> from gametheory.repeated import RepeatedGame, grim
    >>> game = RepeatedGame(symmetric([[2, -1], [3, 0]]), 0.5)
    >>> certify_automaton(game, grim(game, (0, 0), (1, 1))).payoffs
    array([[2., 2.],
           [0., 0.]])
    """
    compiled = automaton_game(game, automaton)
    status = np.full(compiled.batch_shape, Status.SOLVED, dtype=np.int8)
    return certify(
        compiled, automaton.outputs, status, 1, residual=markov_residual, tolerance=tolerance, strict=strict
    )


def automaton_values(game: RepeatedGame, automaton: Automaton) -> Floats:
    """What every player gets from every state of the automaton on, (*batch, Q, N), equilibrium or not.

    In (1 - discount)-averages. These solve the linear equations of :meth:`StochasticGame.evaluate`.

    Examples
    --------
    >>> from gametheory.normal_form import symmetric
    >>> from gametheory.repeated import RepeatedGame, grim
    >>> game = RepeatedGame(symmetric([[2, -1], [3, 0]]), 0.5)
    >>> automaton_values(game, grim(game, (0, 0), (1, 1)))[:, 0]
    array([2., 0.])
    """
    return automaton_game(game, automaton).evaluate(automaton.outputs)[0]


def incentive_slack(game: RepeatedGame, automaton: Automaton) -> Floats:
    """How much every player loses at least by one deviation in any state, (*batch, N), in payoff units.

    The least, over states q and actions a that are not what the player plays for certain, of the value of q minus
    the worth of playing a once and following the automaton again. The automaton is an equilibrium iff no slack is
    negative, and a strict one iff all are positive.

    Examples
    --------
    >>> from gametheory.normal_form import symmetric
    >>> from gametheory.repeated import RepeatedGame, grim
    >>> game = RepeatedGame(symmetric([[2, -1], [3, 0]]), [0.2, 0.5])
    >>> incentive_slack(game, grim(game, (0, 0), (1, 1)))
    array([[-0.4, -0.4],
           [ 0.5,  0.5]])
    """
    require_both(game, automaton)
    batch = np.broadcast_shapes(game.batch_shape, automaton.batch_shape)
    if prod(batch) * _size(game, automaton) > PIECE and len(batch):
        return _by_pieces(game, automaton, batch)
    losses = deviation_losses(game, automaton)
    least = [loss.min(axis=(-1, -2)) for loss in losses]
    return np.stack(least, axis=-1)


def deviation_losses(game: RepeatedGame, automaton: Automaton) -> tuple[Floats, ...]:
    """What every one-shot deviation costs, one (*batch, Q, m_i) per player.

    Infinite at actions that do not exist, or are what is played for certain.
    """
    compiled = automaton_game(game, automaton).centred()[0]
    values = compiled.evaluate(automaton.outputs)[0]
    today = compiled.stage_game(values)
    losses = []
    for i, output in enumerate(automaton.outputs):
        payoffs = np.moveaxis(today.payoffs, -1 - len(game.players), 0)[i]
        worth = expected(payoffs, automaton.outputs, i)
        deviates = output < 1
        if today.available is not None:
            deviates = deviates & today.available[i]
        losses.append(np.where(deviates, values[..., i, None] - worth, np.inf))
    return tuple(losses)


def payoff_range(game: RepeatedGame) -> Floats:
    """Every player's range of stage payoffs, (*batch, N)."""
    stage, profiles = game.stage, tuple(range(-len(game.players), 0))
    where = np.broadcast_to(np.expand_dims(profiles_that_exist(stage), -1 - len(game.players)), stage.payoffs.shape)
    high = np.max(stage.payoffs, axis=profiles, where=where, initial=-np.inf)
    return np.asarray(high - np.min(stage.payoffs, axis=profiles, where=where, initial=np.inf))


def holds(game: RepeatedGame, automaton: Automaton) -> Bools:
    """Whether no slack is below 0 by more than rounding, (*batch,): what searches go by before they certify."""
    return np.asarray((incentive_slack(game, automaton) >= -ROUNDING * payoff_range(game)).all(axis=-1))


def require_both(game: RepeatedGame, automaton: Automaton) -> None:
    """Raise unless these are a repeated game and an automaton."""
    require_repeated(game)
    if not isinstance(automaton, Automaton):
        raise InvalidGameError(
            f"an Automaton was needed, got {type(automaton).__name__}; make one with grim, trigger or automaton."
        )


def _size(game: RepeatedGame, automaton: Automaton) -> int:
    number = int(automaton.transitions.shape[-1])
    return number * number * prod(game.sizes)


def _by_pieces(game: RepeatedGame, automaton: Automaton, batch: tuple[int, ...]) -> Floats:
    """The slacks of a batch too large to be held at once."""
    step = max(1, PIECE // _size(game, automaton))
    number = prod(batch)

    def rows_of(shape: tuple[int, ...]) -> Any:
        return np.broadcast_to(np.arange(prod(shape)).reshape(shape), batch).reshape(-1)

    games, automata = rows_of(game.batch_shape), rows_of(automaton.batch_shape)
    slacks = np.empty((number, len(game.players)))
    for first in range(0, number, step):
        piece = slice(first, first + step)
        strategy = automaton.take(automata[piece]) if automaton.batch_shape else automaton
        slacks[piece] = incentive_slack(game.take(games[piece]), strategy)
    return slacks.reshape(*batch, len(game.players))
