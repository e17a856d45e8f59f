"""What can be downloaded about interviews: by whom, under which name, and no sheet before its time."""

from __future__ import annotations

import importlib
import io
import pkgutil

import openpyxl
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

import web
from domain import ROLES
from tests.office import RECRUITER
from tests.teams import enrol
from tests.web.staff import browser_of
from tests.workflows.interviewed import account, interviewing_campaign, plan, submit
from web.routes import reports
from workflows.common.access import BY_MEMBERSHIP
from workflows.files.exports import export_results
from workflows.interviews import room

SECRET = "what nobody may read yet"
APP = Starlette(routes=reports.ROUTES)


@pytest.fixture
def people(database):
    return {name: account(name, role) for name, role in (("Ana", "interviewer"), ("Bo", "interviewer"),
            ("Rae", "recruiter"), ("Mo", "manager"), ("Di", "interviewer"), ("Max", "marker"))}  # fmt: skip


@pytest.fixture
def campaign(people):
    made = interviewing_campaign(2)
    enrol(made.id, people["Rae"], people["Mo"])
    return made


@pytest.fixture
def interview(campaign, people):
    return plan(campaign, people["Ana"], people["Bo"])


def files(interview):
    return [f"/interviews/{interview}/{name}.ics" for name in ("interview", "candidate")]


def test_the_panel_and_the_recruiter_get_files(people, interview):
    theirs, candidate_s = files(interview)
    for name in ("Ana", "Rae"):
        answer = browser_of(APP, people[name]).get(theirs)
        assert answer.status_code == 200
        assert "Person 0001" in answer.text
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert answer.headers["content-disposition"] == 'attachment; filename="interview.ics"'
        assert answer.headers["cache-control"] == "no-store"
    answer = browser_of(APP, people["Rae"]).get(candidate_s)
    assert (answer.status_code, "Person" in answer.text) == (200, False)
    assert answer.headers["content-disposition"] == 'attachment; filename="interview.ics"'


@pytest.mark.parametrize(
    ("name", "status"),
    [(None, (403, 403)), ("Max", (403, 403)), ("Di", (404, 403)), ("Mo", (404, 403)), ("Ana", (200, 403))],
)
def test_others_get_none(people, interview, name, status):
    browser = browser_of(APP, people[name] if name else None)
    answers = [browser.get(file) for file in files(interview)]
    assert tuple(answer.status_code for answer in answers) == status
    assert not [answer for answer in answers if answer.status_code != 200 and "Person" in answer.text]


def test_a_guessed_interview_is_not_found(people):
    for name in ("Ana", "Rae"):
        answer = browser_of(APP, people[name]).get("/interviews/guessed/interview.ics")
        assert (answer.status_code, "guessed" in answer.text) == (404, False)


def addresses(known) -> list[str]:
    """Return every address that the product answers to GET, with these subjects."""
    found = []
    for module in pkgutil.walk_packages(web.__path__, "web."):
        for route in getattr(importlib.import_module(module.name), "ROUTES", ()):
            if isinstance(route, Route) and "GET" in (route.methods or ()):
                path = route.path
                for name, value in known.items():
                    path = path.replace("{" + name + "}", value)
                found.append(path)
    return found


def test_no_address_tells_what_is_in_a_sheet_before_all_are_in(people, campaign, interview):
    submit(people["Ana"], interview, 5, said=SECRET)
    room.save_sheet(people["Bo"], interview, revision=1, body={"reason": f"{SECRET}, a draft"})
    routes = [
        route
        for module in pkgutil.walk_packages(web.__path__, "web.")
        for route in getattr(importlib.import_module(module.name), "ROUTES", ())
    ]
    known = {"interview_id": interview, "campaign_id": campaign.id, "candidate_id": campaign.candidate_ids[0]}
    asked = addresses(known)
    assert f"/interviews/{interview}/interview.ics" in asked
    app = Starlette(routes=routes)
    others = [account(role.title(), role) for role in ROLES]
    enrol(campaign.id, *(other for other in others if other.role in BY_MEMBERSHIP))
    for actor in (None, people["Bo"], people["Rae"], people["Mo"], people["Di"], *others):
        browser = browser_of(app, actor)
        for address in asked:
            if not address.endswith((".xlsx", ".json", ".pdf")):
                assert SECRET not in browser.get(address).text, address


def test_the_workbook_at_its_address_has_no_sheet_before_all_are_in(people, campaign, interview):
    submit(people["Ana"], interview, 5, said=SECRET)
    told = []
    for _ in range(2):
        content = export_results(RECRUITER, campaign.id, "xlsx").content
        book = openpyxl.load_workbook(io.BytesIO(content))
        told.append(repr([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]))
        submit(people["Bo"], interview, 3)
    assert [SECRET in one for one in told] == [False, True]
