"""What the user can set, where it is read from, and how one setting is changed.

The schema is data: each field of `Settings` carries its help and its reader. A flat
TOML file that the user owns (`paths.settings_file()`) holds what differs from the
defaults; an environment variable `JEVONS_<NAME>` goes before the file.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from jevons.core import paths
from jevons.core.prices.reference import Reference
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.records import Dial
from jevons.core.toml_lines import UNREADABLE, statements, with_value
from jevons.core.whole_file import write_whole

Reader = Callable[[Any], Any]
"""Takes a value of TOML or an environment variable's text; raises `ValueError`."""


DRIVERS = ("difference", "stock")


def _word(value: Any) -> str:
    if not isinstance(value, str) or not value or " " in value or not value.isprintable():
        raise ValueError("one word of text")
    return value


def _think(value: Any) -> str:
    text = str(value).strip().lower() if isinstance(value, str | int) else ""
    if text != "auto":
        try:
            Dial.parse(text)
        except ValueError:
            raise ValueError("auto, off, max or a number of tokens") from None
    return text


def _switch(value: Any) -> bool:
    words = {"true": True, "yes": True, "on": True, "1": True}
    words |= {"false": False, "no": False, "off": False, "0": False}
    if isinstance(value, str):
        value = words.get(value.strip().lower())
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


def _whole(least: int, most: int) -> Reader:
    def read(value: Any) -> int:
        if isinstance(value, str) and re.fullmatch(r"\s*[0-9]{1,9}\s*", value):
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"a whole number from {least:,} to {most:,}")
        return value

    return read


def _amount(meaning: str) -> Reader:
    def read(value: Any) -> float:
        try:
            amount = -1.0 if isinstance(value, bool) else float(value)
        except (TypeError, ValueError):
            amount = -1.0
        if not 0 <= amount <= 1_000_000:
            raise ValueError(meaning)
        return amount

    return read


def _driver(value: Any) -> str:
    if value not in DRIVERS:
        raise ValueError(f"one of {', '.join(DRIVERS)}")
    return str(value)


def _references(value: Any) -> tuple[str, ...]:
    items = value.split(",") if isinstance(value, str) else value
    try:
        words = tuple(_word(item.strip()) for item in items)
        for word in words:
            Reference.parse(word)
    except (AttributeError, TypeError, ValueError):
        raise ValueError('a list of MODEL@DATE, such as ["o1@2025-01-27"]') from None
    return words


def _setting(default: Any, read: Reader, text: str) -> Any:
    return field(default=default, metadata={"read": read, "help": text})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; made without arguments, the defaults."""

    model: str = _setting("smollm2-135m", _word, "the model to ask")
    think: str = _setting(
        "auto", _think, "how long it may think: auto (the model's own way), off, max, or tokens"
    )
    theme: str = _setting("jevons-dark", _word, "the colours")
    usd_per_hour: float | None = _setting(
        None,
        _amount("dollars per hour, such as 0.10"),
        "what the machine that runs the model costs, in dollars per hour",
    )
    compare: tuple[str, ...] = _setting(
        ("deepseek-r1@2025-01-27", "o1@2025-01-27"),
        _references,
        "models and dates of the price book to show each answer's cost on",
    )
    idle_minutes: int = _setting(
        15, _whole(1, 100_000), "minutes without a question after which the engine stops"
    )
    threads: int = _setting(0, _whole(0, 1024), "threads of the engine; 0 is all usable ones")
    memory_gb: float = _setting(
        0.0,
        _amount("gigabytes, such as 4 or 0.5"),
        "gigabytes of memory that the engine may take; 0 is all that are free",
    )
    nice: int = _setting(
        0, _whole(0, 19), "how far the engine and runs stand back for other programs, up to 19"
    )
    mouse: bool = _setting(True, _switch, "take the mouse as well as the keyboard")
    animations: bool = _setting(False, _switch, "move smoothly; costs bandwidth on slow links")
    plain: bool = _setting(
        False, _switch, "talk in plain lines instead of screens, as screen readers need it"
    )
    ascii: bool | None = _setting(
        None,
        _switch,
        "draw with plain ASCII characters alone; when not set, where the locale has no UTF-8",
    )
    driver: str = _setting(
        "difference",
        _driver,
        "what is written to the terminal: the difference, or (stock) all that Textual draws",
    )
    answer_tokens: int = _setting(1024, _whole(1, 1_000_000), "the most tokens of an answer")
    stall_seconds: int = _setting(
        60, _whole(1, 86_400), "seconds without a token after which a stall is reported"
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the schema. `default` is TOML, empty where there is none."""

    name: str
    default: str
    help: str
    variable: str
    read: Reader


def _schema() -> dict[str, Setting]:
    return {
        entry.name: Setting(
            entry.name,
            "" if entry.default is None else _toml(entry.default),
            entry.metadata["help"],
            f"JEVONS_{entry.name.upper()}",
            entry.metadata["read"],
        )
        for entry in fields(Settings)
    }


