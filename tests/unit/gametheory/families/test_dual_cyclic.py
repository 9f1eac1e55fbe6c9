"""Lemke–Howson paths on dual cyclic polytopes, against the combinatorics of Gale's evenness condition."""

import numpy as np
import pytest

from benchmarks.reference import extreme_equilibria
from gametheory import InvalidGameError, exact, families
from gametheory.families.dual_cyclic import labels
from gametheory.normal_form import all_labels, lemke_howson


def even(facets: frozenset[int], number: int) -> bool:
    """Gale (1963): d facets meet in a vertex if every cyclic run of them has even length (d even)."""
    start = next(k for k in range(number) if k not in facets)
    run = 0
    for k in range(start + 1, start + 1 + number):
        if k % number in facets:
            run += 1
        elif run % 2:
            return False
        else:
            run = 0
    return True


def path_length(d: int, dropped: int) -> tuple[int, list[frozenset[int]]]:
    """How many pivots the path of a label has, and where it ends, by strings alone."""
    of = [list(range(2 * d)), labels(d)]
    vertices = [frozenset(range(d)), frozenset(range(d, 2 * d))]
    side, label, steps = int(dropped >= d), dropped, 0
    while True:
        kept = vertices[side] - {of[side].index(label)}
        candidates = (kept | {k} for k in range(2 * d) if k not in vertices[side])
        entered = next(vertex for vertex in candidates if even(vertex, 2 * d))
        (facet,) = entered - kept
        vertices[side], label, steps = entered, of[side][facet], steps + 1
        if label == dropped:
            return steps, vertices
        side = 1 - side


@pytest.mark.parametrize("d", [2, 4, 6, 8])
def test_every_path_is_as_long_as_the_strings_say(d: int) -> None:
    game = families.dual_cyclic(d)
    lengths = [path_length(d, label)[0] for label in range(2 * d)]
    found = lemke_howson(game, initial_pivot=all_labels(game))
    assert found.steps.tolist() == lengths


@pytest.mark.deep
@pytest.mark.parametrize("d", [10, 12, 14])
def test_every_long_path_is_as_long_as_the_strings_say(d: int) -> None:
    game = families.dual_cyclic(d)
    found = lemke_howson(game, initial_pivot=all_labels(game), max_steps=100_000)
    assert found.steps.tolist() == [path_length(d, label)[0] for label in range(2 * d)]


def test_the_longest_paths_grow_by_the_golden_ratio_cubed() -> None:
    longest = []
    for d in (2, 4, 6, 8, 10, 12):
        game = families.dual_cyclic(d)
        longest.append(int(lemke_howson(game).steps))
    assert longest == [4, 20, 88, 376, 1596, 6764]
    assert longest[-1] / longest[-2] == pytest.approx(((1 + 5**0.5) / 2) ** 3, rel=1e-2)


@pytest.mark.parametrize("d", [2, 4])
def test_the_only_equilibrium_is_completely_mixed(d: int) -> None:
    game = families.dual_cyclic(d)
    found = extreme_equilibria(*game.payoffs)
    assert len(found) == 1
    assert found.min() > 0


@pytest.mark.parametrize("d", [6, 12])
def test_the_exact_path_ends_in_the_mixed_equilibrium_too(d: int) -> None:
    game = families.dual_cyclic(d)
    assert game.exact is None
    assert np.abs(game.payoffs).max() == 2**52
    strategies = exact.lemke_howson(game, initial_pivot=d // 2)
    assert min(map(min, strategies)) > 0
    assert exact.is_equilibrium(game, strategies)


@pytest.mark.parametrize("d", [0, 3, 16, 2.0])
def test_odd_and_large_dimensions_are_refused(d: object) -> None:
    with pytest.raises(InvalidGameError, match="d needs"):
        families.dual_cyclic(d)
