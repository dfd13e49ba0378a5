"""A conversation as it is held: what was said, which model is asked, how long it thinks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from jevons.core.events import GenerationEnded, GenerationEvent
from jevons.core.models.registry import ModelSpec
from jevons.core.problems import Problem, ProblemError
from jevons.core.records import Cost, Dial, DialMode, Generation, Message, Purpose
from jevons.core.runs.conversations import Conversation, Turn, new_conversation, new_turn
from jevons.core.runs.costing import Costing
from jevons.core.runs.unwritten import Unwritten
from jevons.core.settings import Settings
from jevons.core.visible_text import one_line

if TYPE_CHECKING:
    from jevons.core.models.steering import Steering
    from jevons.core.runs.ask import Asked
    from jevons.core.runs.library import Library
    from jevons.core.runs.solving import Solving
    from jevons.core.runs.solving_events import Decided, SolvingEvent
    from jevons.core.runs.steps.solving import StepSolving
    from jevons.core.strategies.registry import AnyStrategy

TITLE_LENGTH = 60
"""Characters of the first question that become the conversation's title."""

DIAL_STEPS = (128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768)
"""Thinking budgets between off and max, in tokens."""

_ANSWERS = frozenset({Purpose.SOLVE, Purpose.REVISE})
"""What generations of a turn are drawn for; all else is kept beside it."""


def dial_presets() -> tuple[Dial, ...]:
    """The settings that the dial steps through, from off to max."""
    return (Dial.off(), *(Dial.budget(tokens) for tokens in DIAL_STEPS), Dial.unlimited())


def step_dial(dial: Dial, step: int) -> Dial:
    """The preset next to `dial`, above it for `step` 1 and below for -1."""
    presets = dial_presets()
    sizes = [_size(preset) for preset in presets]
    size = _size(dial)
    if step > 0:
        return next((p for p, s in zip(presets, sizes, strict=True) if s > size), presets[-1])
    below = [p for p, s in zip(presets, sizes, strict=True) if s < size]
    return below[-1] if below else presets[0]


def _size(dial: Dial) -> float:
    if dial.mode is DialMode.OFF:
        return 0
    return float("inf") if dial.tokens is None else dial.tokens


def default_dial(spec: ModelSpec, settings: Settings) -> Dial:
    """How long a model thinks unless told otherwise: the setting, else the model's own way."""
    return own_dial(spec) if settings.think == "auto" else Dial.parse(settings.think)


def own_dial(spec: ModelSpec) -> Dial:
    """A model's own way of thinking."""
    return Dial.budget(spec.default_budget) if spec.default_budget else Dial.unlimited()