def _toml(value: Any) -> str:
    """A setting's value as TOML; its strings are JSON's, which TOML reads alike."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return repr(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


SCHEMA: Mapping[str, Setting] = _schema()
"""Every setting by name, in the order in which they are shown."""


def describe() -> Iterator[tuple[str, str, str, str]]:
    """Name, default (as TOML), environment variable and meaning of every setting."""
    for setting in SCHEMA.values():
        yield setting.name, setting.default, setting.variable, setting.help


def load() -> tuple[Settings, list[Problem]]:
    """The settings in force, and what is wrong with the file or the environment.

    Never raises, never writes: a value that cannot be used is told and passed over,
    and the others hold.
    """
    values, problems = _from_file(paths.settings_file())
    for setting in SCHEMA.values():
        text = os.environ.get(setting.variable, "")
        if not text.strip():
            continue
        try:
            values[setting.name] = setting.read(text.strip())
        except ValueError as error:
            what = f"the environment variable {setting.variable} is not usable: wanted {error}"
            problems.append(_problem(what, "it is passed over", "correct or unset it"))
    return Settings(**values), problems


def _from_file(file: Path) -> tuple[dict[str, Any], list[Problem]]:
    """The usable values of the file, and what is wrong with the rest."""
    try:
        text = file.read_bytes().decode()
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError) as error:
        what = f"{file} cannot be read: {_reason(error)}"
        return {}, [_problem(what, "the defaults hold", "make it a readable text file")]
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    broken = False
    for statement in statements(text):
        faults = []
        if statement.fault:
            faults = [] if broken else [statement.fault]  # what follows a fault is mostly its tail
        elif statement.header:
            faults = ["settings stand in no table"]
        elif not statement.table:
            faults = _take(statement.values, values)
        broken = bool(statement.fault)
        problems += [
            _problem(
                f"{file}, line {statement.line}: {fault}",
                "the other settings hold, the file is left as it is",
                "correct the line",
            )
            for fault in faults
        ]
    return values, problems


def _take(found: Mapping[str, Any], values: dict[str, Any]) -> list[str]:
    """Put the usable of `found` into `values`; return what is wrong with the others."""
    faults = []
    for name, value in found.items():
        if name in values:
            faults.append(f"{name} is set for the second time")
            continue
        try:
            values[name] = _setting_named(name).read(value)
        except ProblemError as error:
            faults.append(error.problem.line())
        except ValueError as error:
            faults.append(f"{name} is not usable: wanted {error}")
    return faults


def save(name: str, value: Any) -> None:
    """Change one setting in the user's file; `None` takes it out, back to its default.

    Comments, order and all other lines of the file stay. The file is replaced as a
    whole, readable by its owner alone.

    Raises:
        ProblemError: BAD_SETTING: no such setting, no such value, or the file is corrupt;
            READ_ONLY or NO_SPACE: it cannot be written. The file is then as it was.
    """
    setting = _setting_named(name)
    try:
        value = None if value is None else setting.read(value)
    except ValueError as error:
        raise ProblemError(
            _problem(f"{name} is not usable: wanted {error}", "nothing was changed")
        ) from error
    file = paths.settings_file()
    text, old = _whole_file(file)
    new = with_value(text, name, None if value is None else _toml(value))
    wanted = {key: old[key] for key in old if key != name}
    if value is not None:
        wanted[name] = list(value) if isinstance(value, tuple) else value
    if _parsed(new) != wanted:
        raise _not_saved(file, f"{name} stands there in a form that cannot be changed")
    write_whole(file, new.encode())


def _whole_file(file: Path) -> tuple[str, dict[str, Any]]:
    """The file's text and values; both empty when there is none yet."""
    try:
        text = file.read_bytes().decode()
    except FileNotFoundError:
        return "", {}
    except (OSError, UnicodeDecodeError) as error:
        raise _not_saved(file, _reason(error)) from error
    values = _parsed(text)
    if values is None:
        raise _not_saved(file, "it is not valid TOML")
    return text, values


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except UNREADABLE:
        return None


def _setting_named(name: str) -> Setting:
    if name in SCHEMA:
        return SCHEMA[name]
    near = get_close_matches(name, SCHEMA, n=1)
    remedy = f"did you mean {near[0]}" if near else f"the settings are {', '.join(SCHEMA)}"
    raise ProblemError(_problem(f"there is no setting {name}", remedy=remedy))


def _problem(what: str, kept: str = "", remedy: str = "") -> Problem:
    return Problem(ProblemKind.BAD_SETTING, what, kept, remedy)


def _not_saved(file: Path, why: str) -> ProblemError:
    return ProblemError(
        _problem(f"{file} was not changed: {why}", "it is as it was", "correct it by hand")
    )


def _reason(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    line = error.object[: error.start].count(b"\n") + 1
    return f"line {line} is not UTF-8"
