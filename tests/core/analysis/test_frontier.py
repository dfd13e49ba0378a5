import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.analysis.frontier import (
    Candidate,
    candidates,
    cheapest,
    dominates,
    extra_cost,
    frontier,
    most_accurate,
    staircase,
)
from jevons.core.analysis.replay import Measure, replay
from jevons.core.analysis.replay_orders import QuestionPool
from jevons.core.problems import ProblemError
from jevons.core.records import Estimate
from jevons.core.strategies.draw import Draw
from jevons.core.strategies.registry import parse

PLACES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=9)


def candidate(name, cost, accuracy, resampled=()):
    return Candidate(
        name,
        Estimate(cost, cost, cost, "bootstrap", 9),
        Estimate(accuracy, accuracy, accuracy, "bootstrap", 9),
        list(resampled),
    )


SOME = [
    candidate("single", 1.0, 0.5, [(1.0, 0.5), (1.1, 0.4), (0.9, 0.6), (1.0, 0.5)]),
    candidate("eight", 8.0, 0.7, [(8.0, 0.7), (8.0, 0.6), (8.0, 0.8), (8.0, 0.7)]),
    candidate("adaptive", 4.0, 0.7, [(4.0, 0.7), (5.0, 0.5), (4.0, 0.8), (3.0, 0.6)]),
    candidate("more", 16.0, 0.71, [(16.0, 0.7), (16.0, 0.7), (16.0, 0.8), (16.0, 0.6)]),
]


@given(PLACES)
def test_the_staircase_has_what_none_dominates(places):
    steps = staircase(places)
    assert set(steps) == {
        n for n, place in enumerate(places) if not any(dominates(other, place) for other in places)
    }
    assert [places[n] for n in steps] == sorted(places[n] for n in steps)


def test_to_dominate_takes_one_strict_advantage():
    assert dominates((1, 0.5), (2, 0.5))
    assert dominates((1, 0.6), (1, 0.5))
    assert not dominates((1, 0.5), (1, 0.5))
    assert not dominates((1, 0.5), (2, 0.6))
    assert not dominates((2, 0.6), (1, 0.5))


def test_the_frontier_and_how_sure_it_is():
    points = {point.candidate.name: point for point in frontier(SOME)}
    assert [point.candidate.name for point in points.values()] == [each.name for each in SOME]
    assert [name for name, point in points.items() if point.on_frontier] == [
        "single", "adaptive", "more",
    ]  # fmt: skip
    assert {name: point.chance for name, point in points.items()} == {
        "single": 1.0, "eight": 0.5, "adaptive": 1.0, "more": 0.25,
    }  # fmt: skip


def test_equal_points_are_both_on_it():
    points = frontier([candidate("a", 1, 0.5, [(1, 0.5)]), candidate("b", 1, 0.5, [(1, 0.5)])])
    assert [(point.on_frontier, point.chance) for point in points] == [(True, 1), (True, 1)]


def test_an_empty_frontier():
    assert frontier([]) == []
    (point,) = frontier([candidate("a", 1, 0.5)])
    assert point.on_frontier
    assert math.isnan(point.chance)


def test_the_cheapest_way_to_an_accuracy():
    found = cheapest(SOME, 0.7)
    assert (found.candidate.name, found.chance) == ("adaptive", 0.5)
    assert cheapest(SOME, 0.4).candidate.name == "single"
    assert cheapest(SOME, 0.72) is None


def test_the_most_accuracy_for_a_cost():
    found = most_accurate(SOME, 4.0)
    assert (found.candidate.name, found.chance) == ("adaptive", 0.75)
    assert most_accurate(SOME, 10.0).candidate.name == "adaptive"
    assert most_accurate(SOME, 16.0).candidate.name == "more"
    assert most_accurate(SOME, 0.5) is None


def test_an_extra_right_answer_has_its_price():
    single, eight, adaptive, more = SOME
    found = extra_cost(single, adaptive)
    assert found.value == pytest.approx(3 / 0.2)
    assert found.low == pytest.approx(3 / 0.2)  # 15, 39, 15.5 and 20 in the draws
    assert found.high == pytest.approx(3.9 / 0.1)
    assert extra_cost(eight, adaptive).value == math.inf
    assert extra_cost(adaptive, more).value == pytest.approx(12 / 0.01)
    assert extra_cost(adaptive, more).high == math.inf
    better = candidate("better", 0.5, 0.8, [(0.5, 0.8)] * 4)
    assert (extra_cost(single, better).value, extra_cost(single, better).high) == (0, 0)
    assert extra_cost(better, single).value == math.inf


def test_what_was_resampled_apart_is_not_compared():
    apart = candidate("apart", 1.0, 0.5, [(1.0, 0.5)])
    for compare in (lambda: frontier([*SOME, apart]), lambda: extra_cost(SOME[0], apart)):
        with pytest.raises(ProblemError, match="resampled apart"):
            compare()


def test_strategies_on_their_frontier():
    rng = random.Random(5)
    pools = []
    for _ in range(120):
        keys = rng.choices("abcd", [4, 2, 1, 1], k=32)
        draws = [Draw(key, rng.randrange(50, 150), 5, 1.0) for key in keys]
        pools.append(QuestionPool(draws, [float(key == "a") for key in keys]))
    names = ["single", "self-consistency", "lossless", "adaptive-consistency"]
    replayed = replay([parse(name) for name in names], pools)
    assert candidates(replayed, Measure.USD) == []
    points = {
        point.candidate.name: point for point in frontier(candidates(replayed, Measure.TOKENS))
    }
    assert list(points) == names
    assert points["single"].chance == points["adaptive-consistency"].chance == 1
    assert 0 < points["lossless"].chance < 1
    assert not points["self-consistency"].on_frontier
    assert points["self-consistency"].chance == 0
    waiting = {
        point.candidate.name: point for point in frontier(candidates(replayed, Measure.LATENCY_P90))
    }
    assert waiting["self-consistency"].on_frontier
    assert not waiting["lossless"].on_frontier
