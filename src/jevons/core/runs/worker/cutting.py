"""Thoughts of another run, cut at a budget: only their answers are still to be drawn."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jevons.core.models.client import ChatClient
from jevons.core.models.draft import Draft
from jevons.core.models.failures import Trouble
from jevons.core.models.registry import ModelSpec
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Cost, Generation, Outcome, Timing, Usage
from jevons.core.runs.costing import Costing
from jevons.core.runs.run import Run, RunPlan
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sample_rows import Drawn

BATCH = 256
"""Samples written at once."""


def take_ended(
    store: RunStore, run: Run, keys: Sequence[str], settled: set[tuple[int, int]]
) -> set[tuple[int, int]]:
    """Take over what ended its thought within the budget, with its verdict if it has one.

    The budget would have changed nothing: such samples are the same generations, and cost
    nothing. `keys` are the pools of the questions. Returns the places (question, sample).

    Raises:
        ProblemError: the library cannot be read or written.
    """
    parent, budget = run.plan.cut_of, run.plan.dial.tokens
    assert parent is not None
    assert budget is not None
    places = [
        (row.question, row.sample)
        for row in store.samples(parent)
        if row.thinking_tokens <= budget
        and row.outcome != Outcome.ERROR
        and (row.question, row.sample) not in settled
    ]
    for start in range(0, len(places), BATCH):
        store.put(run.number, list(_taken(store, parent, places[start : start + BATCH], keys)))
    return set(places)


def _taken(
    store: RunStore, parent: int, places: Sequence[tuple[int, int]], keys: Sequence[str]
) -> Iterator[Drawn]:
    for sample in store.iter_samples(parent, places):
        question = sample.row.question
        verdict = sample.verdicts[0][1] if sample.verdicts else None
        yield Drawn(
            question,
            sample.row.sample,
            sample.generation,
            keys[question],
            verdict,
            pooled=True,
            attempts=0,
            usd=0.0,
        )


def thoughts_of(store: RunStore, plan: RunPlan) -> CutThoughts | None:
    """The thoughts that a run is to cut, if it is to.

    Raises:
        ProblemError: NOT_FOUND: the run whose thoughts they are was deleted.
    """
    if plan.cut_of is None or plan.dial.tokens is None:
        return None
    return CutThoughts(store, store.run(plan.cut_of).number, plan.dial.tokens)


class CutThoughts:
    """The thoughts of a run, each cut after so many tokens."""

    def __init__(self, store: RunStore, run: int, tokens: int) -> None:
        self._store = store
        self._run = run
        self.tokens = tokens

    async def whole(self, question: int, sample: int) -> Generation | None:
        """The generation whose thought is cut; `None` if there is none that thought so long.

        Raises:
            ProblemError: the library cannot be read.
        """
        found = await asyncio.to_thread(self._store.sample, self._run, question, sample)
        if found is None or found.row.outcome == Outcome.ERROR:
            return None
        return found.generation if found.generation.usage.thinking > self.tokens else None

    async def begin(self, draft: Draft, whole: Generation, client: ChatClient) -> None:
        """Put the beginning of a thought into a draft that is to be answered.

        It is cut by the server's tokenizer; where there is none, at its share of characters.

        Raises:
            ProblemError: UNSUPPORTED: the server cannot go on with a thought; or it cannot be
                asked now.
        """
        dialect = client.endpoint.dialect
        if not dialect.continues_prefill:
            raise ProblemError.of(
                ProblemKind.UNSUPPORTED,
                f"{dialect.title} does not go on with a thought that was begun for it",
                kept="all that was drawn is kept",
                remedy="sweep on a server that continues a prefilled turn, or run each budget",
            )
        try:
            thought = await client.beginning(whole.thinking, self.tokens)
        except Trouble as trouble:
            raise ProblemError(trouble.problem) from trouble
        if thought is None:
            share = self.tokens / whole.usage.thinking
            thought = whole.thinking[: round(len(whole.thinking) * share)]
        draft.take_over(thought, self.tokens)


def anew(usage: Usage) -> Usage:
    """What of a cut thought's usage is paid: the answer, and what was read to go on with it."""
    return replace(usage, prompt=0, cached=0, thinking=0)


def as_if_drawn(
    generation: Generation, whole: Generation, spec: ModelSpec, costing: Costing
) -> Generation:
    """The answer to a cut thought, with usage, time and cost as if all of it had been drawn.

    The generation comes with the time and the cost of its answer alone. The question was read
    once for the thought, and again with it for the answer, as it is under any forced budget.
    The thought took its share of the seconds of the whole one, and, on a machine that is paid
    by the hour, of its dollars.
    """
    usage = replace(
        generation.usage,
        prompt=whole.usage.prompt,
        cached=whole.usage.cached,
        inherited=generation.usage.thinking,
    )
    timing = _timing(generation.timing, usage.thinking, whole)
    spent = generation.cost
    cost = None if spent is None else _cost(spent, usage, whole, spec, costing)
    return replace(generation, usage=usage, timing=timing, cost=cost, parent_id=whole.id)


def _cost(spent: Cost, usage: Usage, whole: Generation, spec: ModelSpec, costing: Costing) -> Cost:
    if spec.price_model:
        here = costing.here(spec, usage, Timing()).here_usd
    elif spent.here_usd is None or whole.cost is None or whole.cost.here_usd is None:
        here = None
    else:
        share = usage.thinking / max(whole.usage.output, 1)
        here = spent.here_usd + whole.cost.here_usd * share
    return replace(spent, here_usd=here, spent_usd=spent.here_usd)


def _timing(own: Timing, thinking: int, whole: Generation) -> Timing:
    """The wait for the first token and the thought as they were, the answer as it came."""
    before, share = whole.timing, thinking / whole.usage.thinking
    thought_s = None if before.thinking_s is None else before.thinking_s * share
    parts = (before.ttft_s, thought_s, own.total_s)
    known = [part for part in parts if part is not None]
    total = sum(known) if len(known) == len(parts) else own.total_s
    return Timing(before.ttft_s, thought_s, total, before.tokens_per_s or own.tokens_per_s)
