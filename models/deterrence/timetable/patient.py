"""A timetable against a militia that looks beyond the week."""

from __future__ import annotations

import numpy as np

from deterrence.checks import numbers_in, require_a
from deterrence.parameters import ParameterError
from deterrence.timetable.line import Line
from deterrence.timetable.model import Timetable
from gametheory.stochastic import BeliefGrid, NoisyReputationGame, log_odds_beliefs, reputation_on_grid


def patient_timetable(
    model: Timetable,
    length: int,
    rung: int = 1,
    line: Line = Line.DEATHS,
    *,
    points: int = 1001,
    smallest: float = 1e-4,
    patience: float | None = None,
) -> BeliefGrid:
    r"""Play if one militia stays and weighs what its attacks teach it, where the US does not break off.

    The militia discounts as the US does unless told otherwise. Crossings and answers are seen; the values of later
    weeks enter its payoff, which is then no function of the chance of an answer alone, and play is on a grid of beliefs
    even in log-odds. Its ``error`` bounds what the militia could gain, in its payoff units. Breaking off is left out:
    see that the values on the path stay above :math:`-(L + H\nu)`.

    Parameters
    ----------
    model : Timetable
        One point, of one belief ``tough_prior``.
    length, rung, line
        As in :meth:`Timetable.game`.
    points, smallest
        Of :func:`gametheory.stochastic.log_odds_beliefs`.
    patience : float, optional
        The militia's discount factor a period; 0 brings back the militia that replies to the week.

    Returns
    -------
    BeliefGrid
        Its values leave out the cost L at the end and the cost of planning.

    Examples
    --------
    >>> from deterrence.scenarios import TIMETABLE
    >>> found = patient_timetable(Timetable.of(TIMETABLE, tough_prior=0.3), 13, points=401)
    >>> [int(found.reply[left - 1, found.at_prior]) for left in range(13, 0, -1)]
    [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1]
    """
    require_a(Timetable, model)
    if model.batch_shape:
        raise ParameterError(f"patient_timetable takes one point; got a batch of shape {model.batch_shape}.")
    if patience is not None:
        numbers_in(patience, "patience", 0, 1)
    game = model.game(length, rung, line)
    crossing, never = game.crossing, 0 * game.crossing
    silent = np.stack([1 - crossing, crossing, never], axis=-1)
    answered = np.stack([1 - crossing, never, crossing], axis=-1)
    seen = NoisyReputationGame(
        game.gains[..., 0, :],
        game.losses[..., 0, :],
        game.flows,
        crossing * game.answer_cost[..., None],
        np.stack([silent, answered], axis=-2),
        game.discount,
        game.discount if patience is None else patience,
    )
    return reputation_on_grid(seen, log_odds_beliefs(points, smallest), float(model.plain.tough_prior))
