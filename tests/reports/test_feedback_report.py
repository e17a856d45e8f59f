"""Feedback read back from the file: what it must say, and each thing that it must never say."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from assessments.content.load import load_bank
from data.common.engine import writing
from data.schema import campaign
from reports.feedback import feedback_pdf
from tests.builders import Filled, filled_campaign
from tests.databases import bind_file
from tests.office import RECRUITER
from tests.reports.paper import claims_accessible, pages, plain, words
from texts import texts
from workflows.candidates.feedback import feedback
from workflows.candidates.feedback_rules import WIDE
from workflows.comparison.standings import comparison

NOW = dt.datetime(2026, 11, 22, 10, 0, tzinfo=dt.UTC)
LANGUAGES = ("fr", "en")
PEOPLE = 12
NEVER = {
    "en": r"rank|tier\b|score|percentile|pass mark|threshold|cut-?off|personalit|intelligen|honest|mental|"
    r"culture fit|predict|succe|fail|typing|other candidates|better than|best answer|correct|wrong",
    "fr": r"\brang|palier|\bscores?\b|centile|seuil|éliminat|personnalit|intelligen|honnêt|mental|"
    r"culture d'entreprise|prédi|réussi|échec|\béchou|frappe|autres candidat|mieux que|meilleure réponse|"
    r"\bcorrecte?|fauss?e?\b",
}  # fmt: skip


def said(language, key, **values):
    return plain(texts(language)[key].format(**values))


_printed: dict[tuple[str, str], list[str]] = {}


def printed(filled: Filled, language: str) -> list[str]:
    """Return what everybody's file says, set and read back once for all tests."""
    if (filled.id, language) not in _printed:
        each = (feedback(RECRUITER, filled.id, one) for one in filled.candidate_ids)
        _printed[filled.id, language] = [words(feedback_pdf(one, language, NOW)) for one in each]
    return _printed[filled.id, language]


@pytest.fixture(scope="module")
def stored(laid_out, tmp_path_factory) -> tuple[Path, Filled]:
    """Fill a database that no test here writes to."""
    path = tmp_path_factory.mktemp("feedback") / "filled.db"
    shutil.copyfile(laid_out, path)
    bound = bind_file(path)
    made = _campaign()
    bound.dispose()
    return path, made


@pytest.fixture
def filled(stored) -> Iterator[Filled]:
    path, made = stored
    bound = bind_file(path)
    yield made
    bound.dispose()


def _campaign() -> Filled:
    made = filled_campaign(PEOPLE)
    settings = {
        "places": 2, "job_title": "Community manager", "languages": ["fr", "en"],
        "recruiter_name": "Rim Vasse", "recruiter_contact": "rim@ardeal.example",
        "dpo_contact": "dpo@ardeal.example",
    }  # fmt: skip
    with writing() as connection:
        connection.execute(update(campaign).values(settings=settings))
    return made


