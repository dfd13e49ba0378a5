"""Asking: the thought, the answer, the hands on the wheel, and what is taken out."""

import asyncio
import json
from dataclasses import replace
from itertools import count

import pytest

from jevons.core import paths
from jevons.core.records import FinishReason
from jevons.core.state.ask import Phase
from jevons.screens.ask import AskScreen
from screens.app_driver import (
    LARGE,
    act,
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
    until,
    until_shown,
)
from servers.chat_server import Head, Send, Until, delta, sse, stream, usage
from servers.thinker import Thinker

CODE = "```python\ndef f(x):\n    return x\n```"
TABLE = "| n | square |\n| --- | --- |\n| 2 | 4 |\n| 3 | 9 |"
MATHS = r"so \(x_1^* = \frac{1}{2}\) and $$\sum_{i} a_i$$"


def messages(server, request=-1):
    return [(m["role"], m["content"]) for m in server.requests[request].body["messages"]]


def thought_of(screen):
    return screen.state.last.thinking.split()


@driven
async def test_the_thought_streams_and_folds_when_the_answer_starts():
    thinker = Thinker(thought=12, answer=6, pause_at="t6")
    async with asking(thinker) as (pilot, _):
        screen = ask_screen(pilot)
        await ask(pilot, "How many?")
        await until_shown(pilot, "t5")
        assert "thinking" in frame(pilot)
        assert not screen.state.last.folded
        thinker.pause_at = "a3"
        thinker.resume.set()
        thinker.resume = asyncio.Event()
        await until_shown(pilot, "a2")
        assert screen.state.last.folded
        assert "t5" not in frame(pilot)
        assert "thought for" in frame(pilot)
        thinker.resume.set()
        await ended(pilot)
        assert screen.state.phase is Phase.DONE
        assert "a6" in frame(pilot)


@driven
async def test_a_key_unfolds_the_thought_while_the_answer_streams_and_after():
    thinker = Thinker(answer=6, pause_at="a3")
    async with asking(thinker) as (pilot, _):
        await ask(pilot, "How many?")
        await until_shown(pilot, "a2")
        await press(pilot, "ctrl+o")
        assert "t5" in frame(pilot)
        thinker.resume.set()
        await ended(pilot)
        assert "t5" in frame(pilot)
        await reading(pilot)
        await press(pilot, "z")
        assert "t5" not in frame(pilot)


@driven
async def test_an_answer_is_plain_while_it_streams_and_markdown_once_it_is_whole():
    go = asyncio.Event()
    whole = f"**Bold**\n\n{CODE}\n\n{TABLE}\n\n{MATHS}"
    tail = sse(delta(None, "stop"), "[DONE]")
    reply = [Head(), Send(sse(delta(f"<think>hm</think>{whole}"))), Until(go), Send(tail)]
    async with asking([reply]) as (pilot, _):
        await ask(pilot, "Show me")
        await until_shown(pilot, "**Bold**")
        assert "```python" in frame(pilot)
        assert "| 2 | 4 |" in frame(pilot)
        go.set()
        await ended(pilot)
        shown = frame(pilot)
        assert "Bold" in shown
        assert "**" not in shown
        assert "```" not in shown
        assert "def f(x):" in shown
        assert "| 2 | 4 |" not in shown
        assert "square" in shown
        assert r"\(x_1^* = \frac{1}{2}\)" in shown
        assert r"$$\sum_{i} a_i$$" in shown


@driven
async def test_stopping_keeps_what_came():
    thinker = Thinker(pause_at="t5")
    async with asking(thinker) as (pilot, server):
        screen = ask_screen(pilot)
        await ask(pilot, "How many?")
        await until_shown(pilot, "t4")
        await press(pilot, "escape")
        await ended(pilot)
        assert screen.state.phase is Phase.STOPPED
        assert "what came is kept" in frame(pilot)
        await until(pilot, lambda: server.disconnects == 1)
        (turn,) = screen.dialogue.library.turns(screen.state.conversation_id)
        assert turn.generations[0].thinking.split() == ["t1", "t2", "t3", "t4"]
        assert turn.generations[0].finish_reason is FinishReason.CANCELLED


