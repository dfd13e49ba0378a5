from dataclasses import replace

import pytest

from core.runs.run_samples import an_exam
from core.state.run_values import a_run, tallies_of
from jevons.core.problems import ProblemError
from jevons.core.state.comparison import compare_runs
from jevons.core.state.figures import scores_of

QUESTIONS = an_exam(6).questions
ALONE = tuple(replace(question, cluster="") for question in QUESTIONS)
ONE, TWO = a_run(number=1), a_run(number=2)


def compared(first, second, questions=ALONE):
    scores = [scores_of(tallies_of(*outcomes), None) for outcomes in (first, second)]
    return compare_runs(ONE, TWO, questions, *scores)


def test_two_runs_of_one_sample_each_are_compared_exactly():
    view = compared(["✓", "✓", "✗", "✓", "…"], ["✓", "✗", "✗", "✗", "✓"])
    assert view.asked == 5
    assert (view.first_share, view.second_share) == (0.6, 0.4)
    assert view.comparison.difference.value == pytest.approx(0.2)
    assert (view.comparison.better, view.comparison.worse) == (2, 1)
    assert view.comparison.p_value == pytest.approx(1.0)
    assert view.comparison.test == "exact McNemar"
    assert {question.position for question in view.discordant} == {1, 3, 4}


def test_the_widest_apart_come_first():
    view = compared(["✓✓", "✓✗", "✗✗"], ["✓✗", "✗✓", "✓✓"])
    assert [(x.position, x.difference) for x in view.discordant] == [(2, -1.0), (0, 0.5)]


def test_only_what_both_were_asked_and_graded_counts():
    view = compared(["✓", "o", "✓", ""], ["✗", "✓", "", "✓"])
    assert view.asked == 1


def test_clusters_are_taken_whole():
    view = compared(["✓"] * 6, ["✗"] * 6, QUESTIONS)
    assert view.comparison.difference.n == 3


@pytest.mark.parametrize(
    ("second", "word"),
    [(ONE, "itself"), (replace(TWO, exam_digest="other"), "different questions")],
)
def test_what_cannot_be_compared_is_refused(second, word):
    with pytest.raises(ProblemError, match=word):
        compare_runs(ONE, second, ALONE, {0: 1.0}, {0: 1.0})


def test_runs_without_a_question_in_common_are_refused():
    with pytest.raises(ProblemError, match="in common"):
        compared(["✓"], ["o"])
