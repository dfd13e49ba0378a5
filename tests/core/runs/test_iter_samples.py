"""The samples of a run, one after another."""

import pytest

from core.runs.run_samples import PLAN, a_sample, a_verdict, an_exam
from jevons.core.records import Outcome
from jevons.core.runs import run_store
from jevons.core.runs.library import Library
from jevons.core.runs.run import UNGRADED, Tally


@pytest.fixture
def runs(tmp_path):
    library, problems = Library.open(tmp_path / "library.db")
    assert not problems
    yield library.runs
    library.close()


@pytest.fixture
def run(runs):
    """A run of five questions, two samples each, of which the last is not drawn."""
    run = runs.create(an_exam(5), PLAN)
    places = [(q, s) for q in range(5) for s in range(2)][:-1]
    runs.put(run.number, [a_sample(*place, exam=an_exam(5)) for place in reversed(places)])
    return run


@pytest.mark.parametrize("batch", [1, 4, 64])
def test_they_come_whole_and_in_order(runs, run, monkeypatch, batch):
    monkeypatch.setattr(run_store, "BATCH", batch)
    runs.grade(run.number, [(1, 1, a_verdict(Outcome.INCORRECT, grader="newer"))])
    samples = list(runs.iter_samples(run.number))
    places = [(sample.row.question, sample.row.sample) for sample in samples]
    assert places == [(q, s) for q in range(5) for s in range(2)][:-1]
    for place, sample in zip(places, samples, strict=True):
        assert sample == runs.sample(run.number, *place)
    assert [verdict.grader for _, verdict in samples[3].verdicts] == ["newer", "test-1"]


def test_those_of_some_places(runs, run):
    samples = runs.iter_samples(run.number, [(0, 1), (3, 0), (4, 1)])
    assert [(sample.row.question, sample.row.sample) for sample in samples] == [(0, 1), (3, 0)]


def test_others_read_and_write_meanwhile(runs, run, monkeypatch):
    monkeypatch.setattr(run_store, "BATCH", 1)
    samples = runs.iter_samples(run.number)
    next(samples)
    runs.put(run.number, [a_sample(4, 1, exam=an_exam(5))])
    assert runs.run(run.number).ledger.missing == 0
    assert len(list(samples)) == 8


def test_a_run_without_samples_has_none(runs):
    assert list(runs.iter_samples(runs.create(an_exam(), PLAN).number)) == []


def test_the_outline_has_all_places_and_sums(runs, run):
    runs.grade(run.number, [(1, 1, a_verdict(Outcome.INCORRECT))])
    runs.put(run.number, [a_sample(4, 1, None, exam=an_exam(5), usd=None)])
    places, tallies = runs.outline(run.number)
    assert places == [(q, s) for q in range(5) for s in range(2)]
    assert tallies == runs.run(run.number).ledger.tallies
    assert tallies[UNGRADED] == Tally(1, 0, 1, 10, 30, 5, 2.0, 0.0, 1)
    assert set(tallies) == {"correct", "incorrect", UNGRADED}


def test_the_sums_do_not_depend_on_the_order_of_drawing(runs):
    prices = {0: 0.1, 1: 0.2, 2: 0.3}
    drawn = [a_sample(question, usd=usd) for question, usd in prices.items()]
    sums = []
    for order in (drawn, drawn[::-1]):
        run = runs.create(an_exam(), PLAN)
        for sample in order:
            runs.put(run.number, [sample])
        sums.append(runs.outline(run.number)[1])
    assert sums[0] == sums[1]
