"""A form frozen from bank and charter, with the number that scoring adds to it.

Content and scoring know nothing of each other, yet a form keeps one number of scoring's beside the key: what
random answering earns in an inbox. Whoever freezes a form does it here, so that nobody forgets it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assessments.charter.charter import Charter
from assessments.content.load import Bank
from assessments.form.form import build_form
from assessments.interview.interview import GuideChoice
from domain import LANGUAGES, Language
from scoring.formats.triage import expected_total


def freeze_form(
    bank: Bank,
    charter: Charter,
    *,
    item_ids: Sequence[str] | None = None,
    weights: Mapping[str, float] | None = None,
    families: Mapping[str, float] | None = None,
    interview: GuideChoice | None = None,
    languages: Sequence[Language] = LANGUAGES,
) -> dict[str, Any]:
    """Return the frozen form of a bank under a charter; see ``assessments.form.form.build_form``."""
    return build_form(
        bank,
        charter,
        item_ids=item_ids,
        weights=weights,
        families=families,
        chance_of=expected_total,
        interview=interview,
        languages=languages,
    )
