"""Who may have a document, what is noted of it, and where its facts come from."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text, update

from data.audit.log import events
from data.common.engine import reading, writing
from data.privacy.notices import keep_notice
from data.schema import sitting
from errors import AccessError, CampaignError, NotReady, UnknownCampaign
from reports.document import Aside, Paragraph
from reports.documents import written
from tests.builders import NOW, filled_campaign
from tests.office import EVERYBODY, SETTINGS, new_draft, someone
from tests.settled import OWNER, settled_campaign, settled_draft
from tests.teams import enrol
from tests.workflows.candidates import change_settings
from workflows.audit.log import CONSOLE, log_action_by
from workflows.campaigns import charters
from workflows.common.access import PERMISSIONS
from workflows.privacy import documents
from workflows.privacy.data_map import notice_sha256
from workflows.privacy.documents import KINDS, offered

AUDITOR = someone("auditor")


@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda actor: actor.role)
@pytest.mark.parametrize("kind", KINDS)
def test_only_who_may_gets_a_document(database, actor, kind):
    campaign_id = settled_campaign(jurisdiction="US" if kind == "bias_summary" else "FR")
    allowed = PERMISSIONS["see_impact" if kind == "bias_summary" else "prepare_documents"]
    if actor.role not in allowed:
        with pytest.raises(AccessError):
            documents.document(actor, campaign_id, kind, "en")
    elif actor.role in ("owner", "auditor"):
        assert documents.document(actor, campaign_id, kind, "en").kind == kind
    else:
        with pytest.raises(UnknownCampaign):
            documents.document(actor, campaign_id, kind, "en")


def test_recruiters_are_offered_no_counts_of_groups():
    assert "bias_summary" not in offered(someone("recruiter"), "US")
    assert "bias_summary" in offered(AUDITOR, "US")
    assert "works_council" not in offered(AUDITOR, "US")
    assert "bias_summary" not in offered(AUDITOR, "FR")


def test_each_document_is_noted_without_a_word_of_it(database):
    campaign_id = settled_campaign()
    documents.document(OWNER, campaign_id, "works_council", "fr")
    with reading() as c:
        last = events(c)[-1]
    assert (last.deed, last.subject) == ("prepare_document", campaign_id)
    assert last.details == {"kind": "works_council", "language": "fr"}


def test_looking_at_what_is_offered_is_not_noted(database):
    campaign_id = settled_campaign()
    with reading() as c:
        before = len(events(c))
    found = documents.overview(AUDITOR, campaign_id, "en")
    assert tuple(one.kind for one in found) == KINDS[:4]
    with reading() as c:
        assert len(events(c)) == before


def test_what_the_law_does_not_ask_for_is_not_made(database):
    with pytest.raises(CampaignError):
        documents.document(OWNER, settled_campaign(jurisdiction="FR"), "bias_summary", "en")
    with pytest.raises(CampaignError):
        documents.document(OWNER, settled_campaign(jurisdiction="US"), "works_council", "en")


def test_a_draft_has_documents_once_it_lacks_nothing(database):
    assert documents.document(OWNER, settled_draft(), "works_council", "en").published_at is None
    empty = new_draft(OWNER, "Empty")
    with pytest.raises(NotReady) as refused:
        documents.document(OWNER, empty, "works_council", "en")
    assert refused.value.details["problems"] == ("charter",)
    half = new_draft(OWNER, "Half", charters.example("ardeal"))
    with pytest.raises(NotReady) as refused:
        documents.document(OWNER, half, "works_council", "en")
    assert {"controller_name", "deadline"} <= set(refused.value.details["problems"])


def test_there_is_no_document_of_a_campaign_that_is_not_there(database):
    with pytest.raises(UnknownCampaign):
        documents.document(OWNER, "nothing", "notice", "en")


def test_a_copy_made_at_the_shell_is_known(database):
    campaign_id = settled_campaign()
    assert documents.document(OWNER, campaign_id, "notice", "en").installation.last_backup_at is None
    with writing() as c:
        log_action_by(c, CONSOLE, "back_up", "database", NOW, bytes=1)
    assert documents.document(OWNER, campaign_id, "notice", "en").installation.last_backup_at == NOW


def test_who_is_on_the_team_is_counted_and_may_have_them(database):
    campaign_id = settled_campaign()
    recruiter = someone("recruiter")
    enrol(campaign_id, recruiter, someone("manager"))
    found = documents.document(recruiter, campaign_id, "processing_record", "en")
    assert found.team == {
        "owner": 1,
        "recruiter": 1,
        "manager": 1,
        "interviewer": 0,
        "marker": 0,
        "auditor": 0,
    }


# The notice


def acknowledged(campaign, body: str, at: int, language: str = "en") -> str:
    """Let one candidate of a campaign have acknowledged a notice."""
    sha256 = notice_sha256(body)
    with writing() as c:
        keep_notice(c, sha256, body, language, NOW.replace(hour=at + 1))
        who = sitting.c.candidate_id == campaign.candidate_ids[at]
        c.execute(update(sitting).where(who).values(notice_sha256=sha256))
    return sha256


@pytest.fixture
def campaign(database):
    made = filled_campaign(3)
    change_settings(made.id, **SETTINGS, recruiter_name="Mara Oster", recruiter_contact="rh@example.com")
    return made


def lines(found):
    document = written(found, "en")
    asides = [block.title for block in document.blocks if isinstance(block, Aside)]
    return asides, [block.parts[0] for block in document.blocks if isinstance(block, Paragraph)]


def test_the_notice_is_the_newest_that_was_acknowledged_word_for_word(campaign):
    acknowledged(campaign, json.dumps([["Old", ["What was said before."]]]), 0)
    sha256 = acknowledged(campaign, json.dumps([["New", ["What was said last."]]]), 1)
    acknowledged(campaign, json.dumps([["Nouveau", ["Ce qui a été dit."]]]), 2, "fr")
    found = documents.document(OWNER, campaign.id, "notice", "en")
    asides, said = lines(found)
    assert [notice.n_acknowledged for notice in found.notices] == [1, 1]
    assert f"Version {sha256}" in asides
    assert "What was said last." in said
    assert "What was said before." not in said
    assert "Ce qui a été dit." not in said
    assert said.index("What was said last.") < said.index(
        "To assess your ability to do this job, and for nothing else."
    )


def test_before_anybody_read_it_the_notice_is_as_it_reads_now(campaign):
    from texts import use
    from texts.notice import sections, word_for_word
    from workflows.common.stored_settings import read_settings

    asides, said = lines(documents.document(OWNER, campaign.id, "notice", "en"))
    use("en")
    found = documents.document(OWNER, campaign.id, "notice", "en")
    present = sections(read_settings(found.settings.model_dump(mode="json")))
    assert f"Version {notice_sha256(word_for_word(present))}" in asides
    assert all(line in said for section in present for line in section.lines)


def test_a_notice_of_another_shape_is_said_as_it_is(campaign):
    acknowledged(campaign, "Not a list of sections.", 0)
    _, said = lines(documents.document(OWNER, campaign.id, "notice", "en"))
    assert "Not a list of sections." in said


def test_try_outs_are_not_counted(campaign):
    acknowledged(campaign, "[]", 0)
    with writing() as c:
        c.execute(text("UPDATE candidate SET is_try_out = :yes"), {"yes": True})
    assert documents.document(OWNER, campaign.id, "notice", "en").notices == ()
