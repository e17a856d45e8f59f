"""The notice says which help is automatic, as the campaign has settled it."""

from __future__ import annotations

import pytest

import texts
from views import notice

SETTINGS = {
    "controller_name": "Groupe Ardéal", "controller_address": "12 quai", "dpo_contact": "dpo@example.com",
    "stage": "required", "legal_basis": "pre_contract", "retention_months": 6, "authority": "CNIL",
}  # fmt: skip


EIGHT = {
    "questions": [{"id": f"Q{number}", "loadings": {"EMP": 1}} for number in range(1, 9)],
    "counts": "raw",
}


def lines(name, settings):
    title = texts.t(f"candidate.notice.{name}.title")
    return next(section.lines for section in notice.sections(settings) if section.title == title)


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
    assert notice.digest(notice.sections(on)) != notice.digest(notice.sections(SETTINGS))


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
    assert notice.digest(notice.sections(held)) != notice.digest(notice.sections(SETTINGS))


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_correction_of_ratings_is_told_where_it_is_set(language):
    texts.use(language)
    corrected = texts.t("candidate.notice.how.interview_adjusted")
    assert corrected not in lines("how", SETTINGS | {"interview": EIGHT})
    assert corrected in lines("how", SETTINGS | {"interview": EIGHT | {"counts": "adjusted"}})
