"""Documents over HTTP: to whom, in which language, under which name, and written down."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from data.audit import events
from data.engine import reading
from tests.reports.paper import plain, words
from tests.teams import enrol
from tests.web.staff import browser_of
from tests.workflows.interviewed import account, interviewing_campaign, plan
from texts import texts
from web import reports
from workflows.access import MAY, ROLES

APP = Starlette(routes=reports.ROUTES)


@pytest.fixture
def people(database):
    return {role: account(role.title(), role) for role in ROLES}


@pytest.fixture
def campaign(people):
    made = interviewing_campaign(3)
    enrol(made.id, people["recruiter"], people["manager"])
    return made


@pytest.fixture
def addresses(campaign, people):
    interview_id = plan(campaign, people["interviewer"])
    return {
        "report": f"/reports/{campaign.id}/manager.pdf",
        "feedback": f"/reports/{campaign.id}/feedback/{campaign.candidate_ids[0]}.pdf",
        "interview-kit": f"/interviews/{interview_id}/kit.pdf",
    }


MAY_HAVE = {
    "report": MAY["export_results"],
    "feedback": MAY["give_feedback"],
    "interview-kit": MAY["plan_interviews"] | {"interviewer"},
}


@pytest.mark.parametrize("name", MAY_HAVE)
@pytest.mark.parametrize("role", [*ROLES, None])
def test_only_who_may_gets_a_document(people, addresses, name, role):
    answer = browser_of(APP, people[role] if role else None).get(addresses[name])
    if role in MAY_HAVE[name]:
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["content-disposition"] == f'attachment; filename="entregent-{name}.pdf"'
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
    else:
        assert answer.status_code in (403, 404)
        assert not answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("name", MAY_HAVE)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_address_chooses_the_language(people, addresses, name, language):
    answer = browser_of(APP, people["owner"]).get(f"{addresses[name]}?lang={language}")
    group = {"report": "report.manager", "feedback": "report_feedback", "interview-kit": "report_kit"}[name]
    assert plain(texts(language)[f"{group}.title"]) in words(answer.content)


def test_without_a_choice_feedback_speaks_the_candidates_language(people, addresses):
    answer = browser_of(APP, people["recruiter"]).get(f"{addresses['feedback']}?lang=xx")
    assert texts("en")["report_feedback.title"] in words(answer.content)


@pytest.mark.parametrize(
    "address",
    ["/reports/nothing/manager.pdf", "/reports/nothing/feedback/nobody.pdf", "/interviews/nothing/kit.pdf"],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_not_there_is_said_in_the_readers_language(people, address, language):
    answer = browser_of(APP, people["recruiter"]).get(f"{address}?lang={language}")
    assert (answer.status_code, answer.text) == (404, texts(language)["report.problem.unknown"])


def test_a_report_on_nobody_is_not_made(people, campaign):
    answer = browser_of(APP, people["recruiter"]).get(f"/reports/{campaign.id}/manager.pdf?candidates=x")
    assert answer.status_code == 404


def test_each_document_is_written_down_without_a_name(people, addresses):
    browser = browser_of(APP, people["recruiter"])
    for address in addresses.values():
        browser.get(address)
    with reading() as connection:
        written = {event.deed: event for event in events(connection)}
    assert {"manager_report", "feedback_report", "interview_kit"} <= set(written)
    assert written["manager_report"].details == {"n": 3, "named": False}
    assert all("Person" not in str(event.details) for event in written.values())
