"""Whoever is not on a campaign's team gets from each address what an unknown campaign gets."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

import web
from data.common.ids import new_id
from tests.teams import enrol
from tests.web.staff import browser_of
from tests.workflows.interviewed import account, interviewing_campaign, plan

ROUTES = [
    route
    for module in walk_packages(web.__path__, "web.")
    for route in getattr(import_module(module.name), "ROUTES", ())
    if isinstance(route, Route) and "_id}" in route.path
]
APP = Starlette(routes=ROUTES)
KIND = {"kind": "processing_record"}


@pytest.fixture
def rooms(database):
    """A campaign with an interview, its recruiter, and a recruiter and a manager of another team."""
    campaign = interviewing_campaign(1)
    theirs = {
        "campaign_id": campaign.id,
        "candidate_id": campaign.candidate_ids[0],
        "interview_id": plan(campaign, account("Iris", "interviewer")),
    }
    insider = account("Ines", "recruiter")
    enrol(campaign.id, insider)
    return theirs, insider, [account("Otto", "recruiter"), account("Olga", "manager")]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_a_foreign_campaign_is_an_unknown_one(rooms, route):
    theirs, insider, outsiders = rooms
    names = route.param_convertors
    real = route.path.format(**{name: (theirs | KIND)[name] for name in names})
    unknown = route.path.format(**{name: KIND.get(name) or new_id() for name in names})
    for outsider in outsiders:
        browser = browser_of(APP, outsider)
        given, nothing = browser.get(real), browser.get(unknown)
        assert given.status_code in (403, 404)
        assert (given.status_code, given.content) == (nothing.status_code, nothing.content)
    # 409: the papers of a campaign whose settings are incomplete; who is told so has been let in.
    assert browser_of(APP, insider).get(real).status_code in (200, 409)
