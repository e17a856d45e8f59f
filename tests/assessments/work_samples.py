"""Makers of small work samples: a sound conversation, inbox and open reply to spoil."""

from __future__ import annotations

import copy
from typing import Any

from assessments.items.conversation import Conversation
from assessments.items.open_reply import OpenReply
from assessments.items.triage import Triage


def text(en: str, fr: str | None = None) -> dict[str, str]:
    return {"en": en, "fr": fr or en}


def _common(item_id: str, name: str) -> dict[str, Any]:
    return {
        "id": item_id,
        "format": name,
        "family": "interpersonal",
        "difficulty": 2,
        "job_link": text("Answer people.", "Répondre aux gens."),
        "charter_decides": False,
        "told": ["response_target_public"],
        "loadings": {"EMP": 0.5, "DEE": 0.5},
        "lexicons": ["car"],
    }


_CHOICES = {
    "A1": {
        "a": text("Answer Mira in the thread now.", "Répondre à Mira dans le fil."),
        "b": text("Call the desk before a word.", "Appeler le garage d'abord."),
        "c": text("Leave it until tomorrow.", "Laisser cela pour demain."),
        "d": text("Point to the opening hours.", "Donner les heures d'accueil."),
    },
    "A2": {
        "a": text("Thank her for the patience.", "La remercier de sa patience."),
        "b": text("Say who is looking for a car.", "Dire qui cherche une voiture."),
        "c": text("Ask her to write elsewhere.", "Lui demander d'écrire ici."),
        "d": text("Tell her what went wrong.", "Lui dire ce qui a manqué."),
    },
}


def _node(en: str, fr: str) -> dict[str, Any]:
    return {"posts": [{"by": text("Mira K."), "channel": "comment", "text": text(en, fr)}]}


def _nodes() -> dict[str, Any]:
    nodes = {
        "A1": _node("Nobody answers at your place.", "Personne ne répond chez vous."),
        "A2": _node("I missed the doctor for this.", "J'ai manqué le médecin pour ça."),
    }
    for name, node in nodes.items():
        node["choices"] = {
            f"{name}{letter}": {"text": choice, "outcome": text("Mira waits.", "Mira attend.")}
            for letter, choice in _CHOICES[name].items()
        }
    return nodes


_IDS = [f"{node}{letter}" for node in ("A1", "A2") for letter in "abcd"]

CONVERSATION: dict[str, Any] = _common("S91", "conversation") | {
    "key": dict(zip(_IDS, [3, 5, 2, 1, 2, 3, 1, 5], strict=True)),
    "next": dict(zip(_IDS, ["A2", "A2", "A2", "END", "END", "END", "END", "END"], strict=True)),
    "cast": [{"name": "Mira", "role": "customer"}],
    "mood": -1,
    "moods": dict.fromkeys(_IDS, 0),
    "flags": {"A1c": "promise"},
    "clears": {"A2d": "promise"},
    "rationale": {choice: text("Sound.", "Juste.") for choice in _IDS},
    "endings": {f"T{n}": text("It is quiet.", "Le calme revient.") for n in (1, 2, 3, 4)},
    "wording": {
        "title": text("The car", "La voiture"),
        "stem": [{"say": text("You are on duty.", "Vous êtes de service.")}],
        "nodes": _nodes(),
    },
}

TRIAGE: dict[str, Any] = _common("S92", "triage") | {
    "key": {
        "M1": {"right": ["escalate"], "fair": ["reply_now"], "harmful": ["ignore", "thank"], "priority": 1,
               "contact": "after_sales"},
        "M2": {"right": ["thank"], "fair": ["reply_later"], "harmful": ["hide"], "priority": 4},
        "M3": {"right": ["hide", "escalate"], "harmful": ["reply_now"], "priority": 1, "contact": "safety"},
    },
    "cast": [{"name": "Kim", "role": "colleague"}],
    "arrives": {"M3": {"minute": 5, "handled": 2}},
    "rationale": {name: text("Sound.", "Juste.") for name in ("M1", "M2", "M3")},
    "wording": {
        "title": text("Monday, 8:30 am", "Lundi, 8 h 30"),
        "stem": [{"say": text("Sort the messages.", "Triez les messages.")}],
        "messages": {
            "M1": {"channel": "comment", "by": text("A driver", "Une conductrice"),
                   "when": text("8:21 am", "8 h 21"),
                   "text": text("A red light. Is it safe?", "Un voyant rouge. Est-ce grave ?")},
            "M2": {"channel": "review", "when": text("Sunday", "Dimanche"),
                   "text": text("Kim was lovely.", "Kim est adorable.")},
            "M3": {"channel": "comment", "when": text("8:40 am", "8 h 40"),
                   "text": text("I know where he parks.", "Je sais où il se gare.")},
        },
        "contacts": {"after_sales": text("{contact.after_sales}"), "safety": text("Security", "Sûreté")},
    },
}  # fmt: skip

_SAMPLES = [
    ("Sorry, write to us.", 1), ("A morning lost is a real cost, and I look into it now.", 4),
    ("We take this seriously and strive for excellence every single day of the year.", 0),
    ("I look now and write at noon.", 4), ("Calm down.", 0), ("Call the desk.", 1),
    ("Thank you for your message, the team will read it soon.", 2), ("I will see what I can do.", 2),
]  # fmt: skip

OPEN_REPLY: dict[str, Any] = _common("O9", "open_reply") | {
    "dimensions": {"E": 1, "A": 2},
    "max_words": 80,
    "kind": "public_reply",
    "wording": {
        "title": text("The morning off", "La matinée perdue"),
        "stem": [{"say": text("Write the reply.", "Écrivez la réponse.")}],
        "needs": {"E": text("The lost morning.", "La matinée perdue."),
                  "A": text("No blame.", "Sans reproche.")},
        "samples": {
            str(n): {"language": "en", "text": said, "marks": {"E": mark, "A": mark},
                     "why": {"E": text("As it is.", "Tel quel.")}}
            for n, (said, mark) in enumerate(_SAMPLES, start=1)
        },
    },
}  # fmt: skip

RUBRIC: dict[str, Any] = {
    "dimensions": {
        name: {"name": text(name), "anchors": {mark: text(f"{name} {mark}") for mark in range(5)}}
        for name in ("E", "A")
    }
}


def spoilt(sound: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a copy with some changes, each named by its path, ``wording__title``; None takes a part away."""
    raw = copy.deepcopy(sound)
    for path, value in changes.items():
        *way, last = path.split("__")
        place = raw
        for step in way:
            place = place[step]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return raw


def conversation(**changes: Any) -> Conversation:
    return Conversation.model_validate(spoilt(CONVERSATION, **changes))


def triage(**changes: Any) -> Triage:
    return Triage.model_validate(spoilt(TRIAGE, **changes))


def open_reply(**changes: Any) -> OpenReply:
    return OpenReply.model_validate(spoilt(OPEN_REPLY, **changes))
