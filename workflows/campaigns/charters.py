"""Charters as a recruiter edits them: the examples to start from, the choices, and the card it will print."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, get_args

from assessments.charter.card import CardGroup, CardLine, charter_card, field_words
from assessments.charter.charter import (
    Caution,
    Charter,
    Company,
    Contact,
    Information,
    ModerationPolicy,
    PrivateChannel,
    Tone,
    cautions,
    charter_from,
    locks,
    plain_charter,
)
from assessments.content.lexicon import capitalised
from assessments.content.load import example_charters, load_bank, load_charter
from assessments.content.reading import MAX_BYTES, read_mapping
from assessments.content.wording import typeset
from assessments.items.model import Strict, Text
from domain import LANGUAGES
from errors import ContentError

Plain = dict[str, Any]
"""A charter as plain data, possibly incomplete."""

_SENTENCES = (
    "employer_mention", "photo_consent", "photo_consent_minors", "off_hours_owner", "role_model",
    "neutrality", "publish_ceiling", "holding_reply_allowed", "goodwill_public", "ai_assist", "crisis_freeze",
    "tone.reply_language", "disclosure.gift_log", "coverage",
)  # fmt: skip
"""Fields whose choices are worded by the very sentence that the card prints for them."""


@dataclass(frozen=True)
class CharterView:
    """A charter as the page shows it: the card when it is complete, what is wrong when it is not."""

    card: tuple[CardGroup, ...]
    cautions: tuple[Caution, ...]
    wrong_fields: tuple[str, ...]
    """Paths of fields that are missing or not as they must be."""


@functools.cache
def examples() -> Mapping[str, Company]:
    """Return the example charters: name of the file -> the fictional company."""
    return {name: load_charter(name).company for name in example_charters()}


def example(name: str) -> Plain:
    """Return one example charter as plain data."""
    if name not in example_charters():
        raise ContentError(f"No example charter {name!r}.", name=name)
    return plain_charter(load_charter(name))


def is_fictional(charter: Mapping[str, Any]) -> bool:
    """Tell whether a charter is still that of an example company, by the company's name."""
    name = str((charter.get("company") or {}).get("name", "")).strip().casefold()
    return name in {known.name.casefold() for known in examples().values()}


def from_upload(name: str, raw: bytes) -> Plain:
    """Return a charter from a YAML file a recruiter brought, as plain data.

    Raises
    ------
    ContentError
        Naming the file and each field that is not as it must be; nothing of the draft was changed.
    """
    safe = re.sub(r"[^\w.-]", "_", name)[-60:].lstrip(".") or "charter.yaml"
    with TemporaryDirectory() as folder:
        path = Path(folder) / safe
        path.write_bytes(raw[: MAX_BYTES + 1])
        return plain_charter(charter_from(read_mapping(path), source=safe))


def view(charter: Mapping[str, Any]) -> CharterView:
    """Return what the page shows of a charter under way."""
    try:
        ready = charter_from(charter)
        return CharterView(charter_card(ready), cautions(ready), ())
    except ContentError as mistake:
        fields = mistake.details.get("fields")
        return CharterView((), (), fields if isinstance(fields, tuple) and fields else ("(whole file)",))


def lexicons() -> dict[str, Text]:
    """Return the lines of business the bank has words for: id -> name."""
    return {name: lexicon.name for name, lexicon in load_bank().lexicons.items()}


@functools.cache
def choices() -> Mapping[str, Mapping[Any, Text]]:
    """Return, per field with a closed list of values, each value and how it reads in both languages."""
    by_field: dict[str, Mapping[Any, Text]] = {path: _sentences(path) for path in _SENTENCES}
    words = field_words()
    for prefix, model in (("info", Information), ("moderation", ModerationPolicy), ("tone", Tone)):
        for name, values in _closed_lists(model).items():
            path = f"{prefix}.{name}"
            if path not in by_field:
                by_field[path] = _in_words(values, words.get(path) or words[prefix])
    may_ask = get_args(get_args(PrivateChannel.model_fields["may_ask"].annotation)[0])
    by_field["private_channel.may_ask"] = _in_words(may_ask, words["private_channel.may_ask"])
    return by_field


def domains() -> tuple[str, ...]:
    """Return the domains for which a charter names who takes over."""
    return get_args(Contact.model_fields["domain"].annotation)


def competency_names() -> dict[str, dict[str, str]]:
    """Return competency code -> its name in both languages, in the model's order."""
    return {competency.code: competency.name.model_dump() for competency in load_bank().competencies}


def short_competency_names() -> dict[str, dict[str, str]]:
    """Return competency code -> what it is called where there is little room, in both languages."""
    return {competency.code: competency.short.model_dump() for competency in load_bank().competencies}


@functools.cache
def locked_sentences() -> Mapping[str, tuple[Text, Text]]:
    """Return, per locked field, what the card says of it and why nobody may change it."""
    lines = {line.field: line.text for name in example_charters() for line in _lines(example(name))}
    return {path: (lines[path], lock.why) for path, lock in locks().items()}


def with_value(charter: Mapping[str, Any], path: str, value: object) -> Plain:
    """Return a copy of a plain charter with one field set, by its dotted path."""
    first, _, rest = path.partition(".")
    changed = dict(charter)
    changed[first] = with_value(changed.get(first) or {}, rest, value) if rest else value
    return changed


def _closed_lists(model: type[Strict]) -> dict[str, tuple[Any, ...]]:
    annotations = {name: field.annotation for name, field in model.model_fields.items()}
    return {name: get_args(kind) for name, kind in annotations.items() if _is_open_literal(kind)}


def _is_open_literal(kind: Any) -> bool:
    return getattr(kind, "__origin__", None) is Literal and len(get_args(kind)) > 1


def _in_words(values: tuple[Any, ...], words: Mapping[str, Text]) -> Mapping[Any, Text]:
    texts = {value: words[str(value)] for value in values if str(value) in words}
    return {
        value: Text(**{name: typeset(capitalised(getattr(text, name)), name) for name in LANGUAGES})
        for value, text in texts.items()
    }


def _sentences(path: str) -> Mapping[Any, Text]:
    """Ask the card itself how it prints each value of a field."""
    base = example("ardeal") | {"goodwill_limit_eur": 100}
    return {value: _printed(with_value(base, path, value), path) for value in _values_of(path)}


def _values_of(path: str) -> tuple[Any, ...]:
    if path == "publish_ceiling":
        return (0, 1, 2, 3, 4)
    first, _, rest = path.partition(".")
    field = Charter.model_fields[first]
    if rest:
        part = field.annotation
        assert isinstance(part, type) and issubclass(part, Strict)
        field = part.model_fields[rest]
    return (True, False) if field.annotation is bool else get_args(field.annotation)


def _printed(charter: Plain, path: str) -> Text:
    return next(line.text for line in _lines(charter) if line.field == path)


def _lines(charter: Plain) -> list[CardLine]:
    return [line for group in charter_card(charter_from(charter)) for line in group.lines]
