"""A sample as strategies see it: what it answers and what it took."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draw:
    """One sample in the few figures that a strategy decides by.

    `key` is equal for equal answers; `None` is a sample without one (unparsed, cut off,
    refused): it has no vote, but counts and costs. `seconds` runs to the end of the answer;
    `usd` is `None` where no price is known, `prompt_usd` the part of it that reading the
    question takes. `logprob` is the mean log-probability of its tokens; `confidence` the
    trace confidence of DeepConf (arXiv 2508.15260, section 3.1), higher for a more peaked
    choice of tokens; either is `None` where the server did not tell. `finished` is its place
    in the order in which samples ended their thinking, `None` if it was stopped before.
    """

    key: str | None
    thinking_tokens: int = 0
    answer_tokens: int = 0
    seconds: float = 0.0
    usd: float | None = None
    prompt_usd: float = 0.0
    logprob: float | None = None
    confidence: float | None = None
    finished: int | None = 0

    def stopped_at(self, thinking_tokens: int) -> Draw:
        """The same sample, had it been stopped when its thought was so long.

        It has no answer, and took its share of the time and of the dollars for output.
        """
        share = thinking_tokens / max(self.thinking_tokens + self.answer_tokens, 1)
        usd = self.usd
        if usd is not None:
            usd = self.prompt_usd + (usd - self.prompt_usd) * share
        return Draw(
            key=None,
            thinking_tokens=thinking_tokens,
            seconds=self.seconds * share,
            usd=usd,
            prompt_usd=self.prompt_usd,
            finished=None,
        )
