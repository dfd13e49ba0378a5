"""What the client makes of replies that are in order, in all their shapes."""

import asyncio
from dataclasses import replace

import pytest

from jevons.core.events import (
    AnswerDelta,
    Finished,
    Noticed,
    RequestTiming,
    RequestUsage,
    ThinkingDelta,
)
from jevons.core.models.client import ChatClient
from jevons.core.models.keys import ApiKey
from jevons.core.records import FinishReason
from servers.asking import QUESTION, QUICK, ask, endpoint_of, of_kind, texts
from servers.chat_server import (
    ChatServer,
    Head,
    Send,
    delta,
    document,
    sse,
    steady,
    stream,
    usage,
)

TIMINGS = {"prompt_n": 7, "predicted_n": 3, "predicted_per_second": 123.5}


def draw(reply, request=QUESTION, **changes):
    async def main():
        async with ChatServer([reply]) as server:
            return await ask(endpoint_of(server, **changes), request)

    return asyncio.run(main())


def test_a_reply_with_tags():
    events = draw(stream("<think>", "hm", "</think>", "Four", "."))
    assert texts(events) == ("hm", "Four.")
    assert events[-1] == Finished(FinishReason.STOP, "b1")


def test_deltas_come_one_by_one():
    events = draw(stream("<think>", "hm", ", well", "</think>", "Four", "."))
    deltas = of_kind(events, ThinkingDelta | AnswerDelta)
    assert [event.text for event in deltas] == ["hm", ", well", "Four", "."]


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning", "thinking"])
def test_a_thought_in_a_field_of_its_own(name):
    pieces = [delta(None, **{name: "hm "}), delta(None, **{name: "</think>"}), delta("\n\nFour")]
    events = draw([Head(), Send(sse(*pieces, delta(None, "stop"), "[DONE]"))])
    assert texts(events) == ("hm </think>", "Four")


def test_openrouter_details_and_mistral_parts():
    details = delta(None, reasoning_details=[{"type": "reasoning.text", "text": "hm"}])
    parts = [
        {"type": "thinking", "thinking": [{"type": "text", "text": ", well"}]},
        {"type": "text", "text": "Four"},
    ]
    body = sse(details, delta(parts), delta(None, "stop"), "[DONE]")
    assert texts(draw([Head(), Send(body)])) == ("hm, well", "Four")


def test_usage_and_timing_as_llama_server_tells_them():
    tail = usage(
        9,
        3,
        timings=TIMINGS,
    )
    tail["usage"]["prompt_tokens_details"] = {"cached_tokens": 5}
    events = draw(stream("a", "b", "c", end=(tail, "[DONE]")))
    told, timing, finished = events[-3:]
    assert told == RequestUsage(9, 5, 3, None, reported=True, raw=tail["usage"])
    assert isinstance(timing, RequestTiming)
    assert timing.tokens_per_s == 123.5
    assert timing.ttft_s is not None
    assert 0 <= timing.ttft_s <= timing.total_s
    assert isinstance(finished, Finished)


def test_deltas_are_counted_where_nothing_is_reported():
    events = draw(stream("a", "b", "c"))
    (told,) = of_kind(events, RequestUsage)
    assert told == RequestUsage(0, 0, 3, None, reported=False, raw={})
    assert of_kind(events, RequestTiming)[0].tokens_per_s is None


@pytest.mark.parametrize(
    ("details", "thinking", "reasoning", "completion"),
    [
        ({"reasoning_tokens": 8}, True, 8, 10),
        ({"reasoning_tokens": 0}, True, None, 10),
        ({"reasoning_tokens": 0}, False, 0, 10),
        ({"reasoning_tokens": 25}, True, 25, 35),
        ({"reasoning_tokens": "8"}, True, None, 10),
        (None, True, None, 10),
    ],
)
def test_reasoning_tokens_are_inside_the_completion(details, thinking, reasoning, completion):
    tail = usage(5, 10)
    tail["usage"]["completion_tokens_details"] = details
    opening = "<think>hm</think>" if thinking else ""
    events = draw(stream(opening + "Four", end=(tail, "[DONE]")))
    (told,) = of_kind(events, RequestUsage)
    assert (told.reasoning, told.completion) == (reasoning, completion)


def test_deepseek_names_its_cache_in_its_own_way():
    tail = usage(50, 1)
    tail["usage"]["prompt_cache_hit_tokens"] = 32
    (told,) = of_kind(draw(stream("a", end=(tail, "[DONE]"))), RequestUsage)
    assert (told.prompt, told.cached) == (50, 32)


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("stop", FinishReason.STOP),
        ("length", FinishReason.LENGTH),
        ("content_filter", FinishReason.FILTERED),
        ("tool_calls", FinishReason.STOP),
    ],
)
def test_finish_reasons(word, reason):
    assert draw(stream("a", finish=word))[-1].reason is reason


