from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.analysis.accuracy import accuracy
from jevons.core.analysis.coverage import (
    coverage,
    g_pass_at_k,
    mg_pass_at_k,
    pass_at_k,
    pass_hat_k,
)
from jevons.core.problems import ProblemError

DRAWN = st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


@pytest.mark.parametrize(("k", "chance"), [(1, 0.3), (2, 0.533333), (5, 0.916667), (8, 1)])
def test_known_pass_at_k(k, chance):
    assert pass_at_k(10, 3, k) == pytest.approx(chance, abs=1e-6)


@pytest.mark.parametrize(("k", "chance"), [(1, 0.7), (2, 0.466667), (5, 0.083333), (7, 0.008333)])
def test_known_pass_hat_k(k, chance):
    assert pass_hat_k(10, 7, k) == pytest.approx(chance, abs=1e-6)


@pytest.mark.parametrize(
    ("tau", "chance"), [(0, 1), (0.25, 1), (0.5, 1), (0.75, 0.715385), (1, 0.038462)]
)
def test_known_g_pass_at_k(tau, chance):
    assert g_pass_at_k(16, 12, 8, tau) == pytest.approx(chance, abs=1e-6)


def test_known_mg_pass_at_k():
    assert mg_pass_at_k(16, 12, 8) == pytest.approx(0.5)


def test_a_share_that_is_whole_is_not_rounded_up():
    # 0.7 x 10 is 7.000000000000001 in floats.
    least_7 = sum(sum(chosen) >= 7 for chosen in combinations([1] * 8 + [0] * 4, 10)) / len(
        list(combinations(range(12), 10))
    )
    assert g_pass_at_k(12, 8, 10, 0.7) == pytest.approx(least_7)


@given(DRAWN)
def test_more_samples_help_one_and_hurt_all(drawn):
    n, right = drawn
    one = [pass_at_k(n, right, k) for k in range(1, n + 1)]
    every = [pass_hat_k(n, right, k) for k in range(1, n + 1)]
    assert one == sorted(one)
    assert every == sorted(every, reverse=True)
    assert one[0] == pytest.approx(every[0]) == pytest.approx(right / n)


@given(DRAWN, st.data())
def test_one_right_is_not_all_wrong(drawn, data):
    n, right = drawn
    k = data.draw(st.integers(1, n))
    assert pass_at_k(n, right, k) == pytest.approx(1 - pass_hat_k(n, n - right, k))
    assert pass_at_k(n, right, k) == pytest.approx(g_pass_at_k(n, right, k, 1 / k))
    assert pass_hat_k(n, right, k) == pytest.approx(g_pass_at_k(n, right, k, 1))


@given(st.integers(1, 9).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), st.data())
def test_it_is_the_share_of_subsets(drawn, data):
    n, right = drawn
    k = data.draw(st.integers(1, n))
    subsets = list(combinations([1] * right + [0] * (n - right), k))
    assert pass_at_k(n, right, k) == pytest.approx(sum(map(any, subsets)) / len(subsets))
    assert pass_hat_k(n, right, k) == pytest.approx(sum(map(all, subsets)) / len(subsets))


def test_over_an_exam():
    counts = [(3, 10), (10, 10), (0, 10), (7, 10)]
    estimate = coverage(counts, 2)
    assert estimate.value == pytest.approx((0.533333 + 1 + 0 + 1 - 3 / 45) / 4, abs=1e-6)
    assert estimate.low < estimate.value < estimate.high
    assert estimate.n == 4
    assert coverage(counts, 2, pass_hat_k).value < estimate.value
    assert coverage(counts, 1).value == pytest.approx(accuracy(counts).value)
    assert coverage(counts, 1, clusters=["a", "a", "b", "b"]).n == 2


@pytest.mark.parametrize("args", [(10, 3, 0), (10, 3, 11), (10, 11, 2), (10, -1, 2)])
def test_nonsense_is_refused(args):
    for measure in (pass_at_k, pass_hat_k, mg_pass_at_k, lambda *a: g_pass_at_k(*a, 0.5)):
        with pytest.raises(ProblemError, match="samples"):
            measure(*args)
    with pytest.raises(ProblemError, match="no share"):
        g_pass_at_k(10, 3, 2, 1.5)
