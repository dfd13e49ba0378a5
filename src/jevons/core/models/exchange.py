"""One exchange of the chat protocol: a body goes out, chunks come back."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import replace
from typing import Any

from jevons.core.models.chunks import (
    Chunk,
    ServerError,
    parse_chunk,
    parse_json,
    server_error,
)
from jevons.core.models.endpoint import Endpoint, Limits
from jevons.core.models.failures import bad_response, cut_stream, overrun, told_in_stream
from jevons.core.models.sse import Line, LineTooLongError, SseDecoder
from jevons.core.models.transport import Http, Pipe

_DONE = "[DONE]"

_LONGEST_TOKEN = 128
"""Characters of the longest tokens there are (runs of spaces)."""

_SLACK = 64
"""Tokens past the limit that are always forgiven."""


async def exchange(
    http: Http,
    endpoint: Endpoint,
    url: str,
    body: Mapping[str, Any],
    limits: Limits,
) -> AsyncGenerator[Chunk, None]:
    """Post `body` and yield the chunks of the reply, be it streamed or whole.

    What the reply is, its first bytes say: servers mislabel it. Closing the
    generator, or cancelling whoever waits for it, closes the connection at once,
    by which the server knows to stop.

    Raises:
        Trouble: the reply did not come, broke off, or is no reply.
    """
    async with Pipe(endpoint, limits, limits.first_token_s) as pipe:
        await pipe.send(http, "POST", url, body)
        data = await _head(pipe)
        if data is None:
            raise cut_stream(endpoint, "an empty reply", began=False)
        if data.startswith(b"<"):
            page = (await pipe.read_all(data)).decode("utf-8", "replace")
            raise bad_response(endpoint, "sent a web page instead of a reply", page)
        if data.startswith(b"{"):
            yield _whole_reply(endpoint, await pipe.read_all(data))
            return
        asked = body.get(endpoint.dialect.max_tokens_field)
        stream = _Stream(pipe, endpoint, limits, asked)
        while data is not None and not stream.done:
            for chunk in stream.feed(data):
                yield chunk
            if not stream.done:
                data = await pipe.read_gathered()
        for chunk in stream.end():
            yield chunk
        if stream.done:
            await pipe.settle()


async def _head(pipe: Pipe) -> bytes | None:
    """The first bytes that are not white space."""
    while (data := await pipe.read()) is not None:
        data = data.lstrip()
        if data:
            return data
    return None


def _whole_reply(endpoint: Endpoint, body: bytes) -> Chunk:
    text = body.decode("utf-8", "replace")
    data = parse_json(text)
    if data is None:
        raise bad_response(endpoint, "sent invalid JSON", text)
    if error := server_error(data):
        raise told_in_stream(endpoint, error)
    chunk = parse_chunk(data)
    if not chunk.whole:
        raise bad_response(endpoint, "sent no reply", text)
    return replace(chunk, finish=chunk.finish or "stop", damaged="\ufffd" in text)


def _is_cut(line: Line) -> bool:
    """Whether a last line, which nothing ended, was to hold more."""
    return line.field == "data" and line.value != _DONE and parse_json(line.value) is None


class _Stream:
    """Reads the lines of a streamed reply and watches its length."""

    def __init__(
        self, pipe: Pipe, endpoint: Endpoint, limits: Limits, max_tokens: int | None
    ) -> None:
        self._pipe = pipe
        self._endpoint = endpoint
        self._decoder = SseDecoder(limits.max_line_bytes)
        self._asked = max_tokens
        self._most = None if max_tokens is None else max_tokens * limits.overrun + _SLACK
        self._deltas = self._characters = 0
        self._event = ""
        self._first_line = ""
        self._objects = 0
        self._finished = False
        self.done = False
        """Whether the server said that the stream is over."""

    def feed(self, data: bytes) -> Iterator[Chunk]:
        """The chunks in the next bytes."""
        try:
            lines = self._decoder.feed(data)
        except LineTooLongError:
            raise bad_response(self._endpoint, "sent a line without an end") from None
        return self._chunks(lines)

    def end(self) -> Iterator[Chunk]:
        """The last chunk, if its line had no end; else the trouble that there is none."""
        yield from self._chunks([line for line in self._decoder.end() if not _is_cut(line)])
        if self._finished or self.done:
            return
        if not self._objects:
            raise bad_response(self._endpoint, "sent something else than a reply", self._first_line)
        raise cut_stream(self._endpoint, "the connection was closed", began=self._deltas > 0)

    def _chunks(self, lines: list[Line]) -> Iterator[Chunk]:
        for line in lines:
            self._first_line = self._first_line or f"{line.field} {line.value}".strip()
            if line.field == "event":
                self._event = line.value
            elif line.field == "error":
                raise told_in_stream(self._endpoint, self._error(line.value))
            elif line.field == "data" and line.value.strip():
                if line.value.strip() == _DONE:
                    self.done = True
                    return
                yield self._chunk(line.value)

    def _chunk(self, text: str) -> Chunk:
        data = parse_json(text)
        if data is None and self._finished:
            return Chunk()  # nothing more was due
        if data is None:
            raise bad_response(self._endpoint, "sent invalid JSON", text)
        error = self._error(text) if self._event == "error" else server_error(data)
        if error:
            raise told_in_stream(self._endpoint, error)
        self._event = ""
        self._objects += 1
        chunk = parse_chunk(data)
        self._watch(chunk)
        return replace(chunk, damaged=True) if self._decoder.damaged else chunk

    def _watch(self, chunk: Chunk) -> None:
        """Note what the chunk means for the server's time and length."""
        if chunk.text_length:
            self._pipe.progressed()
            self._deltas += 1
            self._characters += chunk.text_length
        if chunk.finish:
            self._finished = True
            self._pipe.expect_end()
        most = self._most
        if most and (self._deltas > most or self._characters > most * _LONGEST_TOKEN):
            raise overrun(self._endpoint, self._asked)

    def _error(self, text: str) -> ServerError:
        data = parse_json(text)
        if data is None:
            return ServerError(text)
        return server_error(data) or server_error({"error": data}) or ServerError(text)
