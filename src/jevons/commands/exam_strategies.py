"""Listing the strategies on the command line."""

from __future__ import annotations

import argparse
import json
import textwrap
from collections.abc import Sequence

from jevons.commands.watching import say
from jevons.core import settings as settings_file
from jevons.core.models.registry import find_model
from jevons.core.problems import ProblemError
from jevons.core.state.strategy_list import (
    StrategyEntry,
    allocation_entries,
    strategy_entries,
)

WIDTH = 88
"""Cells of a line."""


def run(args: argparse.Namespace) -> int:
    """Print what each strategy does; the exit status is 1 where there is no such model."""
    settings, _ = settings_file.load()
    try:
        spec = find_model(args.model or settings.model)
    except ProblemError as error:
        if args.model:
            say(error.problem.line())
            return 1
        spec = None
    entries = strategy_entries(spec)
    shares = allocation_entries()
    if args.json:
        told = {"strategies": entries, "allocations": shares}
        print(json.dumps({k: [_fields(e) for e in found] for k, found in told.items()}, indent=2))
        return 0
    _print(entries)
    print("\nto share out --cap-usd among all questions, by --allocate:")
    print("votes tell how stable an answer is, not how right\n")
    _print(shares)
    return 0


def _print(entries: Sequence[StrategyEntry]) -> None:
    for entry in entries:
        print(f"{entry.name}:{entry.settings}" if entry.settings else entry.name)
        print(textwrap.fill(entry.summary, WIDTH, initial_indent="  ", subsequent_indent="  "))
        print(f"  {entry.source}")
        if entry.judged:
            print("  needs a model that judges: --judge NAME")
        if entry.lacking:
            print(f"  not here: {entry.lacking}")


def _fields(entry: StrategyEntry) -> dict[str, object]:
    return {
        "name": entry.name,
        "settings": dict(entry.defaults),
        "summary": entry.summary,
        "source": entry.source,
        "lacking": entry.lacking or None,
    }
