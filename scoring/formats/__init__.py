"""Formats of items: how a key is read, an answer checked, scored and simulated."""
