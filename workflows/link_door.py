"""A candidate's link is looked up before anybody is told to wait: a link that was given out always opens."""

from __future__ import annotations

import datetime as dt

from data.engine import reading
from data.invitations import is_link
from data.sittings import Invited, invited_by
from errors import LinksTriedOut, LinkUnknown
from workflows.clock import utc_now
from workflows.link_spelling import secrets_in
from workflows.tries import Tries

MAX_UNKNOWN = 30
"""Unknown links of one address in fifteen minutes: more, because a whole company may share it."""
TRIES = Tries(MAX_UNKNOWN, dt.timedelta(minutes=15))


LONGEST_LIFE = dt.timedelta(days=90)
"""How long a browser keeps a link at most."""
AFTER = dt.timedelta(days=1)
"""How long it keeps one once the sitting is over, or its deadline past."""


def life_of(token: str) -> dt.timedelta:
    """Return how long a browser may keep a link: until a day after the deadline, or a day once all is over.

    The link itself goes on opening what it opens: whoever comes by it again is let in again.
    """
    now = utc_now()
    with reading() as connection:
        found = invited_by(connection, token)
    if found is None or is_over(found, now):
        return AFTER
    return LONGEST_LIFE if found.deadline_at is None else min(LONGEST_LIFE, found.deadline_at - now + AFTER)


def is_over(found: Invited, now: dt.datetime) -> bool:
    """Tell whether nothing more can be answered by a link."""
    sitting = found.sitting
    has_ended = sitting is not None and (sitting.finished_at or sitting.withdrawn_at) is not None
    is_late = found.deadline_at is not None and now > found.deadline_at
    return has_ended or is_late or found.campaign_state != "published" or found.revoked_at is not None


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
