"""Impact ratios by sex as New York's Local Law 144 asks for them; never a bias audit, and it says so.

References: [ll144]
"""

from __future__ import annotations

from collections.abc import Iterator

from reports.document import Aside, Block, Heading, Inline, Part, blank, bullets, said, table
from reports.document_shared import versions, weights_lines
from texts import day, number, percent, t
from workflows.documents import Facts
from workflows.group_rates import GroupRate, GroupRates, ImpactRatios


def bias_summary_blocks(found: Facts) -> Iterator[Block]:
    """Return the summary: numbers where nobody can be found in them, and why not where there are none."""
    yield Aside(t("documents_bias.not_audit.title"), (t("documents_bias.not_audit.text"),))
    yield Heading(t("documents_bias.applies.title"), source=t("documents_bias.applies.source"))
    reader = "second_reader" if found.settings.second_reader else "rules"
    yield said(
        t("documents_bias.applies.text"), t(f"documents_bias.applies.{reader}"), blank("counsel", "aedt")
    )
    yield Heading(t("documents_bias.tool.title"), source=t("documents_bias.tool.source"))
    yield _tool(found)
    yield weights_lines(found)
    yield versions(found)
    yield Heading(t("documents_bias.data.title"), source=t("documents_bias.data.source"))
    yield bullets(
        t(f"documents_bias.data.{name}") for name in ("campaign", "voluntary", "sexes", "race", "cells")
    )
    yield from _results(found.rates)
    yield Heading(t("documents_bias.limits.title"))
    yield bullets(t(f"documents_bias.limits.{name}") for name in ("interval", "fifths", "voluntary", "one"))
    yield from _notice(found)


def _tool(found: Facts) -> Block:
    since: Part | Inline = blank("controller", "distribution")
    if found.published_at is not None:
        since = (
            t("documents_bias.tool.since", date=day(found.published_at.date())),
            blank("controller", "first_use"),
        )
    rows: list[tuple[Part, Part | Inline]] = [
        (t("documents_bias.tool.name"), t("documents_bias.tool.product")),
        (t("documents_bias.tool.employer"), found.settings.controller_name),
        (t("documents_bias.tool.post"), found.settings.job_title),
        (t("documents_bias.tool.distribution"), since),
        (t("documents_bias.tool.audited"), blank("auditor", "audit_date")),
        (t("documents_bias.tool.auditor"), blank("auditor", "auditor")),
    ]
    return table((t("documents_bias.tool.point"), t("documents_bias.tool.entry")), rows, (2, 5))


def _results(rates: GroupRates | None) -> Iterator[Block]:
    yield Heading(t("documents_bias.results.title"), source=t("documents_bias.results.source"))
    if rates is None or rates.state != "told":
        yield said(t(f"documents_bias.state.{rates.state if rates else 'not_asked'}"))
        return
    yield said(t("documents_bias.results.assessed", count=rates.n_assessed))
    for name, found in (("scoring", rates.scoring), ("selection", rates.selection)):
        yield Heading(t(f"documents_bias.{name}.title"), level=2)
        yield said(t(f"documents_bias.{name}.text"))
        if found is None:
            yield said(t("documents_bias.results.hidden"))
            continue
        yield _ratios(found)
        yield said(t("documents_bias.results.unknown", count=found.n_unknown), *_without(found))


def _without(found: ImpactRatios) -> Iterator[str]:
    if found.undefined is not None:
        yield t(f"documents_bias.undefined.{found.undefined}")
    if any(one.is_small for one in found.groups):
        yield t("documents_bias.results.small")


def _ratios(found: ImpactRatios) -> Block:
    columns = [t(f"documents_bias.columns.{name}") for name in ("sex", "n", "passed", "rate", "ratio")]
    rows = [
        (t(f"rights.groups.sexes.{one.group}"), number(one.n), number(one.passed), _rate(one), _ratio(one))
        for one in found.groups
    ]
    return table(columns, rows, (3, 2, 2, 4, 4))


def _rate(one: GroupRate) -> str:
    if one.rate is None or one.rate_low is None or one.rate_high is None:
        return t("documents_bias.none")
    return t(
        "documents_bias.rate", rate=percent(one.rate), low=percent(one.rate_low), high=percent(one.rate_high)
    )


def _ratio(one: GroupRate) -> str:
    if one.ratio is None:
        return t("documents_bias.none")
    if one.ratio_low is None or one.ratio_high is None:
        return t("documents_bias.reference", ratio=number(one.ratio, 2))
    return t(
        "documents_bias.ratio",
        ratio=number(one.ratio, 2), low=number(one.ratio_low, 2), high=number(one.ratio_high, 2),
    )  # fmt: skip


def _notice(found: Facts) -> Iterator[Block]:
    yield Heading(t("documents_bias.notice.title"), source=t("documents_bias.notice.source"))
    yield bullets(
        [
            (t("documents_bias.notice.before"), blank("controller", "notice_date")),
            t("documents_bias.notice.alternative", contact=found.settings.accommodation_contact),
            t("documents_bias.notice.data", count=found.settings.retention_months),
            (t("documents_bias.notice.published"), blank("controller", "published")),
        ]
    )
