"""The largest numbers that arithmetic here is asked to bear: far beyond any score, far below any overflow."""

from __future__ import annotations

LARGEST = 1_000_000.0
"""Composites and errors, and whatever number a form states.

Scores run from about -1 to 1, on other people's scales to some hundreds. Squares of a million, summed over a
million people and divided by the smallest difference that files hold (1e-9), are still 1e27, where floats end
at 1e308.
"""
SMALLEST = 1e-9
"""A weight or loading above 0 is at least this: one is divided by another."""
MOST_PLACES = 1_000_000
"""More than there are candidates in any pool."""
