"""A run as an eval log: its structure, and (where inspect-ai is installed) what Inspect reads."""

import io
import json
import shutil
import statistics
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest

from core.runs.run_samples import PLAN, a_sample, an_exam
from core.runs.transfer.exported_runs import HOSTILE, a_mixed_run, exported
from jevons.core.exams.exam import Exam
from jevons.core.records import AnswerKind, Dial, Question
from jevons.core.runs.library import Library
from jevons.core.runs.run import RunState
from jevons.core.runs.transfer.run_export import RunFormat, write_run
from jevons.core.runs.transfer.run_snapshot import take_snapshot


@pytest.fixture
def store(tmp_path):
    library, problems = Library.open(tmp_path / "library.db")
    assert not problems
    yield library.runs
    library.close()


def log_of(store, number):
    return zipfile.ZipFile(io.BytesIO(exported(store, number, RunFormat.INSPECT)))


def member(archive, name):
    return json.loads(archive.read(name))


@pytest.fixture
def archive(store):
    return log_of(store, a_mixed_run(store))


def test_its_members(archive):
    places = [(0, 1), (0, 2), (1, 1), (1, 2), (2, 1), (2, 2), (3, 1)]
    assert archive.namelist() == [
        "_journal/start.json",
        *(f"samples/sums/{question}_epoch_{epoch}.json" for question, epoch in places),
        "summaries.json",
        "reductions.json",
        "header.json",
    ]
    assert archive.testzip() is None
    assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_DEFLATED}


def test_the_header(archive):
    header = member(archive, "header.json")
    assert (header["version"], header["status"]) == (2, "success")
    spec = header["eval"]
    assert (spec["task"], spec["model"]) == ("sums", "r1")
    assert spec["config"]["epochs"] == 2
    assert spec["dataset"]["sample_ids"] == [f"sums/{n}" for n in range(4)]
    assert spec["model_generate_config"]["max_tokens"] == 64
    assert spec["metadata"]["plan"]["caps"]["usd"] == 5.0
    assert member(archive, "_journal/start.json")["eval"] == spec
    usage = header["stats"]["model_usage"]["r1"]
    assert usage["reasoning_tokens"] == 7 * 30
    assert usage["output_tokens"] == 7 * 35
    assert usage["input_tokens"] == 6 * 10 + (100 - 40) + (50 - 20)
    assert usage["input_tokens_cache_read"] == 40 + 20
    assert usage["total_tokens"] == 6 * 45 + 100 + 50 + 35
    assert usage["total_cost"] == pytest.approx(0.25 * 4 + 0.2)


def test_accuracy_is_that_of_the_questions(archive):
    results = member(archive, "header.json")["results"]
    scores = [0.5, 0.5, 0.0, 1.0]
    metrics = results["scores"][0]["metrics"]
    assert metrics["accuracy"]["value"] == statistics.mean(scores)
    # Two clusters of two: the sums of their residuals are 0 and 0.
    assert metrics["stderr"]["value"] == 0.0
    assert (results["total_samples"], results["completed_samples"]) == (8, 6)
    reduced = member(archive, "reductions.json")[0]["samples"]
    assert [sample["value"] for sample in reduced] == scores


def test_questions_without_a_cluster_stand_for_themselves(store):
    exam = an_exam(3)
    alone = Exam("alone", tuple(replace(question, cluster="") for question in exam.questions))
    run = store.create(alone, PLAN)
    store.put(run.number, [a_sample(n, 0, o, exam=alone) for n, o in enumerate(OUTCOMES)])
    metrics = member(log_of(store, run.number), "header.json")["results"]["scores"][0]["metrics"]
    assert metrics["stderr"]["value"] == pytest.approx(statistics.stdev([1, 0, 0]) / 3**0.5)


OUTCOMES = ("correct", "incorrect", "truncated")


