from math import comb, fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.analysis.beta import beta_quantile, regularised_beta
from jevons.core.problems import ProblemError

PARAMETERS = st.floats(0.05, 1e5)


@pytest.mark.parametrize(
    ("a", "b", "x", "chance"),
    [  # with 30 digits, by mpmath
        (24, 7, 0.8, 0.6069699197257407),
        (0.5, 0.5, 0.1, 0.2048327646991335),
        (30.5, 0.5, 0.92, 0.02469640603038633),
        (1500.5, 820, 0.65, 0.6315770473982819),
        (2, 300, 1e-4, 0.0004425998822246443),
        (80000.5, 20000.5, 0.8005, 0.6540670781428355),
        (633463.2911197484, 0.8171937135305255, 0.9999968157788853, 0.09580119744589992),
    ],
)
def test_it_agrees_with_many_digits(a, b, x, chance):
    assert regularised_beta(a, b, x) == pytest.approx(chance, rel=1e-11)
    assert beta_quantile(chance, a, b) == pytest.approx(x, rel=1e-11)


@given(st.integers(1, 60), st.data())
def test_it_is_the_tail_of_a_binomial(n, data):
    least, p = data.draw(st.integers(1, n)), data.draw(st.floats(0.01, 0.99))
    tail = fsum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(least, n + 1))
    assert regularised_beta(least, n - least + 1, p) == pytest.approx(tail, rel=1e-10)


@given(PARAMETERS, PARAMETERS, st.floats(0.001, 0.999))
def test_the_two_ends_add_up(a, b, x):
    # 1 - x is not exact, and where the curve is steep that is seen.
    assert regularised_beta(a, b, x) + regularised_beta(b, a, 1 - x) == pytest.approx(1, abs=1e-9)


@given(st.floats(0.3, 1e5), st.floats(0.3, 1e5), st.floats(1e-6, 1 - 1e-6))
def test_the_quantile_is_the_inverse(a, b, p):
    x = beta_quantile(p, a, b)
    if 1e-300 < x < 1 - 1e-6:  # nearer to 1 its last digit says too much
        assert regularised_beta(a, b, x) == pytest.approx(p, rel=1e-8)


@given(PARAMETERS, PARAMETERS, st.floats(0.001, 0.998))
def test_the_quantile_rises(a, b, p):
    assert beta_quantile(p, a, b) <= beta_quantile(p + 0.001, a, b)


def test_a_tiny_chance_has_its_quantile():
    assert beta_quantile(1e-30, 2, 3) == pytest.approx((1e-30 / 6) ** 0.5, rel=1e-10)
    assert 0.3 < beta_quantile(1e-18, 50, 3) < 0.5


def test_the_ends():
    assert [regularised_beta(2, 3, x) for x in (0, 1)] == [0, 1]
    assert [beta_quantile(p, 2, 3) for p in (0, 1)] == [0, 1]


@pytest.mark.parametrize(("a", "b", "x"), [(0, 1, 0.5), (1, -1, 0.5), (1, 1, 1.5), (1, 1, -0.1)])
def test_nonsense_is_refused(a, b, x):
    for function in (lambda: regularised_beta(a, b, x), lambda: beta_quantile(x, a, b)):
        with pytest.raises(ProblemError):
            function()
