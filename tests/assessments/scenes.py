"""Makers of small content: one sound scene to spoil, and content folders on disk."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path
from typing import Any

import yaml

from assessments.content.load import Bank, bank_of, load_charter
from assessments.content.reading import CONTENT
from assessments.items.scenario import Practice, Scenario

_SOUND: dict[str, Any] = {
    "id": "S90",
    "format": "best_worst",
    "family": "interpersonal",
    "difficulty": 1,
    "job_link": {"en": "Answer a question.", "fr": "Répondre à une question."},
    "charter_decides": False,
    "told": ["response_target_public"],
    "loadings": {"EMP": 0.5, "TON": 0.5},
    "key": {"A": 5, "B": 3, "C": 2, "D": 1},
    "rationale": {letter: {"en": "Sound.", "fr": "Juste."} for letter in "ABCD"},
    "lexicons": ["car"],
    "wording": {
        "title": {"en": "A question", "fr": "Une question"},
        "stem": [
            {"say": {"en": "Somebody asks about the {item}.", "fr": "On vous interroge sur {le item}."}}
        ],
        "options": {
            "A": {"en": "Answer with the opening hours.", "fr": "Répondre avec les horaires."},
            "B": {"en": "Point to the page of the desk.", "fr": "Renvoyer vers la page dédiée."},
            "C": {"en": "Wait for a second question.", "fr": "Attendre une autre question."},
            "D": {"en": "Joke about readers of pages.", "fr": "Se moquer des lecteurs assis."},
        },
    },
}


def raw_scene(**changes: Any) -> dict[str, Any]:
    """Return a sound scene as YAML would hold it; a change is named by its path, ``wording__title``."""
    scene = copy.deepcopy(_SOUND)
    for path, value in changes.items():
        *way, last = path.split("__")
        place = scene
        for step in way:
            place = place[step]
        place[last] = value
    return scene


def scene(**changes: Any) -> Scenario:
    """Return a sound scene with some changes."""
    return Scenario.model_validate(raw_scene(**changes))


def bank(*scenes: Scenario | Practice) -> Bank:
    """Return a bank of these scenes only."""
    return bank_of(scenes)


def ardeal(**changes: Any):
    """Return the example charter whose keys are the base keys, with some fields changed."""
    return load_charter("ardeal").model_copy(update=changes)


def content_folder(folder: Path, *scenes_: dict[str, Any]) -> Path:
    """Make a content folder with these items and the product's lexicons and competencies."""
    shutil.copytree(CONTENT, folder, ignore=shutil.ignore_patterns("items", "practice"))
    (folder / "items").mkdir()
    (folder / "practice").mkdir()
    for raw in scenes_:
        write_item(folder / "items" / f"{raw['id']}.yaml", raw)
    return folder


def write_item(path: Path, raw: dict[str, Any]) -> Path:
    """Write one item to a file."""
    path.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path
