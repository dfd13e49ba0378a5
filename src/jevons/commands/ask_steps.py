"""`jevons ask --strategy`: one question, answered step by step."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from dataclasses import asdict
from time import monotonic
from typing import Any, NamedTuple

from jevons.commands.ask_keeping import Keeping
from jevons.commands.ask_telling import CANCELLED, FAILED, print_json, say
from jevons.core.models.registry import find_model
from jevons.core.records import Cost, Usage
from jevons.core.runs.ask import Asked
from jevons.core.runs.costing import Costing
from jevons.core.runs.export import answer_object
from jevons.core.runs.steps.asked import Asker, Hands, StepsAsked, free_keys
from jevons.core.runs.steps.events import (
    NodeEnded,
    NodeGrew,
    NodeNoticed,
    NodeStarted,
    NodeWaits,
    StepEvent,
)
from jevons.core.runs.steps.shelf import PoolShelf
from jevons.core.runs.steps.solving import salt_of
from jevons.core.runs.steps.stepping import Stepped, Stepper
from jevons.core.runs.worker.server import Server
from jevons.core.settings import Settings
from jevons.core.state.meter import cost_readings, seconds
from jevons.core.strategies.registry import spelled
from jevons.core.strategies.steps.request import Extend, Judge, Probe, Request, Revise, Sample
from jevons.core.strategies.steps.strategy import StepStrategy
from jevons.core.strategies.steps.trail import Result
from jevons.core.strategies.strategy import Need
from jevons.core.visible_text import one_line, visible

SHOWN = 60
"""Characters of an answer or a step that are shown of it in the list of what happens."""


def ask_by_steps(
    args: argparse.Namespace,
    asked: Asked,
    settings: Settings,
    strategy: StepStrategy,
    *,
    keep: bool,
) -> int:
    """Ask; the exit status is that of `jevons ask`.

    Raises:
        ProblemError: there is no such judge.
    """
    judge = find_model(args.judge) if args.judge and Need.JUDGE in strategy.needs else None
    keeping = Keeping(asked) if keep else None
    logprobs = Need.LOGPROBS in strategy.needs
    servers = [
        Server(spec, settings, None, logprobs=logprobs) for spec in (asked.spec, judge) if spec
    ]
    shelf = PoolShelf(keeping.runs, reuse=False) if keeping else None
    show = _Show(quiet=args.quiet or args.json)
    hands = Hands(
        solver=Asker(servers[0]),
        costing=Costing(settings),
        answer_tokens=settings.answer_tokens,
        judge=Asker(servers[1]) if judge else None,
        shelf=shelf,
    )
    keys = free_keys(asked.messages[-1].content)
    steps = StepsAsked(
        strategy, asked.messages, asked.params, asked.dial, keys, salt=salt_of(asked)
    )
    began = monotonic()
    stepped = asyncio.run(_draw(steps, hands, servers, show))
    told = _Told(strategy, asked, stepped, monotonic() - began, _cost(stepped, hands.costing))
    kept = _kept(keeping, told) if keeping else ""
    return _report(told, kept, as_json=args.json)


class _Told(NamedTuple):
    """What there is to tell in the end."""

    strategy: StepStrategy
    asked: Asked
    stepped: Stepped
    took_s: float
    cost: Cost


def _cost(stepped: Stepped, costing: Costing) -> Cost:
    """What all that was drawn cost here, and would have elsewhere."""
    spent = stepped.spent
    charge = spent.charge
    usage = Usage(
        prompt=spent.prompt_tokens, thinking=charge.thinking_tokens, answer=charge.answer_tokens
    )
    return Cost(spent.usd, "", costing.elsewhere(usage))


async def _draw(steps: StepsAsked, hands: Hands, servers: list[Server], show: _Show) -> Stepped:
    """Draw, showing what comes; Ctrl-C stops it."""
    stepper = Stepper(steps, hands, show.take)
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stepper.stop)
    try:
        return await stepper.answer()
    finally:
        show.end()
        for server in servers:
            await server.close()


class _Show:
    """What is shown on stderr: a line for each request, and the text of one drawn alone."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._drawn: set[int] = set()
        self._alone: int | None = None
        self._open = False

    def take(self, event: StepEvent) -> None:
        """Show an event."""
        match event:
            case NodeStarted(place):
                self._alone = None if self._drawn else place
                self._drawn.add(place)
            case NodeGrew(place, text, thinking) if thinking and place == self._alone:
                self._write(text)
            case NodeEnded(place, request, result):
                self._drawn.discard(place)
                self._tell(f"{place} {_named(request)}: {_told(request, result)}")
            case NodeWaits(_, reason) if sys.stderr.isatty():
                self._tell(reason)
            case NodeNoticed(_, problem):
                self._tell(problem.line())
            case _:
                pass

    def _write(self, text: str) -> None:
        if not self._quiet:
            sys.stderr.write(visible(text))
            sys.stderr.flush()
            self._open = not text.endswith("\n")

    def _tell(self, text: str) -> None:
        if not self._quiet:
            self.end()
            say(text)

    def end(self) -> None:
        """Finish the line that is open."""
        if self._open:
            sys.stderr.write("\n")
            self._open = False


