import math

import pytest

from jevons.core.analysis.quantiles import normal_reach, student_reach
from jevons.core.problems import ProblemError


def test_the_normal_reach():
    assert normal_reach(0.95) == pytest.approx(1.959963984540054, rel=1e-12)
    assert normal_reach(0.99) == pytest.approx(2.5758293035489004, rel=1e-12)


@pytest.mark.parametrize(
    ("degrees", "reaches"),
    [  # at 0.8, 0.95 and 0.999, by scipy.stats.t
        (1, (3.0776835371752544, 12.706204736174694, 636.6192487687897)),
        (2, (1.8856180831641272, 4.302652729749462, 31.599054576445365)),
        (5, (1.4758840488244815, 2.5705818356363146, 6.868826625881276)),
        (29, (1.311433647301551, 2.045229642132703, 3.6594050194663748)),
        (1318, (1.282194219615278, 1.9617655127673146, 3.2979239918032066)),
    ],
)
def test_the_student_reach(degrees, reaches):
    found = [student_reach(level, degrees) for level in (0.8, 0.95, 0.999)]
    assert found == pytest.approx(reaches, rel=1e-10)


def test_with_many_degrees_student_is_normal_and_with_none_he_knows_nothing():
    assert student_reach(0.95, 1_000_000) == pytest.approx(normal_reach(0.95), rel=1e-5)
    assert student_reach(0.95, 0) == math.inf


@pytest.mark.parametrize("level", [0, 1, 95, -0.5])
def test_a_level_lies_between_0_and_1(level):
    with pytest.raises(ProblemError, match="level"):
        normal_reach(level)
    with pytest.raises(ProblemError, match="level"):
        student_reach(level, 5)
