"""Sittings, answers and steps."""
