"""What the app does when nobody does anything: bytes written, and its share of a core."""

from __future__ import annotations

from collections.abc import Sequence

from bench import table
from bench.homes import MODEL, environment, home, jevons
from bench.server import serving
from bench.streaming import SIZE, ask
from bench.terminal import Terminal

UNFOLD = "\x0f"
SETTLE_S = 3.0
STATES = {
    "empty, just started": "",
    "an answer shown": "300 50",
    "a thought of 16,000 tokens open": "16000 50",
}


def run(*, quick: bool) -> None:
    """Print the table."""
    watch_s = 10.0 if quick else 20.0
    with serving() as base_url:
        rows = [_row(state, base_url, question, watch_s) for state, question in STATES.items()]
    table.show(f"Idle for {watch_s:.0f} s", ("", "bytes", "CPU, % of a core"), rows)


def _row(state: str, base_url: str, question: str, watch_s: float) -> table.Row:
    with home(base_url) as path:
        argv = jevons("--model", MODEL)
        with Terminal(argv, environment(path), SIZE) as terminal:
            terminal.settle(1.0)
            if question:
                ask(terminal, question)
                terminal.until(_done, within_s=60)
                terminal.type(UNFOLD)
            terminal.pump(SETTLE_S)
            cpu_s = terminal.cpu_s()
            at = terminal.pump(watch_s)
            share = (terminal.cpu_s() - cpu_s) / watch_s
            return (state, f"{terminal.bytes_since(at):,}", f"{100 * share:.2f}")


def _done(lines: Sequence[str]) -> bool:
    """Whether the meter says that the answer is whole."""
    return any(line.lstrip().startswith("done ") for line in lines)
