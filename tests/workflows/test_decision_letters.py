"""Letters about decisions are drafted for those decided about, and leave only when a person sends one."""

from __future__ import annotations

import pytest

from data.audit.log import events
from data.candidates.candidates import change_candidate
from data.common import engine
from errors import MailError
from tests.builders import filled_campaign
from tests.office import NOW, RECRUITER
from tests.workflows.decided import REASON, decide
from tests.workflows.mail_server import Mailbox, serving
from tests.workflows.test_outbox import set_up as set_up
from texts.letters import letter
from workflows.mail import outbox
from workflows.mail.decision_letters import keep_letter, prepare_letters, send_letter
from workflows.mail.delivery import send_next

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def campaign():
    return filled_campaign(4)


def drafts(campaign):
    return outbox.outbox(RECRUITER, campaign.id).of("draft")


def send_all(box):
    with serving(box) as server:
        while send_next(server):
            pass
    return box


def test_each_decision_that_is_told_has_one_letter_without_a_score_or_the_reason(campaign):
    for candidate_id, verdict in zip(
        campaign.candidate_ids, ("offer", "reject", "hold", "shortlist"), strict=True
    ):
        decide(campaign.id, candidate_id, verdict)
    assert prepare_letters(RECRUITER, campaign.id, letter) == 3
    assert prepare_letters(RECRUITER, campaign.id, letter) == 0
    found = drafts(campaign)
    assert {one.kind for one in found} == {"decision_offer", "decision_reject", "decision_hold"}
    for one in found:
        assert REASON not in one.body
        assert "score" not in one.body
        assert not any(sign.isdigit() for sign in one.body.replace(one.name, ""))
    assert send_all(Mailbox()).got == []


def test_a_letter_leaves_as_the_person_left_it(campaign):
    decide(campaign.id, campaign.candidate_ids[0], "offer")
    prepare_letters(RECRUITER, campaign.id, letter)
    (draft,) = drafts(campaign)
    keep_letter(RECRUITER, draft.id, "Welcome", "First words")
    assert drafts(campaign)[0].body == "First words\n"
    with engine.writing() as c:
        change_candidate(c, draft.candidate_id, email="new@example.com")
    send_letter(RECRUITER, draft.id, "Welcome", "Last words")
    box = send_all(Mailbox())
    assert box.got[0][0] == ["new@example.com"]
    (message,) = box.messages
    assert (message["Subject"], message.get_content().strip()) == ("Welcome", "Last words")
    assert message["Auto-Submitted"] is None, "a person wrote and sent it"
    with pytest.raises(MailError):
        send_letter(RECRUITER, draft.id, "Welcome", "Twice")


@pytest.mark.parametrize(
    ("subject", "body", "code"),
    [
        (" \n", "Text", "no_subject"),
        ("Hello", " \n ", "no_body"),
        ("x" * 201, "Text", "subject_long"),
        ("Hello", "x" * 10_001, "body_long"),
    ],
)
def test_what_is_no_letter_is_not_sent(campaign, subject, body, code):
    decide(campaign.id, campaign.candidate_ids[0], "hold")
    prepare_letters(RECRUITER, campaign.id, letter)
    with pytest.raises(MailError) as refused:
        send_letter(RECRUITER, drafts(campaign)[0].id, subject, body)
    assert (refused.value.code, len(drafts(campaign))) == (code, 1)


def test_another_decision_takes_the_draft_away(campaign):
    decide(campaign.id, campaign.candidate_ids[0], "offer")
    prepare_letters(RECRUITER, campaign.id, letter)
    decide(campaign.id, campaign.candidate_ids[0], "reject")
    with pytest.raises(MailError) as refused:
        send_letter(RECRUITER, drafts(campaign)[0].id, "Hello", "Text")
    assert refused.value.code == "decision_changed"
    assert prepare_letters(RECRUITER, campaign.id, letter) == 1
    assert [draft.kind for draft in drafts(campaign)] == ["decision_reject"]


def test_who_has_no_address_or_withdrew_gets_no_letter(campaign):
    for candidate_id in campaign.candidate_ids[:2]:
        decide(campaign.id, candidate_id, "offer")
    with engine.writing() as c:
        change_candidate(c, campaign.candidate_ids[0], email=None)
        change_candidate(c, campaign.candidate_ids[1], withdrawn_at=NOW)
    assert prepare_letters(RECRUITER, campaign.id, letter) == 0


def test_the_record_names_the_decision_and_not_the_letter(campaign):
    decide(campaign.id, campaign.candidate_ids[0], "offer")
    prepare_letters(RECRUITER, campaign.id, letter)
    send_letter(RECRUITER, drafts(campaign)[0].id, "Subject line", "Body text")
    with engine.reading() as c:
        kept = [event for event in events(c) if event.deed in ("draft_mail", "send_mail")]
    assert [one.deed for one in kept] == ["draft_mail", "send_mail"]
    assert kept[1].details["kind"] == "decision_offer"
    assert not any(word in repr(kept) for word in ("Subject line", "Body text", "@"))
