"""`jevons doctor`: what is well, what is not, and what to do about it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jevons.core.doctor.findings import Finding

SIGNS = {"ok": " ", "note": "~", "bad": "!"}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `doctor` to the command line."""
    parser = subparsers.add_parser(
        "doctor",
        help="look over terminal, link, engine, library, servers and versions",
        description="Look over everything that jevons stands on, and advise. ~ marks what could"
        " be better, ! what is wrong: then the exit status is 1.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--offline", action="store_true", help="ask no server")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Look, and print what was found."""
    import asyncio

    found = asyncio.run(_look(offline=args.offline))
    if args.json:
        print(json.dumps([finding.to_json() for finding in found], indent=2))
    else:
        _print(found)
    return 1 if any(finding.health == "bad" for finding in found) else 0


async def _look(*, offline: bool) -> list[Finding]:
    from jevons.core.doctor import machine, models, storage
    from jevons.terminal.surroundings import surroundings

    known, problems = models.known_models()
    found = [*surroundings(), *machine.resources(), *problems, *models.engine(known)]
    if not offline:
        found += [finding async for finding in models.servers(known)]
    return [*found, *storage.files(), *storage.library(), *storage.disk(), *machine.versions()]


def _print(found: Sequence[Finding]) -> None:
    area = ""
    for finding in found:
        if finding.area != area:
            area = finding.area
            print(area)
        print(f"{SIGNS[finding.health]} {finding.subject:<14} {finding.found}")
        if finding.advice:
            print(f"  {'':<14} > {finding.advice}")
    ill = sum(finding.health == "bad" for finding in found)
    print(f"\n{ill} to mend" if ill else "\nAll is well.")
