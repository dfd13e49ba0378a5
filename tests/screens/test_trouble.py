"""Everything a server can do wrong, through the whole app: told, kept, never hung."""

import asyncio
import socket

import pytest

from jevons.core import settings
from jevons.core.models.adding import add_server
from jevons.core.records import FinishReason
from jevons.core.state.ask import Phase
from screens.app_driver import (
    ask,
    ask_and_wait,
    ask_screen,
    asking,
    driven,
    ended,
    frame,
    notices,
    press,
    running,
    settled,
    until,
    until_shown,
)
from servers.chat_server import (
    ChatServer,
    Cut,
    Garbage,
    Hang,
    Head,
    Repeat,
    Send,
    delta,
    error,
    page,
    sse,
    stream,
)
from servers.thinker import Thinker

BEGUN = [Head(), Send(sse(delta("<think>one two"))), Send(sse(delta(" three")))]
"""A reply that has begun: what comes after is the trouble."""

REFUSALS = {
    "wrong key": (error(401, "Incorrect API key provided"), "API key"),
    "forbidden": (error(403, "not for you"), "not for you"),
    "no such model": (error(404, "The model `x` does not exist"), "has no model"),
    "no such page": (page(b"Not Found", "text/plain", 404), "check the base URL"),
    "too many requests": (error(429, "slow down", Retry_After="0"), "refuses more requests"),
    "no more credit": (error(429, "pay", "insufficient_quota"), "credit"),
    "an error of its own": (error(500, "boom"), "error of its own"),
    "overloaded": (error(503, "busy"), "busy"),
    "a web page": (page(b"<html><h1>Welcome</h1></html>"), "web page"),
    "invalid JSON": ([Head(), Send(b'data: {"choices": [\n\n')], ""),
    "something else": (page(b"hello", "text/plain"), ""),
    "no bytes": (page(b""), ""),
    "an unknown protocol": ([Garbage(b"\x00\x01\x02 NOT HTTP\r\n\r\n")], ""),
    "a cut connection": ([Cut()], ""),
    "a redirect": (page(b"", "text/plain", 302, {"Location": "http://evil.example/"}), "sends"),
}


@pytest.mark.parametrize("name", REFUSALS)
@driven
async def test_a_refusal_is_told_in_one_clear_line_and_the_question_kept(name):
    reply, words = REFUSALS[name]
    script = [reply] * 20
    async with asking(lambda r: script.pop() if script else stream("ok")) as (pilot, _):
        screen = ask_screen(pilot)
        await ask_and_wait(pilot, "How many?")
        last = screen.state.last
        assert last.phase is Phase.FAILED
        assert words in last.problem
        assert "; " in last.problem, "it says what to do"
        assert len(last.problem) < 400
        assert "Traceback" not in last.problem
        assert "failed" in frame(pilot)
        (turn,) = screen.dialogue.library.turns(screen.state.conversation_id)
        assert turn.question == "How many?"
        assert turn.generations[0].finish_reason is FinishReason.ERROR
        assert turn.generations[0].problem == last.problem
        script.clear()
        await press(pilot, "ctrl+r")  # and it can be asked again
        await until(pilot, lambda: screen.state.last.attempts == 2)
        await ended(pilot)
        assert screen.state.phase is Phase.DONE


MID_STREAM = {
    "a cut connection": [Cut()],
    "an end without an end": [],
    "an error object": [Send(sse({"error": {"message": "out of memory", "code": 500}}))],
    "an error event": [Send(b'event: error\ndata: {"message": "out of memory"}\n\n')],
    "invalid JSON": [Send(b"data: {oops}\n\n")],
    "a web page": [Send(b"<html>gateway timeout</html>\n\n")],
    "bytes of no text": [Send(b"data: \xff\xfe\x00\n\n")],
    "silence": [Hang()],
}


@pytest.mark.parametrize("name", MID_STREAM)
@driven
async def test_trouble_in_mid_stream_keeps_what_came(name):
    settings.save("stall_seconds", 1)
    async with asking([[*BEGUN, *MID_STREAM[name]]]) as (pilot, _):
        screen = ask_screen(pilot)
        await ask_and_wait(pilot, "How many?")
        last = screen.state.last
        assert last.phase is Phase.FAILED
        assert last.thinking == "one two three"
        assert "kept" in last.problem
        if name == "silence":
            assert "nothing more came" in last.problem
        assert "one two three" in frame(pilot)
        (turn,) = screen.dialogue.library.turns(screen.state.conversation_id)
        assert turn.generations[0].thinking == "one two three"


