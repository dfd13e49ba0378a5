"""Keys that come all at once, as they do over SSH: each does what it does when typed slowly."""

import pytest

from screens.app_driver import (
    ask_and_wait,
    ask_screen,
    asking,
    burst,
    driven,
    press,
    reading,
    settled,
    until,
    until_shown,
)
from screens.test_conversations import listing, stored, titles
from servers.thinker import Thinker


@pytest.mark.parametrize("scope", ["composer", "transcript"])
@driven
async def test_a_choice_is_typed_and_taken_in_one_burst(scope):
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        if scope == "transcript":
            await reading(pilot)
        await press(pilot, "f3")
        await until_shown(pilot, "How long may it think?")
        await burst(pilot, *"128", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert screen.dialogue.dial.label() == "128"
        await burst(pilot, "f3", *"512", "enter")
        await until(pilot, lambda: screen.dialogue.dial.label() == "512")
        await settled(pilot)
        assert pilot.app.screen is screen
        assert screen.composer.text == ""
        assert not screen.state.exchanges


@driven
async def test_moving_after_typing_moves_in_what_matches():
    async with asking(Thinker()) as (pilot, _):
        await burst(pilot, "f4", *"jevons light", "enter")
        await until(pilot, lambda: pilot.app.theme == "jevons-light")
        await burst(pilot, "f4", *"jevons", "down", "up", "up", "enter")
        await until(pilot, lambda: pilot.app.theme == "jevons-dark")


@driven
async def test_a_picker_is_left_in_one_burst():
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        before = screen.dialogue.dial
        await burst(pilot, "f3", *"128", "escape", *"hello")
        await until(pilot, lambda: pilot.app.screen is screen)
        await settled(pilot)
        assert screen.dialogue.dial == before
        assert screen.composer.text == "hello"


@driven
async def test_a_conversation_is_searched_and_opened_in_one_burst():
    stored(["About sand"])
    stored(["About ships"])
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await burst(pilot, "f8", "slash", *"sand", "enter", "enter")
        await until(pilot, lambda: screen.state.title == "About sand")
        assert len(screen.dialogue.library.conversations()) == 2


@driven
async def test_a_conversation_is_renamed_in_one_burst():
    stored(["About sand"])
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await listing(pilot)
        await burst(pilot, "r", "end", *" and ships", "enter", "j")
        await until(pilot, lambda: titles(screen) == ["About sand and ships"])


@driven
async def test_letters_after_a_key_that_opens_something_are_not_commands():
    stored(["About sand"])
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await listing(pilot)
        await burst(pilot, "slash", *"ddd")
        await until(pilot, lambda: titles(screen) == [])
        assert len(screen.dialogue.library.conversations()) == 1


@driven
async def test_writing_reading_and_asking_in_one_burst():
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await ask_and_wait(pilot, "First?")
        await burst(pilot, "tab", "i", *"Quick jobs?", "enter")
        await until(pilot, lambda: len(screen.state.exchanges) == 2)
        assert screen.state.last.question == "Quick jobs?"
        await until(pilot, lambda: not screen.state.live)


@driven
async def test_the_help_is_opened_scrolled_and_left_in_one_burst():
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await burst(pilot, "f1", "j", "escape", *"hi")
        await until(pilot, lambda: pilot.app.screen is screen)
        await settled(pilot)
        assert screen.composer.text == "hi"
        await burst(pilot, "f1", "G")
        await until(pilot, lambda: pilot.app.screen is not screen)
        box = pilot.app.screen.query_one("#box")
        await until(pilot, lambda: box.scroll_y == box.max_scroll_y > 15)
        await burst(pilot, "g", *["j"] * 15)
        await until(pilot, lambda: box.scroll_y == 15)
        await burst(pilot, *["k"] * 4, "ctrl+d", "down", "up")
        await until(pilot, lambda: box.scroll_y == 11 + round(box.size.height / 2))


@driven
async def test_every_line_that_is_scrolled_in_a_burst_counts():
    async with asking(Thinker(thought=2000)) as (pilot, _):
        transcript = ask_screen(pilot).transcript
        await ask_and_wait(pilot, "First?")
        await reading(pilot)
        await press(pilot, "z", "G")
        end = transcript.scroll_y
        await burst(pilot, *["k"] * 18)
        assert transcript.scroll_y == end - 18
        await burst(pilot, *["j"] * 18)
        assert transcript.scroll_y == end
        await burst(pilot, "g", *["j"] * 15, "space", "b", "k")
        assert transcript.scroll_y == 14
