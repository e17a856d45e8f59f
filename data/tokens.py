"""Secrets that open a door by link or cookie: drawn at random, kept only as a hash."""

from __future__ import annotations

import hashlib
import secrets

TOKEN_LENGTH = 22
"""Characters of the secret in a link: 128 bits, six to a character."""


def new_token(bits: int = 128) -> str:
    """Return a new secret for a link or a cookie, as text that fits into an address."""
    return secrets.token_urlsafe(bits // 8)


def token_hash(token: str) -> str:
    """Return what the database keeps of a secret: SHA-256, 64 hexadecimal digits.

    No salt is needed: a random secret of 128 bits cannot be guessed from a table of hashes.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
