import pytest

from jevons.core.exams.grading.appearance import first_appearance
from jevons.core.exams.grading.equivalence import key_of
from jevons.core.records import AnswerKind, Outcome, Question, Verdict

TEXT = "A farmer keeps some apples. How many?"


def place(thought, answer, kind=AnswerKind.NUMBER, text=TEXT, gold="12"):
    question = Question("q", text, gold, kind)
    key = key_of(answer, gold, text) if kind in {AnswerKind.NUMBER, AnswerKind.MATH} else answer
    verdict = Verdict(Outcome.CORRECT, answer, key)
    share = first_appearance(question, verdict, thought)
    return None if share is None else round(share * len(thought))


@pytest.mark.parametrize(
    ("thought", "answer", "until"),
    [
        ("3 times 4 is 12. Wait, 12 it is.", "12", "3 times 4 is 12"),
        ("That makes 1,200 in all, so 1200.", "1200", "That makes 1,200"),
        ("It is 120, then 112, then 12.0, so", "12", "It is 120, then 112, then 12.0"),
        ("half of it, 1/2, that is .5", "0.5", "half of it, 1/2"),
        ("so \\boxed{\\frac{1}{2}} and", "1/2", "so \\boxed{\\frac{1}{2}}"),
        ("first -3, then 3", "3", "first -3, then 3"),
    ],
)
def test_a_number_is_found_in_any_form(thought, answer, until):
    assert place(thought, answer) == len(until)


def test_what_never_stands_there_is_not_told():
    assert place("nothing here", "12") is None
    assert place("", "12") is None
    assert place("it is 12", "12", text="Is it 12 or 13?") is None
    question = Question("q", TEXT, "12", AnswerKind.NUMBER)
    silent = Verdict(Outcome.UNPARSED)
    assert first_appearance(question, silent, "it is 12") is None


def test_letters_are_found_where_they_are_a_choice():
    thought = "A look at all. It may be (C). So option B, the answer is B."
    assert place(thought, "B", AnswerKind.CHOICE) == thought.index("option B") + 8
    assert place(thought, "A", AnswerKind.CHOICE) is None


def test_words_are_found_whole_whatever_their_spaces():
    thought = "Not blueish; Dark  blue it is"
    assert place(thought, "dark blue", AnswerKind.TEXT) == thought.index(" it is")
    assert place(thought, "blue", AnswerKind.TEXT) == thought.index(" it is")
    assert place("dark blue", "dark blue", AnswerKind.TEXT, text="Dark blue or red?") is None