def test_a_sample_shows_its_thinking_and_its_score(archive):
    sample = member(archive, "samples/sums/0_epoch_1.json")
    assert [message["role"] for message in sample["messages"]] == ["user", "assistant"]
    assert sample["messages"][0]["content"].startswith("What is 0 + 0?\n\nPlease reason")
    assert sample["messages"][1]["content"] == [
        {"type": "reasoning", "reasoning": HOSTILE},
        {"type": "text", "text": HOSTILE},
    ]
    assert sample["output"]["completion"] == HOSTILE
    score = sample["scores"]["jevons"]
    assert (score["value"], score["answer"], score["explanation"]) == ("I", "4", HOSTILE)
    assert [past["value"] for past in score["history"]] == ["C", "I"]
    assert score["history"][1]["provenance"]["author"] == "test-2"
    cut = member(archive, "samples/sums/0_epoch_2.json")
    assert cut["output"]["choices"][0]["stop_reason"] == "max_tokens"
    assert cut["scores"]["jevons"]["value"] == "C"


def test_a_failed_and_an_ungraded_sample(archive):
    failed = member(archive, "samples/sums/1_epoch_1.json")
    assert failed["error"]["message"] == "cut off again"
    assert failed["scores"]["jevons"]["value"] == "I"
    ungraded = member(archive, "samples/sums/2_epoch_1.json")
    assert ungraded["scores"] == {}
    assert [part["type"] for part in ungraded["messages"][1]["content"]] == ["text"]


def test_the_summaries_list_all_samples(archive):
    summaries = member(archive, "summaries.json")
    assert len(summaries) == 7
    assert summaries[0]["scores"]["jevons"]["value"] == "I"
    assert "history" not in summaries[0]["scores"]["jevons"]
    assert summaries[2]["error"] == "cut off again"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a//b", "a/./b", "a\0b", "", "x" * 300, "c:\\x"]
)
def test_no_id_leads_out_of_the_archive(store, name):
    question = Question(name, "2 + 2?", "4", AnswerKind.NUMBER)
    exam = Exam("odd", (*an_exam(1).questions, question))
    run = store.create(exam, PLAN)
    store.put(run.number, [a_sample(1, 0, exam=exam)])
    archive = log_of(store, run.number)
    assert archive.namelist()[1] == "samples/2_epoch_1.json"
    sample = member(archive, "samples/2_epoch_1.json")
    assert (sample["id"], sample["metadata"]["question_id"]) == (2, name)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (RunState.WAITING, "cancelled"),
        (RunState.CAPPED, "cancelled"),
        (RunState.FAILED, "error"),
        (RunState.FINISHED, "success"),
    ],
)
def test_how_it_ended(store, state, status):
    run = store.create(an_exam(), PLAN)
    store.tell(run.number, state, 0.0, "the key was refused")
    archive = log_of(store, run.number)
    header = member(archive, "header.json")
    assert header["status"] == status
    assert (header["error"] is not None) == (status == "error")
    assert header["results"]["scores"] == []
    assert member(archive, "summaries.json") == []


@pytest.mark.parametrize(
    ("dial", "most"), [(Dial.off(), 64), (Dial.budget(100), 164), (Dial.unlimited(), None)]
)
def test_the_most_tokens_are_those_of_the_thought_and_the_answer(store, dial, most):
    run = store.create(an_exam(), replace(PLAN, dial=dial))
    config = member(log_of(store, run.number), "header.json")["eval"]["model_generate_config"]
    assert (config["max_tokens"], config["reasoning_tokens"]) == (most, dial.tokens)


def test_the_same_run_gives_the_same_bytes(store):
    number = a_mixed_run(store)
    first, second = (exported(store, number, RunFormat.INSPECT) for _ in range(2))
    assert first == second


def test_it_can_be_written_to_a_pipe(store):
    number = a_mixed_run(store)
    out = io.BytesIO()
    out.seekable = lambda: False
    out.tell = raise_unsupported
    write_run(take_snapshot(store, number), RunFormat.INSPECT, out)
    assert zipfile.ZipFile(io.BytesIO(out.getvalue())).testzip() is None


