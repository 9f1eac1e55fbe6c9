"""Compile every kernel into the cache, ``python -m gametheory.kernels``: then no first call has to wait.

Packages named after it, such as ``deterrence.host.kernels``, have theirs compiled too.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from .kernel import compile_kernel, threads

SLOW_FIRST = (
    "replies", "markov_branch", "vertex_enumeration", "branch", "logit_branch", "perfect_bayesian",
    "lemke_howson_large",
)  # fmt: skip
"""What takes longest is begun first, so that the processes end together."""


def names(packages: Sequence[str]) -> list[str]:
    """Every module of these packages that holds a kernel, and is no helper of others."""
    every = [
        f"{package}.{path.stem}"
        for package in packages
        for folder in import_module(package).__path__
        for path in sorted(Path(folder).glob("[!_]*.py"))
    ]
    kernels = [name for name in every if hasattr(import_module(name), "inputs")]
    return sorted(kernels, key=lambda name: name.rpartition(".")[2] not in SLOW_FIRST)


def main() -> int:
    wanted = names(["gametheory.kernels", *sys.argv[1:]])
    with ProcessPoolExecutor(threads(), mp_context=get_context("spawn")) as pool:
        for done, work in enumerate(as_completed([pool.submit(compile_kernel, name) for name in wanted]), start=1):
            print(f"{done} of {len(wanted)}: {work.result()}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
