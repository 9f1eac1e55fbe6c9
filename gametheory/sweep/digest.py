"""Fingerprints: of files, of values, and of the source that computes them."""

from __future__ import annotations

import hashlib
import marshal
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np


def digest_bytes(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def digest_value(value: Any) -> str:
    """Return a fingerprint that two values share only if they are the same in type and content.

    Numbers, strings, None, enumerations, arrays, DataArrays, and dataclasses, mappings, lists and
    tuples of them.

    Raises
    ------
    TypeError
        For any other type: what cannot be told apart must not stand for one another.
    """
    hashed = hashlib.sha256()
    for part in _parts(value):
        hashed.update(len(part).to_bytes(8, "big"))
        hashed.update(part)
    return hashed.hexdigest()


def digest_sources(function: Callable[..., Any]) -> dict[str, str]:
    """Fingerprint the source of this package and of the package that the function comes from."""
    function = unwrapped(function)
    package = function.__module__.partition(".")[0]
    main = getattr(sys.modules["__main__"], "__spec__", None)
    if package == "__main__" and main is not None:  # python -m package.module
        package = main.name.partition(".")[0]
    found = {name: _package_digest(name) for name in ("gametheory", package)}
    if not found[package]:  # typed into an interpreter: no file, but its compiled form
        found[package] = digest_bytes(marshal.dumps(function.__code__))
    return found


def function_name(function: Callable[..., Any]) -> str:
    """Return the full name of a function, for one whose name and arguments say all that it depends on."""
    function = unwrapped(function)
    if not hasattr(function, "__code__"):
        raise TypeError(f"chunked work needs a Python function; got {function!r}")
    if function.__closure__ or "<lambda>" in function.__qualname__:
        raise ValueError(
            f"chunked work needs a function that depends on its piece alone; got {function.__qualname__}, "
            "which may hold values that its name does not show. Define it at the top of a module "
            "and pass what it needs in the piece, or as arguments of functools.partial"
        )
    return f"{function.__module__}.{function.__qualname__}"


def function_arguments(function: Callable[..., Any]) -> list[Any]:
    """Return the arguments that partials have bound."""
    bound = []
    while isinstance(function, partial):
        bound.append([list(function.args), dict(function.keywords)])
        function = function.func
    return bound


def unwrapped(function: Callable[..., Any]) -> Any:
    """Return the function inside its partials."""
    while isinstance(function, partial):
        function = function.func
    return function


def _package_digest(name: str) -> str:
    """The fingerprint of every source file of a package, or "" if it has none."""
    module = sys.modules.get(name)
    roots = [Path(root) for root in getattr(module, "__path__", ())]
    files = [(file.relative_to(root).as_posix(), file) for root in roots for file in root.rglob("*.py")]
    source = getattr(module, "__file__", None)
    if not roots and source is not None:
        files = [(Path(source).name, Path(source))]
    return digest_value(sorted((name, file.read_bytes()) for name, file in files)) if files else ""


def _parts(value: Any) -> Iterator[bytes]:
    """A value as a sequence of byte strings, each compound opened by its type and length."""
    if isinstance(value, Enum):
        yield f"enum {type(value).__module__}.{type(value).__qualname__}.{value.name}".encode()
    elif value is None or isinstance(value, (bool, int, str)):
        yield f"{type(value).__name__} {value}".encode()
    elif isinstance(value, bytes):
        yield b"bytes " + value
    elif isinstance(value, float) and not isinstance(value, np.generic):
        yield f"float {value.hex()}".encode()
    elif isinstance(value, (np.ndarray, np.generic)) and not value.dtype.hasobject:
        array = np.asarray(value)
        yield f"array {array.dtype.str} {array.shape}".encode()
        yield array.tobytes()
    elif hasattr(value, "dims") and hasattr(value, "coords") and not hasattr(value, "data_vars"):
        yield f"labelled {value.dims}".encode()
        yield from _parts(np.asarray(value))
        yield from _parts({str(name): np.asarray(array) for name, array in value.coords.items()})
    elif is_dataclass(value) and not isinstance(value, type):
        yield f"dataclass {type(value).__module__}.{type(value).__qualname__}".encode()
        yield from _parts({field.name: getattr(value, field.name) for field in fields(value)})
    elif isinstance(value, Mapping):
        yield f"mapping {len(value)}".encode()
        for key in sorted(value, key=lambda key: (type(key).__name__, str(key))):
            yield from _parts(key)
            yield from _parts(value[key])
    elif isinstance(value, (tuple, list)):
        yield f"{type(value).__name__} {len(value)}".encode()
        for item in value:
            yield from _parts(item)
    else:
        raise TypeError(
            f"no fingerprint for a {type(value).__name__}: {value!r}. Use numbers, strings, arrays, "
            "and dataclasses, mappings, lists and tuples of them"
        )