@driven
async def test_broken_utf8_is_shown_as_what_it_is_and_loses_nothing_else():
    raw = sse(delta("<think>hm</think>good XX text"), delta(None, "stop"), "[DONE]")
    broken = raw.replace(b"XX", b"\xff\xfe")
    async with asking([[Head(), Send(broken)]]) as (pilot, _):
        await ask_and_wait(pilot, "How many?")
        assert "good" in frame(pilot)
        assert "text" in frame(pilot)


@driven
async def test_a_storm_of_429_is_weathered():
    replies = [error(429, "slow down", Retry_After="0")] * 3 + [stream("<think>x</think>Four")]
    thinker = Thinker()
    left = list(replies[:3])
    async with asking(lambda r: left.pop() if left else thinker(r)) as (pilot, server):
        await ask_and_wait(pilot, "How many?")
        assert ask_screen(pilot).state.phase is Phase.DONE
        assert len(server.requests) == 5


@driven
async def test_waiting_for_another_try_is_told_and_can_be_stopped():
    async with asking([error(429, "slow down", Retry_After="60")]) as (pilot, server):
        await ask(pilot, "How many?")
        await until_shown(pilot, "slow down")
        assert "trying again" in frame(pilot)
        await press(pilot, "escape")
        await ended(pilot)
        assert ask_screen(pilot).state.phase is Phase.STOPPED
        assert len(server.requests) == 1


@driven
async def test_an_endless_stream_is_closed():
    settings.save("answer_tokens", 20)
    endless = [Head(), Repeat(sse(delta("more ")))]
    replies = [stream("<think>hm"), endless]
    async with asking(replies) as (pilot, server):
        await ask_and_wait(pilot, "How many?")
        last = ask_screen(pilot).state.last
        assert last.phase is Phase.FAILED
        assert "far more than the 20 tokens" in last.problem
        assert last.answer.startswith("more more")
        await until(pilot, lambda: server.disconnects == 1)


@driven
async def test_an_endless_thought_can_be_ended_and_stopped():
    endless = [Head(), Send(sse(delta("<think>"))), Repeat(sse(delta("hm ")), 0.01)]
    async with asking([endless, *[stream("Four")] * 3]) as (pilot, _):
        await ask(pilot, "How many?")
        await until_shown(pilot, "hm hm hm")
        await press(pilot, "ctrl+g")
        await ended(pilot)
        assert ask_screen(pilot).state.last.answer == "Four"


@driven
async def test_a_server_that_says_nothing_at_all_is_told_and_can_be_stopped():
    async with asking([[Hang()]]) as (pilot, _):
        await ask(pilot, "How many?")
        await until_shown(pilot, "reading the question")
        await press(pilot, "escape")
        await ended(pilot)
        assert ask_screen(pilot).state.phase is Phase.STOPPED


@driven
async def test_a_server_that_is_not_there():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        add_server("scripted", url, "x", dialect="llama-server")
        async with running() as pilot:
            await ask_and_wait(pilot, "How many?")
            problem = ask_screen(pilot).state.last.problem
            assert "cannot be reached" in problem
            assert "check that the server runs" in problem


@driven
async def test_a_server_that_is_not_there_and_has_to_be_probed():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        add_server("scripted", url, "x")
        async with running() as pilot:
            await ask_and_wait(pilot, "How many?")
            assert "cannot be reached" in ask_screen(pilot).state.last.problem


@driven
async def test_a_missing_key_is_told_with_the_place_for_it(monkeypatch):
    monkeypatch.delenv("MY_KEY", raising=False)
    async with asking([error(401, "no key given")], key_env="MY_KEY") as (pilot, _):
        await ask_and_wait(pilot, "How many?")
        problem = ask_screen(pilot).state.last.problem
        assert "asks for an API key" in problem
        assert "put the key into the environment variable MY_KEY" in problem


@driven
async def test_a_wrong_key_is_nowhere_to_be_seen(monkeypatch, jevons_home):
    secret = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789"
    monkeypatch.setenv("MY_KEY", secret)
    reply = error(401, f"Incorrect API key provided: {secret}")
    async with asking([reply], key_env="MY_KEY") as (pilot, server):
        await ask_and_wait(pilot, "How many?")
        problem = ask_screen(pilot).state.last.problem
        assert "refused the API key" in problem
        assert server.requests[0].headers["authorization"] == f"Bearer {secret}"
        assert secret not in problem
        assert secret[:12] not in frame(pilot)
    for file in jevons_home.rglob("*"):
        if file.is_file():
            assert secret.encode() not in file.read_bytes(), file


