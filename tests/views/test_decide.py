"""Deciding on the page about one person: said beforehand, refused without a reason, kept and shown."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.candidates.candidates import change_candidate
from data.common import engine
from tests.builders import AUDITOR, MANAGER, NOW, filled_campaign
from tests.views.opened import words
from tests.workflows.decided import REASON, decide, first_of, open_names
from workflows.comparison import decisions, names

pytestmark = pytest.mark.usefixtures("database")

VIEWS = Path(__file__).parents[2] / "views"
LANGUAGES = ("en", "fr")


def page(filled, one):
    at = AppTest.from_file(str(VIEWS / "comparison/candidate.py"), default_timeout=60)
    at.query_params["campaign"], at.query_params["candidate"] = filled.id, one
    at.run()
    assert not at.exception
    return at


def overview(campaign_id, chosen=None):
    """Open the section on decisions, which is a part of the comparison page."""

    def section(campaign_id):
        from views.common.session import allowed
        from views.comparison import decisions
        from workflows.comparison.standings import comparison

        actor = allowed("compare")
        decisions.show(actor, comparison(actor, campaign_id), {})

    at = AppTest.from_function(section, args=(campaign_id,), default_timeout=60).run()
    if chosen:
        at.segmented_control(key="decisions_state").set_value(chosen).run()
    assert not at.exception
    return at


def choose(at, one, verdict, n=0):
    at.segmented_control(key=f"verdict:{one}:{n}").set_value(verdict).run()
    return at


def write(at, one, reason, n=0):
    at.text_area(key=f"reason:{one}:{n}").set_value(reason).run()
    return at


def record(at, one, n=0):
    at.button(key=f"decide:{one}:{n}").click().run()
    assert not at.exception
    return at


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decision_is_kept_and_shown_and_the_fields_are_emptied(be, language):
    be(MANAGER, language)
    filled = filled_campaign(3)
    one = filled.candidate_ids[0]
    at = record(write(choose(page(filled, one), one, "shortlist"), one, REASON), one)
    assert "{" not in words(at)
    (made,) = decisions.decisions(MANAGER, filled.id).history(one)
    assert (made.verdict, made.reason) == ("shortlist", REASON)
    assert REASON in words(at)
    assert made.snapshot_sha256[:12] in words(at)
    assert at.text_area(key=f"reason:{one}:1").value == ""
    record(write(choose(at, one, "hold", 1), one, REASON, 1), one, 1)
    assert any(re.match(r"(History|Historique)\W+2 ", box.label) for box in at.expander)


def test_a_reason_too_short_is_refused_beside_the_field_and_kept(be):
    be(MANAGER)
    filled = filled_campaign(1)
    (one,) = filled.candidate_ids
    at = record(write(choose(page(filled, one), one, "reject"), one, "Not for us."), one)
    assert "11 characters; it needs 20" in words(at)
    assert at.text_area(key=f"reason:{one}:0").value == "Not for us."
    assert at.segmented_control(key=f"verdict:{one}:0").value == "reject"
    assert decisions.decisions(MANAGER, filled.id).of == {}


def test_a_reason_without_a_decision_is_refused(be):
    be(MANAGER)
    filled = filled_campaign(1)
    (one,) = filled.candidate_ids
    at = record(write(page(filled, one), one, REASON), one)
    assert "Choose a decision first" in words(at)
    assert at.text_area(key=f"reason:{one}:0").value == REASON


def test_who_was_slower_keeps_the_text(be):
    be(MANAGER)
    filled = filled_campaign(1)
    (one,) = filled.candidate_ids
    at = write(choose(page(filled, one), one, "reject"), one, REASON)
    decide(filled.id, one, "hold")
    record(at, one)
    assert "Somebody else has just decided" in words(at)
    assert at.text_area(key=f"reason:{one}:0").value == REASON
    assert decisions.decisions(MANAGER, filled.id).standing == {one: "hold"}


def test_numbers_that_changed_since_the_page_was_drawn_are_looked_at_first(be):
    be(MANAGER)
    filled = filled_campaign(3)
    one, _, other = filled.candidate_ids
    at = write(choose(page(filled, one), one, "reject"), one, REASON)
    with engine.writing() as c:
        change_candidate(c, other, withdrawn_at=NOW)
    record(at, one)
    assert "came in while you decided" in words(at)
    assert at.text_area(key=f"reason:{one}:0").value == REASON
    record(at, one)
    assert decisions.decisions(MANAGER, filled.id).standing == {one: "reject"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_goes_against_the_order_is_said_before_it_is_done(be, language):
    be(MANAGER, language)
    filled = filled_campaign(40)
    last = first_of(filled.id, last=True)
    at = choose(page(filled, last), last, "shortlist")
    said = {"en": "This goes against the order", "fr": "Cette décision va contre l'ordre"}
    assert said[language] in words(at).replace("’", "'")
    assert said[language] not in words(choose(at, last, "hold")).replace("’", "'")


def test_more_offers_than_places_is_a_warning_and_no_block(be):
    be(MANAGER)
    filled = filled_campaign(3, places=1)
    first, second = filled.candidate_ids[:2]
    decide(filled.id, first, "offer")
    at = choose(page(filled, second), second, "offer")
    assert "2 offers for 1 place" in words(at)
    record(write(at, second, REASON), second)
    assert decisions.decisions(MANAGER, filled.id).standing[second] == "offer"
    assert "There are 2 offers for 1 place" in words(overview(filled.id))


def test_an_auditor_reads_decisions_and_takes_none(be):
    filled = filled_campaign(1)
    (one,) = filled.candidate_ids
    decide(filled.id, one, "hold")
    be(AUDITOR)
    at = page(filled, one)
    assert REASON in words(at)
    assert not [box for box in at.text_area if box.key.startswith("reason")]
    assert not [button for button in at.button if button.key and button.key.startswith("decide")]


def test_a_reason_cannot_become_formatting(be):
    be(MANAGER)
    filled = filled_campaign(1)
    (one,) = filled.candidate_ids
    decisions.decide(MANAGER, filled.id, one, "hold", "[x](http://y) **bold** :red[z]")
    assert "[x](http://y) **bold** :red[z]" in [element.value for element in page(filled, one).text]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", [0, 1, 5])
def test_the_overview_opens(be, language, n):
    be(MANAGER, language)
    assert "{" not in words(overview(filled_campaign(n, unfinished=1).id))


def test_the_overview_shows_everyone_once_and_filters_by_what_stands(be):
    be(MANAGER)
    filled = filled_campaign(5)
    for one, verdict in zip(filled.candidate_ids, ("offer", "shortlist", "reject", "hold"), strict=False):
        decide(filled.id, one, verdict)
    rows = overview(filled.id).dataframe[0].value
    assert len(rows) == 5
    assert sorted(rows["Decision"]) == [
        "Not decided", "Offer to be made", "On hold", "Rejected", "Shortlisted",
    ]  # fmt: skip
    shown = overview(filled.id, "shortlist").dataframe[0].value
    assert list(shown["Candidate"]) == ["C-0002"]
    assert list(shown["Reason"]) == [REASON]
    assert list(shown["By"]) == [MANAGER.name]


def test_a_name_is_shown_at_once_after_the_shortlist_and_by_reason_before(be):
    be(MANAGER)
    filled = filled_campaign(2)
    first, second = filled.candidate_ids
    decide(filled.id, first)
    at = page(filled, first)
    assert "Person 0001" not in words(at)
    at.button(key="name_reveal").click().run()
    assert "Person 0001" in at.header[0].value
    at = page(filled, second)
    assert "name_reveal" not in [button.key for button in at.button]
    ask = f"name_reason:{second}"
    at.text_area(key=ask).set_value("curious").run()
    at.button(key=f"ask:{ask}").click().run()
    assert "Person 0002" not in words(at)
    assert "7 characters; it needs 20" in words(at)
    at.text_area(key=ask).set_value("I may know this person from work.").run()
    at.button(key=f"ask:{ask}").click().run()
    assert "Person 0002" in at.header[0].value
    assert [line.which for line in names.reveals(AUDITOR, filled.id)] == ["one", "decided"]


def test_without_blind_names_a_person_is_shown_by_name(be):
    be(MANAGER)
    filled = filled_campaign(1)
    open_names(filled.id)
    at = page(filled, filled.candidate_ids[0])
    assert "Person 0001" in at.header[0].value
    assert "name_reveal" not in [button.key for button in at.button]
