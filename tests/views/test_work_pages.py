"""Work samples on the candidate's page: what is shown, what is kept back, what a browser's events do."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from itertools import pairwise

import pytest

import texts
from assessments.content.load import bank_of
from assessments.form.form import build_form
from data.campaigns.campaigns import add_campaign, change_campaign
from data.campaigns.forms import store_form
from data.candidates.candidates import NewCandidate, add_candidates, add_invitations
from data.common import engine
from errors import TimeIsUp
from scoring.formats.triage import expected_total
from tests.assessments.scenes import ardeal, content_folder, write_item
from tests.assessments.work_samples import RUBRIC, conversation, open_reply, triage
from tests.builders import example_form
from tests.views.test_sit_pages import SETTINGS, TOKEN, page, said, screen, words
from views.components.scene import SceneEvent, payload
from views.sitting.work_samples import face
from workflows import sitting as workflows_sitting
from workflows.common.clock import utc_now

__all__ = ["screen"]  # a fixture
pytestmark = pytest.mark.usefixtures("database")

TALK, REPLY, INBOX = "S91", "O9", "S92"
THANK = {"action": ["thank"], "priority": 4}


def marked(value, path=""):
    """Return an item in which every text says where it stands, and nothing else does."""
    if isinstance(value, dict):
        if value.keys() == {"en", "fr"}:
            return dict.fromkeys(value, f"<{path}>")
        return {name: marked(each, f"{path}.{name}") for name, each in value.items()}
    if isinstance(value, list):
        return [marked(each, f"{path}.{number}") for number, each in enumerate(value)]
    return value


def texts_in(scene) -> set[str]:
    """Return which of the item's texts would reach the browser."""
    return set(re.findall(r"<([^<>]+)>", json.dumps(payload(scene))))


def keys_in(scene) -> set[str]:
    """Return every name used anywhere in what would reach the browser."""
    found = set()

    def walk(value):
        if isinstance(value, dict):
            found.update(value)
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(json.loads(json.dumps(payload(scene))))
    return found


@pytest.fixture(scope="module")
def items(tmp_path_factory):
    folder = content_folder(tmp_path_factory.mktemp("content") / "content")
    write_item(folder / "rubric.yaml", RUBRIC)
    bank = bank_of([conversation(), triage(), open_reply()], folder)
    return {item["id"]: item for item in build_form(bank, ardeal(), chance_of=expected_total)["items"]}


@pytest.fixture
def sitting(database, items):
    """Return a function that seats a candidate before one of the work samples."""

    def seat(first: str, *, needs: tuple[str, ...] = (), texts_say_where: bool = False) -> None:
        now = utc_now()
        form = dict(example_form(item_ids=["S01"]))
        work = [copy.deepcopy(items[item_id]) for item_id in (TALK, REPLY, INBOX)]
        form["items"] = [*form["items"], *(map(marked, work) if texts_say_where else work)]
        with engine.writing() as c:
            form_id = store_form(c, form, now)
            campaign_id = add_campaign(
                c, title="Post", settings=SETTINGS, charter={}, item_ids=[], created_by="owner", now=now
            )
            until = now + dt.timedelta(days=9)
            change_campaign(c, campaign_id, state="published", form_id=form_id, deadline_at=until)
            (person,) = add_candidates(c, campaign_id, [NewCandidate("K-1", "Ana", None, "fr")], now)
            add_invitations(c, {person: TOKEN}, now=now, expires_at=until)
        workflows_sitting.enter(TOKEN, accepted_language="fr")
        workflows_sitting.choose_language(TOKEN, "fr")
        workflows_sitting.acknowledge_notice(TOKEN, "0" * 64)
        workflows_sitting.read_charter(TOKEN)
        workflows_sitting.ask_needs(TOKEN, list(needs), "")
        workflows_sitting.practise(TOKEN)
        for item_id in workflows_sitting.current_state(TOKEN).sitting.item_order:
            if item_id == first:
                return
            workflows_sitting.answer(TOKEN, item_id=item_id, revision=1, value=None)

    return seat


def begin(at):
    """Leave the page that says what comes."""
    at.button(key="work_read").click().run()
    return at


def work(key: str, **values: object) -> str:
    found = texts.texts("fr")[f"candidate_work.{key}"]
    return found.format(**values) if values else found


def test_what_comes_is_said_once_before_it_begins(screen, sitting):
    sitting(TALK)
    at = page()
    assert [screen.scene] == [None]
    assert work("intro.readers") in said(at)
    begin(at)
    assert screen.scene.item == TALK
    screen.sends = SceneEvent("answer", TALK, 1, "A1a")
    at.run()
    assert page().title == []
    assert screen.scene.item == TALK


