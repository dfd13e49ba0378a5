"""What the lines of a run say where a strategy decides."""

from dataclasses import replace

from core.runs.run_samples import PLAN, an_exam
from core.state.run_values import a_run, tallies_of
from jevons.core.runs.answers import QuestionAnswer
from jevons.core.runs.run import Caps, Ledger
from jevons.core.state import run as state
from jevons.core.state.figures import measure
from jevons.core.strategies.registry import parse_spelled, to_json
from jevons.screens.run_lines import compact_ledger, summary_lines
from jevons.screens.run_rows import question_heading, question_line
from jevons.widgets.signs import signs

EXAM = an_exam()
SIGNS = signs(ascii_only=False)


def a_view(strategy="adaptive-consistency:most=8"):
    decides = parse_spelled(strategy)
    plan = replace(PLAN, samples=8, strategy=to_json(decides), caps=Caps(usd=1.0))
    tallies = tallies_of("✓✓✓✗", "✗✗✗✓✗✗", "")
    run = a_run(tallies, plan=plan, answered=1, right=1.0)
    run = replace(run, ledger=Ledger(12, run.ledger.tallies))
    answers = {
        0: QuestionAnswer(0, 4, 1, "correct", 1.0, "a", 0, ("a",), samples=4),
        1: QuestionAnswer(1, 8, 1),
    }
    view = state.opened(run, EXAM, tallies, answers, 0.0)
    clusters = [question.cluster for question in EXAM.questions]
    return replace(view, figures=measure(tallies, clusters, answers))


def text_of(lines):
    return ["".join(piece.text for piece in line) for line in lines]


def test_the_accuracy_is_told_of_answers_and_of_samples():
    lines = text_of(summary_lines(a_view(), 120, SIGNS, whole=True))
    assert "1 of 3 answered" in lines[0]
    accuracy = next(line for line in lines if line.startswith(" accuracy"))
    assert "100.0 %" in accuracy
    assert " of answers" in accuracy
    assert accuracy.endswith(" of samples")


def test_the_ledger_says_what_was_asked_for_and_may_come():
    assert "= 12 asked for (at most 24)" in text_of(compact_ledger(a_view().run, 200, SIGNS))[-1]


def test_what_shared_out_dollars_is_said_to_go_by_votes():
    lines = " ".join(text_of(summary_lines(a_view("greedy:most=8"), 160, SIGNS, whole=True)))
    assert "where an answer was not stable yet, right or wrong" in lines
    assert "stable" not in " ".join(text_of(summary_lines(a_view(), 160, SIGNS, whole=True)))


def test_each_question_has_the_sign_of_its_answer():
    view = a_view()
    heading = text_of([question_heading(view, 80)])[0]
    lines = [text_of([question_line(view, n, ["correct"], None, 80, SIGNS)])[0] for n in range(3)]
    right = heading.index("right")
    assert [line[:right].split()[1:] for line in lines] == [["✓"], ["·"], ["·"]]
    assert [line[right:].split()[0] for line in lines] == ["3/4", "1/6", "–"]
