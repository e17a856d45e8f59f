"""What a script of one of our pages sends: a JSON object within bounds."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request


async def body_within(request: Request, most: int) -> bytes | None:
    """Read a body of at most so many bytes; None when it is larger, without reading on."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            return None
    return body


def json_object(body: bytes) -> dict[str, Any] | None:
    """Return the object a body is; None when it is something else."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None
