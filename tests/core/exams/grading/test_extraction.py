import pytest

from jevons.core.exams.grading.extraction import find_answer
from jevons.core.records import AnswerKind, FinishReason
from replies import question, reply

NUMBER, MATH, CHOICE = AnswerKind.NUMBER, AnswerKind.MATH, AnswerKind.CHOICE
TEXT, CHECKED = AnswerKind.TEXT, AnswerKind.CHECKED


def found(answer, kind=MATH, gold=r"\frac{1}{2}", finish=FinishReason.STOP, **fields):
    it = find_answer(question(gold, kind, **fields), reply(answer, finish))
    return (it.text, it.where) if it else None


def text_of(answer, kind=MATH, **fields):
    it = found(answer, kind, **fields)
    return it[0] if it else None


def test_the_box_comes_before_all():
    both = "The answer is 7.\n#### 8\n\\boxed{5}\nAnswer: 6"
    assert found(both) == ("5", r"last \boxed{}")


def test_the_thinking_is_never_looked_at():
    generation = reply("I do not know.", thinking=r"It is \boxed{5}. Answer: 5")
    assert find_answer(question("5", NUMBER), generation) is None


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("Answer: 42", "42"),
        ("ANSWER: 42", "42"),
        ("answer = 42", "42"),
        ("**Answer:** 42", "42"),
        ("**Answer**: 42", "42"),
        ("**Final Answer:** 42", "42"),
        ("**Final Answer**\n\n42", "42"),
        ("### Final Answer\n42", "42"),
        ("Final answer:\n42", "42"),
        ("The answer is 42.", "42"),
        ("The answer is: 42", "42"),
        ("The final answer is **42**.", "42"),
        ("The answer to the question is 42.", "42"),
        ("The answer is $42$.", "42"),
        (r"The answer is \(42\), as wanted.", "42"),
        ("The answer is 42. I hope it is correct.", "42"),
        ("The answer is 3.5. Done", "3.5"),
        ("#### 42", "42"),
        ("Answer: 41\nNo.\nAnswer: 42", "42"),
        ("#### 41\nThe answer is 42", "42"),
        ("Answer: 42\nConfidence: 80%", "42"),
        ("答案是 42", "42"),
        ("The answer is $x=1$ or $x=2$.", "$x=1$ or $x=2$"),
    ],
)
def test_answer_lines(answer, text):
    assert found(answer) == (text, "answer line")


@pytest.mark.parametrize("answer", ["It is 42.", "42", "I answered it.", "#### Step 2: more", ""])
def test_no_answer_line(answer):
    assert found(answer) is None


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("18 dollars", "18 dollars"),
        ("$18", "$18"),
        ("18 dollars for 3 days", "18"),
        ("16 - 3 - 4 = 9 eggs, and 9 * 2 = 18 dollars.", "18"),
        ("that she makes $18 every day", "$18"),
        ("x = 5", "x = 5"),
        ("5 (since 3 + 2 = 5)", "5"),
        ("1,234.50", "1,234.50"),
        ("about -3.", "-3"),
        ("x = 3 or x = 5", "x = 3 or x = 5"),
        ("3 and 5", "3 and 5"),
        ("5, as 2 + 3 = 5", "5"),
    ],
)
def test_a_number_in_an_answer_line(line, text):
    assert text_of(f"The answer is {line}", NUMBER) == text


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("3 + 4 = 7, so she has 7.", "7"),
        ("He pays $1,234.50.", "$1,234.50"),
        ("He pays $1{,}234.", "$1{,}234"),
        ("It falls to -12 degrees", "-12"),
        ("10-5", "5"),
        ("16 - 7", "7"),
        ("It is 3/4.", "3/4"),
        (r"It is \frac{3}{4}.", r"\frac{3}{4}"),
        ("It is 20%.", "20%"),
        ("It is .5", ".5"),
        ("We have 3 values, x_2 and y^5", "3"),
    ],
)
def test_the_last_number(answer, text):
    assert found(answer, NUMBER) == (text, "last number")


