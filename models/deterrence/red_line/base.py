"""The base protocol: the line is stated before the resolve is drawn, and backward induction solves it."""

from __future__ import annotations

from math import prod
from typing import Any, NamedTuple

import numpy as np

from deterrence.checks import require_a
from deterrence.red_line.line import EVENTS, LEVELS, LINES
from deterrence.red_line.model import RedLine
from deterrence.red_line.residual import red_line_residual
from gametheory import Equilibria
from gametheory.equilibrium import certify_rows


def base_profile(model: RedLine, rung: int = 1, *, violent: bool = True) -> tuple[Any, Any, Any]:
    """What backward induction brings: the line, the levels after each line, the answers after each line and event.

    Parameters
    ----------
    model, rung, violent
        As in :meth:`RedLine.reply`.

    Returns
    -------
    arrays (*batch, 4), (*batch, 4, 4), (*batch, 4, 3, 2)
    """
    require_a(RedLine, model)
    announced = np.eye(len(LINES))[np.asarray(model.announcement(rung, violent=violent))]
    replies = np.eye(len(LEVELS))[
        np.stack([np.asarray(model.reply(line, rung, violent=violent)) for line in LINES], axis=-1)
    ]
    answered = np.stack(
        [np.stack([model.spread(each) for each in model.answers(line, rung)], axis=-1) for line in LINES], axis=-2
    )
    return announced, replies, np.stack([1 - answered, answered], axis=-1)


def red_line_equilibria(model: RedLine, rung: int = 1, *, strict: bool = True) -> Equilibria:
    """Find the subgame-perfect equilibria of the base protocol in pure strategies, under both tie rules, certified.

    Generically there is one. Where the militia is indifferent after some line, there is a row for its most and for
    its least violent replies, and the game is not called complete.

    Parameters
    ----------
    model : RedLine
    rung : 1 or 2
    strict : bool
        Raise if a row is refused by the certificate; otherwise leave it out.

    Returns
    -------
    Equilibria, strategies (rows, 4), (rows, 4, 4), (rows, 4, 3, 2), as in :func:`base_profile`

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> found = red_line_equilibria(RedLine.of(PUNISH), 2)
    >>> LINES[int(found.strategies[0][0].argmax())]
    <Line.DEATHS: 'deaths'>
    """
    most, least = (base_profile(model, rung, violent=violent) for violent in (True, False))
    cores = (1, 2, 3)
    flat = [
        [
            each.reshape(prod(model.batch_shape), *each.shape[each.ndim - core :])
            for each, core in zip(profile, cores, strict=True)
        ]
        for profile in (least, most)
    ]
    apart = np.zeros(len(flat[0][0]), dtype=bool)
    for first, second in zip(*flat, strict=True):
        apart |= (first != second).any(axis=tuple(range(1, first.ndim)))
    points = np.arange(len(apart))
    rows = np.concatenate([points, points[apart]])
    order = np.argsort(rows, kind="stable")
    strategies = tuple(
        np.concatenate([first, second[apart]])[order] for first, second in zip(*flat, strict=True)
    )
    return certify_rows(
        model,
        strategies,
        rows[order],
        ~_tied(model, rung).reshape(-1),
        np.zeros(len(apart), dtype=np.int8),
        residual=red_line_residual(rung),
        strict=strict,
    )


class ValueSet(NamedTuple):
    """The office-holder's values over all subgame-perfect equilibria."""

    lowest: Any
    highest: Any


def equilibrium_values(model: RedLine, rung: int = 1) -> ValueSet:
    """The infimum and supremum of the office-holder's value over all subgame-perfect equilibria.

    After each line the militia may choose any tied level, or mix; the government states the best line. So the
    infimum is the largest over lines of the least value over tied levels, and the supremum that of the largest.

    Examples
    --------
    >>> from deterrence.scenarios import PUNISH
    >>> found = equilibrium_values(RedLine.of(PUNISH), 2)
    >>> bool(found.lowest == found.highest)
    True
    """
    require_a(RedLine, model)
    low, high = [], []
    for line in LINES:
        tied = model.tied_replies(line, rung)
        cuts = tuple(model.needed_resolve(line, event, rung) for event in EVENTS)
        values = np.stack(
            [model.spread(model.office_value(line, level, rung, cuts)) for level in range(len(LEVELS))], axis=-1
        )
        low.append(np.where(tied, values, np.inf).min(axis=-1))
        high.append(np.where(tied, values, -np.inf).max(axis=-1))
    return ValueSet(*(model.named(np.max(each, axis=0)) for each in (low, high)))


def _tied(model: RedLine, rung: int) -> Any:
    tied = [model.tied_replies(line, rung).sum(axis=-1) > 1 for line in LINES]
    return np.any(tied, axis=0)
