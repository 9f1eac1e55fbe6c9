"""Compiled loops: the same as their Python source, whatever the chunks and threads, and never a stale cache."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gametheory
from gametheory.kernels import kernel as module
from gametheory.kernels.kernel import Kernel, as_input, constant, positions
from gametheory.normal_form import NormalFormGame, bimatrix, lemke_howson, support_enumeration
from gametheory.residual import nash_residual

RNG = np.random.default_rng(0)
GAMES = RNG.integers(0, 4, (60, 2, 3, 4)).astype(float)
MASKS = (RNG.random((60, 3)) < 0.8, RNG.random((60, 4)) < 0.8)
MASKS[0][:, 1] = MASKS[1][:, 2] = True


def outputs_of(name: str, rows: int, shapes: list[tuple[int, ...]]) -> list[Any]:
    kinds = __import__(f"gametheory.kernels.{name}", fromlist=["outputs"]).outputs
    return [np.zeros(shape, dtype=dtype) for shape, (dtype, _) in zip(shapes, kinds, strict=True)]


def lemke_howson_arrays() -> tuple[list[Any], list[tuple[int, ...]]]:
    masks = [as_input(mask, np.bool_) for mask in MASKS]
    labels, limit = as_input(np.arange(60) % 7, np.int64), constant(100)
    return [as_input(GAMES), positions(60), labels, limit, *masks], [(60, 3), (60, 4), (60,), (60,)]


def residual_arrays() -> tuple[list[Any], list[tuple[int, ...]]]:
    x, y = RNG.dirichlet(np.ones(3), 60), RNG.dirichlet(np.ones(4), 60)
    masks = [as_input(mask, np.bool_) for mask in MASKS]
    return [as_input(GAMES), positions(60), as_input(x), as_input(y), *masks], [(60, 2)] * 3 + [(60,)]


def players_arrays() -> tuple[list[Any], list[tuple[int, ...]]]:
    payoffs = as_input(RNG.random((60, 3, 12)))
    strategies = np.concatenate([RNG.dirichlet(np.ones(size), 60) for size in (2, 3, 2)], axis=-1)
    masks = as_input(np.ones((1, 7), dtype=bool), np.bool_)
    sizes = as_input(np.array([2, 3, 2]), np.int64)
    return [payoffs, positions(60), as_input(strategies), masks, sizes], [(60, 3)] * 3 + [(60,)]


def enumeration_arrays() -> tuple[list[Any], list[tuple[int, ...]]]:
    masks = [as_input(mask, np.bool_) for mask in MASKS]
    return [as_input(GAMES), *masks], [(900, 3), (900, 4), (900,), (60,), (60,), (2,)]


def commitment_arrays() -> tuple[list[Any], list[tuple[int, ...]]]:
    masks = [as_input(mask, np.bool_) for mask in MASKS]
    kinds, known = as_input(np.tile(np.arange(4), (60, 1)), np.int64), as_input(np.full((60, 4), -1), np.int8)
    one = [(60, 3), (60,), (60, 4, 4)]
    return [as_input(GAMES), constant(0), *masks, kinds, known], [*one, *one, (60, 4), (60,), (60,)]


def dominance_arrays() -> tuple[list[Any], list[tuple[int, ...]]]:
    payoffs, sizes = as_input(RNG.integers(0, 5, (60, 2, 12)).astype(float)), as_input(np.array([3, 4]), np.int64)
    masks = as_input(np.concatenate(MASKS, axis=-1), np.bool_)
    return [payoffs, sizes, masks], [(60, 7), (60, 7, 4), (60,), (60,)]


@pytest.mark.parametrize(
    ("name", "arrays"),
    [
        ("iterated_dominance", dominance_arrays()),
        ("commitment", commitment_arrays()),
        ("lemke_howson", lemke_howson_arrays()),
        ("nash_residual", residual_arrays()),
        ("nash_residual_players", players_arrays()),
        ("support_enumeration", enumeration_arrays()),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value", "ignore:overflow")
def test_the_compiled_loop_equals_its_python_source(name: str, arrays: Any) -> None:
    inputs, shapes = arrays
    compiled, interpreted = (outputs_of(name, 60, shapes) for _ in range(2))
    kernel = Kernel(name)
    kernel.compiled(0, 60, *inputs, *compiled)
    kernel.core(0, 60, *inputs, *interpreted)
    for ours, theirs in zip(compiled, interpreted, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("chunk", [1, 300, 10**9])
@pytest.mark.parametrize("threads", ["1", "3"])
def test_answers_depend_neither_on_chunks_nor_on_threads(
    chunk: int, threads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    game = bimatrix(GAMES[:, 0], GAMES[:, 1], available=MASKS)
    labels = np.arange(7)[:, None]
    usual = lemke_howson(game, initial_pivot=labels, strict=False), support_enumeration(game, strict=False)
    monkeypatch.setattr(module, "CHUNK_BYTES", chunk)
    monkeypatch.setattr(sys.modules["gametheory.normal_form.support_enumeration"], "CHUNK_BYTES", chunk)
    monkeypatch.setenv("GAMETHEORY_THREADS", threads)
    assert lemke_howson(game, initial_pivot=labels, strict=False) == usual[0]
    assert support_enumeration(game, strict=False) == usual[1]


@pytest.mark.parametrize("sizes", [(2, 2), (3, 2), (3, 3)])
def test_the_loop_compiled_for_known_sizes_gives_the_same_bits(
    sizes: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(3)
    payoffs = rng.integers(0, 5, (2, 3000, *sizes)) * rng.choice([1.0, 0.1], (2, 3000, 1, 1))
    usual = lemke_howson(bimatrix(*payoffs), initial_pivot=1, strict=False)
    monkeypatch.setattr(module, "MANY_ROWS", 1)
    monkeypatch.setattr(module, "CHUNK_BYTES", 4096)
    assert lemke_howson(bimatrix(*payoffs), initial_pivot=1, strict=False) == usual


def test_three_players_embedding_two_have_the_residual_of_two() -> None:
    rng = np.random.default_rng(5)
    two = rng.random((40, 2, 3, 4))
    three = NormalFormGame(np.concatenate([two, np.zeros((40, 1, 3, 4))], axis=1)[..., None], ("a", "b", "dummy"))
    x, y = rng.dirichlet(np.ones(3), 40), rng.dirichlet(np.ones(4), 40)
    embedded = nash_residual(three, (x, y, np.ones((40, 1))))
    plain = nash_residual(NormalFormGame(two), (x, y))
    np.testing.assert_allclose(embedded.regret[:, :2], plain.regret, rtol=1e-12)
    np.testing.assert_allclose(embedded.payoffs[:, :2], plain.payoffs, rtol=1e-12)
    assert (embedded.regret[:, 2] == 0).all()


SOLVE = """
import numpy as np
from gametheory.normal_form import bimatrix, lemke_howson
print(lemke_howson(bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]]), strict=False).payoffs.tolist())
"""


def solve_in_a_new_process(package: Path, **environment: str) -> str:
    """Run a solver of the copy of the package in a folder; what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", SOLVE],
        cwd=package,
        env={**os.environ, "PYTHONPATH": str(package), **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture
def a_copy(tmp_path: Path) -> Path:
    """A copy of the package and of what is cached of its kernels, in a temporary folder."""
    shutil.copytree(Path(gametheory.__file__).parent, tmp_path / "gametheory")
    return tmp_path


def cached(package: Path) -> list[Path]:
    return sorted((package / "gametheory" / "kernels" / "__pycache__").glob("lemke_howson*.nb[ic]"))


def test_a_changed_helper_in_another_file_is_never_served_from_the_cache(a_copy: Path) -> None:
    assert solve_in_a_new_process(a_copy) == "[1.0, 1.0]"
    before = cached(a_copy)
    assert before
    helper = a_copy / "gametheory" / "kernels" / "scaling.py"
    text = helper.read_text()
    changed = text.replace("payoffs[rows[i], columns[j]] - low", "high - payoffs[rows[i], columns[j]]")
    assert changed != text
    helper.write_text(changed)
    # With all payoffs turned round another profile is proposed, and the certificate refuses it.
    assert solve_in_a_new_process(a_copy) == "[nan, nan]"
    assert set(cached(a_copy)) > set(before)


def test_a_truncated_cache_does_not_stop_a_solver(a_copy: Path) -> None:
    solve_in_a_new_process(a_copy)
    for path in cached(a_copy):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert solve_in_a_new_process(a_copy) == "[1.0, 1.0]"


def test_an_unwritable_cache_does_not_stop_a_solver(a_copy: Path) -> None:
    (a_copy / "nowhere").write_text("a file where the cache folder should be")
    assert solve_in_a_new_process(a_copy, NUMBA_CACHE_DIR=str(a_copy / "nowhere")) == "[1.0, 1.0]"


def test_importing_the_package_imports_neither_numba_nor_scipy() -> None:
    code = "import sys, gametheory, gametheory.normal_form; print([m for m in sys.modules if m in ('numba', 'scipy')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