def test_a_sentence_gives_its_number_where_the_right_answer_is_one():
    assert text_of("The answer is therefore 42, of course.", MATH, gold="41") == "42"
    assert text_of("The answer is therefore x + 1", MATH) == "therefore x + 1"
    assert text_of("The answer is x = 3 or x = 5", MATH, gold="5") == "x = 3 or x = 5"


def test_the_last_number_is_for_numbers_alone():
    answer = "All in all there are 5."
    assert text_of(answer, MATH, gold="5") == "5"
    assert text_of(answer, MATH, gold="1,234") == "5"
    assert text_of(answer, MATH, gold=r"\frac{5}{1}") is None
    assert text_of(answer, MATH, gold="(5, 5)") is None
    assert text_of(answer, TEXT, gold="5") is None


@pytest.mark.parametrize(
    ("answer", "letter"),
    [
        (r"\boxed{B}", "B"),
        (r"\boxed{(B)}", "B"),
        (r"\boxed{b}", "B"),
        (r"\boxed{\text{B}}", "B"),
        (r"\boxed{\textbf{(B)}\ 42}", "B"),
        (r"\boxed{\mathrm{B}}", "B"),
        (r"\boxed{B. Paris}", "B"),
        ("Answer: B", "B"),
        ("Answer: (B)", "B"),
        ("**Answer: B**", "B"),
        ("The answer is B) Paris", "B"),
        ("The correct answer is **B**.", "B"),
        ("The answer is option B.", "B"),
        ("The answer is A because it is.", "A"),
        ("B", "B"),
        ("(B)", "B"),
        ("B.", "B"),
        ("Let us see. A cat is none.\n\n**B. Paris**", "B"),
        ("It is Paris, so (B)", "B"),
        ("The correct option is B.\nThat was it.", "B"),
    ],
)
def test_letters_of_choices(answer, letter):
    assert text_of(answer, CHOICE, gold="A") == letter


@pytest.mark.parametrize(
    "answer",
    ["A cat sat there.", "I think so.", "", "Either (A) or (B).", "It could be Paris", "Z."],
)
def test_no_letter(answer):
    assert text_of(answer, CHOICE, gold="A") is None


def test_the_words_of_a_choice_count_as_its_letter():
    choices = {"choices": ["London", "Paris", "Rome"]}
    assert text_of(r"\boxed{\text{Paris}}", CHOICE, metadata=choices) == "B"
    assert text_of("Answer: paris.", CHOICE, metadata=choices) == "B"
    assert text_of(r"\boxed{\text{Berlin}}", CHOICE, metadata=choices) == r"\text{Berlin}"
    assert text_of("Answer: D", CHOICE, metadata=choices) is None
    by_letter = {"choices": {"A": "London", "B": "Paris"}}
    assert text_of("Answer: Paris", CHOICE, metadata=by_letter) == "B"


def test_the_last_line_is_for_checkers():
    assert found("First this.\n\n 3 + 4 * 5 \n", CHECKED) == ("3 + 4 * 5", "last line")
    assert found("Answer: 3 + 4\nDone.", CHECKED) == ("3 + 4", "answer line")
    assert found("\n \n", CHECKED) is None


def test_words_in_an_answer_line_stay_whole():
    assert text_of("Answer: George W. Bush", TEXT) == "George W. Bush"


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (r"So \boxed{5} and then we", "5"),
        (r"So \boxed{5} and then \boxed{7", "5"),
        ("The answer is 5.\nTo check, we", "5"),
    ],
)
def test_a_reply_cut_off_behind_its_answer(answer, text):
    assert text_of(answer, NUMBER, finish=FinishReason.LENGTH) == text


@pytest.mark.parametrize(
    "answer", ["The answer is 12", "We have 3 + 4 = 7", r"\boxed{12", "", "(B)"]
)
@pytest.mark.parametrize("kind", [NUMBER, CHOICE, CHECKED])
def test_a_reply_cut_off_before_its_answer(answer, kind):
    assert found(answer, kind, finish=FinishReason.LENGTH) is None
