"""Names: blind until the shortlist, one more by reason, and each time written down."""

import pytest

from data.audit.log import events
from data.candidates.candidates import change_candidate
from data.common import engine
from data.schema import candidate
from errors import AccessError, CampaignError, DecisionError
from tests.builders import AUDITOR, INTERVIEWER, MANAGER, filled_campaign
from tests.office import RECRUITER, someone
from tests.workflows.decided import decide, open_names
from workflows.comparison import explanation, names
from workflows.files.exports import export_results

pytestmark = pytest.mark.usefixtures("database")

WHY = "I may know this person from an earlier job."


def noted(campaign_id):
    with engine.reading() as c:
        return [(event.actor, event.deed, event.subject, event.details) for event in events(c) if
                event.campaign_id == campaign_id and event.deed.startswith("reveal")]  # fmt: skip


def test_a_blind_campaign_names_nobody_before_somebody_is_taken_further():
    filled = filled_campaign(4)
    assert names.reveal(MANAGER, filled.id) == {}
    for one, verdict in zip(filled.candidate_ids, ("shortlist", "offer", "hold", "reject"), strict=True):
        decide(filled.id, one, verdict)
    taken = dict(zip(filled.candidate_ids[:2], ("Person 0001", "Person 0002"), strict=True))
    assert names.given_freely(MANAGER, filled.id) == taken.keys()
    assert names.reveal(MANAGER, filled.id) == taken
    assert noted(filled.id) == [
        ("manager-1", "reveal_names", filled.id, {"which": "decided", "n": n}) for n in (0, 2)
    ]


def test_the_decision_that_stands_counts():
    filled = filled_campaign(1)
    (one,) = filled.candidate_ids
    decide(filled.id, one, "offer")
    decide(filled.id, one, "reject")
    assert names.reveal(MANAGER, filled.id) == {}


def test_one_name_of_those_that_may_be_given():
    filled = filled_campaign(3)
    for one in filled.candidate_ids[:2]:
        decide(filled.id, one)
    assert names.reveal(MANAGER, filled.id, only=filled.candidate_ids[1]) == {
        filled.candidate_ids[1]: "Person 0002"
    }
    assert names.reveal(MANAGER, filled.id, only=filled.candidate_ids[2]) == {}


def test_a_name_by_reason_is_one_persons_and_the_reason_stays_beside_it():
    filled = filled_campaign(2)
    one = filled.candidate_ids[1]
    with pytest.raises(DecisionError):
        names.reveal_one(MANAGER, filled.id, one, "curious")
    assert noted(filled.id) == []
    assert names.reveal_one(MANAGER, filled.id, one, WHY) == {one: "Person 0002"}
    ((actor, deed, subject, details),) = noted(filled.id)
    assert (actor, deed, subject, details["n"]) == ("manager-1", "reveal_name", one, 1)
    assert WHY not in str(details)


def test_names_of_another_campaign_are_not_given():
    filled, other = filled_campaign(1), filled_campaign(1, seed=3)
    with pytest.raises(DecisionError):
        names.reveal_one(MANAGER, filled.id, other.candidate_ids[0], WHY)
    for deed in (names.reveal, names.given_freely):
        with pytest.raises(CampaignError):
            deed(MANAGER, "nowhere")


def test_a_campaign_without_blind_names_gives_all_and_notes_it():
    filled = filled_campaign(3, unfinished=1)
    open_names(filled.id)
    assert len(names.reveal(MANAGER, filled.id)) == 4
    assert noted(filled.id)[0][3] == {"which": "all", "n": 4}


def test_two_people_of_one_name_keep_their_pseudonyms():
    filled = filled_campaign(2)
    open_names(filled.id)
    with engine.writing() as connection:
        for candidate_id in filled.candidate_ids:
            change_candidate(connection, candidate_id, name="Jo Martin")
    assert sorted(names.reveal(MANAGER, filled.id).values()) == ["Jo Martin (C-0001)", "Jo Martin (C-0002)"]


def test_who_may_not_reveal_names_gets_none():
    filled = filled_campaign(1)
    for actor in (AUDITOR, INTERVIEWER):
        for deed in (names.reveal, names.given_freely):
            with pytest.raises(AccessError):
                deed(actor, filled.id)
        with pytest.raises(AccessError):
            names.reveal_one(actor, filled.id, filled.candidate_ids[0], WHY)
    assert noted(filled.id) == []


def test_who_asked_when_and_why_can_be_read_by_recruiters_and_auditors():
    filled = filled_campaign(2)
    one, other = filled.candidate_ids
    decide(filled.id, one)
    names.reveal(MANAGER, filled.id)
    names.reveal_one(MANAGER, filled.id, other, WHY)
    export_results(MANAGER, filled.id, "csv")
    export_results(MANAGER, filled.id, "csv", named=True)
    for actor in (RECRUITER, AUDITOR, someone("owner")):
        log = names.reveals(actor, filled.id)
        assert [(line.which, line.n, line.pseudonym, line.reason) for line in log] == [
            ("file", 1, None, None),
            ("one", 1, "C-0002", WHY),
            ("decided", 1, None, None),
        ]
    for actor in (MANAGER, INTERVIEWER):
        with pytest.raises(AccessError):
            names.reveals(actor, filled.id)


def test_of_somebody_erased_only_the_fact_remains():
    filled = filled_campaign(1)
    names.reveal_one(MANAGER, filled.id, filled.candidate_ids[0], WHY)
    with engine.writing() as c:
        c.execute(candidate.delete())
    (line,) = names.reveals(AUDITOR, filled.id)
    assert (line.which, line.pseudonym, line.reason) == ("one", None, None)


def test_a_file_with_names_names_whom_the_page_would_name():
    filled = filled_campaign(3)
    decide(filled.id, filled.candidate_ids[1])
    content = export_results(MANAGER, filled.id, "csv", named=True).content.decode()
    assert "Person 0002" in content
    assert "Person 0001" not in content
    open_names(filled.id)
    content = export_results(MANAGER, filled.id, "csv", named=True).content.decode()
    assert all(f"Person 000{number}" in content for number in (1, 2, 3))
    assert explanation.evidence(MANAGER, filled.id, filled.candidate_ids[0]).notes == ()
