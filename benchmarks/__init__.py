"""Measurements of speed, memory and weight; written to docs/performance.md, never asserted by a test."""
