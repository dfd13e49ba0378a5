"""A run as a table for spreadsheets."""

import csv
from dataclasses import replace

import pytest

from core.runs.run_samples import PLAN, a_sample, a_verdict, an_exam
from core.runs.transfer.exported_runs import a_mixed_run, exported
from jevons.core.exams.exam import Exam
from jevons.core.records import AnswerKind, Outcome, Question
from jevons.core.runs.library import Library
from jevons.core.runs.transfer.run_export import RunFormat
from jevons.core.runs.transfer.run_table import COLUMNS, TEXT_LIMIT


@pytest.fixture
def store(tmp_path):
    library, problems = Library.open(tmp_path / "library.db")
    assert not problems
    yield library.runs
    library.close()


def table(store, number):
    text = exported(store, number, RunFormat.CSV).decode()
    return list(csv.DictReader(text.splitlines()))


def saying(store, text):
    """The row of a sample that says `text` wherever it can."""
    question = Question(text, text, text, AnswerKind.TEXT, cluster=text)
    exam = Exam(text, (question,))
    run = store.create(exam, PLAN)
    verdict = a_verdict(Outcome.INCORRECT, extracted=text, key=text, how=text, grader=text)
    sample = a_sample(0, 0, exam=replace(an_exam(), questions=(question,)))
    generation = replace(sample.generation, problem=text, answer=text)
    store.put(run.number, [replace(sample, verdict=verdict, generation=generation)])
    [row] = table(store, run.number)
    return row


def test_a_row_a_sample_with_its_numbers(store):
    rows = table(store, a_mixed_run(store))
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["position"], row["sample"]) for row in rows] == [
        ("0", "0"), ("0", "1"), ("1", "0"), ("1", "1"), ("2", "0"), ("2", "1"), ("3", "0"),
    ]  # fmt: skip
    last = rows[-1]
    assert (last["question"], last["gold"], last["cluster"]) == ("sums/3", "6", "template-1")
    assert (last["outcome"], last["correct"], last["extracted"]) == ("correct", "1", "4")
    assert (last["prompt_tokens"], last["cached_tokens"]) == ("100", "40")
    assert (last["thinking_tokens"], last["answer_tokens"]) == ("30", "5")
    assert (last["total_s"], last["ttft_s"], last["usd"]) == ("2.0", "0.25", "0.25")
    assert (last["seed"], last["attempts"], last["pooled"]) == ("300", "1", "0")


def test_what_is_not_known_is_empty(store):
    rows = table(store, a_mixed_run(store))
    ungraded, unpriced = rows[4], rows[5]
    assert (ungraded["outcome"], ungraded["correct"], ungraded["how"]) == ("ungraded", "", "")
    assert (unpriced["usd"], unpriced["ttft_s"]) == ("", "")
    assert rows[1]["confidence"] == "0.75"


def test_a_run_without_samples_has_a_heading(store):
    run = store.create(an_exam(), PLAN)
    assert exported(store, run.number, RunFormat.CSV).decode() == ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize(
    "first", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r\n@", " -"]
)
def test_no_text_is_a_formula(store, first):
    row = saying(store, f"{first}HYPERLINK(A1)")
    texts = [row[name] for name in ("question", "gold", "cluster", "extracted", "key", "how")]
    assert texts == [f"'{first.strip()}HYPERLINK(A1)"] * 6
    assert (row["grader"], row["problem"]) == (texts[0], texts[0])


@pytest.mark.parametrize("text", ['say "hi", then', "two\nlines", "bell\x07\x1b[2J", "a\u2028b"])
def test_a_text_is_one_harmless_line(store, text):
    row = saying(store, text)
    assert row["gold"].isprintable()
    assert row["gold"].startswith(text[:1])


def test_a_long_text_is_cut(store):
    assert len(saying(store, "x" * 5000)["gold"]) == TEXT_LIMIT
