"""The scenes of a candidate: situation, answer, key, reason, and the clauses of the charter behind it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from texts import both, language, number, percent, t
from views.common.text import escape_markdown
from views.comparison import work_html, work_samples
from views.comparison.words import measured_competencies
from workflows.comparison.evidence import (
    Clause,
    ConversationEvidence,
    Evidence,
    ItemEvidence,
    OptionEvidence,
    ReplyEvidence,
    StemPart,
)


def show(evidence: Evidence) -> None:
    """Let the manager read the answers, all or those that bear on one competency."""
    st.subheader(t("compare.candidate.scenes"), anchor=False)
    work_html.apply_style()
    measured = measured_competencies(evidence.comparison)
    names = {competency.code: competency.name[language()] for competency in measured}
    chosen = st.selectbox(
        t("compare.candidate.filter"), ["", *names], width=420,
        format_func=lambda code: names.get(code, t("compare.candidate.all")),
    )  # fmt: skip
    items = [item for item in evidence.items if not chosen or item.loadings.get(chosen, 0) > 0]
    if chosen:
        items.sort(key=lambda item: -item.loadings[chosen])
    for item in items:
        with st.expander(_title(item)):
            _show_item(item, names)


def _title(item: ItemEvidence) -> str:
    points = _without_points(item) if item.points is None else number(item.points, 2)
    return f"{item.id} · {escape_markdown(both(item.title))} · **{points}**"


def _show_item(item: ItemEvidence, names: Mapping[str, str]) -> None:
    loaded = sorted(item.loadings.items(), key=lambda pair: -pair[1])
    bears = ", ".join(f"{names[code]} {percent(loading)}" for code, loading in loaded if code in names)
    st.caption(
        f"{t(f'compare.candidate.formats.{item.format}')} · {t('compare.candidate.bears_on', list=bears)}"
    )
    st.markdown("\n>\n".join(f"> {_stem_part(part)}" for part in item.stem))
    st.markdown(_points(item))
    if item.options:
        st.markdown("\n\n".join(_option(item, option) for option in item.options))
    if item.work is not None:
        work_samples.draw(item.work)
    for clause in item.overlaid_by:
        st.markdown(f":orange-badge[⚖] {_clause('clause_changed', clause)}")
    for clause in item.relies_on:
        st.caption(_clause("clause", clause))


def _stem_part(part: StemPart) -> str:
    text = escape_markdown(both(part.text))
    return t("compare.candidate.says", by=escape_markdown(both(part.by)), text=text) if part.by else text


def _points(item: ItemEvidence) -> str:
    if item.points is None:
        return t("compare.candidate.no_points", why=_without_points(item))
    share = percent(item.share or 0.0)
    if (why := _left(item)) is not None:
        return t("compare.candidate.points_skipped", why=why, share=share)
    key = "points_marked" if isinstance(item.work, ReplyEvidence) else "points"
    return t(f"compare.candidate.{key}", points=f"**{number(item.points, 2)}**", share=share)


def _left(item: ItemEvidence) -> str | None:
    """Say how a scene was left without an answer; None where there is one, or nothing was shown."""
    if item.given == "skipped":
        return t("compare.candidate.skipped")
    is_cut = isinstance(item.work, ConversationEvidence) and item.work.ending is None
    return t("evidence.unfinished") if is_cut and item.given == "answered" else None


def _without_points(item: ItemEvidence) -> str:
    """Say why a scene has no points."""
    if isinstance(item.work, ReplyEvidence) and item.work.is_pending:
        return t("compare.candidate.pending")
    return _left(item) or t(f"compare.candidate.{'undefined' if item.given == 'answered' else item.given}")


def _option(item: ItemEvidence, option: OptionEvidence) -> str:
    """Write one reaction: what it is, what the person made of it, what the key says, and why."""
    badges = " ".join([*_answer_badges(item, option), _key_badge(option), *_key_notes(item, option)])
    lines = [f"**{option.id}** {escape_markdown(both(option.text))}", badges]
    if option.rationale:
        lines.append(t("compare.candidate.why", text=escape_markdown(both(option.rationale))))
    return "  \n".join(lines)


def _answer_badges(item: ItemEvidence, option: OptionEvidence) -> list[str]:
    """Say what the person made of this reaction; the words say it, the colour only helps."""
    words = [t(f"compare.candidate.{role}") for role in option.roles]
    if option.rating is not None:
        words.append(t("compare.candidate.rated", rating=number(option.rating)))
    if option.rank is not None:
        words.append(t("compare.candidate.ranked", rank=number(option.rank)))
    return [f":blue-badge[{word}]" for word in words]


def _key_badge(option: OptionEvidence) -> str:
    key = number(option.key, 0 if option.key == int(option.key) else 1)
    if option.is_overlaid:
        return f":orange-badge[{t('compare.candidate.key_changed', key=key, base=number(option.base_key))}]"
    return f":green-badge[{t('compare.candidate.key', key=key)}]"


def _key_notes(item: ItemEvidence, option: OptionEvidence) -> list[str]:
    if item.format == "rank":
        return [f":gray-badge[{t('compare.candidate.key_ranked', rank=number(option.key_rank))}]"]
    if item.format == "multi_select" and option.is_keyed:
        return [f":gray-badge[{t('compare.candidate.keyed')}]"]
    return []


def _clause(key: str, clause: Clause) -> str:
    field = escape_markdown(
        t("compare.candidate.clause_field", field=clause.field, value=clause.value or "…")
    )
    printed = escape_markdown(both(clause.printed)) if clause.printed else ""
    return f"{t(f'compare.candidate.{key}', text=printed)} ({field})"
