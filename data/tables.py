"""The whole schema: importing this module makes every table known to ``METADATA``."""

from data import schema_evaluation, schema_trust
from data.schema import METADATA

__all__ = ["METADATA", "schema_evaluation", "schema_trust"]
