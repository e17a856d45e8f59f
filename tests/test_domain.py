"""What every floor shares stands once, and content, texts and documents go by it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any, get_args

import pytest

import domain
from assessments.content.load import load_competencies
from assessments.items.items import MODELS
from assessments.items.model import MINUTES
from reports.document import Table, speaking
from reports.documents import written
from scoring.formats.formats import FORMATS
from tests.settled import facts
from texts import t
from workflows.common.access import BY_MEMBERSHIP, EVERYWHERE, PERMISSIONS
from workflows.privacy.documents import KINDS

ROOT = Path(__file__).parent.parent
CODE = [*ROOT.glob("*.py")] + [
    path
    for folder in (
        "assessments",
        "commands",
        "errors",
        "scoring",
        "data",
        "workflows",
        "texts",
        "reports",
        "views",
        "web",
    )
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "versions" not in path.parts
]
SHARED = {name: value for name, value in vars(domain).items() if name.isupper()}


def test_it_imports_nothing_of_the_project():
    floors = {path.stem for path in ROOT.glob("*.py")} | {
        path.parent.name for path in ROOT.glob("*/__init__.py")
    }
    for node in ast.walk(ast.parse((ROOT / "domain.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = (
                [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
            )
            assert not {name.split(".")[0] for name in names} & floors


def test_nothing_it_says_is_said_again():
    copies = [
        f"{path.relative_to(ROOT)}: {target.id}"
        for path in CODE
        if path.name != "domain.py"
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and is_a_copy(target.id, node.value)
    ]
    assert copies == []


def is_a_copy(name: str, value: ast.expr | None) -> bool:
    try:
        written: Any = ast.literal_eval(value) if value is not None else None
    except ValueError:
        return False
    if name.strip("_") in SHARED and written == SHARED[name.strip("_")]:
        return True
    lists = (set(one) for one in SHARED.values() if isinstance(one, tuple) and len(one) > 2)
    return isinstance(written, tuple | list) and len(written) > 2 and set(map(str, written)) in [*lists]


def test_content_has_these_competencies_in_this_order_with_these_weights():
    competencies = load_competencies()
    assert tuple(one.code for one in competencies) == domain.COMPETENCIES == get_args(domain.Competency)
    assert {one.code: one.weight for one in competencies} == domain.DEFAULT_WEIGHTS
    for family, codes in domain.FAMILIES.items():
        assert tuple(one.code for one in competencies if one.family == family) == codes
    assert tuple(domain.FAMILIES) == get_args(domain.Family) == tuple(domain.DEFAULT_FAMILY_WEIGHTS)


def test_content_and_scoring_know_the_same_formats():
    formats = {name for union in get_args(domain.Format) for name in get_args(union) or (union,)}
    assert formats == {*domain.CLOSED_FORMATS, *domain.WORK_SAMPLES} == set(MODELS) == set(MINUTES)
    assert set(FORMATS) >= formats
    for name in formats:
        method = "closed" if name in domain.CLOSED_FORMATS else "work_sample"
        assert FORMATS[name].method == method


def test_every_role_may_something_has_a_name_and_its_campaigns():
    for role in domain.ROLES:
        assert any(role in allowed for allowed in PERMISSIONS.values())
    assert set().union(*PERMISSIONS.values()) == set(domain.ROLES)
    assert set(domain.ROLES) > EVERYWHERE | BY_MEMBERSHIP


@pytest.mark.parametrize("language", domain.LANGUAGES)
def test_documents_about_who_reaches_data_name_every_role(database, language):
    names = speaking(language, lambda: [t(f"staff.roles.{role}") for role in domain.ROLES])
    named = []
    for kind in KINDS:
        tables = [
            block for block in written(facts(kind, language), language).blocks if isinstance(block, Table)
        ]
        if any(sorted(str(row[0][0]) for row in table.rows) == sorted(names) for table in tables):
            named.append(kind)
    assert set(named) >= {"processing_record", "impact_assessment"}
