"""The data protection impact assessment, and the summary of impact ratios by sex.

The summary is never a bias audit. The assessment goes in the order of the French authority's method; what
must be there is in GDPR article 35(7).

References: [ll144], [cnilpia], [wp248], [gdpr]
"""

from __future__ import annotations

from collections.abc import Iterator

from reports.document import Aside, Block, Heading, Inline, Part, blank, bullets, paragraph, table
from reports.document_shared import (
    article,  # fmt: skip
    controller,  # fmt: skip
    decides,  # fmt: skip
    limits,  # fmt: skip
    measures,  # fmt: skip
    not_used,  # fmt: skip
    people,  # fmt: skip
    retention,  # fmt: skip
    scoring,  # fmt: skip
    versions,  # fmt: skip
    weights_lines,  # fmt: skip
)
from reports.privacy_documents import data_map_blocks
from texts import day, number, percent, t
from workflows.privacy.documents import Facts
from workflows.privacy.group_rates import GroupRate, GroupRates, ImpactRatios

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
LEVELS = ("severity", "likelihood", "residual")
"""For the company to judge: negligible, limited, significant or maximum."""


def bias_summary_blocks(facts: Facts) -> Iterator[Block]:
    """Return the summary: numbers where nobody can be found in them, and why not where there are none."""
    yield Aside(t("documents_bias.not_audit.title"), (t("documents_bias.not_audit.text"),))
    yield Heading(t("documents_bias.applies.title"), source=t("documents_bias.applies.source"))
    reader = "second_reader" if facts.settings.second_reader else "rules"
    yield paragraph(
        t("documents_bias.applies.text"), t(f"documents_bias.applies.{reader}"), blank("counsel", "aedt")
    )
    yield Heading(t("documents_bias.tool.title"), source=t("documents_bias.tool.source"))
    yield _tool(facts)
    yield weights_lines(facts)
    yield versions(facts)
    yield Heading(t("documents_bias.data.title"), source=t("documents_bias.data.source"))
    yield bullets(
        t(f"documents_bias.data.{name}") for name in ("campaign", "voluntary", "sexes", "race", "cells")
    )
    yield from _results(facts.rates)
    yield Heading(t("documents_bias.limits.title"))
    yield bullets(t(f"documents_bias.limits.{name}") for name in ("interval", "fifths", "voluntary", "one"))
    yield from _notice(facts)


def _tool(facts: Facts) -> Block:
    since: Part | Inline = blank("controller", "distribution")
    if facts.published_at is not None:
        since = (
            t("documents_bias.tool.since", date=day(facts.published_at.date())),
            blank("controller", "first_use"),
        )
    rows: list[tuple[Part, Part | Inline]] = [
        (t("documents_bias.tool.name"), t("documents_bias.tool.product")),
        (t("documents_bias.tool.employer"), facts.settings.controller_name),
        (t("documents_bias.tool.post"), facts.settings.job_title),
        (t("documents_bias.tool.distribution"), since),
        (t("documents_bias.tool.audited"), blank("auditor", "audit_date")),
        (t("documents_bias.tool.auditor"), blank("auditor", "auditor")),
    ]
    return table((t("documents_bias.tool.point"), t("documents_bias.tool.entry")), rows, (2, 5))


def _results(rates: GroupRates | None) -> Iterator[Block]:
    yield Heading(t("documents_bias.results.title"), source=t("documents_bias.results.source"))
    if rates is None or rates.state != "told":
        yield paragraph(t(f"documents_bias.state.{rates.state if rates else 'not_asked'}"))
        return
    yield paragraph(t("documents_bias.results.assessed", count=rates.n_assessed))
    for name, ratios in (("scoring", rates.scoring), ("selection", rates.selection)):
        yield Heading(t(f"documents_bias.{name}.title"), level=2)
        yield paragraph(t(f"documents_bias.{name}.text"))
        if ratios is None:
            yield paragraph(t("documents_bias.results.hidden"))
            continue
        yield _ratios(ratios)
        yield paragraph(t("documents_bias.results.unknown", count=ratios.n_unknown), *_without(ratios))


def _without(ratios: ImpactRatios) -> Iterator[str]:
    if ratios.undefined is not None:
        yield t(f"documents_bias.undefined.{ratios.undefined}")
    if any(group.is_small for group in ratios.groups):
        yield t("documents_bias.results.small")


def _ratios(ratios: ImpactRatios) -> Block:
    columns = [t(f"documents_bias.columns.{name}") for name in ("sex", "n", "passed", "rate", "ratio")]
    rows = [
        (
            t(f"rights.groups.sexes.{group.group}"),
            number(group.n),
            number(group.passed),
            _rate(group),
            _ratio(group),
        )
        for group in ratios.groups
    ]
    return table(columns, rows, (3, 2, 2, 4, 4))


