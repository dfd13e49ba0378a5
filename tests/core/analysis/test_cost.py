import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.analysis.cost import Spent, cost_per_right, cost_ratio, delta_standard_error
from jevons.core.analysis.cost_of_pass import cost_of_pass, frontier_cost_of_pass
from jevons.core.analysis.intervals import wilson
from jevons.core.problems import ProblemError

ROWS = st.lists(
    st.builds(Spent, st.floats(0.001, 10), st.integers(0, 4), st.just(4)), min_size=1, max_size=20
)


def exam(n, seed=1):
    """Questions of which hard ones cost more."""
    rng = random.Random(seed)
    chances = [rng.betavariate(2, 1) for _ in range(n)]
    return [Spent(rng.lognormvariate(1 - p, 0.5), float(rng.random() < p)) for p in chances]


def test_it_is_the_ratio_of_the_sums():
    estimate = cost_per_right([Spent(1.0, 1), Spent(3.0, 0), Spent(2.0, 1)])
    assert estimate.value == 3
    assert estimate.n == 3
    assert estimate.method == "bootstrap of questions, percentile, with Wilson"


@given(ROWS)
def test_the_interval_holds_it(rows):
    estimate = cost_per_right(rows, draws=40)
    assert 0 <= estimate.low <= estimate.value <= estimate.high
    assert estimate.low < estimate.high


@given(ROWS, st.floats(0.01, 100))
def test_in_another_unit_it_is_as_many_times_more(rows, factor):
    estimate = cost_per_right(rows, draws=40)
    scaled = cost_per_right([row._replace(cost=row.cost * factor) for row in rows], draws=40)
    assert scaled.value == pytest.approx(estimate.value * factor)
    assert (scaled.low, scaled.high) == pytest.approx(
        (estimate.low * factor, estimate.high * factor)
    )


def test_the_delta_method_agrees_on_many():
    rows = exam(1000)
    estimate = cost_per_right(rows)
    assert estimate.method == "bootstrap of questions, percentile"
    spread = (estimate.high - estimate.low) / 2 / 1.96
    assert spread == pytest.approx(delta_standard_error(rows), rel=0.08)


def test_clusters_are_drawn_whole():
    rows = exam(50)
    copies = rows * 8
    clusters = [str(n) for n in range(50)] * 8
    assert delta_standard_error(copies, clusters) == pytest.approx(delta_standard_error(rows))
    together, apart = cost_per_right(copies, clusters), cost_per_right(copies)
    assert together.n == 50
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_nothing_right_has_no_price_but_a_least_one():
    estimate = cost_per_right([Spent(2.0, 0)] * 30)
    assert (estimate.value, estimate.high) == (math.inf, math.inf)
    assert estimate.low == pytest.approx(2 / wilson(0, 30).high)


def test_draws_without_a_right_one_have_no_upper_end():
    few_right = [Spent(1.0, 1)] * 2 + [Spent(1.0, 0)] * 18
    assert cost_per_right(few_right).high == math.inf
    many_right = [Spent(1.0, 1)] * 10 + [Spent(1.0, 0)] * 10
    assert cost_per_right(many_right).high < math.inf


def test_all_right_at_one_price_is_not_certain():
    for rows in ([Spent(2.0, 1)] * 30, [Spent(8.0, 4, 4)] * 30, [Spent(2.0, 1)] * 300):
        estimate = cost_per_right(rows)
        assert (estimate.value, estimate.low) == (2, 2)
        assert estimate.high == pytest.approx(2 / wilson(len(rows), len(rows)).low)


def test_the_ratio_of_a_thing_to_itself_is_1():
    rows = exam(200)
    estimate = cost_ratio(rows, rows)
    assert (estimate.value, estimate.low, estimate.high) == (1, 1, 1)


def test_the_same_draws_for_both_make_the_ratio_sure():
    rows = exam(200)
    dearer = [row._replace(cost=row.cost * (1.2 + 0.1 * (n % 3))) for n, row in enumerate(rows)]
    ratio, alone = cost_ratio(dearer, rows), cost_per_right(rows)
    assert 1.2 < ratio.low < ratio.value < ratio.high < 1.4
    assert ratio.high / ratio.low < (alone.high / alone.low) ** 0.5


