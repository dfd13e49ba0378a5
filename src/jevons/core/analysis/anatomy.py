"""The anatomy of thinking: when the answer was there, what came after it, and loops."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from jevons.core.analysis.bootstrap import percentile_interval, resampled_totals
from jevons.core.analysis.loops import looped_share
from jevons.core.analysis.units import totals_by_unit, unit_name, units_of
from jevons.core.exams.grading.appearance import first_appearance
from jevons.core.prices.pricing import PAID, Rates
from jevons.core.records import Estimate, Outcome
from jevons.core.runs.run_store import RunStore
from jevons.core.runs.sample_rows import Sample

MOST = 2_000
"""Thoughts that are read, evenly spread over a run: enough for its shares to a point."""

DRAWS = 400


@dataclass(frozen=True, slots=True)
class Anatomy:
    """What the thoughts of a run are made of; shares are of thinking tokens.

    `read` of the `samples` with a thought were read. In `told` of them it can be told when the
    final answer first stands in the thought: `before` is the share of their tokens up to there,
    `after` the rest, the overthinking tax, which took `tax_usd` dollars of what a question's
    sample costs (`None`: no price is known). `right_told` of them are right. `loops` have a
    loop in their thought, and `loop_share` of all tokens lie in loops; `loops_cut` of these
    samples were cut off. `cut` of all that were read ended without an answer, at a limit.
    """

    samples: int
    read: int
    told: int
    right_told: int
    before: Estimate | None
    after: Estimate | None
    tax_usd: Estimate | None
    loops: int
    loops_cut: int
    loop_share: float
    cut: int


class _Thought(NamedTuple):
    """One thought in figures; `found` is the share before its answer stands, if that is told."""

    question: int
    tokens: int
    right: bool
    cut: bool
    found: float | None
    looped: float
    usd_after: float | None


def anatomy(store: RunStore, number: int, rates: Rates = PAID, most: int = MOST) -> Anatomy | None:
    """Read the thoughts of a run; `None` if it has none. Takes about a second for `most`.

    The share of a thought's characters is taken for its share of tokens. `rates` are those of
    the run's samples (`Pricing.rates`).

    Raises:
        ProblemError: NOT_FOUND: there is no such run.
    """
    exam = store.exam(number)
    thoughtful = [
        (row.question, row.sample)
        for row in store.samples(number)
        if row.thinking_tokens and row.outcome not in {Outcome.ERROR, ""}
    ]
    if not thoughtful:
        return None
    step = max(len(thoughtful) / most, 1.0)
    places = [thoughtful[int(n * step)] for n in range(min(most, len(thoughtful)))]
    found = []
    for sample in store.iter_samples(number, places):
        question = exam.questions[sample.row.question]
        verdict = sample.verdicts[0][1]
        place = first_appearance(question, verdict, sample.generation.thinking)
        found.append(_thought(sample, place, rates))
    clusters = [question.cluster for question in exam.questions]
    return _summed_up(found, len(thoughtful), clusters)


def _thought(sample: Sample, found: float | None, rates: Rates) -> _Thought:
    generation, outcome = sample.generation, sample.verdicts[0][1].outcome
    tokens = generation.usage.thinking
    after = None if found is None else tokens * (1 - found)
    return _Thought(
        sample.row.question,
        tokens,
        outcome == Outcome.CORRECT,
        outcome == Outcome.TRUNCATED,
        found,
        looped_share(generation.thinking),
        None if after is None else _dollars(sample, after, rates),
    )


def _dollars(sample: Sample, tokens: float, rates: Rates) -> float | None:
    """What so many tokens of a sample cost: their share of its seconds and of what was paid."""
    generation = sample.generation
    share = tokens / max(generation.usage.output, 1)
    paid = generation.cost.here_usd if generation.cost is not None else sample.row.usd
    if rates.paid and paid is None:
        return None
    return rates.token * tokens + share * (
        rates.second * sample.row.seconds + rates.paid * (paid or 0.0)
    )


def _summed_up(found: Sequence[_Thought], samples: int, clusters: Sequence[str]) -> Anatomy:
    told = [each for each in found if each.found is not None]
    looped = [each for each in found if each.looped]
    after = _ratio(
        [(e.question, e.tokens * (1 - (e.found or 0)), e.tokens) for e in told], clusters
    )
    priced = [(e.question, e.usd_after, 1.0) for e in told if e.usd_after is not None]
    tokens = sum(each.tokens for each in found)
    return Anatomy(
        samples=samples,
        read=len(found),
        told=len(told),
        right_told=sum(each.right for each in told),
        before=None if after is None else _rest(after),
        after=after,
        tax_usd=_ratio(priced, clusters) if len(priced) == len(told) else None,
        loops=len(looped),
        loops_cut=sum(each.cut for each in looped),
        loop_share=math.fsum(each.looped * each.tokens for each in found) / tokens,
        cut=sum(each.cut for each in found),
    )


def _rest(share: Estimate) -> Estimate:
    return Estimate(
        1 - share.value, 1 - share.high, 1 - share.low, share.method, share.n, share.level
    )


def _ratio(rows: Sequence[tuple[int, float, float]], clusters: Sequence[str]) -> Estimate | None:
    """A ratio of sums over samples, with the interval of the bootstrap over questions."""
    if not rows:
        return None
    above: defaultdict[int, float] = defaultdict(float)
    below: defaultdict[int, float] = defaultdict(float)
    for question, value, weight in rows:
        above[question] += value
        below[question] += weight
    units = units_of(len(above), [clusters[question] for question in above])
    columns = [
        totals_by_unit(list(above.values()), units),
        totals_by_unit(list(below.values()), units),
    ]
    value = math.fsum(columns[0]) / math.fsum(columns[1])
    ratios = [top / bottom for top, bottom in resampled_totals(columns, DRAWS)]
    low, high = percentile_interval(ratios)
    count = len(columns[0])
    method = f"bootstrap of {unit_name(count, len(above))}, percentile"
    return Estimate(value, min(low, value), max(high, value), method, count)
