"""Stick and carrot: critical discount factors from the automata and from the closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deterrence.literature import PenalCode, carrot_threshold, reversion_threshold, stick_threshold
from deterrence.parameters import ParameterError
from gametheory.repeated import (
    automaton_values,
    certify_automaton,
    critical_discount,
    optimal_stick_and_carrot,
    symbolic_critical_discount,
)
from tests.unit.deterrence.literature.sample import MANY_POINTS, away


def sample(count: int, seed: int) -> PenalCode:
    rng = np.random.default_rng(seed)
    security = -rng.uniform(0, 2, count)
    war = rng.uniform(0.05, 5, count) - security
    truce, gain, discount = (rng.uniform(*ends, count) for ends in ((0.2, 3), (0.1, 4), (0.02, 0.98)))
    return PenalCode(truce, gain, war, security, discount)


@MANY_POINTS
def test_the_critical_discounts_are_those_of_the_closed_form(count: int) -> None:
    model = sample(count, 1)
    games = model.game()
    for automaton, closed in (
        (model.stick_and_carrot(), model.critical_discount()),
        (model.reversion(), model.reversion_discount()),
    ):
        if count < 1000:
            inside = closed < 0.99
            found = critical_discount(games, automaton)
            np.testing.assert_allclose(found[inside], closed[inside], atol=1e-9)
        holds = certify_automaton(games, automaton, strict=False).certificate.holds
        clear = away(model.discount, closed)
        assert (holds == (model.discount >= closed))[clear].all()
        assert 0.1 < holds.mean() < 0.9


def test_the_best_war_needs_the_least_patience_and_holds_the_deviator_to_security() -> None:
    model = sample(200, 2)
    best = replace(model, war=model.best_war())
    np.testing.assert_allclose(best.critical_discount(), model.least_discount(), rtol=1e-12)
    assert (model.critical_discount() >= model.least_discount() - 1e-12).all()
    assert (model.least_discount() <= model.reversion_discount()).all()
    at_threshold = replace(best, discount=best.critical_discount())
    worth = automaton_values(at_threshold.game(), at_threshold.stick_and_carrot())[:, 1, 0]
    np.testing.assert_allclose(worth, model.security, atol=1e-12)
    np.testing.assert_allclose(worth, at_threshold.stick_payoff(), atol=1e-12)


def test_the_search_over_all_sticks_finds_the_truce_where_war_or_hostility_supports_it() -> None:
    model = sample(300, 3)
    found = optimal_stick_and_carrot(model.game())
    # with hostility as a stick, stick and carrot is another strategy than hostility for ever
    with_hostility = np.maximum(model.gain / model.truce, 0)
    clear = away(model.discount, model.critical_discount()) & away(model.discount, with_hostility)
    supported = (model.discount >= model.critical_discount()) | (model.discount >= with_hostility)
    assert ((found.carrot == 0) == supported)[clear].all()


def test_the_thresholds_follow_from_the_automaton_in_symbols() -> None:
    from sympy import simplify

    model = PenalCode.symbolic()
    lost = -model.war
    own = [[model.truce, lost, lost], [model.truce + model.gain, 0, model.security], [lost, lost, lost]]
    theirs = [[own[j][i] for j in range(3)] for i in range(3)]
    automaton = PenalCode(2, 2, 3, -1, 0.5).stick_and_carrot()
    found = symbolic_critical_discount([own, theirs], automaton, model.discount)
    for expected in (carrot_threshold(), stick_threshold()):
        assert any(simplify(each.value - expected.value) == 0 and each.direction == 1 for each in found)
    # what is left always holds
    assert all(each.value == -1 for each in found if each.value.is_number)
    assert len(found) == 2 + sum(bool(each.value.is_number) for each in found)
    assert reversion_threshold().direction == 1


def test_input_is_checked() -> None:
    model = sample(3, 4)
    with pytest.raises(ParameterError, match="war has to be worse"):
        replace(model, war=-model.security / 2 + 1e-12)
    with pytest.raises(ParameterError, match="truce above 0"):
        replace(model, truce=0.0)
