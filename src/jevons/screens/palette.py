"""The command palette: every action of the registry that can do something now."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.binding import Binding
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.widgets import Input

from jevons.core.actions import Action, load_actions
from jevons.screens.places import PLACES
from jevons.widgets.keys import bindings_over_dialogs


class Palette(CommandPalette):
    """The toolkit's palette, without its emoji, and still; ctrl+c leaves it as escape does."""

    DEFAULT_CSS = "Palette SearchIcon { display: none; }"
    BINDINGS = [
        *bindings_over_dialogs(),
        Binding("ctrl+c", "escape", show=False, priority=True),
    ]

    def on_mount(self) -> None:
        """A cursor that blinks writes to the terminal for ever."""
        self.query_one(Input).cursor_blink = False


class ActionCommands(Provider):
    """Offers actions by their titles."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for action in self._actions():
            yield DiscoveryHit(action.title, partial(self._act, action), help=action.help)

    async def search(self, query: str) -> Hits:
        """Those whose title or help fits."""
        matcher = self.matcher(query)
        for action in self._actions():
            score = max(matcher.match(action.title), matcher.match(action.help) * 0.5)
            if score > 0:
                title = matcher.highlight(action.title)
                yield Hit(score, title, partial(self._act, action), help=action.help)

    def _actions(self) -> Iterator[Action]:
        return (a for a in load_actions().values() if a.palette and self._is_possible(a.id))

    def _is_possible(self, action_id: str) -> bool:
        """Whether the app or the screen does such things, and has something to do it to."""
        name = f"do_{action_id}"
        if not (action_id in PLACES or hasattr(self.app, name) or hasattr(self.screen, name)):
            return False
        can = getattr(self.screen, "can", None)
        return can is None or bool(can(action_id))

    async def _act(self, action: Action) -> None:
        await self.app.run_action(f"app.act('{action.id}')")
