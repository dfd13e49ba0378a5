"""The test server itself: its clock, and its life in a thread."""

import asyncio
import json
import urllib.request

from jevons.core.events import AnswerDelta, Finished, RequestUsage
from jevons.core.models.client import ChatClient
from servers.asking import QUESTION, QUICK, ask, endpoint_of, of_kind, texts
from servers.chat_server import (
    ChatServer,
    Head,
    Send,
    Until,
    delta,
    in_thread,
    sse,
    steady,
    stream,
)


def test_a_steady_stream_keeps_its_pace():
    async def main():
        async with ChatServer([steady(60, 200, thinking=20)]) as server:
            clock = asyncio.get_running_loop().time
            started = clock()
            return await ask(server), clock() - started

    events, seconds = asyncio.run(main())
    assert texts(events) == (("word " * 20).strip(), "word " * 40)
    assert of_kind(events, RequestUsage)[0].completion == 60
    assert seconds >= 59 / 200


def test_a_reply_can_wait_for_the_test():
    async def main():
        go = asyncio.Event()
        tail = sse(delta("ur"), delta(None, "stop"), "[DONE]")
        async with ChatServer([[Head(), Send(sse(delta("Fo"))), Until(go), Send(tail)]]) as server:
            client = ChatClient(endpoint_of(server), limits=QUICK)
            events = client.stream(QUESTION)
            assert await anext(events) == AnswerDelta("Fo")
            assert server.finished == 0
            go.set()
            assert await anext(events) == AnswerDelta("ur")
            assert isinstance([event async for event in events][-1], Finished)
            await client.aclose()

    asyncio.run(main())


def test_it_can_live_in_a_thread():
    with in_thread(ChatServer([stream("Four")], models=("a",))) as server:
        with urllib.request.urlopen(f"{server.base_url}/models", timeout=10) as reply:
            assert json.load(reply)["data"][0]["id"] == "a"
        assert texts(asyncio.run(ask(server))) == ("", "Four")
    assert server.asked == ["/v1/models", "/v1/chat/completions"]
