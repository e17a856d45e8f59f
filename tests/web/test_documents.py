"""Documents over HTTP: to whom, as which file, in which language, and what is said when there is none."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette

from domain import ROLES
from tests.office import new_draft
from tests.reports.paper import plain, words
from tests.settled import settled_campaign
from tests.web.staff import browser_of
from tests.workflows.interviewed import account
from texts import texts
from web.routes import reports
from workflows.common.access import PERMISSIONS
from workflows.privacy.documents import KINDS

APP = Starlette(routes=reports.ROUTES)
TYPES = {
    "pdf": ("application/pdf", b"%PDF"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
}


@pytest.fixture
def people(database):
    return {role: account(role.title(), role) for role in ROLES}


@pytest.mark.parametrize("ending", TYPES)
@pytest.mark.parametrize("role", [*ROLES, None])
def test_only_who_may_gets_a_file_and_its_name_says_nothing_of_anybody(people, role, ending):
    address = f"/reports/{settled_campaign()}/documents/processing_record.{ending}"
    answer = browser_of(APP, people[role] if role else None).get(address)
    if role in PERMISSIONS["prepare_documents"] and role != "recruiter":
        media_type, begins = TYPES[ending]
        assert answer.status_code == 200
        assert answer.content.startswith(begins)
        assert answer.headers["content-type"] == media_type
        expected = f'attachment; filename="entregent-processing-record.{ending}"'
        assert answer.headers["content-disposition"] == expected
        assert answer.headers["cache-control"] == "no-store"
    else:
        assert answer.status_code in (403, 404)
        assert not answer.content.startswith(TYPES[ending][1])


def test_every_kind_has_a_file_name_of_its_own():
    assert set(reports.FILE_NAMES) == set(KINDS)
    assert len(set(reports.FILE_NAMES.values())) == len(KINDS)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_address_chooses_the_language(people, language):
    address = f"/reports/{settled_campaign()}/documents/works_council.pdf?lang={language}"
    answer = browser_of(APP, people["owner"]).get(address)
    assert plain(texts(language)["documents.kinds.works_council.name"]) in words(answer.content)


@pytest.mark.parametrize("kind", ["nothing", "bias_summary", "../notice"])
def test_what_there_is_not_is_not_made(people, kind):
    answer = browser_of(APP, people["owner"]).get(
        f"/reports/{settled_campaign()}/documents/{kind}.pdf?lang=fr"
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_draft_that_lacks_something_says_what_to_do(people, language):
    address = f"/reports/{new_draft(people['owner'])}/documents/notice.docx?lang={language}"
    answer = browser_of(APP, people["owner"]).get(address)
    assert (answer.status_code, answer.text) == (409, texts(language)["documents.problem_not_ready"])
