"""`jevons paths`: where everything lies."""

from __future__ import annotations

import argparse
import json


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `paths` to the command line."""
    parser = subparsers.add_parser(
        "paths",
        help="print where settings, models, conversations and the log are",
        description="Print where jevons keeps its files. JEVONS_HOME puts all under one directory.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the places."""
    from jevons.core import paths

    places = {
        "settings": paths.settings_file(),
        "keys": paths.keys_file(),
        "models added": paths.models_file(),
        "themes": paths.user_themes_dir(),
        "weights": paths.weights_dir(),
        "exams": paths.exams_dir(),
        "recipes": paths.recipes_dir(),
        "scenarios": paths.scenarios_dir(),
        "claims": paths.claims_dir(),
        "library": paths.library_file(),
        "engines": paths.runtime_dir(),
        "log": paths.log_file(),
    }
    if args.json:
        print(json.dumps({name: str(place) for name, place in places.items()}, indent=2))
    else:
        for name, place in places.items():
            print(f"{name:<13} {place}")
    return 0
