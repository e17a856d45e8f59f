"""Interviews: planned, held, agreed on."""
