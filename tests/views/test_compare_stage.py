"""Who is ranked at which stage, what the others wait for, and who stands beside whom."""

import re

import pytest
from sqlalchemy import update

import texts
from data.common.engine import writing
from data.schema import campaign
from tests.builders import MANAGER, filled_campaign
from tests.views.test_compare import opened, page, words
from tests.workflows.decided import REASON
from tests.workflows.rated_panels import hand_in, interviewed, interviewing_campaign, panel, planned_interview
from workflows.comparison.decisions import decisions
from workflows.comparison.standings import comparison

pytestmark = pytest.mark.usefixtures("database")

LANGUAGES = ("en", "fr")
LINE = {
    "all": {
        "en": "With the interview. Interviews: 4 complete, 0 awaited.",
        "fr": "Avec l’entretien. Entretiens : 4 complets, 0 attendu.",
    },
    "before_interview": {
        "en": "Before the interview, which is left out",
        "fr": "Avant l’entretien, laissé de côté",
    },
}


def seen(interviews, n=6):
    """A campaign of n people for three places, of whom some have a complete interview."""
    filled, who = interviewing_campaign(n), panel("Ana", "Bo")
    for one in filled.candidate_ids[:interviews]:
        interviewed(one, who, {"Ana": (5, 4, 3), "Bo": (4, 4, 2)})
    return filled


def stage_control(at, filled):
    return at.segmented_control(key=f"stage:{filled.id}")


def said(at):
    return words(at).replace("**", "").replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_interviewed_person_does_not_look_like_the_ranking(be, language):
    be(MANAGER, language)
    seen(1)
    at = page(stage="all")
    (warning,) = (one.value for one in at.warning if "6" in one.value)
    parts = {
        "en": ("Only one of the 6", "no rank", "5 not interviewed", "“Before the interview” leaves"),
        "fr": ("Sur 6 personnes", "pas de rang", "5 sans entretien", "Avant l’entretien"),
    }
    assert all(part in warning for part in parts[language])
    # No axis, no rank, no chance of being among the first.
    assert not at.get("plotly_chart")
    assert "100" not in "".join(str(one.value) for one in at.dataframe)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("n", "stage"), [(4, "all"), (3, "before_interview")])
@pytest.mark.parametrize("name", ["compare", "candidate"])
def test_a_page_says_which_stage_it_shows_and_the_rule_chose_it(be, language, n, stage, name):
    be(MANAGER, language)
    filled = seen(n)
    at = page(name)
    assert not at.exception
    assert LINE[stage][language] in said(at)
    assert (stage_control(at, filled).value, at.query_params["stage"]) == (stage, stage)


def test_before_the_interview_everybody_is_ranked_and_the_address_says_so(be):
    be(MANAGER)
    filled = seen(4)
    at = page()
    assert len(at.dataframe[0].value) == 4
    stage_control(at, filled).set_value("before_interview").run()
    assert len(at.dataframe[0].value) == 6
    assert not at.warning or all("4 of the 6" not in one.value for one in at.warning)
    assert at.query_params["stage"] == "before_interview"
    stage_control(at, filled).set_value("all").run()
    assert len(at.dataframe[0].value) == 4
    assert at.query_params["stage"] == "all"


def test_a_persons_page_stands_at_the_stage_of_the_ranking(be):
    be(MANAGER)
    filled = seen(4)
    one = filled.candidate_ids[0]
    for stage, n in (("all", 4), ("before_interview", 6)):
        at = page("candidate", campaign=filled.id, candidate=one, stage=stage)
        assert f"of {n} with 90% certainty" in words(at)
        assert at.query_params["stage"] == stage
    at = page("candidate", campaign=filled.id, candidate=filled.candidate_ids[5], stage="all")
    assert "has not been interviewed" in words(at)
    assert "await" not in words(at).replace("awaited", "")
    stage_control(at, filled).set_value("before_interview").run()
    assert "of 6 with 90% certainty" in words(at)


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "too high on average"), ("fr", "en moyenne trop hauts")]
)
def test_scores_that_people_were_chosen_for_are_said_to_be_too_high(be, language, sentence):
    be(MANAGER, language)
    filled, who = interviewing_campaign(16), panel("Ana", "Bo")
    before = comparison(MANAGER, filled.id, stage="before_interview")
    best = sorted(before.ranked, key=lambda one: -one.composite.score)[:5]
    for one in best:
        interviewed(one.candidate_id, who, {"Ana": (5, 4, 3), "Bo": (4, 4, 2)})
    assert sentence in said(page(stage="all"))
    assert sentence not in said(page(stage="before_interview"))
    found = comparison(MANAGER, filled.id, stage="all")
    assert 0 < found.optimism < 0.2
    assert before.optimism is None


@pytest.mark.parametrize(("stage", "counts"), [("all", True), ("before_interview", False)])
def test_an_interview_that_does_not_count_here_says_so(be, stage, counts):
    be(MANAGER)
    filled = seen(4)
    at = page("candidate", campaign=filled.id, candidate=filled.candidate_ids[0], stage=stage)
    assert ("nothing of it counts in the numbers above" in words(at)) is not counts
    assert ("With those of the interview" in words(at)) is counts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", ["all", "before_interview"])
