"""The lint: every machine-checkable rule of good content, run over items and bank.

The rules stand, with their reasons, in ``docs/content-guide.md``.
"""

from __future__ import annotations

from collections.abc import Sequence

from assessments.charter.card import charter_card, printed_fields
from assessments.charter.charter import Charter, plain_charter
from assessments.content.load import Bank
from assessments.lint.lint_bank import lint_whole
from assessments.lint.lint_interview import lint_guide
from assessments.lint.lint_item import lint_item, lint_options
from assessments.lint.lint_model import Finding
from assessments.lint.lint_prose import lint_prose
from assessments.lint.lint_render import render_bank


def lint_bank(bank: Bank, charters: Sequence[Charter]) -> tuple[Finding, ...]:
    """Return everything found in a bank, errors first, then by item and rule.

    Parameters
    ----------
    bank : Bank
        The bank, or a few items of it.
    charters : sequence of Charter
        One per lexicon: texts are linted as that lexicon's candidates read them.
    """
    plain = tuple(plain_charter(charter) for charter in charters)
    printed = frozenset[str]().union(*(printed_fields(charter_card(charter)) for charter in charters))
    rendering = render_bank(bank, charters)
    findings = list(rendering.findings)
    for item in [*bank.items.values(), *([bank.practice] if bank.practice else [])]:
        findings += lint_item(item, plain, printed)
    for question in rendering.questions:
        findings += lint_options(question)
    for prose in rendering.prose:
        findings += lint_prose(prose)
    findings += lint_guide(bank, charters)
    findings += lint_whole(tuple(bank.items.values()), rendering, bank.names)
    return tuple(sorted(findings, key=_order))


def _order(finding: Finding) -> tuple[str, ...]:
    return (
        finding.level,
        finding.item or "~",
        finding.rule,
        finding.lexicon or "",
        finding.language or "",
        finding.field or "",
    )
