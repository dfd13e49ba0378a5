from dataclasses import replace

import pytest

from core.runs.run_samples import PLAN, a_sample, an_exam
from jevons.core.analysis.forecast import forecast
from jevons.core.models.registry import of_row
from jevons.core.records import Dial
from jevons.core.runs.costing import Costing
from jevons.core.runs.library import Library
from jevons.core.settings import Settings

EXAM = an_exam(30)
ROW = {"kind": "server", "base_url": "http://127.0.0.1:1/v1", "price_model": "o1"}
O1 = of_row("r1", ROW)


@pytest.fixture
def store():
    library, _ = Library.open()
    yield library.runs
    library.close()


def expected(store, plan=PLAN, spec=O1, exam=EXAM):
    return forecast(exam, plan, spec, store, Costing(Settings()))


def test_a_guess_is_wide_and_says_so(store):
    found = expected(store, replace(PLAN, dial=Dial.budget(1000)))
    assert "guess" in found.basis
    assert (found.drawn, found.pooled) == (60, 0)
    assert 60 * 100 <= found.tokens.low < found.tokens.value < found.tokens.high == 60 * 1064
    assert found.usd.low < found.usd.value < found.usd.high
    assert found.seconds.low < found.seconds.value < found.seconds.high


@pytest.mark.parametrize("dial", [Dial.off(), Dial.budget(50), Dial.unlimited()])
def test_more_thinking_takes_more(store, dial):
    tokens = expected(store, replace(PLAN, dial=dial)).tokens
    most = expected(store, replace(PLAN, dial=Dial.unlimited())).tokens
    assert tokens.low <= tokens.value <= tokens.high <= most.high
    assert tokens.value <= most.value


def test_an_earlier_run_is_what_it_rests_on(store):
    run = store.create(EXAM, PLAN)
    drawn = [a_sample(question, exam=EXAM) for question in range(30)]
    store.put(run.number, drawn, busy_s=60.0)
    other = an_exam(30, name="sums")
    found = expected(store, replace(PLAN, samples=4), exam=other)
    assert found.basis == f"as in run {run.number} (sums, 30 samples)"
    assert (found.pooled, found.drawn) == (30, 90)
    assert found.tokens.value == pytest.approx(90 * 35)
    assert found.seconds.value == pytest.approx(90 * 2.0)
    by_tokens = 90 * (35 * 60) / 1e6
    assert by_tokens < found.usd.value < 3 * by_tokens
    assert found.tokens.high / found.tokens.low < 1.5


def test_another_exam_says_less(store):
    run = store.create(EXAM, PLAN)
    store.put(run.number, [a_sample(question, exam=EXAM) for question in range(30)], busy_s=60.0)
    found = expected(store, exam=an_exam(30, name="other"))
    assert "sums" in found.basis
    assert found.tokens.high / found.tokens.low > 3


def test_an_unknown_price_is_said_to_be_unknown(store):
    assert expected(store, spec=of_row("r1", ROW | {"price_model": None})).usd is None


def test_a_machine_of_ones_own_is_paid_by_the_hour(store):
    spec = of_row("r1", ROW | {"price_model": None, "usd_per_hour": 3.6})
    found = expected(store, spec=spec)
    assert found.usd.value == pytest.approx(found.seconds.value * 3.6 / 3600)


def test_more_questions_and_samples_tell_smaller_differences(store):
    few = expected(store).difference
    assert expected(store, replace(PLAN, samples=8)).difference < few
    assert expected(store, exam=an_exam(300)).difference < few / 2
