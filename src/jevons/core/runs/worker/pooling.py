"""What a run need not draw, because an earlier one did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from jevons.core.records import Generation, Verdict
from jevons.core.runs.run import Run
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sample_rows import Drawn

Grade = Callable[[int, Generation], Verdict | None]
"""Grades the generation of a question, unless that takes time."""

BATCH = 256
"""Samples written at once: all together may be more than memory holds."""


def take_pooled(
    store: RunStore,
    run: Run,
    keys: Sequence[str],
    settled: set[tuple[int, int]],
    grade: Grade,
) -> set[tuple[int, int]]:
    """Take from the pool what the run lacks, and write it down; nothing is paid for it.

    `keys` are the pools of the questions. Returns the places (question, sample).

    Raises:
        ProblemError: the library cannot be read or written.
    """
    places: set[tuple[int, int]] = set()
    batch: list[Drawn] = []
    for taken in _lacking(store, run, keys, settled, grade):
        places.add((taken.question, taken.sample))
        batch.append(taken)
        if len(batch) == BATCH:
            store.put(run.number, batch)
            batch = []
    if batch:
        store.put(run.number, batch)
    return places


def _lacking(
    store: RunStore,
    run: Run,
    keys: Sequence[str],
    settled: set[tuple[int, int]],
    grade: Grade,
) -> Iterator[Drawn]:
    for question, key in enumerate(keys):
        for sample, generation in sorted(store.pooled(key, run.plan.samples).items()):
            if (question, sample) not in settled:
                verdict = grade(question, generation)
                yield Drawn(question, sample, generation, key, verdict, True, attempts=0, usd=0.0)
