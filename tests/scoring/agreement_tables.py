"""Ratings from print, and from data sets that live beside the repository."""

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest

GOLDEN = Path(__file__).parents[3] / "shared" / "golden"
beside = pytest.mark.skipif(not GOLDEN.exists(), reason="the data sets are not beside the repository")

# Shrout & Fleiss (1979), table 2: six targets by four judges.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

# Cohen (1968): 200 patients by two psychiatrists.
COHEN = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])


def of_counts(counts: np.ndarray, categories: list[float]) -> np.ndarray:
    """Two raters' ratings from their table of counts."""
    rows = [
        (first, second)
        for i, first in enumerate(categories)
        for j, second in enumerate(categories)
        for _ in range(counts[i, j])
    ]
    return np.array(rows, dtype=np.float64)


def expected(entry: str) -> dict:
    entries = json.loads((GOLDEN / "golden.json").read_text("utf-8"))["entries"]
    return next(one["expected"] for one in entries if one["id"] == entry)


def ratings(file: str, first_column: int = 0) -> np.ndarray:
    """Read a file of ratings: NA is missing, a text stands for its leading figure."""
    with (GOLDEN / file).open(encoding="utf-8") as lines:
        rows = list(csv.reader(lines))[1:]
    return np.array([[_number(cell) for cell in row[first_column:]] for row in rows])


def _number(cell: str) -> float:
    return math.nan if cell == "NA" else float(cell.split(".")[0])
