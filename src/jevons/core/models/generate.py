"""One generation under the thinking dial.

Where a server continues a prefilled assistant turn, the dial is enforced by
budget forcing (s1, arXiv 2501.19393, section 3): the thought is drawn up to its
close tag or its budget, the end is refused below the minimum, the thought is
closed, and the answer is drawn after it. Elsewhere the server's own dial is
set in a single request, and what it achieved is counted.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, replace

from jevons.core.events import (
    AnswerDelta,
    AnswerWasThinking,
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
from jevons.core.problems import Problem, ProblemKind
from jevons.core.records import (
    Dial,
    DialMode,
    FinishReason,
    Generation,
    Message,
    SamplingParams,
)

INSTRUCTION = "Please reason step by step first, then give the answer."
"""Asks a model that was not trained to think for a thought (prompted thinking)."""

CONTINUATION = "\nWait,"
"""What refuses the end of a thought (s1, section 3.1)."""

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
    context that are left beside the prompt and the answer; `None` is unknown.
    """

    messages: tuple[Message, ...]
    params: SamplingParams
    dial: Dial
    thinking_room: int | None = None

    def thinking_limit(self) -> int | None:
        """Tokens the thought may take in all, `None` without a limit."""
        limits = [n for n in (self.dial.tokens, self.thinking_room) if n is not None]
        return min(limits) if limits else None


def reopened_thought(generation: Generation) -> str:
    """The thought of an ended generation, to be gone on with.

    One that its budget cut is simply continued; the end of one that the model ended
    itself is refused.
    """
    usage = generation.usage
    cut = usage.requested_thinking is not None and usage.thinking >= usage.requested_thinking
    return generation.thinking if cut else generation.thinking + CONTINUATION


async def generate(
    client: ChatClient, spec: ModelSpec, plan: Plan, draft: Draft, steering: Steering
) -> AsyncGenerator[DrawEvent, None]:
    """Draw one generation into `draft`, telling what happens.

    Ends with `Finished` or `Failed`. A draft that holds something already (a
    request failed, or an ended thought is to go on) is gone on with.
    """
    drawing = _Drawing(client, spec, plan, draft, steering)
    forced = client.endpoint.dialect.continues_prefill
    steering.available = forced and plan.dial.mode is not DialMode.OFF
    steps = drawing.forced() if forced else drawing.native()
    async with aclosing(steps):
        async for event in steps:
            yield event


