"""The whole app as a process on a pseudo-terminal, with a scripted server behind it."""

import base64
import contextlib
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from jevons.core import paths
from jevons.core.runs.library import Library
from screens.app_driver import add_scripted
from servers.chat_server import (
    ChatServer,
    Hang,
    Head,
    Received,
    Reply,
    Send,
    delta,
    in_thread,
    sse,
    stream,
)
from servers.thinker import Thinker
from terminal import hostile
from terminal.pty_app import PtyApp

_CSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_OSC = re.compile(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_COLOUR = re.compile(r"\x1b\[([0-9;]*)m")


@contextlib.contextmanager
def app_on(
    replies: Callable[[Received], Reply] | list[Reply], **environment: str
) -> Iterator[tuple[PtyApp, ChatServer]]:
    """The app, ready to be asked, and the server that answers it."""
    with in_thread(ChatServer(replies)) as server:
        add_scripted(server)
        with PtyApp("--model", "scripted", **environment) as app:
            app.until(lambda: "Ask a question" in app.text and "Quit" in app.text)
            yield app, server


def half_thought(*_: object) -> Reply:
    """A thought that goes on and on without a word more."""
    return [Head(), Send(sse(delta("<think>one two"))), Send(sse(delta(" three"))), Hang()]


def last_generation():
    library, problems = Library.open()
    assert not problems
    conversation = library.conversations()[0]
    generation = library.turns(conversation.id)[-1].generations[-1]
    library.close()
    return generation


def test_a_question_is_answered_and_the_terminal_left_as_it_was():
    with app_on(Thinker()) as (app, _):
        app.type("How many roads?\r")
        app.until(lambda: " done " in app.text)
        assert "a1 a2 a3" in app.text
        app.type("\x11")
        assert app.leave() == 0
    assert app.raw.endswith(b"l")
    for mode in (b"1049", b"2004", b"1000", b"1003", b"1004"):
        assert app.raw.rfind(b"\x1b[?%bl" % mode) > app.raw.rfind(b"\x1b[?%bh" % mode)
    assert app.raw.rfind(b"\x1b[?25h") > app.raw.rfind(b"\x1b[?25l")
    assert app.raw.rfind(b"\x1b[<u") > app.raw.rfind(b"\x1b[>")


def test_letters_typed_in_one_go_with_enter_are_all_sent():
    text = "how many roads must a man walk down before you call him a man"
    with app_on(Thinker()) as (app, server):
        for _ in range(3):
            asked = len(server.requests)
            app.type(f"{text}\r")
            app.until(lambda n=asked: len(server.requests) > n and " done " in app.line("ttft"))
    questions = [
        [m["content"] for m in request.body["messages"] if m["role"] == "user"]
        for request in server.requests
    ]
    assert questions[-1] == [text] * 3


def test_a_burst_of_commands_and_letters_keeps_its_order():
    with app_on(Thinker()) as (app, server):
        app.type("first line\nsecond line\r")  # ctrl+j is a new line, enter sends
        app.until(lambda: " done " in app.text)
    assert server.requests[0].body["messages"][0]["content"] == "first line\nsecond line"


def test_a_paste_is_one_question_however_many_lines_it_has():
    with app_on(Thinker()) as (app, server):
        app.type("\x1b[200~line one\rline two\r\rline four\x1b[201~")
        app.until(lambda: "line four" in app.text)
        assert not server.requests
        app.type("\r")
        app.until(lambda: " done " in app.text)
    content = server.requests[0].body["messages"][0]["content"]
    assert content.split() == ["line", "one", "line", "two", "line", "four"]
    assert content.count("\n") == 3


@pytest.mark.parametrize("place", ["thought", "answer", "error"])
def test_nothing_that_a_model_writes_acts_on_the_terminal(place):
    """It is shown, every word of it; it does nothing."""
    with app_on([hostile_reply(place)]) as (app, _):
        app.resize(120, 100)
        app.until(lambda: "Quit" in app.screen.display[99])
        chrome = chrome_colours(app)
        app.type("be evil\r")
        app.until(lambda: re.search(" (done|failed) ", app.text) is not None)
        if place == "thought":
            app.type("\tz")
        if place != "error":
            app.until(lambda: "SCRIPT" in app.text)
            assert not [word for word in hostile.WORDS if word not in app.text]
            for shown in ("␛]0;TITLE␇", "\\u202eOVERRIDE", "[@click=app.quit]CLICK", "[red]MARKUP"):
                assert shown in app.text
        assert "be evil" in app.line(" jevons ")
        assert chrome_colours(app) == chrome
        app.type("\x11")
        assert app.leave() == 0
    sent = app.raw.decode()
    assert {number for number, _ in app.commands} <= {"22"}  # the pointer's shape, of the toolkit
    assert sent.count("\x1b[?1049l") == 1
    assert "\x1b[6nREPORT" not in sent  # the app asks the same for itself
    assert not [part for part in hostile.SEQUENCES if part in sent]
    rest = _OSC.sub("", _CSI.sub("", sent))
    assert {char for char in rest if ord(char) < 32} <= {"\r", "\n"}
    assert not {char for char in sent if char in hostile.FORBIDDEN}


def hostile_reply(place: str) -> Reply:
    if place == "error":
        return [Head(), Send(sse({"error": {"message": hostile.TEXT, "code": 400}}))]
    opening = "<think>" if place == "thought" else "<think>hm</think>"
    text = hostile.TEXT
    pieces = [opening, *(text[n : n + 7] for n in range(0, len(text), 7))]
    return [Head(), Send(sse(*map(delta, pieces), delta(None, "stop"), "[DONE]"))]


def chrome_colours(app: PtyApp) -> list[object]:
    """The colours of the first cells of the status line and of the edge of the footer."""
    cells = (app.screen.buffer[0][0], app.screen.buffer[0][3], app.screen.buffer[99][119])
    return [(cell.fg, cell.bg, cell.bold) for cell in cells]


def test_copying_takes_the_harmless_text():
    body = sse(delta("a\x1b]52;c;AAAA\x07b"), delta(None, "stop"), "[DONE]")
    with app_on([[Head(), Send(body)]]) as (app, _):
        app.type("be evil\r")
        app.until(lambda: " done " in app.text)
        app.type("\ty")
        app.until(lambda: any(number == "52" for number, _ in app.commands))
    (taken,) = [text for number, text in app.commands if number == "52"]
    assert base64.b64decode(taken.removeprefix("c;")).decode() == "a␛]52;c;AAAA␇b"


def test_no_color_is_obeyed_and_everything_can_be_read():
    with app_on(Thinker(), NO_COLOR="1") as (app, _):
        app.type("How many?\r")
        app.until(lambda: " done " in app.text)
        assert "a1 a2 a3" in app.text
    sent = [codes for code in _COLOUR.findall(app.raw.decode()) for codes in code.split(";")]
    assert set(sent) <= {"", *map(str, range(10)), *map(str, range(22, 30))}, "no colours at all"
    assert {"1", "2"} <= set(sent), "attributes tell what colours do elsewhere"


def test_ascii_is_all_that_is_sent_where_it_is_asked_for():
    answer = "| n | square |\n| --- | --- |\n| 2 | 4 |\n\n- one\n\n> said\n\n---\n\nso on"
    replies = [stream(f"<think>hm</think>{answer}")]
    with app_on(replies, JEVONS_ASCII="1") as (app, _):
        app.type("How many words are there in " + "this " * 20 + "question?\r")
        app.until(lambda: " done " in app.text)
        for keys, shown in (
            ("\x1bOP", "Letters are commands"),  # help
            ("\x1bOR", "How long may it think?"),
            ("\x1bOS", "Jevons light"),
            ("\x10", "Search for commands"),
            ("\x1b[19~", "Open"),  # the list
            ("r", "enter keep"),
        ):
            app.type(keys)
            app.until(lambda shown=shown: shown in app.text)
            assert app.text.isascii(), app.text
            if keys != "\x1b[19~":
                app.type("\x03")
                app.until(lambda shown=shown: shown not in app.text)
        app.type("\x11")
        app.leave()
    assert app.raw.isascii()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("busy", [False, True], ids=["idle", "in mid-stream"])
def test_a_signal_ends_it_cleanly(number, busy):
    with app_on(half_thought) as (app, _):
        if busy:
            app.type("How many?\r")
            app.until(lambda: "one two three" in app.text)
        app.type("a draft")
        app.until(lambda: "a draft" in app.text)
        app.process.send_signal(number)
        assert app.leave() == 0
    assert app.raw.rfind(b"\x1b[?1049l") > app.raw.rfind(b"\x1b[?1049h")
    assert "Traceback" not in app.text
    library, _ = Library.open()
    assert library.recall("ask.draft") == "a draft"
    library.close()
    if busy:
        generation = last_generation()
        assert generation.thinking == "one two three"
        assert generation.finish_reason == "cancelled"


def test_a_terminal_that_goes_away_takes_nothing_with_it():
    with app_on(half_thought) as (app, _):
        app.type("How many?\r")
        app.until(lambda: "one two three" in app.text)
        app.hang_up()
        app.process.wait(20)
    generation = last_generation()
    assert generation.thinking == "one two three"
    assert generation.finish_reason is not None
    assert not paths.log_file().exists()


def test_a_killed_app_loses_at_most_a_second_and_says_so_at_the_next_start():
    def reply(_: Received) -> Reply:
        words = [Send(sse(delta(f" w{n}"))) for n in range(3)]
        return [Head(), Send(sse(delta("<think>"))), *words, Hang()]

    with app_on(reply) as (app, _):
        app.type("How many?\r")
        app.until(lambda: "w0 w1 w2" in app.text and _stored_thought())
        app.process.kill()
        app.process.wait(20)
    with app_on(Thinker()) as (app, _):
        app.until(lambda: "How many?" in app.text and "unfinished" in app.text)


def _stored_thought() -> bool:
    """Whether the question is in the library, so that a kill cannot take it."""
    with contextlib.closing(sqlite3.connect(paths.library_file())) as connection:
        return bool(connection.execute("SELECT count(*) FROM generations").fetchone()[0])


def test_ctrl_c_stops_and_a_second_one_leaves():
    with app_on(half_thought) as (app, _):
        app.type("How many?\r")
        app.until(lambda: "one two three" in app.text)
        app.type("\x03")
        app.until(lambda: "stopped" in app.text)
        app.type("\x03")
        assert app.leave() == 0
    assert last_generation().finish_reason == "cancelled"


def test_ctrl_c_twice_leaves_while_the_server_is_still_awaited():
    with app_on([[Hang()]]) as (app, _):
        app.type("How many?\r")
        app.until(lambda: "reading the question" in app.text)
        app.type("\x03\x03")
        assert app.leave() == 0


def test_the_terminal_s_size_may_change_at_any_moment():
    thinker = Thinker(thought=300, answer=200)
    with app_on(thinker) as (app, _):
        app.type("How many?\r")
        for size in ((60, 20), (200, 60), (80, 24), (100, 30)):
            app.resize(*size)
            app.until(lambda s=size: len(app.screen.display[0].rstrip()) > s[0] - 4)
        app.until(lambda: " done " in app.text)
        assert "a200" in app.text


def test_without_a_terminal_it_says_what_to_do_instead():
    done = subprocess.run(
        [sys.executable, "-m", "jevons"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert "jevons ask" in done.stderr
    assert not done.stdout


def test_a_dumb_terminal_is_told_so():
    with PtyApp(TERM="dumb") as app:
        assert app.leave() == 1
    assert "TERM=dumb" in app.text
    assert b"\x1b" not in app.raw
