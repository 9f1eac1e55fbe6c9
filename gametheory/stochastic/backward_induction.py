"""Stochastic games with a finite horizon, solved from the last period back."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, signature
from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibria, Equilibrium, certify
from ..errors import InvalidGameError
from ..kernels.status import Status
from ..normal_form import NormalFormGame, nash
from ..residual import finite_horizon_residual
from .finite_horizon import FiniteHorizonGame, finite_horizon
from .game import StochasticGame

StageSolver = Callable[..., Equilibrium | Equilibria]
"""From a NormalFormGame, and ``strict=False``, to one equilibrium of each game or to many."""

Selection = Callable[..., Equilibrium]
"""From the Equilibria of a batch, or from the games and these, to one Equilibrium of each."""


def backward_induction(
    game: StochasticGame | FiniteHorizonGame,
    horizon: int | None = None,
    stage_solver: StageSolver = nash,
    select: Selection | None = None,
    *,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibrium:
    r"""Find a subgame-perfect equilibrium in strategies of period and state, from the last period back.

    When the next period is worth v, today's game in state s is

    .. math:: u_t(s, a) + \delta_t \sum_{s'} P_t(s' | s, a) v(s'),

    a normal-form game in each state. It is solved, one equilibrium is selected where there are several, and what that
    pays is v for the period before. Values are discounted sums; a discount of 1 is allowed.

    Parameters
    ----------
    game : StochasticGame, or FiniteHorizonGame
        The latter where payoffs, transitions or the discount depend on the period, or the end is worth something.
    horizon : int
        The number of periods of a StochasticGame.
    stage_solver : callable
        From a NormalFormGame, and ``strict=False``, to an Equilibrium, or to Equilibria of which ``select`` takes one.
    select : callable
        A selection rule: a function of the stage's Equilibria, as
        :func:`~gametheory.normal_form.payoff_dominant` or :func:`~gametheory.normal_form.welfare_best`, or of the
        stage game and these, as :func:`~gametheory.normal_form.risk_dominant`.
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibrium
        Strategies (*batch, T, S, m_i), payoffs (*batch, T, S, N): discounted sums from each period and state on.
        NaN in games in which the solver or the rule found nothing in some period and state.

    Raises
    ------
    NoEquilibriumFoundError

    See Also
    --------
    stage_equilibria : every equilibrium of the stage games of an answer
    selection_bounds : the best and worst over all selections

    References
    ----------
    Fudenberg and Tirole (1991), "Game Theory", section 13.1.2, and theorem 4.1 for the certificate.

    Examples
    --------
    Two hunters meet twice. A stag caught today makes the next one worth twice as much:

    >>> from gametheory.normal_form import payoff_dominant, pure_nash, risk_dominant
    >>> hunt = np.array([[[4, 0], [3, 3]], [[4, 3], [0, 3]]])
    >>> transitions = np.zeros((2, 2, 2, 2))
    >>> transitions[..., 0] = 1
    >>> transitions[:, 0, 0] = [0, 1]
    >>> game = StochasticGame(np.stack([hunt, 2 * hunt]), 1.0, transitions)
    >>> backward_induction(game, 2, pure_nash, payoff_dominant).payoffs[0]
    array([[12., 12.],
           [16., 16.]])

    Where the safer equilibrium is played, the last hunt is for hares:

    >>> backward_induction(game, 2, pure_nash, risk_dominant).payoffs[0]
    array([[10., 10.],
           [ 9.,  9.]])
    """
    game = with_horizon(game, horizon)
    require_solver(stage_solver)
    batch, states = game.batch_shape, game.terminal.shape[-2]
    strategies = tuple(np.empty((*batch, game.horizon, states, size)) for size in game.sizes)
    status, steps = np.zeros(batch, dtype=np.int8), np.zeros(batch, dtype=np.int64)
    values = game.terminal
    for t in reversed(range(game.horizon)):
        stage = game.stage_game(t, values)
        chosen = one_each(stage, stage_solver(stage, strict=False), select)
        for strategy, found in zip(strategies, chosen.strategies, strict=True):
            strategy[..., t, :, :] = found
        # A state without an answer is worth anything: its game fails in the end.
        values = np.nan_to_num(chosen.payoffs)
        failed = np.where(chosen.status == Status.SOLVED, 0, chosen.status).max(axis=-1)
        status = np.where(status == Status.SOLVED, failed, status)
        steps = steps + np.maximum(chosen.steps, 0).sum(axis=-1)
    return certify(
        game, strategies, status, steps, residual=finite_horizon_residual, tolerance=tolerance, strict=strict
    )


def stage_equilibria(
    game: StochasticGame | FiniteHorizonGame,
    equilibrium: Equilibrium,
    stage_solver: Callable[..., Equilibria],
    *,
    strict: bool = True,
) -> Equilibria:
    """Every equilibrium of the stage games of an answer: what could have been played in one state and period.

    Parameters
    ----------
    game : StochasticGame or FiniteHorizonGame
    equilibrium : Equilibrium
        What :func:`backward_induction` returned; its payoffs are what later periods are worth.
    stage_solver : callable
        From a NormalFormGame to Equilibria.

    Returns
    -------
    Equilibria
        Over a batch of stage games of shape (*batch, T, S); those of one are ``.of(*index, t, s)``.

    Examples
    --------
    >>> from gametheory.normal_form import payoff_dominant, pure_nash
    >>> hunt = np.array([[[[4, 0], [3, 3]], [[4, 3], [0, 3]]]])
    >>> game = StochasticGame(hunt, 1.0, np.ones((1, 2, 2, 1)))
    >>> answer = backward_induction(game, 3, pure_nash, payoff_dominant)
    >>> stage_equilibria(game, answer, pure_nash).of(0, 0).payoffs
    array([[12., 12.],
           [11., 11.]])
    """
    require_solver(stage_solver)
    values = np.asarray(getattr(equilibrium, "payoffs", np.nan))
    if values.ndim < 3:
        raise InvalidGameError(
            f"an answer of backward_induction was needed, with payoffs from each period and state; got "
            f"{type(equilibrium).__name__} with payoffs of shape {values.shape}."
        )
    game = with_horizon(game, values.shape[-3])
    if values.shape[-3:] != (game.horizon, *game.terminal.shape[-2:]):
        raise InvalidGameError(
            f"payoffs from each of {game.horizon} periods and state are needed, shape (*batch, T, S, N); got "
            f"{values.shape}."
        )
    later = np.concatenate([values[..., 1:, :, :], np.expand_dims(game.terminal, -3)], axis=-3)
    stages = [game.stage_game(t, later[..., t, :, :]) for t in range(game.horizon)]
    players = len(game.players)
    first = stages[0]
    masks = None
    if first.available is not None:
        sides = zip(*(stage.available or () for stage in stages), strict=True)
        masks = tuple(np.stack(side, axis=-3) for side in sides)
    payoffs = np.stack([stage.payoffs for stage in stages], axis=-3 - players)
    payoffs.setflags(write=False)
    return stage_solver(NormalFormGame(payoffs, first.players, first.actions, masks), strict=strict)


def with_horizon(game: StochasticGame | FiniteHorizonGame, horizon: int | None) -> FiniteHorizonGame:
    """The game with its horizon."""
    if isinstance(game, FiniteHorizonGame):
        if horizon not in (None, game.horizon):
            raise InvalidGameError(f"this game has a horizon of {game.horizon} already; got {horizon}. Leave it out.")
        return game
    if horizon is None:
        raise InvalidGameError("horizon needs the number of periods; none was given.")
    return finite_horizon(game, horizon)


def require_solver(stage_solver: Any) -> None:
    """Raise unless this is a function, as solvers are."""
    if not callable(stage_solver):
        raise InvalidGameError(
            f"stage_solver needs a function from a game and strict=False to equilibria, such as nash or all_nash of "
            f"gametheory.normal_form; got {stage_solver!r}."
        )


def one_each(stage: NormalFormGame, answer: Any, select: Selection | None) -> Equilibrium:
    """One equilibrium of each stage game, by the rule where the solver gave several."""
    if isinstance(answer, Equilibrium):
        return answer
    if not isinstance(answer, Equilibria):
        raise InvalidGameError(
            f"stage_solver needs to return an Equilibrium or Equilibria; it returned {type(answer).__name__}."
        )
    if select is None:
        raise InvalidGameError(
            "this stage solver returns every equilibrium; select needs a rule that takes one, such as "
            "welfare_best or payoff_dominant of gametheory.normal_form."
        )
    if not callable(select):
        raise InvalidGameError(f"select needs a rule, such as welfare_best or payoff_dominant; got {select!r}.")
    chosen = select(stage, answer) if _takes_the_game(select) else select(answer)
    if not isinstance(chosen, Equilibrium) or chosen.status.shape != stage.batch_shape:
        raise InvalidGameError(
            f"select needs to return an Equilibrium with one for each stage game; it returned {type(chosen).__name__}."
        )
    return chosen


def _takes_the_game(select: Selection) -> bool:
    """Whether a rule has two arguments without a default, the game and its equilibria."""
    kinds = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    given = [p for p in signature(select).parameters.values() if p.kind in kinds and p.default is Parameter.empty]
    return len(given) == 2
