"""How long until the first screen can be used, beside the least that the toolkit can show.

The two apps start in turn, so that whatever else the machine does meets both. *Shown* is
when 95 % of the characters of the settled screen stand where they belong, *answers* when
a key that was pressed before the app was there is on the screen. Both count from the
start of the process; bytecode is cached. Other apps are started as well, in turn with ours,
where a directory of virtual environments has them (`--peers DIR`, a directory in it for each;
none of them is needed by anything here).
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench import table
from bench.homes import MODEL, environment, home, jevons
from bench.terminal import Terminal
from jevons.core import settings
from jevons.core.records import (
    Dial,
    FinishReason,
    Generation,
    Message,
    SamplingParams,
    Timing,
    Usage,
    UsageSource,
)
from jevons.core.runs.library import Library
from jevons.screens.ask_keeping import CONVERSATION_KEY

SIZES = ((120, 40), (80, 24))
RIGHT = 0.95
QUIET_S = 1.0
KEY = "#"
BARE = [sys.executable, str(Path(__file__).with_name("bare.py"))]
TURNS = 20


class Start(NamedTuple):
    """One start: seconds, and bytes until nothing more came."""

    shown_s: float
    answers_s: float
    bytes: int


PEERS = {
    "posting": "posting",
    "harlequin": "harlequin",
    "elia-chat": "elia",
    "oterm": "oterm",
    "parllama": "parllama",
}
"""Their environments' directories, and their commands."""

PEER_S = 15.0
"""Seconds after which a peer is taken to be there: some never cease to blink."""


def run(*, quick: bool, peers: Path | None = None) -> None:
    """Print the tables."""
    pairs = 5 if quick else 9
    with home() as path:
        settings.save("model", MODEL)
        env = environment(path)
        rows = []
        for size in SIZES:
            rows += _rows("empty", env, size, pairs)
        fill()
        rows += _rows(f"{TURNS} turns", env, SIZES[0], pairs)
        table.show(
            f"Start, medians (quartiles) of {pairs} starts each, in turn; ratios pair by pair",
            ("", "shown ms", "ratio", "answers ms", "ratio", "bytes"),
            rows,
        )
        _show_command_line(env, 2 * pairs)
        if peers is not None:
            _show_peers(env, peers, 3 if quick else 5)


def _show_peers(env: Mapping[str, str], directory: Path, rounds: int) -> None:
    """Ours and every peer that is there, each started once a round."""
    commands = {name: directory / name / "bin" / command for name, command in PEERS.items()}
    apps = {name: [str(path)] for name, path in commands.items() if path.exists()}
    apps["jevons"] = jevons()
    env = {**env, "HOME": env["JEVONS_HOME"]}
    took: dict[str, list[float]] = {name: [] for name in apps}
    for turn in range(rounds + 1):
        for name, argv in apps.items():
            shown_s = _shown(argv, env)
            if turn:  # the first fills the caches
                took[name].append(shown_s)
    ours = median(took["jevons"])
    rows = [
        (name, table.middle(times, 1000), f"{median(times) / ours:.1f}")
        for name, times in sorted(took.items(), key=lambda item: median(item[1]))
    ]
    title = f"Start beside others, {SIZES[0][0]}x{SIZES[0][1]}, medians of {rounds} starts each"
    table.show(f"{title}, in turn", ("", "shown ms", "times ours"), rows)


def _shown(argv: list[str], env: Mapping[str, str]) -> float:
    """Seconds until nearly all of what an app shows in the end stood there."""
    with Terminal(argv, env, SIZES[0]) as terminal:
        terminal.settle(QUIET_S * 2, PEER_S)
    shots = list(terminal.shots())
    last = shots[-1]
    assert len(last.cells) > 20, f"{argv[0]} shows next to nothing"
    return next(shot.at for shot in shots if shot.share_of(last) >= RIGHT) - terminal.started


