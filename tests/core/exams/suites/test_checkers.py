import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.exams.suites.answer_text import MAX_LENGTH, formula, number, words
from jevons.core.exams.suites.checkers import CHECKERS, find_checker
from jevons.core.records import AnswerKind, Outcome, Question

QUESTIONS = {
    "countdown": ("(3 + 4) * 5", {"numbers": [3, 4, 5, 5, 2], "target": 35}),
    "date": ("2024-03-05", {}),
    "moment": ("2024-03-05 14:05", {}),
    "names": ("Ann, Cid", {"names": ["Bob", "Ann", "Cid"]}),
    "sequence": ("Cid, Ann, Bob", {}),
    "solution": ("x = 3/2, y = -5", {"unknowns": ["x", "y"]}),
    "time": ("14:05", {}),
    "weekday": ("Tuesday", {}),
}

RIGHT, WRONG, UNPARSED = Outcome.CORRECT, Outcome.INCORRECT, Outcome.UNPARSED


def checked(name, answer, gold=None):
    default, metadata = QUESTIONS[name]
    question = Question(
        "q/1", "?", gold or default, AnswerKind.CHECKED, checker=name, metadata=metadata
    )
    return find_checker(name)(question, answer)


@pytest.mark.parametrize(
    ("answer", "outcome", "key"),
    [
        ("(3 + 4) * 5", RIGHT, "35"),
        ("5*(4+3)", RIGHT, "35"),
        ("[3+4]*5", RIGHT, "35"),
        ("**(3 + 4) * 5**", RIGHT, "35"),
        ("`(3 + 4) × 5`.", RIGHT, "35"),
        (r"$\left(3 + 4\right) \times 5$", RIGHT, "35"),
        (r"\boxed{(3+4) \cdot 5}", RIGHT, "35"),
        (r"\frac{5 \cdot (3 + 4) \cdot 2}{2}", WRONG, "illegal: ((5*(3+4)*2)/(2))"),
        (r"\frac{(3+4) \times 5 \times 2}{5 - 3}", WRONG, "illegal: (((3+4)*5*2)/(5-3))"),
        (r"5 \times \frac{5 \times 4 + 3 - 2}{3}", WRONG, "illegal: 5*((5*4+3-2)/(3))"),
        ("5 * 5 + 2 * (4 + 3) - 4", WRONG, "illegal: 5*5+2*(4+3)-4"),
        ("5 * 5 + 4 * 3 - 2", RIGHT, "35"),
        ("5 * 5 + 4 * 3 + -2", RIGHT, "35"),
        ("-(2 - 5 * 5 - 4 * 3)", RIGHT, "35"),
        (r"5 \div \frac{5}{5 + 2}", WRONG, "illegal: 5/((5)/(5+2))"),
        ("(3 + 4) * 5 = 35", RIGHT, "35"),
        ("35 = (3 + 4) * 5", RIGHT, "35"),
        ("(3 + 4) * 5 = 36", WRONG, "untrue: (3+4)*5=36"),
        ("3 + 4 = 7 = 7", UNPARSED, None),
        ("3 + 4", WRONG, "7"),
        ("4 / 3", WRONG, "4/3"),
        ("35", WRONG, "illegal: 35"),
        ("34 + 1", WRONG, "illegal: 34+1"),
        ("(3 + 4) * (5", UNPARSED, None),
        ("(3 + 4] * 5", UNPARSED, None),
        ("(3 + 4) 5", UNPARSED, None),
        ("3 +", UNPARSED, None),
        ("5 / (3 - 3)", UNPARSED, None),
        ("5 ^ 2 + 3", UNPARSED, None),
        ("5 ** 2", UNPARSED, None),
        ("2!", UNPARSED, None),
        ("__import__('os')", UNPARSED, None),
        ("no solution", UNPARSED, None),
        ("", UNPARSED, None),
    ],
)
def test_countdown(answer, outcome, key):
    check = checked("countdown", answer)
    assert (check.outcome, check.key) == (outcome, key)


