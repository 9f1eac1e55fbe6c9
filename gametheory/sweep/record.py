"""A run on record: what went in, what computed it, what came out."""

from __future__ import annotations

import errno
import os
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gametheory.sweep.digest import (
    digest_bytes,
    digest_sources,
    digest_value,
    function_arguments,
    function_name,
)
from gametheory.sweep.tables import (
    PARTIAL,
    decode,
    decode_npz,
    encode,
    encode_json,
    encode_npz,
    write_atomically,
)

MANIFEST = "manifest.json"
FORMAT = 1
DISTRIBUTION = "gametheory-deterrence"

Table = dict[str, NDArray[Any]]


@contextmanager
def record(
    folder: str | os.PathLike[str],
    *,
    inputs: Iterable[str | os.PathLike[str]] = (),
    seed: int | None = None,
    options: Mapping[str, Any] | None = None,
) -> Iterator[Run]:
    """Keep a computation as a replication archive, and resume it where it was interrupted.

    The folder holds ``manifest.json``, copies of the inputs in ``inputs/``, the results in
    ``outputs/``, and in ``chunks/`` the finished pieces of long work. The manifest names every file
    with its SHA-256 and states the seed, the options, the versions of Python and the packages, and
    fingerprints of the source. It holds no absolute path: the folder can be moved.

    Every file is written whole or not at all. While the run lasts, and after one that an error or an
    interrupt ended, the manifest says ``"finished": null``. Recording into the same folder
    again resumes: :meth:`Run.chunked` computes only what is not there yet. A run replaces the
    outputs of an earlier one, and removes those that it does not make itself when it finishes.

    Parameters
    ----------
    folder : path
        Absent, empty, or an archive made here before.
    inputs : paths of files, their names all different
        Read once: what is copied is what is hashed. Read them as ``run.input(name)``.
    seed : int, optional
    options : mapping, optional
        What else the results depend on, as JSON can hold it; no absolute paths.

    Yields
    ------
    Run

    Raises
    ------
    FileExistsError
        If the folder holds something else than an archive.
    PermissionError
        If the folder cannot be written. Nothing in it has been changed then.
    ValueError, TypeError
        If two inputs share a name, or the options are not as described.

    See Also
    --------
    verify : check an archive, and compute it again

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> with record(folder.name, seed=1, options={"points": 3}) as run:
    ...     run.output("squares.csv", {"x": [0, 1, 2], "y": [0, 1, 4]})
    >>> from gametheory.sweep import verify
    >>> verify(folder.name, recompute={"squares.csv": lambda: {"x": [0, 1, 2], "y": [0, 1, 5]}})
    (Difference(file='squares.csv', kind='moved', detail='y[2] is 4.0 on record and 5.0 recomputed \
(1 of 3 values differ)'),)
    >>> folder.cleanup()
    """
    run = Run(Path(folder), inputs=inputs, seed=seed, options=dict(options or {}))
    yield run
    run.finish()


