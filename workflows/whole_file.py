"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TextIO

from errors import FileTrouble


@contextmanager
def whole_files(paths: Sequence[Path], *, inputs: Sequence[Path]) -> Iterator[list[TextIO]]:
    """Open files for writing that take their names only when all of them are complete.

    Parameters
    ----------
    paths : sequence of Path
        Different files. One that exists is replaced, at the end.
    inputs : sequence of Path
        Files that are read meanwhile, and may not be replaced.

    Yields
    ------
    list of text files, in the order of paths

    Raises
    ------
    FileTrouble
        When one cannot be written: what stood there before still stands there.
    """
    targets = [path.resolve() for path in paths]
    taken = [path.resolve() for path in inputs]
    for path, target in zip(paths, targets, strict=True):
        if target in taken:
            raise FileTrouble(f"{path}: is read or written already; give this output another name")
        taken.append(target)
    parts = [target.with_name(f".{target.name}.{os.getpid()}.part") for target in targets]
    try:
        with ExitStack() as stack:
            yield [stack.enter_context(part.open("w", encoding="utf-8", newline="")) for part in parts]
        for part, target in zip(parts, targets, strict=True):
            part.replace(target)
    except OSError as error:
        where = ", ".join(str(path) for path in paths)
        raise FileTrouble(f"{where}: cannot be written ({error.strerror}); nothing was written") from error
    finally:
        for part in parts:
            # Whatever kept a part from being opened also keeps it from being removed.
            with suppress(OSError):
                part.unlink()
