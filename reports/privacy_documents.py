"""Three privacy documents: the data map, the notice to candidates and the record of processing.

References: [gdpr30]
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from reports.document import HASH, Aside, Block, Heading, blank, bullets, paragraph, table
from reports.document_shared import article, controller, law, measures, people, retention, versions
from texts import day, number, t
from texts.columns import holds
from texts.notice import Section, sections, word_for_word
from workflows.common.stored_settings import read_settings
from workflows.privacy.data_map import (
    CANDIDATE_DATA,
    CATEGORIES,
    STAFF_DATA,
    about,
    collected,
    data_map,
    notice_sha256,
)
from workflows.privacy.documents import AcknowledgedNotice, Facts

FIELDS = ("purpose", "source", "readers", "kept")
"""What ``data_map`` says of a category, in this order."""


def data_map_blocks(facts: Facts) -> Iterator[Block]:
    """Return a heading and a table for each category, those of other campaigns too: the tables are there."""
    categories = collected(read_settings(facts.settings.model_dump(mode="json")))
    for category in CATEGORIES:
        yield Heading(t(f"data_map.{category}.name"), level=2)
        absent = about(category) == "candidate" and category not in categories
        lines = [t("documents.map.about", who=t(f"documents.map.{about(category)}"))]
        lines += [t(f"documents.map.{name}", text=t(f"data_map.{category}.{name}")) for name in FIELDS]
        yield paragraph(*([t("documents.map.absent")] if absent else []), *lines)
        rows = [
            (column.table, column.column, holds(column.holds))
            for column in data_map()
            if column.category == category
        ]
        columns = (t("documents.map.table"), t("documents.map.column"), t("documents.map.holds"))
        yield table(columns, rows, (3, 3, 6))


def notice_blocks(facts: Facts) -> Iterator[Block]:
    """Return the notice, and which versions candidates of this campaign acknowledged."""
    present = sections(read_settings(facts.settings.model_dump(mode="json")))
    sha256 = notice_sha256(word_for_word(present))
    if not facts.notices:
        yield Aside(t("documents_notice.version", sha256=sha256), (t("documents_notice.never"),))
        yield from _blocks_of(present)
    else:
        yield from _acknowledged(facts.notices[0], sha256)
        if facts.notices[0].sha256 != sha256:
            yield Heading(t("documents_notice.now", version=sha256[:HASH]))
            yield from _blocks_of(present, level=2)
    yield Heading(
        t("documents_notice.asked.title"), source=t("documents_notice.asked.source", law=law(facts))
    )
    yield paragraph(t("documents_notice.asked.text"))
    if len(facts.notices) > 1:
        yield from _versions(facts)


def _acknowledged(newest: AcknowledgedNotice, present_sha256: str) -> Iterator[Block]:
    status = [
        t(
            "documents_notice.acknowledged",
            count=newest.n_acknowledged, date=day(newest.first_shown_at.date()),
        )
    ]  # fmt: skip
    if newest.sha256 != present_sha256:
        status.append(t("documents_notice.changed", version=present_sha256[:HASH]))
    yield Aside(t("documents_notice.version", sha256=newest.sha256), tuple(status))
    yield from _blocks_of(_read_back(newest.body))


def _blocks_of(notice: Sequence[Section], level: int = 1) -> Iterator[Block]:
    for title, lines in notice:
        if title:
            yield Heading(title, level)
        yield from (paragraph(line) for line in lines)


def _versions(facts: Facts) -> Iterator[Block]:
    yield Heading(t("documents_notice.versions"))
    columns = (t("documents_notice.sha256"), t("documents_notice.since"), t("documents_notice.people"))
    rows = [
        (notice.sha256, day(notice.first_shown_at.date()), number(notice.n_acknowledged))
        for notice in facts.notices
    ]
    yield table(columns, rows, (6, 3, 2))


def _read_back(body: str) -> Sequence[Section]:
    """Read a kept notice back; one of another shape is said as it is."""
    try:
        return [Section(str(title), [str(line) for line in lines]) for title, lines in json.loads(body)]
    except (ValueError, TypeError):
        return [Section("", [body])]


def processing_record_blocks(facts: Facts) -> Iterator[Block]:
    """Return the record of one processing: the assessment of candidates in one campaign."""
    for letter, part in zip("abcdefg", _PARTS, strict=True):
        yield Heading(t(f"documents_record.{letter}"), source=article(facts, f"art30{letter}"))
        yield from part(facts)
    yield Heading(t("documents_record.rests"))
    yield versions(facts)


def _purposes(facts: Facts) -> Iterator[Block]:
    yield paragraph(t("documents_record.purpose", post=facts.settings.job_title, company=facts.company))
    yield paragraph(t(f"documents_record.basis.{facts.settings.legal_basis}"))
    yield paragraph(t("documents_record.staff_purpose"), blank("dpo", "staff_basis"))


def _categories(facts: Facts) -> Iterator[Block]:
    yield bullets([t("documents_record.subjects.candidates"), t("documents_record.subjects.staff")])
    rows = [
        (t(f"data_map.{category}.name"), t(f"data_map.{category}.told"), t(f"data_map.{category}.purpose"),
         t(f"data_map.{category}.source"))
        for category in _categories_kept(facts)
    ]  # fmt: skip
    names = ("category", "data", "purpose", "source")
    yield table([t(f"documents_record.columns.{name}") for name in names], rows, (3, 6, 4, 3))
    yield paragraph(t("documents_record.words"))
    yield paragraph(t("documents_record.special"), blank("dpo", "special"))


def _recipients(facts: Facts) -> Iterator[Block]:
    yield people(facts)
    rows = [
        (t(f"data_map.{category}.name"), t(f"data_map.{category}.readers"))
        for category in _categories_kept(facts)
    ]
    yield table([t(f"documents_record.columns.{name}") for name in ("category", "readers")], rows, (1, 3))
    mail = "off" if facts.installation.mail == "off" else "on"
    yield bullets(
        [
            (
                t(f"documents_record.processors.mail_{mail}"),
                *([blank("it", "mail_host")] if mail == "on" else []),
            ),
            blank("controller", "processors"),
        ]
    )


def _transfers(facts: Facts) -> Iterator[Block]:
    yield paragraph(t("documents_record.transfers"), blank("dpo", "transfers"))


def _limits(facts: Facts) -> Iterator[Block]:
    yield retention(facts)
    rows = [
        (t(f"data_map.{category}.name"), t(f"data_map.{category}.kept"))
        for category in _categories_kept(facts)
    ]
    yield table([t(f"documents_record.columns.{name}") for name in ("category", "kept")], rows, (1, 3))


def _controller(facts: Facts) -> Iterator[Block]:
    yield controller(facts)


def _measures(facts: Facts) -> Iterator[Block]:
    yield measures(facts)


def _categories_kept(facts: Facts) -> tuple[str, ...]:
    """Return the categories about people that this campaign keeps."""
    present = collected(read_settings(facts.settings.model_dump(mode="json")))
    return (*(category for category in CANDIDATE_DATA if category in present), *STAFF_DATA)


_PARTS = (_controller, _purposes, _categories, _recipients, _transfers, _limits, _measures)
