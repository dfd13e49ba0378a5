"""The file of models that the user added: one TOML table each, as `registry.ModelSpec` names them.

Comments and other tables stay when one is added or removed. A damaged file is reported
by line and never written over.
"""

from __future__ import annotations

import fcntl
import json
import tomllib
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

from jevons.core import paths
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import SamplingParams
from jevons.core.toml_lines import statements
from jevons.core.whole_file import write_whole

HEADING = "# Models added to jevons. Keys stay in the environment: key_env names the variable.\n"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_amount(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e9


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_tags(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_text, value))


def _is_params(value: Any) -> bool:
    known = SamplingParams.__dataclass_fields__
    return isinstance(value, dict) and all(
        key in known and _is_amount(number) for key, number in value.items()
    )


SETTINGS: Mapping[str, Callable[[Any], bool]] = {
    "kind": lambda value: value in ("embedded", "server"),
    "title": _is_text,
    "path": _is_text,
    "base_url": _is_text,
    "server_model": _is_text,
    "key_env": _is_text,
    "dialect": _is_text,
    "thinking": lambda value: value in ("native", "prompted"),
    "tags": _is_tags,
    "opens_in_thought": _is_flag,
    "params": _is_params,
    "context": _is_count,
    "system_prompt": _is_flag,
    "default_budget": _is_count,
    "usd_per_hour": _is_amount,
    "price_model": _is_text,
}
"""What a table may hold, and whether a value can be."""

NEEDED = {"embedded": ("path",), "server": ("base_url", "server_model")}


def read() -> dict[str, dict[str, Any]]:
    """The table of each added model, checked, by the model's name.

    Raises:
        ProblemError: BAD_SETTING: the file cannot be read, or a line of it is wrong.
    """
    text = _text()
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _damaged(str(error)) from error
    models = content.get("models", {})
    if not isinstance(models, dict):
        raise _damaged("models is not a table")
    for name, row in models.items():
        _check(text, name, row)
    return models


def add(name: str, row: Mapping[str, Any]) -> None:
    """Append one model.

    Raises:
        ProblemError: BAD_INPUT: the name is taken or a value cannot be; BAD_SETTING,
            READ_ONLY or NO_SPACE: the file stays as it was.
    """
    wrong = [key for key, value in row.items() if not SETTINGS[key](value)]
    if wrong:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT, f"{wrong[0]} cannot be {str(row[wrong[0]])[:60]!r}"
        )
    with _held():
        if name in read():
            raise ProblemError.of(ProblemKind.BAD_INPUT, f"there is a model {name} already")
        lines = [f"{key} = {_toml(value)}\n" for key, value in row.items()]
        text = _text() or HEADING
        gap = "" if text.endswith("\n") else "\n"
        table = f'{text}{gap}\n[models."{name}"]\n{"".join(lines)}'
        write_whole(paths.models_file(), table.encode())


def remove(name: str) -> None:
    """Take one model's table out.

    Raises:
        ProblemError: BAD_SETTING, READ_ONLY or NO_SPACE: the file stays as it was.
    """
    with _held():
        read()
        kept = [part.text for part in statements(_text()) if not _is_of(part.table, name)]
        write_whole(paths.models_file(), ("".join(kept).rstrip("\n") + "\n").encode())


def _check(text: str, name: str, row: Any) -> None:
    if not isinstance(row, dict):
        raise _wrong(text, name, "", "is not a table")
    for key, value in row.items():
        if key not in SETTINGS:
            raise _wrong(text, name, key, "is not a setting of a model")
        if not SETTINGS[key](value):
            raise _wrong(text, name, key, f"cannot be {str(value)[:60]!r}")
    for key in ("kind", *NEEDED.get(str(row.get("kind")), ())):
        if key not in row:
            raise _wrong(text, name, key, "is missing")


def _wrong(text: str, name: str, key: str, what: str) -> ProblemError:
    """The problem of one setting, with the line of it or of its table."""
    lines = [part for part in statements(text) if _is_of(part.table, name)]
    lines.sort(key=lambda part: key not in part.values)
    place = f"line {lines[0].line}: " if lines else ""
    return _damaged(f"{place}{key or name} of the model {name} {what}")


def _is_of(table: str, name: str) -> bool:
    """Whether a table's header, as it is written, is that of a model or of a part of it."""
    bare = table.replace('"', "").replace("'", "").replace(" ", "")
    return bare in {f"models.{name}", f"models.{name}.params"}


def _damaged(what: str) -> ProblemError:
    return ProblemError.of(
        ProblemKind.BAD_SETTING,
        f"{paths.models_file().name}: {what}",
        kept="the file is as it was",
        remedy=f"correct {paths.models_file()}, or move it away",
    )


def _text() -> str:
    try:
        return paths.models_file().read_text("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(str(error)) from error


def _toml(value: Any) -> str:
    """A value as TOML writes it; printable text is escaped alike in JSON."""
    return json.dumps(value, ensure_ascii=False)


@contextmanager
def _held() -> Generator[None]:
    """Keep others from writing the file meanwhile.

    Raises:
        ProblemError: READ_ONLY: there is no place for the file.
    """
    directory = paths.config_dir()
    try:
        paths.private_dir(directory)
        lock = (directory / ".models.lock").open("a")
    except OSError as error:
        raise ProblemError.of(
            ProblemKind.READ_ONLY,
            f"{directory} cannot be written: {error.strerror}",
            remedy="make it writable, or set JEVONS_HOME",
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
