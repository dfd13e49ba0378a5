"""The recipes that jevons brings, on the shapes that files of these exams have."""

import json
from collections import Counter

import pytest

from jevons.core.exams.exam import BOXED
from jevons.core.exams.files.choices import shuffled
from jevons.core.exams.files.load import load_exam
from jevons.core.exams.files.recipe_book import load_recipes
from jevons.core.problems import ProblemError
from jevons.core.records import AnswerKind


@pytest.fixture
def load(tmp_path):
    def load(name, *rows, **options):
        path = tmp_path / name
        path.write_text("\n".join(map(json.dumps, rows)))
        return load_exam(str(path), **options)

    return load


def test_every_recipe_says_where_the_exam_is_from_and_on_what_terms():
    recipes, problems = load_recipes()
    assert problems == []
    assert set(recipes) == {"gsm8k", "math-500", "aime", "gpqa", "hle", "jsonl"}
    for recipe in recipes.values():
        assert recipe.source
        assert recipe.licence
        assert recipe.sampling
        assert recipe.kind is not None or recipe.name == "jsonl"
        assert recipe.fits_name(recipe.name) or recipe.name == "jsonl"


GSM8K = {"question": "How many?", "answer": "She has 3 * 4 = <<3*4=12>>12.\n#### 1,234"}


def test_gsm8k(load):
    exam = load("test.jsonl", GSM8K)
    (question,) = exam.questions
    assert (question.gold, question.kind) == ("1234", AnswerKind.NUMBER)
    assert exam.instruction == BOXED
    assert exam.name == "test"
    assert exam.source.endswith("recipe gsm8k")
    assert load("gsm8k-test.jsonl", GSM8K).name == "gsm8k"
    assert load("gsm8k-train.jsonl", GSM8K).name == "gsm8k-train"


@pytest.mark.parametrize(
    ("answer", "gold"), [("#### $18", "18"), ("#### -3.50", "-3.50"), ("a #### b\n#### 7", "7")]
)
def test_gold_of_gsm8k(load, answer, gold):
    assert load("a.jsonl", GSM8K | {"answer": answer}).questions[0].gold == gold


@pytest.mark.parametrize(
    ("answer", "told"),
    [("it is 18", "there is no #### in it"), ("#### eighteen", "not of the form")],
)
def test_gsm8k_without_gold(load, answer, told):
    with pytest.raises(ProblemError, match=told):
        load("a.jsonl", GSM8K, GSM8K | {"answer": answer})


def test_math_500(load):
    row = {"problem": "Find $x$.", "solution": "...", "answer": r"\frac{3}{4}", "level": 5,
           "subject": "Algebra", "unique_id": "test/algebra/1.json"}  # fmt: skip
    (question,) = load("whatever.jsonl", row).questions
    assert (question.id, question.kind) == ("test/algebra/1.json", AnswerKind.MATH)
    assert question.gold == r"\frac{3}{4}"
    assert question.metadata == {"level": 5, "subject": "Algebra"}


@pytest.mark.parametrize(
    ("name", "row", "expected"),
    [
        ("aime24.jsonl", {"id": 60, "problem": "?", "answer": "033"}, ("60", "33", "")),
        ("x.jsonl", {"id": 60, "problem": "?", "solution": "so $\\boxed{204}$.", "answer": "204",
                     "url": "https://x/2024_AIME_I_Problems/Problem_1"}, ("60", "204", "2024")),
        ("x.jsonl", {"ID": "2024-II-4", "Problem": "?", "Solution": "s", "Answer": 33},
         ("2024-II-4", "33", "2024")),
        ("aime_1983_2024.jsonl", {"ID": "1983-1", "Year": 1983, "Question": "?", "Answer": "60"},
         ("1983-1", "60", "1983")),
        ("AIME2025.jsonl", {"question": "?", "answer": "336^\\circ"}, ("1", "336", "")),
        ("aime25.jsonl", {"id": "0", "problem": "?", "solution": "\\boxed{070}"}, ("0", "70", "")),
        ("aime.jsonl", {"problem_idx": 7, "problem": "?", "answer": 0, "year": "2026"},
         ("7", "0", "2026")),
    ],
)  # fmt: skip
def test_aime_in_its_shapes(load, name, row, expected):
    exam = load(name, row)
    (question,) = exam.questions
    assert (question.id, question.gold, question.cluster) == expected
    assert question.kind is AnswerKind.NUMBER
    assert exam.name == name.removesuffix(".jsonl")


