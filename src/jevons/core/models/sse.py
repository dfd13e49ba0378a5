"""Reads server-sent events, as servers really send them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a stream: a field and its value; the field of a comment is empty."""

    field: str
    value: str


class LineTooLongError(Exception):
    """A line without an end."""


class SseDecoder:
    """Cuts bytes, fed in pieces of any size, into lines of server-sent events.

    Each `data` line is given out by itself, at once: servers of the OpenAI chat
    protocol put a whole JSON object on one line, and some forget the empty line
    that should end an event. Bytes that are not UTF-8 are replaced, and `damaged`
    is set. Lines end with CR, LF or both (WHATWG HTML, 9.2.6).
    """

    def __init__(self, max_line_bytes: int) -> None:
        self._max = max_line_bytes
        self._parts: list[bytes] = []  # of the line that has not ended yet
        self._length = 0
        self._first = True
        self.damaged = False
        """Whether bytes had to be replaced."""

    def feed(self, data: bytes) -> list[Line]:
        """The lines that `data` ends.

        Raises:
            LineTooLongError: a line is longer than it may be.
        """
        *ended, rest = data.replace(b"\r", b"\n").split(b"\n")
        lines = [self._finish(part) for part in ended]
        self._keep(rest)
        return [line for line in lines if line is not None]

    def end(self) -> list[Line]:
        """The last line, if the stream ended without ending it."""
        line = self._finish(b"")
        return [line] if line is not None else []

    def _keep(self, part: bytes) -> None:
        self._length += len(part)
        if self._length > self._max:
            raise LineTooLongError
        self._parts.append(part)

    def _finish(self, part: bytes) -> Line | None:
        self._keep(part)
        raw = b"".join(self._parts)
        self._parts.clear()
        self._length = 0
        if self._first:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
            self._first = False
        return self._parse(raw) if raw else None

    def _parse(self, raw: bytes) -> Line:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("utf-8", "replace")
            self.damaged = True
        field, _, value = text.partition(":")
        return Line(field, value.removeprefix(" "))
