import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.analysis.power import (
    Spread,
    pilot_spread,
    questions_needed,
    sampling_variance,
    smallest_difference,
)
from jevons.core.problems import ProblemError

NO_NOISE = Spread(difference=1 / 9, first=0, second=0)


def test_known_numbers_of_questions():
    assert questions_needed(0.03, NO_NOISE) == 969
    assert questions_needed(0.03) == 3876
    assert questions_needed(-0.03) == 3876


@pytest.mark.parametrize(
    ("questions", "noiseless", "once", "four_times"),
    [
        (30, 17.1, 34.1, 22.6),  # a year of AIME
        (60, 12.1, 24.1, 16.0),
        (198, 6.6, 13.3, 8.8),  # GPQA Diamond
        (500, 4.2, 8.4, 5.5),  # MATH-500
        (1319, 2.6, 5.1, 3.4),  # GSM8K
        (2500, 1.9, 3.7, 2.5),  # HLE
    ],
)
def test_known_smallest_differences(questions, noiseless, once, four_times):
    points = [
        100 * smallest_difference(questions, NO_NOISE),
        100 * smallest_difference(questions),
        100 * smallest_difference(questions, samples=(4, 4)),
    ]
    assert points == pytest.approx([noiseless, once, four_times], abs=0.06)


@given(
    st.integers(1, 100_000),
    st.tuples(st.integers(1, 64), st.integers(1, 64)),
    st.floats(0.8, 0.99),
    st.floats(0.5, 0.99),
)
def test_the_one_is_the_inverse_of_the_other(questions, samples, level, power):
    difference = smallest_difference(questions, Spread(), samples, level, power)
    assert questions_needed(difference, Spread(), samples, level, power) in {
        questions,
        questions + 1,
    }


@given(st.integers(1, 5000), st.integers(1, 63))
def test_more_questions_and_more_samples_detect_less(questions, samples):
    least = smallest_difference(questions, samples=(samples, samples))
    assert smallest_difference(questions + 1, samples=(samples, samples)) < least
    assert smallest_difference(questions, samples=(samples + 1, samples)) < least
    assert smallest_difference(questions, NO_NOISE) < least


def test_a_planned_exam_finds_the_difference_as_often_as_planned():
    spread = Spread(difference=0.04, first=0.1, second=0.1)
    n = questions_needed(0.1, spread, samples=(2, 2))
    rng, found, rounds = random.Random(1), 0, 1500
    for _ in range(rounds):
        measured = rng.gauss(0.1, (spread.variance(2, 2) / n) ** 0.5)
        found += measured > 1.959964 * (spread.variance(2, 2) / n) ** 0.5
    assert found / rounds == pytest.approx(0.8, abs=0.03)


def test_what_samples_of_a_question_vary():
    # Halves: s^2 of two samples that differ is 1/2, of two that agree 0.
    assert sampling_variance([(1, 2), (2, 2)]) == pytest.approx(0.25)
    assert sampling_variance([(1, 2), (1, 1)]) == pytest.approx(0.5)
    with pytest.raises(ProblemError, match="asked once"):
        sampling_variance([(1, 1), (0, 1)])


@pytest.mark.parametrize(("k_first", "k_second"), [(2, 8), (4, 4)])
def test_a_pilot_shows_the_spread_it_was_drawn_with(k_first, k_second):
    rng = random.Random(2)
    first, second = [], []
    for _ in range(6000):
        p = rng.random()
        q = min(max(p + rng.gauss(0, 0.1), 0), 1)
        first.append((sum(rng.random() < p for _ in range(k_first)), k_first))
        second.append((sum(rng.random() < q for _ in range(k_second)), k_second))
    spread = pilot_spread(first, second)
    assert spread.first == pytest.approx(1 / 6, abs=0.01)
    assert spread.difference == pytest.approx(0.0095, abs=0.006)
    assert spread.variance(k_first, k_second) == pytest.approx(
        0.0095 + spread.first / k_first + spread.second / k_second, abs=0.006
    )


def test_a_pilot_that_asked_once_keeps_it_all_together():
    first, second = [(1, 1), (0, 1), (1, 1), (1, 1)], [(0, 1), (0, 1), (1, 1), (0, 1)]
    spread = pilot_spread(first, second)
    assert (spread.first, spread.second) == (0, 0)
    assert spread.difference == pytest.approx(1 / 3)  # the variance of 1, 0, 0, 1


def test_a_variance_is_not_below_0():
    spread = pilot_spread([(1, 2)] * 10, [(1, 2)] * 10)
    assert spread.difference == 0


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda: questions_needed(0),
        lambda: questions_needed(0.1, level=95),
        lambda: questions_needed(0.1, power=1),
        lambda: questions_needed(0.1, samples=(0, 1)),
        lambda: smallest_difference(0),
        lambda: smallest_difference(10, power=0),
        lambda: pilot_spread([(1, 1)], [(1, 1)]),
        lambda: pilot_spread([(1, 1), (1, 1)], [(1, 1)]),
    ],
)
def test_nonsense_is_refused(nonsense):
    with pytest.raises(ProblemError):
        nonsense()
