"""Every action in every state, keys at random, and the places that list the keys."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from textual.events import Key

from jevons.core import actions
from jevons.core.models import models_file, weights
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.state.ask import Phase
from jevons.screens.places import ASK
from screens.app_driver import (
    LARGE,
    PATIENCE_S,
    ask,
    ask_and_wait,
    ask_screen,
    asking,
    driven,
    ended,
    frame,
    press,
    reading,
    running,
    settled,
    until,
    until_shown,
)
from servers.chat_server import Hang, Head, Send, delta, error, sse
from servers.thinker import Thinker


class Moody:
    """A server that does what the state at hand needs."""

    def __init__(self):
        self.mood = "quick"
        self.thinker = Thinker()

    def __call__(self, request):
        begun = {"thinking": "<think>one two", "answering": "<think>one</think>two"}
        if self.mood in begun:
            return [Head(), Send(sse(delta(begun[self.mood]))), Hang()]
        if self.mood == "waiting":
            return [Hang()]
        return error(400, "no") if self.mood == "failing" else self.thinker(request)


@pytest.fixture(autouse=True)
def no_fetch(monkeypatch):
    """A fetch that goes on until it is stopped."""

    def pull(name, *, on_progress, cancel):
        on_progress(weights.PullProgress("downloading", 1_000_000, 98_000_000))
        cancel.wait(30)
        raise ProblemError.of(ProblemKind.PULL_FAILED, f"no {name}")

    monkeypatch.setattr(weights, "pull", pull)


# The states.

Step = Callable[[object, Moody], Awaitable[None]]


async def calm(pilot, server):
    """No modal, nothing under way, no list."""
    app, screen = pilot.app, ask_screen(pilot)
    app._interrupted_at = 0.0
    await app.switch_mode(ASK)
    while app.screen is not screen:
        app.pop_screen()
        await settled(pilot)
    screen.stop()
    await ended(pilot)
    screen.edited_turn = None
    if screen.pane is not None:
        screen.pane.display = False
    screen.set_focus(screen.composer)


async def empty(pilot, server):
    await calm(pilot, server)
    await screen_of(pilot).do_new()


def asked(mood, *phases):
    async def enter(pilot, server):
        await calm(pilot, server)
        server.mood = mood
        await ask(pilot, "How many?")
        await until(pilot, lambda: screen_of(pilot).state.phase in phases)
        server.mood = "quick"

    return enter


async def stopped(pilot, server):
    await asked("thinking", Phase.THINKING)(pilot, server)
    screen_of(pilot).stop()
    await ended(pilot)


def after(first, *keys):
    """A state that keys lead to."""

    async def enter(pilot, server):
        await first(pilot, server)
        for key in keys:
            await press(pilot, key)
            await settled(pilot)

    return enter


def screen_of(pilot):
    return ask_screen(pilot)


answered = asked("quick", Phase.DONE)
thinking = asked("thinking", Phase.THINKING)

STATES = {
    "empty": empty,
    "waiting": asked("waiting", Phase.WAITING),
    "thinking": thinking,
    "thinking, reading": after(thinking, "tab", "k"),
    "answering": asked("answering", Phase.ANSWERING),
    "answered": answered,
    "reading": after(answered, "tab", "left_square_bracket"),
    "editing": after(answered, "f6"),
    "failed": asked("failing", Phase.FAILED),
    "stopped": stopped,
    "list": after(answered, "f8"),
    "list while thinking": after(thinking, "f8"),
    "search": after(answered, "f8", "slash", "m"),
    "rename": after(answered, "f8", "r"),
    "dial": after(answered, "f3"),
    "dial while thinking": after(thinking, "f3"),
    "model": after(answered, "f2"),
    "compare": after(answered, "f12"),
    "theme": after(answered, "f4"),
    "help": after(answered, "f1"),
    "palette": after(answered, "ctrl+p"),
}


@dataclass(frozen=True)
class Place:
    """Where the app is, as far as a state goes."""

    screens: tuple[str, ...]
    scope: str
    phase: Phase | None
    editing: bool
    turns: int

    @classmethod
    def of(cls, pilot):
        screen = screen_of(pilot)
        return cls(
            tuple(type(s).__name__ for s in pilot.app.screen_stack),  # of the place shown
            screen.focus_scope,
            screen.state.phase,
            screen.edited_turn is not None,
            len(screen.state.exchanges),
        )


@pytest.mark.parametrize("name", STATES)
@driven
async def test_every_action_can_be_done_in_every_state(name):
    server = Moody()
    enter = STATES[name]
    async with asking(server) as (pilot, _):
        await enter(pilot, server)
        place = Place.of(pilot)
        for action in actions.load_actions():
            if action == "quit":
                continue
            await pilot.app.run_action(f"app.act('{action}')")
            await settled(pilot)
            frame(pilot)
            pilot.app._interrupted_at = 0.0
            if Place.of(pilot) != place:
                await enter(pilot, server)
                place = Place.of(pilot)
        await calm(pilot, server)
        server.mood = "quick"
        await ask_and_wait(pilot, "Still there?")
        assert screen_of(pilot).state.phase is Phase.DONE


@pytest.mark.parametrize("pulling", [False, True])
@driven
async def test_every_action_can_be_done_without_a_model(pulling):
    async with running(model=None) as pilot:
        for action in actions.load_actions():
            if action == "quit":
                continue
            if pulling:
                await pilot.app.run_action("app.act('pull')")
                await until_shown(pilot, "1 of 98 MB")
            await pilot.app.run_action(f"app.act('{action}')")
            await settled(pilot)
            pilot.app._interrupted_at = 0.0
            await pilot.app.switch_mode(ASK)
            while pilot.app.screen is not screen_of(pilot):
                pilot.app.pop_screen()
                await settled(pilot)
            screen_of(pilot).stop()
            await until(pilot, lambda: not screen_of(pilot).welcome.pulling)
        assert screen_of(pilot).dialogue.spec is None


KEYS = sorted({key for scope in actions.PARENTS for key, _ in actions.bindings(scope)})
LEAVING = {"q", "ctrl+q", "ctrl+c"}
OTHERS = ["a", "X", "5", "space", "backspace", "left", "right", "shift+left", "ctrl+a", "f10", "é"]


@pytest.mark.parametrize("seed", range(6))
@driven
async def test_keys_at_random_break_nothing(seed):
    rng = random.Random(seed)
    server = Moody()
    keys = [*(set(KEYS) - LEAVING), *OTHERS * 2, *["escape", "enter", "tab"] * 4]
    keys.sort()
    size = rng.choice([(80, 24), (60, 20), (120, 40)])
    async with asking(server, size=size) as (pilot, _):
        await ask_and_wait(pilot, "How many?")
        for _ in range(120):
            server.mood = rng.choice(["quick", "thinking", "answering", "failing", "waiting"])
            await press(pilot, rng.choice(keys))
            assert pilot.app.is_running
        await settled(pilot)
        frame(pilot)
        server.mood = "quick"
        await calm(pilot, server)
        await ask_and_wait(pilot, "Still there?")
        assert screen_of(pilot).state.phase is Phase.DONE


@driven
async def test_a_key_after_a_pause_is_drawn_without_a_tick_of_the_clock():
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await settled(pilot)
        screen._update_timer.stop()
        pilot.app.post_message(Key("a", "a"))
        async with asyncio.timeout(PATIENCE_S):
            while screen.composer.text != "a" or screen._dirty_widgets:
                await asyncio.sleep(0.005)


# Where the keys are told.


@driven
async def test_the_palette_finds_and_does_every_action_it_offers():
    async with asking(Thinker(), size=LARGE) as (pilot, _):
        await ask_and_wait(pilot, "How many?")
        for query, shown in (
            ("save js", "Save as JSON"),
            ("fold", "Fold the thought"),
            ("clipboard", "Copy the answer"),
            ("quit", "Quit"),
        ):
            await press(pilot, "ctrl+p")
            await press(pilot, *query)
            await until(pilot, lambda s=shown: s in frame(pilot))
            await press(pilot, "escape")
            await until(pilot, lambda: pilot.app.screen is screen_of(pilot))
        await press(pilot, "ctrl+p", *"theme")
        await until_shown(pilot, "Choose the colours")
        await press(pilot, "enter")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "Picker")
        await press(pilot, "escape")


@driven
async def test_the_palette_offers_nothing_that_can_do_nothing():
    async with asking(Thinker(), size=LARGE) as (pilot, _):
        await press(pilot, "ctrl+p")
        await until_shown(pilot, "Thinking dial")
        shown = frame(pilot)
        for title in ("Answer now", "Think on", "Ask again", "Copy the answer", "Fetch the"):
            assert title not in shown
        await press(pilot, "escape")


@pytest.mark.parametrize("scope", ["composer", "transcript", "conversations", "welcome"])
@driven
async def test_the_help_tells_every_key_of_the_scope(scope):
    server = Thinker()
    async with asking(server, size=(100, 280)) as (pilot, _):
        if scope == "welcome":
            await pilot.app.do_quit()
        elif scope == "transcript":
            await reading(pilot)
        elif scope == "conversations":
            await press(pilot, "f8")
            await until(pilot, lambda: screen_of(pilot).focus_scope == scope)
        if scope != "welcome":
            await help_tells(pilot, scope)
    if scope == "welcome":
        models_file.remove("scripted")
        async with running(size=(100, 280), model=None) as pilot:
            await help_tells(pilot, scope)


async def help_tells(pilot, scope):
    await press(pilot, "f1")
    here = [s for s in actions.PARENTS if "ask" in actions.lineage(s)]
    for step in [*here, "app"]:
        await until_shown(pilot, actions.SCOPE_TITLES[step])
    shown = frame(pilot)
    first = shown.index(actions.SCOPE_TITLES[scope])
    for step in actions.lineage(scope):
        assert actions.SCOPE_TITLES[step] in shown
        for key, action in actions.bindings(step):
            assert action.title in shown
            assert actions.key_name(key) in shown
    assert actions.SCOPE_TITLES["browse"] not in shown, "keys of other screens"
    others = set(here) - set(actions.lineage(scope))
    assert all(shown.index(actions.SCOPE_TITLES[other]) > first for other in others)
    await press(pilot, "escape")
    await until(pilot, lambda: pilot.app.screen is screen_of(pilot))


@driven
async def test_the_footer_shows_only_keys_that_do_something_now():
    server = Moody()
    async with asking(server) as (pilot, _):
        assert "Stop" not in frame(pilot).splitlines()[-1]
        await thinking(pilot, server)
        footer = frame(pilot).splitlines()[-1]
        for part in ("esc Stop", "^g Answer now", "^t Think on"):
            assert part in footer
        assert "enter Ask" not in footer
        await calm(pilot, server)
        footer = frame(pilot).splitlines()[-1]
        assert "enter Ask" in footer
        assert "Answer now" not in footer


@driven
async def test_a_question_mark_opens_the_help_only_in_an_empty_field():
    async with asking(Thinker()) as (pilot, _):
        await press(pilot, "question_mark")
        await until_shown(pilot, "Help")
        await press(pilot, "escape")
        await press(pilot, *"why", "question_mark")
        assert screen_of(pilot).composer.text == "why?"
