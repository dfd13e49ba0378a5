import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.analysis.standard_error import (
    clustered_standard_error,
    miller_standard_error,
    standard_error,
)
from jevons.core.analysis.units import least_size, totals_by_unit, units_of
from jevons.core.problems import ProblemError

SCORES = [1, 1, 1, 0, 0, 1, 0, 0, 0, 1]
CLUSTERS = ["a", "a", "a", "b", "b", "c", "d", "d", "d", "e"]


def test_known_errors():
    assert standard_error(SCORES) == pytest.approx(0.166667, abs=1e-6)
    assert miller_standard_error(SCORES, CLUSTERS) == pytest.approx(0.250555, abs=1e-6)
    clustered = clustered_standard_error(SCORES, CLUSTERS)
    assert clustered == pytest.approx(0.273861, abs=1e-6)
    assert clustered * math.sqrt(4 / 5) == pytest.approx(0.244949, abs=1e-6)  # uncorrected


@given(st.lists(st.floats(0, 1), min_size=2, max_size=40))
def test_clusters_of_one_are_no_clusters(scores):
    alone = [f"question {n}" for n in range(len(scores))]
    for error in (clustered_standard_error, miller_standard_error):
        for clusters in (alone, [""] * len(scores), None):
            assert error(scores, clusters) == pytest.approx(standard_error(scores), abs=1e-9)


def test_questions_asked_twice_over_are_worth_no_more():
    # The same ten questions copied four times, each copy in its question's cluster.
    clusters = [str(n) for n in range(10)] * 4
    assert clustered_standard_error(SCORES * 4, clusters) == pytest.approx(standard_error(SCORES))
    assert standard_error(SCORES * 4) < standard_error(SCORES) / 1.9


def test_one_alone_has_no_error_that_could_be_seen():
    assert math.isnan(standard_error([1]))
    assert math.isnan(miller_standard_error([1], None))
    assert math.isnan(clustered_standard_error([1, 0, 1], ["a"] * 3))


def test_a_question_without_a_cluster_is_a_unit_of_its_own():
    assert units_of(5, ["a", "", "b", "", "a"]) == [0, 1, 2, 3, 0]
    assert totals_by_unit([1, 2, 3, 4, 5], [0, 1, 2, 3, 0]) == [6, 2, 3, 4]


def test_clusters_are_worth_their_number_at_the_most():
    assert least_size([4, 4, 4]) == 3
    assert least_size([1]) == 1
    assert least_size([30, 1, 1, 1]) == pytest.approx(33**2 / 903)


def test_nonsense_is_refused():
    with pytest.raises(ProblemError, match="no question"):
        standard_error([])
    with pytest.raises(ProblemError, match="2 cluster names do not fit 3 questions"):
        clustered_standard_error([1, 0, 1], ["a", "b"])
