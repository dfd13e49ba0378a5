"""The command line: parse, then call the core or open the app."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from jevons import __version__

if TYPE_CHECKING:
    from argparse import ArgumentParser


def main(argv: Sequence[str] | None = None) -> int:
    """Run `jevons`; gives the process's exit status."""
    args = _arguments(sys.argv[1:] if argv is None else argv)
    os.umask(0o077)  # whatever is written is its owner's alone
    try:
        return int(args.run(args))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output is gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return _internal_error(error)


def _arguments(argv: Sequence[str]) -> Any:
    """What is asked for; commands and their parser are not loaded where the app is opened."""
    if not argv:
        return SimpleNamespace(model=None, run=_open_app)
    return _parser().parse_args(argv)


def _parser() -> ArgumentParser:
    import argparse

    from jevons.commands.table import COMMANDS

    parser = argparse.ArgumentParser(
        prog="jevons",
        description="A terminal lab for reasoning models: watch one think, turn the dial,"
        " price every answer. Without a command it opens the app.",
    )
    parser.add_argument("--version", action="version", version=f"jevons {__version__}")
    parser.add_argument("--model", help="the model to ask in the app")
    parser.set_defaults(run=_open_app)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(subparsers)
    return parser


def _open_app(args: Any) -> int:
    """Open the app, where there is a terminal to open it on."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(
            'jevons: the app needs a terminal; without one use: jevons ask "QUESTION"',
            file=sys.stderr,
        )
        return 1
    if os.environ.get("TERM") == "dumb":
        print(
            "jevons: this terminal (TERM=dumb) cannot show the app; use: jevons talk",
            file=sys.stderr,
        )
        return 1
    from jevons.core import settings

    if settings.load()[0].plain:
        from jevons.commands.talking import talk

        return talk(args.model)
    # Nothing that is loaded now is garbage soon: looking for it would hold up the first screen.
    # The app turns it on again once it has warmed up.
    gc.disable()
    from jevons.core import actions, keymap
    from jevons.terminal.abilities import color_system

    colors = color_system(os.environ)
    if colors is not None:  # the toolkit reads it as it is loaded
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", colors)
    remapped, problems = keymap.load()
    actions.remap(remapped)
    from jevons.app import run

    return run(args.model, problems)


def _internal_error(error: Exception) -> int:
    """A fault of our own: one line for the user, the traceback for the log."""
    from jevons.core import logs
    from jevons.core.paths import log_file

    logs.log_exception(error)
    print(
        f"jevons: an error of its own ({type(error).__name__}: {error}); what was written is kept,"
        f" the details are in {log_file()}",
        file=sys.stderr,
    )
    return 1
