"""Samples of one question while a strategy has them drawn: a pure reducer, as `state.ask`.

The newest turn of the conversation stands for them all: its phase, its tokens and its time are
those of the samples together, and in the end it shows the one that was chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jevons.core.exams.grading.keys import spoken_answer, spoken_key
from jevons.core.records import Generation, Timing
from jevons.core.runs.solving_events import (
    Decided,
    SampleEvent,
    SampleVoted,
    SolvingEvent,
    SolvingWaits,
    WaveBegun,
)
from jevons.core.runs.totals import total_usage
from jevons.core.state.ask import AskState, Exchange, Phase, exchange_of, next_exchange
from jevons.core.state.flights import Pane
from jevons.core.state.poll import Poll, Vote, goes_by_steps, poll_of
from jevons.core.visible_text import one_line

KEPT = 4_000
"""Characters by which the shown end of a long text moves on: more than any pane shows."""


@dataclass(frozen=True, slots=True)
class SampleView:
    """One sample: its text and tokens as of a turn, and, once it `voted`, what for."""

    place: int
    exchange: Exchange
    key: str | None = None
    said: str | None = None
    voted: bool = False


@dataclass(frozen=True, slots=True)
class SamplesView:
    """All samples of the newest turn, by their places.

    `marked` is the one that keys act on, `None` for all. `decided` is the end of it. What a
    strategy draws step by step are its steps, of which few are answers.
    """

    strategy: str
    samples: tuple[SampleView, ...] = ()
    marked: int | None = None
    decided: Decided | None = None

    @property
    def noun(self) -> str:
        """What one of them is called."""
        return "step" if goes_by_steps(self.strategy) else "sample"

    @property
    def poll(self) -> Poll:
        """The vote so far."""
        return poll_of((one.place, one.key, one.said) for one in self.samples if one.voted)

    @property
    def ended(self) -> int:
        """How many are at their end."""
        return sum(one.voted for one in self.samples)


def begin(state: AskState, strategy: str, known: Sequence[Generation] = ()) -> AskState:
    """A strategy begins with the newest turn; it may have samples already."""
    last = state.exchanges[-1]
    samples = [
        SampleView(place, exchange_of(last.turn_id, last.question, (one,)))
        for place, one in enumerate(known)
    ]
    view = SamplesView(strategy, tuple(samples))
    begun = Exchange(last.turn_id, last.question, attempt=last.attempt, attempts=last.attempts)
    return replace(
        state, exchanges=(*state.exchanges[:-1], begun), samples=view, waiting="asking the model"
    )


def solve(state: AskState, event: SolvingEvent) -> AskState:
    """The state after `event`."""
    view = state.samples
    if view is None or not state.exchanges:
        return state
    match event:
        case SolvingWaits(reason):
            return replace(state, waiting=reason)
        case Decided():
            return replace(state, samples=replace(view, decided=event), waiting="")
        case WaveBegun(places):
            view = _with_places(view, places.stop, state.exchanges[-1])
        case SampleVoted(place, key, said):
            view = _changed(view, place, key=key, said=said, voted=True)
        case SampleEvent(place, inner):
            exchange = next_exchange(view.samples[place].exchange, inner)
            view = _changed(view, place, exchange=exchange)
    return _summed(replace(state, samples=view, waiting=""))


def _with_places(view: SamplesView, count: int, turn: Exchange) -> SamplesView:
    new = [
        SampleView(place, Exchange(turn.turn_id, turn.question))
        for place in range(len(view.samples), count)
    ]
    return replace(view, samples=(*view.samples, *new))


def _changed(view: SamplesView, place: int, **changes: object) -> SamplesView:
    samples = list(view.samples)
    samples[place] = replace(samples[place], **changes)  # type: ignore[arg-type]
    return replace(view, samples=tuple(samples))


def _summed(state: AskState) -> AskState:
    """The newest turn as the samples together have it."""
    assert state.samples is not None
    samples, last = state.samples.samples, state.exchanges[-1]
    phases = {one.exchange.phase for one in samples}
    thinks = Phase.THINKING in phases
    phase = Phase.THINKING if thinks else Phase.ANSWERING if len(phases) > 1 else Phase.WAITING
    usage = total_usage([one.exchange.usage for one in samples])
    summed = replace(last, phase=phase, usage=usage)
    return replace(state, exchanges=(*state.exchanges[:-1], summed))


def timed(state: AskState, seconds: float) -> AskState:
    """The time that has gone by since the samples were asked for."""
    last = state.exchanges[-1]
    rate = last.usage.output / seconds if seconds > 0 and last.usage.output else None
    clocked = replace(last, timing=Timing(total_s=seconds, tokens_per_s=rate))
    return replace(state, exchanges=(*state.exchanges[:-1], clocked))


def settled(
    state: AskState, generations: tuple[Generation, ...], number: int, vote: Vote
) -> AskState:
    """The newest turn shows one of its generations, and the vote that chose it."""
    last, view = state.exchanges[-1], state.samples
    shown = exchange_of(last.turn_id, last.question, generations, number)
    problem = view.decided.problem if view and view.decided else None
    if problem is not None:
        shown = replace(shown, phase=Phase.FAILED, problem=problem.line())
    shown = replace(shown, vote=vote if generations else None)
    return replace(state, exchanges=(*state.exchanges[:-1], shown))


def recalled(state: AskState, generations: Sequence[Generation], strategy: str) -> AskState:
    """The samples of the newest turn, as they were drawn at an earlier time."""
    last = state.exchanges[-1]
    found = []
    for place, generation in enumerate(generations):
        said = spoken_answer(last.question, generation)
        key = None if said is None else spoken_key(last.question, said)
        exchange = exchange_of(last.turn_id, last.question, (generation,))
        found.append(SampleView(place, exchange, key, said, voted=True))
    return replace(state, samples=SamplesView(strategy, tuple(found)))


def marked(state: AskState, step: int) -> AskState:
    """Mark the sample after or before; before the first none is, and keys act on all."""
    view = state.samples
    if view is None or not view.samples:
        return state
    place = -1 if view.marked is None else view.marked
    place = min(max(-1, place + step), len(view.samples) - 1)
    return replace(state, samples=replace(view, marked=None if place < 0 else place))


def panes(view: SamplesView) -> tuple[Pane, ...]:
    """The samples as panes, each with a title of its own."""
    return tuple(_pane(one, view.noun, one.place == view.marked) for one in view.samples)


def _pane(one: SampleView, noun: str, is_marked: bool) -> Pane:
    exchange = one.exchange
    return Pane(
        question=0,
        sample=one.place,
        model="",
        thinking=_end_of(exchange.thinking),
        answer=_end_of(exchange.answer),
        tokens=exchange.usage.output,
        seconds=exchange.timing.total_s or 0.0,
        over=one.voted,
        title=f"{noun} {one.place + 1}: {_state_of(one)}",
        marked=is_marked,
    )


def _state_of(one: SampleView) -> str:
    if one.voted and one.said is not None:
        votes = "votes " if one.key is not None else ""
        return f"{votes}{one_line(one.said, 24)}"
    if one.voted and one.exchange.phase is Phase.DONE:
        return "no answer to vote by"
    return one.exchange.phase.value


def _end_of(text: str) -> str:
    """The end of a text, that begins at the same place for a while as the text grows."""
    return text[max(0, len(text) // KEPT - 1) * KEPT :]
