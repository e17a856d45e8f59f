"""What a person takes home: everything about them, nothing of anybody else, and nothing before its time."""

from __future__ import annotations

import io
import json
import zipfile
from html import escape

import pytest
from sqlalchemy import update

from data.audit.log import events
from data.common.engine import reading, writing
from data.schema import candidate
from errors import LinkRevoked, LinkUnknown
from reports.rights import rights_zip
from tests.office import RECRUITER
from tests.teams import enrol
from tests.workflows import marked
from tests.workflows.candidates import close, linked
from tests.workflows.interviewed import account, interviewing_campaign, plan, submit
from workflows.candidates import invitations
from workflows.comparison.decisions import decide
from workflows.comparison.explanation import write_note
from workflows.privacy import rights
from workflows.privacy.archive import archive
from workflows.privacy.archive_work import mask

pytestmark = pytest.mark.usefixtures("database")

STAFF = ("Zelda Quarrington", "Ulf Brannigan")


def taken(token: str) -> tuple[dict, str, str]:
    """Return the data, the page, and all bytes of the archive as text."""
    files = zipfile.ZipFile(io.BytesIO(rights_zip(archive(token))))
    assert files.namelist() == ["data.json", "summary.html"]
    data, page = (files.read(name).decode() for name in files.namelist())
    return json.loads(data), page, data + page


def interviewed(said: str = "She named the delay first."):
    """Return a campaign of three, an interview of the first by two people, and the first one's link."""
    campaign = interviewing_campaign(3)
    people = [account(name) for name in STAFF]
    interview = plan(campaign, *people)
    return campaign, people, interview, linked(campaign.candidate_ids[0])


def test_it_holds_what_the_person_gave_and_what_was_written_about_them():
    campaign, (zelda, ulf), interview, token = interviewed()
    for actor in (zelda, ulf):
        submit(actor, interview, 4, said="She named the delay first.")
    recruiter = account("Rufus", "recruiter")
    enrol(campaign.id, recruiter)
    me = campaign.candidate_ids[0]
    write_note(recruiter, campaign.id, me, "Arrived early.")
    decide(recruiter, campaign.id, me, "shortlist", "Calm with angry people.")
    rights.ask(token, "review", "Please look at Q2 again.")
    data, page, _ = taken(token)
    assert data["person"]["name"] == "Person 0001"
    assert {row["item_id"]: row["answer"] for row in data["answers"]} == json.loads(
        json.dumps(campaign.answers[0])
    )
    assert [row["rating"] for row in data["interview"]["ratings"]] == [4] * 6
    assert {row["interviewer"] for row in data["interview"]["ratings"]} == {1, 2}
    assert [(row["text"], row["role"]) for row in data["notes"]] == [("Arrived early.", "recruiter")]
    assert data["decisions"][0]["reason"] == "Calm with angry people."
    assert data["scores"]["composite"]["score"] is not None
    # Nobody else was interviewed: no rank, and the reason.
    assert (data["scores"]["stage"], data["scores"]["place"]) == ("all", None)
    assert data["scores"]["no_place"] == ["alone"]
    assert "nobody else has results" in page
    assert {point["item_id"] for point in data["scores"]["points"]} >= {"S01", "S25"}
    for said in (
        "She named the delay first.",
        "Arrived early.",
        "Calm with angry people.",
        "look at Q2 again",
    ):
        assert said in page


def test_nothing_of_anybody_else_is_in_it():
    campaign, (zelda, ulf), interview, token = interviewed()
    with writing() as c:
        for at, one in enumerate(campaign.candidate_ids[1:]):
            c.execute(
                update(candidate)
                .where(candidate.c.id == one)
                .values(
                    name=f"Xaverine{at} Plumtree", email=f"plumtree{at}@x.example", pseudonym=f"PLUM-{at}"
                )
            )
    for actor in (zelda, ulf):
        submit(actor, interview, 3, said="Ulf Brannigan and I preferred Xaverine0 Plumtree, PLUM-1 too.")
    other = campaign.candidate_ids[1]
    enrol(campaign.id, zelda)
    write_note(zelda_as(zelda, "recruiter"), campaign.id, other, "SECRET-OF-ANOTHER")
    rights.ask(linked(other, "the-other-ones-token"), "erase", "SECRET-WISH-OF-ANOTHER")
    data, _, everything = taken(token)
    planted = ("Xaverine", "Plumtree", "PLUM-", "SECRET-", "Zelda", "Ulf", "Quarrington", "Brannigan")
    assert [word for word in planted if word in everything] == []
    assert [
        one
        for one in (*campaign.candidate_ids, zelda.account_id, ulf.account_id, interview)
        if one in everything
    ] == []
    assert token not in everything
    assert data["interview"]["ratings"][0]["evidence"] == "[…] and I preferred […], […] too."


def zelda_as(actor, role):
    import dataclasses

    return dataclasses.replace(actor, role=role)


