"""The charter card: the company's rules in plain words, as candidates read them beside the scenes.

Each line carries the path of the field it prints. That is what makes "told before asked" checkable: an item
may rest on a field only if the card prints it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from assessments.charter.charter import Charter, plain_charter
from assessments.charter.charter_words import calendar_day, duration
from assessments.content.lexicon import Lexicon, capitalised
from assessments.content.mistakes import checked
from assessments.content.reading import CONTENT, read_mapping
from assessments.content.wording import Context, resolve_text, typeset
from assessments.items.keys import holds, value_at
from assessments.items.model import Strict, Text, When
from domain import LANGUAGES, Language
from errors import ContentError


class CardLine(Strict):
    """One sentence, and the charter field it tells."""

    field: str
    text: Text


class CardGroup(Strict):
    """Lines about one subject."""

    id: str
    title: Text
    lines: tuple[CardLine, ...]


class _LineTemplate(Strict):
    field: str
    when: When | None = None
    unless: When | None = None
    text: Text | None = None
    values: dict[str, Text] | None = None


class _GroupTemplate(Strict):
    id: str
    title: Text
    contacts: bool = False
    lines: tuple[_LineTemplate, ...]


class _Template(Strict):
    words: dict[str, dict[str, Text]]
    domains: dict[str, Text]
    contact: Text
    contact_alone: Text
    footer: Text
    jurisdictions: dict[str, Text]
    groups: tuple[_GroupTemplate, ...]


def charter_card(charter: Charter) -> tuple[CardGroup, ...]:
    """Return the card of a charter, group by group; the last group is the footer.

    Raises
    ------
    ContentError
        When a field has a value for which ``card.yaml`` has no sentence.
    """
    plain = plain_charter(charter)
    context = Context(charter=plain, lexicon=_NO_WORDS, words=field_words(), phrases={})
    groups = [_group(template, context) for template in _template().groups]
    return (*groups, CardGroup(id="footer", title=_TITLE_OF_FOOTER, lines=(_footer(plain),)))


def printed_fields(card: tuple[CardGroup, ...]) -> frozenset[str]:
    """Return the paths of every charter field a card tells."""
    return frozenset(line.field for group in card for line in group.lines)


def is_told(path: str, printed: frozenset[str]) -> bool:
    """Tell whether a path, or at least one field under it (``escalation``), is printed."""
    return path in printed or any(field.startswith(f"{path}.") for field in printed)


def field_words() -> Mapping[str, Mapping[str, Text]]:
    """Return how the values of charter fields read inside a sentence."""
    return _template().words


_NO_WORDS = Lexicon(id="none", name=Text(en="none", fr="aucun"), words={})
_TITLE_OF_FOOTER = Text(en="About this charter", fr="À propos de cette charte")


@functools.cache
def _template() -> _Template:
    return checked(read_mapping(CONTENT / "card.yaml"), _Template, source="card.yaml")


def _group(template: _GroupTemplate, context: Context) -> CardGroup:
    lines = [_line(line, context) for line in template.lines if _is_printed(line, context.charter)]
    if template.contacts:
        lines += [_contact_line(contact) for contact in context.charter["escalation"]]
    return CardGroup(id=template.id, title=_typeset(template.title), lines=tuple(lines))


def _is_printed(line: _LineTemplate, charter: Mapping[str, Any]) -> bool:
    wanted = line.when is None or holds(line.when, charter)
    return wanted and not (line.unless is not None and holds(line.unless, charter))


def _line(template: _LineTemplate, context: Context) -> CardLine:
    text = template.text or _for_value(template, context.charter)
    sentences = resolve_text(text, context, where=f"card.yaml, field {template.field}")
    return CardLine(field=template.field, text=Text(**sentences))


def _for_value(template: _LineTemplate, charter: Mapping[str, Any]) -> Text:
    value = value_at(charter, template.field)
    name = str(value).lower() if isinstance(value, bool) else str(value)
    if not template.values or name not in template.values:
        raise ContentError(f"card.yaml, field {template.field}: no sentence for the value {name!r}.")
    return template.values[name]


def _contact_line(contact: Mapping[str, Any]) -> CardLine:
    text = {language: _contact_sentence(contact, language) for language in LANGUAGES}
    return CardLine(field=f"escalation.{contact['domain']}", text=Text(**text))


def _contact_sentence(contact: Mapping[str, Any], language: Language) -> str:
    template = _template()
    backup = contact["backup"]
    sentence = getattr(template.contact if backup else template.contact_alone, language).format(
        domain=capitalised(getattr(template.domains[contact["domain"]], language)),
        role=contact["role"][language],
        channel=contact["channel"][language],
        delay=duration(contact["max_delay_min"], language),
        backup=backup[language] if backup else "",
    )
    return typeset(sentence, language)


def _footer(charter: Mapping[str, Any]) -> CardLine:
    template = _template()
    text = {
        language: typeset(
            getattr(template.footer, language).format(
                version=charter["version"],
                approved_by=charter["approved_by"],
                date=calendar_day(charter["date"], language),
                jurisdiction=getattr(template.jurisdictions[charter["jurisdiction"]], language),
            ),
            language,
        )
        for language in LANGUAGES
    }
    return CardLine(field="version", text=Text(**text))


def _typeset(text: Text) -> Text:
    return Text(**{language: typeset(getattr(text, language), language) for language in LANGUAGES})
