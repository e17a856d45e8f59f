"""Structured interviews as items: points, agreement, error, severity."""
