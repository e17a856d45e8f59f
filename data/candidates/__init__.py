"""Candidates, their links, and how far they are."""
