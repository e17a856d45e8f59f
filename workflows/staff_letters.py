"""Messages to members of staff: what they are about; the sentences themselves are elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from data.accounts import Account
from data.mail import Kind, NewMail
from data.requests import Kind as RequestKind
from workflows.letters import Letter
from workflows.typed_text import one_line


@dataclass(frozen=True, kw_only=True)
class StaffOccasion:
    """Everything a message to a member of staff may mention: no candidate, nothing a candidate wrote."""

    kind: Kind
    name: str
    """Of whoever reads it."""
    language: str
    link: str = ""
    """Address of a page, or the link that opens it once."""
    campaign: str = ""
    request: RequestKind | None = None
    due_on: dt.date | None = None
    """The last day on which a request can be answered in time."""


StaffWriter = Callable[[StaffOccasion], Letter]
"""Writes the message of an occasion, in the reader's language."""


def mail_to(
    account: Account, about: StaffOccasion, write: StaffWriter, *, by: str, campaign_id: str | None = None
) -> NewMail:
    """Return the message of an occasion to an account, ready for the outbox."""
    letter = write(about)
    return NewMail(
        kind=about.kind,
        language=about.language,
        recipient=account.email,
        subject=one_line(letter.subject),
        body=letter.body,
        created_by=by,
        campaign_id=campaign_id,
        account_id=account.id,
    )
