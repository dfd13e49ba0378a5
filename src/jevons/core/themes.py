"""Themes as data: one TOML file each, from the package and from the user.

The name of a theme is its file's. A theme says what `textual.theme.Theme` takes, and
four colours of our own, so that the app only has to pass it on:

    title = "Jevons dark"
    dark = true
    ansi = false            # true: the terminal's own 16 colours, by name

    [colors]                # all but boost are needed
    primary = "#7fb4ca"

    [variables]             # thinking, question, meter and key are needed
    thinking = "#8b929c"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from jevons.core import paths
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.toml_lines import UNREADABLE, statements

DEFAULT_THEME = "jevons-dark"

COLORS = (
    "primary", "secondary", "accent", "success", "warning", "error",
    "foreground", "background", "surface", "panel", "boost",
)  # fmt: skip
REQUIRED_VARIABLES = ("thinking", "question", "meter", "key")
"""The dim text of a thought, the user's own text, numbers, and a key in the footer."""

_VARIABLE = re.compile(r"[a-z0-9][a-z0-9_-]*")
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_ANSI = re.compile(
    r"ansi_(?:default|(?:bright_)?(?:black|red|green|yellow|blue|magenta|cyan|white))"
)
_STRENGTH = re.compile(r" +(?:100|[0-9]{1,2})%$")
_TOP_KEYS = {
    "title": str, "dark": bool, "ansi": bool, "luminosity_spread": float, "text_alpha": float,
}  # fmt: skip
_KINDS = {str: "text", bool: "true or false", float: "a number with a decimal point"}
_STYLE_WORDS = {"none", "not", "bold", "dim", "italic", "reverse", "strike", "underline"}
_STYLES = re.compile(r"(?:.*-)?text-style|link-style(?:-hover)?")


@dataclass(frozen=True, slots=True)
class ThemeSpec:
    """A theme, field for field what `textual.theme.Theme` is made from.

    `colors` has the colours of `COLORS` (`boost` may be missing), each `#rrggbb`, or
    `ansi_<name>` in a theme of the terminal's own colours. `variables` holds style
    variables by name, those of `REQUIRED_VARIABLES` among them. `title` is for people.
    """

    name: str
    title: str
    dark: bool
    ansi: bool
    colors: Mapping[str, str]
    variables: Mapping[str, str]
    luminosity_spread: float = 0.15
    text_alpha: float = 0.95


def load_theme(name: str) -> ThemeSpec:
    """The theme of that name: the user's own if there is one, else the shipped one.

    Raises:
        ProblemError: BAD_THEME: there is none, or its file is broken.
    """
    if Path(name).name == name:  # a name, not a path elsewhere
        for directory in reversed(_directories()):
            file = directory / f"{name}.toml"
            if file.is_file():
                return parse_theme(_text(file), file)
    names = [file.stem for directory in _directories() for file in _files(directory)]
    near = get_close_matches(name, names, n=1)
    raise ProblemError.of(
        ProblemKind.BAD_THEME,
        f"there is no theme {name}",
        remedy=f"did you mean {near[0]}" if near else f"the themes are {', '.join(names)}",
    )


def first_theme(name: str) -> tuple[ThemeSpec, list[Problem]]:
    """The theme to start with: the named one, else the shipped default; never raises.

    Reads one file when all is well.
    """
    try:
        return load_theme(name), []
    except ProblemError as error:
        file = _directories()[0] / f"{DEFAULT_THEME}.toml"
        problem = error.problem.keeping(f"{DEFAULT_THEME} is used")
        return parse_theme(_text(file), file), [problem]


def load_themes() -> tuple[dict[str, ThemeSpec], list[Problem]]:
    """All themes by name, and what is wrong with those that cannot be used.

    A user's theme takes the place of a shipped one of its name, unless it is broken.
    """
    themes: dict[str, ThemeSpec] = {}
    problems = []
    for directory in _directories():
        for file in _files(directory):
            try:
                themes[file.stem] = parse_theme(_text(file), file)
            except ProblemError as error:
                problems.append(error.problem.keeping("the other themes are there"))
    return themes, problems


def parse_theme(text: str, file: Path) -> ThemeSpec:
    """Read a theme; its name is the file's.

    Raises:
        ProblemError: BAD_THEME, with the file and the line: no valid TOML, an unknown
            or missing key, or a value that is no colour.
    """
    try:
        return _theme(tomllib.loads(text), file.stem)
    except UNREADABLE as error:
        faults = (part for part in statements(text) if part.fault)
        what = next((f"line {part.line}: {part.fault}" for part in faults), str(error))
    except _FaultError as fault:
        what = f"line {_line(text, fault.table, fault.key)}: {fault}"
    raise _bad_theme(file, what)


