"""A run as it stands at one moment, to be read from beginning to end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jevons.core.exams.exam import Exam
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.runs.answers import QuestionAnswer
from jevons.core.runs.run import Run, Tally
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sample_rows import Sample


@dataclass(frozen=True)
class RunSnapshot:
    """A run, its exam, and which samples it had; `tallies` sums these up by outcome.

    `answers` are those of the run's strategy, `None` where it has none. A worker may be at
    the run meanwhile: what it adds is left out. `on_sample` is told
    how many samples were read.
    """

    run: Run
    exam: Exam
    places: list[tuple[int, int]]
    tallies: dict[str, Tally]
    store: RunStore
    on_sample: Callable[[int], None] = lambda count: None
    answers: dict[int, QuestionAnswer] | None = None

    @property
    def samples(self) -> Iterator[Sample]:
        """The samples, whole and in their order, read as they are asked for.

        Raises:
            ProblemError: the library cannot be read, or the run was deleted meanwhile.
        """
        count = 0
        for sample in self.store.iter_samples(self.run.number, self.places):
            yield sample
            count += 1
            self.on_sample(count)
        if count < len(self.places):
            raise ProblemError.of(
                ProblemKind.NOT_FOUND, f"run {self.run.number} was deleted while it was read"
            )


def take_snapshot(
    store: RunStore, number: int, on_sample: Callable[[int], None] = lambda count: None
) -> RunSnapshot:
    """The run of that number as it stands.

    Raises:
        ProblemError: there is no such run, or the library cannot be read.
    """
    run, exam = store.run(number), store.exam(number)
    answers = store.answers_if_any(run)
    return RunSnapshot(run, exam, *store.outline(number), store, on_sample, answers)
