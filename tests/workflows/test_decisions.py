"""Decisions: by a person, one at a time, with a reason; the last one stands and nothing is taken away."""

from threading import Thread

import pytest

from data.audit.log import events
from data.candidates.candidates import candidate_by_id, change_candidate
from data.common import engine
from data.tables import METADATA
from errors import AccessError, CampaignError, DecisionError
from tests.builders import AUDITOR, INTERVIEWER, MANAGER, NOW, filled_campaign, mixed_form
from tests.workflows.decided import REASON, bodies, decide, first_of, ranked
from workflows.comparison import decisions, standings
from workflows.comparison.decisions import against_order, is_ahead

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """An empty comparison to put people into."""
    METADATA.create_all(engine.bind("sqlite://"))
    return standings.comparison(MANAGER, filled_campaign(0).id)


def test_the_last_decision_stands_and_the_earlier_ones_stay():
    filled = filled_campaign(3)
    one = filled.candidate_ids[0]
    for verdict in ("hold", "shortlist", "reject"):
        decide(filled.id, one, verdict)
    taken = decisions.decisions(MANAGER, filled.id)
    assert [each.verdict for each in taken.history(one)] == ["hold", "shortlist", "reject"]
    assert taken.standing == {one: "reject"}
    assert taken.counts(standings.comparison(MANAGER, filled.id)) == {"reject": 1, None: 2}


def test_a_decision_is_written_down_without_its_reason():
    filled = filled_campaign(2)
    made = decide(filled.id, filled.candidate_ids[1], "hold")
    with engine.reading() as c:
        (event,) = events(c, campaign_id=filled.id)
    assert (event.actor, event.deed, event.subject) == (MANAGER.account_id, "decide", made.candidate_id)
    assert event.details == {
        "decision": made.id,
        "verdict": "hold",
        "is_against_order": False,
        "stage": "all",
    }


@pytest.mark.parametrize("reason", ["", "   ", "Too good to miss", " " * 40 + "nineteen characters"])
def test_a_reason_of_less_than_20_characters_is_refused_and_nothing_is_stored(reason):
    filled = filled_campaign(1)
    with pytest.raises(DecisionError) as caught:
        decisions.decide(MANAGER, filled.id, filled.candidate_ids[0], "hold", reason)
    assert (caught.value.code, caught.value.details["n"]) == ("reason_short", len(reason.strip()))
    assert decisions.decisions(MANAGER, filled.id).of == {}
    assert bodies() == []


def test_a_reason_is_kept_as_it_was_written():
    filled = filled_campaign(1)
    one = filled.candidate_ids[0]
    decisions.decide(MANAGER, filled.id, one, "hold", "  *Exactly* twenty sig \n")
    assert decisions.decisions(MANAGER, filled.id).history(one)[0].reason == "*Exactly* twenty sig"
    with pytest.raises(DecisionError) as caught:
        decisions.decide(MANAGER, filled.id, one, "hold", "x" * 4001)
    assert caught.value.code == "reason_long"


def test_only_known_verdicts_about_people_with_results():
    filled, other = filled_campaign(1, unfinished=1), filled_campaign(1, seed=3)
    with pytest.raises(DecisionError) as caught:
        decide(filled.id, filled.candidate_ids[0], "maybe")
    assert caught.value.code == "verdict"
    for stranger in ("nobody", other.candidate_ids[0]):
        with pytest.raises(DecisionError) as caught:
            decide(filled.id, stranger)
        assert caught.value.code == "not_finished"
    with pytest.raises(CampaignError):
        decide("nowhere", filled.candidate_ids[0])


def test_who_may_not_decide_stores_nothing_and_who_may_not_compare_reads_nothing():
    filled = filled_campaign(1)
    for actor in (AUDITOR, INTERVIEWER):
        with pytest.raises(AccessError):
            decisions.decide(actor, filled.id, filled.candidate_ids[0], "hold", REASON)
    with pytest.raises(AccessError):
        decisions.decisions(INTERVIEWER, filled.id)
    assert decisions.decisions(AUDITOR, filled.id).of == {}


