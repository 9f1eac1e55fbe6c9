"""Answers of solvers, one and many, as rows; and how a violated law is reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, NamedTuple, NoReturn

import numpy as np

from ..equilibrium import TOLERANCE, Equilibria, Equilibrium, certify
from ..normal_form.game import NormalFormGame
from ..value import Floats, Ints, Value
from .code import as_code

Answer = Equilibrium | Equilibria
Solver = Callable[[NormalFormGame], Answer]


class Rows(NamedTuple):
    """The profiles that were found, one row each.

    Attributes
    ----------
    game : (rows,), which game of the flattened batch
    profile : one (rows, m_i) per player
    payoffs, regret : (rows, N)
    """

    game: Ints
    profile: tuple[Floats, ...]
    payoffs: Floats
    regret: Floats


def rows_of(game: NormalFormGame, answer: Answer) -> Rows:
    """The rows of an answer; those of an :class:`Equilibrium` without NaN, leading axes flattened."""
    regret, found = answer.certificate.regret, answer.certificate.holds
    if isinstance(answer, Equilibria):
        return Rows(answer.game, answer.strategies, answer.payoffs, regret)
    positions = np.broadcast_to(np.arange(count_of(game)).reshape(game.batch_shape), found.shape)
    return Rows(
        positions[found], tuple(strategy[found] for strategy in answer.strategies), answer.payoffs[found], regret[found]
    )


def count_of(game: NormalFormGame) -> int:
    """How many games a batch has."""
    return int(np.prod(game.batch_shape))


def slice_of(answer: Any, index: tuple[int, ...], lead: int) -> Any:
    """One game's part of an answer whose batch axes follow ``lead`` others."""
    if isinstance(answer, Equilibria):
        return answer.of(*index)
    if isinstance(answer, np.ndarray):
        where: Any = (*(slice(None),) * lead, *index)
        return np.asarray(answer[where])
    if isinstance(answer, tuple):
        return tuple(slice_of(part, index, lead) for part in answer)
    if isinstance(answer, Value):
        parts = {field.name: getattr(answer, field.name) for field in fields(answer)}  # type: ignore[arg-type]
        return replace(answer, **{name: slice_of(part, index, lead) for name, part in parts.items()})  # type: ignore[type-var]
    return answer


def bits_of(part: Any) -> Any:
    """Everything in an answer, to the last bit."""
    if isinstance(part, np.ndarray | np.generic):
        return type(part), part.shape, part.dtype.str, part.tobytes()
    if isinstance(part, tuple):
        return tuple(map(bits_of, part))
    if isinstance(part, Value):
        return tuple((field.name, bits_of(getattr(part, field.name))) for field in fields(part))  # type: ignore[arg-type]
    return part


def certified(game: NormalFormGame, rows: Ints, profile: tuple[Any, ...], tolerance: float = TOLERANCE) -> Any:
    """Which rows are equilibria of their games, (rows,) bool, and their regret as a share of the range."""
    certificate = certify(game.take(rows), profile, tolerance=tolerance, strict=False).certificate
    return certificate.holds, certificate.relative_regret


def require_certified(law: str, game: NormalFormGame, rows: Ints, profile: tuple[Any, ...], tolerance: float) -> None:
    """Report the first row that is no equilibrium of its game."""
    holds, regret = certified(game, rows, profile, tolerance)
    for k in np.flatnonzero(~holds)[:1]:
        shown = tuple(strategy[k].tolist() for strategy in profile)
        violated(law, game.take(rows[k]), f"relative regret {regret[k]:.1e} of {shown}")


def violated(law: str, game: NormalFormGame, what: str) -> NoReturn:
    """Raise with the law, what went wrong, and the game as code."""
    raise AssertionError(f"{law}: violated.\n{what}\ngame = {as_code(game)}")
