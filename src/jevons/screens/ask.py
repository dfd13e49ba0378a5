"""The Ask screen: a conversation with a model that thinks."""

from __future__ import annotations

from collections import deque
from contextlib import aclosing
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.timer import Timer
from textual.widget import Widget
from textual.worker import Worker

from jevons.core import actions, logs
from jevons.core.actions import Action
from jevons.core.events import Failed, GenerationEvent
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.records import Generation
from jevons.core.runs.dialogue import Dialogue
from jevons.core.state import ask as state
from jevons.core.state.ask import AskState, Phase
from jevons.screens.ask_bars import first_steps, meter_pieces, status_pieces
from jevons.screens.ask_choosing import ChoosingCommands
from jevons.screens.ask_conversations import ConversationCommands
from jevons.screens.ask_keeping import KeptConversations
from jevons.screens.ask_reading import ReadingCommands
from jevons.screens.ask_writing import WritingCommands
from jevons.screens.places import ASK
from jevons.widgets.bars import Hint, TextBar, footer_pieces
from jevons.widgets.composer import Composer
from jevons.widgets.keys import bindings
from jevons.widgets.signs import Signs
from jevons.widgets.transcript import Transcript

if TYPE_CHECKING:
    from jevons.core.models.steering import Steering
    from jevons.screens.conversations_pane import ConversationsPane
    from jevons.screens.welcome import Welcome

FRAME_S = 0.125
"""Seconds between two drawings of what streams in."""

NOT_WHILE_LIVE = {
    "edit", "compare", "new", "previous_answer", "next_answer", "regenerate", "undelete",
}  # fmt: skip
"""Actions that wait for the end of a generation: their keys say so, the footer is silent."""

WINDOW = 8
"""Turns shown of a conversation that is opened; the reader loads earlier ones."""


