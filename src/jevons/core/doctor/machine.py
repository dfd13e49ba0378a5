"""The machine and what is installed on it."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Iterator
from importlib import metadata

from jevons import __version__
from jevons.core.doctor.findings import Finding, Health
from jevons.core.models.engine.plan import BUFFER_BYTES
from jevons.core.models.engine.resources import available_memory, usable_cores

PACKAGES = ("textual", "rich", "xllamacpp", "httpx", "aiohttp")
EXTRAS = {
    "math-verify": "math",
    "reasoning-gym": "gym",
    "pyarrow": "data",
    "huggingface_hub": "huggingface",
    "keyring": "keyring",
}
"""Packages that not everybody needs, and the extra that brings each."""


def versions() -> Iterator[Finding]:
    """What runs here, and in which version."""
    yield Finding("versions", "jevons", __version__)
    yield Finding("versions", "Python", f"{platform.python_version()} on {platform.platform()}")
    yield Finding("versions", "SQLite", sqlite3.sqlite_version)
    for name in PACKAGES:
        version = _version(name)
        if version is None:
            missing = "install jevons again: pip install --force-reinstall jevons"
            yield Finding("versions", name, "missing", Health.ILL, missing)
        else:
            yield Finding("versions", name, version)
    for name, extra in EXTRAS.items():
        yield Finding("versions", name, _version(name) or f"not there (the extra {extra})")


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def resources() -> Iterator[Finding]:
    """Cores and memory that may be used."""
    cores, memory = usable_cores(), available_memory()
    yield Finding("machine", "cores", f"{cores} usable")
    free = f"{memory / 1e9:.1f} GB free"
    if memory < 2 * BUFFER_BYTES:
        advice = "close other programs, or ask a model on a server"
        yield Finding("machine", "memory", free, Health.NOTE, advice)
    else:
        yield Finding("machine", "memory", free)
