"""The list of conversations, and what is there again at the next start."""

import re
from pathlib import Path

import pytest

from core.runs.library_samples import python
from jevons.app import JevonsApp
from jevons.core.records import FinishReason
from jevons.core.runs.library import Library
from jevons.core.state.ask import Phase
from jevons.screens.ask import WINDOW
from screens.app_driver import (
    LARGE,
    ask,
    ask_and_wait,
    ask_screen,
    asking,
    driven,
    ended,
    frame,
    notices,
    press,
    reading,
    running,
    settled,
    until,
    until_shown,
)
from servers.thinker import Thinker

TESTS = Path(__file__).parents[1]


def titles(screen):
    return [row.text for row in screen.pane.rows._rows]


def stored(questions, title=None):
    """A conversation in the library, its questions without answers."""
    library, _ = Library.open()
    conversation = library.create_conversation(title or questions[0], "scripted")
    for question in questions:
        library.add_turn(conversation.id, question)
    library.close()
    return conversation.id


async def listing(pilot):
    """Open the list."""
    await press(pilot, "f8")
    await until(pilot, lambda: ask_screen(pilot).focus_scope == "conversations")


@driven
async def test_conversations_are_listed_opened_and_gone_on_with():
    async with asking(Thinker()) as (pilot, server):
        screen = ask_screen(pilot)
        await ask_and_wait(pilot, "About whales")
        await press(pilot, "ctrl+n")
        assert not screen.state.exchanges
        await ask_and_wait(pilot, "About ships")
        await listing(pilot)
        assert titles(screen) == ["About ships", "About whales"]
        await press(pilot, "j", "enter")
        await until(pilot, lambda: screen.state.title == "About whales")
        assert "a1 a2 a3" in frame(pilot)
        await ask_and_wait(pilot, "More of them?")
        users = [m["content"] for m in server.requests[-1].body["messages"] if m["role"] == "user"]
        assert users == ["About whales", "More of them?"]


@driven
async def test_searching_finds_titles_questions_and_answers():
    stored(["About whales", "How do they Sing?"])
    stored(["About ships"])
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await listing(pilot)
        await press(pilot, "slash", *"sing")
        await until(pilot, lambda: titles(screen) == ["About whales"])
        await press(pilot, "backspace", "backspace", "backspace", "backspace", *"zzz")
        await until(pilot, lambda: titles(screen) == [])
        assert "nothing found" in frame(pilot)
        for _ in "zzz":
            await press(pilot, "backspace")
        await until(pilot, lambda: len(titles(screen)) == 2)
        await press(pilot, "enter")
        assert screen.focus_scope == "conversations"


@driven
async def test_the_search_can_be_left_with_escape():
    stored(["About whales"])
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await listing(pilot)
        await press(pilot, "slash", *"zzz")
        await until(pilot, lambda: titles(screen) == [])
        await press(pilot, "escape")
        await until(pilot, lambda: screen.focus_scope == "conversations")
        await until(pilot, lambda: titles(screen) == ["About whales"])


@driven
async def test_a_conversation_is_renamed():
    stored(["About whales"])
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await listing(pilot)
        await press(pilot, "r")
        await until_shown(pilot, "Rename the conversation")
        await press(pilot, "end", *" and [b]more[/b]", "enter")
        await until(pilot, lambda: titles(screen) == ["About whales and [b]more[/b]"])
        await press(pilot, "r")
        await until_shown(pilot, "Rename the conversation")
        await press(pilot, "escape")
        assert titles(screen) == ["About whales and [b]more[/b]"]
    library, _ = Library.open()
    assert library.conversations()[0].title == "About whales and [b]more[/b]"
    library.close()


@driven
async def test_renaming_the_open_conversation_shows_at_once():
    async with asking(Thinker()) as (pilot, _):
        await ask_and_wait(pilot, "About whales")
        await listing(pilot)
        await press(pilot, "r")
        await until_shown(pilot, "Rename the conversation")
        for _ in "whales":
            await press(pilot, "backspace")
        await press(pilot, *"ships", "enter")
        await until(pilot, lambda: "About ships" in frame(pilot).splitlines()[0])


