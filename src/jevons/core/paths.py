"""Where jevons keeps things, by the conventions of the platform.

`JEVONS_HOME` puts everything under one directory instead.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path

import platformdirs

APP = "jevons"
MAX_SOCKET_PATH = 100
"""Bytes a Unix socket's path may have on every platform (104 on macOS, 108 on Linux)."""


def home() -> Path | None:
    """The one directory that `JEVONS_HOME` names, if it does."""
    value = os.environ.get("JEVONS_HOME")
    return Path(value).expanduser() if value else None


def config_dir() -> Path:
    """Settings, the user's models and themes."""
    base = home()
    return base / "config" if base else Path(platformdirs.user_config_dir(APP))


def data_dir() -> Path:
    """The library and the weights."""
    base = home()
    return base / "data" if base else Path(platformdirs.user_data_dir(APP))


def cache_dir() -> Path:
    """What can be found out or fetched again."""
    base = home()
    return base / "cache" if base else Path(platformdirs.user_cache_dir(APP))


def copied_file() -> Path:
    """What was copied last, for terminals that do not take it."""
    return cache_dir() / "copied.txt"


def log_file() -> Path:
    """The log: details that no screen shows."""
    base = home()
    directory = base / "logs" if base else Path(platformdirs.user_log_dir(APP))
    return directory / "jevons.log"


def runtime_dir() -> Path:
    """Sockets and locks of running engines; short enough for a Unix socket."""
    base = home()
    directory = base / "run" if base else _session_dir()
    longest = directory / "engine-0123456789ab" / "engine.sock"
    return directory if len(os.fsencode(longest)) <= MAX_SOCKET_PATH else _temporary_dir()


def _session_dir() -> Path:
    """The directory that a login session gives its user, where there is one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where no session gave one
        given = Path(platformdirs.user_runtime_dir(APP))
    # What platformdirs falls back to has a parent that any user could have made first.
    return _temporary_dir() if given.is_relative_to(tempfile.gettempdir()) else given


def _temporary_dir() -> Path:
    return Path(tempfile.gettempdir()) / f"{APP}-{os.getuid()}"


def settings_file() -> Path:
    """The user's settings."""
    return config_dir() / "settings.toml"


def keys_file() -> Path:
    """The user's own keys."""
    return config_dir() / "keys.toml"


def models_file() -> Path:
    """The models that the user added."""
    return config_dir() / "models.toml"


def user_themes_dir() -> Path:
    """The user's own themes."""
    return config_dir() / "themes"


def exams_dir() -> Path:
    """Exam files of the user, found by their names."""
    return data_dir() / "exams"


def recipes_dir() -> Path:
    """The user's own recipes for exam files."""
    return config_dir() / "recipes"


def scenarios_dir() -> Path:
    """The user's scenarios for the worksheets of Plan."""
    return config_dir() / "scenarios"


def claims_dir() -> Path:
    """The user's own claims."""
    return config_dir() / "claims"


def weights_dir() -> Path:
    """Fetched model files."""
    return data_dir() / "models"


def library_file() -> Path:
    """Conversations and generations."""
    return data_dir() / "library.db"


def private_dir(path: Path) -> Path:
    """Make `path`, readable by its owner alone, and return it; so are parents it lacks.

    Raises:
        OSError: it cannot be made, or belongs to someone else.
    """
    if not path.parent.exists():
        private_dir(path.parent)
    path.mkdir(exist_ok=True, mode=0o700)
    for owner in {path.lstat().st_uid, path.stat().st_uid}:
        if owner != os.getuid():
            raise PermissionError(f"{path} belongs to another user ({owner})")
    path.chmod(0o700)
    return path
