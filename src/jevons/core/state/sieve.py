"""Which questions of a run are listed, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from jevons.core.records import Outcome, Question
from jevons.core.runs.run import UNGRADED, Tally
from jevons.core.state.figures import Tallies, right_share
from jevons.core.state.ledger import MISSING, part_name
from jevons.core.visible_text import one_line

WRONG = Outcome.INCORRECT
TRUNCATED = Outcome.TRUNCATED


class Order(StrEnum):
    """Orders of a list of questions."""

    EXAM = "as in the exam"
    WORST = "fewest right first"
    LONGEST = "most tokens first"


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a question must have to be listed: all of it at once.

    `outcomes`: a sample of each of these; `split`: samples that disagree, some right and some
    not; `text`: these words, in any case, in the question, its id or its right answer.
    """

    outcomes: frozenset[str] = frozenset()
    split: bool = False
    text: str = ""
    order: Order = Order.EXAM

    @property
    def is_open(self) -> bool:
        """Whether it lets everything pass."""
        return not (self.outcomes or self.split or self.text.strip())

    def toggled(self, outcome: str) -> Sieve:
        """Ask for this outcome, or no longer."""
        return replace(self, outcomes=self.outcomes ^ {outcome})

    def split_toggled(self) -> Sieve:
        """Ask for samples that disagree, or no longer."""
        return replace(self, split=not self.split)

    def with_text(self, text: str) -> Sieve:
        """Ask for these words."""
        return replace(self, text=text)

    def opened(self) -> Sieve:
        """Let everything pass, in the same order."""
        return Sieve(order=self.order)

    def reordered(self) -> Sieve:
        """The next order."""
        orders = list(Order)
        return replace(self, order=orders[(orders.index(self.order) + 1) % len(orders)])

    def words(self) -> str:
        """What it asks for, in words; empty when it lets everything pass."""
        parts = ["wrong" if part == WRONG else part_name(part) for part in sorted(self.outcomes)]
        if self.split:
            parts.append("split votes")
        if self.text.strip():
            parts.append(f"“{one_line(self.text, 40)}”")
        return " + ".join(parts)

    def fits(self, outcome: str) -> bool:
        """Whether a sample with this outcome is one that is looked for."""
        return not self.outcomes or outcome in self.outcomes


def sieve_row(sieve: Sieve) -> dict[str, object]:
    """The sieve as JSON takes it; `read_sieve` reads that."""
    return {
        "outcomes": sorted(sieve.outcomes),
        "split": sieve.split,
        "text": sieve.text,
        "order": sieve.order,
    }


def read_sieve(row: Mapping[str, Any]) -> Sieve:
    """The sieve of an earlier start; an open one where that makes no sense."""
    try:
        return Sieve(
            frozenset(map(str, row["outcomes"])),
            bool(row["split"]),
            str(row["text"]),
            Order(row["order"]),
        )
    except (KeyError, TypeError, ValueError):
        return Sieve()


def sift(
    sieve: Sieve,
    questions: Sequence[Question],
    tallies: Tallies,
    samples: int,
    asked: Mapping[int, int] | None = None,
) -> tuple[int, ...]:
    """The positions of the questions that pass, in the order asked for.

    Each is to have so many `samples`, or as many as a strategy `asked` for.
    """
    wanted = asked or {}
    words = sieve.text.casefold().split()
    passing = [
        position
        for position, question in enumerate(questions)
        if _passes(sieve, tallies.get(position, {}), wanted.get(position, samples))
        and _has_words(question, words)
    ]
    match sieve.order:
        case Order.WORST:
            passing.sort(key=lambda position: _share_or_last(tallies.get(position, {})))
        case Order.LONGEST:
            passing.sort(key=lambda position: -_tokens_each(tallies.get(position, {})))
    return tuple(passing)


def _passes(sieve: Sieve, parts: Mapping[str, Tally], samples: int) -> bool:
    return (not sieve.split or _is_split(parts)) and all(
        _has(parts, outcome, samples) for outcome in sieve.outcomes
    )


def _has(parts: Mapping[str, Tally], outcome: str, samples: int) -> bool:
    if outcome == MISSING:
        return sum(tally.samples for tally in parts.values()) < samples
    return outcome in parts


def _is_split(parts: Mapping[str, Tally]) -> bool:
    graded = [part for part in parts if part != UNGRADED]
    return Outcome.CORRECT in parts and len(graded) > 1


def _has_words(question: Question, words: Sequence[str]) -> bool:
    if not words:
        return True
    text = f"{question.id} {question.text} {question.gold}".casefold()
    return all(word in text for word in words)


def _share_or_last(parts: Mapping[str, Tally]) -> float:
    share = right_share(parts)
    return 2.0 if share is None else share


def _tokens_each(parts: Mapping[str, Tally]) -> float:
    samples = sum(tally.samples for tally in parts.values())
    return sum(tally.output_tokens for tally in parts.values()) / samples if samples else 0.0
