import random
from statistics import fmean

import pytest

from jevons.core.analysis.difficulty import SAME, SPLIT, by_difficulty
from jevons.core.analysis.replay_orders import QuestionPool
from jevons.core.analysis.run_pools import RunPools
from jevons.core.prices.pricing import Asked, parse_pricing
from jevons.core.strategies.draw import Draw
from jevons.core.strategies.registry import parse

SINGLE, VOTE = parse("single"), parse("self-consistency:samples=4")


def pools(chances, samples, seed=0):
    rng = random.Random(seed)
    made = []
    for chance in chances:
        rights = [rng.random() < chance for _ in range(samples)]
        draws = [
            Draw("a" if right else f"w{rng.randrange(9)}", 100, 10, usd=0.5) for right in rights
        ]
        made.append(QuestionPool(draws, [float(right) for right in rights]))
    asked = [Asked("o1", 100.0)] * len(made)
    return RunPools(None, range(len(made)), [""] * len(made), made, asked, 0, 0, 0)


def test_levels_go_from_the_hardest_to_the_easiest():
    chances = [place / 99 for place in range(100)]
    found = by_difficulty(pools(chances, 32), [SINGLE, VOTE])
    assert found.how == SPLIT
    rates = [level.pass_rate for level in found.levels]
    assert rates == sorted(rates)
    assert rates == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9], abs=0.06)
    for level in found.levels:
        assert level.questions == 20
        single, vote = level.ways
        assert single.accuracy == pytest.approx(level.pass_rate)
        assert (single.tokens, single.thinking, single.usd) == (110, 100, 0.5)
        assert vote.tokens == 440
    assert found.levels[3].ways[1].accuracy > found.levels[3].ways[0].accuracy + 0.1


def test_no_luck_is_counted_twice():
    alike = pools([0.5] * 300, 8)
    split = [level.pass_rate for level in by_difficulty(alike, [SINGLE]).levels]
    assert max(split) - min(split) < 0.12
    by_themselves = sorted(fmean(pool.scores) for pool in alike.pools)
    assert fmean(by_themselves[-60:]) - fmean(by_themselves[:60]) > 0.4


def test_what_draws_more_than_a_half_is_left_out():
    found = by_difficulty(pools([0.2, 0.8] * 5, 6), [SINGLE, VOTE])
    assert [way.strategy for way in found.levels[0].ways] == [SINGLE]


def test_few_samples_are_not_split_and_that_is_told():
    found = by_difficulty(pools([0.2, 0.8] * 5, 2))
    assert found.how == SAME
    assert len(found.levels) == 5


def test_prices_can_be_chosen():
    found = by_difficulty(pools([0.5] * 10, 4), [SINGLE], parse_pricing("o1@2025-01-27"))
    assert found.levels[0].ways[0].usd == pytest.approx((100 * 15 + 110 * 60) / 1e6)


def test_fewer_questions_than_levels_make_fewer_levels():
    assert len(by_difficulty(pools([0.1, 0.9], 8), [SINGLE]).levels) == 2