def _rate(group: GroupRate) -> str:
    if group.rate is None or group.rate_low is None or group.rate_high is None:
        return t("documents_bias.none")
    return t(
        "documents_bias.rate",
        rate=percent(group.rate),
        low=percent(group.rate_low),
        high=percent(group.rate_high),
    )


def _ratio(group: GroupRate) -> str:
    if group.ratio is None:
        return t("documents_bias.none")
    if group.ratio_low is None or group.ratio_high is None:
        return t("documents_bias.reference", ratio=number(group.ratio, 2))
    return t(
        "documents_bias.ratio",
        ratio=number(group.ratio, 2), low=number(group.ratio_low, 2), high=number(group.ratio_high, 2),
    )  # fmt: skip


def _notice(facts: Facts) -> Iterator[Block]:
    yield Heading(t("documents_bias.notice.title"), source=t("documents_bias.notice.source"))
    yield bullets(
        [
            (t("documents_bias.notice.before"), blank("controller", "notice_date")),
            t("documents_bias.notice.alternative", contact=facts.settings.accommodation_contact),
            t("documents_bias.notice.data", count=facts.settings.retention_months),
            (t("documents_bias.notice.published"), blank("controller", "published")),
        ]
    )


def impact_assessment_blocks(facts: Facts) -> Iterator[Block]:
    """Return the assessment with the data map as its annex."""
    yield from _context(facts)
    yield from _principles(facts)
    yield from _risks(facts)
    yield from _validation()
    yield Heading(t("documents_assessment.annex.title"))
    yield paragraph(t("documents_assessment.annex.text"))
    yield from data_map_blocks(facts)


def _part(name: str, level: int = 2, source: str = "") -> Heading:
    return Heading(t(f"documents_assessment.{name}"), level, source)


def _context(facts: Facts) -> Iterator[Block]:
    chosen = facts.settings
    yield _part("context.title", 1, article(facts, "art35a"))
    yield _part("context.overview")
    yield paragraph(
        t("documents_assessment.context.what", post=chosen.job_title, company=facts.company,
          count=len(facts.form["items"]))
    )  # fmt: skip
    yield controller(facts)
    yield paragraph(t("documents_assessment.context.needed"), blank("dpo", "needed"))
    yield bullets([blank("controller", "processors"), blank("dpo", "codes")])
    yield _part("context.data")
    yield paragraph(t("documents_assessment.context.annex"))
    yield people(facts)
    yield _part("context.cycle")
    steps = ["invite", "inform", "answer", "mark", "score", "decide", "delete"]
    if chosen.interview is not None:
        steps.insert(4, "interview")
    yield bullets(t(f"documents_assessment.cycle.{name}") for name in steps)
    yield _part("context.supports")
    installation = facts.installation
    yield bullets(
        [
            t(f"documents.measures.database.{installation.database}"),
            t(f"documents.measures.mail.{installation.mail}"),
            (t("documents_assessment.context.hosting"), blank("it", "hosting")),
        ]
    )
    yield versions(facts)


def _principles(facts: Facts) -> Iterator[Block]:
    chosen = facts.settings
    yield _part("principles.title", 1, article(facts, "art35b"))
    yield _part("principles.purpose", source=t("documents_assessment.principles.purpose_source"))
    yield paragraph(t("documents_assessment.principles.job"))
    yield paragraph(t(f"documents_record.basis.{chosen.legal_basis}"), blank("dpo", "basis"))
    yield _part("principles.minimal", source=article(facts, "minimal"))
    yield not_used(facts)
    yield paragraph(t("documents_record.special"), blank("dpo", "special"))
    yield _part("principles.quality")
    yield scoring(facts)
    yield weights_lines(facts)
    yield limits(facts)
    yield _part("principles.kept", source=article(facts, "limited"))
    yield retention(facts)
    yield _part("principles.rights", source=article(facts, "rights"))
    rows = [
        (t(f"documents_assessment.rights.{name}.right"), t(f"documents_assessment.rights.{name}.how"))
        for name in RIGHTS
    ]
    columns = (t("documents_assessment.rights.column"), t("documents_assessment.rights.here"))
    yield table(columns, rows, (2, 5))
    yield bullets([blank("dpo", "transfers"), blank("controller", "contracts")])


def _risks(facts: Facts) -> Iterator[Block]:
    yield _part("risks.title", 1, article(facts, "art35cd"))
    yield _part("risks.measures")
    yield measures(facts)
    yield paragraph(t("documents_assessment.risks.how"))
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
