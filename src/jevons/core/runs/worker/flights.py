"""The thoughts in flight, shown to whoever watches a run's worker."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic

from jevons.core import paths
from jevons.core.runs.worker.drawing import Flying

SHOW_EVERY_S = 0.3
"""Seconds between two pictures of what is in flight."""

TAIL = 2000
"""Characters of a thought that are shown: its end."""

LONGEST_LINE = 16 * 2**20
"""Bytes of a picture, at most: hundreds of tails."""


@dataclass(frozen=True, slots=True)
class Flight:
    """A generation on its way: the ends of its thought and answer, tokens and seconds so far."""

    question: int
    sample: int
    model: str
    thinking: str
    answer: str
    tokens: int
    seconds: float


def socket_of(run: int) -> Path:
    """Where the worker of a run can be watched."""
    library = hashlib.sha256(os.fsencode(paths.library_file().resolve())).hexdigest()[:8]
    return paths.runtime_dir() / f"run-{library}-{run}.sock"


async def show_flights(run: int, flying: Mapping[tuple[int, int], Flying]) -> asyncio.Server:
    """Let others watch what is in flight, until the server is closed.

    Raises:
        OSError: there is no place for the socket.
    """
    socket = socket_of(run)
    paths.private_dir(socket.parent)
    socket.unlink(missing_ok=True)

    async def show(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while not reader.at_eof():
                writer.write(_picture(flying))
                await writer.drain()
                await asyncio.sleep(SHOW_EVERY_S)
        writer.close()

    server = await asyncio.start_unix_server(show, str(socket))
    socket.chmod(0o600)
    return server


def _picture(flying: Mapping[tuple[int, int], Flying]) -> bytes:
    now = monotonic()
    flights = [
        asdict(
            Flight(
                question=flight.job.question,
                sample=flight.job.sample,
                model=flight.model,
                thinking=flight.draft.thought[-TAIL:],
                answer=flight.draft.answer[-TAIL:],
                tokens=flight.draft.usage().output,
                seconds=now - flight.began,
            )
        )
        for flight in flying.values()
    ]
    return json.dumps(flights).encode() + b"\n"


async def watch_flights(run: int) -> AsyncGenerator[tuple[Flight, ...], None]:
    """What is in flight, again and again, until the worker ends; nothing if there is none."""
    try:
        reader, writer = await asyncio.open_unix_connection(str(socket_of(run)), limit=LONGEST_LINE)
    except OSError:
        return
    try:
        with suppress(OSError, ValueError):
            while line := await reader.readline():
                yield tuple(Flight(**fields) for fields in json.loads(line))
    finally:
        writer.close()
