import asyncio
import itertools

import pytest

from core.runs.run_samples import PLAN, a_sample, an_exam
from jevons.core.problems import Problem, ProblemError, ProblemKind
from jevons.core.runs.worker.committer import Committer


class Store:
    """Notes what is written, and refuses as often as told; `write` ends when it may."""

    def __init__(self, refusals=0):
        self.refusals = refusals
        self.written = []
        self.seconds = []
        self.tries = 0

    def put(self, run, batch, busy_s, answers):
        self.tries += 1
        if self.refusals:
            self.refusals -= 1
            raise ProblemError(Problem(ProblemKind.NO_SPACE, "no space left"))
        self.written += [(drawn.question, drawn.sample) for drawn in batch]
        self.seconds.append(busy_s)


def committer_of(store):
    told, kept, laps = [], [], itertools.count(1)
    committer = Committer(store, 1, kept.extend, told.append, lambda: float(next(laps)))
    return committer, told, kept


EXAM = an_exam(8)


def samples(count):
    return [a_sample(n, exam=EXAM) for n in range(count)]


def test_two_that_write_at_once_write_nothing_twice():
    store = Store()

    async def main():
        committer, _, kept = committer_of(store)
        for sample in samples(4):
            committer.put(sample)
        assert await asyncio.gather(*(committer.write() for _ in range(3))) == [True] * 3
        assert committer.holds == 0
        return kept

    assert asyncio.run(main()) == samples(4)
    assert store.written == [(n, 0) for n in range(4)]


def test_what_comes_while_it_writes_is_written_next():
    store = Store()

    async def main():
        committer, _, kept = committer_of(store)
        committer.put(samples(1)[0])
        writing = asyncio.create_task(committer.write())
        await asyncio.sleep(0)
        committer.put(samples(2)[1])
        await writing
        assert len(kept) <= 2
        await committer.write()
        assert committer.holds == 0

    asyncio.run(main())
    assert store.written == [(0, 0), (1, 0)]


def test_trouble_is_told_once_and_its_end_and_no_second_is_lost():
    store = Store(refusals=3)

    async def main():
        committer, told, kept = committer_of(store)
        committer.put(samples(1)[0])
        for _ in range(3):
            assert not await committer.write()
            assert committer.troubled
            assert committer.holds == 1
        assert await committer.write()
        assert not committer.troubled
        assert kept == samples(1)
        return told

    told = asyncio.run(main())
    assert [problem and problem.kind for problem in told] == [ProblemKind.NO_SPACE, None]
    assert store.seconds == [1 + 2 + 3 + 4]


def test_the_seconds_are_written_where_nothing_was_drawn():
    store = Store()

    async def main():
        committer, _, _ = committer_of(store)
        assert await committer.write()

    asyncio.run(main())
    assert (store.written, store.seconds) == ([], [1.0])


def test_a_sample_is_put_into_the_library_once(store):
    run = store.create(EXAM, PLAN)

    async def main():
        committer, _, _ = committer_of(store)
        for sample in samples(5):
            committer.put(sample)
        await asyncio.gather(committer.write(), committer.write())

    asyncio.run(main())
    assert store.run(run.number).ledger.total.samples == 5
    graded = [store.sample(run.number, n, 0).verdicts for n in range(5)]
    assert [len(verdicts) for verdicts in graded] == [1] * 5
    assert store.run(run.number).busy_s == pytest.approx(3.0)