@pytest.mark.parametrize(
    "answer",
    [
        "2024-03-05",
        "2024/3/5",
        "2024.03.05",
        "March 5, 2024",
        "march 5th 2024",
        "5 March 2024",
        "5. March 2024",
        "05-Mar-2024",
        "the 5th of March, 2024.",
        "Tuesday, Mar. 5, 2024",
        r"\text{March 5, 2024}",
        "**2024-03-05**",
        "March 5, 2024 (2024-03-05)",
        "It is 2024-03-05.",
    ],
)
def test_dates_in_all_usual_forms(answer):
    check = checked("date", answer)
    assert (check.outcome, check.key) == (RIGHT, "2024-03-05")


@pytest.mark.parametrize(
    ("answer", "outcome", "key"),
    [
        ("2024-03-06", WRONG, "2024-03-06"),
        ("May 3, 2024", WRONG, "2024-05-03"),
        ("05/03/2024", WRONG, "05/03/2024"),
        ("3/5/2024", WRONG, "3/5/2024"),
        ("3/25/2024", WRONG, "2024-03-25"),
        ("25.3.2024", WRONG, "2024-03-25"),
        ("30 February 2024", WRONG, "2024-02-30"),
        ("2024-03-05 or 2024-03-06", UNPARSED, None),
        ("5 March", UNPARSED, None),
        ("March 2024", UNPARSED, None),
        ("Tuesday", UNPARSED, None),
        ("64", UNPARSED, None),
    ],
)
def test_other_dates_are_not_right(answer, outcome, key):
    check = checked("date", answer)
    assert (check.outcome, check.key) == (outcome, key)


def test_numbers_that_can_be_one_date_only_are_read():
    for answer in ("05/05/2024", "5.5.2024"):
        assert checked("date", answer, "2024-05-05").outcome is RIGHT
    for answer in ("13/01/2024", "1/13/2024"):
        assert checked("date", answer, "2024-01-13").outcome is RIGHT


@pytest.mark.parametrize(
    "answer", ["Tuesday", "tuesday", "TUE", "Tues.", "a Tuesday", r"\text{Tuesday}", "**Tuesday**"]
)
def test_weekdays(answer):
    assert checked("weekday", answer).outcome is RIGHT
    assert checked("weekday", answer).key == "Tuesday"


@pytest.mark.parametrize("day", ["Monday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
def test_other_weekdays_are_wrong(day):
    for form in (day, day[:3], day.lower(), f"on {day}"):
        check = checked("weekday", form)
        assert (check.outcome, check.key) == (WRONG, day)


@pytest.mark.parametrize("answer", ["", "5", "Monday or Tuesday", "someday"])
def test_what_is_no_weekday(answer):
    assert checked("weekday", answer).outcome is UNPARSED


@pytest.mark.parametrize(
    "answer",
    ["14:05", "2:05 pm", "2:05 PM", "2:05PM", "02:05 p.m.", "14:05:00", "14h05", "14.05",
     "2.05 pm", "14:05 (the next day)", "14:05 (2:05 pm)", r"14{:}05", r"\text{2:05 pm}"],
)  # fmt: skip
def test_times(answer):
    check = checked("time", answer)
    assert (check.outcome, check.key) == (RIGHT, "14:05")


@pytest.mark.parametrize(
    ("answer", "outcome", "key"),
    [
        ("2:05", WRONG, "02:05"),
        ("2:05 am", WRONG, "02:05"),
        ("12:05 am", WRONG, "00:05"),
        ("12:05 pm", WRONG, "12:05"),
        ("24:00", WRONG, "00:00"),
        ("midnight", WRONG, "00:00"),
        ("noon", WRONG, "12:00"),
        ("3 pm", WRONG, "15:00"),
        ("99:99", WRONG, "99:99"),
        ("14:05 or 14:06", UNPARSED, None),
        ("five past two", UNPARSED, None),
        ("1405", UNPARSED, None),
    ],
)
def test_other_times_are_not_right(answer, outcome, key):
    check = checked("time", answer)
    assert (check.outcome, check.key) == (outcome, key)


@pytest.mark.parametrize(
    "answer",
    ["2024-03-05 14:05", "2024-03-05T14:05", "2:05 pm on March 5, 2024", "5 March 2024, 14:05",
     "2024-03-05 14:05 (UTC+09:00)", r"\text{2024-03-05 14:05}"],
)  # fmt: skip
def test_moments(answer):
    check = checked("moment", answer)
    assert (check.outcome, check.key) == (RIGHT, "2024-03-05 14:05")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("2024-03-05 14:06", WRONG),
        ("2024-03-06 14:05", WRONG),
        ("2024-03-05", UNPARSED),
        ("14:05", UNPARSED),
        ("2024-03-05 14:05 and 2024-03-06 14:05", UNPARSED),
    ],
)
def test_other_moments_are_not_right(answer, outcome):
    assert checked("moment", answer).outcome is outcome


