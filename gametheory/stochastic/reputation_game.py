"""Finitely many stages against short-lived opponents, by a player who may be of a type that always answers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np

from ..arguments import real_numbers, whole
from ..errors import InvalidGameError
from ..value import Batch, frozen

CHANCE_ERROR = 1e-12
"""How far the chances of the kinds of opponents may be off a sum of 1."""


@dataclass(frozen=True, eq=False, repr=False)
class ReputationGame(Batch):
    r"""A batch of games in which one player, over a finite horizon, may have a reputation for answering.

    Stages are numbered by how many are left, :math:`t = T, \ldots, 1`. In each, a new opponent of a kind drawn by
    chance chooses an action a, given the public belief p that the player is of the type that answers every crossing.
    With the chance :math:`c_{ta}` the action is a crossing, which all see; then the player answers it or does not, and
    all see that too. The opponent gets

    .. math:: g_{tka} - l_{tka} \, \Pr(\text{answer}),

    the normal type of the player the flow :math:`f_{ta}`, less :math:`s_t` if it answers, discounted by
    :math:`\delta` a stage, and a terminal value after stage 1. Where an exit value is given, the normal type may leave
    for it at the start of a stage. The chain store of Kreps and Wilson is :func:`chain_store`.

    Attributes
    ----------
    prior : (*batch,)
        The belief at the start.
    gains, losses : (*batch, T, K, M)
        Of kind k of opponents from action a, at [t - 1, k, a]: the stage with t left is entry t - 1.
    flows, crossing : (*batch, T, M)
        The player's payoff from an action of the opponent before any answer, and the chance of a crossing.
    answer_cost : (*batch, T)
        Positive.
    discount : (*batch,)
        In (0, 1].
    kinds : (*batch, T, K), or None
        Chances of the kinds, which sum to 1; None where there is one.
    exit_values : (*batch, T), or None
        In total payoffs, not a stage; None where the player cannot leave.
    terminal : (*batch,)
        What the player gets after the last stage.
    is_exact : bool
        Whether fractions or Python integers were given for every number. All fields then hold fractions. Filled by the
        constructor.

    Raises
    ------
    InvalidGameError

    Examples
    --------
    >>> chain_store(3, entry_gain=0.5, rent=2, prior=0.1)
    <ReputationGame: 3 stages, 1 kind of opponent with 2 actions>
    """

    prior: Any
    gains: Any
    losses: Any
    flows: Any
    crossing: Any
    answer_cost: Any
    discount: Any
    kinds: Any = None
    exit_values: Any = None
    terminal: Any = 0
    is_exact: bool = False

    def __post_init__(self) -> None:
        given = {name: getattr(self, name) for name in _AXES}
        given["kinds"] = np.ones((1, 1), dtype=int) if self.kinds is None else self.kinds
        leaves = self.exit_values is not None
        given["exit_values"] = np.zeros(1, dtype=int) if self.exit_values is None else self.exit_values
        exact = all(_is_exact(value) for value in given.values())
        arrays = {name: _numbers(name, value, exact) for name, value in given.items()}
        sizes: dict[str, int] = {}
        batches = {}
        for name, letters in _AXES.items():
            array = arrays[name]
            if array.ndim < len(letters):
                raise InvalidGameError(f"{name} needs the axes (*batch, {', '.join(letters)}); got {array.shape}.")
            split = array.ndim - len(letters)
            batches[name] = array.shape[:split]
            for letter, size in zip(letters, array.shape[split:], strict=True):
                if sizes.setdefault(letter, size) != size and 1 not in (sizes[letter], size):
                    raise InvalidGameError(f"{name} has {size} entries on axis {letter}; others have {sizes[letter]}.")
                sizes[letter] = max(size, sizes[letter])
        try:
            batch = np.broadcast_shapes(*batches.values())
        except ValueError as error:
            given_axes = ", ".join(f"{name} {shape}" for name, shape in batches.items() if shape)
            raise InvalidGameError(
                f"the batch axes of a reputation game need to broadcast; got {given_axes}, axes of "
                "stages, kinds and actions left out."
            ) from error
        if 0 in sizes.values():
            raise InvalidGameError(f"a reputation game needs stages, kinds and actions; got {sizes}.")
        for name, letters in _AXES.items():
            whole = np.broadcast_to(arrays[name], (*batch, *(sizes[letter] for letter in letters)))
            object.__setattr__(self, name, frozen(whole))
        if not leaves:
            object.__setattr__(self, "exit_values", None)
        object.__setattr__(self, "is_exact", exact)
        _check(self)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The shape of the batch; ``()`` for one game."""
        return tuple(self.prior.shape)

    @property
    def stages(self) -> int:
        """How many stages there are, T."""
        return int(self.answer_cost.shape[-1])

    @property
    def floats(self) -> ReputationGame:
        """The game in float64."""
        if not self.is_exact:
            return self
        return ReputationGame(
            **{name: getattr(self, name).astype(float) for name in _AXES if getattr(self, name) is not None}
        )

    def take(self, rows: Any) -> ReputationGame:
        """The games at positions of the flattened batch, in the shape of ``rows``."""
        places = np.unravel_index(np.asarray(rows), self.batch_shape) if self.batch_shape else (...,)
        if not self.batch_shape and np.asarray(rows).size:
            places = (np.zeros_like(np.asarray(rows)),)
        parts = {}
        for name in _AXES:
            array = getattr(self, name)
            if array is not None:
                parts[name] = (array if self.batch_shape else array[None])[places]
        return ReputationGame(**parts)

    def __repr__(self) -> str:
        batch = f"batch of {' x '.join(map(str, self.batch_shape))}, " if self.batch_shape else ""
        kinds, actions = self.gains.shape[-2:]
        of = "kind of opponent" if kinds == 1 else "kinds of opponents"
        leaves = "" if self.exit_values is None else ", may leave"
        return f"<ReputationGame: {batch}{self.stages} stages, {kinds} {of} with {actions} actions{leaves}>"


