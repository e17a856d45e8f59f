"""The documents on the page: what each is for, what is left to complete, and files in the language chosen."""

from __future__ import annotations

import pytest

import texts
from tests.office import new_draft, someone
from tests.settled import OWNER, settled_campaign, settled_draft
from tests.views.opened import open_page, words
from workflows.privacy.documents import KINDS

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def be(be_in_each):
    """Sign somebody in, in each language."""
    return be_in_each


def addresses(at):
    return [link.proto.url for link in at.get("link_button")]


def test_each_document_is_offered_with_its_use_its_blanks_and_both_files(be):
    campaign_id = settled_campaign()
    be(OWNER)
    at = open_page("campaign", id=campaign_id, section="documents")
    said = words(at)
    for kind in KINDS[:4]:
        assert texts.t(f"documents.kinds.{kind}.name") in [one.value for one in at.header]
        assert texts.t(f"documents.kinds.{kind}.what") in said
        for ending in ("pdf", "docx"):
            address = f"/reports/{campaign_id}/documents/{kind}.{ending}?lang={texts.language()}"
            assert address in addresses(at)
    assert texts.t("documents.kinds.bias_summary.name") not in said
    assert texts.t("documents.places", count=33) in said
    assert texts.t("documents.no_places") in said


def test_the_language_of_the_documents_is_chosen_by_itself(be):
    campaign_id = settled_campaign()
    be(OWNER)
    other = "fr" if texts.language() == "en" else "en"
    at = open_page("campaign", id=campaign_id, section="documents")
    at.segmented_control(key="documents_language").set_value(other).run()
    assert not at.exception
    assert all(address.endswith(f"?lang={other}") for address in addresses(at))


def test_an_auditor_finds_them_from_the_list_with_ratios_by_sex(be):
    campaign_id = settled_campaign(jurisdiction="US")
    be(someone("auditor"))
    assert texts.t("documents.open") in [button.label for button in open_page("campaigns").button]
    at = open_page("documents", id=campaign_id)
    assert any("bias_summary" in address for address in addresses(at))
    assert not any("works_council" in address for address in addresses(at))


def test_a_draft_has_them_before_it_is_published(be):
    campaign_id = settled_draft()
    be(OWNER)
    assert len(addresses(open_page("documents", id=campaign_id))) == 8


def test_a_draft_that_lacks_something_says_what(be):
    campaign_id = new_draft(OWNER)
    be(OWNER)
    at = open_page("documents", id=campaign_id)
    assert texts.t("edit.steps.charter") in at.info[0].value
    assert texts.t("documents.to_edit") in [button.label for button in at.button]
    assert addresses(at) == []


@pytest.mark.parametrize("role", ["manager", "marker", "interviewer"])
def test_others_have_no_such_page(be, role):
    campaign_id = settled_campaign()
    be(someone(role))
    assert texts.t("staff.not_for_you") in words(open_page("documents", id=campaign_id))


def test_a_campaign_that_is_not_there_is_said(be):
    be(OWNER)
    at = open_page("documents", id="nothing")
    assert at.error
    assert texts.t("staff.frame.to_campaigns") in [button.label for button in at.button]
