"""What a run will take, before it starts: tokens, dollars, time, and what it can tell."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import mean, stdev

from jevons.core.analysis.power import smallest_difference
from jevons.core.analysis.quantiles import student_reach
from jevons.core.analysis.samples_needed import samples_needed
from jevons.core.exams.exam import Exam
from jevons.core.models.registry import ModelSpec
from jevons.core.records import Dial, DialMode, Estimate, Timing, Usage
from jevons.core.runs.context import estimate_tokens
from jevons.core.runs.costing import Costing
from jevons.core.runs.run import Run, RunPlan
from jevons.core.runs.run_store import RunStore

LEVEL = 0.95
"""How surely what is forecast lies in its range, where an earlier run stands behind it."""

PILOT = 2000
"""Samples of an earlier run that are looked at."""

FEWEST = 5
"""Samples below which an earlier run says too little."""

ELSEWHERE = 2.0
"""How far the same model's use of tokens goes apart between exams, as a factor."""

UNLIMITED = (200.0, 2_000.0, 16_000.0)
"""Tokens of a thought without a limit: a low, a middle and a high guess.

R1 takes some hundred tokens for school sums and over 10,000 for olympiad problems
(arXiv 2501.12948, section 2.2.4).
"""

ANSWER = (10.0, 120.0, 600.0)
"""Tokens of an answer: a low, a middle and a high guess."""

TOKENS_PER_S = (15.0, 50.0, 150.0)
"""Tokens that one request draws a second: a low, a middle and a high guess."""

AT_ONCE = 8
"""Requests at once where nothing is known of the server."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to be expected of a run.

    `drawn` samples are likely to be drawn, `most` at most (a strategy may stop before), and
    `pooled` are there already. `tokens` are those of
    thinking and answers; `usd` is `None` where a price is unknown. `difference` is the
    smallest difference in accuracy between this run and another like it that is found four
    times in five. `basis` says where the numbers come from.
    """

    drawn: int
    most: int
    pooled: int
    tokens: Estimate
    usd: Estimate | None
    seconds: Estimate
    difference: float
    basis: str


@dataclass(frozen=True, slots=True)
class _Each:
    """What one sample takes: low, middle and high."""

    tokens: tuple[float, float, float]
    seconds: tuple[float, float, float]
    thinking_share: float
    samples: int
    basis: str


def forecast(
    exam: Exam, plan: RunPlan, spec: ModelSpec, store: RunStore, costing: Costing
) -> Forecast:
    """What the run will take, by an earlier run of the model if there is one, else by guess.

    Raises:
        ProblemError: the library cannot be read.
    """
    pooled = _pooled(exam, plan, store)
    like = _like(exam, plan, store)
    needed = samples_needed(plan, like, store)
    least, drawn, most = (
        sum(max(0.0, samples - held) for held in pooled)
        for samples in (needed.least, needed.likely, needed.most)
    )
    each = _from_earlier(exam, like, store) or _guess(plan, spec)
    if plan.steps is not None and not each.samples:
        each = replace(each, basis=f"{each.basis}; trials, revisions and judgements come on top")
    if needed.basis:
        each = replace(each, basis=f"{each.basis}; {needed.basis}")
    prompt = mean(estimate_tokens(exam.messages(question)) for question in exam.questions)
    counts = (least, drawn, most)
    if plan.allocation is not None:
        one = [
            _usd(costing, spec, 1, prompt, tokens, each.thinking_share, seconds)
            for tokens, seconds in zip(each.tokens, each.seconds, strict=True)
        ]
        counts = _shared_out(plan.caps.usd or 0.0, counts, one)
    low, middle, high = map(operator.mul, counts, each.tokens)
    seconds = list(map(operator.mul, counts, each.seconds))
    dollars = [
        _usd(costing, spec, count, prompt, tokens, each.thinking_share, time)
        for count, tokens, time in zip(counts, each.tokens, seconds, strict=True)
    ]
    samples = (1, 1) if plan.decider else (plan.samples, plan.samples)
    return Forecast(
        drawn=round(counts[1]),
        most=round(counts[2]),
        pooled=sum(pooled),
        tokens=Estimate(middle, low, high, each.basis, each.samples),
        usd=_estimate(dollars, each),
        seconds=Estimate(seconds[1], seconds[0], seconds[2], each.basis, each.samples),
        difference=smallest_difference(len(exam.questions), samples=samples),
        basis=each.basis,
    )


def _pooled(exam: Exam, plan: RunPlan, store: RunStore) -> list[int]:
    """How many of each question's samples are there already."""
    keys = (plan.pool_key(exam.messages(question)) for question in exam.questions)
    return [store.pooled_count(key, plan.samples) for key in keys]


