"""The pools of a run: its samples, question by question, as strategies are replayed on them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, repeat
from statistics import fmean

from jevons.core.analysis.replay_orders import QuestionPool
from jevons.core.models.registry import find_model
from jevons.core.prices.pricing import Asked
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Outcome
from jevons.core.runs.generation_rows import read_surety
from jevons.core.runs.run import UNGRADED, Run
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sample_columns import SampleColumns
from jevons.core.strategies.draw import Draw
from jevons.core.strategies.sureness import FIELDS

NO_SAMPLE = frozenset({Outcome.ERROR, Outcome.STOPPED, UNGRADED})
"""Outcomes that say nothing of the model: its server failed, a strategy stopped it, or the
grader is still at it."""

_NO_ANSWER = frozenset({Outcome.UNPARSED, Outcome.TRUNCATED, Outcome.REFUSED})
"""Outcomes without an answer to vote for; the sample counts and costs all the same."""

LEAST_SHARE = 0.5
"""Of the samples that the best served question has: one with fewer is left out, as it would
keep all others from being replayed on more."""


@dataclass(frozen=True)
class RunPools:
    """The pools of one run.

    `questions` has the positions in the exam of those that have a pool, `clusters` theirs,
    `asked` what prices of theirs depend on. `failed` samples are those without a reply,
    `ungraded` ones have no verdict yet, and `left_out` are the questions with too few
    samples: none of these is in the pools.
    """

    run: Run
    questions: Sequence[int]
    clusters: Sequence[str]
    pools: Sequence[QuestionPool]
    asked: Sequence[Asked]
    failed: int
    ungraded: int
    left_out: int

    @property
    def size(self) -> int:
        """Samples that every question has: as many as a strategy may draw at most."""
        return min(len(pool.draws) for pool in self.pools)

    def measures(self) -> set[str]:
        """The fields of `Surety` by which every sample with an answer can be weighed."""
        voting = [draw.surety for pool in self.pools for draw in pool.draws if draw.key is not None]
        return {
            name
            for name in FIELDS.values()
            if all(getattr(surety, name, None) is not None for surety in voting)
        }

    def only(self, questions: Collection[int]) -> RunPools:
        """The pools of these questions alone."""
        if len(questions) == len(self.questions):
            return self
        places = [n for n, question in enumerate(self.questions) if question in questions]
        return replace(
            self,
            questions=[self.questions[n] for n in places],
            clusters=[self.clusters[n] for n in places],
            pools=[self.pools[n] for n in places],
            asked=[self.asked[n] for n in places],
        )

    def notices(self) -> list[str]:
        """What is not in the pools, in words."""
        few = (
            "without an answer yet"
            if self.run.decides
            else "with less than half of others' samples"
        )
        found = [
            (self.failed, "failed samples"),
            (self.ungraded, "samples without a verdict yet"),
            (self.left_out, f"questions {few}"),
        ]
        return [f"{count:,} {what} are left out" for count, what in found if count]


def read_pools(store: RunStore, number: int) -> RunPools:
    """The pools of a run as it stands; a hundred thousand samples take about a second.

    Raises:
        ProblemError: NOT_FOUND: there is no such run; BAD_INPUT: it has no graded sample.
    """
    run = store.run(number)
    clusters = [question.cluster for question in store.exam(number).questions]
    answered = None
    if run.decides:
        answers = store.answers(number).items()
        answered = {question for question, answer in answers if answer.is_found}
    columns = store.columns(number)
    whole = run.plan.cut_of
    # Cut thoughts took their seconds when the whole ones were drawn.
    at_once = mean_at_once(columns if whole is None else store.columns(whole))
    return pools_of(run, columns, clusters, at_once, answered)


def pools_of(
    run: Run,
    columns: SampleColumns,
    clusters: Sequence[str],
    at_once: float,
    answered: Collection[int] | None = None,
) -> RunPools:
    """The pools of a run from its samples in columns.

    `at_once` generations were drawn at a time. A strategy drew as many of each question as it
    needed: there it has to have `answered`.

    Raises:
        ProblemError: BAD_INPUT: no sample is graded.
    """
    kept = [place for place, outcome in enumerate(columns.outcomes) if outcome not in NO_SAMPLE]
    places = {
        question: list(found)
        for question, found in groupby(kept, key=columns.questions.__getitem__)
    }
    if not places:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"run {run.number} has no graded sample",
            remedy=f"wait for some, or go on with it: jevons runs resume {run.number}",
        )
    least = math.ceil(LEAST_SHARE * max(map(len, places.values())))
    served = [
        question
        for question, found in places.items()
        if (len(found) >= least if answered is None else question in answered)
    ]
    if not served:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"run {run.number} has no question answered",
            remedy="wait for the first",
        )
    draws, model = draws_of(columns), _name_in_the_book(run.plan.model)
    rights = [float(outcome == Outcome.CORRECT) for outcome in columns.outcomes]
    said = Counter(columns.outcomes)
    return RunPools(
        run=run,
        questions=served,
        clusters=[clusters[question] for question in served],
        pools=[
            QuestionPool([draws[n] for n in places[q]], [rights[n] for n in places[q]])
            for q in served
        ],
        asked=[
            Asked(
                model,
                fmean([columns.prompts[n] for n in places[q]]),
                fmean([columns.cached[n] for n in places[q]]),
                at_once,
            )
            for q in served
        ],
        failed=said[Outcome.ERROR],
        ungraded=said[UNGRADED],
        left_out=run.questions - len(served),
    )


def draws_of(columns: SampleColumns) -> list[Draw]:
    """Every sample as strategies see it."""
    keys = [
        None if outcome in _NO_ANSWER else key
        for outcome, key in zip(columns.outcomes, columns.keys, strict=True)
    ]
    sureties = [text and read_surety(text) for text in columns.sureties]
    figures = (columns.thinking, columns.answers, columns.seconds, columns.usd)
    return list(map(Draw, keys, *figures, repeat(0.0), sureties))


def _name_in_the_book(model: str) -> str:
    """The model whose prices are the model's own, as it was added; else its name."""
    try:
        return find_model(model).price_model or model
    except ProblemError:  # it is not here any more
        return model


def mean_at_once(columns: SampleColumns) -> float:
    """How many generations were on their way at a time: their seconds, over those with any.

    So the shares of a machine's time add up to what it worked (pauses are not counted).
    """
    begun = [datetime.fromisoformat(text).timestamp() for text in columns.begun]
    busy, until = 0.0, -math.inf
    for start, seconds in sorted(zip(begun, columns.seconds, strict=True)):
        end = start + seconds
        if end > until:
            busy += end - max(start, until)
            until = end
    return math.fsum(columns.seconds) / busy if busy else 1.0
