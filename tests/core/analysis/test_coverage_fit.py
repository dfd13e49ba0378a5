import math

import pytest

from jevons.core.analysis.coverage import pass_at_k
from jevons.core.analysis.coverage_fit import coverage_curve, fit_coverage


@pytest.mark.parametrize(("a", "b"), [(-0.9, 0.4), (-2.0, 0.15), (-0.3, 1.2)])
def test_a_curve_of_the_law_is_found_again(a, b):
    fit = fit_coverage([(k, math.exp(a * k**-b)) for k in (1, 2, 4, 8, 16)])
    assert (fit.a, fit.b) == (pytest.approx(a, rel=1e-4), pytest.approx(b, rel=1e-4))
    assert fit.error == pytest.approx(0, abs=1e-6)
    assert fit.at(64) == pytest.approx(math.exp(a * 64**-b), rel=1e-4)


def test_beyond_what_was_sampled_is_extrapolated():
    fit = fit_coverage([(k, math.exp(-(k**-0.5))) for k in (1, 2, 4)])
    assert not fit.is_extrapolated(4)
    assert fit.is_extrapolated(5)


@pytest.mark.parametrize("curve", [[(1, 0.5), (2, 0.6)], [(1, 1.0), (2, 1.0), (4, 1.0)], []])
def test_what_has_no_law_has_none(curve):
    assert fit_coverage(curve) is None


def test_the_curve_of_an_exam_is_its_coverage():
    counts = [(0, 12), (1, 12), (4, 12), (12, 12)]
    curve = coverage_curve(counts)
    assert [k for k, _ in curve.points] == [1, 2, 4, 8, 12]
    for k, estimate in curve.points:
        expected = sum(pass_at_k(drawn, right, k) for right, drawn in counts) / 4
        assert estimate.value == pytest.approx(expected)
    assert curve.fit.sampled == 12
    assert curve.fit.at(12) == pytest.approx(0.75, abs=0.05)
