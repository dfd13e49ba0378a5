"""How a begun turn is continued, read from the prompts that a server shows."""

import asyncio
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from jevons.core.events import Finished, ThoughtClosed
from jevons.core.models.client import ChatClient, Endpoint, Limits
from jevons.core.models.dialects import load_dialects
from jevons.core.models.draft import Draft
from jevons.core.models.generate import Plan, generate
from jevons.core.models.rendering import read_rendering
from jevons.core.models.request import ChatRequest, chat_body
from jevons.core.models.splitter import KNOWN_TAGS, ThinkingTags
from jevons.core.models.steering import Steering
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Dial, Message, SamplingParams, UsageSource
from servers.asking import QUICK, endpoint_of, of_kind
from servers.chat_server import ChatServer, document, error, page
from servers.thinker import spec_of

QUESTION = Message("user", "Write a long story about a lighthouse and its keeper.")
TURNS = (
    "<think>\n",
    "<think>\nhm, so",
    "<think>\nhm, so\nWait,",
    "<think>\nhm\n</think>\n\n",
    "<think>\nhm\n</think>\n\nFour",
    "<think>\n\n</think>\n\n",
)


# Servers that show prompts as llama-server's builds do.


def content_of(message):
    content = message["content"]
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


def appending(opening=""):
    """A build that appends the begun turn to the prompt, which may open or close a thought."""

    def render(messages, _):
        asked = f"[user]{messages[0]['content']}[assistant]{opening}"
        return asked + "".join(map(content_of, messages[1:]))

    return render


def in_fields(space, opening="", tags=("<think>", "</think>")):
    """A build that has a field for the thought, and thinks of a turn without one as thought out."""

    def render(messages, body):
        head = f"[user]{messages[0]['content']}[assistant]"
        if len(messages) == 1:
            return head + opening
        thought = tags[0] + space[0] + messages[1].get("reasoning_content", "")
        if body.get("continue_final_message") == "reasoning_content":
            assert body["add_generation_prompt"] is False
            return head + thought
        return head + thought + space[1] + tags[1] + space[2] + content_of(messages[1])

    return render


def closing(messages, _):
    """A server that continues nothing: the turn is over and another begins."""
    turns = "".join(f"[{message['role']}]{content_of(message)}" for message in messages)
    return f"{turns}[assistant]"


def shown(render):
    """The page that shows prompts."""

    def reply(received):
        return document({"prompt": render(received.body["messages"], received.body)})

    return {"/apply-template": reply}


def read(pages, dialect="llama-server", **changes):
    """What is read on a server with these pages, and the paths that were asked for."""

    async def main():
        async with ChatServer([], pages=pages) as server:
            endpoint = endpoint_of(server, dialect, **changes)
            return await read_rendering(endpoint, QUICK), endpoint, server.asked

    return asyncio.run(main())


def begun(text):
    messages = (Message("user", "How many?"), Message("assistant", text))
    return ChatRequest(messages, SamplingParams(), 10, continues=True)


@pytest.mark.parametrize("opening", ["", "<think>\n"])
def test_text_that_is_appended_goes_on_as_it_is(opening):
    rendering, endpoint, _ = read(shown(appending(opening)))
    assert rendering.dialect == endpoint.dialect
    assert rendering.dialect.prefill == "plain"
    assert rendering.opens_in_thought is bool(opening)


@pytest.mark.parametrize("opening", ["", "<think>\n", "<think>\n\n</think>\n\n"])
@pytest.mark.parametrize("space", [("", "", ""), ("\n", "\n", "\n\n"), ("", "\n", "\n")])
def test_thought_and_answer_go_into_their_fields_with_no_space_to_spare(space, opening):
    render = in_fields(space, opening)
    rendering, endpoint, _ = read(shown(render))
    assert rendering.dialect.prefill == "fields"
    assert rendering.opens_in_thought is (opening == "<think>\n")
    endpoint = replace(endpoint, dialect=rendering.dialect)
    for turn in TURNS:
        body = chat_body(endpoint, begun(turn))
        assert render(body["messages"], body) == f"[user]How many?[assistant]{turn}"


