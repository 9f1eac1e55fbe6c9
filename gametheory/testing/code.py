"""A game as Python code that rebuilds it exactly."""

from __future__ import annotations

from fractions import Fraction
from math import copysign
from typing import Any

from ..normal_form.game import NormalFormGame

LINE = 96


def as_code(game: NormalFormGame) -> str:
    """Python code, one expression, that rebuilds a game exactly.

    It uses the names ``NormalFormGame``, ``ExactPayoffs`` and ``bimatrix`` of
    :mod:`gametheory.normal_form`, ``Fraction``, and ``np`` for numpy.

    Parameters
    ----------
    game : NormalFormGame, one or a batch

    Returns
    -------
    str

    Examples
    --------
    >>> from gametheory.normal_form import bimatrix
    >>> print(as_code(bimatrix([[0.1, 0], [5, 1]], [[3, 5], [0, 1]], players=("US", "militia"))))
    bimatrix([[0.1, 0], [5, 1]], [[3, 5], [0, 1]], players=('US', 'militia'))
    """
    options = {"players": repr(game.players)} if game.players != ("row", "column") else {}
    if game.actions is not None:
        options["actions"] = repr(game.actions)
    if game.available is not None:
        masks = ", ".join(map(_literal, game.available))
        options["available"] = f"({masks})" if len(game.available) > 1 else f"({masks},)"
    payoffs = game.payoffs
    if game.exact is not None:
        rebuilt = NormalFormGame(game.exact.values, game.players, game.actions, game.available)
        if rebuilt == game:
            payoffs = game.exact.values
        else:
            options["exact"] = f"ExactPayoffs({_array(game.exact.values)}, {_array(game.exact.rounding)})"
    if len(game.players) == 2 and "exact" not in options:
        matrices = [_literal(payoffs[..., i, :, :]) for i in range(2)]
        return _call("bimatrix", [*matrices, *_keywords(options)])
    return _call("NormalFormGame", [_literal(payoffs), *_keywords(options)])


def _keywords(options: dict[str, str]) -> list[str]:
    return [f"{name}={code}" for name, code in options.items()]


def _call(name: str, arguments: list[str]) -> str:
    line = f"{name}({', '.join(arguments)})"
    if len(line) <= LINE:
        return line
    return "\n".join([f"{name}(", *(f"    {argument}," for argument in arguments), ")"])


def _array(array: Any) -> str:
    """The array itself, where nested lists would be taken for something else."""
    if array.size == 0:
        return _literal(array)
    return f"np.array({_literal(array)}, dtype={array.dtype.name!r})"


def _literal(array: Any) -> str:
    """Nested lists; an array without entries by its shape, which lists would lose."""
    if array.size == 0:
        return f"np.empty({array.shape}, dtype={array.dtype.name!r})"
    return _nested(array.tolist())


def _nested(entries: Any) -> str:
    if isinstance(entries, list):
        return f"[{', '.join(map(_nested, entries))}]"
    if isinstance(entries, Fraction):
        return str(entries) if entries.denominator == 1 else repr(entries)
    if isinstance(entries, float) and entries.is_integer() and abs(entries) < 2**53:
        return repr(int(entries)) if entries or copysign(1, entries) > 0 else "-0.0"
    return repr(entries)
