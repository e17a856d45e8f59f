"""A known vulnerability fails the build; a service that cannot answer is said loudly and does not."""

import json
import sys

import pytest

from tests.vulnerabilities import look

CLEAN = {"name": "alpha", "version": "1.0", "vulns": []}
HOLED = {"name": "beta", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
UNKNOWN = {"name": "gamma", "skip_reason": "Dependency not found on PyPI"}


def saying(*packages, code=0):
    """Return a command that answers as pip-audit does."""
    told = json.dumps({"dependencies": packages, "fixes": []})
    return (sys.executable, "-c", f"import sys; print({told!r}); sys.exit({code})")


def test_a_known_vulnerability_fails_and_is_named():
    code, lines = look(saying(CLEAN, HOLED, UNKNOWN, code=1))
    assert code == 1
    assert "beta 2.0: PYSEC-1, fixed in 2.1" in lines


def test_nothing_known_is_said_in_one_line():
    assert look(saying(CLEAN)) == (0, ("1 packages, no known vulnerability.",))


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ((sys.executable, "-c", "import sys; sys.exit('ConnectionError: pypi.org')"), "ConnectionError"),
        ((sys.executable, "-c", "import time; time.sleep(30)"), "no answer within"),
        (("/no/such/program",), "No such file"),
        (saying(CLEAN, UNKNOWN), "1 of 2 packages: gamma"),
        (saying(), "0 of 0"),
    ],
    ids=["unreachable", "slow", "not installed", "unknown package", "nothing asked"],
)
def test_what_could_not_be_asked_is_said_loudly_and_fails_nothing(command, why):
    code, lines = look(command, patience_s=5)
    assert code == 0
    assert "NOT AUDITED" in lines[1]
    assert why in lines[1]
    assert lines[0].startswith("!!!!")
