"""Settings, library and disk."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from jevons.core import keymap, paths
from jevons.core import settings as settings_file
from jevons.core.doctor.findings import Finding, Health
from jevons.core.runs.library import Library

LITTLE_BYTES = 1_000_000_000
"""Room on a disk below which a run may fill it."""


def files() -> Iterator[Finding]:
    """Whether settings and keys can be read, and who else can read what is private."""
    _, problems = settings_file.load()
    _, of_keys = keymap.load()
    for problem in (*problems, *of_keys):
        yield Finding("files", "settings", problem.what, Health.ILL, problem.remedy)
    if not problems and not of_keys:
        yield Finding("files", "settings", str(paths.settings_file()))
    for directory in (paths.config_dir(), paths.data_dir(), paths.runtime_dir()):
        if directory.exists() and stat.S_IMODE(directory.stat().st_mode) & 0o077:
            found = f"{directory} can be read by other users"
            yield Finding("files", "privacy", found, Health.ILL, f"chmod 700 {directory}")


def library() -> Iterator[Finding]:
    """Whether the library can be read and written, and how large it is."""
    opened, problems = Library.open()
    try:
        for problem in problems:
            yield Finding("library", "file", problem.what, Health.ILL, problem.remedy)
        if opened.keeps:
            size = paths.library_file().stat().st_size
            conversations, runs = len(opened.conversations()), len(opened.runs.runs(10_000))
            held = f"{conversations:,} conversations, {runs:,} runs, {size / 1e6:.1f} MB"
            yield Finding("library", "file", f"{paths.library_file()}: {held}")
    finally:
        opened.close()


def disk() -> Iterator[Finding]:
    """The room that is left where things are kept."""
    place = _existing(paths.data_dir())
    free = shutil.disk_usage(place).free
    found = f"{free / 1e9:.1f} GB free at {place}"
    if free < LITTLE_BYTES:
        yield Finding("library", "disk", found, Health.NOTE, "make room: a long run may fill it")
    else:
        yield Finding("library", "disk", found)


def _existing(path: Path) -> Path:
    return next(place for place in (path, *path.parents) if place.exists())
