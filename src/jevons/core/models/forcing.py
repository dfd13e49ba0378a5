"""Budget forcing: the thinking dial enforced from outside (s1, arXiv 2501.19393, section 3)."""

from __future__ import annotations

from collections.abc import Iterator

from jevons.core.events import Failed, Finished, ThoughtClosed, ThoughtExtended
from jevons.core.models.client import ChatClient, ChatRequest
from jevons.core.models.draft import Draft
from jevons.core.models.drawing import DrawEvent, Drawing, Plan
from jevons.core.models.registry import ModelSpec
from jevons.core.models.steering import Steering
from jevons.core.records import DialMode, FinishReason, Message

CONTINUATION = "\nWait,"
"""What refuses the end of a thought (s1, section 3.1)."""
ANSWER_CUE = "Final answer:"
"""What a prompted model is given after a thought that it did not end itself (s1, section 3.1).

Left alone, a small model repeats its broken-off thought instead.
"""


class ForcedDrawing(Drawing):
    """The thought, its end and the answer, for servers that continue a prefilled turn."""

    def __init__(
        self, client: ChatClient, spec: ModelSpec, plan: Plan, draft: Draft, steering: Steering
    ) -> None:
        super().__init__(client, spec, plan, draft, steering)
        self.limit = plan.thinking_limit()
        self.extended_to = -1

    def steps(self) -> Iterator[ChatRequest | DrawEvent]:
        """The thought, its end, the answer, each by a request of its own."""
        if self.plan.dial.mode is not DialMode.OFF and not self.draft.answering:
            while not self.draft.thought_closed_by and not self._over():
                yield from self._think_once()
        if not self._over():
            yield self._answer_request()
        elif self.steering.stopped and isinstance(self.last, Finished) and not self.draft.answering:
            self.last = None  # stopped between the thought and the answer

    def _over(self) -> bool:
        """Whether no further request is to be made.

        So it is after a failure or a stop, and when a server went on from the
        thought to the answer by itself (unless the thought's limit cut that answer).
        """
        if self.steering.stopped or isinstance(self.last, Failed):
            return True
        if self.last is None or self.last.reason is FinishReason.LENGTH:
            return False
        return self.draft.answering or self.last.reason is FinishReason.FILTERED

    def _think_once(self) -> Iterator[ChatRequest | DrawEvent]:
        """One request for (more of) the thought, and what its end means."""
        room = None if self.limit is None else self.limit - self.draft.thinking_tokens
        if room is None or room > 0:
            yield self._thought_request(room)
        if not self._over() and not self.draft.thought_closed_by:
            yield self._settle_end()

    def _settle_end(self) -> DrawEvent:
        """Decide whether the thought is over, and say by whose word."""
        by = self._ended_by()
        if not self._refuses_end(by):
            self.draft.close_thought(by)
            return ThoughtClosed(by)
        text = CONTINUATION if by == "model" else ""
        self.draft.extend_thought(text)
        self.extended_to = len(self.draft.thought)
        return ThoughtExtended(text)

    def _ended_by(self) -> str:
        if self.steering.wants_answer:
            return "user"
        finished = isinstance(self.last, Finished) and self.last.reason is not FinishReason.LENGTH
        return "model" if finished else "budget"

    def _refuses_end(self, by: str) -> bool:
        """Whether thinking goes on: it is below its minimum, or the user wants more.

        A model that ends its thought again without a word more is left to it.
        """
        if by == "user" or len(self.draft.thought) == self.extended_to:
            return False
        early = self.draft.thinking_tokens < self.plan.dial.minimum
        if by == "model" and early and not self._spent():
            return True
        if not self.steering.take_extension():
            return False
        if self._spent():
            self._raise_limit()
        return not self._spent()

    def _spent(self) -> bool:
        return self.limit is not None and self.draft.thinking_tokens >= self.limit

    def _raise_limit(self) -> None:
        """Allow as much thinking again as the dial did, within the context."""
        if self.limit is not None:
            room = self.plan.thinking_room
            raised = self.limit + max(self.plan.dial.tokens or 0, 1)
            self.limit = raised if room is None else max(self.limit, min(raised, room))

    def _thought_request(self, room: int | None) -> ChatRequest:
        tags = self.client.endpoint.tags[0]
        return ChatRequest(
            messages=(*self.asked(thinking=True), self._prefill(self.draft.thought)),
            params=self.plan.params,
            max_tokens=room,
            stop=(tags.close,),
            continues=True,
            in_thought=True,
        )

    def _answer_request(self) -> ChatRequest:
        """The answer: after the closed thought, after an empty one, or plainly."""
        thinking = self.plan.dial.mode is not DialMode.OFF
        messages = self.asked(thinking=thinking)
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
        return f"{opening}\n{tags.close}\n\n{self._cue()}"

    def _cue(self) -> str:
        """What the answer begins with, for models that would not begin one by themselves."""
        cut_off = self.draft.thought_closed_by in {"budget", "user"}
        return ANSWER_CUE if cut_off and self.spec.thinking == "prompted" else ""

    def _prefill(self, thought: str) -> Message:
        """The assistant's turn up to `thought`, with the open tag unless the template writes it."""
        tags = self.client.endpoint.tags[0]
        written = self.spec.opens_in_thought and self.client.endpoint.dialect.prefill == "plain"
        return Message("assistant", thought if written else f"{tags.open}\n{thought}")
