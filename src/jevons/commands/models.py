"""`jevons models`: what can be asked, and what can be fetched."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jevons.core.models.catalogue import CatalogueEntry
    from jevons.core.models.registry import ModelSpec
    from jevons.core.models.weights import PullProgress

CANCELLED = 130
HEADINGS = ("name", "status", "size", "memory", "fits", "context", "licence", "what it is")
NUMBERS = {"size", "memory", "context"}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `models` to the command line."""
    parser = subparsers.add_parser(
        "models",
        help="list, fetch, add and remove models",
        description="List the models: those that are ready and those that can be fetched.",
    )
    parser.add_argument("--json", action="store_true", help="print the list as JSON")
    parser.set_defaults(run=run, action="list")
    actions = parser.add_subparsers(metavar="ACTION")
    listing = actions.add_parser("list", help="list the models (the default)")
    listing.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="print JSON"
    )
    pull = actions.add_parser("pull", help="fetch a model of the list")
    pull.set_defaults(action="pull")
    pull.add_argument("name", metavar="NAME")
    _add_adding(actions)
    removal = actions.add_parser("remove", help="remove a fetched file, or an added model")
    removal.set_defaults(action="remove")
    removal.add_argument("name", metavar="NAME")


def _add_adding(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    adding = actions.add_parser(
        "add",
        help="add a model behind a server, or a GGUF file",
        description="Add a model behind an OpenAI-compatible server (--url, --model), a GGUF "
        "file of this machine (--gguf PATH) or of Hugging Face (--gguf hf:OWNER/REPO/FILE.gguf).",
    )
    adding.set_defaults(action="add")
    adding.add_argument("name", metavar="NAME", help="what to call it here")
    where = adding.add_mutually_exclusive_group(required=True)
    where.add_argument("--url", help="the server, such as http://localhost:8000/v1")
    where.add_argument("--gguf", metavar="PATH", help="the file, or hf:OWNER/REPO/FILE.gguf")
    adding.add_argument("--model", help="the model's name at the server")
    adding.add_argument("--key-env", metavar="VAR", help="the variable that holds the key")
    adding.add_argument("--dialect", help="the kind of server, if it cannot be found out")
    adding.add_argument("--thinking", choices=("native", "prompted"))
    adding.add_argument("--context", type=int, metavar="TOKENS", help="how much it can read")
    adding.add_argument("--usd-per-hour", type=float, metavar="USD", help="what the machine costs")
    adding.add_argument("--price-model", metavar="MODEL", help="whose prices apply")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; the exit status is 1 for trouble and 130 after Ctrl-C."""
    from jevons.core.problems import ProblemError

    action = {"list": _list, "pull": _pull, "add": _add, "remove": _remove}[args.action]
    try:
        action(args)
    except ProblemError as error:
        print(f"jevons models: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ncancelled: nothing half-done is left; it can be tried again", file=sys.stderr)
        return CANCELLED
    return 0


def _list(args: argparse.Namespace) -> None:
    from jevons.core.models.catalogue import load_catalogue
    from jevons.core.models.registry import installed_models

    ready = {spec.name: spec for spec in installed_models()}
    catalogue = load_catalogue()
    rows = [_catalogue_row(entry, name in ready) for name, entry in catalogue.items()]
    rows += [_added_row(spec) for name, spec in ready.items() if name not in catalogue]
    print(json.dumps(rows, indent=2) if args.json else _table(rows))


def _catalogue_row(entry: CatalogueEntry, ready: bool) -> dict[str, Any]:
    from jevons.core.models.weights import memory_verdict

    return {
        "name": entry.name,
        "title": entry.title,
        "status": "ready" if ready else "to pull",
        "kind": "embedded",
        "size_bytes": entry.size_bytes,
        "memory_bytes": entry.memory_bytes,
        "fits": memory_verdict(entry.memory_bytes).fit,
        "context": entry.context,
        "licence": entry.licence,
        "thinking": entry.thinking,
    }


def _added_row(spec: ModelSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "title": spec.title,
        # A list asks no server whether it answers.
        "status": "ready" if spec.kind == "embedded" else "not checked",
        "kind": spec.kind,
        "path": str(spec.path) if spec.path else None,
        "base_url": spec.base_url,
        "server_model": spec.server_model,
        "key_env": spec.key_env,
        "context": spec.context,
        "thinking": spec.thinking,
    }


def _table(rows: list[dict[str, Any]]) -> str:
    table = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if heading in NUMBERS else cell.ljust(width)
            for cell, width, heading in zip(line, widths, HEADINGS, strict=True)
        ).rstrip()
        for line in table
    )


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    what = row["title"]
    if row.get("base_url"):
        what = f"{row['server_model']} at {row['base_url']}"
    elif row.get("path"):
        what = f"{what} ({row['path']})"
    return (
        row["name"],
        row["status"],
        _size(row.get("size_bytes")),
        _size(row.get("memory_bytes")),
        row.get("fits", ""),
        f"{row['context']:,}" if row["context"] else "",
        row.get("licence", ""),
        what,
    )


def _size(size: int | None) -> str:
    if size is None:
        return ""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def _pull(args: argparse.Namespace) -> None:
    from threading import Event

    from jevons.core.models.catalogue import load_catalogue
    from jevons.core.models.weights import check_space, is_pulled, memory_verdict, pull

    entry = load_catalogue().get(args.name)
    if entry and is_pulled(entry):
        print(f"{args.name} is here already", file=sys.stderr)
        return
    if entry:
        check_space(entry)
        print(f"{args.name}: {_size(entry.download_bytes)} to fetch, {entry.licence}; "
              f"{memory_verdict(entry.memory_bytes).line()}", file=sys.stderr)  # fmt: skip
    with _Progress() as progress:
        path = pull(args.name, on_progress=progress.show, cancel=Event())
    print(f"{args.name} is ready: {path}", file=sys.stderr)


def _add(args: argparse.Namespace) -> None:
    from jevons.core.models.adding import add_server
    from jevons.core.problems import ProblemError, ProblemKind

    if args.gguf:
        _add_file(args)
    elif not args.model:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            "a server needs the name of the model it serves",
            remedy="give it with --model",
        )
    else:
        names = ("key_env", "dialect", "thinking", "context", "usd_per_hour", "price_model")
        settings: Any = {
            name: value for name in names if (value := getattr(args, name)) is not None
        }
        add_server(args.name, args.url, args.model, **settings)
    try_it = f"added; not tried yet: jevons ask --model {args.name} HELLO"
    print(f"{args.name} is {'ready' if args.gguf else try_it}", file=sys.stderr)


def _add_file(args: argparse.Namespace) -> None:
    from pathlib import Path
    from threading import Event

    from jevons.core.models.adding import add_gguf, check_new_name
    from jevons.core.models.huggingface import PREFIX
    from jevons.core.models.weights import pull_reference

    check_new_name(args.name)
    path = Path(args.gguf).expanduser()
    if args.gguf.startswith(PREFIX):
        with _Progress() as progress:
            path = pull_reference(args.gguf, on_progress=progress.show, cancel=Event())
    add_gguf(args.name, path, thinking=args.thinking)


def _remove(args: argparse.Namespace) -> None:
    from jevons.core.models.adding import remove

    remove(args.name)
    print(f"{args.name} is removed", file=sys.stderr)


class _Progress:
    """How far a pull is, on standard error: one line that changes on a terminal, else a few."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._shown = ""
        self._next = 0.0

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal and self._shown:
            print(file=sys.stderr)

    def show(self, progress: PullProgress) -> None:
        """Show it, unless it says what is shown already."""
        line = self._line(progress)
        done = progress.done_bytes and progress.done_bytes == progress.total_bytes
        now = time.monotonic()
        if line == self._shown or (now < self._next and not done):
            return
        self._next = now + (0.1 if self._terminal else 2.0)
        if self._terminal:
            print(f"\r{line.ljust(len(self._shown))}", end="", file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr, flush=True)
        self._shown = line

    def _line(self, progress: PullProgress) -> str:
        if progress.stage == "waiting":
            return "waiting for another pull of the same model"
        if not progress.total_bytes:
            return f"{progress.stage} {_size(progress.done_bytes)}"
        share = 100 * progress.done_bytes // progress.total_bytes
        return (
            f"{progress.stage} {min(share, 100)} %  "
            f"{_size(progress.done_bytes)} of {_size(progress.total_bytes)}"
        )