def test_an_end_that_is_not_explained():
    """Some servers leave the finish reason out at a natural end."""
    done = [Head(), Send(sse(delta("a"), delta("b"), "[DONE]"))]
    assert draw(done)[-1].reason is FinishReason.STOP
    assert draw(done, replace(QUESTION, max_tokens=2))[-1].reason is FinishReason.LENGTH


def test_a_stream_without_its_last_word():
    """Ollama's proxies and others close after the finish reason."""
    events = draw(stream("a", end=()))
    assert isinstance(events[-1], Finished)


def test_events_need_no_empty_lines_and_may_end_in_cr():
    body = b": hello\r\ndata: %b\r\ndata: %b\r\n" % (
        sse(delta("Four"))[6:-2],
        sse(delta(None, "stop"))[6:-2],
    )
    assert texts(draw([Head(), Send(body)])) == ("", "Four")


def test_a_whole_reply_to_a_streaming_request():
    message = {"role": "assistant", "content": "Four", "reasoning_content": "hm"}
    reply = {
        "choices": [{"index": 0, "message": message, "finish_reason": "length"}],
        "usage": {"prompt_tokens": 4, "completion_tokens": 6},
    }
    events = draw(document(reply))
    assert texts(events) == ("hm", "Four")
    assert events[-1].reason is FinishReason.LENGTH
    assert of_kind(events, RequestUsage)[0].completion == 6


def test_a_whole_reply_that_counts_nothing_is_estimated():
    reply = {"choices": [{"message": {"content": "x" * 40}}]}
    (told,) = of_kind(draw(document(reply)), RequestUsage)
    assert (told.completion, told.reported) == (10, False)


def test_a_label_that_lies_does_not_matter():
    body = sse(delta("Four"), delta(None, "stop"), "[DONE]")
    reply = [Head(200, {"Content-Type": "text/html"}), Send(body)]
    assert texts(draw(reply)) == ("", "Four")


def test_no_text_at_all_is_noticed():
    for finish, words in (("length", "all tokens were used up"), ("stop", "without any text")):
        events = draw(stream(finish=finish))
        (notice,) = of_kind(events, Noticed)
        assert words in notice.problem.what
        assert isinstance(events[-1], Finished)


def test_an_empty_continuation_is_in_order():
    events = draw(stream(), replace(QUESTION, continues=True), dialect="llama-server")
    assert not of_kind(events, Noticed)


def test_it_speaks_over_a_unix_socket(tmp_path):
    async def main():
        async with ChatServer([stream("Four")], uds=tmp_path / "s", key="sesame") as server:
            return await ask(endpoint_of(server, api_key=ApiKey("sesame")))

    assert texts(asyncio.run(main())) == ("", "Four")


def test_what_is_sent():
    async def main():
        async with ChatServer([stream("Four")]) as server:
            await ask(endpoint_of(server, api_key=ApiKey("sesame")))
            return server.requests

    (request,) = asyncio.run(main())
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer sesame"
    assert request.body == {
        "model": "test-model",
        "messages": [{"role": "user", "content": "How many?"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.6,
        "top_p": 0.95,
        "max_tokens": 100,
    }


def test_no_connection_is_kept_that_the_server_may_close_unsaid():
    async def main():
        async with ChatServer([stream("Four")]) as server:
            client = ChatClient(endpoint_of(server), limits=QUICK)
            for _ in range(3):
                _ = [event async for event in client.stream(QUESTION)]
            await client.aclose()
            return server.connections, len(server.requests)

    assert asyncio.run(main()) == (3, 3)


def test_many_at_a_time():
    async def main():
        async with ChatServer([steady(20, 2000, thinking=5)]) as server:
            client = ChatClient(endpoint_of(server), limits=QUICK)

            async def one():
                return texts([event async for event in client.stream(QUESTION)])

            results = await asyncio.gather(*(one() for _ in range(50)))
            await server.until(lambda s: s.finished == 50)
            await client.aclose()
            return results

    results = asyncio.run(main())
    assert set(results) == {("word word word word word", "word " * 15)}


def test_models_are_listed():
    async def main():
        async with ChatServer([], models=("a", "b")) as server:
            client = ChatClient(endpoint_of(server), limits=QUICK)
            try:
                return await client.models()
            finally:
                await client.aclose()

    assert asyncio.run(main()) == ["a", "b"]
