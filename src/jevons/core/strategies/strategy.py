"""What a strategy is: an object that asks for samples until it can tell the answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, NamedTuple, Protocol

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Dial
from jevons.core.strategies.state import Charge, State


class Ask(NamedTuple):
    """Draw so many `samples` more, at the same time.

    With `until`, stop the others once so many of them have ended their thinking; without it,
    wait for all. With `floor`, stop each whose confidence falls below it in a whole group of
    its tokens (`Surety.fell_below`).
    """

    samples: int
    until: int | None = None
    floor: float | None = None


class Answer(NamedTuple):
    """The answer, and what it took.

    `key` is that of the answer, `None` if no sample has one; `draw` the place of the sample
    that stands for it. `tied` has the keys among which a rule as good as chance decided, the
    chosen one among them: a score is expected of them all. It is empty where the strategy
    chose one sample, whose own score counts.
    """

    key: str | None
    draw: int | None
    tied: tuple[str, ...]
    charge: Charge


class Need(StrEnum):
    """What a server has to offer for a strategy."""

    PREFILL = "prefill"
    LOGPROBS = "logprobs"
    OFF = "off"
    JUDGE = "judge"

    @property
    def reason(self) -> str:
        """What is needed, in words."""
        return _REASONS[self]


_REASONS = {
    Need.PREFILL: "the server has to go on with a reply that was begun for it",
    Need.LOGPROBS: "the server has to tell the log-probabilities of tokens",
    Need.OFF: "the server has to answer without a thought when told to",
    Need.JUDGE: "a model has to be named that judges",
}


@dataclass(frozen=True, slots=True)
class Strategy(ABC):
    """How to get from samples to an answer; equal for equal parameters.

    Subclasses are frozen dataclasses whose fields, each a number or a word with a default,
    are the parameters. `name` is what users call it and `source` where it comes from;
    `needs` says what servers must offer.
    """

    name: ClassVar[str]
    source: ClassVar[str]
    needs: ClassVar[frozenset[Need]] = frozenset()

    @property
    def measure(self) -> str:
        """The field of `Surety` without which a sample has no weight; empty for none."""
        return ""

    @property
    @abstractmethod
    def at_most(self) -> int:
        """The most samples that it draws for a question."""

    def dial(self) -> Dial | None:
        """How long its samples have to think; `None` for what was set anyway."""
        return None

    @abstractmethod
    def ask(self, state: State) -> Ask | Answer:
        """What to draw next, or the answer; it depends on the state alone."""


class Needing(Protocol):
    """What asks something of a server."""

    @property
    def needs(self) -> frozenset[Need]:
        """What servers must offer."""


def lacking(strategy: Needing, offered: Collection[Need]) -> str:
    """Why a strategy cannot run on what is offered; empty if it can."""
    return "; ".join(need.reason for need in sorted(strategy.needs) if need not in offered)


MOST = 10_000
"""As many samples of a question as any study has drawn (arXiv 2407.21787)."""

LONGEST = 1_000_000
"""As many tokens as any model's context takes."""


def check_count(name: str, count: int, least: int = 1, most: int = MOST) -> None:
    """Refuse a parameter that is no number of samples.

    Raises:
        ProblemError: BAD_INPUT: it is not within `least`..`most`.
    """
    if not least <= count <= most:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{name} cannot be {count:,}",
            remedy=f"it is a number of samples from {least:,} to {most:,}",
        )


def check_tokens(name: str, tokens: int, least: int = 1, most: int = LONGEST) -> None:
    """Refuse a parameter that is no number of tokens.

    Raises:
        ProblemError: BAD_INPUT: it is not within `least`..`most`.
    """
    if not least <= tokens <= most:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{name} cannot be {tokens:,}",
            remedy=f"it is a number of tokens from {least:,} to {most:,}",
        )


def check_share(name: str, share: float, *, whole: bool) -> None:
    """Refuse a parameter that is no share of 1; 1 itself only where `whole`.

    Raises:
        ProblemError: BAD_INPUT: it is not.
    """
    if not (0 < share < 1 or (whole and share == 1)):
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{name} cannot be {share:g}",
            remedy=f"it lies above 0 and {'is at most' if whole else 'below'} 1",
        )


def check_word(name: str, word: str, words: Collection[str]) -> None:
    """Refuse a parameter that is none of the words it can be.

    Raises:
        ProblemError: BAD_INPUT: it is not.
    """
    if word not in words:
        raise ProblemError.of(
            ProblemKind.BAD_INPUT,
            f"{name} cannot be {word[:40]}",
            remedy=f"it is {' or '.join(words)}",
        )