def test_the_key_is_not_in_it_and_it_says_so():
    campaign, _, _, token = interviewed()
    data, page, everything = taken(token)
    assert "key" in data["not_included"]
    assert "spoil" in page
    item = next(one for one in campaign.form["items"] if one["id"] == "S01")
    for rationale in item.get("rationale", {}).values():
        assert rationale["en"] not in everything
    assert '"key":' not in everything
    assert '"loadings"' not in everything


@pytest.mark.parametrize("n_in", [0, 1, 2])
def test_ratings_are_told_once_every_sheet_is_in(n_in):
    _, people, interview, token = interviewed()
    for actor in people[:n_in]:
        submit(actor, interview, 2, said="WRITTEN-ALONE")
    data, _, everything = taken(token)
    is_complete = n_in == len(people)
    assert ("WRITTEN-ALONE" in everything) is is_complete
    assert ("interview_pending" in data["not_included"]) is not is_complete
    assert (data["scores"] is None) is not is_complete


def test_marks_and_their_notes_are_told_once_the_marking_is_complete():
    filled = marked.waiting_campaign(1)
    token = linked(filled.candidate_ids[0])
    first, second, third = marked.appointed(filled.id, "Ana", "Bo", "Cy")
    code = marked.hold(first, filled.id).code
    seen = []
    for actor, given in ((first, 0), (second, 4), (third, 2)):
        code = marked.hold(actor, filled.id).code
        marked.give(actor, filled.id, code, given, note=f"NOTE-{given}")
        data, _, everything = taken(token)
        seen.append([note for note in ("NOTE-0", "NOTE-4", "NOTE-2") if note in everything])
        assert data["scores"] is None
        assert "marks_pending" in data["not_included"]
    # Two far apart wait for a third; the other prompt still waits for anybody.
    assert seen == [[], [], ["NOTE-0", "NOTE-4", "NOTE-2"]]


def test_points_and_place_wait_until_the_campaign_is_over():
    campaign, people, interview, token = interviewed()
    for actor in people:
        submit(actor, interview, 4)
    before, *_ = taken(token)
    close(campaign.id)
    after, *_ = taken(token)
    assert {"points", "place"} & set(before["scores"]) == set()
    assert "points_until_over" in before["not_included"]
    assert {"points", "place"} <= set(after["scores"])
    assert before["scores"]["composite"] == after["scores"]["composite"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_speaks_the_persons_language(language):
    from data.schema import sitting

    *_, token = interviewed()
    with writing() as c:
        c.execute(update(sitting).values(language=language))
    _, page, _ = taken(token)
    assert f'<html lang="{language}">' in page
    assert ("Vos réponses" in page) is (language == "fr")
    assert "<script" not in page


def test_what_people_typed_is_never_markup():
    campaign, _, _, token = interviewed()
    with writing() as c:
        c.execute(
            update(candidate)
            .where(candidate.c.id == campaign.candidate_ids[0])
            .values(name="<img src=x onerror=a>")
        )
    assert "<img" not in taken(token)[1]


def test_taking_it_is_written_down_without_a_name():
    campaign, _, _, token = interviewed()
    archive(token)
    with reading() as c:
        (event,) = [one for one in events(c) if one.deed == "rights_archive"]
    assert (event.actor, event.subject, event.campaign_id) == (
        "candidate",
        campaign.candidate_ids[0],
        campaign.id,
    )
    assert event.details == {}


def test_a_closed_or_unknown_link_gives_nothing():
    campaign, _, _, token = interviewed()
    with pytest.raises(LinkUnknown):
        archive("nobody-was-given-this")
    invitations.revoke_link(RECRUITER, campaign.candidate_ids[0])
    with pytest.raises(LinkRevoked):
        archive(token)


def test_somebody_who_has_not_begun_gets_what_there_is():
    campaign = interviewing_campaign(1)
    with writing() as c:
        from data.candidates.candidates import NewCandidate, add_candidates
        from tests.builders import NOW

        (new,) = add_candidates(c, campaign.id, [NewCandidate("N-1", "New One", "new@x.example", "fr")], NOW)
    data, page, _ = taken(linked(new))
    assert data["person"]["name"] == "New One"
    assert (data["sitting"], data["answers"], data["scores"]) == (None, [], None)
    assert "Vos données" in page


def test_own_names_stay_where_others_are_hidden():
    hide = mask(["Ana Meyer", "Li Meyer", "al"], keep=["Ana Stone"])
    assert hide("Ana told Meyer, meyers and al.") == "Ana told […], meyers and al."


def test_answers_are_written_in_the_words_that_were_read():
    campaign, _, _, token = interviewed()
    page = taken(token)[1]
    item = next(one for one in campaign.form["items"] if one["id"] == "S01")
    chosen = campaign.answers[0]["S01"]
    texts_of = {option["id"]: option["text"]["en"] for option in item["options"]}
    assert escape(f"Most effective · {texts_of[chosen['best']]}") in page
    assert escape(f"Least effective · {texts_of[chosen['worst']]}") in page
