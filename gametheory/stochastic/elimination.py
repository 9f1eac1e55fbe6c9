"""Linear equations of a Markov chain that is left in the end, solved without subtraction."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..value import Floats


class Elimination(NamedTuple):
    """A chain whose states were eliminated from the last to the first.

    Attributes
    ----------
    flow : (*batch, S, S)
        Below the diagonal what flows on to states before, above it the multipliers.
    pivots : (*batch, S)
    """

    flow: Floats
    pivots: Floats


def eliminate(flow: Floats, leave: Floats) -> Elimination:
    r"""Eliminate the states of :math:`(D - F) x = b`, where :math:`D_i = \ell_i + \sum_{j \ne i} F_{ij}`.

    What is eliminated is added to what remains, so with :math:`F, \ell \ge 0` nothing cancels: pivots and multipliers
    are accurate in every digit but a few, however small the chance of leaving is.

    Parameters
    ----------
    flow : (*batch, S, S)
        Rates between states, not negative. The diagonal is not read.
    leave : (*batch, S)
        Rates at which the chain is left, not negative.

    References
    ----------
    Grassmann, Taksar and Heyman (1985), "Regenerative Analysis and Steady State Distributions for Markov Chains";
    O'Cinneide (1993), "Entrywise Perturbation Theory and Error Analysis for Markov Chains".
    """
    flow, leave = np.array(flow), np.array(np.broadcast_to(leave, flow.shape[:-1]))
    pivots = np.empty_like(leave)
    for k in reversed(range(1, flow.shape[-1])):
        onward = flow[..., k, :k]
        pivots[..., k] = leave[..., k] + onward.sum(axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            flow[..., :k, k] /= pivots[..., k, None]
        shares = flow[..., :k, k]
        flow[..., :k, :k] += shares[..., None] * onward[..., None, :]
        leave[..., :k] += shares * leave[..., k, None]
    pivots[..., 0] = leave[..., 0]
    return Elimination(flow, pivots)


def solve_eliminated(eliminated: Elimination, right: Floats) -> Floats:
    """The solution for right-hand sides (*batch, S, columns). Not negative where these are not."""
    flow, pivots = eliminated
    shape = np.broadcast_shapes(pivots.shape[:-1], right.shape[:-2])
    x = np.array(np.broadcast_to(right, (*shape, *right.shape[-2:])))
    states = flow.shape[-1]
    for k in reversed(range(1, states)):
        x[..., :k, :] += flow[..., :k, k, None] * x[..., k, None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        x[..., 0, :] /= pivots[..., 0, None]
        for k in range(1, states):
            x[..., k, :] += (flow[..., k, None, :k] @ x[..., :k, :])[..., 0, :]
            x[..., k, :] /= pivots[..., k, None]
    return x
