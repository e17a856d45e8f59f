"""The candidate notice, word for word as candidates acknowledged it; as it reads now where none has yet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from reports.document import Aside, Block, Heading, said, table
from reports.document_shared import law
from reports.words import HASH
from texts import day, number, t
from texts.notice import Section, sections, word_for_word
from workflows.documents import Facts, Kept
from workflows.notices import notice_sha256


def notice_blocks(found: Facts) -> Iterator[Block]:
    """Return the notice, and which versions candidates of this campaign acknowledged."""
    present = sections(found.settings.model_dump(mode="json"))
    sha256 = notice_sha256(word_for_word(present))
    if not found.notices:
        yield Aside(t("documents_notice.version", sha256=sha256), (t("documents_notice.never"),))
        yield from _said(present)
    else:
        yield from _acknowledged(found.notices[0], sha256)
        if found.notices[0].sha256 != sha256:
            yield Heading(t("documents_notice.now", version=sha256[:HASH]))
            yield from _said(present, level=2)
    yield Heading(
        t("documents_notice.asked.title"), source=t("documents_notice.asked.source", law=law(found))
    )
    yield said(t("documents_notice.asked.text"))
    if len(found.notices) > 1:
        yield from _versions(found)


def _acknowledged(newest: Kept, present_sha256: str) -> Iterator[Block]:
    status = [
        t(
            "documents_notice.acknowledged",
            count=newest.n_acknowledged, date=day(newest.first_shown_at.date()),
        )
    ]  # fmt: skip
    if newest.sha256 != present_sha256:
        status.append(t("documents_notice.changed", version=present_sha256[:HASH]))
    yield Aside(t("documents_notice.version", sha256=newest.sha256), tuple(status))
    yield from _said(_kept(newest.body))


def _said(notice: Sequence[Section], level: int = 1) -> Iterator[Block]:
    for title, lines in notice:
        if title:
            yield Heading(title, level)
        yield from (said(line) for line in lines)


def _versions(found: Facts) -> Iterator[Block]:
    yield Heading(t("documents_notice.versions"))
    columns = (t("documents_notice.sha256"), t("documents_notice.since"), t("documents_notice.people"))
    rows = [(one.sha256, day(one.first_shown_at.date()), number(one.n_acknowledged)) for one in found.notices]
    yield table(columns, rows, (6, 3, 2))


def _kept(body: str) -> Sequence[Section]:
    """Read a kept notice back; one of another shape is said as it is."""
    try:
        return [Section(str(title), [str(line) for line in lines]) for title, lines in json.loads(body)]
    except (ValueError, TypeError):
        return [Section("", [body])]