def test_two_who_decide_at_once_do_not_overwrite_each_other_unseen():
    filled = filled_campaign(1)
    one = filled.candidate_ids[0]
    decide(filled.id, one, "hold", seen=0)
    with pytest.raises(DecisionError) as caught:
        decide(filled.id, one, "reject", seen=0)
    assert caught.value.code == "decided_meanwhile"
    assert decisions.decisions(MANAGER, filled.id).standing == {one: "hold"}


def test_of_two_who_decide_at_one_instant_the_second_is_told(any_database, monkeypatch):
    filled = filled_campaign(1)
    (one,) = filled.candidate_ids
    told = []

    def decide_too():
        try:
            decide(filled.id, one, "reject", seen=0)
        except DecisionError as problem:
            told.append(problem.code)

    second = Thread(target=decide_too)
    add = decisions.add_decision

    def add_slowly(connection, made):
        if second.ident is None:
            second.start()
            # Long enough to store a decision for who does not wait; who waits does so until this one is kept.
            second.join(0.5)
        add(connection, made)

    monkeypatch.setattr(decisions, "add_decision", add_slowly)
    decide(filled.id, one, "hold", seen=0)
    second.join()
    assert told == ["decided_meanwhile"]
    assert [each.verdict for each in decisions.decisions(MANAGER, filled.id).history(one)] == ["hold"]


def withdraw(candidate_id):
    with engine.writing() as c:
        change_candidate(c, candidate_id, withdrawn_at=NOW)


def test_nothing_is_decided_on_numbers_that_changed_while_they_were_worked_out(monkeypatch):
    filled = filled_campaign(3)
    one, _, other = filled.candidate_ids

    def meanwhile(*given):
        withdraw(other)
        return standings.comparison_of(*given)

    monkeypatch.setattr(decisions, "comparison_of", meanwhile)
    with pytest.raises(DecisionError) as caught:
        decide(filled.id, one)
    assert caught.value.code == "moved"
    assert decisions.decisions(MANAGER, filled.id).of == {}
    assert bodies() == []


def test_nothing_is_decided_on_numbers_that_are_no_longer_those_on_screen():
    filled = filled_campaign(3)
    one, _, other = filled.candidate_ids
    shown = standings.comparison(MANAGER, filled.id).fingerprint
    withdraw(other)
    with pytest.raises(DecisionError) as caught:
        decide(filled.id, one, shown=shown)
    assert caught.value.code == "moved"
    assert decisions.decisions(MANAGER, filled.id).of == {}
    decide(filled.id, one, shown=standings.comparison(MANAGER, filled.id).fingerprint)


def test_what_was_known_is_kept_once_and_without_a_name():
    filled = filled_campaign(3)
    made = [decide(filled.id, one, "hold") for one in filled.candidate_ids]
    assert len({each.snapshot_id for each in made}) == 1
    assert decide(filled.id, filled.candidate_ids[0], "hold", places=1).snapshot_id != made[0].snapshot_id
    first, second = bodies()
    assert (first["places"], second["places"]) == (3, 1)
    assert set(first["people"]) == set(filled.candidate_ids)
    assert "Person" not in str(first)
    with engine.reading() as c:
        assert candidate_by_id(c, filled.candidate_ids[0]).name not in str(first)


def test_what_was_known_holds_the_numbers_on_screen():
    filled = filled_campaign(4)
    decide(filled.id, filled.candidate_ids[0])
    comparison = standings.comparison(MANAGER, filled.id)
    (body,) = bodies()
    assert body["form_sha256"] == filled.form["sha256"]
    assert body["weights"]["families"] == {"interpersonal": 0.8, "technical": 0.2}
    for result in comparison.ranked:
        kept = body["people"][result.candidate_id]
        assert kept["composite"] == {"score": result.composite.score, "sem": result.composite.sem}
        assert kept["place"]["p_top_k"] == pytest.approx(result.place.p_top_k, abs=1e-9)
        assert kept["facts"]["n_answers"] == len(filled.form["items"])


