"""The second reader's model: ridge regression on what words, characters and plain counts two texts share.

Text is data: it is cut, counted and hashed, never run, looked up or followed. Hashing keeps no word of
anybody's reply. Everything is deterministic: the folds come from a stated seed.

Shapes: n replies, d dimensions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.model_selection import GroupKFold

from scoring.formats.words import count_words

Array = NDArray[np.float64]
Rows = NDArray[np.intp]

SEED = 20261122
OUTER_FOLDS, INNER_FOLDS = 5, 4
PENALTIES = (100.0, 30.0, 10.0, 3.0, 1.0, 0.3, 0.1)
"""Tried from the strongest: on a tie the simpler model is kept."""
CHARACTERS_READ = 5000
"""Of each text: some ten times what the longest reply may hold; bounds the time of hostile ones."""
WORD_RUNS, CHARACTER_RUNS = (1, 2), (3, 5)

SETTINGS: dict[str, Any] = {
    "seed": SEED,
    "outer_folds": OUTER_FOLDS,
    "inner_folds": INNER_FOLDS,
    "penalties": PENALTIES,
    "characters_read": CHARACTERS_READ,
    "word_runs": WORD_RUNS,
    "character_runs": CHARACTER_RUNS,
}

_HASHED: dict[str, Any] = {"norm": None, "alternate_sign": False, "lowercase": True}
_WORDS = HashingVectorizer(ngram_range=WORD_RUNS, token_pattern=r"(?u)\b\w+\b", n_features=2**15, **_HASHED)
_CHARACTERS = HashingVectorizer(analyzer="char_wb", ngram_range=CHARACTER_RUNS, n_features=2**16, **_HASHED)


class TextCounts(NamedTuple):
    """Counts of each text, before anything is learned."""

    hashed: tuple[Any, Any]
    """Sparse counts of words and of characters, (n, 2^15) and (n, 2^16)."""
    plain: Array
    """(n, 6)"""


def text_counts(texts: Sequence[str]) -> TextCounts:
    """Count words, runs of characters and a few plain features.

    Parameters
    ----------
    texts : sequence of n str
        Any text: empty, huge, control characters, half of a surrogate pair.

    Returns
    -------
    TextCounts
    """
    read = [text[:CHARACTERS_READ].encode("utf-8", "replace").decode("utf-8") for text in texts]
    plain = np.array([_plain(text) for text in read], dtype=np.float64)
    return TextCounts((_WORDS.transform(read), _CHARACTERS.transform(read)), plain)


def _plain(text: str) -> tuple[float, ...]:
    """Return log(1 + number) of words, characters, sentences, lines, question and exclamation marks."""
    sentences = sum(text.count(mark) for mark in ".!?…")
    counts = (count_words(text), len(text), sentences, text.count("\n"), text.count("?"), text.count("!"))
    return tuple(np.log1p(counts).tolist())


def out_of_fold(counts: TextCounts, marks: Array, candidates: Sequence[str]) -> Array:
    """Predict every mark from the replies of other candidates only.

    Parameters
    ----------
    counts : TextCounts
        Of n texts, in a stated order.
    marks : array of shape (n, d)
        Mean human marks.
    candidates : sequence of n str
        Who wrote each: nobody is in both parts of any split, outer or inner. At least 10 different ones.

    Returns
    -------
    array of shape (n, d)
        Unrounded and unclipped.
    """
    _, groups = np.unique(np.array(candidates), return_inverse=True)
    predicted = np.empty_like(marks)
    for train, test in _folds(OUTER_FOLDS, groups):
        penalties = _penalties(counts, marks, groups, train)
        predicted[test] = _Ridge(counts, train, test).predict(marks[train], penalties)
    return predicted


def _folds(n_folds: int, groups: Rows) -> list[tuple[Rows, Rows]]:
    """Return (rest, fold) for each fold, a group in one fold only."""
    splitter = GroupKFold(n_folds, shuffle=True, random_state=SEED)
    return list(splitter.split(groups, groups=groups))


def _penalties(counts: TextCounts, marks: Array, groups: Rows, train: Rows) -> Array:
    """Return each dimension's penalty, by the squared error inside the training rows, (d,)."""
    errors = np.zeros((len(PENALTIES), marks.shape[1]))
    for rest, fold in _folds(INNER_FOLDS, groups[train]):
        ridge = _Ridge(counts, train[rest], train[fold])
        for at, penalty in enumerate(PENALTIES):
            predicted = ridge.predict(marks[train[rest]], np.full(marks.shape[1], penalty))
            errors[at] += np.square(predicted - marks[train[fold]]).sum(axis=0)
    return np.array(PENALTIES)[errors.argmin(axis=0)]


class _Ridge:
    """Ridge regression in its dual form: only products between texts are needed, decomposed once."""

    def __init__(self, counts: TextCounts, train: Rows, test: Rows) -> None:
        blocks = [_tf_idf(block, train, test) for block in counts.hashed]
        blocks.append(_standardised(counts.plain, train, test))
        own = np.sum([(known @ known.T).toarray() for known, _ in blocks], axis=0)
        other = np.sum([(new @ known.T).toarray() for known, new in blocks], axis=0)
        # Around the training rows' mean, so that the mean mark needs no penalty.
        level = own.mean(axis=0)
        self._values, self._vectors = np.linalg.eigh(own - level - level[:, None] + level.mean())
        self._other = (other - other.mean(axis=1, keepdims=True) - level + level.mean()) @ self._vectors

    def predict(self, marks: Array, penalties: Array) -> Array:
        """Return the test rows' marks, (n_test, d), learned from the training rows' marks."""
        mean = marks.mean(axis=0)
        return mean + self._other @ (self._vectors.T @ (marks - mean) / (self._values[:, None] + penalties))


def _tf_idf(block: Any, train: Rows, test: Rows) -> tuple[Any, Any]:
    """Return both parts' counts, each text of length 1, words rare in the training part weighing more."""
    tf_idf = TfidfTransformer(sublinear_tf=True).fit(block[train])
    return tf_idf.transform(block[train]), tf_idf.transform(block[test])


def _standardised(plain: Array, train: Rows, test: Rows) -> tuple[Any, Any]:
    """Return both parts' plain features, of length 1 on average in the training part."""
    spread = plain[train].std(axis=0)
    scale = np.where(spread > 0, spread, 1) * np.sqrt(plain.shape[1])
    known, new = ((plain[rows] - plain[train].mean(axis=0)) / scale for rows in (train, test))
    return csr_array(known), csr_array(new)
