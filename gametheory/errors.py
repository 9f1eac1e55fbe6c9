"""The exceptions, named by their remedy."""

from __future__ import annotations

from typing import Any


class GameTheoryError(Exception):
    """Base of every exception that the package raises on purpose."""


class InvalidGameError(GameTheoryError, ValueError):
    """The description of the game is at fault: correct the game."""


class FormatError(InvalidGameError):
    """A text does not describe a game in the format it should have: correct it at the place named.

    Attributes
    ----------
    line, column : int
        Where reading stopped, both counted from 1.
    """

    def __init__(self, message: str, *, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_format, (str(self), self.line, self.column)


class UnsupportedGameError(GameTheoryError, ValueError):
    """The game is sound but outside this solver's scope: choose another solver."""


class NoEquilibriumFoundError(GameTheoryError, ArithmeticError):
    """A solver stopped without a certified answer: loosen its limits, or pass ``strict=False``.

    Attributes
    ----------
    equilibrium : Equilibrium or Equilibria
        Every answer of the batch, those that were found included; NaN where there is none.
    failed : list of tuple of int
        The batch indices without a certified answer (the first 1000 of them).
    """

    def __init__(self, message: str, *, equilibrium: Any, failed: list[tuple[int, ...]]) -> None:
        super().__init__(message)
        self.equilibrium = equilibrium
        self.failed = failed

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (str(self), self.equilibrium, self.failed)


class MissingExtraError(GameTheoryError, ImportError):
    """An optional dependency is not installed: the message names the extra that brings it."""


def _rebuild(message: str, equilibrium: Any, failed: list[tuple[int, ...]]) -> NoEquilibriumFoundError:
    return NoEquilibriumFoundError(message, equilibrium=equilibrium, failed=failed)


def _rebuild_format(message: str, line: int, column: int) -> FormatError:
    return FormatError(message, line=line, column=column)


def require_extra(module: str, extra: str, purpose: str) -> Any:
    """Import and return ``module``, or say which extra of the package brings it."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(
            f"{purpose} needs the package {module.partition('.')[0]!r}, which is not installed; "
            f"install it with: pip install 'gametheory-deterrence[{extra}]'"
        ) from error
