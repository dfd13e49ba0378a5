"""The nouns of the lab: what is asked of a model, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, NamedTuple

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat, as servers take it."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class SamplingParams:
    """How tokens are drawn. `None` leaves the choice to the server.

    `max_tokens` bounds the answer alone: the thinking has the dial. Defaults are
    those DeepSeek recommends for R1 (arXiv 2501.12948 and its model card).
    """

    temperature: float | None = 0.6
    top_p: float | None = 0.95
    top_k: int | None = None
    min_p: float | None = None
    max_tokens: int | None = None
    seed: int | None = None


class DialMode(StrEnum):
    """The three kinds of setting of the thinking dial."""

    OFF = "off"
    BUDGET = "budget"
    UNLIMITED = "max"


@dataclass(frozen=True, slots=True)
class Dial:
    """How long a model may think, in tokens.

    `tokens` is the budget and is set only in `BUDGET` mode; `minimum` is the
    number of tokens below which the end of a thought is refused (s1 budget
    forcing, arXiv 2501.19393, section 3).
    """

    mode: DialMode
    tokens: int | None = None
    minimum: int = 0

    @classmethod
    def off(cls) -> Dial:
        """No thinking at all."""
        return cls(DialMode.OFF)

    @classmethod
    def unlimited(cls, minimum: int = 0) -> Dial:
        """Think until the model ends the thought itself."""
        return cls(DialMode.UNLIMITED, minimum=minimum)

    @classmethod
    def budget(cls, tokens: int, minimum: int = 0) -> Dial:
        """Think for at most `tokens` tokens."""
        if tokens < 1:
            raise ValueError("a thinking budget is at least 1 token")
        if minimum > tokens:
            raise ValueError("the minimum of thinking is above its budget")
        return cls(DialMode.BUDGET, tokens, minimum)

    @classmethod
    def parse(cls, text: str) -> Dial:
        """Read `off`, `max` or a number of tokens, as the command line takes them.

        A minimum stands before two dots: `200..1000`, `200..max`.

        Raises:
            ValueError: the text is none of these.
        """
        least, dots, most = text.strip().lower().rpartition("..")
        minimum = _tokens(least, text) if dots else 0
        if most in {"max", "unlimited"}:
            return cls.unlimited(minimum)
        if not dots and most in {"off", "none", "0"}:
            return cls.off()
        return cls.budget(_tokens(most, text), minimum)

    def label(self) -> str:
        """The setting as `parse` takes it: `off`, `max`, `1,024`, `200..1,024`."""
        most = f"{self.tokens:,}" if self.tokens is not None else self.mode.value
        return f"{self.minimum:,}..{most}" if self.minimum else most


def _tokens(word: str, text: str) -> int:
    digits = word.replace(",", "").replace("_", "")
    if not digits.isdecimal():
        raise ValueError(f"{text!r} is neither off, max nor a number of tokens")
    return int(digits)


class UsageSource(StrEnum):
    """How the split of tokens between thinking and answer is known."""

    REPORTED = "reported"
    COUNTED = "counted"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one generation.

    `cached` is the part of `prompt` that the server had in its cache. `reread`
    counts the prompt tokens of follow-up requests that continued this
    generation (a forced end of thought sends the thought back as prompt), and
    `reread_cached` the cached part of those. `requested_thinking` is the dial's
    budget, `None` when it was unlimited, and `thought_ended_by` who ended the thought:
    `model`, `budget` or `user`, empty while that is not known. `raw` is what the server said.
    `inherited` is the part of `thinking` that another generation, the parent, drew: of such a
    thought, cut short to be answered anew, only the answer and what was read again were paid.
    """

    prompt: int = 0
    cached: int = 0
    thinking: int = 0
    answer: int = 0
    requested_thinking: int | None = None
    thought_ended_by: str = ""
    source: UsageSource = UsageSource.ESTIMATED
    reread: int = 0
    reread_cached: int = 0
    raw: tuple[Mapping[str, Any], ...] = ()
    inherited: int = 0

    @property
    def output(self) -> int:
        """Tokens of the thought and the answer."""
        return self.thinking + self.answer

    @property
    def drawn(self) -> int:
        """Tokens drawn for it, without those of a thought that another generation drew."""
        return self.output - self.inherited


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one generation.

    `ttft_s` runs from sending the question to the first token, `thinking_s`
    from there to the end of the thought, `total_s` to the end of the answer.
    `tokens_per_s` is the rate after the first token. `None` is unknown.
    """

    ttft_s: float | None = None
    thinking_s: float | None = None
    total_s: float | None = None
    tokens_per_s: float | None = None


class TokenChance(NamedTuple):
    """What the server tells of one token.

    `logprob` is that of the token drawn, in nats; `confidence` minus the mean log-probability
    of the `top` likeliest ones, and `certainty` their divergence from the uniform
    distribution; both are `None` where they are not told.
    """

    logprob: float
    confidence: float | None = None
    certainty: float | None = None
    top: int = 0


@dataclass(frozen=True, slots=True)
class Surety:
    """How sure a model was of its own words: what log-probabilities of `tokens` sum up to.

    All are means in nats. `logprob` is that of the tokens that were drawn. The others are
    over the `top` likeliest tokens at each place, as many as the server tells, and `None`
    where it tells none; higher is more peaked, and values for another `top` do not compare.

    `self_certainty` (Kang et al., arXiv 2502.18581, section 3) is the divergence of those
    from the uniform distribution over them, their probabilities scaled to 1; the paper has
    the whole vocabulary. `confidence` is DeepConf's (Fu et al., arXiv 2508.15260, section
    3.1), minus the mean of their log-probabilities, over the whole trace; `tail_confidence`
    over its last `window` tokens; `bottom_confidence` over the lowest tenth of its groups,
    which are all runs of `window` tokens; `lowest_confidence` that of the lowest group. A
    trace shorter than that is one group.

    `trail` follows the lowest group while the trace was drawn: first when `window` tokens
    were there, then every `stride` tokens. It says where DeepConf would have stopped it.
    """

    tokens: int
    logprob: float
    top: int
    window: int
    self_certainty: float | None = None
    confidence: float | None = None
    tail_confidence: float | None = None
    bottom_confidence: float | None = None
    lowest_confidence: float | None = None
    stride: int = 1
    trail: tuple[float, ...] = ()

    def fell_below(self, floor: float) -> int | None:
        """After how many tokens a group was seen to be below `floor`, `None` if none was."""
        for place, lowest in enumerate(self.trail):
            if lowest < floor:
                return self.window + place * self.stride
        return None


class FinishReason(StrEnum):
    """How a generation ended."""

    STOP = "stop"
    LENGTH = "length"
    FILTERED = "content_filter"
    CANCELLED = "cancelled"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class PriceElsewhere:
    """What the same tokens would have cost on a model of the price book."""

    model: str
    at: date
    usd: float


@dataclass(frozen=True, slots=True)
class Cost:
    """Dollars of one generation: here, by a stated assumption, and elsewhere.

    `here_usd` is `None` when no price is known for where the model runs. It is the cost of
    all that is there; `spent_usd` is what was spent anew, where the thought was taken from
    another generation (`None`: all of it was).
    """

    here_usd: float | None
    assumption: str
    elsewhere: tuple[PriceElsewhere, ...] = ()
    spent_usd: float | None = None

    @property
    def paid(self) -> float | None:
        """Dollars that were spent on it."""
        return self.here_usd if self.spent_usd is None else self.spent_usd


class Purpose(StrEnum):
    """What a generation was drawn for.

    To `SOLVE` a question, whole; or by a strategy that goes step by step: a `STEP` of a
    thought, a trial answer to `PROBE` one, to `JUDGE` either, or to `REVISE` an answer.
    """

    SOLVE = "solve"
    STEP = "step"
    PROBE = "probe"
    JUDGE = "judge"
    REVISE = "revise"


@dataclass(frozen=True, slots=True)
class Generation:
    """One completion: its thinking, its answer, and what they took.

    `parent_id` is that of the generation which it goes on from, if it does.
    `surety` is `None` where no log-probabilities were asked for, or told.
    """

    id: str
    model: str
    question: str
    params: SamplingParams
    dial: Dial
    created_at: datetime
    thinking: str = ""
    answer: str = ""
    finish_reason: FinishReason | None = None
    usage: Usage = field(default_factory=Usage)
    timing: Timing = field(default_factory=Timing)
    cost: Cost | None = None
    fingerprint: str = ""
    parent_id: str | None = None
    problem: str = ""
    purpose: Purpose = Purpose.SOLVE
    surety: Surety | None = None


class AnswerKind(StrEnum):
    """What an answer to a question is, which decides how it is found and compared.

    `NUMBER` is one number, with or without a unit; `MATH` an expression in LaTeX
    (number, tuple, set, interval, polynomial ...); `CHOICE` a letter; `TEXT` a word or
    phrase; `CHECKED` whatever the question's own checker accepts; `JUDGED` prose that a
    judge model compares with the gold answer.
    """

    NUMBER = "number"
    MATH = "math"
    CHOICE = "choice"
    TEXT = "text"
    CHECKED = "checked"
    JUDGED = "judged"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an exam.

    `id` is unique within its exam and stays the same when the exam is loaded again.
    `gold` is the right answer, or one of them where `checker` decides. Questions made
    from one template share a `cluster`: they are not independent (Miller, arXiv
    2411.00640, section 2.2). `metadata` holds JSON values: level, subject, choices.
    """

    id: str
    text: str
    gold: str
    kind: AnswerKind
    cluster: str = ""
    checker: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


class Outcome(StrEnum):
    """What became of a question that was asked; each sample has exactly one.

    A strategy that needs no more of a sample under way has `STOPPED` it: it is not held
    against the model.
    """

    CORRECT = "correct"
    INCORRECT = "incorrect"
    UNPARSED = "unparsed"
    TRUNCATED = "truncated"
    REFUSED = "refused"
    STOPPED = "stopped"
    ERROR = "error"
    GRADER_TIMEOUT = "grader_timeout"
    JUDGE_FAILED = "judge_failed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the grader said of one generation, and why.

    `extracted` is the answer found in the reply, `None` if there is none; `key` is equal
    for answers that are equal, so that samples can vote. `how` tells in a few words where
    the answer was found and by what it was compared; `grader` names who said so, with
    its version. `confidence` is the model's own, from 0 to 1, where it was asked for.
    """

    outcome: Outcome
    extracted: str | None = None
    key: str | None = None
    how: str = ""
    grader: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number that was measured, with the interval it lies in.

    `low` and `high` bound it at `level` (0.95: nineteen times in twenty); `method` names
    how they were found, `n` is the number of independent units (questions or clusters).
    """

    value: float
    low: float
    high: float
    method: str
    n: int
    level: float = 0.95