@driven
async def test_the_thought_can_be_ended_now():
    thinker = Thinker(pause_at="t5")
    async with asking(thinker) as (pilot, server):
        await ask(pilot, "How many?")
        await until_shown(pilot, "t4")
        await press(pilot, "ctrl+g")
        await ended(pilot)
        last = ask_screen(pilot).state.last
        assert last.phase is Phase.DONE
        assert last.thinking.split() == ["t1", "t2", "t3", "t4"]
        assert last.answer.split() == ["a1", "a2", "a3"]
        assert "ended by you" in frame(pilot)
        assert "</think>" in messages(server)[-1][1]
    async with running() as pilot:
        assert "ended by you" in frame(pilot)


@driven
async def test_thinking_on_refuses_the_end_of_the_thought():
    thinker = Thinker(thought=6, pause_at="t4")
    async with asking(thinker) as (pilot, _):
        await ask(pilot, "How many?")
        await until_shown(pilot, "t3")
        await press(pilot, "ctrl+t")
        assert "think on" in notices(pilot)
        thinker.resume.set()
        await ended(pilot)
        words = thought_of(ask_screen(pilot))
        assert words[6] == "Wait,"
        assert words[-1] == "t11"


@driven
async def test_thinking_on_after_the_answer_draws_more_thought_and_a_new_answer():
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await ask_and_wait(pilot, "How many?")
        first = screen.state.last.generation
        await press(pilot, "ctrl+t")
        await until(pilot, lambda: screen.state.last.attempts == 2)
        await ended(pilot)
        last = screen.state.last
        assert thought_of(screen)[10] == "Wait,"
        assert last.generation.parent_id == first.id
        assert last.attempts == 2
        (turn,) = screen.dialogue.library.turns(screen.state.conversation_id)
        assert turn.generations[0] == first


@driven
async def test_asking_again_keeps_the_earlier_answer_in_the_library():
    async with asking(lambda _: stream("<think>x</think>", "Answer")) as (pilot, server):
        screen = ask_screen(pilot)
        await ask_and_wait(pilot, "How many?")
        asked = len(server.requests)
        await press(pilot, "ctrl+r")
        await until(pilot, lambda: screen.state.last.attempts == 2)
        await ended(pilot)
        assert len(server.requests) == 2 * asked
        assert len(screen.state.exchanges) == 1
        (turn,) = screen.dialogue.library.turns(screen.state.conversation_id)
        assert len(turn.generations) == 2


@driven
async def test_stopping_another_attempt_leaves_the_answer_there():
    thinker = Thinker()
    for key in ("ctrl+r", "ctrl+t"):
        async with asking(thinker) as (pilot, _):
            screen = ask_screen(pilot)
            thinker.pause_at = ""
            await ask_and_wait(pilot, "How many?")
            thinker.pause_at = "t5" if key == "ctrl+r" else "t12"
            await press(pilot, key)
            await until_shown(pilot, "t4")
            await press(pilot, "escape")
            await ended(pilot)
            shown = frame(pilot)
            assert "a1 a2 a3" in shown
            assert "stopped before an answer; the earlier answer stays" in shown
            assert "answer 1 of 2" in shown
            (turn,) = screen.dialogue.library.turns(screen.state.conversation_id)
            assert len(turn.generations) == 2
        async with running() as pilot:
            assert "a1 a2 a3" in frame(pilot)
            await press(pilot, "ctrl+n")


