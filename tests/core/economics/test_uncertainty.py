import pytest

from jevons.core.economics.bounds import bad_input
from jevons.core.economics.uncertainty import Interval, Range, Spread, propagate, tornado
from jevons.core.problems import ProblemError


def product(*, a, b, c=1.0):
    return a * b * c


def test_a_seed_draws_the_same_again():
    inputs = {"a": Range(1, 3), "b": Range(10, 20)}
    assert propagate(product, inputs, seed=3) == propagate(product, inputs, seed=3)
    assert propagate(product, inputs, seed=3) != propagate(product, inputs, seed=4)


def test_the_interval_of_one_uniform_input_is_its_quantiles():
    interval = propagate(product, {"a": Range(0, 1), "b": 100}).intervals["value"]
    assert interval.low == pytest.approx(5, abs=0.7)
    assert interval.median == pytest.approx(50, abs=1.5)
    assert interval.high == pytest.approx(95, abs=0.7)
    assert interval.mean == pytest.approx(50, abs=1)
    assert interval.central == 50


def test_the_spread_of_a_triangular_and_of_a_log_uniform_range():
    triangle = Range(0, 4, 1, Spread.TRIANGULAR)
    mean = propagate(product, {"a": triangle, "b": 1}).intervals["value"].mean
    assert mean == pytest.approx((0 + 4 + 1) / 3, abs=0.03)
    decades = Range(1, 100, spread=Spread.LOG_UNIFORM)
    median = propagate(product, {"a": decades, "b": 1}).intervals["value"].median
    assert median == pytest.approx(10, rel=0.06)
    assert decades.central == pytest.approx(10)


@pytest.mark.parametrize("spread", Spread)
def test_values_stay_within_the_range(spread):
    within = Range(2, 5, 3, spread)
    assert within.at(0) == pytest.approx(2)
    assert within.at(1) == pytest.approx(5)
    assert [within.at(n / 10) for n in range(11)] == sorted(within.at(n / 10) for n in range(11))


def test_an_input_draws_the_same_whatever_the_others_are():
    alone = propagate(product, {"a": Range(1, 3), "b": 1}).intervals["value"]
    beside = propagate(product, {"a": Range(1, 3), "b": 1, "c": Range(1, 1)}).intervals["value"]
    assert alone == beside


def test_draws_that_are_refused_are_counted_and_left_out():
    def root(*, a):
        if a < 0:
            raise bad_input("a is below 0", "give more")
        return a

    outcome = propagate(root, {"a": Range(-1, 3)}, draws=2000)
    assert outcome.impossible / outcome.draws == pytest.approx(0.25, abs=0.03)
    assert outcome.intervals["value"].low >= 0
    with pytest.raises(ProblemError, match="a is below 0"):
        propagate(root, {"a": Range(-3, -1)}, draws=20)


def test_a_figure_that_is_not_known_has_no_interval():
    class Result:
        known = 1.0
        unknown = None

    outcome = propagate(lambda a: Result(), {"a": Range(0, 1)}, ("known", "unknown"), draws=10)
    assert set(outcome.intervals) == {"known"}


def test_the_tornado_has_the_largest_swing_first():
    bars = tornado(product, {"a": Range(1, 1.1), "b": Range(10, 30), "c": 2.0}, level=1 - 1e-12)
    assert [bar.name for bar in bars] == ["b", "a"]
    assert bars[0].output_low == pytest.approx(1.05 * 10 * 2)
    assert bars[0].output_high == pytest.approx(1.05 * 30 * 2)
    assert bars[0].swing == pytest.approx(1.05 * 20 * 2)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((3, 1), "upside down"),
        ((0, float("inf")), "no number"),
        ((1, 3, 5), "out of its range"),
        ((0, 1, None, Spread.LOG_UNIFORM), "at 0 or below"),
    ],
)
def test_a_range_that_cannot_be(arguments, words):
    with pytest.raises(ProblemError, match=words):
        Range(*arguments)


def test_no_draws():
    with pytest.raises(ProblemError):
        propagate(product, {"a": 1, "b": 1}, draws=0)


def test_outputs_may_be_keys_or_lie_deeper():
    found = propagate(lambda a: {"twice": 2 * a, "half": a / 2}, {"a": Range(1, 3)},
                      ("twice", "half"), draws=200).intervals  # fmt: skip
    assert found["twice"].median == pytest.approx(4 * found["half"].median)
    assert tornado(lambda a: {"twice": 2 * a}, {"a": Range(1, 3)}, "twice")[0].swing > 3
    deep = propagate(lambda a: Interval(a, a, a, a, a), {"a": Range(1, 3)}, ("median.real",))
    assert deep.intervals["median.real"].central == 2
