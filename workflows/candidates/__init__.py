"""Candidates: added or imported, invited by a personal link, followed, given feedback."""
