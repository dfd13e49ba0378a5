"""Commands of the Ask screen for several samples: the strategy, their thoughts side by side.

Each `do_` method is the action of that name in `core/actions.toml`.
"""

from __future__ import annotations

from contextlib import aclosing, suppress
from time import monotonic
from typing import TYPE_CHECKING

from textual.screen import Screen

from jevons.core import logs
from jevons.core.events import Failed, GenerationEvent
from jevons.core.problems import ProblemError
from jevons.core.records import Generation
from jevons.core.state.ask import show_attempt
from jevons.screens.ask_keys import own_fault
from jevons.widgets.line_list import Row

if TYPE_CHECKING:
    from jevons.core.runs.solving import Solving
    from jevons.core.runs.solving_events import SolvingEvent
    from jevons.core.runs.steps.solving import StepSolving
    from jevons.core.state.poll import Vote
    from jevons.screens.ask import AskScreen
    from jevons.widgets.samples_pane import SamplesPane

ONE = "one"
"""The row that draws one sample."""


class SampleCommands(Screen[None]):
    """The part of `AskScreen` that has several samples drawn: it has the widgets for it."""

    solving: Solving | StepSolving | None = None
    """The samples under way."""
    samples_pane: SamplesPane | None = None
    looks_at_samples = False
    """Whether the samples of the newest turn are shown instead of the conversation."""
    _since = 0.0

    # Choosing.

    def do_strategy(self: AskScreen) -> None:
        from jevons.core.state.strategy_list import several_entries
        from jevons.core.strategies.registry import spelled
        from jevons.screens.picker import Picker

        entries = several_entries(self.dialogue.spec)
        rows = [Row(ONE, "one sample: nothing is voted on")]
        rows += [
            Row(entry.name, f"{entry.name}  {entry.summary}", entry.lacking and "not here")
            for entry in entries
        ]
        strategy = self.dialogue.strategy
        current = ONE if strategy is None else spelled(strategy).partition(":")[0]
        picker = Picker(
            "How many samples, and what decides?",
            rows,
            current=current,
            accept=_typed_strategy,
            wanted="a number of samples, or a strategy such as lossless:samples=16",
            placeholder="or type a number of samples, or NAME:samples=16",
        )
        why = {entry.name: entry.lacking for entry in entries}
        self.app.push_screen(picker, lambda text: self.set_strategy(text, why))

    def set_strategy(self: AskScreen, text: str | None, why: dict[str, str]) -> None:
        """Let another strategy decide from now on; one that the server cannot do is refused."""
        from jevons.core.strategies.registry import parse_any

        if text is None:
            return
        lacking = why.get(text.partition(":")[0], "")
        if lacking:
            self.notify(f"{text} cannot be used here: {lacking}", markup=False)
            return
        self.dialogue.strategy = None if text == ONE else parse_any(text)
        self.remember_place()
        self.show_bars()

    def recall_strategy(self: AskScreen, text: str | None) -> None:
        """Let the strategy of the last start decide, if there is still such a one."""
        if not text:
            return
        from jevons.core.strategies.registry import parse_any

        with suppress(ProblemError):
            self.dialogue.strategy = parse_any(text)

    @property
    def strategy_text(self: AskScreen) -> str:
        """The strategy as it is written; "" for one sample."""
        if self.dialogue.strategy is None:
            return ""
        from jevons.core.strategies.registry import spelled

        return spelled(self.dialogue.strategy)

    # Drawing.

    async def start_samples(
        self: AskScreen, turn_id: str, known: tuple[Generation, ...] = (), more: int = 0
    ) -> None:
        """Have the strategy draw samples for a turn."""
        from jevons.core.state import samples
        from jevons.core.strategies.registry import spelled

        await self._open_pane()
        self.transcript.forget_mark()
        solving = self.dialogue.solving(turn_id, known, more)
        self.state = samples.begin(self.state, spelled(solving.strategy), known)
        self.solving = self.steering = solving
        self.looks_at_samples = True
        self._since = monotonic()
        self.drawing = self.run_worker(
            self._solve(turn_id, solving), group="generation", exit_on_error=False
        )
        self.run_clock()
        self.show_state()

    async def _solve(self: AskScreen, turn_id: str, solving: Solving | StepSolving) -> None:
        """Collect what happens; the clock shows it."""
        try:
            async with aclosing(self.dialogue.solve(turn_id, solving)) as events:
                async for event in events:
                    self.events.append(event)
        except Exception as error:  # a fault of ours; the conversation is to go on
            logs.log_exception(error)
            self.solving = None
            self.events.append(Failed(own_fault(error)))

    def take_sample_event(self: AskScreen, event: GenerationEvent | SolvingEvent) -> bool:
        """Bring the state up to date with what happened to the samples; whether it was that."""
        if self.state.samples is None:
            return False
        from jevons.core.runs.solving_events import Decided, SolvingEvent
        from jevons.core.state import samples

        if not isinstance(event, SolvingEvent):
            return False
        self.state = samples.solve(self.state, event)
        if isinstance(event, Decided):
            self.solving = None
            self._settle()
        return True

    def clock_samples(self: AskScreen) -> None:
        """Say how long the samples have taken."""
        from jevons.core.state import samples

        if self.solving is not None:
            self.state = samples.timed(self.state, monotonic() - self._since)

    def _settle(self: AskScreen) -> None:
        """Show the sample that was chosen, and the vote."""
        from jevons.core.state import samples

        last = self.state.last
        assert last is not None
        turn = self.dialogue.turn(last.turn_id)
        number = self.dialogue.standing(turn)
        vote = self.vote(last.turn_id)
        if vote is not None:
            self.state = samples.settled(self.state, turn.generations, number, vote)
        view = self.state.samples
        assert view is not None
        if view.poll.ballots or (view.decided and view.decided.problem):
            self.looks_at_samples = False
            self.transcript.follow()

    def vote(self: AskScreen, turn_id: str) -> Vote | None:
        """The vote of a turn's samples, where a strategy had several drawn."""
        turn = self.dialogue.turn(turn_id)
        if not turn.strategy:
            return None
        from jevons.core.state.poll import vote_of

        costs = [self.dialogue.cost_of(generation) for generation in turn.generations]
        return vote_of(turn.question, turn.generations, turn.strategy, costs)

    # Looking at them, and steering.

    def show_samples(self: AskScreen, *, wanted: bool) -> bool:
        """Show the samples side by side, if they are looked at; whether they are shown."""
        shown = wanted and self.looks_at_samples and self.state.samples is not None
        pane = self.samples_pane
        if pane is None:
            return False
        pane.display = shown
        if shown:
            pane.show(self.state)
        return shown

    async def _open_pane(self: AskScreen) -> None:
        """Make the place where samples are side by side, when it is first needed."""
        if self.samples_pane is None:
            from jevons.widgets.samples_pane import SamplesPane

            pane = SamplesPane(self.signs, id="samples")
            await self.query_one("#main").mount(pane)
            self.samples_pane = pane

    async def do_show_samples(self: AskScreen) -> None:
        await self._open_pane()
        if self.state.samples is None:
            self._recall_samples()
        if self.state.samples is None:
            self.notify("The last question has one sample: a adds another.")
            return
        self.looks_at_samples = not self.looks_at_samples
        self.show_state()
        self.set_focus(self.reading_place)

    def _recall_samples(self: AskScreen) -> None:
        """Have the samples of a turn that was drawn earlier side by side."""
        from jevons.core.state import samples

        last = self.state.last
        if last is None:
            return
        turn = self.dialogue.turn(last.turn_id)
        if turn.strategy and len(turn.generations) > 1:
            self.state = samples.recalled(self.state, turn.generations, turn.strategy)

    async def do_add_sample(self: AskScreen) -> None:
        if self.solving is not None and not self.solving.grows:
            self.notify("This strategy draws what it needs; add samples once it has its answer.")
            return
        if self.solving is not None:
            self.solving.add(1)
            self.notify("One sample more is drawn; all of them vote.")
            return
        last = self.state.last
        if last is None or self.at_it() or await self.catch_up():
            return
        if self.dialogue.spec is None:
            return
        await self.start_samples(last.turn_id, self.dialogue.generations(last.turn_id), more=1)

    @property
    def marked_sample(self: AskScreen) -> int | None:
        """The sample that keys act on, `None` for all."""
        return self.state.samples.marked if self.state.samples else None

    def do_mark_next_sample(self: AskScreen) -> None:
        self.mark_sample(1)

    def do_mark_previous_sample(self: AskScreen) -> None:
        self.mark_sample(-1)

    def mark_sample(self: AskScreen, step: int) -> None:
        """Mark another sample, which keys act on; before the first they act on all."""
        from jevons.core.state import samples

        self.state = samples.marked(self.state, step)
        self.show_state()

    def do_open_sample(self: AskScreen) -> None:
        """Read the marked sample whole, and go on from it."""
        view, last = self.state.samples, self.state.last
        if view is None or last is None or self.at_it():
            return
        generations = self.dialogue.generations(last.turn_id)
        marked = view.samples[view.marked].exchange.generation if view.marked is not None else None
        places = (n for n, one in enumerate(generations) if marked and one.id == marked.id)
        number = next(places, last.attempt - 1)
        self.dialogue.let_stand(last.turn_id, number)
        index = len(self.state.exchanges) - 1
        self.state = show_attempt(self.state, index, generations, number)
        self.looks_at_samples = False
        self.show_state()
        self.set_focus(self.transcript)


def _typed_strategy(text: str) -> Row | None:
    """A number of samples, or a strategy with settings of one's own, if the text is one."""
    from jevons.core.problems import ProblemError
    from jevons.core.strategies.registry import parse_any, spelled
    from jevons.core.strategies.strategy import Strategy

    number = text.replace(",", "")
    try:
        strategy = parse_any(f"self-consistency:samples={number}" if number.isdecimal() else text)
    except ProblemError:
        return None
    most = f"at most {strategy.at_most:,}" if isinstance(strategy, Strategy) else "step by step"
    return Row(spelled(strategy), spelled(strategy), most)
