from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.runs.run_samples import PLAN, a_sample, a_verdict, an_exam
from jevons.core.analysis.replay import Measure, replay, reprice
from jevons.core.analysis.run_pools import mean_at_once, read_pools
from jevons.core.prices.pricing import parse_pricing
from jevons.core.problems import ProblemError
from jevons.core.records import Cost, Outcome, Timing, Usage
from jevons.core.runs.library import Library
from jevons.core.runs.sample_columns import SampleColumns
from jevons.core.strategies.registry import parse


@pytest.fixture
def runs(tmp_path):
    library, _ = Library.open(tmp_path / "library.db")
    yield library.runs
    library.close()


@pytest.fixture
def run(runs):
    return runs.create(an_exam(), replace(PLAN, samples=4)).number


def priced(drawn, usd, thinking=30):
    usage, timing = Usage(prompt=10, thinking=thinking, answer=5), Timing(total_s=thinking / 10)
    generation = replace(drawn.generation, cost=Cost(usd, "set"), usage=usage, timing=timing)
    return replace(drawn, generation=generation, usd=usd)


def test_a_sample_becomes_a_draw(runs, run):
    runs.put(run, [priced(a_sample(0, 0), 0.5), priced(a_sample(0, 1, Outcome.INCORRECT), None)])
    found = read_pools(runs, run)
    first, second = found.pools[0].draws
    assert (first.key, first.thinking_tokens, first.answer_tokens) == ("4", 30, 5)
    assert (first.seconds, first.usd, second.usd) == (3.0, 0.5, None)
    assert found.pools[0].scores == [1.0, 0.0]
    assert (list(found.questions), list(found.clusters)) == ([0], ["template-0"])


@pytest.mark.parametrize("outcome", [Outcome.UNPARSED, Outcome.TRUNCATED, Outcome.REFUSED])
def test_what_has_no_answer_has_no_vote_but_counts_and_costs(runs, run, outcome):
    runs.put(run, [priced(a_sample(0, 0, outcome), 0.5)])
    assert runs.verdicts(run)[0, 0].key == "4"
    (draw,) = read_pools(runs, run).pools[0].draws
    assert (draw.key, draw.usd, draw.thinking_tokens) == (None, 0.5, 30)


def test_failed_and_ungraded_samples_are_left_out_and_told(runs, run):
    drawn = [a_sample(0, 0), a_sample(0, 1, Outcome.ERROR), a_sample(0, 2), a_sample(0, 3, None)]
    runs.put(run, drawn)
    found = read_pools(runs, run)
    assert (found.size, found.failed, found.ungraded) == (2, 1, 1)
    assert found.notices()[:2] == [
        "1 failed samples are left out",
        "1 samples without a verdict yet are left out",
    ]


def test_questions_with_too_few_samples_are_left_out_and_told(runs, run):
    drawn = [a_sample(0, n) for n in range(4)] + [a_sample(1, n) for n in range(2)]
    runs.put(run, [*drawn, a_sample(2, 0)])
    found = read_pools(runs, run)
    assert (list(found.questions), found.size, found.left_out) == ([0, 1], 2, 1)
    assert "1 questions with less than half of others" in found.notices()[-1]


def test_a_regraded_run_votes_by_its_new_verdicts(runs, run):
    runs.put(run, [a_sample(0, n) for n in range(3)])
    runs.grade(run, [(0, n, a_verdict(Outcome.INCORRECT, key="7")) for n in (0, 1)])
    (vote,) = replay([parse("self-consistency:samples=3")], read_pools(runs, run).pools)
    assert vote.estimates[Measure.ACCURACY].value == 0


def test_a_run_without_a_graded_sample_is_refused(runs, run):
    with pytest.raises(ProblemError, match="no graded sample"):
        read_pools(runs, run)
    with pytest.raises(ProblemError, match="no run 99"):
        read_pools(runs, 99)


def columns(*spans):
    begun = [f"2025-01-27T00:00:{start:02}.000000+00:00" for start, _ in spans]
    seconds = [float(length) for _, length in spans]
    return SampleColumns(seconds=seconds, begun=begun)


