from itertools import product
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.analysis.beta import regularised_beta
from jevons.core.analysis.p_values import holm, mcnemar
from jevons.core.analysis.sign_flip import sign_flip

DIFFERENCES = st.lists(st.integers(-6, 6), min_size=1, max_size=9)


def enumerated(differences):
    """The p value from every choice of signs."""
    observed = abs(sum(differences)) - 1e-9
    choices = list(product((-1, 1), repeat=len(differences)))
    sums = [sum(s * d for s, d in zip(signs, differences, strict=True)) for signs in choices]
    return sum(abs(total) >= observed for total in sums) / len(choices)


@pytest.mark.parametrize("samples", [1, 3, 4, 6, 16, 17, 64])
@given(DIFFERENCES)
def test_counting_sums_is_trying_all_signs(samples, wins):
    differences = [won / max(samples, 6) for won in wins]
    test = sign_flip(differences)
    assert test.exact
    assert test.p_value == pytest.approx(enumerated(differences))


@given(st.lists(st.integers(-997, 997), min_size=1, max_size=9))
def test_so_it_is_off_the_grid(parts):
    differences = [part / 997 for part in parts]
    test = sign_flip(differences)
    assert test.exact
    assert test.p_value == pytest.approx(enumerated(differences))


def test_too_many_signs_are_drawn():
    odd = [(n % 17 - 6) / 17 + n / 1e5 for n in range(60)]
    test = sign_flip(odd, draws=4000)
    assert not test.exact
    assert test == sign_flip(odd, draws=4000)
    assert test.p_value != sign_flip(odd, draws=4000, seed=1).p_value
    # The sum of many differences is about normal.
    z = abs(sum(odd)) / sum(d * d for d in odd) ** 0.5
    assert 1 < z < 3
    assert test.p_value == pytest.approx(2 * (1 - NormalDist().cdf(z)), abs=0.02)


def test_drawn_signs_are_never_impossible():
    lopsided = [0.5 + n / 1e5 for n in range(60)]
    assert sign_flip(lopsided, draws=99) == (0.01, False)


def test_no_difference_is_no_evidence():
    assert sign_flip([0.0, 0.0]) == (1, True)
    assert sign_flip([0.5, -0.5]).p_value == 1


@given(st.integers(0, 80), st.integers(0, 80))
def test_with_right_and_wrong_it_is_mcnemar(better, worse):
    flips = sign_flip([1.0] * better + [-1.0] * worse + [0.0] * 5)
    assert flips.p_value == pytest.approx(mcnemar(better, worse))


@given(st.integers(0, 1500), st.integers(0, 1500))
def test_mcnemar_is_a_binomial_test(first, second):
    fewer, more = sorted((first, second))
    tail = regularised_beta(more, fewer + 1, 0.5) if more else 1.0
    assert mcnemar(first, second) == pytest.approx(min(1, 2 * tail), rel=1e-9, abs=1e-300)
    assert mcnemar(first, second) == mcnemar(second, first)


def test_known_mcnemar():
    assert mcnemar(3, 0) == 0.25
    assert mcnemar(0, 0) == 1
    assert mcnemar(9, 1) == 2 * 11 / 1024


def test_known_holm():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=20))
def test_holm_is_between_p_and_bonferroni_and_keeps_the_order(p_values):
    adjusted = holm(p_values)
    for p, q in zip(p_values, adjusted, strict=True):
        assert p <= q <= min(1, len(p_values) * p) + 1e-12
    pairs = sorted(zip(p_values, adjusted, strict=True))
    assert [q for _, q in pairs] == sorted(adjusted)
    if p_values:
        assert min(adjusted) == min(1, len(p_values) * min(p_values))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.data())
def test_holm_falls_with_every_p(p_values, data):
    place = data.draw(st.integers(0, len(p_values) - 1))
    smaller = [*p_values]
    smaller[place] *= data.draw(st.floats(0, 1))
    assert all(a <= b for a, b in zip(holm(smaller), holm(p_values), strict=True))