@driven
async def test_the_attempts_of_a_turn_can_be_looked_through():
    drawn = count()
    async with asking(lambda _: stream("<think>x</think>", f"Answer{next(drawn)}")) as (
        pilot,
        server,
    ):
        screen = ask_screen(pilot)
        await ask_and_wait(pilot, "How many?")
        first = screen.state.last.answer
        await press(pilot, "ctrl+r")
        await until(pilot, lambda: screen.state.last.attempts == 2)
        await ended(pilot)
        second = screen.state.last.answer
        await reading(pilot)
        await press(pilot, "comma")
        assert screen.state.last.answer == first != second
        assert "answer 1 of 2" in frame(pilot)
        await press(pilot, "comma", "full_stop")
        assert screen.state.last.answer == second
        assert "answer 2 of 2" in frame(pilot)
        await press(pilot, "comma")
        await ask_and_wait(pilot, "And then?")
        assert messages(server)[1] == ("assistant", first)


@driven
async def test_a_follow_up_keeps_the_context_without_the_thoughts():
    async with asking(Thinker()) as (pilot, server):
        await ask_and_wait(pilot, "First?")
        await ask_and_wait(pilot, "Second?")
        asked = messages(server)
    assert asked[:3] == [("user", "First?"), ("assistant", "a1 a2 a3"), ("user", "Second?")]
    assert "t1" not in asked[1][1]


@driven
async def test_editing_asks_from_there_and_keeps_the_old_way_in_the_library():
    async with asking(Thinker()) as (pilot, server):
        screen = ask_screen(pilot)
        for question in ("First?", "Second?", "Third?"):
            await ask_and_wait(pilot, question)
        await reading(pilot)
        await press(pilot, "left_square_bracket", "E")
        assert screen.composer.text == "Second?"
        await press(pilot, "backspace", *" then?")
        await press(pilot, "enter")
        await until(pilot, lambda: len(screen.state.exchanges) == 2)
        await ended(pilot)
        assert [x.question for x in screen.state.exchanges] == ["First?", "Second then?"]
        users = [content for role, content in messages(server) if role == "user"]
        assert users == ["First?", "Second then?"]


@driven
async def test_a_draft_can_be_cleared_and_comes_back():
    async with asking(Thinker()) as (pilot, _):
        composer = ask_screen(pilot).composer
        await press(pilot, *"one", "ctrl+j", *"two", "ctrl+u")
        assert composer.text == ""
        assert "up brings it back" in notices(pilot)
        await press(pilot, "up")
        assert composer.text == "one\ntwo"
        await press(pilot, "ctrl+u", "ctrl+u", *"three")
        assert composer.text == "three"


@driven
async def test_an_edit_can_be_given_up():
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await ask_and_wait(pilot, "First?")
        await press(pilot, *"a draft", "f6")
        assert screen.composer.text == "First?"
        await press(pilot, "escape")
        assert screen.composer.text == "a draft"
        await ask_and_wait(pilot, "Another?")
        assert [x.question for x in screen.state.exchanges] == ["First?", "Another?"]


@driven
async def test_a_question_asked_while_the_model_is_at_it_stays_in_the_field():
    thinker = Thinker(pause_at="t5")
    async with asking(thinker) as (pilot, server):
        screen = ask_screen(pilot)
        await ask(pilot, "How many?")
        await until_shown(pilot, "t4")
        await press(pilot, *"next?", "enter")
        assert screen.composer.text == "next?"
        assert "esc stops it" in notices(pilot)
        assert len(server.requests) == 1
        thinker.resume.set()
        await ended(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: len(screen.state.exchanges) == 2)


@pytest.mark.parametrize("key", ["ctrl+n", "ctrl+r", "f6", "f12"])
@driven
async def test_what_waits_for_the_end_of_an_answer_says_so(key):
    thinker = Thinker(pause_at="t5")
    async with asking(thinker) as (pilot, server):
        screen = ask_screen(pilot)
        await ask(pilot, "How many?")
        await until_shown(pilot, "t4")
        await press(pilot, key)
        assert "esc stops it" in notices(pilot)
        assert pilot.app.screen is screen
        assert (screen.state.live, len(screen.state.exchanges), len(server.requests)) == (
            True,
            1,
            1,
        )
        thinker.resume.set()
        await ended(pilot)


