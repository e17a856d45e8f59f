"""The notice says which help is automatic, as the campaign has settled it."""

from __future__ import annotations

import pytest

import texts
from texts import notice
from workflows.common.stored_settings import read_settings
from workflows.privacy.data_map import CANDIDATE_DATA, collected

SETTINGS = {
    "controller_name": "Groupe Ardéal", "controller_address": "12 quai", "dpo_contact": "dpo@example.com",
    "stage": "required", "legal_basis": "pre_contract", "retention_months": 6, "authority": "CNIL",
    "answer_by": "2027-02-15", "recruiter_contact": "rh@example.com",
}  # fmt: skip


EIGHT = {
    "questions": [{"id": f"Q{number}", "loadings": {"EMP": 1}} for number in range(1, 9)],
    "counts": "raw",
}


def lines(name, settings):
    title = texts.t(f"candidate.notice.{name}.title")
    return next(
        section.lines for section in notice.sections(read_settings(settings)) if section.title == title
    )


def automatic(settings):
    return lines("automatic", settings)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_second_reader_is_told_where_it_is_on_and_only_there(language):
    texts.use(language)
    rules, second = (texts.t(f"candidate.notice.automatic.{name}") for name in ("rules", "second_reader"))
    for off in (SETTINGS, SETTINGS | {"second_reader": False}):
        assert rules in automatic(off)
        assert second not in automatic(off)
    on = SETTINGS | {"second_reader": True}
    assert second in automatic(on)
    assert rules not in automatic(on), "it would say that no software learns"
    assert notice.word_for_word(notice.sections(read_settings(on))) != notice.word_for_word(
        notice.sections(read_settings(SETTINGS))
    )


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_an_interview_is_told_where_the_campaign_holds_one_and_only_there(language):
    texts.use(language)
    told = texts.t("candidate.notice.how.interview", count=8)
    weighs = texts.t("candidate.notice.how.interview_counts")
    assert "8" in told
    for without in (SETTINGS, SETTINGS | {"interview": None}):
        said = " ".join(lines("how", without))
        assert told not in said
        assert weighs not in said
        assert "entretien" not in said
        assert "interview" not in said
    held = SETTINGS | {"interview": EIGHT}
    assert lines("how", held)[1:3] == [told, weighs]
    assert notice.word_for_word(notice.sections(read_settings(held))) != notice.word_for_word(
        notice.sections(read_settings(SETTINGS))
    )


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_correction_of_ratings_is_told_where_it_is_set(language):
    texts.use(language)
    corrected = texts.t("candidate.notice.how.interview_adjusted")
    assert corrected not in lines("how", SETTINGS | {"interview": EIGHT})
    assert corrected in lines("how", SETTINGS | {"interview": EIGHT | {"counts": "adjusted"}})


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_category_of_data_about_candidates_is_told(language):
    texts.use(language)
    told = lines("what", SETTINGS | {"interview": EIGHT, "second_reader": True, "self_identification": True})
    for one in CANDIDATE_DATA:
        assert texts.t(f"data_map.{one}.told") in told, one


def test_what_a_campaign_does_not_collect_is_not_told():
    texts.use("en")
    absent = {"interview", "suggestions", "self_identification"}
    assert set(CANDIDATE_DATA) - set(collected(read_settings(SETTINGS))) == absent
    told = lines("what", SETTINGS)
    for absent in ("interview", "suggestions"):
        assert texts.t(f"data_map.{absent}.told") not in told


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_how_long_and_from_when_is_told_as_settled(language):
    texts.use(language)
    told = " ".join(lines("kept", SETTINGS))
    day = texts.day(texts.parse_day(SETTINGS["answer_by"]))
    for said in ("6", day, "24"):
        assert said in told


def test_a_code_in_the_place_of_names_is_promised_where_it_is_so():
    texts.use("en")
    blind = texts.t("candidate.notice.readers.blind")
    assert blind in lines("readers", SETTINGS)
    assert blind not in lines("readers", SETTINGS | {"blind_names": False})
