"""The examples of the documentation pages, collected as tests.

A fence marked ``python`` is run, as it stands or, where it holds ``>>>`` prompts, as a doctest; the fences
of one page share their names, and run in an empty folder. A fence marked ``toml`` is saved there, under the
name in its first line. Docstrings need nothing here: pytest collects them (``--doctest-modules``).
"""

import os
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser

collect_ignore = ["docs/conf.py"]


def enter_empty_folder(names: dict[str, Any]) -> None:
    names["_left"], names["_folder"] = os.getcwd(), TemporaryDirectory()
    os.chdir(names["_folder"].name)


def leave_folder(names: dict[str, Any]) -> None:
    os.chdir(names["_left"])
    names["_folder"].cleanup()


def save(example: Example) -> None:
    name = example.parsed.partition("\n")[0].removeprefix("# ")
    Path(name).write_text(example.parsed, encoding="utf-8")


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE),
        CodeBlockParser("toml", save),
        SkipParser(),
    ],
    patterns=["*.md"],
    setup=enter_empty_folder,
    teardown=leave_folder,
).pytest()
