"""What became of each question when strategies were replayed on its samples."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from jevons.core.analysis.replay_orders import ORDERS, QuestionPool, orders_of
from jevons.core.analysis.replay_play import play
from jevons.core.prices.pricing import Rates
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.strategies.registry import spelled
from jevons.core.strategies.state import History
from jevons.core.strategies.strategy import Answer, Strategy
from jevons.core.strategies.voting import Single


@dataclass(slots=True)
class Rows:
    """What became of each question under one strategy: means over the orders.

    `busy` has the seconds of all samples added up, `seconds` those that the answer took to
    wait for, order by order; `variances` has how far a score depends on the order: the
    variance of the mean over those that were taken.
    """

    scores: list[float] = field(default_factory=list)
    thinking: list[float] = field(default_factory=list)
    tokens: list[float] = field(default_factory=list)
    usd: list[float | None] = field(default_factory=list)
    samples: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    seconds: list[list[float]] = field(default_factory=list)
    variances: list[float] = field(default_factory=list)

    def dollars(self, question: int, rates: Rates) -> float | None:
        """What a question took at its prices; `None` if what was paid counts, and is unknown."""
        usd = self.usd[question]
        if rates.paid and usd is None:
            return None
        return (
            rates.sample * self.samples[question]
            + rates.token * self.tokens[question]
            + rates.second * self.busy[question]
            + rates.paid * (usd or 0.0)
        )

    @property
    def monte_carlo_error(self) -> float:
        """The standard error of the accuracy for want of more orders.

        As if each order were drawn by itself. They cover a pool more evenly, so that seeds
        differ by about 0.4 to 0.9 of it; by up to twice of it, which is little then, where
        only the last samples of a pool can still change an answer.
        """
        return math.sqrt(math.fsum(self.variances)) / len(self.scores)


def replay_rows(
    strategies: Sequence[Strategy],
    pools: Sequence[QuestionPool],
    orders: int = ORDERS,
    seed: int = 0,
    first: int = 0,
) -> list[Rows]:
    """Run every strategy on every question, in the same orders of its pool.

    `first` is the number of the first question where these are a part of all.

    `Single` takes each sample once, which is exact; so are all where a pool is small enough
    for all its orders, and those that draw a whole pool at once.

    Raises:
        ProblemError: BAD_INPUT: a pool has fewer samples than a strategy may draw, or not one
            score for each; UNSUPPORTED: samples lack what a strategy weighs them by.
    """
    check_replay(strategies, pools)
    results = [Rows() for _ in strategies]
    for number, pool in enumerate(pools, first):
        size = len(pool.draws)
        taken = orders_of(size, orders, f"{seed}/{number}")
        exact = len(taken) == math.factorial(min(size, 12))
        dealt = _deal(pool, taken)
        for strategy, rows in zip(strategies, results, strict=True):
            if isinstance(strategy, Single):
                _add_each(rows, pool)
            else:
                _add(rows, strategy, pool, dealt, exact=exact)
    return results


class _Dealt(NamedTuple):
    """An order of a pool, and the samples in that order."""

    order: Sequence[int]
    history: History


def _deal(pool: QuestionPool, orders: Sequence[Sequence[int]]) -> list[_Dealt]:
    return [_Dealt(order, History([pool.draws[place] for place in order])) for order in orders]


def _add(
    rows: Rows, strategy: Strategy, pool: QuestionPool, dealt: Sequence[_Dealt], *, exact: bool
) -> None:
    """Run a strategy on one question, and note what became of it."""
    played = [play(strategy, history) for _, history in dealt]
    scores = [
        score_of(each.answer, pool, order) for each, (order, _) in zip(played, dealt, strict=True)
    ]
    answers, seconds = zip(*played, strict=True)
    add_played(rows, answers, scores, seconds, exact=exact)


def add_played(
    rows: Rows,
    answers: Sequence[Answer],
    scores: Sequence[float],
    waited: Sequence[float],
    *,
    exact: bool = False,
) -> None:
    """Note what one question came to, order by order; `exact` where there are no others."""
    count = len(answers)
    mean = sum(scores) / count
    rows.scores.append(mean)
    spread = 0.0 if exact or count < 2 else sum([(score - mean) ** 2 for score in scores])
    rows.variances.append(spread / (count * max(count - 1, 1)))
    samples, thinking, answer, usd, busy = zip(*[each.charge for each in answers], strict=True)
    rows.samples.append(sum(samples) / count)
    rows.thinking.append(sum(thinking) / count)
    rows.tokens.append((sum(thinking) + sum(answer)) / count)
    rows.usd.append(None if None in usd else sum(usd) / count)
    rows.busy.append(sum(busy) / count)
    rows.seconds.append(list(waited))


def _add_each(rows: Rows, pool: QuestionPool) -> None:
    """Note what every sample by itself comes to: `Single`, in all orders."""
    size = len(pool.draws)
    rows.scores.append(sum(pool.scores) / size)
    rows.variances.append(0.0)
    rows.samples.append(1.0)
    thinking = sum([draw.thinking_tokens for draw in pool.draws])
    rows.thinking.append(thinking / size)
    rows.tokens.append((thinking + sum([draw.answer_tokens for draw in pool.draws])) / size)
    usd = [draw.usd for draw in pool.draws if draw.usd is not None]
    rows.usd.append(sum(usd) / size if len(usd) == size else None)
    seconds = [draw.seconds for draw in pool.draws]
    rows.busy.append(sum(seconds) / size)
    rows.seconds.append(seconds)


def score_of(answer: Answer, pool: QuestionPool, order: Sequence[int]) -> float:
    """How good an answer is: that of its sample, or the mean of those that were tied."""
    if answer.tied:
        found = pool.class_scores
        return math.fsum([found[key] for key in answer.tied]) / len(answer.tied)
    return 0.0 if answer.draw is None else pool.scores[order[answer.draw]]


def check_size(name: str, at_most: int, pools: Sequence[QuestionPool]) -> None:
    """Refuse what may draw more samples than a pool has.

    Raises:
        ProblemError: BAD_INPUT: it may.
    """
    fewest = min((len(pool.draws) for pool in pools), default=0)
    if at_most > fewest:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{name} may draw {at_most:,} samples of a question, and one has {fewest:,}",
            remedy="draw more, or replay a strategy that takes fewer",
        )


def check_replay(strategies: Sequence[Strategy], pools: Sequence[QuestionPool]) -> None:
    """Refuse what cannot be replayed.

    Raises:
        ProblemError: as `replay_rows`.
    """
    for strategy in strategies:
        check_size(spelled(strategy), strategy.at_most, pools)
        name = strategy.measure
        words = name.replace("_", " ")
        if name and any(
            draw.key is not None and getattr(draw.surety, name, None) is None
            for pool in pools
            for draw in pool.draws
        ):
            raise ProblemError.of(
                ProblemKind.UNSUPPORTED,
                f"{spelled(strategy)} weighs samples by their {words}, which not all have",
                remedy="replay strategies that count votes, or draw where it is told",
            )
    for pool in pools:
        if len(pool.scores) != len(pool.draws):
            raise ProblemError.of(
                ProblemKind.BAD_INPUT,
                f"{len(pool.draws)} samples of a question have {len(pool.scores)} scores",
                remedy="grade each of them",
            )
