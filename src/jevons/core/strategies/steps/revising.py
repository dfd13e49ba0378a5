"""Sequential revision: an answer is looked at again, and the last word or a vote decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from jevons.core.strategies.steps.request import Revise, Sample
from jevons.core.strategies.steps.strategy import Course, StepStrategy, majority
from jevons.core.strategies.strategy import Need, check_count, check_word

Choose = Literal["vote", "last"]


@dataclass(frozen=True, slots=True)
class Revision(StepStrategy):
    """So many `chains` of an answer and its `revisions`, each in the light of those before it.

    The conversation goes on: the model sees its answers, not its thoughts. With
    `choose=vote` the majority of all answers is given, with `last` that of the last ones,
    which is the only one of a single chain. A reply without a word of answer is not revised
    but drawn anew. The paper has a model trained to revise, and splits a budget between
    chains and revisions by how hard a question is; here the model is asked to.

    Source: sequential revision (Snell et al., arXiv 2408.03314, section 6).
    """

    name: ClassVar[str] = "revision"
    source: ClassVar[str] = "arXiv 2408.03314, section 6"
    chains: int = 1
    revisions: int = 3
    choose: Choose = "vote"

    def __post_init__(self) -> None:
        check_count("chains", self.chains)
        check_count("revisions", self.revisions, least=0)
        check_word("choose", self.choose, get_args(Choose))

    @property
    def needs(self) -> frozenset[Need]:
        """Nothing but a conversation."""
        return frozenset()

    @property
    def at_most(self) -> int:
        """The answers of all chains."""
        return self.chains * (self.revisions + 1)

    def course(self) -> Course:
        """First answers, then their revisions, round by round."""
        latest = yield (Sample(),) * self.chains
        answers = list(latest)
        for _ in range(self.revisions):
            latest = yield tuple(
                Revise(answer.place) if answer.result.text.strip() else Sample()
                for answer in latest
            )
            answers += latest
        return majority(answers if self.choose == "vote" else latest)
