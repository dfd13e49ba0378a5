"""Runs from elsewhere: all of one comes in, or nothing."""

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import fields, replace
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.runs.run_samples import PLAN, a_sample, a_verdict, an_exam
from core.runs.transfer.exported_runs import SURETY, a_mixed_run, a_sweep, exported
from jevons.core.problems import ProblemError
from jevons.core.records import Dial, Outcome
from jevons.core.runs.generation_rows import pool_key
from jevons.core.runs.library import Library
from jevons.core.runs.run import RunState
from jevons.core.runs.transfer import run_import
from jevons.core.runs.transfer.run_import import Imported, import_run

KILLED = """
import os, sys
from pathlib import Path
from jevons.core.runs.transfer import run_import
from jevons.core.runs.library import Library
library, problems = Library.open(Path(sys.argv[1]))
run_import.BATCH = 2
with open(sys.argv[2], "rb") as lines:
    run_import.import_run(library.runs, lines, "run", lambda count: count > 2 and os._exit(9))
"""


@pytest.fixture
def here(tmp_path):
    """The library that an import goes to."""
    library, problems = Library.open(tmp_path / "here.db")
    assert not problems
    yield library
    library.close()


@pytest.fixture
def there(tmp_path):
    """The library that an export comes from."""
    library, problems = Library.open(tmp_path / "there.db")
    assert not problems
    yield library
    library.close()


@pytest.fixture
def content(there):
    return exported(there.runs, a_mixed_run(there.runs))


def take(library, content):
    return import_run(library.runs, BytesIO(content), "run.jsonl")


def changed(content, line, change):
    """The file with a line whose object was changed."""
    lines = content.splitlines(keepends=True)
    value = json.loads(lines[line])
    change(value)
    lines[line] = json.dumps(value).encode() + b"\n"
    return b"".join(lines)


def counts(library):
    """How many rows each table has."""
    tables = ("exams", "questions", "runs", "samples", "verdicts", "generations", "tallies")
    with library._database.reading() as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in tables
        }


NOTHING = dict.fromkeys(
    ("exams", "questions", "runs", "samples", "verdicts", "generations", "tallies"), 0
)


def refused(library, content, said):
    """Check that the file is refused in one line, and nothing of it taken in."""
    before = counts(library)
    with pytest.raises(ProblemError, match=said) as caught:
        take(library, content)
    assert "nothing was imported" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert counts(library) == before


def test_what_comes_in_goes_out_as_the_same_bytes(here, content):
    imported = take(here, content)
    assert imported == Imported(number=1, samples=7, generations=7)
    assert exported(here.runs, 1) == content


def test_the_run_is_as_it_was(here, there, content):
    take(here, content)
    theirs, ours = there.runs.run(2), here.runs.run(1)
    assert replace(ours, number=2, wanted=theirs.wanted, ledger=theirs.ledger) == theirs
    assert ours.ledger.tallies.keys() == theirs.ledger.tallies.keys()
    assert ours.usd == pytest.approx(theirs.usd)
    assert here.runs.exam(1) == there.runs.exam(2)
    for mine, other in zip(here.runs.iter_samples(1), there.runs.iter_samples(2), strict=True):
        assert replace(mine, row=replace(mine.row, finished_at=other.row.finished_at)) == other
        assert mine.row.finished_at == pytest.approx(other.row.finished_at)


@pytest.mark.parametrize("record", ["usage", "timing", "verdict", "surety"])
def test_no_field_is_lost_on_the_way(here, content, record):
    take(here, content)
    samples = list(here.runs.iter_samples(1))
    found = {
        "usage": [sample.generation.usage for sample in samples],
        "timing": [sample.generation.timing for sample in samples],
        "surety": [found for sample in samples if (found := sample.generation.surety)],
        "verdict": [verdict for sample in samples for _, verdict in sample.verdicts],
    }[record]
    for field in fields(found[0]):
        assert any(getattr(value, field.name) != field.default for value in found), field.name


@pytest.mark.parametrize("batch", [1, 3])
def test_it_comes_in_bit_by_bit(here, content, monkeypatch, batch):
    monkeypatch.setattr(run_import, "BATCH", batch)
    told = []
    import_run(here.runs, BytesIO(content), "run.jsonl", told.append)
    assert exported(here.runs, 1) == content
    assert told == [*range(batch, 7, batch), 7]


def test_the_second_time_nothing_is_added(here, content):
    take(here, content)
    before = counts(here)
    assert take(here, content) == Imported(1, 0, 0, known=True)
    assert counts(here) == before


