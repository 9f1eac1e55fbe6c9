"""The command ``deterrence``."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from enum import IntEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from deterrence.parameters import ParameterError
from gametheory.errors import GameTheoryError, require_extra

DISTRIBUTION = "gametheory-deterrence"
POINTS = 2**20
FEWEST_POINTS = 1024

EPILOG = """\
examples:
  deterrence lab                                  write the report to lab/outputs/report.html
  deterrence lab --out mine --scenario mine.toml  the same, with your own numbers beside the authors'
  deterrence verify lab                           check every file, and compute the numbers again
  deterrence facts SF1 Q082                       the facts that the sources carry, with the number of cases

exit status:
  0    all is well
  1    verify found differences
  2    the command, a file or a number in it cannot be used
  130  interrupted; the same command resumes
"""

LAB_EPILOG = """\
examples:
  deterrence lab
  deterrence lab --out quick --points 16384
  deterrence lab --scenario mine.toml --scenario theirs.toml

a scenario file takes one of the calibrations and changes some of its numbers (TOML):
  base = "punish"          # or restrain, leave, timetable
  presence_value = 1.5
  war_risk = 0.01

The report lists every parameter with its symbol, its key and the values that it accepts.
"""


class UsageError(ValueError):
    """Something in the command cannot be used: the message says what and why."""


class Exit(IntEnum):
    """What the command tells the shell."""

    OK = 0
    DIFFERENCES = 1
    USAGE = 2
    INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of the process.
    """
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (UsageError, ParameterError, GameTheoryError, OSError) as error:
        print(f"deterrence: {error}", file=sys.stderr)
        return Exit.USAGE


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    whole = argparse.ArgumentParser(
        prog="deterrence",
        description="Models of deterrence between the United States and militias in Iraq: what one must believe for "
        "each argument to hold.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"%(prog)s {_version()}")
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_lab(commands)
    _add_verify(commands)
    _add_facts(commands)
    return whole


def _add_lab(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    lab = commands.add_parser(
        "lab",
        help="solve the models over their ranges and write the report",
        description="Compute the facts, solve the models over their ranges, certify the answers, and write one HTML "
        "page with its figures and numbers. An interrupted run is resumed by the same command.",
        epilog=LAB_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    lab.add_argument("--out", metavar="DIR", type=Path, default=Path("lab"), help="folder to write (default: lab)")
    lab.add_argument(
        "--scenario",
        metavar="FILE.toml",
        type=Path,
        action="append",
        default=[],
        help="own numbers, drawn beside the authors' calibrations; may be repeated",
    )
    lab.add_argument(
        "--points",
        metavar="N",
        type=_points,
        default=POINTS,
        help=f"points drawn over the ranges, rounded up to a whole piece (default: {POINTS}, at least {FEWEST_POINTS})",
    )
    lab.add_argument("--seed", metavar="N", type=_seed, default=1, help="seed of the draws, 0 or more (default: 1)")
    lab.add_argument("--quiet", action="store_true", help="no progress; errors only")
    lab.set_defaults(run=_lab)


def _add_verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser(
        "verify",
        help="check a report that was written before",
        description="Compare every file of a report with its recorded hash, compute the numbers again, and list what "
        "differs. Nothing is written.",
        epilog="example:\n  deterrence verify lab",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    check.add_argument("folder", metavar="DIR", type=Path, help="the folder given to lab as --out")
    check.add_argument("--quiet", action="store_true", help="only the differences")
    check.set_defaults(run=_verify)


def _add_facts(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    facts = commands.add_parser(
        "facts",
        help="print the facts that the sources carry",
        description="Print facts computed from the tables of incidents and quantities, with the number of cases.",
        epilog="examples:\n  deterrence facts\n  deterrence facts SF1 Q082",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    facts.add_argument(
        "ids", metavar="ID", nargs="*", help="stylised facts (SF1) or facts (Q082, SF8.1); by default all stylised ones"
    )
    facts.set_defaults(run=_facts)


def _lab(options: argparse.Namespace) -> Exit:
    require_extra("matplotlib", "lab", "the report of the laboratory")
    from deterrence.report.progress import progress
    from deterrence.report.run import run

    try:
        with progress(quiet=options.quiet) as told:
            page = run(
                options.out, scenario_files=options.scenario, points=options.points, seed=options.seed, progress=told
            )
    except KeyboardInterrupt:
        print(f"deterrence: interrupted; to resume, run again: {_again(options)}", file=sys.stderr)
        return Exit.INTERRUPTED
    if not options.quiet:
        print(page)
    return Exit.OK


def _again(options: argparse.Namespace) -> str:
    """The command that resumes a run."""
    words = ["deterrence", "lab", "--out", str(options.out)]
    for path in options.scenario:
        words += ["--scenario", str(path)]
    words += ["--points", str(options.points), "--seed", str(options.seed)]
    return shlex.join(words + ["--quiet"] * options.quiet)


def _verify(options: argparse.Namespace) -> Exit:
    require_extra("matplotlib", "lab", "the report of the laboratory")
    from deterrence.report.check import check

    try:
        found = check(options.folder)
    except (FileNotFoundError, ValueError) as error:
        raise UsageError(
            f"{options.folder} holds no report: it needs to be a folder written by deterrence lab ({error})"
        ) from error
    for difference in found:
        print(difference)
    if found:
        return Exit.DIFFERENCES
    if not options.quiet:
        print(f"{options.folder}: every file is as recorded, and the numbers come out again")
    return Exit.OK


def _facts(options: argparse.Namespace) -> Exit:
    from deterrence.evidence import derived_facts, fact, stylised_facts
    from deterrence.report.words import measured

    patterns = {pattern.id: pattern for pattern in stylised_facts()}
    known = {one.id for one in derived_facts()} | {one.id for each in patterns.values() for one in each.measures}
    if unknown := [identifier for identifier in options.ids if identifier not in known | patterns.keys()]:
        raise UsageError(f"there is no fact {unknown[0]!r}; there are {', '.join(sorted(known | patterns.keys()))}")
    for identifier in options.ids or patterns:
        pattern = patterns.get(identifier)
        if pattern is not None:
            print(f"{pattern.id}  {pattern.statement}")
        for one in (fact(identifier),) if pattern is None else pattern.measures:
            print(f"  {one.id}  {one.statement} {measured(one)}")
            if one.note:
                print(f"      {one.note}")
        if pattern is not None:
            print(f"  Limits: {pattern.caveat}\n")
    return Exit.OK


def _points(text: str) -> int:
    return _whole(text, FEWEST_POINTS)


def _seed(text: str) -> int:
    return _whole(text, 0)


def _whole(text: str, least: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if value < least:
        raise argparse.ArgumentTypeError(f"needs a whole number of at least {least}; got {text!r}")
    return value


def _version() -> str:
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "(not installed)"
