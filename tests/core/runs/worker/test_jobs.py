import pytest

from jevons.core.runs.run import Caps
from jevons.core.runs.worker.jobs import Job, Jobs
from jevons.core.runs.worker.spending import Spending


def places(jobs):
    found = []
    while jobs:
        found.append(jobs.take().place)
    assert jobs.take() is None
    return found


def test_every_question_is_asked_once_before_any_is_asked_twice():
    assert places(Jobs(3, 2, set(), {})) == [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1)]


def test_what_is_settled_is_not_drawn():
    assert places(Jobs(2, 2, {(0, 0), (1, 1)}, {})) == [(1, 0), (0, 1)]
    assert not Jobs(1, 1, {(0, 0)}, {})
    assert not Jobs(0, 5, set(), {})


def test_what_failed_is_drawn_again_with_what_it_took():
    job = Jobs(1, 1, set(), {(0, 0): (3, 0.5)}).take()
    assert (job.attempts, job.usd) == (3, 0.5)
    job.charge(0.25)
    assert (job.attempts, job.usd) == (4, 0.75)


def test_an_unknown_price_makes_the_sum_unknown():
    job = Job(0, 0)
    job.charge(None)
    job.charge(1.0)
    assert (job.attempts, job.usd) == (2, None)


def test_what_is_put_back_comes_first():
    jobs = Jobs(2, 1, set(), {})
    first = jobs.take()
    jobs.put_back(first)
    assert places(jobs) == [(0, 0), (1, 0)]


@pytest.mark.parametrize(
    ("caps", "word"),
    [
        (Caps(usd=1.0), "$1"),
        (Caps(tokens=1000), "1,000 tokens"),
        (Caps(seconds=60), "60 s"),
    ],
)
def test_a_cap_is_met(caps, word):
    spending = Spending(usd=1.0, tokens=1000, seconds=60, drawn=10)
    assert word in spending.cap_met(caps, 0)
    assert not Spending(usd=0.9, tokens=900, seconds=59, drawn=10).cap_met(caps, 0)
    assert not spending.cap_met(Caps(), 100)


def test_what_is_in_flight_counts_towards_a_cap():
    spending = Spending(usd=0.5, tokens=500, drawn=10)
    assert spending.cap_met(Caps(usd=1.0), 10)
    assert not spending.cap_met(Caps(usd=1.0), 9)
    assert spending.cap_met(Caps(tokens=1000), 10)
    spending.add(0.05, 50)
    assert (spending.usd, spending.tokens, spending.drawn) == (0.55, 550, 11)