def test_where_it_was_drawn_it_is_known(there, content):
    before = counts(there)
    assert take(there, content).known
    assert counts(there) == before


def test_what_it_drew_is_in_the_pool_and_need_not_be_drawn_again(here, content):
    take(here, content)
    exam = an_exam(4)
    messages = exam.messages(exam.questions[1])
    pool = here.runs.pooled(pool_key(PLAN.model, PLAN.params, PLAN.dial, messages), 8)
    assert [pool[place].id for place in pool] == ["sums-1-1-1"]  # the other failed


def test_a_sweep_follows_the_run_it_cut(here, there):
    whole, cut = a_sweep(there.runs)
    here.runs.create(an_exam(), PLAN)
    take(here, exported(there.runs, whole))
    assert take(here, exported(there.runs, cut)) == Imported(3, samples=2, generations=1)
    assert [run.number for run in here.runs.sweeps(2)] == [3]
    theirs, ours = list(there.runs.iter_samples(cut)), list(here.runs.iter_samples(3))
    assert [one.generation for one in ours] == [one.generation for one in theirs]
    assert counts(here)["generations"] == 3


def test_a_sweep_without_the_run_it_cut(here, there):
    _, cut = a_sweep(there.runs)
    refused(here, exported(there.runs, cut), "a sweep of run 1 where it is from, and that run is")


def test_a_sweep_takes_no_thought_that_is_longer(here, there):
    whole, cut = a_sweep(there.runs)
    take(here, exported(there.runs, whole))

    def thinks_on(sample):
        sample["usage"]["thinking"] = 9

    broken = changed(exported(there.runs, cut), 1, thinks_on)
    refused(here, broken, "drawn from another model, or otherwise")


def test_a_generation_that_is_here_is_not_doubled(here, there, content):
    run = here.runs.create(an_exam(4), PLAN)
    generation = there.generation("sums-1-1-1")
    here.runs.put(run.number, [replace(a_sample(1, 1, exam=an_exam(4)), generation=generation)])
    assert take(here, content) == Imported(2, samples=7, generations=6)
    assert counts(here)["generations"] == 7
    assert counts(here)["exams"] == 1


def test_a_place_in_the_pool_that_is_taken_stays_so(here, content):
    run = here.runs.create(an_exam(4), PLAN)
    mine = a_sample(1, 1, exam=an_exam(4))
    mine = replace(mine, generation=replace(mine.generation, id="mine"))
    here.runs.put(run.number, [mine])
    assert take(here, content).generations == 7
    assert here.runs.pooled(mine.key, 8)[1].id == "mine"
    assert here.runs.sample(2, 1, 1).generation.id == "sums-1-1-1"
    assert exported(here.runs, 2) == content


def test_a_generation_that_reads_otherwise_here_is_trouble(here, there, content):
    run = here.runs.create(an_exam(4), PLAN)
    mine = a_sample(1, 1, exam=an_exam(4))
    mine = replace(mine, generation=replace(mine.generation, answer="42"))
    here.runs.put(run.number, [mine])
    refused(here, content, "generation sums-1-1-1 is in the library and reads otherwise")
    assert here.generation("sums-1-1-1").answer == "42"


def test_more_of_a_run_that_is_here_is_not_mixed_in(here, there):
    run = there.runs.create(an_exam(), PLAN)
    there.runs.put(run.number, [a_sample(0, 0)])
    take(here, exported(there.runs, run.number))
    there.runs.put(run.number, [a_sample(1, 0), a_sample(2, 0)])
    more = exported(there.runs, run.number)
    refused(here, more, r"3 samples of run 1, which has 1 here; .*delete run 1")
    here.runs.delete(1)
    assert take(here, more) == Imported(2, samples=3, generations=2)


@pytest.mark.parametrize(
    ("there_state", "here_state"),
    [
        (RunState.WAITING, RunState.WAITING),
        (RunState.RUNNING, RunState.INTERRUPTED),
        (RunState.PAUSED, RunState.INTERRUPTED),
        (RunState.CAPPED, RunState.CAPPED),
        (RunState.FAILED, RunState.FAILED),
    ],
)
def test_a_run_under_way_comes_in_without_its_worker(here, there, there_state, here_state):
    run = there.runs.create(an_exam(), replace(PLAN, dial=Dial.budget(256, minimum=16)))
    there.runs.begin(run.number)
    there.runs.tell(run.number, there_state, 1.0, "so it said")
    content = exported(there.runs, run.number)
    assert json.loads(content)["run"]["state"] == there_state
    take(here, content)
    found = here.runs.run(1)
    assert (found.state, found.problem) == (here_state, "so it said")
    here.runs.begin(1)  # it can be gone on with
    assert here.runs.run(1).state is RunState.RUNNING


