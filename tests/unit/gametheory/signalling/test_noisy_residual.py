"""The residual of sequential equilibria with types of the receiver and noise, against that of the tree."""

from typing import Any

import numpy as np
import pytest

from gametheory import InvalidGameError, certify
from gametheory.extensive import certify_assessment
from gametheory.residual import noisy_signalling_residual
from gametheory.signalling import NoisySignallingGame, all_pbe, to_tree, tree_assessment


def random_game(rng: Any) -> NoisySignallingGame:
    noise = np.array([[0.75, 0.25, 0], [0, 0.5, 0.5]])
    kinds = np.array([[0.25, 0.75], [1, 0]])
    slips = rng.dirichlet([1, 1], 2)
    return NoisySignallingGame(rng.integers(-3, 4, (2, 2, 2, 2, 2)), rng.dirichlet([1, 1]), kinds, noise, slips)


def nearly(game: NoisySignallingGame, sender: Any, exponents: Any, weights: Any) -> Any:
    """Beliefs by Bayes' rule as every message is sent, by mistakes of the sizes that the witness says."""
    joint = game.prior[:, None] * sender
    joint = np.where(joint > 0, joint, weights * 1e-9**exponents)
    leads = np.einsum("tm,tk,ms->kstm", joint, game.receiver_prior, game.message_noise)
    leads = leads / leads.sum(axis=(-1, -2), keepdims=True)
    leads[leads < 1e-6] = 0
    return leads / leads.sum(axis=(-1, -2), keepdims=True)


def all_payoffs(game: NoisySignallingGame, sender: Any, receiver: Any) -> Any:
    """Expected payoffs, summed over everything that can happen."""
    total = np.zeros(2)
    types, kinds, messages, replies = game.payoffs.shape[-4:]
    for t, k, m, s, a, b in np.ndindex(types, kinds, messages, game.possible.shape[-1], replies, replies):
        chance = game.prior[t] * sender[t, m] * game.receiver_prior[t, k] * game.message_noise[m, s]
        total += chance * receiver[k, s, a] * game.reply_noise[a, b] * game.payoffs[:, t, k, m, b]
    return total


def test_regret_is_that_of_the_tree_at_any_assessment() -> None:
    rng = np.random.default_rng(0)
    for _ in range(15):
        game = random_game(rng)
        sender = np.eye(2)[rng.integers(0, 2, 2)] if rng.random() < 0.7 else rng.dirichlet([1, 1], 2)
        receiver = rng.dirichlet([1, 1], (2, 3))
        exponents, weights = rng.integers(1, 3, (2, 2)), rng.uniform(0.5, 2, (2, 2))
        beliefs = nearly(game, sender, exponents, weights)
        ours = noisy_signalling_residual(beliefs, exponents, weights)(game, (sender, receiver))
        strategies, held = tree_assessment(game, (sender, receiver), beliefs)
        theirs = certify_assessment(to_tree(game), strategies, held, strict=False).certificate
        np.testing.assert_allclose(ours.regret, theirs.regret, atol=1e-7)
        assert ours.inconsistency < 1e-7
        assert theirs.inconsistency < 1e-7
        np.testing.assert_allclose(ours.payoffs, all_payoffs(game, sender, receiver), atol=1e-12)


def test_beliefs_that_are_not_the_limit_and_witnesses_that_are_none_are_refused() -> None:
    game = random_game(np.random.default_rng(1))
    found = all_pbe(game)
    assert found.trembles is not None
    row = int(np.argmax((found.strategies[0] == 0).sum(axis=(1, 2))))
    strategies = tuple(strategy[row] for strategy in found.strategies)
    exponents, weights = (part[row] for part in found.trembles)
    beliefs = found.beliefs[row]

    def holds(held: Any, powers: Any, factors: Any) -> bool:
        residual = noisy_signalling_residual(held, powers, factors)
        return bool(certify(game, strategies, residual=residual, strict=False).certificate.holds)

    unsent = strategies[0] == 0
    assert unsent.any()
    assert holds(beliefs, exponents, weights)
    assert not holds(np.roll(beliefs, 1, axis=-1), exponents, weights)
    assert not holds(beliefs * np.nan, exponents, weights)
    assert not holds(beliefs, np.where(unsent, 0, exponents), weights)
    assert not holds(beliefs, exponents, np.where(unsent, 0.0, weights))
    assert not holds(beliefs, exponents, np.where(unsent, np.nan, weights))


def test_another_profile_is_refused_and_shapes_are_checked() -> None:
    game = random_game(np.random.default_rng(2))
    found = all_pbe(game)
    assert found.trembles is not None
    residual = noisy_signalling_residual(found.beliefs[0], found.trembles[0][0], found.trembles[1][0])
    sender, receiver = (strategy[0] for strategy in found.strategies)
    swapped = residual(game, (sender[:, ::-1], receiver))
    assert swapped.inconsistency > 1e-3 or (swapped.regret > 1e-3).any()
    with pytest.raises(InvalidGameError, match="a profile needs"):
        residual(game, (sender, receiver[0]))
