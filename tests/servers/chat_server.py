"""A real HTTP server for tests and benchmarks, that behaves, or misbehaves, as told.

It listens on loopback or on a Unix socket and needs the standard library alone:

    async with ChatServer([stream("Hel", "lo"), error(429)]) as server:
        ... server.base_url ...
        assert len(server.requests) == 2

Each request to the chat takes the next reply of the script; the last one is
repeated. A reply is a list of steps.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

CHAT = "/v1/chat/completions"
EVENT_STREAM = {"Content-Type": "text/event-stream"}


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.raw)


class Wire:
    """The connection that a reply is written to."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._chunked = False
        self.open = True  # whether another request may follow

    async def head(self, status: int, headers: Mapping[str, str]) -> None:
        fields = dict(headers)
        self._chunked = not {"Content-Length", "Connection"} & set(fields)
        if self._chunked:
            fields["Transfer-Encoding"] = "chunked"
        self.open = fields.get("Connection") != "close"
        lines = [f"HTTP/1.1 {status} Told So", *(f"{k}: {v}" for k, v in fields.items())]
        await self.raw("\r\n".join([*lines, "", ""]).encode())

    async def send(self, data: bytes) -> None:
        if not data:
            return
        await self.raw(b"%x\r\n%b\r\n" % (len(data), data) if self._chunked else data)

    async def raw(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def end(self) -> None:
        if self._chunked:
            await self.raw(b"0\r\n\r\n")
            self._chunked = False

    def cut(self) -> None:
        self.open = self._chunked = False
        self._writer.close()


class Step(Protocol):
    """One thing that a server does in a reply."""

    async def run(self, wire: Wire) -> None: ...


Reply = Sequence[Step]


@dataclass(frozen=True)
class Head:
    """Status and headers. Without a length, the body is sent in chunks."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: EVENT_STREAM)

    async def run(self, wire: Wire) -> None:
        await wire.head(self.status, self.headers)


@dataclass(frozen=True)
class Send:
    """Bytes of the body."""

    data: bytes

    async def run(self, wire: Wire) -> None:
        await wire.send(self.data)


@dataclass(frozen=True)
class Garbage:
    """Bytes that keep to no protocol, and then no more."""

    data: bytes

    async def run(self, wire: Wire) -> None:
        await wire.raw(self.data)
        wire.cut()


@dataclass(frozen=True)
class Until:
    """Waits for the test to say so."""

    event: asyncio.Event

    async def run(self, wire: Wire) -> None:
        await self.event.wait()


@dataclass(frozen=True)
class Hang:
    """Says nothing until the client goes."""

    async def run(self, wire: Wire) -> None:
        await asyncio.Event().wait()


@dataclass(frozen=True)
class Cut:
    """Breaks the connection."""

    async def run(self, wire: Wire) -> None:
        wire.cut()


@dataclass(frozen=True)
class Repeat:
    """Sends the same again and again, until the client goes."""

    data: bytes
    every_s: float = 0.0

    async def run(self, wire: Wire) -> None:
        while True:
            await wire.send(self.data)
            await asyncio.sleep(self.every_s)


@dataclass(frozen=True)
class Steady:
    """Sends pieces at an even rate; pieces that are overdue go out together."""

    pieces: tuple[bytes, ...]
    per_second: float

    async def run(self, wire: Wire) -> None:
        clock = asyncio.get_running_loop().time
        started, sent = clock(), 0
        while sent < len(self.pieces):
            due = min(len(self.pieces), int((clock() - started) * self.per_second) + 1)
            await wire.send(b"".join(self.pieces[sent:due]))
            sent = due
            await asyncio.sleep(max(0.0, started + sent / self.per_second - clock()))


def sse(*objects: Mapping[str, Any] | str) -> bytes:
    """The events that carry these objects (text goes out as it is)."""
    texts = (item if isinstance(item, str) else json.dumps(item) for item in objects)
    return "".join(f"data: {text}\n\n" for text in texts).encode()


def delta(content: Any = None, finish: str | None = None, **fields: Any) -> dict[str, Any]:
    """One object of a stream."""
    inner = fields if content is None else {"content": content, **fields}
    choice = {"index": 0, "delta": inner, "finish_reason": finish}
    return {"object": "chat.completion.chunk", "system_fingerprint": "b1", "choices": [choice]}


def usage(prompt: int, completion: int, **more: Any) -> dict[str, Any]:
    """The object after the last one, that counts tokens."""
    return {
        "choices": [],
        "usage": {"prompt_tokens": prompt, "completion_tokens": completion},
    } | more


def stream(*contents: str, finish: str = "stop", end: Sequence[Any] = ("[DONE]",)) -> Reply:
    """A streamed reply as it should be: one object for each content."""
    first = delta(None, role="assistant")
    pieces = [first, *map(delta, contents), delta(None, finish), *end]
    return [Head(), *(Send(sse(piece)) for piece in pieces)]


def steady(tokens: int, per_second: float, word: str = "word ", thinking: int = 0) -> Reply:
    """A stream of that many tokens at that rate; the first `thinking` in a thought."""
    words = [word] * tokens
    if thinking:
        words[0] = f"<think>{word}"
        words[thinking - 1] += "</think>"
    pieces = tuple(sse(delta(text)) for text in words)
    tail = sse(delta(None, "stop"), usage(10, tokens), "[DONE]")
    return [Head(), Steady(pieces, per_second), Send(tail)]


def document(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """One JSON document."""
    return page(json.dumps(data).encode(), "application/json", status, headers)


def page(
    body: bytes,
    content_type: str = "text/html",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """A whole body with its length."""
    fields = {"Content-Type": content_type, "Content-Length": str(len(body)), **(headers or {})}
    return [Head(status, fields), Send(body)]


def error(status: int, message: str = "no", code: Any = None, **headers: str) -> Reply:
    """A refusal as OpenAI words it; `Retry_After="1"` gives the header of that name."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return document({"error": {"message": message, "code": code}}, status, fields)


class ChatServer:
    """Serves a script of replies to the chat, and pages beside it.

    `pages` maps a path to its reply, or to what makes it; `/v1/models` lists
    `models`. `key`, if set, has to come with each request. `port` is a free one unless
    given; one that is left can be entered again, at the same port. `requests` are those to
    the chat, in order; `disconnects` counts the replies that a client left before
    their end, and `finished` those it took to the end.
    """

    def __init__(
        self,
        replies: Sequence[Reply] | Callable[[Received], Reply],
        *,
        pages: Mapping[str, Reply | Callable[[Received], Reply]] | None = None,
        models: Sequence[str] = ("test-model",),
        owned_by: str = "test",
        key: str | None = None,
        uds: Path | None = None,
        port: int = 0,
    ) -> None:
        rows = [{"id": name, "object": "model", "owned_by": owned_by} for name in models]
        self._script = replies
        self._pages = {"/v1/models": document({"object": "list", "data": rows}), **(pages or {})}
        self._key = key
        self._changed: asyncio.Condition | None = None
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self.uds = uds
        self.port = port
        self.base_url = "http://localhost/v1"
        self.requests: list[Received] = []
        self.asked: list[str] = []
        self.connections = 0
        self.disconnects = 0
        self.finished = 0

    async def __aenter__(self) -> ChatServer:
        self._changed = asyncio.Condition()
        if self.uds is not None:
            self._server = await asyncio.start_unix_server(self._connect, str(self.uds))
        else:
            self._server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]
            self.base_url = f"http://127.0.0.1:{self.port}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def until(self, happened: Callable[[ChatServer], bool], timeout_s: float = 10.0) -> None:
        """Wait until that is true of the server; fail if it does not become so."""
        assert self._changed is not None
        async with asyncio.timeout(timeout_s), self._changed:
            await self._changed.wait_for(lambda: happened(self))

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        self.connections += 1
        try:
            while (request := await _read_request(reader)) is not None:
                wire = Wire(writer)
                await self._answer(request, reader, wire)
                if not wire.open:
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(task)
            writer.close()

    async def _answer(self, request: Received, reader: asyncio.StreamReader, wire: Wire) -> None:
        """Run the reply, and watch for the client's leaving."""
        run = asyncio.ensure_future(_run(self._reply(request), wire))
        left = asyncio.ensure_future(reader.read(1))
        await self._note()
        try:
            await asyncio.wait({run, left}, return_when=asyncio.FIRST_COMPLETED)
            gone = not run.done() or run.exception() is not None
        finally:
            run.cancel()
            left.cancel()
            await asyncio.gather(run, left, return_exceptions=True)
        if gone:
            self.disconnects += 1
            wire.open = False
        else:
            self.finished += 1
        await self._note()

    def _reply(self, request: Received) -> Reply:
        self.asked.append(request.path)
        if self._key and request.headers.get("authorization") != f"Bearer {self._key}":
            return error(401, "Incorrect API key provided")
        if request.path != CHAT and not request.path.endswith("/chat/completions"):
            page = self._pages.get(request.path, error(404, "Not Found"))
            return page(request) if callable(page) else page
        self.requests.append(request)
        if callable(self._script):
            return self._script(request)
        return self._script[min(len(self.requests), len(self._script)) - 1]

    async def _note(self) -> None:
        assert self._changed is not None
        async with self._changed:
            self._changed.notify_all()


async def _run(reply: Reply, wire: Wire) -> None:
    for step in reply:
        await step.run(wire)
    await wire.end()


async def _read_request(reader: asyncio.StreamReader) -> Received | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    raw = await reader.readexactly(int(headers.get("content-length", "0")))
    return Received(method, target.partition("?")[0], headers, raw)


@contextmanager
def in_thread(server: ChatServer) -> Iterator[ChatServer]:
    """Run the server in a thread with a loop of its own, for tests that block theirs."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def call(step: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(step, loop).result(10)

    call(server.__aenter__())
    try:
        yield server
    finally:
        call(server.__aexit__())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
