"""The bank as candidates of each lexicon read it: every text resolved, ready for the rules on texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessments.charter.card import charter_card, printed_fields
from assessments.charter.charter import Charter, plain_charter
from assessments.content.load import Bank
from assessments.form.eligibility import Eligible, judge_item, wording_for
from assessments.form.form import charter_context
from assessments.form.frozen import resolve_item
from assessments.items.conversation import nodes_of
from assessments.items.items import AnyItem
from assessments.items.keys import numbers_in
from assessments.lint.lint_model import Finding, Prose, Question, Rendering, Sample, Texts, finding
from domain import LANGUAGES
from errors import ContentError


def render_bank(bank: Bank, charters: Sequence[Charter]) -> Rendering:
    """Resolve every text for each charter's lexicon; what cannot be resolved becomes a finding."""
    questions: list[Question] = []
    prose: list[Prose] = []
    samples: list[Sample] = []
    findings: list[Finding] = []
    for charter in charters:
        context, printed = charter_context(bank, charter), printed_fields(charter_card(charter))
        lexicon = charter.brand_lexicon
        for item in [*bank.items.values(), *([bank.practice] if bank.practice else [])]:
            try:
                wording = wording_for(item, lexicon)
                if wording is None:
                    continue
                resolved = resolve_item(item, wording, context, bank.rubric)
                judged = judge_item(item, plain_charter(charter), printed, lexicon=lexicon)
            except ContentError as mistake:
                findings.append(finding("L00", "E", str(mistake), item=item, lexicon=lexicon))
                continue
            questions += _questions(item, lexicon, resolved, judged if isinstance(judged, Eligible) else None)
            prose += _prose(item, lexicon, resolved)
            samples += _samples(item, lexicon, resolved)
    return Rendering(tuple(questions), tuple(prose), tuple(samples), tuple(findings))


def _questions(
    item: AnyItem, lexicon: str, resolved: Mapping[str, Any], eligible: Eligible | None
) -> Iterator[Question]:
    """Yield the questions of an item; eligible None = it cannot be asked under the lexicon's charter."""
    key = numbers_in(eligible.key if eligible else item.key)
    for node, options in _sets_of_options(resolved):
        yield Question(
            item=item,
            lexicon=lexicon,
            node=node["id"] if node else None,
            key=nodes_of(key)[node["id"]] if node else key,
            is_asked=eligible is not None,
            stem=_joined(node["posts"] if node else resolved["stem"], ("say", "text")),
            options={option["id"]: option["text"] for option in options},
        )


def _sets_of_options(resolved: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any] | None, list[Any]]]:
    """Yield the options of a closed item, node None, and the choices of each node of a conversation."""
    if "options" in resolved:
        yield None, resolved["options"]
    for node in resolved.get("nodes", []):
        yield node, node["choices"]


def _prose(item: AnyItem, lexicon: str, resolved: Mapping[str, Any]) -> Iterator[Prose]:
    """Yield every bilingual text of an item with its place in the file."""
    yield Prose(item, lexicon, "title", resolved["title"], resolved["title"])
    yield from _stem(item, lexicon, "stem", resolved["stem"])
    for name in ("rationale", "endings"):
        for part, text in resolved.get(name, {}).items():
            yield Prose(item, lexicon, f"{name}.{part}", text, text)
    for option in resolved.get("options", []):
        yield Prose(item, lexicon, f"options.{option['id']}", option["text"], option["text"], "option")
    for node in resolved.get("nodes", []):
        yield from _node(item, lexicon, node)
    for message in resolved.get("messages", []):
        place = f"messages.{message['id']}"
        yield Prose(item, lexicon, f"{place}.when", message["when"], None)
        yield Prose(item, lexicon, f"{place}.text", message["text"], None, "message")
        if message["by"]:
            yield Prose(item, lexicon, f"{place}.by", message["by"], None)
    for dimension in resolved.get("rubric", {}).get("dimensions", []):
        yield Prose(item, lexicon, f"needs.{dimension['id']}", dimension["needs"], dimension["needs"])


def _node(item: AnyItem, lexicon: str, node: Mapping[str, Any]) -> Iterator[Prose]:
    yield from _stem(item, lexicon, f"nodes.{node['id']}.posts", node["posts"])
    for choice in node["choices"]:
        place = f"nodes.{node['id']}.choices.{choice['id']}"
        yield Prose(item, lexicon, place, choice["text"], choice["text"], "option")
        yield Prose(item, lexicon, f"{place}.outcome", choice["outcome"], choice["outcome"])


def _stem(item: AnyItem, lexicon: str, field: str, parts: Sequence[Mapping[str, Any]]) -> Iterator[Prose]:
    yield Prose(item, lexicon, field, _joined(parts, ("say", "text")), _joined(parts, ("say",)), "stem")
    for number, part in enumerate(parts):
        if "by" in part:
            yield Prose(item, lexicon, f"{field}.{number}.by", part["by"], None)


def _samples(item: AnyItem, lexicon: str, resolved: Mapping[str, Any]) -> Iterator[Sample]:
    for sample in resolved.get("samples", []):
        weights = numbers_in(item.key)
        total = sum(weights[name] * mark for name, mark in sample["marks"].items()) / sum(weights.values())
        yield Sample(item, lexicon, sample["id"], sample["language"], sample["text"], total)


def _joined(parts: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Texts:
    """Return these members of the parts of a stem as one text by language."""
    texts = [part[name] for part in parts for name in names if name in part]
    return {language: " ".join(text[language] for text in texts) for language in LANGUAGES}
