"""Frozen items: plain JSON with texts resolved, and the key as it is under the charter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from assessments.content.wording import Context, resolve, resolve_all, resolve_parts, resolve_text, typeset
from assessments.form.digest import sha256_of
from assessments.form.eligibility import Eligible, Refusal, judge_item
from assessments.items.conversation import Choice, Conversation, ConversationWording, nodes_of
from assessments.items.items import AnyItem, AnyWording
from assessments.items.keys import AnyOverlay, number, plain_key
from assessments.items.model import MINUTES, Overlay, Strict, Text
from assessments.items.open_reply import OpenReply, OpenReplyWording, Rubric, Sample
from assessments.items.scenario import Practice, Scenario, Wording
from assessments.items.triage import Triage, TriageMessage, TriageWording
from domain import LANGUAGES
from errors import ContentError


def resolve_item(
    item: AnyItem, wording: AnyWording, context: Context, rubric: Rubric | None = None
) -> dict[str, Any]:
    """Return every text of an item, with what is drawn beside it.

    Parameters
    ----------
    item : Scenario, Conversation, Triage or OpenReply
        Whose phrases are used and who is named in a mistake.
    wording : the wording of its format
        The item's own or the one adapted to a lexicon.
    context : Context
        Charter, lexicon and words.
    rubric : Rubric, optional
        Needed by written replies.

    Raises
    ------
    ContentError
        Naming item and field, when a token stands for nothing.
    """
    context = context.with_phrases(item.phrases)
    where = f"item {item.id}, field"
    shared = {
        "title": resolve_text(wording.title, context, where=f"{where} title"),
        "stem": resolve_parts(wording.stem, context, where=f"{where} stem"),
    }
    match item, wording:
        case Conversation(), ConversationWording():
            return shared | _conversation(item, wording, context, where)
        case Triage(), TriageWording():
            return shared | _triage(item, wording, context, where)
        case OpenReply(), OpenReplyWording():
            return shared | _open_reply(item, wording, context, where, rubric, shared["stem"])
        case Scenario(), Wording():
            return shared | _scenario(item, wording, context, where)
    raise ContentError(f"item {item.id}: its wording is not one of its format.", item=item.id)


def resolve_feedback(practice: Practice, context: Context) -> dict[str, dict[str, str]]:
    """Return what the candidate reads after each option of the practice scene."""
    context = context.with_phrases(practice.phrases)
    return resolve_all(practice.feedback, context, where=f"item {practice.id}, field feedback")


def _scenario(item: Scenario, wording: Wording, context: Context, where: str) -> dict[str, Any]:
    texts = resolve_all(wording.options, context, where=f"{where} options")
    return {
        "options": [{"id": option, "text": text} for option, text in texts.items()],
        "rationale": resolve_all(item.rationale, context, where=f"{where} rationale"),
    }


def _conversation(
    item: Conversation, wording: ConversationWording, context: Context, where: str
) -> dict[str, Any]:
    nodes = []
    for name, key in nodes_of(item.key).items():
        node, at = wording.nodes[name], f"{where} nodes.{name}"
        choices = [
            _choice(item, choice, node.choices[choice], context, f"{at}.choices.{choice}") for choice in key
        ]
        nodes.append(
            {
                "id": name,
                "posts": resolve_parts(node.posts, context, where=f"{at}.posts"),
                "choices": choices,
            }
        )
    return {
        "next": dict(item.next),
        "mood": item.mood,
        "nodes": nodes,
        "endings": resolve_all(item.endings, context, where=f"{where} endings"),
        "rationale": resolve_all(item.rationale, context, where=f"{where} rationale"),
    }


def _choice(item: Conversation, name: str, choice: Choice, context: Context, where: str) -> dict[str, Any]:
    return {
        "id": name,
        "text": resolve_text(choice.text, context, where=f"{where}.text"),
        "outcome": resolve_text(choice.outcome, context, where=f"{where}.outcome"),
        "mood": item.moods[name],
        "flag": item.flags.get(name),
        "clears": item.clears.get(name),
    }


def _triage(item: Triage, wording: TriageWording, context: Context, where: str) -> dict[str, Any]:
    contacts = resolve_all(wording.contacts, context, where=f"{where} contacts")
    return {
        "messages": [
            _message(item, name, wording.messages[name], context, f"{where} messages.{name}")
            for name in item.key
        ],
        "contacts": [{"id": name, "name": text} for name, text in contacts.items()],
        "rationale": resolve_all(item.rationale, context, where=f"{where} rationale"),
    }


def _message(item: Triage, name: str, message: TriageMessage, context: Context, where: str) -> dict[str, Any]:
    arrival = item.arrives.get(name)
    return {
        "id": name,
        "channel": message.channel,
        "by": resolve_text(message.by, context, where=f"{where}.by") if message.by else None,
        "when": resolve_text(message.when, context, where=f"{where}.when"),
        "text": resolve_text(message.text, context, where=f"{where}.text"),
        "arrives": arrival.model_dump() if arrival else None,
    }


def _open_reply(
    item: OpenReply,
    wording: OpenReplyWording,
    context: Context,
    where: str,
    rubric: Rubric | None,
    prompt: list[dict[str, Any]],
) -> dict[str, Any]:
    if rubric is None:
        raise ContentError(f"item {item.id}: the bank has no rubric.yaml to mark it by.", item=item.id)
    dimensions = [
        {
            "id": name,
            "name": resolve_text(rubric.dimensions[name].name, context, where=f"rubric {name}.name"),
            "anchors": _anchors(rubric, name, context),
            "needs": resolve_text(wording.needs[name], context, where=f"{where} needs.{name}"),
        }
        for name in item.dimensions
    ]
    weights = {name: number(weight) for name, weight in item.dimensions.items()}
    marked_by = {"prompt": prompt, "dimensions": dimensions, "weights": weights}
    return {
        "max_words": item.max_words,
        "kind": item.kind,
        # A mark belongs to exactly this rubric: a marker may have been trained on another wording of it.
        "rubric": {
            "sha256": sha256_of(marked_by),
            "instructions": _instructions(rubric, context),
            "dimensions": dimensions,
        },
        "samples": [
            _sample(f"{item.id}.{sample_id}", sample, context, f"{where} samples.{sample_id}")
            for sample_id, sample in wording.samples.items()
        ],
    }


def _instructions(rubric: Rubric, context: Context) -> dict[str, str] | None:
    instructions = rubric.instructions
    return resolve_text(instructions, context, where="rubric instructions") if instructions else None


def _anchors(rubric: Rubric, name: str, context: Context) -> list[dict[str, str]]:
    anchors = dict(sorted(rubric.dimensions[name].anchors.items()))
    return list(resolve_all(anchors, context, where=f"rubric {name}.anchors").values())


def _sample(name: str, sample: Sample, context: Context, where: str) -> dict[str, Any]:
    try:
        text = resolve(sample.text, sample.language, context)
    except ContentError as mistake:
        raise ContentError(f"{where}.text: {mistake}", **mistake.details) from None
    return {
        "id": name,
        "language": sample.language,
        "text": text,
        "marks": dict(sample.marks),
        "why": resolve_all(sample.why, context, where=f"{where}.why"),
    }


ChanceOf = Callable[[Mapping[str, Any]], float]
"""An inbox of a form -> the total that answering at random earns on average."""


def judged_item(
    item: AnyItem, context: Context, printed: frozenset[str], rubric: Rubric | None
) -> Eligible | Refusal:
    """Judge an item, and refuse it too when its text names a contact whom the charter does not."""
    judged = judge_item(item, context.charter, printed, lexicon=context.lexicon.id)
    if isinstance(judged, Refusal):
        return judged
    try:
        resolve_item(item, judged.wording, context, rubric)
    except ContentError as mistake:
        if "missing_contact" not in mistake.details:
            raise
        return Refusal(item.id, _no_contact(str(mistake.details["missing_contact"])))
    return judged


def _no_contact(domain: str) -> Text:
    return Text(
        en=f"The charter names nobody for “{domain}”, whom the scene relies on.",
        fr=f"La charte ne désigne personne pour « {domain} », dont la situation dépend.",
    )


def frozen_item(
    eligible: Eligible, context: Context, rubric: Rubric | None = None, chance_of: ChanceOf | None = None
) -> dict[str, Any]:
    """Return an item as a form keeps it; an inbox with what random answering earns in it."""
    item = eligible.item
    frozen = {
        "id": item.id,
        "version": item.version,
        "format": item.format,
        "family": item.family,
        "minutes": MINUTES[item.format],
        "difficulty": item.difficulty,
        "seed_rules": list(item.seed_rules),
        "charter_decides": item.charter_decides,
        "told": list(item.told),
        **resolve_item(item, eligible.wording, context, rubric),
        "key": plain_key(eligible.key),
        "base_key": plain_key(item.key),
        "applied_overlays": [_overlay(overlay) for overlay in eligible.applied],
        "loadings": dict(item.loadings),
        "job_link": plain_data(item.job_link) if item.job_link else None,
    }
    return frozen | {"chance": _chance(frozen, chance_of)} if isinstance(item, Triage) else frozen


def _overlay(overlay: AnyOverlay) -> dict[str, Any]:
    if isinstance(overlay, Overlay):
        return {"when": overlay.when, "set": plain_key(overlay.set)}
    return {"when": overlay.when, "set_messages": overlay.changes()}


def _chance(frozen: Mapping[str, Any], chance_of: ChanceOf | None) -> float:
    if chance_of is None:
        raise ContentError(
            f"item {frozen['id']}: an inbox needs the total expected by chance; pass chance_of.",
            item=frozen["id"],
        )
    return round(chance_of(frozen), 9)


def plain_data(value: Strict) -> dict[str, Any]:
    """Return the plain data of a model, with every bilingual text in the typography of its language."""
    return _typeset(value.model_dump(mode="json"))


def _typeset(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == set(LANGUAGES):
        return {language: typeset(value[language], language) for language in LANGUAGES}
    if isinstance(value, dict):
        return {name: _typeset(inner) for name, inner in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_typeset(inner) for inner in value]
    return value
