import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.analysis.calibration import (
    confidence_bins,
    expected_error,
    hle_half_width,
    hle_official,
    rms_error,
)
from jevons.core.problems import ProblemError

ANSWERS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=350)


def graded(confidence, right, wrong):
    """Answers of one confidence, right ones first."""
    return [confidence] * (right + wrong), [1] * right + [0] * wrong


def joined(*groups):
    return [c for group, _ in groups for c in group], [r for _, rights in groups for r in rights]


def test_known_half_width():
    assert 100 * hle_half_width(0.085, 2158) == pytest.approx(1.18, abs=0.005)


def test_the_last_bin_is_left_out_of_the_official_error():
    # Three bins: off by 0.1, by 0.3 and by 0.4; the last takes the 50 that are left over.
    answers = joined(graded(0.2, 30, 70), graded(0.5, 20, 80), graded(0.9, 75, 75))
    assert hle_official(*answers) == pytest.approx(
        math.sqrt(100 / 350 * 0.1**2 + 100 / 350 * 0.3**2)
    )
    assert rms_error(*answers) == pytest.approx(
        math.sqrt((100 * 0.1**2 + 100 * 0.3**2 + 150 * 0.4**2) / 350)
    )
    assert expected_error(*answers) == pytest.approx((10 + 30 + 60) / 350)


def test_the_official_error_of_one_bin_is_nothing():
    answers = graded(0.9, 10, 140)
    assert hle_official(*answers) == 0
    assert rms_error(*answers) == pytest.approx(0.9 - 1 / 15)


def test_the_official_error_needs_a_hundred():
    with pytest.raises(ProblemError, match="needs 100 answers, not 99"):
        hle_official(*graded(0.5, 50, 49))


def test_bins_go_by_confidence_not_by_order():
    confidences, rights = joined(graded(0.9, 100, 0), graded(0.1, 0, 100))
    low, high = confidence_bins(confidences, rights)
    assert (low.answers, low.confidence, low.accuracy) == (100, pytest.approx(0.1), 0)
    assert (high.confidence, high.accuracy) == (pytest.approx(0.9), 1)


def test_equally_sure_answers_keep_their_order():
    first, second = confidence_bins([0.5] * 200, [1] * 100 + [0] * 100)
    assert (first.accuracy, second.accuracy) == (1, 0)


@given(ANSWERS, st.integers(1, 120))
def test_every_answer_is_in_one_bin(answers, size):
    confidences, rights = zip(*answers, strict=True)
    bins = confidence_bins(confidences, rights, size)
    assert sum(found.answers for found in bins) == len(answers)
    assert len(bins) == 1 or all(found.answers >= size for found in bins)
    assert sum(found.answers * found.accuracy for found in bins) == pytest.approx(sum(rights))


@given(ANSWERS)
def test_the_errors_are_ordered(answers):
    confidences, rights = zip(*answers, strict=True)
    overall = abs(sum(confidences) - sum(rights)) / len(answers)
    ece, rms = expected_error(confidences, rights), rms_error(confidences, rights)
    assert overall - 1e-9 <= ece <= rms + 1e-9 <= 1 + 2e-9
    if len(answers) >= 100:
        assert hle_official(confidences, rights) <= rms


def test_who_knows_has_no_error():
    assert rms_error(*joined(graded(0.25, 25, 75), graded(0.75, 75, 25))) == pytest.approx(0)


@pytest.mark.parametrize(
    ("confidences", "rights", "what"),
    [([], [], "0 confidences"), ([0.5], [1, 0], "do not fit"), ([80], [1], "divide percentages")],
)
def test_nonsense_is_refused(confidences, rights, what):
    with pytest.raises(ProblemError, match=what):
        rms_error(confidences, rights)


@pytest.mark.parametrize(("accuracy", "n"), [(8.5, 2158), (0.5, 0), (-0.1, 5)])
def test_a_half_width_of_nonsense_is_refused(accuracy, n):
    with pytest.raises(ProblemError):
        hle_half_width(accuracy, n)
