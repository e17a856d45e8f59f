"""What the sample data lack: requests, some with an answer, letters, and a closed campaign with groups."""

from __future__ import annotations

from typing import NamedTuple

from data.candidates.candidates import candidates_of
from data.common import engine
from data.interviews import seats
from data.interviews.interviews import interviews_of_campaign
from data.mail.outbox import NewMail, add_mails, change_mail
from data.privacy import self_identification
from tests.browser.staff_pictures import Sample
from tests.databases import bind_file
from tests.office import ready_draft
from tests.workflows.candidates import change_settings, close, linked
from workflows.accounts import sign_in
from workflows.campaigns import lifecycle
from workflows.candidates import invitations
from workflows.candidates.invitations import Person
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.privacy import requests, rights

_SAID = {
    "review": "Je ne comprends pas ce que vaut ma troisième réponse : j'ai pensé à la cliente.",
    "rectify": "Mon prénom s'écrit Anouck, avec c et k.",
    "erase": "",
}
_ANSWER = (
    "Deux personnes ont relu vos réponses. Le résultat reste le même ; nous vous appelons pour l'expliquer."
)
_SERVER = "550 5.1.1 The email account that you tried to reach does not exist"


class Asked(NamedTuple):
    """Where to look."""

    rights: str
    """Address of a page of somebody who asked for everything."""
    person_id: str
    interview_id: str


def fill(sample: Sample) -> Asked:
    """Let somebody ask for everything there is, half of it answered, and leave messages in the outbox."""
    bound = bind_file(sample.database)
    actor = sign_in.actor_of(sample.token)
    if actor is None:
        raise RuntimeError("The sample account could not sign in.")
    with engine.reading() as c:
        complete = seats.complete_of_campaign(c, sample.campaign_id)
        in_french = {
            candidate.id for candidate in candidates_of(c, sample.campaign_id) if candidate.language == "fr"
        }
        held = next(
            interview
            for interview in interviews_of_campaign(c, sample.campaign_id)
            if interview.id in complete and interview.candidate_id in in_french
        )
    token = linked(held.candidate_id, "a-token-of-who-asked")
    asked = [rights.ask(token, kind, wording) for kind, wording in _SAID.items()]
    requests.answer(actor, asked[0], _ANSWER)
    _write(actor, sample.campaign_id, held.candidate_id)
    _groups(actor)
    bound.dispose()
    return Asked(f"{sample.product.address}/i/{token}?rights=1", held.candidate_id, held.id)


def _write(actor: Actor, campaign_id: str, candidate_id: str) -> None:
    letters = [
        NewMail(
            "decision_hold", "fr", "anouk.sol@example.com", "Où en est votre candidature",
            "Bonjour,\n\nNous vous écrivons dès que nous en savons plus.\n", actor.account_id, campaign_id,
            candidate_id, state=state,
        )
        for state in ("draft", "bounced", "sent")
    ]  # fmt: skip
    with engine.writing() as c:
        bounced = add_mails(c, letters, utc_now())[1]
        change_mail(c, bounced, "bounced", problem=f"refused {_SERVER}")


def _groups(actor: Actor) -> None:
    """Close a campaign in which people said their sex and age band."""
    campaign_id = ready_draft(actor, "Community manager, printemps")
    lifecycle.publish(actor, campaign_id)
    change_settings(campaign_id, self_identification=True)
    invitations.add_people(actor, campaign_id, [Person(f"Person {n}", None, "fr") for n in range(14)])
    with engine.writing() as c:
        for n, candidate in enumerate(candidates_of(c, campaign_id)):
            identified = self_identification.SelfIdentification(
                ("woman", "man")[n % 2], ("25_34", "35_44")[n // 7], utc_now()
            )
            self_identification.replace(c, candidate.id, campaign_id, identified)
    close(campaign_id)
