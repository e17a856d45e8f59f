"""What became of a person's links after the first: who made them anew, and when each was first used."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection

from data import invitations
from data.engine import reading
from workflows.sit_read import given


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
    links = invitations.links_of(connection, candidate_id)
    closed = {one.revoked_at for one in links}
    return tuple(LaterLink(one.created_at, one.created_at in closed, one.opened_at) for one in links[1:])


def history_of(token: str) -> tuple[LaterLink, ...]:
    """Return the same for whoever holds a link, also before their first act with it.

    Raises
    ------
    LinkUnknown, LinkRevoked
    """
    with reading() as connection:
        return later_links(connection, given(connection, token).candidate_id)
