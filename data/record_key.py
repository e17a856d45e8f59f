"""The key outside the database: who has the database and not the key cannot write a seal that holds."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from errors import SettingsError
from settings import settings

Mac = Callable[[str], str]
"""From a seal's hash to its MAC, both 64 hexadecimal digits."""

LEAST_BYTES = 32
_NAME = "ENTREGENT_RECORD_KEY_FILE"


def record_mac() -> Mac | None:
    """Return what makes the MAC of a seal, or None when no key is set.

    Raises
    ------
    SettingsError
        A file is named that cannot be read, or holds less than 32 bytes.
    """
    name = settings().record_key_file
    return _mac(Path(name)) if name else None


@lru_cache
def _mac(path: Path) -> Mac:
    try:
        key = path.read_bytes().strip()
    except OSError as problem:
        raise SettingsError(f"{_NAME}: {path} cannot be read ({problem.strerror}).") from problem
    if len(key) < LEAST_BYTES:
        raise SettingsError(
            f"{_NAME}: {path} holds {len(key)} bytes, expected {LEAST_BYTES} or more. "
            f"`openssl rand -hex 32 > {path}` makes one."
        )
    return lambda sha256: hmac.new(key, sha256.encode(), hashlib.sha256).hexdigest()
