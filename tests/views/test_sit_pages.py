"""Every step of a sitting under AppTest, in both languages; the browser's parts are replaced by stand-ins."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

import texts
from data.campaigns.campaigns import add_campaign, change_campaign
from data.campaigns.forms import store_form
from data.candidates.candidates import NewCandidate, add_candidates, add_invitations, revoke_links
from data.common import engine
from errors import AnswerError, ChangedElsewhere, EntregentError, LinkUnopened, SittingOver, StorageError
from tests.builders import example_form, simulated_answers
from tests.views.opened import words as said
from views.components.chrome import FrameEvent
from views.components.scene import SceneData, SceneEvent
from views.sitting import frame
from views.sitting import scene as sitting_scene
from workflows import sitting
from workflows.candidates import feedback
from workflows.common.clock import utc_now
from workflows.privacy import archive, rights
from workflows.sitting.state import GRACE

pytestmark = pytest.mark.usefixtures("database")

TOKEN = "a-link-of-a-candidate"
LANGUAGES = ("fr", "en")
ITEMS = ["S01", "S02", "S12", "S26", "S25"]
CONTACT = "rh@example.com"
SETTINGS = {
    "languages": ["fr", "en"], "time_zone": "Europe/Paris", "recruiter_contact": CONTACT,
    "recruiter_name": "Mara Oster", "controller_name": "Groupe Ardéal", "controller_address": "12 quai",
    "dpo_contact": "dpo@example.com", "accommodation_contact": "aide@example.com", "stage": "required",
    "legal_basis": "pre_contract", "retention_months": 6, "authority": "CNIL", "answer_by": "2026-12-20",
    "ai_assistants": "not_allowed",
}  # fmt: skip


class Screen:
    """What the stand-ins were asked to draw, and what they answer once, as a browser would."""

    def __init__(self) -> None:
        self.scene: SceneData | None = None
        self.title = ""
        self.lang = ""
        self.cards: tuple[str, ...] = ()
        self.opens: tuple[str, ...] = ()
        self.sends: SceneEvent | None = None
        self.asks: FrameEvent | None = None
        self.with_callback = True

    def ask(self, scene, *, key, on_sent):
        self.scene = scene
        event, self.sends = self.sends, None
        return event

    def document(self, data, *, key="document", on_event=None):
        assert data.foot is None or data.foot.contact == CONTACT
        self.title, self.lang = data.title, data.lang
        self.cards = tuple(card.id for card in data.cards)

    def frame(self, data, *, key, on_event):
        self.opens = tuple(opener.id for opener in data.opens)
        event, self.asks = self.asks, None
        return event


@pytest.fixture
def screen(monkeypatch):
    drawn = Screen()
    monkeypatch.setattr(sitting_scene, "ask", drawn.ask)
    for name in ("document", "frame"):
        monkeypatch.setattr(frame, name, getattr(drawn, name))
    # AppTest cannot seed cookies: they come with a websocket it does not have.
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _: {"entregent_sitting": TOKEN}))
    return drawn


@pytest.fixture
def invited(database):
    """A published campaign, one candidate, one link; returns (campaign id, candidate id)."""
    now = utc_now()
    until = now + dt.timedelta(days=10)
    with engine.writing() as c:
        form_id = store_form(c, example_form(item_ids=ITEMS), now)
        campaign_id = add_campaign(
            c, title="Post", settings=SETTINGS, charter={}, item_ids=[], created_by="owner", now=now
        )
        change_campaign(c, campaign_id, state="published", form_id=form_id, deadline_at=until)
        (candidate_id,) = add_candidates(c, campaign_id, [NewCandidate("K-1", "Ana", None, "fr")], now)
        add_invitations(c, {candidate_id: TOKEN}, now=now, expires_at=until)
    return campaign_id, candidate_id


def reach(stage: str, language: str = "fr") -> None:
    """Bring the sitting to a stage through the workflow."""
    deeds = {
        "language": lambda: sitting.enter(TOKEN, accepted_language=language),
        "notice": lambda: sitting.choose_language(TOKEN, language),
        "charter": lambda: sitting.acknowledge_notice(TOKEN, "0" * 64),
        "needs": lambda: sitting.read_charter(TOKEN),
        "practice": lambda: sitting.ask_needs(TOKEN, [], ""),
        "scene": lambda: sitting.practise(TOKEN),
        "review": answer_all,
        "end": lambda: sitting.finish(TOKEN),
    }
    for name, deed in deeds.items():
        deed()
        if name == stage:
            return


def answer_all() -> None:
    for item_id in sitting.current_state(TOKEN).open_items:
        sitting.answer(TOKEN, item_id=item_id, revision=1, value=good(item_id))


def good(item_id: str):
    return simulated_answers(sitting.current_state(TOKEN).form, seed="1", people=1, tools=1)[item_id]


def _page() -> None:
    from views.sitting.sit_page import show

    show()


def page(language: str = "fr") -> AppTest:
    at = AppTest.from_function(_page, default_timeout=60)
    at.context["locale"] = "fr-FR" if language == "fr" else "en-GB"
    texts.use(language)  # AppTest asks a widget's labels again outside the page's run
    return at.run()


def words(key: str, language: str = "fr", **values: object) -> str:
    found = texts.texts("fr" if language == "fr" else "en")[f"candidate.{key}"]
    return re.sub(r"[\\*]", "", found.format(**values) if values else found)


STAGES = ("language", "notice", "charter", "needs", "practice", "scene", "review", "end")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", STAGES)
def test_every_step_opens_in_the_candidates_language(screen, invited, stage, language):
    reach(stage, language)
    at = page(language)
    assert not at.exception
    # Before anybody has chosen, the invitation's language counts, whatever the browser's is.
    assert screen.lang == ("fr" if stage == "language" else language)
    assert screen.title.endswith("- Ardéal Automobiles") or "Ardéal" in screen.title
    assert screen.cards == ("charter", "notice")
    assert "{" not in said(at)
    assert not at.error


@pytest.mark.parametrize("stage", [*STAGES])
def test_every_page_offers_to_leave_the_device(screen, invited, stage):
    reach(stage)
    html = "".join(one.proto.body for one in page().get("html"))
    assert html.count('action="/sit/leave"') == 1
    assert words("leave.button") in html
    assert ("/sit/over.svg" in html) == (stage == "end")


def test_each_step_has_a_title_of_its_own(screen, invited):
    titles = []
    for stage in STAGES:
        reach(stage) if stage == "language" else _next(stage)
        page()
        titles.append(screen.title)
    assert len(set(titles)) == len(titles)


def _next(stage: str) -> None:
    deeds = {
        "notice": lambda: sitting.choose_language(TOKEN, "fr"),
        "charter": lambda: sitting.acknowledge_notice(TOKEN, "0" * 64),
        "needs": lambda: sitting.read_charter(TOKEN),
        "practice": lambda: sitting.ask_needs(TOKEN, [], ""),
        "scene": lambda: sitting.practise(TOKEN),
        "review": answer_all,
        "end": lambda: sitting.finish(TOKEN),
    }
    deeds[stage]()


@pytest.mark.parametrize("item_id", ITEMS)
def test_every_format_is_asked_with_its_words_and_stored(screen, invited, item_id):
    reach("scene")
    for earlier in sitting.current_state(TOKEN).open_items:
        if earlier != item_id:
            sitting.answer(TOKEN, item_id=earlier, revision=1, value=None)
    at = page()
    assert screen.scene is not None
    assert screen.scene.item == item_id
    assert screen.scene.question == words(f"formats.{screen.scene.format}.question")
    screen.sends = SceneEvent("answer", item_id, 1, good(item_id))
    at.run()
    assert sitting.current_state(TOKEN).answers[item_id].value == good(item_id)
    assert at.title[0].value == words("review.title")


def test_nobody_goes_on_without_acknowledging_the_notice(screen, invited):
    reach("notice")
    at = page()
    at.button(key="notice_next").click().run()
    assert words("notice.missing") in said(at)
    assert sitting.current_state(TOKEN).stage == "notice"
    at.checkbox(key="notice_read").check()
    at.button(key="notice_next").click().run()
    assert sitting.current_state(TOKEN).stage == "charter"
    with engine.reading() as c:
        digest = c.exec_driver_sql("SELECT notice_sha256 FROM sitting").scalar_one()
    assert len(digest) == 64


def test_a_deed_shows_where_it_led_without_reading_again(screen, invited, monkeypatch):
    reach("charter")
    at = page()
    reads = []
    current_state = sitting.current_state

    def counted(*arguments, **options):
        reads.append(arguments)
        return current_state(*arguments, **options)

    monkeypatch.setattr(sitting, "current_state", counted)
    at.button(key="charter_next").click().run()
    assert at.button(key="needs_next")
    assert not reads, "the page read again what the deed had just read"
    at.run()
    assert reads, "a run without a deed must read the database"


def test_help_asked_for_is_stored_and_nothing_need_be_ticked(screen, invited):
    reach("needs")
    at = page()
    at.checkbox(key="need_breaks").check()
    at.text_area(key="need_note").set_value("A quiet room")
    at.button(key="needs_next").click().run()
    assert sitting.current_state(TOKEN).stage == "practice"
    with engine.reading() as c:
        rows = c.exec_driver_sql("SELECT needs, note FROM accommodation").all()
    assert [("breaks" in str(needs), note) for needs, note in rows] == [(True, "A quiet room")]


def test_practice_is_commented_on_and_not_stored(screen, invited):
    reach("practice")
    at = page()
    ids = [option.id for option in screen.scene.options]
    screen.sends = SceneEvent("answer", screen.scene.item, 1, {"best": ids[0], "worst": ids[1]})
    at.run()
    assert at.title[0].value == words("practice.feedback")
    at.button(key="practice_again").click().run()
    assert screen.scene.number == 0
    assert not sitting.current_state(TOKEN).answers


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("problem", "key"),
    [
        pytest.param(AnswerError("best", "an option", "Z"), "errors.invalid_answer.text", id="AnswerError"),
        pytest.param(ChangedElsewhere("kept"), "errors.other_tab.text", id="ChangedElsewhere"),
        pytest.param(StorageError("locked"), "errors.busy.text", id="StorageError"),
        pytest.param(SittingOver("over"), "errors.closed.text", id="SittingOver"),
        pytest.param(SittingOver("over", stage="late"), "errors.late.text", id="after the deadline"),
        pytest.param(EntregentError("?"), "errors.unexpected.text", id="any other"),
    ],
)
def test_a_problem_is_said_beside_the_scene_which_stays(screen, invited, monkeypatch, problem, key, language):
    reach("scene", language)
    at = page(language)
    item_id = screen.scene.item

    def refuse(*_, **__):
        raise problem

    monkeypatch.setattr(sitting, "answer", refuse)
    screen.sends = SceneEvent("answer", item_id, 1, good(item_id))
    at.run()
    assert not at.exception
    assert screen.scene.error.startswith(words(key, language).split("{")[0])
    assert "{" not in screen.scene.error
    assert (screen.scene.item, screen.scene.attempt) == (item_id, 1)


def test_a_tab_that_lost_is_shown_the_answer_that_was_kept(screen, invited):
    reach("scene")
    at = page()
    item_id = screen.scene.item
    kept, other = good(item_id), simulated_answers(example_form(), seed="9", people=-2, tools=-2)[item_id]
    assert kept != other
    sitting.answer(TOKEN, item_id=item_id, revision=1, value=kept)
    screen.sends = SceneEvent("answer", item_id, 1, other)
    at.run()
    assert screen.scene.error == words("errors.other_tab.text")
    assert (screen.scene.item, screen.scene.answer, screen.scene.revision) == (item_id, kept, 2)
    at.run()
    assert screen.scene.error is None


def test_a_change_that_could_not_be_stored_stays_on_the_page(screen, invited, monkeypatch):
    reach("review")
    at = page()
    item_id = sitting.current_state(TOKEN).sitting.item_order[2]
    at.button(key=f"change_{item_id}").click().run()

    def refuse(*_, **__):
        raise StorageError("locked")

    with monkeypatch.context() as locked:
        locked.setattr(sitting, "answer", refuse)
        screen.sends = SceneEvent("answer", item_id, 2, good(item_id))
        at.run()
    assert screen.scene.item == item_id
    assert screen.scene.error
    assert not at.error
    screen.sends = SceneEvent("answer", item_id, 2, good(item_id))
    at.run()
    assert at.title[0].value == words("review.title")


@pytest.mark.parametrize(
    ("stage", "key", "deed"),
    [
        ("language", "language_fr", "choose_language"),
        ("charter", "charter_next", "read_charter"),
        ("needs", "needs_next", "ask_needs"),
        ("practice", "practice_next", "practise"),
    ],
)
def test_a_step_that_could_not_be_stored_says_so_and_stays(screen, invited, monkeypatch, stage, key, deed):
    def refuse(*_, **__):
        raise StorageError("locked")

    reach(stage)
    monkeypatch.setattr(sitting, deed, refuse)
    at = page()
    if stage == "practice":
        screen.sends = SceneEvent("answer", screen.scene.item, 1, {"best": "A", "worst": "B"})
        at.run()
    at.button(key=key).click().run()
    assert words("errors.busy.text", contact=CONTACT) in said(at)
    assert sitting.current_state(TOKEN).stage == stage


def test_withdrawing_that_could_not_be_stored_says_so(screen, invited, monkeypatch):
    reach("scene")
    at = page()
    screen.asks = FrameEvent("withdraw")
    at.run()
    assert at.title[0].value == words("withdraw.title")

    def refuse(*_, **__):
        raise StorageError("locked")

    monkeypatch.setattr(sitting, "withdraw", refuse)
    at.button(key="withdraw_first").click().run()
    at.button(key="withdraw_second").click().run()
    assert words("errors.busy.text", contact=CONTACT) in said(at)
    assert at.title[0].value == words("withdraw.again_title")


def test_a_comment_that_could_not_be_stored_is_said_and_kept_in_the_box(screen, invited, monkeypatch):
    reach("end")
    at = page()
    at.text_area(key="comment_text").set_value("It froze.")

    def refuse(*_, **__):
        raise StorageError("locked")

    with monkeypatch.context() as locked:
        locked.setattr(sitting, "leave_comment", refuse)
        at.button[0].click().run()
    assert not at.exception
    assert words("errors.busy.text", contact=CONTACT) in said(at)
    assert at.text_area(key="comment_text").value == "It froze."
    at.button[0].click().run()
    assert sitting.current_state(TOKEN).sitting.comment == "It froze."


def test_another_language_is_spoken_from_the_next_run_on(screen, invited):
    reach("scene", "fr")
    at = page("fr")
    screen.asks = FrameEvent("language", "en")
    at.run()
    assert (screen.lang, screen.scene.lang) == ("en", "en")
    assert sitting.current_state(TOKEN).sitting.language == "en"


def test_going_back_shows_the_answer_given_and_a_new_one_is_a_revision(screen, invited):
    reach("scene")
    first, second, *_ = sitting.current_state(TOKEN).open_items
    sitting.answer(TOKEN, item_id=first, revision=1, value=good(first))
    at = page()
    assert screen.scene.item == second
    screen.sends = SceneEvent("back", second, 1)
    at.run()
    assert (screen.scene.item, screen.scene.answer, screen.scene.revision) == (first, good(first), 2)
    screen.sends = SceneEvent("answer", first, 2, good(first))
    at.run()
    assert screen.scene.item == second


def test_a_forged_event_changes_nothing(screen, invited):
    reach("scene")
    at = page()
    item_id = screen.scene.item
    for kind in ("back", "answer", "skip"):
        screen.sends = SceneEvent(kind, "S99", 1, {"best": "A", "worst": "B"})
        at.run()
        assert not at.exception
        assert screen.scene.item == item_id
    assert not sitting.current_state(TOKEN).answers


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_happens_at_the_deadline_is_said_before_and_afterwards(screen, invited, clock, language):
    until = utc_now() + dt.timedelta(days=10)
    reach("charter", language)
    assert words("instructions.deadline", language).partition("{deadline}")[2] in said(page(language))
    _next("needs")
    _next("practice")
    _next("scene")
    answer_all()
    assert words("review.deadline", language).partition("{deadline}")[0] in said(page(language))
    at = page(language)
    clock.move_to(until + GRACE + dt.timedelta(seconds=1))
    at.button(key="finish").click().run()
    assert not at.exception
    assert at.title[0].value == words("end.title", language)
    assert words("end.by_deadline", language).rpartition("}")[2] in said(at)
    assert not at.error


@pytest.mark.parametrize("language", LANGUAGES)
class TestShutDoors:
    """Links that open nothing, and sittings that are over."""

    def opened(self, language):
        at = page(language)
        assert not at.exception
        assert "{" not in said(at)
        return at.title[0].value

    def test_unknown(self, screen, database, language):
        assert self.opened(language) == words("link.unknown.title", language)

    def test_revoked(self, screen, invited, language):
        reach("scene", language)
        with engine.writing() as c:
            revoke_links(c, [invited[1]], utc_now())
        assert self.opened(language) == words("link.revoked.title", language)

    def test_expired_before_it_was_opened(self, screen, invited, language):
        with engine.writing() as c:
            c.exec_driver_sql("UPDATE invitation SET expires_at = '2026-01-01 00:00:00.000000'")
        assert self.opened(language) == words("link.expired.title", language)

    def test_closed_before_it_was_opened(self, screen, invited, language):
        with engine.writing() as c:
            change_campaign(c, invited[0], state="closed")
        assert self.opened(language) == words("link.closed.title", language)

    def test_closed_half_way(self, screen, invited, language):
        reach("scene", language)
        with engine.writing() as c:
            change_campaign(c, invited[0], state="closed")
        assert self.opened(language) == words("link.closed.title", language)

    def test_late(self, screen, invited, language):
        reach("scene", language)
        with engine.writing() as c:
            change_campaign(c, invited[0], deadline_at=utc_now() - dt.timedelta(days=1))
        assert self.opened(language) == words("link.expired.title_sitting", language)

    def test_withdrawn(self, screen, invited, language):
        reach("scene", language)
        sitting.withdraw(TOKEN)
        assert self.opened(language) == words("withdraw.done_title", language)

    def test_the_database_is_out_of_reach(self, screen, database, tmp_path, language):
        (tmp_path / "folder").mkdir()
        engine.bind(f"sqlite:///{tmp_path / 'folder'}")
        assert self.opened(language) == words("errors.unexpected.title", language)


def rows() -> tuple[int, int]:
    """Return how many sittings there are, and how many links somebody has used."""
    with engine.reading() as c:
        count = "SELECT (SELECT count(*) FROM sitting), (SELECT count(opened_at) FROM invitation)"
        return tuple(c.exec_driver_sql(count).one())


def test_looking_at_a_link_begins_nothing_and_the_first_press_does(screen, invited):
    at = page("en")
    assert at.title[0].value == words("welcome.title"), "in the invitation's language"
    assert rows() == (0, 0)
    at.button(key="language_en").click().run()
    assert not at.exception
    assert at.title[0].value == words("notice.title", "en")
    assert rows() == (1, 1)


def renewed(invited) -> None:
    """Replace the link this browser holds by one that has the same secret, as a recruiter's renewal does."""
    with engine.writing() as c:
        c.exec_driver_sql("UPDATE invitation SET token_hash = 'of-before'")
        now = utc_now() + dt.timedelta(seconds=1)
        add_invitations(c, {invited[1]: TOKEN}, now=now, expires_at=now + dt.timedelta(days=9))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_renewed_link_shows_its_door_first_and_says_who_renewed_it(screen, invited, language):
    reach("scene", language)
    renewed(invited)
    at = page(language)
    assert at.title[0].value == words("door.title", language)
    assert ("équipe de recrutement a renouvelé" if language == "fr" else "recruiting team renewed") in said(
        at
    )
    assert screen.scene is None
    assert rows() == (1, 1)
    at.button(key="door_open").click().run()
    assert not at.exception
    assert screen.scene is not None
    assert rows() == (1, 2)
    with engine.reading() as c:
        deeds = c.exec_driver_sql("SELECT deed FROM audit_event").scalars().all()
    assert deeds == ["open_link"]


def test_no_deed_is_done_and_nothing_read_by_a_link_nobody_has_used(screen, invited):
    reach("scene")
    renewed(invited)
    item_id = next(iter(ITEMS))
    for deed in (
        lambda: sitting.answer(TOKEN, item_id=item_id, revision=1, value=None),
        lambda: sitting.withdraw(TOKEN),
        lambda: sitting.finish(TOKEN),
        lambda: rights.rights_of(TOKEN),
        lambda: archive.archive(TOKEN),
        lambda: feedback.feedback_for_candidate(TOKEN),
    ):
        with pytest.raises(LinkUnopened):
            deed()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_browser_that_keeps_no_cookies_is_told_so(screen, monkeypatch, language):
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _: {}))
    at = AppTest.from_function(_page, default_timeout=60)
    at.context["locale"] = "fr-FR" if language == "fr" else "en-GB"
    at.query_params["from"] = "link"
    at.run()
    assert at.title[0].value == words("link.no_cookies.title", language)
    assert "Safari" in said(at)


def test_the_mark_of_having_come_by_a_link_leaves_the_address(screen, invited):
    at = AppTest.from_function(_page, default_timeout=60)
    at.query_params["from"] = "link"
    at.run()
    assert dict(at.query_params) == {}
