from dataclasses import replace

import pytest

from core.runs.run_samples import PLAN, a_sample, a_verdict, an_exam
from jevons.core.analysis.anatomy import anatomy
from jevons.core.prices.pricing import Rates
from jevons.core.records import Cost, Dial, Outcome, Usage
from jevons.core.runs.library import Library

LOOP = " ".join(["so it is and so on it goes"] * 9)


@pytest.fixture
def runs(tmp_path):
    library, _ = Library.open(tmp_path / "library.db")
    yield library.runs
    library.close()


def thinking(question, sample, thought, outcome=Outcome.CORRECT, answer="77", tokens=100):
    one = a_sample(question, sample, outcome)
    generation = replace(
        one.generation,
        thinking=thought,
        usage=Usage(prompt=10, thinking=tokens, answer=25),
        cost=Cost(0.5, "set"),
    )
    key = None if outcome is Outcome.TRUNCATED else answer
    verdict = a_verdict(outcome, extracted=key, key=key)
    return replace(one, generation=generation, verdict=verdict)


@pytest.fixture
def run(runs):
    made = runs.create(an_exam(), replace(PLAN, samples=3, dial=Dial.budget(100))).number
    quarter = "I see 77" + "." * 24
    half = "Then 77" + "." * 7
    samples = [
        thinking(0, 0, quarter),
        thinking(0, 1, half, Outcome.INCORRECT),
        thinking(1, 0, "no answer here"),
        thinking(1, 1, LOOP, Outcome.TRUNCATED, tokens=200),
        a_sample(2, 0, Outcome.ERROR),
    ]
    runs.put(made, samples)
    return made


def test_the_tax_is_what_comes_after_the_answer_first_stands(runs, run):
    found = anatomy(runs, run)
    assert (found.samples, found.read, found.told, found.right_told) == (4, 4, 2, 1)
    assert found.after.value == pytest.approx((75 + 50) / 200)
    assert found.before.value == pytest.approx(1 - 125 / 200)
    assert found.before.low <= found.before.value <= found.before.high
    assert found.tax_usd.value == pytest.approx(0.5 * (75 + 50) / 125 / 2)


def test_the_tax_has_a_price_elsewhere(runs, run):
    found = anatomy(runs, run, Rates(sample=9.0, token=0.01))
    assert found.tax_usd.value == pytest.approx(0.01 * 62.5)


def test_loops_and_cuts_are_counted(runs, run):
    found = anatomy(runs, run)
    assert (found.loops, found.loops_cut, found.cut) == (1, 1, 1)
    assert found.loop_share == pytest.approx(200 / 500, abs=0.01)


def test_a_part_is_read_of_what_is_much(runs, run):
    found = anatomy(runs, run, most=2)
    assert (found.samples, found.read) == (4, 2)


def test_a_run_without_thoughts_has_no_anatomy(runs):
    made = runs.create(an_exam(), PLAN).number
    assert anatomy(runs, made) is None
    runs.put(made, [thinking(0, 0, "", tokens=0)])
    assert anatomy(runs, made) is None
