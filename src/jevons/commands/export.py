"""`jevons export`: a run as a file."""

from __future__ import annotations

import argparse

FORMATS = ("jsonl", "csv", "inspect")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `export` to the command line."""
    parser = subparsers.add_parser(
        "export",
        help="write a run to a file: all of it, a table, or an Inspect log",
        description="Write a run to a file. jsonl has all of it, and jevons import brings it"
        " into another library; csv is a table with a row a sample; inspect is an eval log for"
        " inspect view.",
    )
    parser.add_argument("number", metavar="RUN", type=int, help="the number of the run")
    parser.add_argument("--format", choices=FORMATS, default=FORMATS[0], help="default: jsonl")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="the file, - for stdout; default: run-RUN.jsonl"
    )
    parser.add_argument("--force", action="store_true", help="overwrite the file")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write it; 0 once all is written, 1 for a failure with one clear line."""
    from jevons.commands.run_files import export_run

    return export_run(args)
