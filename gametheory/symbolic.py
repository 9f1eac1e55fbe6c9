"""Conditions and thresholds of an equilibrium as SymPy expressions; needs the extra ``symbolic``.

Payoffs are given as nested lists or an object array of shape (N, m_1, ..., m_N), the shape of a single
game. Entries are SymPy expressions or numbers. Floats are taken at their exact binary value, so
that no conclusion rests on rounding: 0.1 becomes 3602879701896397/36028797018963968, not 1/10. Write
``Rational(1, 10)`` or ``Fraction(1, 10)`` for a tenth. What the symbols are known to be, such as
``symbols("harm cost", positive=True)``, decides how far conditions simplify.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from gametheory.errors import InvalidGameError, UnsupportedGameError, require_extra
from gametheory.sweep.batch import Batch

Expression = Any  # a sympy.Expr: SymPy is an extra, so its types cannot be named here
Condition = Any  # a sympy relation, or sympy.true or sympy.false


@dataclass(frozen=True)
class SymbolicThreshold:
    """A condition solved for one symbol: it holds on one side of a value.

    Attributes
    ----------
    symbol
        The symbol.
    value
        The threshold, an expression without the symbol.
    direction
        +1 if the condition holds above the value, -1 if below.
    strict
        True if it fails at the value itself.
    """

    symbol: Expression
    value: Expression
    direction: int
    strict: bool

    @property
    def condition(self) -> Condition:
        """The condition as a relation; SymPy may know it to be true or false."""
        above, below = (operator.gt, operator.lt) if self.strict else (operator.ge, operator.le)
        return (above if self.direction > 0 else below)(self.symbol, self.value)


@dataclass(frozen=True)
class SymbolicEquilibrium:
    """A mixed equilibrium of a two-player game as expressions.

    Attributes
    ----------
    strategies
        One tuple of probabilities per player, 0 off the support.
    payoffs
        One per player.
    conditions
        What must hold for this to be the equilibrium on its supports; () if it always is.
    """

    strategies: tuple[tuple[Expression, ...], tuple[Expression, ...]]
    payoffs: tuple[Expression, Expression]
    conditions: tuple[Condition, ...]


def pure_conditions(payoffs: Any, profile: Sequence[int]) -> tuple[Condition, ...]:
    r"""Return the inequalities under which a pure profile is a Nash equilibrium.

    The profile :math:`a` is one if :math:`u_i(a) \ge u_i(b, a_{-i})` for every player :math:`i` and every
    other action :math:`b`. Inequalities that always hold are left out; one that never does is
    ``sympy.false``.

    Parameters
    ----------
    payoffs : (N, m_1, ..., m_N) of expressions or numbers
    profile : one action number per player

    Returns
    -------
    tuple of relations ``gain >= 0``, player by player and deviation by deviation

    Raises
    ------
    InvalidGameError
        If the payoffs do not have this shape, or an entry is not finite or not an expression.
    ValueError
        If the profile is none of this game.
    MissingExtraError
        If SymPy is not installed.

    Examples
    --------
    The inspection game: the inspector stays away, the worker shirks, which is an equilibrium only if
    an inspection costs more than the output it saves.

    >>> from sympy import symbols
    >>> wage, effort, inspection = symbols("wage effort inspection", positive=True)
    >>> output = symbols("output", positive=True)
    >>> inspector = [[-inspection, output - wage - inspection], [-wage, output - wage]]
    >>> worker = [[0, wage - effort], [wage, wage - effort]]
    >>> pure_conditions([inspector, worker], (1, 0))
    (inspection - wage >= 0,)
    """
    sympy = _sympy()
    table = _table(payoffs)
    profile = _actions(table, profile)
    conditions = []
    for player, chosen in enumerate(profile):
        for action in range(table.shape[1 + player]):
            if action != chosen:
                deviation = (*profile[:player], action, *profile[player + 1 :])
                gain = table[(player, *profile)] - table[(player, *deviation)]
                conditions.append(sympy.simplify(gain) >= 0)
    return _needed(conditions)


def solve_threshold(
    condition: Condition, symbol: Expression, *, positive: Iterable[Expression] = ()
) -> SymbolicThreshold:
    r"""Solve a condition for one symbol in which it is linear.

    A condition that can be written :math:`a x + b \ge 0`, with :math:`a` and :math:`b` free of
    :math:`x`, is :math:`x \ge -b/a` if :math:`a > 0` and :math:`x \le -b/a` if :math:`a < 0`. Fractions are
    cleared first, also of denominators in which the symbol occurs, where the sign of these is known.

    Parameters
    ----------
    condition : a relation with ``>=``, ``>``, ``<=`` or ``<``
    symbol : the symbol to be solved for
    positive : expressions
        What else is known to be positive, such as ``harm - cost``. The signs of symbols belong to the
        symbols: ``Symbol("harm", positive=True)``.

    Returns
    -------
    SymbolicThreshold
        Its value may lie outside the range that the assumptions leave the symbol.

    Raises
    ------
    ValueError
        If the condition is no inequality, does not depend on the symbol, is not linear in it
        (there may be several thresholds), or the sign that gives its direction is not known.
    MissingExtraError
        If SymPy is not installed.

    Examples
    --------
    How patient must a player be for grim trigger to sustain cooperation in the prisoner's dilemma?

    >>> from sympy import symbols
    >>> temptation, reward, punishment, discount = symbols("T R P delta", real=True)
    >>> keeps_faith = reward >= (1 - discount) * temptation + discount * punishment
    >>> solve_threshold(keeps_faith, discount, positive=[temptation - punishment]).condition
    delta >= (R - T)/(P - T)
    """
    sympy = _sympy()
    if not isinstance(condition, (sympy.Ge, sympy.Gt, sympy.Le, sympy.Lt)):
        raise ValueError(f"a threshold needs an inequality with >=, >, <= or <; got {condition}")
    gap = exact_expression(condition.gts - condition.lts)
    known = [exact_expression(fact) for fact in positive]
    numerator, denominator = sympy.fraction(sympy.cancel(sympy.together(gap)))
    if not gap.has(symbol) or not (numerator.has(symbol) or denominator.has(symbol)):
        raise ValueError(f"{condition} does not depend on {symbol}: there is no threshold in it")
    line = sympy.Poly(numerator, symbol) if numerator.is_polynomial(symbol) else None
    if line is None or line.degree() != 1:
        raise ValueError(
            f"a threshold needs a condition linear in {symbol} once fractions are cleared; got {numerator} "
            "on one side. There may be several thresholds: find them with gametheory.sweep.threshold"
        )
    slope, intercept = line.all_coeffs()
    direction = _sign(slope, known) * _sign(denominator, known)
    strict = isinstance(condition, (sympy.Gt, sympy.Lt))
    return SymbolicThreshold(symbol, sympy.cancel(-intercept / slope), direction, strict)


def indifference(payoffs: Any, supports: tuple[Sequence[int], Sequence[int]]) -> SymbolicEquilibrium:
    r"""Return the mixed equilibrium on given supports, with the conditions for it to exist.

    Player 2 mixes so that player 1 is indifferent over his support :math:`I`, and conversely: the
    probabilities :math:`y` on :math:`J` and the payoff :math:`v` solve :math:`A_{IJ} y = v \mathbf 1`,
    :math:`\mathbf 1^\top y = 1`. This is an equilibrium if all probabilities on the supports are positive
    and no action off them pays more than :math:`v`.

    Parameters
    ----------
    payoffs : (2, m, n) of expressions or numbers, both players' indexed [row action, column action]
    supports : two sequences of action numbers, of one length
        In a nondegenerate game the supports of every equilibrium have the same size.

    Returns
    -------
    SymbolicEquilibrium
        Of its conditions, ``Ne`` says that the system has one solution; ``> 0`` that a
        probability is positive; ``>= 0`` that a deviation does not pay. What always holds is left
        out; ``sympy.false`` says that there is no such equilibrium.

    Raises
    ------
    InvalidGameError
        If the payoffs do not have this shape, or an entry is not finite or not an expression.
    UnsupportedGameError
        If the supports differ in size, or the system is singular whatever the symbols are: the game
        is degenerate there.
    ValueError
        If the supports are none of this game.
    MissingExtraError
        If SymPy is not installed.

    References
    ----------
    von Stengel (2007), "Equilibrium Computation for Two-Player Games in Strategic and Extensive
    Form", Algorithm 3.4.

    Examples
    --------
    Chicken: swerving is worth 0 against a driver who swerves.

    >>> from sympy import symbols
    >>> win, loss, crash = symbols("win loss crash", positive=True)
    >>> first = [[0, -loss], [win, -crash]]
    >>> second = [[0, win], [-loss, -crash]]
    >>> chicken = indifference([first, second], ((0, 1), (0, 1)))
    >>> chicken.strategies[0][1]
    win/(crash - loss + win)

    The battle of the sexes has no further conditions:

    >>> favourite, other = symbols("favourite other", positive=True)
    >>> battle = [[[favourite, 0], [0, other]], [[other, 0], [0, favourite]]]
    >>> mixed = indifference(battle, ((0, 1), (0, 1)))
    >>> mixed.strategies[0], mixed.payoffs[0], mixed.conditions
    ((favourite/(favourite + other), other/(favourite + other)), favourite*other/(favourite + other), ())
    """
    sympy = _sympy()
    table = _table(payoffs)
    if table.shape[0] != 2:
        raise UnsupportedGameError(f"indifference needs a game of 2 players; got {table.shape[0]}")
    rows, columns = (_support(table, player, support) for player, support in enumerate(supports))
    if len(rows) != len(columns):
        raise UnsupportedGameError(
            f"indifference needs supports of one size; got {len(rows)} and {len(columns)} actions. "
            "Supports of different sizes occur in degenerate games only: choose others"
        )
    # each player's payoffs with his own action first
    column_mix, row_payoff, regular_1 = _equaliser(table[0], rows, columns)
    row_mix, column_payoff, regular_2 = _equaliser(table[1].T, columns, rows)

    conditions = [regular_1, regular_2]
    conditions += [row_mix[i] > 0 for i in rows] + [column_mix[j] > 0 for j in columns]
    for own, mix, payoff, support in (
        (table[0], column_mix, row_payoff, rows),
        (table[1].T, row_mix, column_payoff, columns),
    ):
        for action in range(own.shape[0]):
            if action not in support:
                deviation = sum(entry * weight for entry, weight in zip(own[action], mix, strict=True))
                conditions.append(sympy.cancel(payoff - deviation) >= 0)
    return SymbolicEquilibrium((row_mix, column_mix), (row_payoff, column_payoff), _needed(conditions))


def lambdify_threshold(threshold: SymbolicThreshold | Expression) -> Callable[..., Any]:
    """Return a threshold as a function of arrays.

    Parameters
    ----------
    threshold : SymbolicThreshold, or an expression

    Returns
    -------
    callable
        Takes one keyword per free symbol, by its name, each a number, array or DataArray, and returns
        the value of the expression, in float64: a DataArray if one was given, else an array. It
        agrees with the expression up to rounding; where the expression divides by 0 it is infinite
        or NaN.

    Raises
    ------
    ValueError
        If two symbols of the expression share a name.
    MissingExtraError
        If SymPy is not installed.

    Examples
    --------
    >>> import numpy as np
    >>> from sympy import symbols
    >>> harm, cost = symbols("harm cost", positive=True)
    >>> resolve = lambdify_threshold(solve_threshold(harm * symbols("p") >= cost, symbols("p")))
    >>> resolve(harm=np.array([1, 2, 4]), cost=1)
    array([1.  , 0.5 , 0.25])
    """
    sympy = _sympy()
    expression = exact_expression(threshold.value if isinstance(threshold, SymbolicThreshold) else threshold)
    symbols = sorted(expression.free_symbols, key=str)
    names = [symbol.name for symbol in symbols]
    if len(set(names)) != len(names):
        raise ValueError(f"a function of keywords needs symbols of different names; got {names} in {expression}")
    compute = sympy.lambdify(symbols, expression, modules="numpy")

    def value(**parameters: Any) -> Any:
        if parameters.keys() != set(names):
            raise TypeError(f"this threshold needs the parameters {names}; got {sorted(parameters)}")
        given = [p if hasattr(p, "dims") else np.asarray(p) for p in map(parameters.get, names)]
        batch = Batch.of(given)
        arrays = [np.broadcast_to(batch.align(parameter), batch.shape).astype(float) for parameter in given]
        with np.errstate(divide="ignore", invalid="ignore"):
            return batch.wrap(np.asarray(compute(*arrays), dtype=float))

    return value


def _sympy() -> Any:
    return require_extra("sympy", "symbolic", "gametheory.symbolic")


def exact_expression(value: Any) -> Expression:
    """A number or expression with every float replaced by its exact rational value."""
    sympy = _sympy()
    if isinstance(value, str):  # sympify would evaluate it
        raise InvalidGameError(f"an entry needs to be a number or an expression; got the text {value!r}")
    try:
        expression = sympy.sympify(value.item() if isinstance(value, np.generic) else value, strict=True)
    except sympy.SympifyError as error:
        raise InvalidGameError(f"an entry needs to be a number or an expression; got {value!r}") from error
    if expression.has(sympy.nan, sympy.oo, -sympy.oo, sympy.zoo):
        raise InvalidGameError(f"an entry needs to be finite; got {value!r}")
    return expression.xreplace({number: sympy.Rational(number) for number in expression.atoms(sympy.Float)})


def _table(payoffs: Any) -> Any:
    """Payoffs as an object array of exact expressions, shape (N, m_1, ..., m_N)."""
    try:
        table = np.array(payoffs, dtype=object)
    except ValueError as error:
        raise InvalidGameError("payoffs need as many actions in every branch; the arrays differ") from error
    if table.ndim < 2 or table.shape[0] != table.ndim - 1 or table.size == 0:
        raise InvalidGameError(
            "payoffs of one game need the shape (N, m_1, ..., m_N) with N players, and as many actions "
            f"in every branch; got {table.shape}"
        )
    exact = np.empty_like(table)
    for place in product(*map(range, table.shape)):
        exact[place] = exact_expression(table[place])
    return exact


def _actions(table: Any, profile: Sequence[int]) -> tuple[int, ...]:
    counts = table.shape[1:]
    actions = tuple(operator.index(action) for action in profile)
    if len(actions) != len(counts) or not all(
        0 <= action < count for action, count in zip(actions, counts, strict=True)
    ):
        raise ValueError(f"a profile needs one action per player, below {counts}; got {actions}")
    return actions


def _support(table: Any, player: int, support: Sequence[int]) -> tuple[int, ...]:
    actions = tuple(operator.index(action) for action in support)
    count = table.shape[1 + player]
    if not actions or len(set(actions)) != len(actions) or not all(0 <= action < count for action in actions):
        raise ValueError(
            f"the support of player {player} needs at least one action, all different and below {count}; got {actions}"
        )
    return actions


def _equaliser(
    own: Any, support: tuple[int, ...], opposing: tuple[int, ...]
) -> tuple[tuple[Expression, ...], Expression, Condition]:
    """The opponent's mix that makes the support pay alike, what it pays, and when the mix is unique.

    ``own`` holds the player's payoffs, indexed [own action, opponent's action].
    """
    sympy = _sympy()
    size = len(support)
    system = sympy.zeros(size + 1, size + 1)
    for k, (action, _) in enumerate(zip(support, opposing, strict=True)):
        system[k, :] = sympy.Matrix([[*(own[action, other] for other in opposing), -1]])
        system[size, k] = 1
    determinant = sympy.factor(system.det(method="berkowitz"))
    if determinant == 0:
        raise UnsupportedGameError(
            f"the actions {support} cannot be made to pay alike by a unique mix of {opposing}, whatever the "
            "symbols are: the game is degenerate on these supports; choose others"
        )
    solution = []
    for unknown in range(size + 1):  # Cramer's rule
        numerator = system.copy()
        numerator[:, unknown] = sympy.Matrix([*[0] * size, 1])
        solution.append(sympy.cancel(numerator.det(method="berkowitz") / determinant))
    weight = dict(zip(opposing, solution, strict=False))
    mix = tuple(weight.get(other, sympy.S.Zero) for other in range(own.shape[1]))
    return mix, solution[-1], sympy.Ne(determinant, 0)


def _sign(expression: Expression, positive: Sequence[Expression]) -> int:
    """+1 or -1 from the assumptions on the symbols and the expressions known to be positive."""
    sympy = _sympy()
    constant, factors = sympy.factor_list(expression)
    sign = 1 if constant > 0 else -1
    for factor, power in factors:
        if power % 2 == 0 and factor.is_nonzero:
            continue
        if factor.is_positive or any(sympy.cancel(factor / fact).is_positive for fact in positive):
            continue
        if factor.is_negative or any(sympy.cancel(factor / fact).is_negative for fact in positive):
            sign *= (-1) ** power
            continue
        raise ValueError(
            f"the direction of the threshold needs the sign of {factor}, which is not known. Where it is "
            f"positive pass positive=[{factor}], where it is negative positive=[{-factor}]; or declare "
            "symbols with Symbol(..., positive=True)"
        )
    return sign


def _needed(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """The conditions without repetition and without those that always hold."""
    sympy = _sympy()
    return tuple(condition for condition in dict.fromkeys(conditions) if condition != sympy.true)