def test_only_posts_reached_and_choices_made_are_sent(screen, sitting):
    sitting(TALK, texts_say_where=True)
    at = begin(page())
    common = {".title", ".stem.0.say"}
    first = {".nodes.0.posts.0.by", ".nodes.0.posts.0.text"}
    offered = {f".nodes.0.choices.{n}.text" for n in range(4)}
    assert texts_in(screen.scene) == common | first | offered
    screen.sends = SceneEvent("answer", TALK, 1, "A1b")
    at.run()
    second = {
        ".nodes.1.posts.0.by",
        ".nodes.1.posts.0.text",
        *(f".nodes.1.choices.{n}.text" for n in range(4)),
    }
    chosen = {".nodes.0.choices.1.text", ".nodes.0.choices.1.outcome"}
    assert texts_in(screen.scene) == common | first | chosen | second
    assert not keys_in(screen.scene) & {"key", "flag", "flags", "clears", "next_node", "rationale", "endings"}
    screen.sends = SceneEvent("answer", TALK, 2, "A2d")
    at.run()
    (ending,) = {text for text in texts_in(screen.scene) if text.startswith(".endings")}
    assert ending in {".endings.T1", ".endings.T2"}


def test_only_messages_that_have_arrived_are_sent(screen, sitting):
    sitting(INBOX, texts_say_where=True, needs=("no_clock",))
    at = page()
    assert [screen.scene] == [None]
    assert "<.messages" not in said(at)
    at.button(key="inbox_start").click().run()
    there = {".title", ".stem.0.say", ".contacts.0.name", ".contacts.1.name"}
    there |= {
        ".messages.0.by",
        ".messages.0.when",
        ".messages.0.text",
        ".messages.1.when",
        ".messages.1.text",
    }
    assert texts_in(screen.scene) == there
    assert not keys_in(screen.scene) & {"key", "right", "fair", "harmful", "chance", "rationale", "arrives"}
    for number, message in ((2, "M1"), (3, "M2")):
        screen.sends = SceneEvent("answer", INBOX, number, {"message": message, **THANK})
        at.run()
    assert ".messages.2.text" in texts_in(screen.scene)


def test_nothing_of_the_rubric_or_its_samples_is_sent(screen, sitting):
    sitting(REPLY, texts_say_where=True)
    page()
    assert texts_in(screen.scene) == {".title", ".stem.0.say"}
    assert not keys_in(screen.scene) & {"key", "rubric", "samples", "marks", "needs", "dimensions"}


def test_a_conversation_stays_on_the_page_until_it_is_left(screen, sitting):
    sitting(TALK)
    at = begin(page())
    for number, choice in ((1, "A1a"), (1, "A1a"), (2, "A2d")):  # the first one clicked twice
        screen.sends = SceneEvent("answer", TALK, number, choice)
        at.run()
    shown = screen.scene.work
    assert (shown.is_over, shown.thread[-1].kind, screen.scene.options) == (True, "ending", ())
    assert workflows_sitting.current_state(TOKEN).answers[TALK].value == ["A1a", "A2d"]
    screen.sends = SceneEvent("leave", TALK, 3)
    at.run()
    assert screen.scene.item == REPLY
    assert not at.exception


def test_the_whole_thread_is_there_after_coming_back(screen, sitting):
    sitting(TALK)
    workflows_sitting.choose(TOKEN, item_id=TALK, number=1, choice="A1b")
    page()
    assert [part.kind for part in screen.scene.work.thread] == ["message", "mine", "outcome", "message"]
    assert (screen.scene.revision, len(screen.scene.options)) == (2, 4)


@pytest.mark.parametrize("sent", ["A2a", "Z", None, ["A1a"], {"choice": "A1a"}], ids=repr)
def test_a_forged_choice_changes_nothing(screen, sitting, sent):
    sitting(TALK)
    at = begin(page())
    screen.sends = SceneEvent("answer", TALK, 1, sent)
    at.run()
    assert not at.exception
    assert screen.scene.error == words("errors.invalid_answer.text")
    assert workflows_sitting.current_state(TOKEN).steps == ()


@pytest.mark.parametrize("sent", [None, "M1", {"message": "M1"}, {"message": "M3", **THANK}], ids=repr)
def test_a_forged_decision_changes_nothing(screen, sitting, sent):
    sitting(INBOX)
    at = page()
    at.button(key="inbox_start").click().run()
    screen.sends = SceneEvent("answer", INBOX, 2, sent)
    at.run()
    assert not at.exception
    assert screen.scene.error == words("errors.invalid_answer.text")
    assert screen.scene.work.handled == {}


