"""What is still to be drawn, and in which order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush


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


Failed = Mapping[tuple[int, int], tuple[int, float | None]]
"""Attempts and dollars of samples that failed, by (question, sample)."""


class Jobs:
    """The samples still to be drawn: the first of every question, then the second, and so on.

    So the accuracy converges over the whole exam from the start. What is added on the way
    takes its place in that order.
    """

    def __init__(
        self, questions: int, samples: int, settled: set[tuple[int, int]], failed: Failed
    ) -> None:
        self._again: deque[Job] = deque()
        self._added: list[tuple[int, int, int, Job]] = []
        self._new = _places(questions, samples, settled, failed)
        self._next = next(self._new, None)

    def take(self) -> Job | None:
        """The next one, `None` if there is none."""
        if self._again:
            return self._again.popleft()
        if self._added:
            return heappop(self._added)[-1]
        job, self._next = self._next, next(self._new, None)
        return job

    def add(self, job: Job, *, together: bool = False) -> None:
        """One more that is to be drawn; samples of a question that race begin `together`."""
        first = 0 if together else job.sample
        heappush(self._added, (first, job.question, job.sample, job))

    def withdraw(self, question: int) -> list[Job]:
        """Those of a question, which are no longer to be drawn."""
        gone = [job for job in self._again if job.question == question]
        gone += [entry[-1] for entry in self._added if entry[1] == question]
        self._again = deque(job for job in self._again if job.question != question)
        self._added = [entry for entry in self._added if entry[1] != question]
        heapify(self._added)
        return gone

    def put_back(self, job: Job) -> None:
        """One that could not be drawn now comes first again."""
        self._again.append(job)

    @property
    def owed(self) -> float:
        """Dollars of failed attempts at those that were put back."""
        return sum(job.owed for job in self._again)

    def __bool__(self) -> bool:
        return bool(self._again or self._added) or self._next is not None


def _places(
    questions: int,
    samples: int,
    settled: set[tuple[int, int]],
    failed: Failed,
) -> Iterator[Job]:
    for sample in range(samples):
        for question in range(questions):
            if (question, sample) not in settled:
                attempts, usd = failed.get((question, sample), (0, 0.0))
                yield Job(question, sample, attempts, usd)
