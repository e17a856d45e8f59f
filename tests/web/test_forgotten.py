"""The form for forgotten passwords, and links that lead past the sitting: what they answer, to whom."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from data import schema_trust
from data.common import engine
from tests.office import RECRUITER, first_owner, running_campaign, token_in
from tests.web.small_browser import SmallBrowser
from web.routes import candidate, sign_in
from workflows.accounts import staff
from workflows.candidates import invitations
from workflows.mail.smtp_settings import MailSetup, SmtpSettings

pytestmark = pytest.mark.usefixtures("database")

OURS = {"origin": "http://testserver"}


@pytest.fixture
def browser(monkeypatch):
    setup = MailSetup.of(SmtpSettings(host="localhost", ENTREGENT_SMTP_FROM="jobs@example.com"))
    monkeypatch.setattr(staff, "mail_setup", lambda: setup)
    first_owner()
    return SmallBrowser(Starlette(routes=[*sign_in.ROUTES, *candidate.ROUTES]))


def n_mails():
    with engine.reading() as c:
        return len(c.execute(select(schema_trust.mail.c.id)).all())


def ask(browser, email, headers=OURS):
    return browser.post("/auth/forgotten", data={"email": email}, headers=headers)


def test_the_answer_is_one_whoever_has_the_address(browser):
    known, unknown, odd = (ask(browser, one) for one in ("olga@example.com", "nobody@example.com", "?\0"))
    assert n_mails() == 1
    assert known == unknown == odd
    assert known.headers["location"] == "/?step=forgotten&sent=1"
    assert "set-cookie" not in known.headers


def test_who_asks_too_often_is_told_until_when_and_no_address_stands_in_the_line(browser):
    for _ in range(6):
        answer = ask(browser, "olga@example.com")
    assert "error=too_many_attempts&until=" in answer.headers["location"]
    assert "olga" not in answer.headers["location"]


@pytest.mark.parametrize("headers", [{}, {"origin": "https://elsewhere.example"}])
def test_another_site_has_no_message_sent(browser, headers):
    assert ask(browser, "olga@example.com", headers).status_code == 403
    assert n_mails() == 0


def test_a_link_in_the_news_of_an_answer_leads_to_the_page_of_ones_data(browser):
    link = invitations.add_candidate(RECRUITER, running_campaign(), name="Ana", email=None, language="fr")
    path = f"/i/{token_in(link.address)}"
    assert browser.get(f"{path}?rights=1").headers["location"] == "/sit?from=link&rights=1"
    assert browser.get(f"{path}?rights=//x.example").headers["location"] == "/sit?from=link"
