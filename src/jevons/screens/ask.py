"""The Ask screen: a conversation with a model that thinks."""

from __future__ import annotations

from collections import deque
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.timer import Timer
from textual.widget import Widget
from textual.worker import Worker

from jevons.core import logs
from jevons.core.events import Failed, GenerationEvent
from jevons.core.problems import Problem, ProblemError
from jevons.core.records import Generation
from jevons.core.runs.dialogue import Dialogue
from jevons.core.state import ask as state
from jevons.core.state.ask import AskState
from jevons.screens.ask_bars import first_steps, meter_pieces, status_pieces
from jevons.screens.ask_choosing import ChoosingCommands
from jevons.screens.ask_conversations import ConversationCommands
from jevons.screens.ask_keeping import KeptConversations
from jevons.screens.ask_keys import KeysNow, own_fault
from jevons.screens.ask_reading import ReadingCommands
from jevons.screens.ask_samples import SampleCommands
from jevons.screens.ask_writing import WritingCommands
from jevons.screens.whole_frames import WholeFrames
from jevons.widgets.bars import TextBar, footer_pieces
from jevons.widgets.composer import Composer
from jevons.widgets.keys import bindings
from jevons.widgets.signs import Signs
from jevons.widgets.transcript import Transcript

if TYPE_CHECKING:
    from jevons.core.models.steering import Steering
    from jevons.core.runs.solving import Solving
    from jevons.core.runs.solving_events import SolvingEvent
    from jevons.screens.conversations_pane import ConversationsPane
    from jevons.screens.welcome import Welcome

FRAME_S = 0.125
"""Seconds between two drawings of what streams in."""

WINDOW = 8
"""Turns shown of a conversation that is opened; the reader loads earlier ones."""


class AskScreen(
    WritingCommands,
    ReadingCommands,
    ChoosingCommands,
    SampleCommands,
    ConversationCommands,
    KeptConversations,
    KeysNow,
    WholeFrames,
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
        self.steering: Steering | Solving | None = None
        self.pane: ConversationsPane | None = None
        self.welcome: Welcome | None = None
        self.drawing: Worker[None] | None = None
        self.events: deque[GenerationEvent | SolvingEvent] = deque()
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
        self.set_focus(self.welcome or self.composer)
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
        if self.welcome is not None and self.welcome.display:
            return self.welcome
        pane = self.samples_pane
        return pane.panes if pane is not None and pane.display else self.transcript

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
        if self.dialogue.strategy is None:
            self.start(turn.id)
        else:
            await self.start_samples(turn.id)

    def start(self, turn_id: str, onward: Generation | None = None) -> None:
        """Draw a generation for a turn."""
        from jevons.core.models.steering import Steering

        self.transcript.forget_mark()
        self.transcript.follow()
        self.looks_at_samples = False
        self.steering = Steering()
        self.drawing = self.run_worker(
            self._draw(turn_id, self.steering, onward), group="generation", exit_on_error=False
        )
        self.run_clock()
        self.show_state()

    def run_clock(self) -> None:
        """Show what comes from now on."""
        assert self._clock is not None
        self._clock.resume()

    async def _draw(self, turn_id: str, steering: Steering, onward: Generation | None) -> None:
        """Collect the events of a generation; the clock shows them."""
        drawing = self.dialogue.draw(turn_id, steering, onward=onward)
        try:
            async with aclosing(drawing):
                async for event in drawing:
                    self.events.append(event)
        except Exception as error:  # a fault of ours; the conversation is to go on
            logs.log_exception(error)
            self.events.append(Failed(own_fault(error)))

    def show_events(self) -> None:
        """Bring the screen up to date with what came since the last time."""
        while self.events:
            event = self.events.popleft()
            if not self.take_sample_event(event):
                self.state = state.reduce(self.state, event)
        self.clock_samples()
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
        hidden = False
        if self.welcome is not None:
            hidden = self.welcome.display = self.welcome.pulling or not self.state.exchanges
        self.transcript.display = not (self.show_samples(wanted=not hidden) or hidden)
        self.show_bars()

    def show_bars(self) -> None:
        """Draw status, meter and footer."""
        dialogue = self.dialogue
        # The screen has no size yet when it is first filled; it is always the app's.
        scope, width = self.focus_scope, self.app.size.width
        left, right = status_pieces(self.state, dialogue, scope, self.signs, width)
        self.query_one("#status", TextBar).show(left, right)
        left, right = meter_pieces(self.state, dialogue, self.signs, self.transcript.following)
        self.query_one("#meter", TextBar).show(left, right)
        self.query_one("#footer", TextBar).show(*footer_pieces(self.hints(), width))

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
                replace(
                    state.exchange_of(turn.id, turn.question, turn.generations, standing),
                    vote=self.vote(turn.id),
                )
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
