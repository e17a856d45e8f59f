"""The fingerprint of a frozen form, by which a change of what was asked, or of a key, is noticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping


def canonical_json(data: object) -> str:
    """Return JSON that is the same for equal data: sorted keys, no spaces, UTF-8 letters as they are."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def form_sha256(form: Mapping[str, object]) -> str:
    """Return the SHA-256 of a form without its own ``sha256`` member, as 64 hexadecimal digits."""
    return sha256_of({name: value for name, value in form.items() if name != "sha256"})


def sha256_of(data: object) -> str:
    """Return the SHA-256 of plain data, as 64 hexadecimal digits: equal for equal data."""
    return hashlib.sha256(canonical_json(data).encode("utf-8")).hexdigest()
