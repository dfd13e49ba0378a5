"""What strategies came to: worked out of samples, kept, exported, brought in again."""

import json
from dataclasses import replace
from io import BytesIO

import pytest

from core.runs.run_samples import PLAN, a_sample, a_verdict, an_exam
from jevons.core.problems import ProblemError
from jevons.core.records import FinishReason, Outcome, Timing, Usage
from jevons.core.runs.library import Library
from jevons.core.runs.run import INDEPENDENT, Caps, RunState
from jevons.core.runs.transfer.run_export import RunFormat, write_run
from jevons.core.runs.transfer.run_import import import_run
from jevons.core.runs.transfer.run_snapshot import take_snapshot
from jevons.core.state.figures import measure, scores_of, settled, usd_per_right
from jevons.core.strategies.registry import parse_spelled, to_json

EXAM = an_exam(4)


@pytest.fixture
def store(tmp_path):
    library, problems = Library.open(tmp_path / "here.db")
    assert not problems
    yield library.runs
    library.close()


@pytest.fixture
def elsewhere(tmp_path):
    library, problems = Library.open(tmp_path / "there.db")
    assert not problems
    yield library.runs
    library.close()


def a_run(store, strategy="adaptive-consistency:most=8", **fields):
    decides = parse_spelled(strategy)
    plan = replace(PLAN, samples=decides.at_most, strategy=to_json(decides), **fields)
    run = store.create(EXAM, plan)
    store.begin(run.number)
    return run.number


def drawn(question, letters, first=0):
    """Samples with these answers: `a` is right, `-` none, `s` one that was stopped."""
    return [_drawn(question, place, letter) for place, letter in enumerate(letters, first)]


def _drawn(question, place, letter):
    outcomes = {"a": Outcome.CORRECT, "-": Outcome.UNPARSED, "s": Outcome.STOPPED}
    outcome = outcomes.get(letter, Outcome.INCORRECT)
    sample = a_sample(question, place, outcome, exam=EXAM)
    generation = replace(
        sample.generation,
        usage=Usage(prompt=10, thinking=30 + place, answer=5),
        timing=Timing(total_s=2.0 + place),
        finish_reason=FinishReason.CANCELLED if letter == "s" else FinishReason.STOP,
    )
    key = letter if letter.isalpha() and letter != "s" else None
    return replace(
        sample, generation=generation, verdict=a_verdict(outcome, extracted=key, key=key)
    )


def answered(store):
    """A run that answered three questions, and waits for samples of the fourth."""
    number = a_run(store)
    for question, letters in enumerate(["aaaa", "abab-b", "bbbb", "ab"]):
        store.put(number, drawn(question, letters))
    store.put(number, drawn(1, "bb", first=6))
    store.decide(number)
    return number


def test_answers_follow_from_the_samples(store):
    number = answered(store)
    found = store.answers(number)
    assert [found[q].outcome for q in range(4)] == ["correct", "incorrect", "incorrect", ""]
    assert [found[q].samples for q in range(4)] == [4, 8, 4, 0]
    assert [found[q].asked for q in range(4)] == [4, 8, 4, 4]
    assert [found[q].rounds for q in range(4)] == [1, 2, 1, 0]
    first = found[0]
    assert (first.key, first.sample, first.tied, first.score) == ("a", 0, ("a",), 1.0)
    assert (first.thinking_tokens, first.answer_tokens, first.seconds) == (126, 20, 5.0)


def test_the_ledger_adds_up_to_what_was_asked_for(store):
    run = store.run(answered(store))
    assert (run.planned, run.ledger.missing, run.at_most) == (20, 2, 32)
    assert run.ledger.total.samples + run.ledger.missing == run.planned
    assert (run.answered, run.right) == (3, 1.0)


