"""Parts of a generation, for strategies that go step by step: a step of a thought, a trial answer.

Both need a server that continues a prefilled turn. The draft holds the thought so far; what
is drawn is added to it, and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jevons.core.events import Finished
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


class StepDrawing(ForcedDrawing):
    """More of a thought."""

    def __init__(
        self,
        client: ChatClient,
        spec: ModelSpec,
        plan: Plan,
        draft: Draft,
        steering: Steering,
        ends: Ends,
    ) -> None:
        super().__init__(client, spec, plan, draft, steering)
        self._ends = ends
        self._begun = len(draft.thought)

    def steps(self) -> Iterator[ChatRequest | DrawEvent]:
        """One request; after a failure another one takes what is left.

        With a stop text the close tag is none: which of the two it was no server tells, and
        the tag is then seen in the text.
        """
        room = self._ends.tokens - self.draft.thinking_tokens
        if room > 0:
            request = self._thought_request(room)
            yield replace(request, stop=(self._ends.stop,)) if self._ends.stop else request

    @property
    def text(self) -> str:
        """What was drawn."""
        return self.draft.thought[self._begun :]

    @property
    def stopped(self) -> bool:
        """Whether it came to its stop text."""
        own_end = isinstance(self.last, Finished) and self.last.reason is FinishReason.STOP
        return own_end and bool(self._ends.stop and self.text.strip()) and not self._closed

    @property
    def ended(self) -> bool:
        """Whether the thought is over: it was closed, or the model has no more to say."""
        if self._closed:
            return True
        cut = isinstance(self.last, Finished) and self.last.reason is FinishReason.LENGTH
        full = self.draft.thinking_tokens >= self._ends.tokens
        return not (self.stopped or cut or full)

    @property
    def _closed(self) -> bool:
        told = isinstance(self.last, Finished) and self.last.closed
        return told or bool(self.draft.thought_closed_by)


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
