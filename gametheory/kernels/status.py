"""Why a solver stopped, and what to do about it."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """Why a solver stopped, one code per game; ``advice`` is the sentence that an error quotes.

    Examples
    --------
    >>> Status(1).name
    'STEP_LIMIT'
    >>> Status.STEP_LIMIT.advice
    'Raise max_steps. With lemke_howson drop another label first; gametheory.exact.lemke_howson never cycles.'
    """

    SOLVED = 0
    STEP_LIMIT = 1
    STALLED = 2
    TIED = 3
    UNAVAILABLE = 4
    REFUSED = 5
    LP_FAILED = 6
    BRANCH_LOST = 7
    AT_BOUND = 8

    @property
    def advice(self) -> str:
        """What the user can do."""
        return _ADVICE[self]


_ADVICE = {
    Status.SOLVED: "Nothing needs to be done.",
    Status.STEP_LIMIT: (
        "Raise max_steps. With lemke_howson drop another label first; gametheory.exact.lemke_howson never cycles."
    ),
    Status.STALLED: "Rounding left no row to pivot on; drop another label first, or use gametheory.exact.lemke_howson.",
    Status.TIED: "Ties hid every equilibrium from supports of equal size; use lemke_howson.",
    Status.UNAVAILABLE: "The label dropped first belongs to a masked action; drop an available one.",
    Status.REFUSED: "The certificate refused the answer; a larger tolerance accepts more regret, but no inconsistency.",
    Status.LP_FAILED: "The linear program was not solved to optimality; rescale the payoffs.",
    Status.BRANCH_LOST: "The way on was lost; ask for a lower precision (more noise), or start from another prior.",
    Status.AT_BOUND: "The likelihood still rises at max_precision; raise it, unless the data are exact best replies.",
}
