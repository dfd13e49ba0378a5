"""What the screens beside Ask have in common: bars, keys, a clock for what is live."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from jevons.core import actions, logs
from jevons.core.actions import Action
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.screens.places import place_pieces
from jevons.widgets.bars import Hint, Piece, TextBar, footer_pieces, pieces_width
from jevons.widgets.keys import bindings
from jevons.widgets.signs import Signs

LOOK_EVERY_S = 1.0
"""Seconds between two looks at what is live."""


class PlaceScreen(Screen[None]):
    """A screen with a status line (`#status`), keys (`#footer`) and commands.

    Letters are commands here; `scope` names those of the screen, `place` the number key that
    it lies under. What is read of the library is read in threads, which post messages: the
    handlers of these own what is shown.
    """

    scope = "browse"
    place = ""
    BINDINGS = bindings("browse")
    AUTO_FOCUS = ""

    class Troubled(Message):
        """Something could not be read or done."""

        def __init__(self, problem: Problem) -> None:
            super().__init__()
            self.problem = problem

    def __init__(self, signs: Signs) -> None:
        super().__init__()
        self.signs = signs
        self._clock: Timer | None = None
        self._told = ""
        self._stamp: object = None
        self._turns: dict[str, object] = {}
        self._resume: dict[str, Any] = {}
        self._further: list[dict[str, Any]] = []

    # Keys.

    @property
    def focus_scope(self) -> str:
        """The scope of keys that the focus is in."""
        return str(getattr(self.focused, "scope", self.scope))

    def can(self, action_id: str) -> bool:
        """Whether an action has a key here, and something to act on."""
        action = actions.load_actions()[action_id]
        here = any(actions.key_of(action, scope) for scope in (self.scope, self.focus_scope))
        return here and self.conditions().get(action_id, True)

    def conditions(self) -> dict[str, bool]:
        """What holds now, for the actions that depend on it."""
        return {}

    def title_of(self, action: Action) -> str:
        """What an action is called now."""
        return action.title

    def hints(self) -> list[Hint]:
        """The keys that do something now."""
        scope = self.focus_scope
        return [
            Hint(actions.key_of(action, scope), self.title_of(action))
            for action in actions.footer(scope)
            if self.can(action.id) and action.id != self.place
        ]

    # Where one is.

    def where(self) -> dict[str, Any]:
        """Where the user is on this screen, as JSON: for the next start."""
        return {"scope": self.scope}

    def go_on_at(self, places: Sequence[dict[str, Any]]) -> None:
        """Show, as soon as it is read, where the user was, and what was opened from there."""
        if places and places[0].get("scope") == self.scope:
            self._resume, self._further = places[0], list(places[1:])

    # Bars.

    def status(self) -> tuple[list[Piece], list[Piece]]:
        """What the status line says after where one is, and at its right end."""
        return [], []

    def show_bars(self) -> None:
        """Draw the status line and the keys, once they are there."""
        if not self.is_mounted:
            return
        said, right = self.status()
        room = self.size.width - pieces_width([*said, *right])
        left = [*place_pieces(self.place, self.focus_scope, self.signs, room), *said]
        self.query_one("#status", TextBar).show(left, right)
        self.query_one("#footer", TextBar).show(*footer_pieces(self.hints(), self.size.width))

    def on_descendant_focus(self) -> None:
        """Other keys work now."""
        self.show_bars()

    def on_descendant_blur(self) -> None:
        """Other keys work now."""
        self.show_bars()

    def on_resize(self) -> None:
        """Another number of keys fits."""
        self.show_bars()

    # What is live.

    def is_live(self) -> bool:
        """Whether what is shown changes by itself."""
        return False

    def look(self) -> None:
        """Read again what may have changed."""

    def on_screen_resume(self) -> None:
        """Show what changed meanwhile, and watch it."""
        self.look()

    def on_screen_suspend(self) -> None:
        """Nobody sees it: let it rest."""
        if self._clock is not None:
            self._clock.pause()

    def library_stamp(self) -> object:
        """Something that is another after the library was written to, by whomever."""
        return None

    def watch_or_rest(self) -> None:
        """Look again every second, while one is here, if that may show anything new."""
        if self._clock is None:
            self._clock = self.set_interval(LOOK_EVERY_S, self._look_if_changed, pause=True)
        if self.is_current:
            self._clock.resume()
        else:
            self._clock.pause()

    def _look_if_changed(self) -> None:
        before, self._stamp = self._stamp, self.library_stamp()
        changed = before is not None and before != self._stamp
        if changed or self.is_live():
            self.look()

    # The library.

    def in_thread(self, work: Callable[[], Message | None], group: str) -> None:
        """Do what reads or writes the library, and post what comes of it.

        A newer call of the same group makes the older one's message unwanted.
        """
        turn = self._turns[group] = object()

        def run() -> None:
            try:
                message = work()
            except ProblemError as error:
                message = self.Troubled(error.problem)
            except Exception as error:  # a fault of ours; the screen is to go on
                logs.log_exception(error)
                message = self.Troubled(own_fault(error))
            if self._turns.get(group) is turn:
                del self._turns[group]  # first: whoever takes the message may begin another
                if message is not None:
                    self.post_message(message)

        self.run_worker(run, group=group, thread=True, exclusive=True)

    def is_at(self, group: str) -> bool:
        """Whether a thread of this group is still at it."""
        return group in self._turns

    def on_place_screen_troubled(self, event: Troubled) -> None:
        """Say what went wrong, once: what is looked at every second may stay wrong for long."""
        said = event.problem.line()
        if said != self._told:
            self.tell(event.problem)
        self._told = said
        self.show_bars()

    def tell(self, problem: Problem) -> None:
        """Show a problem; its details go to the log."""
        self.app.tell(problem)  # type: ignore[attr-defined]

    def copy(self, text: str, what: str) -> None:
        """Copy to the terminal's clipboard."""
        self.app.copy(text, what)  # type: ignore[attr-defined]

    def do_leave(self) -> None:
        """Go back to the screen before."""
        self.dismiss()


def own_fault(error: Exception) -> Problem:
    """An error that should not have come, as a problem."""
    return Problem(
        ProblemKind.INTERNAL,
        f"an error of jevons' own ({type(error).__name__})",
        kept="the library is as it was",
        remedy="the log says more",
    )
