"""Results as files: written whole or not at all, read without pickle, compared by value."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

PARTIAL = ".part"  # the ending of a file being written


def encode(name: str, value: Any) -> bytes:
    """Return a value as the bytes of a file, in the format that the ending of its name says.

    Raises
    ------
    TypeError, ValueError
        If the format cannot hold the value.
    """
    match PurePosixPath(name).suffix:
        case ".npz":
            return encode_npz(value)
        case ".csv":
            return _encode_csv(name, value)
        case ".json":
            return encode_json(value)
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, bytes):
        return value
    raise TypeError(
        f"{name!r} needs a str or bytes; got {type(value).__name__}. Names that end in .npz, .csv or .json "
        "take tables and values"
    )


def decode(name: str, data: bytes) -> Any:
    """Return the value that :func:`encode` wrote: arrays, columns of numbers or text, JSON, or the bytes."""
    match PurePosixPath(name).suffix:
        case ".npz":
            return decode_npz(data)
        case ".csv":
            heading, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
            return {title: _column([row[k] for row in rows]) for k, title in enumerate(heading)}
        case ".json":
            return json.loads(data)
    return data


def encode_npz(table: Mapping[str, Any]) -> bytes:
    """Return named arrays as an .npz file, the same bytes for the same arrays."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, values in table.items():
            array = np.asarray(values)
            if array.dtype.hasobject:
                raise TypeError(f"array {name!r} needs numbers, truth values or strings; got dtype {array.dtype}")
            member = zipfile.ZipInfo(f"{name}.npy")  # dated 1980: the bytes depend on the arrays alone
            member.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(member, "w", force_zip64=True) as file:
                np.lib.format.write_array(file, array, allow_pickle=False)
    return buffer.getvalue()


def decode_npz(data: bytes) -> dict[str, NDArray[Any]]:
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def encode_json(value: Any) -> bytes:
    """Return a value as JSON; NaN has no place there, and is refused."""
    return (json.dumps(value, indent=2, allow_nan=False, default=_plain) + "\n").encode()


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that at every moment either all of it or nothing of it is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}{PARTIAL}")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def differences(stored: Any, fresh: Any, *, relative: float, absolute: float) -> list[str]:
    """Say where two decoded values differ: numbers by more than ``absolute + relative * abs(stored)``."""
    return list(_differences("", stored, fresh, relative, absolute))


def _differences(at: str, old: Any, new: Any, relative: float, absolute: float) -> Iterator[str]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in (key for key in old if key not in new):
            yield f"{at}{key} is on record, but was not recomputed"
        for key in (key for key in new if key not in old):
            yield f"{at}{key} was recomputed, but is not on record"
        for key in (key for key in old if key in new):
            yield from _differences(f"{at}{key}.", old[key], new[key], relative, absolute)
        return
    before, after = _array(old), _array(new)
    if before is None or after is None:
        if not (isinstance(old, list) and isinstance(new, list) and len(old) == len(new)):
            yield f"{_place(at)} is {old!r} on record and {new!r} recomputed"
            return
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _differences(f"{_place(at)}[{number}].", one, other, relative, absolute)
        return
    if before.shape != after.shape:
        yield f"{_place(at)} has shape {before.shape} on record and {after.shape} recomputed"
        return
    same = _same(before, after, relative, absolute)
    if not same.all():
        first = tuple(map(int, np.argwhere(~same)[0]))
        place = f"{_place(at)}{list(first) if first else ''}"
        was, now = (np.asarray(array[first]).item() for array in (before, after))
        line = f"{place} is {was!r} on record and {now!r} recomputed"
        yield line + (f" ({np.count_nonzero(~same)} of {same.size} values differ)" if same.size > 1 else "")


def _array(value: Any) -> NDArray[Any] | None:
    """A value as an array, or None if it is a mapping or a list of more than numbers in a regular shape."""
    if isinstance(value, Mapping):
        return None
    if not isinstance(value, list):
        return np.asarray(value)
    try:
        array = np.asarray(value)
    except ValueError:  # ragged
        return None
    return array if array.dtype.kind in "iuf" else None


def _same(old: NDArray[Any], new: NDArray[Any], relative: float, absolute: float) -> NDArray[np.bool_]:
    if old.dtype.kind in "iufc" and new.dtype.kind in "iufc":
        return np.asarray(np.isclose(new, old, rtol=relative, atol=absolute, equal_nan=True))
    if old.dtype.kind != new.dtype.kind:
        return np.zeros(old.shape, dtype=bool)
    return np.asarray(old == new)


def _place(at: str) -> str:
    return at.removesuffix(".") or "the value"


def _column(cells: list[str]) -> NDArray[Any]:
    """The cells of a column as numbers, if all of them are."""
    try:
        return np.array([float(cell) for cell in cells])
    except ValueError:
        return np.array(cells)


def _encode_csv(name: str, columns: Mapping[str, Any]) -> bytes:
    arrays = {title: np.asarray(values) for title, values in columns.items()}
    shapes = {title: array.shape for title, array in arrays.items()}
    if len(set(shapes.values())) != 1 or {array.ndim for array in arrays.values()} != {1}:
        raise ValueError(f"{name!r} needs columns of one length; got the shapes {shapes}")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(arrays)
    writer.writerows(zip(*(array.tolist() for array in arrays.values()), strict=True))
    return text.getvalue().encode()


def _plain(value: Any) -> Any:
    """NumPy numbers and arrays, and DataArrays, as JSON knows them."""
    if isinstance(value, (np.generic, np.ndarray)) or hasattr(value, "dims"):
        return np.asarray(value).tolist()
    raise TypeError(f"JSON needs numbers, strings, lists and mappings; got {type(value).__name__}: {value!r}")
