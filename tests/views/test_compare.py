"""The manager's pages in both languages, from an empty campaign to a large one."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.audit.log import events
from data.candidates.candidates import change_candidate
from data.common import engine
from tests.builders import AUDITOR, MANAGER, example_form, filled_campaign, mixed_form, simulated_answers
from tests.views.opened import FILES, words
from tests.workflows.decided import decide, open_names
from workflows.comparison import explanation, standings
from workflows.comparison.names import reveal

pytestmark = pytest.mark.usefixtures("database")

VIEWS = Path(__file__).parents[2] / "views"
LANGUAGES = ("en", "fr")
SECTIONS = ("ranking", "profiles", "heat", "what_if", "decisions", "rest", "files")
TITLES = {"en": "Who stands where", "fr": "Qui se situe où"}


def page(name="compare", **query):
    at = AppTest.from_file(str(VIEWS / FILES[name]), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    return at.run()


def opened(at, section):
    """Open a section of the comparison."""
    at.segmented_control(key="compare_section").set_value(section).run()
    assert not at.exception
    return at


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", [0, 1, 2, 5, 61])
def test_every_section_opens(be, language, n):
    be(MANAGER, language)
    filled_campaign(n, unfinished=2)
    at = page()
    assert at.title[0].value == TITLES[language]
    for section in SECTIONS:
        opened(at, section)
        assert "{" not in words(at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_evidence_of_a_person_opens(be, language):
    be(MANAGER, language)
    filled = filled_campaign(3)
    at = page("candidate", candidate=filled.candidate_ids[1], campaign=filled.id)
    assert not at.exception
    assert len(at.expander) == len(filled.form["items"]) + 5
    assert "{" not in words(at)
    assert "C-0002" in words(at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_campaign_with_work_samples_that_await_marks_opens_everywhere(be, language):
    be(MANAGER, language)
    filled = filled_campaign(3, form=mixed_form())
    at = page()
    for section in SECTIONS:
        opened(at, section)
    at = page("candidate", candidate=filled.candidate_ids[0], campaign=filled.id)
    assert not at.exception
    assert "{" not in words(at)
    waits = {"en": "the reply awaits its marks", "fr": "la réponse attend ses notes"}
    assert words(at).count(waits[language]) == 2


def test_the_page_shows_the_numbers_of_the_workflow(be):
    be(MANAGER)
    filled = filled_campaign(7)
    comparison = standings.comparison(MANAGER, filled.id)
    shown = page().dataframe[0].value.set_index("Candidate")
    for result in comparison.ranked:
        row = shown.loc[result.pseudonym]
        assert row["Score"] == round(100 * min(1, max(0, result.composite.score)))
        assert (row["Tier"], row["Rank from"], row["Rank to"]) == (
            result.place.tier,
            result.place.rank_low,
            result.place.rank_high,
        )


def test_the_order_is_by_tier_and_alphabetical_inside(be):
    be(MANAGER)
    filled_campaign(40)
    shown = page().dataframe[0].value
    pairs = list(zip(shown["Tier"], shown["Candidate"], strict=True))
    assert pairs == sorted(pairs)


def test_equal_people_are_said_to_be_inseparable(be):
    be(MANAGER, "fr")
    form = example_form()
    same = simulated_answers(form, seed="x", people=0, tools=0)
    filled_campaign(4, form=form, answers=[same] * 4)
    assert "ne permettent de départager personne" in words(page())


def test_people_without_enough_evidence_are_apart_and_have_no_zero(be):
    be(MANAGER)
    filled_campaign(3, change=lambda at, answers: {} if at == 0 else answers)
    at = page()
    assert len(at.dataframe[0].value) == 2
    opened(at, "rest")
    assert list(at.dataframe[0].value["Candidate"]) == ["C-0001"]
    assert "not enough evidence" in at.dataframe[0].value["Interpersonal"][0]


def test_names_stay_hidden_until_somebody_taken_further_is_revealed_and_that_is_written_down(be):
    be(MANAGER)
    filled = filled_campaign(3)
    at = page()
    assert "names_reveal" not in [button.key for button in at.button]
    decide(filled.id, filled.candidate_ids[0])
    at = page()
    assert "Person" not in at.dataframe[0].value.to_string()
    at.button(key="names_reveal").click().run()
    shown = at.dataframe[0].value.to_string()
    assert "Person 0001" in shown
    assert "Person 0002" not in shown
    with engine.reading() as connection:
        deeds = [event.deed for event in events(connection, campaign_id=filled.id)]
    assert deeds == ["decide", "reveal_names"]
    at.button(key="names_hide").click().run()
    assert "Person" not in at.dataframe[0].value.to_string()


def test_without_blind_names_they_are_shown_at_once_and_can_be_hidden(be):
    be(MANAGER)
    filled = filled_campaign(2)
    open_names(filled.id)
    at = page()
    assert "Person 0002" in at.dataframe[0].value.to_string()
    at.button(key="names_hide").click().run()
    assert "Person" not in at.dataframe[0].value.to_string()
    at.button(key="names_reveal").click().run()
    assert "Person 0002" in at.dataframe[0].value.to_string()
    with engine.reading() as connection:
        deeds = [event.deed for event in events(connection, campaign_id=filled.id)]
    assert deeds == ["reveal_names", "reveal_names"]


def test_an_auditor_reads_who_asked_for_names(be):
    filled = filled_campaign(2)
    decide(filled.id, filled.candidate_ids[0])
    reveal(MANAGER, filled.id)
    be(AUDITOR)
    assert "Who asked for names: 1 time" in [box.label for box in page().expander]


def test_who_may_not_reveal_names_has_no_button_for_it(be):
    be(AUDITOR)
    filled_campaign(2)
    assert "names_reveal" not in [button.key for button in page().button]


def test_two_people_are_compared_in_words(be):
    be(MANAGER)
    filled_campaign(5)
    at = opened(page(), "profiles")
    assert re.search(r"C-000\d (is ahead of|is probably ahead of|and) ", words(at))


@pytest.mark.parametrize("section", ["profiles", "heat"])
def test_a_competency_that_is_mostly_chance_is_said_to_be(be, section):
    be(MANAGER)
    filled_campaign(8, form=example_form(item_ids=["S01", "S03", "S25"]))
    said = words(opened(page(), section))
    assert "for these 8 people, chance makes up more than half of the differences" in said
    assert re.search(r"Which says more .* its own score or the overall score", said)
    assert re.search(r"Metrics: cannot be told|The (overall|Metrics) score says more about Metrics", said)


def test_of_two_people_nobody_can_say_how_far_a_competency_can_be_trusted(be):
    be(MANAGER)
    filled_campaign(2)
    assert "cannot be told of fewer than three people" in words(opened(page(), "heat"))


def test_the_margin_says_what_it_does_not_hold(be):
    be(MANAGER)
    filled = filled_campaign(3)
    for at in (page(), page("candidate", candidate=filled.candidate_ids[0])):
        assert "an answer key that is mistaken; a good or a bad day" in words(at)


def test_a_page_says_what_was_skipped_and_on_how_many_competencies_a_score_rests(be):
    be(MANAGER)

    def skip_two(number, answers):
        return {
            item: None if number == 1 and at < 2 else answer
            for at, (item, answer) in enumerate(answers.items())
        }

    filled = filled_campaign(4, change=skip_two)
    said = words(page("candidate", candidate=filled.candidate_ids[1]))
    assert f"{len(filled.form['items']) - 2} of {len(filled.form['items'])} scenes answered" in said
    assert "2 skipped, at 0 points · rests on 10 of 10 competencies" in said
    assert "some scenes skipped, which count 0 points" in said
    assert said.count("(seen and skipped)") == 2
    assert "skipped" not in words(page("candidate", candidate=filled.candidate_ids[0]))


def test_numbers_alone_never_decide(be):
    be(MANAGER)
    filled = filled_campaign(2)
    said = words(page()) + words(page("candidate", candidate=filled.candidate_ids[0]))
    assert said.count("Do not use these numbers alone") == 2
    assert not re.search(r"reject|objective|unbiased|predicts", said, re.IGNORECASE)


def test_a_note_is_kept_with_its_author_and_emptied_from_the_field(be):
    be(MANAGER)
    filled = filled_campaign(1)
    at = page("candidate", candidate=filled.candidate_ids[0])
    at.text_area(key=f"note:{filled.candidate_ids[0]}:0").set_value("Asks before *promising*.").run()
    at.button(key=f"add:note:{filled.candidate_ids[0]}:0").click().run()
    (note,) = explanation.evidence(MANAGER, filled.id, filled.candidate_ids[0]).notes
    assert (note.author, note.text) == ("Mara Oster", "Asks before *promising*.")
    at.run()
    assert at.text_area(key=f"note:{filled.candidate_ids[0]}:1").value == ""
    assert at.text[0].value == "Asks before *promising*."


def test_an_auditor_reads_evidence_and_writes_no_note(be):
    be(AUDITOR)
    filled = filled_campaign(1)
    at = page("candidate", candidate=filled.candidate_ids[0])
    assert not at.exception
    assert not at.text_area


def test_an_address_of_somebody_else_says_so(be):
    be(MANAGER)
    filled_campaign(1)
    at = page("candidate", candidate="nobody")
    assert "no results in this campaign" in words(at)


def test_a_name_cannot_become_formatting(be):
    be(MANAGER)
    filled = filled_campaign(1)
    with engine.writing() as connection:
        change_candidate(connection, filled.candidate_ids[0], pseudonym="[x](http://y) :red[z]")
    at = page("candidate", candidate=filled.candidate_ids[0])
    assert at.header[0].value == "\\[x\\]\\(http\u2060\\://y\\) \\:red\\[z\\]"


def test_a_large_pool_is_read_by_tier_and_page(be):
    be(MANAGER)
    filled_campaign(130)
    at = page()
    assert len(at.dataframe[0].value) == 60
    at.selectbox(key="ranking_tier").set_value(2).run()
    assert set(at.dataframe[0].value["Tier"]) == {2}
