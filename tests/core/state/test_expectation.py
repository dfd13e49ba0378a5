import pytest

from core.state.exam_values import an_outlook
from jevons.core.analysis.power import smallest_difference
from jevons.core.state.expectation import expected, tells


def lines(outlook, samples=1):
    return {line.label: (line.value, line.note) for line in expected(outlook.forecast, samples)}


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        (0.1, "70 % from 60 % apart, not from 65 %"),
        (0.013, "70 % from 68.7 % apart, not from 69.3 %"),
        (0.7, "70 % from 0 % apart, not from 35 %"),
        (0.8, "100 % from 20 % apart, not from 60 %"),
        (1.2, "no two models apart: it has too few questions"),
    ],
)
def test_what_an_exam_can_tell_in_plain_words(difference, said):
    assert tells(difference) == said


def test_a_forecast_says_its_middle_and_its_range():
    said = lines(an_outlook(pooled=5))
    assert said["to draw"] == ("20 samples", "5 more are in the pool")
    assert lines(an_outlook(drawn=1))["to draw"] == ("1 sample", "")
    done = lines(an_outlook(drawn=0, pooled=20))
    assert done["to draw"] == ("nothing", "all 20 samples are in the pool")
    assert said["tokens"] == ("2,000", "(1,000 to 4,000)")
    assert said["dollars"] == ("$0.500", "($0.250 to $1.00)")
    assert said["time"] == ("1 m 00 s", "(30 s to 2 m 00 s)")
    assert said["rests on"] == ("a guess", "")


def test_an_unknown_price_is_not_nothing():
    assert lines(an_outlook(usd=None))["dollars"][0] == "unknown"


def test_it_says_how_many_questions_a_small_difference_takes():
    one, many = (lines(an_outlook(), samples)["can tell"][1] for samples in (1, 8))
    count = {note: int(note.split()[-2].replace(",", "")) for note in (one, many)}
    assert count[many] < count[one]
    assert smallest_difference(count[one]) <= 0.05 < smallest_difference(count[one] - 1)
    assert lines(an_outlook(difference=0.05))["can tell"][1] == ""
