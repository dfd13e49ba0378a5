"""A generation while it is drawn: its text, its tokens and its clock."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jevons.core.events import RequestUsage
from jevons.core.models.surety import SuretyTally
from jevons.core.records import Surety, Timing, TokenChance, Usage, UsageSource


class Draft:
    """Collects what the requests of one generation bring.

    One generation may take several requests: a thought that a budget closed, its
    continuation, the answer. Text and tokens add up over them; a draft outlives a
    request that failed, so that another can go on where it stopped.
    """

    def __init__(
        self,
        thought: str = "",
        requested: int | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._clock = clock or time.monotonic
        self._started: float | None = None
        self._first: float | None = None
        self._closed: float | None = None
        self._thought = [thought] if thought else []
        self._answer: list[str] = []
        self._request = _RequestCount()
        self._decode_tokens = 0
        self._decode_s = 0.0
        self._requested = requested
        self._source = UsageSource.REPORTED
        self._requests = 0
        self._prompt_known = False
        self._surety: SuretyTally | None = None
        self.thought_closed_by = ""
        self.thinking_tokens = 0
        self.answer_tokens = 0
        self.prompt = self.cached = 0
        self.reread = self.reread_cached = 0
        self.raw: list[Mapping[str, Any]] = []
        self.fingerprint = ""

    @property
    def thought(self) -> str:
        """The thinking so far."""
        return "".join(self._thought)

    @property
    def answer(self) -> str:
        """The answer so far."""
        return "".join(self._answer)

    @property
    def answering(self) -> bool:
        """Whether some of the answer has come."""
        return bool(self._answer)

    def begin_request(self) -> None:
        """Start to count another request; the first starts the clock as well."""
        self._request = _RequestCount()
        if self._started is None:
            self._started = self._clock()

    def add_thinking(self, text: str) -> None:
        """Take more of the thought from the running request."""
        self._thought.append(text)
        self._request.thinking += 1
        self._request.thinking_length += len(text)
        self._tick()

    def add_answer(self, text: str) -> None:
        """Take more of the answer from the running request."""
        self._answer.append(text)
        self._request.answer += 1
        self._request.answer_length += len(text)
        self._tick()

    def take_over(self, thought: str, tokens: int) -> None:
        """Begin with a thought that is drawn already, closed by its budget.

        What is still drawn comes after it, as if a request had drawn it before.
        """
        self.extend_thought(thought)
        self.thinking_tokens = tokens
        self._requests = 1
        self.close_thought("budget")

    def extend_thought(self, text: str) -> None:
        """Put words of ours into the thought (they cost no drawn tokens)."""
        self._thought.append(text)

    def answer_was_thinking(self) -> None:
        """Move what came as answer to the thought: its close tag came late."""
        self._thought.extend(self._answer)
        self._request.answer_was_thinking()
        self._answer.clear()

    def forget_text(self) -> None:
        """Drop thought and answer, for they cannot be gone on with; what they took stays."""
        self._thought.clear()
        self._answer.clear()
        self._surety = None
        self.thought_closed_by = ""
        self._closed = None

    def add_chances(self, chances: Iterable[TokenChance], window: int) -> None:
        """Take how likely the next tokens were, to be summed up by groups of `window`."""
        if self._surety is None:
            self._surety = SuretyTally(window)
        self._surety.add(chances)

    def close_thought(self, by: str) -> None:
        """Note that the thought is over, and who ended it."""
        self.thought_closed_by = by
        self._closed = self._clock()

    def count_request(self, usage: RequestUsage | None) -> None:
        """Add the running request's tokens, as the server told them or as they were counted.

        `usage` is `None` for a request that was cut off: then every delta counts
        as one token, which is how llama.cpp, vLLM and SGLang stream by default.
        """
        count = self._request
        self._request = _RequestCount()
        if usage is None:
            thinking, answer = count.thinking, count.answer
            self._trust(UsageSource.COUNTED)
        else:
            thinking, answer = self._split(usage, count)
            self._count_prompt(usage)
        self.thinking_tokens += thinking
        self.answer_tokens += answer
        self._requests += 1
        self._decode_tokens += count.decoded(thinking, answer)
        self._decode_s += count.seconds

    def _split(self, usage: RequestUsage, count: _RequestCount) -> tuple[int, int]:
        """Tokens of (thinking, answer) in one request whose total is known."""
        total = usage.completion
        if usage.reasoning is not None:
            return usage.reasoning, max(0, total - usage.reasoning)
        if not count.answer:
            return total, 0
        if not count.thinking:
            return 0, total
        # The server told the total alone: share it out as the text came.
        share, source = count.thinking_share(total)
        self._trust(source)
        thinking = round(total * share)
        return thinking, total - thinking

    def _count_prompt(self, usage: RequestUsage) -> None:
        if usage.raw:
            self.raw.append(usage.raw)
        if not usage.reported:
            self._trust(UsageSource.COUNTED)
        if usage.prompt and not self._prompt_known:
            # Earlier requests that were cut short told nothing; what they drew is in here.
            self._prompt_known = True
            self.prompt = max(0, usage.prompt - self.thinking_tokens - self.answer_tokens)
            self.cached = 0 if self._requests else usage.cached
        if self._requests:
            self.reread += usage.prompt
            self.reread_cached += usage.cached

    def _trust(self, source: UsageSource) -> None:
        """Trust the split of tokens no more than `source` allows."""
        self._source = max(self._source, source, key=list(UsageSource).index)

    def usage(self) -> Usage:
        """The tokens so far, the running request's included."""
        count = self._request
        counting = self._source is UsageSource.REPORTED and count.thinking + count.answer > 0
        return Usage(
            prompt=self.prompt,
            cached=self.cached,
            thinking=self.thinking_tokens + count.thinking,
            answer=self.answer_tokens + count.answer,
            requested_thinking=self._requested,
            thought_ended_by=self.thought_closed_by,
            source=UsageSource.COUNTED if counting else self._source,
            reread=self.reread,
            reread_cached=self.reread_cached,
            raw=tuple(self.raw),
        )

    def surety(self) -> Surety | None:
        """How sure the model was of its words so far, `None` where nothing was told."""
        return None if self._surety is None else self._surety.surety()

    @property
    def lowest_seen(self) -> float:
        """The confidence of the lowest whole group so far, infinite without one."""
        return math.inf if self._surety is None else self._surety.lowest_seen

    def timing(self) -> Timing:
        """The seconds so far."""
        now = self._clock()
        first, count = self._first, self._request
        tokens = self._decode_tokens + count.decoded(count.thinking, count.answer)
        seconds = self._decode_s + count.seconds
        thinking_end = now if self._closed is None else self._closed
        if self._started is None:
            return Timing()
        if first is None:
            return Timing(total_s=now - self._started)
        return Timing(
            ttft_s=first - self._started,
            thinking_s=max(0.0, thinking_end - first) if self._thought else None,
            total_s=now - self._started,
            tokens_per_s=tokens / seconds if seconds > 0 else None,
        )

    def _tick(self) -> None:
        now = self._clock()
        if self._first is None:
            self._first = now
        if self._request.first is None:
            self._request.first = now
        self._request.last = now


