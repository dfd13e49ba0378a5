"""Tokens/s of the embedded model through the whole app, beside what the engine says of itself.

The app's figure is that of the generation as it is kept: tokens after the first, by the
seconds from the first to the last as they came. The engine's is what its own counters
grew by meanwhile (its `predicted_n` and `predicted_ms`; it counts the first token too,
so that its rate is higher by one token in as many as a request has). The same question
asked of the engine with no app says what the app's running costs the engine itself.
"""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

import httpx

from bench import table
from bench.homes import environment, home, jevons
from bench.streaming import ENTER, SIZE
from bench.terminal import Terminal
from jevons.core import paths
from jevons.core.models.engine.directory import Engine, EngineDirectory
from jevons.core.models.engine.launch import stop_engine
from jevons.core.models.registry import find_model
from jevons.core.problems import ProblemError
from jevons.core.records import Generation
from jevons.core.runs.library import Library

EMBEDDED = "smollm2-135m"
QUESTION = "Explain step by step how to add 123 and 456, and how to check the sum."
NEW = "\x0e"
PATIENCE_S = 90.0


class Run(NamedTuple):
    """One question: its tokens, and tokens/s as seen by the app, by the engine, without app."""

    tokens: float
    app: float
    engine: float
    alone: float

    @property
    def ratio(self) -> float:
        """The app's rate, of the engine's own."""
        return self.app / self.engine


def run(*, quick: bool) -> None:
    """Print the table, if the embedded model is on this machine."""
    try:
        spec = find_model(EMBEDDED)
    except ProblemError as error:
        print(f"\nthroughput: skipped: {error}")
        return
    assert spec.path is not None
    with home(None) as path:
        paths.weights_dir().mkdir(parents=True)
        model = paths.weights_dir() / spec.path.name
        model.symlink_to(spec.path.resolve())
        try:
            with Terminal(jevons("--model", EMBEDDED), environment(path), SIZE) as terminal:
                runs = _measure(terminal, model, runs=3 if quick else 5)
        finally:
            asyncio.run(stop_engine(model))
    middle = Run(*map(median, zip(*runs, strict=True)))
    rows = [_row(str(number), run, run.ratio) for number, run in enumerate(runs, start=1)]
    rows.append(_row("median", middle, median(run.ratio for run in runs)))
    table.show(
        f"Tokens/s of {EMBEDDED} on {os.cpu_count()} cores",
        ("", "tokens", "app", "engine's own", "app/engine", "engine without app"),
        rows,
    )


def _measure(terminal: Terminal, model: Path, runs: int) -> list[Run]:
    """Ask by turns through the app and without it; the first question starts the engine."""
    terminal.settle(1.0)
    library, _ = Library.open()
    _ask(terminal, library)
    engine = EngineDirectory.of(model).serving()
    assert engine is not None
    found = []
    with _client(engine) as http:
        for _ in range(runs):
            at_first = _counters(http)
            generation = _ask(terminal, library)
            between = _counters(http)
            _ask_alone(http, generation.usage.output)
            at_last = _counters(http)
            rate = generation.timing.tokens_per_s
            assert rate is not None
            own, alone = _rate(at_first, between), _rate(between, at_last)
            found.append(Run(generation.usage.output, rate, own, alone))
    library.close()
    return found


def _ask(terminal: Terminal, library: Library) -> Generation:
    """Ask in a new conversation and wait for the end of the answer.

    The screen is not looked at meanwhile: emulating it would take the engine's time.
    """
    known = len(library.conversations())
    terminal.type(NEW)
    terminal.pump(0.5)
    terminal.type(QUESTION + ENTER)
    deadline = time.perf_counter() + PATIENCE_S
    while time.perf_counter() < deadline:
        terminal.pump(0.5)
        newest, *others = library.conversations() or [None]
        if newest is None or len(others) < known:
            continue
        for turn in library.turns(newest.id):
            if turn.generations and turn.generations[-1].finish_reason:
                return turn.generations[-1]
    raise TimeoutError("\n".join(terminal.lines()))


def _ask_alone(http: httpx.Client, tokens: int) -> None:
    """Have the engine draw as many tokens with nobody but this process reading them."""
    body = {
        "messages": [{"role": "user", "content": QUESTION}],
        "max_tokens": tokens,
        "ignore_eos": True,
        "stream": True,
    }
    with http.stream("POST", "/v1/chat/completions", json=body) as reply:
        reply.raise_for_status()
        for _ in reply.iter_raw():
            pass


def _client(engine: Engine) -> httpx.Client:
    return httpx.Client(
        base_url="http://engine",
        transport=httpx.HTTPTransport(uds=str(engine.socket)),
        headers={"Authorization": f"Bearer {engine.api_key}"},
        timeout=PATIENCE_S,
    )


def _counters(http: httpx.Client) -> tuple[float, float]:
    """Tokens the engine has drawn, and the seconds it took for them."""
    text = http.get("/metrics").text
    counters = dict(line.rsplit(" ", 1) for line in text.splitlines() if line)
    total = "llamacpp:tokens_predicted{}_total"
    return float(counters[total.format("")]), float(counters[total.format("_seconds")])


def _rate(before: tuple[float, float], after: tuple[float, float]) -> float:
    return (after[0] - before[0]) / (after[1] - before[1])


def _row(name: str, run: Run, ratio: float) -> table.Row:
    return (
        name,
        f"{run.tokens:.0f}",
        f"{run.app:.1f}",
        f"{run.engine:.1f}",
        f"{ratio:.1%}",
        f"{run.alone:.1f}",
    )
