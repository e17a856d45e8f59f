"""Who is ranked at which stage, what the others wait for, and who stands beside whom."""

import re

import pytest

import texts
from tests.builders import MANAGER, filled_campaign
from tests.views.test_compare import opened, page, words
from tests.workflows.rated_panels import interviewed, interviewing_campaign, panel
from views.charts_people import Estimate, Profile
from views.charts_radar import radar_figure
from views.charts_style import LIGHT, SYMBOLS
from workflows.compare import comparison

pytestmark = pytest.mark.usefixtures("database")

LANGUAGES = ("en", "fr")
STAGE = {"en": "With the interview (1)", "fr": "Avec l’entretien (1)"}


def one_interviewed(n=6):
    filled = interviewing_campaign(n)
    interviewed(filled.candidate_ids[0], panel("Ana", "Bo"), {"Ana": (5, 4, 3), "Bo": (4, 4, 2)})
    return filled


def stage_control(at, filled):
    return at.segmented_control(key=f"stage:{filled.id}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_interviewed_person_does_not_look_like_the_ranking(be, language):
    be(MANAGER, language)
    filled = one_interviewed()
    at = page()
    (warning,) = (one.value for one in at.warning if "6" in one.value)
    said = {
        "en": ("Only 1 of the 6", "the interview (5 people)", "“Before the interview” compares"),
        "fr": ("Sur 6 personnes", "l’entretien (5 personnes)", "Avant l’entretien"),
    }
    assert all(part in warning for part in said[language])
    assert stage_control(at, filled).options[0] == STAGE[language]


def test_before_the_interview_everybody_is_ranked_and_the_address_says_so(be):
    be(MANAGER)
    filled = one_interviewed()
    at = page()
    assert len(at.dataframe[0].value) == 1
    stage_control(at, filled).set_value("before_interview").run()
    assert len(at.dataframe[0].value) == 6
    assert not at.warning or all("Only 1" not in one.value for one in at.warning)
    assert at.query_params["stage"] == "before_interview"


def test_an_address_opens_the_stage_and_the_section_it_names(be):
    be(MANAGER)
    one_interviewed()
    at = page(stage="before_interview", section="what_if")
    assert not at.exception
    assert len(at.dataframe[0].value) == 6
    assert at.query_params["section"] == "what_if"


@pytest.mark.parametrize("name", ["stage", "section"])
def test_an_address_with_nonsense_opens_the_first_of_each(be, name):
    be(MANAGER)
    one_interviewed()
    at = page(**{name: "nowhere"})
    assert not at.exception
    assert (at.query_params["stage"], at.query_params["section"]) == ("all", "ranking")


def test_without_an_interview_there_is_no_stage_to_choose(be):
    be(MANAGER)
    filled = filled_campaign(3)
    at = page(stage="before_interview")
    assert f"stage:{filled.id}" not in [one.key for one in at.segmented_control]
    assert len(at.dataframe[0].value) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_opens_at_both_stages(be, language):
    be(MANAGER, language)
    one_interviewed()
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_radar_comes_with_its_caution(be, language):
    be(MANAGER, language)
    filled_campaign(5)
    at = opened(page(), "profiles")
    caution = {"en": "A radar misleads", "fr": "Un radar trompe"}[language]
    assert caution not in words(at)
    at.segmented_control(key="profiles_view").set_value("radar").run()
    assert not at.exception
    assert caution in words(at)


def test_pairs_are_a_table_beside_the_sentences(be):
    be(MANAGER)
    filled_campaign(40)
    at = opened(page(), "profiles")
    (table,) = (one.proto.body for one in at.get("html") if "Row, next to column" in one.proto.body)
    assert table.count("<tr>") == 4
    assert len(re.findall("not distinguishable|ahead|behind", table)) == 6


def test_a_radar_has_no_area_and_breaks_where_there_is_no_evidence():
    texts.use("en")
    known, unknown = Estimate(50, 40, 60), Estimate(None, None, None)
    people = [Profile(f"C-{n}", [known, unknown, known, known]) for n in range(5)]
    figure = radar_figure(["A", "B", "C", "D"], people, LIGHT)
    assert [trace.marker.symbol for trace in figure.data] == list(SYMBOLS)
    assert len({trace.line.dash for trace in figure.data}) == 5
    for trace in figure.data:
        assert trace.fill is None
        assert trace.connectgaps is False
        assert list(trace.r) == [50, None, 50, 50, 50]
        assert "not enough evidence" in trace.hovertext[1]
