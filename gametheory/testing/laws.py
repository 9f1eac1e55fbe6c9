"""Laws that every solver of normal-form games obeys.

A law is a function of a solver and a game, or a batch of games, that raises AssertionError where it is
violated; the message holds the game as code. A solver is a function of the game alone that returns an
:class:`~gametheory.Equilibrium` or :class:`~gametheory.Equilibria` and does not raise where it finds none:
``partial(lemke_howson, strict=False)``. Laws on the whole set of equilibria apply to games that the answer
calls complete, and to no others.

The relations are those of metamorphic testing: the change of a game is known to change its equilibria in
a known way, so nothing needs to know the equilibria.

References
----------
Chen, Cheung and Yiu (1998), "Metamorphic Testing: A New Approach for Generating Next Test Cases".
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..equilibrium import TOLERANCE, Equilibria
from ..exact import Reason, prove
from ..exact.proof import DISTANCE
from ..normal_form.game import NormalFormGame
from ..residual import ROUNDING
from .answer import (
    Answer,
    Rows,
    Solver,
    bits_of,
    count_of,
    require_certified,
    rows_of,
    slice_of,
    violated,
)
from .change import (
    Change,
    in_other_units,
    with_actions_in_order,
    with_copy_of_action,
    with_dominated_action,
    with_dummy_player,
    with_players_in_order,
    with_side_payments,
    with_weakly_dominated_action,
)
from .components import same_components
from .measure import as_fractions, available, exact_payoffs, exact_regret, expected_payoffs

SAME = 1e-6
"""Strategies of two runs that differ by less are the same equilibrium."""


def every_game_has_an_answer(solver: Solver, game: NormalFormGame) -> None:
    """Every finite game has an equilibrium: a solver finds one, or does not call its answer complete.

    References
    ----------
    Nash (1950), "Equilibrium Points in n-Person Games".
    """
    answer = solver(game)
    if isinstance(answer, Equilibria):
        missing = answer.complete & (answer.count == 0)
    else:
        lead = tuple(range(answer.status.ndim - len(game.batch_shape)))
        missing = ~answer.certificate.holds.all(axis=lead)
    for index in np.argwhere(missing)[:1]:
        violated("every game has an answer", game[tuple(index)], f"status {answer.status[(..., *index)]}")


def answers_are_equilibria(solver: Solver, game: NormalFormGame, *, tolerance: float = TOLERANCE) -> None:
    """What a solver returns is an equilibrium, measured again, and in fractions without any rounding.

    The exact regret is at most the bound of the certificate; payoffs are those of the strategies; no weight
    lies on a masked action; where nothing was found there is NaN and the status says why.

    Parameters
    ----------
    solver, game
    tolerance : float
        The regret that the solver was allowed, as a share of the payoff range.
    """
    law = "answers are equilibria"
    answer = solver(game)
    _require_sound(law, game, answer)
    found = rows_of(game, answer)
    require_certified(law, game, found.game, found.profile, tolerance)
    for k, position in enumerate(found.game):
        here, profile = game.take(position), tuple(strategy[k] for strategy in found.profile)
        shown = tuple(strategy.tolist() for strategy in profile)
        for i, regret in enumerate(exact_regret(here, profile)):
            if regret > Fraction(float(found.regret[k, i])):
                violated(law, here, f"player {i} could gain {float(regret)}, more than certified, at {shown}")
        for i, payoff in enumerate(expected_payoffs(here, profile)):
            rounding = 256 * Fraction(ROUNDING) * Fraction(float(np.abs(here.payoffs[i]).max())) + Fraction(2.0**-1000)
            if abs(Fraction(float(found.payoffs[k, i])) - payoff) > rounding:
                violated(law, here, f"player {i} is paid {float(payoff)}, not {found.payoffs[k, i]}, at {shown}")
        if any(strategy[~available(here, i)].any() for i, strategy in enumerate(profile)):
            violated(law, here, f"a masked action is played at {shown}")


def rows_are_in_canonical_order(solver: Solver, game: NormalFormGame) -> None:
    """Rows of one game come by size and members of their supports, then by strategies; none comes twice."""
    law = "rows are in canonical order"
    answer = solver(game)
    if not isinstance(answer, Equilibria):
        return
    counted = np.bincount(answer.game, minlength=count_of(game)).reshape(game.batch_shape)
    if (np.diff(answer.game) < 0).any() or not np.array_equal(counted, answer.count):
        violated(law, game, f"games of the rows {answer.game.tolist()}, counts {answer.count.tolist()}")
    keys: list[Any] = []
    for k, position in enumerate(answer.game):
        profile = [strategy[k].tolist() for strategy in answer.strategies]
        size = sum(weight > 0 for strategy in profile for weight in strategy)
        # Among sets of action numbers, that with the earlier action comes first.
        members = [[weight <= 0 for weight in strategy] for strategy in profile]
        keys.append((int(position), size, members, profile))
        if k and keys[k - 1] >= keys[k]:
            violated(law, game.take(position), f"{keys[k - 1][3]} comes before {profile}")
    for position in np.flatnonzero(answer.complete):
        _, profiles = _of_game(rows_of(game, answer), position)
        for k, profile in enumerate(profiles[1:], start=1):
            if (np.abs(profiles[:k] - profile).max(axis=1) < SAME).any():
                violated(law, game.take(position), f"the same equilibrium twice, {profile.tolist()}")


def batch_equals_loop(solver: Solver, game: NormalFormGame) -> None:
    """A batch gives, to the last bit, what its games give one by one."""
    answer = solver(game)
    lead = answer.status.ndim - len(game.batch_shape)
    for index in np.ndindex(game.batch_shape):
        alone, together = solver(game[index]), slice_of(answer, index, lead)
        if bits_of(alone) != bits_of(together):
            violated("batch equals loop", game, f"at batch index {index} {together}\nalone {alone}")


def empty_batch_is_empty(solver: Solver, game: NormalFormGame) -> None:
    """A batch without games is legal and has an answer without rows, whatever the shape of the batch."""
    law = "empty batch is empty"
    for shape in [(0,), (2, 0), (0, 3)]:
        batch = game.take(np.zeros(shape, dtype=np.int64)) if count_of(game) else game
        answer = solver(batch)
        if answer.status.shape[answer.status.ndim - len(batch.batch_shape) :] != batch.batch_shape:
            violated(law, batch, f"the answer has shape {answer.status.shape}")
        _require_sound(law, batch, answer)


def game_is_untouched(solver: Solver, game: NormalFormGame) -> None:
    """A solver leaves its input as it was."""
    before = bits_of(game)
    solver(game)
    if bits_of(game) != before:
        violated("game is untouched", game, "the solver changed the game, which now reads as below")


def units_do_not_matter(solver: Solver, game: NormalFormGame, factors: Sequence[Any], constants: Sequence[Any]) -> None:
    """Other units of a player's payoffs, exactly converted, change nothing: same supports, same verdicts.

    Parameters
    ----------
    solver, game
    factors, constants : one per player
        A positive factor and a constant such that float64 holds all changed payoffs: powers of two and no
        constants, or integers.
    """
    law = f"units do not matter, factors {[*factors]}, constants {[*constants]}"
    answer, changed = solver(game), solver(in_other_units(game, factors, constants).game)
    same = np.array_equal(answer.status, changed.status)
    if isinstance(answer, Equilibria) and isinstance(changed, Equilibria):
        same &= np.array_equal(answer.count, changed.count) and np.array_equal(answer.complete, changed.complete)
        same &= np.array_equal(answer.component, changed.component) and np.array_equal(answer.index, changed.index)
    same &= np.array_equal(answer.certificate.holds, changed.certificate.holds)
    if not same:
        violated(law, game, f"{answer}\nbecame {changed}")
    for mine, other in zip(answer.strategies, changed.strategies, strict=True):
        with np.errstate(invalid="ignore"):
            if ((mine > 0) != (other > 0)).any() or (np.abs(mine - other) > SAME).any():
                violated(law, game, f"{answer.strategies}\nbecame {changed.strategies}")


def side_payments_do_not_matter(
    solver: Solver, game: NormalFormGame, player: int, payments: Any, *, tolerance: float = TOLERANCE
) -> None:
    """Paying a player for what the opponents do keeps all equilibria and makes no new ones.

    Parameters
    ----------
    solver, game, tolerance
    player : int
    payments : array that broadcasts with (*batch, m_1, ..., 1, ..., m_N)
        1 on the axis of the player's own actions; of the size of the payoffs, as regret is measured
        against the range of the payoffs.
    """
    change = with_side_payments(game, player, payments)
    _carries_over(f"side payments to player {player} do not matter", solver, game, change, tolerance=tolerance)


def order_of_actions_does_not_matter(
    solver: Solver, game: NormalFormGame, orders: Sequence[Sequence[int]], *, tolerance: float = TOLERANCE
) -> None:
    """Listing actions in another order lists the weights of the equilibria in that order.

    Parameters
    ----------
    solver, game, tolerance
    orders : one permutation per player
    """
    change = with_actions_in_order(game, orders)
    _carries_over(f"order of actions does not matter, {[*orders]}", solver, game, change, tolerance=tolerance)


def order_of_players_does_not_matter(
    solver: Solver, game: NormalFormGame, order: Sequence[int], *, tolerance: float = TOLERANCE
) -> None:
    """Players who swap their places swap their strategies.

    Parameters
    ----------
    solver, game, tolerance
    order : permutation of the players
    """
    change = with_players_in_order(game, order)
    _carries_over(f"order of players does not matter, {[*order]}", solver, game, change, tolerance=tolerance)


def dummy_player_does_not_matter(solver: Solver, game: NormalFormGame, *, tolerance: float = TOLERANCE) -> None:
    """A further player with one action changes nothing, for solvers of any number of players."""
    change = with_dummy_player(game)
    _carries_over("dummy player does not matter", solver, game, change, tolerance=tolerance)


def copies_share_the_weight(
    solver: Solver, game: NormalFormGame, player: int, action: int, *, tolerance: float = TOLERANCE
) -> None:
    """With a copy of an action old equilibria go on, and in new ones the copies share an old weight."""
    change = with_copy_of_action(game, player, action)
    law = f"copies of action {action} of player {player} share its weight"
    _carries_over(law, solver, game, change, same_set=False, tolerance=tolerance)


def dominated_action_is_not_played(
    solver: Solver, game: NormalFormGame, player: int, *, tolerance: float = TOLERANCE
) -> None:
    """A strictly dominated action has probability 0, exactly; with it the equilibria are the same."""
    law = f"dominated action of player {player} is not played"
    change = with_dominated_action(game, player)
    _carries_over(law, solver, game, change, tolerance=tolerance)
    found = rows_of(change.game, solver(change.game))
    for k in np.flatnonzero(found.profile[player][:, -1])[:1]:
        weight = found.profile[player][k, -1]
        violated(law, change.game.take(found.game[k]), f"its last action has weight {weight}")


def weakly_dominated_action_keeps_equilibria(
    solver: Solver, game: NormalFormGame, player: int, action: int, losses: Any, *, tolerance: float = TOLERANCE
) -> None:
    """With a further action that is weakly dominated every old equilibrium survives; new ones may appear.

    Parameters
    ----------
    solver, game, tolerance
    player, action, losses
        As in :func:`~gametheory.testing.with_weakly_dominated_action`.
    """
    change = with_weakly_dominated_action(game, player, action, losses)
    found = rows_of(game, solver(game))
    law = f"an action of player {player} weakly dominated by action {action} keeps equilibria"
    require_certified(law, change.game, found.game, change.there(found.profile), tolerance)


def errors_in_payoffs_cost_twice_their_size(solver: Solver, game: NormalFormGame, errors: Any) -> None:
    """An equilibrium for payoffs that are wrong by at most e leaves a regret of at most 2 e in truth.

    Parameters
    ----------
    solver, game
    errors : array that broadcasts with the payoffs, (*batch, N, m_1, ..., m_N)
    """
    mistaken = NormalFormGame(exact_payoffs(game) + as_fractions(errors), game.players, available=game.available)
    found = rows_of(mistaken, solver(mistaken))
    size = Fraction(float(np.abs(errors).max(initial=0)))
    for k, position in enumerate(found.game):
        here, profile = game.take(position), tuple(strategy[k] for strategy in found.profile)
        for i, regret in enumerate(exact_regret(here, profile)):
            if regret > 2 * size + Fraction(float(found.regret[k, i])):
                shown = tuple(strategy.tolist() for strategy in profile)
                violated("errors in payoffs cost twice their size", here, f"{float(regret)} for player {i} at {shown}")


def float_and_exact_agree(solver: Solver, game: NormalFormGame, *, distance: float = DISTANCE) -> None:
    """Near every float answer there is an exact equilibrium, found and proved in rational arithmetic.

    Where three or more players mix, equilibria may be irrational and nothing is asked.

    Parameters
    ----------
    solver, game
    distance : float
        The largest difference in any probability allowed. No bound on regret implies one on the distance, so
        the law is for payoffs of moderate size: in nearly tied games equilibria may be far away.
    """
    law = "float and exact agree"
    answer = solver(game)
    found, proof = rows_of(game, answer), prove(game, answer, distance=distance)
    answered = answer.certificate.holds
    reasons = proof.reason[answered]
    for k, position in enumerate(found.game):
        here, shown = game.take(position), tuple(strategy[k].tolist() for strategy in found.profile)
        if reasons[k] == Reason.MANY_MIX:
            continue
        if reasons[k] != Reason.PROVED:
            violated(law, here, f"{Reason(reasons[k]).name} at {shown}")
        proved = tuple(strategy[answered][k] for strategy in proof.strategies)
        if any(exact_regret(here, proved)):
            violated(law, here, f"no exact equilibrium: {[list(map(str, strategy)) for strategy in proved]}")
        if any(np.abs(mine - exact).max() > distance for mine, exact in zip(shown, proved, strict=True)):
            violated(law, here, f"farther than {distance} from {shown}")


def _carries_over(
    law: str, solver: Solver, game: NormalFormGame, change: Change, *, tolerance: float, same_set: bool = True
) -> None:
    """Equilibria of the game are equilibria there, those found there are equilibria of the game."""
    answer, changed = solver(game), solver(change.game)
    found, found_there = rows_of(game, answer), rows_of(change.game, changed)
    require_certified(f"{law} (changed game)", change.game, found.game, change.there(found.profile), tolerance)
    require_certified(law, game, found_there.game, change.back(found_there.profile), tolerance)
    if same_set and isinstance(answer, Equilibria) and isinstance(changed, Equilibria):
        brought_back = found_there._replace(profile=change.back(found_there.profile))
        for position in np.flatnonzero(answer.complete & changed.complete):
            (_, mine), (_, theirs) = _of_game(found, position), _of_game(brought_back, position)
            if len(mine) != len(theirs) or not (_covers(mine, theirs) and _covers(theirs, mine)):
                violated(law, game.take(position), f"{mine.tolist()}\nbecame {theirs.tolist()}")
            if len(mine):  # a game may have no equilibrium of the kind sought
                same_components(law, game.take(position), mine, answer, theirs, changed, position)


def _of_game(found: Rows, position: Any) -> tuple[Any, Any]:
    """The rows of one game: which they are, and their strategies side by side."""
    rows = np.flatnonzero(found.game == position)
    return rows, np.concatenate([strategy[rows] for strategy in found.profile], axis=1)


def _covers(profiles: Any, others: Any) -> bool:
    """Whether every one of the others is among the profiles."""
    distance = np.abs(profiles[:, None] - others[None]).max(axis=2)
    return bool((distance.min(axis=0, initial=np.inf) < SAME).all())


def _require_sound(law: str, game: NormalFormGame, answer: Answer) -> None:
    """Shapes fit; NaN stands where nothing was found and nowhere else; the status says so."""
    many = isinstance(answer, Equilibria)
    shape = answer.game.shape if isinstance(answer, Equilibria) else answer.status.shape
    expected = [*((*shape, size) for size in game.sizes), (*shape, len(game.players))]
    got = [array.shape for array in (*answer.strategies, answer.payoffs)]
    if got != expected:
        violated(law, game, f"shapes of strategies and payoffs need to be {expected}; got {got}")
    holds = answer.certificate.holds
    for array in (*answer.strategies, answer.payoffs):
        if not np.array_equal(np.isnan(array), np.broadcast_to(~holds[..., None], array.shape)):
            violated(law, game, f"NaN where an equilibrium holds, or a number where none does: {array}")
    if not (holds.all() if many else np.array_equal(holds, answer.status == 0)):
        violated(law, game, f"status {answer.status} where the certificate says {holds}")