@pytest.mark.parametrize(
    ("spans", "at_once"),
    [
        ([], 1.0),
        ([(0, 4)], 1.0),
        ([(0, 4), (0, 4)], 2.0),
        ([(30, 4), (0, 4)], 1.0),  # what lies between is no work
        ([(0, 6), (1, 2), (4, 4)], 12 / 8),
    ],
)
def test_requests_at_once_are_counted_while_there_are_any(spans, at_once):
    assert mean_at_once(columns(*spans)) == pytest.approx(at_once)


STRATEGIES = [parse(text) for text in ("single", "self-consistency:samples=3", "short:m=1,k=3")]


def test_other_prices_change_the_dollars_alone(runs, run):
    for question in range(3):
        drawn = [priced(a_sample(question, n), 0.25, 20 + 10 * n) for n in range(4)]
        runs.put(run, drawn)
    pools = read_pools(runs, run)
    replayed = replay(STRATEGIES, pools.pools, pools.clusters)
    rates = [parse_pricing("o1@2025-01-27").rates(asked) for asked in pools.asked]
    single, vote, short = reprice(replayed, rates, pools.clusters)
    tokens = 20 + 10 * 1.5 + 5
    usd = (15 * 10 + 60 * tokens) / 1e6
    assert single.estimates[Measure.USD].value == pytest.approx(usd)
    assert vote.estimates[Measure.USD].value == pytest.approx(3 * usd)
    raced = short.estimates[Measure.TOKENS].value
    assert raced < vote.estimates[Measure.TOKENS].value
    expected = (3 * 15 * 10 + 60 * raced) / 1e6
    assert short.estimates[Measure.USD].value == pytest.approx(expected)
    right = vote.estimates[Measure.ACCURACY].value
    assert vote.estimates[Measure.USD_PER_RIGHT].value == pytest.approx(3 * usd / right)
    for before, after in zip(replayed, (single, vote, short), strict=True):
        for measure in set(Measure) - {Measure.USD, Measure.USD_PER_RIGHT}:
            assert after.estimates[measure] == before.estimates[measure]
            assert after.resampled[measure] == before.resampled[measure]


def test_back_at_what_was_paid_all_is_as_it_was(runs, run):
    for question in range(3):
        runs.put(run, [priced(a_sample(question, n), 0.25 * (n + 1)) for n in range(4)])
    pools = read_pools(runs, run)
    replayed = replay(STRATEGIES, pools.pools, pools.clusters)
    rates = {
        text: [parse_pricing(text).rates(asked) for asked in pools.asked]
        for text in ("paid", "3.6/h")
    }
    hourly = reprice(replayed, rates["3.6/h"], pools.clusters)
    at_once = pools.asked[0].at_once
    assert hourly[0].estimates[Measure.USD].value == pytest.approx(0.001 * 3.0 / at_once)
    back = reprice(hourly, rates["paid"], pools.clusters)
    assert [each.estimates for each in back] == [each.estimates for each in replayed]


def test_a_run_of_unknown_price_has_dollars_at_a_known_one(runs, run):
    runs.put(run, [priced(a_sample(0, n), None) for n in range(4)])
    pools = read_pools(runs, run)
    replayed = replay(STRATEGIES, pools.pools)
    assert Measure.USD not in replayed[0].estimates
    rates = [parse_pricing("o1@2025-01-27").rates(asked) for asked in pools.asked]
    assert reprice(replayed, rates)[0].estimates[Measure.USD].value > 0


def test_cut_thoughts_shared_the_machine_as_the_whole_ones_did(runs, run):
    runs.put(run, [priced(a_sample(0, n), 0.25) for n in range(4)])
    (asked,) = read_pools(runs, run).asked
    assert asked.at_once == pytest.approx(4)  # all begun at the same time
    cut = runs.create(an_exam(), replace(PLAN, samples=1, cut_of=run)).number
    one = priced(a_sample(0, 0), 0.25)
    again = replace(one.generation, id="cut", created_at=datetime.now(UTC))
    runs.put(cut, [replace(one, generation=again, key="another")])
    assert read_pools(runs, cut).asked[0].at_once == asked.at_once
