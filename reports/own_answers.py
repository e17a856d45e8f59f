"""An answer in words, for the person who gave it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from texts import language, t, texts

Words = Mapping[str, str]
"""Id -> what was read under it."""


def answer_lines(row: dict[str, Any]) -> Iterator[str]:
    """Yield an answer of an archive line by line, with the texts that were read in place of their ids."""
    if row["answer"] is None:
        yield t("rights.archive.answer.skipped")
        return
    yield from _BY_FORMAT.get(row["format"], _listed)(row["answer"], row["words"])


def _picked(value: dict[str, Any], words: Words) -> Iterator[str]:
    for name, options in value.items():
        for option in [options] if isinstance(options, str) else options:
            yield f"{t(f'candidate.formats.best_worst.{name}')} · {words.get(option, option)}"


def _rated(value: dict[str, int], words: Words) -> Iterator[str]:
    yield from (f"{rating} · {words.get(option, option)}" for option, rating in value.items())


def _listed(value: list[str] | str, words: Words) -> Iterator[str]:
    if isinstance(value, str):
        yield words.get(value, value)
    elif value:
        yield from (f"· {words.get(one, one)}" for one in value)
    else:
        yield t("candidate.formats.multi_select.summary_none")


def _ranked(value: list[Any], words: Words) -> Iterator[str]:
    place = 1
    for entry in value:
        tied = [entry] if isinstance(entry, str) else entry
        yield from (f"{place} · {words.get(option, option)}" for option in tied)
        place += len(tied)


def _handled_all(value: dict[str, dict[str, Any]], words: Words) -> Iterator[str]:
    yield from (_handled(name, done, words) for name, done in value.items())


def _handled(name: str, done: dict[str, Any], words: Words) -> str:
    known = texts(language())
    actions = [known.get(f"candidate_work.triage.action_{one}", one) for one in done.get("action", ())]
    priority = known.get(f"candidate_work.triage.priority_{done.get('priority')}", "")
    return f"{', '.join(one for one in (*actions, priority) if one)} · {words.get(name, name)}"


_BY_FORMAT: dict[str, Callable[[Any, Words], Iterator[str]]] = {
    "best_worst": _picked,
    "rate_each": _rated,
    "rank": _ranked,
    "triage": _handled_all,
}
"""The others are one text or a list of ids."""
