"""Listing the strategies on the command line."""

from __future__ import annotations

import argparse
import json
import textwrap

from jevons.commands.watching import say
from jevons.core import settings as settings_file
from jevons.core.models.registry import find_model
from jevons.core.problems import ProblemError
from jevons.core.state.strategy_list import StrategyEntry, strategy_entries

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
    if args.json:
        print(json.dumps([_fields(entry) for entry in entries], indent=2))
        return 0
    for entry in entries:
        print(f"{entry.name}:{entry.settings}" if entry.settings else entry.name)
        print(textwrap.fill(entry.summary, WIDTH, initial_indent="  ", subsequent_indent="  "))
        print(f"  {entry.source}")
        if entry.judged:
            print("  needs a model that judges: --judge NAME")
        if entry.lacking:
            print(f"  not here: {entry.lacking}")
    return 0


def _fields(entry: StrategyEntry) -> dict[str, object]:
    return {
        "name": entry.name,
        "settings": dict(entry.defaults),
        "summary": entry.summary,
        "source": entry.source,
        "lacking": entry.lacking or None,
    }
