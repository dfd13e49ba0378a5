r"""A model for the test server that reasons in paragraphs, tries answers, and judges.

It thinks `t1 t2 ...`, one token each, with a blank line after every `paragraph` words, and
closes its thought after `thought` words, or falls silent then (`closes=False`). Asked for a
trial answer (a turn that was begun up to `\boxed{`) it gives `trial(words)`, after so many
words of thought; its answers are `\boxed{answer(words)}`; asked to reconsider,
`answer(-revisions)`. A prompt that has `score` in it is a judge's: `judge(prompt)` is its reply.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from servers.chat_server import Cut, Head, Received, Reply, Send, Step, Until, delta, sse, usage
from servers.thinker import CLOSE, OPEN


@dataclass
class Reasoner:
    thought: int = 40
    paragraph: int = 5
    closes: bool = True
    trial: Callable[[int], str] = lambda words: "7"
    answer: Callable[[int], str] = lambda words: "7"
    judge: Callable[[str], str] = lambda prompt: '{"reason": "fine", "score": 50}'
    logprob: Callable[[str], float] = lambda token: -0.5
    dies_at: str = ""
    pause_at: str = ""
    resume: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, received: Received) -> Reply:
        body = received.body
        messages = body["messages"]
        prompt = sum(len(message["content"].split()) for message in messages)
        tokens, finish = self._cut(self._tokens(messages), body)
        steps: list[Step] = [Head()]
        for token in tokens:
            if self.dies_at and token.strip() == self.dies_at:
                self.dies_at = ""
                return [*steps, Cut()]
            if self.pause_at and token.strip() == self.pause_at:
                steps.append(Until(self.resume))
            steps.append(Send(sse(self._piece(token, body))))
        end = [delta(None, finish), usage(prompt, len(tokens)), "[DONE]"]
        return [*steps, *(Send(sse(piece)) for piece in end)]

    def _piece(self, token: str, body: dict[str, Any]) -> dict[str, Any]:
        """A token, with its probability where that is asked for."""
        piece = delta(token)
        if body.get("logprobs"):
            told = {"token": token, "logprob": self.logprob(token)}
            told["top_logprobs"] = [{"token": token, "logprob": told["logprob"]}]
            piece["choices"][0]["logprobs"] = {"content": [told]}
        return piece

    def _tokens(self, messages: list[dict[str, Any]]) -> Iterator[str]:
        """All that it would write if nothing cut it."""
        last = messages[-1]
        asked = [message["content"] for message in messages if message["role"] == "user"]
        if '"score"' in asked[-1]:
            yield self.judge(asked[-1])
            return
        begun = last["content"] if last["role"] == "assistant" else OPEN
        thought, closed, after = begun.partition(CLOSE)
        words = len(re.findall(r"\bt\d+", thought))
        if not closed:
            for n in range(words, self.thought):
                yield f" t{n + 1}"
                if (n + 1) % self.paragraph == 0 and n + 1 < self.thought:
                    yield "\n\n"
            if not self.closes:
                return
            yield from (CLOSE, "\n\n")
            words = self.thought
        if after.endswith("{"):
            yield from (self.trial(words), "}", " \\]", "\n", "More.")
            return
        key = self.answer(words if len(asked) == 1 else 1 - len(asked))
        yield from ("It", " is", f" \\boxed{{{key}}}", ".")

    def _cut(self, tokens: Iterator[str], body: dict[str, Any]) -> tuple[list[str], str]:
        """The tokens up to a stop text or the limit, and which of the two it was."""
        most = body.get("max_tokens", body.get("max_completion_tokens"))
        kept: list[str] = []
        for token in tokens:
            if most is not None and len(kept) == most:
                return kept, "length"
            text = "".join(kept) + token
            for stop in body.get("stop", ()):
                if stop in text:
                    rest = token[: len(token) - len(text) + text.index(stop)]
                    return [*kept, *([rest] if rest else [])], "stop"
            kept.append(token)
        return kept, "stop"