@driven
async def test_deleting_can_be_undone_more_than_once():
    for title in ("one", "two", "three"):
        stored([title])
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await listing(pilot)
        await press(pilot, "d")
        await until(pilot, lambda: titles(screen) == ["two", "one"])
        assert "u brings it back" in notices(pilot)
        await press(pilot, "d")
        await until(pilot, lambda: titles(screen) == ["one"])
        await press(pilot, "u")
        await until(pilot, lambda: titles(screen) == ["two", "one"])
        assert screen.state.title == "two"
        await press(pilot, "u")
        await until(pilot, lambda: titles(screen) == ["three", "two", "one"])


@driven
async def test_deleting_the_open_conversation_leaves_it():
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await ask_and_wait(pilot, "About whales")
        await press(pilot, "f6")  # an edit is begun
        await listing(pilot)
        await press(pilot, "d")
        await until(pilot, lambda: not screen.state.exchanges)
        await ask_and_wait(pilot, "About ships")
        assert screen.state.title == "About ships"


@driven
async def test_the_conversation_under_way_is_neither_left_nor_deleted():
    stored(["About ships"])
    thinker = Thinker(pause_at="t5")
    async with asking(thinker) as (pilot, _):
        screen = ask_screen(pilot)
        await ask(pilot, "About whales")
        await until_shown(pilot, "t4")
        await listing(pilot)
        await press(pilot, "d")
        await press(pilot, "j", "enter")
        assert "esc stops it" in notices(pilot)
        assert screen.state.title == "About whales"
        await press(pilot, "u", "n")
        assert screen.state.live
        thinker.resume.set()
        await ended(pilot)
        assert screen.state.last.answer.split() == ["a1", "a2", "a3"]
        assert titles(screen) == ["About whales", "About ships"]


@driven
async def test_the_list_of_nothing_takes_every_key():
    async with asking(Thinker()) as (pilot, _):
        await listing(pilot)
        assert "no conversation yet" in frame(pilot)
        await press(pilot, "j", "k", "G", "g", "enter", "r", "d", "u")
        await press(pilot, "c")
        await until(pilot, lambda: ask_screen(pilot).focus_scope == "composer")


HOSTILE = (
    "\x1b[31mred\x1b[0m",
    "[red]x[/red] [/] [",
    "[@click=app.quit]quit[/]",
    "a\nb\tc\rd",
    "\u202eright to left",
    "",
    "   ",
    "中文" * 60,
    "👨‍👩‍👧‍👦" * 40,
    "x" * 5000,
)


@driven
async def test_hostile_titles_are_shown_and_renamed_without_harm():
    for title in HOSTILE:
        stored([title or "x"], title=title)
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await listing(pilot)
        await until(pilot, lambda: len(titles(screen)) == len(HOSTILE))
        shown = frame(pilot)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "[@click=app.quit]quit[/]" in shown
        for _ in HOSTILE:
            await press(pilot, "r")
            await until_shown(pilot, "Rename the conversation")
            assert not {"\x1b", "\u202e"} & set(frame(pilot))
            await press(pilot, "escape")
            await press(pilot, "enter")
            await until(pilot, lambda: screen.focus_scope == "composer")
            assert not {"\x1b", "\u202e"} & set(frame(pilot))
            await listing(pilot)
            await press(pilot, "j")
        for _ in HOSTILE:
            await press(pilot, "d")
            await settled(pilot)
        await until(pilot, lambda: not titles(screen))


@driven
async def test_a_thousand_conversations_are_listed_in_a_bounded_way():
    library, _ = Library.open()
    for n in range(300):
        library.create_conversation(f"number {n}", "scripted")
    library.close()
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await listing(pilot)
        assert titles(screen)[0] == "number 299"
        await press(pilot, "G")
        assert titles(screen)[-1] in frame(pilot)
        await press(pilot, "slash", *"number 7")
        await until(pilot, lambda: len(titles(screen)) == 11)


# The next start.


@driven
async def test_the_last_conversation_and_the_draft_are_there_again():
    async with asking(Thinker()) as (pilot, _):
        await ask_and_wait(pilot, "About whales")
        await press(pilot, *"half a quest")
    async with running() as pilot:
        screen = ask_screen(pilot)
        assert screen.state.title == "About whales"
        assert "a1 a2 a3" in frame(pilot)
        assert screen.composer.text == "half a quest"
        assert screen.state.last.folded
        await press(pilot, *"ion")
        assert screen.composer.text == "half a question"


