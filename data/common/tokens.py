"""Secrets of links and cookies, secrets of the installation, and e-mail addresses as they are kept."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

from sqlalchemy import Connection, select

from data.audit.written import insert_missing
from data.schema import secret

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


def secret_of(connection: Connection, name: str) -> bytes | None:
    """Return a secret of 32 bytes, or None when it was never needed."""
    value = connection.scalar(select(secret.c.value).where(secret.c.name == name))
    return None if value is None else bytes.fromhex(value)


def ensure_secret(connection: Connection, name: str) -> None:
    """Draw a secret unless there is one; two who need it at once keep the same."""
    insert_missing(connection, secret, [{"name": name, "value": secrets.token_hex(32)}])


_MAILTO = re.compile(r"mailto:\s*", re.IGNORECASE)
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]")
"""Drawn as nothing without being of the category of format signs."""
_NAMED = re.compile(r"[^<>]*<([^<>\s]+@[^<>\s]+)>[\s;,.]*")
"""As mail programs write it: a name, then the address in angle brackets."""
_AROUND = " \t\r\n\xa0;,'\"<>()[]"


def bare_address(text: str) -> str:
    """Return an address in small letters and one Unicode form, without what is not part of it.

    Taken off: signs that are not seen, ``mailto:`` with what follows a question mark, a name before angle
    brackets, and marks and blanks around it. Whether it is an address is another question.
    """
    visible = text if text.isascii() and text.isprintable() else _without_unseen(text)
    named = _NAMED.fullmatch(visible.strip())
    bare = (named[1] if named else visible).strip(_AROUND)
    without = _MAILTO.match(bare)
    if without:
        bare = bare[without.end() :].partition("?")[0]
    # A dot after an address ends a sentence.
    whole = bare.strip(_AROUND).rstrip("." + _AROUND)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", whole).lower())


def _without_unseen(text: str) -> str:
    return "".join(
        sign for sign in _UNSEEN.sub("", text) if unicodedata.category(sign) not in ("Cf", "Cc", "Zl", "Zp")
    )
