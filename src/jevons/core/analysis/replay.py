"""Replay: what strategies would have answered and taken, from samples that are there."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import itemgetter

from jevons.core.analysis.accuracy import mean_score
from jevons.core.analysis.bootstrap import percentile_interval
from jevons.core.analysis.cost import FEW
from jevons.core.analysis.replay_cores import replay_rows_on_cores
from jevons.core.analysis.replay_orders import ORDERS, QuestionPool
from jevons.core.analysis.replay_rows import Rows
from jevons.core.analysis.replay_waits import Waits
from jevons.core.analysis.units import Clusters, totals_by_unit, unit_name, units_of
from jevons.core.prices.pricing import PAID, Rates
from jevons.core.records import Estimate
from jevons.core.strategies.registry import Spelled
from jevons.core.strategies.strategy import Strategy

RESAMPLES = 200
"""Draws of the bootstrap: enough for a table and for which strategies are on the frontier."""


class Measure(StrEnum):
    """What a strategy is judged by.

    The accuracy is the expected score; tokens, thinking tokens, dollars and samples are
    those of a question, on average; a latency is the seconds that half of the questions, or
    nine in ten, have their answer after, the samples of a wave running at the same time.
    """

    ACCURACY = "accuracy"
    THINKING = "thinking_tokens"
    TOKENS = "tokens"
    USD = "usd"
    USD_PER_RIGHT = "usd_per_right"
    SAMPLES = "samples"
    LATENCY_P50 = "latency_p50"
    LATENCY_P90 = "latency_p90"


QUANTILES = {Measure.LATENCY_P50: 0.5, Measure.LATENCY_P90: 0.9}


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a strategy comes to on an exam.

    `estimates` has each measure with its interval, dollars only where every sample has a
    price; `resampled` the value of each in every draw of the bootstrap, which are the same
    draws for all strategies on the same questions. `rows` has the questions one by one, and
    `monte_carlo_error` is the standard error of the accuracy for want of more orders.
    """

    strategy: Spelled
    estimates: Mapping[Measure, Estimate]
    resampled: Mapping[Measure, Sequence[float]]
    rows: Rows
    monte_carlo_error: float


