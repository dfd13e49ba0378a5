from dataclasses import replace

import pytest

from core.runs.run_samples import PLAN, a_sample, a_verdict, an_exam
from jevons.core.problems import ProblemError
from jevons.core.records import Dial, Outcome
from jevons.core.runs.generation_rows import pool_key
from jevons.core.runs.library import Library
from jevons.core.runs.run import UNGRADED, Caps, RunState, Tally, Wish


@pytest.fixture
def library(tmp_path):
    library, problems = Library.open(tmp_path / "library.db")
    assert not problems
    yield library
    library.close()


@pytest.fixture
def runs(library):
    return library.runs


@pytest.fixture
def run(runs):
    return runs.create(an_exam(), PLAN)


def test_a_run_comes_back_as_it_was_planned(runs):
    plan = replace(
        PLAN,
        models=("r1", "r1-other-server"),
        dial=Dial.budget(512, minimum=64),
        caps=Caps(usd=5.0, tokens=10_000),
        concurrency=16,
        judge="o3-mini",
    )
    made = runs.create(an_exam(), plan)
    found = runs.run(made.number)
    assert found == made
    assert found.plan == plan
    assert (found.exam, found.questions, found.planned) == ("sums", 3, 6)
    assert found.state is RunState.WAITING
    assert found.ledger.missing == 6


def test_the_exam_is_kept_with_its_questions_and_once(runs, library):
    first, second = (runs.create(an_exam(), PLAN) for _ in range(2))
    assert runs.exam(first.number) == runs.exam(second.number) == an_exam()
    assert first.exam_digest == an_exam().digest
    with library._database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM exams").fetchone()[0] == 1


def test_the_newest_run_comes_first(runs):
    numbers = [runs.create(an_exam(), PLAN).number for _ in range(3)]
    assert [run.number for run in runs.runs()] == numbers[::-1]
    assert [run.number for run in runs.runs(limit=1)] == numbers[-1:]


def test_a_run_that_is_not_there_is_said_so(runs):
    for read in (runs.run, runs.exam, runs.delete):
        with pytest.raises(ProblemError, match="there is no run 7"):
            read(7)
    with pytest.raises(ProblemError, match="there is no run 7"):
        runs.wish(7, Wish.STOP)


def test_the_ledger_adds_up(runs, run):
    outcomes = [Outcome.CORRECT, Outcome.INCORRECT, Outcome.TRUNCATED, None]
    places = [(0, 0), (0, 1), (1, 0), (1, 1)]
    drawn = [a_sample(*place, outcome) for place, outcome in zip(places, outcomes, strict=True)]
    runs.put(run.number, drawn, busy_s=1.5)
    ledger = runs.run(run.number).ledger
    assert {name: tally.samples for name, tally in ledger.tallies.items()} == {
        "correct": 1,
        "incorrect": 1,
        "truncated": 1,
        UNGRADED: 1,
    }
    assert ledger.total == Tally(4, 0, 4, 40, 120, 20, 8.0, 1.0, 0)
    assert (ledger.planned, ledger.missing) == (6, 2)
    assert runs.run(run.number).busy_s == 1.5


def test_a_failed_sample_is_drawn_again_and_both_are_paid_for(runs, run):
    runs.put(run.number, [a_sample(outcome=Outcome.ERROR, usd=0.1)])
    assert runs.settled(run.number) == set()
    assert runs.failed(run.number) == {(0, 0): (1, 0.1)}
    runs.put(run.number, [a_sample(attempts=2, usd=0.35)])
    assert runs.settled(run.number) == {(0, 0)}
    ledger = runs.run(run.number).ledger
    assert ledger.count(Outcome.ERROR) == 0
    assert "error" not in ledger.tallies
    assert ledger.total.attempts == 2
    assert ledger.total.usd == pytest.approx(0.35)


def test_a_sample_without_a_price_is_counted_apart(runs, run):
    runs.put(run.number, [a_sample(usd=None), a_sample(0, 1, usd=0.5)])
    total = runs.run(run.number).ledger.total
    assert (total.usd, total.unpriced) == (0.5, 1)


def test_what_is_drawn_stands_in_the_pool_unless_it_failed(runs, run):
    exam = an_exam()
    runs.put(run.number, [a_sample(0, 0), a_sample(0, 1, Outcome.ERROR), a_sample(1, 0)])
    key = pool_key(PLAN.model, PLAN.params, PLAN.dial, exam.messages(exam.questions[0]))
    pool = runs.pooled(key, 8)
    assert list(pool) == [0]
    assert pool[0] == a_sample(0, 0).generation
    assert runs.pooled(key, 0) == {}


