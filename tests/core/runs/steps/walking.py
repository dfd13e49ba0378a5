"""Walking the way of one question against the test server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

from jevons.core.models.client import ChatClient
from jevons.core.records import Dial, Message, SamplingParams
from jevons.core.runs.connection import Connection
from jevons.core.runs.costing import Costing
from jevons.core.runs.steps.asked import Asker, Hands, StepsAsked, free_keys
from jevons.core.runs.steps.stepping import Stepped, Stepper
from jevons.core.runs.worker.server import Server
from jevons.core.settings import Settings
from jevons.core.strategies.registry import parse_any
from jevons.core.strategies.steps.trail import Trail
from servers.asking import QUICK, endpoint_of
from servers.chat_server import ChatServer
from servers.thinker import spec_of

QUESTION = Message("user", "How many?")
SETTINGS = Settings()
PARAMS = SamplingParams(max_tokens=50)


class Reached(Server):
    """A server that is reached already, with a patience for tests."""

    def __init__(
        self, server: ChatServer, dialect: str, top_logprobs: int = 1, **spec: Any
    ) -> None:
        changes = {"price_model": "o1"} | spec
        super().__init__(spec_of(server, **changes), SETTINGS, None)
        endpoint = endpoint_of(server, dialect)
        told = replace(endpoint.dialect, top_logprobs=top_logprobs)
        self.client = ChatClient(replace(endpoint, dialect=told), limits=QUICK)

    async def reach(self) -> Connection:
        return Connection(self.spec, self.client)


@dataclass
class Walked:
    """What one way came to, what was told, and what the server saw."""

    stepped: Stepped
    events: list[Any]
    bodies: list[dict[str, Any]]
    paid: list[Any] = field(default_factory=list)

    @property
    def trail(self) -> Trail:
        return self.stepped.trail


def walk(replies: Any, strategy: str, **options: Any) -> Walked:
    return asyncio.run(awalk(replies, strategy, **options))


async def awalk(
    replies: Any,
    strategy: str,
    *,
    judged: bool = False,
    shelf: Any = None,
    on_event: Any = None,
    dial: Dial | None = None,
    trail: Trail | None = None,
    dialect: str = "llama-server",
    retry_s: float = 0.001,
    **spec: Any,
) -> Walked:
    """Answer a question; `on_event` is called with each event and the stepper."""
    async with ChatServer(replies) as server:
        solver = Reached(server, dialect, **spec)
        judge = Asker(Reached(server, dialect, name="judge")) if judged else None
        paid: list[Any] = []
        hands = Hands(Asker(solver), Costing(SETTINGS), 50, judge, shelf, paid.append, retry_s)
        asked = StepsAsked(
            parse_any(strategy),
            (QUESTION,),
            PARAMS,
            dial or Dial.unlimited(),
            free_keys(QUESTION.content),
            trail=trail or Trail(),
        )
        events: list[Any] = []

        def tell(event: Any) -> None:
            events.append(event)
            if on_event is not None:
                on_event(event, stepper)

        stepper = Stepper(asked, hands, tell)
        stepped = await stepper.answer()
        await solver.client.aclose()
        if judge is not None:
            await judge.server.client.aclose()
        bodies = [request.body for request in server.requests]
    return Walked(stepped, events, bodies, paid)
