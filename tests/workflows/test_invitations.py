"""Candidates are added and invited; a link is shown once, replaced by the next, and never stored."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from data.audit.log import events
from data.common import engine
from data.schema import candidate, invitation
from errors import CandidateError, LinkRevoked, WrongState
from settings import settings
from tests.office import NOW, RECRUITER, running_campaign, someone, token_in
from workflows import sitting
from workflows.campaigns import lifecycle
from workflows.candidates import fresh_links, invitations, monitor
from workflows.candidates.invitations import Person

pytestmark = pytest.mark.usefixtures("any_database")


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(NOW)
    return clock


@pytest.fixture
def campaign_id():
    return running_campaign()


def invite(campaign_id, name="Ana Sol", email="ana@example.com", language="fr"):
    return invitations.add_candidate(RECRUITER, campaign_id, name=name, email=email, language=language)


def test_a_new_candidate_gets_a_link_that_opens_the_sitting(campaign_id):
    link = invite(campaign_id)
    assert link.address.startswith(f"{settings().public_url}/i/")
    sitting.enter(token_in(link.address), accepted_language="en")
    assert sitting.current_state(token_in(link.address)).stage == "language"


def test_the_link_works_until_the_deadline(campaign_id):
    assert invite(campaign_id).expires_at == dt.datetime(2027, 1, 31, 17, 0, tzinfo=dt.UTC)


def test_the_database_keeps_no_link(campaign_id):
    token = token_in(invite(campaign_id).address)
    assert len(token) >= 22, "128 bits in base64"
    with engine.reading() as c:
        assert token not in repr([*c.execute(select(invitation))])


def test_a_renewed_link_closes_the_one_before_and_keeps_the_answers(campaign_id):
    old = invite(campaign_id)
    sitting_id = sitting.enter(token_in(old.address), accepted_language="fr")
    new = invitations.renew_link(RECRUITER, old.candidate_id)
    with pytest.raises(LinkRevoked):
        sitting.current_state(token_in(old.address))
    assert sitting.enter(token_in(new.address), accepted_language="fr") == sitting_id


def test_a_revoked_link_opens_nothing(campaign_id):
    link = invite(campaign_id)
    invitations.revoke_link(RECRUITER, link.candidate_id)
    with pytest.raises(LinkRevoked):
        sitting.enter(token_in(link.address), accepted_language="fr")
    assert monitor.board(RECRUITER, campaign_id).lines[0].status == "no_link"


def test_pseudonyms_are_unique_and_say_nothing_of_the_order(campaign_id):
    people = [Person(f"Person {number}", None, "fr") for number in range(300)]
    drawn = [link.pseudonym for link in invitations.add_people(RECRUITER, campaign_id, people)]
    assert len(set(drawn)) == 300
    assert all(re.fullmatch(r"[A-Z]-\d{4}", one) for one in drawn)
    assert drawn != sorted(drawn)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " \t"}, "candidate_name"),
        ({"name": "x" * 121}, "candidate_name"),
        ({"email": "not an address"}, "candidate_email"),
        ({"email": " ANA@example.com "}, "candidate_twice"),
    ],
)
def test_a_candidate_who_cannot_be_added_says_why(campaign_id, change, code):
    invite(campaign_id)
    with pytest.raises(CandidateError) as refused:
        invite(campaign_id, **{"name": "Bea", "email": "bea@example.com"} | change)
    assert refused.value.code == code


def test_several_are_added_all_or_none(campaign_id):
    people = [Person("Ana", "ana@example.com", "fr"), Person("Twice", "ANA@example.com", "fr")]
    with pytest.raises(CandidateError):
        invitations.add_people(RECRUITER, campaign_id, people)
    assert monitor.board(RECRUITER, campaign_id).lines == ()


def test_two_candidates_without_an_address_are_two(campaign_id):
    invite(campaign_id, email=None)
    invite(campaign_id, email="")
    assert len(monitor.board(RECRUITER, campaign_id).lines) == 2


def test_a_language_that_is_not_offered_becomes_the_first_that_is(campaign_id):
    assert invite(campaign_id, language="de").language == "fr"


def test_names_are_kept_in_one_form_without_control_signs(campaign_id):
    assert invite(campaign_id, name="  Zoe\u0301\n  Du\tpré ").name == "Zo\u00e9 Du pré"


def test_a_name_can_be_corrected_and_the_link_stays(campaign_id):
    link = invite(campaign_id)
    invitations.correct(
        RECRUITER, link.candidate_id, name="Anna Sol", email="anna@example.com", language="en"
    )
    line = monitor.board(RECRUITER, campaign_id).lines[0]
    assert (line.name, line.email, line.language, line.has_link) == (
        "Anna Sol",
        "anna@example.com",
        "en",
        True,
    )


def test_a_correction_cannot_take_another_candidates_address(campaign_id):
    invite(campaign_id)
    other = invite(campaign_id, name="Bea", email="bea@example.com")
    with pytest.raises(CandidateError):
        invitations.correct(RECRUITER, other.candidate_id, name="Bea", email="ana@example.com", language="fr")


def test_nobody_is_invited_to_a_campaign_that_is_not_running(campaign_id):
    lifecycle.close(RECRUITER, campaign_id)
    with pytest.raises(WrongState):
        invite(campaign_id)


def test_a_try_out_goes_the_candidates_way_and_stays_out_of_the_pool(campaign_id):
    link = invitations.start_try_out(RECRUITER, campaign_id, "en")
    sitting.enter(token_in(link.address), accepted_language="en")
    assert sitting.current_state(token_in(link.address)).sitting.is_try_out
    board = monitor.board(RECRUITER, campaign_id)
    assert (len(board.lines), len(board.try_outs)) == (0, 1)
    assert lifecycle.campaign_list(RECRUITER)[0].counts.invited == 0


def test_who_met_the_items_elsewhere_is_noticed_by_address(campaign_id):
    earlier = invite(running_campaign(title="Last year"))
    sitting.enter(token_in(earlier.address), accepted_language="fr")
    assert monitor.resits(RECRUITER, campaign_id) == ()
    invite(campaign_id, name="Ana S.")
    (notice,) = monitor.resits(RECRUITER, campaign_id)
    n_items = len(sitting.current_state(token_in(earlier.address)).form["items"])
    assert (notice.name, notice.campaign_title) == ("Ana S.", "Last year")
    assert (notice.n_shared, notice.n_items) == (n_items, n_items)


def test_an_invitation_never_opened_elsewhere_is_no_resit(campaign_id):
    invite(running_campaign(title="Last year"))
    invite(campaign_id)
    assert monitor.resits(RECRUITER, campaign_id) == ()


def test_fresh_links_download_as_cells_no_spreadsheet_calculates(campaign_id):
    links = [invite(campaign_id), invite(campaign_id, name="@SUM(A1)", email=None)]
    ticket = fresh_links.keep_links(RECRUITER, campaign_id, links)
    rows = list(csv.reader(io.StringIO(fresh_links.links_csv(RECRUITER, ticket).decode("utf-8-sig"))))
    assert rows[0] == list(fresh_links.COLUMNS)
    assert [row[1] for row in rows[1:]] == ["Ana Sol", "'@SUM(A1)"]
    assert rows[1][4] == links[0].address
    # A spreadsheet set to French shows a CSV with commas as one column: the workbook has the same cells.
    book = openpyxl.load_workbook(
        io.BytesIO(fresh_links.links_csv(RECRUITER, ticket, as_workbook=True)), read_only=True
    )
    assert [[cell or "" for cell in row] for row in book["links"].iter_rows(values_only=True)] == rows


@pytest.mark.parametrize("case", ["somebody else", "too late", "unknown"])
def test_fresh_links_are_for_who_made_them_and_for_half_an_hour(campaign_id, case, clock):
    ticket = fresh_links.keep_links(RECRUITER, campaign_id, [invite(campaign_id)])
    actor = someone("owner") if case == "somebody else" else RECRUITER
    if case == "too late":
        clock.shift(dt.timedelta(minutes=31))
    with pytest.raises(CandidateError):
        fresh_links.links_csv(actor, "x" if case == "unknown" else ticket)


def test_the_record_says_who_was_invited_by_id_only(campaign_id):
    link = invite(campaign_id)
    invitations.renew_link(RECRUITER, link.candidate_id)
    invitations.correct(RECRUITER, link.candidate_id, name="Anna", email=None, language="fr")
    with engine.reading() as c:
        kept = events(c, campaign_id=campaign_id)
        names = [row.name for row in c.execute(select(candidate))]
    assert {"add_candidates", "renew_link", "correct_candidate"} <= {one.deed for one in kept}
    assert not any(name in repr(kept) for name in (*names, "ana@example.com"))