def test_a_decision_is_taken_on_the_results_that_are_shown_and_says_so(be, language, stage):
    be(MANAGER, language)
    filled = seen(4)
    one = filled.candidate_ids[0]
    at = page("candidate", campaign=filled.id, candidate=one, stage=stage)
    basis = {
        "all": {"en": "for 3 places, with the interview", "fr": "pour 3 postes, avec l’entretien"},
        "before_interview": {
            "en": "for 3 places, before the interview",
            "fr": "pour 3 postes, avant l’entretien",
        },
    }
    assert basis[stage][language] in said(at)
    at.segmented_control(key=f"verdict:{one}:0").set_value("hold").run()
    at.text_area(key=f"reason:{one}:0").set_value(REASON).run()
    at.button(key=f"decide:{one}:0").click().run()
    (made,) = decisions(MANAGER, filled.id).history(one)
    assert made.stage == stage
    assert texts.texts(language)[f"decisions.history.decided_on.{stage}"] in words(at)


def test_an_address_opens_the_stage_and_the_section_it_names(be):
    be(MANAGER)
    seen(4)
    at = page(stage="before_interview", section="what_if")
    assert not at.exception
    assert len(at.dataframe[0].value) == 6
    assert at.query_params["section"] == "what_if"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["compare", "candidate"])
def test_a_stage_there_is_not_is_said_and_nothing_is_shown(be, language, name):
    be(MANAGER, language)
    seen(4)
    at = page(name, stage="after")
    (problem,) = at.error
    assert "after" in problem.value
    assert not at.dataframe
    assert not at.get("plotly_chart")
    at.button(key="stage_forget").click().run()
    assert not at.error
    assert at.query_params["stage"] == "all"


def test_a_section_there_is_not_opens_the_first(be):
    be(MANAGER)
    seen(4)
    at = page(section="nowhere")
    assert not at.exception
    assert at.query_params["section"] == "ranking"


def test_another_campaign_begins_at_the_stage_of_its_own_question(be):
    be(MANAGER)
    early, late = seen(0), interviewing_campaign(2)
    with writing() as connection:
        connection.execute(update(campaign).where(campaign.c.id == late.id).values(title="Late"))
    at = page(campaign=early.id, stage="all")
    assert at.query_params["stage"] == "all"
    (choice,) = [one for one in at.selectbox if one.label == "Campaign"]
    choice.set_value(late.id).run()
    assert at.query_params["campaign"] == late.id
    assert at.query_params["stage"] == "before_interview"


def test_without_an_interview_there_is_no_stage_to_choose(be):
    be(MANAGER)
    filled = filled_campaign(3)
    at = page(stage="before_interview")
    assert f"stage:{filled.id}" not in [one.key for one in at.segmented_control]
    assert "the interview" not in words(at)
    assert len(at.dataframe[0].value) == 3


@pytest.mark.parametrize("stage", ["all", "before_interview"])
def test_files_and_reports_are_offered_at_the_stage_that_is_shown(be, stage):
    be(MANAGER)
    seen(4)
    at = page(stage=stage, section="files")
    links = [one.proto.url for one in at.get("link_button")]
    assert len(links) == 4
    assert all(f"stage={stage}" in link for link in links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_not_ranked_is_listed_with_the_reason(be, language):
    be(MANAGER, language)
    filled = seen(4)
    who = list(panel("Cy", "Di").values())
    hand_in(planned_interview(filled.candidate_ids[4], who), who[0], (3, 3, 3))
    at = page(stage="all", section="rest")
    whys = {
        "en": {"sheets of the interview missing", "not interviewed, none planned"},
        "fr": {"fiches d’entretien manquantes", "pas d’entretien, aucun prévu"},
    }
    assert whys[language] <= {*at.dataframe[0].value.iloc[:, 1]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_opens_at_both_stages(be, language):
    be(MANAGER, language)
    seen(1)
    for stage in ("all", "before_interview"):
        at = page(stage=stage)
        for section in ("ranking", "profiles", "heat", "interviews", "what_if", "decisions", "rest", "files"):
            control = at.segmented_control(key="compare_section_all")
            control.set_value(section).run()
            assert not at.exception
            assert "{" not in words(at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_numbers_rest_on_can_be_copied(be, language):
    be(MANAGER, language)
    filled = filled_campaign(3)
    at = page()
    found = comparison(MANAGER, filled.id)
    assert [one.value for one in at.code] == [found.form_sha256, found.fingerprint]
    assert found.form_sha256[:12] in words(at)


# Side by side


def test_pairs_are_a_table_beside_the_sentences(be):
    be(MANAGER)
    filled_campaign(40)
    at = opened(page(), "profiles")
    (table,) = (one.proto.body for one in at.get("html") if "Row, next to column" in one.proto.body)
    assert table.count("<tr>") == 4
    assert len(re.findall("not distinguishable|ahead|behind", table)) == 6
