"""What the screens look like, at the smallest size and at a large one.

`pytest tests/screens --update-frames` writes the frames anew; read the difference.
"""

import re
from pathlib import Path

import pytest

from jevons.core.models.draft import Draft
from jevons.core.records import Timing
from jevons.core.state.ask import Phase
from screens.app_driver import (
    LARGE,
    SMALL,
    ask,
    ask_and_wait,
    ask_screen,
    asking,
    driven,
    frame,
    press,
    running,
    settled,
    until,
    until_shown,
)
from servers.chat_server import Hang, Head, Send, delta, error, sse, usage

FRAMES = Path(__file__).with_name("frames")
SIZES = {"80x24": SMALL, "160x48": LARGE}

THOUGHT = (
    "<think>\nThe user asks how many apples are left. There were three bags of four,"
    " that makes twelve.\n\nFive were eaten: 12 - 5 = 7. Is that all? Wait, one rolled"
    " under the table. It is still an apple, so it counts."
)
ANSWER = """</think>\
There are **seven** apples left, for $3 \\times 4 - 5 = 7$:

| step | apples |
|------|-------:|
| three bags of four | 12 |
| five eaten | 7 |

```python
print(3 * 4 - 5)
```

- one of them is under the *table*
- 七 is seven in Japanese
"""
QUESTION = "Three bags of four apples, five eaten, one under the table: how many are left?"


@pytest.fixture(autouse=True)
def same_time_every_time(monkeypatch):
    """Every generation takes as long."""
    timing = Timing(ttft_s=0.42, thinking_s=1.5, total_s=2.25, tokens_per_s=48.0)
    monkeypatch.setattr(Draft, "timing", lambda _: timing)


def whole():
    """An answer with all that Markdown has."""
    pieces = [delta(piece) for piece in re.findall(r"\S*\s*", THOUGHT + ANSWER) if piece]
    return [Head(), Send(sse(*pieces, delta(None, "stop"), usage(31, len(pieces)), "[DONE]"))]


def begun(text):
    """A reply that goes on for ever, of which this has come."""
    pieces = [delta(piece) for piece in re.findall(r"\S*\s*", text) if piece]
    return [Head(), Send(sse(*pieces)), Hang()]


def keys(*names):
    """A state that keys lead to, once the question is answered."""

    async def enter(pilot):
        await ask_and_wait(pilot, QUESTION)
        for name in names:
            await press(pilot, name)

    return enter


def live(phase, last_word):
    """A state in the middle of a generation, where `last_word` has been drawn."""

    async def enter(pilot):
        await ask(pilot, QUESTION)
        await until(pilot, lambda: ask_screen(pilot).state.phase is phase)
        await until_shown(pilot, last_word)

    return enter


async def empty(_):
    """Nothing was asked yet."""


STATES = {
    "empty": (whole, empty),
    "waiting": (lambda: [Hang()], live(Phase.WAITING, "reading the question")),
    "thinking": (lambda: begun(THOUGHT), live(Phase.THINKING, "so it counts.")),
    "answering": (lambda: begun(THOUGHT + ANSWER), live(Phase.ANSWERING, "in Japanese")),
    "answered": (whole, keys()),
    "unfolded": (whole, keys("ctrl+o", "tab", "g")),
    "failed": (lambda: error(401, "this key is of no use"), keys()),
    "conversations": (whole, keys("f8")),
    "search": (whole, keys("f8", "slash", "b", "a", "g")),
    "rename": (whole, keys("f8", "r")),
    "edit": (whole, keys("f6")),
    "dial": (whole, keys("f3")),
    "model": (whole, keys("f2")),
    "theme": (whole, keys("f4")),
    "compare": (whole, keys("f12", "o", "1")),
    "help": (whole, keys("f1")),
    "palette": (whole, keys("ctrl+p")),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", STATES)
@driven
async def test_the_frame_is_as_it_was(state, size, request):
    reply, enter = STATES[state]
    async with asking([reply()], size=SIZES[size]) as (pilot, _):
        await enter(pilot)
        await settled(pilot)
        check(f"{state}-{size}", frame(pilot), request)


@pytest.mark.parametrize("size", SIZES)
@driven
async def test_the_first_frame_without_a_model_is_as_it_was(size, request):
    async with running(size=SIZES[size], model=None) as pilot:
        await until_shown(pilot, "jevons models lists all")
        check(f"welcome-{size}", frame(pilot), request)


def check(name, shown, request):
    """Compare with the frame that is kept, or keep this one."""
    shown = re.sub(r"(?<=127\.0\.0\.1:)\d+", lambda port: "0" * len(port[0]), shown)
    kept = FRAMES / f"{name}.txt"
    if request.config.getoption("--update-frames"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(shown, encoding="utf-8")
    assert shown == kept.read_text(encoding="utf-8")
