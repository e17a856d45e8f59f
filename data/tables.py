"""The whole schema: importing this module makes every table known to ``METADATA``."""

from data import schema_decisions, schema_interviews, schema_provider, schema_seals, schema_trust
from data.schema import METADATA

__all__ = [
    "METADATA",
    "schema_decisions",
    "schema_interviews",
    "schema_provider",
    "schema_seals",
    "schema_trust",
]
