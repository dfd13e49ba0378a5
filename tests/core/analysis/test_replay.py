import math
import random
from dataclasses import replace
from statistics import mean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draws import answering, pool
from jevons.core.analysis.bootstrap import resampled_totals
from jevons.core.analysis.replay import Measure, replay
from jevons.core.analysis.replay_orders import QuestionPool
from jevons.core.analysis.replay_play import play
from jevons.core.analysis.replay_rows import replay_rows
from jevons.core.analysis.voting import majority_score
from jevons.core.problems import ProblemError
from jevons.core.strategies.adaptive import AdaptiveConsistency
from jevons.core.strategies.draw import Draw
from jevons.core.strategies.registry import parse
from jevons.core.strategies.state import History
from jevons.core.strategies.voting import Lossless, SelfConsistency, Single


def graded(draws, right="a"):
    return QuestionPool(draws, [float(draw.key == right) for draw in draws])


def exam(questions, samples, seed=0):
    """Pools of questions that are as hard as it comes."""
    rng = random.Random(seed)
    pools = []
    for _ in range(questions):
        chance = rng.betavariate(1.5, 1)
        keys = rng.choices("abcd-", [chance, *[(1 - chance) / 4] * 4], k=samples)
        draws = [
            Draw(
                None if key == "-" else key,
                length := rng.randrange(100, 900),
                20,
                seconds=length / 50,
                usd=length / 2**20,
                prompt_usd=1 / 2**20,
            )
            for key in keys
        ]
        pools.append(graded(draws))
    return pools


@given(st.lists(pool(3), min_size=1, max_size=4), st.integers(1, 3))
def test_a_small_pool_is_replayed_exactly(all_draws, k):
    pools = [graded(draws) for draws in all_draws]
    vote, single = replay_rows([SelfConsistency(k), Single()], pools)
    for place, each in enumerate(pools):
        keys = [draw.key for draw in each.draws]
        assert vote.scores[place] == pytest.approx(majority_score(keys, each.scores, k))
        assert vote.samples[place] == k
        assert vote.tokens[place] == pytest.approx(k * single.tokens[place])
        assert vote.usd[place] == pytest.approx(k * single.usd[place])
    assert vote.monte_carlo_error == 0


@given(st.integers(1, 9), st.data())
def test_a_single_sample_is_each_of_them(size, data):
    each = graded(data.draw(pool(size)))
    (rows,) = replay_rows([Single()], [each])
    played = [play(Single(), History([draw])) for draw in each.draws]
    charges = [one.answer.charge for one in played]
    assert rows.scores == [mean(each.scores)]
    assert rows.seconds == [[one.seconds for one in played]]
    assert rows.thinking == [mean(charge.thinking_tokens for charge in charges)]
    assert rows.tokens == [pytest.approx(mean(charge.tokens for charge in charges))]
    assert rows.usd == [pytest.approx(mean(charge.usd for charge in charges))]
    assert rows.samples == [1]


def test_the_whole_pool_needs_no_orders():
    pools = exam(30, 16)
    (rows,) = replay_rows([SelfConsistency(16)], pools)
    expected = [majority_score([d.key for d in p.draws], p.scores, 16) for p in pools]
    assert rows.scores == pytest.approx(expected)
    assert rows.monte_carlo_error == pytest.approx(0, abs=1e-12)


def test_stopping_when_decided_scores_as_the_majority_of_all():
    whole, spared = replay_rows([SelfConsistency(12), Lossless(12)], exam(40, 16))
    assert spared.scores == whole.scores
    assert sum(spared.samples) < sum(whole.samples)
    assert sum(spared.usd) < sum(whole.usd)


def test_the_monte_carlo_error_is_what_seeds_differ_by():
    pools = exam(40, 16)
    strategies = [SelfConsistency(3), AdaptiveConsistency(most=8), parse("short:m=2,k=6")]
    seeds = [replay_rows(strategies, pools, seed=seed) for seed in range(30)]
    for n, strategy in enumerate(strategies):
        scores = [mean(rows[n].scores) for rows in seeds]
        stated = mean(rows[n].monte_carlo_error for rows in seeds)
        assert 0.3 * stated < pstdev(scores) < 1.2 * stated, strategy
    vote = mean(mean(rows[0].scores) for rows in seeds)
    exact = mean(majority_score([d.key for d in p.draws], p.scores, 3) for p in pools)
    assert vote == pytest.approx(exact, abs=0.005)