class AskScreen(
    WritingCommands, ReadingCommands, ChoosingCommands, ConversationCommands, KeptConversations
):
    """Lays out the conversation; its worker draws, its clock shows what came."""

    scope = "ask"
    BINDINGS = bindings("ask")
    AUTO_FOCUS = ""
    CSS_PATH = "../styles/ask.tcss"

    def __init__(self, dialogue: Dialogue, signs: Signs) -> None:
        super().__init__()
        self.dialogue = dialogue
        self.signs = signs
        self.state = AskState()
        self.steering: Steering | None = None
        self.pane: ConversationsPane | None = None
        self.welcome: Welcome | None = None
        self.drawing: Worker[None] | None = None
        self._events: deque[GenerationEvent] = deque()
        self._clock: Timer | None = None
        self._early = True

    def compose(self) -> ComposeResult:
        """Status, the conversation, the meter, the question, the keys."""
        yield TextBar(id="status")
        with Horizontal(id="body"), Vertical(id="main"):
            if self.dialogue.spec is None:
                yield self._offer_model()
            transcript = Transcript(id="transcript", signs=self.signs, placeholder=first_steps())
            transcript.display = self.welcome is None
            yield transcript
        yield TextBar(id="meter")
        yield Composer(id="composer")
        yield TextBar(id="footer")

    async def on_mount(self) -> None:
        """Go on where the user was."""
        self._clock = self.set_interval(FRAME_S, self.show_events, pause=True)
        (self.welcome or self.composer).focus()
        self.call_after_refresh(self._take_no_early_keys)
        await self.recall_place()
        self.watch_elsewhere()
        self.show_bars()

    def _take_no_early_keys(self) -> None:
        self._early = False

    def on_key(self, event: Key) -> None:
        """Give the field what was typed before it was there to take it."""
        if self._early and self.focused is self.composer:
            self.composer.post_message(Key(event.key, event.character))

    # Parts of the screen.

    @property
    def transcript(self) -> Transcript:
        """What was said."""
        return self.query_one("#transcript", Transcript)

    @property
    def composer(self) -> Composer:
        """What is to be asked."""
        return self.query_one("#composer", Composer)

    def _offer_model(self) -> Welcome:
        """What is shown where there is no model yet."""
        from jevons.screens.welcome import Welcome

        self.welcome = Welcome(id="welcome")
        return self.welcome

    @property
    def reading_place(self) -> Widget:
        """What is above the question field: the conversation, or what to do first."""
        shown = self.welcome is not None and self.welcome.display
        return self.welcome if shown and self.welcome else self.transcript

    @property
    def focus_scope(self) -> str:
        """The scope of keys that the focus is in."""
        focused = self.focused
        if isinstance(focused, Composer):
            return "composer"
        if isinstance(focused, Transcript):
            return "transcript"
        return str(getattr(focused, "scope", "ask"))

    # Asking.

    @on(Composer.Submitted)
    async def ask(self, event: Composer.Submitted) -> None:
        """Ask what was written."""
        if not event.text and self.welcome is not None:
            self.do_pull()
            return
        if not event.text:
            self.notify("Write a question first.", severity="warning")
            return
        if self.at_it():
            return
        if self.dialogue.spec is None:
            self.notify("There is no model yet: f2 fetches one.", severity="warning")
            return
        await self.catch_up()
        edited = self.edited_turn
        if edited is not None and all(turn.turn_id != edited for turn in self.state.exchanges):
            self.edited_turn = None
            self.notify("The question that was to be changed is gone: enter asks this anew.")
            return
        if edited is None:
            turn, problem = await self.dialogue.add_turn(event.text)
        else:
            turn, problem = await self.dialogue.replace_from(edited, event.text)
            index = next(n for n, x in enumerate(self.state.exchanges) if x.turn_id == edited)
            self.state = state.cut_from(self.state, index)
            self.edited_turn = None
        self.composer.load_text("")
        self.state = state.begin_exchange(self.state, turn.id, turn.question)
        if problem is not None:
            self.tell(problem)
            self.keep_trying()
        self.remember_place()
        self.start(turn.id)

    def start(self, turn_id: str, onward: Generation | None = None) -> None:
        """Draw a generation for a turn."""
        from jevons.core.models.steering import Steering

        self.transcript.forget_mark()
        self.transcript.follow()
        self.steering = Steering()
        self.drawing = self.run_worker(
            self._draw(turn_id, self.steering, onward), group="generation", exit_on_error=False
        )
        assert self._clock is not None
        self._clock.resume()
        self.show_state()

    async def _draw(self, turn_id: str, steering: Steering, onward: Generation | None) -> None:
        """Collect the events of a generation; the clock shows them."""
        drawing = self.dialogue.draw(turn_id, steering, onward=onward)
        try:
            async with aclosing(drawing):
                async for event in drawing:
                    self._events.append(event)
        except Exception as error:  # a fault of ours; the conversation is to go on
            logs.log_exception(error)
            self._events.append(Failed(_own_fault(error)))

    def show_events(self) -> None:
        """Bring the screen up to date with what came since the last time."""
        while self._events:
            self.state = state.reduce(self.state, self._events.popleft())
        self.state, notices = state.take_notices(self.state)
        for problem in notices:
            self.tell(problem)
        if not self.state.live and self._clock is not None:
            self._clock.pause()
            self.steering = None
            self.keep_trying()
            self.refresh_list()
        self.show_state()

    def show_state(self) -> None:
        """Draw the state."""
        conversation, spec = self.dialogue.conversation, self.dialogue.spec
        if conversation is not None:
            current = spec.name if spec else conversation.model
            self.state = state.with_models(self.state, conversation.model, current)
        self.transcript.show(self.state.exchanges, self.state.earlier)
        if self.welcome is not None:
            self.welcome.display = self.welcome.pulling or not self.state.exchanges
            self.transcript.display = not self.welcome.display
        self.show_bars()

    def show_bars(self) -> None:
        """Draw status, meter and footer."""
        dialogue = self.dialogue
        scope, width = self.focus_scope, self.size.width
        left, right = status_pieces(self.state, dialogue, scope, self.signs, width)
        self.query_one("#status", TextBar).show(left, right)
        left, right = meter_pieces(self.state, dialogue, self.signs, self.transcript.following)
        self.query_one("#meter", TextBar).show(left, right)
        self.query_one("#footer", TextBar).show(*footer_pieces(self.hints(), self.size.width))

    @on(Transcript.FollowChanged)
    def show_following(self) -> None:
        """Say whether there is more below."""
        self.show_bars()

    def on_descendant_focus(self) -> None:
        """Other keys work now."""
        self.show_bars()

    def on_resize(self) -> None:
        """Another number of keys fits."""
        self.show_bars()

    # Keys.

    def hints(self) -> list[Hint]:
        """The keys that do something now."""
        scope = self.focus_scope
        hints = []
        for action in actions.footer(scope):
            title = self.title_of(action)
            if title:
                hints.append(Hint(actions.key_of(action, scope), title))
        return hints

    def title_of(self, action: Action) -> str | None:
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

    def at_it(self) -> bool:
        """Whether a generation is under way, which keeps from what was asked for: it is said."""
        if self.state.live:
            self.notify("The model is still at it: esc stops it.", severity="warning")
        return self.state.live

    def can(self, action_id: str) -> bool:
        """Whether an action has something to act on."""
        test = self._conditions().get(action_id)
        return test is None or test

    def _conditions(self) -> dict[str, bool]:
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
            **dict.fromkeys(("dial", "dial_up", "dial_down"), has_model),
            "undelete": pane is not None and pane.can_undo,
            **dict.fromkeys(("rename", "delete", "open"), row),
        }

    def _steerable(self) -> bool:
        """Whether the thought under way can be ended or prolonged."""
        thinks = self.state.phase in {Phase.WAITING, Phase.THINKING}
        return thinks and self.steering is not None and self.steering.available

    def _answers(self) -> int:
        marked = self.transcript.marked
        return 0 if marked is None else self.state.exchanges[marked].attempts

    def _can_think_on(self) -> bool:
        last = self.state.last
        if last is None or self.state.live:
            return self._steerable()
        return bool(last.thinking) and last.generation is not None

    # What is kept and told.

    def tell(self, problem: Problem) -> None:
        """Show a problem; its details go to the log."""
        self.app.tell(problem)  # type: ignore[attr-defined]

    async def open_conversation(self, conversation_id: str) -> None:
        """Show a stored conversation, its newest turns first."""
        try:
            await self.dialogue.open(conversation_id)
        except ProblemError as error:
            self.tell(error.problem)
            return
        self.edited_turn = None
        self.load_turns(WINDOW)
        self.composer.remember([turn.question for turn in self.dialogue.turns])
        self.transcript.follow()
        self.remember_place()

    def load_turns(self, count: int) -> None:
        """Take the newest `count` turns of the conversation into the state."""
        conversation, turns = self.dialogue.conversation, self.dialogue.turns
        shown = [(turn, self.dialogue.standing(turn)) for turn in turns[-count:]]
        self.state = AskState(
            conversation.id if conversation else "",
            conversation.title if conversation else "",
            tuple(
                state.exchange_of(turn.id, turn.question, turn.generations, standing)
                for turn, standing in shown
            ),
            earlier=len(turns) - len(shown),
        )
        self.state = state.priced(self.state, self.dialogue.cost_of)
        self.show_state()

    def refresh_list(self) -> None:
        """Bring the list of conversations up to date."""
        if self.pane is not None:
            self.run_worker(self.pane.reload(self.state.conversation_id), group="list")


def _own_fault(error: Exception) -> Problem:
    return Problem(
        ProblemKind.INTERNAL,
        f"an error of jevons' own ({type(error).__name__})",
        kept="what came is kept",
        remedy="ask again; the log says more",
    )
