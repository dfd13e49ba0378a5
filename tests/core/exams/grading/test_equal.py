"""Answers that are right, in the many ways they are written."""

import pytest

from jevons.core.exams.grading.equivalence import compare, key_of

NUMBERS = [
    ("18", "18"), ("18", "18."), ("18", "18.0"), ("18", "+18"), ("18", "**18**"), ("18", "`18`"),
    ("18", "$18$"), ("18", r"\(18\)"), ("18", r"\[ 18 \]"), ("18", "１８"), ("-2", "−2"),
    ("1800", "1,800"), ("1800", "1{,}800"), ("1800", r"1\,800"), ("1800", r"1,\!800"),
    ("1800", "1 800"), ("58,500", "58500"), (r"10,\!080", "10080"),
    (r"11,\! 111,\! 111,\! 100", "11111111100"), ("073", "73"), ("0.5", ".5"), ("0.5", "1/2"),
    (r"\frac{1}{2}", "0.50"), (r"\frac{1}{2}", r"\dfrac12"), (r"\frac{1}{2}", r"\frac{2}{4}"),
    (r"\frac{1}{2}", "½"), (r"\frac 59", r"\frac{5}{9}"), ("3.5", "3 1/2"), ("3.5", "3½"),
    ("3.5", r"3\frac{1}{2}"), (r"\frac72", r"3\tfrac12"), ("-3.5", r"-3\frac{1}{2}"),
    ("2000", r"2\times 10^3"), ("2000", r"2 \cdot 10^{3}"), ("2000", "2×10^3"), ("2000", "2e3"),
    (".0000672", r"6.72\times10^{-5}"), ("1024", "2^{10}"), ("120", "5!"), ("3", r"\text{three}"),
    ("9", "16 - 3 - 4 = 9"), ("3", r"\approx 3"), ("2:3", "2 : 3"), ("5", "{5}"),
]  # fmt: skip
UNITS = [
    ("18", "$18"), ("18", r"\$18.00"), ("18", "18 dollars"), ("18", "18 eggs"), ("18", "USD 18"),
    ("18", r"18 \text{ dollars per day}"), ("18", "18 (dollars)"), ("18", "18 pages a week"),
    (r"\$32,\!348", "32348"), (r"\$32,\!348", "32,348 dollars"), ("5 dollars", "500 cents"),
    (r"5.4 \text{ cents}", "5.4"), (r"5.4 \text{ cents}", r"5.4\mbox{ cents}"),
    (r"864 \mbox{ inches}^2", "864"), (r"864 \mbox{ inches}^2", r"864\text{ in}^2"),
    (r"864 \mbox{ inches}^2", "6 square feet"), (r"15\mbox{ cm}^2", "15 square centimeters"),
    (r"15\mbox{ cm}^2", "15 cm²"), ("5 km", "5000 m".replace(" m", r"\text{ m}")),
    ("5", r"5\,\mathrm{cm}"), ("5", "5cm"), ("5", "5 m"), ("90^\\circ", "90"), ("90", "90°"),
    (r"90^\circ", "90 degrees"), (r"90^\circ", r"90^{\circ}"), ("1 hour", "60 minutes"),
    (r"\frac{270}7\text{ degrees}", r"\frac{270}{7}"), ("2000000", "2 million"),
    ("2.5 million", "2,500,000"), ("2 million", "2"), ("-5", r"-\$5"), ("-5", "$-5"),
]  # fmt: skip
PERCENT = [
    (r"10\%", "10%"), (r"10\%", "10"), (r"10\%", "0.1"), (r"10\%", r"\frac{1}{10}"),
    (r"10\%", "10 percent"), ("0.1", "10%"), ("0.1", r"10\%"), ("0.5%", "0.005"),
]  # fmt: skip
EXACT = [
    (r"11\sqrt2", r"11\sqrt{2}"), (r"11\sqrt2", "11√2"), (r"2\sqrt{5}", r"\sqrt{20}"),
    (r"\frac{\sqrt{3}}{3}", r"\frac{1}{\sqrt{3}}"), (r"1+2\sqrt{3}", r"2\sqrt3+1"),
    (r"\frac{1}{\sqrt2+1}", r"\sqrt2-1"), (r"\sqrt{2}", "2^{1/2}"), (r"\sqrt{2}", "sqrt(2)"),
    (r"18+2\pi", r"2(\pi+9)"), (r"\frac{20000}{\pi}", r"20000/\pi"), (r"12\pi", "12π"),
    (r"-\frac{\pi}{6}", r"-\pi/6"), ("6 - 5i", "-5i+6"), (r"\infty", "∞"), (r"\pi", "pi"),
    (r"\frac13", "0.333333"), (r"\frac23", "0.66666667"), (r"\pi", "3.14159265"),
    (r"\sqrt{51}", "7.141428"),
]  # fmt: skip
FORMULAS = [
    ("p - q", "-q+p"), ("(a+5)(b+2)", "ab+2a+5b+10"), ("2k+2", "2(k+1)"), ("3R^2", "3 R^2"),
    (r"\frac{11+9a}{20}", r"\frac{9a+11}{20}"), (r"\frac{11+9a}{20}", "0.45a+0.55"),
    (r"\frac{x^2-1}{x-1}", "x+1"), ("x^3+3x-6", "-6+3x+x^3"), ("x^2", r"x \cdot x"),
    ("6r^2-4r-24", "2(3r^2-2r-12)"), (r"\cot x", r"\cot(x)"), (r"\sin^2 x", r"(\sin x)^2"),
    ("x=5", "5"), ("5", "x=5"), ("5", "AB = 5"), ("5", "f(2) = 5"), ("5", r"\angle ABC = 5"),
    ("y = 2x + 3", "2x+3"), ("y = 2x + 3", "y=3+2x"), ("y = 2x + 3", "f(x)=2x+3"),
    ("y = 2x + 3", "2x - y + 3 = 0"), ("5x - 7y + 11z + 4 = 0", "5x + 11z - 7y = -4"),
    ("15", r"A = \frac12 bh = 15"), ("5", "5 = x"), ("x=5", "5 = x"),
]  # fmt: skip
BASES = [
    ("52_8", "52_{8}"), ("52_8", "52"), ("52_8", "052_8"), ("4210_{5}", "4210_5"),
    ("52_8", "52 (base 8)"), ("1F_{16}", "1F_{16}"), ("40", "40_{10}"),
]  # fmt: skip
TUPLES = [
    ("(6,31,-1)", "(6, 31, -1)"), ("(6,31,-1)", r"\left(6,31,-1\right)"), ("(-2,1)", "-2, 1"),
    (r"\left(3, \frac{\pi}{2}\right)", r"(3, \pi/2)"), ("(1,2,3)", r"\langle 1,2,3\rangle"),
    ("(3,5)", "(x, y) = (3, 5)"), ("(3,5)", "x = 3, y = 5"), ("(1,2,3)", "[1,2,3]"),
]  # fmt: skip
SETS = [
    (r"\{1\pm\sqrt{5},-2\}", r"\{-2, 1-\sqrt5, 1+\sqrt5\}"), (r"\{1,2\}", r"\{2,1,1\}"),
    (r"\{1\pm\sqrt{5},-2\}", r"-2, 1+\sqrt5, 1-\sqrt5"), ("1,-2", "-2, 1"), ("1,-2", "1 and -2"),
    ("1,-2", "x=1, x=-2"), ("1,-2", r"x = 1 \text{ or } x = -2"), ("1,-2", "(1,-2)"),
    ("1,-2", "$x=1$ or $x=-2$"), ("3, 5, 7", "3, 5, and 7"), ("3, 5, 7", r"\{3,5,7\}"),
    (r"1 \pm \sqrt{19}", r"1+\sqrt{19}, 1-\sqrt{19}"), (r"1 \pm \sqrt{19}", r"1 ± √19"),
    ("100, 200", "200,100"), ("1,-2,2", r"x = \pm 2, x = 1"),
    (r"\{5\}", "5"), (r"\emptyset", r"\{\}"), (r"\emptyset", "∅"),
]  # fmt: skip
INTERVALS = [
    ("(3,4]", r"\left(3,4\right]"), (r"(-\infty, 0]", r"x \le 0"), (r"(2,\infty)", "x > 2"),
    (r"(2,\infty)", "2 < x"), (r"x \in [-2,7]", "[-2,7]"), (r"[-2,7)", r"-2 \le x < 7"),
    (r"(-\infty, 2) \cup (3, \infty)", r"(3,\infty)\cup(-\infty,2)"), ("[-2,7)", r"7 > x \ge -2"),
    (r"(-\infty, 2) \cup (3, \infty)", "x<2 or x>3"), ("(0,9) \\cup (9,36)", "(9,36) ∪ (0,9)"),
    (r"(-\infty,\infty)", "all real numbers"),
]  # fmt: skip
WRAPPED = [
    ("(-1,6)", "{(-1,6)}"), ("58,500", "{58,500}"), (r"\frac{1}{2}", r"\boldsymbol{\frac{1}{2}}"),
    ("y = 2x + 3", "{y = 2x + 3}"), (r"\text{east}", r"\boldsymbol{\text{east}}"),
    (r"\text{east}", r"{\text{east}}"), (r"-\sqrt{3}", r"\text{-\sqrt{3}}"), ("5", r"\text{5 cm}"),
]  # fmt: skip
MATRICES = [
    (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", r"\begin{bmatrix}1&2\\3&4\end{bmatrix}"),
    (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "[[1,2],[3,4]]"),
    (r"\begin{pmatrix} -2 \\ -14 \\ -7 \end{pmatrix}", "(-2,-14,-7)"),
    (r"\begin{pmatrix} 1/5 \\ -18/5 \end{pmatrix}", r"\begin{pmatrix} 0.2 \\ -3.6 \end{pmatrix}"),
    (r"\begin{pmatrix} 1 & 2 \end{pmatrix}", r"\left(\begin{array}{cc}1 & 2\end{array}\right)"),
]
WORDS = [
    (r"\text{even}", "even"), (r"\text{even}", r"\textbf{Even}"), (r"\text{Evelyn}", "Evelyn."),
    (r"\text{east}", "The east"), (r"\text{ellipse}", r"\text{an ellipse}"),
]  # fmt: skip

ALL = [*NUMBERS, *UNITS, *PERCENT, *EXACT, *FORMULAS, *BASES, *TUPLES, *SETS, *INTERVALS, *WRAPPED,
       *MATRICES, *WORDS]  # fmt: skip


@pytest.mark.parametrize(("gold", "answer"), ALL)
def test_right_answers(gold, answer):
    assert compare(gold, answer).equal is True


@pytest.mark.parametrize(
    ("gold", "answer", "question"),
    [
        ("10", "10%", "What percent of them is it?"),
        ("10", r"10\%", "What percentage is it?"),
        ("10", "10 percent", "They give 20% off. How many percent is that?"),
        ("2", "2 million", "How many million people live there?"),
        ("2516", "2516_8", "Write it in base 8."),
        ("2516", "2516_8", "Write it in base $8$."),
        ("101", "101_2", "Write it in base two."),
        ("5", "5m", "How far is it?"),
        ("(2,4)", "2, 4", "Which point is it?"),
    ],
)
def test_right_answers_to_their_question(gold, answer, question):
    assert compare(gold, answer, question).equal is True


BY_MORE_THAN_KEYS = {"x+1", "2x - y + 3 = 0", "(1,-2)", "200,100"}
"""Answers that are equal to the right one, and yet their keys differ."""


@pytest.mark.parametrize(("one", "other"), [*NUMBERS, *FORMULAS, *SETS, *EXACT[:15]])
def test_equal_answers_have_equal_keys(one, other):
    assert (key_of(one) == key_of(other)) is (other not in BY_MORE_THAN_KEYS)


@pytest.mark.parametrize(
    ("one", "other", "gold", "question"),
    [
        ("10%", "10", "50", "What percent is it?"),
        ("10%", "0.1", "1/2", "What part of it?"),
        ("10%", "10", r"50\%", ""),
        ("500 cents", "$5", "7 dollars", ""),
        ("5 apples", "5", "7", ""),
        ("5 m", "5", "7", "How far?"),
    ],
)
def test_keys_follow_the_sense_of_the_question(one, other, gold, question):
    assert key_of(one, gold, question) == key_of(other, gold, question)


def test_the_key_does_not_tell_the_right_answer():
    for gold in ("5", "7", r"\frac12", "(1,2)", r"\text{even}"):
        assert key_of("0.25", gold) == "1/4"


def test_how_it_was_compared():
    assert compare("18", "18.0").how == "equal as rationals"
    assert compare("18", "19").how == "different as rationals"
    assert compare(r"\sqrt2", r"\sqrt3").how == "different as exact expressions"
    assert compare("(1,2]", "(1,2)").how == "different as tuples or intervals"
    assert compare(r"\cot x", r"\tan x").how == "not known equal as exact expressions"
    assert compare(r"\text{even}", "odd").how == "different as words"
