"""Letters about decisions: drafted, read and changed by a person, and sent by that person only.

Nothing here sends by itself, and no letter goes to two people at once.
"""

from __future__ import annotations

from typing import get_args

from sqlalchemy import Connection

from data.candidates import candidates
from data.comparison.decisions import Decision, decisions_of
from data.mail import outbox
from data.mail.outbox import DECISIONS, Kind, Mail
from errors import ChangedMeanwhile, MailError
from workflows.audit.log import log_action
from workflows.campaigns.drafts import in_state
from workflows.common.access import Actor, require_campaign_permission
from workflows.common.clock import utc_now
from workflows.common.transactions import writing
from workflows.mail.letters import Letter, Writer, checked_letter, mail_about, occasion
from workflows.mail.outbox import gone, is_theirs, require_mail

STATES = ("published", "closed", "archived")


def prepare_letters(actor: Actor, campaign_id: str, write: Writer) -> int:
    """Draft a letter for every decision that stands and has none yet; return how many were drafted.

    Decisions to offer, reject or hold, of people with an address who have not withdrawn. A draft about a
    decision that no longer stands is taken away.

    Raises
    ------
    AccessError, MailError, UnknownCampaign, WrongState
        Nothing was drafted.
    """
    require_mail(actor)
    now = utc_now()
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "send_mail", campaign_id)
        campaign = in_state(connection, campaign_id, *STATES)
        people = {candidate.id: candidate for candidate in candidates.candidates_of(connection, campaign_id)}
        taken = decisions_of(connection, campaign_id)
        written = [mail for mail in outbox.mails_of(connection, campaign_id) if mail.kind in DECISIONS]
        drafts = []
        for candidate_id, decided in taken.items():
            person, kind = people.get(candidate_id), _kind(decided[-1])
            if person is None or kind is None or not person.email:
                continue
            if _has_letter(connection, written, candidate_id, decided[-1], kind):
                continue
            if outbox.has_ended(connection, candidate_id, or_finished=False):
                continue
            about = occasion(campaign, kind, name=person.name, language=person.language)
            drafts.append(
                mail_about(
                    about, write, campaign_id=campaign_id, candidate_id=candidate_id, recipient=person.email,
                    by=actor.account_id, state="draft",
                )
            )  # fmt: skip
        outbox.add_mails(connection, drafts, now)
        if drafts:
            log_action(
                connection, actor, "draft_mail", campaign_id, now, campaign_id=campaign_id, n=len(drafts)
            )
    return len(drafts)


def keep_letter(actor: Actor, mail_id: str, subject: str, body: str, *, shown: Letter | None = None) -> None:
    """Keep a draft as somebody changed it; raises as send_letter."""
    require_mail(actor)
    letter = checked_letter(subject, body)
    with writing(actor) as connection:
        _unchanged(_draft(connection, actor, mail_id), shown)
        outbox.change_mail(connection, mail_id, "draft", subject=letter.subject, body=letter.body)


def send_letter(actor: Actor, mail_id: str, subject: str, body: str, *, shown: Letter | None = None) -> None:
    """Send one letter as it was read and perhaps changed, to the candidate's address as it is now.

    Parameters
    ----------
    shown : Letter, optional
        The draft as the page showed it before anything was typed.

    Raises
    ------
    AccessError
    ChangedMeanwhile
        The draft is no longer the one that was shown.
    MailError
        ``gone``: it is no draft any more; ``decision_changed``: another decision stands since;
        ``no_address``; and as checked_letter. Nothing was sent.
    """
    require_mail(actor)
    letter = checked_letter(subject, body)
    now = utc_now()
    with writing(actor) as connection:
        mail = _draft(connection, actor, mail_id)
        _unchanged(mail, shown)
        person = candidates.candidate_by_id(connection, mail.candidate_id or "")
        if person is None or not person.email:
            raise MailError("This person has no address.", "no_address")
        decided = decisions_of(connection, person.campaign_id).get(person.id, ())
        if not decided or _kind(decided[-1]) != mail.kind:
            raise MailError("Another decision stands since this letter was drafted.", "decision_changed")
        _send(connection, mail, letter, person.email)
        log_action(
            connection, actor, "send_mail", person.id, now,
            campaign_id=person.campaign_id, kind=mail.kind, decision=decided[-1].id, n=1,
        )  # fmt: skip


def _send(connection: Connection, mail: Mail, letter: Letter, recipient: str) -> None:
    new = {"recipient": recipient, "subject": letter.subject, "body": letter.body}
    if not outbox.change_mail(connection, mail.id, "draft", state="waiting", due_at=utc_now(), **new):
        raise gone()


def _draft(connection: Connection, actor: Actor, mail_id: str) -> Mail:
    mail = outbox.mail_by_id(connection, mail_id)
    is_draft = mail is not None and mail.state == "draft" and mail.kind in DECISIONS
    if mail is None or not (is_draft and is_theirs(connection, actor, mail)):
        raise gone()
    return mail


def _unchanged(draft: Mail, shown: Letter | None) -> None:
    if shown is not None and (draft.subject, draft.body) != (shown.subject, shown.body):
        raise ChangedMeanwhile("Somebody changed this letter meanwhile.")


def _kind(decided: Decision) -> Kind | None:
    """Return the kind of letter a decision asks for; a short list is announced to nobody."""
    known: dict[str, Kind] = {arg: arg for arg in get_args(Kind)}
    return known.get(f"decision_{decided.verdict}")


def _has_letter(
    connection: Connection, written: list[Mail], candidate_id: str, decided: Decision, kind: Kind
) -> bool:
    """Tell whether the decision that stands has its letter; drafts about an earlier one are taken away."""
    has_letter = False
    for mail in written:
        if mail.candidate_id != candidate_id:
            continue
        is_about_it = mail.kind == kind and (mail.id > decided.id or mail.state == "draft")
        if is_about_it:
            has_letter = True
        elif mail.state == "draft":
            outbox.delete_mail(connection, mail.id, "draft")
    return has_letter
