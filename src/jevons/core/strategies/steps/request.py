"""What a step strategy can ask for.

Every request is drawn into a node of a trail, and refers to earlier ones by their places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

RECONSIDER = (
    "Look at your answer again, step by step, and check whether it holds. Then give your final"
    " answer in the same form as before: the same one if it is right, a better one if not."
)
"""Asks for another try in the light of the first (sequential revision, arXiv 2408.03314)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A thought and an answer to the question, from nothing.

    `dial` is how long to think, as `Dial.parse` takes it; empty for what was set anyway.
    """

    kind: ClassVar[str] = "sample"
    dial: str = ""


@dataclass(frozen=True, slots=True)
class Extend:
    """A step of a thought: up to `tokens` more, or up to the text `stop`, which is left out.

    It goes on with the thought that the node `parent` ends; `None` begins one. `opening` is
    put in front of what is drawn: what the last step stopped at, or words of ours.
    """

    kind: ClassVar[str] = "extend"
    parent: int | None
    tokens: int
    stop: str = ""
    opening: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """A trial answer: the thought up to `parent` is closed in a branch that ends with it."""

    kind: ClassVar[str] = "probe"
    parent: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Conclude:
    """The answer: the thought up to `parent` is closed, and its answer drawn whole."""

    kind: ClassVar[str] = "conclude"
    parent: int


@dataclass(frozen=True, slots=True)
class Judge:
    """A score from 0 to 1 by the judge model, of the answer or the begun thought at `parent`."""

    kind: ClassVar[str] = "judge"
    parent: int


@dataclass(frozen=True, slots=True)
class Revise:
    """A new thought and answer, after the answer at `parent` and the `message` that follows."""

    kind: ClassVar[str] = "revise"
    parent: int
    message: str = RECONSIDER


Request = Sample | Extend | Probe | Conclude | Judge | Revise

KINDS: dict[str, type[Request]] = {
    kind.kind: kind for kind in (Sample, Extend, Probe, Conclude, Judge, Revise)
}
"""The requests by the names that a trail is written with."""

ANSWERING = (Sample, Conclude, Revise)
"""The requests that bring an answer which a strategy can give."""
