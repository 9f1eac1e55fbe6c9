"""The mistakes that support a sequential equilibrium of a signalling game, as polytopes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import InvalidGameError
from ..value import Bools, Floats, Ints, Value, frozen
from .equilibria import SignallingEquilibria
from .noisy_game import NoisySignallingGame
from .noisy_rational import rational_noisy_game
from .trembles import Mistakes


@dataclass(frozen=True, eq=False)
class SupportingTrembles(Value):
    """For each equilibrium, the extreme mistakes that support the replies at information sets that are not reached.

    Attributes
    ----------
    trembles : (points, T, M)
        In proportion to the probability of a type and the mistake of sending a message; they sum to 1.
    pairs : (points, T, M) bool
        The pairs that the polytope of the point ranges over: those that lead to information sets whose beliefs
        depend on one another.
    row : (points,)
        The row of the equilibria that the mistakes support; non-decreasing.
    order : (points,)
        1 for the mistakes that are most likely, and 2, 3, ... for those that decide where the ones before lead nowhere.
    group : (points,)
        Points of one row, order and group are the extreme points of one polytope.
    """

    trembles: Floats
    pairs: Bools
    row: Ints
    order: Ints
    group: Ints

    def __post_init__(self) -> None:
        for name, part in vars(self).items():
            object.__setattr__(self, name, frozen(part))

    def __len__(self) -> int:
        return len(self.row)

    def of(self, row: int, message: int, order: int = 1) -> Floats:
        """The extreme points of the polytopes of one equilibrium that range over a message, (points, T, M).

        Empty if the message leads to no information set that is not reached.
        """
        chosen = (self.row == row) & (self.order == order) & self.pairs[:, :, message].any(axis=-1)
        return np.asarray(self.trembles[chosen])


def supporting_trembles(game: NoisySignallingGame, equilibria: SignallingEquilibria) -> SupportingTrembles:
    r"""The polytopes of mistakes that support sequential equilibria of a game with types of the receiver or noise.

    Take the information sets (k, s) that are not reached. Mistakes :math:`\lambda(t, m) \ge 0` support the replies
    of an equilibrium there if

    .. math:: \rho(a \mid k, s) > 0 \Rightarrow
        a \in \arg\max_{a'} \sum_{t, m} \lambda(t, m)\, q(k \mid t)\, \nu(s \mid m)\, v(t, k, m, a').

    They fall into groups: information sets, and the pairs (t, m) that lead there, which have no pair in common with
    others. For each group the :math:`\lambda` that sum to 1 are a polytope, whose extreme points are returned. If
    only one message m that is not sent leads to a signal, its group is :math:`\lambda(\cdot \mid m)`, one vector for
    all types of the receiver. Beliefs at (k, s) are in proportion to the terms without v.

    Inside the polytope as few information sets as possible are left without weight. Where some are, mistakes of a
    higher order decide there, with polytopes of their own; at the boundary further ones may be needed, which are not
    listed.

    Parameters
    ----------
    game : NoisySignallingGame
    equilibria : SignallingEquilibria
        Of this game.

    Returns
    -------
    SupportingTrembles

    Examples
    --------
    Both types stay silent, and speaking is deterred by the reply 0 of both types of the receiver. Each of these gives
    it if he believes in type 0 with probability 1/2 or more, and each has seen a sign that makes another type twice
    as likely:

    >>> from gametheory.signalling import all_pbe
    >>> third = np.array([[2, 1], [1, 2]]) / 3
    >>> sender = [[[[0, 0], [-1, 1]]] * 2] * 2
    >>> receiver = [[[[0, 0], [1, 0]]] * 2, [[[0, 0], [0, 1]]] * 2]
    >>> game = NoisySignallingGame([sender, receiver], [0.5, 0.5], third, messages=("silent", "speak"))
    >>> found = all_pbe(game)
    >>> silent = np.flatnonzero((found.strategies[0][:, :, 0] == 1).all(axis=1))
    >>> found.strategies[1][silent[0]][:, 1]
    array([[1., 0.],
           [1., 0.]])
    >>> supporting_trembles(game, found).of(silent[0], 1)[:, :, 1].round(3)
    array([[1.   , 0.   ],
           [0.667, 0.333]])
    """
    if not isinstance(game, NoisySignallingGame) or not isinstance(equilibria, SignallingEquilibria):
        raise InvalidGameError(
            f"a NoisySignallingGame and its equilibria were needed, got {type(game).__name__} and "
            f"{type(equilibria).__name__}; for a SignallingGame see supporting_beliefs."
        )
    sent, replied = (strategy > 0 for strategy in equilibria.strategies)
    points: list[tuple[Floats, Bools, int, int, int]] = []
    last, one, mistakes = -1, None, None
    for row, position in enumerate(equilibria.game.tolist()):
        if one is None or mistakes is None or position != last:
            last, one = position, rational_noisy_game(game, position)
            mistakes = Mistakes(one)
        unreached = frozenset(
            n for n, pairs in enumerate(mistakes.leading) if not any(sent[row, t, one.messages[m]] for t, m in pairs)
        )
        given = {n: frozenset(np.flatnonzero(replied[row][one.sets[n]][one.replies]).tolist()) for n in unreached}
        for order, level in enumerate(mistakes.support(unreached, given) or [], 1):
            for number, (group, corners) in enumerate(level):
                there = np.zeros(sent.shape[1:], dtype=bool)
                for t, m in group.pairs:
                    there[t, one.messages[m]] = True
                # More weight on earlier types first.
                for corner in sorted(corners, key=lambda corner: [-weight for weight in corner.weights.values()]):
                    weights = np.zeros(there.shape)
                    for (t, m), weight in corner.weights.items():
                        weights[t, one.messages[m]] = float(weight)
                    points.append((weights, there, row, order, number))
    trembles, ranges, *numbers = zip(*points, strict=True) if points else ((), (), (), (), ())
    shape = (len(points), *sent.shape[1:])
    return SupportingTrembles(
        np.array(trembles, dtype=np.float64).reshape(shape),
        np.array(ranges, dtype=bool).reshape(shape),
        *(np.array(number, dtype=np.int64) for number in numbers),
    )
