"""Marking written replies."""