@driven
async def test_a_second_enter_before_the_first_is_taken_asks_once():
    async with asking(Thinker()) as (pilot, server):
        screen = ask_screen(pilot)
        screen.composer.load_text("How many?")
        screen.composer.submit()
        screen.composer.submit()
        await until(pilot, lambda: len(server.requests) == 2)
        await ended(pilot)
        assert [x.question for x in screen.state.exchanges] == ["How many?"]


@driven
async def test_the_dial_is_obeyed():
    async with asking(Thinker(thought=400)) as (pilot, _):
        screen = ask_screen(pilot)
        await press(pilot, "f3")
        await until_shown(pilot, "How long may it think?")
        await press(pilot, *"50", "enter")
        assert "think 50" in frame(pilot)
        await ask_and_wait(pilot, "How many?")
        assert screen.state.last.usage.thinking == 50
        assert "ended by the budget" in frame(pilot)
        await press(pilot, "ctrl+down")
        await press(pilot, "ctrl+down")
        assert "think off" in frame(pilot)
        await ask_and_wait(pilot, "And now?")
        assert not screen.state.last.thinking
        assert screen.state.last.answer.split() == ["a1", "a2", "a3"]


@driven
async def test_a_number_typed_into_the_dial_is_a_row():
    async with asking(Thinker(), context=8192) as (pilot, _):
        screen = ask_screen(pilot)
        await press(pilot, "f3", *"700")
        assert ">think 700 tokens" in frame(pilot)
        await press(pilot, *[*["backspace"] * 3, *"2"])
        assert ">think 2 tokens" in frame(pilot)
        assert " 128 tokens" in frame(pilot)
        await press(pilot, "down", "enter")
        assert screen.dialogue.dial.label() == "128"
        await press(pilot, "f3", *"200..700", "enter")
        assert "think 200..700" in frame(pilot)


@driven
async def test_a_word_that_is_no_dial_is_answered():
    async with asking(Thinker()) as (pilot, _):
        await press(pilot, "f3", *"banana")
        assert "nothing matches; type off, max, or tokens" in frame(pilot)
        await press(pilot, "enter")
        assert "banana: nothing matches" in notices(pilot)
        assert "How long may it think?" in frame(pilot)


@driven
async def test_a_budget_above_the_context_says_what_can_be_reached():
    async with asking(Thinker(), context=8192) as (pilot, _):
        await press(pilot, "f3", *"99999999")
        assert "the context holds 8,192" in frame(pilot)
        await press(pilot, "enter")
        assert "Think 99,999,999: the context holds 8,192" in notices(pilot)
        pilot.app.clear_notifications()
        await press(pilot, "f3", *"8192", "enter")
        assert not notices(pilot)


@driven
async def test_the_dial_can_be_given_back_to_the_model():
    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        await press(pilot, "f3", *"512", "enter")
        await press(pilot, "f2", "enter")  # the same model again
        assert screen.dialogue.dial.label() == "512"
        await press(pilot, "f3", *"auto")
        assert "auto: the model's own way (max)" in frame(pilot)
        await press(pilot, "enter")
        assert screen.dialogue.dial.label() == "max"


@driven
async def test_another_model_answers_the_next_question():
    async with asking(Thinker()) as (pilot, server):
        screen = ask_screen(pilot)
        from screens.app_driver import add_scripted

        add_scripted(server, "other")
        await ask_and_wait(pilot, "First?")
        await press(pilot, "f2")
        await until_shown(pilot, "Which model?")
        await press(pilot, *"oth", "enter")
        await until(pilot, lambda: screen.dialogue.spec.name == "other")
        assert "other" in frame(pilot).splitlines()[0]
        assert "  scripted · 10 thinking" in frame(pilot)
        await ask_and_wait(pilot, "Second?")
        assert "  scripted · 10 thinking" in frame(pilot)
        assert "  other · 10 thinking" in frame(pilot)
        assert screen.state.last.generation.model == "other"
        assert screen.state.exchanges[0].generation.model == "scripted"
    async with running(model=None) as pilot:
        assert ask_screen(pilot).dialogue.spec.name == "other"


