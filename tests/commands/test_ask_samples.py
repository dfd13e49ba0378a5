"""`jevons ask --samples` as it is typed."""

import json

import pytest

from commands.test_ask import conversations, on_a_terminal, run
from screens.app_driver import add_scripted
from servers.chat_server import ChatServer, in_thread
from servers.voter import SEED, Voter

__all__ = ["on_a_terminal"]

SEEDED = ("--seed", str(SEED))


@pytest.fixture
def voter():
    model = Voter(["3", "2", "3", ""])
    with in_thread(ChatServer(model)) as server:
        add_scripted(server)
        yield server


def test_samples_vote(voter, capsys):
    assert run("How many?", "--samples", "4", *SEEDED) == 0
    said = capsys.readouterr()
    assert said.out == "\\boxed{3}\n"
    assert "sample 1 of 4: 3 (5 thinking" in said.err
    assert "vote: 3 x 2, 2 x 1, no answer x 1 (4 samples, self-consistency:samples=4)" in said.err
    assert "20 thinking + 4 answer tokens in all" in said.err
    assert "o1" in said.err


def test_a_strategy_stops_early(voter, capsys):
    words = ("--strategy", "lossless", "--samples", "3", *SEEDED)
    assert run("How many?", *words) == 0
    assert "(3 samples, lossless:samples=3)" in capsys.readouterr().err


def test_as_json(voter, capsys):
    assert run("How many?", "--samples", "3", "--json", *SEEDED) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert said.err == ""
    assert (told["key"], told["answer"], told["sample"]) == ("3", "\\boxed{3}", 0)
    assert told["votes"] == [
        {"answer": "3", "key": "3", "samples": [0, 2]},
        {"answer": "2", "key": "2", "samples": [1]},
    ]
    assert [sample["said"] for sample in told["samples"]] == ["3", "2", "3"]
    assert told["spent"]["samples"] == 3
    assert told["thinking_tokens"] == 15
    assert set(told["elsewhere_usd"]) == {"deepseek-r1@2025-01-27", "o1@2025-01-27"}


def test_every_sample_is_kept_and_the_chosen_one_stands(voter, on_a_terminal):
    assert run("How many?", "--samples", "3", *SEEDED) == 0
    ((turn,),) = conversations().values()
    assert sorted(generation.answer for generation in turn.generations) == [
        "\\boxed{2}", "\\boxed{3}", "\\boxed{3}",
    ]  # fmt: skip
    assert turn.generations[turn.standing].answer == "\\boxed{3}"
    assert turn.strategy == "self-consistency:samples=3"


def test_prose_is_shown_and_not_voted_on(capsys):
    with in_thread(ChatServer(Voter([""]))) as server:
        add_scripted(server)
        assert run("Tell a story.", "--samples", "2", *SEEDED) == 0
    said = capsys.readouterr()
    assert said.out == "a long story\nin two lines\n"
    assert "nothing to vote on" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--strategy", "single", "--samples", "4"), "single draws 1, not 4 samples"),
        (("--strategy", "probing", "--samples", "4"), "goes step by step"),
        (("--samples", "0"), "samples cannot be 0"),
        (("--strategy", "luck"), "there is no strategy luck"),
    ],
)
def test_what_makes_no_sense_is_told(voter, words, told, capsys):
    assert run("How many?", *words) == 1
    assert told in capsys.readouterr().err
    assert not voter.requests


def test_at_temperature_0_samples_are_alike(voter, capsys):
    assert run("How many?", "--samples", "2", "--temperature", "0", *SEEDED) == 0
    assert "nearly the same" in capsys.readouterr().err
