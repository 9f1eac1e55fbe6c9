"""From one loop over games to a batch: lazy compilation, a cache that cannot go stale, chunks and threads."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from importlib import import_module
from pathlib import Path
from pickle import UnpicklingError
from types import FunctionType
from typing import Any

import numpy as np

CHUNK_BYTES = 512 * 1024

UNUSABLE_CACHE = (OSError, RuntimeError, EOFError, UnpicklingError, ValueError, TypeError, AttributeError, LookupError,
                  ImportError)
"""What numba raises for a cache that it cannot write, or cannot read back."""

MANY_ROWS = 100_000
"""From this many rows on, small games are worth a loop of their own, compiled for their sizes."""
LARGEST_UNROLLED = 5
"""Games with more actions than this gain little from it."""


class Kernel:
    """A compiled loop over rows, read from the disk cache or compiled on its first call.

    The module ``gametheory.kernels.<name>``, or the one of that name if it has a dot, holds the loop as the plain
    function ``core(start, stop, *inputs, *outputs)``, which works on rows ``start`` to ``stop - 1`` only, and its
    ``types``: one ``(dtype, ndim)`` per input and per output. A row is one task: a game and the options to solve it
    with. Rows know nothing of each other, so the answer depends neither on chunks nor on threads.

    Numba costs half a second to import; a kernel module is therefore imported on the first call.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def core(self) -> Callable[..., Any]:
        """The loop as plain Python, to be tested against its compiled self."""
        core: Callable[..., Any] = self._module.core
        return core

    @cached_property
    def _module(self) -> Any:
        return import_module(self.name if "." in self.name else f"gametheory.kernels.{self.name}")

    @cached_property
    def compiled(self) -> Callable[..., Any]:
        """The loop in machine code."""
        return _compile(self.core, self._module.inputs, self._module.outputs)

    @lru_cache(maxsize=64)  # noqa: B019 - kernels live as long as the module that names them
    def unrolled(self, rows: int, columns: int) -> Callable[..., Any]:
        """The loop compiled for two-player games of these sizes without masks.

        The module has the global integers ROWS and COLUMNS, 0 for "read them from the arrays"; a compiler that
        knows them unrolls every inner loop. The arithmetic is the same, and so is the answer, to the last bit.
        """
        names = {**self.core.__globals__, "ROWS": rows, "COLUMNS": columns}
        core = FunctionType(self.core.__code__, names, self.core.__name__)
        core.__qualname__ = f"{self.core.__name__}_{rows}x{columns}"
        return _compile(core, self._module.inputs, self._module.outputs)

    def __call__(self, rows: int, *arrays: Any, sizes: tuple[int, ...] = ()) -> None:
        """Work all rows; outputs are written in place.

        ``sizes`` is passed where no action is masked, and allows the loop compiled for these sizes to be used.

        Inputs come first, each as ``as_input`` of the declared type; the first one tells how many bytes a
        row takes.
        """
        if rows == 1:
            self.compiled(0, 1, *arrays)
            return
        per_chunk = max(1, CHUNK_BYTES // max(1, arrays[0].nbytes // max(1, arrays[0].shape[0])))
        if rows <= per_chunk:
            self.compiled(0, rows, *arrays)
        else:
            unroll = sizes and rows >= MANY_ROWS and max(sizes) <= LARGEST_UNROLLED
            compiled = self.unrolled(*sizes) if unroll else self.compiled
            in_chunks(lambda start, stop: compiled(start, stop, *arrays), rows, per_chunk)


def compile_kernel(name: str) -> str:
    """Compile a kernel into the cache; its name."""
    _ = Kernel(name).compiled
    return name


def in_chunks(work: Callable[[int, int], Any], rows: int, per_chunk: int) -> list[Any]:
    """Call ``work(start, stop)`` on consecutive chunks of the rows, on all cores; results in order."""
    starts = range(0, rows, per_chunk)
    if len(starts) <= 1:
        return [work(start, min(start + per_chunk, rows)) for start in starts]
    # The pool lives for one call only: a pool kept for later would not survive a fork.
    pool = ThreadPoolExecutor(min(threads(), len(starts)))
    try:
        return list(pool.map(lambda start: work(start, min(start + per_chunk, rows)), starts))
    finally:
        pool.shutdown(cancel_futures=True)  # an interrupt stops after the chunks under way


def threads() -> int:
    """How many threads a batch is spread over: ``GAMETHEORY_THREADS``, or one per available core."""
    asked = os.environ.get("GAMETHEORY_THREADS", "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def as_input(array: Any, dtype: Any = np.float64) -> Any:
    """A C-ordered read-only array of this type, without a copy where it already is one."""
    array = np.ascontiguousarray(array, dtype=dtype)
    if array.flags.writeable:
        array = array.view()
        array.flags.writeable = False
    return array


@lru_cache(maxsize=256)
def _few_positions(count: int) -> Any:
    return as_input(np.arange(count), np.int64)


@lru_cache(maxsize=256)
def constant(value: int) -> Any:
    """One integer, as a kernel input for all rows."""
    return as_input(np.array([value]), np.int64)


def positions(count: int) -> Any:
    """0, 1, ..., count - 1, as a kernel input."""
    return _few_positions(count) if count < 1024 else as_input(np.arange(count), np.int64)


@lru_cache
def source_hash(folder: Path = Path(__file__).parent) -> str:
    """A hash of every kernel source here, and in the folder of a kernel that lives elsewhere.

    Numba's disk cache does not notice a change in a helper from another file, so the name a kernel is
    cached under carries this hash.
    """
    digest = hashlib.sha256()
    for path in [*sorted(Path(__file__).parent.glob("*.py")), *sorted(folder.glob("*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _compile(core: Callable[..., Any], inputs: Any, outputs: Any) -> Callable[..., Any]:
    import numba

    def array_type(dtype: str, ndim: int, *, writable: bool) -> Any:
        return numba.types.Array(numba.from_dtype(np.dtype(dtype)), ndim, "C", readonly=not writable)

    signature = numba.void(
        numba.int64,
        numba.int64,
        *(array_type(*kind, writable=False) for kind in inputs),
        *(array_type(*kind, writable=True) for kind in outputs),
    )
    sources = source_hash(Path(core.__code__.co_filename).parent)
    if sources not in core.__qualname__:
        core.__qualname__ = f"{core.__qualname__}_{sources}"
    try:
        return numba.njit(signature, nogil=True, cache=True, error_model="numpy")(core)
    except UNUSABLE_CACHE:
        # An unwritable, truncated or foreign cache must never stop a solver: compile in memory. What is wrong
        # with the loop itself is raised again there.
        return numba.njit(signature, nogil=True, error_model="numpy")(core)
