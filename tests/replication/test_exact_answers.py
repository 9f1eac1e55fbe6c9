"""The frozen corpus of exact answers, made and checked by ``benchmarks.exact_answers``, against every solver."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.exact_answers import checked, games
from gametheory import exact
from gametheory.normal_form import (
    NormalFormGame,
    all_labels,
    bimatrix,
    components,
    lemke_howson,
    pure_nash,
    support_enumeration,
    vertex_enumeration,
)

CORPUS = json.loads((Path(__file__).parents[1] / "data" / "exact_answers.json").read_text(encoding="utf-8"))
EVERY = [pytest.param(entry, id=entry["name"]) for entry in CORPUS]


def game_of(entry: Any) -> NormalFormGame:
    return bimatrix(np.array(entry["row"]), np.array(entry["column"]))


def exactly(entry: Any) -> list[tuple[tuple[Fraction, ...], ...]]:
    return [tuple(tuple(map(Fraction, mine.split())) for mine in pair) for pair in entry["equilibria"]]


def as_floats(entry: Any) -> Any:
    return np.array([[float(weight) for mine in pair for weight in mine] for pair in exactly(entry)])


def rows_of(found: Any) -> Any:
    return np.concatenate(found.strategies, axis=-1)


def test_the_corpus_is_what_the_script_makes() -> None:
    assert [name for name, _, _ in games()] == [entry["name"] for entry in CORPUS]
    for seed, (game, entry) in enumerate(islice(zip(games(), CORPUS, strict=True), 12)):
        assert checked(*game, seed, None) == entry


@pytest.mark.deep
def test_the_whole_corpus_is_what_the_script_makes() -> None:
    assert [checked(*game, seed, None) for seed, game in enumerate(games())] == CORPUS


@pytest.mark.parametrize("entry", EVERY)
def test_every_answer_is_an_equilibrium_and_the_indices_sum_to_one(entry: Any) -> None:
    game = game_of(entry)
    assert all(exact.is_equilibrium(game, pair) for pair in exactly(entry))
    assert sum(entry["index"]) == 1


@pytest.mark.parametrize("entry", EVERY)
def test_vertex_enumeration_finds_each_answer_once_with_its_component_and_index(entry: Any) -> None:
    found = vertex_enumeration(game_of(entry))
    known = as_floats(entry)
    assert found.complete
    assert found.count == len(known)
    apart = np.abs(rows_of(found)[:, None] - known).max(axis=-1)
    place = apart.argmin(axis=-1)
    assert sorted(place) == list(range(len(known)))
    assert apart.min(axis=-1).max() < 1e-15  # fractions, correctly rounded
    theirs = np.array(entry["component"])[place]
    assert ((found.component[:, None] == found.component) == (theirs[:, None] == theirs)).all()
    assert found.index.tolist() == [entry["index"][component] for component in theirs]
    assert sorted(component.index for component in components(found)) == sorted(entry["index"])


@pytest.mark.parametrize("entry", EVERY)
def test_every_path_ends_in_one_of_the_answers(entry: Any) -> None:
    game = game_of(entry)
    ends = rows_of(lemke_howson(game, initial_pivot=all_labels(game)))
    assert np.abs(ends[:, None] - as_floats(entry)).max(axis=-1).min(axis=-1).max() < 1e-9
    for label in (0, sum(game.sizes) - 1):
        assert tuple(map(tuple, exact.lemke_howson(game, initial_pivot=label))) in exactly(entry)


@pytest.mark.parametrize("entry", EVERY)
def test_enumerating_supports_and_pure_profiles_finds_nothing_else(entry: Any) -> None:
    game = game_of(entry)
    found = support_enumeration(game, strict=False)
    known = as_floats(entry)
    if found.complete:
        assert found.count == len(known)
        assert np.abs(rows_of(found)[:, None] - known).max(axis=-1).min(axis=-1).max() < 1e-9
    pure = (np.sort(known, axis=-1)[:, -2:] == 1).all(axis=-1)
    assert pure_nash(game, strict=False).count == pure.sum()
