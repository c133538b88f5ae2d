"""A small daemon that speaks clamd's protocol as its manual describes INSTREAM, on a port of its own."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Judge = Callable[[bytes], bytes]


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        stream = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            stream += self.rfile.read(length)
            if len(stream) > self.server.most:  # type: ignore[attr-defined]
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.wfile.write(self.server.judge(stream))  # type: ignore[attr-defined]


@contextmanager
def daemon(judge: Judge, *, most: int = 25 * 1024 * 1024) -> Iterator[str]:
    """The address of a daemon that answers as the judge says."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        server.judge, server.most = judge, most  # type: ignore[attr-defined]
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
