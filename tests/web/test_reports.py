"""Documents over HTTP: to whom, in which language, under which name, and written down."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from data.audit.log import events
from data.common.engine import reading
from domain import ROLES
from tests.reports.paper import plain, words
from tests.teams import enrol
from tests.web.staff import browser_of
from tests.workflows.interviewed import account, interviewing_campaign, plan
from texts import texts
from web.routes import exports, reports
from workflows.common.access import PERMISSIONS

APP = Starlette(routes=[*reports.ROUTES, *exports.ROUTES])


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
    "report": PERMISSIONS["export_results"],
    "feedback": PERMISSIONS["give_feedback"],
    "interview-kit": PERMISSIONS["plan_interviews"] | {"interviewer"},
}


def test_what_a_file_took_is_given_back_to_the_system(people, campaign, monkeypatch):
    given = []
    monkeypatch.setattr("web.routes.downloads.give_back", lambda: given.append(True))
    browser = browser_of(APP, people["recruiter"])
    assert browser.get(f"/exports/{campaign.id}/results.json").status_code == 200
    assert given == [True]


@pytest.mark.parametrize("name", MAY_HAVE)
@pytest.mark.parametrize("role", [*ROLES, None])
def test_only_who_may_gets_a_document(people, addresses, name, role):
    answer = browser_of(APP, people[role] if role else None).get(addresses[name])
    if role in MAY_HAVE[name]:
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["content-type"] == "application/pdf"
        suffix = "-before-interview" if name == "report" else ""
        assert answer.headers["content-disposition"] == f'attachment; filename="entregent-{name}{suffix}.pdf"'
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


@pytest.mark.parametrize(("stage", "word"), [("all", "with"), ("before_interview", "before")])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_address_chooses_the_stage_and_the_report_says_it(people, campaign, stage, word, language):
    address = f"/reports/{campaign.id}/manager.pdf?stage={stage}&lang={language}"
    answer = browser_of(APP, people["recruiter"]).get(address)
    assert f'"entregent-report-{word}-interview.pdf"' in answer.headers["content-disposition"]
    title = texts(language)["report.manager.title"]
    assert plain(texts(language)[f"report.manager.stage.{stage}"].format(plain=title)) in words(
        answer.content
    )


FILES = (
    "/reports/{}/manager.pdf",
    "/exports/{}/results.csv",
    "/exports/{}/results.xlsx",
    "/exports/{}/results.json",
)


@pytest.mark.parametrize("address", FILES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_stage_there_is_not_is_said_and_no_file_is_made(people, campaign, address, language):
    asked = f"{address.format(campaign.id)}?stage=after&lang={language}"
    answer = browser_of(APP, people["recruiter"]).get(asked)
    assert (answer.status_code, answer.text) == (
        400, texts(language)["report.problem.stage"].format(asked="after"),
    )  # fmt: skip
    with reading() as connection:
        assert not {"manager_report", "export_results"} & {event.deed for event in events(connection)}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_files_of_results_are_at_the_stage_of_the_address(people, campaign, kind):
    browser = browser_of(APP, people["recruiter"])
    answer = browser.get(f"/exports/{campaign.id}/results.{kind}?stage=all")
    assert f'-with-interview.{kind}"' in answer.headers["content-disposition"]
    answer = browser.get(f"/exports/{campaign.id}/results.{kind}")
    assert f'-before-interview.{kind}"' in answer.headers["content-disposition"]


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
    assert written["manager_report"].details == {"n": 3, "named": False, "stage": "before_interview"}
    assert all("Person" not in str(event.details) for event in written.values())