def raise_unsupported():
    raise io.UnsupportedOperation


@pytest.fixture
def log_file(store, tmp_path):
    """The log of a run whose questions hang together by threes."""
    exam = an_exam(7)
    questions = [
        replace(question, cluster=f"c{n // 3}") for n, question in enumerate(exam.questions)
    ]
    exam = Exam("threes", tuple(questions))
    run = store.create(exam, PLAN)
    outcomes = [OUTCOMES[n % 3 and n % 2] for n in range(14)]
    store.put(run.number, [a_sample(n // 2, n % 2, o, exam=exam) for n, o in enumerate(outcomes)])
    store.tell(run.number, RunState.FINISHED, 1.0)
    file = tmp_path / "logs" / "run-1.eval"
    file.parent.mkdir()
    file.write_bytes(exported(store, run.number, RunFormat.INSPECT))
    return file


def test_inspect_reads_it_sample_by_sample(log_file):
    log_api = pytest.importorskip("inspect_ai.log")
    log = log_api.read_eval_log(str(log_file))
    assert (log.status, len(log.samples)) == ("success", 14)
    for sample in log.samples:
        alone = log_api.read_eval_log_sample(str(log_file), id=sample.id, epoch=sample.epoch)
        assert alone == sample
        thought, answer = sample.messages[-1].content
        assert (thought.type, answer.type) == ("reasoning", "text")
        assert sample.output.usage.reasoning_tokens == 30
        assert sample.output.completion == answer.text
        assert sample.scores["jevons"].value in {"C", "I"}
    summaries = log_api.read_eval_log_sample_summaries(str(log_file))
    assert [summary.uuid for summary in summaries] == sorted(s.uuid for s in log.samples)
    assert all(summary.completed for summary in summaries)


def test_inspect_comes_to_the_same_results(log_file):
    log_api = pytest.importorskip("inspect_ai.log")
    log = log_api.read_eval_log(str(log_file))
    ours = {name: metric.value for name, metric in log.results.scores[0].metrics.items()}
    reduced = [(score.sample_id, score.value) for score in log.reductions[0].samples]
    log_api.recompute_metrics(log)
    theirs = {name: metric.value for name, metric in log.results.scores[0].metrics.items()}
    assert ours == pytest.approx(theirs)
    assert 0 < ours["stderr"] < ours["accuracy"] < 1
    assert reduced == [(score.sample_id, score.value) for score in log.reductions[0].samples]


def test_inspect_reads_every_kind_of_sample(store, tmp_path):
    log_api = pytest.importorskip("inspect_ai.log")
    file = tmp_path / "mixed.eval"
    file.write_bytes(exported(store, a_mixed_run(store), RunFormat.INSPECT))
    samples = {(s.id, s.epoch): s for s in log_api.read_eval_log(str(file)).samples}
    assert samples["sums/0", 1].messages[-1].content[0].reasoning == HOSTILE
    assert len(samples["sums/0", 1].scores["jevons"].history) == 2
    assert samples["sums/1", 1].error.message == "cut off again"
    assert samples["sums/2", 1].scores == {}


def test_the_programs_of_inspect_take_it(log_file, tmp_path):
    pytest.importorskip("inspect_ai")
    inspect = shutil.which("inspect", path=str(sys.executable).rpartition("/")[0])
    dump = subprocess.run([inspect, "log", "dump", log_file], capture_output=True, check=True)
    assert len(json.loads(dump.stdout)["samples"]) == 14
    bundle = ["view", "bundle", "--log-dir", log_file.parent, "--output-dir", tmp_path / "view"]
    subprocess.run([inspect, *bundle], capture_output=True, check=True)
    listing = json.loads((tmp_path / "view" / "logs" / "listing.json").read_text())
    assert listing["run-1.eval"]["task"] == "threes"
