"""A candidate sits a form: nothing acknowledged is lost, nothing is stored twice, nothing false is stored."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import event

from data.campaigns.campaigns import add_campaign, change_campaign
from data.campaigns.forms import store_form
from data.candidates.candidates import (
    NewCandidate,
    add_candidates,
    add_invitations,
    change_candidate,
    revoke_links,
)
from data.common import engine
from data.sitting import answers
from errors import (
    AnswerError,
    ChangedElsewhere,
    LinkExpired,
    LinkNotOpen,
    LinkRevoked,
    LinkUnknown,
    SittingOver,
    StorageError,
)
from scoring.formats.formats import FORMATS
from tests.builders import example_form, simulated_answers
from tests.clock import NOW
from workflows import sitting
from workflows.sitting.state import GRACE

START = NOW
DEADLINE = START + dt.timedelta(days=10)
TOKEN = "a-link-of-a-candidate"
SETTINGS = {"languages": ["fr", "en"], "time_zone": "Europe/Paris", "recruiter_contact": "rh@example.com"}


@pytest.fixture(autouse=True)
def at_start(clock):
    clock.move_to(START)
    return clock


@pytest.fixture
def invited(any_database):
    """A published campaign, one candidate, one link; returns (campaign id, candidate id)."""
    form = example_form(item_ids=["S01", "S02", "S12", "S26", "S25"])
    with engine.writing() as c:
        campaign_id = add_campaign(
            c, title="Post", settings=SETTINGS, charter={}, item_ids=[], created_by="owner", now=START
        )
        change_campaign(
            c, campaign_id, state="published", form_id=store_form(c, form, START), deadline_at=DEADLINE
        )
        (candidate_id,) = add_candidates(c, campaign_id, [NewCandidate("K-1", "Ana", None, "fr")], START)
        add_invitations(c, {candidate_id: TOKEN}, now=START, expires_at=DEADLINE)
    return campaign_id, candidate_id


@pytest.fixture
def ready(invited):
    """The same, with everything before the first scene done; returns the place."""
    sitting.enter(TOKEN, accepted_language="fr")
    sitting.choose_language(TOKEN, "fr")
    sitting.acknowledge_notice(TOKEN, "0" * 64)
    sitting.read_charter(TOKEN)
    sitting.ask_needs(TOKEN, [], "")
    sitting.practise(TOKEN)
    return sitting.current_state(TOKEN)


def good_answer(here: sitting.SittingState, item_id: str):
    return simulated_answers(here.form, seed="1", people=1, tools=1)[item_id]


def other_answer(here: sitting.SittingState, item_id: str):
    given = good_answer(here, item_id)
    seeds = (simulated_answers(here.form, seed=str(n), people=0, tools=0)[item_id] for n in range(2, 50))
    return next(value for value in seeds if value != given)


def store(here: sitting.SittingState, item_id: str, value=None, revision: int = 1) -> None:
    sitting.answer(TOKEN, item_id=item_id, revision=revision, value=value or good_answer(here, item_id))


def stored_rows(sitting_id: str) -> int:
    with engine.reading() as c:
        rows = c.exec_driver_sql(f"SELECT count(*) FROM answer WHERE sitting_id = '{sitting_id}'")
        return rows.scalar_one()


def test_the_steps_come_in_order(invited):
    sitting.enter(TOKEN, accepted_language="en")
    seen = [sitting.current_state(TOKEN).stage]
    for deed in (
        lambda: sitting.choose_language(TOKEN, "en"),
        lambda: sitting.acknowledge_notice(TOKEN, "0" * 64),
        lambda: sitting.read_charter(TOKEN),
        lambda: sitting.ask_needs(TOKEN, ["breaks"], ""),
        lambda: sitting.practise(TOKEN),
    ):
        deed()
        seen.append(sitting.current_state(TOKEN).stage)
    assert seen == ["language", "notice", "charter", "needs", "practice", "scene"]


def test_no_scene_is_answered_before_the_notice_is_acknowledged(invited):
    sitting.enter(TOKEN, accepted_language="fr")
    with pytest.raises(SittingOver):
        sitting.answer(TOKEN, item_id="S25", revision=1, value="D")


def test_opening_the_link_twice_opens_one_sitting_with_one_order(invited):
    first = sitting.enter(TOKEN, accepted_language="fr")
    order = sitting.current_state(TOKEN).sitting.item_order
    assert sitting.enter(TOKEN, accepted_language="en") == first
    assert sitting.current_state(TOKEN).sitting.item_order == order


def test_every_acknowledged_answer_is_found_again_and_the_next_scene_is_the_same(ready):
    first, second, *_ = ready.sitting.item_order
    store(ready, first)
    engine.engine().dispose()  # what a killed server leaves: a database and nothing in memory
    again = sitting.current_state(TOKEN)
    assert again.answers[first].value == good_answer(ready, first)
    assert again.open_items[0] == second


def test_a_double_click_stores_one_answer(ready):
    item_id = ready.open_items[0]
    for _ in range(4):
        store(ready, item_id)
    assert stored_rows(ready.sitting.id) == 1


def test_twenty_clicks_at_one_instant_store_one_answer(ready):
    item_id = ready.open_items[0]
    threads = [threading.Thread(target=store, args=(ready, item_id)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored_rows(ready.sitting.id) == 1


def test_a_different_answer_in_another_tab_is_refused_and_the_first_is_kept(ready):
    item_id = ready.open_items[0]
    store(ready, item_id)
    with pytest.raises(ChangedElsewhere):
        store(ready, item_id, other_answer(ready, item_id))
    assert sitting.current_state(TOKEN).answers[item_id].value == good_answer(ready, item_id)


def test_changing_an_answer_is_a_new_revision_and_the_old_one_stays(ready):
    item_id = ready.open_items[0]
    store(ready, item_id)
    store(ready, item_id, other_answer(ready, item_id), revision=2)
    newest = sitting.current_state(TOKEN).answers[item_id]
    assert (newest.revision, newest.value) == (2, other_answer(ready, item_id))
    with engine.reading() as c:
        assert answers.values_since(c, ready.sitting.id, item_id, 1)[0] == good_answer(ready, item_id)


@pytest.mark.parametrize("revision", [0, -1, 2, 99])
def test_a_revision_nobody_was_shown_is_refused(ready, revision):
    with pytest.raises(AnswerError):
        store(ready, ready.open_items[0], revision=revision)
    assert stored_rows(ready.sitting.id) == 0


def test_skipping_is_recorded_and_can_be_answered_later(ready):
    item_id = ready.open_items[0]
    sitting.answer(TOKEN, item_id=item_id, revision=1, value=None)
    here = sitting.current_state(TOKEN)
    assert here.answers[item_id].value is None
    assert item_id not in here.open_items
    store(ready, item_id, revision=2)
    assert sitting.current_state(TOKEN).answers[item_id].value == good_answer(ready, item_id)


@pytest.mark.parametrize(
    ("item_id", "value"),
    [
        pytest.param("S99", "A", id="unknown item"),
        pytest.param("S01", {"best": "Z", "worst": "A"}, id="unknown option"),
        pytest.param("S01", {"best": "A", "worst": "A"}, id="best is worst"),
        pytest.param("S02", {"A": 5}, id="a rating missing"),
        pytest.param("S02", {"A": 5, "B": 1, "C": 1, "D": 1, "E": 9}, id="rating out of range"),
        pytest.param("S12", ["A", "B"], id="rank incomplete"),
        pytest.param("S26", ["B", "B"], id="ticked twice"),
        pytest.param("S25", ["D"], id="wrong type"),
        pytest.param("S25", {"$": "DROP TABLE answer"}, id="hostile"),
    ],
)
def test_an_answer_that_is_none_is_refused_and_nothing_is_stored(ready, item_id, value):
    with pytest.raises(AnswerError):
        sitting.answer(TOKEN, item_id=item_id, revision=1, value=value)
    assert stored_rows(ready.sitting.id) == 0


def test_the_language_can_change_at_any_scene_and_is_stored_with_each_answer(ready):
    first, second, *_ = ready.open_items
    store(ready, first)
    sitting.choose_language(TOKEN, "en")
    store(ready, second)
    here = sitting.current_state(TOKEN)
    assert (here.answers[first].language, here.answers[second].language) == ("fr", "en")


def test_a_language_the_campaign_does_not_offer_changes_nothing(ready):
    sitting.choose_language(TOKEN, "de")
    assert sitting.current_state(TOKEN).sitting.language == "fr"


def test_all_answered_leads_to_the_review_and_finishing_closes(ready):
    for item_id in ready.sitting.item_order:
        store(ready, item_id)
    assert sitting.current_state(TOKEN).stage == "review"
    sitting.finish(TOKEN)
    assert sitting.current_state(TOKEN).stage == "end"
    with pytest.raises(SittingOver):
        store(ready, ready.sitting.item_order[0], revision=2)


def test_finishing_once_more_changes_nothing(ready, at_start):
    finished_at = sitting.finish(TOKEN).sitting.finished_at
    at_start.shift(dt.timedelta(minutes=1))
    with pytest.raises(SittingOver):
        sitting.finish(TOKEN)
    assert sitting.current_state(TOKEN).sitting.finished_at == finished_at


def test_a_comment_is_kept_on_the_end_page_only(ready):
    sitting.leave_comment(TOKEN, "too early")
    sitting.finish(TOKEN)
    sitting.leave_comment(TOKEN, "  The page froze once.  ")
    assert sitting.current_state(TOKEN).sitting.comment == "The page froze once."


def test_after_withdrawing_nothing_more_is_stored(ready):
    sitting.withdraw(TOKEN)
    assert sitting.current_state(TOKEN).stage == "withdrawn"
    with pytest.raises(SittingOver):
        store(ready, ready.open_items[0])


def test_after_the_deadline_answers_are_refused_and_the_earlier_ones_kept(ready, at_start):
    first, second, *_ = ready.open_items
    store(ready, first)
    at_start.move_to(DEADLINE + GRACE + dt.timedelta(seconds=1))
    assert sitting.current_state(TOKEN).stage == "late"
    with pytest.raises(SittingOver):
        store(ready, second)
    assert first in sitting.current_state(TOKEN).answers


def test_a_personal_deadline_goes_before_the_campaigns(ready, invited, at_start):
    with engine.writing() as c:
        change_candidate(c, invited[1], deadline_at=DEADLINE + dt.timedelta(days=2))
    at_start.move_to(DEADLINE + dt.timedelta(days=1))
    store(ready, ready.open_items[0])
    assert stored_rows(ready.sitting.id) == 1


def test_an_unknown_link_says_so(invited):
    with pytest.raises(LinkUnknown):
        sitting.enter("nobody-was-given-this", accepted_language="fr")


def test_a_replaced_link_opens_nothing_even_in_the_middle(ready, invited):
    with engine.writing() as c:
        revoke_links(c, [invited[1]], START)
    with pytest.raises(LinkRevoked):
        sitting.current_state(TOKEN)
    with pytest.raises(LinkRevoked):
        store(ready, ready.open_items[0])


def test_a_link_never_opened_expires(invited, at_start):
    at_start.move_to(DEADLINE + dt.timedelta(seconds=1))
    with pytest.raises(LinkExpired):
        sitting.enter(TOKEN, accepted_language="fr")


def test_a_draft_campaign_is_not_open(invited):
    with engine.writing() as c:
        change_campaign(c, invited[0], state="draft")
    with pytest.raises(LinkNotOpen):
        sitting.enter(TOKEN, accepted_language="fr")


def test_a_closed_campaign_keeps_what_was_answered(ready, invited):
    store(ready, ready.open_items[0])
    with engine.writing() as c:
        change_campaign(c, invited[0], state="closed")
    assert sitting.current_state(TOKEN).stage == "closed"
    assert stored_rows(ready.sitting.id) == 1


def test_two_first_visits_at_one_instant_open_one_sitting(invited):
    opened: list[str] = []
    threads = [
        threading.Thread(target=lambda: opened.append(sitting.enter(TOKEN, accepted_language="fr")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 8
    assert len(set(opened)) == 1


def test_what_the_formats_accept_is_what_the_sitting_stores(ready):
    for item_id in ready.sitting.item_order:
        value = good_answer(ready, item_id)
        FORMATS[ready.item(item_id)["format"]].check(value, list(ready.item(item_id)["key"]))
        store(ready, item_id, value)
        assert sitting.current_state(TOKEN).answers[item_id].value == value


class TestOnSqlite:
    """Trouble that only a file can have."""

    @pytest.fixture
    def any_database(self, database):
        yield "sqlite"

    def test_a_locked_database_says_so_and_keeps_what_was_stored(self, ready, monkeypatch):
        first, second, *_ = ready.open_items
        store(ready, first)
        monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 50)
        engine.bind(str(engine.engine().url))
        holder = engine.engine().connect().execution_options(sqlite_begin="EXCLUSIVE")
        with holder, holder.begin(), pytest.raises(StorageError):
            store(ready, second)
        assert list(sitting.current_state(TOKEN).answers) == [first]
        store(ready, second)
        assert stored_rows(ready.sitting.id) == 2

    def test_a_full_disk_says_so_and_keeps_what_was_stored(self, ready):
        first, second, *_ = ready.open_items
        store(ready, first)
        with engine.engine().connect() as c:
            pages = c.exec_driver_sql("PRAGMA page_count").scalar_one()
        engine.engine().dispose()
        full = engine.bind(str(engine.engine().url))
        event.listen(full, "connect", lambda dbapi, _: dbapi.execute(f"PRAGMA max_page_count = {pages}"))
        with pytest.raises(StorageError, match="full"):
            for revision in range(1, 400):
                value = good_answer(ready, second) if revision % 2 else other_answer(ready, second)
                store(ready, second, value, revision)
        assert sitting.current_state(TOKEN).answers[first].value == good_answer(ready, first)


def test_tokens_are_stored_only_as_hashes(invited):
    with engine.reading() as c:
        hashes = c.exec_driver_sql("SELECT token_hash FROM invitation").scalars().all()
    assert TOKEN not in hashes
    assert len(hashes[0]) == 64


class TestThePlaceHandedBack:
    """The page draws what a deed hands back: it must be what a fresh look would find."""

    @pytest.fixture
    def statements(self, ready):
        seen: list[str] = []
        event.listen(engine.engine(), "before_cursor_execute", lambda *told: seen.append(told[2]))
        return seen

    def test_after_an_answer(self, ready):
        first, second, *_ = ready.open_items
        here = sitting.answer(TOKEN, item_id=first, revision=1, value=good_answer(ready, first))
        assert here == sitting.current_state(TOKEN)
        assert here.open_items[0] == second

    def test_after_the_last_answer_and_after_finishing(self, ready):
        for item_id in ready.open_items:
            here = sitting.answer(TOKEN, item_id=item_id, revision=1, value=good_answer(ready, item_id))
        assert here == sitting.current_state(TOKEN)
        assert here.stage == "review"
        assert sitting.finish(TOKEN) == sitting.current_state(TOKEN)

    def test_after_each_step_of_the_preparation(self, invited):
        sitting.enter(TOKEN, accepted_language="fr")
        for deed in (
            lambda: sitting.choose_language(TOKEN, "en"),
            lambda: sitting.acknowledge_notice(TOKEN, "0" * 64),
            lambda: sitting.read_charter(TOKEN),
            lambda: sitting.ask_needs(TOKEN, ["breaks"], "a quiet room"),
            lambda: sitting.practise(TOKEN),
            lambda: sitting.choose_language(TOKEN, "fr"),
        ):
            assert deed() == sitting.current_state(TOKEN)
        assert sitting.withdraw(TOKEN) == sitting.current_state(TOKEN)

    def test_after_a_double_click(self, ready):
        item_id = ready.open_items[0]
        store(ready, item_id)
        again = sitting.answer(TOKEN, item_id=item_id, revision=1, value=good_answer(ready, item_id))
        assert again == sitting.current_state(TOKEN)

    @pytest.mark.parametrize("value", [{"best": "Z", "worst": "A"}, None], ids=["no answer", "changed"])
    def test_after_a_refusal(self, ready, value):
        store(ready, "S01")
        stored = sitting.current_state(TOKEN)
        with pytest.raises((AnswerError, ChangedElsewhere)):
            sitting.answer(TOKEN, item_id="S01", revision=1, value=value)
        assert sitting.current_state(TOKEN) == stored

    def test_there_is_none_where_the_link_opens_nothing(self, invited):
        with pytest.raises(LinkUnknown):
            sitting.practise("nobody-was-given-this")
        with pytest.raises(LinkUnknown):
            sitting.current_state("nobody-was-given-this")

    def test_an_answer_asks_the_database_three_things_and_three_to_seal_it(self, ready, statements):
        item_id = ready.open_items[0]
        store(ready, item_id)
        # PostgreSQL has a lock besides, so that two seals do not follow from the same one.
        said = [sql for sql in statements if "BEGIN" not in sql and "pg_advisory" not in sql]
        assert [sql.split()[0] for sql in said] == [
            *("SELECT", "SELECT", "INSERT"),
            *("INSERT", "SELECT", "INSERT"),
        ]
        assert [("seal" in sql or "salt" in sql) for sql in said] == [False] * 3 + [True] * 3


def test_a_need_nobody_offers_is_refused(invited):
    sitting.enter(TOKEN, accepted_language="fr")
    with pytest.raises(AnswerError):
        sitting.ask_needs(TOKEN, ["a bribe"], "")
    assert sitting.current_state(TOKEN).sitting.needs_asked_at is None


def test_an_older_answer_sent_again_is_the_same_one(ready):
    item_id = ready.open_items[0]
    store(ready, item_id)
    store(ready, item_id, other_answer(ready, item_id), revision=2)
    store(ready, item_id)
    with pytest.raises(ChangedElsewhere):
        store(ready, item_id, other_answer(ready, item_id), revision=1)
    assert stored_rows(ready.sitting.id) == 2
