"""Candidates: added, invited by a personal link, followed, given feedback."""