@given(st.data())
def test_the_ratio_the_other_way_round_is_its_inverse(data):
    rows = data.draw(ROWS.filter(lambda rows: sum(row.right for row in rows)))
    others = data.draw(
        st.lists(
            st.builds(Spent, st.floats(0.1, 9), st.integers(0, 1), st.just(1)),
            min_size=len(rows),
            max_size=len(rows),
        )
    )
    there, back = cost_ratio(rows, others, draws=40), cost_ratio(others, rows, draws=40)
    assert there.low <= there.value <= there.high
    for one, other in ((there.value, back.value), (there.low, back.high), (there.high, back.low)):
        assert one == pytest.approx(1 / other if other else math.inf)


def test_a_ratio_with_nothing_right_on_one_side():
    rows, none = [Spent(1.0, n % 2) for n in range(40)], [Spent(1.0, 0)] * 40
    assert cost_ratio(none, rows).value == math.inf
    assert cost_ratio(none, rows).low > 2
    assert cost_ratio(rows, none).value == 0
    assert 0 < cost_ratio(rows, none).high < 0.5


def test_one_question_compares_nothing():
    estimate = cost_ratio([Spent(2.0, 1, 2)], [Spent(1.0, 1, 2)])
    assert (estimate.low, estimate.value, estimate.high) == (0, 2, math.inf)


def test_no_delta_of_what_does_not_vary():
    assert math.isnan(delta_standard_error([Spent(1.0, 1)]))
    assert math.isnan(delta_standard_error([Spent(1.0, 0), Spent(2.0, 0)]))


class TestFrontier:
    SMALL = (Spent(4.0, 2, 4), Spent(4.0, 0, 4), Spent(4.0, 0, 4))
    LARGE = (Spent(40.0, 4, 4), Spent(40.0, 2, 4), Spent(40.0, 0, 4))

    def test_each_question_goes_to_the_cheapest_that_solves_it(self):
        frontier = frontier_cost_of_pass([self.SMALL, self.LARGE])
        assert frontier.cost.value == (2 + 20) / 2
        assert (frontier.unsolved, frontier.questions) == (1, 3)

    def test_an_expert_solves_the_rest_and_is_asked_where_cheaper(self):
        frontier = frontier_cost_of_pass([self.SMALL, self.LARGE], expert=15.0)
        assert frontier.cost.value == pytest.approx((2 + 15 + 15) / 3)
        assert frontier.unsolved == 1

    def test_a_further_way_never_costs_more(self):
        alone = frontier_cost_of_pass([self.SMALL], expert=100.0)
        both = frontier_cost_of_pass([self.SMALL, self.LARGE], expert=100.0)
        assert both.cost.value < alone.cost.value
        assert both.unsolved < alone.unsolved

    def test_nothing_solved_costs_without_end(self):
        frontier = frontier_cost_of_pass([self.SMALL[1:]])
        assert frontier.cost.value == math.inf
        assert frontier.unsolved == 2

    def test_its_interval_is_over_questions(self):
        ways = [exam(300), exam(300, seed=2)]
        cost = frontier_cost_of_pass(ways, expert=9.0).cost
        assert cost.low < cost.value < cost.high
        assert cost.high - cost.low < cost.value

    def test_cost_of_pass(self):
        assert cost_of_pass(Spent(4.0, 2, 4)) == 2
        assert cost_of_pass(Spent(4.0, 0, 4)) == math.inf

    @pytest.mark.parametrize("ways", [[], [[]], [SMALL, LARGE[1:]]])
    def test_nonsense_is_refused(self, ways):
        with pytest.raises(ProblemError):
            frontier_cost_of_pass(ways)


@pytest.mark.parametrize(
    "row", [Spent(-1.0, 1), Spent(math.nan, 1), Spent(math.inf, 1), Spent(1.0, 2), Spent(1.0, 0, 0)]
)
def test_nonsense_is_refused(row):
    for function in (cost_per_right, delta_standard_error, lambda rows: cost_ratio(rows, rows)):
        with pytest.raises(ProblemError, match="makes no sense"):
            function([row])


def test_nothing_to_compare():
    none = [Spent(1.0, 0)] * 3
    with pytest.raises(ProblemError, match="neither"):
        cost_ratio(none, none)
    with pytest.raises(ProblemError, match="2 and 3 questions"):
        cost_ratio(none[:2], none)
