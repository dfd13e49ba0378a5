"""API keys are found, and shown nowhere."""

import asyncio
import copy
import logging
import pickle
import sys
import traceback
from dataclasses import asdict

import pytest

from jevons.core.events import Failed
from jevons.core.models.client import ChatClient
from jevons.core.models.keys import ApiKey, find_key
from jevons.core.problems import ProblemError, ProblemKind
from servers.asking import QUESTION, QUICK, ask, endpoint_of
from servers.chat_server import (
    ChatServer,
    Cut,
    Garbage,
    Head,
    Send,
    document,
    error,
    page,
    sse,
    stream,
)

SECRET = "sk-very-secret-0123456789"


def test_a_key_does_not_show_itself():
    key = ApiKey(SECRET)
    assert key.reveal() == SECRET
    for text in (repr(key), str(key), f"{key}", f"{[key]}", "%s" % key):  # noqa: UP031
        assert SECRET not in text
    for write in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            write(key)


def test_an_endpoint_does_not_show_or_export_its_key():
    endpoint = endpoint_of(ChatServer([]), api_key=ApiKey(SECRET))
    assert SECRET not in repr(endpoint)
    with pytest.raises(TypeError):
        asdict(endpoint)


@pytest.mark.parametrize("text", ["", "two words", "line\nbreak", "schlüssel", "tab\t", "\x00"])
def test_what_cannot_be_a_key(text):
    with pytest.raises(ValueError, match="not an API key") as caught:
        ApiKey(text)
    assert not text or text not in str(caught.value)


def test_the_environment_comes_first(monkeypatch):
    monkeypatch.setenv("MY_KEY", f" {SECRET}\n")
    key = find_key("MY_KEY", "some-model")
    assert key is not None
    assert key.reveal() == SECRET


def test_no_key_anywhere(monkeypatch):
    monkeypatch.delenv("MY_KEY", raising=False)
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert find_key("MY_KEY", "some-model") is None
    assert find_key(None, "some-model") is None


def test_an_odd_key_is_told_without_showing_it(monkeypatch):
    monkeypatch.setenv("MY_KEY", f"{SECRET} and more")
    with pytest.raises(ProblemError) as caught:
        find_key("MY_KEY", "some-model")
    assert caught.value.problem.kind is ProblemKind.BAD_SETTING
    assert "MY_KEY" in caught.value.problem.what
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.fixture
def keyring(monkeypatch):
    """The real keyring with a backend that keeps its secrets in memory."""
    keyring = pytest.importorskip("keyring")

    class Memory(keyring.backend.KeyringBackend):
        priority = 1

        def __init__(self):
            super().__init__()
            self.kept = {}

        def get_password(self, service, username):
            if self.kept is None:
                raise keyring.errors.KeyringLocked("locked")
            return self.kept.get((service, username))

        def set_password(self, service, username, password):
            self.kept[service, username] = password

    before = keyring.get_keyring()
    memory = Memory()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


def test_the_keyring_is_asked_next(keyring, monkeypatch):
    monkeypatch.delenv("MY_KEY", raising=False)
    keyring.set_password("jevons", "some-model", SECRET)
    key = find_key("MY_KEY", "some-model")
    assert key is not None
    assert key.reveal() == SECRET
    assert find_key("MY_KEY", "another-model") is None
    keyring.kept = None
    assert find_key("MY_KEY", "some-model") is None


ECHOES = {
    "refused": error(401, f"Incorrect API key provided: {SECRET}"),
    "in a page": page(f"<html>{SECRET}".encode()),
    "in a title": page(f"<title>{SECRET}</title>".encode(), status=500),
    "in JSON": document({"echo": SECRET}),
    "redirected": page(b"", status=302, headers={"Location": f"http://x/{SECRET}"}),
    "in a stream": [Head(), Send(sse({"error": {"message": SECRET, "code": SECRET}}))],
    "not JSON": [Head(), Send(f"data: {SECRET}\n\n".encode())],
    "at the edge": error(400, "x" * 190 + SECRET),
    "not HTTP": [Garbage(f"{SECRET}\r\n\r\n".encode())],
    "cut": [Cut()],
    "well": stream("Four"),
}


@pytest.mark.parametrize("reply", ECHOES.values(), ids=ECHOES)
def test_no_trouble_repeats_the_key(reply, caplog):
    caplog.set_level(logging.DEBUG)

    async def main():
        async with ChatServer([reply]) as server:
            events = await ask(endpoint_of(server, api_key=ApiKey(SECRET)))
            assert server.requests[0].headers["authorization"] == f"Bearer {SECRET}"
            return events

    events = asyncio.run(main())
    # What a server logs of its reply is the server's; ours must not hold what we sent.
    ours = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("httpcore"))
    assert SECRET not in ours
    assert f"Bearer {SECRET}" not in caplog.text
    assert "sk-very" not in repr(events)
    if isinstance(events[-1], Failed):
        assert SECRET not in events[-1].problem.details


def test_a_refused_list_of_models_does_not_repeat_the_key():
    async def main():
        refusing = {"/v1/models": error(401, f"no: {SECRET}")}
        async with ChatServer([], pages=refusing) as server:
            client = ChatClient(endpoint_of(server, api_key=ApiKey(SECRET)), limits=QUICK)
            try:
                await client.models()
            finally:
                await client.aclose()

    with pytest.raises(ProblemError) as caught:
        asyncio.run(main())
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_password_in_the_address_is_not_shown():
    async def main():
        async with ChatServer([error(400, "no")]) as server:
            base_url = server.base_url.replace("http://", "http://me:hunter2@")
            return await ask(endpoint_of(server, base_url=base_url), QUESTION)

    events = asyncio.run(main())
    assert "hunter2" not in repr(events)
