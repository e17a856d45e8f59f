"""Bytes of files that have to be UTF-8, and where they are not."""

from __future__ import annotations

import codecs

_PACKED = {
    b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf": "7z",
}  # fmt: skip


class NotUtf8(ValueError):
    """Bytes are no UTF-8; ``line`` (1 = first) says where, the message what was got."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


def without_mark(raw: bytes) -> bytes:
    """Return bytes without the mark (BOM) with which some programs begin a file in UTF-8."""
    return raw.removeprefix(codecs.BOM_UTF8)


def other_kind(head: bytes) -> str | None:
    """Return what a file is instead of UTF-8 text, by its first bytes, and what to do; None where it may be.

    Some shells write UTF-16, with or without its mark; others hand over what is still compressed.
    """
    packed = next((word for sign, word in _PACKED.items() if head.startswith(sign)), None)
    if packed is not None:
        return f"a compressed file ({packed}): unpack it first"
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32: save the file as UTF-8"
    is_marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if is_marked or 0 in head[:2] or (len(head) > 3 and 0 in head[:4]):
        return "UTF-16: save the file as UTF-8"
    return None


def text_of(raw: bytes) -> str:
    """Decode a whole file, or raise NotUtf8."""
    if kind := other_kind(raw[:16]):
        raise NotUtf8(f"expected UTF-8, got {kind}", 1)
    bare = without_mark(raw)
    try:
        return bare.decode()
    except UnicodeDecodeError as error:
        before = bare[: error.start].decode()
        line, character = before.count("\n") + 1, len(before) - before.rfind("\n")
        problem = f"expected UTF-8, got the byte 0x{bare[error.start]:02X} at character {character}"
        raise NotUtf8(problem, line) from error
