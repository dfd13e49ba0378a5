"""What is still to be drawn, and in which order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(slots=True)
class Job:
    """A sample to be drawn: the `sample`-th of a question.

    `attempts` and `usd` are what it took so far without success; of that no sample stands
    for the dollars `owed`. `tries` are those that may have failed by the question's fault.
    """

    question: int
    sample: int
    attempts: int = 0
    usd: float | None = 0.0
    owed: float = 0.0
    tries: int = 0

    @property
    def place(self) -> tuple[int, int]:
        """Question and sample."""
        return self.question, self.sample

    def charge(self, usd: float | None) -> None:
        """Add what one more attempt cost; `None` where no price is known."""
        self.attempts += 1
        self.owed += usd or 0.0
        self.usd = None if usd is None or self.usd is None else self.usd + usd


class Jobs:
    """The samples still to be drawn: the first of every question, then the second, and so on.

    So the accuracy converges over the whole exam from the start.
    """

    def __init__(
        self,
        questions: int,
        samples: int,
        settled: set[tuple[int, int]],
        failed: dict[tuple[int, int], tuple[int, float | None]],
    ) -> None:
        self._again: deque[Job] = deque()
        self._new = _places(questions, samples, settled, failed)
        self._next = next(self._new, None)

    def take(self) -> Job | None:
        """The next one, `None` if there is none."""
        if self._again:
            return self._again.popleft()
        job, self._next = self._next, next(self._new, None)
        return job

    def put_back(self, job: Job) -> None:
        """One that could not be drawn now comes first again."""
        self._again.append(job)

    @property
    def owed(self) -> float:
        """Dollars of failed attempts at those that were put back."""
        return sum(job.owed for job in self._again)

    def __bool__(self) -> bool:
        return bool(self._again) or self._next is not None


def _places(
    questions: int,
    samples: int,
    settled: set[tuple[int, int]],
    failed: dict[tuple[int, int], tuple[int, float | None]],
) -> Iterator[Job]:
    for sample in range(samples):
        for question in range(questions):
            if (question, sample) not in settled:
                attempts, usd = failed.get((question, sample), (0, 0.0))
                yield Job(question, sample, attempts, usd)
