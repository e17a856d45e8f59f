"""Every deed of staff, tried by every role, on a campaign that is somebody else's: nobody gets in by an id.

The deeds are found, not listed: one that is in no table below fails the test.
"""

from __future__ import annotations

import datetime as dt
import inspect
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from data.campaigns import campaigns
from data.common import engine
from data.mail import outbox
from data.privacy import requests
from data.tables import METADATA
from domain import ROLES, Role
from errors import AccessError, EntregentError
from scoring.formats.scheme import scheme_from_form
from tests.builders import NOW, Answers, filled_campaign
from tests.databases import bind_file
from tests.office import RECRUITER, SETTINGS, ready_draft
from tests.teams import enrol
from tests.workflows.candidates import change_settings
from tests.workflows.interviewed import account, interviewing_form, plan, seats, submit
from tests.workflows.marked import O8, O9, RUBRIC, marked_form, marks, written
from tests.workflows.test_interviews_independent import deeds
from workflows.campaigns import lifecycle
from workflows.candidates import fresh_links
from workflows.candidates.invitations import Person
from workflows.common.access import BY_MEMBERSHIP, EVERYWHERE, PERMISSIONS, Actor, require_campaign_permission
from workflows.comparison import standings
from workflows.comparison.pool import weights_of
from workflows.mail.letters import Letter

LATER = dt.datetime(2030, 6, 1, tzinfo=dt.UTC)
CSV = b"name,email\nBea,bea@example.com\n"
SAID = "A sentence that is long enough to be a reason."
FORM = {**marked_form(), "interview": interviewing_form()["interview"]}
WEIGHTS = weights_of(scheme_from_form(FORM))


@dataclass(frozen=True)
class Deed:
    """What a deed asks of the role, and how to call it where the usual arguments will not do."""

    may: frozenset[Role]
    given: Mapping[str, Any] = field(default_factory=dict)
    in_draft: bool = False
    or_seat: bool = False
    """Whoever was appointed or sits on the panel may too."""


def of(deed: Any, **given: Any) -> Deed:
    """Return a deed on a running campaign."""
    return Deed(PERMISSIONS[deed], given)


def draft(**given: Any) -> Deed:
    """Return a deed on a draft."""
    return Deed(PERMISSIONS["edit_campaign"], given, in_draft=True)


def or_seat(deed: Any, **given: Any) -> Deed:
    """Return a deed that a panel may do too."""
    return Deed(PERMISSIONS[deed], given, or_seat=True)


def letter(_: object) -> Letter:
    """Write to somebody."""
    return Letter("About your application", "Dear candidate, here is a link: {link}")


