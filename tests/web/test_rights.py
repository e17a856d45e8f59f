"""What a candidate downloads: by their own cookie only, and nothing personal in a header."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from starlette.applications import Starlette

from data.audit.log import events
from data.common.engine import reading
from domain import SITTING_COOKIE
from tests.builders import filled_campaign
from tests.office import RECRUITER, someone
from tests.web.small_browser import SmallBrowser
from tests.web.staff import browser_of
from tests.workflows.candidates import close, linked
from tests.workflows.interviewed import account
from web.routes import candidate
from workflows.candidates import invitations

APP = Starlette(routes=candidate.ROUTES)
ADDRESSES = [route.path for route in candidate.ROUTES if route.path.startswith("/rights/")]


@pytest.fixture
def campaign(database):
    return filled_campaign(2)


def browser(token: str | None) -> SmallBrowser:
    made = SmallBrowser(APP)
    if token is not None:
        made.cookies[SITTING_COOKIE] = token
    return made


def named(answer) -> str:
    data = zipfile.ZipFile(io.BytesIO(answer.content)).read("data.json")
    return json.loads(data)["person"]["name"]


def test_each_cookie_opens_its_own_data_and_no_others(campaign):
    for at, candidate_id in enumerate(campaign.candidate_ids):
        answer = browser(linked(candidate_id, f"the-token-of-number-{at}")).get("/rights/archive.zip")
        assert answer.status_code == 200
        assert named(answer) == f"Person 000{at + 1}"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-disposition"] == 'attachment; filename="entregent-data.zip"'


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("token", [None, "", "nobody-was-given-this", "x" * 300])
def test_without_a_good_cookie_nothing_is_handed_over(campaign, address, token):
    answer = browser(token).get(address)
    assert answer.status_code == 403
    assert "Person" not in answer.text
    with reading() as c:
        assert [event for event in events(c) if event.deed == "rights_archive"] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_closed_link_opens_nothing(campaign, address):
    token = linked(campaign.candidate_ids[0])
    invitations.revoke_link(RECRUITER, campaign.candidate_ids[0])
    assert browser(token).get(address).status_code == 403


def test_no_id_in_the_address_opens_another_person(campaign):
    token = linked(campaign.candidate_ids[0])
    answer = browser(token).get(f"/rights/archive.zip?candidate={campaign.candidate_ids[1]}")
    assert named(answer) == "Person 0001"


@pytest.mark.parametrize("role", ["owner", "recruiter", "auditor"])
def test_staff_have_no_door_here(campaign, role):
    signed_in = browser_of(APP, account(someone(role).name, role))
    assert [signed_in.get(address).status_code for address in ADDRESSES] == [403, 403]


def test_feedback_waits_for_its_time(campaign):
    mine = browser(linked(campaign.candidate_ids[0]))
    assert mine.get("/rights/feedback.pdf").status_code == 404
    close(campaign.id)
    answer = mine.get("/rights/feedback.pdf")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
