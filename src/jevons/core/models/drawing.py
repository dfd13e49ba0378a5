"""What every way of drawing a generation shares: its plan, and one request after another."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace

from jevons.core.events import (
    AnswerDelta,
    AnswerWasThinking,
    ChancesTold,
    Failed,
    Finished,
    Noticed,
    Progressed,
    RequestEvent,
    RequestTiming,
    RequestUsage,
    ThinkingDelta,
    ThoughtClosed,
    ThoughtExtended,
    Waiting,
)
from jevons.core.models.client import ChatClient, ChatRequest
from jevons.core.models.draft import Draft
from jevons.core.models.registry import ModelSpec
from jevons.core.models.steering import Interrupted, Steering
from jevons.core.records import Dial, FinishReason, Message, SamplingParams, TokenChance

INSTRUCTION = "Let's think step by step."
"""Asks a model that was not trained to think for a thought (zero-shot chain of thought,
arXiv 2205.11916)."""

BETWEEN = "Write the steps between {open} and {close}, and the answer after that."
"""Where to put the thought, for a prompted model whose turn cannot be begun for it."""

PROGRESS_EVERY = 8
"""Deltas between two reports of progress."""

DrawEvent = (
    ThinkingDelta
    | AnswerDelta
    | AnswerWasThinking
    | ThoughtClosed
    | ThoughtExtended
    | Progressed
    | Noticed
    | Waiting
    | Finished
    | Failed
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to draw: a conversation that ends with the question, under a dial.

    `thinking_room` bounds the thought where the dial does not: the tokens of
    context that are left beside the prompt and the answer; `None` is unknown. With
    `surety_window` the server is asked for log-probabilities, where it tells them; they are
    summed up by groups of so many tokens, and the generation is stopped when one of them
    is less sure than `floor` (DeepConf online, arXiv 2508.15260, section 3.3).
    """

    messages: tuple[Message, ...]
    params: SamplingParams
    dial: Dial
    thinking_room: int | None = None
    surety_window: int | None = None
    floor: float = -math.inf

    def thinking_limit(self) -> int | None:
        """Tokens the thought may take in all, `None` without a limit."""
        limits = [n for n in (self.dial.tokens, self.thinking_room) if n is not None]
        return min(limits) if limits else None


class Drawing(ABC):
    """One generation on its way into a draft."""

    def __init__(
        self, client: ChatClient, spec: ModelSpec, plan: Plan, draft: Draft, steering: Steering
    ) -> None:
        self.client = client
        self.spec = spec
        self.plan = plan
        self.draft = draft
        self.steering = steering
        self.last: Finished | Failed | None = None

    @abstractmethod
    def steps(self) -> Iterator[ChatRequest | DrawEvent]:
        """The requests to draw, one after another, and what is to be told between them."""

    async def events(self) -> AsyncGenerator[DrawEvent, None]:
        """Draw; the last event is `Finished` or `Failed`."""
        for step in self.steps():
            if not isinstance(step, ChatRequest):
                yield step
                continue
            async with aclosing(self._relay(step)) as events:
                async for event in events:
                    yield event
        # Nothing says how a request ended that the user cut short.
        yield self.last or Finished(FinishReason.CANCELLED, self.draft.fingerprint)

    def asked(self, *, thinking: bool, tagged: bool = False) -> tuple[Message, ...]:
        """The messages, with the instruction to think where the model needs one.

        With `tagged` it is also told to write the tags, which no prefill begins for it.
        """
        messages = self.plan.messages
        if not thinking or self.spec.thinking == "native":
            return messages
        question, tags = messages[-1], self.client.endpoint.tags[0]
        where = f" {BETWEEN.format(open=tags.open, close=tags.close)}" if tagged else ""
        content = f"{question.content}\n\n{INSTRUCTION}{where}"
        return (*messages[:-1], replace(question, content=content))

    async def _relay(self, request: ChatRequest) -> AsyncGenerator[DrawEvent, None]:
        """Draw one request into the draft; `self.last` says how it ended.

        `self.last` stays `None` when the user cut the request short.
        """
        draft = self.draft
        draft.begin_request()
        usage: RequestUsage | None = None
        self.last = None
        deltas = 0
        if self.plan.surety_window:
            most = self.client.endpoint.dialect.top_logprobs
            request = replace(request, top_logprobs=most or None)
        stream = self.client.stream(request)
        async with aclosing(_steered(stream, self.steering, draft)) as events:
            async for event in events:
                match event:
                    case RequestUsage():
                        usage = event
                    case RequestTiming():
                        pass
                    case ChancesTold(chances):
                        self._weigh(chances)
                    case Finished():
                        self.last = event
                        draft.fingerprint = event.fingerprint or draft.fingerprint
                    case Failed():
                        self.last = event
                    case ThinkingDelta() | AnswerDelta() | AnswerWasThinking():
                        for told in self._take(event):
                            yield told
                        deltas += 1
                        if deltas % PROGRESS_EVERY == 0:
                            yield Progressed(draft.usage(), draft.timing())
                    case _:
                        yield event
        draft.count_request(usage)
        yield Progressed(draft.usage(), draft.timing())

    def _weigh(self, chances: Iterable[TokenChance]) -> None:
        """Take how sure the model was of its next words; stop it where that is too little."""
        if self.plan.surety_window:
            self.draft.add_chances(chances, self.plan.surety_window)
            if self.draft.lowest_seen < self.plan.floor:
                self.steering.stop()

    def _take(
        self, event: ThinkingDelta | AnswerDelta | AnswerWasThinking
    ) -> tuple[DrawEvent, ...]:
        """Write one delta into the draft; the events it amounts to."""
        draft = self.draft
        if isinstance(event, ThinkingDelta):
            draft.add_thinking(event.text)
            return (event,)
        if isinstance(event, AnswerWasThinking):
            draft.answer_was_thinking()
            return (event,)
        closes = draft.thought and not draft.thought_closed_by
        if closes:
            draft.close_thought("model")
        begins = draft.thought_closed_by and not draft.answering
        told = AnswerDelta(event.text.lstrip()) if begins else event
        draft.add_answer(told.text)
        return (ThoughtClosed("model"), told) if closes else (told,)


async def _steered(
    stream: AsyncGenerator[RequestEvent, None], steering: Steering, draft: Draft
) -> AsyncGenerator[RequestEvent, None]:
    """Pass a stream on until it ends or the user cuts it short."""
    async with aclosing(stream):
        while True:
            try:
                step = _next_or_none(stream)
                thinking = steering.available and _thinks(draft)
                event = await steering.race(step, thinking=thinking)
            except Interrupted:
                return
            if event is None:
                return
            yield event


async def _next_or_none(stream: AsyncIterator[RequestEvent]) -> RequestEvent | None:
    return await anext(stream, None)


def _thinks(draft: Draft) -> bool:
    """Whether a wish for the answer still has a thought to end."""
    return not draft.thought_closed_by and not draft.answering