@driven
async def test_the_full_context_is_told_with_what_was_dropped():
    long = "word " * 300
    async with asking(Thinker(), context=2048) as (pilot, server):
        for n in range(5):
            await ask_and_wait(pilot, f"{n}: {long}")
        users = [content for role, content in messages(server) if role == "user"]
        assert not users[0].startswith("0:")
        assert users[-1].startswith("4:")
        told = notices(pilot)
        assert "the context is full" in told
        assert "oldest" in told
        assert len(ask_screen(pilot).state.exchanges) == 5


@driven
async def test_a_question_that_is_too_long_for_the_model_is_not_sent():
    async with asking(Thinker(), context=2048) as (pilot, server):
        await ask_and_wait(pilot, "word " * 3000)
        assert not server.requests
        last = ask_screen(pilot).state.last
        assert last.phase is Phase.FAILED
        assert "nothing was sent" in last.problem
        assert "shorten it" in last.problem


@driven
async def test_an_answer_cut_at_its_limit_says_so():
    async with asking(Thinker(answer=5000)) as (pilot, _):
        await ask_and_wait(pilot, "How many?")
        assert ask_screen(pilot).state.phase is Phase.CUT
        assert "cut at its limit" in frame(pilot)
        assert "answer_tokens" in frame(pilot)


@driven
async def test_a_thought_that_left_no_room_for_an_answer_says_so():
    reply = stream("<think>x y z", finish="length")
    async with asking([reply], dialect="openai") as (pilot, _):
        await ask_and_wait(pilot, "How many?")
        assert "without an answer" in frame(pilot)


@driven
async def test_an_empty_answer_says_so():
    async with asking(Thinker(answer=0)) as (pilot, _):
        await ask_and_wait(pilot, "How many?")
        assert "without an answer" in frame(pilot)


@driven
async def test_the_meter_counts_while_it_thinks():
    go = asyncio.Event()
    words = [delta("<think>"), *(delta(f" w{n}") for n in range(16))]
    tail = sse(delta("</think>ok"), delta(None, "stop"), usage(9, 20), "[DONE]")
    async with asking([[Head(), Send(sse(*words)), Until(go), Send(tail)]]) as (pilot, _):
        await ask(pilot, "How many?")
        await until_shown(pilot, "thinking 16")
        for label in ("ttft", "tok/s", "time"):
            assert label in frame(pilot)
        go.set()
        await ended(pilot)


# Taking out.


def copied(monkeypatch):
    """The texts sent to the terminal."""
    written = []
    from textual.drivers.headless_driver import HeadlessDriver

    monkeypatch.setattr(HeadlessDriver, "write", lambda _, data: written.append(data))
    return written


@pytest.fixture
def clipboard(monkeypatch):
    return copied(monkeypatch)


@driven
async def test_copying_sends_the_answer_to_the_terminal(clipboard):
    import base64

    async with asking([stream("<think>hm</think>", "**Four**")]) as (pilot, _):
        await ask_and_wait(pilot, "How many?")
        await press(pilot, "f9")
        (sent,) = [text for text in clipboard if "\x1b]52;" in text]
        assert base64.b64decode(sent.split(";")[2].rstrip("\x07")).decode() == "**Four**"
        assert "clipboard" in notices(pilot)
        clipboard.clear()
        await reading(pilot)
        await press(pilot, "Y")
        (sent,) = [text for text in clipboard if "\x1b]52;" in text]
        whole = base64.b64decode(sent.split(";")[2].rstrip("\x07")).decode()
        assert whole == "How many?\n\nhm\n\n**Four**"


@driven
async def test_what_is_too_large_to_copy_is_told(clipboard):
    async with asking([stream("<think>hm</think>", *["x" * 10_000] * 10)]) as (pilot, _):
        await ask_and_wait(pilot, "How many?")
        await press(pilot, "f9")
        assert not [text for text in clipboard if "\x1b]52;" in text]
        assert "Too large for a terminal's clipboard" in notices(pilot)
        assert paths.copied_file().read_text("utf-8") == "x" * 100_000


