"""Compile array kernels with numba where it is installed; run the very same functions as plain Python elsewhere.

Kernels are written on flat one-dimensional sequences and integers, so that plain Python may run them on lists, which is
several times faster than on numpy arrays, and both ways take the same steps. `MUSUBI_NUMBA=0` switches numba off.
The compiled code is cached in ``NUMBA_CACHE_DIR``, which the caller chooses before the first import.
"""

from __future__ import annotations

import contextlib
import importlib
import os
from collections.abc import Callable
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

numba: Any = None
if os.environ.get("MUSUBI_NUMBA") != "0":
    with contextlib.suppress(ImportError):
        numba = importlib.import_module("numba")

COMPILES = numba is not None
Ints = Any  # an array of int64 when compiled, a list of int when plain
Floats = Any


def kernel(function: F) -> F:
    """Compile a kernel: releases the interpreter's lock, cached on disk, no fast-math (results stay identical)."""
    if numba is None:
        return function
    return cast("F", numba.njit(cache=True, nogil=True)(function))
