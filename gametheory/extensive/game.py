"""Games played move by move on a tree."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..normal_form.exact_payoffs import as_payoffs
from ..normal_form.game import check_finite
from ..value import Batch, Floats, Value, frozen
from .tree import Tree

CHANCE_ERROR = 1e-12
"""How far the probabilities of a chance move may be off a sum of 1."""


@dataclass(frozen=True, eq=False)
class ExactNumbers(Value):
    """The numbers of a game as fractions, where float64 does not hold them.

    Attributes
    ----------
    payoffs : (*batch, Z, N) array of Fraction
    chances : one (*batch, k) array of Fraction per chance node
    rounding : (*batch, N)
        In payoff units: a bound on what float64 changes in any difference between two expected payoffs.
    """

    payoffs: Any
    chances: tuple[Any, ...]
    rounding: Floats


@dataclass(frozen=True, eq=False, repr=False)
class ExtensiveGame(Batch):
    """A batch of games played move by move on one tree.

    The tree is fixed; the payoffs at its ends and the probabilities of chance moves carry the batch. Made with
    :func:`extensive_game`, or read from a file with :func:`gametheory.formats.read_efg`.

    Attributes
    ----------
    tree : Tree
    payoffs : (*batch, Z, N)
        Payoffs to the N players at each of the Z ends, in preorder.
    chances : one (*batch, k) per chance node, in preorder
        Probabilities of its k actions. A float is the dyadic rational that it is, and the probabilities are in
        proportion to them; their sum may be off 1 by 1e-12.
    exact : ExactNumbers or None
        The same as fractions, only where float64 does not hold the numbers given.

    Raises
    ------
    InvalidGameError

    Notes
    -----
    A *behaviour strategy* of player i is an array ``(*batch, H_i, A_i)``: one row per information set of the player
    in preorder, one column per action, 0 beyond the last action of a set that has fewer. *Beliefs* are an array
    ``(*batch, H, D)``: one row per information set of the game, one column per node of it, 0 beyond the last.

    Examples
    --------
    >>> from gametheory.extensive import decision, extensive_game, payoffs
    >>> game = extensive_game(
    ...     decision("A", {"out": payoffs(1, 1), "in": decision("B", {"up": payoffs(0, 0), "down": payoffs(2, 3)})}),
    ...     players=("A", "B"),
    ... )
    >>> game
    <ExtensiveGame: A (1 information set), B (1 information set), 3 outcomes, perfect information>
    """

    tree: Tree
    payoffs: Floats
    chances: tuple[Floats, ...] = ()
    exact: ExactNumbers | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.tree, Tree):
            raise InvalidGameError(f"tree needs a Tree; got {type(self.tree).__name__}. See extensive_game.")
        given = self.exact if isinstance(self.exact, ExactNumbers) else self
        payoffs, fractions = as_payoffs(given.payoffs)
        needed = (len(self.tree.ends), len(self.tree.players))
        if payoffs.shape[-2:] != needed:
            raise InvalidGameError(f"payoffs need shape (*batch, Z, N) = (*batch, {needed[0]}, {needed[1]}); got "
                                   f"{payoffs.shape}.")
        if len(given.chances) != len(self.tree.chance_actions):
            raise InvalidGameError(
                f"chances need one array per chance node, {len(self.tree.chance_actions)}; got {len(given.chances)}."
            )
        sides = [
            _probabilities(chances, actions)
            for chances, actions in zip(given.chances, self.tree.chance_actions, strict=True)
        ]
        try:
            batch = np.broadcast_shapes(payoffs.shape[:-2], *(floats.shape[:-1] for floats, _ in sides))
        except ValueError:
            raise InvalidGameError(
                f"batch shapes of payoffs and chances must broadcast; got {payoffs.shape[:-2]} and "
                f"{[floats.shape[:-1] for floats, _ in sides]}."
            ) from None
        check_finite(payoffs)
        exact = None
        if fractions is not None or any(exactly is not None for _, exactly in sides):
            exact = _exact(payoffs, fractions, sides, batch)
        if exact is not None:
            sides = [(np.array(side, dtype=np.float64), None) for side in exact.chances]
        object.__setattr__(self, "payoffs", _spread(payoffs, batch, 2))
        object.__setattr__(self, "chances", tuple(_spread(floats, batch, 1) for floats, _ in sides))
        object.__setattr__(self, "exact", exact)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the batch; ``()`` for one game."""
        return self.payoffs.shape[:-2]

    @property
    def players(self) -> tuple[str, ...]:
        """The names of the players."""
        return self.tree.players

    @property
    def scale(self) -> Floats:
        """Each player's range of payoffs over all ends, (*batch, N)."""
        return np.asarray(self.payoffs.max(axis=-2) - self.payoffs.min(axis=-2))

    def take(self, rows: Any) -> ExtensiveGame:
        """The games at positions of the flattened batch, in the shape of ``rows``."""
        exact = None
        if self.exact is not None:
            exact = ExactNumbers(
                self._rows(self.exact.payoffs, rows),
                tuple(self._rows(chances, rows) for chances in self.exact.chances),
                self._rows(self.exact.rounding, rows),
            )
        chances = tuple(self._rows(chances, rows) for chances in self.chances)
        return ExtensiveGame(self.tree, self._rows(self.payoffs, rows), chances, exact)

    def __repr__(self) -> str:
        batch = f"batch of {' x '.join(map(str, self.batch_shape))}, " if self.batch_shape else ""
        sides = ", ".join(
            f"{player} ({len(mine)} information set{'s' if len(mine) != 1 else ''})"
            for player, mine in zip(self.players, self.tree.sets_of, strict=True)
        )
        notes = [", perfect information"] * self.tree.perfect_information
        notes += [", imperfect recall"] * (not self.tree.perfect_recall) + [", exact"] * (self.exact is not None)
        return f"<ExtensiveGame: {batch}{sides}, {len(self.tree.ends)} outcomes{''.join(notes)}>"


