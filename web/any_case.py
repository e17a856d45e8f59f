"""Addresses of links, which people and their mail programs type and change: capitals do not matter."""

from __future__ import annotations

import re
from typing import Any

from starlette.routing import Route


class AnyCase(Route):
    """A route whose fixed parts match in capitals too, and whose last part may hold any sign.

    What is in braces comes as it was sent: the secret of a link has its capitals for a reason.
    """

    def __init__(self, path: str, endpoint: Any, **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self.path_regex = re.compile(self.path_regex.pattern, re.IGNORECASE | re.DOTALL)
