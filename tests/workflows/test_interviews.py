"""Interviews are planned, planned anew and called off; what cannot be is refused and changes nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from data.accounts.accounts import set_disabled, set_role
from data.audit.log import events
from data.campaigns.campaigns import change_campaign
from data.candidates.candidates import change_candidate
from data.common import engine
from data.interviews import interviews, seats
from data.schema import candidate
from errors import AccessError, CampaignError, InterviewError, WrongState
from tests.builders import AUDITOR, MANAGER, NOW, example_form, filled_campaign
from tests.office import EVERYBODY, RECRUITER, someone
from tests.workflows.interviewed import STARTS, account, interviewing_campaign, plan, submit
from tests.workflows.interviewed import seats as places
from workflows.common.access import PERMISSIONS
from workflows.common.text import link_of
from workflows.interviews import room
from workflows.interviews.calendar_file import candidate_calendar_file
from workflows.interviews.panel import SeatPlan, my_interviews
from workflows.interviews.planning import cancel, interview_of, planned, possible_interviewers
from workflows.interviews.planning import plan as plan_deed

pytestmark = pytest.mark.usefixtures("database")


def refused(code, deed, *args, **kwargs):
    with pytest.raises(InterviewError) as caught:
        deed(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


def stored():
    with engine.reading() as c:
        return [tuple(row) for row in c.exec_driver_sql("SELECT * FROM interview ORDER BY id")] + [
            tuple(row) for row in c.exec_driver_sql("SELECT * FROM interview_seat ORDER BY account_id")
        ]


def deeds(campaign):
    with engine.reading() as c:
        return [(event.deed, event.subject, event.details) for event in events(c, campaign_id=campaign.id)]


def test_a_planned_interview_is_seen_by_the_recruiter_and_its_panel():
    campaign = interviewing_campaign()
    ana, bo = account("Ana"), account("Bo", "manager")
    panel = [SeatPlan(ana.account_id, ("EMP", "JUD")), SeatPlan(bo.account_id)]
    interview_id = plan(campaign, panel=panel, place="https://meet.example/4")
    (one,) = planned(RECRUITER, campaign.id)
    assert (one.id, one.candidate_id, one.name) == (interview_id, campaign.candidate_ids[0], "Person 0001")
    assert (one.starts_at, one.minutes, one.place) == (STARTS, 60, "https://meet.example/4")
    assert one.link == one.place
    assert [(seat.name, seat.focus, seat.is_submitted) for seat in one.seats] == [
        ("Ana", ("EMP", "JUD"), False),
        ("Bo", (), False),
    ]
    (mine,) = my_interviews(ana)
    assert (mine.id, mine.candidate_name, mine.state) == (interview_id, "Person 0001", "planned")
    assert my_interviews(account("Cy")) == ()


def test_planning_again_changes_the_same_interview():
    campaign = interviewing_campaign()
    ana, bo = account("Ana"), account("Bo")
    first = plan(campaign, ana)
    assert plan(campaign, bo, place="Room 5") == first
    (one,) = planned(RECRUITER, campaign.id)
    assert (one.place, [seat.name for seat in one.seats]) == ("Room 5", ["Bo"])
    assert my_interviews(ana) == ()


@pytest.mark.parametrize(
    ("changed", "sequence"),
    [
        pytest.param({}, 0, id="nothing"),
        pytest.param({"place": "  Room   4 "}, 0, id="spaces"),
        pytest.param({"starts_at": STARTS.astimezone(dt.timezone(dt.timedelta(hours=2)))}, 0, id="zone"),
        pytest.param({"place": "Room 5"}, 1, id="place"),
        pytest.param({"minutes": 30}, 1, id="minutes"),
        pytest.param({"starts_at": None}, 1, id="no date yet"),
    ],
)
def test_the_sequence_counts_changes_of_date_and_place(changed, sequence):
    campaign, ana = interviewing_campaign(), account("Ana")
    interview_id = plan(campaign, ana)
    plan(campaign, ana, account("Bo"), **changed)
    with engine.reading() as c:
        found = interviews.interview_by_id(c, interview_id)
    assert found is not None
    assert found.sequence == sequence


def test_a_cancelled_interview_is_on_again_when_planned_anew():
    campaign, ana = interviewing_campaign(), account("Ana")
    interview_id = plan(campaign, ana)
    room.save_sheet(ana, interview_id, revision=1, body={"reason": "typed before"})
    cancel(RECRUITER, interview_id)
    cancel(RECRUITER, interview_id)
    assert [one.is_cancelled for one in planned(RECRUITER, campaign.id)] == [True]
    assert [interview.is_cancelled for interview in my_interviews(ana)] == [True]
    assert plan(campaign, ana) == interview_id
    assert [one.is_cancelled for one in planned(RECRUITER, campaign.id)] == [False]
    assert room.room(ana, interview_id).sheet.reason == "typed before"
    with engine.reading() as c:
        found = interviews.interview_by_id(c, interview_id)
    assert found is not None
    assert found.sequence == 2


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        pytest.param("minutes", {"minutes": 4}, id="short"),
        pytest.param("minutes", {"minutes": 481}, id="long"),
        pytest.param("minutes", {"minutes": True}, id="true"),
        pytest.param("minutes", {"minutes": 60.0}, id="a fraction"),
        pytest.param("place_too_long", {"place": "x" * 301}, id="place"),
        pytest.param("date_without_zone", {"starts_at": dt.datetime(2026, 12, 1, 9)}, id="no zone"),  # noqa: DTZ001
        pytest.param("date_out_of_range", {"starts_at": dt.datetime(1, 1, 1, tzinfo=dt.UTC)}, id="year 1"),
        pytest.param(
            "date_out_of_range",
            {"starts_at": dt.datetime(9999, 12, 31, 23, 59, tzinfo=dt.timezone(dt.timedelta(hours=-12)))},
            id="year 9999",
        ),
        pytest.param("panel_size", {"panel": []}, id="nobody"),
        pytest.param("not_an_interviewer", {"panel": [SeatPlan("nobody")]}, id="no account"),
    ],
)
def test_what_no_interview_can_be_is_refused(code, changed):
    campaign, ana = interviewing_campaign(), account("Ana")
    plan(campaign, ana)
    before = stored()
    refused(code, plan, campaign, ana, **changed)
    assert stored() == before


def test_a_panel_has_at_most_six_people_each_once():
    campaign = interviewing_campaign()
    people = [account(name) for name in "ABCDEFG"]
    refused("panel_size", plan, campaign, *people)
    refused("seated_twice", plan, campaign, people[0], people[1], people[0])
    assert stored() == []
    plan(campaign, *people[:6])
    assert len(planned(RECRUITER, campaign.id)[0].seats) == 6


@pytest.mark.parametrize("role", ["marker", "auditor"])
def test_only_roles_that_interview_sit_on_a_panel(role):
    campaign = interviewing_campaign()
    refused("not_an_interviewer", plan, campaign, account("Ana", role))
    assert stored() == []


def test_only_open_accounts_are_seated_and_a_closed_one_may_stay():
    campaign = interviewing_campaign()
    ana, bo = account("Ana"), account("Bo")
    plan(campaign, ana)
    with engine.writing() as c:
        for who in (ana, bo, RECRUITER, MANAGER):
            set_disabled(c, who.account_id, NOW)
    refused("not_an_interviewer", plan, campaign, ana, bo)
    plan(campaign, ana, place="Room 5")
    assert [seat.is_disabled for seat in planned(RECRUITER, campaign.id)[0].seats] == [True]
    assert possible_interviewers(RECRUITER) == ()


def test_possible_interviewers_are_those_whose_role_interviews():
    roles = ("owner", "recruiter", "interviewer", "marker", "manager", "auditor")
    for role in roles:
        account(role.title(), role)
    offered = {possible_interviewer.role for possible_interviewer in possible_interviewers(RECRUITER)}
    assert offered == {"owner", "recruiter", "interviewer", "manager"} == PERMISSIONS["interview"]


def test_a_focus_is_a_competency_that_the_guide_asks_about():
    campaign, ana = interviewing_campaign(), account("Ana")
    problem = refused("unknown_focus", plan, campaign, panel=[SeatPlan(ana.account_id, ("EMP", "PLT", "?"))])
    assert problem.details["focus"] == ["?", "PLT"]
    assert stored() == []


def test_only_candidates_of_the_campaign_are_interviewed():
    campaign, other, ana = interviewing_campaign(), interviewing_campaign(), account("Ana")
    meeting = {"starts_at": STARTS, "minutes": 60, "place": "", "panel": places(ana)}
    refused("not_in_campaign", plan_deed, RECRUITER, campaign.id, other.candidate_ids[0], **meeting)
    refused("not_in_campaign", plan_deed, RECRUITER, campaign.id, "nobody", **meeting)
    assert stored() == []


@pytest.mark.parametrize(
    ("code", "values"), [("withdrawn", {"withdrawn_at": NOW}), ("try_out", {"is_try_out": True})]
)
def test_try_outs_and_people_who_withdrew_are_not_interviewed(code, values):
    campaign, ana = interviewing_campaign(), account("Ana")
    with engine.writing() as c:
        change_candidate(c, campaign.candidate_ids[0], **values)
    refused(code, plan, campaign, ana)
    assert stored() == []


def test_who_withdraws_later_is_in_no_list_and_nobody_writes_about_them():
    campaign, ana = interviewing_campaign(), account("Ana")
    interview_id = plan(campaign, ana)
    with engine.writing() as c:
        c.execute(candidate.update().values(withdrawn_at=NOW))
    assert (planned(RECRUITER, campaign.id), my_interviews(ana)) == ((), ())
    refused("no_such_interview", room.save_sheet, ana, interview_id, revision=1, body={})
    refused("no_such_interview", submit, ana, interview_id)


def test_a_campaign_without_a_guide_plans_no_interview():
    campaign = filled_campaign(1, form=example_form(item_ids=["S01", "S25"]))
    refused("no_guide", plan, campaign, account("Ana"))


def test_an_archived_campaign_plans_no_interview():
    campaign, ana = interviewing_campaign(), account("Ana")
    plan(campaign, ana)
    with engine.writing() as c:
        change_campaign(c, campaign.id, state="archived")
    with pytest.raises(WrongState):
        plan(campaign, ana)
    assert my_interviews(ana) == ()


def test_a_date_in_the_past_is_taken_and_told():
    campaign, ana = interviewing_campaign(), account("Ana")
    plan(campaign, ana, starts_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert planned(RECRUITER, campaign.id)[0].is_past
    plan(campaign, ana, starts_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC))
    assert not planned(RECRUITER, campaign.id)[0].is_past


# Once sheets are in


def test_whose_sheet_is_in_stays_on_the_panel():
    campaign, ana, bo = interviewing_campaign(), account("Ana"), account("Bo")
    interview_id = plan(campaign, ana, bo)
    submit(ana, interview_id)
    before = stored()
    refused("sheet_is_in", plan, campaign, bo)
    assert stored() == before


def test_taking_the_last_missing_seat_away_completes_and_is_noted():
    campaign, ana, bo = interviewing_campaign(), account("Ana"), account("Bo")
    interview_id = plan(campaign, ana, bo)
    submit(ana, interview_id)
    plan(campaign, ana)
    assert planned(RECRUITER, campaign.id)[0].is_complete
    noted = [deed for deed in deeds(campaign) if deed[0] == "unseat_interviewer"]
    assert noted == [("unseat_interviewer", bo.account_id, {"interview": interview_id, "completes": True})]


def test_nobody_is_seated_once_every_sheet_is_in():
    campaign, ana, bo = interviewing_campaign(), account("Ana"), account("Bo")
    interview_id = plan(campaign, ana)
    submit(ana, interview_id)
    refused("complete", plan, campaign, ana, bo)
    refused("complete", cancel, RECRUITER, interview_id)
    plan(campaign, ana, place="Room 9")
    assert planned(RECRUITER, campaign.id)[0].is_complete


def test_a_swap_of_the_last_missing_seat_completes_nothing():
    campaign, ana, bo, cy = interviewing_campaign(), account("Ana"), account("Bo"), account("Cy")
    interview_id = plan(campaign, ana, bo)
    submit(ana, interview_id)
    plan(campaign, ana, cy)
    with engine.reading() as c:
        assert not seats.is_complete(c, interview_id)


def test_who_lost_the_role_writes_no_more():
    campaign, ana = interviewing_campaign(), account("Ana")
    interview_id = plan(campaign, ana)
    with engine.writing() as c:
        set_role(c, ana.account_id, "marker")
    marker = someone("marker")
    with pytest.raises(AccessError):
        room.room(type(marker)(ana.account_id, "Ana", ana.email, "marker", "en"), interview_id)


# Who may


@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda one: one.role)
def test_deeds_by_role(actor):
    campaign, ana = interviewing_campaign(), account("Ana")
    interview_id = plan(campaign, ana)
    person = campaign.candidate_ids[0]
    meeting = {"starts_at": STARTS, "minutes": 60, "place": "", "panel": places(ana)}
    asked = [
        ("plan_interviews", lambda: planned(actor, campaign.id)),
        ("plan_interviews", lambda: possible_interviewers(actor)),
        ("plan_interviews", lambda: plan_deed(actor, campaign.id, person, **meeting)),
        ("plan_interviews", lambda: candidate_calendar_file(actor, interview_id)),
        ("plan_interviews", lambda: cancel(actor, interview_id)),
        ("interview", lambda: my_interviews(actor)),
        ("see_interviews", lambda: interview_of(actor, campaign.id, person)),
    ]
    for needed, call in asked:
        if actor.role in PERMISSIONS[needed]:
            plan(campaign, ana)
            call()
        else:
            with pytest.raises(AccessError):
                call()


def test_how_far_an_interview_is_comes_in_numbers():
    campaign, ana, bo = interviewing_campaign(), account("Ana"), account("Bo")
    submit(ana, plan(campaign, ana, bo))
    found = interview_of(AUDITOR, campaign.id, campaign.candidate_ids[0])
    assert found is not None
    assert (found.n_seats, found.n_submitted, found.is_complete) == (2, 1, False)
    assert interview_of(MANAGER, campaign.id, campaign.candidate_ids[1]) is None
    with pytest.raises(CampaignError):
        interview_of(MANAGER, interviewing_campaign().id, campaign.candidate_ids[0])


def test_what_is_noted_are_ids_codes_and_counts():
    campaign, ana, bo = interviewing_campaign(), account("Ana"), account("Bo")
    interview_id = plan(campaign, ana, bo, place="12 quai des Tanneurs")
    plan(campaign, ana, place="Room 9")
    cancel(RECRUITER, interview_id)
    noted = deeds(campaign)
    assert [deed for deed, *_ in noted] == [
        "seat_interviewer", "seat_interviewer", "plan_interview",
        "unseat_interviewer", "change_interview", "cancel_interview",
    ]  # fmt: skip
    for text in ("Ana", "Tanneurs", "Room", "Person", "example"):
        assert text not in repr(noted)


@pytest.mark.parametrize(
    ("place", "is_link"),
    [
        ("https://meet.example/room?x=1#a", True),
        ("http://meet.example:8080/", True),
        ("HTTPS://meet.example", True),
        ("Room 4", False),
        ("", False),
        ("meet.example/room", False),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt://meet.example/%0aalert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://[::1", False),
        ("https://meet.example:port/", False),
        ("https://trusted.example@evil.example/", False),
        ('https://meet.example/"onclick="x', False),
        ("https://meet.example/<b>", False),
        ("https://meet.example/ and more", False),
        ("https:\\\\meet.example", False),
        ("https://meet.example/](javascript:x)\n", False),
        ("https://meet.example/\u202egpj.exe", False),
    ],
)
def test_only_a_plain_web_address_is_a_link(place, is_link):
    assert link_of(place) == (place if is_link else None)
