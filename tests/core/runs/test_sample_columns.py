from dataclasses import replace
from datetime import datetime

import pytest

from core.runs.run_samples import PLAN, a_sample, a_verdict, an_exam
from jevons.core.records import Cost, Outcome, Usage
from jevons.core.runs.library import Library
from jevons.core.runs.sample_columns import SampleColumns


@pytest.fixture
def runs(tmp_path):
    library, _ = Library.open(tmp_path / "library.db")
    yield library.runs
    library.close()


@pytest.fixture
def run(runs):
    return runs.create(an_exam(), PLAN).number


def test_columns_are_the_samples_in_their_order(runs, run):
    places = [(1, 1), (0, 1), (1, 0), (0, 0)]
    runs.put(run, [a_sample(*place) for place in places])
    columns = runs.columns(run)
    rows = runs.samples(run)
    assert list(zip(columns.questions, columns.samples, strict=True)) == sorted(places)
    assert columns.seconds == tuple(row.seconds for row in rows)
    assert columns.thinking == tuple(row.thinking_tokens for row in rows)
    assert columns.answers == tuple(row.answer_tokens for row in rows)
    assert columns.prompts == (10,) * 4
    assert all(datetime.fromisoformat(text) for text in columns.begun)


def test_the_newest_verdict_counts(runs, run):
    runs.put(run, [a_sample(0, 0), a_sample(0, 1)])
    runs.grade(run, [(0, 1, a_verdict(Outcome.INCORRECT, key="5"))])
    columns = runs.columns(run)
    assert columns.outcomes == ("correct", "incorrect")
    assert columns.keys == ("4", "5")
    runs.grade(run, [(0, 1, a_verdict(Outcome.UNPARSED, key=None))])
    assert runs.columns(run).keys == ("4", None)


def test_a_sample_without_a_verdict_is_there(runs, run):
    runs.put(run, [a_sample(0, 0, None)])
    assert (runs.columns(run).outcomes, runs.columns(run).keys) == (("",), (None,))


def test_dollars_are_what_the_generation_cost_whoever_paid(runs, run):
    drawn = a_sample(0, 0, usd=0.75, attempts=3)
    free = a_sample(0, 1)
    costs = (Cost(0.25, "as set"), Cost(None, "unknown"))
    drawn, free = (
        replace(each, generation=replace(each.generation, cost=cost))
        for each, cost in zip((drawn, free), costs, strict=True)
    )
    runs.put(run, [drawn, replace(free, usd=None)])
    assert runs.columns(run).usd == (0.25, None)
    again = runs.create(an_exam(), PLAN).number
    runs.put(again, [replace(each, pooled=True, usd=0.0) for each in (drawn, free)])
    assert runs.columns(again).usd == (0.25, None)


def test_a_generation_without_a_cost_took_what_its_sample_did(runs, run):
    drawn = a_sample(0, 0, usd=0.5)
    runs.put(run, [replace(drawn, generation=replace(drawn.generation, cost=None))])
    assert runs.columns(run).usd == (0.5,)


def test_the_cached_part_of_the_prompt_is_there(runs, run):
    drawn = a_sample(0, 0)
    usage = Usage(prompt=10, cached=7, thinking=30, answer=5, reread=40, reread_cached=40)
    runs.put(run, [replace(drawn, generation=replace(drawn.generation, usage=usage))])
    assert (runs.columns(run).prompts, runs.columns(run).cached) == ((10,), (7,))


def test_a_run_without_samples_has_empty_columns(runs, run):
    assert runs.columns(run) == SampleColumns()