def test_the_accuracy_is_that_of_the_answers(store):
    number = answered(store)
    tallies, answers = store.tallies(number), store.answers(number)
    clusters = [question.cluster for question in EXAM.questions]
    figures = measure(tallies, clusters, answers)
    assert figures.accuracy.value == pytest.approx(1 / 3)
    assert figures.of_samples.value == pytest.approx((1 + 2 / 8 + 0 + 1 / 2) / 4)
    assert figures.graded == 18 + 3
    assert scores_of(tallies, answers) == {0: 1.0, 1: 0.0, 2: 0.0}
    steps = settled(store.finished(number), clusters, 10, answers)
    assert [step.questions for step in steps][-1] == 3
    per_right = usd_per_right(tallies, clusters, answers)
    assert per_right.value == pytest.approx(sum(answers[q].usd for q in range(3)))


def test_tied_answers_are_worth_their_mean(store):
    number = a_run(store, "self-consistency:samples=4")
    store.put(number, drawn(0, "abab"))
    store.decide(number)
    answer = store.answers(number)[0]
    assert set(answer.tied) == {"a", "b"}
    assert answer.score == 0.5


def test_what_was_stopped_is_no_fault_of_the_model(store):
    number = a_run(store, "short:m=1,k=4")
    store.put(number, drawn(0, "assb"))
    store.decide(number)
    answer, run = store.answers(number)[0], store.run(number)
    assert (answer.outcome, answer.samples, answer.sample) == ("correct", 4, 0)
    assert run.ledger.count(Outcome.STOPPED) == 2
    tallies = store.tallies(number)
    clusters = [question.cluster for question in EXAM.questions]
    assert measure(tallies, clusters).accuracy.value == 0.5, "of the two that were not"
    key = run.plan.pool_key(EXAM.messages(EXAM.questions[0]))
    assert sorted(store.pooled(key, 4)) == [0, 3]


def test_other_verdicts_give_other_answers(store):
    number = answered(store)
    store.grade(number, [(2, place, a_verdict(key="a")) for place in range(4)])
    store.grade(number, [(0, 0, a_verdict(Outcome.INCORRECT, key="c"))])
    store.decide(number)
    found = store.answers(number)
    assert found[2].outcome == "correct"
    assert not found[0].is_found, "three against one is not enough, and more are missing"
    assert found[0].asked == 8


@pytest.mark.parametrize(
    ("strategy", "fields"),
    [("adaptive-consistency:most=8", {}), ("greedy:most=8", {"caps": Caps(usd=4.0)})],
)
def test_an_imported_run_has_the_same_answers(store, elsewhere, strategy, fields):
    number = a_run(store, strategy, **fields)
    for question, letters in enumerate(["aaaa", "ababbbab", "bbbb", "abcd"]):
        store.put(number, drawn(question, letters))
    store.decide(number)
    store.tell(number, RunState.FINISHED, 1.0)
    file = BytesIO()
    write_run(take_snapshot(store, number), RunFormat.JSONL, file)
    header = json.loads(file.getvalue().splitlines()[0])
    assert [row["key"] for row in header["answers"]][:1] == ["a"]
    assert header["ledger"]["planned"] == store.run(number).planned
    imported = import_run(elsewhere, BytesIO(file.getvalue()), "run.jsonl")
    assert elsewhere.answers(imported.number) == store.answers(number)
    assert elsewhere.run(imported.number).plan == store.run(number).plan
    again = BytesIO()
    write_run(take_snapshot(elsewhere, imported.number), RunFormat.JSONL, again)
    assert again.getvalue() == file.getvalue()


def test_a_run_by_a_strategy_of_a_newer_jevons_is_not_brought_in(store, elsewhere):
    number = answered(store)
    file = BytesIO()
    write_run(take_snapshot(store, number), RunFormat.JSONL, file)
    newer = file.getvalue().replace(b"adaptive-consistency", b"best-of-all-worlds--")
    with pytest.raises(ProblemError, match="no strategy best-of-all-worlds"):
        import_run(elsewhere, BytesIO(newer), "run.jsonl")


def test_a_run_without_strategy_has_no_answers(store):
    run = store.create(EXAM, PLAN)
    store.decide(run.number)
    assert run.plan.strategy == INDEPENDENT
    assert store.answers_if_any(run) is None
    assert (run.planned, run.at_most, run.answered) == (8, 8, 0)