@driven
async def test_copying_what_has_no_answer_says_so(clipboard):
    thinker = Thinker(pause_at="t5")
    async with asking(thinker) as (pilot, _):
        await ask(pilot, "How many?")
        await until_shown(pilot, "t4")
        await press(pilot, "f9")
        assert not [text for text in clipboard if "\x1b]52;" in text]
        assert "no answer to copy" in notices(pilot)


@driven
async def test_a_conversation_is_saved_as_markdown_and_json(tmp_path):
    async with asking(Thinker()) as (pilot, _):
        await ask_and_wait(pilot, "How many roads?")
        await press(pilot, "f7")
        await until(pilot, lambda: list(tmp_path.glob("*.md")))
        assert "Saved as" in notices(pilot)
        await reading(pilot)
        await press(pilot, "S")
        await until(pilot, lambda: list(tmp_path.glob("*.json")))
        await press(pilot, "s")
        await until(pilot, lambda: len(list(tmp_path.glob("*.md"))) == 2)
    text = next(tmp_path.glob("*.md")).read_text()
    for part in ("How many roads?", "a1 a2 a3", "t10"):
        assert part in text
    data = json.loads(next(tmp_path.glob("*.json")).read_text())
    assert "How many roads?" in json.dumps(data)


@driven
async def test_a_place_that_cannot_be_written_is_told(monkeypatch, tmp_path):
    async with asking(Thinker()) as (pilot, _):
        await ask_and_wait(pilot, "How many roads?")
        gone = tmp_path / "gone"
        gone.mkdir()
        monkeypatch.chdir(gone)
        gone.rmdir()
        await press(pilot, "f7")
        await until(pilot, lambda: notices(pilot))
        assert "gone" in notices(pilot) or "directory" in notices(pilot)


@driven
async def test_a_copy_with_the_mouse_is_not_needed(monkeypatch):
    """Everything above by keys: the mouse is off, and nothing is asked of it."""
    from jevons.core import settings

    settings.save("mouse", False)
    async with asking(Thinker()) as (pilot, _):
        assert pilot.app.settings.mouse is False
        await ask_and_wait(pilot, "How many?")
        await act(pilot, "copy")
        assert isinstance(pilot.app.screen, AskScreen)


@driven
async def test_a_price_of_another_model_is_shown_from_then_on():
    async with asking(Thinker(), size=(160, 48)) as (pilot, _):
        screen = ask_screen(pilot)
        await ask_and_wait(pilot, "How many?")
        await press(pilot, "f12")
        await until_shown(pilot, "What would it cost")
        await press(pilot, "down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskScreen))
        compared = [price.model for price in screen.state.last.cost.elsewhere]
        assert len(compared) == 3
        assert compared[-1] in frame(pilot)
        before = replace(screen.state.last.cost)
        await ask_and_wait(pilot, "And now?")
        assert [p.model for p in screen.state.last.cost.elsewhere] == compared
        assert before.here_usd == screen.state.last.cost.here_usd


@driven
async def test_every_answer_is_compared_with_the_same_and_a_choice_can_be_taken_back():
    async with asking(Thinker(), size=LARGE) as (pilot, _):
        screen = ask_screen(pilot)
        await ask_and_wait(pilot, "First?")
        await press(pilot, "f12")
        assert "[x] o1, 2025-01-27" in frame(pilot)
        await press(pilot, *"[x] o1", "enter")
        assert "o1" not in frame(pilot)
        assert "on deepseek-r1" in frame(pilot)
        await press(pilot, "f12", *"[ ] anthropic", "enter")
        assert "deepseek-r1 (2025-01-27)" in frame(pilot), "dates, for there is another now"
        compared = screen.dialogue.settings.compare
        assert len(compared) == 2
    async with running(size=LARGE) as pilot:
        screen = ask_screen(pilot)
        assert screen.dialogue.settings.compare == compared
        assert len(screen.state.last.cost.elsewhere) == 2
        assert "deepseek-r1 (2025-01-27)" in frame(pilot)
