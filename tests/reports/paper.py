"""Reading documents back, as a reader would and as a screen reader would."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader

BREAK = "\u200b"
SPACES = re.compile(r"[\s\u00a0\u202f]+")


def reader(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def pages(content: bytes) -> list[str]:
    """Return the text of each page, with plain single spaces."""
    return [plain(page.extract_text()) for page in reader(content).pages]


def words(content: bytes) -> str:
    """Return the text of the whole document, with plain single spaces."""
    return " ".join(pages(content))


def plain(text: str) -> str:
    joined = SPACES.sub(" ", text.replace(BREAK, "").replace("\u2019", "'")).strip()
    return joined.replace("- ", "-")


def claims_accessible(content: bytes) -> bool:
    """Tell whether the document says of itself that it is PDF/UA-1."""
    metadata = reader(content).trailer["/Root"]["/Metadata"].get_object().get_data()
    return b"pdfuaid:part" in metadata