@driven
async def test_a_draft_of_many_lines_survives_as_it_was():
    draft = "one\n\n  two\t[b]\nthree 🙂"
    async with running(model=None) as pilot:
        ask_screen(pilot).composer.load_text(draft)
    async with running(model=None) as pilot:
        assert ask_screen(pilot).composer.text == draft


@driven
async def test_quitting_in_mid_stream_keeps_what_came():
    async with asking(Thinker(pause_at="a2")) as (pilot, _):
        await ask(pilot, "About whales")
        await until_shown(pilot, "a1")
        await press(pilot, "ctrl+q")
        await until(pilot, lambda: not pilot.app.is_running)
    async with running() as pilot:
        screen = ask_screen(pilot)
        last = screen.state.last
        assert last.phase is Phase.STOPPED
        assert last.answer.split() == ["a1"]
        assert len(last.thinking.split()) == 10
        assert last.generation.finish_reason is FinishReason.CANCELLED
        assert "a1" in frame(pilot)
        assert "stopped" in frame(pilot)


@driven
async def test_a_long_conversation_is_shown_from_its_end_and_loaded_backwards():
    stored([f"question {n}" for n in range(60)], "long")
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await listing(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: screen.state.title == "long")
        assert len(screen.state.exchanges) == WINDOW
        assert screen.state.earlier == 60 - WINDOW
        assert "question 59" in frame(pilot)
        await reading(pilot)
        await press(pilot, "g")
        first = 60 - len(screen.state.exchanges)
        assert first < 60 - WINDOW
        while screen.state.earlier:
            await press(pilot, "g")
        assert len(screen.state.exchanges) == 60
        assert "question 0\n" in frame(pilot)
        await press(pilot, "G")
        assert "question 59" in frame(pilot)


@driven
async def test_loading_earlier_turns_keeps_the_reader_s_place():
    stored([f"question {n}" for n in range(60)], "long")
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await listing(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: screen.state.title == "long")
        await reading(pilot)
        top = 60 - WINDOW
        while screen.state.earlier == top:
            await press(pilot, "pageup")
        shown = [int(number) for number in re.findall(r"› question (\d+)", frame(pilot))]
        assert top in shown or top - 1 in shown, shown


@driven
async def test_follow_ups_in_a_long_conversation_send_all_of_it():
    stored([f"question {n}" for n in range(30)], "long")
    async with asking(Thinker(answer=1)) as (pilot, server):
        screen = ask_screen(pilot)
        await listing(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: screen.state.title == "long")
        for n in range(3):
            await ask_and_wait(pilot, f"new {n}")
        users = [m["content"] for m in server.requests[-1].body["messages"] if m["role"] == "user"]
        assert users == ["new 0", "new 1", "new 2"]  # unanswered questions are not sent again


@driven
async def test_asked_questions_come_back_with_up():
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        for question in ("First?", "Second?"):
            await ask_and_wait(pilot, question)
        await press(pilot, "up")
        assert screen.composer.text == "Second?"
        await press(pilot, "up", "up", "up")
        assert screen.composer.text == "First?"
        await press(pilot, "down", "down")
        assert screen.composer.text == ""


@pytest.mark.parametrize("size", [(60, 20), (80, 24), LARGE])
@driven
async def test_the_list_leaves_room_for_the_conversation(size):
    async with asking(Thinker(), size=size) as (pilot, _):
        screen = ask_screen(pilot)
        await ask_and_wait(pilot, "About whales")
        await listing(pilot)
        assert screen.transcript.size.width >= size[0] // 2 - 2
        assert "a1 a2 a3" in frame(pilot)


@driven
async def test_what_a_process_that_died_left_unfinished_is_told_in_one_notice():
    write = """
from core.runs.library_samples import MESSAGES, a_generation
from jevons.core.runs.library import Library
library, _ = Library.open()
turn = library.add_turn(library.create_conversation("cut", "m").id, "q")
for number in range(3):
    unfinished = a_generation(id=f"g{number}", question=f"Question {number}?", finish_reason=None)
    library.put_generation(turn.id, unfinished, MESSAGES)
"""
    child = python("import sys; sys.path.insert(0, sys.argv[1])" + write, str(TESTS))
    child.communicate(timeout=60)
    assert child.returncode == 0
    async with JevonsApp().run_test() as pilot:  # the first to open the library since
        await until(pilot, lambda: notices(pilot))
        assert "unfinished: Question 2? and 2 more" in notices(pilot)
        assert notices(pilot).count("Kept from last time") == 1
