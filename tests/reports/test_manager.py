"""The report for those who decide, read back from the file: honest about doubt, and without a name."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from sqlalchemy import update

from data.candidates.candidates import change_candidate
from data.common import engine
from data.schema import sitting
from errors import AccessError, CampaignError
from reports.manager import MOST_PAGES, manager_pdf
from tests.builders import AUDITOR, INTERVIEWER, MANAGER, filled_campaign, pool_answers
from tests.reports.paper import claims_accessible, pages, plain, words
from tests.workflows.rated_panels import interviewed, interviewing_campaign, panel
from texts import texts
from workflows.comparison.decisions import decide
from workflows.comparison.manager_report import manager_report

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


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_was_ended_by_the_deadline_is_said_on_the_first_page_and_on_theirs(database, language):
    filled = filled_campaign(4)
    with engine.writing() as c:
        mine = sitting.c.candidate_id == filled.candidate_ids[0]
        c.execute(update(sitting).where(mine).values(ended_by_deadline_at=sitting.c.finished_at))
    found = manager_report(MANAGER, filled.id)
    first, *people = pages(manager_pdf(found, language, NOW))
    assert said(language, "report.manager.ended_by_deadline.one", count=1) in first
    remark = said(language, "compare.flags.ended_by_deadline")
    marked = [one.pseudonym for one in found_in_order(found) if "ended_by_deadline" in one.flags]
    assert [marked[0] in page for page in people if remark in page] == [True]


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
    # A reliability has decimals, a score has none.
    assert not re.search(r"\d\d[.,]\d+ \(", read[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_competency_that_is_mostly_chance_is_said_to_be(database, language):
    filled = filled_campaign(6)
    found = manager_report(MANAGER, filled.id)
    assert any(facts.worth.is_muted for facts in found.comparison.competencies)
    read = pages(manager_pdf(found, language, NOW))
    assert said(language, "report.manager.not_held") in read[0]
    start = said(language, "report.manager.worth", n=6, list="")[:40]
    assert start in read[0]
    assert all(said(language, "compare.worth.muted", n=6) in page for page in read[1:])


def test_what_was_skipped_is_said(database):
    filled = filled_campaign(3, change=lambda at, one: {**one, next(iter(one)): None} if at == 0 else one)
    page = pages(manager_pdf(manager_report(MANAGER, filled.id, filled.candidate_ids[:1]), "en", NOW))[1]
    assert said("en", "compare.candidate.skipped_count.one", count=1) in page
    assert said("en", "compare.candidate.rests", defined=10, total=10) in page
    assert said("en", "compare.flags.skipped") in page


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
def test_where_a_sign_of_a_name_is_missing_the_pseudonym_stands_beside_it(database, language, caplog):
    filled = filled_campaign(3)
    for one in filled.candidate_ids[:2]:
        decide(MANAGER, filled.id, one, "shortlist", "Their replies stay calm under attack.")
        with engine.writing() as connection:
            change_candidate(connection, one, name="\U00012f90\U00012f91")
    read = pages(manager_pdf(manager_report(MANAGER, filled.id, named=True), language, NOW))
    for pseudonym in ("C-0001", "C-0002"):
        assert f"({pseudonym})" in read[0]
    assert "(C-0003)" not in read[0]
    assert said(language, "report.manager.boxes.other", count=2, pseudonyms="C-0001, C-0002") in read[0]
    assert "2 names in a report" in caplog.text
    assert "\U00012f90" not in caplog.text


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
    read = pages(manager_pdf(manager_report(MANAGER, filled.id), "en", NOW))
    assert len(read) == 2
    assert said("en", "compare.warnings.one") in read[0]
    assert said("en", "compare.no_place.short.alone") in read[0]
    assert said("en", "compare.no_place.person.alone") in read[1]
    # No axis of ranks, no tier, and no certainty of being first.
    assert not re.search(r"100 ?%|Tier|Only \d", read[0] + read[1])


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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", ["all", "before_interview"])
def test_each_page_says_the_stage_and_each_person_the_reason(database, language, stage):
    filled, who = interviewing_campaign(4), panel("Ana")
    for one in filled.candidate_ids[:2]:
        interviewed(one, who, {"Ana": (4, 3, 2)})
    decide(MANAGER, filled.id, filled.candidate_ids[0], "hold", "Her second talk is on Friday.", stage=stage)
    read = pages(manager_pdf(manager_report(MANAGER, filled.id, stage=stage), language, NOW))
    title = texts(language)["report.manager.title"]
    assert said(language, f"report.manager.stage.{stage}", plain=title) in read[0]
    head = texts(language)["report.manager.head"].format(
        campaign=manager_report(MANAGER, filled.id).comparison.title
    )
    assert all(said(language, f"report.manager.head_stage.{stage}", plain=head) in page for page in read)
    assert sum(said(language, f"report.person.decided_on.{stage}") in page for page in read) == 1
    why = said(language, "compare.no_place.person.not_interviewed")
    assert sum(why in page for page in read) == {"all": 2, "before_interview": 0}[stage]
