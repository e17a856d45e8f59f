"""Comparing candidates: scores, standings, evidence, other weights, decisions."""
