"""The impact assessment, as far as the product can write it; judging what remains is left to the company.

The order is that of the French authority's method; what must be there is in GDPR article 35(7).

References: [cnilpia], [wp248], [gdpr]
"""

from __future__ import annotations

from collections.abc import Iterator

from reports.document import Block, Heading, blank, bullets, said, table
from reports.document_data_map import data_map_blocks
from reports.document_shared import (
    article,
    controller,
    decides,
    kept,
    limits,
    measures,
    not_used,
    people,
    scoring,
    versions,
    weights_lines,
)  # fmt: skip
from texts import t
from workflows.documents import Facts

RIGHTS = (
    "informed",
    "access",
    "portability",
    "rectification",
    "erasure",
    "restriction",
    "objection",
    "human",
)
EVENTS = ("access", "change", "loss")
"""The three feared events of the method."""
ABOUT_SCORES = ("error", "difference", "reliance", "disclosure")
"""What a score itself may do to somebody, beyond the security of data."""


def impact_assessment_blocks(found: Facts) -> Iterator[Block]:
    """Return the assessment with the data map as its annex."""
    yield from _context(found)
    yield from _principles(found)
    yield from _risks(found)
    yield from _validation()
    yield Heading(t("documents_assessment.annex.title"))
    yield said(t("documents_assessment.annex.text"))
    yield from data_map_blocks(found)


def _part(name: str, level: int = 2, source: str = "") -> Heading:
    return Heading(t(f"documents_assessment.{name}"), level, source)


def _context(found: Facts) -> Iterator[Block]:
    chosen = found.settings
    yield _part("context.title", 1, article(found, "art35a"))
    yield _part("context.overview")
    yield said(
        t("documents_assessment.context.what", post=chosen.job_title, company=found.company,
          count=len(found.form["items"]))
    )  # fmt: skip
    yield controller(found)
    yield said(t("documents_assessment.context.needed"), blank("dpo", "needed"))
    yield bullets([blank("controller", "processors"), blank("dpo", "codes")])
    yield _part("context.data")
    yield said(t("documents_assessment.context.annex"))
    yield people(found)
    yield _part("context.cycle")
    steps = ["invite", "inform", "answer", "mark", "score", "decide", "delete"]
    if chosen.interview is not None:
        steps.insert(4, "interview")
    yield bullets(t(f"documents_assessment.cycle.{name}") for name in steps)
    yield _part("context.supports")
    here = found.installation
    yield bullets(
        [
            t(f"documents.measures.database.{here.database}"),
            t(f"documents.measures.mail.{here.mail}"),
            (t("documents_assessment.context.hosting"), blank("it", "hosting")),
        ]
    )
    yield versions(found)


def _principles(found: Facts) -> Iterator[Block]:
    chosen = found.settings
    yield _part("principles.title", 1, article(found, "art35b"))
    yield _part("principles.purpose", source=t("documents_assessment.principles.purpose_source"))
    yield said(t("documents_assessment.principles.job"))
    yield said(t(f"documents_record.basis.{chosen.legal_basis}"), blank("dpo", "basis"))
    yield _part("principles.minimal", source=article(found, "minimal"))
    yield not_used(found)
    yield said(t("documents_record.special"), blank("dpo", "special"))
    yield _part("principles.quality")
    yield scoring(found)
    yield weights_lines(found)
    yield limits(found)
    yield _part("principles.kept", source=article(found, "limited"))
    yield kept(found)
    yield _part("principles.rights", source=article(found, "rights"))
    rows = [
        (t(f"documents_assessment.rights.{name}.right"), t(f"documents_assessment.rights.{name}.how"))
        for name in RIGHTS
    ]
    columns = (t("documents_assessment.rights.column"), t("documents_assessment.rights.here"))
    yield table(columns, rows, (2, 5))
    yield bullets([blank("dpo", "transfers"), blank("controller", "contracts")])


def _risks(found: Facts) -> Iterator[Block]:
    yield _part("risks.title", 1, article(found, "art35cd"))
    yield _part("risks.measures")
    yield measures(found)
    yield said(t("documents_assessment.risks.how"))
    for event in EVENTS:
        yield _part(f"events.{event}.title")
        yield _event(event)
    yield _part("risks.scores")
    yield decides()
    rows = [
        (
            t(f"documents_assessment.scores.{name}.risk"),
            t(f"documents_assessment.scores.{name}.measure"),
            blank("controller", "residual"),
        )
        for name in ABOUT_SCORES
    ]
    columns = [t(f"documents_assessment.columns.{name}") for name in ("risk", "measure", "residual")]
    yield table(columns, rows, (4, 6, 3))


def _event(event: str) -> Block:
    rows = [
        (t(f"documents_assessment.columns.{name}"), t(f"documents_assessment.events.{event}.{name}"))
        for name in ("impacts", "sources", "threats", "measure")
    ]
    rows += [(t(f"documents_assessment.columns.{name}"), blank("controller", name)) for name in LEVELS]
    return table([t(f"documents_assessment.columns.{name}") for name in ("point", "entry")], rows, (2, 7))


LEVELS = ("severity", "likelihood", "residual")
"""For the company to judge: negligible, limited, significant or maximum."""


def _validation() -> Iterator[Block]:
    yield _part("validation.title", 1)
    yield bullets(
        [
            blank("dpo", "opinion"),
            blank("controller", "views"),
            blank("controller", "action_plan"),
            blank("controller", "decision"),
            blank("dpo", "review"),
        ]
    )
