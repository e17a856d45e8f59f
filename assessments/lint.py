"""The lint: every machine-checkable rule of good content, run over items and bank.

The rules are told, with their reasons, in ``docs/content-guide.md``. L19 (names balanced over roles) is not
among them: names are written into the scenes, no pool says who stands for what, so a person must check it.
"""

from __future__ import annotations

from collections.abc import Sequence

from assessments.card import charter_card, printed_fields
from assessments.charter import Charter, plain_charter
from assessments.lint_bank import lint_habits
from assessments.lint_item import lint_item
from assessments.lint_model import Finding, render_bank
from assessments.lint_text import lint_text
from assessments.load import Bank
from assessments.scenario import Scenario


def lint_bank(bank: Bank, charters: Sequence[Charter]) -> tuple[Finding, ...]:
    """Return everything found in a bank, errors first, then by item and rule.

    Parameters
    ----------
    bank : Bank
        The bank, or a few items of it.
    charters : sequence of Charter
        One per lexicon: texts are linted as that lexicon's candidates read them.
    """
    charters = tuple(charters)
    plain = tuple(plain_charter(charter) for charter in charters)
    printed = frozenset[str]().union(*(printed_fields(charter_card(charter)) for charter in charters))
    scenes, findings = render_bank(bank, charters)
    for item in [*bank.items.values(), *([bank.practice] if bank.practice else [])]:
        if isinstance(item, Scenario):
            findings += lint_item(item, plain, printed)
    for scene in scenes:
        findings += lint_text(scene)
    closed = tuple(item for item in bank.items.values() if isinstance(item, Scenario))
    scored = [scene for scene in scenes if scene.item.id in bank.items]
    findings += lint_habits(closed, scored)
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