@pytest.mark.parametrize(
    "answer",
    ["Ann, Cid", "cid and ANN", "Cid; Ann", r"\text{Ann, Cid}", r"\text{Ann}, \text{Cid}",
     r"\{Ann, Cid\}", "Knights: Ann, Cid", "Ann\nCid", "1. Ann\n2. Cid", "(Ann, Cid).",
     "Ann & Cid"],
)  # fmt: skip
def test_sets_of_names(answer):
    check = checked("names", answer)
    assert (check.outcome, check.key) == (RIGHT, "ann, cid")


@pytest.mark.parametrize(
    ("answer", "outcome", "key"),
    [
        ("Ann", WRONG, "ann"),
        ("Ann, Bob, Cid", WRONG, "ann, bob, cid"),
        ("none", WRONG, "none"),
        ("Ann, Dora", UNPARSED, None),
        ("Ann is a knight, Bob is a knave", UNPARSED, None),
        ("", UNPARSED, None),
    ],
)
def test_other_names_are_not_right(answer, outcome, key):
    check = checked("names", answer)
    assert (check.outcome, check.key) == (outcome, key)


@pytest.mark.parametrize("answer", ["none", "None.", r"\text{none}", r"\emptyset", "∅", "nobody"])
def test_nobody(answer):
    check = checked("names", answer, "none")
    assert (check.outcome, check.key) == (RIGHT, "none")


@pytest.mark.parametrize(
    "answer",
    ["Cid, Ann, Bob", "cid ann bob", "Cid -> Ann -> Bob", r"Cid \rightarrow Ann \to Bob",
     "Cid > Ann > Bob", "Cid → Ann → Bob", "Cid, then Ann and then Bob", "Order: Cid, Ann, Bob",
     "1. Cid\n2. Ann\n3. Bob", r"\text{Cid} \\ \text{Ann} \\ \text{Bob}", "[Cid, Ann, Bob]"],
)  # fmt: skip
def test_sequences(answer):
    check = checked("sequence", answer)
    assert (check.outcome, check.key) == (RIGHT, "cid, ann, bob")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("Ann, Cid, Bob", WRONG),
        ("Cid, Ann", WRONG),
        ("Cid, Ann, Bob, Bob", WRONG),
        ("Cid < Ann < Bob", WRONG),
        ("no idea", UNPARSED),
        ("", UNPARSED),
    ],
)
def test_other_sequences_are_not_right(answer, outcome):
    assert checked("sequence", answer).outcome is outcome


