"""The vote of samples: which answers there are, and how many samples give each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


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


NOTHING_TO_VOTE = "nothing to vote on: no sample marks an answer, they are prose"
"""What is said where no sample has an answer."""
