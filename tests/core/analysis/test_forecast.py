from dataclasses import replace

import pytest

from core.runs.run_samples import PLAN, a_sample, an_exam
from jevons.core.analysis.forecast import forecast
from jevons.core.models.registry import of_row
from jevons.core.records import Dial
from jevons.core.runs.costing import Costing
from jevons.core.runs.library import Library
from jevons.core.runs.run import Caps
from jevons.core.settings import Settings
from jevons.core.strategies.allocation import Greedy
from jevons.core.strategies.registry import parse, parse_any, to_json

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


def decided(strategy, **fields):
    strategy = parse(strategy)
    return replace(PLAN, samples=strategy.at_most, strategy=to_json(strategy), **fields)


def test_a_strategy_takes_at_most_its_most_and_at_least_its_first_wave(store):
    found = expected(store, decided("adaptive-consistency:most=16"))
    questions = len(EXAM.questions)
    assert (found.drawn, found.most) == (10 * questions, 16 * questions)
    plain = expected(store, replace(PLAN, samples=16))
    assert found.tokens.high == pytest.approx(plain.tokens.high)
    assert found.tokens.low == pytest.approx(plain.tokens.low / 4)
    assert "guess" in found.basis


def test_what_a_strategy_is_likely_to_take_is_replayed_on_an_earlier_run(store):
    questions = len(EXAM.questions)
    run = store.create(EXAM, replace(PLAN, samples=16))
    store.put(
        run.number,
        [a_sample(q, place, exam=EXAM) for q in range(questions) for place in range(16)],
    )
    other = replace(PLAN.params, temperature=0.1)
    found = expected(store, decided("adaptive-consistency:most=16", params=other))
    assert (found.drawn, found.most) == (4 * questions, 16 * questions), "all agree at once"
    assert f"replay on run {run.number}" in found.basis


def test_an_allocation_takes_what_its_sum_buys(store):
    plan = replace(PLAN, samples=32, strategy=to_json(Greedy()))
    questions = len(EXAM.questions)
    rich = expected(store, replace(plan, caps=Caps(usd=1e9)))
    assert rich.drawn == rich.most == 32 * questions
    each = rich.usd.value / rich.drawn
    poor = expected(store, replace(plan, caps=Caps(usd=each * 8 * questions)))
    assert poor.drawn == pytest.approx(8 * questions, abs=1)
    least = expected(store, replace(plan, caps=Caps(usd=1e-9)))
    assert least.most == 4 * questions


def test_a_run_that_cut_thoughts_is_no_measure_of_drawing_them(store):
    plan = replace(PLAN, dial=Dial.budget(64))
    run = store.create(EXAM, replace(plan, cut_of=1))
    store.put(run.number, [a_sample(question, exam=EXAM) for question in range(30)], busy_s=1.0)
    assert "guess" in expected(store, plan).basis


def test_what_steps_take_is_known_from_a_run_of_the_same_steps_alone(store):
    plan = replace(PLAN, samples=1, strategy=to_json(parse_any("revision")))
    store.put(store.create(EXAM, PLAN).number, [a_sample(q, exam=EXAM) for q in range(30)])
    assert "come on top" in expected(store, plan).basis
    run = store.create(EXAM, plan)
    store.put(run.number, [a_sample(q, exam=EXAM) for q in range(30)])
    found = expected(store, plan, exam=an_exam(40))
    assert f"as in run {run.number}" in found.basis
    assert "on top" not in found.basis
    assert f"run {run.number}" not in expected(store, replace(PLAN, samples=4)).basis
