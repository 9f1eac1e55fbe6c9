"""When an automaton is an equilibrium, as SymPy expressions in the discount factor; needs the extra ``symbolic``."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from math import prod
from typing import Any

import numpy as np

from ..errors import InvalidGameError, require_extra
from ..symbolic import Condition, Expression, SymbolicThreshold, exact_expression, solve_threshold
from .automaton import Automaton


def automaton_conditions(
    payoffs: Any, automaton: Automaton, discount: Expression, *, signals: Any = None
) -> tuple[Condition, ...]:
    r"""The inequalities under which an automaton is an equilibrium, polynomials in the discount factor.

    One per state, player and action not played for certain: the value of the state, minus the worth of that action
    once and of the automaton after it, times :math:`\det(I - \delta P) > 0`, where P are the transitions if all
    conform. Factors :math:`\delta` and :math:`1 - \delta`, which are positive, are left out.

    Parameters
    ----------
    payoffs : (N, m_1, ..., m_N) of expressions or numbers
    automaton : Automaton, one
    discount : symbol
        Positive.
    signals : (m_1, ..., m_N, Y) of expressions or numbers
        Distributions of the public signal, where the automaton follows signals.

    Returns
    -------
    tuple of relations ``slack >= 0``, without repetition and without those that always hold

    Raises
    ------
    InvalidGameError
        If payoffs or signals have not the shape of the automaton.
    MissingExtraError
        If SymPy is not installed.

    Examples
    --------
    >>> from sympy import Symbol, symbols
    >>> from gametheory.normal_form import symmetric
    >>> from gametheory.repeated import RepeatedGame, grim
    >>> strategy = grim(RepeatedGame(symmetric([[2, -1], [3, 0]]), 0.5), (0, 0), (1, 1))
    >>> c, g, loss = symbols("c g l", positive=True)
    >>> delta = Symbol("delta", positive=True)
    >>> dilemma = [[[c, -loss], [c + g, 0]], [[c, c + g], [-loss, 0]]]
    >>> automaton_conditions(dilemma, strategy, delta)
    (c*delta + delta*g - g >= 0,)
    """
    sympy = require_extra("sympy", "symbolic", "gametheory.repeated")
    if not getattr(discount, "is_Symbol", False):
        raise InvalidGameError(
            f"discount needs a SymPy symbol, such as Symbol('delta', positive=True); got {discount!r}. For numbers see "
            f"critical_discount."
        )
    outputs, chain = _chain(automaton, signals)
    sizes = tuple(output.shape[-1] for output in automaton.outputs)
    table = _expressions(payoffs, (len(sizes), *sizes), "payoffs")
    number = automaton.transitions.shape[-1]

    def weight(state: int, profile: tuple[int, ...]) -> Expression:
        return prod((outputs[i][state, action] for i, action in enumerate(profile)), start=sympy.S.One)

    profiles = list(product(*map(range, sizes)))
    conforming = sympy.Matrix(
        number, number, lambda q, r: sum(weight(q, profile) * chain[(q, *profile, r)] for profile in profiles)
    )
    system = sympy.eye(number) - discount * conforming
    determinant = sympy.factor(system.det(method="berkowitz"))
    adjugate = system.adjugate(method="berkowitz")
    conditions = []
    for i, size in enumerate(sizes):
        stage = sympy.Matrix([sum(weight(q, a) * table[(i, *a)] for a in profiles) for q in range(number)])
        values = (1 - discount) * adjugate * stage  # times the determinant
        for state in range(number):
            for action in range(size):
                if outputs[i][state, action] == 1:
                    continue
                worth = sympy.S.Zero
                for profile in profiles:
                    if profile[i] == action:
                        others = prod(
                            (outputs[j][state, each] for j, each in enumerate(profile) if j != i), start=sympy.S.One
                        )
                        after = sum(chain[(state, *profile, r)] * values[r] for r in range(number))
                        worth += others * ((1 - discount) * table[(i, *profile)] * determinant + discount * after)
                conditions.append(_positive_part(values[state] - worth, discount) >= 0)
    return tuple(condition for condition in dict.fromkeys(conditions) if condition != sympy.true)


def symbolic_critical_discount(
    payoffs: Any,
    automaton: Automaton,
    discount: Expression,
    *,
    signals: Any = None,
    positive: Iterable[Expression] = (),
) -> tuple[SymbolicThreshold, ...]:
    r"""Every condition for an automaton to be an equilibrium, solved for the discount factor.

    The automaton is an equilibrium where all of them hold, and conditions without the discount factor besides.

    Parameters
    ----------
    payoffs, automaton, discount, signals
        As in :func:`automaton_conditions`.
    positive : expressions
        What else is known to be positive; see :func:`gametheory.symbolic.solve_threshold`.

    Returns
    -------
    tuple of SymbolicThreshold

    Raises
    ------
    ValueError
        If some condition is not linear in the discount factor: there is no closed form of this kind, and
        :func:`critical_discount` finds the number.

    Examples
    --------
    Grim trigger with false alarms: a good signal has probability p if both cooperate, q if one does.

    >>> from sympy import Symbol, symbols
    >>> from gametheory.normal_form import symmetric
    >>> from gametheory.repeated import RepeatedGame, grim
    >>> numbers = [[[0.1, 0.9], [0.4, 0.6]], [[0.4, 0.6], [0.8, 0.2]]]
    >>> strategy = grim(RepeatedGame(symmetric([[2, -1], [3, 0]]), 0.5, numbers), (0, 0), (1, 1), bad=[0])
    >>> p, q, r, delta = symbols("p q r delta", positive=True)
    >>> likely = [[[1 - p, p], [1 - q, q]], [[1 - q, q], [1 - r, r]]]
    >>> dilemma = [[[2, -1], [3, 0]], [[2, 3], [-1, 0]]]
    >>> symbolic_critical_discount(dilemma, strategy, delta, signals=likely, positive=[3 * p - 2 * q])[0].condition
    delta >= 1/(3*p - 2*q)
    """
    conditions = automaton_conditions(payoffs, automaton, discount, signals=signals)
    known = [1 - discount, *positive]
    return tuple(
        solve_threshold(condition, discount, positive=known) for condition in conditions if condition.has(discount)
    )


def _positive_part(slack: Expression, discount: Expression) -> Expression:
    """The slack without factors of the discount factor and of one minus it, which are positive."""
    sympy = require_extra("sympy", "symbolic", "gametheory.repeated")
    kept, factors = sympy.factor_list(sympy.expand(slack))
    for factor, power in factors:
        if factor == discount or sympy.expand(factor + discount - 1) == 0:
            continue
        if sympy.expand(factor - discount + 1) == 0:  # discount - 1 is negative
            kept *= (-1) ** power
            continue
        kept *= factor**power
    return sympy.expand(kept)


def _chain(automaton: Automaton, signals: Any) -> tuple[list[Any], Any]:
    """Outputs, and transitions after every profile, as exact expressions."""
    if not isinstance(automaton, Automaton):
        raise InvalidGameError(f"an Automaton was needed, got {type(automaton).__name__}; make one with grim.")
    if automaton.batch_shape:
        raise InvalidGameError(f"one automaton was needed, got a batch of shape {automaton.batch_shape}.")
    outputs = [_expressions(output, output.shape, "outputs") for output in automaton.outputs]
    transitions = _expressions(automaton.transitions, automaton.transitions.shape, "transitions")
    if automaton.on_signals != (signals is not None):
        raise InvalidGameError("signals are needed exactly if the automaton follows public signals.")
    if signals is None:
        return outputs, transitions
    sizes = tuple(output.shape[-1] for output in automaton.outputs)
    likely = _expressions(signals, (*sizes, automaton.transitions.shape[1]), "signals")
    return outputs, np.moveaxis(np.tensordot(likely, transitions, axes=(-1, 1)), len(sizes), 0)


def _expressions(values: Any, shape: tuple[int, ...], name: str) -> Any:
    table = np.array(values, dtype=object)
    if table.shape != shape:
        raise InvalidGameError(f"{name} need shape {shape}; got {table.shape}.")
    exact = np.empty(shape, dtype=object)
    for place in np.ndindex(shape):
        exact[place] = exact_expression(table[place])
    return exact