class Dialogue:
    """One conversation at a time, in the library and in memory.

    Where the library cannot be written to, the conversation goes on in memory, and is
    written as soon as that works (`unwritten`).
    """

    def __init__(self, library: Library, settings: Settings, costing: Costing) -> None:
        self.library = library
        self.settings = settings
        self.costing = costing
        self.unwritten = Unwritten(library)
        self.spec: ModelSpec | None = None
        self.dial = Dial.off()
        self.strategy: AnyStrategy | None = None
        """What decides among several samples; `None`: one is drawn."""
        self.conversation: Conversation | None = None
        self.turns: list[Turn] = []
        self._aside: dict[str, tuple[Conversation, list[Turn]]] = {}
        """Conversations that were left while some of them was not written."""
        self._chosen: dict[str, int] = {}
        """Which generation of a turn stands, where the user chose it."""

    @property
    def saved(self) -> bool:
        """Whether all that was asked and drawn outlives this process."""
        return self.library.keeps and self.unwritten.problem is None

    def choose(self, spec: ModelSpec) -> None:
        """Ask this model from now on; another than before has its own way of thinking."""
        if self.spec is None or self.spec.name != spec.name:
            self.dial = default_dial(spec, self.settings)
        self.spec = spec

    def clear(self) -> None:
        """Begin a new conversation with the next question."""
        if self.conversation is not None and self.unwritten.problem is not None:
            self._aside[self.conversation.id] = (self.conversation, self.turns)
        self.conversation = None
        self.turns = []

    async def open(self, conversation_id: str) -> None:
        """Go on with a conversation of the library, or one that it did not take yet.

        Raises:
            ProblemError: the library cannot be read.
        """
        if self.unwritten.problem is None:
            self._aside.clear()
        elif self.conversation is not None and self.conversation.id == conversation_id:
            return  # what the library has of it is less
        opened = self._aside.pop(conversation_id, None)
        if opened is None:
            conversation = await asyncio.to_thread(self.library.conversation, conversation_id)
            turns = await asyncio.to_thread(self.library.turns, conversation_id)
            opened = None if conversation is None else (conversation, turns)
        self.clear()
        if opened is not None:
            self.conversation, self.turns = opened

    async def catch_up(self, busy: Callable[[], bool] = lambda: False) -> bool:
        """Read the turns again if another process changed the conversation; whether it did.

        What changes here meanwhile is left alone: a turn that is added, `busy` drawing,
        another conversation, or none.

        Raises:
            ProblemError: the library cannot be read.
        """
        if self.conversation is None or self.unwritten.problem is not None:
            return False
        open_now, before = self.conversation.id, list(self.turns)
        stored = await asyncio.to_thread(self.library.outline, open_now)
        known = [(turn.id, {drawn.id for drawn in turn.generations}) for turn in self.turns]
        drawn = (generation for turn in self.turns for generation in turn.generations)
        grows = any(generation.finish_reason is None for generation in drawn)
        # Samples that are drawn at the same time end in another order than they begin.
        found = [(turn_id, set(drawn)) for turn_id, drawn in stored.items()]
        if not stored or (found == known and not grows):
            return False
        turns = await asyncio.to_thread(self.library.turns, open_now)
        left = self.conversation is None or self.conversation.id != open_now
        if left or busy() or self.turns != before:
            return False
        self.turns = turns
        return True

    def conversations(self, search: str = "") -> list[Conversation]:
        """The conversations as `Library.conversations` finds them, and those it did not take yet.

        Raises:
            ProblemError: the library cannot be read.
        """
        stored = self.library.conversations(search)
        known = {conversation.id for conversation in stored}
        waiting = [] if self.unwritten.problem is None else list(self._aside.values())
        return [
            replace(conversation, turns=len(turns))
            for conversation, turns in waiting
            if conversation.id not in known and _holds(conversation, turns, search)
        ] + stored

    def renamed(self, conversation_id: str, title: str) -> None:
        """Take note of a conversation's new title, if it is the open one."""
        if self.conversation is not None and self.conversation.id == conversation_id:
            self.conversation = replace(self.conversation, title=title)

    async def add_turn(self, question: str) -> tuple[Turn, Problem | None]:
        """Put a question at the end; a problem when the library did not take it yet."""
        return await self._begin_turn(question, len(self.turns))

    async def replace_from(self, turn_id: str, question: str) -> tuple[Turn, Problem | None]:
        """Ask otherwise at a turn: it and those after it leave the conversation."""
        return await self._begin_turn(question, self._index(turn_id))

    async def _begin_turn(self, question: str, index: int) -> tuple[Turn, Problem | None]:
        """Put a question at a place, and take out what was there and after it."""
        if self.conversation is None:
            title = one_line(question, TITLE_LENGTH)
            self.conversation = new_conversation(title, self.spec.name if self.spec else "")
        instead_of = self.turns[index].id if index < len(self.turns) else None
        turn = new_turn(self.conversation.id, question)
        self.turns[index:] = [turn]
        try:
            await asyncio.to_thread(self.unwritten.put_turn, self.conversation, turn, instead_of)
        except ProblemError as error:
            return turn, error.problem.keeping("the conversation goes on in memory")
        return turn, None

    def generations(self, turn_id: str) -> tuple[Generation, ...]:
        """All that was drawn for a turn, in order."""
        return self.turns[self._index(turn_id)].generations

    def standing(self, turn: Turn) -> int:
        """The place of the generation of a turn that is shown and gone on from."""
        return self._chosen.get(turn.id, turn.standing)

    def let_stand(self, turn_id: str, number: int) -> None:
        """Go on from another of a turn's generations, until a new answer is drawn for it."""
        self._chosen[turn_id] = number

    async def draw(
        self, turn_id: str, steering: Steering, *, onward: Generation | None = None
    ) -> AsyncGenerator[GenerationEvent, None]:
        """Draw a generation for a turn, with all before it as context.

        `onward` is a generation whose thought is gone on with: its end is refused once.

        Raises:
            RuntimeError: no model was chosen.
        """
        from jevons.core.runs.ask import ask

        events = ask(
            self._asked(self._index(turn_id), onward),
            settings=self.settings,
            costing=self.costing,
            steering=steering,
            library=self.unwritten,
        )
        async with aclosing(events):
            async for event in events:
                if isinstance(event, GenerationEnded):
                    await self._take_back_choice(turn_id, event.generation)
                    self._keep(turn_id, event.generation)
                yield event

    async def _take_back_choice(self, turn_id: str, generation: Generation) -> None:
        """An answer that is drawn by itself stands instead of the one a strategy chose."""
        turn = next((turn for turn in self.turns if turn.id == turn_id), None)
        if turn is not None and turn.chosen and generation.answer.strip():
            with suppress(ProblemError):
                await asyncio.to_thread(self.unwritten.choose, turn_id, "", turn.strategy)

    def solving(
        self, turn_id: str, known: Sequence[Generation] = (), more: int = 0
    ) -> Solving | StepSolving:
        """A strategy that is to answer a turn; `more` samples come on top of those `known`.

        Raises:
            RuntimeError: no model was chosen.
        """
        from jevons.core.runs.solving import Means, Solving
        from jevons.core.runs.steps.solving import StepSolving
        from jevons.core.strategies.sizing import with_more
        from jevons.core.strategies.strategy import Strategy
        from jevons.core.strategies.voting import Single

        strategy = self.strategy or Single()
        if more:
            counted = strategy if isinstance(strategy, Strategy) else Single()
            strategy = with_more(counted, len(known) + more)
        asked = self._asked(self._index(turn_id), None)
        means = Means(self.settings, self.costing, self.unwritten)
        if not isinstance(strategy, Strategy):
            return StepSolving(asked, strategy, means)
        return Solving(asked, strategy, means, known)

    async def solve(
        self, turn_id: str, solving: Solving | StepSolving
    ) -> AsyncGenerator[SolvingEvent, None]:
        """Have the samples of a turn drawn; the one that is chosen stands for its answer.

        The steps of a strategy that goes by them are kept beside the turn.
        """
        from jevons.core.runs.solving_events import Decided, SampleEvent

        async with aclosing(solving.events()) as events:
            async for event in events:
                if isinstance(event, SampleEvent) and isinstance(event.event, GenerationEnded):
                    drawn = event.event.generation
                    if drawn.id and drawn.purpose in _ANSWERS:
                        self._keep(turn_id, drawn)
                elif isinstance(event, Decided):
                    await self._choose(turn_id, event)
                yield event

    async def _choose(self, turn_id: str, decided: Decided) -> None:
        """Let the chosen sample stand, here and in the library."""
        from jevons.core.strategies.registry import spelled

        chosen = decided.generation.id if decided.generation else ""
        strategy = spelled(decided.strategy)
        for index, turn in enumerate(self.turns):
            if turn.id == turn_id:
                whole = {one.id: one for one in turn.generations}
                if decided.generation is not None:  # with what its steps cost
                    whole[chosen] = decided.generation
                drawn = tuple(whole.values())
                self.turns[index] = replace(
                    turn, generations=drawn, chosen=chosen, strategy=strategy
                )
        self._chosen.pop(turn_id, None)
        with suppress(ProblemError):  # it is written as soon as that works
            await asyncio.to_thread(self.unwritten.choose, turn_id, chosen, strategy)

    def turn(self, turn_id: str) -> Turn:
        """A turn of the conversation."""
        return self.turns[self._index(turn_id)]

    def toggle_comparison(self, reference: str) -> None:
        """Price answers on one more model (`MODEL@DATE`) from now on, or on one less."""
        self.costing = self.costing.toggled(reference)
        self.settings = self.costing.settings

    def cost_of(self, generation: Generation) -> Cost | None:
        """What a generation cost here, and elsewhere at the references chosen now."""
        if generation.cost is None or self.costing.is_current(generation.cost):
            return generation.cost
        elsewhere = self.costing.elsewhere(generation.usage)
        return replace(generation.cost, elsewhere=elsewhere)

    def for_export(self) -> tuple[Conversation, list[Turn]]:
        """The conversation and its turns, also when the library did not take it."""
        conversation = self.conversation or new_conversation("conversation", "")
        return replace(conversation, turns=len(self.turns)), self.turns

    def _asked(self, index: int, onward: Generation | None) -> Asked:
        """What is asked at a turn, by the model and the dial that are chosen now.

        Raises:
            RuntimeError: no model was chosen.
        """
        from jevons.core.models.generate import reopened_thought
        from jevons.core.runs.ask import Asked

        if self.spec is None:
            raise RuntimeError("no model was chosen")
        return Asked(
            self.spec,
            self._messages(index),
            replace(self.spec.params, max_tokens=self.settings.answer_tokens),
            self.dial if onward is None else self._dial_onward(),
            self.turns[index].id,
            thought="" if onward is None else reopened_thought(onward),
            parent_id=None if onward is None else onward.id,
        )

    def _dial_onward(self) -> Dial:
        """The dial for thinking on, which an off dial does not forbid."""
        return Dial.budget(DIAL_STEPS[0]) if self.dial.mode is DialMode.OFF else self.dial

    def _messages(self, index: int) -> tuple[Message, ...]:
        """The conversation up to a turn's question; thoughts are not sent back."""
        messages: list[Message] = []
        for turn in self.turns[:index]:
            answer = turn.generations[self.standing(turn)].answer if turn.generations else ""
            if answer:
                messages += [Message("user", turn.question), Message("assistant", answer)]
        return (*messages, Message("user", self.turns[index].question))

    def _keep(self, turn_id: str, generation: Generation) -> None:
        """Add a generation to its turn, unless the user has gone to another conversation."""
        for index, turn in enumerate(self.turns):
            if turn.id == turn_id:
                drawn = (*turn.generations, generation)
                self.turns[index] = replace(turn, generations=drawn, chosen="")
                if generation.answer.strip():
                    self._chosen.pop(turn_id, None)

    def _index(self, turn_id: str) -> int:
        return next(n for n, turn in enumerate(self.turns) if turn.id == turn_id)


def _holds(conversation: Conversation, turns: list[Turn], search: str) -> bool:
    """Whether a conversation in memory contains the text, as the library would say."""
    answers = (generation.answer for turn in turns for generation in turn.generations)
    texts = (conversation.title, *(turn.question for turn in turns), *answers)
    return any(search.casefold() in text.casefold() for text in texts)