IN_A_CAMPAIGN: dict[str, Deed] = {
    "calendar_file.calendar_file": or_seat("plan_interviews"),
    "calendar_file.candidate_calendar_file": of("plan_interviews"),
    "lifecycle.archive": of("edit_campaign"),
    "lifecycle.campaign_form": of("see_campaigns"),
    "lifecycle.campaign_of": of("see_campaigns"),
    "lifecycle.close": of("edit_campaign"),
    "lifecycle.copy": of("edit_campaign", title="Autumn"),
    "lifecycle.delete": of("delete_campaign", typed_title="Community manager, Ardéal"),
    "lifecycle.publish": draft(),
    "lifecycle.reopen": of("edit_campaign"),
    "requests.answer": of("answer_requests", text=SAID),
    "requests.correct_as_asked": of("answer_requests", text=SAID),
    "requests.erase_as_asked": of("answer_requests"),
    "requests.waiting": of("answer_requests"),
    "standings.comparison": of("compare"),
    "consensus.agree": or_seat("plan_interviews", question_id="Q1", rating=4, reason=SAID),
    "consensus.consensus": or_seat("see_interviews"),
    "decision_letters.keep_letter": of("send_mail"),
    "decision_letters.prepare_letters": of("send_mail"),
    "decision_letters.send_letter": of("send_mail"),
    "decisions.decide": of("decide", verdict="shortlist", reason=SAID),
    "decisions.decisions": of("compare"),
    "documents.document": of("prepare_documents", kind="notice"),
    "documents.overview": of("prepare_documents"),
    "draft_edits.change_charter": draft(changes={}),
    "draft_edits.change_own_question": draft(question_id="C1", changes={}),
    "draft_edits.change_settings": draft(changes={}),
    "drafts.change_settings": draft(change=lambda kept: {"places": 5}),
    "drafts.choose_items": draft(kind="short"),
    "drafts.draft": draft(),
    "drafts.pick_items": draft(add=("S01",)),
    "drafts.rename": draft(title="Autumn"),
    "drafts.save_charter": draft(charter={}),
    "drafts.save_settings": draft(changes={"places": 5}),
    "explanation.evidence": of("compare"),
    "explanation.write_note": of("write_note", text=SAID),
    "explanation_interview.interview_evidence": of("compare"),
    "exports.export_results": of("export_results", kind="csv"),
    "feedback.feedback": of("give_feedback"),
    "fresh_links.keep_links": of("invite", links=()),
    "guide_drafts.add_own_question": draft(),
    "guide_drafts.ask_question": draft(question_id="Q1"),
    "guide_drafts.change_own_question": draft(question_id="C1", change=lambda kept: {}),
    "guide_drafts.choose_questions": draft(question_ids=["Q1"]),
    "guide_drafts.leave_out_question": draft(question_id="Q1"),
    "guide_drafts.link_question": draft(question_id="Q1", competencies=["EMP"]),
    "guide_drafts.move_question": draft(question_id="Q1", places=1),
    "guide_drafts.set_counts": draft(counts="raw"),
    "guide_drafts.set_interview": draft(is_held=True),
    "import_list.import_people": of("invite", name="a.csv", raw=CSV),
    "import_list.preview": of("invite", name="a.csv", raw=CSV),
    "room.interview_kit": or_seat("plan_interviews"),
    "mailings.send_interview_dates": of("send_mail"),
    "mailings.untold": of("send_mail"),
    "rating_quality.quality": of("see_interviews"),
    "rating_quality.severity_model": of("see_interviews"),
    "suggestions.occasion": of("plan_interviews"),
    "planning.cancel": of("plan_interviews"),
    "planning.plan": of("plan_interviews", starts_at=None, minutes=60, place=""),
    "planning.interview_of": of("see_interviews"),
    "planning.planned": of("plan_interviews"),
    "invitations.add_candidate": of("invite"),
    "invitations.add_people": of("invite", people=[Person("Bea", None, "en")]),
    "invitations.correct": of("invite"),
    "invitations.emails_taken": of("invite"),
    "invitations.languages_offered": of("invite"),
    "invitations.names_taken": of("invite"),
    "invitations.renew_link": of("invite"),
    "invitations.revoke_link": of("invite"),
    "invitations.start_try_out": of("try_out"),
    "resending.send_again": of("send_mail"),
    "mailings.addressees": of("send_mail"),
    "mailings.send_invitations": of("send_mail"),
    "mailings.send_reminders": of("send_mail"),
    "manager_report.manager_report": of("export_results"),
    "markers.appoint": of("appoint_markers"),
    "markers.appointed": of("appoint_markers"),
    "markers.dismiss": of("appoint_markers"),
    "markers.eligible": of("appoint_markers"),
    "marker_agreement.agreement": of("see_agreement"),
    "marker_agreement.severities": of("appoint_markers"),
    "markers.progress": of("see_agreement"),
    "monitor.board": of("monitor"),
    "monitor.extend": of("monitor"),
    "monitor.has_candidates": of("monitor"),
    "monitor.reopen": of("monitor", until=LATER),
    "names.given_freely": of("reveal_names"),
    "names.reveal": of("reveal_names"),
    "names.reveal_one": of("reveal_names", reason=SAID),
    "names.reveals": Deed(PERMISSIONS["see_audit"] | PERMISSIONS["monitor"]),
    "outbox.drop": of("send_mail"),
    "outbox.outbox": of("send_mail"),
    "monitor.resits": of("invite"),
    "other_weights.apply": of("reweigh", reason=SAID, number=0),
    "other_weights.dry_run": of("reweigh"),
    "second_reader.read": of("appoint_markers", progress=lambda done, total: None),
    "second_reader.readings": of("appoint_markers"),
    "second_reader.second_look": of("appoint_markers"),
    "self_identification.counts": of("see_impact"),
    "team.add_member": of("manage_team"),
    "team.remove_member": of("manage_team"),
    "team.team": of("manage_team"),
    "other_weights.what_if": of("compare"),
    "other_weights.what_it_would_take": of("compare"),
}  # fmt: skip