@driven
async def test_a_context_that_the_server_finds_full_drops_the_oldest_and_says_so():
    full = error(400, "This model's maximum context length is 10 tokens", "context_length_exceeded")
    thinker = Thinker()

    def script(request):
        users = [m for m in request.body["messages"] if m["role"] == "user"]
        return full if len(users) > 1 else thinker(request)

    async with asking(script) as (pilot, _):
        for question in ("First?", "Second?", "Third?"):
            await ask_and_wait(pilot, question)
        assert ask_screen(pilot).state.phase is Phase.DONE
        assert "the context is full" in notices(pilot)
        assert "oldest 2 questions" in notices(pilot)


@driven
async def test_a_fault_of_our_own_ends_the_answer_and_nothing_else(monkeypatch):
    from jevons.core.runs import ask as asking_module

    def broken(*_, **__):
        raise RuntimeError("boom")

    async with asking(Thinker()) as (pilot, _):
        screen = ask_screen(pilot)
        with monkeypatch.context() as patched:
            patched.setattr(asking_module, "ask", broken)
            await ask_and_wait(pilot, "How many?")
        assert screen.state.phase is Phase.FAILED
        assert "error of jevons' own (RuntimeError)" in frame(pilot)
        await ask_and_wait(pilot, "And now?")
        assert screen.state.phase is Phase.DONE


@driven
async def test_ctrl_c_stops_and_then_quits_at_any_moment():
    thinker = Thinker(pause_at="t5")
    async with asking(thinker) as (pilot, _):
        screen = ask_screen(pilot)
        await press(pilot, *"half a question")
        await press(pilot, "ctrl+c")
        assert "ctrl+c again" in notices(pilot)
        assert screen.composer.text == "half a question"
        pilot.app._interrupted_at = 0.0  # five seconds later
        await ask(pilot, "How many?")
        await until_shown(pilot, "t4")
        await press(pilot, "ctrl+c")
        await ended(pilot)
        assert screen.state.phase is Phase.STOPPED
        assert pilot.app.is_running
        await press(pilot, "ctrl+c")
        await until(pilot, lambda: not pilot.app.is_running)


@pytest.mark.parametrize("keys", ["f3", "f2", "f4", "f1", "f12", "f8 r", "ctrl+p", "f8 slash"])
@driven
async def test_ctrl_c_during_a_modal_closes_it_first_and_leaves_in_the_end(keys):
    thinker = Thinker(pause_at="a2")
    async with asking(thinker) as (pilot, _):
        thinker.resume.set()
        await ask_and_wait(pilot, "How many?")
        for key in keys.split():
            await press(pilot, key)
            await settled(pilot)
        for _ in range(3):
            await press(pilot, "ctrl+c")
            if not pilot.app.is_running:
                break
        await until(pilot, lambda: not pilot.app.is_running)


@driven
async def test_two_apps_at_once_share_the_library():
    async with ChatServer(Thinker()) as server:
        from screens.app_driver import add_scripted

        add_scripted(server)
        async with running() as one, running() as two:
            await asyncio.gather(ask_and_wait(one, "From one"), ask_and_wait(two, "From two"))
            assert not notices(one)
            titles = {c.title for c in ask_screen(one).dialogue.library.conversations()}
            assert titles == {"From one", "From two"}


@driven
async def test_two_windows_on_one_conversation_see_each_other_s_turns():
    async with asking(Thinker()) as (one, server):
        await ask_and_wait(one, "First?")
        async with running() as two:
            first, second = ask_screen(one), ask_screen(two)
            assert second.state.title == "First?"
            await ask_and_wait(two, "Second?")
            await ask_and_wait(one, "Third?")
            assert "went on in another window" in notices(one)
            asked = [exchange.question for exchange in first.state.exchanges]
            assert asked == ["First?", "Second?", "Third?"]
            sent = [m for m in server.requests[-1].body["messages"] if m["role"] == "user"]
            assert [m["content"] for m in sent] == asked
            await press(two, "ctrl+r")
            await settled(two)
            assert "went on in another window" in notices(two)
            assert second.state.last.attempts == 1
            assert second.state.last.question == "Third?"


@driven
async def test_a_question_that_another_window_took_out_is_not_changed():
    async with asking(Thinker()) as (one, _):
        for question in ("First?", "Second?"):
            await ask_and_wait(one, question)
        async with running() as two:
            await press(two, "f6")
            await press(one, "f6", *" Really?", "enter")
            await until(one, lambda: ask_screen(one).state.last.question == "Second? Really?")
            await ended(one)
            await press(two, *" Truly?", "enter")
            await until(two, lambda: "is gone" in notices(two))
            assert ask_screen(two).composer.text == "Second? Truly?"
            assert ask_screen(two).state.last.question == "Second? Really?"
