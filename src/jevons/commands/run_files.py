"""Writing runs to files and reading them from files, for the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.runs.library import Library
from jevons.core.runs.transfer import run_import
from jevons.core.runs.transfer.export_file import PART_OF_IT, export_file, unwritable
from jevons.core.runs.transfer.run_export import RunFormat, write_run
from jevons.core.runs.transfer.run_snapshot import RunSnapshot, take_snapshot
from jevons.core.visible_text import one_line

CANCELLED = 130
FAILED = 1


def export_run(args: argparse.Namespace) -> int:
    """Write a run to a file or to stdout.

    The exit status is 0 once all is written, 1 for a failure with one clear line and 130
    when cancelled; then no part of a file is left.
    """
    form = RunFormat(args.format)
    return _with_library(lambda library: _export(library, args, form), "no file was written")


def import_run(args: argparse.Namespace) -> int:
    """Bring in a run from a file or from stdin.

    The exit status is 0 once it is in the library, 1 for a failure with one clear line and
    130 when cancelled; then nothing was added.
    """
    return _with_library(lambda library: _import(library, args.file), "nothing was imported")


def _with_library(act: Callable[[Library], None], kept: str) -> int:
    library, problems = Library.open()
    for problem in problems:
        _say(problem.line())
    try:
        act(library)
    except ProblemError as error:
        _say(error.problem.line())
        return FAILED
    except KeyboardInterrupt:
        _say(f"cancelled; {kept}")
        return CANCELLED
    finally:
        library.close()
    return 0


def _export(library: Library, args: argparse.Namespace, form: RunFormat) -> None:
    with _counter("written") as on_sample:
        snapshot = take_snapshot(library.runs, args.number, on_sample)
        if args.output == "-":
            _write_to_stdout(snapshot, form)
            return
        file = Path(args.output or f"run-{args.number}{form.suffix}").expanduser()
        with export_file(file, overwrite=args.force) as out:
            write_run(snapshot, form, out)
    _say(f"run {args.number}, {_samples(len(snapshot.places))}: {file}")


def _write_to_stdout(snapshot: RunSnapshot, form: RunFormat) -> None:
    if form is RunFormat.INSPECT and sys.stdout.isatty():
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            "an Inspect log is no text for a terminal",
            remedy="name a file with -o, or leave -o away",
        )
    try:
        write_run(snapshot, form, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable("stdout", error, PART_OF_IT) from error


def _import(library: Library, name: str) -> None:
    if not library.keeps:
        raise ProblemError.of(ProblemKind.READ_ONLY, "nothing was imported: it would not be kept")
    with _opened(name) as lines, _counter("read") as on_sample:
        shown = "what came on stdin" if name == "-" else name
        imported = run_import.import_run(library.runs, lines, shown, on_sample)
    if imported.known:
        _say(f"run {imported.number} is here already; nothing was added")
        return
    run = library.runs.run(imported.number)
    _say(
        f"run {run.number} ({run.state}): {run.exam}, {run.plan.model},"
        f" {_samples(imported.samples)}, {imported.generations:,} new to the pool"
    )


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    """The file of that name, or stdin.

    Raises:
        ProblemError: BAD_INPUT: it cannot be read.
    """
    try:
        if name == "-":
            yield sys.stdin.buffer
        else:
            with Path(name).expanduser().open("rb") as lines:
                yield lines
    except OSError as error:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{name} cannot be read: {error.strerror or type(error).__name__}",
            kept="nothing was imported",
        ) from error


@contextmanager
def _counter(done: str) -> Iterator[Callable[[int], None]]:
    """Tells on a terminal, in a line that changes, how many samples are done."""
    shown = False

    def show(count: int) -> None:
        nonlocal shown
        if count % 256 == 0 and sys.stderr.isatty():
            shown = True
            print(f"\r{_samples(count)} {done}", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        if shown:
            print(file=sys.stderr)


def _samples(count: int) -> str:
    return f"{count:,} sample{'' if count == 1 else 's'}"


def _say(text: str) -> None:
    """A line of our own on stderr."""
    print(f"jevons: {one_line(text, 2000)}", file=sys.stderr, flush=True)
