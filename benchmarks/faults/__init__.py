"""Faults tried at the real server while people answer and note what they were told was stored."""
