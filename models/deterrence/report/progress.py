"""Progress: a bar on a terminal, plain lines elsewhere, nothing if so asked."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from gametheory.errors import require_extra

Step = Callable[[int, int], None]
SECONDS_BETWEEN_LINES = 10.0


class Progress(Protocol):
    """What a long computation tells those who wait for it."""

    def say(self, line: str) -> None:
        """Tell one thing."""

    def steps(self, title: str) -> Step:
        """Begin work that reports how many of its pieces are finished."""


class Silent:
    """No word."""

    def say(self, line: str) -> None:
        pass

    def steps(self, title: str) -> Step:
        return lambda done, of: None


class Lines:
    """Plain lines, for files and pipes: one at the start, one at the end, and one now and then between."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def say(self, line: str) -> None:
        print(line, file=self.stream, flush=True)

    def steps(self, title: str) -> Step:
        last = time.monotonic()

        def step(done: int, of: int) -> None:
            nonlocal last
            if done == of or time.monotonic() - last > SECONDS_BETWEEN_LINES:
                last = time.monotonic()
                self.say(f"{title}: {done} of {of}")

        return step


@contextmanager
def progress(*, quiet: bool = False, stream: TextIO | None = None) -> Iterator[Progress]:
    """The progress that suits a stream, by default the standard error.

    Raises
    ------
    MissingExtraError
        On a terminal, if rich is not installed.
    """
    given = sys.stderr if stream is None else stream
    if quiet:
        yield Silent()
    elif not given.isatty():
        yield Lines(given)
    else:
        require_extra("rich", "lab", "progress on a terminal")
        with _bars(given) as bars:
            yield bars


@contextmanager
def _bars(stream: TextIO) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with RichProgress(*columns, console=Console(file=stream)) as rich:

        class Bars:
            def say(self, line: str) -> None:
                rich.console.print(line, markup=False, highlight=False)

            def steps(self, title: str) -> Step:
                task = rich.add_task(title, total=None)
                return lambda done, of: rich.update(task, completed=done, total=of)

        yield Bars()
