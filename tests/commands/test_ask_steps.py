"""`jevons ask --strategy` as it is typed."""

import json

import pytest

from commands.test_ask import conversations, on_a_terminal, run
from jevons.core.runs.library import Library
from screens.app_driver import add_scripted
from servers.chat_server import ChatServer, error, in_thread
from servers.reasoner import Reasoner

__all__ = ["on_a_terminal"]

PROBING = "probing:window=2,chunk=8,trial=5,most=64"


@pytest.fixture
def reasoner():
    with in_thread(ChatServer(Reasoner(thought=30))) as server:
        add_scripted(server)
        yield server


def test_a_thought_is_probed(reasoner, capsys):
    assert run("How many?", "--strategy", PROBING, "--think", "max") == 0
    said = capsys.readouterr()
    assert said.out == "It is \\boxed{7}.\n"
    assert " t1 t2 t3" in said.err
    assert "jevons: 1 trial answer after 0: 7" in said.err
    assert "16 thinking + 4 answer + 6 trial tokens, 5 requests" in said.err
    assert "o1" in said.err


def test_quiet_is_quiet(reasoner, capsys):
    assert run("How many?", "--strategy", PROBING, "--quiet") == 0
    assert "t1" not in capsys.readouterr().err


def test_as_json(reasoner, capsys):
    assert run("How many?", "--strategy", PROBING, "--think", "max", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["strategy"] == PROBING
    assert (told["key"], told["answer"], told["problem"]) == ("7", "It is \\boxed{7}.", "")
    assert told["spent"]["probe_tokens"] == 6
    assert [node["kind"] for node in told["nodes"]] == [
        "extend", "probe", "extend", "probe", "conclude",
    ]  # fmt: skip
    assert told["generation"]["usage"]["thinking"] == 16
    assert set(told["elsewhere_usd"]) == {"deepseek-r1@2025-01-27", "o1@2025-01-27"}


def test_it_can_be_a_conversation(reasoner, on_a_terminal):
    assert run("How many?", "--strategy", PROBING, "--think", "max") == 0
    ((turn,),) = conversations().values()
    (generation,) = turn.generations
    assert generation.answer == "It is \\boxed{7}."
    library, _ = Library.open()
    assert library.generation(generation.parent_id).thinking
    library.close()


def test_each_asking_has_seeds_of_its_own_unless_one_is_given(reasoner, capsys):
    seeds = []
    for words in ((), (), ("--seed", "5"), ("--seed", "5")):
        reasoner.requests.clear()
        assert run("How many?", "--strategy", PROBING, "--quiet", *words) == 0
        seeds.append([request.body["seed"] for request in reasoner.requests])
    assert seeds[0] != seeds[1]
    assert seeds[2] == seeds[3] != seeds[0]


def test_a_judge_scores(reasoner, capsys):
    assert run("How many?", "--strategy", "tree-search:answers=2", "--judge", "scripted") == 0
    assert "score of 0: 0.50" in capsys.readouterr().err


def test_answers_that_are_scored_need_a_judge(reasoner, capsys):
    assert run("How many?", "--strategy", "judged-best") == 1
    assert "a model has to be named that judges" in capsys.readouterr().err
    assert reasoner.requests == []


@pytest.mark.parametrize(
    ("strategy", "said"),
    [
        ("probling", "did you mean probing"),
        ("probing:chunk=0", "chunk cannot be 0"),
    ],
)
def test_what_cannot_be_is_told(reasoner, capsys, strategy, said):
    assert run("How many?", "--strategy", strategy) == 1
    assert said in capsys.readouterr().err
    assert run("How many?", "--strategy", strategy, "--json") == 1
    assert said in json.loads(capsys.readouterr().out)["problem"]


def test_trouble_is_told(capsys):
    with in_thread(ChatServer([error(401, "no")])) as server:
        add_scripted(server)
        assert run("How many?", "--strategy", PROBING) == 1
    assert "asks for an API key" in capsys.readouterr().err
