"""Time and memory: every contender in a process of its own, taking turns.

A ratio is formed within one round, in which all contenders of a case run one after the other, and the median
over the rounds is reported: what else the machine does meanwhile hits all of them. Imports, compilation and
the preparation of the payoffs come before the clock starts; a process that is not at work waits.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple

from .cases import CASES
from .peers import CONTENDERS, Answers, Contender

PATIENCE = 120.0
"""Seconds that a process may take for one answer, beyond a multiple of its share of the time."""

WARM_UP = 100_000
"""Games that we solve before the time: enough for whatever is compiled for large batches only."""


class Reading(NamedTuple):
    """One timed call.

    Attributes
    ----------
    wall, cpu : seconds on the clock, and of all processors; games that were given up count in neither
    finished : games done
    memory, kept : bytes that the process used more than before, at the peak and with the answers at the end
    """

    wall: float
    cpu: float
    finished: int
    memory: int = 0
    kept: int = 0


@dataclass
class Run:
    """What one contender did with the first ``games`` games of a case: one reading per round, and the answers."""

    contender: Contender
    games: int = 0
    readings: list[Reading] = field(default_factory=list)
    answers: Answers | None = None
    failure: str = ""

    @property
    def finished(self) -> int:
        """How many games were answered in every round."""
        return min((reading.finished for reading in self.readings), default=0)

    def microseconds(self, clock: str = "wall") -> list[float]:
        """Per game answered, by round; of the clock "wall" or "cpu"."""
        return [1e6 * getattr(reading, clock) / max(reading.finished, 1) for reading in self.readings]

    @property
    def first(self) -> Reading:
        """The first reading, for memory: later rounds find what the earlier ones left."""
        return self.readings[0]


def ratio(run: Run, ours: Run, clock: str = "wall") -> float:
    """How many times our time a game takes: the median of the ratios within each round; NaN if unknown."""
    pairs = list(zip(run.microseconds(clock), ours.microseconds(clock), strict=False))
    return median(theirs / mine for theirs, mine in pairs) if pairs and run.finished else float("nan")


def compare(case: str, contenders: list[Contender], *, most: int, seconds: float, rounds: int) -> list[Run]:
    """Let contenders take turns at a case.

    Parameters
    ----------
    case : name of one of ``CASES``
    contenders : of one task
    most : games in the batch. We do all of them in one call; the others do the first of them, as many as
        take them ``seconds``.
    rounds : how often each has its turn
    """
    runs = [Run(contender) for contender in contenders]
    workers: list[Worker] = []
    limit = PATIENCE + 20 * seconds

    def ask(k: int, question: str) -> Any:
        if runs[k].failure:
            return None
        try:
            return workers[k].ask(question, limit)
        except WorkerError as error:
            runs[k].failure = str(error)
            return None

    try:
        for k, run in enumerate(runs):
            workers.append(Worker(serve, run.contender.name, run.contender.task, case, most, seconds))
            run.games = ask(k, "games") or 0
        for turn in range(rounds):
            for k in sorted(range(len(runs)), key=lambda k: (k - turn) % len(runs)):
                reading = ask(k, "run")
                if reading is not None:
                    runs[k].readings.append(Reading(*reading))
        for k, run in enumerate(runs):
            run.answers = ask(k, "answers")
    finally:
        for worker in workers:
            worker.stop()
    return runs


class WorkerError(RuntimeError):
    """A process that died, raised, or did not answer in time."""


class Worker:
    """A fresh process that answers questions, one at a time."""

    def __init__(self, target: Callable[..., None], *arguments: Any) -> None:
        fresh = get_context("spawn")  # nothing is inherited but the path
        self.pipe, theirs = fresh.Pipe()
        self.process = fresh.Process(target=_guarded, args=(target, theirs, *arguments), daemon=True)
        self.process.start()
        theirs.close()

    def ask(self, question: str, seconds: float) -> Any:
        try:
            self.pipe.send(question)
            if not self.pipe.poll(seconds):
                raise WorkerError(f"no answer within {seconds:.0f} s")
            said = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise WorkerError("the process died") from error
        if isinstance(said, Exception):
            raise WorkerError(str(said))
        return said

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def in_fresh_process(function: Callable[..., Any], *arguments: Any, seconds: float = 3600.0) -> Any:
    """What a function returns in a process that has done nothing else."""
    worker = Worker(_once, function, *arguments)
    try:
        return worker.ask("go", seconds)
    finally:
        worker.stop()


def _guarded(target: Callable[..., None], pipe: Any, *arguments: Any) -> None:
    warnings.simplefilter("ignore")
    try:
        target(pipe, *arguments)
    except Exception as error:
        pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))


def _once(pipe: Any, function: Callable[..., Any], *arguments: Any) -> None:
    pipe.recv()
    pipe.send(function(*arguments))


# --- In the process of a contender ----------------------------------------------------------------------------


def serve(pipe: Any, name: str, task: str, case: str, most: int, seconds: float) -> None:
    """Answer "games" (how many can be done in the time), "run" (a reading) and "answers" (of the last run)."""
    contender = next(each for each in CONTENDERS if (each.name, each.task) == (name, task))
    if contender.threads is not None:
        os.environ["GAMETHEORY_THREADS"] = str(contender.threads)
    import_module(contender.package)  # not under a time limit, which would leave it half done
    pipe.recv()
    games = affordable(contender, case, most, seconds)
    prepared = contender.prepare(*CASES[case].payoffs(games))
    pipe.send(games)
    answers: Any = None
    while True:
        if pipe.recv() == "run":
            answers = None
            gc.collect()
            reading, answers = timed(contender, prepared, games)
            pipe.send(tuple(reading))
        else:
            pipe.send(contender.read(answers, CASES[case].rows, CASES[case].columns))


def affordable(contender: Contender, case: str, most: int, seconds: float) -> int:
    """Warm up; then how many of the games fit into the time."""

    def spent(games: int) -> float:
        prepared = contender.prepare(*CASES[case].payoffs(games))
        start = perf_counter()
        timed(contender, prepared, games)
        return perf_counter() - start

    if contender.whole_batch:
        spent(min(WARM_UP, most))
        return most
    spent(min(2, most))
    games = 1
    while (time := spent(games)) < seconds / 8 and games < most:
        games = min(most, 4 * games)
    return max(1, min(most, int(games * seconds / time)))


def timed(contender: Contender, prepared: Any, games: int) -> tuple[Reading, Any]:
    """One call on all games, or game by game where each may be given up."""
    before = lower_peak()
    if contender.seconds_per_game is None:
        cpu, wall = process_time(), perf_counter()
        answers = contender.solve(prepared)
        wall, cpu = perf_counter() - wall, process_time() - cpu
        return Reading(wall, cpu, games, peak() - before, resident() - before), answers
    answers, wall, cpu, finished = [], 0.0, 0.0, 0
    for game in prepared:
        since_cpu, since = process_time(), perf_counter()
        try:
            with time_limit(contender.seconds_per_game):
                answers += contender.solve([game])
        except TimeoutError:
            answers.append([])
        else:
            wall, cpu, finished = wall + perf_counter() - since, cpu + process_time() - since_cpu, finished + 1
    return Reading(wall, cpu, finished, peak() - before, resident() - before), answers


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in the body after so long; this interrupts Python, not compiled code."""

    def give_up(*_: Any) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def lower_peak() -> int:
    """Forget the highest memory use so far, where the system allows it; the bytes in use now."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return resident()


def resident() -> int:
    """Bytes of memory in use, or the most used so far where the system does not tell."""
    return _kernel_says("VmRSS:") or peak()


def peak() -> int:
    """The most bytes of memory that this process has used, since ``lower_peak`` where the system allows it."""
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return _kernel_says("VmHWM:") or (highest if sys.platform == "darwin" else 1024 * highest)


def _kernel_says(line: str) -> int:
    try:
        said = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((1024 * int(entry.split()[1]) for entry in said if entry.startswith(line)), 0)
