"""The same client, made for hundreds of requests at once."""

import asyncio
import socket
from contextlib import aclosing

import pytest

from jevons.core.events import AnswerDelta, Finished, Waiting
from jevons.core.models.client import ChatClient
from jevons.core.models.wide_http import WideHttp
from jevons.core.problems import ProblemKind
from servers.asking import QUESTION, QUICK, endpoint_of, of_kind, problem_of, texts
from servers.chat_server import (
    ChatServer,
    Cut,
    Garbage,
    Head,
    Send,
    delta,
    document,
    error,
    sse,
    steady,
    stream,
)


def wide(server, **changes):
    return ChatClient(endpoint_of(server, **changes), limits=QUICK, many=True)


async def drawn(client, request=QUESTION):
    return [event async for event in client.stream(request)]


def events_of(*replies, **changes):
    """The events of one request, and how many the server saw."""

    async def main():
        async with ChatServer(replies) as server:
            client = wide(server, **changes)
            try:
                return await drawn(client), len(server.requests)
            finally:
                await client.aclose()

    return asyncio.run(main())


def test_hundreds_at_once():
    async def main():
        async with ChatServer(lambda _: steady(5, 100)) as server:
            client = wide(server)
            all_events = await asyncio.gather(*(drawn(client) for _ in range(300)))
            assert isinstance(client._http, WideHttp)
            await client.aclose()
            return all_events, len(server.requests)

    all_events, requests = asyncio.run(main())
    assert requests == 300
    assert {texts(events) for events in all_events} == {("", "word " * 5)}
    assert all(isinstance(events[-1], Finished) for events in all_events)


def test_connections_are_used_again():
    async def main():
        reply = document({"choices": [{"message": {"content": "4"}}]})
        async with ChatServer([reply] * 5) as server:
            client = wide(server)
            for _ in range(5):
                assert texts(await drawn(client)) == ("", "4")
            await client.aclose()
            return server.connections

    assert asyncio.run(main()) < 5


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ([Send(b"220 smtp.example.com ready\r\n")], ProblemKind.BAD_RESPONSE),
        (error(401, "bad key"), ProblemKind.UNAUTHORIZED),
        ([Head(), Send(sse(delta("Fo"), delta("ur"))), Cut()], ProblemKind.CUT_STREAM),
        ([Head(), Garbage(b"zz\r\n")], ProblemKind.CUT_STREAM),
    ],
)
def test_trouble_is_told_as_ever(reply, kind):
    events, _ = events_of(reply)
    assert problem_of(events).kind is kind


def test_a_refusal_is_tried_again():
    events, tries = events_of(error(429, "slow down"), error(503, "busy"), stream("Four"))
    assert (texts(events), tries) == (("", "Four"), 3)
    kinds = [waiting.trouble for waiting in of_kind(events, Waiting)]
    assert kinds == [ProblemKind.RATE_LIMITED, ProblemKind.SERVER_ERROR]


def test_nobody_listens():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        events, _ = events_of(base_url=f"http://127.0.0.1:{port}/v1")
    assert problem_of(events).kind is ProblemKind.UNREACHABLE


def test_no_web_address():
    events, _ = events_of(base_url="ftp://x/y")
    assert problem_of(events).kind in {ProblemKind.BAD_SETTING, ProblemKind.UNREACHABLE}


def test_the_server_learns_that_nobody_listens_any_more():
    async def main():
        async with ChatServer([steady(100_000, 500)]) as server:
            client = wide(server)
            async with aclosing(client.stream(QUESTION)) as events:
                async for event in events:
                    if isinstance(event, AnswerDelta):
                        break
            await server.until(lambda s: s.disconnects == 1)
            await client.aclose()

    asyncio.run(main())


def test_a_proxy_is_left_to_httpx(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    async def main():
        async with ChatServer([]) as server:
            client = wide(server, base_url="http://far.invalid/v1")
            events = await drawn(client)
            assert not isinstance(client._http, WideHttp)
            await client.aclose()
            return events

    assert problem_of(asyncio.run(main())).kind is ProblemKind.UNREACHABLE
