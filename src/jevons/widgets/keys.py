"""From the registry of actions to the toolkit's bindings."""

from __future__ import annotations

from functools import cache

from textual.binding import Binding

from jevons.core import actions
from jevons.core.actions import Action

OVER_DIALOGS = {"quit", "redraw"}
"""Actions of the whole app that can do something while a dialog is open."""


def bindings(scope: str) -> list[Binding]:
    """The bindings of one scope; each calls `app.act` with the action's id."""
    return [_binding(key, action) for key, action in actions.bindings(scope)]


def bindings_over_dialogs() -> list[Binding]:
    """Those of the app that a dialog repeats: the toolkit keeps all others from it."""
    return [
        _binding(key, action)
        for key, action in actions.bindings("app")
        if action.id in OVER_DIALOGS
    ]


def _binding(key: str, action: Action) -> Binding:
    return Binding(key, command(action.id), action.title, show=False, system=True)


def command(action_id: str) -> str:
    """What the app runs for an action."""
    return f"app.act('{action_id}')"


@cache
def commands_within(scope: str) -> dict[str, str]:
    """What each key does in a scope, those of the scopes it lies in included.

    For a widget that takes text: it looks its keys up here in the order they come,
    where a binding with priority would overtake letters that are still on their way.
    """
    found: dict[str, str] = {}
    for step in reversed(actions.lineage(scope)):
        found.update((key, command(action.id)) for key, action in actions.bindings(step))
    return found
