"""Compile every kernel into the cache, ``python -m gametheory.kernels``: then no first call has to wait."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from .kernel import compile_kernel, threads

SLOW_FIRST = ("markov_branch", "vertex_enumeration", "logit_branch", "perfect_bayesian", "lemke_howson_large")
"""What takes longest is begun first, so that the processes end together."""


def names() -> list[str]:
    """Every module here that holds a kernel, and is no helper of others."""
    every = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    kernels = [name for name in every if hasattr(import_module(f"gametheory.kernels.{name}"), "inputs")]
    return sorted(kernels, key=lambda name: name not in SLOW_FIRST)


def main() -> int:
    wanted = names()
    with ProcessPoolExecutor(threads(), mp_context=get_context("spawn")) as pool:
        for done, work in enumerate(as_completed([pool.submit(compile_kernel, name) for name in wanted]), start=1):
            print(f"{done} of {len(wanted)}: {work.result()}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
