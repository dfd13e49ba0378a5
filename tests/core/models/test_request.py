from dataclasses import replace
from pathlib import Path

import pytest

from jevons.core.models.dialects import load_dialects
from jevons.core.models.endpoint import Endpoint, api_url, host_of
from jevons.core.models.request import ChatRequest, chat_body, chat_url, merged
from jevons.core.models.splitter import KNOWN_TAGS
from jevons.core.records import Message, SamplingParams


def endpoint(dialect, base_url="http://host:1/v1"):
    return Endpoint(base_url, "m", load_dialects()[dialect], KNOWN_TAGS)


def begun(text="<think>\nhm", in_thought=True):
    messages = (Message("user", "q"), Message("assistant", text))
    return ChatRequest(messages, SamplingParams(), 10, continues=True, in_thought=in_thought)


def test_the_whole_sampler_is_sent_where_given():
    params = SamplingParams(0.5, 0.9, top_k=40, min_p=0.05, seed=7, max_tokens=99)
    request = ChatRequest((Message("user", "q"),), params, 10, stop=("END",))
    body = chat_body(endpoint("llama-server"), request)
    sampler = {"temperature": 0.5, "top_p": 0.9, "top_k": 40, "min_p": 0.05, "seed": 7}
    assert sampler.items() <= body.items()
    assert body["max_tokens"] == 10
    assert body["stop"] == ["END"]


def test_what_is_not_given_is_not_sent():
    request = ChatRequest((Message("user", "q"),), SamplingParams(None, None), None)
    assert set(chat_body(endpoint("vllm"), request)) == {
        "model",
        "messages",
        "stream",
        "stream_options",
    }


def test_openai_names_its_limit_in_its_own_way():
    request = ChatRequest((Message("user", "q"),), SamplingParams(), 10)
    body = chat_body(endpoint("openai"), request)
    assert body["max_completion_tokens"] == 10
    assert "max_tokens" not in body


def test_continuing():
    assert chat_body(endpoint("embedded"), begun())["messages"][-1] == {
        "role": "assistant",
        "content": "<think>\nhm",
    }
    assert chat_body(endpoint("llama-server"), begun())["reasoning_format"] == "none"
    vllm = chat_body(endpoint("vllm"), begun())
    assert (vllm["continue_final_message"], vllm["add_generation_prompt"]) == (True, False)
    sglang = chat_body(endpoint("sglang"), begun())
    assert (sglang["continue_final_message"], sglang["separate_reasoning"]) == (True, False)


def test_flags_for_continuing_are_sent_only_then():
    request = ChatRequest((Message("user", "q"),), SamplingParams(), 10)
    for name in ("llama-server", "vllm", "sglang", "deepseek"):
        body = chat_body(endpoint(name), request)
        assert not {"reasoning_format", "continue_final_message", "separate_reasoning"} & set(body)
        assert chat_url(endpoint(name), request) == "http://host:1/v1/chat/completions"


@pytest.mark.parametrize(
    ("text", "in_thought", "thought", "answer"),
    [
        ("<think>\nhm", True, "hm", ""),
        ("hm", True, "hm", ""),
        ("<think>\nhm\n</think>\n\nFour", False, "hm", "Four"),
        ("hm\n</think>\n\n", False, "hm", ""),
    ],
)
def test_deepseek_takes_the_thought_apart(text, in_thought, thought, answer):
    place = endpoint("deepseek", "https://api.deepseek.com")
    request = begun(text, in_thought)
    assert chat_url(place, request) == "https://api.deepseek.com/beta/chat/completions"
    assert chat_body(place, request)["messages"][-1] == {
        "role": "assistant",
        "prefix": True,
        "reasoning_content": thought,
        "content": answer,
    }


def test_deepseek_without_a_thought():
    message = chat_body(endpoint("deepseek"), begun("Fo", False))["messages"][-1]
    assert message == {"role": "assistant", "prefix": True, "content": "Fo"}


def in_fields(text, in_thought=None, space=("", "", "")):
    place = endpoint("llama-server")
    place = replace(place, dialect=replace(place.dialect, prefill="fields", template_space=space))
    return chat_body(place, begun(text, in_thought))


@pytest.mark.parametrize(
    ("text", "thought", "answer", "field"),
    [
        ("<think>\n", "\n", "", "reasoning_content"),
        ("<think>\nhm ", "\nhm ", "", "reasoning_content"),
        ("<think>\nhm\n</think>\n\n", "\nhm\n", "\n\n", "content"),
        ("<think>\nhm\n</think>\n\nFo", "\nhm\n", "\n\nFo", "content"),
        ("<think>\n\n</think>\n\n", "\n\n", "\n\n", "content"),
    ],
)
def test_thought_and_answer_in_fields(text, thought, answer, field):
    body = in_fields(text)
    assert body["messages"][-1] == {
        "role": "assistant",
        "reasoning_content": thought,
        "content": [{"type": "text", "text": answer}],
    }
    assert body["continue_final_message"] == field
    assert body["add_generation_prompt"] is False
    assert body["reasoning_format"] == "none"


def test_fields_leave_out_the_space_that_the_template_writes():
    space = ("\n", "\n", "\n\n")
    message = in_fields("<think>\nhm\n</think>\n\nFo", space=space)["messages"][-1]
    assert message["reasoning_content"] == "hm"
    assert message["content"][0]["text"] == "Fo"
    message = in_fields("<think>\n\n</think>\n\n", space=space)["messages"][-1]
    assert (message["reasoning_content"], message["content"][0]["text"]) == ("", "")
    message = in_fields("<think>\nhm\n", space=space)["messages"][-1]
    assert message["reasoning_content"] == "hm\n"  # what the thought goes on after


def test_an_answer_begun_without_a_thought_is_in_its_field():
    body = in_fields("Fo", in_thought=False)
    assert body["messages"][-1] == {
        "role": "assistant",
        "content": [{"type": "text", "text": "Fo"}],
    }
    assert body["continue_final_message"] == "content"


def test_extra_goes_over_all_object_by_object():
    extra = {"seed": 5, "stream_options": {"continuous_usage_stats": True}}
    request = replace(begun(), extra=extra)
    body = chat_body(endpoint("vllm"), request)
    assert body["seed"] == 5
    assert body["stream_options"] == {"include_usage": True, "continuous_usage_stats": True}


def test_merging_leaves_its_arguments_alone():
    a = {"x": {"y": 1}}
    assert merged(a, {"x": {"z": 2}}) == {"x": {"y": 1, "z": 2}}
    assert a == {"x": {"y": 1}}


def test_bytes_that_are_no_text_do_not_stop_a_question():
    request = ChatRequest((Message("user", "a\udcffb"),), SamplingParams(), 1)
    assert chat_body(endpoint("generic"), request)["messages"][0]["content"] == "a?b"


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("http://h:1", "http://h:1/v1"),
        ("http://h:1/", "http://h:1/v1"),
        (" http://h:1/v1/ ", "http://h:1/v1"),
        ("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1"),
        ("http://h/v1/chat/completions?x=1#y", "http://h/v1"),
    ],
)
def test_addresses(given, url):
    assert api_url(given) == url


def test_hosts_are_shown_without_credentials():
    assert host_of("https://me:pw@h.example:8/v1?key=1") == "h.example:8"
    assert host_of("http://[::1") == "the server"
    place = replace(endpoint("generic"), uds=Path("/run/x/e.sock"))
    assert place.host == "the socket e.sock"
    assert endpoint("generic", "http://h/llm/v1").root_url == "http://h/llm"
