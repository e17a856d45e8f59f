"""Interviews, panels and sheets."""