_AXES = {
    "prior": (), "gains": ("T", "K", "M"), "losses": ("T", "K", "M"), "flows": ("T", "M"), "crossing": ("T", "M"),
    "answer_cost": ("T",), "discount": (), "kinds": ("T", "K"), "exit_values": ("T",), "terminal": (),
}  # fmt: skip


def chain_store(
    stages: int, entry_gain: Any, rent: Any, prior: Any, *, discount: Any = 1, opportunity: Any = 1
) -> ReputationGame:
    r"""The chain store of Kreps and Wilson: entrants stay out or enter, and the incumbent fights or yields.

    ==========  ==================  ==========================
    ..          entrant             weak incumbent
    ==========  ==================  ==========================
    out         0                   :math:`a_t`
    yielded to  :math:`b_t`         0
    fought      :math:`b_t - 1`     :math:`-1`
    ==========  ==================  ==========================

    The other type of the incumbent fights every entrant. With the chance :math:`1 - q_t` nobody has the opportunity to
    enter, which is worth as much to the incumbent as an entrant who stays out.

    Parameters
    ----------
    stages : int
    entry_gain, rent, opportunity : a number, (*batch, T) or (*batch, 1)
        The gain b in (0, 1), the rent a >= 0, the chance q, stage by stage: entry t - 1 is the stage with t left.
        One number for each of many games is ``gains[:, None]``: the last axis is that of stages.
    prior, discount : (*batch,)

    Raises
    ------
    InvalidGameError

    References
    ----------
    Kreps and Wilson (1982), "Reputation and Imperfect Information", Journal of Economic Theory 27, section 2.
    """
    stages = whole(stages, "stages", at_least=1)
    gain, paid, chance = (
        _by_stage(name, value, stages)
        for name, value in (("entry_gain", entry_gain), ("rent", rent), ("opportunity", opportunity))
    )
    for name, values, fine, needed in (
        ("entry_gain", gain, (gain > 0) & (gain < 1),
         "gains above 0 and below 1, of entrants whom a fight deters and nothing else; ReputationGame takes others"),
        ("rent", paid, (paid >= 0) & (paid < np.inf),
         "finite rents, 0 or more: to be left alone is worth no less than to yield"),
        ("opportunity", chance, (chance >= 0) & (chance <= 1), "chances from 0 to 1"),
    ):  # fmt: skip
        if not fine.all():
            wrong = values[~np.asarray(fine, dtype=bool)].flat[0]
            raise InvalidGameError(f"{name} needs {needed}; got {wrong}.")
    one, no = np.ones(1, dtype=int), np.zeros(1, dtype=int)
    zero = gain * 0
    never = zero - 1
    entrant = np.stack([np.stack([zero, gain], axis=-1), np.stack([zero, never], axis=-1)], axis=-2)
    fought = np.array([[[0, 1], [0, 1]]])
    kinds: Any = np.stack([chance, 1 - chance], axis=-1)
    if (np.asarray(chance) == 1).all():
        entrant, fought, kinds = entrant[..., :1, :], fought[..., :1, :], None
    return ReputationGame(
        prior,
        entrant,
        fought,
        np.stack([paid, paid * 0], axis=-1),
        np.stack([no, one], axis=-1),
        one if stages == 1 else np.ones(stages, dtype=int),
        discount,
        kinds,
    )