def _rows(what: str, env: Mapping[str, str], size: tuple[int, int], pairs: int) -> list[table.Row]:
    """Start both apps by turns."""
    app = jevons()
    for argv in (BARE, app):
        _start(argv, env, size)  # fills the caches
    starts = [(_start(BARE, env, size), _start(app, env, size)) for _ in range(pairs)]
    bare, ours = zip(*starts, strict=True)
    name = f"{size[0]}x{size[1]}"
    return [
        _row(f"bare {name}", bare, ("", "")),
        _row(
            f"jevons {name}, {what}",
            ours,
            (
                table.middle([b.shown_s / a.shown_s for a, b in starts], digits=2),
                table.middle([b.answers_s / a.answers_s for a, b in starts], digits=2),
            ),
        ),
    ]


def _row(name: str, starts: tuple[Start, ...], ratios: tuple[str, str]) -> table.Row:
    return (
        name,
        table.middle([start.shown_s for start in starts], 1000),
        ratios[0],
        table.middle([start.answers_s for start in starts], 1000),
        ratios[1],
        f"{median(start.bytes for start in starts):,.0f}",
    )


def _start(argv: list[str], env: Mapping[str, str], size: tuple[int, int]) -> Start:
    """Start an app with a key already pressed, and end it once it is settled."""
    with Terminal(argv, env, size) as terminal:
        terminal.type(KEY)
        terminal.until_written(KEY.encode(), 30.0)
        terminal.pump(QUIET_S)
    shots = list(terminal.shots())
    last = shots[-1]
    places = [place for place, character in last.cells.items() if character == KEY]
    assert places, "\n".join(terminal.lines())
    shown = next(shot.at for shot in shots if shot.share_of(last) >= RIGHT)
    answers = next(shot.at for shot in shots if shot.cells.get(places[0]) == KEY)
    written = sum(len(chunk.data) for chunk in terminal.output)
    return Start(shown - terminal.started, answers - terminal.started, written)


def fill() -> None:
    """Put a conversation into the library, that the app opens as the last one."""
    library, _ = Library.open()
    conversation = library.create_conversation("How a start is timed", MODEL)
    for number in range(TURNS):
        turn = library.add_turn(conversation.id, f"What is {number} + {number}?")
        library.put_generation(turn.id, _generation(number), (Message("user", turn.question),))
    library.remember(CONVERSATION_KEY, conversation.id)
    library.close()


def _generation(number: int) -> Generation:
    return Generation(
        id=f"generation-{number}",
        model=MODEL,
        question=f"What is {number} + {number}?",
        params=SamplingParams(),
        dial=Dial.unlimited(),
        created_at=datetime.now(UTC),
        thinking="Adding a number to itself doubles it. " * 100,
        answer=f"The sum is **{2 * number}**.\n\n- first {number}\n- then {number} again\n",
        finish_reason=FinishReason.STOP,
        usage=Usage(20, 0, 900, 30, source=UsageSource.REPORTED),
        timing=Timing(0.2, 9.0, 9.5, 100.0),
    )


def _show_command_line(env: Mapping[str, str], runs: int) -> None:
    """What `jevons --help` costs beyond the interpreter."""
    took: dict[str, list[float]] = {"python -c pass": [], "jevons --help": []}
    commands = ([sys.executable, "-c", "pass"], jevons("--help"))
    for _ in range(runs):
        for name, argv in zip(took, commands, strict=True):
            at = time.perf_counter()
            subprocess.run(argv, env=env, stdout=subprocess.DEVNULL, check=True)
            took[name].append(time.perf_counter() - at)
    nothing, ours = took.values()
    more = [b - a for a, b in zip(nothing, ours, strict=True)]
    rows = [(name, table.middle(values, 1000)) for name, values in took.items()]
    rows.append(("more", table.middle(more, 1000)))
    table.show(f"Command line, medians (quartiles) of {runs} runs", ("", "ms"), rows)
