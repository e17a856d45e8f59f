"""Documents of a campaign: each builds in both languages, says what is settled, marks what is not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reports.document import Blank, Bullets, Document, Heading, Table, blanks_of
from reports.document_docx import document_docx
from reports.document_pdf import document_pdf
from reports.documents import written
from scoring.scores.impact_ratio import Outcome, impact_ratios
from tests.payloads import PAYLOADS
from tests.reports.paper import claims_accessible, plain, reader, words
from tests.settled import OWNER, facts, settled_campaign, settled_draft
from texts import texts
from workflows.privacy import documents
from workflows.privacy.data_map import CANDIDATE_DATA, data_map
from workflows.privacy.documents import KINDS
from workflows.privacy.group_rates import GroupRates

LANGUAGES = ("fr", "en")
COMPANIES = ("ardeal", "orvanne", "tilleuls")


def everything(found: Document) -> str:
    """Return every text of a document."""
    parts = [found.title, found.subtitle, found.head, found.foot, found.count, found.fictional]
    for block in found.blocks:
        if isinstance(block, Heading):
            parts += [block.text, block.source]
        elif isinstance(block, Bullets):
            parts += [part_of(part) for item in block.items for part in item]
        elif isinstance(block, Table):
            parts += [*block.columns, *(part_of(part) for row in block.rows for cell in row for part in cell)]
        else:
            parts += [part_of(part) for part in block.parts]
            parts += [block.title] if hasattr(block, "title") else []
    return "\n".join(parts)


def part_of(part: str | Blank) -> str:
    return part.text if isinstance(part, Blank) else part


@pytest.mark.parametrize("company", COMPANIES)
def test_every_document_of_every_company_builds_in_both_languages(database, company):
    for jurisdiction, kinds in (("FR", KINDS[:4]), ("US", ("notice", *KINDS[2:]))):
        campaign_id = settled_campaign(company, jurisdiction)
        for kind in kinds:
            for language in LANGUAGES:
                found = written(documents.document(OWNER, campaign_id, kind, language), language)
                said = everything(found)
                assert found.title == texts(language)[f"documents.kinds.{kind}.name"]
                assert not re.search(r"\{\w*\}|\bNone\b(?! of)|documents[_.]", said), kind
                assert said.count(texts("fr")["documents.blank"][:12]) == (
                    len(blanks_of(found.blocks)) if language == "fr" else 0
                )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_as_pdf_it_is_tagged_whole_and_the_same_twice(database, kind, language):
    found = written(facts(kind, language), language)
    made = document_pdf(found)
    assert claims_accessible(made)
    assert made == document_pdf(found)
    metadata = reader(made).metadata
    assert metadata is not None
    assert metadata.author is None
    assert metadata.title == plain(f"{found.title} · {found.subtitle}").replace("'", "\u2019")
    read = squeezed(words(made))
    missing = [line for line in everything(found).split("\n") if line and not stands_in(read, line)]
    assert missing == []


def stands_in(read: str, line: str) -> bool:
    """Tell whether a line is there, whole or with the end of one page and the head of the next in it."""
    parts = line.split()
    pairs = ((" ".join(parts[:at]), " ".join(parts[at:])) for at in range(len(parts)))
    return any(squeezed(first) in read and squeezed(rest) in read for first, rest in pairs)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f\u200b-]+", "", text.replace("\u2019", "'"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_of_the_data_map_is_in_the_annex(database, language):
    found = written(facts("impact_assessment", language), language)
    tables = [block for block in found.blocks if isinstance(block, Table)]
    rows = {(row[0][0], row[1][0]) for table in tables for row in table.rows if len(row) == 3}
    assert {(one.table, one.column) for one in data_map()} <= rows


def test_every_phrase_of_the_data_map_has_a_french_one():
    from texts.columns import _french

    assert {one.holds for one in data_map()} == set(_french())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_record_of_processing_has_every_element(database, language):
    found = written(facts("processing_record", language), language)
    headings = [(at, block) for at, block in enumerate(found.blocks) if isinstance(block, Heading)]
    for letter, (at, heading) in zip("abcdefg", headings, strict=False):
        assert heading.text == texts(language)[f"documents_record.{letter}"]
        assert re.search(rf"30\(1\)\({letter}\)|30, § 1, {letter}\)", plain(heading.source))
        assert not isinstance(found.blocks[at + 1], Heading), "an element without a word"
    said = everything(found)
    assert "Ardéal SAS" in said
    assert "dpo@example.com" in said
    for category in CANDIDATE_DATA:
        named = texts(language)[f"data_map.{category}.purpose"]
        assert (named in said) == (category not in ("suggestions", "self_identification"))


# What is settled is said


def differing(kind, language="en", **changed):
    return everything(written(facts(kind, language), language)), everything(
        written(facts(kind, language, **changed), language)
    )


@pytest.mark.parametrize("kind", ["notice", "works_council", "processing_record", "impact_assessment"])
def test_retention_is_said_as_it_is_settled(database, kind):
    before, after = differing(kind, retention_months=7)
    assert "3 months" in before
    assert "7 months" in after
    assert "3 months" not in after


@pytest.mark.parametrize("kind", ["notice", "works_council", "impact_assessment"])
def test_the_second_reader_is_told_where_it_is_on_and_only_there(database, kind):
    before, after = differing(kind, second_reader=True)
    assert "No software learns" in before
    assert "No software learns" not in after
    assert "software learns from" in after


def test_without_an_interview_none_is_told(database):
    before, after = differing("works_council", interview=None)
    assert "A structured interview" in before
    assert "holds no structured interview" in after
    assert "Ratings of the structured interview" not in after


def test_the_law_is_the_charters(database):
    french, british = differing("works_council", jurisdiction="UK")
    assert "L2312-38" in french
    assert "L2312-38" not in british
    assert texts("en")["documents.what.council_rule"] in british
    record = everything(written(facts("processing_record", jurisdiction="UK"), "en"))
    assert "UK GDPR, article 30(1)(a)" in record


def test_protection_is_said_as_it_is_installed(database):
    found = facts("processing_record")
    bare = everything(written(found, "en"))
    assert texts("en")["documents.measures.mail.off"] in bare
    assert texts("en")["documents.measures.no_backup"] in bare
    assert texts("en")["documents.what.https"] in bare
    full = replace(
        found.installation, database="postgresql", has_https=True, mail="starttls", has_provider=True,
        passwords_are_off=True, last_backup_at=found.made_at,
    )  # fmt: skip
    said = everything(written(replace(found, installation=full), "en"))
    for name in ("mail.starttls", "https", "provider_only", "database.postgresql"):
        assert texts("en")[f"documents.measures.{name}"] in said
    for name in ("mail.off", "no_https", "no_backup", "passwords", "database.sqlite"):
        assert texts("en")[f"documents.measures.{name}"] not in said


def test_weights_that_were_changed_are_those_that_count(database):
    found = facts("works_council")
    changed = {**found.weights, "families": {"interpersonal": 0.65, "technical": 0.35}}
    said = everything(written(replace(found, weights=changed, weighting=2), "en"))
    assert "65%" in said
    assert "changed 2 times" in said


def test_a_draft_says_that_it_is_one(database):
    campaign_id = settled_draft()
    said = everything(written(documents.document(OWNER, campaign_id, "works_council", "en"), "en"))
    assert texts("en")["documents.template.draft"] in said
    assert texts("en")["documents.versions.draft"] in said


def test_the_language_is_the_documents_own(database):
    import texts as spoken

    found = facts("works_council")
    spoken.use("fr")
    said = everything(written(found, "en"))
    assert "Competency" in said
    assert "Compétence" not in said
    assert spoken.language() == "fr"


# Impact ratios


def told(**rates):
    return replace(facts("bias_summary"), rates=GroupRates("told", 60, **rates))


def test_ratios_have_their_n_and_their_intervals(database):
    outcomes = {"woman": Outcome(28, 12), "man": Outcome(25, 14)}
    said = everything(written(told(scoring=impact_ratios(outcomes, 7)), "en"))
    assert "43% (27% to 61%)" in said
    assert re.search(r"0\.77 \(0\.4\d to 1\.3\d\)", said)
    assert "1.00, the highest rate" in said
    assert "7 people whose category is unknown" in said
    assert said.count(texts("en")["documents_bias.results.hidden"]) == 1
    assert texts("en")["documents_bias.not_audit.title"] in said


@pytest.mark.parametrize(
    ("outcomes", "reason"),
    [
        ({"woman": Outcome(28, 0), "man": Outcome(25, 0)}, "nobody_passed"),
        ({"woman": Outcome(28, 9), "man": Outcome(0, 0)}, "one_group"),
    ],
)
def test_a_ratio_that_is_not_defined_says_why(database, outcomes, reason):
    said = everything(written(told(scoring=impact_ratios(outcomes)), "en"))
    assert texts("en")[f"documents_bias.undefined.{reason}"] in said
    assert texts("en")["documents_bias.none"] in said


@pytest.mark.parametrize("state", ["not_asked", "too_early", "too_few"])
def test_without_numbers_it_says_why(database, state):
    found = replace(facts("bias_summary"), rates=GroupRates(state))
    said = everything(written(found, "en"))
    assert texts("en")[f"documents_bias.state.{state}"] in said
    assert texts("en")["documents_bias.columns.ratio"] not in said


# Anybody's text


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_somebody_typed_is_printed_and_does_nothing(database, name):
    payload = PAYLOADS[name][:150]
    found = facts("processing_record")
    changed = found.settings.model_copy(update={"controller_name": payload, "controller_address": payload})
    document = written(replace(found, settings=changed, title=payload, company=payload), "en")
    assert document_pdf(document).startswith(b"%PDF")
    assert document_docx(document).startswith(b"PK")
