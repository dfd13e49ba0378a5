"""Keeps what was drawn, many samples to a transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from jevons.core.problems import Problem, ProblemError
from jevons.core.runs.answers import QuestionAnswer
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sample_rows import Drawn

AGAIN_S = 2.0
"""Seconds before what could not be written is tried again."""


class Committer:
    """Writes samples to the library; each counts once it is written.

    What cannot be written (a full disk) is held and tried again until it can be.
    `on_kept` is told what was written, `on_trouble` of a problem once, and `None` when it
    is over. `lap` gives the seconds of work since it was last asked.
    """

    def __init__(
        self,
        store: RunStore,
        run: int,
        on_kept: Callable[[Sequence[Drawn]], None],
        on_trouble: Callable[[Problem | None], None],
        lap: Callable[[], float],
    ) -> None:
        self._store = store
        self._run = run
        self._on_kept = on_kept
        self._on_trouble = on_trouble
        self._held: list[Drawn] = []
        self._answers: dict[int, QuestionAnswer] = {}
        self._wake = asyncio.Event()
        self._turn = asyncio.Lock()
        self._lap = lap
        self._busy_s = 0.0
        self.troubled = False
        """Whether the last try to write failed."""

    @property
    def holds(self) -> int:
        """Samples and answers that are not written yet."""
        return len(self._held) + len(self._answers)

    def put(self, drawn: Drawn) -> None:
        """Take a sample to be written."""
        self._held.append(drawn)
        self._wake.set()

    def note(self, answer: QuestionAnswer) -> None:
        """Take what a strategy came to; what was held of that question is out of date."""
        self._answers[answer.question] = answer
        self._wake.set()

    async def work(self) -> None:
        """Write what comes, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self.holds:
                if not await self.write():
                    await asyncio.sleep(AGAIN_S)

    async def write(self) -> bool:
        """Write all that is held, and the seconds; tells whether that went well."""
        async with self._turn:  # what another writes just now would be written twice
            batch, answers = list(self._held), dict(self._answers)
            self._busy_s += self._lap()
            try:
                found = list(answers.values())
                await asyncio.to_thread(self._store.put, self._run, batch, self._busy_s, found)
            except ProblemError as error:
                if not self.troubled:
                    self.troubled = True
                    self._on_trouble(error.problem)
                return False
            self._busy_s = 0.0
            del self._held[: len(batch)]
            for question, answer in answers.items():
                if self._answers[question] is answer:
                    del self._answers[question]
            if self.troubled:
                self.troubled = False
                self._on_trouble(None)
            self._on_kept(batch)
            return True
