"""A run as lines of JSON."""

import json

import pytest

from core.runs.run_samples import PLAN, a_sample, an_exam
from core.runs.transfer.exported_runs import HOSTILE, a_mixed_run, exported
from jevons import __version__
from jevons.core.problems import ProblemError
from jevons.core.records import Outcome
from jevons.core.runs.library import Library
from jevons.core.runs.transfer.run_snapshot import take_snapshot


@pytest.fixture
def store(tmp_path):
    library, problems = Library.open(tmp_path / "library.db")
    assert not problems
    yield library.runs
    library.close()


@pytest.fixture
def number(store):
    return a_mixed_run(store)


@pytest.fixture
def lines(store, number):
    return exported(store, number).splitlines(keepends=True)


def test_the_first_line_tells_of_the_whole_run(store, number, lines):
    header, run = json.loads(lines[0]), store.run(number)
    assert (header["format"], header["version"]) == ("jevons.run", 1)
    assert header["jevons"] == __version__
    assert header["samples"] == len(lines) - 1 == 7
    assert header["run"]["state"] == "finished"
    assert header["run"]["busy_s"] == pytest.approx(12.6)
    assert header["run"]["other_usd"] == 0.3
    assert header["run"]["created_at"] == run.created_at.isoformat()
    assert header["run"]["ended_at"] == run.ended_at.isoformat()
    assert header["plan"]["models"] == ["r1"]
    assert header["plan"]["params"]["max_tokens"] == 64
    assert header["plan"]["dial"]["mode"] == "off"
    assert header["plan"]["caps"] == {"usd": 5.0, "tokens": None, "seconds": None}
    assert header["exam"]["digest"] == an_exam(4).digest
    assert [question["gold"] for question in header["exam"]["questions"]] == ["0", "2", "4", "6"]


def test_the_ledger_adds_up(store, number, lines):
    ledger = json.loads(lines[0])["ledger"]
    counts = {name: tally["samples"] for name, tally in ledger["outcomes"].items()}
    assert counts == {"correct": 3, "incorrect": 2, "error": 1, "ungraded": 1}
    assert (ledger["planned"], ledger["missing"]) == (8, 1)
    dollars = sum(tally["usd"] for tally in ledger["outcomes"].values())
    assert dollars == pytest.approx(store.run(number).ledger.total.usd)


def test_a_sample_has_all_that_is_known_of_it(store, number, lines):
    line = json.loads(lines[7])
    sample = store.sample(number, 3, 0)
    generation = sample.generation
    assert (line["position"], line["sample"]) == (3, 0)
    assert line["question"] == {
        "id": "sums/3",
        "text": "What is 3 + 3?",
        "gold": "6",
        "kind": "number",
        "cluster": "template-1",
        "checker": "",
        "metadata": {"level": 1},
    }
    assert (line["thinking"], line["answer"]) == (generation.thinking, generation.answer)
    assert line["finish_reason"] == "stop"
    assert line["usage"]["thinking"] == 30
    assert line["usage"]["reread_cached"] == 20
    assert line["usage"]["raw"][0]["prompt_tokens"] == 10
    assert line["timing"]["total_s"] == 2.0
    assert line["cost"]["elsewhere"] == [{"model": "o1", "at": "2024-12-17", "usd": 0.0029}]
    assert (line["usd"], line["attempts"], line["pooled"]) == (0.25, 1, False)
    assert line["generation"]["params"]["seed"] == 300
    assert line["generation"]["fingerprint"] == "fp_1"
    assert line["generation"]["id"] == generation.id


def test_all_verdicts_are_there_the_newest_first(lines):
    line = json.loads(lines[1])
    assert line["outcome"] == "incorrect"
    assert [verdict["grader"] for verdict in line["verdicts"]] == ["test-2", "test-1"]
    assert line["verdicts"][0]["how"] == HOSTILE
    assert json.loads(lines[5])["outcome"] is None


def test_a_failed_and_a_pooled_sample_are_told(lines):
    failed, pooled = json.loads(lines[3]), json.loads(lines[4])
    assert (failed["outcome"], failed["problem"]) == ("error", "cut off again")
    assert (failed["attempts"], failed["usd"]) == (2, 0.2)
    assert (pooled["pooled"], pooled["attempts"], pooled["usd"]) == (True, 0, 0.0)


def test_it_is_plain_ascii_that_harms_no_terminal(lines):
    for line in lines:
        assert line.isascii()
        assert line.endswith(b"\n")
        assert line[:-1].decode().isprintable()
    assert json.loads(lines[1])["thinking"] == HOSTILE


def test_a_run_without_samples_is_a_header(store):
    empty = store.create(an_exam(), PLAN)
    lines = exported(store, empty.number).splitlines()
    assert len(lines) == 1
    header = json.loads(lines[0])
    assert (header["samples"], header["ledger"]["missing"]) == (0, 6)


def test_what_a_worker_adds_meanwhile_is_left_out(store):
    run = store.create(an_exam(), PLAN)
    store.put(run.number, [a_sample(0, 0), a_sample(2, 0, Outcome.ERROR)])
    snapshot = take_snapshot(store, run.number)
    store.put(run.number, [a_sample(1, 0), a_sample(2, 0, attempts=2)])
    samples = list(snapshot.samples)
    assert [(sample.row.question, sample.attempts) for sample in samples] == [(0, 1), (2, 2)]


def test_a_run_that_is_deleted_meanwhile_is_trouble(store, number):
    snapshot = take_snapshot(store, number)
    store.delete(number)
    with pytest.raises(ProblemError, match="was deleted while it was read"):
        list(snapshot.samples)


def test_a_run_that_is_not_there(store):
    with pytest.raises(ProblemError, match="there is no run 7"):
        take_snapshot(store, 7)


def test_it_is_told_how_far_it_is(store, number):
    told = []
    list(take_snapshot(store, number, told.append).samples)
    assert told == [1, 2, 3, 4, 5, 6, 7]
