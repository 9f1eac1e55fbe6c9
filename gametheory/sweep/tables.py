"""Results as files: written whole or not at all, read without pickle, compared by value."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from collections.abc import Mapping
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
    """Return the value that :func:`encode` wrote: arrays, columns of text, JSON, or the bytes."""
    match PurePosixPath(name).suffix:
        case ".npz":
            return decode_npz(data)
        case ".csv":
            heading, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
            return {title: [row[k] for row in rows] for k, title in enumerate(heading)}
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
            member = zipfile.ZipInfo(f"{name}.npy")  # dated 1980, so that the bytes depend on the arrays alone
            member.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(member, "w", force_zip64=True) as file:
                np.lib.format.write_array(file, np.asanyarray(array), allow_pickle=False)
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


def differences(stored: Any, fresh: Any, *, relative: float, absolute: float, at: str = "") -> list[str]:
    """Say where two decoded values differ by more than ``absolute + relative * abs(stored)``."""
    if isinstance(stored, Mapping) and isinstance(fresh, Mapping):
        found = [f"{_place(at, key)} is recorded, but was not recomputed" for key in stored if key not in fresh]
        found += [f"{_place(at, key)} was recomputed, but is not recorded" for key in fresh if key not in stored]
        for key in stored:
            if key in fresh:
                found += differences(
                    stored[key], fresh[key], relative=relative, absolute=absolute, at=_place(at, key)
                )
        return found
    if isinstance(stored, list) and isinstance(fresh, list) and len(stored) == len(fresh):
        pairs = enumerate(zip(stored, fresh, strict=True))
        return [
            line
            for k, (old, new) in pairs
            for line in differences(old, new, relative=relative, absolute=absolute, at=f"{at}[{k}]")
        ]
    return _array_difference(np.asarray(stored), np.asarray(fresh), relative, absolute, at)


def _array_difference(
    old: NDArray[Any], new: NDArray[Any], relative: float, absolute: float, at: str
) -> list[str]:
    if old.shape != new.shape:
        return [f"{at} has shape {old.shape} on record and {new.shape} recomputed".strip()]
    numeric = old.dtype.kind in "iufc" and new.dtype.kind in "iufc"
    if numeric:
        same = np.isclose(new, old, rtol=relative, atol=absolute, equal_nan=True)
    elif {old.dtype.kind, new.dtype.kind} == {"U"}:
        same = (old == new) | np.vectorize(_close_text, otypes=[bool])(old, new, relative, absolute)
    else:
        same = (old == new) if old.dtype.kind == new.dtype.kind else np.zeros(old.shape, dtype=bool)
    if same.all():
        return []
    first = tuple(map(int, np.argwhere(~same)[0]))
    where = f"{at}{list(first) if first else ''}"
    line = f"{where} is {old[first].item()!r} on record and {new[first].item()!r} recomputed"
    if np.size(same) > 1:
        line += f" ({np.count_nonzero(~same)} of {np.size(same)} values differ)"
    return [line.strip()]


def _close_text(old: str, new: str, relative: float, absolute: float) -> bool:
    """Whether two cells of text are the same number, to the tolerances."""
    try:
        return bool(np.isclose(float(new), float(old), rtol=relative, atol=absolute, equal_nan=True))
    except ValueError:
        return False


def _encode_csv(name: str, columns: Mapping[str, Any]) -> bytes:
    arrays = {title: np.asarray(values) for title, values in columns.items()}
    shapes = {array.shape for array in arrays.values()}
    if len(shapes) != 1 or len(shapes.copy().pop()) != 1:
        raise ValueError(
            f"{name!r} needs columns of one length; got shapes "
            f"{ {title: array.shape for title, array in arrays.items()} }"
        )
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


def _place(at: str, key: Any) -> str:
    return f"{at}.{key}" if at else str(key)
