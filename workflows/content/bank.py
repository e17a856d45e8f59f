"""The bank of items for its editors: lint it, try naive strategies on it, freeze a form."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from pathlib import Path
from typing import NamedTuple

from assessments.charter.charter import Charter
from assessments.content.load import bank_of, example_charters, load_bank, load_charter, load_item, read_model
from assessments.form.digest import canonical_json
from assessments.interview.interview import InterviewQuestion
from assessments.items.items import AnyItem
from assessments.lint.lint import lint_bank
from assessments.lint.lint_model import Finding
from domain import CLOSED_FORMATS, LANGUAGES
from errors import ContentError
from workflows.campaigns.freeze import freeze_form
from workflows.content.naive import NaiveResult, strategy_results
from workflows.content.naive_work import conversation_results, inbox_results, sample_results
from workflows.files.safe_files import whole_files


class BuiltForm(NamedTuple):
    """A form that was written, and the items asked for by name that were refused."""

    n_items: int
    sha256: str
    refused: tuple[tuple[str, str], ...]
    """(item id, reason in English)."""


def lint_content() -> tuple[Finding, ...]:
    """Return everything the lint finds in the whole bank, read under the example charters."""
    try:
        return lint_bank(load_bank(), _examples())
    except ContentError as problem:
        mistakes = problem.details.get("mistakes")
        lines = mistakes if isinstance(mistakes, tuple) else (str(problem),)
        return tuple(Finding(rule="L00", level="E", message=str(line)) for line in lines)


def lint_files(paths: Sequence[Path]) -> tuple[Finding, ...]:
    """Return everything the lint finds in some files of items or questions, each read on its own.

    A file named Q1 holds a question of the interview. A file that cannot be read is a finding (L00) and does
    not stop the others.
    """
    findings: list[Finding] = []
    scenes: list[AnyItem] = []
    questions: list[InterviewQuestion] = []
    for path in paths:
        try:
            if path.stem.startswith("Q"):
                questions.append(read_model(path, InterviewQuestion))
            else:
                scenes.append(load_item(path))
        except ContentError as mistake:
            findings.append(Finding(rule="L00", level="E", item=path.stem, message=str(mistake)))
    return (*findings, *lint_bank(bank_of(scenes, interview=questions), _examples()))


def finding_rows(findings: Sequence[Finding]) -> list[str]:
    """Return findings as lines of a table: level, rule, item, where, what."""
    return [
        f"{finding.level} {finding.rule} {finding.item or 'bank':5} {_where(finding):28} {finding.message}"
        for finding in findings
    ]


def naive_report(charter: str) -> list[NaiveResult]:
    """Return what strategies that know nothing of the job earn under a charter, on items and work samples.

    Raises
    ------
    ContentError
        When the form cannot be built.
    """
    # Imported here: whoever lints or builds must not wait for scikit-learn.
    from workflows.content.naive import learnt_results

    asked = freeze_form(load_bank(), load_charter(charter))["items"]
    closed = [item for item in asked if item["format"] in CLOSED_FORMATS]
    results = []
    for language in LANGUAGES:
        results += [*strategy_results(closed, language), *learnt_results(closed, language)]
        results += conversation_results(asked, language)
    return [*results, *inbox_results(asked), *sample_results(asked)]


def naive_rows(results: Sequence[NaiveResult]) -> list[str]:
    """Return a report as lines of a table: what, language, strategy, points with 95 % interval, target."""
    return [
        f"{row.group:8} {row.language} {row.strategy:32} {row.mean:+.2f} {_interval(row)} "
        f"n={row.n_items} {'met' if row.is_met else 'NOT MET'}"
        for row in results
    ]


def _interval(row: NaiveResult) -> str:
    return "[no interval]  " if isnan(row.ci_low) else f"[{row.ci_low:+.2f}, {row.ci_high:+.2f}]"


def item_list(text: str | None) -> list[str] | None:
    """Return the ids of a list with commas; None where no list is given."""
    return None if text is None else [part.strip() for part in text.split(",") if part.strip()]


def write_form(charter: str, out: Path, *, item_ids: Sequence[str] | None = None) -> BuiltForm:
    """Freeze bank and charter into a form file.

    Parameters
    ----------
    charter : str
        A YAML file, or the name of an example.
    out : Path
        Written whole or not at all.
    item_ids : sequence of str, optional
        The items wanted; every eligible one by default.

    Raises
    ------
    ContentError
        When charter or content is not as it must be.
    """
    form = freeze_form(load_bank(), load_charter(charter), item_ids=item_ids)
    with whole_files([out], inputs=[Path(charter)]) as [file]:
        file.write(canonical_json(form) + "\n")
    refused = tuple((entry["id"], entry["reason"]["en"]) for entry in form["refused"])
    return BuiltForm(len(form["items"]), form["sha256"], refused)


def _where(finding: Finding) -> str:
    return " ".join(filter(None, (finding.field, finding.language, finding.lexicon)))


def _examples() -> tuple[Charter, ...]:
    return tuple(load_charter(name) for name in example_charters())
