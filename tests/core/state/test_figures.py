import pytest

from core.state.run_values import tallies_of
from jevons.core.analysis.accuracy import accuracy
from jevons.core.state.figures import measure, right_share, settled, usd_per_right

ALONE = [""] * 10


def test_accuracy_is_over_all_that_was_asked():
    figures = measure(tallies_of("✓✓", "✗…", "?!"), ALONE)
    assert figures.accuracy == accuracy([(2, 2), (0, 2), (0, 2)])
    assert figures.accuracy.value == pytest.approx(1 / 3)
    assert figures.graded == 6


def test_given_answered_leaves_out_what_has_no_answer():
    figures = measure(tallies_of("✓✓", "✗…", "?!"), ALONE)
    assert figures.given_answered.value == pytest.approx(1 / 2)
    assert figures.given_answered.n == 2


def test_what_is_not_graded_was_not_asked_yet():
    figures = measure(tallies_of("✓o", "oo"), ALONE)
    assert figures.graded == 1
    assert figures.accuracy.value == 1.0


def test_without_a_verdict_there_are_no_figures():
    assert measure({}, ALONE).accuracy is None
    assert measure(tallies_of("oo"), ALONE).accuracy is None
    assert measure(tallies_of("…!"), ALONE).given_answered is None


def test_clusters_widen_the_interval():
    tallies = tallies_of("✓", "✓", "✗", "✗")
    apart = measure(tallies, ALONE).accuracy
    together = measure(tallies, ["a", "a", "b", "b"]).accuracy
    assert together.high - together.low > apart.high - apart.low
    assert together.n == 2


def test_a_right_answer_costs_all_that_was_spent_over_what_was_right():
    estimate = usd_per_right(tallies_of("✓✓", "✗…", "✓!"), ALONE)
    assert estimate.value == pytest.approx(6 * 0.25 / 3)
    assert estimate.low <= estimate.value <= estimate.high


def test_a_right_answer_has_no_price_where_a_sample_has_none():
    assert usd_per_right(tallies_of("✓✓", unpriced=1), ALONE) is None
    assert usd_per_right(tallies_of("✓✓", usd=0.0), ALONE) is None


def test_the_accuracy_settles_in_the_order_in_which_questions_were_finished():
    finished = [(2, "correct"), (0, "incorrect"), (2, "correct"), (1, "truncated")]
    points = settled(finished, ALONE, points=10)
    assert [point.questions for point in points] == [1, 2, 3]
    assert [point.accuracy.value for point in points] == pytest.approx([0, 1 / 2, 1 / 3])
    assert settled([], ALONE, points=10) == []


def test_the_last_point_is_the_accuracy():
    tallies = tallies_of("✓✗", "✓✓", "?")
    finished = [
        (question, outcome)
        for question, parts in tallies.items()
        for outcome, tally in parts.items()
        for _ in range(tally.samples)
    ]
    assert settled(finished, ALONE, points=2)[-1].accuracy == measure(tallies, ALONE).accuracy


def test_the_share_right_of_a_question():
    assert right_share(tallies_of("✓✗o")[0]) == 0.5
    assert right_share(tallies_of("oo")[0]) is None
