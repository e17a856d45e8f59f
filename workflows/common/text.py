"""Text as somebody typed or pasted it: cleaned, checked, and compared.

Names are compared as Unicode compares identifiers (NFKC_Casefold: case, composed or decomposed accents, full
width, signs without a shape), and without any white space. A name in one spelling is kept as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from email.headerregistry import Address
from typing import Any
from urllib.parse import urlsplit

from data.common.tokens import bare_address as bare_address
from errors import AnswerError, DecisionError, MailError, TwoSpellings

MIN_REASON, MAX_REASON = 20, 4000
"""Characters of a reason, white space around it left out."""
MAX_PLACE = 300
"""Longest place, in characters."""
_REFUSED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
"""Control characters but tab and line feed, what no XML may hold, and halves of letters."""
_JOINERS = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
"""Drawn as nothing, or turning what follows around; joiners are seen to apart."""
_INVISIBLE = re.compile(
    "[\\s\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)
"""White space, and what is drawn as nothing without being of the category of format signs (UAX 44,
Default_Ignorable_Code_Point; U+2800 is a blank Braille cell)."""
_FORMAT, _CONTROL = "Cf", "Cc"
_FORBIDDEN = re.compile(r"[\s\x00-\x1f\x7f\"'<>\\`{}|^\u0080-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What no address needs and a page or a calendar could take for something else."""
_EMAIL = re.compile(r"[^@\s,;<>\"()\[\]:\\]{1,64}@[^@\s,;<>\"()\[\]:\\.]+(\.[^@\s,;<>\"()\[\]:\\.]+)+")

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_PLAIN = re.compile(rf"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@{_LABEL}(?:\.{_LABEL})*")
"""Addresses that need no second look; most are."""


def strip_control_characters(text: str) -> str:
    """Return a text whose lines end in one way and that can be stored everywhere."""
    return _REFUSED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def tidy(text: str) -> str:
    """Return a name in one Unicode form, without signs that are not seen or doubled spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    normal = unicodedata.normalize("NFC", text)
    shown = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in normal)
    if not shown.isascii():
        shown = _UNSEEN.sub("", _JOINERS.sub(_kept_joiner, shown))
    return " ".join(unicodedata.normalize("NFC", shown).split())


def _kept_joiner(match: re.Match[str]) -> str:
    """Keep a joiner where scripts are written with them, such as Persian and Hindi, and what chooses a form.

    Forms are chosen of the sign before, as in Japanese names and of emoji.
    """
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    is_joiner = match[0] in "\u200c\u200d"
    return match[0] if before > "\u02ff" and (after > "\u02ff" or not is_joiner) else ""


def single_line(text: str) -> str:
    """Return a text on one line, with single spaces."""
    return " ".join(strip_control_characters(text).split())


def checked_reason(text: str) -> str:
    """Return a reason without white space around it.

    Raises
    ------
    DecisionError
        ``reason_short`` or ``reason_long``, with what was counted; nothing was stored.
    """
    reason = text.strip()
    if len(reason) < MIN_REASON:
        raise DecisionError(
            f"A reason needs {MIN_REASON} characters; this has {len(reason)}.",
            "reason_short",
            n=len(reason),
            least=MIN_REASON,
        )
    if len(reason) > MAX_REASON:
        raise DecisionError(
            f"A reason has at most {MAX_REASON} characters; this has {len(reason)}.",
            "reason_long", n=len(reason), most=MAX_REASON,
        )  # fmt: skip
    return reason


def link_of(place: str) -> str | None:
    """Return the link a place is, or None.

    Only ``http`` and ``https`` with a host, and neither a user's name nor a password before it: these let an
    address look like another one.
    """
    if _FORBIDDEN.search(place):
        return None
    try:
        parts = urlsplit(place)
        has_host, _ = bool(parts.hostname), parts.port
    except ValueError:
        return None
    is_plain = parts.scheme in ("http", "https") and has_host and "@" not in parts.netloc
    return place if is_plain else None


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


def same_name(name: str) -> str:
    """Return a form that all spellings of a name share; empty when nothing of the name can be seen."""
    if name.isascii():
        return "".join(name.split()).casefold()
    # Folding sets free blanks and signs without a shape here and there, so they are taken out after it too.
    folded = _seen(_folded(_folded(_seen(name))))
    return unicodedata.normalize("NFC", folded.replace("i\u0307", "i"))


def _seen(text: str) -> str:
    """Return a text without white space and without signs that are drawn as nothing."""
    return "".join(sign for sign in _INVISIBLE.sub("", text) if unicodedata.category(sign) != _FORMAT)


def _folded(text: str) -> str:
    """Return a text without the differences of case (through capitals: dotless i is one of i) and of form."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", text).upper().casefold())


def is_name(value: object) -> bool:
    """Tell whether a value is a text on one line of which something can be seen."""
    return (
        type(value) is str
        and not any(unicodedata.category(sign) == _CONTROL for sign in value)
        and bool(same_name(value))
    )


def name_in(line: Mapping[str, Any], field: str) -> str:
    """Return the name in a field of a line; AnswerError when it is none."""
    name = line[field]
    if not is_name(name):
        raise AnswerError(field, f"a name or number of the {field}, as text on one line", name)
    return name


def known_name(line: Mapping[str, Any], candidates: Spellings) -> str:
    """Return the candidate of a line; AnswerError when the file of answers does not have it."""
    name = line["candidate"]
    # The type comes first: an unhashable value cannot be looked up.
    if type(name) is not str or name not in candidates:
        if is_name(name):
            candidates.refuse_other(name)
        raise AnswerError("candidate", "a candidate of the file of answers", name)
    return name


class Spellings:
    """The names of one kind of people, each as it was written first, and where."""

    def __init__(self, field: str) -> None:
        self._field = field
        self._first: dict[str, tuple[str, str]] = {}
        self._known: set[str] = set()

    def __contains__(self, name: str) -> bool:
        """Tell whether a name was noted, in this spelling."""
        return name in self._known

    def take(self, name: str, place: str) -> None:
        """Note a name of a good line, or raise TwoSpellings when it was written otherwise before."""
        if name not in self._known:
            self.refuse_other(name)
            self._first[same_name(name)] = (name, place)
            self._known.add(name)

    def refuse_other(self, name: str) -> None:
        """Raise TwoSpellings when a name was written otherwise before."""
        if name in self._known:
            return
        first, place = self._first.get(same_name(name), (name, ""))
        if first != name:
            raise TwoSpellings(self._field, name, first, place)