def test_an_interrupted_run_goes_round_as_the_same_bytes(here, there):
    run = there.runs.create(an_exam(), PLAN)
    there.runs.begin(run.number)
    with there._database.writing() as connection:
        connection.execute("UPDATE runs SET writer = '999999999 1 x'")
    content = exported(there.runs, run.number)
    assert json.loads(content)["run"]["state"] == "interrupted"
    take(here, content)
    assert exported(here.runs, 1) == content


def test_an_imported_run_is_graded_on(here, content):
    take(here, content)
    here.runs.grade(1, [(2, 0, a_verdict(Outcome.INCORRECT, grader="later"))])
    sample = here.runs.sample(1, 2, 0)
    assert sample.row.outcome == "incorrect"
    assert here.runs.ungraded(1) == []


def test_a_file_that_was_cut_off(here, content):
    ends = [end for end in range(len(content)) if content[end - 1 : end] == b"\n"]
    assert len(ends) == 7
    for end in ends:
        refused(here, content[:end], "was cut off: it ends in sample")
        refused(here, content[: end + 100], "was cut off: it ends in sample")
    refused(here, content[:-1], "was cut off: it ends in sample 7 of 7")
    assert counts(here) == NOTHING


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"not json\n",
        b"[1, 2]\n",
        b"{}\n",
        b"\x00\xff\xfe\n",
        b'{"format": "jevons.conversation", "version": 1}\n',
        b'{"format": "jevons.run"}\n',
        b'{"format": "jevons.run", "version": "1"}\n',
        b"[" * 100_000 + b"\n",
        b"position,question\n1,2\n",
    ],
)
def test_a_file_that_is_no_run(here, content):
    refused(here, content, "run.jsonl cannot be imported: it is not a run that jevons wrote")


def test_a_file_of_a_newer_jevons(here, content):
    newer = changed(content, 0, lambda header: header.update(version=2))
    refused(here, newer, "it has format 2, and this jevons reads 1")


BROKEN_HEADERS = [
    (lambda header: header.pop("exam"), "exam is no object"),
    (lambda header: header.update(samples=-1), "samples is no whole number"),
    (lambda header: header["run"].update(state="winning"), "run.state is no value of waiting"),
    (lambda header: header["run"].update(created_at="2025-01-01T00:00:00"), "with its offset"),
    (lambda header: header["run"].update(busy_s="long"), "run.busy_s is no number"),
    (lambda header: header["plan"].update(models=[]), "names no model"),
    (lambda header: header["plan"].update(models=[1]), "plan.models is no list of texts"),
    (lambda header: header["plan"].update(samples=0), "plan.samples is no whole number from 1"),
    (lambda header: header["plan"]["dial"].update(mode="budget"), "plan.dial.tokens"),
    (lambda header: header["exam"].update(instruction="other"), "are not those that the run"),
    (lambda header: header["exam"]["questions"].pop(), "are not those that the run"),
    (lambda header: header["exam"]["questions"][0].pop("gold"), "exam.questions.gold is missing"),
]


@pytest.mark.parametrize(("change", "said"), BROKEN_HEADERS)
def test_a_broken_header(here, content, change, said):
    refused(here, changed(content, 0, change), f"line 1 of run.jsonl is broken: .*{said}")


def sure(**changes):
    return {name: getattr(SURETY, name) for name in SURETY.__slots__} | changes