class _RequestCount:
    """Deltas, characters and clock of one request."""

    __slots__ = ("answer", "answer_length", "first", "last", "thinking", "thinking_length")

    def __init__(self) -> None:
        self.thinking = self.thinking_length = 0
        self.answer = self.answer_length = 0
        self.first: float | None = None
        self.last = 0.0

    @property
    def seconds(self) -> float:
        """From the first delta to the last."""
        return 0.0 if self.first is None else self.last - self.first

    def answer_was_thinking(self) -> None:
        """Count the answer so far as thinking."""
        self.thinking += self.answer
        self.thinking_length += self.answer_length
        self.answer = self.answer_length = 0

    def thinking_share(self, total: int) -> tuple[float, UsageSource]:
        """The share of thinking in `total` tokens: by deltas, unless they held many each."""
        deltas = self.thinking + self.answer
        if 2 * deltas >= total:
            return self.thinking / deltas, UsageSource.COUNTED
        length = self.thinking_length + self.answer_length
        return self.thinking_length / length, UsageSource.ESTIMATED

    def decoded(self, thinking: int, answer: int) -> int:
        """Tokens drawn in `seconds`: those after the first that showed.

        A thought that a server draws in secret was drawn before the first delta.
        """
        if not self.seconds:
            return 0
        shown = (thinking if self.thinking else 0) + (answer if self.answer else 0)
        return max(0, shown - 1)
