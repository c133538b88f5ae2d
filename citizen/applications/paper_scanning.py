"""Looking for viruses with ClamAV's daemon, over its own protocol (INSTREAM), on this machine or another.

Nothing is passed on to an office before it was found clean, where a scanner is configured. A scanner that is away
stops nobody: the paper is kept and looked at later.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol

#: For one step of the conversation, and for the whole of it: a scanner that answers drop by drop holds nobody up.
_SECONDS, _SECONDS_IN_ALL = 20.0, 40.0
_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096


class ScanState(StrEnum):
    """What is known about a file."""

    UNSCANNED = "unscanned"
    CLEAN = "clean"
    INFECTED = "infected"
    #: The scanner was away, or could not look through the file.
    FAILED = "failed"


class Scanner(Protocol):
    """Whatever can look through a file."""

    def scan(self, pieces: Iterable[bytes]) -> ScanState: ...


def is_released(state: ScanState, *, scans: bool) -> bool:
    """Whether a file may leave for an office: found clean; where nothing scans, also one nobody looked through."""
    return state is ScanState.CLEAN or (state is ScanState.UNSCANNED and not scans)


class NoScanner:
    """Where no scanner is configured nothing is claimed about a file."""

    def scan(self, pieces: Iterable[bytes]) -> ScanState:
        return ScanState.UNSCANNED


class ClamAv:
    """ClamAV's daemon at "host:port" or "unix:/path/of/the.socket"."""

    def __init__(self, address: str, *, seconds: float = _SECONDS, in_all: float = _SECONDS_IN_ALL) -> None:
        self.address = address
        self.seconds = seconds
        self.in_all = in_all

    def scan(self, pieces: Iterable[bytes]) -> ScanState:
        """CLEAN or INFECTED as the daemon says; FAILED for anything else it says, or when it does not answer."""
        try:
            with self._connected() as line:
                return _verdict(_asked(line, pieces, until=time.monotonic() + self.in_all))
        except OSError:
            return ScanState.FAILED

    def _connected(self) -> socket.socket:
        kind, _, path = self.address.partition(":")
        if kind != "unix":
            host, _, port = self.address.rpartition(":")
            return socket.create_connection((host, int(port)), timeout=self.seconds)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(self.seconds)
        try:
            line.connect(path)
        except OSError:
            line.close()
            raise
        return line


def scanner_at(address: str | None) -> Scanner:
    """The scanner of this deployment."""
    return ClamAv(address) if address else NoScanner()


def _asked(line: socket.socket, pieces: Iterable[bytes], *, until: float) -> bytes:
    """The daemon's answer about a stream: each part with its length before it, an empty one at the end. What is there
    at the moment `until` is the answer.
    """
    try:
        line.sendall(b"zINSTREAM\0")
        for piece in pieces:
            for start in range(0, len(piece), _PIECE):
                part = piece[start : start + _PIECE]
                line.sendall(struct.pack(">I", len(part)) + part)
        line.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it refused in the middle (too large for it): its answer says so
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER and time.monotonic() < until:
        received = line.recv(1024)
        if not received:
            break
        answer += received
    return answer


def _verdict(answer: bytes) -> ScanState:
    said = answer.rstrip(b"\0\n ")
    if said == b"stream: OK":
        return ScanState.CLEAN
    return ScanState.INFECTED if said.startswith(b"stream: ") and said.endswith(b" FOUND") else ScanState.FAILED