@pytest.mark.parametrize("answer", ["1000", "-3", "12.5", "x", "3 or 4"])
def test_what_is_no_answer_of_aime(load, answer):
    with pytest.raises(ProblemError, match="not of the form"):
        load("aime.jsonl", {"problem": "?", "answer": answer})


def gpqa(item):
    row = {"Question": "Which?\n", "Correct Answer": "right ", "Record ID": item,
           "High-level domain": "Physics", "Subdomain": "Optics", "Canary String": "x"}  # fmt: skip
    return row | {f"Incorrect Answer {n}": f"wrong {n}" for n in (1, 2, 3)}


def test_gpqa_shuffles_by_the_id_and_keeps_how(load):
    exam = load("gpqa_diamond.jsonl", *(gpqa(f"rec{n}") for n in range(200)))
    for question in exam.questions:
        shown = question.metadata["choices"]
        assert shown["ABCD".index(question.gold)] == "right"
        assert f"{question.gold}) right" in question.text
        rows = ["right", "wrong 1", "wrong 2", "wrong 3"]
        assert [rows[n] for n in question.metadata["permutation"]] == shown
        assert question.kind is AnswerKind.CHOICE
    counts = Counter(question.gold for question in exam.questions)
    # 200 letters of four: 50 each on average, standard deviation 6.1
    assert all(25 < counts[letter] < 75 for letter in "ABCD")
    assert exam.questions[0].metadata["subject"] == "Physics"
    assert "Canary String" not in exam.questions[0].metadata
    assert exam.instruction.endswith("Answer: LETTER")


def test_the_order_of_choices_is_fixed_for_ever(load):
    # Pools that were paid for are keyed by what was asked.
    assert shuffled("recabc", 4) == (0, 1, 2, 3)
    assert shuffled("rec06pnAkLOr2t2mp", 4) == (3, 1, 2, 0)
    (question,) = load("one.jsonl", gpqa("recabc")).questions
    (again,) = load("two.jsonl", gpqa("recabc")).questions
    assert question == again


def test_gpqa_without_a_choice(load):
    with pytest.raises(ProblemError, match="no choice in Correct Answer, Incorrect Answer 1"):
        load("gpqa.jsonl", gpqa("a") | {"Incorrect Answer 2": ""})


def hle(item, **fields):
    row = {"id": item, "question": "Why?", "image": "", "answer": "Because", "canary": "HLE",
           "answer_type": "exactMatch", "category": "Math", "raw_subject": "Logic"}  # fmt: skip
    return row | fields


def test_hle_leaves_pictures_out_and_counts_them(load):
    rows = [hle("a"), hle("b", image="data:image/png;base64,AA"), hle("c", answer="B"), hle("d")]
    exam = load("test.jsonl", *rows)
    assert [question.id for question in exam.questions] == ["a", "c", "d"]
    assert "; 1 rows with a picture left out" in exam.source
    question = exam.questions[0]
    assert (question.kind, question.gold) == (AnswerKind.JUDGED, "Because")
    assert question.metadata == {
        "subject": "Math", "answer_type": "exactMatch", "raw_subject": "Logic",
    }  # fmt: skip


def test_hle_asks_for_its_three_parts(load):
    exam = load("hle.jsonl", hle("a"))
    system, asked = exam.messages(exam.questions[0])
    assert (system.role, asked.content) == ("system", "Why?")
    lines = [line.partition(":")[0] for line in system.content.splitlines()[1:]]
    assert lines == ["Explanation", "Answer", "Confidence"]
    assert exam.name == "hle"


def test_hle_of_pictures_alone(load):
    with pytest.raises(ProblemError, match="all 2 rows are with a picture"):
        load("hle.jsonl", hle("a", image="x"), hle("b", image="y"))


def test_a_named_recipe_goes_before_what_the_fields_show(load):
    exam = load("a.jsonl", GSM8K, recipe="jsonl")
    assert exam.questions[0].gold.endswith("#### 1,234")
    with pytest.raises(ProblemError, match="there is no recipe gsm9k") as caught:
        load("a.jsonl", GSM8K, recipe="gsm9k")
    assert caught.value.problem.remedy == "did you mean gsm8k"
