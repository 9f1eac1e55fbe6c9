"""What a solver returns: a proposed answer, and a certificate from code that did not find it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

import numpy as np

from .errors import NoEquilibriumFoundError
from .kernels.status import Status
from .residual import Residual, ResidualOf, nash_residual
from .value import Bools, Floats, Ints, Value, frozen, seal, spread, writable

TOLERANCE = 1e-9
"""Regret allowed, as a share of the player's own payoff range."""

CONSISTENCY = 1e-9
"""Error allowed in probabilities and beliefs."""

PERIODS = 1e6
"""In dynamic games the regret allowed may add up over so many periods, and no more."""


@dataclass(frozen=True, eq=False)
class Certificate(Value):
    """How far a profile is from the solution concept named, measured without the solver that found it.

    Attributes
    ----------
    concept : str
        "nash", "logit", "correlated", "perfect bayesian", "markov perfect", ...
    regret : (*batch, N)
        An upper bound, rounding included, in the player's payoff units, on what the player could gain.
    scale : (*batch, N)
        The player's own payoff range, in the same units.
    inconsistency : (*batch,)
        Dimensionless: how far strategies are off the simplex, and beliefs off Bayes' rule.
    holds : (*batch,) bool
        ``regret <= tolerance * scale`` for every player, ``inconsistency <= 1e-9``, and in dynamic games
        ``total_regret <= 1e6 * tolerance * scale``: of players with a discount beyond 1 - 1e-6, to whom a period is
        nothing, more is asked.
    total_regret : (*batch, N), or None
        Dynamic games only: a bound on the gain from any deviation, where ``regret`` bounds that from one
        deviation in one state.
    """

    concept: str
    regret: Floats
    scale: Floats
    inconsistency: Floats
    holds: Bools
    total_regret: Floats | None = None

    def __post_init__(self) -> None:
        _freeze(self)

    @property
    def relative_regret(self) -> Floats:
        """The largest regret of any player as a share of the own payoff range, ``(*batch,)``."""
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(self.regret > 0, self.regret / self.scale, self.regret)
        return np.asarray(shares.max(axis=-1, initial=0.0))

    def __repr__(self) -> str:
        if self.holds.ndim == 0:
            verdict = "holds" if self.holds else "refused"
            return f"<Certificate: {self.concept}, {verdict}, relative regret {self.relative_regret:.1e}>"
        held = int(self.holds.sum())
        worst = f"{np.max(self.relative_regret, initial=0.0, where=self.holds):.1e}" if held else "-"
        return f"<Certificate: {self.concept}, {held} of {self.holds.size} hold, worst relative regret {worst}>"


@dataclass(frozen=True, eq=False)
class Equilibrium(Value):
    """One equilibrium of every game of a batch.

    Attributes
    ----------
    strategies : one (*batch, ..., m_i) per player
        Probabilities on the last axis; NaN where none was found.
    payoffs : (*batch, N)
        From each state, (*batch, S, N), if there are states.
    certificate : Certificate
    status : (*batch,)
        Why the solver stopped, a :class:`Status`.
    steps : (*batch,)
        Steps of the solver: pivots, iterations, candidates.
    beliefs : (*batch, messages, types), or None
        Signalling games only: one belief that supports the strategies.
    """

    strategies: tuple[Floats, ...]
    payoffs: Floats
    certificate: Certificate
    status: Ints
    steps: Ints
    beliefs: Floats | None = None

    def __post_init__(self) -> None:
        _freeze(self)

    @property
    def supports(self) -> tuple[Bools, ...]:
        """Where each strategy is positive; zeros are written as exact zeros."""
        return tuple(strategy > 0 for strategy in self.strategies)

    def __repr__(self) -> str:
        return _show(self, self.status.shape)


