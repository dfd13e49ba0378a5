"""Servers that misbehave, and servers that are not there."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jevons.core.events import AnswerDelta, Failed, Finished, Noticed, RequestUsage, Waiting
from jevons.core.models.client import ChatClient
from jevons.core.models.keys import ApiKey
from jevons.core.problems import ProblemError, ProblemKind
from servers.asking import QUESTION, QUICK, ask, endpoint_of, of_kind, problem_of, texts
from servers.chat_server import (
    ChatServer,
    Cut,
    Garbage,
    Hang,
    Head,
    Repeat,
    Send,
    delta,
    document,
    error,
    page,
    sse,
    stream,
)

SOME = sse(delta("Fo"), delta("ur"))


def draw(*replies, request=QUESTION, limits=QUICK, **changes):
    """The events of one request, and how many the server saw."""

    async def main():
        async with ChatServer(replies) as server:
            return await ask(endpoint_of(server, **changes), request, limits), len(server.requests)

    return asyncio.run(main())


def trouble(*replies, **changes):
    """The problem of a request that was not tried again."""
    events, tries = draw(*replies, **changes)
    assert tries == 1
    return problem_of(events)


def cut_after_some(*replies, **changes):
    """The problem of a stream that ended in trouble; what came is told, counted and kept."""
    events, tries = draw(*replies, **changes)
    assert tries == 1
    assert texts(events) == ("", "Four")
    assert of_kind(events, RequestUsage)[0].completion == 2
    problem = problem_of(events)
    assert "is kept (about 2 tokens)" in problem.kept
    return problem


# Not there.


def test_nobody_listens():
    async def main():
        async with ChatServer([]) as server:
            gone = endpoint_of(server)
        return await ask(gone)

    events = asyncio.run(main())
    assert len(of_kind(events, Waiting)) == QUICK.retries
    problem = problem_of(events)
    assert problem.kind is ProblemKind.UNREACHABLE
    assert "127.0.0.1:" in problem.what
    assert problem.remedy


def test_no_such_socket(tmp_path):
    async def main():
        server = ChatServer([], uds=tmp_path / "none.sock")
        return await ask(endpoint_of(server))

    problem = problem_of(asyncio.run(main()))
    assert problem.kind is ProblemKind.UNREACHABLE
    assert "none.sock" in problem.what


@pytest.mark.parametrize(
    "address", ["ftp://x/y", "nonsense", "http://[::1", "http://a:99999999/", ""]
)
def test_no_address(address):
    async def main():
        endpoint = replace(endpoint_of(ChatServer([])), base_url=address)
        return await ask(endpoint)

    problem = problem_of(asyncio.run(main()))
    assert problem.kind in (ProblemKind.BAD_SETTING, ProblemKind.UNREACHABLE)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ALL_PROXY", "socks5://127.0.0.1:1"), ("HTTPS_PROXY", "nonsense://x")],
)
def test_a_proxy_that_is_no_use(name, value, monkeypatch):
    monkeypatch.setenv(name, value)

    async def main():
        return await ask(replace(endpoint_of(ChatServer([])), base_url="https://x.invalid/v1"))

    problem = problem_of(asyncio.run(main()))
    assert problem.kind is ProblemKind.BAD_SETTING
    assert "HTTPS_PROXY" in problem.remedy


def test_a_proxy_is_not_asked_for_this_machine(monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert texts(draw(stream("Four"))[0]) == ("", "Four")


def test_a_name_that_no_one_has():
    async def main():
        endpoint = replace(endpoint_of(ChatServer([])), base_url="http://no-such-host.invalid/v1")
        return await ask(endpoint, limits=replace(QUICK, retries=0))

    assert problem_of(asyncio.run(main())).kind is ProblemKind.UNREACHABLE


# Refusals.


def test_a_wrong_key():
    problem = trouble(error(401, "Incorrect API key"), api_key=ApiKey("k"), key_env="MY_KEY")
    assert problem.kind is ProblemKind.UNAUTHORIZED
    assert "refused the API key" in problem.what
    assert "MY_KEY" in problem.remedy


def test_a_missing_key():
    problem = trouble(error(401, "no"), key_env="MY_KEY")
    assert problem.kind is ProblemKind.UNAUTHORIZED
    assert "asks for an API key" in problem.what
    assert "MY_KEY" in problem.remedy


def test_a_model_that_is_not_there():
    problem = trouble(error(404, "The model `test-model` does not exist."))
    assert problem.kind is ProblemKind.NOT_FOUND
    assert "has no model test-model" in problem.what


def test_a_wrong_path():
    problem = trouble(page(b"404 page not found", "text/plain", 404))
    assert problem.kind is ProblemKind.NOT_FOUND
    assert "/v1" in problem.remedy


def test_a_refused_setting():
    problem = trouble(error(400, "Unsupported value: 'temperature'"))
    assert problem.kind is ProblemKind.BAD_REQUEST
    assert "'temperature'" in problem.what


@pytest.mark.parametrize(
    "reply",
    [
        error(400, "too long", "context_length_exceeded"),
        error(400, "This model's maximum context length is 4096 tokens."),
        document(
            {"error": {"code": 400, "message": "x", "type": "exceed_context_size_error"}}, 400
        ),
    ],
)
def test_a_full_context(reply):
    assert trouble(reply).kind is ProblemKind.CONTEXT_FULL


def test_a_redirect_is_not_followed():
    away = page(b"", "text/plain", 307, {"Location": "https://user:pw@else.where/v1?key=1"})
    problem = trouble(away)
    assert problem.kind is ProblemKind.BAD_RESPONSE
    assert "sends requests on to https://else.where/v1" in problem.what
    assert "pw" not in problem.line()


# Storms.


def test_a_storm_that_passes():
    busy = error(429, "slow down", Retry_After="0")
    events, tries = draw(busy, busy, stream("Four"))
    assert tries == 3
    assert texts(events) == ("", "Four")
    waits = of_kind(events, Waiting)
    assert len(waits) == 2
    assert "slow down" in waits[0].reason
    assert "1 of 3" in waits[0].reason
    assert isinstance(events[-1], Finished)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (429, ProblemKind.RATE_LIMITED),
        (500, ProblemKind.SERVER_ERROR),
        (503, ProblemKind.SERVER_ERROR),
        (529, ProblemKind.SERVER_ERROR),
    ],
)
def test_a_storm_that_does_not(status, kind):
    events, tries = draw(error(status, "no"))
    assert tries == 1 + QUICK.retries
    assert problem_of(events).kind is kind


def test_retry_after_is_waited_for():
    async def main():
        async with ChatServer([error(429, Retry_After="0.3"), stream("Four")]) as server:
            clock = asyncio.get_running_loop().time
            started = clock()
            events = await ask(server)
            return clock() - started, events

    seconds, events = asyncio.run(main())
    assert texts(events) == ("", "Four")
    assert seconds >= 0.3


def test_a_server_that_asks_for_too_much_patience():
    assert trouble(error(429, Retry_After="86400")).kind is ProblemKind.RATE_LIMITED


def test_a_spent_quota_is_not_tried_again():
    problem = trouble(error(429, "You exceeded your current quota", "insufficient_quota"))
    assert "credit" in problem.remedy


# Replies that are none.


def test_a_web_page():
    problem = trouble(page(b"<!doctype html><title>Welcome\n to nginx</title><p>Hi"))
    assert problem.kind is ProblemKind.BAD_RESPONSE
    assert problem.what.endswith("sent a web page instead of a reply: Welcome to nginx")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"choices": [', "invalid JSON"),
        (b'{"hello": 1}', "sent no reply"),
        (b"[" * 100_000, "something else"),
        (b'{"a":' * 50_000, "invalid JSON"),
        (b"hello there", "something else than a reply: hello there"),
        (b": ping\n\n", "something else"),
        (b"data: {nonsense}\n\n", "invalid JSON: {nonsense}"),
        (b"data: [1, 2]\n\n", "invalid JSON"),
        (b"\x00\x1b[31m\xff\xfe rubbish \x07", "rubbish"),
    ],
)
def test_nonsense(body, words):
    problem = trouble(page(body, "text/event-stream"))
    assert problem.kind is ProblemKind.BAD_RESPONSE
    assert words in problem.what
    assert problem.line().isprintable()


def test_an_empty_reply_is_tried_again():
    events, tries = draw(page(b""), stream("Four"))
    assert tries == 2
    assert texts(events) == ("", "Four")


def test_not_http():
    problem = trouble([Garbage(b"220 smtp.example.com ready\r\n\r\n")])
    assert problem.kind is ProblemKind.BAD_RESPONSE


@pytest.mark.parametrize(
    "data",
    [
        {"choices": None},
        {"choices": {}},
        {"choices": [None, 3]},
        {"choices": [{"delta": "x"}]},
        {"choices": [{"delta": {"content": 5}}]},
        {"choices": [{"index": 1, "delta": {"content": "of another choice"}}]},
        {"choices": [{"delta": {"content": [1, None]}, "finish_reason": 5}], "usage": "x"},
        {"usage": {"prompt_tokens": -1, "completion_tokens": True}, "timings": [1]},
        {"error": None, "system_fingerprint": {}},
    ],
)
def test_odd_objects_are_passed_over(data):
    body = sse(data, delta("Four"), delta(None, "stop"), "[DONE]")
    events, _ = draw([Head(), Send(body)])
    assert texts(events) == ("", "Four")
    assert isinstance(events[-1], Finished)


def test_broken_utf8():
    body = sse(delta("Fo"), delta("X"), delta(None, "stop"), "[DONE]").replace(b"X", b"\xff\xc3")
    events, _ = draw([Head(), Send(body)])
    assert texts(events) == ("", "Fo\ufffd\ufffd")
    (notice,) = of_kind(events, Noticed)
    assert "no text" in notice.problem.what
    assert isinstance(events[-1], Finished)


def test_half_a_character_in_json():
    body = b'data: {"choices":[{"delta":{"content":"a\\ud83d"},"finish_reason":"stop"}]}\n\n'
    events, _ = draw([Head(), Send(body)])
    texts(events)[1].encode("utf-8")


def test_characters_cut_in_the_middle_are_no_trouble():
    body = sse(json.dumps(delta("Größe ◁"), ensure_ascii=False), delta(None, "stop"), "[DONE]")
    events, _ = draw([Head(), *(Send(body[i : i + 1]) for i in range(len(body)))])
    assert texts(events) == ("", "Größe ◁")


# Trouble in the middle.


def test_an_error_in_the_middle():
    body = SOME + sse({"error": {"code": 502, "message": "provider fell over"}})
    problem = cut_after_some([Head(), Send(body)])
    assert problem.kind is ProblemKind.SERVER_ERROR
    assert "provider fell over" in problem.what


@pytest.mark.parametrize(
    "tail",
    [
        b'error: {"code":500,"message":"slot lost"}\n\n',
        b'event: error\ndata: {"message":"slot lost"}\n\n',
        b'data: {"error":"slot lost"}\n\n',
        b'data: {"object":"error","message":"slot lost","code":500}\n\n',
    ],
)
def test_other_ways_to_tell_an_error(tail):
    assert "slot lost" in cut_after_some([Head(), Send(SOME + tail)]).what


def test_an_error_before_the_first_token_is_tried_again():
    first = [Head(), Send(sse(delta(None, role="assistant"), {"error": {"code": 503}}))]
    events, tries = draw(first, stream("Four"))
    assert tries == 2
    assert texts(events) == ("", "Four")


def test_a_server_that_gives_up():
    assert cut_after_some(stream("Fo", "ur", finish="error")).kind is ProblemKind.SERVER_ERROR


@pytest.mark.parametrize(
    "reply",
    [
        [Head(), Send(SOME), Cut()],
        [Head(), Send(SOME)],
        [Head(), Send(SOME + b'data: {"choices": [{"del')],
        [Head(200, {"Connection": "close"}), Send(SOME), Cut()],
        [Head(200, {"Content-Length": "9999"}), Send(SOME), Cut()],
        [Head(), Send(SOME), Garbage(b"zz\r\n\r\n")],
    ],
)
def test_a_cut_stream(reply):
    problem = cut_after_some(reply)
    assert problem.kind in (ProblemKind.CUT_STREAM, ProblemKind.BAD_RESPONSE)


def test_a_cut_before_the_first_token_is_tried_again():
    events, tries = draw([Cut()], [Head(), Cut()], stream("Four"))
    assert tries == 3
    assert texts(events) == ("", "Four")


def test_invalid_json_in_the_middle():
    problem = cut_after_some([Head(), Send(SOME + b"data: oops\n\n"), Hang()])
    assert problem.kind is ProblemKind.BAD_RESPONSE


def test_a_cut_within_a_thought_keeps_what_was_held_back():
    events, _ = draw([Head(), Send(sse(delta("<think>hm \n</th")))])
    assert texts(events) == ("hm \n</th", "")


# Silence, and too much.


def test_silence_before_the_first_token():
    limits = replace(QUICK, first_token_s=0.2)
    for reply in ([Hang()], [Head(), Hang()]):
        problem = trouble(reply, limits=limits)
        assert problem.kind is ProblemKind.TIMED_OUT
        assert "0.2 s" in problem.what


def test_silence_in_the_middle():
    problem = cut_after_some([Head(), Send(SOME), Hang()], limits=replace(QUICK, stall_s=0.2))
    assert problem.kind is ProblemKind.TIMED_OUT


@pytest.mark.parametrize("ping", [b": ping\n\n", sse(delta("")), sse(delta(None))])
def test_pings_are_no_progress(ping):
    reply = [Head(), Send(SOME), Repeat(ping, 0.01)]
    problem = cut_after_some(reply, limits=replace(QUICK, stall_s=0.3))
    assert problem.kind is ProblemKind.TIMED_OUT


def test_a_slow_reader_is_no_stall():
    async def main():
        async with ChatServer([stream("Fo", "ur")]) as server:
            client = ChatClient(endpoint_of(server), limits=replace(QUICK, stall_s=0.05))
            events = []
            async for event in client.stream(QUESTION):
                events.append(event)
                if isinstance(event, AnswerDelta):
                    await asyncio.sleep(0.1)
            await client.aclose()
            return events

    assert isinstance(asyncio.run(main())[-1], Finished)


def test_silence_after_the_end_is_the_end():
    flood = Repeat(b": ping\n\n" * 1000)
    for last in (Hang(), Repeat(b": ping\n\n", 0.01), flood, Send(b"data: oops\n\n"), Cut()):
        reply = [Head(), Send(SOME + sse(delta(None, "stop"))), last]
        events, _ = draw(reply)
        assert isinstance(events[-1], Finished)


def test_a_refusal_that_never_ends_is_told():
    reply = [Head(400, {"Content-Type": "text/plain"}), Send(b"bad seed"), Hang()]
    problem = trouble(reply)
    assert problem.kind is ProblemKind.BAD_REQUEST
    assert "bad seed" in problem.what


def endless(data, **changes):
    """The problem of a stream without an end, which is left."""

    async def main():
        async with ChatServer([[Head(), Repeat(data)]]) as server:
            events = await ask(endpoint_of(server), **changes)
            await server.until(lambda s: s.disconnects == 1)
            return events

    return asyncio.run(main())


def test_far_more_tokens_than_asked_for():
    request = replace(QUESTION, max_tokens=10)
    events = endless(sse(delta("x ")), request=request)
    problem = problem_of(events)
    assert problem.kind is ProblemKind.BAD_RESPONSE
    assert "far more than the 10 tokens" in problem.what
    assert 10 < len(of_kind(events, AnswerDelta)) < 200
    assert "kept" in problem.kept


def test_far_more_text_than_asked_for():
    request = replace(QUESTION, max_tokens=10)
    events = endless(sse(delta("x" * 20_000)), request=request)
    assert "far more" in problem_of(events).what


def test_more_bytes_than_can_be_taken():
    limits = replace(QUICK, max_bytes=100_000)
    request = replace(QUESTION, max_tokens=None)
    events = endless(sse(delta("x ")), request=request, limits=limits)
    assert "more than can be taken" in problem_of(events).what


def test_a_line_of_a_megabyte():
    events, _ = draw(stream("x" * 2**20), request=replace(QUESTION, max_tokens=10_000))
    assert len(texts(events)[1]) == 2**20


def test_a_line_without_an_end():
    limits = replace(QUICK, max_line_bytes=2**16)
    events = endless(b"data: " + b"x" * 10_000, limits=limits)
    assert "a line without an end" in problem_of(events).what


# The list of models.


def models(reply, limits=QUICK):
    async def main():
        async with ChatServer([], pages={"/v1/models": reply}) as server:
            client = ChatClient(endpoint_of(server), limits=limits)
            try:
                return await client.models()
            finally:
                await client.aclose()

    return asyncio.run(main())


def test_an_odd_list_of_models():
    assert models(document({"data": [1, {"id": 5}, {"id": "a"}]})) == ["a"]
    assert models(document({"data": "none"})) == []


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (page(b"<p>"), ProblemKind.BAD_RESPONSE),
        (error(404, "x"), ProblemKind.NOT_FOUND),
        (error(500, "x"), ProblemKind.SERVER_ERROR),
        ([Hang()], ProblemKind.TIMED_OUT),
        ([Head(), Repeat(b"x" * 2**16)], ProblemKind.BAD_RESPONSE),
    ],
)
def test_no_list_of_models(reply, kind):
    with pytest.raises(ProblemError) as caught:
        models(reply, replace(QUICK, page_s=0.2))
    assert caught.value.problem.kind is kind


# What a server writes in an error.


def test_what_a_server_writes_is_made_harmless():
    nasty = "\x1b]0;owned\x07line\r\nline \u202egnp.exe " + "long " * 100
    problem = trouble(error(400, nasty))
    assert problem.line().isprintable()
    assert len(problem.what) < 300
    assert problem.what.endswith("…")


def test_the_problem_is_the_last_event():
    events, _ = draw(error(400, "no"))
    assert [type(event) for event in events] == [Failed]


def test_socket_paths_are_not_shown_whole():
    endpoint = endpoint_of(ChatServer([], uds=Path("/home/someone/secret/engine.sock")))
    assert endpoint.host == "the socket engine.sock"


GOOD = sse(delta(None, role="assistant"), delta("<think>hm</think>Four"), delta(None, "stop"))
JUNK = st.binary(max_size=20) | st.sampled_from(
    [
        b"\n",
        b"data: ",
        b'{"choices":',
        b"null",
        b'"error":',
        b"\xff",
        b"[DONE]",
        b"1e999",
        b"\\ud800",
    ]
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    edits=st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 30), JUNK), max_size=6),
    cut=st.booleans(),
)
def test_whatever_comes_is_told_and_nothing_is_raised(edits, cut):
    body = GOOD
    for at, length, junk in edits:
        body = body[:at] + junk + body[at + length :]
    reply = [Head(), Send(body), *([Cut()] if cut else [])]
    events, _ = draw(reply, limits=replace(QUICK, first_token_s=0.5, retries=0))
    assert isinstance(events[-1], Finished | Failed)
    "".join(texts(events)).encode("utf-8")
    if isinstance(events[-1], Failed):
        assert events[-1].problem.line().isprintable()
