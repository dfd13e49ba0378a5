import pytest

from jevons.core.exams.grading.formula import read_formula
from jevons.core.exams.grading.sums import TooBigError
from jevons.core.exams.grading.tokens import UnreadableError


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2 + 3 * 4 - 1", "13"),
        ("2 - 3 - 4", "-5"),
        ("12 / 2 / 3", "2"),
        ("-2^2", "-4"),
        ("(-2)^2", "4"),
        ("2^{-1}", "1/2"),
        ("x^12", "x^12"),
        (r"\frac12", "1/2"),
        (r"\frac{1}2", "1/2"),
        (r"\frac9{19}", "9/19"),
        (r"\frac{270}7", "270/7"),
        (r"\frac{1}{2}x", "1/2*x"),
        ("3 1/2", "7/2"),
        (r"3\frac{1}{2}", "7/2"),
        (r"-1\frac{4}{5}", "-9/5"),
        (r"2\frac{x}{3}", "2/3*x"),
        (r"3 \cdot \frac{1}{2}", "3/2"),
        (r"\sqrt{8}", "2*sqrt(2)"),
        (r"11\sqrt2", "11*sqrt(2)"),
        (r"\sqrt{\frac{2}{3}}", "1/3*sqrt(6)"),
        (r"\sqrt{2}\sqrt{6}", "2*sqrt(3)"),
        (r"\sqrt[3]{-8}", "-2"),
        (r"\sqrt[3]{16}", "2*root3(2)"),
        ("8^{2/3}", "4"),
        ("2^{1/2}", "sqrt(2)"),
        (r"\frac{1}{1+\sqrt2+\sqrt3}", "1/2 + 1/4*sqrt(2) + -1/4*sqrt(6)"),
        (r"\sqrt{-4}", "2*i"),
        ("(1+2i)(3-i)", "5 + 5*i"),
        ("(1+2i)/(3-i)", "1/10 + 7/10*i"),
        (r"2\pi - \pi", "pi"),
        ("(a+b)(a-b)", "a^2 + -1*b^2"),
        ("(x+1)^3", "1 + 3*x + x^3 + 3*x^2"),
        ("x_1 + x_{1}", "2*x_1"),
        (r"\frac{x}{x}", "1"),
        (r"\sin 2x", "sin(2*x)"),
        (r"\sin^2 x \cos x", "cos(x)*sin(x)^2"),
        (r"\sin(x)^2", "sin(x)^2"),
        ("5! / 3!", "20"),
        (r"\binom{5}{2}", "10"),
        (r"\lfloor -3.5 \rfloor + \lceil 1.2 \rceil", "-2"),
        ("|-3|", "3"),
        ("|x|", "abs(x)"),
        (r"90^\circ", "90*deg"),
        (r"2 \pm 1", "3"),
        ("sqrt(4) * pi", "2*pi"),
    ],
)
def test_formulas(text, key):
    same = read_formula(text).equals(read_formula(text))
    assert same is True
    found = read_formula(text).key
    assert sorted(found.split(" + ")) == sorted(key.split(" + "))


def test_the_other_sign():
    assert read_formula(r"2 \pm 1 \mp 5", plus_minus=-1).key == "6"


@pytest.mark.parametrize(
    "text",
    ["", "+", "2 +", "(2", "2)", "2 3", "2^^3", r"\frac{1}", r"\foo{2}", "2 & 3", "x 2", "|2",
     r"\sqrt[x]{2}", r"\text{two}", "(" * 60 + "1" + ")" * 60, r"\sqrt" * 60 + "2"],
)  # fmt: skip
def test_what_is_no_formula(text):
    with pytest.raises(UnreadableError):
        read_formula(text)


@pytest.mark.parametrize(
    "text",
    ["9^{9^{9^{9}}}", "9^{99999}", "(a+b)^{99}", "(a+b+c+d)^{20}", "((2^{4000})^{4000})^{4000}",
     "(" + "+".join("abcdefghjk") + ")(" + "+".join("lmnopqrstu") + ")", r"\sqrt{2^{601}+1}",
     r"x^{4000}x^{4000}"],
)  # fmt: skip
def test_nothing_grows_past_all_bounds(text):
    with pytest.raises(TooBigError):
        read_formula(text)


@pytest.mark.parametrize("text", ["1/0", r"\frac{1}{2-2}", "0^{-1}", r"\frac{1}{\sqrt{4}-2}"])
def test_division_by_zero(text):
    with pytest.raises(ZeroDivisionError):
        read_formula(text)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (r"\frac{x^2-1}{x-1}", "x+1", True),
        (r"\frac{1}{x+1}", r"\frac{2}{2x+2}", True),
        (r"\frac{1}{x} + \frac{1}{y}", r"\frac{x+y}{xy}", True),
        (r"\frac{1}{x+1}", r"\frac{1}{x-1}", False),
        (r"\frac{1}{1+\pi}", r"\frac{2}{2+2\pi}", True),
        (r"\frac{1}{1+\pi}", r"\frac{1}{1-\pi}", False),
        (r"\sin x", r"\cos x", None),
        (r"\sin x", "2", None),
        (r"\sqrt[3]{2}", "2", None),
    ],
)
def test_equality(one, other, equal):
    assert read_formula(one).equals(read_formula(other)) is equal
    assert read_formula(other).equals(read_formula(one)) is equal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"18 + 2\pi", "24.2831853072"),
        (r"\frac{1}{\sqrt2}", "0.7071067812"),
        (r"\frac{20000}{\pi}", "6366.1977236758"),
        (r"\frac{1}{1+\pi}", "0.2414530070"),
        ("7/2", "3.5000000000"),
    ],
)
def test_approximate_values(text, value):
    assert f"{read_formula(text).approximate():.10f}" == value


@pytest.mark.parametrize("text", ["x", "2i", r"\sqrt[3]{2}", r"\sin 2"])
def test_what_has_no_approximate_value(text):
    assert read_formula(text).approximate() is None
