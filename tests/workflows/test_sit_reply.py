"""A written reply: what is typed is kept, what is sent is as written and within its words."""

from __future__ import annotations

import pytest

from data.common import engine
from errors import AnswerError, ChangedElsewhere, SittingOver, TooManyWords
from tests.work_samples import INBOX, REPLY, work_sample_form
from tests.workflows.seated import DEADLINE, START, TOKEN, invite, kill_the_server, seat, skip_to
from workflows import sitting
from workflows.sitting.state import GRACE

LONG = "one two three four five six seven eight nine"


@pytest.fixture(autouse=True)
def clock(clock):
    clock.move_to(START)
    return clock


@pytest.fixture
def at_reply(any_database):
    invite(work_sample_form())
    seat()
    return skip_to(REPLY)


def draft(text: str, revision: int = 1) -> None:
    sitting.save_draft(TOKEN, item_id=REPLY, revision=revision, text=text)


def send(text: object, revision: int = 1) -> sitting.SittingState:
    return sitting.answer(TOKEN, item_id=REPLY, revision=revision, value=text)


def drafts_stored() -> int:
    with engine.reading() as c:
        return c.exec_driver_sql("SELECT count(*) FROM draft").scalar_one()


def test_what_was_typed_last_is_there_after_a_crash(at_reply):
    assert at_reply.draft is None
    for text in ("S", "So", "Sorry,\n  "):
        draft(text)
    kill_the_server()
    kept_draft = sitting.current_state(TOKEN).draft
    assert (kept_draft.text, kept_draft.saved_at) == ("Sorry,\n  ", START)
    assert drafts_stored() == 1


def test_a_reply_is_stored_as_written_and_the_draft_goes(at_reply):
    draft("Sorry")
    written = "\n  Désolée, c'est\u00a0long —\n\nun\u0065\u0301 Sam 👋🏽  "
    here = send(written)
    assert here == sitting.current_state(TOKEN)
    assert here.answers[REPLY].value == written.strip()
    assert here.shown == INBOX
    assert drafts_stored() == 0
    assert send(written) == here


def test_a_reply_over_its_words_is_refused_and_kept_as_a_draft(at_reply):
    draft("one two")
    with pytest.raises(TooManyWords) as refused:
        send(LONG)
    assert (refused.value.details["count"], refused.value.details["limit"]) == (9, 8)
    here = sitting.current_state(TOKEN)
    assert (here.shown, here.draft.text, REPLY in here.answers) == (REPLY, LONG, False)


def test_a_reply_too_long_from_another_tab_leaves_no_draft_behind(at_reply):
    send("Sorry, I call today.")
    with pytest.raises(TooManyWords):
        send(LONG)
    assert drafts_stored() == 0


@pytest.mark.parametrize("text", ["", "  \n", "... – !", 7, ["Sorry"], "a\0b", "a\ud800b", "x" * 8001])
def test_what_is_no_reply_is_refused_and_the_draft_stays(at_reply, text):
    draft("Sorry")
    with pytest.raises(AnswerError):
        send(text)
    assert sitting.current_state(TOKEN).draft.text == "Sorry"


@pytest.mark.parametrize("text", [None, 7, "a\0b", "a\ud800b", "x" * (sitting.MAX_DRAFT + 1)])
def test_a_draft_that_cannot_be_kept_leaves_the_one_before(at_reply, text):
    draft("x" * sitting.MAX_DRAFT)
    with pytest.raises(AnswerError):
        draft(text)
    assert sitting.current_state(TOKEN).draft.text == "x" * sitting.MAX_DRAFT


def test_skipping_keeps_what_was_typed_for_who_comes_back(at_reply):
    draft("Sorry")
    here = sitting.answer(TOKEN, item_id=REPLY, revision=1, value=None)
    assert here.answers[REPLY].value is None
    assert here.can_reopen(REPLY)
    assert sitting.current_state(TOKEN, showing=REPLY).draft.text == "Sorry"


@pytest.mark.parametrize("end", [sitting.finish, sitting.withdraw])
def test_what_was_not_sent_is_forgotten_with_the_sitting(at_reply, end):
    draft("Sorry")
    end(TOKEN)
    assert drafts_stored() == 0


def test_a_draft_that_comes_after_the_reply_was_sent_is_dropped(at_reply):
    send("Sorry, I call today.")
    draft("Sorry, I")
    assert drafts_stored() == 0


def test_a_reply_can_be_changed_from_the_review_with_a_draft_of_its_own(at_reply):
    send("Sorry, I call today.")
    draft("Sorry, I call at three.", revision=2)
    back = sitting.current_state(TOKEN, showing=REPLY)
    assert back.draft.text == "Sorry, I call at three."
    here = send("Sorry, I call at four.", revision=2)
    assert (here.answers[REPLY].revision, here.answers[REPLY].value) == (2, "Sorry, I call at four.")
    with pytest.raises(ChangedElsewhere):
        send("Another tab", revision=2)


def test_only_written_replies_have_drafts(at_reply):
    for item_id in ("S01", INBOX, "S99"):
        with pytest.raises(AnswerError):
            sitting.save_draft(TOKEN, item_id=item_id, revision=1, text="Sorry")
    assert drafts_stored() == 0


def test_nothing_is_kept_before_the_scenes_or_after_the_deadline(any_database, clock):
    invite(work_sample_form())
    sitting.enter(TOKEN, accepted_language="fr")
    with pytest.raises(SittingOver):
        draft("Sorry")
    seat()
    clock.move_to((DEADLINE + GRACE).replace(microsecond=1))
    with pytest.raises(SittingOver):
        draft("Sorry")
    assert drafts_stored() == 0