class _Drawing:
    """The state of one call of `generate`."""

    def __init__(
        self, client: ChatClient, spec: ModelSpec, plan: Plan, draft: Draft, steering: Steering
    ) -> None:
        self.client = client
        self.spec = spec
        self.plan = plan
        self.draft = draft
        self.steering = steering
        self.last: Finished | Failed | None = None
        self.allowance = plan.dial.tokens or 0
        self.limit = plan.thinking_limit()

    # Servers that continue a prefilled turn: budget forcing.

    async def forced(self) -> AsyncGenerator[DrawEvent, None]:
        """The thought, its end, the answer, each by a request of its own."""
        if self.plan.dial.mode is not DialMode.OFF and not self.draft.answering:
            while not self.draft.thought_closed_by and not self._over():
                async for event in self._think_once():
                    yield event
        if not self._over():
            async for event in self._relay(self._answer_request()):
                yield event
        yield self._ending()

    def _over(self) -> bool:
        """Whether no further request is to be made.

        So it is after a failure or a stop, and when a server went on from the
        thought to the answer by itself.
        """
        answered = self.draft.answering and isinstance(self.last, Finished)
        return self.steering.stopped or answered or isinstance(self.last, Failed)

    async def _think_once(self) -> AsyncGenerator[DrawEvent, None]:
        """One request for (more of) the thought, and what its end means."""
        room = None if self.limit is None else self.limit - self.draft.thinking_tokens
        if room is None or room > 0:
            async for event in self._relay(self._thought_request(room)):
                yield event
        if not self._over():
            async for event in self._settle_end():
                yield event

    async def _settle_end(self) -> AsyncGenerator[DrawEvent, None]:
        """Decide whether the thought is over, and say by whose word."""
        if self.steering.wants_answer:
            by = "user"
        elif self._spent() or self._cut_at_limit():
            by = "budget"
        else:
            by = "model"
        if by == "budget" and self.steering.take_extension():
            self._raise_limit()
            return
        if by == "model" and self._refuses_end():
            self.draft.extend_thought(CONTINUATION)
            yield ThoughtExtended(CONTINUATION)
            return
        self.draft.close_thought(by)
        yield ThoughtClosed(by)

    def _spent(self) -> bool:
        return self.limit is not None and self.draft.thinking_tokens >= self.limit

    def _cut_at_limit(self) -> bool:
        return isinstance(self.last, Finished) and self.last.reason is FinishReason.LENGTH

    def _raise_limit(self) -> None:
        """Allow as much thinking again as the dial did, within the context."""
        if self.limit is not None:
            room = self.plan.thinking_room
            raised = self.limit + max(self.allowance, 1)
            self.limit = raised if room is None else max(self.limit, min(raised, room))

    def _refuses_end(self) -> bool:
        """Whether the model's own end of the thought comes too early."""
        if self._spent():
            return False
        if self.draft.thinking_tokens < self.plan.dial.minimum:
            return True
        return self.steering.take_extension()

    def _thought_request(self, room: int | None) -> ChatRequest:
        tags = self.client.endpoint.tags[0]
        return ChatRequest(
            messages=(*self._asked(thinking=True), self._prefill(self.draft.thought)),
            params=self.plan.params,
            max_tokens=room,
            stop=(tags.close,),
            continues=True,
            in_thought=True,
        )

    def _answer_request(self) -> ChatRequest:
        """The answer: after the closed thought, after an empty one, or plainly."""
        thinking = self.plan.dial.mode is not DialMode.OFF
        messages = self._asked(thinking=thinking)
        # A model that thinks by itself is kept from it by an empty thought (NoThinking,
        # arXiv 2504.09858); one that does not is simply asked.
        prefill = thinking or self.spec.thinking == "native" or self.draft.answering
        if prefill:
            closed = thinking or self.spec.thinking == "native"
            text = self._closed_thought() if closed else ""
            messages = (*messages, Message("assistant", text + self.draft.answer))
        return ChatRequest(
            messages=messages,
            params=self.plan.params,
            max_tokens=self._answer_room(),
            stop=self._stray_tags() if thinking else (),
            continues=prefill,
            in_thought=False,
        )

    def _answer_room(self) -> int | None:
        most = self.plan.params.max_tokens
        return None if most is None else max(1, most - self.draft.answer_tokens)

    def _stray_tags(self) -> tuple[str, ...]:
        """A prompted model may write its tags again: its answer ends there."""
        if self.spec.thinking == "native":
            return ()
        return (self.client.endpoint.tags[0].close,)

    def _closed_thought(self) -> str:
        tags = self.client.endpoint.tags[0]
        opening = self._prefill(self.draft.thought.strip("\n")).content
        return f"{opening}\n{tags.close}\n\n"

    def _prefill(self, thought: str) -> Message:
        """The assistant's turn up to `thought`, with the open tag unless the template writes it."""
        tags = self.client.endpoint.tags[0]
        written = self.spec.opens_in_thought and self.client.endpoint.dialect.prefill == "plain"
        return Message("assistant", thought if written else f"{tags.open}\n{thought}")

    # Servers that do not: their own dial, one request.

    async def native(self) -> AsyncGenerator[DrawEvent, None]:
        """One request with the server's own dial; the splitter finds the thought."""
        dialect = self.client.endpoint.dialect
        dial = self.plan.dial
        extra = dialect.dial_body(dial)
        if extra is None and self.spec.thinking == "native":
            yield Noticed(_no_dial(dial, dialect.title))
        thinking = dial.mode is not DialMode.OFF
        request = ChatRequest(
            messages=self._asked(thinking=thinking),
            params=self.plan.params,
            max_tokens=self._whole_room(dial),
            in_thought=True if self.spec.opens_in_thought and thinking else None,
            extra=extra or {},
        )
        async for event in self._relay(request):
            yield event
        yield self._ending()

    def _whole_room(self, dial: Dial) -> int | None:
        """Tokens of thinking and answer together, which is what such servers bound."""
        answer = self.plan.params.max_tokens
        if answer is None or dial.mode is DialMode.OFF:
            return answer
        limit = self.plan.thinking_limit()
        return None if limit is None else answer + limit

    # Both.

    def _asked(self, *, thinking: bool) -> tuple[Message, ...]:
        """The messages, with the instruction to think where the model needs one."""
        messages = self.plan.messages
        if not thinking or self.spec.thinking == "native":
            return messages
        question = messages[-1]
        return (*messages[:-1], replace(question, content=f"{question.content}\n\n{INSTRUCTION}"))

    async def _relay(self, request: ChatRequest) -> AsyncGenerator[DrawEvent, None]:
        """Draw one request into the draft; `self.last` says how it ended.

        `self.last` stays `None` when the user cut the request short.
        """
        draft = self.draft
        draft.begin_request()
        usage: RequestUsage | None = None
        self.last = None
        deltas = 0
        stream = self.client.stream(request)
        async with aclosing(_steered(stream, self.steering, draft)) as events:
            async for event in events:
                match event:
                    case RequestUsage():
                        usage = event
                    case RequestTiming():
                        pass
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

    def _ending(self) -> Finished | Failed:
        """How the generation ended."""
        if self.last is None:
            return Finished(FinishReason.CANCELLED, self.draft.fingerprint)
        return self.last

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
        draft.add_answer(event.text)
        return (ThoughtClosed("model"), event) if closes else (event,)


async def _steered(
    stream: AsyncGenerator[RequestEvent, None], steering: Steering, draft: Draft
) -> AsyncGenerator[RequestEvent, None]:
    """Pass a stream on until it ends or the user cuts it short."""
    async with aclosing(stream):
        while True:
            try:
                step = _next_or_none(stream)
                event = await steering.race(step, thinking=_thinks(draft))
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


def _no_dial(dial: Dial, server: str) -> Problem:
    return Problem(
        ProblemKind.UNSUPPORTED,
        f"{server} has no way to set thinking to {dial.label()}",
        kept="the question was asked with its own setting",
        remedy="use a server that continues a prefilled turn for an exact dial",
    )