@pytest.mark.parametrize(
    "render",
    [
        closing,
        appending("</think>"),
        in_fields(("", "", ""), tags=("[THINK]", "[/THINK]")),
        lambda messages, _: messages[0]["content"],
    ],
    ids=["closed", "thought out", "other tags", "left out"],
)
def test_a_turn_that_does_not_stay_whole_is_not_begun(render):
    rendering, _, _ = read(shown(render))
    assert rendering.dialect.prefill == "none"
    assert not rendering.dialect.continues_prefill


@pytest.mark.parametrize("status", [400, 500])
def test_a_server_that_refuses_begun_turns_continues_none(status):
    def reply(received):
        if len(received.body["messages"]) > 1:
            return error(status, "Assistant response prefill is incompatible with enable_thinking.")
        return document({"prompt": "[user]The question.[assistant]"})

    rendering, _, _ = read({"/apply-template": reply})
    assert rendering.dialect.prefill == "none"


def test_the_models_own_tags_are_looked_for():
    tags = (ThinkingTags("[THINK]", "[/THINK]"), *KNOWN_TAGS)
    render = in_fields(("", "", ""), "[THINK]", tags=("[THINK]", "[/THINK]"))
    rendering, _, _ = read(shown(render), tags=tags)
    assert (rendering.dialect.prefill, rendering.opens_in_thought) == ("fields", True)


def test_what_is_shown_is_what_would_be_asked():
    bodies = []

    def reply(received):
        bodies.append(received.body)
        return document({"prompt": "elsewhere"})

    read({"/apply-template": reply})
    assert {body["model"] for body in bodies} == {"test-model"}
    assert "reasoning_format" not in bodies[0]
    assert all(body["reasoning_format"] == "none" for body in bodies[1:])


@pytest.mark.parametrize(
    "answer",
    [
        error(404),
        error(403),
        error(501),
        error(400, "no template"),
        page(b"<html>"),
        document({"text": "?"}),
    ],
    ids=["404", "403", "501", "400", "a web page", "no prompt"],
)
def test_a_server_that_shows_no_prompts_says_nothing(answer):
    assert read({"/apply-template": answer})[0] is None


def test_a_dialect_without_such_a_page_is_not_asked():
    rendering, _, asked = read(shown(appending()), "vllm")
    assert rendering is None
    assert asked == []


def test_a_server_that_cannot_answer_now_is_trouble():
    with pytest.raises(ProblemError) as raised:
        read({"/apply-template": error(503, "Loading model")})
    assert raised.value.problem.kind is ProblemKind.SERVER_ERROR


# The real thing: llama-server as it is started by default, with the templates of thinkers.

R1 = """
{{- bos_token -}}
{%- for message in messages -%}
  {%- if message.role == 'assistant' -%}
    {{- '<｜Assistant｜>' + message.content.split('</think>')[-1] + '<｜end▁of▁sentence｜>' -}}
  {%- else -%}
    {{- '<｜User｜>' + message.content -}}
  {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
  {{- '<｜Assistant｜><think>\\n' -}}
{%- endif -%}
"""
"""R1's template: it opens the thought, and drops thoughts from turns that are over."""

QWEN3 = """
{%- for message in messages -%}
  {{- '<|im_start|>' + message.role + '\\n' -}}
  {%- if message.role == 'assistant' and loop.last -%}
    {{- '<think>\\n' + message.reasoning_content.strip('\\n') + '\\n</think>\\n\\n' -}}
  {%- endif -%}
  {{- message.content + '<|im_end|>\\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}
  {{- '<|im_start|>assistant\\n' -}}
  {%- if enable_thinking is false -%}{{- '<think>\\n\\n</think>\\n\\n' -}}{%- endif -%}
{%- endif -%}
"""
"""Qwen3's template: it leaves the open tag to the model, and has a field for thoughts."""

SERVE = """
import os, sys
os.environ["OMP_WAIT_POLICY"] = "passive"
import xllamacpp as llama
params = llama.CommonParams()
params.model.path, params.hostnames, params.chat_template = sys.argv[1], [sys.argv[2]], sys.argv[3]
params.n_ctx = 512
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
params.ui = False
server = llama.Server(params)
print("ready", flush=True)
sys.stdin.read()
os._exit(0)
"""