def test_somebody_whose_reply_awaits_marks_can_be_decided_about_and_gets_no_mark_of_order():
    filled = filled_campaign(3, form=mixed_form())
    made = decide(filled.id, filled.candidate_ids[0], "reject")
    assert not made.is_against_order


# The rule (docs/decisions/0012): means .7 .6 .5 with error .05 are tiers 1, 2, 3


APART = {"A": 0.7, "B": 0.6, "C": 0.5}


def against(base, standing, one, verdict, means=APART, apart=()):
    found = against_order(ranked(base, means, apart), standing, one, verdict)
    return ["".join(each.candidate_id for each in side) for side in found]


def test_the_people_of_these_tests_are_apart(base):
    assert [one.place.tier for one in ranked(base, APART).ranked] == [1, 2, 3]


@pytest.mark.parametrize("verdict", ["shortlist", "offer"])
def test_taking_somebody_while_others_stand_clearly_ahead_is_against_the_order(base, verdict):
    assert against(base, {}, "C", verdict) == ["AB", ""]
    assert against(base, {"A": "hold"}, "C", verdict) == ["AB", ""]
    assert against(base, {}, "A", verdict) == ["", ""]


def test_who_was_rejected_or_taken_as_far_is_not_passed_over(base):
    assert against(base, {"A": "reject", "B": "shortlist"}, "C", "shortlist") == ["", ""]
    assert against(base, {"A": "offer", "B": "offer"}, "C", "offer") == ["", ""]
    assert against(base, {"A": "shortlist", "B": "offer"}, "C", "offer") == ["A", ""]


def test_rejecting_somebody_who_is_ahead_of_a_person_taken_is_against_the_order(base):
    assert against(base, {"C": "shortlist"}, "A", "reject") == ["", "C"]
    assert against(base, {"B": "offer", "C": "shortlist"}, "A", "reject") == ["", "BC"]
    assert against(base, {"A": "offer"}, "C", "reject") == ["", ""]
    assert against(base, {"C": "hold"}, "A", "reject") == ["", ""]


def test_to_hold_is_never_against_the_order(base):
    assert against(base, {"C": "offer"}, "A", "hold") == ["", ""]


def test_a_tie_is_no_order(base):
    same = {"A": 0.6, "B": 0.6, "C": 0.58}
    for one in same:
        assert against(base, {}, one, "offer", same) == ["", ""]
        assert against(base, {other: "offer" for other in same if other != one}, one, "reject", same) == [
            "",
            "",
        ]


def test_neighbours_across_an_edge_that_are_not_distinguishable_are_no_order(base):
    close = {"A": 0.70, "B": 0.65, "C": 0.62}
    found = ranked(base, close)
    assert [one.place.tier for one in found.ranked] == [1, 1, 2]
    assert is_ahead(found.ranked[0], found.ranked[2])
    assert not is_ahead(found.ranked[1], found.ranked[2])
    assert against(base, {}, "C", "shortlist", close) == ["A", ""]


def test_people_without_a_place_can_be_compared_with_nobody(base):
    assert against(base, {}, "P", "offer", apart="P") == ["", ""]
    assert against(base, {"P": "offer"}, "A", "reject", apart="P") == ["", ""]
    assert against(base, {}, "nobody", "offer") == ["", ""]


def test_the_mark_is_kept_with_the_decision():
    filled = filled_campaign(40)
    last, first = first_of(filled.id, last=True), first_of(filled.id)
    assert decide(filled.id, last, "offer").is_against_order
    assert decide(filled.id, first, "reject").is_against_order
    assert not decide(filled.id, first, "offer").is_against_order
    with engine.reading() as c:
        stored = [each.is_against_order for each in decisions.decisions_of(c, filled.id)[first]]
    assert stored == [True, False]


def test_what_is_foreseen_is_what_is_stored():
    filled = filled_campaign(40)
    comparison, taken = standings.comparison(MANAGER, filled.id), decisions.decisions(MANAGER, filled.id)
    for one in filled.candidate_ids[:6]:
        foreseen = decisions.foresee(comparison, taken, one, "shortlist").is_marked
        assert decide(filled.id, one).is_against_order == foreseen
        taken = decisions.decisions(MANAGER, filled.id)
