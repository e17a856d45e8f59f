"""The note for the works council on the method, before it is used.

References: [L2312-38], [L1221-6], [L1221-8], [L1221-9]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from reports.document import Block, Heading, Inline, Part, blank, bullets, paragraph, table
from reports.document_shared import (
    decides,  # fmt: skip
    limits,  # fmt: skip
    measures,  # fmt: skip
    not_used,  # fmt: skip
    people,  # fmt: skip
    retention,  # fmt: skip
    scoring,  # fmt: skip
    versions,  # fmt: skip
    weights_lines,  # fmt: skip
    weights_table,  # fmt: skip
)
from texts import both, day, number, t
from workflows.privacy.documents import Facts


def works_council_blocks(facts: Facts) -> Iterator[Block]:
    """Return the note; under another law than the French one the rule itself is a blank."""
    yield from _why(facts)
    yield from _what(facts)
    yield _heading("measured")
    yield weights_table(facts)
    yield weights_lines(facts)
    yield _heading("scores")
    yield scoring(facts)
    yield _heading("not_used")
    yield not_used(facts)
    yield _heading("decides")
    yield decides()
    yield _heading("limits")
    yield limits(facts)
    yield from _people(facts)
    yield _heading("rests")
    yield versions(facts)
    yield _heading("meeting")
    yield bullets(blank("controller", name) for name in ("meeting_date", "handed_over", "observations"))


def _heading(name: str) -> Heading:
    return Heading(t(f"documents_council.{name}"))


def _why(facts: Facts) -> Iterator[Block]:
    is_french = facts.jurisdiction == "FR"
    source = t("documents_council.why.source") if is_french else ""
    yield Heading(t("documents_council.why.title"), source=source)
    if not is_french:
        yield paragraph(t("documents_council.why.elsewhere"), blank("counsel", "council_rule"))
        return
    yield bullets(
        [
            t("documents_council.why.before"),
            t("documents_council.why.pertinent"),
            (t("documents_council.why.monitoring"), blank("counsel", "monitoring")),
            (t("documents_council.why.technology"), blank("counsel", "technology")),
        ]
    )


def _what(facts: Facts) -> Iterator[Block]:
    chosen = facts.settings
    yield _heading("campaign")
    rows: list[tuple[Part, Part | Inline]] = [
        (t("documents_council.post"), chosen.job_title),
        (t("documents_council.places"), number(chosen.places)),
        (t("documents_council.deadline"), day(chosen.deadline.date())),
        (t("documents_council.answer_by"), day(chosen.answer_by)),
        (
            t("documents_council.languages"),
            ", ".join(t(f"staff.languages.{language}") for language in chosen.languages),
        ),
        (t("documents_council.assistants"), t(f"documents_council.ai.{chosen.ai_assistants}")),
        (t("documents_council.reason"), blank("controller", "reason")),
    ]
    yield table((t("documents_council.point"), t("documents_council.entry")), rows, (2, 5))
    yield _heading("method")
    yield paragraph(t("documents_council.exercise", count=len(facts.form["items"]), minutes=_minutes(facts)))
    yield _formats(facts)
    yield bullets(_means(facts))


def _minutes(facts: Facts) -> str:
    return number(round(sum(item["minutes"] for item in facts.form["items"])))


def _formats(facts: Facts) -> Block:
    counted = Counter(item["format"] for item in facts.form["items"])
    rows = [
        (t(f"edit.form.formats.{name}"), number(n), t(f"documents_council.formats.{name}"))
        for name, n in counted.items()
    ]
    columns = (t("documents_council.format"), t("documents_council.how_many"), t("documents_council.asks"))
    return table(columns, rows, (3, 2, 8))


def _means(facts: Facts) -> Iterator[str]:
    yield t("documents_council.job_link", example=both(facts.form["items"][0]["job_link"]))
    yield t("documents_council.charter")
    if guide := facts.form.get("interview"):
        yield t("documents_council.interview", count=len(guide["questions"]))
    else:
        yield t("documents_council.no_interview")
    yield t("documents_council.accommodations", contact=facts.settings.accommodation_contact)
    if facts.settings.self_identification:
        yield t("documents_council.self_identification")


def _people(facts: Facts) -> Iterator[Block]:
    yield Heading(t("documents_council.data"), source=t("documents_council.data_source"))
    yield people(facts)
    yield paragraph(t("documents_council.rights", authority=facts.settings.authority))
    yield Heading(t("documents_council.kept"), level=2)
    yield retention(facts)
    yield Heading(t("documents_council.protected"), level=2)
    yield measures(facts)
    yield _heading("staff")
    yield bullets(
        [
            t("documents_council.training"),
            t("documents_council.agreement"),
            (t("documents_council.deeds"), blank("controller", "workload")),
        ]
    )
