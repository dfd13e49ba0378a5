import asyncio

import pytest

from jevons.core import paths
from jevons.core.doctor import models
from jevons.core.doctor.findings import Health
from jevons.core.models.adding import add_gguf, add_server
from model_files import write_gguf
from servers.chat_server import ChatServer, in_thread, page, stream


def found(server=None, **settings):
    add_server("box", server.base_url if server else "http://127.0.0.1:9", "test-model", **settings)
    known, problems = models.known_models()
    assert not problems

    async def ask():
        return [finding async for finding in models.servers(known)]

    (finding,) = asyncio.run(ask())
    return finding


def test_a_server_that_answers_is_well():
    with in_thread(ChatServer([stream("Hi")])) as server:
        finding = found(server)
    assert finding.health is Health.WELL
    assert "answers in" in finding.found


def test_a_server_that_lists_other_models_is_noted():
    with in_thread(ChatServer([stream("Hi")], models=["r1", "evil\x1b[31m"])) as server:
        finding = found(server)
    assert finding.health is Health.NOTE
    assert "does not list test-model" in finding.found
    assert "r1" in finding.advice
    assert "\x1b" not in finding.advice


def test_a_server_that_refuses_the_key(monkeypatch):
    monkeypatch.setenv("MY_BOX", "sk-wrong")
    with in_thread(ChatServer([stream("Hi")], key="sk-right")) as server:
        finding = found(server, key_env="MY_BOX")
    assert finding.health is Health.ILL
    assert "sk-" not in finding.found + finding.advice


def test_a_key_that_is_not_set(monkeypatch):
    monkeypatch.delenv("MY_BOX", raising=False)
    finding = found(key_env="MY_BOX")
    assert finding.health is Health.ILL
    assert "MY_BOX" in finding.advice


def test_a_server_that_is_away_or_talks_nonsense():
    assert found().health is Health.ILL
    paths.models_file().unlink()
    with in_thread(ChatServer([], pages={"/v1/models": page(b"<html>")})) as server:
        assert found(server).health is Health.ILL


def test_no_model_yet_says_how_to_get_one():
    known, (finding,) = models.known_models()
    assert not known
    assert "jevons models pull" in finding.advice


def test_a_damaged_list_of_models_is_told():
    paths.private_dir(paths.config_dir())
    paths.models_file().write_text("[models.x]\nkind = 3\n")
    _, (finding,) = models.known_models()
    assert finding.health is Health.ILL


@pytest.mark.parametrize(("size", "health"), [(0, Health.WELL), (10**13, Health.ILL)])
def test_a_model_that_fits_and_one_that_does_not(tmp_path, size, health):
    add_gguf("tiny", write_gguf(tmp_path / "tiny.gguf", size))
    known, _ = models.known_models()
    llama, tiny = models.engine(known)
    assert llama.found == "loads"
    assert tiny.health is health
