import json

import pytest

from jevons.cli import main
from terminal.pty_app import PtyApp


def test_it_tells_of_everything_as_json(capsys):
    assert main(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    areas = {finding["area"] for finding in found}
    assert areas == {"terminal", "machine", "models", "engine", "files", "library", "versions"}
    assert {finding["health"] for finding in found} <= {"ok", "note"}


def test_it_measures_the_link_of_a_terminal_that_answers():
    with PtyApp("doctor", "--offline", size=(100, 60), LC_ALL="C.UTF-8", NO_COLOR="1") as app:
        for tries in range(1, 6):
            app.until(lambda tries=tries: app.raw.count(b"\x1b[6n") == tries)
            app.type("\x1b[1;1R")
        app.until(lambda: "All is well." in app.text)
        assert "there and back" in app.text
        assert "none, as NO_COLOR is set" in app.text


def test_a_terminal_that_does_not_answer_holds_nothing_up():
    with PtyApp("doctor", "--offline", size=(100, 60)) as app:
        app.until(lambda: "All is well." in app.text)
        assert "no answer" in app.text


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"COLORTERM": "truecolor", "TERM": "xterm-256color"}, "24 bits"),
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "xterm"}, "16"),
        ({"STY": "1.here", "COLORTERM": "truecolor", "TERM": "screen"}, "256, inside GNU screen"),
        (
            {"STY": "1.here", "TERM": "screen", "TEXTUAL_COLOR_SYSTEM": "truecolor"},
            "truecolor, as TEXTUAL_COLOR_SYSTEM says",
        ),
    ],
)
def test_it_tells_which_colours_are_sent(variables, told):
    with PtyApp("doctor", "--offline", size=(100, 60), **variables) as app:
        app.until(lambda: "All is well." in app.text)
        line = next(line for line in app.text.splitlines() if "colours" in line)
        assert line.split("colours", 1)[1].strip() == told