def test_the_clock_is_told_by_the_server_and_the_inbox_can_be_closed(screen, sitting):
    sitting(INBOX, needs=("time_150", "text_inbox"))
    at = page()
    assert work("inbox_intro.clock", minutes="18") in said(at)
    at.button(key="inbox_start").click().run()
    shown = screen.scene.work
    assert (shown.limit_s, shown.is_text) == (18 * 60, True)
    assert shown.limit_s - 30 < shown.seconds_left <= shown.limit_s
    screen.sends = SceneEvent("answer", INBOX, 2, {"message": "M2", **THANK})
    at.run()
    assert screen.scene.work.handled == {"M2": THANK}
    screen.sends = SceneEvent("finish", INBOX, 3)
    at.run()
    shown = screen.scene.work
    assert (shown.is_over, shown.out_of_time, shown.handled) == (True, False, {"M2": THANK})
    screen.sends = SceneEvent("leave", INBOX, 0)
    at.run()
    assert at.title[0].value == words("review.title")


def test_an_inbox_whose_time_is_over_says_so_kindly(screen, sitting, monkeypatch):
    sitting(INBOX)
    at = page()
    at.button(key="inbox_start").click().run()
    workflows_sitting.handle(TOKEN, item_id=INBOX, number=2, message="M2", action=["thank"], priority=4)

    def late(*_, **__):
        raise TimeIsUp("over", place=workflows_sitting.close_inbox(TOKEN, item_id=INBOX))

    monkeypatch.setattr(workflows_sitting, "handle", late)
    screen.sends = SceneEvent("answer", INBOX, 3, {"message": "M1", **THANK})
    at.run()
    assert not at.exception
    assert screen.scene.error == work("errors.time_is_up")
    assert (screen.scene.work.is_over, screen.scene.work.out_of_time) == (True, True)


def test_a_reply_starts_from_its_draft_and_says_by_how_much_it_is_too_long(screen, sitting):
    sitting(REPLY)
    workflows_sitting.save_draft(TOKEN, item_id=REPLY, revision=1, text="Bonjour Mira")
    at = page()
    assert screen.scene.work.draft.text == "Bonjour Mira"
    screen.sends = SceneEvent("answer", REPLY, 1, "mot " * 81)
    at.run()
    assert screen.scene.error == work("errors.too_many_words", words=81, limit=80)
    screen.sends = SceneEvent("answer", REPLY, 1, "mot " * 80)
    at.run()
    assert workflows_sitting.current_state(TOKEN).has_value(REPLY)


def test_the_review_reopens_replies_only(screen, sitting):
    sitting(TALK)
    for number, choice in ((1, "A1a"), (2, "A2d")):
        workflows_sitting.choose(TOKEN, item_id=TALK, number=number, choice=choice)
    workflows_sitting.answer(TOKEN, item_id=REPLY, revision=1, value="Bonjour Mira")
    workflows_sitting.start_clock(TOKEN, item_id=INBOX)
    workflows_sitting.handle(TOKEN, item_id=INBOX, number=2, message="M2", action=["thank"], priority=4)
    workflows_sitting.close_inbox(TOKEN, item_id=INBOX)
    at = page()
    offered = {button.key for button in at.button if (button.key or "").startswith("change_")}
    assert offered == {"change_S01", f"change_{REPLY}"}
    assert work("review.final") in said(at)
    at.button(key=f"change_{REPLY}").click().run()
    assert (screen.scene.answer, screen.scene.revision) == ("Bonjour Mira", 2)


def test_going_back_passes_over_what_cannot_be_changed(screen, sitting):
    sitting(TALK)
    for number, choice in ((1, "A1a"), (2, "A2d")):
        workflows_sitting.choose(TOKEN, item_id=TALK, number=number, choice=choice)
    at = page()
    assert screen.scene.item == REPLY
    screen.sends = SceneEvent("back", REPLY, 1)
    at.run()
    assert screen.scene.item == "S01"


def test_help_with_time_is_offered_where_an_inbox_comes(screen, sitting):
    sitting(TALK)
    with engine.writing() as c:
        c.exec_driver_sql("UPDATE sitting SET needs_asked_at = NULL")
    at = page()
    assert {box.key for box in at.checkbox} >= {
        "need_time_133",
        "need_time_150",
        "need_no_clock",
        "need_text_inbox",
    }


def test_the_faces_follow_the_mood():
    faces = [face(mood) for mood in range(-5, 6)]
    assert (faces[0], faces[5], faces[-1]) == (0, 2, 4)
    assert set(faces) == {0, 1, 2, 3, 4}
    assert all(before <= after for before, after in pairwise(faces))
