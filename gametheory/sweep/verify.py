"""Whether an archive is whole, and whether its results come out again."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from zipfile import BadZipFile

from gametheory.sweep.digest import digest_bytes
from gametheory.sweep.record import MANIFEST, read_manifest
from gametheory.sweep.tables import PARTIAL, decode, differences, encode

UNREADABLE = (OSError, EOFError, ValueError, LookupError, BadZipFile, zlib.error)
"""What the readers of .npz, .csv and .json files raise for bytes that are none."""


@dataclass(frozen=True)
class Difference:
    """One thing in an archive that is not as the manifest says.

    Attributes
    ----------
    file : str
        The name of the input or output, or of the manifest.
    kind : str
        "unfinished", the run did not finish; "missing", the file is; "altered", its bytes have changed;
        "unlisted", it is not in the manifest; "moved", a value in it is beyond the tolerances when computed again.
    detail : str
        What was found, in a sentence.
    """

    file: str
    kind: Literal["unfinished", "missing", "altered", "unlisted", "moved"]
    detail: str

    def __str__(self) -> str:
        return f"{self.file}: {self.detail}"


def verify(
    folder: str | os.PathLike[str], *, recompute: Mapping[str, Callable[[], Any]] | None = None
) -> tuple[Difference, ...]:
    """Check an archive against its manifest, and its outputs against a computation made anew.

    Nothing is written, so an archive on read-only storage can be checked.

    Parameters
    ----------
    folder : path
        An archive made by :func:`record`, wherever it has been moved.
    recompute : mapping of output name to callable, optional
        Each takes no argument and returns the value once given to :meth:`Run.output`. Numbers
        are compared within the tolerances that the manifest states for the output, all else exactly.

    Returns
    -------
    tuple of Difference, file by file
        Empty if everything is as recorded.

    Raises
    ------
    FileNotFoundError
        If there is no manifest.
    ValueError
        If it is of another format, or ``recompute`` names something that is no output.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    recompute = recompute or {}
    if unknown := sorted(recompute.keys() - manifest["outputs"].keys()):
        raise ValueError(f"only outputs can be recomputed, here {sorted(manifest['outputs'])}; got {unknown}")
    found = []
    if manifest["finished"] is None:
        found.append(Difference(MANIFEST, "unfinished", "the run was interrupted; record it again to resume"))
    for part in ("inputs", "outputs"):
        found += _altered(folder / part, manifest[part])
        found += _unlisted(folder / part, manifest[part])
    for name, compute in recompute.items():
        found += _moved(folder / "outputs" / name, name, manifest["outputs"][name], compute)
    return tuple(found)


def _altered(folder: Path, entries: Mapping[str, Any]) -> list[Difference]:
    found = []
    for name, entry in entries.items():
        if not (folder / name).is_file():
            found.append(Difference(name, "missing", f"recorded in {folder.name}/, but not there"))
            continue
        data = (folder / name).read_bytes()
        if digest_bytes(data) != entry["sha256"]:
            size = f"{entry['bytes']} bytes on record, {len(data)} now"
            found.append(Difference(name, "altered", f"SHA-256 differs from the one on record ({size})"))
    return found


def _unlisted(folder: Path, entries: Mapping[str, Any]) -> list[Difference]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != PARTIAL)
    names = sorted(path.relative_to(folder).as_posix() for path in files)
    return [
        Difference(name, "unlisted", f"in {folder.name}/, but not in the manifest")
        for name in names
        if name not in entries
    ]


def _moved(path: Path, name: str, entry: Mapping[str, Any], compute: Callable[[], Any]) -> list[Difference]:
    if not path.is_file():
        return []  # reported as missing
    data = path.read_bytes()
    try:
        stored = decode(name, data)
    except UNREADABLE as error:
        if digest_bytes(data) != entry["sha256"]:
            return []  # reported as altered
        return [Difference(name, "altered", f"its bytes are those recorded, but they cannot be read: {error}")]
    fresh = decode(name, encode(name, compute()))
    if isinstance(stored, bytes):
        lines = [] if stored == fresh else ["the recomputed file differs from the one on record"]
    else:
        lines = differences(stored, fresh, relative=entry["relative"], absolute=entry["absolute"])
    return [Difference(name, "moved", line) for line in lines]