def require_reputation(game: object) -> None:
    """Raise unless this is a reputation game."""
    if not isinstance(game, ReputationGame):
        raise InvalidGameError(f"a ReputationGame was needed, got {type(game).__name__}; see chain_store.")


def _by_stage(name: str, value: Any, stages: int) -> Any:
    array = np.asarray(value)
    real_numbers(value, name)
    if array.ndim and array.shape[-1] not in (1, stages):
        raise InvalidGameError(
            f"{name} needs a number, or {stages} stages or 1 on the last axis; got {array.shape}. "
            f"A batch of numbers is {name}[:, None]."
        )
    return array if array.ndim else array[None]


def _is_exact(value: Any) -> bool:
    array = np.asarray(value)
    if array.dtype.kind in "iu":
        return True
    return array.dtype == object and all(isinstance(each, Rational) for each in array.flat)


def _numbers(name: str, value: Any, exact: bool) -> Any:
    array = np.asarray(value)
    if exact:
        whole = np.empty(array.shape, dtype=object)
        whole[...] = np.array([Fraction(int(x)) if array.dtype != object else Fraction(x) for x in array.flat],
                              dtype=object).reshape(array.shape)  # fmt: skip
        return whole
    return real_numbers(value, name)


def _check(game: ReputationGame) -> None:
    one = Fraction(1) if game.is_exact else 1.0
    for name, fine, needed in (
        ("prior", (game.prior >= 0) & (game.prior <= 1), "from 0 to 1"),
        ("crossing", (game.crossing >= 0) & (game.crossing <= 1), "from 0 to 1"),
        ("discount", (game.discount > 0) & (game.discount <= 1), "above 0, at most 1"),
        ("answer_cost", game.answer_cost > 0, "above 0: an answer that costs nothing says nothing"),
        ("kinds", game.kinds >= 0, "at least 0"),
    ):
        if not np.all(fine):
            wrong = getattr(game, name)[~np.asarray(fine, dtype=bool)]
            raise InvalidGameError(f"{name} of a reputation game needs to be {needed}; got {wrong.flat[0]}.")
    for name in ("gains", "losses", "flows", "terminal"):
        if not game.is_exact and not np.isfinite(getattr(game, name)).all():
            raise InvalidGameError(f"{name} of a reputation game need to be finite.")
    if game.exit_values is not None and not game.is_exact and np.isnan(game.exit_values).any():
        raise InvalidGameError("exit values of a reputation game need to be numbers, or -inf where there is no exit.")
    if (np.abs(game.kinds.sum(axis=-1) - one) > CHANCE_ERROR).any():
        raise InvalidGameError("the chances of the kinds of opponents need to sum to 1 in every stage.")
