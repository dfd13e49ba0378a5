from core.runs.run_samples import PLAN, a_sample, an_exam
from jevons.core.records import Outcome
from jevons.core.runs.run import Caps
from jevons.core.runs.worker.spending import UNKNOWN, Spending, spent


def test_failed_attempts_cost_and_do_not_make_the_others_look_cheap():
    spending = Spending()
    spending.add(0.1, 100)
    for _ in range(50):
        spending.add(0.0, 0, failed=True)
    assert spending.drawn == 1
    assert spending.cap_met(Caps(usd=0.5), 4)
    assert not spending.cap_met(Caps(usd=0.5), 3)
    spending.add(0.1, 100, failed=True)
    assert spending.usd == 0.2


def test_little_is_on_its_way_under_a_cap_until_its_cost_is_known():
    spending = Spending()
    for caps in (Caps(usd=1.0), Caps(tokens=1000)):
        assert not spending.is_unsure(caps, UNKNOWN - 1)
        assert spending.is_unsure(caps, UNKNOWN)
    assert not spending.is_unsure(Caps(seconds=60), 1000)
    spending.drawn = 100
    assert not spending.is_unsure(Caps(usd=1.0), 100)


def test_what_the_pool_gave_cost_nothing(store):
    exam = an_exam()
    first, second = store.create(exam, PLAN), store.create(exam, PLAN)
    samples = [a_sample(0, exam=exam), a_sample(1, exam=exam)]
    store.put(first.number, samples)
    store.put(second.number, [a_sample(0, exam=exam, pooled=True, usd=0.0)])
    store.put(second.number, [a_sample(2, exam=exam, attempts=2)])
    store.put(second.number, [a_sample(1, 1, Outcome.ERROR, exam=exam, attempts=3)])
    store.charge(second.number, 0.5)
    found = spent(store, store.run(second.number))
    assert (found.usd, found.tokens, found.drawn) == (1.0, 70, 1)
    found = spent(store, store.run(first.number))
    assert (found.usd, found.tokens, found.drawn) == (0.5, 70, 2)