@pytest.mark.parametrize(
    "answer",
    ["x = 3/2, y = -5", "y=-5; x=1.5", "x = 1.50 and y = -5", r"x = \frac{3}{2},\ y = -5",
     r"x=\frac32, y=-5", "(3/2, -5)", "3/2, -5", "(x, y) = (3/2, -5)", "x = 6/4\ny = -10/2",
     r"x = \dfrac{3}{2} \\ y = -5", "X = 3/2, Y = −5"],
)  # fmt: skip
def test_solutions(answer):
    check = checked("solution", answer)
    assert (check.outcome, check.key) == (RIGHT, "x = 3/2, y = -5")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("x = 3/2, y = 5", WRONG),
        ("(-5, 3/2)", WRONG),
        ("x = 1.49, y = -5", WRONG),
        ("(y, x) = (-5, 3/2)", UNPARSED),
        ("x = 3/2", UNPARSED),
        ("x = 3/0, y = -5", UNPARSED),
        ("x = 3/2, z = -5", UNPARSED),
        ("x = 3/2, x = -5", UNPARSED),
        ("x = 2^1, y = -5", UNPARSED),
        (r"x = -\frac{-3}{2}, y = -5", UNPARSED),
        ("there is none", UNPARSED),
    ],
)
def test_other_solutions_are_not_right(answer, outcome):
    assert checked("solution", answer).outcome is outcome


NASTY = [
    "(" * 100_000,
    "(" * 900 + "1" + ")" * 900,
    "-" * 1_900 + "1",
    "9" * 1_000_000,
    "9" * 1_999,
    "*".join(["999999999999"] * 150),
    "/".join(["999999999999"] * 150),
    "9^9^9^9^9",
    "9**9**9**9",
    "1e999999999",
    r"\frac{" * 300,
    r"\frac{1}{" * 200 + "2" + "}" * 200,
    "x = " * 400,
    "=" * 1_999,
    "-" * 1_000_000,
    "-" * 1_999,
    "=>" * 900,
    "12:" * 600,
    "1/1/2024 " * 200,
    "6 march 2024 " * 150,
    "\\" * 1_999,
    "\n" * 1_999,
    "ﷺ" * 1_999,
    "١٢:٠٠",
    "²" * 50,
    "{" * 1_000 + "}" * 999,
    "\x00",
    "\ud800",
]


@pytest.mark.parametrize("name", list(CHECKERS))
@pytest.mark.parametrize("answer", NASTY, ids=range(len(NASTY)))
def test_nasty_answers_are_never_right_and_never_raise(name, answer):
    check = checked(name, answer)
    assert check.outcome in {WRONG, UNPARSED}
    assert (check.key is None) == (check.outcome is UNPARSED)
    assert check.how


pieces = st.sampled_from(
    ["(", ")", "[", "]", "{", "}", "+", "-", "*", "/", "^", "=", ",", ";", ":", ".", "\\", "$", "3",
     "4", "5", "35", "999999999999", "2024", "-03-05", "14:05", " ", "\n", "x", "y", "Ann", "none",
     " and ", "->", "\\frac", "\\text", "march", "pm", "tue", "→", "−", "½"]
)  # fmt: skip


@pytest.mark.parametrize("name", list(CHECKERS))
@given(answer=st.one_of(st.text(), st.lists(pieces, max_size=60).map("".join)))
def test_any_text_gets_a_check(name, answer):
    check = checked(name, answer)
    assert check.outcome in {RIGHT, WRONG, UNPARSED}
    assert (check.key is None) == (check.outcome is UNPARSED)
    if check.outcome is RIGHT:
        assert check.key == checked(name, QUESTIONS[name][0]).key
    elif check.key is not None:
        assert check.key != checked(name, QUESTIONS[name][0]).key


@given(answer=st.text())
def test_cleaned_answers_are_one_line_without_wide_spaces(answer):
    for cleaned in (words(answer), formula(answer)):
        assert cleaned == " ".join(cleaned.split())


def test_an_answer_too_long_to_be_one_is_none():
    assert words("a" * (MAX_LENGTH + 1)) == formula("1" * (MAX_LENGTH + 1)) == ""
    assert words("a" * MAX_LENGTH)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-3", -3),
        ("+3", 3),
        ("0.5", 0.5),
        ("1/4", 0.25),
        ("(-1)/(4)", -0.25),
        ("- 2", -2),
    ],
)
def test_numbers(text, value):
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "x", "1/0", "1,5", "1e3", "½", "--1", "1.", ".5", "9" * 61])
def test_what_is_no_number(text):
    assert number(text) is None
