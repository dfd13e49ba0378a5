"""`jevons claims`: the ledger of claims, each recomputed."""

from __future__ import annotations

import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `claims` to the command line."""
    parser = subparsers.add_parser(
        "claims",
        help="recompute what was claimed of R1's costs and chips",
        description="Print claims that were made in early 2025 on what R1 cost and ran on, each"
        " recomputed from its sources, with a verdict. Claims of your own are TOML files in the"
        " directory that `jevons paths` names.",
    )
    parser.add_argument(
        "id", nargs="?", metavar="ID", help="one claim with all its figures, as c25"
    )
    parser.add_argument("--verdict", help="holds, depends, contradicted or unverifiable")
    parser.add_argument("--topic", help="claims on a topic, as 'training cost'")
    parser.add_argument("--speaker", help="claims of a speaker, a part of the name")
    parser.add_argument("--article", help="claims of an article, by its number")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print them; the exit status is 1 where no claim is as asked for."""
    from jevons.commands.claim_list import run as print_claims

    return print_claims(args)
