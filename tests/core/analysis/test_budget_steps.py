import math

import pytest

from core.analysis.test_ways import HIGH, LOW, fill
from jevons.core.analysis.budget_steps import Effect, budget_steps, last_that_pays
from jevons.core.analysis.replay import Measure
from jevons.core.analysis.ways import ways_of
from jevons.core.records import Dial
from jevons.core.runs.library import Library
from jevons.core.strategies.registry import parse


@pytest.fixture
def runs(tmp_path):
    library, _ = Library.open(tmp_path / "library.db")
    yield library.runs
    library.close()


def test_steps_go_along_the_budgets(runs):
    long = fill(runs, Dial.unlimited(), 900, HIGH)
    low = fill(runs, Dial.budget(64), 64, LOW)
    high = fill(runs, Dial.budget(256), 256, HIGH)
    ways = ways_of(runs, [long, low, high], [parse("single"), parse("self-consistency:samples=4")])
    single, vote = budget_steps(ways, Measure.TOKENS)
    numbers = [(step.before.run.number, step.after.run.number) for step in single]
    assert numbers == [(low, high), (high, long)]
    first, second = single
    assert first.gain.value == pytest.approx(4 / 24)
    assert first.extra.value == pytest.approx((256 - 64) / (4 / 24))
    assert (second.gain.value, second.extra.value) == (0, math.inf)
    assert (second.effect, second.chance) == (Effect.UNCLEAR, 0)
    assert len(vote) == 2


def test_it_stops_paying_where_a_step_surely_brings_no_more(runs):
    rights = ([0] * 6, [4] * 6, [4] * 6, [0] * 6)
    numbers = [
        fill(runs, Dial.budget(tokens), tokens, right)
        for tokens, right in zip((64, 128, 256, 512), rights, strict=True)
    ]
    (steps,) = budget_steps(ways_of(runs, numbers, [parse("single")]), Measure.TOKENS)
    assert [step.effect for step in steps] == [Effect.PAYS, Effect.UNCLEAR, Effect.HURTS]
    assert last_that_pays(steps).run.number == numbers[1]
    assert last_that_pays(steps[1:]).run.number == numbers[1]
    assert (steps[0].chance, steps[2].chance) == (1, 0)


def test_one_budget_has_no_steps(runs):
    number = fill(runs, Dial.budget(64), 64, LOW)
    assert budget_steps(ways_of(runs, [number]), Measure.TOKENS) == []
