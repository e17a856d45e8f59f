"""A line between browser and server that can be cut: what an unplugged cable does to an open connection.

Playwright's ``set_offline`` stops new requests only; an open websocket lives on.
"""

from __future__ import annotations

import contextlib
import socket
import threading


class Line:
    """A TCP proxy with a switch."""

    def __init__(self, port: int) -> None:
        self._to = ("127.0.0.1", port)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_cut = self._is_over = False
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.settimeout(0.2)
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self._server = threading.Thread(target=self._serve, daemon=True)
        self._server.start()

    def cut(self) -> None:
        """Break every connection and refuse new ones."""
        with self._lock:
            self._is_cut = True
            for end in self._open:
                _shut(end)

    def mend(self) -> None:
        """Let connections through again."""
        with self._lock:
            self._is_cut = False

    def close(self) -> None:
        """End for good."""
        self._is_over = True
        self.cut()
        self._server.join()
        self._door.close()

    def _serve(self) -> None:
        while not self._is_over:
            try:
                near, _ = self._door.accept()
            except TimeoutError:
                continue
            near.settimeout(None)
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near, contextlib.suppress(OSError), socket.create_connection(self._to) as far:
            with self._lock:
                if self._is_cut:
                    return
                self._open |= {near, far}
            back = threading.Thread(target=_pump, args=(far, near), daemon=True)
            back.start()
            _pump(near, far)
            back.join()
            with self._lock:
                self._open -= {near, far}


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while chunk := source.recv(65536):
            target.sendall(chunk)
    _shut(target)


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
