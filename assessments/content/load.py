"""The loading of content: YAML files become models; a mistake names file, item, field and expectation."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel

from assessments.charter.charter import Charter, charter_from
from assessments.content.lexicon import Lexicon, Name, load_names
from assessments.content.mistakes import checked
from assessments.content.reading import CONTENT, line_of, read_mapping, read_yaml
from assessments.interview.interview import InterviewQuestion
from assessments.items.items import AnyItem, item_model
from assessments.items.model import CompetencyModel, Strict, Text
from assessments.items.open_reply import OpenReply, Rubric
from assessments.items.scenario import Practice
from errors import ContentError

Model = TypeVar("Model", bound=BaseModel)
Read = TypeVar("Read")
_lock = threading.Lock()
"""Of the first reading: two threads that ask at once must not both read the whole bank."""


class BankStatus(Strict):
    """The edition of the bank, and how far its keys and texts have been checked."""

    version: str
    keys: Text
    french: Text


@dataclass(frozen=True)
class Bank:
    """Everything that can be asked, immutable: shared by all campaigns and threads."""

    status: BankStatus
    items: Mapping[str, AnyItem]
    practice: Practice | None
    rubric: Rubric | None
    """What written replies are marked by; None where the bank has none."""
    lexicons: Mapping[str, Lexicon]
    names: Mapping[str, Name]
    """First names that scenes may use, and how they are read."""
    competencies: tuple[CompetencyModel, ...]
    interview: Mapping[str, InterviewQuestion]
    """Questions of the structured interview, in the order of their files."""


def load_bank(folder: Path = CONTENT) -> Bank:
    """Return the bank kept in a content folder, read once and then shared.

    Raises
    ------
    ContentError
        With one line per mistake found, over all files.
    """
    with _lock:
        return _bank(folder)


def bank_of(
    scenes: Iterable[AnyItem], folder: Path = CONTENT, *, interview: Iterable[InterviewQuestion] = ()
) -> Bank:
    """Return a bank with these scenes and questions, and the folder's lexicons and competencies."""
    scenes = tuple(scenes)
    items: dict[str, AnyItem] = {scene.id: scene for scene in scenes if not isinstance(scene, Practice)}
    practice = next((scene for scene in scenes if isinstance(scene, Practice)), None)
    return _assembled(items, practice, {question.id: question for question in interview}, folder)


@functools.cache
def _bank(folder: Path) -> Bank:
    """Read a content folder."""
    items = _by_id(sorted((folder / "items").glob("*.y*ml")), load_item)
    practice = _by_id(sorted((folder / "practice").glob("*.y*ml")), _reader(Practice))
    interview = _by_id(sorted((folder / "interview").glob("*.y*ml")), _reader(InterviewQuestion))
    return _assembled(items, next(iter(practice.values()), None), interview, folder)


def _assembled(
    items: dict[str, AnyItem],
    practice: Practice | None,
    interview: dict[str, InterviewQuestion],
    folder: Path,
) -> Bank:
    lexicons = _by_id(sorted((folder / "lexicons").glob("*.y*ml")), _reader(Lexicon))
    rubric = load_rubric(folder)
    _refuse_unknown_dimensions(items, rubric)
    return Bank(
        status=read_model(folder / "bank.yaml", BankStatus),
        items=MappingProxyType(items),
        practice=practice,
        rubric=rubric,
        lexicons=MappingProxyType(lexicons),
        names=MappingProxyType(load_names(folder)),
        competencies=load_competencies(folder),
        interview=MappingProxyType(interview),
    )


def load_charter(source: Path | str) -> Charter:
    """Return a charter from a file, or one of the examples by its name (``ardeal``).

    Raises
    ------
    ContentError
        When there is no such file, or naming the field that is not as it must be.
    """
    path = Path(source)
    if path.suffix in ("", ".") and not path.exists():
        path = CONTENT / "charters" / f"{path.name}.yaml"
    if not path.is_file():
        known = ", ".join(example_charters())
        raise ContentError(f"No charter at {source}. Give a YAML file or one of the examples: {known}.")
    return charter_from(read_mapping(path), source=path.name)


def example_charters() -> tuple[str, ...]:
    """Return the names of the example charters, in alphabetical order."""
    return tuple(sorted(path.stem for path in (CONTENT / "charters").glob("*.yaml")))


def load_competencies(folder: Path = CONTENT) -> tuple[CompetencyModel, ...]:
    """Return the competency model, in the order in which scores are shown."""
    path = folder / "competencies.yaml"
    data = read_yaml(path)
    if not isinstance(data, list):
        raise ContentError(f"{path.name}: expected a list of competencies.")
    return tuple(checked(entry, CompetencyModel, source=path.name) for entry in data)


def load_rubric(folder: Path = CONTENT) -> Rubric | None:
    """Return the rubric of written replies; None where a folder has none."""
    path = folder / "rubric.yaml"
    return read_model(path, Rubric) if path.exists() else None


def load_item(path: Path) -> AnyItem:
    """Return one item from its own file, whatever its format; a file P01 holds a practice scene."""
    if path.stem.startswith("P"):
        return read_model(path, Practice)
    return read_model(path, item_model(read_mapping(path), source=path.name))


def read_model(path: Path, model: type[Model]) -> Model:
    """Read one YAML file into one model; where the model has an id, it must be the file's name."""
    content = checked(read_mapping(path), model, source=path.name, line_of=functools.partial(line_of, path))
    named = getattr(content, "id", path.stem)
    if named != path.stem:
        raise ContentError(
            f"{path.name}: field id: got {named!r}, expected {path.stem!r}: a file is named by its id.",
            file=path.name,
            field="id",
        )
    return content


def _reader(model: type[Model]) -> Callable[[Path], Model]:
    return lambda path: read_model(path, model)


def _by_id(paths: Iterable[Path], read: Callable[[Path], Read]) -> dict[str, Read]:
    """Read every file, then complain of all mistakes at once."""
    by_id: dict[str, Read] = {}
    mistakes: list[str] = []
    holders: dict[str, str] = {}
    for path in paths:
        try:
            _refuse_second_holder(read_mapping(path), path, holders)
            by_id[path.stem] = read(path)
        except ContentError as mistake:
            mistakes.append(str(mistake))
    if mistakes:
        raise ContentError("\n".join(mistakes), mistakes=tuple(mistakes))
    return by_id


def _refuse_unknown_dimensions(items: Mapping[str, AnyItem], rubric: Rubric | None) -> None:
    """Raise ContentError if a prompt is marked on a dimension that the rubric does not have."""
    known = list(rubric.dimensions) if rubric else []
    lines = [
        f"{item.id}.yaml: item {item.id}, field dimensions: rubric.yaml has no dimension "
        f"{', '.join(unknown)}; it has {', '.join(known) or 'none'}."
        for item in items.values()
        if isinstance(item, OpenReply) and (unknown := sorted(set(item.dimensions) - set(known)))
    ]
    if lines:
        raise ContentError("\n".join(lines), mistakes=tuple(lines))


def _refuse_second_holder(data: dict, path: Path, holders: dict[str, str]) -> None:
    """Raise ContentError if a file has the id of another one, else note it among the holders."""
    item_id = str(data.get("id"))
    if item_id in holders:
        raise ContentError(
            f"{path.name}: field id: {item_id!r} is already the id of {holders[item_id]}; "
            "ids are never shared.",
            file=path.name,
            field="id",
        )
    holders[item_id] = path.name
