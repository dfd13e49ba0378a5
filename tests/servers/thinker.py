"""A model for the test server: it thinks and answers in numbered words, one token each.

What it writes depends on the turn that was begun for it, as a real model's does:

    async with ChatServer(Thinker(thought=40, answer=3)) as server:
        ...

thinks ` t1 t2 … t40</think>` and answers ` a1 a2 a3`; after a `Wait,` it goes on
thinking with `after_wait` words more.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from jevons.core.models.registry import ModelSpec
from jevons.core.records import SamplingParams
from servers.chat_server import (
    ChatServer,
    Cut,
    Head,
    Received,
    Reply,
    Send,
    Step,
    Until,
    delta,
    sse,
    usage,
)

OPEN, CLOSE = "<think>", "</think>"


@dataclass
class Thinker:
    """Answers requests to the chat as a thinking model would.

    `opens` says that the template opens the thought, so that the model does not write
    the open tag; `obeys_stop` whether stop texts end a reply, `counts` whether usage
    is told. `thought_field` is the one for thoughts where the server keeps them apart.
    Where log-probabilities are asked for, `sureness` has the confidence of each token by its
    number in the reply. The word `pause_at` waits for `resume`, `dies_at` breaks the reply off
    there.
    """

    thought: int = 10
    answer: int = 3
    after_wait: int = 5
    opens: bool = False
    obeys_stop: bool = True
    counts: bool = True
    thought_field: str = ""
    sureness: Callable[[int], float] | None = None
    pause_at: str = ""
    dies_at: str = ""
    resume: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, received: Received) -> Reply:
        body = received.body
        prompt = sum(len(message["content"].split()) for message in body["messages"])
        tokens, finish = self._cut(list(self._tokens(body["messages"])), body)
        steps: list[Step] = [Head()]
        thinking = self._starts_in_thought(body["messages"])
        for number, token in enumerate(tokens):
            if token.strip() and token.strip() == self.dies_at:
                self.dies_at = ""
                return [*steps, Cut()]
            if token.strip() and token.strip() == self.pause_at:
                steps.append(Until(self.resume))
            for piece in self._pieces(token, thinking):
                if self.sureness is not None and body.get("logprobs"):
                    told = logprobs(token, self.sureness(number), body["top_logprobs"])
                    piece["choices"][0]["logprobs"] = told
                steps.append(Send(sse(piece)))
            thinking = thinking and token != CLOSE
        steps.append(Send(sse(delta(None, finish))))
        if self.counts:
            steps.append(Send(sse(usage(prompt, len(tokens)))))
        return [*steps, Send(sse("[DONE]"))]

    def _pieces(self, token: str, thinking: bool) -> Iterator[dict[str, Any]]:
        if self.thought_field and token in (OPEN, CLOSE):
            return
        yield (
            delta(None, **{self.thought_field: token})
            if self.thought_field and thinking
            else delta(token)
        )

    def _starts_in_thought(self, messages: list[dict[str, Any]]) -> bool:
        return messages[-1]["role"] != "assistant" or CLOSE not in messages[-1]["content"]

    def _tokens(self, messages: list[dict[str, Any]]) -> Iterator[str]:
        """All that it would write if nothing cut it."""
        begun = messages[-1]["content"] if messages[-1]["role"] == "assistant" else None
        if begun is None:
            if not self.opens:
                yield OPEN
            begun = ""
        thought, closed, answer = begun.partition(CLOSE)
        if not closed:
            yield from self._thought_words(thought)
            yield CLOSE
        yield from self._words("a", answer, self.answer)

    def _thought_words(self, thought: str) -> Iterator[str]:
        _, waited, segment = thought.rpartition("Wait,")
        have = len(re.findall(r"\bt\d+", thought))
        in_segment = len(re.findall(r"\bt\d+", segment))
        whole = self.after_wait if waited else self.thought
        for n in range(max(0, whole - in_segment)):
            yield f" t{have + n + 1}"

    def _words(self, letter: str, begun: str, count: int) -> Iterator[str]:
        have = len(re.findall(rf"\b{letter}\d+", begun))
        for n in range(have, count):
            yield f" {letter}{n + 1}"

    def _cut(self, tokens: list[str], body: dict[str, Any]) -> tuple[list[str], str]:
        if self.obeys_stop:
            for stop in body.get("stop", ()):
                if stop in tokens:
                    tokens = tokens[: tokens.index(stop)]
        most = body.get("max_tokens", body.get("max_completion_tokens"))
        if most is not None and len(tokens) > most:
            return tokens[:most], "length"
        return tokens, "stop"


def logprobs(token: str, confidence: float, top: int) -> dict[str, Any]:
    """What OpenAI's form tells of a token whose `top` likeliest have that mean."""
    likeliest = [{"token": token, "logprob": -confidence} for _ in range(top)]
    row = {"token": token, "logprob": -confidence / 10, "top_logprobs": likeliest}
    return {"content": [row]}


def spec_of(server: ChatServer, **changes: Any) -> ModelSpec:
    """A thinking model on the test server, as the registry would tell of it."""
    fields: dict[str, Any] = {
        "name": "thinker",
        "title": "Thinker",
        "kind": "server",
        "path": None,
        "base_url": server.base_url,
        "server_model": "test-model",
        "key_env": None,
        "dialect": "llama-server",
        "thinking": "native",
        "tags": (OPEN, CLOSE),
        "opens_in_thought": False,
        "params": SamplingParams(),
        "context": None,
        "system_prompt": True,
        "default_budget": None,
    }
    return ModelSpec(**fields | changes)
