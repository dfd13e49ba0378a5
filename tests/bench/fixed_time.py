"""A server in a process of its own that answers each request after the same time.

It takes a twentieth of a core at 250 requests/s, so that the client is what is measured.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from servers.chat_server import delta, sse, usage

ANSWER = ("The ", "answer ", "is \\boxed{4}.")
BODY = sse(*map(delta, ANSWER), delta(None, "stop"), usage(20, 8), "[DONE]")
HEAD = (
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
    f"Content-Length: {len(BODY)}\r\nConnection: keep-alive\r\n\r\n"
)
REPLY = HEAD.encode() + BODY


@contextmanager
def answering(after_s: float) -> Iterator[str]:
    """The address of a server that lives as long as the context."""
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_serve, args=(theirs, after_s))
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("end")
        process.join(10)


def _serve(parent: Connection, after_s: float) -> None:
    async def until_told() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Answering(after_s), "127.0.0.1", 0, backlog=1024)
        port = server.sockets[0].getsockname()[1]
        parent.send(f"http://127.0.0.1:{port}/v1")
        await asyncio.to_thread(parent.recv)

    asyncio.run(until_told())


class _Answering(asyncio.Protocol):
    """One connection: a reply for each request on it, a fixed time after its last byte."""

    def __init__(self, after_s: float) -> None:
        self._after_s = after_s
        self._data = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, blank, body = self._data.partition(b"\r\n\r\n")
        if not blank:
            return
        _, field, value = head.lower().partition(b"content-length:")
        length = int(value.split(b"\r\n", 1)[0]) if field else 0
        if len(body) >= length:
            self._data = body[length:]
            asyncio.get_running_loop().call_later(self._after_s, self._reply)

    def _reply(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(REPLY)
