"""Who is compared: everyone but try-outs and people who withdrew."""

from __future__ import annotations

from sqlalchemy import and_

from data.schema import candidate, sitting

IN_POOL = and_(
    candidate.c.is_try_out.is_(False), candidate.c.withdrawn_at.is_(None), sitting.c.withdrawn_at.is_(None)
)
"""Condition on a candidate joined with their sitting, if they have one."""