class Run:
    """A run being recorded; made by :func:`record`.

    Attributes
    ----------
    folder : Path
    seed : int or None
    options : dict
    """

    def __init__(
        self,
        folder: Path,
        *,
        inputs: Iterable[str | os.PathLike[str]],
        seed: int | None,
        options: dict[str, Any],
    ) -> None:
        _refuse_absolute_paths(options)
        self.folder = folder
        self.seed = seed
        self.options = decode(MANIFEST, encode_json(options))  # as the archive holds them
        contents = _read_inputs(inputs)
        replaced = _earlier_files(folder)
        self._chunks: set[Path] = set()
        self._manifest: dict[str, Any] = {
            "format": FORMAT,
            "finished": None,
            "python": sys.version.split()[0],
            "platform": sys.platform,
            "packages": _package_versions(),
            "sources": {},
            "seed": seed,
            "options": self.options,
            "inputs": {name: _entry(data) for name, data in contents.items()},
            "outputs": {},
            "replaces": replaced,  # until the run is finished: files of earlier runs
        }
        # what a chunk depends on besides its function and its piece
        self._identity = [self._manifest["inputs"], seed, self.options]
        try:
            self._save()
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise
            raise PermissionError(
                f"{folder} cannot be written; record into another folder. To check an archive use verify(), "
                "which writes nothing"
            ) from error
        for name, data in contents.items():
            write_atomically(folder / "inputs" / name, data)

    def input(self, name: str) -> Path:
        """Return the path of the archive's copy of an input."""
        if name not in self._manifest["inputs"]:
            raise ValueError(f"the inputs of this run are {sorted(self._manifest['inputs'])}; got {name!r}")
        return self.folder / "inputs" / name

    def chunked(
        self,
        name: str,
        function: Callable[[Any], Mapping[str, Any]],
        pieces: Iterable[Any],
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> Table:
        """Compute a table piece by piece, keeping each piece as soon as it is finished.

        A piece computed before, by this run or by one that was interrupted, is read instead. Kept
        pieces are told apart by the function's name and source, the source of this
        package and of the function's, the piece, and the inputs, seed and options of the run: if any of
        these has changed the piece is computed again. A change in any other package goes unnoticed:
        delete the folder ``chunks`` then, which is always safe.

        Parameters
        ----------
        name : str
            What the work is called.
        function : callable
            A function without closure, or a ``functools.partial`` of one. Takes a piece and returns named
            arrays, rows first; the names are the same for every piece.
        pieces : iterable, at least one
            Of numbers, strings, arrays, dataclasses, and lists, tuples and mappings of them. Random
            work takes its seed in the piece.
        progress : callable, optional
            Called with the number of finished pieces and of all.

        Returns
        -------
        dict of str to array
            The tables of all pieces, concatenated along the first axis in the order of the pieces.
        """
        _check_name(name)
        pieces = list(pieces)
        if not pieces:
            raise ValueError(f"the work {name!r} needs at least one piece; got none")
        work: list[Any] = [function_name(function), function_arguments(function)]
        sources = digest_sources(function)
        self._manifest["sources"] |= sources
        work += [sources, self._identity]
        tables = []
        for number, piece in enumerate(pieces, start=1):
            path = self.folder / "chunks" / name / f"{digest_value([work, piece])}.npz"
            self._chunks.add(path)
            kept = _kept(path)
            tables.append(_computed(path, function, piece) if kept is None else kept)
            if tables[-1].keys() != tables[0].keys():
                raise ValueError(
                    f"every piece of {name!r} needs the arrays {list(tables[0])}; "
                    f"piece {number} came with {list(tables[-1])}"
                )
            if progress is not None:
                progress(number, len(pieces))
        return {key: np.concatenate([table[key] for table in tables]) for key in tables[0]}

    def output(self, name: str, value: Any, *, relative: float = 1e-9, absolute: float = 1e-12) -> None:
        """Write a result and enter it in the manifest.

        Parameters
        ----------
        name : str
            A file name, with ``/`` for folders. Its ending says the format: ``.npz`` a mapping of arrays;
            ``.csv`` a mapping of columns; ``.json`` what JSON can hold, so no NaN; any other str or bytes.
        value
        relative, absolute : float
            How far a value x computed anew may lie from the one on record: ``absolute + relative * abs(x)``.
        """
        _check_name(name)
        data = encode(name, value)
        write_atomically(self.folder / "outputs" / name, data)
        self._manifest["outputs"][name] = _entry(data) | {"relative": relative, "absolute": absolute}
        self._save()

    def finish(self) -> None:
        """Mark the archive as finished and remove what earlier runs have left in it."""
        for name in set(self._manifest.pop("replaces")).difference(_files(self._manifest)):
            (self.folder / name).unlink(missing_ok=True)
        for path in [*self.folder.rglob(f".*{PARTIAL}"), *(self.folder / "chunks").rglob("*.npz")]:
            if path not in self._chunks:
                path.unlink(missing_ok=True)
        self._manifest["finished"] = datetime.now(UTC).isoformat(timespec="seconds")
        self._save()

    def _save(self) -> None:
        write_atomically(self.folder / MANIFEST, encode_json(self._manifest))


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of an archive.

    Raises
    ------
    FileNotFoundError, ValueError
        If there is none, or it is of another format.
    """
    manifest = decode(MANIFEST, (folder / MANIFEST).read_bytes())
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError(f"{folder / MANIFEST} is not the manifest of an archive of format {FORMAT}")
    return manifest


def _kept(path: Path) -> Table | None:
    """The table of a piece finished before, if its file is there and sound."""
    try:
        return decode_npz(path.read_bytes())
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile, zlib.error):
        return None


def _computed(path: Path, function: Callable[[Any], Mapping[str, Any]], piece: Any) -> Table:
    table = {key: np.atleast_1d(np.asarray(values)) for key, values in function(piece).items()}
    write_atomically(path, encode_npz(table))
    return table


def _entry(data: bytes) -> dict[str, Any]:
    return {"sha256": digest_bytes(data), "bytes": len(data)}


def _read_inputs(inputs: Iterable[str | os.PathLike[str]]) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    for path in map(Path, inputs):
        if path.name in contents:
            raise ValueError(f"inputs need different names; got two called {path.name!r}")
        contents[path.name] = path.read_bytes()
    return contents


def _files(manifest: Mapping[str, Any]) -> list[str]:
    """The files of an archive, as paths within it."""
    return [f"{part}/{name}" for part in ("inputs", "outputs") for name in manifest[part]]


def _earlier_files(folder: Path) -> list[str]:
    """The files that earlier runs have left in a folder."""
    if not folder.exists() or not any(folder.iterdir()):
        return []
    try:
        manifest = read_manifest(folder)
        return sorted({*_files(manifest), *manifest.get("replaces", ())})
    except (OSError, ValueError) as error:
        raise FileExistsError(
            f"{folder} needs to be absent, empty, or an archive with a readable {MANIFEST}; "
            "it holds something else. Record into another folder"
        ) from error


def _package_versions() -> dict[str, str]:
    """The versions of this package and of everything installed that it declares a need for at run time."""
    from importlib.metadata import PackageNotFoundError, requires, version

    try:
        needs = requires(DISTRIBUTION) or []
    except PackageNotFoundError:  # used from its source folder
        needs = ["numpy", "scipy", "numba", "xarray", "python-flint"]
    runtime = [need for need in needs if "extra ==" not in need or "symbolic" in need]
    found = {}
    for need in [DISTRIBUTION, *runtime]:
        name = re.split(r"[^A-Za-z0-9._-]", need, maxsplit=1)[0]
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _check_name(name: str) -> None:
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or "\\" in name or path.name.startswith("."):
        raise ValueError(f"a name in an archive needs to be a relative path inside it; got {name!r}")


def _refuse_absolute_paths(value: Any) -> None:
    if isinstance(value, str) and any(path(value).is_absolute() for path in (PurePosixPath, PureWindowsPath)):
        raise ValueError(f"options need to hold on every machine; got the absolute path {value!r}")
    items = value.values() if isinstance(value, Mapping) else value
    if isinstance(items, Iterable) and not isinstance(items, (str, bytes)):
        for item in items:
            _refuse_absolute_paths(item)
