"""A scripted model in a process of its own: a question says how long it is to think.

The question `15000 4000` gets a thought of 15,000 tokens as fast as they are taken, then
4,000 at 100 tokens/s, and a short answer.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from servers.chat_server import ChatServer, Head, Received, Reply, Send, Steady, delta, sse, usage

PER_SECOND = 100.0
FILL_PER_SECOND = 4000.0
VOCABULARY = """
    the of so we that is wait let me check if number sum first then because each step equals
    answer think about case which therefore consider another value times need know two three
    maybe actually multiply subtract possible remainder condition alternatively substituting
"""
WORDS = VOCABULARY.split()
ENDINGS = ("s", "ing", "ed", "ly", "ation", "'s", "er", "13", "4")
MARKS = (".", ",", ":", "?", " =", " +", " (", ")")
BREAKS = (".\n\n", "\n", ":\n- ")
ANSWER = "The sum is **42**.\n\n1. first one half\n2. then the other\n\n```\n21 + 21 = 42\n```\n"


def thought(tokens: int) -> list[str]:
    """Pieces of text like those that models write, always the same; none holds a `#`."""
    draw = random.Random(20250120)
    kinds = draw.choices(((), ENDINGS, MARKS, BREAKS), (70, 15, 13, 2), k=tokens)
    return [draw.choice(kind) if kind else f" {draw.choice(WORDS)}" for kind in kinds]


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server that lives as long as the context."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,))
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("end")
        process.join(10)


def _serve(parent: Connection) -> None:
    async def until_told() -> None:
        async with ChatServer(_reply) as server:
            parent.send(server.base_url)
            await asyncio.to_thread(parent.recv)

    asyncio.run(until_told())


def _reply(request: Received) -> Reply:
    """The thought, which is asked for up to its close tag, or the answer after it."""
    if "stop" not in request.body:
        return [Head(), _steady([ANSWER]), Send(_tail(30))]
    asked = [m["content"] for m in request.body["messages"] if m["role"] == "user"][-1]
    quick, slow = map(int, asked.split())
    pieces = thought(quick + slow)
    return [
        Head(),
        _steady(pieces[:quick], FILL_PER_SECOND),
        _steady(pieces[quick:]),
        Send(_tail(quick + slow)),
    ]


def _steady(pieces: list[str], per_second: float = PER_SECOND) -> Steady:
    return Steady(tuple(sse(delta(piece)) for piece in pieces), per_second)


def _tail(tokens: int) -> bytes:
    return sse(delta(None, "stop"), usage(10, tokens), "[DONE]")
