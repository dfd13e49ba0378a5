"""`jevons import`: a run from a file."""

from __future__ import annotations

import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `import` to the command line."""
    parser = subparsers.add_parser(
        "import",
        help="bring in a run that jevons export wrote",
        description="Bring a run that jevons export wrote as jsonl into the library: its exam, its"
        " samples and their verdicts. What it drew joins the pool.",
    )
    parser.add_argument("file", metavar="FILE", help="the file; - reads stdin")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Bring it in; 0 once it is here, 1 for a failure with one clear line."""
    from jevons.commands.run_files import import_run

    return import_run(args)