BY_APPOINTMENT = {
    "desk.desk", "desk.leave", "desk.next_reply", "desk.open_reply", "desk.save_marks",
    "desk.submit", "marker_agreement.my_severity", "training.start_again",
    "training.submit_sample", "training.training", "desk.marked", "room.room",
    "room.save_sheet", "room.submit_sheet",
}  # fmt: skip
"""Nobody who was not appointed gets in, whatever their role and team."""

ELSEWHERE = {
    "access.has_permission": "the table itself", "access.require_permission": "the table itself",
    "my_account.speak": "one's own account", "record.check_chain": "owners and auditors only",
    "record.export_record": "owners and auditors only",
    "record.filters": "owners and auditors only",
    "record.record_page": "owners and auditors only", "lifecycle.campaign_list": "a list: tested below",
    "lifecycle.create_campaign": "a campaign of one's own", "standings.campaigns_to_compare": "a list: below",
    "simulated_staff.hold_interviews": "fills the sample campaign by the deeds above",
    "simulated_staff.mark_replies": "fills the sample campaign by the deeds above",
    "documents.offered": "which documents a law asks for", "fresh_links.links_csv": "a ticket: tested below",
    "rating_quality.my_severity": "one's own sheets", "panel.my_interviews": "one's own seats",
    "planning.possible_interviewers": "accounts", "desk.prompts": "one's own appointments",
    "names.may_see_reveals": "the role alone", "oidc.bound_accounts": "accounts",
    "oidc.unbind": "accounts", "outbox.require_mail": "the role alone",
    "my_account.end_others": "one's own account", "my_account.my_sessions": "one's own account",
    "second_factor.codes_left": "one's own account", "second_factor.propose": "one's own account",
    "second_factor.turn_off": "one's own account", "second_factor.turn_on": "one's own account",
    "self_identification.asking": "owners and auditors only",
    "second_reader.shown": "called with material that a deed above has read",
    "staff.add_account": "accounts", "staff.all_accounts": "accounts", "staff.change_role": "accounts",
    "staff.disable_account": "accounts", "staff.enable_account": "accounts", "staff.renew_link": "accounts",
    "staff.reset_second_factor": "accounts", "staff.sign_out_account": "accounts",
    "staff.with_second_factor": "accounts",
}  # fmt: skip

FUNCTIONS = dict(deeds())


class _Undone(Exception):
    pass


