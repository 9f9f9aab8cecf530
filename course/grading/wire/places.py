"""Where two processes of this machine meet: a socket in a folder that both see; on Windows, a loopback port."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path

UNIX = hasattr(socket, "AF_UNIX") and os.name == "posix"
TOKEN = 32  # characters


class Meeting:
    """A place to wait for one other process. `address` is what that one needs to know."""

    def __init__(self, folder: Path):
        if UNIX:
            self.address = str(folder / "s")
            self.listener = socket.socket(socket.AF_UNIX)
            self.listener.bind(self.address)
            os.chmod(self.address, 0o666)  # who sees the folder may connect
        else:
            self.token = secrets.token_hex(TOKEN // 2)
            self.listener = socket.create_server(("127.0.0.1", 0))
            self.address = f"{self.listener.getsockname()[1]}:{self.token}"
        self.listener.listen(1)

    def accept(self, seconds: float) -> socket.socket:
        """Return the connection of the other process.

        Raises
        ------
        OSError
            None came in time (`TimeoutError`), or one that does not know the token.
        """
        self.listener.settimeout(seconds)
        connection, _ = self.listener.accept()
        connection.settimeout(seconds)
        if not UNIX and not secrets.compare_digest(connection.recv(TOKEN, socket.MSG_WAITALL), self.token.encode()):
            connection.close()
            raise OSError("a stranger connected")
        return connection

    def close(self) -> None:
        """Wait no longer."""
        self.listener.close()


def connect(address: str) -> socket.socket:
    """Return a connection to the process that waits at this address."""
    if UNIX:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(address)
        return connection
    port, token = address.split(":")
    connection = socket.create_connection(("127.0.0.1", int(port)))
    connection.sendall(token.encode())
    return connection
