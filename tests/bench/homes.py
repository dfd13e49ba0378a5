"""Homes for the app that leave the user's own alone."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jevons.core import paths
from jevons.core.models.adding import add_server
from jevons.core.models.engine.launch import stop_engine
from jevons.core.models.registry import find_model
from jevons.core.problems import ProblemError

MODEL = "scripted"
NOWHERE = "http://127.0.0.1:9/v1"

_OURS = ("JEVONS_", "PYTHON", "TEXTUAL", "NO_COLOR", "TMUX", "SSH_", "COLUMNS", "LINES")


@contextmanager
def home(base_url: str | None = NOWHERE) -> Iterator[Path]:
    """A home of its own, for this process too, with one model behind a server."""
    before = os.environ.get("JEVONS_HOME")
    path = Path(tempfile.mkdtemp(prefix="jevons-bench-"))
    os.environ["JEVONS_HOME"] = str(path)
    try:
        if base_url is not None:
            add_server(MODEL, base_url, "scripted-1", dialect="llama-server")
        yield path
    finally:
        if before is None:
            del os.environ["JEVONS_HOME"]
        else:
            os.environ["JEVONS_HOME"] = before
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def embedded_home(model: str) -> Iterator[bool]:
    """A home with the weights of an embedded model, whose engine ends with it.

    Whether the model is on this machine; else there is no home, and that is told.
    """
    try:
        spec = find_model(model)
    except ProblemError as error:
        print(f"\nskipped: {error}")
        yield False
        return
    assert spec.path is not None
    with home(None):
        paths.weights_dir().mkdir(parents=True)
        weights = paths.weights_dir() / spec.path.name
        weights.symlink_to(spec.path.resolve())
        try:
            yield True
        finally:
            asyncio.run(stop_engine(weights))


def environment(path: Path) -> dict[str, str]:
    """What a program on a modern terminal sees; bytecode is cached, as it is once installed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return kept | {
        "JEVONS_HOME": str(path),
        "PYTHONPYCACHEPREFIX": str(path / "bytecode"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
    }


def jevons(*arguments: str) -> list[str]:
    """The command line of the app."""
    return [sys.executable, "-m", "jevons", *arguments]
