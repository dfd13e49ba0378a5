from core.runs.run_samples import PLAN, a_sample, a_verdict, an_exam
from jevons.core.records import Outcome
from jevons.core.runs.generation_rows import pool_key
from jevons.core.runs.run import UNGRADED
from jevons.core.runs.worker import pooling
from jevons.core.runs.worker.pooling import take_pooled


def test_more_than_one_batch_is_taken_and_each_place_once(store, monkeypatch):
    monkeypatch.setattr(pooling, "BATCH", 4)
    exam = an_exam(5)
    plan = PLAN
    first, second = store.create(exam, plan), store.create(exam, plan)
    places = [(question, sample) for question in range(5) for sample in range(2)]
    store.put(first.number, [a_sample(*place, exam=exam) for place in places])
    keys = [pool_key(plan.model, plan.params, plan.dial, exam.messages(q)) for q in exam.questions]

    def grade(question, generation):
        return None if question == 4 else a_verdict()

    taken = take_pooled(store, second, keys, {(0, 0)}, grade)
    assert taken == set(places) - {(0, 0)}
    ledger = store.run(second.number).ledger
    assert ledger.total.pooled == ledger.total.samples == 9
    assert ledger.total.usd == 0
    assert (ledger.count(Outcome.CORRECT), ledger.count(UNGRADED)) == (7, 2)
    assert take_pooled(store, second, keys, set(places), grade) == set()
