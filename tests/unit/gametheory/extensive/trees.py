"""Extensive games that several tests play, and random ones."""

from fractions import Fraction
from itertools import permutations
from typing import Any
from zlib import crc32

import numpy as np
from hypothesis import strategies as st

from gametheory.extensive import ExtensiveGame, chance, decision, extensive_game, payoffs


def entry(fight: Any = -1) -> ExtensiveGame:
    """Selten (1978), one market: the incumbent shares once the entrant is in."""
    inside = decision("incumbent", {"fight": payoffs(-1, fight), "share": payoffs(1, 1)})
    return extensive_game(
        decision("entrant", {"out": payoffs(0, 4), "in": inside}), players=("entrant", "incumbent")
    )


def horse() -> ExtensiveGame:
    """Selten (1975), figure 1."""
    after_d1 = decision("3", {"L": payoffs(3, 3, 2), "R": payoffs(0, 0, 0)}, information="3")
    after_d2 = decision("3", {"L": payoffs(4, 4, 0), "R": payoffs(0, 0, 1)}, information="3")
    second = decision("2", {"D": after_d2, "A": payoffs(1, 1, 1)}, information="2")
    return extensive_game(
        decision("1", {"D": after_d1, "A": second}, information="1"), players=("1", "2", "3")
    )


def centipede(moves: int) -> ExtensiveGame:
    """Rosenthal (1981): each move adds to what is shared, but who lets the other stop next loses one by it."""

    def stopped(move: int) -> Any:
        return payoffs(move + 1, move - 1) if move % 2 == 0 else payoffs(move - 1, move + 1)

    part = stopped(moves)
    for move in reversed(range(moves)):
        part = decision("12"[move % 2], {"stop": stopped(move), "go": part})
    return extensive_game(part, players=("1", "2"))


def kuhn_poker() -> ExtensiveGame:
    """Kuhn (1950): three cards, one to each, an ante of one and one bet of one. Its value is -1/18."""
    deals = {}
    for own, other in permutations("JQK", 2):
        wins = 1 if "JQK".index(own) > "JQK".index(other) else -1
        showdown, pot = payoffs(wins, -wins), payoffs(2 * wins, -2 * wins)
        reraise = decision("1", {"fold": payoffs(-1, 1), "call": pot}, information=f"1 holds {own} and was bet at")
        deals[own + other] = (
            Fraction(1, 6),
            decision(
                "1",
                {
                    "check": decision("2", {"check": showdown, "bet": reraise}, information=f"2 holds {other}, check"),
                    "bet": decision("2", {"fold": payoffs(1, -1), "call": pot}, information=f"2 holds {other}, bet"),
                },
                information=f"1 holds {own}",
            ),
        )
    return extensive_game(chance(deals), players=("1", "2"))


@st.composite
def perfect_information_games(draw: st.DrawFn, values: int = 5, depth: int = 4) -> ExtensiveGame:
    """Small games without information sets of two nodes, whose payoffs are small integers, ties included."""
    players = draw(st.integers(1, 3))

    def part(left: int) -> Any:
        kind = draw(st.sampled_from(["end", "chance", "move", "move"])) if left else "end"
        if kind == "end":
            return payoffs(*(draw(st.integers(0, values)) for _ in range(players)))
        actions = draw(st.integers(1, 3))
        if kind == "chance":
            weights = [draw(st.integers(1, 3)) for _ in range(actions)]
            shares = [Fraction(weight, sum(weights)) for weight in weights]
            return chance({str(a): (shares[a], part(left - 1)) for a in range(actions)})
        player = str(draw(st.integers(1, players)))
        return decision(player, {str(a): part(left - 1) for a in range(actions)})

    return extensive_game(part(depth), players=tuple(str(i + 1) for i in range(players)))


def random_recall_game(seed: int, *, players: int = 2, depth: int = 4, batch: tuple[int, ...] = ()) -> ExtensiveGame:
    """A game of perfect recall: every player sees the own moves, and each other move with probability one half."""
    rng = np.random.default_rng(seed)

    def part(left: int, seen: list[str]) -> Any:
        kind = rng.choice(["end", "chance", "move", "move", "move"]) if left < depth else "move"
        if not left or kind == "end":
            return payoffs(*rng.integers(0, 8, (players, *batch)).astype(float))
        if kind == "chance":
            share = rng.dirichlet(np.ones(2), batch)
            return chance({
                str(a): (share[..., a], part(left - 1, [view + noted(a, i, left) for i, view in enumerate(seen)]))
                for a in range(2)
            })
        mover = int(rng.integers(players))
        label = f"{mover + 1}: {left}{seen[mover]}"
        actions = 2 + hash_of(label, seed) % 2
        return decision(
            str(mover + 1),
            {
                str(a): part(left - 1, [
                    view + (f"{left}{a}!" if i == mover else noted(a, i, left)) for i, view in enumerate(seen)
                ])
                for a in range(actions)
            },
            information=label,
        )

    def noted(action: int, player: int, left: int) -> str:
        return f"{left}{action}" if hash_of(f"{player}{left}", seed) % 2 else ""

    return extensive_game(part(depth, [""] * players), players=tuple(str(i + 1) for i in range(players)))


def hash_of(text: str, seed: int) -> int:
    """The same number in every run."""
    return crc32(f"{seed} {text}".encode())