def test_estimates_are_of_the_questions():
    pools = exam(150, 16)
    single, vote = replay([Single(), SelfConsistency(8)], pools)
    for each in (single, vote):
        assert set(each.estimates) == set(each.resampled) == set(Measure)
        for measure, estimate in each.estimates.items():
            assert estimate.low <= estimate.value <= estimate.high, measure
            assert len(each.resampled[measure]) == 200
            assert estimate.n == 150
    right = mean(mean(p.scores) for p in pools)
    usd = mean(mean(draw.usd for draw in p.draws) for p in pools)
    assert single.estimates[Measure.ACCURACY].value == pytest.approx(right)
    assert single.estimates[Measure.USD_PER_RIGHT].value == pytest.approx(usd / right)
    assert vote.estimates[Measure.SAMPLES].value == 8
    assert vote.estimates[Measure.ACCURACY].value > right
    seconds = sorted(draw.seconds for p in pools for draw in p.draws)
    for measure, share in ((Measure.LATENCY_P50, 0.5), (Measure.LATENCY_P90, 0.9)):
        estimate = single.estimates[measure]
        assert estimate.value == seconds[math.ceil(share * len(seconds)) - 1]
        assert estimate.low < estimate.value < estimate.high < vote.estimates[measure].high


def test_all_strategies_see_the_same_draws_of_questions():
    pools = exam(20, 8)
    clusters = [f"template {place // 2}" for place in range(20)]
    first, second = replay([SelfConsistency(8), Single()], pools, clusters, resamples=50, seed=3)
    columns = [
        [sum(pair) for pair in zip(rows.scores[::2], rows.scores[1::2], strict=True)]
        for rows in (first.rows, second.rows)
    ]
    totals = list(resampled_totals(columns, 50, 3))
    for n, each in enumerate((first, second)):
        assert each.resampled[Measure.ACCURACY] == pytest.approx([draw[n] / 20 for draw in totals])
        assert each.estimates[Measure.ACCURACY].n == 10
        assert "clusters" in each.estimates[Measure.TOKENS].method


def test_resampled_latencies_are_near_those_of_resampled_questions():
    pools = exam(120, 8)
    (single,) = replay([Single()], pools, seed=1)
    rng = random.Random(1)
    direct = []
    for _ in range(200):
        picks = rng.choices(range(120), k=120)
        seconds = sorted(draw.seconds for pick in picks for draw in pools[pick].draws)
        direct.append(seconds[math.ceil(0.5 * len(seconds)) - 1])
    linear = single.resampled[Measure.LATENCY_P50]
    assert mean(linear) == pytest.approx(mean(direct), abs=0.1)
    assert pstdev(linear) == pytest.approx(pstdev(direct), rel=0.2)


def test_few_questions_all_right_are_not_for_sure():
    pools = [graded(answering("aaaa")) for _ in range(5)]
    (vote,) = replay([SelfConsistency(4)], pools)
    accuracy = vote.estimates[Measure.ACCURACY]
    assert (accuracy.value, accuracy.high) == (1, 1)
    assert accuracy.low < 0.7
    assert "Wilson" in accuracy.method


def test_what_has_no_price_has_no_dollars():
    pools = exam(3, 4)
    unpriced = replace(pools[1].draws[2], usd=None)
    pools[1] = QuestionPool([*pools[1].draws[:2], unpriced, *pools[1].draws[3:]], pools[1].scores)
    for each in replay([Single(), SelfConsistency(4)], pools):
        assert set(Measure) - set(each.estimates) == {Measure.USD, Measure.USD_PER_RIGHT}


def test_nothing_right_costs_without_end():
    pools = [graded(answering("bbb-"), "a") for _ in range(3)]
    pools = [QuestionPool([replace(draw, usd=1.0) for draw in p.draws], p.scores) for p in pools]
    (vote,) = replay([SelfConsistency(4)], pools)
    assert vote.estimates[Measure.USD_PER_RIGHT].value == math.inf
    assert vote.estimates[Measure.ACCURACY].high > 0


def test_one_question_is_enough_to_reckon_with():
    (vote,) = replay([SelfConsistency(4)], exam(1, 4))
    assert vote.estimates[Measure.TOKENS].low == vote.estimates[Measure.TOKENS].high
    assert replay([], exam(1, 4)) == []


@pytest.mark.parametrize(
    ("strategies", "pools", "said"),
    [
        ([SelfConsistency(5)], exam(2, 4), "self-consistency:samples=5 may draw 5"),
        ([Single()], [], "no question"),
        ([Single()], [QuestionPool([], [])], "may draw 1"),
        ([Single()], [QuestionPool(answering("ab"), [1.0])], "2 samples of a question have 1"),
        ([parse("best-of-n:samples=2")], exam(2, 4), "by their logprob"),
        ([parse("deepconf:samples=2")], exam(2, 4), "by their confidence"),
    ],
)
def test_what_cannot_be_replayed_is_told(strategies, pools, said):
    with pytest.raises(ProblemError, match=said):
        replay(strategies, pools)
