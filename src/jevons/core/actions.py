"""One registry of every action: bindings, footer, palette and help come from it.

A scope is where a key works: `app` everywhere, `ask` on the Ask screen, the
others while that part of it has the focus. A part sees its own keys and those of
the scopes it lies in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PARENTS: dict[str, str | None] = {
    "app": None,
    "ask": "app",
    "composer": "ask",
    "transcript": "ask",
    "samples": "ask",
    "conversations": "ask",
    "welcome": "ask",
    "browse": "app",
    "exams": "browse",
    "runs": "browse",
    "run": "browse",
    "sample": "browse",
    "flights": "browse",
    "comparison": "browse",
    "frontier": "browse",
    "plan": "browse",
    "claims": "browse",
    "cell": "app",
    "filter": "app",
}
"""Each scope and the one it lies in."""

TABLES = {
    "actions.toml": None,
    "actions_exams.toml": {"exams"},
    "actions_runs.toml": {"browse", "filter"},
    "actions_frontier.toml": {"frontier", "runs", "run"},
    "actions_plan.toml": {"plan", "cell"},
    "actions_claims.toml": {"claims"},
}
"""The files of actions, each with the scopes it takes to be needed (`None`: always).

The first screen reads the first alone.
"""

SCOPE_TITLES = {
    "app": "Everywhere",
    "ask": "Ask",
    "composer": "While writing a question",
    "transcript": "While reading",
    "samples": "While samples are side by side",
    "conversations": "In the list of conversations",
    "welcome": "Before the first model",
    "browse": "On every screen but Ask",
    "exams": "On the Exams screen",
    "runs": "In the table of runs",
    "run": "In a run",
    "sample": "In a sample",
    "flights": "While watching the thoughts in flight",
    "comparison": "In a comparison of two runs",
    "frontier": "On the Frontier screen",
    "plan": "On the Plan screen",
    "claims": "On the Claims screen",
    "cell": "While writing a cell",
    "filter": "While writing a filter",
}

KEY_NAMES = {
    "escape": "esc",
    "question_mark": "?",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
    "comma": ",",
    "full_stop": ".",
    "pageup": "pgup",
    "pagedown": "pgdn",
}
"""Keys whose name on screen differs from the toolkit's."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something a user can do.

    `keys` maps a scope to the keys that do it there, the first of which is
    shown. `footer` is its rank in the footer of those scopes, 0 for not there.
    `palette` is whether the command palette offers it.
    """

    id: str
    title: str
    help: str
    keys: dict[str, tuple[str, ...]]
    footer: int = 0
    palette: bool = True


_remapped: dict[tuple[str, str], tuple[str, ...]] = {}


def remap(keys: Mapping[tuple[str, str], tuple[str, ...]]) -> None:
    """Have other keys for actions, by (scope, action); before any screen is imported."""
    _remapped.clear()
    _remapped.update(keys)
    _table.cache_clear()
    load_actions.cache_clear()


@cache
def load_actions() -> dict[str, Action]:
    """Every action by its id, in the order of the tables."""
    return {action.id: action for table in TABLES for action in _table(table)}


@cache
def _table(name: str) -> tuple[Action, ...]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return tuple(_action(action, row) for action, row in tomllib.loads(text).items())


def near(scope: str) -> Iterator[Action]:
    """The actions that may have a key in a scope, and a few more."""
    around = set(lineage(scope))
    for name, scopes in TABLES.items():
        if scopes is None or scopes & around:
            yield from _table(name)


def _action(name: str, row: dict[str, Any]) -> Action:
    keys = {
        scope: _remapped.get((scope, name), tuple(bound)) for scope, bound in row["keys"].items()
    }
    return Action(
        name, row["title"], row["help"], keys, row.get("footer", 0), row.get("palette", True)
    )


def lineage(scope: str) -> tuple[str, ...]:
    """A scope and those it lies in, the nearest first."""
    chain = []
    step: str | None = scope
    while step is not None:
        chain.append(step)
        step = PARENTS[step]
    return tuple(chain)


def screen_scope(scope: str) -> str:
    """The scope of the whole screen that a scope lies in."""
    around = [step for step in lineage(scope) if step not in {"app", "browse"}]
    return around[-1] if around else scope


def bindings(scope: str) -> Iterator[tuple[str, Action]]:
    """The keys of one scope, each with what it does."""
    for action in near(scope):
        for key in action.keys.get(scope, ()):
            yield key, action


def key_of(action: Action, scope: str) -> str:
    """The key to show for an action in a scope, "" if none works there."""
    for step in lineage(scope):
        if step in action.keys:
            return key_name(action.keys[step][0])
    return ""


def key_name(key: str) -> str:
    """A key as users know it: `ctrl+g` is `^g`."""
    name = KEY_NAMES.get(key, key)
    return f"^{name[5:]}" if name.startswith("ctrl+") and len(name) == 6 else name


def footer(scope: str) -> list[Action]:
    """The actions that the footer of a scope may show, by rank."""
    shown = [action for action in near(scope) if action.footer and key_of(action, scope)]
    return sorted(shown, key=lambda action: action.footer)
