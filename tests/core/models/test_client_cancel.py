"""Whoever stops listening is noticed by the server at once."""

import asyncio
from contextlib import aclosing

import pytest

from jevons.core.events import AnswerDelta, Waiting
from jevons.core.models.client import ChatClient
from servers.asking import QUESTION, QUICK, endpoint_of, texts
from servers.chat_server import ChatServer, Hang, Head, error, steady


@pytest.fixture(params=["tcp", "uds"])
def server_at(request, tmp_path):
    """Makes servers, on loopback or on a Unix socket."""
    uds = tmp_path / "chat.sock" if request.param == "uds" else None
    return lambda *replies: ChatServer(replies, uds=uds)


ENDLESS = steady(100_000, 500)


def test_a_cancelled_task_closes_the_stream(server_at):
    async def main():
        async with server_at(ENDLESS) as server:
            client = ChatClient(endpoint_of(server), limits=QUICK)
            heard = asyncio.Event()

            async def listen():
                async for event in client.stream(QUESTION):
                    if isinstance(event, AnswerDelta):
                        heard.set()

            task = asyncio.create_task(listen())
            await asyncio.wait_for(heard.wait(), 10)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await server.until(lambda s: s.disconnects == 1)
            await client.aclose()
            return server

    server = asyncio.run(main())
    assert (server.disconnects, server.finished, len(server.requests)) == (1, 0, 1)


def test_a_closed_generator_closes_the_stream(server_at):
    async def main():
        async with server_at(ENDLESS, steady(3, 500)) as server:
            client = ChatClient(endpoint_of(server), limits=QUICK)
            async with aclosing(client.stream(QUESTION)) as events:
                async for event in events:
                    if isinstance(event, AnswerDelta):
                        break
            await server.until(lambda s: s.disconnects == 1)
            after = [event async for event in client.stream(QUESTION)]
            await server.until(lambda s: (s.disconnects, s.finished) == (1, 1))
            await client.aclose()
            return after

    assert texts(asyncio.run(main())) == ("", "word " * 3)


@pytest.mark.parametrize("reply", [[Hang()], [Head(), Hang()]])
def test_cancelling_while_nothing_has_come(server_at, reply):
    async def main():
        async with server_at(reply) as server:
            client = ChatClient(endpoint_of(server), limits=QUICK)
            task = asyncio.ensure_future(anext(client.stream(QUESTION)))
            await server.until(lambda s: len(s.requests) == 1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await server.until(lambda s: s.disconnects == 1)
            await client.aclose()

    asyncio.run(main())


def test_cancelling_while_waiting_to_try_again(server_at):
    async def main():
        async with server_at(error(429, Retry_After="60")) as server:
            client = ChatClient(endpoint_of(server), limits=QUICK)
            stream = client.stream(QUESTION)
            first = await anext(stream)
            task = asyncio.ensure_future(anext(stream))
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await client.aclose()
            return first, len(server.requests)

    first, tries = asyncio.run(main())
    assert isinstance(first, Waiting)
    assert tries == 1


def test_one_of_many_is_cancelled_alone(server_at):
    async def main():
        async with server_at(steady(40, 400)) as server:
            client = ChatClient(endpoint_of(server), limits=QUICK)

            async def one():
                return [event async for event in client.stream(QUESTION)]

            tasks = [asyncio.create_task(one()) for _ in range(5)]
            await server.until(lambda s: len(s.requests) == 5)
            tasks[2].cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            await server.until(lambda s: s.disconnects == 1 and s.finished == 4)
            await client.aclose()
            return results

    results = asyncio.run(main())
    assert isinstance(results[2], asyncio.CancelledError)
    for index in (0, 1, 3, 4):
        assert texts(results[index]) == ("", "word " * 40)
