"""Where the weight of a form will sit: a line to read in passing, and a table for whoever looks closer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

import streamlit as st

from texts import percent, t
from views import stacked_table
from views.edit_settings import problem_sentence
from workflows import drafts
from workflows.drafts import Campaign
from workflows.expected_share import ExpectedShare, FormShare, PartWeight, form_share


def draw(campaign: Campaign) -> None:
    """Say what will tell candidates apart, as far as a simulation can know; nothing without situations."""
    with st.spinner(t("edit.share.simulating")):
        found = form_share(drafts.preview(campaign).form)
    if found is None:
        return
    st.markdown(_line("whole", found.whole))
    if found.with_interview is not None:
        st.markdown(_line("before", found.written))
    st.caption(t("edit.share.simulation"))
    _short(campaign)
    with st.expander(t("edit.share.fold")):
        _table(found)


def _line(key: str, share: ExpectedShare) -> str:
    expected = share.interpersonal
    return t(
        f"edit.share.{key}", percent=percent(expected.middle), low=percent(expected.low),
        high=percent(expected.high), nominal=percent(share.nominal),
    )  # fmt: skip


def _short(campaign: Campaign) -> None:
    """Say so where judgment of people is expected to bring less than half."""
    for problem in drafts.share_problems(campaign):
        st.warning(problem_sentence(problem))


def _table(found: FormShare) -> None:
    st.caption(t("edit.share.with_interview") if found.with_interview else t("edit.share.without"))
    heads = [t(f"edit.share.heads.{one}") for one in ("part", "nominal", "expected")]
    stacked_table.draw(t("edit.share.fold"), heads, list(_rows(found.whole)))
    st.caption(t("edit.share.table_hint"))


def _rows(share: ExpectedShare) -> Iterator[list[str]]:
    """Yield each method, and below it its formats where there are several."""
    for method, part in share.methods.items():
        formats = {name: one for name, one in share.formats.items() if share.method_of[name] == method}
        yield _row(f"<strong>{escape(t(f'what_if.method_names.{method}'))}</strong>", part)
        if method != "interview":
            for name, one in formats.items():
                yield _row(escape(t(f"edit.form.formats.{name}")), one)


def _row(name: str, part: PartWeight) -> list[str]:
    expected = part.effective
    told: Mapping[str, Any] = {
        "percent": percent(expected.middle), "low": percent(expected.low), "high": percent(expected.high),
    }  # fmt: skip
    nominal = t("edit.share.cell_nominal", percent=percent(part.nominal))
    return [name, escape(nominal), escape(t("edit.share.cell_expected", **told))]