def _estimate(dollars: Sequence[float | None], each: _Each) -> Estimate | None:
    low, middle, high = dollars
    if low is None or middle is None or high is None:
        return None
    return Estimate(middle, low, high, each.basis, each.samples)


def _usd(
    costing: Costing,
    spec: ModelSpec,
    drawn: float,
    prompt: float,
    tokens: float,
    thinking_share: float,
    seconds: float,
) -> float | None:
    """Dollars of so many samples: by tokens, or by the hour for a machine of one's own."""
    thinking = round(tokens * thinking_share)
    usage = Usage(prompt=round(prompt), thinking=thinking, answer=round(tokens) - thinking)
    by_tokens = costing.here(spec, usage, Timing(total_s=0.0)).here_usd
    by_time = costing.here(spec, Usage(), Timing(total_s=seconds)).here_usd
    if by_tokens is None or by_time is None:
        return None
    return drawn * by_tokens + by_time


def _shared_out(
    usd: float, counts: tuple[float, float, float], prices: Sequence[float | None]
) -> tuple[float, float, float]:
    """The samples that a sum buys, dear and cheap ones, between the fewest and the most."""
    fewest, _, most = counts
    cheap, usual, dear = (min(most, usd / price) if price else most for price in prices)
    return max(fewest, dear), max(fewest, usual), max(fewest, cheap)


def _like(exam: Exam, plan: RunPlan, store: RunStore) -> list[Run]:
    """The runs of the same model and dial, those of the same exam first, then the newest."""
    like = [run for run in store.runs() if _is_like(run, plan)]
    return sorted(like, key=lambda run: run.exam != exam.name)


def _from_earlier(exam: Exam, like: Sequence[Run], store: RunStore) -> _Each | None:
    """By the likest run."""
    if not like:
        return None
    run = like[0]
    samples = [row for row in store.samples(run.number) if not row.pooled][:PILOT]
    if len(samples) < FEWEST:
        return None
    tokens = [float(row.thinking_tokens + row.answer_tokens) for row in samples]
    total = run.ledger.total
    second = run.busy_s / max(1, total.samples - total.pooled)
    # The mean of the new run around that of the old one: both are drawn with chance.
    spread = stdev(tokens) * (2 / len(tokens)) ** 0.5 * student_reach(LEVEL, len(tokens) - 1)
    middle = mean(tokens)
    apart = 1.1 if run.exam == exam.name else ELSEWHERE
    return _Each(
        tokens=(max(0.0, middle - spread) / apart, middle, (middle + spread) * apart),
        seconds=(second / (1.5 * apart), second, second * 1.5 * apart),
        thinking_share=sum(row.thinking_tokens for row in samples) / max(1.0, sum(tokens)),
        samples=len(samples),
        basis=f"as in run {run.number} ({run.exam}, {len(samples):,} samples)",
    )


def _is_like(run: Run, plan: RunPlan) -> bool:
    same = run.plan.model == plan.model and run.plan.dial == plan.dial
    steps = plan.steps is not None or run.plan.steps is not None
    if steps and run.plan.strategy != plan.strategy:  # its answers take what all steps took
        return False
    if run.plan.cut_of is not None:  # it drew no thoughts
        return False
    return same and run.ledger.total.samples - run.ledger.total.pooled >= FEWEST


def _guess(plan: RunPlan, spec: ModelSpec) -> _Each:
    thought = _thought(plan.dial, spec.context)
    most = float(plan.params.max_tokens or ANSWER[2])
    answer = [min(tokens, most) for tokens in ANSWER]
    low, middle, high = (t + a for t, a in zip(thought, answer, strict=True))
    slow, usual, quick = TOKENS_PER_S
    at_once = plan.concurrency or (1 if spec.kind == "embedded" else AT_ONCE)
    return _Each(
        tokens=(low, middle, high),
        seconds=(low / quick / at_once, middle / usual / at_once, high / slow / at_once),
        thinking_share=thought[1] / middle,
        samples=0,
        basis="a guess: no earlier run of this model with this dial",
    )


def _thought(dial: Dial, context: int | None) -> tuple[float, float, float]:
    if dial.mode is DialMode.OFF:
        return 0.0, 0.0, 0.0
    low, middle, high = UNLIMITED
    most = float(min(n for n in (dial.tokens, context, high) if n is not None))
    least = float(dial.minimum)
    return max(least, min(low, most / 10)), max(least, min(middle, most / 2)), max(least, most)