def _named(request: Request) -> str:
    match request:
        case Extend(parent):
            return "thought begun" if parent is None else f"step after {parent}"
        case Probe(parent):
            return f"trial answer after {parent}"
        case Judge(parent):
            return f"score of {parent}"
        case Revise(parent):
            return f"revision of {parent}"
        case Sample():
            return "answer"
        case _:
            return f"answer after {request.parent}"


def _told(request: Request, result: Result) -> str:
    """What came, in a few words."""
    if isinstance(request, Judge):
        return "none, it makes no sense" if result.score is None else f"{result.score:.2f}"
    if isinstance(request, Extend):
        return f"{result.thinking_tokens:,} tokens{', the thought ends' if result.ended else ''}"
    return one_line(result.key, SHOWN) if result.key is not None else "none found"


def _kept(keeping: Keeping, told: _Told) -> str:
    """Keep the answer as the turn's; what became of it, in words."""
    generation = told.stepped.generation
    if generation is not None:
        keeping.put_generation(keeping.turn.id, generation, told.asked.messages)
    return keeping.close()


def _report(told: _Told, kept: str, *, as_json: bool) -> int:
    """Print the outcome, and give the exit status."""
    stepped = told.stepped
    generation = stepped.generation
    if as_json:
        print_json(steps_object(told))
    elif generation is not None and generation.answer:
        print(visible(generation.answer))
    if stepped.problem is not None:
        say(stepped.problem.line())
    if not as_json and stepped.spent.charge.tokens:
        say(_meter(told))
    if stepped.answer is None and stepped.problem is None:
        say(f"cancelled; {kept or 'nothing of it is kept (--keep does)'}")
        return CANCELLED
    if stepped.answer is not None and generation is None:
        say("no answer was found in what came; allow more tokens, or try another strategy")
    return 0 if generation is not None and generation.answer else FAILED


def _meter(told: _Told) -> str:
    """What the answer took, in one line."""
    spent = told.stepped.spent
    parts = [f"{spent.thinking_tokens:,} thinking", f"{spent.answer_tokens:,} answer"]
    parts += [f"{spent.probe_tokens:,} trial"] if spent.probe_tokens else []
    parts += [f"{spent.judge_tokens:,} judge"] if spent.judge_tokens else []
    counted = f"{' + '.join(parts)} tokens, {len(told.stepped.trail.nodes):,} requests"
    costs = [f"{value} {label}" for label, value in cost_readings(told.cost)]
    return " · ".join((counted, seconds(told.took_s), *costs))


def steps_object(told: _Told) -> dict[str, Any]:
    """What a program gets of it."""
    stepped = told.stepped
    answer, generation = stepped.answer, stepped.generation
    return {
        "question": told.asked.messages[-1].content,
        "strategy": spelled(told.strategy),
        "model": told.asked.spec.name,
        "key": answer and answer.key,
        "answer": generation and generation.answer,
        "problem": stepped.problem.line() if stepped.problem else "",
        "spent": stepped.spent._asdict(),
        "elsewhere_usd": {f"{at.model}@{at.at}": at.usd for at in told.cost.elsewhere},
        "seconds": told.took_s,
        "generation": generation and answer_object(generation),
        "nodes": [
            {"kind": request.kind, **asdict(request), **asdict(result)}
            for request, result in stepped.trail.nodes
        ],
    }
