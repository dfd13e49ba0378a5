"""Hostile text in every place that shows text from elsewhere: it is shown, and does nothing."""

import subprocess
import sys

import pytest

from jevons.core import paths
from terminal import hostile
from terminal.harmless import Watch, is_hidden, settle
from terminal.hostile_library import make_home
from terminal.pty_app import PtyApp

STRINGS = list(hostile.generated(1_000, seed=7))


@pytest.fixture
def home():
    make_home(STRINGS)


def after(app, keys, condition):
    app.type(keys)
    app.until(condition)
    settle(app)


def test_a_conversation_of_nothing_else_is_read_to_its_end(home):
    with PtyApp(size=(100, 40), LC_ALL="C.UTF-8") as app:
        app.until(lambda: "Quit" in app.text and hostile.MARK in app.text)
        watch = Watch(app)
        status, footer = app.screen.display[0][:6], app.screen.display[39]
        app.type("\tz")
        seen = 0
        for _ in range(25):
            app.type("\x1b[5~")
            settle(app)
            seen += app.text.count(hostile.MARK)
            assert app.screen.display[0][:6] == status
            watch.check()
        assert seen > 150
        assert app.screen.display[39].split()[-1] == footer.split()[-1]
        app.type("\x11")
        assert app.leave() == 0
    assert app.raw.count(b"\x1b[?1049l") == 1


def test_every_screen_of_runs_exams_and_frontier(home):
    with PtyApp(size=(120, 40), LC_ALL="C.UTF-8") as app:
        app.until(lambda: "Quit" in app.text)
        watch = Watch(app)
        after(app, "\x1b3", lambda: "2 runs" in app.text)
        after(app, "\r", lambda: "of all asked" in app.text)
        after(app, "G", lambda: "60" in app.text)
        watch.check()
        after(app, "\r", lambda: "sample 1 of 2" in app.text)
        after(app, "nnn\x1b[6~", lambda: "sample 1 of 2" in app.text)
        watch.check()
        after(app, "\x1b", lambda: "of all asked" in app.text)
        after(app, "\x1b", lambda: "2 runs" in app.text)
        after(app, "mj=", lambda: "compared" in app.text)
        watch.check()
        after(app, "4", lambda: "question" in app.text)
        watch.check()
        after(app, "2", lambda: "hostile" in app.text)
        after(app, "/hostile\r", lambda: hostile.MARK in app.text)
        after(app, "nNa", lambda: hostile.MARK in app.text)
        watch.check()
        app.type("\x11")
        assert app.leave() == 0


@pytest.mark.parametrize(
    "words",
    [
        ("runs",),
        ("runs", "show", "2"),
        ("runs", "compare", "1", "2"),
        ("exam", "show", "hostile", "--questions", "200"),
        ("exam", "list"),
        ("replay", "1"),
        ("frontier", "1", "2"),
        ("ask", "--model", "\x1b]0;TITLE\x07", "x"),
        ("exam", "show", "\x1b]0;TITLE\x07\u202ename"),
        ("models", "pull", "\x1b[31mred"),
        ("claims", "\x1b[31mred"),
        ("prices", "--model", "\x1b[31mred"),
        ("export", "1", "-o", "-", "--format", "csv"),
    ],
    ids=lambda words: " ".join(words).encode("unicode_escape").decode()[:40],
)
def test_the_command_line_prints_nothing_that_acts(home, words):
    command = [sys.executable, "-m", "jevons", *words]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    for printed in (done.stdout, done.stderr):
        text = printed.decode()
        assert "Traceback" not in text
        found = {char for char in text if is_hidden(char) or char in hostile.FORBIDDEN}
        assert found <= {"\r"}, sorted(map(ascii, found))


def test_themes_keys_and_models_of_a_hostile_file_are_told_harmlessly(tmp_path):
    paths.private_dir(paths.config_dir())
    paths.settings_file().write_text('theme = "\\u001b[31mred"\n"\\u202ex" = 3\n')
    paths.keys_file().write_text('[ask]\n"\\u001b]0;T\\u0007" = "x"\n')
    with PtyApp(size=(100, 40), LC_ALL="C.UTF-8") as app:
        app.until(lambda: app.text.count("line ") >= 2)  # of both files
        Watch(app).check()
        assert not {char for char in app.text if char in hostile.FORBIDDEN or is_hidden(char)}
        app.type("\x11")
        assert app.leave() == 0
