import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.analysis.p_values import mcnemar
from jevons.core.analysis.paired import bonett_price, compare, correlation
from jevons.core.analysis.sign_flip import sign_flip
from jevons.core.analysis.standard_error import standard_error
from jevons.core.problems import ProblemError

FIRST = [1, 1, 0, 1, 0, 1, 1, 0, 1, 1]
SECOND = [1, 0, 0, 1, 0, 0, 1, 0, 1, 0]
PAIRS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda pair: (pair[0] / 4, pair[1] / 4)),
    min_size=1,
    max_size=40,
)


def test_known_comparison():
    comparison = compare(FIRST, SECOND)
    assert comparison.difference.value == pytest.approx(0.3)
    assert comparison.standard_error == pytest.approx(0.152753, abs=1e-6)
    unpaired = math.hypot(standard_error(FIRST), standard_error(SECOND))
    assert unpaired == pytest.approx(0.223607, abs=1e-6)
    assert (comparison.better, comparison.worse, comparison.discordant) == (3, 0, 3)
    assert (comparison.p_value, comparison.test) == (0.25, "exact McNemar")
    assert comparison.difference.n == 10


def test_known_bonett_price():
    # The example of R's statpsych::ci.prop.ps.
    differences = [0] * 18 + [1] * 26 + [-1] * 4
    assert bonett_price(differences) == pytest.approx((0.2548067, 0.6251933), abs=1e-7)
    first, second = [0] * 18 + [1] * 26 + [0] * 4, [0] * 44 + [1] * 4
    difference = compare(first, second).difference
    assert (difference.low, difference.high) == bonett_price(differences)
    assert difference.method == "Bonett-Price over questions"


@given(PAIRS.filter(lambda pairs: len(pairs) > 1))
def test_the_standard_error_is_less_by_what_they_share(pairs):
    first, second = map(list, zip(*pairs, strict=True))
    comparison = compare(first, second)
    a, b = standard_error(first), standard_error(second)
    shared = 2 * comparison.rho * a * b if comparison.rho is not None else 0.0
    assert comparison.standard_error**2 == pytest.approx(a * a + b * b - shared, abs=1e-12)


@given(PAIRS, st.booleans())
def test_the_other_way_round_is_the_opposite(pairs, clustered):
    first, second = map(list, zip(*pairs, strict=True))
    clusters = [str(n // 3) for n in range(len(pairs))] if clustered else None
    there, back = compare(first, second, clusters), compare(second, first, clusters)
    ends = (-back.difference.value, -back.difference.high, -back.difference.low)
    assert (there.difference.value, there.difference.low, there.difference.high) == pytest.approx(
        ends
    )
    assert there.p_value == pytest.approx(back.p_value)
    assert (there.better, there.worse) == (back.worse, back.better)


@given(PAIRS, st.booleans())
def test_the_interval_holds_the_difference(pairs, clustered):
    first, second = map(list, zip(*pairs, strict=True))
    clusters = [str(n // 3) for n in range(len(pairs))] if clustered else None
    difference = compare(first, second, clusters).difference
    assert -1 <= difference.low <= difference.value <= difference.high <= 1
    assert difference.low < difference.high


def test_runs_that_never_differ_are_not_surely_equal():
    for scores in (FIRST, [0.25, 0.75] * 5):
        comparison = compare(scores, scores)
        assert comparison.p_value == 1
        assert comparison.difference.low < -0.1
        assert comparison.difference.high > 0.1


def test_several_samples_are_compared_by_sign_flips():
    first, second = [0.75, 0.5, 1, 0.25, 0.5], [0.5, 0.5, 0.25, 0, 0.25]
    comparison = compare(first, second)
    assert comparison.test == "sign flips of questions, exact"
    assert comparison.p_value == sign_flip([0.25, 0, 0.75, 0.25, 0.25]).p_value == 0.125
    assert comparison.difference.method == "paired t over questions"
    assert comparison.difference.low == pytest.approx(0.3 - 2.7764451 * comparison.standard_error)


def test_clusters_are_flipped_whole():
    comparison = compare([1] * 10, [0] * 10, ["a"] * 5 + ["b"] * 5)
    assert comparison.p_value == 0.5
    assert comparison.test == "sign flips of clusters, exact"
    assert comparison.difference.n == 2
    assert compare([1] * 10, [0] * 10).p_value == mcnemar(10, 0)


def test_clusters_of_one_are_questions():
    alone = [str(n) for n in range(10)]
    assert compare(FIRST, SECOND, alone) == compare(FIRST, SECOND, [""] * 10)
    assert compare(FIRST, SECOND, alone) == compare(FIRST, SECOND)


def test_correlation():
    assert correlation([0, 0.5, 1], [0, 0.25, 0.5]) == pytest.approx(1)
    assert correlation([0, 0.5, 1], [1, 0.5, 0]) == pytest.approx(-1)
    assert correlation([1, 1, 1], [0, 1, 0]) is None
    assert correlation(FIRST, SECOND) == pytest.approx(0.534522, abs=1e-6)


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        ([1, 0], [1], "2 and 1 questions"),
        ([], [], "no question"),
        ([1, 2], [0, 1], "not within 0..1"),
    ],
)
def test_nonsense_is_refused(first, second, what):
    with pytest.raises(ProblemError, match=what):
        compare(first, second)
