import asyncio

import pytest

from jevons.core.models.probe import load_cached
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.runs.connection import connect, what_takes_time
from jevons.core.settings import Settings
from servers.chat_server import ChatServer, document, stream
from servers.thinker import spec_of


def reached(replies=(), *, settings=None, key=None, owned_by="test", **spec):
    """The endpoint that `connect` finds, and how often the chat was asked for that."""

    async def main():
        async with ChatServer(replies, key=key, owned_by=owned_by) as server:
            connection = await connect(spec_of(server, **spec), settings or Settings())
            await connection.client.aclose()
            return connection, len(server.requests), server

    return asyncio.run(main())


def test_a_known_dialect_needs_no_asking():
    connection, asked, server = reached(dialect="vllm")
    assert connection.client.endpoint.dialect.name == "vllm"
    assert asked == 0
    assert server.asked == []
    assert connection.crash() is None


def test_an_unknown_dialect_is_found_out():
    connection, asked, _ = reached(dialect=None, owned_by="vllm")
    assert connection.client.endpoint.dialect.name == "vllm"
    assert asked == 0


def counting(received):
    """A server that goes on with a turn that was begun for it."""
    begun = received.body["messages"][-1]["role"] == "assistant"
    return stream(" seven eight" if begun else "one two")


def test_whether_a_turn_is_gone_on_with_is_tried_once():
    async def main():
        async with ChatServer(counting) as server:
            spec = spec_of(server, dialect="generic")
            first = await connect(spec, Settings())
            asked = len(server.requests)
            second = await connect(spec, Settings())
            assert len(server.requests) == asked > 0
            for connection in (first, second):
                assert connection.client.endpoint.dialect.prefill == "plain"
                assert connection.client.endpoint.dialect.continues_prefill
                await connection.client.aclose()
            assert load_cached(first.client.endpoint) is not None

    asyncio.run(main())


def test_a_server_that_begins_again_continues_nothing():
    connection, asked, _ = reached([stream("one two")], dialect="generic")
    assert not connection.client.endpoint.dialect.continues_prefill
    assert asked > 1


def test_a_server_that_needs_the_flag_is_given_it():
    def flagged(received):
        body = received.body
        if body["messages"][-1]["role"] == "assistant" and body.get("continue_final_message"):
            return stream(" seven eight")
        return stream("one two")

    connection, _, _ = reached(flagged, dialect="generic")
    dialect = connection.client.endpoint.dialect
    assert dialect.prefill == "continue_flag"
    assert dialect.prefill_body == {"continue_final_message": True, "add_generation_prompt": False}


def test_how_the_template_takes_a_thought_is_read_from_its_prompts():
    def shown(received):
        turns = "".join(message["content"] for message in received.body["messages"][1:])
        return document({"prompt": f"[user]The question.[assistant]<think>\n{turns}"})

    async def main():
        async with ChatServer((), pages={"/apply-template": shown}) as server:
            connection = await connect(spec_of(server, dialect="llama-server"), Settings())
            await connection.client.aclose()
            assert connection.spec.opens_in_thought
            assert connection.client.endpoint.dialect.prefill == "plain"
            assert server.requests == []

    asyncio.run(main())


def test_a_server_that_shows_no_prompts_is_taken_by_its_dialect():
    connection, asked, _ = reached(dialect="llama-server", opens_in_thought=True)
    assert connection.client.endpoint.dialect.prefill == "plain"
    assert connection.spec.opens_in_thought
    assert asked == 0


def test_the_models_own_tags_come_first_and_once():
    connection, _, _ = reached(tags=("<thinking>", "</thinking>"))
    tags = [tag.open for tag in connection.client.endpoint.tags]
    assert tags[0] == "<thinking>"
    assert tags.count("<thinking>") == 1
    assert "<think>" in tags


def test_the_key_is_found_and_not_shown(monkeypatch):
    monkeypatch.setenv("JEVONS_TEST_KEY", "sk-very-secret")
    key = {"key": "sk-very-secret", "key_env": "JEVONS_TEST_KEY"}
    connection, _, _ = reached([stream("one two")], dialect=None, **key)
    endpoint = connection.client.endpoint
    assert endpoint.api_key.reveal() == "sk-very-secret"
    assert "sk-very-secret" not in repr(connection)
    assert "sk-very-secret" not in repr(endpoint)


def test_a_server_that_refuses_the_key_is_told():
    with pytest.raises(ProblemError) as raised:
        reached(key="sk-right", key_env="JEVONS_TEST_KEY", dialect=None)
    assert raised.value.problem.kind is ProblemKind.UNAUTHORIZED


def test_the_settings_say_how_long_a_silence_may_be():
    connection, _, _ = reached(settings=Settings(stall_seconds=7))
    assert connection.client.limits.stall_s == 7


def test_what_takes_time_is_said(tmp_path):
    server = ChatServer(())
    assert what_takes_time(spec_of(server)) == "reaching thinker"
    embedded = spec_of(server, kind="embedded", path=tmp_path / "model.gguf")
    assert what_takes_time(embedded) == "starting the engine for thinker"
