"""`jevons ask` as it is typed."""

import argparse
import json
import sys

import pytest

from core.runs.test_unwritten import fill_disk
from jevons.commands import ask, ask_keeping, ask_once
from jevons.core.runs.library import Library
from screens.app_driver import add_scripted
from servers.chat_server import ChatServer, error, in_thread, stream
from servers.thinker import Thinker


def run(*words):
    parser = argparse.ArgumentParser()
    ask.add_parser(parser.add_subparsers())
    args = parser.parse_args(["ask", "--model", "scripted", *words])
    return args.run(args)


@pytest.fixture
def scripted():
    """A model that thinks and answers."""
    with in_thread(ChatServer(Thinker())) as server:
        add_scripted(server)
        yield server


@pytest.fixture
def on_a_terminal(monkeypatch):
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)


def conversations():
    library, _ = Library.open()
    found = {c.title: library.turns(c.id) for c in library.conversations()}
    library.close()
    return found


def test_the_answer_goes_to_stdout_and_the_thought_to_stderr(scripted, capsys):
    assert run("How many?") == 0
    said = capsys.readouterr()
    assert said.out == "a1 a2 a3\n"
    assert "t1 t2" in said.err
    assert "10 thinking + 3 answer tokens" in said.err


def test_a_person_s_question_is_a_conversation(scripted, on_a_terminal):
    assert run("How many?") == 0
    ((turn,),) = conversations().values()
    assert turn.question == "How many?"
    assert [generation.answer for generation in turn.generations] == ["a1 a2 a3"]


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_script_s_question_is_not(scripted, words):
    assert run("How many?", *words) == 0
    assert conversations() == {}


def test_json_on_a_terminal_is_a_script_s_too(scripted, on_a_terminal):
    assert run("How many?", "--json") == 0
    assert conversations() == {}


def test_both_can_be_told(scripted, on_a_terminal):
    assert run("How many?", "--no-keep") == 0
    assert conversations() == {}
    assert run("How many?", "--keep", "--json") == 0
    assert list(conversations()) == ["How many?"]


def test_a_failure_has_its_reason_in_json(capsys):
    with in_thread(ChatServer([error(401, "no")])) as server:
        add_scripted(server)
        assert run("How many?", "--json") == 1
    said = capsys.readouterr()
    shown = json.loads(said.out)
    assert shown["finish_reason"] == "error"
    assert "key" in shown["problem"]
    assert shown["problem"] in said.err


def test_a_question_that_cannot_be_asked_has_its_reason_in_json(capsys):
    assert run("How many?", "--json") == 1
    shown = json.loads(capsys.readouterr().out)
    assert shown["finish_reason"] == "error"
    assert "no model 'scripted'" in shown["problem"]


def test_an_answer_has_no_problem_in_json(scripted, capsys):
    assert run("How many?", "--json") == 0
    assert json.loads(capsys.readouterr().out)["problem"] == ""


def test_a_full_disk_is_told_once(scripted, capsys, monkeypatch):
    opened = Library.open

    def full():
        library, problems = opened()
        fill_disk(library)
        return library, problems

    monkeypatch.setattr(ask_keeping.Library, "open", full)
    assert run("How many? " * 3000, "--keep") == 0
    said = capsys.readouterr()
    assert said.out == "a1 a2 a3\n"
    assert said.err.count("no space left") == 1
    assert "this is not kept" in said.err


def test_what_was_stopped_says_where_it_is(capsys, monkeypatch):
    stop = ask_once.Steering.race

    async def race(self, work, **options):
        self.stop()
        return await stop(self, work, **options)

    monkeypatch.setattr(ask_once.Steering, "race", race)
    with in_thread(ChatServer([stream("x")])) as server:
        add_scripted(server)
        assert run("How many?", "--keep") == 130
        assert "f8 in the app lists it" in capsys.readouterr().err
        assert run("How many?") == 130
        assert "nothing of it is kept (--keep does)" in capsys.readouterr().err
    assert len(conversations()) == 1