@dataclass(frozen=True, eq=False)
class Equilibria(Value):
    """Many equilibria of every game of a batch: one row each, in canonical order within each game.

    Canonical order: fewer actions in the supports first, then supports of the first player as sets of
    action numbers, then those of the next player, then the strategies themselves.

    Attributes
    ----------
    strategies : one (rows, m_i) per player
    payoffs : (rows, N)
    certificate : Certificate, over (rows,)
    game : (rows,)
        Which game of the flattened batch; non-decreasing.
    count : (*batch,)
    complete : (*batch,) bool
        True only where the method guarantees that nothing of the kind that it looks for is missing.
    status : (*batch,)
    component : (rows,)
        Connected component within its game, -1 where not computed.
    index : (rows,)
        Index of the component, 0 where not computed.
    """

    strategies: tuple[Floats, ...]
    payoffs: Floats
    certificate: Certificate
    game: Ints
    count: Ints
    complete: Bools
    status: Ints
    component: Ints
    index: Ints

    def __post_init__(self) -> None:
        _freeze(self)

    def __len__(self) -> int:
        return len(self.game)

    def of(self, *index: int) -> Equilibria:
        """The equilibria of one game of the batch.

        Examples
        --------
        >>> from gametheory.normal_form import bimatrix, pure_nash
        >>> stag_hunt = [[4, 0], [3, 3]]
        >>> games = bimatrix([stag_hunt, [[3, 0], [5, 1]]], [np.transpose(stag_hunt), [[3, 5], [0, 1]]])
        >>> pure_nash(games).of(1).strategies[0]
        array([[0., 1.]])
        """
        position = int(np.arange(self.count.size).reshape(self.count.shape)[index])
        rows = slice(*np.searchsorted(self.game, [position, position + 1]))
        certificate = self.certificate
        return Equilibria(
            tuple(strategy[rows] for strategy in self.strategies),
            self.payoffs[rows],
            replace(
                certificate,
                regret=certificate.regret[rows],
                scale=certificate.scale[rows],
                inconsistency=certificate.inconsistency[rows],
                holds=certificate.holds[rows],
            ),
            self.game[rows] - position,
            np.asarray(self.count[index]),
            np.asarray(self.complete[index]),
            np.asarray(self.status[index]),
            self.component[rows],
            self.index[rows],
        )

    def slots(self, slots: int | None = None) -> Equilibrium:
        """The rows as one padded :class:`Equilibrium` with a leading axis of slots; NaN beyond the last.

        Slot k of one game is not slot k of its neighbour; see :func:`gametheory.multiplicity.classify`.

        Raises
        ------
        ValueError
            If a game has more equilibria than there are slots.
        """
        most = int(self.count.max(initial=0))
        slots = most if slots is None else slots
        if most > slots:
            raise ValueError(f"{slots} slots were asked for, but a game has {most} equilibria; ask for {most}.")
        games = self.count.size
        first = np.searchsorted(self.game, np.arange(games))
        place = np.arange(len(self)) - first[self.game]

        def pad(rows: Any, fill: Any) -> Any:
            out = np.full((slots, games, *rows.shape[1:]), fill, dtype=rows.dtype)
            out[place, self.game] = rows
            return out.reshape(slots, *self.count.shape, *rows.shape[1:])

        certificate = self.certificate
        return Equilibrium(
            tuple(pad(strategy, np.nan) for strategy in self.strategies),
            pad(self.payoffs, np.nan),
            replace(
                certificate,
                regret=pad(certificate.regret, np.nan),
                scale=pad(certificate.scale, np.nan),
                inconsistency=pad(certificate.inconsistency, np.nan),
                holds=pad(certificate.holds, False),
            ),
            np.broadcast_to(self.status, (slots, *self.status.shape)),
            np.zeros((slots, *self.status.shape), dtype=np.int64),
        )

    def __repr__(self) -> str:
        games = self.count.size
        whole = int(self.complete.sum())
        among = "1 game" if games == 1 else f"{games} games"
        return f"<Equilibria: {len(self)} rows of {among}, complete in {whole} of {games}, {self.certificate.concept}>"


