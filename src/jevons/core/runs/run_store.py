"""The runs of the library: what workers write and screens read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jevons.core.exams.exam import Exam
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Generation, Verdict
from jevons.core.runs import (
    answer_rows,
    generation_rows,
    pool_rows,
    run_rows,
    sample_columns,
    sample_rows,
)
from jevons.core.runs.answers import QuestionAnswer, answers_of
from jevons.core.runs.draws import Graded
from jevons.core.runs.generation_rows import canonical, timestamp
from jevons.core.runs.run import Caps, Run, RunPlan, RunState, Tally, Wish
from jevons.core.runs.sample_columns import SampleColumns
from jevons.core.runs.sample_rows import Drawn, Sample, SampleRow
from jevons.core.runs.writer import this_process

if TYPE_CHECKING:
    from jevons.core.runs.database import Database
    from jevons.core.runs.transfer.incoming import Incoming

BATCH = 64
"""Samples read at once: their thoughts together are a few megabytes."""


class RunStore:
    """Runs, their samples and verdicts; safe to share between threads and processes.

    Every method raises `ProblemError` if the library cannot be read or written, and
    those that name a run if it is not there.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # Runs.

    def create(self, exam: Exam, plan: RunPlan) -> Run:
        """Write a run down, for a worker to begin."""
        with self._database.writing() as connection:
            return run_rows.get(connection, run_rows.create(connection, exam, plan))

    def run(self, number: int) -> Run:
        """The run of that number."""
        with self._database.reading() as connection:
            return run_rows.get(connection, number)

    def runs(self, limit: int = 200) -> list[Run]:
        """The newest runs, the newest first."""
        with self._database.reading() as connection:
            return run_rows.find(connection, limit)

    def sweeps(self, number: int) -> list[Run]:
        """The runs that cut the thoughts of that one, the shortest budget first."""
        with self._database.reading() as connection:
            return run_rows.sweeps(connection, number)

    def exam(self, number: int) -> Exam:
        """The exam of a run, with its questions."""
        with self._database.reading() as connection:
            return run_rows.exam_of(connection, number)

    def delete(self, number: int) -> None:
        """Take a run away for good; its generations stay in the pool.

        Raises:
            ProblemError: BAD_INPUT: a worker is at it.
        """
        if self.run(number).state.is_live:
            raise ProblemError.of(
                ProblemKind.BAD_INPUT,
                f"run {number} is under way",
                kept="nothing was deleted",
                remedy=f"stop it first: jevons runs stop {number}",
            )
        with self._database.writing() as connection:
            run_rows.delete(connection, [number])

    # What the user asks of a run.

    def wish(self, number: int, wish: Wish) -> None:
        """Ask the run's worker to go on, pause or stop."""
        with self._database.writing() as connection:
            run_rows.change(connection, number, {"wanted": wish})

    def set_caps(self, number: int, caps: Caps) -> None:
        """Change what the run may take at most."""
        with self._database.writing() as connection:
            run_rows.change(connection, number, {"caps": canonical(asdict(caps))})

    def set_concurrency(self, number: int, concurrency: int | None) -> None:
        """Change how many requests go out at once; `None` for as many as pay."""
        with self._database.writing() as connection:
            run_rows.change(connection, number, {"concurrency": concurrency})

    def wishes(self, number: int) -> tuple[Wish, Caps, int | None]:
        """What is asked of a run: to go on or not, its caps, its concurrency."""
        with self._database.reading() as connection:
            return run_rows.wishes(connection, number)

    # What a worker tells of itself.

    def begin(self, number: int) -> None:
        """This process works on the run from now on."""
        with self._database.writing() as connection:
            values = {
                "state": RunState.RUNNING,
                "wanted": Wish.RUN,
                "problem": "",
                "writer": this_process(),
                "ended_at": None,
            }
            run_rows.change(connection, number, values)
            connection.execute(
                "UPDATE runs SET started_at = coalesce(started_at, ?) WHERE number = ?",
                [timestamp(datetime.now(UTC)), number],
            )

    def tell(self, number: int, state: RunState, busy_s: float, problem: str = "") -> None:
        """Note where the run stands, and the seconds spent on it since this was last told."""
        ended = None if state.is_live or state is RunState.WAITING else timestamp(datetime.now(UTC))
        with self._database.writing() as connection:
            values = {"state": state, "problem": problem, "ended_at": ended}
            run_rows.change(connection, number, values)
            connection.execute(
                "UPDATE runs SET busy_s = busy_s + ? WHERE number = ?", [busy_s, number]
            )

    def put(
        self,
        number: int,
        drawn: Sequence[Drawn],
        busy_s: float = 0.0,
        answers: Iterable[QuestionAnswer] = (),
    ) -> None:
        """Keep samples, and what a strategy came to; all of it or (if that fails) nothing."""
        with self._database.writing() as connection:
            answer_rows.put(connection, number, answers)
            for sample in drawn:
                sample_rows.put(connection, number, sample)
            connection.execute(
                "UPDATE runs SET busy_s = busy_s + ? WHERE number = ?", [busy_s, number]
            )

    def charge(self, number: int, usd: float) -> None:
        """Add dollars that no sample stands for."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE runs SET other_usd = other_usd + ? WHERE number = ?", [usd, number]
            )

    def grade(self, number: int, verdicts: Iterable[tuple[int, int, Verdict]]) -> None:
        """Add verdicts on (question, sample); the earlier ones stay."""
        with self._database.writing() as connection:
            for question, sample, verdict in verdicts:
                sample_rows.grade(connection, number, question, sample, verdict)

    def incoming(self) -> AbstractContextManager[Incoming]:
        """Room for a run from elsewhere."""
        from jevons.core.runs.transfer.incoming import open_incoming  # few runs come from elsewhere

        return open_incoming(self._database)

    # Samples.

    def pooled(self, key: str, samples: int, first: int = 0) -> dict[int, Generation]:
        """What the pool has under a key, by its place from `first` on and below `samples`."""
        with self._database.reading() as connection:
            return sample_rows.pooled(connection, key, samples, first)

    def pooled_count(self, key: str, samples: int) -> int:
        """How many places below `samples` a pool has."""
        with self._database.reading() as connection:
            return sample_rows.pooled_count(connection, key, samples)

    def pooled_at(self, key: str, sample: int) -> Generation | None:
        """What the pool has at one place under a key."""
        with self._database.reading() as connection:
            return pool_rows.at(connection, key, sample)

    def put_pooled(self, generation: Generation, key: str, sample: int | None) -> None:
        """Keep a generation that belongs to no run, at its place in the pool if it has one."""
        with self._database.writing() as connection:
            pool_rows.put(connection, generation, key, sample)

    def generation(self, generation_id: str) -> Generation | None:
        """The generation of that id, if it is there."""
        with self._database.reading() as connection:
            return generation_rows.get(connection, generation_id)

    def settled(self, number: int) -> set[tuple[int, int]]:
        """The places (question, sample) of a run that need no more drawing."""
        with self._database.reading() as connection:
            return sample_rows.settled(connection, number)

    def failed(self, number: int) -> dict[tuple[int, int], tuple[int, float | None]]:
        """Attempts and dollars of the samples that failed, by (question, sample)."""
        with self._database.reading() as connection:
            return sample_rows.failed(connection, number)

    def ungraded(self, number: int) -> list[tuple[int, int]]:
        """The places (question, sample) that were drawn and have no verdict."""
        with self._database.reading() as connection:
            return sample_rows.ungraded(connection, number)

    def samples(self, number: int, first: int = 0, last: int | None = None) -> list[SampleRow]:
        """The samples of the questions `first` to `last`, in their order."""
        with self._database.reading() as connection:
            return sample_rows.rows(connection, number, first, last)

    def columns(self, number: int) -> SampleColumns:
        """What all samples of a run took and came to, in columns."""
        with self._database.reading() as connection:
            return sample_columns.read(connection, number)

    def sample(self, number: int, question: int, sample: int) -> Sample | None:
        """One sample whole."""
        with self._database.reading() as connection:
            return sample_rows.get(connection, number, question, sample)

    def outline(self, number: int) -> tuple[list[tuple[int, int]], dict[str, Tally]]:
        """The places (question, sample) of all samples, and their sums by outcome."""
        with self._database.reading() as connection:
            return sample_rows.outline(connection, number)

    def iter_samples(
        self, number: int, places: Sequence[tuple[int, int]] | None = None
    ) -> Iterator[Sample]:
        """The samples at `places` (all, if not given), whole and in their order.

        They are read in batches, between which others may read and write.
        """
        if places is None:
            places, _ = self.outline(number)
        for start in range(0, len(places), BATCH):
            batch = places[start : start + BATCH]
            with self._database.reading() as connection:
                found = sample_rows.at(connection, number, batch)
            yield from found

    def graded_samples(self, number: int) -> dict[tuple[int, int], Graded]:
        """The samples that have a verdict, as strategies see them, by (question, sample)."""
        with self._database.reading() as connection:
            return answer_rows.graded_samples(connection, number)

    def answers(self, number: int) -> dict[int, QuestionAnswer]:
        """What the strategy of a run asked for and answered, by question."""
        with self._database.reading() as connection:
            return answer_rows.find(connection, number)

    def answers_if_any(self, run: Run) -> dict[int, QuestionAnswer] | None:
        """What the strategy of a run answered; `None` where it has none."""
        return self.answers(run.number) if run.decides else None

    def decide(self, number: int) -> None:
        """Work out anew, from its samples, what the strategy of a run comes to."""
        run = self.run(number)
        if not run.decides:
            return
        with self._database.writing() as connection:
            answer_rows.clear(connection, number)
            samples = answer_rows.graded_samples(connection, number)
            answer_rows.put(connection, number, answers_of(run.plan, run.questions, samples))

    def verdicts(self, number: int) -> dict[tuple[int, int], Verdict]:
        """The newest verdict on each (question, sample)."""
        with self._database.reading() as connection:
            return sample_rows.verdicts(connection, number)

    def tallies(self, number: int) -> dict[int, dict[str, Tally]]:
        """The sums of each question's samples, by outcome."""
        with self._database.reading() as connection:
            return sample_rows.question_tallies(connection, number)

    def finished(self, number: int) -> list[tuple[int, str]]:
        """(question, outcome) of every graded sample, in the order they were finished."""
        with self._database.reading() as connection:
            return sample_rows.finished(connection, number)
