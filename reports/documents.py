"""The documents of a campaign in words: what each says, in the language asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assessments.form.form import SCORING_VERSION
from reports.document import HASH, Block, Document, blanks_of, count_line, fictional, speaking
from reports.document_shared import template
from reports.impact_documents import bias_summary_blocks, impact_assessment_blocks
from reports.privacy_documents import notice_blocks, processing_record_blocks
from reports.works_council import works_council_blocks
from texts import day, t
from workflows.privacy.documents import Facts, Kind

_BLOCKS: dict[Kind, Callable[[Facts], Iterator[Block]]] = {
    "notice": notice_blocks,
    "works_council": works_council_blocks,
    "processing_record": processing_record_blocks,
    "impact_assessment": impact_assessment_blocks,
    "bias_summary": bias_summary_blocks,
}


def written(facts: Facts, language: str) -> Document:
    """Return a document in a language, whatever the interface speaks.

    Parameters
    ----------
    facts : Facts
    language : {"fr", "en"}
    """
    return speaking(language, lambda: _document(facts, language))


def _document(facts: Facts, language: str) -> Document:
    name = t(f"documents.kinds.{facts.kind}.name")
    blocks = (template(facts), *_BLOCKS[facts.kind](facts))
    return Document(
        language=language,
        title=name,
        subtitle=t("documents.subtitle", campaign=facts.title, company=facts.settings.controller_name),
        head=t("documents.head", campaign=facts.title, name=name),
        foot=t(
            "documents.foot", date=day(facts.made_at.date()), form=str(facts.form["sha256"])[:HASH],
            version=SCORING_VERSION,
        ),
        fictional=fictional(facts.is_fictional),
        count=count_line(len(blanks_of(blocks))),
        blocks=blocks,
    )  # fmt: skip
