"""`jevons sweep` as it is typed, with real workers, and the frontier that comes of it."""

import json
import re

import pytest

from jevons.cli import main
from jevons.core.models.adding import add_server
from jevons.core.runs.library import Library
from servers.chat_server import ChatServer, Head, Send, delta, document, in_thread, sse, usage

EXAM = ["exam", "run", "arithmetic", "--level", "1", "--questions", "3", "--model", "thinker"]
THOUGHT = 40
ENOUGH = 10
"""Words of a thought, and of those that it takes to be right."""


def words(count):
    return "".join(f" t{n}" for n in range(1, count + 1))


def thinks(request):
    """A thought of one token a word, or the answer to a begun one: right after enough words."""
    asked, *begun = request.body["messages"]
    thought, closed, _ = begun[0]["content"].partition("</think>") if begun else ("", "", "")
    if not closed:
        end = delta(words(THOUGHT)), delta(None, "stop")
        return [Head(), Send(sse(*end, usage(20, THOUGHT), "[DONE]"))]
    numbers = [int(number) for number in re.findall(r"\d+", asked["content"])[:2]]
    right = len(re.findall(r"t\d+", thought)) >= ENOUGH
    answer = f"\\boxed{{{sum(numbers) if right else 999}}}"
    return [Head(), Send(sse(delta(answer), delta(None, "stop"), usage(60, 5), "[DONE]"))]


def tokens(request):
    if "tokens" in request.body:
        return document({"content": words(len(request.body["tokens"]))})
    return document({"tokens": list(range(len(request.body["content"].split())))})


@pytest.fixture
def server():
    pages = {"/tokenize": tokens, "/detokenize": tokens}
    with in_thread(ChatServer(thinks, pages=pages)) as server:
        add_server("thinker", server.base_url, "m", dialect="llama-server", price_model="o1")
        yield server


def test_one_run_and_a_sweep_make_the_whole_surface(server, capsys):
    assert main([*EXAM, "--think", "100", "-k", "4"]) == 0
    before = len(server.requests)
    capsys.readouterr()

    assert main(["sweep", "1", "--budgets", "20,5", "--dry-run"]) == 0
    assert "think 5: 12 answers to be drawn" in capsys.readouterr().err
    assert len(server.requests) == before

    assert main(["sweep", "1", "--budgets", "20,5"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"think +5  0.0 %", out)
    assert re.search(r"think +20  100.0 %", out)
    assert len(server.requests) == before + 24

    assert main(["sweep", "1", "--budgets", "5,20"]) == 0
    assert "run 2 has think 5 already" in capsys.readouterr().err
    assert len(server.requests) == before + 24

    assert main(["frontier", "1", "--axis", "thinking", "--json"]) == 0
    points = json.loads(capsys.readouterr().out)["points"]
    assert {point["think"] for point in points} == {"5", "20", "100"}
    cut = next(p for p in points if p["think"] == "20" and p["strategy"] == "single")
    assert (cut["measured"], cut["thinking_tokens"]["value"]) == (False, 20)
    assert cut["origin"] == "replayed from runs 1 and 3: thoughts of 1, cut"
    assert main(["frontier", "1", "--no-sweeps", "--json"]) == 0
    points = json.loads(capsys.readouterr().out)["points"]
    assert {point["think"] for point in points} == {"100"}


def test_what_was_really_paid_is_told_apart(server, capsys):
    assert main([*EXAM, "--think", "100", "-k", "1"]) == 0
    assert main(["sweep", "1", "--budgets", "8", "--json"]) == 0
    (run,) = json.loads(capsys.readouterr().out.partition("\n[")[2].join(["[", ""]))
    assert run["cut_of"] == 1
    assert run["cost_usd"] == pytest.approx(3 * (60 * 15 + 5 * 60) / 1e6)
    library, _ = Library.open()
    usages = [sample.generation.usage for sample in library.runs.iter_samples(2)]
    library.close()
    assert {(usage.thinking, usage.inherited, usage.drawn) for usage in usages} == {(8, 8, 5)}


def test_a_sweep_that_makes_no_sense_is_told(server, capsys):
    assert main([*EXAM, "--think", "100"]) == 0
    capsys.readouterr()
    assert main(["sweep", "1", "--budgets", "200"]) == 1
    assert "no thought of run 1 is longer than 40 tokens" in capsys.readouterr().err
    assert main(["sweep", "1", "--budgets", "x"]) == 1
    assert "write them as 64,128,256" in capsys.readouterr().err
