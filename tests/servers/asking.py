"""Short ways to ask a test server through the real client."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from jevons.core.events import (
    AnswerDelta,
    AnswerWasThinking,
    Failed,
    Finished,
    RequestEvent,
    ThinkingDelta,
)
from jevons.core.models.client import ChatClient, ChatRequest, Endpoint, Limits
from jevons.core.models.dialects import load_dialects
from jevons.core.models.splitter import KNOWN_TAGS
from jevons.core.problems import Problem
from jevons.core.records import Message, SamplingParams
from servers.chat_server import ChatServer

QUICK = Limits(
    connect_s=5,
    first_token_s=5,
    stall_s=5,
    tail_s=0.2,
    page_s=5,
    retries=3,
    backoff_base_s=0.001,
    backoff_max_s=0.002,
)
QUESTION = ChatRequest((Message("user", "How many?"),), SamplingParams(), max_tokens=100)


def endpoint_of(server: ChatServer, dialect: str = "generic", **changes: Any) -> Endpoint:
    endpoint = Endpoint(
        server.base_url, "test-model", load_dialects()[dialect], KNOWN_TAGS, uds=server.uds
    )
    return replace(endpoint, **changes)


async def ask(
    endpoint: Endpoint | ChatServer, request: ChatRequest = QUESTION, limits: Limits = QUICK
) -> list[RequestEvent]:
    """All events of one request."""
    if isinstance(endpoint, ChatServer):
        endpoint = endpoint_of(endpoint)
    client = ChatClient(endpoint, limits=limits)
    try:
        return [event async for event in client.stream(request)]
    finally:
        await client.aclose()


def texts(events: Iterable[object]) -> tuple[str, str]:
    """Thinking and answer, `AnswerWasThinking` obeyed."""
    thinking = answer = ""
    for event in events:
        match event:
            case ThinkingDelta(text):
                thinking += text
            case AnswerDelta(text):
                answer += text
            case AnswerWasThinking():
                thinking, answer = thinking + answer, ""
    return thinking, answer


def of_kind(events: Iterable[object], kind: type) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def problem_of(events: list[RequestEvent]) -> Problem:
    """The problem that a request ended in."""
    assert isinstance(events[-1], Failed), events[-1]
    assert not of_kind(events, Finished)
    return events[-1].problem
