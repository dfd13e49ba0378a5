"""What happens while a model is asked: the only language between the parts.

The same events are shown, written down and replayed in tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jevons.core.problems import Problem, ProblemKind
from jevons.core.records import FinishReason, Generation, Timing, TokenChance, Usage


@dataclass(frozen=True, slots=True)
class ThinkingDelta:
    """More of the thought."""

    text: str


@dataclass(frozen=True, slots=True)
class AnswerDelta:
    """More of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class AnswerWasThinking:
    """A close tag came with no open tag: all that came as answer so far was thinking."""


@dataclass(frozen=True, slots=True)
class ChancesTold:
    """How likely the next tokens were, where the server was asked."""

    chances: tuple[TokenChance, ...]


@dataclass(frozen=True, slots=True)
class RequestUsage:
    """What one request took, as the server reported it or as it was counted here.

    `completion` includes `reasoning`; `reasoning` is `None` where the server
    does not tell. `raw` is the server's own usage object.
    """

    prompt: int
    cached: int
    completion: int
    reasoning: int | None
    reported: bool
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RequestTiming:
    """Seconds of one request: to its first token and to its end.

    `tokens_per_s` is the server's own rate of decoding, where it tells.
    """

    ttft_s: float | None
    total_s: float
    tokens_per_s: float | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """A request or a generation ended by itself."""

    reason: FinishReason
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """A request or a generation ended in trouble; what came before is kept."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing can be drawn yet: an engine starts, a server asks for patience.

    `trouble` is what made another try necessary, where one did.
    """

    reason: str
    trouble: ProblemKind | None = None


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something the user should know, that stops nothing."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class ThoughtClosed:
    """The thought ended. `forced` says who ended it: `model`, `budget` or `user`."""

    forced: str


@dataclass(frozen=True, slots=True)
class ThoughtExtended:
    """The end of the thought was refused and thinking goes on."""

    text: str


@dataclass(frozen=True, slots=True)
class Progressed:
    """Usage and timing so far, for a meter."""

    usage: Usage
    timing: Timing


@dataclass(frozen=True, slots=True)
class GenerationStarted:
    """A generation has its record, still empty."""

    generation: Generation


@dataclass(frozen=True, slots=True)
class GenerationEnded:
    """A generation is complete, priced and (unless a notice said otherwise) stored."""

    generation: Generation


RequestEvent = (
    ThinkingDelta
    | AnswerDelta
    | AnswerWasThinking
    | ChancesTold
    | RequestUsage
    | RequestTiming
    | Finished
    | Failed
    | Noticed
    | Waiting
)
GenerationEvent = (
    ThinkingDelta
    | AnswerDelta
    | AnswerWasThinking
    | Waiting
    | Noticed
    | ThoughtClosed
    | ThoughtExtended
    | Progressed
    | GenerationStarted
    | GenerationEnded
    | Failed
)
