import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.analysis.beta import regularised_beta
from jevons.core.analysis.intervals import (
    clopper_pearson,
    effective_wilson,
    jeffreys,
    normal_interval,
    student_interval,
    uniform_beta,
    wilson,
)
from jevons.core.problems import ProblemError

SHARES = [wilson, clopper_pearson, jeffreys, uniform_beta]
COUNTS = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def near(*ends):
    return pytest.approx(ends, abs=5e-6)


@pytest.mark.parametrize(
    ("interval", "ends"),
    [
        (wilson(24, 30), (0.62694, 0.90495)),
        (wilson(30, 30), (0.88649, 1)),
        (wilson(0, 30), (0, 0.11351)),
        (clopper_pearson(24, 30), (0.61433, 0.92286)),
        (jeffreys(24, 30), (0.63339, 0.91193)),
        (uniform_beta(24, 30), (0.62527, 0.90406)),
        (normal_interval(0.8, (0.8 * 0.2 / 30) ** 0.5), (0.65686, 0.94314)),
        (student_interval(0.8, 0.1, 1), (0.8 - 1.2706205, 0.8 + 1.2706205)),
    ],
)
def test_known_intervals(interval, ends):
    assert interval == near(*ends)


@pytest.mark.parametrize("share", SHARES)
@given(counts=COUNTS, level=st.floats(0.5, 0.999))
def test_an_interval_holds_the_share_and_lies_within_0_and_1(share, counts, level):
    right, asked = counts
    low, high = share(right, asked, level)
    assert 0 <= low <= right / asked <= high <= 1
    assert low < high


@pytest.mark.parametrize("share", SHARES)
@given(counts=COUNTS)
def test_right_and_wrong_are_mirrored(share, counts):
    right, asked = counts
    low, high = share(right, asked)
    assert share(asked - right, asked) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@pytest.mark.parametrize("share", SHARES)
@given(counts=COUNTS, times=st.integers(2, 10))
def test_more_of_the_same_is_surer(share, counts, times):
    right, asked = counts
    few, many = share(right, asked), share(right * times, asked * times)
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize("share", SHARES)
@given(counts=COUNTS)
def test_a_higher_level_is_wider(share, counts):
    low, high = share(*counts, 0.9)
    wider = share(*counts, 0.99)
    assert wider.low <= low
    assert wider.high >= high


@given(COUNTS)
def test_clopper_pearson_leaves_a_fortieth_on_either_side(counts):
    right, asked = counts
    low, high = clopper_pearson(right, asked)
    if right:
        assert regularised_beta(right, asked - right + 1, low) == pytest.approx(0.025)
    if right < asked:
        assert 1 - regularised_beta(right + 1, asked - right, high) == pytest.approx(0.025)


@given(COUNTS)
def test_clopper_pearson_holds_jeffreys(counts):
    wide, narrow = clopper_pearson(*counts), jeffreys(*counts)
    assert wide.low <= narrow.low
    assert narrow.high <= wide.high


class TestEffectiveWilson:
    def test_a_plain_error_is_about_the_plain_interval(self):
        error = (0.7 * 0.3 / 999) ** 0.5
        interval = effective_wilson(0.7, error, 1000, 1000, 1000)
        assert interval == pytest.approx(wilson(700, 1000), abs=2e-4)

    def test_samples_that_hang_together_count_for_less(self):
        alone = effective_wilson(0.7, 0.02, 100, 50, 1000)
        together = effective_wilson(0.7, 0.05, 100, 50, 1000)
        assert together.low < alone.low < 0.7 < alone.high < together.high

    def test_few_units_know_little_of_their_error(self):
        few, many = (effective_wilson(0.7, 0.05, units, 3, 1000) for units in (3, 300))
        assert few.high - few.low > 1.5 * (many.high - many.low)

    def test_no_spread_by_chance_is_not_more_than_all_samples(self):
        interval = effective_wilson(0.5, 0.0, 1000, 1000, 4000)
        assert interval == pytest.approx(wilson(2000, 4000), abs=1e-4)

    def test_a_spread_by_chance_is_not_less_than_units_all_alike(self):
        assert effective_wilson(0.5, 0.4, 20, 12.5, 100) == wilson(6.25, 12.5)

    @pytest.mark.parametrize("share", [0.0, 1.0])
    def test_at_the_ends_units_are_taken_to_be_all_alike(self, share):
        assert effective_wilson(share, 0.0, 30, 30, 480) == wilson(30 * share, 30)

    def test_one_unit_counts_as_one(self):
        assert effective_wilson(0.5, float("nan"), 1, 1, 16) == wilson(0.5, 1)

    @given(st.floats(0, 1), st.floats(0, 0.7), st.integers(1, 500), st.integers(1, 64))
    def test_it_holds_the_share(self, share, error, units, samples):
        low, high = effective_wilson(share, error, units, units, units * samples)
        assert 0 <= low <= share <= high <= 1
        assert low < high


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("counts", [(1, 0), (-1, 3), (4, 3)])
def test_nonsense_is_refused(share, counts):
    with pytest.raises(ProblemError, match="is no share"):
        share(*counts)
