"""Memory that a large file took goes back to the system: the C library would keep it for the next one."""

from __future__ import annotations

import ctypes
from functools import lru_cache
from typing import Any


def give_back() -> None:
    """Return what is free to the system, where the C library can (glibc); others do so by themselves or not.

    It takes some milliseconds, without holding up other threads of Python.
    """
    if (trim := _trim()) is not None:
        trim(0)


@lru_cache(maxsize=1)
def _trim() -> Any:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None