# What it says


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_stage_bands_doubt_status_and_whom_to_ask(filled, language):
    found = feedback(RECRUITER, filled.id, filled.candidate_ids[0])
    made = feedback_pdf(found, language, NOW)
    read = words(made)
    assert claims_accessible(made)
    assert len(pages(made)) <= 2
    for method in found.methods:
        assert said(language, f"report_feedback.stage.names.{method}") in read
    for line in found.bands:
        assert plain(line.name[language]) in read
    for line in (*found.families, *found.bands):
        if line.banded:
            kind = "sure_of_two" if line.banded.band in WIDE else "sure_of"
            assert said(language, f"report_feedback.bands.{line.banded.band}") in read
            assert said(language, f"report_feedback.bands.{kind}.{line.banded.certainty}") in read
    for family in ("interpersonal", "technical"):
        assert said(language, f"report_feedback.bands.families.{family}") in read
    for one in found.seen:
        assert said(language, f"report_feedback.seen.{one.where}.{one.code}") in read
    assert found.practise
    assert said(language, f"report_feedback.practise.{found.practise}") in read
    assert plain(found.key_status[language]) in read
    assert found.content_version in read
    assert "Rim Vasse" in read
    assert "rim@ardeal.example" in read
    assert "dpo@ardeal.example" in read
    assert said(language, "report.fictional") in read


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_without_evidence_is_told_so(database, language):
    made = filled_campaign(2, answers=[{}, {}])
    found = feedback(RECRUITER, made.id, made.candidate_ids[0])
    read = words(feedback_pdf(found, language, NOW))
    assert {family.silence for family in found.families} == {"missing"}
    assert read.count(said(language, "report_feedback.bands.none")) >= len(found.families)
    assert said(language, "report_feedback.bands.silent.missing") in read
    assert said(language, "report_feedback.seen.none") in read
    assert said(language, "report_feedback.practise.none") in read


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_competency_and_dimension_has_its_sentences(language):
    bank = load_bank()
    known = texts(language)
    for competency in bank.competencies:
        assert known[f"report_feedback.seen.scenes.{competency.code}"]
        assert known[f"report_feedback.practise.{competency.code}"]
    assert bank.rubric
    for name in bank.rubric.dimensions:
        assert known[f"report_feedback.seen.replies.{name}"]


# What it does not say


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_says_how_well_anything_was_done(filled, language):
    """Every digit in it is of the date, a weight of a stage, a version, the form, a page or the reference."""
    found = feedback(RECRUITER, filled.id, filled.candidate_ids[0])
    version = re.escape(found.content_version)
    allowed = "|".join([
        r"22 (November|novembre) 2026", r"\(\d+ ?%\)", version, found.form_sha256[:12],
        r"(scoring|calcul) 2", r"\d / \d", found.reference,
    ])  # fmt: skip
    for read, one in zip(printed(filled, language), filled.candidate_ids, strict=True):
        own = feedback(RECRUITER, filled.id, one)
        left = re.sub(allowed.replace(found.reference, own.reference), "", read)
        assert re.findall(r"\d+", left) == []
        weights = re.findall(r"\((\d+) ?%\)", read)
        assert [int(weight) for weight in weights] == [round(100 * method) for method in own.methods.values()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_else_is_in_it(filled, language):
    pseudonyms = [one.pseudonym for one in comparison(RECRUITER, filled.id).finished]
    for at, read in enumerate(printed(filled, language)):
        own = feedback(RECRUITER, filled.id, filled.candidate_ids[at]).reference
        assert [other for other in pseudonyms if other != own and other in read] == []
        assert "Person" not in read


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_the_forbidden_list_is_in_it(filled, language):
    for read in printed(filled, language):
        assert re.findall(NEVER[language], read, re.IGNORECASE) == []


def long_texts(value, language):
    """Yield every text of an item, however deep, that is long enough to be recognised."""
    if isinstance(value, dict):
        if isinstance(value.get(language), str):
            yield plain(value[language])
        for one in value.values():
            yield from long_texts(one, language)
    elif isinstance(value, list):
        for one in value:
            yield from long_texts(one, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_option_reason_or_situation_of_any_item_is_in_it(filled, language):
    items = {text for item in filled.form["items"] for text in long_texts(item, language) if len(text) > 15}
    assert len(items) > 500
    for read in printed(filled, language):
        assert [text for text in items if text in read] == []
        assert not any(re.search(rf"\b{item['id']}\b", read) for item in filled.form["items"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_the_person_wrote_is_in_it(database, language):
    base = filled_campaign(1)
    replies = [item["id"] for item in base.form["items"] if item["format"] == "open_reply"]
    wrote = "Bonjour Karine, je vous rappelle"
    made = filled_campaign(1, change=lambda _, given: {**given, **dict.fromkeys(replies, wrote)})
    assert "Karine" not in printed(made, language)[0]