def certify(
    game: Any,
    strategies: tuple[Any, ...],
    status: Any = Status.SOLVED,
    steps: Any = 0,
    *,
    residual: ResidualOf = nash_residual,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibrium:
    """Judge a proposed profile of every game of a batch.

    This is the only place that applies tolerances, writes NaN and raises.

    Parameters
    ----------
    game : the game, of any class that the residual measures
    strategies : one (*batch, ..., m_i) per player
    status, steps : (*batch,)
        Why the proposer stopped, and after how many steps.
    residual : callable
        The solution concept: one of the residuals of :mod:`gametheory.residual`. Nash by default.
    tolerance : float
        Regret allowed, as a share of each player's own payoff range.
    strict : bool
        Raise if any game is without a certified answer; otherwise write NaN there.

    Returns
    -------
    Equilibrium

    Raises
    ------
    NoEquilibriumFoundError
        Under ``strict``. It carries ``.equilibrium``, every answer of the batch, and ``.failed``.

    Examples
    --------
    >>> from gametheory.normal_form import bimatrix
    >>> pennies = bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> certify(pennies, ([0.5, 0.5], [0.5, 0.5])).certificate
    <Certificate: nash, holds, relative regret 7.1e-15>
    >>> certify(pennies, ([0.5, 0.5], [0.6, 0.4]), strict=False).certificate
    <Certificate: nash, refused, relative regret 1.0e-01>
    """
    measured = residual(game, strategies)
    certificate = _judge(measured, tolerance)
    shape = certificate.holds.shape
    status, steps = np.asarray(status, dtype=np.int8), np.asarray(steps, dtype=np.int64)
    if status.shape != shape or steps.shape != shape:
        status, steps = spread(status, shape), spread(steps, shape)
    # What the caller could still write to is copied, so that a certified answer stays what it was.
    strategies = tuple([np.array(x) if writable(x) else x for x in measured.strategies])
    payoffs = measured.payoffs
    beliefs = None if measured.beliefs is None else np.array(measured.beliefs)
    all_hold = bool(certificate.holds if certificate.holds.ndim == 0 else certificate.holds.all())
    if not all_hold:
        status = np.where(~certificate.holds & (status == Status.SOLVED), np.int8(Status.REFUSED), status)
        strategies = tuple(_blank(strategy, certificate.holds) for strategy in strategies)
        payoffs = _blank(payoffs, certificate.holds)
        beliefs = None if beliefs is None else _blank(beliefs, certificate.holds)
    equilibrium = Equilibrium(strategies, payoffs, certificate, status, steps, beliefs)
    if strict and not all_hold:
        _raise(equilibrium, certificate.holds, steps, certificate)
    return equilibrium


def certify_rows(
    game: Any,
    strategies: tuple[Any, ...],
    rows: Any,
    complete: Any,
    status: Any,
    *,
    component: Any = None,
    index: Any = None,
    residual: ResidualOf = nash_residual,
    tolerance: float = TOLERANCE,
    strict: bool = True,
) -> Equilibria:
    """Judge many proposed profiles of every game of a batch, one row each.

    A row that is refused is left out, and its game is no longer called complete; a game that loses its last
    row has the status REFUSED.

    Parameters
    ----------
    game : the game
    strategies : one (rows, m_i) per player
    rows : (rows,) int, non-decreasing
        Which game of the flattened batch each row belongs to; rows of one game in canonical order.
    complete, status : (*batch,)
    component, index : (rows,) int, or None
        Of each row, where the proposer computed them.
    residual, tolerance, strict
        As in :func:`certify`. Under ``strict``, a game whose status is not SOLVED raises.

    Returns
    -------
    Equilibria
    """
    measured = residual(game, strategies, rows)
    certificate = _judge(measured, tolerance)
    shape = game.batch_shape
    complete, status = np.asarray(complete).reshape(shape), np.asarray(status, dtype=np.int8).reshape(shape)
    payoffs = measured.payoffs
    component = np.full(len(rows), -1, dtype=np.int8) if component is None else np.asarray(component)
    index = np.zeros(len(rows), dtype=np.int8) if index is None else np.asarray(index)
    if not certificate.holds.all():
        keep = certificate.holds
        refused = np.zeros(complete.size, dtype=bool)
        refused[rows[~keep]] = True
        complete = np.asarray(complete & ~refused.reshape(shape))
        refused[rows[keep]] = False  # what is left of these games is certified
        status = np.asarray(np.where(refused.reshape(shape), np.int8(Status.REFUSED), status))
        strategies = tuple(strategy[keep] for strategy in strategies)
        rows, payoffs = rows[keep], payoffs[keep]
        component, index = component[keep], index[keep]
        certificate = replace(
            certificate,
            regret=certificate.regret[keep],
            scale=certificate.scale[keep],
            inconsistency=certificate.inconsistency[keep],
            holds=certificate.holds[keep],
            total_regret=None if certificate.total_regret is None else certificate.total_regret[keep],
        )
    count = np.bincount(rows, minlength=complete.size).reshape(shape)
    seal(count, component, index)
    equilibria = Equilibria(
        strategies,
        payoffs,
        certificate,
        rows,
        count,
        complete,
        status,
        component,
        index,
    )
    if strict and status.any():  # SOLVED is 0
        _raise(equilibria, status == Status.SOLVED)
    return equilibria


def canonical_order(strategies: tuple[Floats, ...], rows: Ints) -> Ints:
    """The permutation that brings rows into canonical order, game by game."""
    keys: list[Any] = []
    sizes: Any = 0
    for strategy in strategies:
        support = strategy > 0
        sizes = sizes + support.sum(axis=-1)
        # As sets of action numbers, {0, 2} comes before {1}: an earlier action present sorts first.
        keys += [*(~support).T]
    keys = [rows, sizes, *keys, *(column for strategy in strategies for column in strategy.T)]
    return np.lexsort(keys[::-1])


def _judge(measured: Residual, tolerance: float) -> Certificate:
    if not ((type(tolerance) is float or isinstance(tolerance, Real)) and 0 <= tolerance < np.inf):
        raise ValueError(f"tolerance needs to be a number, 0 or larger; got {tolerance!r}.")
    off = np.asarray(measured.inconsistency)
    if off.ndim == 0:  # one game: the same comparisons, without arrays
        regrets, scales = measured.regret.tolist(), measured.scale.tolist()
        within = off.item() <= CONSISTENCY
        for regret, scale in zip(regrets, scales, strict=True):
            within = within and regret <= tolerance * scale
        if measured.total_regret is not None:
            within = within and bool(_adds_up_to_little(measured, tolerance))
        holds = np.array(within)
    else:
        holds = np.asarray(off <= CONSISTENCY)
        for i in range(measured.regret.shape[-1]):  # player by player: a million games leave no large temporaries
            holds = np.asarray(holds & (measured.regret[..., i] <= tolerance * measured.scale[..., i]))
        if measured.total_regret is not None:
            holds = holds & _adds_up_to_little(measured, tolerance)
    return Certificate(measured.concept, measured.regret, measured.scale, off, holds, measured.total_regret)


def _adds_up_to_little(measured: Residual, tolerance: float) -> Bools:
    """Whether deviations over any number of periods gain no player more than is allowed."""
    total: Any = measured.total_regret
    return np.asarray(((total <= PERIODS * tolerance * measured.scale) | (measured.scale == 0)).all(axis=-1))


def _blank(array: Floats, holds: Bools) -> Floats:
    """A copy with NaN in the games that failed."""
    mask = holds.reshape((*holds.shape, *(1,) * (array.ndim - holds.ndim)))
    return np.where(mask, array, np.nan)


def _raise(answers: Equilibrium | Equilibria, fine: Bools, steps: Any = None, certificate: Any = None) -> None:
    failed = [tuple(int(k) for k in index) for index in np.argwhere(~fine)[:1000]]
    first = failed[0]
    status = Status(int(answers.status[first]))
    where = f"; the first, at batch index {first}," if fine.ndim else "; it"
    after = "" if steps is None else f" after {int(steps[first])} steps"
    regret = ""
    if certificate is not None:
        regret = (
            f", relative regret {certificate.relative_regret[first]:.1e} and inconsistency "
            f"{certificate.inconsistency[first]:.1e}"
        )
    raise NoEquilibriumFoundError(
        f"no equilibrium in {int((~fine).sum())} of {fine.size} game{'s' if fine.size != 1 else ''}"
        f"{where} stopped with {status.name}{after}{regret}. {status.advice} "
        f"Pass strict=False to get NaN there instead; this exception carries the answers as .equilibrium.",
        equilibrium=answers,
        failed=failed,
    )


def _freeze(value: Any) -> None:
    held = vars(value)
    for name, part in held.items():
        if type(part) is np.ndarray:
            if part.flags.writeable:
                held[name] = frozen(part)
        elif type(part) is tuple:
            held[name] = frozen(part)


def _show(equilibrium: Equilibrium, shape: tuple[int, ...]) -> str:
    if shape:
        batch = " x ".join(map(str, shape))
        return f"<Equilibrium: batch of {batch}, {equilibrium.certificate!r}>"
    with np.printoptions(precision=4, suppress=True, threshold=20):
        strategies = ", ".join(str(strategy) for strategy in equilibrium.strategies)
        return f"<Equilibrium: {strategies}; payoffs {equilibrium.payoffs}; {equilibrium.certificate!r}>"
