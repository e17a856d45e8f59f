"""A small form with each kind of work sample, written by hand: two nodes deep, four messages, one reply."""

from __future__ import annotations

from typing import Any

from assessments.form.digest import form_sha256
from data.campaigns.forms import Form
from tests.builders import example_form

CLOSED = ["S25", "S01"]
TALK, REPLY, INBOX = "S91", "O9", "S92"


def both(text: str) -> dict[str, str]:
    """Return a text that reads the same in both languages."""
    return {"en": text, "fr": text}


def work_sample_form() -> Form:
    """Return a form of two closed scenes and three work samples, not in the order in which they are asked."""
    form = example_form(item_ids=CLOSED)
    items = [inbox(), *form["items"], reply(), conversation()]
    changed = {name: value for name, value in form.items() if name != "sha256"} | {"items": items}
    return changed | {"sha256": form_sha256(changed)}


def _item(item_id: str, name: str, minutes: float) -> dict[str, Any]:
    return {
        "id": item_id, "version": 1, "format": name, "family": "interpersonal", "minutes": minutes,
        "difficulty": 2, "seed_rules": [], "charter_decides": False, "told": [], "loadings": {"EMP": 1.0},
        "title": both(name), "stem": [{"say": both("A Monday.")}], "base_key": {}, "applied_overlays": [],
        "job_link": None,
    }  # fmt: skip


def conversation() -> dict[str, Any]:
    """Return a conversation: A1 leads to A2 or to the end, A2 to the end."""
    return _item(TALK, "conversation", 4) | {
        "key": {"A1a": 5, "A1b": 2, "A1c": 1, "A2a": 5, "A2b": 1},
        "next": {"A1a": "A2", "A1b": "A2", "A1c": "END", "A2a": "END", "A2b": "END"},
        "mood": -1,
        "nodes": [
            _node("A1", _choice("A1a", 2), _choice("A1b", -1, flag="promise"), _choice("A1c", -3)),
            _node("A2", _choice("A2a", 1, clears="promise"), _choice("A2b", -5)),
        ],
        "endings": {name: both(name) for name in ("T1", "T2", "T3", "T4")},
        "rationale": {},
    }


def _node(node_id: str, *choices: dict[str, Any]) -> dict[str, Any]:
    return {"id": node_id, "posts": [{"say": both(node_id)}], "choices": list(choices)}


def _choice(choice_id: str, mood: int, flag: str | None = None, clears: str | None = None) -> dict[str, Any]:
    told = {"text": both(choice_id), "outcome": both(f"after {choice_id}")}
    return {"id": choice_id, "mood": mood, "flag": flag, "clears": clears} | told


def inbox() -> dict[str, Any]:
    """Return an inbox: M1 and M3 from the start, M4 at minute 5 or after 1, M2 at minute 2 or after 2."""
    key = {
        "right": ["escalate"],
        "fair": ["reply_now"],
        "harmful": ["ignore"],
        "priority": 1,
        "contact": "press",
    }
    late = {"M4": {"minute": 5, "handled": 1}, "M2": {"minute": 2, "handled": 2}}
    return _item(INBOX, "triage", 12) | {
        "key": {name: key for name in ("M1", "M2", "M3", "M4")},
        "messages": [
            {
                "id": name, "channel": "comment", "by": None, "when": both("08:10"), "text": both(name),
                "arrives": late.get(name),
            }
            for name in ("M1", "M2", "M3", "M4")
        ],
        "contacts": [{"id": "press", "name": both("Press")}, {"id": "sales", "name": both("Sales")}],
        "rationale": {},
    }  # fmt: skip


def reply() -> dict[str, Any]:
    """Return a written reply of at most eight words."""
    samples = [("Sorry, five weeks is long. I call today.", 4), ("Wait.", 0)]
    return _item(REPLY, "open_reply", 5) | {
        "key": {"E": 1, "A": 1},
        "max_words": 8,
        "kind": "public_reply",
        "rubric": {"sha256": "0" * 64, "dimensions": []},
        "samples": [
            {
                "id": f"{REPLY}.{at}",
                "language": "en",
                "text": text,
                "marks": {"E": mark, "A": mark},
                "why": {},
            }
            for at, (text, mark) in enumerate(samples, start=1)
        ],
    }
