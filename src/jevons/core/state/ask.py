"""What the Ask screen shows: a conversation and the generation under way.

A pure reducer: `reduce(state, event)` gives the next state, no event loop needed.
Turns that an event does not touch stay the same objects, so that a screen can
tell by identity which of them to draw again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from operator import is_
from typing import TYPE_CHECKING

from jevons.core.events import (
    AnswerDelta,
    AnswerWasThinking,
    Failed,
    GenerationEnded,
    GenerationEvent,
    GenerationStarted,
    Noticed,
    Progressed,
    ThinkingDelta,
    ThoughtClosed,
    ThoughtExtended,
    Waiting,
)
from jevons.core.problems import Problem
from jevons.core.records import Cost, Dial, FinishReason, Generation, Timing, Usage
from jevons.core.runs.standing import standing

if TYPE_CHECKING:
    from jevons.core.state.poll import Vote
    from jevons.core.state.samples import SamplesView


class Phase(StrEnum):
    """Where a generation stands; exactly one word is shown at any time."""

    WAITING = "waiting"
    THINKING = "thinking"
    ANSWERING = "answering"
    DONE = "done"
    CUT = "cut at its limit"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def live(self) -> bool:
        """Whether the generation is still under way."""
        return self in {Phase.WAITING, Phase.THINKING, Phase.ANSWERING}


_PHASE_OF_END = {
    FinishReason.STOP: Phase.DONE,
    FinishReason.LENGTH: Phase.CUT,
    FinishReason.FILTERED: Phase.STOPPED,
    FinishReason.CANCELLED: Phase.STOPPED,
    FinishReason.ERROR: Phase.FAILED,
}

ELSEWHERE = "another window still draws it; open the conversation again to see more"
"""What is said of a stored generation that has no end yet."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn as it is shown: a question and the generation that answers it.

    `folded` is whether the thought is shown as one line; it folds by itself when
    the answer starts. `attempts` counts the generations this turn has had, and
    `attempt` says which of them is shown. While another is drawn, `before` is what
    was shown until then; it comes back if that ends without an answer, and `note` says so.
    `model` is who answered, where that is not the same all along; `vote` is that of the
    samples, where a strategy had several drawn.
    """

    turn_id: str
    question: str
    phase: Phase = Phase.WAITING
    thinking: str = ""
    answer: str = ""
    folded: bool = False
    closed_by: str = ""
    usage: Usage = field(default_factory=Usage)
    timing: Timing = field(default_factory=Timing)
    cost: Cost | None = None
    dial: Dial | None = None
    problem: str = ""
    attempt: int = 1
    attempts: int = 1
    before: Exchange | None = None
    note: str = ""
    model: str = ""
    generation: Generation | None = None
    vote: Vote | None = None


@dataclass(frozen=True, slots=True)
class AskState:
    """A conversation as it is shown. `earlier` turns lie in the library, not loaded.

    `samples` are those of the newest turn, where a strategy has several drawn.
    """

    conversation_id: str = ""
    title: str = ""
    exchanges: tuple[Exchange, ...] = ()
    earlier: int = 0
    waiting: str = ""
    notices: tuple[Problem, ...] = ()
    samples: SamplesView | None = None

    @property
    def last(self) -> Exchange | None:
        """The newest turn."""
        return self.exchanges[-1] if self.exchanges else None

    @property
    def phase(self) -> Phase | None:
        """Where the newest turn stands, `None` in an empty conversation."""
        return self.exchanges[-1].phase if self.exchanges else None

    @property
    def live(self) -> bool:
        """Whether a generation is under way."""
        return self.phase is not None and self.phase.live


def exchange_of(
    turn_id: str, question: str, generations: tuple[Generation, ...], number: int | None = None
) -> Exchange:
    """A stored turn as it is shown: one of its generations, the thought folded.

    `number` is its place; without it the one that stands is shown.
    """
    if not generations:
        return Exchange(turn_id, question, Phase.STOPPED)
    if number is None:
        number = standing(generations)
    ended = _ended(Exchange(turn_id, question, folded=True), generations[number])
    return replace(ended, attempt=number + 1, attempts=len(generations))


def reduce(state: AskState, event: GenerationEvent) -> AskState:
    """The state after `event`."""
    if isinstance(event, Noticed):
        return replace(state, notices=(*state.notices, event.problem))
    if not state.exchanges:
        return state
    last = next_exchange(state.exchanges[-1], event)
    waiting = event.reason if isinstance(event, Waiting) else ""
    if isinstance(event, GenerationStarted):
        waiting = "asking the model"
    return replace(state, exchanges=(*state.exchanges[:-1], last), waiting=waiting)


def next_exchange(exchange: Exchange, event: GenerationEvent) -> Exchange:
    """A turn that is drawn, after `event`."""
    match event:
        case ThinkingDelta(text) | ThoughtExtended(text):
            return replace(exchange, thinking=exchange.thinking + text, phase=Phase.THINKING)
        case AnswerDelta(text):
            first = not exchange.answer
            return replace(
                exchange,
                answer=exchange.answer + text,
                phase=Phase.ANSWERING,
                folded=exchange.folded or (first and bool(exchange.thinking)),
            )
        case AnswerWasThinking():
            thinking = exchange.thinking + exchange.answer
            return replace(exchange, thinking=thinking, answer="", phase=Phase.THINKING)
        case ThoughtClosed(by):
            return replace(exchange, closed_by=by)
        case Progressed(usage, timing):
            return replace(exchange, usage=usage, timing=timing)
        case _:
            return _settled(exchange, event)


def _settled(exchange: Exchange, event: GenerationEvent) -> Exchange:
    """The newest turn after the events that begin and end a generation."""
    match event:
        case GenerationStarted(generation):
            return _started(exchange, generation)
        case GenerationEnded(generation):
            return _or_before(_ended(exchange, generation))
        case Failed(problem):
            failed = replace(exchange, phase=Phase.FAILED, problem=problem.line())
            drawn = (
                failed if failed.before is None else replace(failed, attempts=failed.attempts - 1)
            )
            return _or_before(drawn)
        case _:
            return exchange


def _started(exchange: Exchange, generation: Generation) -> Exchange:
    """A generation begins; it may go on from a thought that is there."""
    return replace(
        exchange,
        phase=Phase.WAITING,
        thinking=generation.thinking,
        answer="",
        folded=False,
        closed_by="",
        usage=generation.usage,
        timing=generation.timing,
        cost=None,
        dial=generation.dial,
        problem="",
        generation=generation,
    )


def _ended(exchange: Exchange, generation: Generation) -> Exchange:
    reason = generation.finish_reason or FinishReason.CANCELLED
    return replace(
        exchange,
        phase=_PHASE_OF_END[reason],
        thinking=generation.thinking,
        answer=generation.answer,
        closed_by=generation.usage.thought_ended_by,
        usage=generation.usage,
        timing=generation.timing,
        cost=generation.cost,
        dial=generation.dial,
        problem=generation.problem if generation.finish_reason else ELSEWHERE,
        generation=generation,
    )


def _or_before(ended: Exchange) -> Exchange:
    """A generation that ended, or what was shown before if it came to no answer."""
    before = ended.before
    if before is None or ended.answer.strip():
        return replace(ended, before=None)
    why = f": {ended.problem}" if ended.problem else ""
    note = f"{ended.phase.value} before an answer{why}; the earlier answer stays"
    return replace(before, attempts=ended.attempts, note=note)


def begin_exchange(state: AskState, turn_id: str, question: str) -> AskState:
    """A new question at the end of the conversation."""
    return replace(state, exchanges=(*state.exchanges, Exchange(turn_id, question)), samples=None)


def begin_attempt(state: AskState) -> AskState:
    """Another generation for the newest question."""
    last = state.exchanges[-1]
    number = last.attempts + 1
    before = replace(last, note="") if last.answer.strip() else None
    again = replace(
        last, phase=Phase.WAITING, attempt=number, attempts=number, before=before, note=""
    )
    return replace(state, exchanges=(*state.exchanges[:-1], again), samples=None)


def fold(state: AskState, index: int) -> AskState:
    """Fold or unfold the thought of one turn."""
    exchange = state.exchanges[index]
    changed = replace(exchange, folded=not exchange.folded)
    return replace(
        state, exchanges=(*state.exchanges[:index], changed, *state.exchanges[index + 1 :])
    )


def show_attempt(
    state: AskState, index: int, generations: tuple[Generation, ...], number: int
) -> AskState:
    """Show another generation of one turn; its thought stays folded or not."""
    old = state.exchanges[index]
    shown = exchange_of(old.turn_id, old.question, generations, number)
    changed = replace(shown, folded=old.folded, vote=old.vote)
    return replace(
        state, exchanges=(*state.exchanges[:index], changed, *state.exchanges[index + 1 :])
    )


def with_models(state: AskState, first: str, current: str) -> AskState:
    """Name who answered, in turns of another model than the `first` one or the `current`."""

    def labelled(exchange: Exchange) -> Exchange:
        drawn_by = exchange.generation.model if exchange.generation else ""
        model = "" if drawn_by == first == current else drawn_by
        return exchange if model == exchange.model else replace(exchange, model=model)

    exchanges = tuple(map(labelled, state.exchanges))
    same = all(map(is_, exchanges, state.exchanges))
    return state if same else replace(state, exchanges=exchanges)


def named(state: AskState, conversation_id: str, title: str) -> AskState:
    """The conversation has a place in the library."""
    return replace(state, conversation_id=conversation_id, title=title)


def cut_from(state: AskState, index: int) -> AskState:
    """The conversation without the turn at `index` and those after it."""
    return replace(state, exchanges=state.exchanges[:index])


def priced(state: AskState, price: Callable[[Generation], Cost | None]) -> AskState:
    """The turns with their costs worked out anew."""
    return replace(state, exchanges=tuple(_priced(turn, price) for turn in state.exchanges))


def voted(state: AskState, vote: Callable[[str], Vote | None]) -> AskState:
    """The turns that samples voted on with their votes, and what these cost, worked out anew."""
    turns = (
        turn if turn.vote is None else replace(turn, vote=vote(turn.turn_id))
        for turn in state.exchanges
    )
    return replace(state, exchanges=tuple(turns))


def _priced(exchange: Exchange, price: Callable[[Generation], Cost | None]) -> Exchange:
    if exchange.generation is None or exchange.phase.live:
        return exchange
    cost = price(exchange.generation)
    return exchange if cost == exchange.cost else replace(exchange, cost=cost)


def take_notices(state: AskState) -> tuple[AskState, tuple[Problem, ...]]:
    """The state with its notices taken out, and those."""
    if not state.notices:
        return state, ()
    return replace(state, notices=()), state.notices
