"""A request of a step strategy as it is put to a model."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import asdict, dataclass
from typing import Any

from jevons.core.models.draft import Draft
from jevons.core.models.drawing import DrawEvent, Plan
from jevons.core.models.forcing import ForcedDrawing
from jevons.core.models.generate import generate
from jevons.core.models.parts import Ends, StepDrawing, TrialDrawing, before_stop
from jevons.core.models.steering import Steering
from jevons.core.records import Dial, Message, Purpose, SamplingParams
from jevons.core.runs.connection import Connection
from jevons.core.runs.generation_rows import canonical, pool_key
from jevons.core.strategies.steps.trail import Spent

NOTHING = Spent()
"""What no thought took."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be drawn, of which conversation.

    `thought` is what was thought so far, `closed_by` who ended it where the answer is to be
    drawn after it, and `before` what that thought took. `ends` are those of a step or, with a
    `cue` that begins it, of a trial answer. Without any of them a whole generation is meant.
    With `sure` the server is asked how sure the model is of its words.
    """

    purpose: Purpose
    messages: tuple[Message, ...]
    params: SamplingParams
    dial: Dial
    thought: str = ""
    closed_by: str = ""
    ends: Ends | None = None
    cue: str = ""
    before: Spent = NOTHING
    sure: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether a whole generation is meant, as any strategy draws it."""
        return not (self.thought or self.closed_by or self.ends)

    def kept_thought(self, thought: str) -> str:
        """What of a drawn thought its generation has: a step itself alone, an answer all."""
        if self.ends is None:
            return thought
        text, _ = before_stop(thought[len(self.thought) :], self.ends.stop)
        return "" if self.cue else text

    def key(self, model: str) -> str:
        """The pool of all generations that were drawn in just this way, but for the seed."""
        pool = pool_key(model, self.params, self.dial, self.messages)
        if self.is_whole:
            return pool
        import hashlib  # OpenSSL behind it would hold up the start

        parts: list[Any] = [pool, self.thought, self.closed_by, self.cue]
        parts.append(self.ends and asdict(self.ends))
        return hashlib.sha256(canonical(parts).encode()).hexdigest()

    def begin(self, connection: Connection, plan: Plan, draft: Draft, steering: Steering) -> Way:
        """The drawing that does it, into a draft that has the thought so far."""
        client, spec = connection.client, connection.spec
        if self.ends is not None and self.cue:
            trial = TrialDrawing(client, spec, plan, draft, steering, self.ends, self.cue)
            return Way(trial.events())
        if self.ends is not None:
            begun = len(self.thought)
            step = StepDrawing(client, spec, plan, draft, steering, self.ends, begun)
            return Way(step.events(), step)
        if self.closed_by:
            return Way(ForcedDrawing(client, spec, plan, draft, steering).events())
        return Way(generate(client, spec, plan, draft, steering))

    def draft(self) -> Draft:
        """A draft to draw into."""
        draft = Draft(self.thought, requested=self.dial.tokens)
        if self.closed_by or self.cue:
            draft.close_thought(self.closed_by or "budget")
        return draft


@dataclass(frozen=True, slots=True)
class Way:
    """The events of a drawing, and the step that it is of, if it is one."""

    events: AsyncGenerator[DrawEvent, None]
    step: StepDrawing | None = None
