"""`jevons ask --samples`: one question, answered by several samples and a strategy."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from contextlib import aclosing
from dataclasses import asdict, replace
from time import monotonic
from typing import Any, NamedTuple

from jevons.commands.ask_keeping import Keeping
from jevons.commands.ask_telling import CANCELLED, FAILED, print_json, say
from jevons.core.events import Noticed
from jevons.core.records import Cost, Generation, Usage
from jevons.core.runs.ask import Asked
from jevons.core.runs.costing import Costing
from jevons.core.runs.export import answer_object
from jevons.core.runs.solving import Means, Solving
from jevons.core.runs.solving_events import (
    Decided,
    SampleEvent,
    SampleVoted,
    SolvingEvent,
    SolvingWaits,
    WaveBegun,
)
from jevons.core.runs.totals import total_cost, total_usage
from jevons.core.settings import Settings
from jevons.core.state.meter import cost_readings, seconds
from jevons.core.state.poll import Poll, Vote, poll_of
from jevons.core.strategies.registry import spelled
from jevons.core.strategies.strategy import Strategy
from jevons.core.visible_text import one_line, visible

SHOWN = 60
"""Characters of an answer that are shown of it in the list of samples."""


def ask_by_samples(
    args: argparse.Namespace,
    asked: Asked,
    settings: Settings,
    strategy: Strategy,
    *,
    keep: bool,
) -> int:
    """Ask; the exit status is that of `jevons ask`."""
    keeping = Keeping(asked) if keep else None
    if keeping is not None:
        asked = replace(asked, turn_id=keeping.turn.id)
    costing = Costing(settings)
    if asked.params.temperature == 0:
        say("at temperature 0 the samples are nearly the same; --temperature 0.6 makes them differ")
    solving = Solving(asked, strategy, Means(settings, costing, keeping))
    show = _Show(quiet=args.quiet or args.json)
    began = monotonic()
    decided = asyncio.run(_draw(solving, show))
    told = _Told(asked, decided, show.samples, show.poll, monotonic() - began)
    if keeping and decided.generation is not None:
        keeping.choose(decided.generation.id, spelled(decided.strategy))
    kept = keeping.close() if keeping else ""
    return _report(told, kept, as_json=args.json)


class _Told(NamedTuple):
    """What there is to tell in the end; the samples by their places."""

    asked: Asked
    decided: Decided
    samples: dict[int, SampleVoted]
    poll: Poll
    took_s: float

    @property
    def generations(self) -> list[Generation]:
        """All samples, in their order."""
        return [self.samples[place].generation for place in sorted(self.samples)]

    @property
    def usage(self) -> Usage:
        """The tokens of all samples."""
        return total_usage([generation.usage for generation in self.generations])

    @property
    def cost(self) -> Cost | None:
        """The dollars of all samples."""
        return total_cost(generation.cost for generation in self.generations)

    @property
    def shown(self) -> Generation | None:
        """The sample that stands for the answer; in prose the first that came to an end."""
        written = (generation for generation in self.generations if generation.answer.strip())
        return self.decided.generation or next(written, None)


async def _draw(solving: Solving, show: _Show) -> Decided:
    """Draw, showing what comes; Ctrl-C stops it."""
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, solving.stop)
    decided: Decided | None = None
    async with aclosing(solving.events()) as events:
        async for event in events:
            show.take(event)
            if isinstance(event, Decided):
                decided = event
    assert decided is not None
    return decided


class _Show:
    """What is shown on stderr while samples are drawn: each as it ends, and the vote so far."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._asked = 0
        self.samples: dict[int, SampleVoted] = {}

    @property
    def poll(self) -> Poll:
        """The vote so far."""
        return poll_of((n, voted.key, voted.said) for n, voted in self.samples.items())

    def take(self, event: SolvingEvent) -> None:
        """Show an event."""
        match event:
            case SolvingWaits(reason) if sys.stderr.isatty():
                self._tell(reason)
            case WaveBegun(places):
                self._asked = places.stop
                self._tell(f"{len(places)} samples are asked for")
            case SampleEvent(place, Noticed(problem)):
                self._tell(f"sample {place + 1}: {problem.line()}")
            case SampleVoted(place):
                self.samples[place] = event
                self._tell(f"sample {place + 1} of {self._asked}: {_said(event)}")

    def _tell(self, text: str) -> None:
        if not self._quiet:
            say(text)


def _said(voted: SampleVoted) -> str:
    generation = voted.generation
    usage = generation.usage
    answer = one_line(voted.said, SHOWN) if voted.said is not None else "no answer to vote by"
    if generation.problem:
        answer = generation.problem
    elif generation.finish_reason == "cancelled":
        answer = "stopped"
    return f"{answer} ({usage.thinking:,} thinking + {usage.answer:,} answer tokens)"


def _report(told: _Told, kept: str, *, as_json: bool) -> int:
    """Print the outcome, and give the exit status."""
    decided, shown = told.decided, told.shown
    if as_json:
        print_json(samples_object(told))
    elif shown is not None:
        print(visible(shown.answer))
    if decided.problem is not None:
        say(decided.problem.line())
    if not as_json and told.poll.samples:
        say(Vote(spelled(decided.strategy), told.poll, told.usage).line())
        say(_meter(told))
    if decided.early and decided.problem is None:
        say(f"stopped: this is the vote of what came; {kept or 'nothing is kept (--keep does)'}")
        return CANCELLED
    return 0 if shown is not None else FAILED


def _meter(told: _Told) -> str:
    """What the answer took in all, in one line."""
    usage, cost = told.usage, told.cost
    costs = [f"{value} {label}" for label, value in cost_readings(cost)]
    counted = f"{usage.thinking:,} thinking + {usage.answer:,} answer tokens in all"
    return " · ".join((counted, seconds(told.took_s), *costs))


def samples_object(told: _Told) -> dict[str, Any]:
    """What a program gets of it."""
    decided, shown = told.decided, told.shown
    usage, cost = told.usage, told.cost
    return {
        "question": told.asked.messages[-1].content,
        "strategy": spelled(decided.strategy),
        "model": told.asked.spec.name,
        "key": decided.answer.key,
        "answer": shown and shown.answer,
        "sample": decided.place,
        "rounds": decided.rounds,
        "stopped": decided.early,
        "problem": decided.problem.line() if decided.problem else "",
        "votes": [
            {"answer": ballot.answer, "key": ballot.key, "samples": list(ballot.places)}
            for ballot in told.poll.ballots
        ],
        "without_answer": list(told.poll.silent),
        "spent": decided.answer.charge._asdict(),
        "thinking_tokens": usage.thinking,
        "answer_tokens": usage.answer,
        "usd": cost and cost.here_usd,
        "elsewhere_usd": {f"{at.model}@{at.at}": at.usd for at in cost.elsewhere} if cost else {},
        "seconds": told.took_s,
        "samples": [
            {
                "key": voted.key,
                "said": voted.said,
                **answer_object(voted.generation),
                "surety": voted.generation.surety and asdict(voted.generation.surety),
            }
            for _, voted in sorted(told.samples.items())
        ],
    }
