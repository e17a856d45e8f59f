"""The secret of a link as mail programs leave it: with a full stop or a quote behind it, or broken in two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.tokens import TOKEN_LENGTH

MAX_TEXT = 512
"""Characters; what is longer is no link of ours, whatever was put around it."""
MAX_TRIED = 4
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,64}")
_BETWEEN = re.compile(r"[\s=\u00ad\u200b-\u200f\u2060\ufeff]+")
"""What a program puts where it breaks a line: spaces, the sign of quoted-printable, signs nobody sees."""


def secrets_in(text: str) -> Iterator[str]:
    """Name what may be the secret in the last part of an address, the likeliest first.

    Only what stands around a secret is taken off. In it case matters, and nothing is guessed.
    """
    runs = _SECRET.findall(_BETWEEN.sub("", text[:MAX_TEXT]))
    named = [one for run in runs for one in (run, run[:TOKEN_LENGTH])]
    yield from list(dict.fromkeys(named))[:MAX_TRIED]
