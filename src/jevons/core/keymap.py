"""The user's own keys: a TOML file that gives actions other keys, scope by scope.

    [ask]
    think_on = "ctrl+y"

    [transcript]
    think_on = ["y", "t"]

`jevons keys` prints the scopes, the actions and the keys that they have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from jevons.core import actions, paths
from jevons.core.problems import Problem, ProblemKind
from jevons.core.toml_lines import Statement, statements

Keymap = Mapping[tuple[str, str], tuple[str, ...]]
"""The keys of actions, by (scope, action)."""

_NAMED = {shown: name for name, shown in actions.KEY_NAMES.items()}
_KEY = re.compile(r"(?:(?:ctrl|alt|shift)\+)*(?:[a-z0-9_]+|[A-Z])")


def load() -> tuple[Keymap, list[Problem]]:
    """The keys in the file, and what is wrong with it; none if there is no file.

    Never raises: what cannot be used is told, and the action keeps its keys.
    """
    file = paths.keys_file()
    try:
        text = file.read_bytes().decode()
    except FileNotFoundError:
        return {}, []
    except (OSError, UnicodeDecodeError) as error:
        return {}, [_problem(f"{file} cannot be read: {error}")]
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    lines: dict[tuple[str, str], int] = {}
    faults: list[tuple[int, str]] = []
    for statement in statements(text):
        faults += [(statement.line, fault) for fault in _take(statement, found)]
        lines |= {place: statement.line for place in found if place not in lines}
    # Only now, as two actions may have exchanged their keys; the last line gives way.
    for place in reversed(list(found)):
        faults += [(lines[place], fault) for fault in _conflicts(place, found)]
    return found, [_problem(f"{file}, line {line}: {fault}") for line, fault in sorted(faults)]


def _take(statement: Statement, found: dict[tuple[str, str], tuple[str, ...]]) -> Iterator[str]:
    """Put what a line says into `found`; what is wrong with it."""
    scope = statement.table
    if statement.fault:
        yield statement.fault
    elif scope and scope not in actions.PARENTS:
        if statement.header:
            yield f"there is no scope {scope}{_near(scope, actions.PARENTS)}"
    elif not statement.header:
        for name, value in statement.values.items():
            fault = _fault(scope, name, value)
            if fault:
                yield fault
            else:
                found[scope, name] = _keys(value)


def _fault(scope: str, name: str, value: Any) -> str:
    """Why an action cannot have these keys in a scope; empty if it can."""
    if not scope:
        return "it stands in no scope: write [ask] above it"
    known = [known for known, each in actions.load_actions().items() if scope in each.keys]
    if name not in known:
        return f"{scope} has no action {name}{_near(name, known)}"
    keys = _keys(value)
    if not keys or not all(_KEY.fullmatch(key) for key in keys):
        return f"{name} needs a key, or a list of them, such as ctrl+y, f5, y or ?"
    return ""


def _conflicts(
    place: tuple[str, str], found: dict[tuple[str, str], tuple[str, ...]]
) -> Iterator[str]:
    """Take back the keys of an action of which one has another use; why."""
    scope, name = place
    for key in found[place]:
        other = _holder(key, scope, name, found)
        if other:
            del found[place]
            yield f"{actions.key_name(key)} does {other} there already"
            return


def _keys(value: Any) -> tuple[str, ...]:
    """The keys as the toolkit names them: `^y` is ctrl+y, `?` question_mark, `esc` escape."""
    words = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(_key(word) if isinstance(word, str) else "" for word in words)


def _key(word: str) -> str:
    *modifiers, name = word.strip().split("+") if len(word) > 1 else [word]
    if name.startswith("^") and len(name) == 2:
        modifiers, name = ["ctrl"], name[1:]
    return "+".join([*modifiers, _NAMED.get(name, name)])


def _holder(key: str, scope: str, own: str, found: Keymap) -> str:
    """Another action that has a key in a scope, around it or within it; empty if none has."""
    for other in actions.PARENTS:
        if other not in actions.lineage(scope) and scope not in actions.lineage(other):
            continue
        for name, action in actions.load_actions().items():
            if name != own and key in found.get((other, name), action.keys.get(other, ())):
                return name
    return ""


def _near(word: str, known: Mapping[str, Any] | list[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f": did you mean {near[0]}?" if near else ""


def _problem(what: str) -> Problem:
    return Problem(
        ProblemKind.BAD_SETTING, what, "the other keys hold", "see the names with: jevons keys"
    )