def replay(
    strategies: Sequence[Strategy],
    pools: Sequence[QuestionPool],
    clusters: Clusters = None,
    orders: int = ORDERS,
    resamples: int = RESAMPLES,
    level: float = 0.95,
    seed: int = 0,
) -> list[Replayed]:
    """Replay strategies on the same orders of the same pools, one for each question.

    Means are over questions and, for each, over `orders` of its pool. Intervals are of the
    percentile bootstrap over questions (clusters), the same draws for all strategies; that
    of the accuracy also holds the one of `accuracy` where there are few questions, or all
    or none right.

    Raises:
        ProblemError: BAD_INPUT: no question, not one cluster for each, a pool with fewer
            samples than a strategy may draw or not one score for each; UNSUPPORTED: samples
            lack what a strategy weighs them by.
    """
    units_of(len(pools), clusters)
    rows = replay_rows_on_cores(strategies, pools, orders, seed)
    asked = [[len(pool.draws) // strategy.at_most for pool in pools] for strategy in strategies]
    return summed_up(strategies, rows, asked, clusters, resamples, level, seed)


def summed_up(
    strategies: Sequence[Spelled],
    rows: Sequence[Rows],
    asked: Sequence[Sequence[int]],
    clusters: Clusters = None,
    resamples: int = RESAMPLES,
    level: float = 0.95,
    seed: int = 0,
) -> list[Replayed]:
    """What strategies come to over all questions, from what became of each.

    `asked` says for each strategy and question how many answers stand behind its score.

    Raises:
        ProblemError: BAD_INPUT: no question, or not one cluster for each.
    """
    if not strategies:
        return []
    count = len(rows[0].scores)
    units = units_of(count, clusters)
    waits = [Waits(each.seconds) for each in rows]
    paid = [PAID] * count
    columns = [_columns(each, wait, paid) for each, wait in zip(rows, waits, strict=True)]
    flat = [totals_by_unit(values, units) for found in columns for values in found.values()]
    sizes = totals_by_unit([1.0] * count, units)
    draws = _resampled_means(flat, sizes, resamples, seed)
    results = []
    each_of_all = zip(strategies, rows, waits, columns, asked, strict=True)
    for strategy, each, wait, found, answers in each_of_all:
        means = {measure: math.fsum(values) / len(values) for measure, values in found.items()}
        resampled: dict[Measure, Sequence[float]] = {name: next(draws) for name in found}
        _derive(wait, means, resampled)
        estimates = {
            measure: _estimate(value, resampled[measure], len(sizes), count, level)
            for measure, value in means.items()
        }
        known = mean_score(each.scores, answers, clusters, level)
        estimates[Measure.ACCURACY] = _widened(estimates[Measure.ACCURACY], known)
        results.append(Replayed(strategy, estimates, resampled, each, each.monte_carlo_error))
    return results


def reprice(
    replayed: Sequence[Replayed],
    rates: Sequence[Rates],
    clusters: Clusters = None,
    level: float = 0.95,
    seed: int = 0,
) -> list[Replayed]:
    """The same replays at other prices, those of each question.

    No strategy looks at a price, so that what each drew stays as it is. `clusters`, `level`
    and `seed` are those of the replay: the draws of the bootstrap are the same.

    Raises:
        ProblemError: BAD_INPUT: not one cluster for each question.
    """
    if not replayed:
        return []
    units = units_of(len(rates), clusters)
    sizes = totals_by_unit([1.0] * len(rates), units)
    dollars = [_dollars(each.rows, rates) for each in replayed]
    known = [totals_by_unit(found, units) for found in dollars if found is not None]
    resamples = len(replayed[0].resampled[Measure.ACCURACY])
    draws = _resampled_means(known, sizes, resamples, seed)
    results = []
    for each, found in zip(replayed, dollars, strict=True):
        spent = {Measure.USD, Measure.USD_PER_RIGHT}
        resampled = {name: drawn for name, drawn in each.resampled.items() if name not in spent}
        estimates = {name: value for name, value in each.estimates.items() if name not in spent}
        if found is not None:
            resampled[Measure.USD] = next(draws)
            means = {
                Measure.ACCURACY: estimates[Measure.ACCURACY].value,
                Measure.USD: math.fsum(found) / len(found),
            }
            _derive_dollars(means, resampled)
            for name in (Measure.USD, Measure.USD_PER_RIGHT):
                estimates[name] = _estimate(
                    means[name], resampled[name], len(sizes), len(rates), level
                )
        results.append(replace(each, estimates=estimates, resampled=resampled))
    return results


def _columns(rows: Rows, waits: Waits, rates: Sequence[Rates]) -> dict[Measure, list[float]]:
    """The values of each question; for a latency, its share of answers within that of all."""
    usd = _dollars(rows, rates)
    return {
        Measure.ACCURACY: rows.scores,
        Measure.THINKING: rows.thinking,
        Measure.TOKENS: rows.tokens,
        **({Measure.USD: usd} if usd is not None else {}),
        Measure.SAMPLES: rows.samples,
        **{measure: waits.within(waits.quantile(p)) for measure, p in QUANTILES.items()},
    }


def _dollars(rows: Rows, rates: Sequence[Rates]) -> list[float] | None:
    """What each question took at its prices; `None` if what was paid counts, and is unknown."""
    found = [rows.dollars(question, each) for question, each in enumerate(rates)]
    known = [usd for usd in found if usd is not None]
    return known if len(known) == len(found) else None


def _resampled_means(
    columns: Sequence[Sequence[float]], sizes: Sequence[float], resamples: int, seed: int
) -> Iterator[list[float]]:
    """The mean of each column in every draw of units, as `resampled_totals` draws them.

    Here the units of a draw are sorted, and their numbers are the same objects in all draws:
    sums over them take a third of the time.
    """
    rng = random.Random(seed)
    rows = list(range(len(sizes)))
    draws = [sorted(rng.choices(rows, k=len(rows))) for _ in range(resamples)]
    takers = [itemgetter(*picks) if len(rows) > 1 else itemgetter(slice(1)) for picks in draws]
    counts = [sum(take(sizes)) for take in takers]
    for column in columns:
        yield [sum(take(column)) / count for take, count in zip(takers, counts, strict=True)]


def _derive(
    waits: Waits, means: dict[Measure, float], resampled: dict[Measure, Sequence[float]]
) -> None:
    """Make seconds of the shares of answers within a latency; add dollars for a right answer."""
    for measure, p in QUANTILES.items():
        share = means[measure]
        resampled[measure] = [waits.quantile(p + share - other) for other in resampled[measure]]
        means[measure] = waits.quantile(p)
    if Measure.USD in means:
        _derive_dollars(means, resampled)


def _derive_dollars(means: dict[Measure, float], resampled: dict[Measure, Sequence[float]]) -> None:
    right, rights = means[Measure.ACCURACY], resampled[Measure.ACCURACY]
    means[Measure.USD_PER_RIGHT] = _ratio(means[Measure.USD], right)
    resampled[Measure.USD_PER_RIGHT] = list(map(_ratio, resampled[Measure.USD], rights))


def _ratio(cost: float, right: float) -> float:
    return cost / right if right else math.inf


def _estimate(
    value: float, resampled: Sequence[float], units: int, questions: int, level: float
) -> Estimate:
    low, high = percentile_interval(resampled, level)
    method = f"bootstrap of {unit_name(units, questions)}, percentile"
    return Estimate(value, min(low, value), max(high, value), method, units, level)


def _widened(found: Estimate, known: Estimate) -> Estimate:
    """The estimate, with another interval in it where resampling shows too little."""
    if found.n >= FEW and 0 < found.value < 1:
        return found
    low, high = min(found.low, known.low), max(found.high, known.high)
    return Estimate(found.value, low, high, f"{found.method}, with Wilson", found.n, found.level)
