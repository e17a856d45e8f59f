"""What the server loads beside its candidates: nothing large that neither they nor a comparison need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LARGE = ("scipy.stats", "scipy.optimize", "pandas", "pyarrow", "sklearn", "typst", "openpyxl")
"""24 to 70 MB each, in a process that may hold 350 with five hundred people."""


@pytest.mark.parametrize(
    "modules",
    [
        pytest.param("app, views.sit_page, workflows.retention", id="candidates"),
        pytest.param("workflows.standing_refresh", id="comparisons kept fresh"),
        pytest.param("views.compare_ranking, views.compare_interviews, views.compare_what_if", id="ranking"),
    ],
)
def test_what_is_not_needed_is_not_loaded(modules, tmp_path):
    asked = f"import sys, {modules}; print(*[name for name in {LARGE!r} if name in sys.modules])"
    settings = {"ENTREGENT_VAR_DIR": str(tmp_path), "ENTREGENT_DATABASE_URL": f"sqlite:///{tmp_path}/x.db"}
    ran = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, env=settings, check=True, capture_output=True, text=True
    )
    assert ran.stdout.split() == []