def test_a_place_in_the_pool_is_taken_once(runs, run):
    other = runs.create(an_exam(), PLAN)
    twice = a_sample()
    again = replace(twice, generation=replace(twice.generation, id="drawn at the same time"))
    runs.put(run.number, [twice])
    runs.put(other.number, [again])
    assert runs.pooled(twice.key, 8)[0].id == twice.generation.id
    sample = runs.sample(other.number, 0, 0)
    assert sample is not None
    assert sample.generation.id == "drawn at the same time"


def test_a_pooled_sample_is_not_paid_for_again(runs, run):
    runs.put(run.number, [a_sample()])
    other = runs.create(an_exam(), PLAN)
    runs.put(other.number, [replace(a_sample(), pooled=True, attempts=0, usd=0.0)])
    total = runs.run(other.number).ledger.total
    assert (total.samples, total.pooled, total.attempts, total.usd) == (1, 1, 0, 0.0)


def test_all_of_a_batch_is_kept_or_nothing(runs, run):
    broken = replace(a_sample(1), usd="no number", attempts=None)
    with pytest.raises(ProblemError):
        runs.put(run.number, [a_sample(0), broken])
    assert runs.settled(run.number) == set()
    assert runs.run(run.number).ledger.total == Tally()


def test_grading_again_keeps_the_old_verdict_beside_the_new(runs, run):
    runs.put(run.number, [a_sample(outcome=None)])
    assert runs.ungraded(run.number) == [(0, 0)]
    runs.grade(run.number, [(0, 0, a_verdict(Outcome.INCORRECT, grader="old"))])
    runs.grade(run.number, [(0, 0, a_verdict(Outcome.CORRECT, grader="new"))])
    assert runs.ungraded(run.number) == []
    sample = runs.sample(run.number, 0, 0)
    assert sample is not None
    assert [verdict.grader for _, verdict in sample.verdicts] == ["new", "old"]
    assert sample.row.outcome == "correct"
    assert runs.verdicts(run.number)[0, 0].grader == "new"
    ledger = runs.run(run.number).ledger
    assert {name: tally.samples for name, tally in ledger.tallies.items()} == {"correct": 1}


def test_samples_are_read_by_question(runs, run):
    runs.put(run.number, [a_sample(q, s) for q in range(3) for s in range(2)])
    rows = runs.samples(run.number, 1, 1)
    assert [(row.question, row.sample) for row in rows] == [(1, 0), (1, 1)]
    assert len(runs.samples(run.number)) == 6
    assert [question for question, _ in runs.finished(run.number)] == [0, 0, 1, 1, 2, 2]
    tallies = runs.tallies(run.number)
    assert tallies[2]["correct"].samples == 2


def test_the_state_is_seen_through_when_the_worker_dies(runs, run, library):
    runs.begin(run.number)
    assert runs.run(run.number).state is RunState.RUNNING
    with library._database.writing() as connection:
        connection.execute("UPDATE runs SET writer = '999999999 1 x'")
    assert runs.run(run.number).state is RunState.INTERRUPTED
    runs.begin(run.number)
    runs.tell(run.number, RunState.CAPPED, 2.0, "the cap of $5 is met")
    capped = runs.run(run.number)
    assert (capped.state, capped.problem, capped.busy_s) == (
        RunState.CAPPED,
        "the cap of $5 is met",
        2.0,
    )
    assert capped.started_at is not None
    assert capped.ended_at is not None


def test_what_the_user_asks_of_a_run_is_kept_for_its_worker(runs, run):
    runs.wish(run.number, Wish.PAUSE)
    runs.set_caps(run.number, Caps(seconds=60.0))
    runs.set_concurrency(run.number, 32)
    found = runs.run(run.number)
    assert (found.wanted, found.plan.caps.seconds, found.plan.concurrency) == (Wish.PAUSE, 60, 32)


def test_a_deleted_run_leaves_its_generations_in_the_pool(runs, run):
    runs.put(run.number, [a_sample()])
    runs.delete(run.number)
    assert runs.runs() == []
    assert list(runs.pooled(a_sample().key, 8)) == [0]


def test_a_run_under_way_is_not_deleted(runs, run):
    runs.begin(run.number)
    with pytest.raises(ProblemError, match="under way"):
        runs.delete(run.number)
    assert runs.run(run.number).number == run.number
