"""What would be used, without solving."""

import pytest

from gametheory import UnsupportedGameError
from gametheory.families import uniform
from gametheory.normal_form import choose_method


@pytest.mark.parametrize(
    ("sizes", "one", "every"),
    [
        ((3, 5), "lemke_howson", "support_enumeration"),
        ((6, 6), "lemke_howson", "vertex_enumeration"),
        ((40, 41), "nash", "vertex_enumeration"),
        ((1, 2000), "nash", "vertex_enumeration"),
    ],
)
def test_the_choice_follows_the_sizes(sizes: tuple[int, int], one: str, every: str) -> None:
    choice = choose_method(uniform(sizes, seed=1))
    assert (choice.one.solver, choice.every.solver) == (one, every)
    assert 0 < choice.one.seconds < 1
    assert 0 < choice.one.memory < 1e9


def test_estimates_grow_with_the_batch_and_exponentially_with_the_size_of_enumerations() -> None:
    one, many = (choose_method(uniform((4, 4), batch_shape=count, seed=1)) for count in (1, 1000))
    assert many.every.seconds > 100 * (one.every.seconds - 5e-5)
    small, large = (choose_method(uniform((n, n), seed=1)).every.seconds for n in (10, 20))
    assert large > 1000 * small
    assert choose_method(uniform((3, 100), seed=1)).every.seconds < 60


def test_two_players_are_needed() -> None:
    with pytest.raises(UnsupportedGameError):
        choose_method(uniform((2, 2, 2), seed=1))
