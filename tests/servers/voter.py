"""A model for the test server whose samples differ: each by the seed that it is drawn with.

    Voter(["4", "5", "4"], thoughts=[10, 20, 5])

answers seed 1000 with a thought of ten words and `\\boxed{4}`, 1001 with twenty and 5, and so
on; an empty answer is prose. Samples of those places `silent` wait for `resume` in their thought.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from servers.chat_server import Received, Reply, error
from servers.thinker import Thinker

SEED = 1000


@dataclass
class _Sample(Thinker):
    """Thinks as a `Thinker` does, and answers in one word."""

    said: str = ""

    def _words(self, letter: str, begun: str, count: int) -> Iterator[str]:
        if self.said not in begun:
            yield self.said


@dataclass
class Voter:
    """`fails` are the places whose requests are refused."""

    answers: Sequence[str]
    thoughts: Sequence[int] = ()
    silent: Collection[int] = ()
    fails: Collection[int] = ()
    sureness: Sequence[float] = ()
    resume: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, received: Received) -> Reply:
        place = received.body["seed"] - SEED
        if place in self.fails:
            return error(400, "this sample is refused")
        answer = self.answers[place % len(self.answers)]
        sample = _Sample(
            thought=self.thoughts[place] if self.thoughts else 5,
            said=f" \\boxed{{{answer}}}" if answer else " a long story\nin two lines",
            pause_at="t2" if place in self.silent else "",
            resume=self.resume,
        )
        if self.sureness:
            sample.sureness = lambda _: self.sureness[place]
        return sample(received)
