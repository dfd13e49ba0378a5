import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.analysis.accuracy import accuracy, accuracy_given_answered, mean_score
from jevons.core.analysis.bootstrap import percentile_interval, resampled_totals
from jevons.core.analysis.intervals import wilson
from jevons.core.problems import ProblemError, ProblemKind

COUNTS = st.lists(
    st.integers(1, 16).flatmap(lambda asked: st.tuples(st.integers(0, asked), st.just(asked))),
    min_size=1,
    max_size=60,
)


def width(estimate):
    return estimate.high - estimate.low


def test_questions_asked_once():
    estimate = accuracy([(1, 1)] * 24 + [(0, 1)] * 6)
    assert estimate.value == pytest.approx(0.8)
    assert (estimate.low, estimate.high) == pytest.approx(wilson(24, 30))
    assert (estimate.method, estimate.n, estimate.level) == ("Wilson", 30, 0.95)


@pytest.mark.parametrize("samples", [1, 4, 64])
@pytest.mark.parametrize("right", [0, 1])
def test_all_alike_is_never_certain(samples, right):
    estimate = accuracy([(right * samples, samples)] * 30)
    assert estimate.value == right
    assert (estimate.low, estimate.high) == wilson(30 * right, 30)


def test_samples_of_a_question_are_not_independent():
    # Each question is known or not: sixteen samples say what one said.
    counts = [(1, 1)] * 60 + [(0, 1)] * 40
    many = accuracy([(16 * right, 16) for right, _ in counts])
    assert width(many) == pytest.approx(width(accuracy(counts)), rel=0.03)
    assert many.n == 100
    assert many.method == "Wilson on the effective size of questions"


def test_samples_that_are_a_toss_each_do_add_up():
    rng = random.Random(1)
    counts = [(sum(rng.random() < 0.6 for _ in range(16)), 16) for _ in range(100)]
    assert width(accuracy(counts)) == pytest.approx(
        wilson(960, 1600).high - wilson(960, 1600).low, rel=0.2
    )


def test_each_question_weighs_the_same():
    assert accuracy([(16, 16), (0, 1)]).value == 0.5


def test_clusters_widen_it():
    counts = [(1, 1)] * 30 + [(0, 1)] * 20
    clusters = [str(n // 10) for n in range(50)]
    clustered = accuracy(counts, clusters)
    assert clustered.value == accuracy(counts).value
    assert clustered.n == 5
    assert clustered.method == "Wilson on the effective size of clusters"
    assert width(clustered) > 2 * width(accuracy(counts))


def test_one_cluster_says_next_to_nothing():
    assert width(accuracy([(1, 1)] * 30 + [(0, 1)] * 20, ["a"] * 50)) > 0.8


@given(COUNTS)
def test_the_interval_holds_the_mean(counts):
    for clusters in (None, [str(n % 7) for n in range(len(counts))]):
        estimate = accuracy(counts, clusters)
        assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
        assert estimate.low < estimate.high


@given(COUNTS)
def test_right_and_wrong_are_mirrored(counts):
    estimate = accuracy(counts)
    mirrored = accuracy([(asked - right, asked) for right, asked in counts])
    ends = (mirrored.value, mirrored.low, mirrored.high)
    assert ends == pytest.approx((1 - estimate.value, 1 - estimate.high, 1 - estimate.low))


@given(COUNTS, st.integers(2, 5))
def test_more_questions_of_the_kind_are_surer(counts, times):
    assert width(accuracy(counts * times)) < width(accuracy(counts))


def test_it_agrees_with_the_bootstrap_where_that_holds():
    rng = random.Random(2)
    chances = [rng.betavariate(0.7, 0.5) for _ in range(600)]
    counts = [(sum(rng.random() < p for _ in range(8)), 8) for p in chances]
    means = [right / 8 / 600 for right, _ in counts]
    low, high = percentile_interval([total for (total,) in resampled_totals([means])])
    estimate = accuracy(counts)
    assert (estimate.low, estimate.high) == pytest.approx((low, high), abs=0.004)


@pytest.mark.parametrize(("questions", "alpha", "beta"), [(10, 4, 0.3), (30, 0.7, 0.5)])
def test_it_holds_the_truth_as_often_as_it_says(questions, alpha, beta):
    rng = random.Random(3)
    truth, held, rounds = alpha / (alpha + beta), 0, 400
    for _ in range(rounds):
        chances = [rng.betavariate(alpha, beta) for _ in range(questions)]
        counts = [(sum(rng.random() < p for _ in range(8)), 8) for p in chances]
        estimate = accuracy(counts)
        held += estimate.low <= truth <= estimate.high
    assert 0.91 <= held / rounds <= 0.99


def test_accuracy_of_what_was_answered():
    asked = [(3, 4), (0, 4), (1, 4)]
    answered = [(3, 3), (0, 0), (1, 2)]
    assert accuracy(asked).value == pytest.approx(1 / 3)
    estimate = accuracy_given_answered(answered, ["a", "a", "b"])
    assert estimate == accuracy([(3, 3), (1, 2)], ["a", "b"])
    assert estimate.value == 0.75


def test_tied_votes_are_no_binary_scores():
    assert mean_score([1, 0.5, 0], [1, 1, 1]).method != "Wilson"
    assert mean_score([1, 0, 0], [1, 1, 1]).method == "Wilson"


@pytest.mark.parametrize(
    ("counts", "clusters", "what"),
    [
        ([], None, "no question"),
        ([(0, 0)], None, "0 right of 0 asked"),
        ([(3, 2)], None, "3 right of 2 asked"),
        ([(-1, 2)], None, "-1 right of 2 asked"),
        ([(1, 2)], ["a", "b"], "2 cluster names do not fit 1 questions"),
    ],
)
def test_nonsense_is_refused(counts, clusters, what):
    with pytest.raises(ProblemError, match=what) as caught:
        accuracy(counts, clusters)
    assert caught.value.problem.kind is ProblemKind.BAD_INPUT


def test_nothing_answered_has_no_accuracy():
    with pytest.raises(ProblemError, match="no question"):
        accuracy_given_answered([(0, 0), (0, 0)])
