"""Step 2: the situations of the form, what they cover, how long they take, and their expected weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import streamlit as st

import texts
from assessments.content.wording import typeset
from assessments.form.publishing import Coverage
from errors import ContentError
from texts import both, percent, t
from texts.markup import Html
from views.campaigns.draft_tab import DraftTab
from views.campaigns.edit_settings import problem_sentence
from views.common import layout
from views.common.act import attempt
from views.common.text import escape_markdown
from workflows.campaigns import drafts
from workflows.campaigns.campaign_settings import FORM_KIND
from workflows.campaigns.draft_edits import Change, Fields
from workflows.campaigns.drafts import Campaign, FormPreview, ItemChoice
from workflows.campaigns.expected_share import ExpectedShare, FormShare, PartWeight, form_share
from workflows.common.access import Actor

KINDS = ("short", "standard", "long", "hand")
ENOUGH = 8
"""Situations that fill a coverage bar: more add little."""
_STYLE = Html("""
<style>
.cover { display: grid; gap: .55rem; }
.cover > div { display: grid; grid-template-columns: minmax(9rem, 15rem) 1fr 6.5rem; gap: .8rem;
  align-items: center; }
.cover .track { height: .7rem; border-radius: 99px;
  background: color-mix(in srgb, currentColor 12%, transparent); }
