import asyncio
import subprocess
import sys

import pytest

from jevons.core.models.dialects import detect, load_dialects
from jevons.core.models.keys import ApiKey
from jevons.core.models.splitter import KNOWN_TAGS, ThinkingTags
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Dial
from servers.chat_server import ChatServer, Hang, document, error, page

NAMES = {
    "embedded",
    "llama-server",
    "vllm",
    "sglang",
    "ollama",
    "deepseek",
    "openrouter",
    "openai",
    "generic",
}


def test_the_table_is_whole():
    dialects = load_dialects()
    assert set(dialects) == NAMES
    for name, dialect in dialects.items():
        assert dialect.name == name
        assert dialect.title
        hash(dialect)
    assert KNOWN_TAGS[0] == ThinkingTags("<think>", "</think>")


def test_who_continues_a_turn():
    able = {name for name, dialect in load_dialects().items() if dialect.continues_prefill}
    assert able == {"embedded", "llama-server", "vllm", "sglang", "deepseek"}


def test_the_dial():
    d = load_dialects()
    budget = Dial.budget(500)
    assert d["llama-server"].dial_body(budget) == {
        "thinking_budget_tokens": 500,
        "reasoning_budget_tokens": 500,
    }
    assert d["openrouter"].dial_body(budget) == {"reasoning": {"max_tokens": 500}}
    assert d["openai"].dial_body(budget) is None
    assert d["openai"].dial_body(Dial.off()) == {"reasoning_effort": "none"}
    assert d["deepseek"].dial_body(Dial.off()) == {"thinking": {"type": "disabled"}}
    assert d["generic"].dial_body(Dial.off()) is None
    assert d["generic"].dial_body(Dial.unlimited()) == {}


def found(server, api_key=None):
    async def main():
        async with server:
            return await detect(server.base_url, server.uds, api_key), server

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("owner", "name"),
    [("llamacpp", "llama-server"), ("vllm", "vllm"), ("sglang", "sglang"), ("library", "ollama")],
)
def test_the_list_of_models_gives_it_away(owner, name):
    dialect, server = found(ChatServer([], owned_by=owner))
    assert dialect.name == name
    assert server.asked == ["/v1/models"]


@pytest.mark.parametrize(
    ("path", "data", "name"),
    [
        ("/props", {"default_generation_settings": {}, "total_slots": 1}, "llama-server"),
        ("/get_server_info", {"model_path": "m"}, "sglang"),
        ("/api/version", {"version": "0.12"}, "ollama"),
        ("/props", {"something": "else"}, "generic"),
        ("/api/version", ["0.12"], "generic"),
    ],
)
def test_a_page_of_its_own_gives_it_away(path, data, name):
    assert found(ChatServer([], pages={path: document(data)}))[0].name == name


def test_odd_answers_give_nothing_away():
    pages = {
        "/v1/models": document({"data": [None, {"owned_by": ["vllm"]}, {"owned_by": "me"}]}),
        "/props": page(b"<html>all pages look the same"),
        "/get_server_info": error(500),
    }
    assert found(ChatServer([], pages=pages))[0].name == "generic"


def test_over_a_unix_socket_with_a_key(tmp_path):
    server = ChatServer([], owned_by="llamacpp", uds=tmp_path / "s", key="sesame")
    assert found(server, ApiKey("sesame"))[0].name == "llama-server"


@pytest.mark.parametrize(
    ("base_url", "name"),
    [
        ("https://api.deepseek.com", "deepseek"),
        ("https://openrouter.ai/api/v1", "openrouter"),
        ("https://API.openai.com:443/v1", "openai"),
    ],
)
def test_the_host_gives_it_away_unasked(base_url, name):
    assert asyncio.run(detect(base_url)).name == name


def test_a_wrong_key_is_told():
    with pytest.raises(ProblemError) as caught:
        found(ChatServer([], key="sesame"), ApiKey("wrong"))
    assert caught.value.problem.kind is ProblemKind.UNAUTHORIZED


def test_nobody_there_is_told(tmp_path):
    with pytest.raises(ProblemError) as caught:
        asyncio.run(detect("http://localhost/v1", tmp_path / "none.sock"))
    assert caught.value.problem.kind is ProblemKind.UNREACHABLE
    with pytest.raises(ProblemError) as caught:
        asyncio.run(detect("nonsense"))
    assert caught.value.problem.kind is ProblemKind.BAD_SETTING


def test_detection_can_be_cancelled():
    async def main():
        async with ChatServer([], pages={"/v1/models": [Hang()]}) as server:
            task = asyncio.create_task(detect(server.base_url))
            await server.until(lambda s: s.asked == ["/v1/models"])
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await server.until(lambda s: s.disconnects == 1)

    asyncio.run(main())


def test_the_table_costs_no_http():
    code = "import sys, jevons.core.models.splitter as s; assert s.KNOWN_TAGS; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"httpx", "ssl", "textual", "rich"} & set(done.stdout.split())
