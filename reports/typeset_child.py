"""The process that sets one document: a template and data as JSON on its input, the PDF on its output."""

from __future__ import annotations

import json
import os
import sys

from reports.typeset import typeset


def main() -> None:
    """Set what standard input says; let people's pages go first."""
    if sys.platform != "win32":
        os.nice(10)
    request = json.load(sys.stdin)
    sys.stdout.buffer.write(typeset(request["template"], request["data"]))


if __name__ == "__main__":
    main()
