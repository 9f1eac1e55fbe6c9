"""One Bayes-Nash equilibrium."""

from __future__ import annotations

from ..equilibrium import TOLERANCE, Equilibrium, certify
from ..normal_form import nash
from ..residual import bayes_nash_residual
from .forms import MOST_PAYOFFS, agent_form, behaviour_strategies, interim_strategic_form, of_agents
from .game import BayesianGame, require_bayesian
from .pure_bayes_nash import one_action_each


def bayes_nash(
    game: BayesianGame,
    *,
    most_payoffs: int = MOST_PAYOFFS,
    max_steps: int | None = None,
    seconds: float | None = None,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibrium:
    """Find one Bayes-Nash equilibrium.

    Two players: a Nash equilibrium of the strategic form, by :func:`~gametheory.normal_form.nash`. Payoffs of a
    player's types are added up there as if they were equally likely, which changes no equilibrium, so that rare types
    count as much as others. Other numbers of players: a Nash equilibrium of the :func:`agent_form`, the first pure one,
    and a mixed one in games without.

    Parameters
    ----------
    game : BayesianGame
    most_payoffs : int
        The largest form that is set up; that of two players with 2 actions has 2 * 2**t_1 * 2**t_2 payoffs.
    max_steps, seconds
        As in :func:`~gametheory.normal_form.nash`, for two players.
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibrium
        Strategies are (*batch, t_i, m_i).

    Raises
    ------
    UnsupportedGameError
        If the form is too large.
    NoEquilibriumFoundError
        Under ``strict``, if a game is left without a certified answer, as may happen with three players or more in
        games that have no pure equilibrium and many ties.

    References
    ----------
    Harsanyi (1968), "Games with Incomplete Information Played by 'Bayesian' Players", part II (the normal form has the
    same equilibria).

    Examples
    --------
    Matching pennies, where the second player plays for twice the stake with probability 1/4:

    >>> import numpy as np
    >>> pennies = np.array([[1.0, -1.0], [-1.0, 1.0]])
    >>> payoffs = np.zeros((2, 1, 2, 2, 2))
    >>> payoffs[0], payoffs[1, 0] = pennies, [-pennies, -2 * pennies]
    >>> found = bayes_nash(BayesianGame(payoffs, [[0.75, 0.25]]))
    >>> found.strategies[0]
    array([[0.5, 0.5]])
    >>> bool(found.certificate.holds)
    True
    """
    require_bayesian(game)
    if len(game.players) == 2:
        form = interim_strategic_form(game, most_payoffs=most_payoffs)
        found = nash(form, max_steps=max_steps, seconds=seconds, tolerance=tolerance, strict=False)
        strategies = behaviour_strategies(game, found.strategies)
    else:
        form = one_action_each(game, agent_form(game, most_payoffs=most_payoffs))
        found = nash(form, tolerance=tolerance, strict=False)
        strategies = of_agents(game, found.strategies)
    return certify(
        game,
        strategies,
        found.status,
        found.steps,
        residual=bayes_nash_residual,
        tolerance=tolerance,
        strict=strict,
    )
