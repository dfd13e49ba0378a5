import pytest

from jevons.core.runs.worker.concurrency import BACK_OFF, COOL_S, FIRST, Concurrency


def drive(concurrency, capacity, seconds, start=0.0, service_s=1.0):
    """A server that draws `capacity` generations at once, each in `service_s`; others queue."""
    now = start
    while now < start + seconds:
        limit = concurrency.limit
        rate = min(limit, capacity) / service_s
        wait_s = 0.1 * max(1.0, limit / capacity)
        now += 1 / rate
        concurrency.finished(now, wait_s, limit)
    return now


@pytest.mark.parametrize("capacity", [4, 32, 100, 300])
def test_it_finds_what_the_server_can_do(capacity):
    concurrency = Concurrency()
    drive(concurrency, capacity, 300)
    assert min(capacity, FIRST) <= concurrency.limit <= 3 * max(capacity, FIRST)
    assert concurrency.limit >= 0.8 * capacity


def test_it_never_goes_beyond_the_most():
    concurrency = Concurrency(most=64)
    drive(concurrency, 10_000, 300)
    assert concurrency.limit == 64


def test_a_refusal_lowers_it_and_further_ones_of_the_same_burst_do_not():
    concurrency = Concurrency(100)
    for _ in range(50):
        concurrency.refused(10.0)
    assert concurrency.limit == int(100 * BACK_OFF)
    concurrency.refused(10.0 + COOL_S)
    assert concurrency.limit == int(int(100 * BACK_OFF) * BACK_OFF)


def test_it_is_never_less_than_one():
    concurrency = Concurrency(2)
    for n in range(100):
        concurrency.refused(n * 2 * COOL_S)
    assert concurrency.limit == 1


def test_a_fixed_limit_is_not_raised_and_is_come_back_to():
    concurrency = Concurrency(20)
    drive(concurrency, 1000, 60)
    assert concurrency.limit == 20
    concurrency.refused(100.0)
    assert concurrency.limit < 20
    drive(concurrency, 1000, 600, start=200.0)
    assert concurrency.limit == 20


def test_it_can_be_fixed_and_set_free_again():
    concurrency = Concurrency()
    concurrency.fix(3)
    assert concurrency.limit == 3
    concurrency.fix(None)
    drive(concurrency, 100, 300)
    assert concurrency.limit > 3


def test_requests_that_queue_lower_it():
    concurrency = Concurrency()
    now = drive(concurrency, 100, 300)
    before = concurrency.limit
    drive(concurrency, 10, 300, start=now)
    assert concurrency.limit < before


def test_it_does_not_grow_while_it_is_not_used():
    concurrency = Concurrency()
    for n in range(1000):
        concurrency.finished(0.1 * n, 0.1, 2)
    assert concurrency.limit == FIRST
