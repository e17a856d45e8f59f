"""Comparing candidates, evidence, decisions."""
