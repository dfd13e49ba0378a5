"""What a run need not draw, because an earlier one did."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jevons.core.records import Generation, Verdict
from jevons.core.runs.run import Run
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sample_rows import Drawn

Grade = Callable[[int, Generation], Verdict | None]
"""Grades the generation of a question, unless that takes time."""


def take_pooled(
    store: RunStore,
    run: Run,
    keys: Sequence[str],
    settled: set[tuple[int, int]],
    grade: Grade,
) -> list[Drawn]:
    """Take from the pool what the run lacks, and write it down; nothing is paid for it.

    `keys` are the pools of the questions.

    Raises:
        ProblemError: the library cannot be read or written.
    """
    taken: list[Drawn] = []
    for question, key in enumerate(keys):
        for sample, generation in sorted(store.pooled(key, run.plan.samples).items()):
            if (question, sample) not in settled:
                verdict = grade(question, generation)
                taken.append(
                    Drawn(question, sample, generation, key, verdict, True, attempts=0, usd=0.0)
                )
    if taken:
        store.put(run.number, taken)
    return taken
