"""Answers that are wrong, some by very little."""

import pytest

from jevons.core.exams.grading.equivalence import compare

NUMBERS = [
    ("18", "17"), ("18", "19"), ("18", "-18"), ("18", "180"), ("18", "1.8"), ("18", "18.5"),
    ("18", "81"), ("1800", "1,8000"), ("1800", "1.800"), ("0.5", "1/3"), ("0.5", "0.05"),
    (r"\frac{1}{2}", "0.51"), (r"\frac{1}{2}", r"-\frac12"), (r"\frac{1}{2}", "2"),
    (r"\frac{1}{2}", r"\frac{1}{3}"), (r"\frac{3}{2}", r"\frac{2}{3}"), ("3.5", "3"),
    (r"3\frac{1}{2}", r"\frac{3}{2}"), ("2000", r"2\times 10^4"), ("2000", r"2\times 10^{-3}"),
    ("3.21", "3.210001"), ("3.21", "3.2"), ("3.21", "3.21000001"), ("3.21", "3.12"),
    (r"\frac13", "0.3333"), (r"\frac13", "0.33"), (r"\frac13", "0.3333334"),
    (r"\frac13", "0.333334"), (r"\frac23", "0.666666"), ("1/8", "0.125000001"), ("2:3", "3:2"),
    ("11:30", "11:31"), ("3", r"\text{two}"), ("5", "5 or 6"), ("5", r"\pm 5"), (r"\pm 5", "5"),
    ("2", "2, 2"), ("120", "5!+1"), ("1024", "2^{9}"), ("073", "37"),
]  # fmt: skip
UNITS = [
    (r"5.4 \text{ cents}", "5.4 dollars"), (r"5.4 \text{ cents}", "54"), ("5 km", r"5\text{ m}"),
    ("5 km", "5 miles"), (r"15\mbox{ cm}^2", r"15\text{ m}^2"), ("3 hours", "3 minutes"),
    (r"15\mbox{ cm}^2", "15 mm^2"), (r"15\mbox{ cm}^2", "15 cm^3"),
    (r"864 \mbox{ inches}^2", "864 square feet"),
    (r"90^\circ", "90 radians"), (r"90^\circ", r"\frac{\pi}{2}"), (r"90^\circ", r"89^\circ"),
    (r"\$18.90", "18.90 cents"), (r"\$18.90", "1890"), ("2000000", "2"), ("2 million", "3"),
    ("2 million", "2 billion"), ("2", "2 million"), ("5 dollars", "50 cents"),
]  # fmt: skip
PERCENT = [
    (r"10\%", "1"), (r"10\%", r"0.1\%"), (r"10\%", "100"), (r"10\%", "0.01"), ("10", "10%"),
    ("0.1", "0.1%"), ("5", "50%"), (r"10\%", "-10"),
]  # fmt: skip
EXACT = [
    (r"11\sqrt2", r"11\sqrt3"), (r"11\sqrt2", "22"), (r"11\sqrt2", r"-11\sqrt2"),
    (r"11\sqrt2", r"\sqrt{22}"), (r"\sqrt{51}", "7.14"), (r"\sqrt{51}", r"\sqrt{52}"),
    (r"1+2\sqrt3", r"1-2\sqrt3"), (r"1+2\sqrt3", r"3\sqrt3"), (r"288 \pi", "288"),
    (r"288 \pi", r"287\pi"), (r"18+2\pi", r"20\pi"), (r"\frac{20000}{\pi}", r"20000\pi"),
    (r"\pi", "3.14"), (r"\pi", r"\frac{22}{7}"), (r"\pi", "3.141592"), ("6 - 5i", "6+5i"),
    ("6 - 5i", "5-6i"), ("6 - 5i", "6-5"), ("1+274i", "275i"), (r"\infty", r"-\infty"),
    (r"\infty", "100"), (r"\pi^2", r"2\pi"),
]  # fmt: skip
FORMULAS = [
    ("p - q", "q - p"), ("p - q", "p + q"), ("p - q", "p"), ("(a+5)(b+2)", "(a+2)(b+5)"),
    ("2k+2", "2k-2"), ("2k+2", "2n+2"), ("2k", "k"), ("2k", "2"), ("3R^2", "3r^2"), ("3", "3x"),
    ("5r^5", "5r^4"), (r"\frac{11+9a}{20}", r"\frac{11-9a}{20}"), ("x^5", "5x"),
    ("x^3+3x-6", "x^3+3x+6"), (r"\frac{x+1}{x-1}", r"\frac{x-1}{x+1}"), ("x=5", "6"),
    ("x=5", "x=-5"), ("x=5", "y=5"), ("y = 2x + 3", "y=2x-3"), ("y = 2x + 3", "x=2y+3"),
    ("y = 2x + 3", "3x+2"), ("5x - 7y + 11z + 4 = 0", "5x - 7y + 11z - 4 = 0"),
    ("5x - 7y + 11z + 4 = 0", "5x - 7y + 11z + 4"), ("y=5", "5y"), ("-2", "y = -2x"),
]  # fmt: skip
BASES = [
    ("52_8", "52_9"), ("52_8", "42"), ("52_8", "25_8"), ("52_8", "53_8"), ("40", "40_9"),
    ("101_2", "5"), ("204_5", "204_4"), ("204_5", "-204_5"),
    ("11", "1011_2"), ("1F_{16}", "1E_{16}"),
]  # fmt: skip
TUPLES = [
    ("(6,31,-1)", "(31,6,-1)"), ("(6,31,-1)", "(6,31,1)"), ("(6,31,-1)", "(6,31)"),
    ("(6,31,-1)", "(6,31,-1,0)"), ("(-2,1)", "(1,-2)"), ("(-2,1)", "1,-2"), ("(-2,1)", "-2"),
    ("(6,31,-1)", "[6,31,-1)"),
    ("(3,5)", "x = 5, y = 3"), ("(1,2,3)", r"\langle 1,3,2\rangle"),
]  # fmt: skip
SETS = [
    (r"\{1,2,3\}", r"\{1,2\}"), (r"\{1,2,3\}", r"\{1,2,3,4\}"), (r"\{1,2,3\}", r"\{1,2,4\}"),
    (r"\{1,2\}", "(1,2)"), (r"\{1,2\}", "[1,2]"), ("1,-2", "1"), ("1,-2", "1,2"),
    ("1,-2", "-1,2"), ("1,-2", "1,-2,0"), (r"1 \pm \sqrt{19}", r"1+\sqrt{19}"),
    (r"1 \pm \sqrt{19}", r"-1\pm\sqrt{19}"), ("3, 5, 7", "3, 5"), ("3, 5, 7", "357"),
    ("1, 1, 2", "1, 2, 2"), (r"\{1,2\}", r"\emptyset"), ("100, 200", "100200"),
]  # fmt: skip
INTERVALS = [
    ("(3,4]", "(3,4)"), ("(3,4]", "[3,4]"), ("(3,4]", "[3,4)"), ("(3,4]", "(3,5]"),
    ("(3,4]", "3,4"), (r"(-\infty, 0]", r"(-\infty,0)"), (r"(-\infty, 0]", "x<0"),
    (r"(-\infty, 0]", r"x\ge 0"), (r"(2,\infty)", r"x\ge 2"), (r"(2,\infty)", r"(-\infty,2)"),
    (r"x \in [-2,7]", "(-2,7)"), (r"x \in [-2,7]", "-2<x<7"), (r"x \in [-2,7]", r"[-7,2]"),
    ("(2,4)", "[2,4]"), (r"(5,\infty)", "5"), (r"(-\infty,\infty)", r"\emptyset"),
]  # fmt: skip
M = r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"
COLUMN = r"\begin{pmatrix} -2 \\ -14 \\ -7 \end{pmatrix}"
MATRICES = [
    (M, r"\begin{pmatrix} 1 & 3 \\ 2 & 4 \end{pmatrix}"),
    (M, r"\begin{pmatrix} 3 & 4 \\ 1 & 2 \end{pmatrix}"),
    (M, r"\begin{pmatrix} 1 & 2 \\ 3 & 5 \end{pmatrix}"),
    (M, r"\begin{pmatrix} 1 & 2 & 3 & 4 \end{pmatrix}"),
    (M, "(1,2,3,4)"),
    (M, "[[1,3],[2,4]]"),
    (M, "-2"),
    (COLUMN, r"\begin{pmatrix} -14 \\ -2 \\ -7 \end{pmatrix}"),
    (COLUMN, r"\begin{pmatrix} -2 \\ -14 \end{pmatrix}"),
    (COLUMN, "(-2,-14)"),
]
WORDS = [
    (r"\text{even}", "odd"), (r"\text{even}", "neve"), (r"\text{even}", "5"),
    (r"\text{Evelyn}", "Eve"), (r"\text{east}", "west"), ("5", r"\text{even}"),
    (r"\text{ellipse}", r"\text{hyperbola}"), (r"\text{no}", r"\text{yes}"),
]  # fmt: skip

