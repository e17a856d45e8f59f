"""The report for those who decide, read back from the file: honest about doubt, and without a name."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from errors import AccessError, CampaignError
from reports.manager import MOST_PAGES, manager_pdf
from tests.builders import AUDITOR, INTERVIEWER, MANAGER, filled_campaign, pool_answers
from tests.reports.paper import claims_accessible, pages, plain, words
from texts import texts
from workflows.decisions import decide
from workflows.manager_report import manager_report

NOW = dt.datetime(2026, 11, 22, 10, 0, tzinfo=dt.UTC)
LANGUAGES = ("fr", "en")


def said(language, key, **values):
    return plain(texts(language)[key].format(**values))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_page_for_all_and_a_page_for_each(database, language):
    filled = filled_campaign(5, places=2)
    found = manager_report(MANAGER, filled.id)
    made = manager_pdf(found, language, NOW)
    read = pages(made)
    assert claims_accessible(made)
    assert len(read) == 1 + 5
    assert all(one.pseudonym in read[0] for one in found.chosen)
    whole = found.comparison
    assert whole.form_sha256 in read[0].replace(" ", "")
    assert whole.fingerprint in read[0].replace(" ", "")
    assert said(language, "compare.banner.alone") in read[0]
    assert said(language, "report.manager.chance", places=2) in read[0]
    for page, one in zip(read[1:], found_in_order(found), strict=True):
        assert one.pseudonym in page
        assert said(language, "compare.banner.alone") in page
        assert said(language, "compare.candidate.interpersonal") in page
        assert said(language, "compare.candidate.technical") in page
        assert said(language, "report.person.undecided") in page


def found_in_order(found):
    return sorted(found.chosen, key=lambda one: (one.place.tier if one.place else 99, one.pseudonym))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_score_has_its_interval(database, language):
    filled = filled_campaign(4)
    found = manager_report(MANAGER, filled.id)
    read = pages(manager_pdf(found, language, NOW))
    joint = {"fr": "à", "en": "to"}[language]
    spread = rf"\d+ \(\d+ {joint} \d+\)"
    assert len(re.findall(spread, read[0])) == 4
    measured = [
        facts for facts in manager_report(MANAGER, filled.id).comparison.competencies if facts.is_measured
    ]
    assert all(len(re.findall(spread, page)) == len(measured) for page in read[1:])
    assert not re.search(r"\d[.,]\d+ \(", read[0])


def test_no_name_is_printed(database):
    filled = filled_campaign(3)
    assert "Person" not in words(manager_pdf(manager_report(MANAGER, filled.id), "en", NOW))


def test_a_report_with_names_names_those_taken_further_only(database):
    filled = filled_campaign(3)
    decide(MANAGER, filled.id, filled.candidate_ids[0], "shortlist", "Her replies stay calm under attack.")
    found = manager_report(MANAGER, filled.id, named=True)
    read = words(manager_pdf(found, "en", NOW))
    assert "Person 0001" in read
    assert "Person 0002" not in read
    assert "C-0002" in read
    with pytest.raises(AccessError):
        manager_report(AUDITOR, filled.id, named=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_says_that_all_is_invented(database, language):
    invented, real = filled_campaign(2), filled_campaign(2, is_fictional=False)
    notice = said(language, "report.fictional")
    assert all(
        notice in page for page in pages(manager_pdf(manager_report(MANAGER, invented.id), language, NOW))
    )
    assert notice not in words(manager_pdf(manager_report(MANAGER, real.id), language, NOW))


def test_only_those_asked_for_have_a_page(database):
    filled = filled_campaign(5)
    found = manager_report(MANAGER, filled.id, filled.candidate_ids[1:3])
    read = pages(manager_pdf(found, "en", NOW))
    assert len(read) == 3
    assert "C-0001" not in " ".join(read)
    assert said("en", "report.manager.all", n=5) in read[0]


def test_without_evidence_there_is_no_number_and_no_crash(database):
    answers = [*pool_answers(filled_campaign(1).form, 2), {}]
    filled = filled_campaign(3, answers=answers)
    read = pages(manager_pdf(manager_report(MANAGER, filled.id), "en", NOW))
    assert said("en", "report.manager.unplaced") in read[0]
    assert "not enough evidence" in read[-1]
    assert "C-0003" in read[-1]


def test_one_person_alone_can_be_printed(database):
    filled = filled_campaign(1)
    assert len(pages(manager_pdf(manager_report(MANAGER, filled.id), "fr", NOW))) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decision_stands_with_its_reason_as_written(database, language):
    filled = filled_campaign(3)
    reason = "#set text(red) $x$ her plan for the first ninety days"
    decide(MANAGER, filled.id, filled.candidate_ids[0], "hold", "Her second talk is on Friday.")
    decide(MANAGER, filled.id, filled.candidate_ids[0], "offer", reason)
    read = words(manager_pdf(manager_report(MANAGER, filled.id), language, NOW))
    assert reason in read
    assert said(language, "report.person.verdicts.offer") in read
    assert "Friday" not in read


def test_two_prints_of_a_day_are_one_file(database):
    found = manager_report(MANAGER, filled_campaign(3).id)
    later = NOW + dt.timedelta(hours=5)
    assert manager_pdf(found, "fr", NOW) == manager_pdf(found, "fr", later)
    assert manager_pdf(found, "fr", NOW) != manager_pdf(found, "fr", NOW + dt.timedelta(days=1))


def test_very_many_people_are_a_table_without_pages(database):
    filled = filled_campaign(
        MOST_PAGES + 1, answers=pool_answers(filled_campaign(1).form, 1) * (MOST_PAGES + 1)
    )
    assert len(pages(manager_pdf(manager_report(MANAGER, filled.id), "en", NOW))) < 10


def test_who_may_not_export_gets_no_report(database):
    filled = filled_campaign(1)
    assert manager_report(AUDITOR, filled.id).chosen
    with pytest.raises(AccessError):
        manager_report(INTERVIEWER, filled.id)


def test_somebody_of_another_campaign_is_refused(database):
    filled, other = filled_campaign(2), filled_campaign(1)
    with pytest.raises(CampaignError):
        manager_report(MANAGER, filled.id, [filled.candidate_ids[0], other.candidate_ids[0]])
