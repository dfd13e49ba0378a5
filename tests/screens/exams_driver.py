"""Driving the Exams screen in tests."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from jevons.core import paths
from jevons.screens.exams import ExamsScreen
from screens.app_driver import SMALL, Size, add_scripted, press, running, until
from servers.chat_server import ChatServer, Head, Received, Reply, Send, delta, sse, usage


def sums(request: Received) -> Reply:
    """The right answer to a sum of two numbers."""
    turns = request.body["messages"]
    question = next(turn["content"] for turn in reversed(turns) if turn["role"] == "user")
    numbers = map(int, re.findall(r"\d+", question)[:2])
    answer = f"It is \\boxed{{{sum(numbers)}}}."
    return [Head(), Send(sse(delta(answer), delta(None, "stop"), usage(20, 10), "[DONE]"))]


@asynccontextmanager
async def examining(
    size: Size = SMALL, **settings: Any
) -> AsyncIterator[tuple[Pilot[int], ChatServer]]:
    """The app on its Exams screen with what it reads at first, and a model that can add."""
    async with ChatServer(sums) as server:
        add_scripted(server, **{"usd_per_hour": 0.1, **settings})
        async with running(size) as pilot:
            await go_to_exams(pilot)
            yield pilot, server


async def go_to_exams(pilot: Pilot[int]) -> None:
    """Show the screen, and wait until it has listed, read and worked out what it wants."""
    await press(pilot, "alt+2")
    await until(pilot, lambda: exams_screen(pilot).view.was_listed)
    await rested(pilot)


def exams_screen(pilot: Pilot[int]) -> ExamsScreen:
    """The Exams screen, whatever lies above it."""
    found = [s for s in pilot.app.screen_stack if isinstance(s, ExamsScreen)]
    assert found, f"the screen is {pilot.app.screen}"
    return found[0]


async def rested(pilot: Pilot[int]) -> None:
    """Wait until the exam is read and the run worked out, or it is known why not."""
    view = exams_screen(pilot)

    def is_known() -> bool:
        at = view.view
        if at.info is None or not at.info.here:
            return True
        if not at.exam_is_read:
            return False
        return at.trouble is not None or not at.chosen_models or at.outlook_is_new

    await until(pilot, is_known)


async def do(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, and wait for what comes of them."""
    await press(pilot, *keys)
    await rested(pilot)


async def fill(pilot: Pilot[int], key: str, text: str) -> None:
    """Open the field of a key and type its value anew."""
    await press(pilot, key, "ctrl+u", *text, "enter")
    await rested(pilot)


def put_exam(name: str, text: str) -> None:
    """Write a file into the user's directory of exams."""
    directory = paths.exams_dir()
    directory.mkdir(parents=True, exist_ok=True)
    (directory / name).write_text(text, encoding="utf-8")
