"""Names, addresses and answers are in no log, address, title or file name, whatever is done."""

from __future__ import annotations

import io
import re
import sqlite3
from importlib import import_module
from pkgutil import walk_packages

import pytest
import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from starlette.applications import Starlette

import texts
import web
from data.audit.log import events
from data.common import engine
from data.schema import candidate
from data.schema_evaluation import interview
from tests.web.staff import browser_of
from views.pages import STAFF_PAGES
from web.edge import logs
from web.routes import exports, reports
from workflows.candidates.invitations import Person
from workflows.common.access import ScriptedActor
from workflows.demo import sample
from workflows.demo.sample import EMAIL, NAME

FIRST, LAST, ADDRESS = "Zzyzxa", "Quillfeather", "zq.marker"
MARKS = (FIRST, LAST, ADDRESS)
FILES = Starlette(
    routes=[
        *exports.ROUTES,
        *reports.ROUTES,
    ]
)


def said(text: str) -> list[str]:
    """Return those of the marks that a text holds, in whatever case."""
    return [mark for mark in MARKS if mark.lower() in text.lower()]


@pytest.fixture
def owner(database, monkeypatch):
    """A campaign whose people all bear the marks, sat, marked and interviewed through the workflows."""
    people = [Person(f"{FIRST} {LAST} {n}", f"{ADDRESS}{n}@example.com", "en") for n in range(4)]
    monkeypatch.setattr(sample, "_people", lambda n, rng: people)
    sample.load(n_candidates=4, language="en")
    with engine.reading() as c:
        account_id = c.scalar(select(candidate.metadata.tables["account"].c.id))
    assert account_id
    return ScriptedActor(account_id, NAME, EMAIL, "owner", "en")


def addresses() -> list[str]:
    with engine.reading() as c:
        one = c.execute(select(candidate.c.id, candidate.c.campaign_id)).first()
        held = c.scalar(select(interview.c.id).where(interview.c.starts_at.is_not(None)))
    assert one and held
    results = f"/exports/{one.campaign_id}/results"
    return [
        *(f"{results}.{kind}{more}" for kind in ("csv", "xlsx", "json") for more in ("", "?names=1")),
        "/exports/record.csv",
        f"/reports/{one.campaign_id}/manager.pdf",
        f"/reports/{one.campaign_id}/feedback/{one.id}.pdf",
        f"/interviews/{held}/kit.pdf",
        f"/interviews/{held}/interview.ics",
        f"/interviews/{held}/candidate.ics",
    ]


def test_files_are_named_without_anybody_and_nothing_is_logged(owner, capfd, caplog):
    browser, handed = browser_of(FILES, owner), 0
    for address in addresses():
        assert said(address) == []
        answer = browser.get(address)
        handed += answer.status_code == 200
        assert said(str(dict(answer.headers))) == [], address
    assert handed >= 8
    out, err = capfd.readouterr()
    assert said(out + err + caplog.text) == []
    with engine.reading() as c:
        noted = " ".join(f"{event.deed} {event.subject} {event.details}" for event in events(c))
    assert "export_results" in noted
    assert said(noted) == []


def test_addresses_carry_ids_and_secrets_only():
    modules = [import_module(package.name) for package in walk_packages(web.__path__, "web.")]
    paths = [route.path for module in modules for route in getattr(module, "ROUTES", ())]
    assert len(paths) > 15
    named = {name for path in paths for name in re.findall(r"{(\w+)", path)}
    # A kind is one of a few words, and no other has an answer.
    assert named <= {"campaign_id", "candidate_id", "interview_id", "token", "ticket", "kind"}


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_titles_name_pages_and_the_company_only(language):
    texts.use(language)
    known = texts.texts(language)
    assert set(re.findall(r"{(\w+)}", known["candidate.titles.pattern"])) == {"page", "company"}
    titles = [f"staff.pages.{page.path}" for page in STAFF_PAGES]
    titles += [key for key in known if key.startswith("candidate.titles.") and not key.endswith("pattern")]
    for key in titles:
        assert set(re.findall(r"{(\w+)}", known[key])) <= {"number", "total"}, key


def test_a_failure_is_logged_without_what_it_quotes(database):
    logs.configure()
    out = io.StringIO()
    log = structlog.wrap_logger(structlog.PrintLogger(out), processors=structlog.get_config()["processors"])
    row = {"id": "1", "campaign_id": "none", "pseudonym": "K-1", "name": FIRST, "email": ADDRESS}
    try:
        with engine.writing() as c:
            c.execute(candidate.insert().values(row))
    except IntegrityError as failure:
        assert said(str(failure)) == []
        log.error("page_failed", exc_info=failure)
    try:
        raise ValueError(LAST) from sqlite3.OperationalError(FIRST)
    except ValueError as failure:
        log.error("page_failed", exc_info=failure)
    assert "test_nothing_personal.py" in out.getvalue()
    assert "builtins.ValueError" in out.getvalue()
    assert "sqlite3.OperationalError" in out.getvalue()
    assert said(out.getvalue()) == []
