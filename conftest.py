"""The examples of the documentation pages, collected as tests.

A fence marked ``python`` is run, as it stands or, where it holds ``>>>`` prompts, as a doctest; the fences
of one page share their names. Docstrings need nothing here: pytest collects them (``--doctest-modules``).
"""

from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser

collect_ignore = ["docs/conf.py"]

pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE),
        SkipParser(),
    ],
    patterns=["*.md"],
).pytest()
