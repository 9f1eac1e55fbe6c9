"""Every pure Bayes-Nash equilibrium."""

from __future__ import annotations

import numpy as np

from ..equilibrium import TOLERANCE, Equilibria, certify_rows
from ..normal_form import NormalFormGame, pure_nash
from ..residual import bayes_nash_residual
from .all_bayes_nash import first_action
from .forms import MOST_PAYOFFS, agent_form, of_agents
from .game import BayesianGame, require_bayesian


def pure_bayes_nash(
    game: BayesianGame, *, most_payoffs: int = MOST_PAYOFFS, tolerance: float = TOLERANCE, strict: bool = True
) -> Equilibria:
    """Find every pure Bayes-Nash equilibrium of games of any number of players.

    These are the pure equilibria of the :func:`agent_form`, compared exactly. Types of probability 0 affect nobody,
    and are not tested; they are written with their first action.

    Parameters
    ----------
    game : BayesianGame
    most_payoffs : int
        The largest agent form that is set up.
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibria
        Strategies are (rows, t_i, m_i). ``complete`` is true throughout; a game without pure equilibria has count 0.

    Raises
    ------
    UnsupportedGameError
        If the agent form is too large.

    References
    ----------
    Harsanyi (1968), "Games with Incomplete Information Played by 'Bayesian' Players", part II; the definition, applied
    to each profile.

    Examples
    --------
    A first-price auction between values of 0 and 3, equally likely, with bids of 0, 1 and 2; ties are split. Whoever
    values the good at 3 bids 1:

    >>> bid, value = np.arange(3.0), np.array([0.0, 3.0])
    >>> wins = (bid[:, None] > bid) + (bid[:, None] == bid) / 2
    >>> gain = (value[:, None, None] - bid[:, None]) * wins
    >>> payoffs = np.zeros((2, 2, 2, 3, 3))
    >>> payoffs[0], payoffs[1] = gain[:, None], gain.swapaxes(-1, -2)
    >>> pure_bayes_nash(BayesianGame(payoffs, np.full((2, 2), 0.25))).strategies[0][0]
    array([[1., 0., 0.],
           [0., 1., 0.]])
    """
    require_bayesian(game)
    form = one_action_each(game, agent_form(game, most_payoffs=most_payoffs))
    found = pure_nash(form, tolerance=tolerance, strict=False)
    strategies = of_agents(game, found.strategies)
    return certify_rows(
        game,
        strategies,
        found.game,
        found.complete,
        found.status,
        residual=bayes_nash_residual,
        tolerance=tolerance,
        strict=strict,
    )


def one_action_each(game: BayesianGame, form: NormalFormGame) -> NormalFormGame:
    """The agent form, in which types of probability 0 have their first action only."""
    possible = game.possible
    if all(mine.all() for mine in possible):
        return form
    masks = []
    for i, mine in enumerate(possible):
        only = np.eye(game.sizes[i], dtype=bool)[first_action(game, i)].reshape(*mine.shape, -1)
        every = True if game.available is None else game.available[i]
        kept = np.where(mine[..., None], every, only)
        masks += [kept[..., t, :] for t in range(kept.shape[-2])]
    payoffs = form.payoffs if form.exact is None else form.exact.values
    return NormalFormGame(payoffs, form.players, form.actions, tuple(masks))
