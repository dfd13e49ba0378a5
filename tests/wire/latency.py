"""How long a key takes to show its effect over a slow link, while a thought streams."""

from __future__ import annotations

from contextlib import ExitStack

from bench.homes import MODEL, environment, home, jevons
from bench.server import serving
from wire.emulator import Emulator
from wire.link import Link

RATE = 256_000 / 8
"""Bytes a second: 256 kbit/s."""

KEY = "#"
"""A letter that neither the thought nor the screen holds."""


def key_delays(
    round_trip_s: float, keys: int, driver: str = "difference", every_s: float = 0.31
) -> list[float]:
    """Seconds from each press until its letter stood on the terminal, shortest first."""
    with ExitStack() as stack:
        path = stack.enter_context(home(stack.enter_context(serving())))
        env = environment(path) | {"JEVONS_DRIVER": driver}
        link = Link(jevons("--model", MODEL), env, delay_s=round_trip_s / 2, bytes_per_s=RATE)
        app = stack.enter_context(link)
        app.until(lambda text: "Quit" in text)
        app.settle()
        app.type("1000 9000")
        app.settle()
        app.type("\r")
        app.until(lambda text: "thinking 1," in text, 60)
        app.pump(1.0)
        pressed = []
        for _ in range(keys):
            pressed.append(app.type(KEY))
            app.pump(every_s)
        app.pump(2.0)
        return sorted(
            shown - at for at, shown in zip(pressed, _shown(app, len(pressed)), strict=True)
        )


def _shown(app: Link, keys: int) -> list[float]:
    """When each of the letters stood on the screen."""
    screen, shown = Emulator(*app.size), []
    for arrival in app.arrived:
        screen.feed(arrival.data.decode(errors="replace"))
        if KEY.encode() in arrival.data:
            there = sum(line.count(KEY) for line in screen.lines_of_text())
            shown += [arrival.at] * (there - len(shown))
    assert len(shown) == keys, f"{len(shown)} of {keys} keys came"
    return shown


def at_95(delays: list[float]) -> float:
    """The 95th percentile of sorted delays: one in twenty is longer."""
    return delays[-(len(delays) // 20) - 1]
