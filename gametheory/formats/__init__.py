"""Games in and out: Gambit's .nfg and .efg files, and the games of nashpy, pygambit and quantecon."""

from .efg import from_efg, read_efg, to_efg, write_efg
from .nfg import from_nfg, read_nfg, to_nfg, to_nfg_outcomes, write_nfg
from .peers import from_nashpy, from_pygambit, from_quantecon, to_nashpy, to_pygambit, to_quantecon
from .single import without_masked

__all__ = [
    "from_efg",
    "from_nashpy",
    "from_nfg",
    "from_pygambit",
    "from_quantecon",
    "read_efg",
    "read_nfg",
    "to_efg",
    "to_nashpy",
    "to_nfg",
    "to_nfg_outcomes",
    "to_pygambit",
    "to_quantecon",
    "without_masked",
    "write_efg",
    "write_nfg",
]
