"""No text makes grading raise, hang or contradict itself."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.core.exams.grading.boxes import last_box
from jevons.core.exams.grading.equivalence import compare, key_of
from jevons.core.exams.grading.grader import Grader
from jevons.core.exams.grading.notation import cleaned
from jevons.core.records import AnswerKind, FinishReason, Outcome
from replies import question, reply

PIECES = [
    r"\frac", r"\sqrt", r"\boxed{", r"\text{", r"\begin{pmatrix}", r"\end{pmatrix}", r"\\", "&",
    r"\{", r"\}", "{", "}", "(", ")", "[", "]", "|", ",", ";", "^", "_", "!", "+", "-", "*", "/",
    "=", "<", r"\le", r"\in", r"\cup", r"\pm", r"\infty", r"\pi", "i", "x", "y", "1", "2", "30",
    "0", "0.5", "9999", "%", r"\%", "$", r"\$", " ", "\n", "#### ", "Answer: ", "cm", "million",
    " or ", " and ", "^\\circ", r"\left", r"\right", ":", "(B)", "base", "**", "even", "sin", "√",
]  # fmt: skip
FORMULAS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
TEXTS = st.text(max_size=200) | FORMULAS | st.text(string.printable, max_size=200)
WHOLE = st.integers(-(10**9), 10**9)


@pytest.fixture(scope="module")
def grader():
    return Grader(checkers=lambda _: None)


@given(TEXTS, TEXTS, TEXTS, st.sampled_from(AnswerKind), st.sampled_from(FinishReason))
@settings(max_examples=400, deadline=None)
def test_any_reply_has_a_verdict_or_is_left_open(grader, gold, text, answer, kind, finish):
    if kind is AnswerKind.CHECKED:
        kind = AnswerKind.NUMBER
    verdict = grader.grade_fast(question(gold, kind, text=text), reply(answer, finish))
    if verdict:
        found = verdict.outcome in {Outcome.CORRECT, Outcome.INCORRECT}
        assert (verdict.extracted is not None) == found
        assert (verdict.key is not None) == found
        assert verdict.how


@given(TEXTS, TEXTS)
@settings(max_examples=400, deadline=None)
def test_any_two_answers_can_be_compared(gold, answer):
    compare(gold, answer)
    assert isinstance(key_of(answer, gold), str)


@given(FORMULAS)
@settings(max_examples=300, deadline=None)
def test_an_answer_is_not_different_from_itself(text):
    assert compare(text, text).equal is not False


@given(FORMULAS, FORMULAS)
@settings(max_examples=300, deadline=None)
def test_equal_either_way_round(one, other):
    if "%" in one + other or "million" in one + other:
        return  # a bare number may stand for percent where the right answer has the sign
    if "base" in one + other or "_" in one + other:
        return  # digits may lack their base where the right answer has it
    assert compare(one, other).equal is compare(other, one).equal


@given(WHOLE, WHOLE.filter(bool), st.sampled_from([r"\frac{%d}{%d}", "%d/%d", r"\dfrac{%d}{%d}"]))
def test_rationals(above, below, form):
    text = form % (above, below)
    assert compare(f"{above}/{below}", text).equal is True
    assert compare(f"{above + 1}/{below}", text).equal is False
    assert key_of(text) == key_of(f"{-above}/{-below}".replace("--", ""))


@given(WHOLE, WHOLE)
def test_whole_numbers(one, other):
    assert compare(str(one), f"{other:,}").equal is (one == other)
    assert (key_of(str(one)) == key_of(f"{other:,}")) is (one == other)


@given(st.lists(WHOLE, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_order_counts_in_points_alone(items, random):
    shuffled = random.sample(items, len(items))
    listed, other = (", ".join(map(str, them)) for them in (items, shuffled))
    assert compare(f"({listed})", f"({other})").equal is (items == shuffled)
    assert compare(rf"\{{{listed}\}}", rf"\{{{other}\}}").equal is True
    assert key_of(rf"\{{{listed}\}}") == key_of(rf"\{{{other}\}}")


LONG = 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        "9" * LONG,
        "1," * (LONG // 2),
        "1,234" * (LONG // 5),
        ",234" * (LONG // 4),
        " " * LONG,
        "\n" * LONG,
        "a" * LONG,
        "(" * LONG,
        "{" * LONG,
        "$" * LONG,
        "\\" * LONG,
        "#### " * (LONG // 5),
        "answer " * (LONG // 7),
        "answer: " * (LONG // 8),
        "answer\n" * (LONG // 7),
        "Answer to " * (LONG // 10),
        r"\boxed{" * (LONG // 7),
        r"\boxed{1}" * (LONG // 9),
        r"\boxed{" + "9" * LONG + "}",
        r"\boxed{" + "(" * LONG + "}",
        r"\frac{1}{" * (LONG // 9),
        "Answer: " + r"\(" * (LONG // 2),
        "Answer: " + "$" * LONG,
        "Answer: " + "9" * LONG,
        "Answer: " + "1=" * (LONG // 2),
        "Answer: 6" + ". A" * (LONG // 3),
        "x^" * (LONG // 2),
        "Confidence: " * (LONG // 12),
        "(A) " * (LONG // 4),
        "A. " * (LONG // 3),
        "correct option is " * (LONG // 18),
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_reply_of_a_million_characters(grader, text):
    for kind in (AnswerKind.NUMBER, AnswerKind.CHOICE):
        verdict = grader.grade_fast(question("5", kind), reply(text))
        assert verdict is None or verdict.outcome is not Outcome.CORRECT


@pytest.mark.parametrize(
    "text",
    ["9^9^9^9", "9^{9^{9^{9}}}", "10^{10^{10}}", "99999!", "((9!)!)!", "1e999999999", "2^" * 400,
     r"\binom{99999}{500}", "(" * 400 + ")" * 400, r"\sqrt" * 190 + "2", r"\frac" * 190,
     "sin " * 240, "(a+b+c+d+e)^{20}", "((((x+y)^9)^9)^9)^9", "{" * 499 + "}" * 499, "1" * 900,
     "(a+b)(c+d)(e+f)(g+h)(j+k)(l+m)(n+o)(p+q)" * 20, r"\sqrt{" + "7" * 900 + "}",
     "," * 999, "1," * 499, "(1," * 300, r"\cup" * 240, "=" * 999, "x<" * 400, "|" * 999,
     r"\text{" * 160, r"\begin{pmatrix}" + "&" * 900 + r"\end{pmatrix}", "0." + "3" * 900],
    ids=lambda text: repr(text[:20]),
)  # fmt: skip
def test_nothing_blows_up(text):
    assert compare("5", text).equal is not True
    compare(text, text)
    key_of(text)
    cleaned(text)
    last_box(text)
