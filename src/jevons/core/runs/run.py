"""A run: an exam put to a model, with so many samples of each question."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from jevons.core.problems import ProblemError
from jevons.core.records import Dial, Message, Outcome, SamplingParams
from jevons.core.runs.generation_rows import pool_key
from jevons.core.strategies.allocation import Allocation
from jevons.core.strategies.registry import (
    allocation_from_json,
    any_from_json,
    from_json,
    spelled,
)
from jevons.core.strategies.steps.strategy import StepStrategy
from jevons.core.strategies.strategy import Strategy
from jevons.core.strategies.voting import SelfConsistency, Single

INDEPENDENT = "independent"
"""Stands for no strategy: every sample is drawn by itself, and none decides."""


@dataclass(frozen=True, slots=True)
class Caps:
    """What a run may take at most; `None` is no limit. It can be raised and gone on with."""

    usd: float | None = None
    tokens: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What is to be done.

    `models` are the names of models to ask: several servers of the same model share the
    run, and the first gives the pool its name. `samples` are drawn of each question, or as
    many at most by the `strategy`, which is told as `registry.to_json` writes it.
    `concurrency` is the number of requests at once, `None` for as many as pay. `judge`
    names the model that judges prose, where the exam needs one. With `surety_window` servers
    are asked for log-probabilities, summed up by groups of so many tokens. With `cut_of` no
    thoughts are drawn: those of the run of that number are cut at the dial's budget, and
    answered.
    """

    models: tuple[str, ...]
    params: SamplingParams
    dial: Dial
    samples: int = 1
    strategy: str = INDEPENDENT
    caps: Caps = field(default_factory=Caps)
    concurrency: int | None = None
    judge: str = ""
    surety_window: int | None = None
    cut_of: int | None = None

    @property
    def model(self) -> str:
        """The model that the run is of."""
        return self.models[0]

    @property
    def decider(self) -> Strategy | None:
        """What decides how many samples a question takes and which answer it gets, if any.

        An answer that comes step by step counts as one sample; under an allocation each
        question has a vote of what it is given.

        Raises:
            ProblemError: it is a strategy that this jevons does not know.
        """
        if self.strategy == INDEPENDENT:
            return None
        allocation = self.allocation
        if allocation is not None:
            return SelfConsistency(allocation.most)
        return Single() if self.steps is not None else from_json(self.strategy)

    @property
    def allocation(self) -> Allocation | None:
        """What shares out the cap in dollars among the questions, if anything does.

        Its sum is the cap as it stands now.

        Raises:
            ProblemError: it is one that this jevons does not know.
        """
        if self.strategy == INDEPENDENT:
            return None
        found = allocation_from_json(self.strategy)
        usd = self.caps.usd
        return found if found is None or usd is None else replace(found, usd=usd)

    @property
    def steps(self) -> StepStrategy | None:
        """The strategy by which answers come step by step, if it is one of those.

        Raises:
            ProblemError: it is a strategy that this jevons does not know.
        """
        if self.strategy == INDEPENDENT or self.allocation is not None:
            return None
        strategy = any_from_json(self.strategy)
        return strategy if isinstance(strategy, StepStrategy) else None

    def pool_key(self, messages: tuple[Message, ...]) -> str:
        """The key of the pool of all samples of a question.

        Answers that came step by step are no samples of what the model writes by itself:
        those of each strategy have a pool of their own.
        """
        return pool_key(
            self.model, self.params, self.dial, messages, self.strategy if self.steps else ""
        )

    @property
    def strategy_name(self) -> str:
        """The strategy as users write it, as far as this jevons knows it; empty for none."""
        if self.strategy == INDEPENDENT:
            return ""
        try:
            return spelled(self.allocation or any_from_json(self.strategy))
        except ProblemError:
            return self.strategy


class RunState(StrEnum):
    """Where a run stands.

    `CAPPED` met a cap, `STOPPED` was ended by the user, `FAILED` by trouble that no
    retry helped against; all three can be resumed. `INTERRUPTED` is a run whose worker
    died: it is never stored, but seen.
    """

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CAPPED = "capped"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def is_live(self) -> bool:
        """Whether a worker is at it."""
        return self in {RunState.RUNNING, RunState.PAUSED}


class Wish(StrEnum):
    """What the user asks of a run's worker."""

    RUN = "run"
    PAUSE = "pause"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over samples.

    Tokens are those of the generations that stand; `attempts` and `usd` count the failed
    ones as well. `seconds` is time of generation, summed. `pooled` samples were paid for
    by an earlier run; `unpriced` ones have no known price, and `usd` leaves them out.
    """

    samples: int = 0
    pooled: int = 0
    attempts: int = 0
    prompt_tokens: int = 0
    thinking_tokens: int = 0
    answer_tokens: int = 0
    seconds: float = 0.0
    usd: float = 0.0
    unpriced: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in Tally.__slots__))

    @property
    def output_tokens(self) -> int:
        """Tokens drawn: thinking and answer."""
        return self.thinking_tokens + self.answer_tokens


UNGRADED = ""
"""Stands for the outcome of a sample that is drawn and not graded yet."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of all samples of a run; its parts add up to `planned`.

    `planned` are the samples of all questions, or those that a strategy asked for so far.
    `tallies` has the samples by outcome, `UNGRADED` among them.
    """

    planned: int
    tallies: dict[str, Tally]

    @property
    def total(self) -> Tally:
        """All samples together."""
        return sum(self.tallies.values(), Tally())

    @property
    def missing(self) -> int:
        """Samples still to be drawn."""
        return self.planned - self.total.samples

    def count(self, outcome: Outcome | str) -> int:
        """Samples with this outcome."""
        tally = self.tallies.get(outcome)
        return tally.samples if tally else 0


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it stands.

    `questions` is how many the exam has, `answered` of how many a strategy found its answer,
    and `right` the sum of their scores; times are in UTC. `busy_s` are the seconds a
    worker was at it; `other_usd` the dollars beside those of the samples: for judges, and
    for generations that a stop cut short.
    """

    number: int
    exam: str
    exam_digest: str
    questions: int
    plan: RunPlan
    state: RunState
    wanted: Wish
    problem: str
    ledger: Ledger
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    busy_s: float
    other_usd: float
    answered: int = 0
    right: float = 0.0

    @property
    def usd(self) -> float:
        """Dollars in all, as far as prices are known."""
        return self.ledger.total.usd + self.other_usd

    @property
    def decides(self) -> bool:
        """Whether a strategy answers the questions."""
        return self.plan.strategy != INDEPENDENT

    @property
    def planned(self) -> int:
        """Samples in all; of a strategy those that it asked for so far."""
        return self.ledger.planned

    @property
    def at_most(self) -> int:
        """The samples that it can come to."""
        return self.questions * self.plan.samples
