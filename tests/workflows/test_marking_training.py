"""A prompt opens to a marker who marks its samples nearly as they were written; every try is kept."""

from __future__ import annotations

import pytest

from data.schema import audit_event, training_mark
from errors import AnswerError, MarkingError
from tests.office import RECRUITER
from tests.workflows.marked import EXACT, O8, O9, RUBRIC, appointed, marks, rows, train, waiting_campaign
from workflows.marking import desk, markers
from workflows.marking import training as marking_training
from workflows.marking.training import submit_sample, training


@pytest.fixture
def ana_at(database):
    campaign = waiting_campaign(1).id
    (ana,) = appointed(campaign, "Ana", trained=False)
    return ana, campaign


def test_untrained_markers_see_the_prompt_but_no_reply(ana_at):
    ana, campaign = ana_at
    here = desk.desk(ana, campaign, O8)
    assert (here.is_trained, here.reply, here.n_waiting) == (False, None, 0)
    for deed in (desk.next_reply, desk.marked):
        with pytest.raises(MarkingError) as caught:
            deed(ana, campaign, O8)
        assert caught.value.code == "not_trained"
    with pytest.raises(MarkingError):
        desk.open_reply(ana, campaign, O8, "AAAAAAAA")


def test_each_prompt_has_its_own_training(ana_at):
    ana, campaign = ana_at
    assert train(ana, campaign, O8).is_trained
    assert [prompt.is_trained for prompt in desk.prompts(ana)] == [True, False]
    with pytest.raises(MarkingError):
        desk.next_reply(ana, campaign, O9)


def test_the_samples_marks_come_with_the_result_only(ana_at):
    ana, campaign = ana_at
    here = training(ana, campaign, O8)
    seen = set()
    while here.sample is not None:
        assert here.result is None
        seen.add(here.sample.id)
        here = submit_sample(
            ana, campaign, O8, attempt=1, sample_id=here.sample.id, marks=marks(2), rubric_sha256=RUBRIC[O8]
        )
    assert (here.n_done, len(seen)) == (5, 5)
    assert here.result is not None
    # Always 2: no more than chance would give.
    assert (here.result.kappa.value, here.result.is_passed, here.is_trained) == (0, False, False)
    assert (here.result.n_exact, here.result.n, len(here.result.misses)) == (5, 25, 20)
    first, last = here.result.misses[0], here.result.misses[-1]
    assert (abs(first.given - first.expected), abs(last.given - last.expected)) == (2, 1)
    assert first.why["en"] == f"why {first.expected} on {first.dimension}"


def test_near_enough_passes_and_far_does_not(ana_at):
    ana, campaign = ana_at
    # Samples worth 0 1 2 3 4. Given 2 1 2 3 2: squared differences 4 0 0 0 4, mean 1.6; expected by chance
    # from (0 1 2 3 4) and (1 2 2 2 3): var 2 + var .4 + 0 = 2.4; kappa = 1 - 1.6 / 2.4 = 1/3.
    far = train(ana, campaign, O8, (2, 1, 2, 3, 2)).result
    assert far is not None
    assert far.kappa.value == pytest.approx(1 / 3)
    assert not far.is_passed
    # Given 1 1 2 3 3: squared differences 1 0 0 0 1, mean .4; var 2 + var .8 = 2.8; 1 - .4 / 2.8 = 6/7.
    near = train(ana, campaign, O8, (1, 1, 2, 3, 3), attempt=2)
    assert near.result is not None
    assert near.result.kappa.value == pytest.approx(6 / 7)
    assert near.is_trained
    assert near.last == far


def test_a_campaign_may_ask_for_more(database):
    strict = waiting_campaign(1, marker_agreement=0.9).id
    (ana,) = appointed(strict, "Ana", trained=False)
    assert not train(ana, strict, O8, (1, 1, 2, 3, 3)).is_trained
    assert train(ana, strict, O8, EXACT, attempt=2).is_trained


def test_every_attempt_is_kept_and_a_failed_one_takes_nothing_away(ana_at):
    ana, campaign = ana_at
    train(ana, campaign, O8, EXACT)
    again = marking_training.start_again(ana, campaign, O8)
    assert (again.attempt, again.n_done, again.is_trained) == (2, 0, True)
    assert training(ana, campaign, O8).attempt == 1, "it exists from its first marks on"
    assert train(ana, campaign, O8, (4, 3, 2, 1, 0), attempt=2).is_trained
    assert sorted((row.attempt, row.sample_id) for row in rows(training_mark)) == [
        (attempt, f"O8.{at}") for attempt in (1, 2) for at in range(5)
    ]
    passed = [row.details["passed"] for row in rows(audit_event) if row.deed == "finish_marker_training"]
    assert passed == [True, False]


def test_a_sample_sent_twice_keeps_what_came_first(any_database):
    campaign = waiting_campaign(1).id
    (ana,) = appointed(campaign, "Ana", trained=False)
    for mark in (4, 0):
        submit_sample(
            ana, campaign, O8, attempt=1, sample_id="O8.4", marks=marks(mark), rubric_sha256=RUBRIC[O8]
        )
    (stored,) = rows(training_mark)
    assert stored.marks == marks(4)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"rubric_sha256": "f" * 64}, MarkingError),
        ({"sample_id": "O9.0"}, MarkingError),
        ({"attempt": 2}, MarkingError),
        ({"attempt": 0}, MarkingError),
        ({"marks": {"E": 1}}, AnswerError),
    ],
)
def test_what_is_no_mark_of_a_sample_is_refused(ana_at, change, expected):
    ana, campaign = ana_at
    right = {"attempt": 1, "sample_id": "O8.0", "marks": marks(0), "rubric_sha256": RUBRIC[O8]}
    with pytest.raises(expected):
        submit_sample(ana, campaign, O8, **right | change)
    assert rows(training_mark) == []


def test_training_holds_wherever_the_same_rubric_is_used(database):
    first, second = waiting_campaign(1).id, waiting_campaign(1).id
    (ana,) = appointed(first, "Ana", trained=False)
    train(ana, first)
    markers.appoint(RECRUITER, second, ana.account_id)
    assert desk.desk(ana, second, O8).is_trained
