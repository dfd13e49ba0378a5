"""What can be told of the terminal without drawing on it: its kind, its colours, its link."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import termios
import time
import tty
from collections.abc import Iterator, Mapping
from contextlib import suppress

from jevons.core.doctor.findings import Finding, Health
from jevons.terminal.abilities import color_system

ASK_WHERE = b"\x1b[6n"
"""Asks the terminal where its cursor is (DSR 6), which every one answers."""

_ANSWER = re.compile(rb"\x1b\[\d+;\d+R")
TRIES = 5
PATIENCE_S = 2.0
SLOW_S = 0.15
"""A round trip above which keys are felt to lag."""

SMALLEST = (60, 20)


def surroundings(environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """What is known of the terminal, with advice."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        advice = "run it in the terminal that you use jevons in"
        yield Finding("terminal", "kind", "this is no terminal", Health.NOTE, advice)
        return
    yield _kind(environment)
    yield _size()
    yield _colours(environment)
    yield _characters(environment)
    yield from _multiplexer(environment)
    yield _link(environment)


def _kind(environment: Mapping[str, str]) -> Finding:
    term = environment.get("TERM", "")
    if term in {"", "dumb", "unknown"}:
        advice = 'set TERM to what your terminal is, or use jevons ask "QUESTION"'
        return Finding("terminal", "kind", f"TERM is {term or 'not set'}", Health.ILL, advice)
    return Finding("terminal", "kind", f"TERM={term}")


def _size() -> Finding:
    columns, lines = shutil.get_terminal_size()
    found = f"{columns}x{lines}"
    if columns < SMALLEST[0] or lines < SMALLEST[1]:
        advice = "make it {}x{} or larger".format(*SMALLEST)
        return Finding("terminal", "size", found, Health.NOTE, advice)
    return Finding("terminal", "size", found)


def _colours(environment: Mapping[str, str]) -> Finding:
    if "NO_COLOR" in environment:
        return Finding("terminal", "colours", "none, as NO_COLOR is set")
    chosen = environment.get("TEXTUAL_COLOR_SYSTEM")
    if chosen:
        return Finding("terminal", "colours", f"{chosen}, as TEXTUAL_COLOR_SYSTEM says")
    if color_system(environment):
        advice = "where screen has them (truecolor on): export TEXTUAL_COLOR_SYSTEM=truecolor"
        return Finding("terminal", "colours", "256, inside GNU screen", Health.WELL, advice)
    if environment.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
        return Finding("terminal", "colours", "24 bits")
    term = environment.get("TERM", "")
    if "256color" in term:
        advice = "where your terminal has 24 bits: export COLORTERM=truecolor"
        return Finding("terminal", "colours", "256", Health.WELL, advice)
    return Finding("terminal", "colours", "16", Health.NOTE, "the theme sixteen is made for these")


def _characters(environment: Mapping[str, str]) -> Finding:
    named = (environment.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next(filter(None, named), "C")
    if re.search(r"utf-?8", locale, re.IGNORECASE):
        return Finding("terminal", "characters", f"UTF-8 ({locale})")
    advice = "export LC_ALL=C.UTF-8, or set ascii = true in the settings"
    return Finding(
        "terminal", "characters", f"the locale {locale} is not UTF-8", Health.NOTE, advice
    )


def _multiplexer(environment: Mapping[str, str]) -> Iterator[Finding]:
    if environment.get("STY"):
        advice = "copying reaches the terminal's clipboard in tmux, not through screen"
        yield Finding("terminal", "screen", "inside GNU screen", Health.NOTE, advice)
    if not environment.get("TMUX"):
        return
    clipboard = _tmux_option("set-clipboard")
    if clipboard in {"on", "external"}:
        yield Finding("terminal", "tmux", f"inside tmux, set-clipboard {clipboard}")
    else:
        advice = "tmux set -g set-clipboard on, so that copies reach your terminal's clipboard"
        found = f"inside tmux, set-clipboard {clipboard or 'unknown'}"
        yield Finding("terminal", "tmux", found, Health.NOTE, advice)


def _tmux_option(name: str) -> str:
    with suppress(OSError, subprocess.SubprocessError):
        command = ["tmux", "show-options", "-gv", name]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=2, check=False
        ).stdout.strip()
    return ""


def _link(environment: Mapping[str, str]) -> Finding:
    over = " over SSH" if environment.get("SSH_CONNECTION") else ""
    seconds = round_trip()
    if seconds is None:
        advice = "its speed cannot be measured; jevons then takes the link to be quick"
        return Finding("terminal", "link", f"no answer{over}", Health.NOTE, advice)
    found = f"{seconds * 1000:.0f} ms there and back{over}"
    if seconds > SLOW_S:
        advice = "keep animations = false, and a tmux on the far side for when it drops"
        return Finding("terminal", "link", found, Health.NOTE, advice)
    return Finding("terminal", "link", found)


def round_trip() -> float | None:
    """Seconds until the terminal answers, the least of some tries; `None` if it does not."""
    try:
        before = termios.tcgetattr(sys.stdin)
    except termios.error:
        return None
    try:
        tty.setcbreak(sys.stdin, termios.TCSANOW)
        times = []
        for _ in range(TRIES):
            took = _one_trip(sys.stdin.fileno(), sys.stdout.fileno())
            if took is None:
                break
            times.append(took)
        return min(times, default=None)
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def _one_trip(keyboard: int, terminal: int) -> float | None:
    began = time.monotonic()
    os.write(terminal, ASK_WHERE)
    told = b""
    while (left := began + PATIENCE_S - time.monotonic()) > 0:
        if select.select([keyboard], [], [], left)[0]:
            told += os.read(keyboard, 256)
            if _ANSWER.search(told):
                return time.monotonic() - began
    return None
