"""Whose browser it is that opens a page or sends a file: a member of staff, a candidate, or nobody known."""

from __future__ import annotations

from typing import Literal, NamedTuple

from data import sign_ins, sittings
from data.engine import reading
from errors import StorageError
from workflows.access import MAY, Deed
from workflows.clock import utc_now

Kind = Literal["staff", "candidate", "nobody"]
BRINGING: tuple[Deed, ...] = ("invite", "edit_campaign")
"""Deeds with a file: a list of candidates, a charter."""


class Visitor(NamedTuple):
    """Who it is, as far as their cookies prove it."""

    kind: Kind
    id: str
    """Of the account or the candidate; empty for nobody."""
    language: str = "en"
    may_bring: bool = False
    """Whether their role has a page on which a file is brought in."""


NOBODY = Visitor("nobody", "")


def visitor_of(staff_token: str | None, sitting_token: str | None) -> Visitor:
    """Return who holds these two cookies; a database that does not answer knows nobody."""
    if not staff_token and not sitting_token:
        return NOBODY
    try:
        with reading() as connection:
            if staff_token and (found := sign_ins.signed_in(connection, staff_token, utc_now())):
                account = found.account
                brings = any(account.role in MAY[deed] for deed in BRINGING)
                return Visitor("staff", account.id, account.language, brings)
            if sitting_token and (invited := sittings.invited_by(connection, sitting_token)):
                return Visitor("candidate", invited.candidate_id, invited.language or "en")
    except StorageError:
        return NOBODY
    return NOBODY
