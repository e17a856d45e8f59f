"""The record of processing: every element of GDPR article 30(1), from (a) to (g).

References: [gdpr30]
"""

from __future__ import annotations

from collections.abc import Iterator

from reports.document import Block, Heading, blank, bullets, said, table
from reports.document_shared import article, controller, kept, measures, people, versions
from texts import t
from workflows.data_map import CANDIDATE_DATA, STAFF_DATA, collected
from workflows.documents import Facts


def processing_record_blocks(found: Facts) -> Iterator[Block]:
    """Return the record of one processing: the assessment of candidates in one campaign."""
    for letter, part in zip("abcdefg", _PARTS, strict=True):
        yield Heading(t(f"documents_record.{letter}"), source=article(found, f"art30{letter}"))
        yield from part(found)
    yield Heading(t("documents_record.rests"))
    yield versions(found)


def _purposes(found: Facts) -> Iterator[Block]:
    yield said(t("documents_record.purpose", post=found.settings.job_title, company=found.company))
    yield said(t(f"documents_record.basis.{found.settings.legal_basis}"))
    yield said(t("documents_record.staff_purpose"), blank("dpo", "staff_basis"))


def _categories(found: Facts) -> Iterator[Block]:
    yield bullets([t("documents_record.subjects.candidates"), t("documents_record.subjects.staff")])
    rows = [
        (t(f"data_map.{one}.name"), t(f"data_map.{one}.told"), t(f"data_map.{one}.purpose"),
         t(f"data_map.{one}.source"))
        for one in _told(found)
    ]  # fmt: skip
    names = ("category", "data", "purpose", "source")
    yield table([t(f"documents_record.columns.{name}") for name in names], rows, (3, 6, 4, 3))
    yield said(t("documents_record.words"))
    yield said(t("documents_record.special"), blank("dpo", "special"))


def _recipients(found: Facts) -> Iterator[Block]:
    yield people(found)
    rows = [(t(f"data_map.{one}.name"), t(f"data_map.{one}.readers")) for one in _told(found)]
    yield table([t(f"documents_record.columns.{name}") for name in ("category", "readers")], rows, (1, 3))
    mail = "off" if found.installation.mail == "off" else "on"
    yield bullets(
        [
            (
                t(f"documents_record.processors.mail_{mail}"),
                *([blank("it", "mail_host")] if mail == "on" else []),
            ),
            blank("controller", "processors"),
        ]
    )


def _transfers(found: Facts) -> Iterator[Block]:
    yield said(t("documents_record.transfers"), blank("dpo", "transfers"))


def _limits(found: Facts) -> Iterator[Block]:
    yield kept(found)
    rows = [(t(f"data_map.{one}.name"), t(f"data_map.{one}.kept")) for one in _told(found)]
    yield table([t(f"documents_record.columns.{name}") for name in ("category", "kept")], rows, (1, 3))


def _controller(found: Facts) -> Iterator[Block]:
    yield controller(found)


def _measures(found: Facts) -> Iterator[Block]:
    yield measures(found)


def _told(found: Facts) -> tuple[str, ...]:
    """Return the categories about people that this campaign keeps."""
    present = collected(found.settings.model_dump(mode="json"))
    return (*(one for one in CANDIDATE_DATA if one in present), *STAFF_DATA)


_PARTS = (_controller, _purposes, _categories, _recipients, _transfers, _limits, _measures)
