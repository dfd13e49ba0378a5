"""`jevons keys`: every key, what it does, and the name by which it can be changed."""

from __future__ import annotations

import argparse
import json
import sys


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `keys` to the command line."""
    parser = subparsers.add_parser(
        "keys",
        help="print every key and the name of what it does",
        description="Print the keys of each scope with the names of their actions. To change them"
        " write a file keys.toml where jevons paths says, with a table for each scope:"
        ' [ask], then think_on = "ctrl+y", or a list of keys.',
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the keys in force; what is wrong with the file goes to standard error."""
    from jevons.core import actions, keymap

    remapped, problems = keymap.load()
    actions.remap(remapped)
    for problem in problems:
        print(f"jevons keys: {problem.line()}", file=sys.stderr)
    if args.json:
        print(json.dumps({scope: _keys(scope) for scope in actions.PARENTS}, indent=2))
    else:
        _print_table(remapped)
    return 1 if problems else 0


def _keys(scope: str) -> dict[str, tuple[str, ...]]:
    from jevons.core import actions

    return {
        action.id: action.keys[scope]
        for action in actions.load_actions().values()
        if scope in action.keys
    }


def _print_table(remapped: object) -> None:
    from jevons.core import actions

    known = actions.load_actions()
    for scope, title in actions.SCOPE_TITLES.items():
        print(f"[{scope}]  {title}")
        for name, keys in _keys(scope).items():
            shown = " ".join(actions.key_name(key) for key in keys)
            mark = "*" if isinstance(remapped, dict) and (scope, name) in remapped else " "
            print(f"  {shown:<24}{mark} {name:<22} {known[name].title}")
        print()
