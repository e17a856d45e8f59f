"""The documents say what the code does: commands, settings, formats, tables, pages, sources, links."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
import typer.main

import texts
import web
from assessments.content.load import load_competencies
from cli import app
from data.tables import METADATA
from domain import ROLES
from scoring.formats.formats import FORMATS
from scoring.scores.flags import Flag
from settings import Settings
from views.pages import STAFF_PAGES
from workflows.common.access import PERMISSIONS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
WRITTEN = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
CODE = [*ROOT.glob("*.py")] + [
    path
    for folder in (
        "commands",
        "errors",
        "assessments",
        "scoring",
        "data",
        "workflows",
        "texts",
        "reports",
        "views",
        "web",
        "benchmarks",
        "tests",
    )
    for path in sorted((ROOT / folder).rglob("*.py"))
]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


README = read(ROOT / "README.md")
CONTRIBUTING = read(ROOT / "CONTRIBUTING.md")
SHELL = read(DOCS / "shell.md")
OPERATIONS = read(DOCS / "operations.md")
ARCHITECTURE = read(DOCS / "architecture.md")
SCORING = read(DOCS / "scoring.md")
GLOSSARY = read(DOCS / "glossary.md")
USED = SHELL + SCORING + OPERATIONS


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


every_document = pytest.mark.parametrize("path", WRITTEN, ids=named)


# The shell


def commands() -> Iterator[tuple[str, Any]]:
    for name, command in typer.main.get_command(app).commands.items():
        below = getattr(command, "commands", None)
        if below is None:
            yield name, command
        else:
            yield from ((f"{name} {inner}", one) for inner, one in below.items())


def options() -> Iterator[tuple[str, str]]:
    for name, command in commands():
        for parameter in command.params:
            yield from ((name, option) for option in parameter.opts if option.startswith("--"))


@pytest.mark.parametrize("command", [name for name, _ in commands()])
def test_every_command_is_shown_on_the_page_of_the_shell(command):
    assert f"python cli.py {command} " in SHELL


@pytest.mark.parametrize(("command", "option"), list(options()))
def test_every_option_is_told(command, option):
    assert re.search(rf"(?<![\w-]){option}(?![\w-])", USED), f"{command} {option}"


def test_no_document_shows_a_command_that_does_not_exist():
    known = {name for name, _ in commands()}
    shown = {
        " ".join(found.split()[: 2 if found.startswith(("form ", "account ")) else 1])
        for path in WRITTEN
        for found in re.findall(r"python cli\.py ((?:[a-z-]+ ?)+)", read(path))
    }
    assert shown <= known


def test_no_document_shows_an_option_that_does_not_exist():
    known = {option for _, option in options()} | {"--help"}
    shown = {
        option
        for path in WRITTEN
        for line in re.findall(r"cli\.py .*", read(path))
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", line.split("#")[0])
    }
    assert shown <= known


@every_document
def test_every_chore_named_is_one_of_the_makefile(path):
    targets = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE))
    code = " \n".join(re.findall(r"`[^`\n]+`|^```.*?^```", read(path), re.MULTILINE | re.DOTALL))
    assert set(re.findall(r"\bmake ([a-z-]+)", code)) <= targets


def test_the_check_of_a_change_runs_the_test_command_of_the_readme():
    assert re.search(r"^make test\b", README, re.MULTILINE)
    assert re.search(r"^make test$", read(ROOT / ".ci" / "run"), re.MULTILINE)


def test_windows_runs_the_tests_as_make_does():
    chores = re.search(r"^test:.*\n((?:\t.*\n)+)", read(ROOT / "Makefile"), re.MULTILINE)
    assert chores
    for chore in chores[1].replace("$(BIN)/", "").split("\n"):
        assert chore.strip() in CONTRIBUTING


def test_the_readme_asks_for_the_python_the_project_needs():
    needed = re.search(r'requires-python = ">=([\d.]+)"', read(ROOT / "pyproject.toml"))
    assert needed
    assert f"Python {needed[1]} or newer" in README


# Settings


def settings_table() -> str:
    """Return the table of settings as docs/operations.md holds it."""
    (declared,) = [
        node for node in ast.parse(read(ROOT / "settings.py")).body if isinstance(node, ast.ClassDef)
    ]
    meanings = {
        first.target.id: second.value.value
        for first, second in zip(declared.body, declared.body[1:], strict=False)
        if isinstance(first, ast.AnnAssign)
        and isinstance(first.target, ast.Name)
        and isinstance(second, ast.Expr)
        and isinstance(second.value, ast.Constant)
    }
    prefix = Settings.model_config.get("env_prefix", "")
    rows = [
        f"| `{(prefix + name).upper()}` | `{_default(field.default)}` | {meanings[name].replace('``', '`')} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| Variable | Default | Meaning |", "|---|---|---|", *rows])


def _default(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_operations_holds_the_settings_of_the_code():
    kept = re.search(r"<!-- settings -->\n(.*?)\n<!-- /settings -->", OPERATIONS, re.DOTALL)
    assert kept
    assert kept[1].strip() == settings_table()


def test_every_variable_the_code_reads_is_told():
    read_by_code = {name for path in CODE for name in re.findall(r"ENTREGENT_[A-Z_]+[A-Z]", read(path))}
    assert {name for name in read_by_code if f"`{name}`" not in OPERATIONS} == set()


# What is asked and how it is scored


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_explained_and_named_in_both_languages(name):
    assert f"| `{name}` |" in SCORING
    assert f"`{name}`" in GLOSSARY
    for language in texts.LANGUAGES:
        assert texts.texts(language)[f"edit.form.formats.{name}"]


@pytest.mark.parametrize("competency", load_competencies(), ids=lambda one: one.code)
def test_every_competency_is_in_the_glossary_as_it_is_on_screen(competency):
    row = f"| {competency.code} | {competency.name.en} | {competency.name.fr} | {competency.definition.en} | "
    assert row + f"{competency.definition.fr} |" in GLOSSARY
    assert f"{competency.code} {competency.weight:g}" in SCORING


@pytest.mark.parametrize("flag", Flag)
def test_every_flag_is_explained_and_worded_in_both_languages(flag):
    assert f"| `{flag}` |" in SCORING
    for language in texts.LANGUAGES:
        assert texts.texts(language)[f"compare.flags.{flag}"]


# The house


@pytest.mark.parametrize("page", STAFF_PAGES, ids=lambda page: page.path)
def test_every_page_is_on_the_map_with_the_roles_that_have_it(page):
    roles = ", ".join(role for role in ROLES if role in PERMISSIONS[page.permission])
    assert f"| `views/{page.file}` | `/{page.path}` | {roles} |" in ARCHITECTURE
    for language in texts.LANGUAGES:
        assert texts.texts(language)[f"staff.pages.{page.path}"]


def test_every_table_is_on_the_map():
    assert [table for table in METADATA.tables if f"`{table}`" not in ARCHITECTURE] == []


def test_every_address_is_on_the_map():
    modules = [import_module(package.name) for package in walk_packages(web.__path__, "web.")]
    routes = [route for module in modules for route in getattr(module, "ROUTES", ())]
    addresses = [route.path for route in routes if route.path != "/api"]
    assert [address for address in addresses if f"`{address}`" not in ARCHITECTURE] == []


def test_every_folder_is_on_the_map():
    hidden = {"docs", "var", "__pycache__"}
    folders = {
        path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")
    } - hidden
    assert {folder for folder in folders if f"`{folder}/`" not in ARCHITECTURE} == set()


@every_document
def test_every_path_of_the_code_that_is_named_is_there(path):
    folders = "|".join(sorted({code.relative_to(ROOT).parts[0] for code in CODE if code.parent != ROOT}))
    paths = re.findall(rf"`((?:{folders})/[\w/.-]+)`", read(path))
    assert [code for code in paths if not (ROOT / code).exists()] == []


def test_every_name_on_the_map_is_in_its_file():
    named_in = re.findall(r"`([\w/]+\.py)`: ((?:`\w+`(?:, )?)+)", ARCHITECTURE)
    assert ("workflows/common/access.py", "`PERMISSIONS`") in named_in
    for path, names in named_in:
        bound = {name for node in ast.parse(read(ROOT / path)).body for name in _bound(node)}
        assert set(re.findall(r"\w+", names)) <= bound, path


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (target.id for target in targets if isinstance(target, ast.Name))


def test_the_map_says_which_rooms_each_floor_has():
    rooms_alone = ARCHITECTURE.partition("## Rooms")[2].partition("## Where is what")[0]
    head, *rows = re.findall(r"^\| (?:Room|`\w+/`) \|.*$", rooms_alone, re.MULTILINE)
    floors = re.findall(r"`(\w+)/`", head)
    ticked = {
        (floor, re.findall(r"`(\w+)/`", row)[0])
        for row in rows
        for floor, cell in zip(floors, row.split("|")[3:-1], strict=False)
        if cell.strip()
    }
    rooms = {room for _, room in ticked}
    there = {(floor, room) for floor in floors for room in rooms if (ROOT / floor / room).is_dir()}
    assert floors == ["data", "workflows", "views"]
    assert ticked == there


# Sources, links, words


def cited() -> list[tuple[str, str]]:
    """Return (file, tag) for every source that code cites, in a References section or a line of its own."""
    sections = re.compile(r"^ *References\n *-+\n(.*?)(?:\n *\n|\"\"\")", re.MULTILINE | re.DOTALL)
    lines = re.compile(r"^ *References: (.*)$", re.MULTILINE)
    return [
        (named(path), tag)
        for path in CODE
        if path.parts[len(ROOT.parts)] != "tests"
        for cites in (*sections.findall(read(path)), *lines.findall(read(path)))
        for tag in re.findall(r"\[([A-Za-z][\w-]+)\]", cites)
    ]


def test_code_cites_sources():
    assert "brennan2001" in {tag for _, tag in cited()}


def test_every_source_cited_is_in_the_references():
    listed = set(re.findall(r"`\[([\w-]+)\]`", read(DOCS / "references.md")))
    by_documents = {
        (named(path), tag)
        for path in WRITTEN
        for tag in re.findall(r"`\[([A-Za-z][\w-]*\d[\w-]*)\]`", read(path))
    }
    assert {(where, tag) for where, tag in {*cited(), *by_documents} if tag not in listed} == set()


def links(path: Path) -> list[str]:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", read(path), flags=re.DOTALL)
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"https?:|mailto:", link)]


@every_document
def test_every_link_and_picture_leads_somewhere(path):
    targets = {link: path.parent / link.partition("#")[0] for link in links(path)}
    assert [link for link, target in targets.items() if not target.exists()] == []


@every_document
def test_every_picture_says_what_it_shows(path):
    assert "![](" not in read(path)


def test_every_document_is_in_the_table_of_contents():
    index = DOCS / "index.md"
    reached = {(index.parent / link).resolve() for link in links(index)}
    assert {path for path in WRITTEN if path.resolve() not in reached} == {index}


@every_document
def test_no_document_claims_what_no_study_has_shown(path):
    banned = r"\bunbiased\b|\bpredicts? performance\b|\bobjective(ly)?\b|\bobjectifs?\b|\bbias-free\b"
    said = re.sub(r"\"[^\"\n]*\"|«[^»\n]*»|`[^`\n]*`", "", read(path))
    assert re.findall(banned, said, re.IGNORECASE) == []


@every_document
def test_no_document_names_a_path_of_one_machine(path):
    assert (
        re.findall(
            r"(?<![\w.:/}])/(?:home|root|Users|work|opt|tmp|mnt|srv)\b[^\s`]*|\b[A-Z]:\\\S*", read(path)
        )
        == []
    )


# The log


def test_whoever_runs_it_reads_what_each_line_of_trouble_means():
    written = re.compile(r"_log\.(?:warning|error|exception)\(\s*\"?([a-z_]+)\"")
    lines = {name for path in CODE if path.parts[-2] != "tests" for name in written.findall(read(path))}
    assert "not_purged" in lines
    assert sorted(name for name in [*lines, "not_stored", "not_read"] if f"`{name}`" not in OPERATIONS) == []
