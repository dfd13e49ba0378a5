"""Driving the app in tests: against a scripted server, waiting for conditions.

@driven
async def test_it_answers():
    async with asking([stream("Four")]) as (pilot, server):
        await ask_and_wait(pilot, "How many?")
        assert "Four" in frame(pilot)
"""

from __future__ import annotations

import asyncio
import functools
import unicodedata
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.events import Key
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot

from jevons.app import JevonsApp
from jevons.core import paths
from jevons.core.models import models_file
from jevons.core.models.adding import add_server
from jevons.core.runs.library import Library
from jevons.screens.ask import AskScreen
from jevons.screens.place_screen import PlaceScreen
from jevons.screens.places import ASK
from jevons.screens.resuming import PLACE_KEY
from servers.chat_server import ChatServer, Received, Reply

PATIENCE_S = 20.0
WHOLE_TEST_S = 60.0
HOPS = 4
"""Widgets and screens that a key may pass through before it has all its effect."""

Size = tuple[int, int]
SMALL: Size = (80, 24)
LARGE: Size = (160, 48)
Script = Sequence[Reply] | Callable[[Received], Reply]


def driven(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run an async test in a loop of its own, within a bound of time."""

    @functools.wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        asyncio.run(asyncio.wait_for(test(*args, **kwargs), WHOLE_TEST_S))

    return run


def add_scripted(server: ChatServer, name: str = "scripted", **settings: Any) -> None:
    """Make the scripted server a model; it continues prefilled turns as llama-server does."""
    if name in models_file.read():
        models_file.remove(name)
    settings.setdefault("dialect", "llama-server")
    add_server(name, server.base_url, "scripted-1", **settings)


@asynccontextmanager
async def running(
    size: Size = SMALL, model: str | None = "scripted", *, where_it_was: bool = False
) -> AsyncIterator[Pilot[int]]:
    """The app on its Ask screen, or where it was; it is quit at the end, if it was not."""
    first = PlaceScreen if where_it_was else AskScreen
    if not where_it_was and is_database(paths.library_file()):
        library, _ = Library.open()
        library.remember(PLACE_KEY, "")
        library.close()
    app = JevonsApp(model)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, first) and app.screen.is_mounted)
        yield pilot
        if app.is_running:
            await app.do_quit()


def is_database(file: Path) -> bool:
    """Whether it is there, and not damaged from its first byte on."""
    return file.is_file() and file.read_bytes().startswith(b"SQLite format 3")


@asynccontextmanager
async def asking(
    script: Script, size: Size = SMALL, **settings: Any
) -> AsyncIterator[tuple[Pilot[int], ChatServer]]:
    """The app and the scripted server that it asks; `settings` are the model's."""
    async with ChatServer(script) as server:
        add_scripted(server, **settings)
        async with running(size) as pilot:
            yield pilot, server


def ask_screen(pilot: Pilot[int]) -> AskScreen:
    """The Ask screen, whatever lies above it or is shown instead."""
    return next(s for s in pilot.app._screen_stacks[ASK] if isinstance(s, AskScreen))


async def settled(pilot: Pilot[int]) -> None:
    """Wait until what is on its way between the widgets has arrived, and is drawn.

    The pilot's own `pause` waits for the process to idle, which it does not while a model
    is at it.
    """
    for _ in range(HOPS):
        await pilot._wait_for_screen()
        while pilot.app._taking_keys:
            await asyncio.sleep(0)
    if pilot.app.is_running:
        pilot.app.screen._on_timer_update()


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, one after the other; a character is its own name."""
    for name in keys:
        pilot.app.post_message(_key(name))
        await settled(pilot)


async def burst(pilot: Pilot[int], *keys: str) -> None:
    """Press keys all at once, as they come over a slow connection."""
    for name in keys:
        pilot.app.post_message(_key(name))
    await settled(pilot)


def _key(name: str) -> Key:
    key = _character_to_key(name) if len(name) == 1 and not name.isalnum() else name
    try:
        character = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(key, key)))
    except KeyError:
        character = name if len(name) == 1 else None
    return Key(key, character)


async def until(pilot: Pilot[int], condition: Callable[[], object]) -> None:
    """Wait for a condition to hold, and for the screen to have followed."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not condition():
                await asyncio.sleep(0.005)
            await settled(pilot)
    except TimeoutError:
        raise AssertionError(f"it never came to it; the screen:\n{frame(pilot)}") from None


async def until_shown(pilot: Pilot[int], text: str) -> None:
    """Wait for a text on the screen."""
    await until(pilot, lambda: text in frame(pilot))


async def ask(pilot: Pilot[int], question: str) -> None:
    """Send a question, and wait until it is on its way."""
    screen = ask_screen(pilot)
    asked = len(screen.state.exchanges)
    screen.set_focus(screen.composer)
    screen.composer.load_text(question)
    await press(pilot, "enter")
    await until(pilot, lambda: len(screen.state.exchanges) > asked)


async def ask_and_wait(pilot: Pilot[int], question: str) -> None:
    """Ask, and wait for the end of the answer."""
    await ask(pilot, question)
    await ended(pilot)


async def ended(pilot: Pilot[int]) -> None:
    """Wait until no generation is under way."""
    await until(pilot, lambda: not ask_screen(pilot).state.live)


async def reading(pilot: Pilot[int]) -> None:
    """Go to the transcript, where letters are commands."""
    screen = ask_screen(pilot)
    screen.set_focus(screen.transcript)
    await settled(pilot)


async def act(pilot: Pilot[int], action: str) -> None:
    """Do an action as its key does: not where it can do nothing."""
    await pilot.app.run_action(f"app.act('{action}')")
    await settled(pilot)


def frame(pilot: Pilot[int]) -> str:
    """What is on the screen, as text."""
    width, height = pilot.app.size
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.crop(0, width).text.rstrip() for strip in strips[:height]) + "\n"


def notices(pilot: Pilot[int]) -> str:
    """All that pops up at the edge of the screen, a line for each."""
    return "\n".join(str(notice.message) for notice in pilot.app._notifications)
