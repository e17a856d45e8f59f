"""What the candidate's page may load, measured in a process of its own; and who may import whom."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from workflows.accounts.oidc_settings import PREFIX, WELL_KNOWN

ROOT = Path(__file__).parent.parent
HEAVY = ("sklearn", "plotly", "mirt", "scipy", "openpyxl", "pandas")
"""Half a second to two seconds each on a cold start, and up to 190 MB: for the manager's pages only.

pandas comes with the first component (v2) that Streamlit draws, and not before.
"""
LISTED = "import json, sys; print(json.dumps(sorted(sys.modules)))"
PAGE = "import views.pages, views.sitting.sit_page"
"""What a candidate's run imports."""


def loaded(imports: str, **settings: str) -> set[str]:
    """Return the modules in memory of a new process after these imports."""
    known = {"ENTREGENT_DATABASE_URL": "sqlite://", "PYTHONPATH": str(ROOT)}
    environment = {**os.environ, **known, **settings}
    ran = subprocess.run(
        [sys.executable, "-c", f"{imports}\n{LISTED}"],
        cwd=ROOT, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return set(json.loads(ran.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def streamlits_own() -> set[str]:
    """What Streamlit loads by itself: with plotly installed it sets plotly's theme, whoever needs it."""
    return loaded("import streamlit")


@pytest.fixture(scope="module")
def with_page(streamlits_own) -> set[str]:
    return loaded(PAGE) - streamlits_own


@pytest.fixture(scope="module")
def with_server(streamlits_own) -> set[str]:
    return loaded(f"import app\n{PAGE}") - streamlits_own


def packages(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def test_the_candidates_page_loads_no_analysis(with_page):
    assert packages(with_page).isdisjoint({*HEAVY, "numpy"})


def test_the_server_starts_without_any_analysis(with_server):
    assert packages(with_server).isdisjoint(HEAVY)


def test_the_way_to_the_identity_provider_is_loaded_when_somebody_takes_it(streamlits_own):
    settings = {
        "DISCOVERY_URL": f"https://id.example.com{WELL_KNOWN}",
        "CLIENT_ID": "x",
        "CLIENT_SECRET": "x" * 16,
    }
    told = {PREFIX + name: value for name, value in settings.items()}
    found = loaded(f"import app\n{PAGE}\nassert app.oidc.streamlit_secrets()", **told) - streamlits_own
    assert packages(found).isdisjoint({"authlib", "joserfc", "httpx2"})


def test_the_rule_sees_what_is_loaded(streamlits_own):
    assert "scipy" in packages(loaded("import streamlit, scipy") - streamlits_own)


def test_every_import_contract_holds():
    command = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    ran = subprocess.run(
        [sys.executable, "-c", command],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 broken" in ran.stdout


@pytest.mark.parametrize(
    "imports",
    [
        pytest.param(
            "import workflows.privacy.retention, workflows.privacy.retention, web.edge.background",
            id="threads",
        ),
        pytest.param("import views.comparison.ranking, views.comparison.interview_ratings", id="comparison"),
        pytest.param("import views.comparison.what_if", id="other weights"),
    ],
)
def test_comparing_loads_no_more_than_arrays(imports):
    """24 to 70 MB each, in a process that serves five hundred people beside."""
    unneeded = {"scipy.stats", "scipy.optimize", "pandas", "pyarrow", "sklearn", "typst", "openpyxl"}
    assert loaded(imports).isdisjoint(unneeded)
