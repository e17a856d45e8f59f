"""What pages have sent: the candidate's page tells those who answer, the recruiter's tells who asked."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

import texts
from data import schema_trust
from data.accounts.accounts import add_account
from data.common import engine
from data.schema import candidate
from tests.builders import filled_campaign
from tests.office import NOW, RECRUITER
from tests.views.opened import press, words
from tests.views.test_campaign_requests import SAID, asked, section
from tests.views.test_rights_pages import rights
from tests.views.test_rights_pages import words as rights_words
from tests.views.test_sit_pages import invited, reach, screen  # noqa: F401
from views.privacy import requests as privacy_requests
from workflows.mail.smtp_settings import MailSetup, SmtpSettings
from workflows.privacy import requests

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def set_up(monkeypatch):
    setup = MailSetup.of(SmtpSettings(host="localhost", ENTREGENT_SMTP_FROM="jobs@example.com"))
    for module in (requests, privacy_requests):
        monkeypatch.setattr(module, "mail_setup", lambda: setup)


def mails():
    with engine.reading() as c:
        return [
            tuple(row) for row in c.execute(select(schema_trust.mail.c.kind, schema_trust.mail.c.recipient))
        ]


def test_a_request_sent_from_the_candidates_page_is_told_to_those_who_answer(screen, invited):  # noqa: F811
    with engine.writing() as c:
        add_account(c, email="olga@example.com", name="Olga", role="owner", language="fr", now=NOW)
    reach("scene")
    at = rights()
    next(one for one in at.text_area if "rights_text" in (one.key or "")).set_value("Mon nom.")
    next(one for one in at.button if one.label == rights_words("ask.button")).click().run()
    assert mails() == [("request_asked", "olga@example.com")]


def test_an_answer_from_the_recruiters_page_is_told_to_who_asked(be):
    be(RECRUITER)
    campaign = filled_campaign(2)
    with engine.writing() as c:
        c.execute(
            update(candidate)
            .where(candidate.c.id == campaign.candidate_ids[0])
            .values(email="ana@example.com")
        )
    _, request_id = asked(campaign, "review", "Look again.")
    at = section(campaign)
    assert texts.t("rights.requests.told.by_mail") in words(at)
    at.text_area(key=f"said:{request_id}").set_value(SAID)
    press(at, texts.t("rights.requests.send"))
    assert mails() == [("request_answered", "ana@example.com")]


def test_whoever_answers_reads_when_nobody_tells_who_asked(be):
    be(RECRUITER)
    campaign = filled_campaign(2)
    with engine.writing() as c:
        c.execute(update(candidate).values(email=None))
    asked(campaign, "review", "Look again.")
    assert texts.t("rights.requests.told.by_nobody") in words(section(campaign))
