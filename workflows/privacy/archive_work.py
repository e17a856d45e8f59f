"""A candidate's work in their archive: answers, marks and the interview, with other people's names hidden."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from data.accounts.accounts import all_accounts
from data.campaigns.forms import Form, form_body
from data.candidates.candidates import candidates_of
from data.privacy import about_person
from data.privacy.about_person import Row
from scoring.formats.marks import agreed_marks

HIDDEN = "[…]"
"""Stands for a name."""
SHORTEST = 3
"""Letters of a part of a name that is looked for by itself."""

Item = Mapping[str, Any]
Words = Callable[[str], str]
"""A text of staff -> the same without other people's names."""


def work(connection: Connection, sitting: Row, language: str, words: Words) -> Row:
    """Return answers, steps, drafts and the marks of replies that are complete.

    Parameters
    ----------
    connection : Connection
    sitting : Row
        As ``about_person.sitting_of`` returns it.
    language : str
        In which titles are written.
    words : callable
        Hides other people's names in notes of markers.

    Returns
    -------
    Row
        ``answers``, ``steps``, ``drafts``, ``marks``, ``suggestions``; ``n_awaited``: replies to be marked.
    """
    items = {item["id"]: item for item in form_body(connection, sitting["form_id"])["items"]}
    answers = about_person.answers(connection, sitting["id"])
    newest = {row["item_id"]: row["id"] for row in answers}
    replies = {
        answer_id: item_id
        for item_id, answer_id in newest.items()
        if item_id in items and items[item_id]["format"] == "open_reply"
    }
    marks, suggested = _marks(connection, sitting["id"], replies, words)
    written_ids = {row["id"] for row in answers if row["id"] in replies and row["answer"] is not None}
    return {
        "answers": [
            _answer(row, items, language, counts=newest[row["item_id"]] == row["id"]) for row in answers
        ],
        "steps": about_person.steps(connection, sitting["id"]),
        "drafts": about_person.drafts(connection, sitting["id"]),
        "marks": marks,
        "suggestions": suggested,
        "n_awaited": len(written_ids - {row["answer_id"] for row in marks}),
    }


def _answer(row: Row, items: Mapping[str, Item], language: str, *, counts: bool) -> Row:
    item = items.get(row["item_id"], {})
    return {
        "item_id": row["item_id"],
        "title": item.get("title", {}).get(language, ""),
        "format": item.get("format", ""),
        "revision": row["revision"],
        "counts": counts,
        "answer": row["answer"],
        "words": _words(item, row["answer"], language),
        "language": row["language"],
        "answered_at": row["answered_at"],
    }


def _words(item: Item, value: Any, language: str) -> Row:
    """Return what the ids in an answer stand for, as the person read it; an id of two things is left out."""
    texts = [(part["id"], part["text"]) for part in _parts(item)]
    often = Counter(name for name, _ in texts)
    known = {name: text[language] for name, text in texts if often[name] == 1 and language in text}
    return {name: known[name] for name in _strings(value) if name in known}


def _parts(thing: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(thing, Mapping):
        if isinstance(thing.get("id"), str) and isinstance(thing.get("text"), Mapping):
            yield thing
        thing = list(thing.values())
    if isinstance(thing, list):
        for part in thing:
            yield from _parts(part)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, member in value.items():
            yield name
            yield from _strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from _strings(member)


def _marks(
    connection: Connection, sitting_id: str, replies: Mapping[str, str], words: Words
) -> tuple[list[Row], list[Row]]:
    """Return marks and suggestions of replies whose markers are all done, without who gave or saw them."""
    of_reply: dict[str, list[Row]] = {}
    for row in about_person.marks(connection, sitting_id):
        of_reply.setdefault(row["answer_id"], []).append(row)
    done = {
        answer_id: rows
        for answer_id, rows in of_reply.items()
        if answer_id in replies and agreed_marks([row["marks"] for row in rows]) is not None
    }
    marks = [
        {"item_id": replies[answer_id], **row, "note": words(row["note"])}
        for answer_id, rows in done.items()
        for row in rows
    ]
    suggested = [
        {"item_id": replies[row["answer_id"]], **row}
        for row in about_person.suggestions(connection, sitting_id)
        if row["answer_id"] in done
    ]
    return marks, suggested


def interview(
    connection: Connection, candidate_id: str, form: Form | None, language: str, words: Words
) -> Row | None:
    """Return the person's interview, with what the panel wrote once all of it is in; None: there is none."""
    facts = about_person.interview_of(connection, candidate_id)
    if facts is None:
        return None
    interview_id = facts.pop("id")
    questions = {
        question["id"]: question["question"][language]
        for question in ((form or {}).get("interview") or {"questions": ()})["questions"]
    }
    ratings = about_person.ratings(connection, interview_id)
    # Interviewers are told apart by a number that says nothing about who they are.
    numbers = {
        account_id: at
        for at, account_id in enumerate(dict.fromkeys(row["account_id"] for row in ratings), start=1)
    }
    return {
        **facts,
        "is_complete": bool(ratings),
        "ratings": [
            {
                "interviewer": numbers[row.pop("account_id")],
                "question": questions.get(row["question_id"], ""),
                **row,
                "evidence": words(row["evidence"]),
            }
            for row in ratings
        ],
        "recommendations": [
            {"interviewer": numbers.get(row.pop("account_id"), 0), **row, "reason": words(row["reason"])}
            for row in about_person.recommendations(connection, interview_id)
        ],
        "agreed": [
            {**row, "reason": words(row["reason"])} for row in about_person.agreed(connection, interview_id)
        ],
    }


def masking(connection: Connection, campaign_id: str, candidate_id: str) -> Callable[[str], str]:
    """Return what hides the staff and a campaign's other candidates in a text about one of them."""
    people = candidates_of(connection, campaign_id)
    own = [person for person in people if person.id == candidate_id]
    names: list[str] = []
    for account in all_accounts(connection):
        names += [account.name, account.email]
    for person in people:
        if person.id != candidate_id:
            names += [person.name, person.email or "", person.pseudonym]
    return mask(
        names, keep=[text for person in own for text in (person.name, person.email or "", person.pseudonym)]
    )


def mask(names: Iterable[str], *, keep: Iterable[str] = ()) -> Callable[[str], str]:
    """Return what replaces names, and parts of them, by ``HIDDEN``, as whole words written as given.

    Parameters
    ----------
    names : iterable of str
        Names, addresses, pseudonyms; empty ones are nothing.
    keep : iterable of str
        The person's own: what occurs in them stays.
    """
    own = {part for name in keep for part in _name_parts(name)}
    looked_for = sorted({part for name in names for part in _name_parts(name)} - own, key=len, reverse=True)
    if not looked_for:
        return lambda text: text
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, looked_for)) + r")(?!\w)")
    return lambda text: pattern.sub(HIDDEN, text)


def _name_parts(name: str) -> set[str]:
    whole = name.strip()
    return {part for part in {whole, *whole.split()} if len(part) >= SHORTEST}
