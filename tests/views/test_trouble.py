"""What a page says that could not be drawn or whose deed could not be done."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

import texts
from errors import ChangedMeanwhile, StorageError


def _page(language, problem) -> None:
    import texts
    from views.common.trouble import explain_crash

    texts.use(language)
    explain_crash(problem)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("problem", [StorageError("…"), ChangedMeanwhile("…")])
def test_who_was_overtaken_or_met_no_database_reads_so_without_a_reference(language, problem):
    at = AppTest.from_function(_page, kwargs={"language": language, "problem": problem}).run()
    texts.use(language)
    assert [one.value for one in at.error] == [texts.t(f"staff.errors.{problem.code}")]
    assert not at.exception
