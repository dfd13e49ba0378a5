"""The vote of samples: which answers there are, and how many samples give each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jevons.core.exams.grading.keys import spoken_answer, spoken_key
from jevons.core.records import Cost, Generation, Usage
from jevons.core.runs.totals import total_cost, total_usage
from jevons.core.strategies.registry import STEP_STRATEGIES
from jevons.core.visible_text import one_line

NOTHING_TO_VOTE = "nothing to vote on: no sample marks an answer, they are prose"
"""What is said where no sample has an answer."""

SHOWN = 40
"""Characters of an answer that are shown of it in a vote."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """An answer as its first sample writes it, with the places of the samples that give it."""

    key: str
    answer: str
    places: tuple[int, ...]

    @property
    def votes(self) -> int:
        """How many samples give it."""
        return len(self.places)


@dataclass(frozen=True, slots=True)
class Poll:
    """The answers, those with the most votes first; `silent` samples have none to vote by."""

    ballots: tuple[Ballot, ...] = ()
    silent: tuple[int, ...] = ()

    @property
    def samples(self) -> int:
        """How many samples have ended."""
        return len(self.silent) + sum(ballot.votes for ballot in self.ballots)

    def words(self) -> list[str]:
        """Each answer with its votes: `42 x 5`, and `no answer x 1`."""
        said = [f"{one_line(ballot.answer, SHOWN)} x {ballot.votes}" for ballot in self.ballots]
        return said + ([f"no answer x {len(self.silent)}"] if self.silent else [])


def poll_of(voted: Iterable[tuple[int, str | None, str | None]]) -> Poll:
    """The vote, of the (place, key, answer) of each sample that has ended."""
    found: dict[str, Ballot] = {}
    silent = []
    for place, key, said in sorted(voted, key=lambda vote: vote[0]):
        if key is None:
            silent.append(place)
        else:
            old = found.get(key, Ballot(key, said or key, ()))
            found[key] = Ballot(key, old.answer, (*old.places, place))
    ballots = sorted(found.values(), key=lambda ballot: (-ballot.votes, ballot.places))
    return Poll(tuple(ballots), tuple(silent))


@dataclass(frozen=True, slots=True)
class Vote:
    """What a strategy made of the samples of a turn, and what all of them took.

    `usage` is `None` where steps took tokens as well, which are kept beside the turn; their
    dollars are in the answer's.
    """

    strategy: str
    poll: Poll = field(default_factory=Poll)
    usage: Usage | None = None
    cost: Cost | None = None

    def line(self) -> str:
        """The vote in one line."""
        if self.usage is None:
            return f"by {self.strategy}, all of its steps in the price"
        counted = f"({self.poll.samples} samples, {self.strategy})"
        if not self.poll.ballots:
            return f"{NOTHING_TO_VOTE} {counted}"
        return f"vote: {', '.join(self.poll.words())} {counted}"


def vote_of(
    question: str, generations: Sequence[Generation], strategy: str, costs: Sequence[Cost | None]
) -> Vote:
    """The vote of a turn's samples, each with its cost as prices are now."""
    return Vote(
        strategy,
        poll_of((place, *_voted(question, one)) for place, one in enumerate(generations)),
        None
        if goes_by_steps(strategy)
        else total_usage([generation.usage for generation in generations]),
        total_cost(costs),
    )


def goes_by_steps(strategy: str) -> bool:
    """Whether a strategy, as users write it, is one that goes step by step."""
    return strategy.partition(":")[0] in STEP_STRATEGIES


def _voted(question: str, generation: Generation) -> tuple[str | None, str | None]:
    said = spoken_answer(question, generation)
    return (None, None) if said is None else (spoken_key(question, said), said)
