"""A sample as strategies see it: what it answers and what it took."""

from __future__ import annotations

from dataclasses import dataclass

from jevons.core.records import Surety


@dataclass(frozen=True, slots=True)
class Draw:
    """One sample in the few figures that a strategy decides by.

    `key` is equal for equal answers; `None` is a sample without one (unparsed, cut off,
    refused): it has no vote, but counts and costs. `seconds` runs to the end of the answer;
    `usd` is `None` where no price is known, `prompt_usd` the part of it that reading the
    question takes. `surety` is how sure the model was of its words, `None` where the server
    did not tell. `finished` is its place in the order in which samples ended their thinking,
    `None` if it was stopped before.
    """

    key: str | None
    thinking_tokens: int = 0
    answer_tokens: int = 0
    seconds: float = 0.0
    usd: float | None = None
    prompt_usd: float = 0.0
    surety: Surety | None = None
    finished: int | None = 0

    def stopped_at(self, tokens: int) -> Draw:
        """The same sample, had it been stopped after so many tokens.

        It has no answer, and took its share of the time and of the dollars for output.
        """
        thinking = min(tokens, self.thinking_tokens)
        answer = min(tokens - thinking, self.answer_tokens)
        share = (thinking + answer) / max(self.thinking_tokens + self.answer_tokens, 1)
        usd = self.usd
        if usd is not None:
            usd = self.prompt_usd + (usd - self.prompt_usd) * share
        return Draw(
            key=None,
            thinking_tokens=thinking,
            answer_tokens=answer,
            seconds=self.seconds * share,
            usd=usd,
            prompt_usd=self.prompt_usd,
            finished=self.finished if answer else None,
        )

    def stopped_below(self, floor: float) -> Draw:
        """The same sample, had it been stopped once a group of its tokens was below `floor`."""
        tokens = self.surety.fell_below(floor) if self.surety else None
        return self if tokens is None else self.stopped_at(tokens)