.cover .fill { display: block; height: 100%; border-radius: 99px; background: #0b5d56; }
.cover .tools .fill { background: #5b5ea6; }
.cover .few .fill { background: repeating-linear-gradient(45deg, #c8642b 0 6px, #dd8a5a 6px 12px); }
.cover .n { font-size: .9rem; white-space: nowrap; }
@media (max-width: 640px) { .cover > div { grid-template-columns: 1fr auto; }
  .cover .track { grid-column: 1 / -1; grid-row: 2; } }
</style>
""")


def draw(actor: Actor, campaign: Campaign) -> None:
    """Choose a form and see at once what it measures."""
    try:
        shown = drafts.preview(campaign)
    except ContentError:
        st.info(t("edit.form.charter_first"))
        return
    st.header(t("edit.form.title"), anchor=False)
    _kind(actor, campaign, shown)
    for problem in shown.problems:
        st.warning(escape_markdown(both(problem.text or {})))
    with st.container(horizontal=True, gap="large"):
        st.metric(t("edit.form.n_items"), texts.number(len(shown.chosen)), width="content")
        st.metric(
            t("edit.form.minutes"),
            t("edit.form.about", minutes=texts.number(round(shown.minutes))),
            width="content",
        )
    st.markdown(f"**{t('edit.form.coverage')}**")
    st.caption(t("edit.form.coverage_hint"))
    st.html(_coverage(shown))
    st.markdown(f"**{t('edit.share.title')}**")
    draw_share(campaign)
    if campaign.settings.get(FORM_KIND) == "hand":
        _by_hand(actor, campaign, shown)
    else:
        _listed(shown)
    _refused(shown)


def _kind(actor: Actor, campaign: Campaign, shown: FormPreview) -> None:
    kind = campaign.settings.get(FORM_KIND)
    key = f"form_kind:{campaign.id}"

    def choose() -> None:
        # Picking by hand starts from what is chosen now.
        attempt(partial(drafts.choose_items, actor, campaign.id, st.session_state[key], shown.chosen))

    st.radio(
        t("edit.form.kind"),
        KINDS,
        index=KINDS.index(kind) if kind in KINDS else 0,
        format_func=_kind_name,
        captions=[t(f"edit.form.kinds.{choice}_hint") for choice in KINDS],
        key=key,
        on_change=choose,
    )


def _kind_name(kind: str) -> str:
    return t(f"edit.form.kinds.{kind}")


def _coverage(shown: FormPreview) -> Html:
    competencies = {competency["code"]: competency for competency in shown.form["competencies"]}
    bars = Html().join(_bar(competencies[coverage.competency], coverage) for coverage in shown.coverage)
    return Html('{style}<div class="cover" role="list">{bars}</div>').format(style=_STYLE, bars=bars)


def _bar(competency: Mapping[str, Any], coverage: Coverage) -> Html:
    kind = "few" if coverage.is_indicative else "tools" if competency["family"] == "technical" else "people"
    note = Html("<br>{}").format(t("edit.form.few")) if coverage.is_indicative else ""
    return Html(
        '<div role="listitem" class="{kind}"><span>{name}</span>'
        '<span class="track" aria-hidden="true"><span class="fill" style="width:{width}%"></span></span>'
        '<span class="n">{count}{note}</span></div>'
    ).format(
        kind=kind,
        name=both(competency["name"]),
        width=min(100, round(100 * coverage.n_items / ENOUGH)),
        count=t("edit.form.items", count=coverage.n_items),
        note=note,
    )


def _by_hand(actor: Actor, campaign: Campaign, shown: FormPreview) -> None:
    st.markdown(f"**{t('edit.form.pick')}**")
    tab = DraftTab(
        f"item:{campaign.id}",
        {item.id: item.id in shown.chosen for item in shown.choices if item.reason is None},
        partial(_pick, actor, campaign),
    )
    now = dict(tab.shown)
    for family in ("interpersonal", "technical"):
        st.markdown(t(f"edit.form.families.{family}"))
        for item in shown.choices:
            if item.family == family and item.reason is None:
                now[item.id] = st.checkbox(
                    _item_label(item), value=bool(tab.shown.get(item.id)), key=tab.key(item.id)
                )
    titles = {item.id: both(item.title) if item.title else item.id for item in shown.choices}
    tab.merge(now, label=lambda item_id: titles.get(item_id, item_id))


def _pick(actor: Actor, campaign: Campaign, changes: Mapping[str, Change]) -> Fields:
    add = [item_id for item_id, change in changes.items() if change.after]
    drafts.pick_items(actor, campaign.id, add=add, drop=changes.keys() - add)
    return {}


def _listed(shown: FormPreview) -> None:
    with st.expander(t("edit.form.list", count=len(shown.chosen))):
        chosen = set(shown.chosen)
        lines = [f"- {_item_label(item)}" for item in shown.choices if item.id in chosen]
        st.markdown("\n".join(lines))


def _item_label(item: ItemChoice) -> str:
    title = both(item.title) if item.title else item.id
    minutes = t("edit.form.item_minutes", minutes=texts.number(item.minutes, 1))
    return f"{escape_markdown(title)} · {t(f'edit.form.formats.{item.format}')} · {minutes}"


def _refused(shown: FormPreview) -> None:
    refused = [item for item in shown.choices if item.reason is not None]
    if not refused:
        return
    with st.expander(t("edit.form.refused", count=len(refused))):
        st.caption(t("edit.form.refused_hint"))
        for item in refused:
            title = both(item.title) if item.title else item.id
            reason = typeset(both(dict(item.reason or {})), texts.language())
            st.markdown(f"- {escape_markdown(t('edit.form.refused_line', item=title, reason=reason))}")


def draw_share(campaign: Campaign) -> None:
    """Show what will tell candidates apart, as far as a simulation can know; nothing without situations."""
    with st.spinner(t("edit.share.simulating")):
        share = form_share(drafts.preview(campaign).form)
    if share is None:
        return
    st.markdown(_share_sentence("whole", share.whole))
    if share.with_interview is not None:
        st.markdown(_share_sentence("before", share.written))
    st.caption(t("edit.share.simulation"))
    _share_warnings(campaign)
    with st.expander(t("edit.share.fold")):
        _share_table(share)


def _share_sentence(key: str, share: ExpectedShare) -> str:
    expected = share.interpersonal
    return t(
        f"edit.share.{key}", percent=percent(expected.middle), low=percent(expected.low),
        high=percent(expected.high), nominal=percent(share.nominal),
    )  # fmt: skip


def _share_warnings(campaign: Campaign) -> None:
    """Warn where judgment of people is expected to bring less than half."""
    for problem in drafts.share_problems(campaign):
        st.warning(problem_sentence(problem))


def _share_table(share: FormShare) -> None:
    st.caption(t("edit.share.with_interview") if share.with_interview else t("edit.share.without"))
    heads = [t(f"edit.share.heads.{column}") for column in ("part", "nominal", "expected")]
    layout.stacked_table(t("edit.share.fold"), heads, list(_share_rows(share.whole)))
    st.caption(t("edit.share.table_hint"))


def _share_rows(share: ExpectedShare) -> Iterator[list[str]]:
    """Yield each method, and below it its formats where there are several."""
    for method, part in share.methods.items():
        formats = {name: weight for name, weight in share.formats.items() if share.method_of[name] == method}
        yield _share_row(Html("<strong>{}</strong>").format(t(f"what_if.method_names.{method}")), part)
        if method != "interview":
            for name, weight in formats.items():
                yield _share_row(t(f"edit.form.formats.{name}"), weight)


def _share_row(name: str, part: PartWeight) -> list[str]:
    expected = part.effective
    values: Mapping[str, Any] = {
        "percent": percent(expected.middle), "low": percent(expected.low), "high": percent(expected.high),
    }  # fmt: skip
    nominal = t("edit.share.cell_nominal", percent=percent(part.nominal))
    return [name, nominal, t("edit.share.cell_expected", **values)]
