"""Python under libfaketime 0.9.10, which mistakes until when ``time.sleep`` sleeps and refuses."""

import select
import time


def _sleep(seconds: float) -> None:
    select.select((), (), (), seconds)


time.sleep = _sleep
