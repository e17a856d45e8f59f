"""Names: everybody in a scene is cast, and no gender and no origin is tied to a role."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from assessments.items import AnyItem
from assessments.lint_model import Finding, Prose, finding
from assessments.model import LANGUAGES
from assessments.names import Name

ROLE_SHARE_GAP = 0.25
MIN_CAST = 8
"""People in a role below which shares say nothing."""

_SIGNED = re.compile(r"^(?P<name>[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?)(?: [A-ZÀ-Ý]\.)?$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def lint_names(
    items: Sequence[AnyItem], prose: Sequence[Prose], pool: Mapping[str, Name]
) -> Iterator[Finding]:
    """Yield names that are not cast or not in the pool, and roles that lean to a gender or an origin.

    Parameters
    ----------
    items : sequence
        The bank's items.
    prose : sequence of Prose
        Their texts, in every lexicon.
    pool : mapping of name to Name
        ``content/names.yaml``.
    """
    texts: dict[str, list[Prose]] = defaultdict(list)
    for one in prose:
        texts[one.item.id].append(one)
    for item in items:
        yield from _cast(item, texts[item.id], pool)
    yield from _balance(items, pool)


def _cast(item: AnyItem, texts: Sequence[Prose], pool: Mapping[str, Name]) -> Iterator[Finding]:
    words = {word for one in texts for language in LANGUAGES for word in _WORD.findall(one.text[language])}
    signed = {found["name"] for one in texts if one.field.endswith(".by")
              for language in LANGUAGES if (found := _SIGNED.match(one.text[language]))}  # fmt: skip
    cast = {member.name for member in item.cast}
    for name in sorted(cast - set(pool)):
        yield finding("L19", "E", f"{name} is not in names.yaml.", item=item, field="cast")
    for name in sorted(cast - words):
        yield finding("L19", "E", f"{name} is cast, but stands in no text.", item=item, field="cast")
    for name in sorted((words & set(pool)) - cast):
        yield finding("L19", "E", f"{name} stands in a text and is not cast.", item=item, field="cast")
    # Brands and roles sign with a capital too; a role differs by language, a name does not.
    both = {name for name in signed if name in words - set(pool) - cast and _is_same(texts, name)}
    for name in sorted(both):
        message = f"{name} signs a message and is not in names.yaml."
        yield finding("L19", "E", message, item=item, field="cast")


def _is_same(texts: Sequence[Prose], name: str) -> bool:
    return any(
        one.field.endswith(".by") and one.text["en"] == one.text["fr"] and one.text["en"].startswith(name)
        for one in texts
    )


def _balance(items: Sequence[AnyItem], pool: Mapping[str, Name]) -> Iterator[Finding]:
    people = [
        (member.role, pool[member.name]) for item in items for member in item.cast if member.name in pool
    ]
    roles: dict[str, list[Name]] = defaultdict(list)
    for role, name in people:
        roles[role].append(name)
    for trait in ("gender", "group"):
        everybody = Counter(getattr(name, trait) for _, name in people)
        for role, names in sorted(roles.items()):
            found = Counter(getattr(name, trait) for name in names)
            for value, n in sorted(everybody.items()):
                expected = len(names) * n / len(people)
                if len(names) >= MIN_CAST and _leans(found[value], expected, len(names)):
                    message = (
                        f"{found[value]} of {len(names)} people cast as {role} are read as {value}, about "
                        f"{expected:.1f} expected from {n} of all {len(people)}."
                    )
                    yield finding("L19", "W", message, field="cast")


def _leans(found: int, expected: float, n: int) -> bool:
    return abs(found - expected) > max(1.0, ROLE_SHARE_GAP * n)
