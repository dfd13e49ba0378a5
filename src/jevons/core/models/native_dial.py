"""The server's own thinking dial, set in a single request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jevons.core.events import Noticed
from jevons.core.models.client import ChatRequest
from jevons.core.models.drawing import DrawEvent, Drawing
from jevons.core.problems import Problem, ProblemKind
from jevons.core.records import Dial, DialMode


class NativeDrawing(Drawing):
    """Thought and answer in one request, for servers that continue no prefilled turn."""

    def steps(self) -> Iterator[ChatRequest | DrawEvent]:
        """One request with the server's own dial; the splitter finds the thought."""
        dialect = self.client.endpoint.dialect
        dial = self.plan.dial
        if self.draft.thought or self.draft.answer:
            self.draft.forget_text()
            yield Noticed(_not_continued(dialect.title))
        extra = self._server_dial()
        if extra is None:
            yield Noticed(_no_dial(dial, dialect.title))
        thinking = dial.mode is not DialMode.OFF
        yield ChatRequest(
            messages=self.asked(thinking=thinking, tagged=True),
            params=self.plan.params,
            max_tokens=self._whole_room(dial),
            in_thought=True if self.spec.opens_in_thought and thinking else None,
            extra=extra or {},
        )

    def _server_dial(self) -> dict[str, Any] | None:
        """What sets the server's dial; `None` where it cannot be set.

        A model that has to be asked to think has no dial but the asking.
        """
        dial = self.plan.dial
        if self.spec.thinking == "native":
            return self.client.endpoint.dialect.dial_body(dial)
        return None if dial.mode is DialMode.BUDGET else {}

    def _whole_room(self, dial: Dial) -> int | None:
        """Tokens of thinking and answer together, which is what such servers bound."""
        answer = self.plan.params.max_tokens
        if answer is None or dial.mode is DialMode.OFF:
            return answer
        limit = self.plan.thinking_limit()
        return None if limit is None else answer + limit


def _no_dial(dial: Dial, server: str) -> Problem:
    return Problem(
        ProblemKind.UNSUPPORTED,
        f"{server} has no way to set thinking to {dial.label()}",
        kept="the question was asked with its own setting",
        remedy="use a server that continues a prefilled turn for an exact dial",
    )


def _not_continued(server: str) -> Problem:
    return Problem(
        ProblemKind.UNSUPPORTED,
        f"{server} cannot go on with a text that was begun",
        kept="the question is asked from the start",
        remedy="use a server that continues a prefilled turn to think on",
    )
