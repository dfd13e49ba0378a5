"""Parts of a generation, for strategies that go step by step: a step of a thought, a trial answer.

Both need a server that continues a prefilled turn. The draft holds the thought so far; what
is drawn is added to it, and counted.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace

from jevons.core.events import AnswerDelta, AnswerWasThinking, Finished, ThinkingDelta
from jevons.core.models.client import ChatClient, ChatRequest
from jevons.core.models.draft import Draft
from jevons.core.models.drawing import DrawEvent, Plan
from jevons.core.models.forcing import ForcedDrawing
from jevons.core.models.registry import ModelSpec
from jevons.core.models.steering import Steering
from jevons.core.records import FinishReason


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a part ends: after so many `tokens`, or before the text `stop`, if there is one."""

    tokens: int
    stop: str = ""


def before_stop(text: str, stop: str) -> tuple[str, bool]:
    """A text up to `stop`, and whether that is in it; not at once, before anything is said."""
    at = text.find(stop, len(text) - len(text.lstrip())) if stop else -1
    return (text, False) if at < 0 else (text[:at], True)


class StepDrawing(ForcedDrawing):
    """More of a thought, of which the draft has `begun` characters from before.

    The stop text is looked for here: a server that it was told to would not say whether it
    came to it, or the model to its end. What came beyond it is counted, and left out.
    """

    def __init__(
        self,
        client: ChatClient,
        spec: ModelSpec,
        plan: Plan,
        draft: Draft,
        steering: Steering,
        ends: Ends,
        begun: int,
    ) -> None:
        super().__init__(client, spec, plan, draft, steering)
        self._ends = ends
        self._begun = begun
        self.stopped = False
        """Whether it came to its stop text."""

    def steps(self) -> Iterator[ChatRequest | DrawEvent]:
        """One request; after a failure another one takes what is left."""
        room = self._ends.tokens - self.draft.thinking_tokens
        if room > 0:
            yield self._thought_request(room)

    async def events(self) -> AsyncGenerator[DrawEvent, None]:
        """Draw; at the stop text it has ended by itself."""
        async with aclosing(super().events()) as events:
            async for event in events:
                if self.stopped and isinstance(event, Finished):
                    event = Finished(FinishReason.STOP, event.fingerprint)
                yield event

    def _take(
        self, event: ThinkingDelta | AnswerDelta | AnswerWasThinking
    ) -> tuple[DrawEvent, ...]:
        told = super()._take(event)
        if self._ends.stop:
            _, self.stopped = before_stop(self.draft.thought[self._begun :], self._ends.stop)
            if self.stopped:
                self.steering.stop()
        return told

    @property
    def ended(self) -> bool:
        """Whether the thought is over: it was closed, or the model has no more to say."""
        cut = isinstance(self.last, Finished) and self.last.reason is FinishReason.LENGTH
        full = self.draft.thinking_tokens >= self._ends.tokens
        return bool(self.draft.thought_closed_by) or not (self.stopped or cut or full)


class TrialDrawing(ForcedDrawing):
    """A trial answer, in a branch in which the thought is closed; `cue` begins it."""

    def __init__(
        self,
        client: ChatClient,
        spec: ModelSpec,
        plan: Plan,
        draft: Draft,
        steering: Steering,
        ends: Ends,
        cue: str,
    ) -> None:
        super().__init__(client, spec, plan, draft, steering)
        self._ends = ends
        self._own_cue = cue

    def steps(self) -> Iterator[ChatRequest | DrawEvent]:
        """One request, with no more of a thought."""
        request = self._answer_request()
        stop = (self._ends.stop,) if self._ends.stop else ()
        yield replace(request, stop=stop)

    def _cue(self) -> str:
        return self._own_cue

    def _answer_room(self) -> int:
        return max(1, self._ends.tokens - self.draft.answer_tokens)