ALL = [*NUMBERS, *UNITS, *PERCENT, *EXACT, *FORMULAS, *BASES, *TUPLES, *SETS, *INTERVALS,
       *MATRICES, *WORDS]  # fmt: skip


@pytest.mark.parametrize(("gold", "answer"), ALL)
def test_wrong_answers(gold, answer):
    assert compare(gold, answer).equal is False


@pytest.mark.parametrize(
    ("gold", "answer", "question"),
    [
        ("10", "11%", "What percent of them is it?"),
        ("10", "0.1%", "What percent of them is it?"),
        ("2", "2 billion", "How many million people live there?"),
        ("2516", "2516_9", "Write it in base 8."),
        ("2", "2m", "Find $m$."),
        ("(2,4)", "2, 4", "Give the answer in interval notation."),
        (r"5m", "5", "Find $m$."),
    ],
)
def test_wrong_answers_to_their_question(gold, answer, question):
    assert compare(gold, answer, question).equal is False


@pytest.mark.parametrize(
    ("gold", "answer"),
    [
        (r"\cot x", r"\tan x"),
        (r"\sqrt[3]{16}", r"\sqrt{16}"),
        (r"x \ne 3", "x = 3"),
        (r"\{x | x > 2\}", "x > 3"),
        (r"(0,9) \cup (9,36)", "(0,9) \\cup [9,36)"),
        ("9", "16 - 3 - 4 = 8"),
        ("5", "5+"),
        ("42", "4 2"),
        ("5", "9^{9^{9^{9}}}"),
    ],
)
def test_wrong_answers_that_are_left_open(gold, answer):
    assert compare(gold, answer).equal is None
