"""Games in and out: Gambit's .nfg files, and the games of nashpy, pygambit and quantecon."""

from .nfg import from_nfg, read_nfg, to_nfg, to_nfg_outcomes, write_nfg
from .peers import from_nashpy, from_pygambit, from_quantecon, to_nashpy, to_pygambit, to_quantecon
from .single import without_masked

__all__ = [
    "from_nashpy",
    "from_nfg",
    "from_pygambit",
    "from_quantecon",
    "read_nfg",
    "to_nashpy",
    "to_nfg",
    "to_nfg_outcomes",
    "to_pygambit",
    "to_quantecon",
    "without_masked",
    "write_nfg",
]
