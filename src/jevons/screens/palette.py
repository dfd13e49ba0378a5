"""The command palette: every action of the registry that can do something now."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.binding import Binding
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from jevons.core.actions import Action, load_actions


class Palette(CommandPalette):
    """The toolkit's palette, without its emoji; ctrl+c leaves it as escape does."""

    DEFAULT_CSS = "Palette SearchIcon { display: none; }"
    BINDINGS = [Binding("ctrl+c", "escape", show=False, priority=True)]


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
        can = getattr(self.screen, "can", lambda _: True)
        return (a for a in load_actions().values() if a.palette and can(a.id))

    async def _act(self, action: Action) -> None:
        await self.app.run_action(f"app.act('{action.id}')")
