"""Probing a thought: it is stopped once trial answers show that it has its answer."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from jevons.core.strategies.steps.request import Conclude, Extend, Probe
from jevons.core.strategies.steps.strategy import Course, Seen, StepStrategy, chosen
from jevons.core.strategies.strategy import Need, check_count, check_share, check_tokens

HESITATION = re.compile(r"\b(?:wait|hold|but|okay|no|hmm)\b", re.IGNORECASE)
"""Words by which a trial answer takes itself back (Dynasor).

As whole words: looked for as parts of words, which is how its program does it, `no` is found
in `known`.
"""


@dataclass(frozen=True, slots=True)
class Probing(StepStrategy):
    """One thought, stopped when the last `window` trial answers agree.

    Every `chunk` tokens the thought is closed in a branch and a trial answer of at most
    `trial` tokens drawn. Those that agree must all have an answer and no word of hesitation.
    Then, or when the thought ends or has taken `most` tokens, the answer is drawn. The
    paper's program has windows of 8, 5, 3 and 2 (least to most eager), chunks of 64 (32 for
    its most eager setting) and trials of 20 tokens.

    Source: Dynasor-CoT (Fu et al., arXiv 2412.20993, section 3), and its program.
    """

    name: ClassVar[str] = "probing"
    source: ClassVar[str] = "arXiv 2412.20993, section 3"
    window: int = 3
    chunk: int = 64
    trial: int = 20
    most: int = 4096

    def __post_init__(self) -> None:
        check_count("window", self.window)
        check_tokens("chunk", self.chunk)
        check_tokens("trial", self.trial)
        check_tokens("most", self.most)

    @property
    def needs(self) -> frozenset[Need]:
        """A begun reply is gone on with."""
        return frozenset({Need.PREFILL})

    @property
    def at_most(self) -> int:
        """A step and a probe for each chunk, but no probe after the last, and the answer."""
        return 2 * self._chunks

    @property
    def _chunks(self) -> int:
        return math.ceil(self.most / self.chunk)

    def course(self) -> Course:
        """A step, a probe, a step, ..., the answer."""
        parent = None
        trials: list[Seen] = []
        for chunk in range(self._chunks):
            room = min(self.chunk, self.most - chunk * self.chunk)
            (step,) = yield (Extend(parent, room),)
            parent = step.place
            if step.result.ended or chunk + 1 == self._chunks:
                break
            (trial,) = yield (Probe(parent, self.trial),)
            trials.append(trial)
            if self._agree(trials[-self.window :]):
                break
        assert parent is not None
        (answer,) = yield (Conclude(parent),)
        return chosen(answer)

    def _agree(self, trials: Sequence[Seen]) -> bool:
        keys = {trial.result.key for trial in trials}
        if len(trials) < self.window or len(keys) > 1 or None in keys:
            return False
        return not any(HESITATION.search(trial.result.text) for trial in trials)


@dataclass(frozen=True, slots=True)
class ConfidentExit(StepStrategy):
    """One thought, left where the model is sure of its answer.

    Where it is about to write the word `stop`, or after `chunk` tokens without it, a trial
    answer of at most `trial` tokens is drawn in its place. If the geometric mean of the
    probabilities of its tokens is above `threshold`, the answer is drawn; else the thought
    goes on with that word, for at most `most` tokens. The paper takes "Wait" and 0.95.

    Source: DEER (Yang et al., arXiv 2504.15895, section 3).
    """

    name: ClassVar[str] = "confident-exit"
    source: ClassVar[str] = "arXiv 2504.15895, section 3"
    threshold: float = 0.95
    stop: str = "Wait"
    chunk: int = 512
    trial: int = 20
    most: int = 4096

    def __post_init__(self) -> None:
        check_share("threshold", self.threshold, whole=False)
        check_tokens("chunk", self.chunk)
        check_tokens("trial", self.trial)
        check_tokens("most", self.most)

    @property
    def needs(self) -> frozenset[Need]:
        """A begun reply is gone on with, and tells its probabilities."""
        return frozenset({Need.PREFILL, Need.LOGPROBS})

    @property
    def at_most(self) -> int:
        """Steps take a token at least, but for the first, and each has a probe but the last."""
        return 2 * (self.most + 1)

    def course(self) -> Course:
        """A step, a probe, a step that goes on with the word, ..., the answer."""
        parent, tokens, opening = None, 0, ""
        while True:
            room = min(self.chunk, self.most - tokens)
            (step,) = yield (Extend(parent, room, self.stop, opening),)
            parent, tokens = step.place, tokens + max(1, step.result.thinking_tokens)
            if step.result.ended or tokens >= self.most:
                break
            (trial,) = yield (Probe(parent, self.trial),)
            logprob = trial.result.logprob
            sure = logprob is not None and math.exp(logprob) > self.threshold
            if sure and trial.result.key is not None:
                break
            opening = self.stop if step.result.stopped else ""
        (answer,) = yield (Conclude(parent),)
        return chosen(answer)