@dataclass(frozen=True)
class World:
    """A campaign, its ids as deeds call them, and people on its team and not."""

    running: Mapping[str, Any]
    in_draft: Mapping[str, Any]
    for_deed: Mapping[str, Mapping[str, Any]]
    """Ids that one deed alone needs."""
    members: Mapping[Role, Actor]
    strangers: Mapping[Role, Actor]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Fill one database for all tests here; what they change is undone."""
    folder = tmp_path_factory.mktemp("membership")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENTREGENT_SMTP_HOST", "localhost")
        patch.setenv("ENTREGENT_SMTP_FROM", "rh@example.com")
        # An erasure waits this long for a file that these tests keep open.
        patch.setattr(engine, "BUSY_TIMEOUT_MS", 20)
        METADATA.create_all(bind_file(folder / "world.db"))
        yield _filled()
        engine.engine().dispose()


def _filled() -> World:
    given: list[Answers] = [{"S25": "D", O8: written(at, O8), O9: written(at, O9)} for at in range(3)]
    made = filled_campaign(3, form=FORM, answers=given)
    change_settings(made.id, **SETTINGS, languages=["en"])
    campaign_id, (one, other, third) = made.id, made.candidate_ids
    ana = account("Ana")
    held, to_come = plan(made, ana), plan(made, ana, who=1)
    submit(ana, held, 4)
    draft_id = ready_draft()
    with engine.writing() as c:
        base = ("en", "p1@example.com", "Subject", "Body", "owner-1", campaign_id, one)
        outbox.add_mails(c, [outbox.NewMail("decision_offer", *base, state="draft")], NOW)
        outbox.add_mails(c, [outbox.NewMail("decision_hold", *base, state="failed")], NOW)
        letters = {row.state: row.id for row in outbox.mails_of(c, campaign_id)}
        asked = {
            kind: requests.add_request(c, one, kind, SAID, now=NOW, due_at=LATER)
            for kind in ("rectify", "erase")
        }
    on_it: dict[Role, Actor] = {role: account(role.title(), role) for role in ROLES}
    strangers: dict[Role, Actor] = {role: account(f"Other{role}", role) for role in ROLES}
    for on_team in (campaign_id, draft_id):
        enrol(on_team, *(who for role, who in on_it.items() if role in BY_MEMBERSHIP))
    running = {
        "campaign_id": campaign_id, "campaign": lifecycle.campaign_of(RECRUITER, campaign_id),
        "candidate_id": one, "first_id": one, "second_id": other, "interview_id": held,
        "request_id": asked["rectify"], "mail_id": letters["draft"],
    }  # fmt: skip
    for_deed = {
        "planning.cancel": {"interview_id": to_come}, "planning.plan": {"candidate_id": third},
        "requests.erase_as_asked": {"request_id": asked["erase"]},
        "resending.send_again": {"mail_id": letters["failed"]},
    }  # fmt: skip
    return World(running, {"campaign_id": draft_id}, for_deed, on_it, strangers)


def others(actor: Actor) -> dict[str, Any]:
    """Return what deeds are given that leads to no campaign."""
    return {
        "account_id": RECRUITER.account_id, "agreed_by": [actor.account_id], "answer_ids": (), "attempt": 1,
        "body": {"reason": "R"} , "code": "AAAAAAAA", "email": None, "item_id": O8, "language": "en",
        "marks": marks(2), "name": "Bea", "panel": seats(RECRUITER), "revision": 1,
        "rubric_sha256": RUBRIC[O8], "sample_id": f"{O8}.0", "subject": "Hello", "title": "Autumn",
        "until": LATER, "weights": WEIGHTS, "write": letter,
    }  # fmt: skip


def outcome(name: str, actor: Actor, ids: Mapping[str, Any], deed: Deed) -> tuple[Any, bool]:
    """Return what a deed answers, refusals as comparable values, and whether it changed anything."""
    wanted = [
        parameter.name
        for parameter in list(inspect.signature(FUNCTIONS[name]).parameters.values())[1:]
        if parameter.default is parameter.empty or parameter.name in deed.given
    ]
    known = {**others(actor), **ids, **deed.given}
    if name.startswith("decision_letters."):
        known["body"] = "A letter with a few words."
    found: Any = None
    changed = False
    try:
        with engine.as_one(), engine.writing() as c:
            before = c.connection.driver_connection.total_changes  # type: ignore[union-attr]
            try:
                found = FUNCTIONS[name](actor, **{one: known[one] for one in wanted})
            except EntregentError as problem:
                details = {
                    key: detail for key, detail in problem.details.items() if key not in ("id", "campaign")
                }
                found = (type(problem), problem.code, str(problem), str(details))
            except sqlite3.OperationalError:
                # An erasure cleans the file last, which the transaction around it here does not allow.
                found = "erased"
            changed = c.connection.driver_connection.total_changes != before  # type: ignore[union-attr]
            raise _Undone
    except _Undone:
        return found, changed


def real(world: World, name: str, deed: Deed) -> dict[str, Any]:
    """Return the ids of the campaign that a deed is tried on."""
    base = world.in_draft if deed.in_draft else world.running
    return {**base, **world.for_deed.get(name, {})}


def made_up(world: World, name: str, deed: Deed) -> dict[str, Any]:
    """Return ids of nothing."""
    nothing = {key: "nothing" for key in real(world, name, deed)}
    return {**nothing, "campaign": SimpleNamespace(id="nothing", form_id="nothing")}


def is_refusal(found: Any) -> bool:
    """Tell whether a deed ended in an error."""
    return isinstance(found, tuple) and found[:1] != () and isinstance(found[0], type)


def test_every_deed_of_staff_is_in_a_table():
    assert set(FUNCTIONS) == set(IN_A_CAMPAIGN) | BY_APPOINTMENT | set(ELSEWHERE)


@pytest.mark.parametrize("name", IN_A_CAMPAIGN)
def test_a_foreign_campaign_is_refused_as_one_that_does_not_exist(world: World, name: str):
    deed = IN_A_CAMPAIGN[name]
    for role, actor in world.strangers.items():
        if role in EVERYWHERE and role in deed.may:
            continue
        found, changed = outcome(name, actor, real(world, name, deed), deed)
        unknown, _ = outcome(name, actor, made_up(world, name, deed), deed)
        assert is_refusal(found), (role, found)
        assert found == unknown, role
        assert not changed, role


@pytest.mark.parametrize("name", IN_A_CAMPAIGN)
def test_on_a_team_the_role_decides(world: World, name: str):
    deed = IN_A_CAMPAIGN[name]
    for role, actor in world.members.items():
        found, changed = outcome(name, actor, real(world, name, deed), deed)
        if role in deed.may:
            assert not (is_refusal(found) and issubclass(found[0], AccessError)), (role, found)
            if role in BY_MEMBERSHIP:
                unknown, _ = outcome(name, actor, made_up(world, name, deed), deed)
                assert found != unknown, (role, found)
        else:
            assert is_refusal(found), (role, found)
            assert deed.or_seat or issubclass(found[0], AccessError), (role, found)
            assert not changed, role


@pytest.mark.parametrize("name", sorted(BY_APPOINTMENT))
def test_an_appointment_is_asked_of_members_too(world: World, name: str):
    deed = Deed(frozenset())
    for actor in (*world.members.values(), *world.strangers.values()):
        found, changed = outcome(name, actor, real(world, name, deed), deed)
        unknown, _ = outcome(name, actor, made_up(world, name, deed), deed)
        assert is_refusal(found), (actor.role, found)
        assert found == unknown, actor.role
        assert not changed, actor.role


LISTS: dict[str, tuple[Callable[[Actor], Any], Any]] = {
    "campaigns": (lifecycle.campaign_list, "see_campaigns"),
    "compare": (standings.campaigns_to_compare, "compare"),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_hold_what_somebody_reaches(world: World, name: str):
    listed, deed = LISTS[name]
    campaign_id = world.running["campaign_id"]
    for role in PERMISSIONS[deed]:
        assert campaign_id in {one.id for one in listed(world.members[role])}
        foreign = {one.id for one in listed(world.strangers[role])}
        assert (campaign_id in foreign) == (role in EVERYWHERE)


def test_a_ticket_for_links_ends_with_the_membership(world: World):
    actor, campaign_id = world.members["recruiter"], world.running["campaign_id"]
    ticket = fresh_links.keep_links(actor, campaign_id, ())
    deed = Deed(PERMISSIONS["invite"], {"ticket": ticket})
    FUNCTIONS.setdefault("fresh_links.links_csv", fresh_links.links_csv)
    assert not is_refusal(outcome("fresh_links.links_csv", actor, {}, deed)[0])
    with engine.writing() as c:
        campaigns.remove_member(c, campaign_id, actor.account_id)
    found, changed = outcome("fresh_links.links_csv", actor, {}, deed)
    enrol(campaign_id, actor)
    assert found[1] == "links_gone"
    assert not changed


def test_a_membership_is_read_each_time(world: World):
    actor, campaign_id = world.members["manager"], world.running["campaign_id"]
    with pytest.raises(_Undone), engine.as_one(), engine.writing() as c:
        require_campaign_permission(c, actor, "compare", campaign_id)
        campaigns.remove_member(c, campaign_id, actor.account_id)
        with pytest.raises(EntregentError):
            require_campaign_permission(c, actor, "compare", campaign_id)
        raise _Undone
