"""A reply while it comes: chunks in, events out, tokens and seconds counted."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jevons.core.events import (
    AnswerWasThinking,
    ChancesTold,
    Failed,
    Finished,
    Noticed,
    RequestEvent,
    RequestTiming,
    RequestUsage,
    ThinkingDelta,
)
from jevons.core.models.chunks import Chunk, count, rate
from jevons.core.models.endpoint import Endpoint
from jevons.core.models.request import ChatRequest
from jevons.core.models.splitter import ThinkingSplitter
from jevons.core.problems import Problem, ProblemKind
from jevons.core.records import FinishReason

_FINISH = {
    "length": FinishReason.LENGTH,
    "max_tokens": FinishReason.LENGTH,
    "model_length": FinishReason.LENGTH,
    "content_filter": FinishReason.FILTERED,
}
"""The servers' words for an end that is not the model's own."""

_FAILED_FINISH = frozenset({"error", "abort", "insufficient_system_resource"})
"""The servers' words for giving up in the middle."""

_CHARACTERS_A_TOKEN = 4
"""Usual length of a token of English: used for a reply that came in one piece, uncounted."""


class Reply:
    """Turns the chunks of one try into events.

    Seconds are counted from the start of the try.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        request: ChatRequest,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._endpoint = endpoint
        self._request = request
        self._clock = clock
        self._started = clock()
        self._first: float | None = None
        self._splitter = ThinkingSplitter(endpoint.tags, in_thought=request.in_thought)
        self._tokens = 0
        self._thought = False
        self._usage: Mapping[str, Any] = {}
        self._timings: Mapping[str, Any] = {}
        self._finish = ""
        self._fingerprint = ""
        self._damaged = False

    @property
    def began(self) -> bool:
        """Whether any text came."""
        return self._first is not None

    def take(self, chunk: Chunk) -> Sequence[RequestEvent]:
        """The events of one more chunk."""
        self._usage = chunk.usage or self._usage
        self._timings = chunk.timings or self._timings
        self._finish = chunk.finish or self._finish
        self._fingerprint = chunk.fingerprint or self._fingerprint
        self._damaged = self._damaged or chunk.damaged
        if chunk.text_length:
            if self._first is None:
                self._first = self._clock()
            whole_tokens = -(-chunk.text_length // _CHARACTERS_A_TOKEN)
            self._tokens += whole_tokens if chunk.whole else 1
        events = self._splitter.feed_thinking(chunk.thinking)
        if chunk.answer:
            events += self._splitter.feed(chunk.answer)
        thinking = ThinkingDelta | AnswerWasThinking
        self._thought = self._thought or any(isinstance(event, thinking) for event in events)
        return [*events, ChancesTold(chunk.chances)] if chunk.chances else events

    def end(self) -> Sequence[RequestEvent]:
        """The last events of a reply that came to its end."""
        if self._finish in _FAILED_FINISH:
            what = f"{self._endpoint.host} gave up in the middle ({self._finish})"
            return self.fail(Problem(ProblemKind.SERVER_ERROR, what, remedy="try again"))
        usage = self._count()
        reason = self._reason(usage)
        notices = [Noticed(problem) for problem in self._oddities(reason)]
        finished = Finished(reason, self._fingerprint)
        return [*self._splitter.end(), *notices, usage, self._time(), finished]

    def fail(self, problem: Problem) -> Sequence[RequestEvent]:
        """The last events of a reply that ended in trouble; what came is told and kept."""
        if not self.began:
            return [Failed(problem)]
        kept = f"what came before it is kept (about {self._tokens:,} tokens)"
        failed = Failed(problem.keeping(kept))
        return [*self._splitter.end(), self._count(), self._time(), failed]

    def _reason(self, usage: RequestUsage) -> FinishReason:
        if self._finish:
            return _FINISH.get(self._finish, FinishReason.STOP)
        asked = self._request.max_tokens
        spent = asked is not None and usage.completion >= asked
        return FinishReason.LENGTH if spent else FinishReason.STOP

    def _oddities(self, reason: FinishReason) -> list[Problem]:
        """What is wrong with a reply that is complete all the same."""
        problems = []
        host = self._endpoint.host
        if self._damaged:
            what = f"{host} sent bytes that are no text"
            kept = "a replacement character stands for each of them"
            problems.append(Problem(ProblemKind.BAD_RESPONSE, what, kept))
        if not self.began and not self._request.continues:
            what = f"{host} ended the reply without any text"
            remedy = "try again"
            if reason is FinishReason.LENGTH:
                what = f"all tokens were used up before {host} sent any text"
                remedy = "raise the limit of tokens, or lower the thinking budget"
            problems.append(Problem(ProblemKind.BAD_RESPONSE, what, remedy=remedy))
        return problems

    def _time(self) -> RequestTiming:
        return RequestTiming(
            ttft_s=None if self._first is None else self._first - self._started,
            total_s=self._clock() - self._started,
            tokens_per_s=rate(self._timings, "predicted_per_second"),
        )

    def _count(self) -> RequestUsage:
        """The server's count, in whichever of its fields, else the count of deltas."""
        usage, timings = self._usage, self._timings
        completion = count(usage, "completion_tokens") or count(timings, "predicted_n")
        reasoning = _first(
            count(usage, "completion_tokens_details", "reasoning_tokens"),
            count(usage, "reasoning_tokens"),
        )
        if reasoning == 0 and self._thought:
            reasoning = None  # vLLM once counted none where the prompt opens the thought
        reported = completion is not None and (completion > 0 or not self.began)
        total = completion if reported and completion is not None else self._tokens
        if reasoning is not None and reasoning > total:
            total += reasoning  # a server that counts the thought beside the completion
        return RequestUsage(
            prompt=_first(count(usage, "prompt_tokens"), count(timings, "prompt_n")) or 0,
            cached=_first(
                count(usage, "prompt_tokens_details", "cached_tokens"),
                count(usage, "prompt_cache_hit_tokens"),
                count(timings, "cache_n"),
            )
            or 0,
            completion=total,
            reasoning=reasoning,
            reported=reported,
            raw=usage,
        )


def _first(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)
