"""Whether what the product needs to run has known vulnerabilities: ``python -m tests.vulnerabilities``.

One that is known fails. A service out of reach does not, nor a package it does not know, or no build could be
trusted to say anything about the code; but both are said where nobody overlooks them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 90
COMMAND = (
    sys.executable, "-m", "pip_audit", "-r", "requirements.txt",
    "--format", "json", "--progress-spinner", "off", "--timeout", "10",
)  # fmt: skip


class Verdict(NamedTuple):
    """How the look ended."""

    code: int
    """Of the process: 1 when something is known to be vulnerable, else 0."""
    lines: tuple[str, ...]
    """What to print; not empty."""


def look(command: Sequence[str] = COMMAND, *, patience_s: float = PATIENCE_S) -> Verdict:
    """Ask the service about every package."""
    try:
        asked = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=patience_s
        )
    except subprocess.TimeoutExpired:
        return _not_known(f"no answer within {patience_s:g} seconds")
    except OSError as problem:
        return _not_known(f"{command[0]}: {problem.strerror}")
    try:
        packages = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return _not_known(asked.stderr.strip().rpartition("\n")[2] or "no answer")
    return verdict(packages)


def verdict(packages: Sequence[dict[str, Any]]) -> Verdict:
    """Judge what the service says of each package."""
    found = tuple(
        f"{package['name']} {package['version']}: {hole['id']}, "
        f"fixed in {', '.join(hole['fix_versions']) or 'none'}"
        for package in packages
        for hole in package.get("vulns", ())
    )
    if found:
        return Verdict(1, ("VULNERABLE: raise these in requirements.txt.", *found))
    skipped = tuple(package["name"] for package in packages if "skip_reason" in package)
    if skipped or not packages:
        return _not_known(f"{len(skipped)} of {len(packages)} packages: {', '.join(skipped)}")
    return Verdict(0, (f"{len(packages)} packages, no known vulnerability.",))


def _not_known(why: str) -> Verdict:
    frame = "!" * 78
    return Verdict(0, (frame, f"NOT AUDITED: the service of vulnerabilities could not say. {why}", frame))


def main() -> int:
    """Look, say what was found, and return the process's code."""
    code, lines = look()
    print("\n".join(lines), file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main())
