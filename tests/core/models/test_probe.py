import asyncio
import json
from dataclasses import replace

import pytest

from jevons.core import paths
from jevons.core.models.dialects import load_dialects
from jevons.core.models.probe import Capabilities, load_cached, probe, store
from jevons.core.problems import ProblemError, ProblemKind
from servers.asking import QUICK, endpoint_of
from servers.chat_server import ChatServer, Head, Send, delta, error, sse, usage


class Model:
    """A server that does what it is made to do, as servers do."""

    def __init__(self, *, prefill="plain", usage=True, logprobs=20, field=False, strict=False):
        self.prefill = prefill
        self.usage = usage
        self.logprobs = logprobs
        self.field = field
        self.strict = strict

    def __call__(self, request):
        body = request.body
        if self.strict and not self.usage and "stream_options" in body:
            return error(400, "unknown field stream_options")
        if self.strict and "logprobs" in body and body["top_logprobs"] > self.logprobs:
            return error(400, f"at most {self.logprobs} logprobs are told")
        pieces = [self.text(body)]
        if body.get("logprobs") and self.logprobs:
            pieces[0]["choices"][0]["logprobs"] = {
                "content": [{"token": "x", "logprob": -0.1, "top_logprobs": self.likeliest(body)}]
            }
        pieces.append(delta(None, "length"))
        if self.usage and body.get("stream_options", {}).get("include_usage"):
            pieces.append(usage(5, 1))
        return [Head(), Send(sse(*pieces, "[DONE]"))]

    def likeliest(self, body):
        count = min(body["top_logprobs"], self.logprobs)
        return [{"token": "x", "logprob": -0.1 - n} for n in range(count)]

    def text(self, body):
        last = body["messages"][-1]
        goes_on = last["role"] == "assistant" and (
            self.prefill == "plain"
            or (self.prefill == "continue_flag" and body.get("continue_final_message"))
            or (self.prefill == "prefix" and last.get("prefix"))
        )
        if goes_on:
            return delta(" seven eight")
        if self.field:
            return delta(None, reasoning_content="The user wants")
        return delta("one two three")


def find(model, dialect="generic"):
    async def main():
        async with ChatServer(model) as server:
            found = await probe(endpoint_of(server, dialect), QUICK)
            return found, len(server.requests)

    return asyncio.run(main())


@pytest.mark.parametrize("prefill", ["plain", "continue_flag", "none"])
def test_it_finds_out_how_a_turn_is_continued(prefill):
    found, requests = find(Model(prefill=prefill))
    assert found == Capabilities(prefill, True, 20, False)
    assert requests <= 3


def test_the_dialects_own_way_is_tried_first():
    assert find(Model(prefill="prefix"), "deepseek")[0].prefill == "prefix"
    assert find(Model(prefill="none"), "deepseek")[0].prefill == "none"
    assert find(Model(prefill="continue_flag"), "vllm")[0].prefill == "continue_flag"


def test_what_is_ignored_is_found_out():
    found, _ = find(Model(usage=False, logprobs=0, field=True))
    assert (found.usage_in_stream, found.top_logprobs, found.reasoning_field) == (False, 0, True)


def test_what_is_refused_is_found_out():
    found, _ = find(Model(logprobs=0, strict=True))
    assert (found.usage_in_stream, found.top_logprobs) == (True, 0)
    assert find(Model(logprobs=5, strict=True))[0].top_logprobs == 5
    found, _ = find(Model(usage=False, logprobs=0, strict=True))
    assert (found.usage_in_stream, found.top_logprobs, found.prefill) == (False, None, "plain")


@pytest.mark.parametrize(
    ("reply", "kind"),
    [(error(401), ProblemKind.UNAUTHORIZED), (error(400, "never"), ProblemKind.BAD_REQUEST)],
)
def test_a_server_that_cannot_be_asked(reply, kind):
    with pytest.raises(ProblemError) as caught:
        find([reply])
    assert caught.value.problem.kind is kind


def test_a_server_that_refuses_a_begun_turn():
    model = Model(prefill="none")

    def refusing(request):
        if request.body["messages"][-1]["role"] == "assistant":
            return error(400, "Assistant response prefill is incompatible with enable_thinking.")
        return model(request)

    assert find(refusing)[0].prefill == "none"


def test_a_dialect_is_informed():
    generic = load_dialects()["generic"]
    told = Capabilities("continue_flag", usage_in_stream=False).inform(generic)
    assert told.prefill == "continue_flag"
    assert told.prefill_body["continue_final_message"] is True
    assert not told.include_usage
    assert told.top_logprobs is None
    assert Capabilities(top_logprobs=5).inform(generic).top_logprobs == 5
    assert Capabilities().inform(generic) == generic
    deepseek = load_dialects()["deepseek"]
    assert Capabilities("prefix", True).inform(deepseek) == deepseek
    assert not Capabilities("none").inform(deepseek).continues_prefill


def test_capabilities_go_through_json():
    for found in (Capabilities(), Capabilities("plain", True, 0, None)):
        assert Capabilities.from_json(json.loads(json.dumps(found.to_json()))) == found


@pytest.mark.parametrize(
    "change",
    [
        {"prefill": "perhaps"},
        {"top_logprobs": -1},
        {"top_logprobs": True},
        {"usage_in_stream": 1},
        {"more": 1},
        {"prefill": []},
    ],
)
def test_odd_records_are_refused(change):
    with pytest.raises(ValueError, match="capabilities"):
        Capabilities.from_json(Capabilities().to_json() | change)
    with pytest.raises(ValueError, match="capabilities"):
        Capabilities.from_json([1])


def test_the_cache():
    here = endpoint_of(ChatServer([]), base_url="http://me:hunter2@h:1/v1")
    assert load_cached(here) is None
    found = Capabilities("plain", True, 5, True)
    store(here, found)
    assert load_cached(here) == found
    assert load_cached(replace(here, model="another")) is None
    assert load_cached(replace(here, base_url="http://h:2/v1")) is None
    (file,) = (paths.cache_dir() / "capabilities").iterdir()
    assert "hunter2" not in file.name + file.read_text()
    file.write_bytes(b"\xff{")
    assert load_cached(here) is None


def test_a_cache_that_cannot_be_written_is_no_trouble():
    paths.cache_dir().parent.mkdir(parents=True)
    paths.cache_dir().write_text("a file where the directory should be")
    here = endpoint_of(ChatServer([]))
    store(here, Capabilities())
    assert load_cached(here) is None
