"""Compile array kernels with numba where it is installed; run the very same functions as plain Python elsewhere.

Kernels are written on flat one-dimensional sequences and integers, so that plain Python may run them on lists, which is
several times faster than on numpy arrays, and both ways take the same steps. `MUSUBI_NUMBA=0` switches numba off.
The compiled code is cached under ``NUMBA_CACHE_DIR``, which the caller chooses before the first import (else in
``MUSUBI_DATA`` or the user's cache folder), in a folder named after the kernels' sources.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

numba: Any = None
if os.environ.get("MUSUBI_NUMBA") != "0":
    with contextlib.suppress(ImportError):
        numba = importlib.import_module("numba")

COMPILES = numba is not None


def _stamp() -> str:
    """A digest of the engine's sources: numba's cache does not notice a change in a kernel called from another file."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).resolve().parents[1].rglob("*.py")):
        if path.parent.name in ("common", "kernels"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder() -> Path:
    """Where compiled code is kept: NUMBA_CACHE_DIR, else in MUSUBI_DATA, else in the user's cache folder."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    data = os.environ.get("MUSUBI_DATA") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(chosen or Path(data, "musubi-engine-compiled"), _stamp())


if COMPILES:
    with contextlib.suppress(OSError, RuntimeError):  # no folder to write to: numba finds its own place
        _cache_folder().mkdir(parents=True, exist_ok=True)
        numba.config.CACHE_DIR = str(_cache_folder())
Ints = Any  # an array of int64 when compiled, a list of int when plain
Floats = Any


def kernel(function: F) -> F:
    """Compile a kernel: releases the interpreter's lock, cached on disk, no fast-math (results stay identical).

    Kernels receive all the arrays they use and make none, so numba need not count references to them: with dozens of
    arrays in a call, counting took more time than the work (``_nrt=False``; a kernel that does make an array is refused).
    """
    if numba is None:
        return function
    return cast("F", numba.njit(cache=True, nogil=True, _nrt=False)(function))


def _copy_part(source: Any, target: Any, first: int, end: int) -> None:
    """Copy a part of one sequence to the same place of another."""
    for k in range(first, end):
        target[k] = source[k]


def _copy_slice(source: Any, target: Any, first: int, end: int) -> None:
    target[first:end] = source[first:end]


copy_part = kernel(_copy_part) if COMPILES else _copy_slice