def require_extensive(game: Any, *, recall: str | None = None) -> None:
    """Raise unless it is an extensive game; with a purpose, one in which nobody forgets."""
    from ..errors import UnsupportedGameError
    from .tree import forgets

    if not isinstance(game, ExtensiveGame):
        raise InvalidGameError(f"an ExtensiveGame was needed, got {type(game).__name__}; see extensive_game.")
    if recall is not None and not game.tree.perfect_recall:
        raise UnsupportedGameError(f"{recall} needs perfect recall. {forgets(game.tree)}")


def _probabilities(given: Any, actions: tuple[str, ...]) -> tuple[Floats, Any]:
    """Probabilities of a chance move as float64, and as fractions unless float64 holds them."""
    floats, fractions = as_payoffs(given)
    if floats.ndim == 0 or floats.shape[-1] != len(actions):
        raise InvalidGameError(
            f"a chance move with actions {actions} needs probabilities of shape (*batch, {len(actions)}); got "
            f"{floats.shape}."
        )
    totals = floats.sum(axis=-1, keepdims=True)
    if not ((floats >= 0).all() and (np.abs(totals - 1) <= CHANCE_ERROR).all()):
        raise InvalidGameError(
            f"the probabilities of a chance move must be non-negative and sum to 1; those of {actions} are {given}."
        )
    if fractions is None:
        return floats, None
    fractions = fractions / fractions.sum(axis=-1, keepdims=True)
    return fractions.astype(np.float64), fractions


def _exact(payoffs: Floats, fractions: Any, sides: Any, batch: tuple[int, ...]) -> ExactNumbers | None:
    """The carrier of exact numbers."""
    if fractions is None:
        fractions = _as_fractions(payoffs)
    chances = []
    for floats, exactly in sides:
        if exactly is None:
            exactly = _as_fractions(floats)
            exactly = exactly / exactly.sum(axis=-1, keepdims=True)
        chances.append(_spread(exactly, batch, 1))
    off = np.abs((fractions - _as_fractions(payoffs)).astype(np.float64)).max(axis=-2)
    # A chance is off by at most 2**-53 of itself; so is the product of k of them by k times that, at first order.
    depth = 2.0**-52 * (1 + len(sides)) * (payoffs.max(axis=-2) - payoffs.min(axis=-2)) if sides else 0.0
    rounding = 2 * off * (1 + 2.0**-50) + depth
    if not off.any() and all((exactly == floats).all() for exactly, (floats, _) in zip(chances, sides, strict=True)):
        return None
    return ExactNumbers(_spread(fractions, batch, 2), tuple(chances), _spread(np.asarray(rounding), batch, 1))


def _as_fractions(floats: Floats) -> Any:
    fractions = np.empty(floats.shape, dtype=object)
    fractions.reshape(-1)[:] = [Fraction(number) for number in floats.reshape(-1).tolist()]
    return fractions


def _spread(array: Any, batch: tuple[int, ...], core: int) -> Any:
    shape = (*batch, *array.shape[array.ndim - core :])
    return frozen(array if array.shape == shape else np.array(np.broadcast_to(array, shape)))
