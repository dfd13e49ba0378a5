"""Which keys of the Ask screen do something now, and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

from jevons.core import actions
from jevons.core.actions import Action
from jevons.core.problems import Problem, ProblemKind
from jevons.core.state.ask import Phase
from jevons.screens.places import ASK
from jevons.widgets.bars import Hint

if TYPE_CHECKING:
    from jevons.screens.ask import AskScreen

NOT_WHILE_LIVE = {
    "edit", "compare", "new", "previous_answer", "next_answer", "regenerate", "undelete",
    "open_sample",
}  # fmt: skip
"""Actions that wait for the end of a generation: their keys say so, the footer is silent."""


class KeysNow(Screen[None]):
    """The part of `AskScreen` that knows what can be done: it has what that depends on."""

    def hints(self: AskScreen) -> list[Hint]:
        """The keys that do something now."""
        scope = self.focus_scope
        hints = []
        for action in actions.footer(scope):
            title = self.title_of(action)
            if title:
                hints.append(Hint(actions.key_of(action, scope), title))
        return hints

    def title_of(self: AskScreen, action: Action) -> str | None:
        """What an action is called now, `None` while it can do nothing."""
        if action.id == ASK or not self.can(action.id):
            return None
        if self.state.live and action.id in NOT_WHILE_LIVE:
            return None
        if action.id == "send" and (self.state.live or self.dialogue.spec is None):
            return None
        if action.id == "model" and self.welcome is not None:
            return "Fetch a model" if self.focus_scope != "welcome" else None
        if action.id == "back":
            busy = self.state.live or (self.welcome is not None and self.welcome.pulling)
            return "Stop" if busy else None
        return action.title

    def at_it(self: AskScreen) -> bool:
        """Whether a generation is under way, which keeps from what was asked for: it is said."""
        if self.state.live:
            self.notify("The model is still at it: esc stops it.", severity="warning")
        return self.state.live

    def can(self: AskScreen, action_id: str) -> bool:
        """Whether an action has something to act on."""
        test = self._conditions().get(action_id)
        return test is None or test

    def _conditions(self: AskScreen) -> dict[str, bool]:
        """What holds now, for the actions that depend on it."""
        last, live = self.state.last, self.state.live
        has_model = self.dialogue.spec is not None
        pane = self.pane
        row = pane is not None and pane.rows.current is not None
        return {
            "end_thought": live and self._steerable(),
            "think_on": has_model and self._can_think_on(),
            **dict.fromkeys(("edit", "compare", "new"), last is not None),
            **dict.fromkeys(("previous_answer", "next_answer"), self._answers() > 1),
            "regenerate": has_model and last is not None,
            "fold": last is not None and bool(last.thinking),
            **dict.fromkeys(("copy", "copy_all", "save_markdown", "save_json"), last is not None),
            "pull": not has_model,
            "clear_draft": bool(self.composer.text),
            **dict.fromkeys(("dial", "dial_up", "dial_down", "strategy"), has_model),
            "add_sample": has_model and last is not None,
            "show_samples": self.state.samples is not None or self._answers() > 1,
            "undelete": pane is not None and pane.can_undo,
            **dict.fromkeys(("rename", "delete", "open"), row),
        }

    def _steerable(self: AskScreen) -> bool:
        """Whether the thought under way can be ended or prolonged."""
        thinks = self.state.phase in {Phase.WAITING, Phase.THINKING}
        return thinks and self.steering is not None and self.steering.available

    def _answers(self: AskScreen) -> int:
        marked = self.transcript.marked
        return 0 if marked is None else self.state.exchanges[marked].attempts

    def _can_think_on(self: AskScreen) -> bool:
        last = self.state.last
        if last is None or self.state.live:
            return self._steerable()
        return bool(last.thinking) and last.generation is not None


def own_fault(error: Exception) -> Problem:
    """What is told of an error of ours."""
    return Problem(
        ProblemKind.INTERNAL,
        f"an error of jevons' own ({type(error).__name__})",
        kept="what came is kept",
        remedy="ask again; the log says more",
    )
