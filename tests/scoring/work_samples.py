"""Frozen items of the three work samples: the keys of the design, without its texts."""

import json
from pathlib import Path

KEYS = json.loads((Path(__file__).parents[1] / "golden" / "work_samples.json").read_text(encoding="utf-8"))
TEXT = {"en": "Text", "fr": "Texte"}
CONTACTS = ("after_sales", "dpo", "press", "sales", "safety")
ARRIVES = {"M9": {"minute": 5, "handled": 5}, "M12": {"minute": 8, "handled": 8}}
DIMENSIONS = "EATCN"
SAMPLES = {
    "Five weeks is too long: Karine calls you at 2 pm today.": [4, 4, 4, 4, 4],
    "Five weeks of calls would wear anyone down.": [3, 4, 3, 4, 2],
    "Please write to us in private.": [2, 2, 3, 3, 1],
    "We are sorry for the inconvenience.": [1, 2, 2, 2, 1],
    "There is no need for threats.": [0, 1, 0, 1, 0],
}


def _common(name: str, kind: str) -> dict:
    return {
        "id": name,
        "format": kind,
        "family": "interpersonal",
        "minutes": {"conversation": 4, "triage": 12, "open_reply": 5}[kind],
        "title": TEXT,
        "stem": [{"say": TEXT}],
        "told": [],
        "applied_overlays": [],
    }


def conversation(name: str = "S22") -> dict:
    """S22 (88 paths) or S23 (220 paths)."""
    found = KEYS["conversations"][name]
    choices = {choice: one for node in found["nodes"].values() for choice, one in node.items()}
    return {
        **_common(name, "conversation"),
        "loadings": {"DEE": 0.35, "EMP": 0.25, "TON": 0.2, "JUD": 0.2},
        "mood": found["mood"],
        "key": {choice: one["key"] for choice, one in choices.items()},
        "next": {choice: one["next"] for choice, one in choices.items()},
        "nodes": [
            {
                "id": node,
                "posts": [{"say": TEXT}],
                "choices": [
                    {
                        "id": choice,
                        "text": TEXT,
                        "outcome": TEXT,
                        "mood": one["mood"],
                        "flag": one.get("flag"),
                        "clears": one.get("clears"),
                    }
                    for choice, one in offered.items()
                ],
            }
            for node, offered in found["nodes"].items()
        ],
        "endings": {end: TEXT for end in ("T1", "T2", "T3", "T4")},
    }


def triage() -> dict:
    """S24: twelve messages, two of which appear later."""
    return {
        **_common("S24", "triage"),
        "loadings": {"JUD": 0.4, "INT": 0.3, "TON": 0.3},
        "key": KEYS["triage"],
        "contacts": [{"id": contact, "name": TEXT} for contact in CONTACTS],
        "messages": [
            {
                "id": name,
                "channel": "comment",
                "by": None,
                "when": TEXT,
                "text": TEXT,
                "arrives": ARRIVES.get(name),
            }
            for name in KEYS["triage"]
        ],
    }


def open_reply(name: str = "O1") -> dict:
    """A prompt with five dimensions of equal weight and five samples."""
    return {
        **_common(name, "open_reply"),
        "loadings": {"EMP": 0.35, "JUD": 0.25, "TON": 0.2, "INT": 0.2},
        "key": dict.fromkeys(DIMENSIONS, 1),
        "max_words": 80,
        "kind": "public_reply",
        "rubric": {
            "sha256": "0" * 64,
            "dimensions": [
                {"id": dimension, "name": TEXT, "anchors": [TEXT] * 5, "needs": TEXT}
                for dimension in DIMENSIONS
            ],
        },
        "samples": [
            {"id": f"{name}.{at}", "language": "en", "text": text, "marks": marks(*given)}
            for at, (text, given) in enumerate(SAMPLES.items(), start=1)
        ],
    }


def marks(*given: int) -> dict[str, int]:
    """One marker's marks on the five dimensions; one number stands for all."""
    return dict(zip(DIMENSIONS, given if len(given) > 1 else given * len(DIMENSIONS), strict=True))


def best_triage() -> dict:
    """The key's own answer, most urgent first, late messages when they are there."""
    order = ["M1", "M3", "M5", "M11", "M2", "M9", "M4", "M6", "M7", "M12", "M8", "M10"]
    return {name: _best(KEYS["triage"][name]) for name in order}


def _best(key: dict) -> dict:
    given = {"action": key["right"], "priority": key["priority"]}
    return given | ({"contact": key["contact"], "holding": True} if "escalate" in key["right"] else {})
