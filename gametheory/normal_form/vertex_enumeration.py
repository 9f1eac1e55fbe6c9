"""Every extreme equilibrium of a two-player game, degenerate games included."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibria, canonical_order, certify_rows
from ..kernels.kernel import CHUNK_BYTES, Kernel, as_input, in_chunks
from ..kernels.status import Status
from ..residual import masks_of
from ..value import seal
from .copies import first_copies, with_copies
from .game import NormalFormGame, require_players
from .integer_game import integer_games
from .rational_vertices import extreme_equilibria, strategy_of_basis
from .support_enumeration import enumerate_supports

_kernel, _index_kernel = Kernel("vertex_enumeration"), Kernel("equilibrium_index")

LARGEST_WHOLE = 2**31
"""Integer payoffs up to this size are worth a try in the compiled loop."""
SMALL = 5
"""Up to this many actions of each player, supports are enumerated faster than vertices."""
SLOTS = 64
"""The least room, in equilibria, that a chunk gets."""


def vertex_enumeration(game: NormalFormGame, *, tolerance: float = TOLERANCE, strict: bool = True) -> Equilibria:
    r"""Find every extreme equilibrium of a two-player game, with its component and index.

    With payoffs shifted to be positive, the extreme equilibria are the pairs of vertices of

    .. math:: P = \{x \ge 0 : B^\top x \le 1\}, \quad Q = \{y \ge 0 : A y \le 1\}

    other than (0, 0), normalised, in which every action of either player has weight zero or is a best reply.
    In a nondegenerate game these are all equilibria. In a degenerate game they are finitely many all the same,
    and all equilibria are mixtures of them; :func:`components` says which.

    All vertices of P and Q are enumerated by pivoting in a lexicographic perturbation, which makes both
    polytopes simple. Copies of an action, which always pay both players the same, are merged first; each of them
    has its own extreme equilibria. Every sign is decided in exact arithmetic or by a bound on rounding: the
    answer is complete and lists nothing twice, and strategies of games with integer payoffs are the fractions,
    correctly rounded.

    ``component`` numbers the connected components of the set of equilibria of each game. ``index`` is the index
    of the component: that of an equilibrium of a nondegenerate game is

    .. math:: (-1)^{k+1} \operatorname{sign} \det A_{IJ} \det B_{IJ}

    with supports I and J of k actions and positive payoffs, +1 where it is strict; that of a component of a
    degenerate game is the sum over the equilibria that the perturbed game has near it. The indices of the
    components of a game sum to +1.

    The vertices are enumerated one and all, about :math:`2^n` to :math:`2.6^n` of them with n actions each:
    meant for up to about 16 actions a player, and for more if the other player has few. Games of 58 actions
    and more together, and those in which the bound on rounding decides too little, are done in integers of any
    size, which takes about a thousand times as long. Games of up to five actions a player whose payoffs are no
    integers are looked through by supports first, as in :func:`support_enumeration`, and done where nothing ties.

    Parameters
    ----------
    game : NormalFormGame, two players
    tolerance, strict
        See :doc:`/concepts/solving`.

    Returns
    -------
    Equilibria
        ``complete`` is true unless a certificate refused a row.

    Raises
    ------
    UnsupportedGameError
        If the game does not have two players.
    NoEquilibriumFoundError
        Under ``strict``, if a game is left without a certified equilibrium.

    References
    ----------
    Avis, Rosenberg, Savani and von Stengel (2010), "Enumeration of Nash Equilibria for Two-Player Games" (the
    vertices and the components); Shapley (1974), "A Note on the Lemke-Howson Algorithm" (the index).

    Examples
    --------
    >>> from gametheory.normal_form import bimatrix
    >>> sexes = bimatrix([[3, 0], [0, 2]], [[2, 0], [0, 3]])
    >>> found = vertex_enumeration(sexes)
    >>> found.strategies[0]
    array([[1. , 0. ],
           [0. , 1. ],
           [0.6, 0.4]])
    >>> found.index
    array([ 1,  1, -1])

    The row player does not care, and may mix in one component as she likes:

    >>> found = vertex_enumeration(bimatrix([[1, 0], [1, 0]], [[1, 0], [0, 1]]))
    >>> found.strategies[0]
    array([[1. , 0. ],
           [0. , 1. ],
           [0.5, 0.5],
           [0.5, 0.5]])
    >>> found.complete, found.component, found.index
    (array(True), array([0, 0, 0, 0]), array([1, 1, 1, 1]))
    """
    require_players(game, 2)
    x, y, rows, component, index = _rows(game)
    seal(x, y, rows, component, index)
    return certify_rows(
        game,
        (x, y),
        rows,
        np.ones(game.batch_shape, dtype=bool),
        np.full(game.batch_shape, Status.SOLVED),
        component=component,
        index=index,
        tolerance=tolerance,
        strict=strict,
    )


def _rows(game: NormalFormGame) -> Any:
    """All rows: x, y, game, component, index."""
    payoffs, given = _float_payoffs(game)
    pieces, undecided = _on_supports(payoffs, masks_of(game), given)
    if undecided.any() or not pieces:
        few = np.flatnonzero(undecided)
        found, basis, decided = _compiled(payoffs, masks_of(game), few)
        decided &= given[few]
        kept = np.isin(found[2], few[decided])
        found, basis = [part[kept] for part in found], basis[kept]
        _round_correctly(game, found[0], found[1], found[2], _not_rounded(payoffs, found[2], basis))
        pieces += [found, *_the_others(game, few[~decided])]
    return pieces[0] if len(pieces) == 1 else _in_order(pieces)


def _in_order(pieces: list[Any]) -> list[Any]:
    """The rows of all pieces in canonical order."""
    x, y, rows, *numbers = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    order = canonical_order((x, y), rows)
    return [np.ascontiguousarray(part[order]) for part in (x, y, rows, *numbers)]


def _the_others(game: NormalFormGame, positions: Any) -> list[Any]:
    """The rows of games that the compiled loop gave back: copies of actions are merged, the rest done in integers."""
    pieces, distinct = [], []
    for position in positions.tolist():
        here = game.take(position)
        copies = tuple(first_copies(here, i) for i in range(2))
        kept = tuple(first == np.arange(len(first)) for first in copies)
        if all(np.array_equal(first >= 0, mask) for first, mask in zip(copies, kept, strict=True)):
            distinct.append(position)
            continue
        payoffs = here.payoffs if here.exact is None else here.exact.values
        rows = zip(*_rows(NormalFormGame(payoffs, here.players, available=kept)), strict=True)
        # The first row of a component is one of first copies, so that components keep their numbers.
        merged = [
            (every_x, every_y, position, component, index)
            for x, y, _, component, index in rows
            for every_x in with_copies(x, copies[0])
            for every_y in with_copies(y, copies[1])
        ]
        pieces.append([np.array(part) for part in zip(*merged, strict=True)])
    return pieces + _in_integers(game, np.array(distinct, dtype=np.int64))


def _float_payoffs(game: NormalFormGame) -> tuple[Any, Any]:
    """Payoffs in float64 with exactly the equilibria of the game, and where there are any such, (games,) bool."""
    given = np.ones(len(game.flat), dtype=bool)
    if game.exact is None:
        return game.flat, given
    payoffs = np.zeros(game.flat.shape)
    for position, integers in integer_games(game, np.arange(len(game.flat))):
        given[position] = max(own.max() for own in integers.payoffs) <= LARGEST_WHOLE
        if given[position]:
            for i, own in enumerate(integers.payoffs):
                payoffs[(position, i, *np.ix_(*integers.actions))] = own.astype(np.float64)
    return as_input(payoffs), given


def _on_supports(payoffs: Any, masks: tuple[Any, ...], given: Any) -> tuple[list[Any], Any]:
    """The rows of small games without ties: x, y, game, component, index; and which games are left, (games,) bool.

    Games with integers for payoffs are left, because strategies are not rounded correctly here.
    """
    undecided = np.ones(len(payoffs), dtype=bool)
    if max(payoffs.shape[2:]) > SMALL or not given.all():
        return [], undecided
    whole = _whole(payoffs)
    if whole.all():
        return [], undecided
    x, y, rows, complete, _ = enumerate_supports(payoffs, masks)
    index = np.empty(len(rows), dtype=np.int64)
    _index_kernel(len(rows), payoffs, as_input(rows, np.int64), as_input(x), as_input(y), index)
    undecided = ~complete | whole
    undecided[rows[index == 0]] = True
    first = np.searchsorted(rows, np.arange(len(payoffs)))
    found = [x, y, rows, np.arange(len(rows)) - first[rows], index]
    if undecided.any():
        kept = ~undecided[rows]
        found = [part[kept] for part in found]
    return [found], undecided


def _whole(payoffs: Any) -> Any:
    """Which games have integers for payoffs, (games,) bool."""
    whole = payoffs[:, 0, 0, 0] == np.rint(payoffs[:, 0, 0, 0])
    few = np.flatnonzero(whole)
    whole[few] = (payoffs[few] == np.rint(payoffs[few])).all(axis=(1, 2, 3))
    return whole


def _compiled(payoffs: Any, masks: tuple[Any, ...], few: Any) -> tuple[list[Any], Any, Any]:
    """The rows of those of a few games that the loop decides: x, y, game, component, index; bases; which games."""
    m, n = payoffs.shape[2:]
    everything = len(few) == len(payoffs)
    if not everything:
        payoffs = as_input(payoffs[few])
        masks = tuple(mask if len(mask) == 1 else as_input(mask[few], np.bool_) for mask in masks)
    decided = np.zeros(len(few), dtype=bool)
    compiled = _kernel.compiled  # once, before threads start

    def enumerate_chunk(start: int, stop: int) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        room = SLOTS + 4 * (stop - start)
        progress = np.empty(3, dtype=np.int64)
        while not found or start < stop:
            here = (np.empty((room, m)), np.empty((room, n)), *(np.empty(room, np.int64) for _ in range(3)))
            basis = np.empty((room, 2), np.int64)
            compiled(start, stop, payoffs, *masks, *here, basis, decided, progress)
            start, written, wanted = progress.tolist()
            found.append(tuple(part[:written] for part in (*here, basis)))
            room = max(room, 2 * wanted)
        return found

    pieces = in_chunks(enumerate_chunk, len(few), max(SLOTS, CHUNK_BYTES // (16 * m * n)))
    written = [part for piece in pieces for part in piece] or enumerate_chunk(0, 0)
    *found, basis = (np.concatenate(parts) for parts in zip(*written, strict=True))
    if not everything:
        found[2] = few[found[2]]
    return found, basis, decided


def _not_rounded(payoffs: Any, rows: Any, basis: Any) -> Any:
    """The bases of strategies that are fractions of integers and not rounded correctly yet, -1 for the others."""
    given = basis < -1
    if not given.any():
        return basis
    whole = _whole(payoffs)
    return np.where(given, np.where(whole[rows][:, None], -2 - basis, -1), basis)


def _round_correctly(game: NormalFormGame, x: Any, y: Any, rows: Any, basis: Any) -> None:
    """Solve once more, in fractions, for strategies whose weights are too long for the compiled loop."""
    open_ = np.flatnonzero((basis >= 0).any(axis=1))
    for entry, integers in integer_games(game, rows[open_]):
        k = open_[entry]
        for i, (strategies, payoffs) in enumerate([(x, integers.payoffs[1].T), (y, integers.payoffs[0])]):
            if basis[k, i] >= 0:
                weights = strategy_of_basis(payoffs, int(basis[k, i]))
                strategies[k, integers.actions[i]] = [float(weight) for weight in weights]


def _in_integers(game: NormalFormGame, positions: Any) -> list[tuple[Any, ...]]:
    """The rows of these games: x, y, game, component, index."""
    pieces = []
    m, n = game.sizes
    for entry, integers in integer_games(game, positions):
        found = extreme_equilibria(*integers.payoffs)
        x, y = np.zeros((len(found), m)), np.zeros((len(found), n))
        x[:, integers.actions[0]] = [[float(weight) for weight in extreme.x] for extreme in found]
        y[:, integers.actions[1]] = [[float(weight) for weight in extreme.y] for extreme in found]
        numbers = [np.array([getattr(extreme, name) for extreme in found]) for name in ("component", "index")]
        pieces.append((x, y, np.full(len(found), positions[entry]), *numbers))
    return pieces
