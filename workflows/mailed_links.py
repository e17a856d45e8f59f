"""Personal links are put into the outbox in the transaction that makes them: later nobody can read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from sqlalchemy import Connection

from data import mail
from data.campaigns import Campaign
from workflows.access import Actor
from workflows.letters import Writer, mail_about, occasion
from workflows.personal_links import FreshLink
from workflows.record import note


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
                occasion(campaign, kind, name=one.name, language=one.language),
                link=one.address,
                until=one.expires_at,
            ),
            write,
            campaign_id=campaign.id,
            candidate_id=one.candidate_id,
            recipient=one.email,
            by=actor.account_id,
        )
        for one in links
        if one.email
    ]
    mail.add_mails(connection, mails, now)
    if mails:
        note(
            connection, actor, "send_mail", campaign.id, now, campaign_id=campaign.id, kind=kind, n=len(mails)
        )
    return len(mails)
