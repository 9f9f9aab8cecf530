"""Frames on a socket: two lengths, a header of JSON, the bytes of arrays. Sizes, depth and times are capped."""

from __future__ import annotations

import json
import select
import socket
import struct
import threading
import time
from collections.abc import Iterable

MOST_HEADER, MOST_BYTES, DEEPEST = 8 << 20, 512 << 20, 60
LENGTHS = struct.Struct("!IQ")


class Refused(Exception):
    """A value that is no data of this protocol; the check that met it fails."""


class Broken(BaseException):
    """The other side is gone, late, or does not keep to the protocol; nothing more can be asked of it."""


class Late(Broken):
    """No answer came before the deadline."""


class Frames:
    """Messages over one connected socket. `deadline` is a time of `time.monotonic()`, None for no limit."""

    def __init__(self, sock: socket.socket):
        self.sock = sock
        self.deadline: float | None = None
        self._writing = threading.Lock()
        sock.settimeout(None)

    def send(self, message: dict, blobs: Iterable[bytes] = ()) -> None:
        """Send one frame.

        Raises
        ------
        Refused
            It is larger than a frame may be, or no JSON.
        Broken
            The other side is gone.
        """
        try:
            header = json.dumps(message, allow_nan=False).encode("utf-8", "replace")
        except (TypeError, ValueError, RecursionError) as error:
            raise Refused(f"a value that cannot be sent: {error}") from None
        blobs = list(blobs)
        size = sum(map(len, blobs))
        if len(header) > MOST_HEADER or size > MOST_BYTES:
            raise Refused("a value that is too large")
        try:
            with self._writing:
                self.sock.sendall(LENGTHS.pack(len(header), size) + header)
                for blob in blobs:
                    self.sock.sendall(blob)
        except OSError as error:
            raise Broken(f"the line broke: {error.strerror}") from None

    def receive(self) -> tuple[dict, bytes]:
        """Return the next frame, an object and its bytes.

        Raises
        ------
        Late
            It did not come in time.
        Broken
            The line ended, or what came is no frame.
        """
        length, size = LENGTHS.unpack(self._exactly(LENGTHS.size))
        if length > MOST_HEADER or size > MOST_BYTES:
            raise Broken("a frame that is too large")
        try:
            message = json.loads(self._exactly(length), parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise Broken(f"a header that is no JSON: {type(error).__name__}") from None
        if type(message) is not dict:
            raise Broken("a header that is no object")
        return message, self._exactly(size)

    def _exactly(self, count: int) -> bytes:
        found = bytearray()
        while len(found) < count:
            if not self.readable():
                if self.patient():
                    continue
                raise Late("it took longer than the time limit")
            try:
                part = self.sock.recv(min(count - len(found), 1 << 20))
            except OSError as error:
                raise Broken(f"the line broke: {error.strerror}") from None
            if not part:
                raise Broken("the process ended")
            found += part
        return bytes(found)

    def readable(self) -> bool:
        """Wait until something can be read, at most until the deadline; say whether it can."""
        if self.deadline is None:
            return True
        return bool(select.select([self.sock], [], [], max(0.0, self.deadline - time.monotonic()))[0])

    def patient(self) -> bool:
        """Say whether to go on waiting, with a new deadline, when the deadline has passed."""
        return False

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()


def _no_constant(text: str):
    raise ValueError(f"{text} is no JSON")
