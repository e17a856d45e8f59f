"""The kit of an interview, read back from the file: every question whole, in order, and nobody's notes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessments.content.load import load_bank, load_charter
from assessments.interview.interview import whole_guide
from errors import AccessError, InterviewError
from reports.kit import kit_pdf
from tests.builders import AUDITOR, Filled, filled_campaign
from tests.office import RECRUITER
from tests.reports.paper import claims_accessible, pages, plain, words
from tests.workflows.interviewed import account, interviewing_campaign, plan, submit
from texts import texts
from workflows.campaigns.freeze import freeze_form
from workflows.interviews.panel import SeatPlan
from workflows.interviews.room import interview_kit

LANGUAGES = ("fr", "en")


def eight_questions() -> Filled:
    bank = load_bank()
    form = freeze_form(bank, load_charter("ardeal"), interview=whole_guide(bank.interview))
    return filled_campaign(1, form=form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_there_whole_and_in_order(database, language):
    campaign = eight_questions()
    ana = account("Ana")
    interview_id = plan(
        campaign, panel=[SeatPlan(ana.account_id, ("EMP", "DEE"))], place="Salle #4 $x$ @home"
    )
    found = interview_kit(ana, interview_id)
    made = kit_pdf(found, language)
    read = words(made)
    assert claims_accessible(made)
    assert all(plain(texts(language)["report.fictional"]) in page for page in pages(made))
    places = []
    for question in found.guide.questions:
        spoken = [
            question.question,
            *question.probes,
            *question.anchors.values(),
            *([question.twin] if question.twin else []),
        ]
        assert [text[language] for text in spoken if plain(text[language]) not in read] == []
        places.append(read.index(plain(question.question[language])))
    assert places == sorted(places)
    assert "Salle #4 $x$ @home" in read
    assert "Ana" in read
    assert "Person 0001" in read
    assert read.count(plain(texts(language)["report_kit.mind"])) == 2
    for choice in ("strong_no", "no", "yes", "strong_yes"):
        assert plain(texts(language)[f"room.labels.{choice}"]) in read
    assert plain(texts(language)["report_kit.never.list"]) in read
    assert read.count(plain(texts(language)["report_kit.not_observed"])) >= 8


def test_a_kit_of_who_plans_is_nobodys_own(database):
    interview_id = plan(interviewing_campaign(1), account("Ana"))
    found = interview_kit(RECRUITER, interview_id)
    assert found.interviewer is None
    assert "Ana" not in words(kit_pdf(found, "en"))


def test_nothing_that_was_written_is_printed(database):
    ana, ben = account("Ana"), account("Ben")
    interview_id = plan(interviewing_campaign(1), ana, ben)
    submit(ben, interview_id, 5, said="She told of a fire drill.")
    for one in (ana, ben, RECRUITER):
        assert "fire drill" not in words(kit_pdf(interview_kit(one, interview_id), "en"))


def test_who_does_not_sit_on_the_panel_gets_no_kit(database):
    interview_id = plan(interviewing_campaign(1), account("Ana"))
    with pytest.raises(InterviewError):
        interview_kit(account("Cleo"), interview_id)
    with pytest.raises(AccessError):
        interview_kit(AUDITOR, interview_id)


def test_a_guide_in_one_language_is_printed_in_that_one(database):
    interview_id = plan(interviewing_campaign(1), account("Ana"))
    found = interview_kit(RECRUITER, interview_id)
    only_french = replace(found, languages=("fr",))
    assert plain(texts("fr")["report_kit.title"]) in words(kit_pdf(only_french, "en"))
