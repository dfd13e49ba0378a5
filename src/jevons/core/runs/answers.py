"""What a run's strategy came to on a question."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jevons.core.runs.draws import Graded
from jevons.core.runs.run import UNGRADED, RunPlan
from jevons.core.strategies.play import Play, follow
from jevons.core.strategies.sharing import share_out
from jevons.core.strategies.strategy import Answer


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """The answer to one question, or how far its strategy came.

    `asked` samples were asked for, in `rounds` waves. `outcome` is that of the sample that
    stands for the answer, or of most where none does; it is `UNGRADED` until there is an
    answer, and the rest says nothing then. `score` is the mean of those answers that were
    tied. `key`, `sample` and `tied` are those of `Answer`; tokens, dollars and samples what
    it is charged for, and `seconds` what its waves took one after the other.
    """

    question: int
    asked: int
    rounds: int = 0
    outcome: str = UNGRADED
    score: float = 0.0
    key: str | None = None
    sample: int | None = None
    tied: tuple[str, ...] = ()
    samples: int = 0
    thinking_tokens: int = 0
    answer_tokens: int = 0
    usd: float | None = 0.0
    seconds: float = 0.0

    @property
    def is_found(self) -> bool:
        """Whether there is an answer."""
        return self.outcome != UNGRADED


def answer_of(question: int, play: Play, samples: Mapping[int, Graded]) -> QuestionAnswer:
    """What a strategy came to; `samples` are those of the question, by their places."""
    asked = max(play.wave.stop, max(samples, default=-1) + 1)
    answer = play.answer
    if answer is None:
        return QuestionAnswer(question, asked, play.rounds)
    told = [samples[place] for place in range(len(play.told))]
    charge = answer.charge
    return QuestionAnswer(
        question=question,
        asked=asked,
        rounds=play.rounds,
        outcome=_outcome(answer, told),
        score=_score(answer, told),
        key=answer.key,
        sample=answer.draw,
        tied=answer.tied,
        samples=charge.samples,
        thinking_tokens=charge.thinking_tokens,
        answer_tokens=charge.answer_tokens,
        usd=charge.usd,
        seconds=play.seconds,
    )


def answers_of(
    plan: RunPlan, questions: int, samples: Mapping[tuple[int, int], Graded]
) -> list[QuestionAnswer]:
    """What a plan's strategy comes to on each of so many questions.

    `samples` are those that are there, by their places (question, sample).
    """
    strategy, allocation = plan.decider, plan.allocation
    if strategy is None:
        return []
    drawn: list[dict[int, Graded]] = [{} for _ in range(questions)]
    for (question, place), sample in samples.items():
        drawn[question][place] = sample
    draws = [{place: one.draw for place, one in found.items()} for found in drawn]
    plays: Sequence[Play] = (
        [follow(strategy, served) for served in draws]
        if allocation is None
        else share_out(allocation, draws, allocation.usd).plays
    )
    return [
        answer_of(question, play, found)
        for question, (play, found) in enumerate(zip(plays, drawn, strict=True))
    ]


def _outcome(answer: Answer, told: Sequence[Graded]) -> str:
    if answer.draw is not None:
        return told[answer.draw].outcome
    return Counter(sample.outcome for sample in told).most_common(1)[0][0]


def _score(answer: Answer, told: Sequence[Graded]) -> float:
    """How good the answer is: its sample's score, or the mean of those that were tied."""
    if not answer.tied:
        return 0.0 if answer.draw is None else told[answer.draw].score
    scores: defaultdict[str | None, list[float]] = defaultdict(list)
    for sample in told:
        scores[sample.draw.key].append(sample.score)
    means = [math.fsum(scores[key]) / len(scores[key]) for key in answer.tied]
    return math.fsum(means) / len(means)
