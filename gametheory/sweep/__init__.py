"""Named parameters in, labelled and resumable results out.

A *model* is a frozen dataclass of primitives, a *scenario* an instance of it, and a *sweep* an
instance whose fields are arrays. There is no sweep class: a sweep is broadcasting.
"""

from gametheory.sweep.axes import axes
from gametheory.sweep.batch import label, stack
from gametheory.sweep.draws import draws, latin_hypercube_draws
from gametheory.sweep.record import Run, record
from gametheory.sweep.threshold import Crossings, threshold
from gametheory.sweep.verify import Difference, verify

__all__ = [
    "Crossings",
    "Difference",
    "Run",
    "axes",
    "draws",
    "label",
    "latin_hypercube_draws",
    "record",
    "stack",
    "threshold",
    "verify",
]
