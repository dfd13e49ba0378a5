import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.analysis.accuracy import accuracy
from jevons.core.analysis.convergence import running_accuracy
from jevons.core.problems import ProblemError

COUNTS = st.lists(
    st.integers(1, 4).flatmap(lambda asked: st.tuples(st.integers(0, asked), st.just(asked))),
    min_size=1,
    max_size=40,
)


def ends(estimate):
    return (estimate.value, estimate.low, estimate.high)


@given(COUNTS, st.sampled_from([None, 1, 3]))
def test_each_point_is_the_accuracy_so_far(counts, cluster_size):
    clusters = None
    if cluster_size:
        clusters = [f"{n // cluster_size}" if n % 5 else "" for n in range(len(counts))]
    progress = running_accuracy(counts, clusters)
    assert [point.questions for point in progress] == list(range(1, len(counts) + 1))
    for point in progress:
        so_far = clusters[: point.questions] if clusters else None
        expected = accuracy(counts[: point.questions], so_far)
        assert ends(point.accuracy) == pytest.approx(ends(expected), abs=1e-6)
        assert (point.accuracy.method, point.accuracy.n) == (expected.method, expected.n)


@given(st.integers(1, 1000), st.integers(1, 50))
def test_there_are_no_more_points_than_wanted(questions, points):
    progress = running_accuracy([(1, 1)] * questions, points=points)
    places = [point.questions for point in progress]
    assert len(places) == min(points, questions)
    assert places == sorted(set(places))
    assert places[-1] == questions
    steps = [b - a for a, b in zip([0, *places], places, strict=False)]
    assert max(steps) - min(steps) <= 1


def test_it_settles():
    rng = random.Random(1)
    progress = running_accuracy([(int(rng.random() < 0.7), 1) for _ in range(20_000)])
    assert len(progress) == 200
    widths = [point.accuracy.high - point.accuracy.low for point in progress]
    assert widths == sorted(widths, reverse=True)
    assert progress[-1].accuracy.low < 0.7 < progress[-1].accuracy.high


def test_nothing_finished_is_refused():
    with pytest.raises(ProblemError, match="no question"):
        running_accuracy([])