@contextmanager
def llama_server(model, template):
    """The socket of a server with this chat template and nothing else set about thinking."""
    with tempfile.TemporaryDirectory(prefix="jv-") as directory:
        socket = Path(directory) / "s.sock"  # llama-server knows a socket by its ending
        command = [sys.executable, "-c", SERVE, str(model), str(socket), template]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, **pipes, stderr=subprocess.DEVNULL) as process:
            try:
                assert process.stdout.readline() == b"ready\n"
                yield socket
            finally:
                process.kill()


class Watched(ChatClient):
    """A client that remembers what it asked for."""

    def __init__(self, endpoint):
        super().__init__(endpoint, limits=Limits())
        self.bodies = []

    def stream(self, request):
        self.bodies.append(chat_body(self.endpoint, request))
        return super().stream(request)


def draw_and_show(endpoint, opens, dial, thought=""):
    """A generation, who ended its thought, and the prompts that the server made of it."""

    async def main():
        client, draft = Watched(endpoint), Draft(thought, requested=dial.tokens)
        spec = spec_of(ChatServer([]), opens_in_thought=opens)
        plan = Plan((QUESTION,), SamplingParams(temperature=0.0, max_tokens=6), dial)
        events = [event async for event in generate(client, spec, plan, draft, Steering())]
        await client.aclose()
        assert isinstance(events[-1], Finished)
        return draft, [event.forced for event in of_kind(events, ThoughtClosed)], client.bodies

    draft, closed_by, bodies = asyncio.run(main())
    transport = httpx.HTTPTransport(uds=str(endpoint.uds))
    with httpx.Client(transport=transport, base_url="http://localhost", timeout=60) as http:
        prompts = [http.post("/apply-template", json=body).json()["prompt"] for body in bodies]
    return draft, closed_by, prompts


@pytest.mark.model
@pytest.mark.parametrize(
    ("template", "opens", "head"),
    [
        (R1, True, "<｜User｜>{}<｜Assistant｜>"),
        (QWEN3, False, "<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n"),
    ],
    ids=["R1", "Qwen3"],
)
def test_a_thought_is_continued_closed_and_answered(embedded_model, template, opens, head):
    head = head.format(QUESTION.content)
    with llama_server(embedded_model, template) as socket:
        dialect = load_dialects()["llama-server"]
        endpoint = Endpoint("http://localhost/v1", "m", dialect, KNOWN_TAGS, uds=socket)
        rendering = asyncio.run(read_rendering(endpoint, Limits()))
        assert (rendering.dialect.prefill, rendering.opens_in_thought) == ("fields", opens)
        endpoint = replace(endpoint, dialect=rendering.dialect)

        draft, closed_by, prompts = draw_and_show(endpoint, opens, Dial.budget(12))
        assert closed_by == ["budget"]
        usage = draft.usage()
        assert (usage.source, usage.thinking, usage.answer) == (UsageSource.REPORTED, 12, 6)
        assert "think>" not in draft.thought + draft.answer
        thought, closed = draft.thought, "\n</think>\n\n"
        assert [prompt.partition(head)[2] for prompt in prompts] == [
            "<think>\n",
            "<think>\n" + thought.strip("\n") + closed,
        ]

        draft, closed_by, prompts = draw_and_show(endpoint, opens, Dial.budget(5), thought)
        assert closed_by == ["budget"]
        assert draft.thought.startswith(thought)
        assert (draft.usage().thinking, draft.usage().answer) == (5, 6)
        assert [prompt.partition(head)[2] for prompt in prompts] == [
            "<think>\n" + thought,
            "<think>\n" + draft.thought.strip("\n") + closed,
        ]

        draft, closed_by, prompts = draw_and_show(endpoint, opens, Dial.off())
        assert (draft.thought, draft.usage().thinking, draft.usage().answer) == ("", 0, 6)
        assert [prompt.partition(head)[2] for prompt in prompts] == ["<think>\n" + closed]
