"""Errors of files brought in and of documents handed over."""

from __future__ import annotations

from errors.base import EntregentError


class ImportProblem(EntregentError):
    """A file brought in cannot be used; the message names row and column."""

    code = "import"


class EmptyFile(ImportProblem):
    """The file has no rows under its header, or nothing at all."""

    code = "import_empty"


class FileTooLarge(ImportProblem):
    """The file has more bytes, rows, cells or text than one import takes, or takes too long to read."""

    code = "import_too_large"


class ImportBusy(ImportProblem):
    """Other files were being read for as long as this one could wait; it was not read."""

    code = "import_busy"


class UnreadableFile(ImportProblem):
    """The file is neither text nor a workbook of the kind that can be read."""

    code = "import_unreadable"

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message, reason=reason)
        self.code = f"import_{reason}"


class MissingColumn(ImportProblem):
    """No column of the file has a name under which candidates' names are looked for."""

    code = "import_missing_column"


class HalfName(MissingColumn):
    """Only first names or only family names were found; ``details["column"]`` is where."""

    code = "import_half_name"


class DoubtfulAddresses(MissingColumn):
    """No title says which of several columns (``details["columns"]``) holds the candidates' addresses."""

    code = "import_doubtful_addresses"


class DocumentError(EntregentError):
    """A document could not be set in the time and room it gets; nothing was handed over."""

    code = "document"
