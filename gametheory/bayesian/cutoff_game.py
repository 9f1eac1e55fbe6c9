"""Games with two actions and a continuum of types, ordered along a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import InvalidGameError
from ..value import Bools, Floats, Value, frozen

Gain = Callable[[Any, tuple[Any, ...]], Any]

TYPES = 129
"""Types at which single crossing is looked at."""
MOST_PROFILES = 4096
"""Profiles of the others' cut-offs at which single crossing is looked at."""
HALVINGS = 64
"""An interval halved so often has no float64 inside, but near 0."""
ROUNDING_SHARE = 1e-12
"""Gains below this share of the largest have no sign."""


@dataclass(frozen=True, eq=False)
class CutoffGame(Value):
    r"""A batch of games in which each player acts or not, knowing a type of his own on an interval.

    In a cut-off strategy player i acts if and only if his type is at least :math:`c_i`; with the upper end of the
    interval for :math:`c_i` he never does. The game is given by what
    acting gains over not acting, :math:`g_i(\theta_i, c)`, for type :math:`\theta_i` if the others have the cut-offs c;
    beliefs over the others' types are part of it, correlated with the own type or not.

    Parameters
    ----------
    gains : one callable per player
        ``gain(type, cutoffs)`` takes an array and a tuple of N arrays of one shape (any, *batch), and returns that
        shape; it works entry by entry, and does not depend on the player's own cut-off.
    lower, upper : one (*batch,) per player
        The ends of the interval of types.
    players : tuple of str, or None

    Raises
    ------
    InvalidGameError

    Examples
    --------
    Two firms invest if that is worth more than 1.5: the own type, and 2 if the other does. Types are uniform on
    [0, 1]:

    >>> game = CutoffGame(
    ...     (lambda t, c: t + 2 * (1 - c[1]) - 1.5, lambda t, c: t + 2 * (1 - c[0]) - 1.5), (0, 0), (1, 1)
    ... )
    >>> game.gain(0, [0.25], (0.5, 0.5))
    array([-0.25])
    """

    gains: tuple[Gain, ...]
    lower: tuple[Floats, ...]
    upper: tuple[Floats, ...]
    players: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        gains = tuple(self.gains)
        number = len(gains)
        if number == 0 or not all(map(callable, gains)):
            raise InvalidGameError(f"gains need one function (type, cutoffs) per player; got {self.gains!r}.")
        if len(self.lower) != number or len(self.upper) != number:
            raise InvalidGameError(
                f"lower and upper need one end for each of {number} players; got {len(self.lower)} and "
                f"{len(self.upper)}."
            )
        if self.players is not None and len(self.players) != number:
            raise InvalidGameError(f"players need {number} names, one per gain; got {len(self.players)}.")
        ends = [np.asarray(end, dtype=np.float64) for end in (*self.lower, *self.upper)]
        try:
            ends = [frozen(np.array(end)) for end in np.broadcast_arrays(*ends)]
        except ValueError as error:
            raise InvalidGameError(f"the ends of the intervals need one batch shape; {error}.") from None
        for low, high in zip(ends[:number], ends[number:], strict=True):
            if not (np.isfinite(low) & np.isfinite(high) & (low < high)).all():
                raise InvalidGameError("an interval of types needs finite ends, the lower below the upper.")
        for name, part in (("gains", gains), ("lower", tuple(ends[:number])), ("upper", tuple(ends[number:]))):
            object.__setattr__(self, name, part)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the batch; ``()`` for one game."""
        return self.lower[0].shape

    def gain(self, player: int, types: Any, cutoffs: Sequence[Any]) -> Floats:
        """What acting gains types of a player, (any, *batch), all arrays of which broadcast to that."""
        own, *others = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (types, *cutoffs)))
        gained = np.asarray(self.gains[player](own, tuple(others)), dtype=np.float64)
        if gained.shape != own.shape:
            raise InvalidGameError(
                f"gain {player} was given arrays of shape {own.shape} and needs to return that shape; got "
                f"{gained.shape}."
            )
        if not np.isfinite(gained).all():
            raise InvalidGameError(f"gain {player} needs to be finite for all types and cut-offs in the intervals.")
        return gained

    def best_cutoff(self, player: int, cutoffs: Sequence[Any]) -> Floats:
        """Where the gain of a player changes from negative to non-negative, (any, *batch), by bisection.

        The lower end if there is none and the gain is not negative there, else the upper end. With several changes
        of sign one of them; see :func:`single_crossing`.
        """
        shape = np.broadcast_shapes(*(np.shape(cutoff) for cutoff in cutoffs))
        low, high = (np.array(np.broadcast_to(end, shape)) for end in (self.lower[player], self.upper[player]))
        always = self.gain(player, low, cutoffs) >= 0
        never = ~always & (self.gain(player, high, cutoffs) < 0)
        for _ in range(HALVINGS):
            middle = low / 2 + high / 2
            acts = self.gain(player, middle, cutoffs) >= 0
            high, low = np.where(acts, middle, high), np.where(acts, low, middle)
        return np.where(always, self.lower[player], np.where(never, self.upper[player], high))

    def __repr__(self) -> str:
        batch = f"batch of {' x '.join(map(str, self.batch_shape))}, " if self.batch_shape else ""
        return f"<CutoffGame: {batch}{len(self.gains)} players>"


def single_crossing(game: CutoffGame, *, types: int = TYPES) -> Bools:
    r"""Whether higher types gain from acting where lower ones do, (*batch, N), on a grid.

    For a player it is true if, at all cut-offs of the others looked at, :math:`g_i(\theta, c)` is never negative again
    once it was positive as :math:`\theta` rises. Then a best reply to cut-offs is a cut-off, and but for ties only one.
    It is looked at on a grid, which may miss what happens between its points.

    Parameters
    ----------
    game : CutoffGame
    types : int
        Points of the grid of types.

    References
    ----------
    Athey (2001), "Single Crossing Properties and the Existence of Pure Strategy Equilibria in Games of Incomplete
    Information".

    Examples
    --------
    Who values the prize more fights; and who bears more cost does not:

    >>> game = CutoffGame((lambda t, c: t - c[1] / 2, lambda t, c: c[0] - t), (0, 0), (1, 1))
    >>> single_crossing(game)
    array([ True, False])
    """
    number = len(game.gains)
    each = max(3, min(types, int(MOST_PROFILES ** (1 / max(1, number - 1)))))
    crosses = []
    for i in range(number):
        others = [np.linspace(0, 1, 1 if j == i else each) for j in range(number)]
        shares = np.stack([x.reshape(-1) for x in np.meshgrid(*others, indexing="ij")], axis=-1)
        own = _between(game, i, np.linspace(0, 1, types))
        holds = np.ones(game.batch_shape, dtype=bool)
        for share in shares:
            cutoffs = [_between(game, j, share[j]) for j in range(number)]
            gained = game.gain(i, own, cutoffs)
            sure = ROUNDING_SHARE * np.abs(gained).max(axis=0)
            risen = np.logical_or.accumulate(gained > sure, axis=0)
            holds &= ~(risen & (gained < -sure)).any(axis=0)
        crosses.append(holds)
    return np.stack(crosses, axis=-1)


def _between(game: CutoffGame, player: int, shares: Any) -> Floats:
    """Points of the interval of a player, at these shares of its length, (shares, *batch)."""
    shares = np.asarray(shares)[(..., *(None,) * len(game.batch_shape))]
    return np.asarray(game.lower[player] * (1 - shares) + game.upper[player] * shares)


def on_grid(game: CutoffGame, player: int, points: int) -> Floats:
    """Evenly spaced types of a player, (points, *batch)."""
    return _between(game, player, np.linspace(0, 1, points))