BROKEN_SAMPLES = [
    (lambda line: line.pop("answer"), "answer is missing"),
    (lambda line: line.update(thinking=None), "thinking is no text"),
    (lambda line: line.update(answer="\ud800"), "answer is no text"),
    (lambda line: line.update(position=4), "no sample 1 of question 4"),
    (lambda line: line.update(sample=2), "no sample 2 of question 1"),
    (lambda line: line.update(position=0, sample=1), "its question is another"),
    (lambda line: line.update(position=True), "position is no whole number"),
    (lambda line: line["question"].update(id="x"), "its question is another"),
    (lambda line: line.update(finish_reason=None), "finish_reason is no text"),
    (lambda line: line.update(finish_reason="end"), "finish_reason is no value of stop"),
    (lambda line: line.update(attempts=2**70), "attempts is no whole number"),
    (lambda line: line.update(usd=-1), "usd is no number from 0"),
    (lambda line: line.update(usd=float("nan")), "usd is no number from 0"),
    (lambda line: line.update(usd=10**400), "usd is no number from 0"),
    (lambda line: line.update(finished_at="0001-01-01T00:00:00+14:00"), "finished_at is no time"),
    (lambda line: line["usage"].update(prompt="ten"), "usage.prompt is no whole number"),
    (lambda line: line["usage"].update(raw=[1]), "usage.raw is no object"),
    (lambda line: line["verdicts"][0].update(outcome="great"), "verdicts.outcome is no value"),
    (lambda line: line["cost"].update(elsewhere=[{"model": "o1"}]), "at is missing"),
    (lambda line: line.update(surety=sure(logprob=0.5)), "surety.logprob is no number up to 0"),
    (lambda line: line.update(surety=sure(trail=[1, "x"])), "surety.trail is no number"),
    (lambda line: line.update(surety=sure(tokens=0)), "surety.tokens is no whole number"),
    (lambda line: line["generation"].update(id=7), "generation.id is no text"),
    (lambda line: line["generation"].update(model="o1"), "drawn from another model"),
    (lambda line: line["generation"]["params"].update(top_p=0.1), "drawn from another model"),
    (lambda line: line["generation"]["dial"].update(mode="max"), "drawn from another model"),
    (lambda line: line["generation"].update(created_at="soon"), "created_at is no time"),
]


@pytest.mark.parametrize(("change", "said"), BROKEN_SAMPLES)
def test_a_broken_sample(here, content, change, said):
    refused(here, changed(content, 4, change), f"line 5 of run.jsonl is broken: .*{said}")


@pytest.mark.parametrize("line", [b"\n", b"{}\n", b"nonsense\n", b"\xff\n", b"[" * 99_999 + b"\n"])
def test_a_line_that_is_no_sample(here, content, line):
    lines = content.splitlines(keepends=True)
    lines[5] = line
    refused(here, b"".join(lines), "line 6 of run.jsonl is broken: ")


def test_lines_out_of_order_or_too_many(here, content):
    lines = content.splitlines(keepends=True)
    swapped = [*lines[:3], lines[4], lines[3], *lines[5:]]
    refused(here, b"".join(swapped), "line 5 of run.jsonl is broken: it is out of order")
    twice = [*lines[:3], lines[2], *lines[4:]]
    refused(here, b"".join(twice), "line 4 of run.jsonl is broken: it is out of order")
    refused(here, content + lines[-1], "goes on after its 7 samples")


@pytest.mark.parametrize("depth", [500, 900, 980, 2000])
def test_a_deeply_nested_line_breaks_nothing(here, content, depth):
    lines = content.splitlines(keepends=True)
    nested = b'[{"x":' + b"[" * depth + b"]" * depth + b"}]"
    lines[1] = lines[1].replace(b'"raw":[]', b'"raw":' + nested)
    with suppress(ProblemError):
        take(here, b"".join(lines))
    assert counts(here)["samples"] in {0, 7}
    assert counts(here)["runs"] == bool(counts(here)["samples"])


def test_a_line_without_an_end_is_not_read_on_and_on(here, content, monkeypatch):
    monkeypatch.setattr(run_import, "LARGEST_LINE", len(content.splitlines()[0]) + 1)
    endless = content.splitlines(keepends=True)[0] + b" " * 10_000
    refused(here, endless, "run.jsonl has a line of over")


def test_a_killed_import_leaves_nothing(here, content, tmp_path):
    file = tmp_path / "run.jsonl"
    file.write_bytes(content)
    done = subprocess.run([sys.executable, "-c", KILLED, tmp_path / "here.db", file])
    assert done.returncode == 9
    assert counts(here) == NOTHING
    assert not take(here, content).known


def test_others_write_while_it_comes_in(here, content, monkeypatch):
    monkeypatch.setattr(run_import, "BATCH", 2)
    numbers = []

    def meanwhile(count):
        numbers.append(here.runs.create(an_exam(), PLAN).number)

    imported = import_run(here.runs, BytesIO(content), "run.jsonl", meanwhile)
    assert numbers == [1, 2, 3, 4]
    assert imported.number == 5


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_damage_to_a_file_brings_half_of_it_in(here, content, data):
    damage = data.draw(st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255))))
    damaged = bytearray(content)
    for place, byte in damage:
        damaged[place] = byte
    before = counts(here)
    try:
        imported = take(here, bytes(damaged))
    except ProblemError:
        assert counts(here) == before
    else:
        assert here.runs.run(imported.number).ledger.total.samples == 7
        here.runs.delete(imported.number)
        with here._database.writing() as connection:
            connection.execute("DELETE FROM generations")
