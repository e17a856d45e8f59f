"""What an e-mail address looks like, and which ones a message can be sent to."""

from __future__ import annotations

import re
from email.headerregistry import Address

from data.addresses import bare_address
from errors import MailError

_EMAIL = re.compile(r"[^@\s,;<>\"()\[\]:\\]{1,64}@[^@\s,;<>\"()\[\]:\\.]+(\.[^@\s,;<>\"()\[\]:\\.]+)+")

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_PLAIN = re.compile(rf"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@{_LABEL}(?:\.{_LABEL})*")
"""Addresses that need no second look; most are."""


def is_email(text: str) -> bool:
    """Tell whether a text is one e-mail address that a message can be sent to."""
    if not looks_like_email(text):
        return False
    try:
        envelope_address(text)
    except MailError:
        return False
    return True


def looks_like_email(text: str) -> bool:
    """Tell whether a text has the form of one e-mail address, whether or not servers take it."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def envelope_address(address: str) -> str:
    """Return an address as servers that know no Unicode take it: the domain in Punycode.

    Raises
    ------
    MailError
        ``address``: the part before the @ has letters that only few servers take, or it is no address.
    """
    local, _, domain = address.rpartition("@")
    if _PLAIN.fullmatch(address) and all(len(part) < 64 for part in domain.split(".")):
        return address
    try:
        local.encode("ascii")
        plain = f"{local}@{domain.encode('idna').decode()}"
        Address(addr_spec=plain)
    except Exception:  # the parser of the standard library raises whatever it stumbles over
        raise MailError("This address cannot be written to.", "address") from None
    return plain


def same_mailbox(address: str) -> str:
    """Return a form that the spellings of an address share: case, Unicode form, unseen signs, Punycode."""
    bare = bare_address(address)
    try:
        return envelope_address(bare)
    except MailError:
        return bare


__all__ = ["bare_address", "envelope_address", "is_email", "looks_like_email", "same_mailbox"]
