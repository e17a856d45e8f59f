"""Personal links of candidates: made, handed over once, found again however a mail program changed them."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import Connection

from data.campaigns.campaigns import Campaign
from data.candidates import candidates
from data.candidates.candidates import Candidate, is_link
from data.common.engine import reading
from data.common.tokens import TOKEN_LENGTH, new_token
from data.mail import outbox
from data.sitting.sittings import Invited, invited_by
from errors import LinksTriedOut, LinkUnknown
from settings import settings
from workflows.accounts.throttle import Tries
from workflows.audit.log import log_action
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.mail.letters import Writer, mail_about, occasion
from workflows.sitting.state import link_holder

MAX_TEXT = 512
"""Characters; what is longer is no link of ours, whatever was put around it."""
MAX_TRIED = 4
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,64}")
_BETWEEN = re.compile(r"[\s=\u00ad\u200b-\u200f\u2060\ufeff]+")
"""What a program puts where it breaks a line: spaces, the sign of quoted-printable, signs nobody sees."""
MAX_UNKNOWN = 30
"""Unknown links of one address in fifteen minutes: more, because a whole company may share it."""
TRIES = Tries(MAX_UNKNOWN, dt.timedelta(minutes=15))
LONGEST_LIFE = dt.timedelta(days=90)
"""How long a browser keeps a link at most."""
AFTER = dt.timedelta(days=1)
"""How long it keeps one once the sitting is over, or its deadline past."""


@dataclass(frozen=True)
class FreshLink:
    """A candidate's link, readable only now: the database keeps its hash."""

    candidate_id: str
    pseudonym: str
    name: str
    email: str | None
    language: str
    address: str
    expires_at: dt.datetime


def new_links(
    connection: Connection, campaign: Campaign, people: Sequence[Candidate], now: dt.datetime
) -> tuple[FreshLink, ...]:
    """Make links that replace those people have, in the caller's transaction."""
    outbox.stop_links(connection, [person.id for person in people])
    return _links(connection, campaign, people, now, store=candidates.add_invitations)


def further_links(
    connection: Connection, campaign: Campaign, people: Sequence[Candidate], now: dt.datetime
) -> tuple[FreshLink, ...]:
    """Make links beside those people have, in the caller's transaction: nobody is put out of a sitting."""
    return _links(connection, campaign, people, now, store=candidates.add_further_links)


def _links(
    connection: Connection,
    campaign: Campaign,
    people: Sequence[Candidate],
    now: dt.datetime,
    *,
    store: Callable[..., None],
) -> tuple[FreshLink, ...]:
    tokens = {person.id: new_token() for person in people}
    by_expiry: dict[dt.datetime, dict[str, str]] = defaultdict(dict)
    for person in people:
        by_expiry[_expires_at(campaign, person, now)][person.id] = tokens[person.id]
    for expires_at, some in by_expiry.items():
        store(connection, some, now=now, expires_at=expires_at)
    root = settings().public_url.rstrip("/")
    return tuple(
        FreshLink(
            person.id, person.pseudonym, person.name, person.email, person.language,
            f"{root}/i/{tokens[person.id]}",
            _expires_at(campaign, person, now),
        )
        for person in people
    )  # fmt: skip


def _expires_at(campaign: Campaign, candidate: Candidate, now: dt.datetime) -> dt.datetime:
    limit = candidate.deadline_at or campaign.deadline_at
    return limit or now + dt.timedelta(days=settings().invitation_days)


def queue_links(
    connection: Connection,
    actor: Actor,
    campaign: Campaign,
    links: Sequence[FreshLink],
    kind: Literal["invitation", "reminder"],
    write: Writer,
    now: dt.datetime,
) -> int:
    """Put links just made into the outbox, for those with an address, and return how many there are."""
    mails = [
        mail_about(
            replace(
                occasion(campaign, kind, name=link.name, language=link.language),
                link=link.address,
                until=link.expires_at,
            ),
            write,
            campaign_id=campaign.id,
            candidate_id=link.candidate_id,
            recipient=link.email,
            by=actor.account_id,
        )
        for link in links
        if link.email
    ]
    outbox.add_mails(connection, mails, now)
    if mails:
        log_action(
            connection, actor, "send_mail", campaign.id, now, campaign_id=campaign.id, kind=kind, n=len(mails)
        )
    return len(mails)


@dataclass(frozen=True, slots=True)
class LaterLink:
    """A link that was made after somebody's first."""

    made_at: dt.datetime
    replaced: bool
    """Whether it put an earlier one out of use; else it was sent beside it."""
    opened_at: dt.datetime | None
    """When something was first done with it; None: nothing so far."""


def later_links(connection: Connection, candidate_id: str) -> tuple[LaterLink, ...]:
    """Return the links somebody was given after their first, oldest first."""
    links = candidates.links_of(connection, candidate_id)
    closed = {link.revoked_at for link in links}
    return tuple(LaterLink(link.created_at, link.created_at in closed, link.opened_at) for link in links[1:])


def history_of(token: str) -> tuple[LaterLink, ...]:
    """Return the same for whoever holds a link, also before their first action with it.

    Raises
    ------
    LinkUnknown, LinkRevoked
    """
    with reading() as connection:
        return later_links(connection, link_holder(connection, token).candidate_id)


def find_link(text: str, *, address: str) -> str:
    """Return the secret of a link somebody was given, from what stands in the address bar; writes nothing.

    An expired or closed link is found too: its page says what has become of it.

    Parameters
    ----------
    text : str
        The last part of the address, with whatever a mail program has put around the secret.
    address : str
        The network address it comes from.

    Raises
    ------
    LinkUnknown
        Nobody was given such a link.
    LinksTriedOut
        Nobody was given it, and thirty others that nobody was given came from this address before.
    StorageError
        When the database cannot be read now.
    """
    with reading() as connection:
        for secret in secrets_in(text):
            if is_link(connection, secret):
                return secret
    if TRIES.count(address, utc_now()):
        raise LinksTriedOut("Too many links that do not exist were opened from this address.")
    raise LinkUnknown("This link opens no sitting. Copy the whole link from the invitation.")


def secrets_in(text: str) -> Iterator[str]:
    """Name what may be the secret in the last part of an address, the likeliest first.

    Only what stands around a secret is taken off. In it case matters, and nothing is guessed.
    """
    runs = _SECRET.findall(_BETWEEN.sub("", text[:MAX_TEXT]))
    candidate_secrets = [secret for run in runs for secret in (run, run[:TOKEN_LENGTH])]
    yield from list(dict.fromkeys(candidate_secrets))[:MAX_TRIED]


def life_of(token: str) -> dt.timedelta:
    """Return how long a browser may keep a link: until a day after the deadline, or a day once all is over.

    The link itself goes on opening what it opens: whoever comes by it again is let in again.
    """
    now = utc_now()
    with reading() as connection:
        invited = invited_by(connection, token)
    if invited is None or is_over(invited, now):
        return AFTER
    return (
        LONGEST_LIFE if invited.deadline_at is None else min(LONGEST_LIFE, invited.deadline_at - now + AFTER)
    )


def is_over(invited: Invited, now: dt.datetime) -> bool:
    """Tell whether nothing more can be answered by a link."""
    sitting = invited.sitting
    has_ended = sitting is not None and (sitting.finished_at or sitting.withdrawn_at) is not None
    is_late = invited.deadline_at is not None and now > invited.deadline_at
    return has_ended or is_late or invited.campaign_state != "published" or invited.revoked_at is not None
