"""What is no game of the kind that a function needs is refused in words."""

from __future__ import annotations

from inspect import Parameter, isfunction, signature
from typing import Any

import numpy as np
import pytest

from gametheory import stochastic
from gametheory.errors import InvalidGameError, UnsupportedGameError
from gametheory.normal_form import zero_sum

FUNCTIONS = sorted(name for name in stochastic.__all__ if isfunction(getattr(stochastic, name)))


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("wrong", [3.5, None, np.ones(2), zero_sum([[1]])], ids=["number", "None", "array", "game"])
def test_every_function_says_what_it_needs(name: str, wrong: Any) -> None:
    function = getattr(stochastic, name)
    needed = [each for each in signature(function).parameters.values() if each.default is Parameter.empty]
    named = {each.name: wrong for each in needed if each.kind is Parameter.KEYWORD_ONLY}
    with pytest.raises((InvalidGameError, UnsupportedGameError), match="need"):
        function(*[wrong] * (len(needed) - len(named)), **named)
