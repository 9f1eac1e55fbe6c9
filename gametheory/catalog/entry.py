"""A game whose equilibria are known."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from ..normal_form.game import NormalFormGame

ExactProfile: TypeAlias = tuple[tuple[Fraction, ...], ...]
"""One tuple of probabilities per player."""


@dataclass(frozen=True)
class KnownGame:
    """A game of the literature with its equilibria as fractions.

    Attributes
    ----------
    title : str
    game : NormalFormGame
    citation : str
        Where the game, or the fact that it is known for, comes from.
    equilibria : tuple of profiles
        Each one tuple of fractions per player. With two players all extreme equilibria: all equilibria are
        mixtures of them.
    component : tuple of int
        For each equilibrium, the connected component of the set of equilibria that it lies in.
    index : tuple of int
        For each component, its index; they sum to +1. Empty with three players.
    fact : str
        What the game is known for.
    """

    title: str
    game: NormalFormGame
    citation: str
    equilibria: tuple[ExactProfile, ...]
    component: tuple[int, ...]
    index: tuple[int, ...]
    fact: str

    def __post_init__(self) -> None:
        # so that help() and the reference describe the game, and not what an entry is
        object.__setattr__(self, "__doc__", f"{self.title[0].upper()}{self.title[1:]}. {self.fact}\n\n{self.citation}")

    def __repr__(self) -> str:
        number = len(self.equilibria)
        return f"<KnownGame: {self.title}, {number} equilibri{'um' if number == 1 else 'a'}>"


def known(
    title: str,
    game: NormalFormGame,
    citation: str,
    equilibria: list[str],
    *,
    component: list[int] | None = None,
    index: list[int],
    fact: str,
) -> KnownGame:
    """An entry from profiles as they are written: "1/2 1/2 | 0 1" for two players."""
    profiles = tuple(
        tuple(tuple(Fraction(weight) for weight in strategy.split()) for strategy in profile.split("|"))
        for profile in equilibria
    )
    places = range(len(profiles)) if component is None else component
    return KnownGame(title, game, citation, profiles, tuple(places), tuple(index), fact)
