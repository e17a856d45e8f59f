"""The notice says which help is automatic, as the campaign has settled it."""

from __future__ import annotations

import pytest

import texts
from views import notice

SETTINGS = {
    "controller_name": "Groupe Ardéal", "controller_address": "12 quai", "dpo_contact": "dpo@example.com",
    "stage": "required", "legal_basis": "pre_contract", "retention_months": 6, "authority": "CNIL",
}  # fmt: skip


def automatic(settings):
    title = texts.t("candidate.notice.automatic.title")
    return next(section.lines for section in notice.sections(settings) if section.title == title)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_second_reader_is_told_where_it_is_on_and_only_there(language):
    texts.use(language)
    rules, second = (texts.t(f"candidate.notice.automatic.{name}") for name in ("rules", "second_reader"))
    for off in (SETTINGS, SETTINGS | {"second_reader": False}):
        assert rules in automatic(off)
        assert second not in automatic(off)
    on = SETTINGS | {"second_reader": True}
    assert second in automatic(on)
    assert rules not in automatic(on), "it would say that no software learns"
    assert notice.digest(notice.sections(on)) != notice.digest(notice.sections(SETTINGS))
