"""Driving the app in tests: against a scripted server, waiting for conditions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from jevons.app import JevonsApp
from jevons.core.models import models_file
from jevons.core.models.registry import add_server
from jevons.screens.ask import AskScreen
from servers.chat_server import ChatServer

PATIENCE_S = 20.0
FRAMES = Path(__file__).parent / "frames"

Size = tuple[int, int]
SMALL: Size = (80, 24)
LARGE: Size = (160, 48)


def add_scripted(server: ChatServer, name: str = "scripted") -> None:
    """Make the scripted server a model; it continues prefilled turns as llama-server does."""
    if name in models_file.read():
        models_file.remove(name)
    add_server(name, server.base_url, "scripted-1", dialect="llama-server")


@asynccontextmanager
async def running(size: Size = SMALL, model: str = "scripted") -> AsyncIterator[Pilot[int]]:
    """The app on its Ask screen."""
    app = JevonsApp(model)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, AskScreen))
        await pilot.pause()
        yield pilot
        await app.do_quit()


def ask_screen(pilot: Pilot[int]) -> AskScreen:
    """The Ask screen, whatever lies above it."""
    return next(s for s in pilot.app.screen_stack if isinstance(s, AskScreen))


async def until(pilot: Pilot[int], condition: Callable[[], bool]) -> None:
    """Wait for a condition to hold."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await pilot.pause(0.01)
    await pilot.pause()


async def ask(pilot: Pilot[int], question: str) -> None:
    """Type a question and send it."""
    screen = ask_screen(pilot)
    screen.composer.focus()
    screen.composer.load_text(question)
    await pilot.press("enter")


async def ask_and_wait(pilot: Pilot[int], question: str) -> None:
    """Ask, and wait for the end of the answer."""
    screen = ask_screen(pilot)
    before = len(screen.state.exchanges)
    await ask(pilot, question)
    await until(pilot, lambda: len(screen.state.exchanges) > before and not screen.state.live)


def frame(pilot: Pilot[int]) -> str:
    """What is on the screen, as text."""
    screen = pilot.app.screen
    width, height = pilot.app.size
    lines = screen._compositor.render_strips()
    return "\n".join(strip.crop(0, width).text.rstrip() for strip in lines[:height]) + "\n"