def _directories() -> tuple[Path, ...]:
    """The shipped themes, in the package or in a checkout, and the user's."""
    package = Path(__file__).parents[1]
    shipped = package / "themes"
    if not shipped.is_dir():
        shipped = package.parents[1] / "themes"
    return shipped, paths.user_themes_dir()


def _files(directory: Path) -> list[Path]:
    try:
        return sorted(
            (file for file in directory.iterdir() if file.suffix == ".toml"), key=lambda f: f.stem
        )
    except OSError:
        return []  # no themes of one's own is the normal case


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _bad_theme(file, f"it cannot be read: {error}") from error


def _bad_theme(file: Path, what: str) -> ProblemError:
    return ProblemError.of(
        ProblemKind.BAD_THEME, f"{file}, {what}", remedy="correct the file or choose another theme"
    )


class _FaultError(Exception):
    """What is wrong with a key of a table; the table `""` is the top of the file."""

    def __init__(self, table: str, key: str, what: str) -> None:
        super().__init__(what)
        self.table = table
        self.key = key


def _line(text: str, table: str, key: str) -> int:
    """The line of a key, else of its table, else 1."""
    for part in statements(text):
        if part.header:
            found = not table and part.table == key
        else:
            found = part.table == table and key in part.values
        if found:
            return part.line
    return _line(text, "", table) if table else 1


def _theme(data: dict[str, Any], name: str) -> ThemeSpec:
    """The theme that a file's values make."""
    colors = _table(data, "colors")
    variables = _table(data, "variables")
    _check_keys("", data, known=(*_TOP_KEYS, "colors", "variables"), needed=("title", "dark"))
    _check_keys("colors", colors, known=COLORS, needed=[c for c in COLORS if c != "boost"])
    _check_keys("variables", variables, known=variables, needed=REQUIRED_VARIABLES)
    for key, value in data.items():
        if type(value) is not _TOP_KEYS[key]:
            raise _FaultError("", key, f"{key} is not {_KINDS[_TOP_KEYS[key]]}")
    ansi = data.get("ansi", False)
    color = "a name such as ansi_blue" if ansi else "a colour such as #7fb4ca"
    for key, value in colors.items():
        if not _is_color(value, ansi):
            raise _FaultError("colors", key, f"{key} is {value!r}, not {color}")
    for key, value in variables.items():
        if not _is_variable(key, value, ansi):
            wanted = "a style such as bold" if _STYLES.fullmatch(key) else color
            raise _FaultError("variables", key, f"{key} is {value!r}, not {wanted}")
    return ThemeSpec(name=name, colors=colors, variables=variables, **{"ansi": ansi, **data})


def _table(data: dict[str, Any], table: str) -> dict[str, Any]:
    """Take a table out of a file's values."""
    values = data.pop(table, {})
    if not isinstance(values, dict):
        raise _FaultError("", table, f"{table} is not a table")
    return values


def _check_keys(
    table: str, present: Iterable[str], *, known: Iterable[str], needed: Iterable[str]
) -> None:
    """Raise a fault for a key of a table that is unknown or missing."""
    for key in present:
        if key not in known:
            near = get_close_matches(key, list(known), n=1)
            hint = f", did you mean {near[0]}" if near else ""
            raise _FaultError(table, key, f"unknown key {key}{hint}")
    for key in needed:
        if key not in present:
            where = f" in [{table}]" if table else ""
            raise _FaultError("", table or key, f"{key} is missing{where}")


def _is_color(value: Any, ansi: bool) -> bool:
    pattern = _ANSI if ansi else _HEX
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_variable(key: str, value: Any, ansi: bool) -> bool:
    """Whether a value suits a variable: a text style, or a colour, maybe of some strength."""
    if not isinstance(value, str) or not _VARIABLE.fullmatch(key):
        return False
    if _STYLES.fullmatch(key):
        return bool(value) and set(value.split()) <= _STYLE_WORDS
    if key in REQUIRED_VARIABLES:
        return _is_color(value, ansi)
    color = _STRENGTH.sub("", value)
    return color in {"auto", "transparent"} or _is_color(color, ansi)
