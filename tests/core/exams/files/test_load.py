import json
from pathlib import Path

import pytest

from jevons.core import paths
from jevons.core.exams.files import load
from jevons.core.exams.files.load import load_exam
from jevons.core.exams.filters import Filter
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import AnswerKind


@pytest.fixture
def write(tmp_path):
    def write(name, *rows):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(map(json.dumps, rows)))
        return str(path)

    return write


def refusal(source, **options):
    with pytest.raises(ProblemError) as caught:
        load_exam(source, **options)
    return caught.value.problem


def plain(count):
    return [
        {"question": f"What is {n} + 1?", "answer": n + 1, "level": n % 5} for n in range(count)
    ]


def test_the_plain_form(write):
    row = {"question": " Capital of France? ", "answer": "Paris", "id": "fr", "cluster": "europe",
           "kind": "text", "level": 2, "author": "me"}  # fmt: skip
    exam = load_exam(write("capitals.jsonl", row))
    (question,) = exam.questions
    assert (question.id, question.text, question.gold) == ("fr", "Capital of France?", "Paris")
    assert (question.kind, question.cluster, question.checker) == (AnswerKind.TEXT, "europe", "")
    assert question.metadata == {"level": 2, "author": "me"}
    assert exam.name == "capitals"
    assert exam.source.startswith("capitals.jsonl sha256:")
    assert exam.source.endswith("; recipe jsonl")


@pytest.mark.parametrize(
    ("answer", "gold", "kind"),
    [
        (4, "4", AnswerKind.NUMBER),
        (4.0, "4", AnswerKind.NUMBER),
        (0.25, "0.25", AnswerKind.NUMBER),
        ("$1,250.50", "$1,250.50", AnswerKind.NUMBER),
        (["12 %"], "12 %", AnswerKind.NUMBER),
        (r"\frac{1}{2}", r"\frac{1}{2}", AnswerKind.MATH),
        ("x^2", "x^2", AnswerKind.MATH),
        ("a fox", "a fox", AnswerKind.TEXT),
        (True, "true", AnswerKind.TEXT),
    ],
)
def test_the_kind_shows_in_the_answer(write, answer, gold, kind):
    (question,) = load_exam(write("a.jsonl", {"question": "?", "answer": answer})).questions
    assert (question.gold, question.kind) == (gold, kind)


@pytest.mark.parametrize(("answer", "letter"), [(1, "B"), ("b", "B"), ("two", "B"), ("1", "A")])
def test_choices_in_their_order(write, answer, letter):
    row = {"question": "Which?", "answer": answer, "choices": ["1", "two", "III"]}
    (question,) = load_exam(write("a.jsonl", row)).questions
    assert (question.kind, question.gold) == (AnswerKind.CHOICE, letter)
    assert question.text == "Which?\n\nA) 1\nB) two\nC) III"
    assert question.metadata["choices"] == ["1", "two", "III"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"question": "?", "answer": ""}, "no answer in answer; filled are question"),
        ({"question": "?", "answer": None, "x": 1}, "filled are question, x"),
        ({"question": " ", "answer": "1"}, "no question in question"),
        ({"question": "?", "answer": ["1", "2"]}, "it is not one text or number"),
        ({"question": "?", "answer": "\ud800"}, "half a character"),
        ({"question": {"en": "?"}, "answer": "1"}, "the field question cannot be the question"),
        ({"question": "?", "answer": "1", "kind": "essay"}, "essay is no kind of answer"),
        ({"question": "?", "answer": "1", "kind": "checked"}, "checked is no kind of answer"),
        ({"question": "?", "answer": 3, "choices": ["a", "b"]}, "it is no letter of a choice"),
        ({"question": "?", "answer": 0, "choices": "ab"}, "not a list of 2 to 26 choices"),
    ],
)
def test_a_row_that_is_not_usable_is_told(write, row, told):
    problem = refusal(write("a.jsonl", {"question": "1?", "answer": "1"}, row))
    assert problem.kind is ProblemKind.BAD_INPUT
    assert problem.what.startswith("a.jsonl: line 2, read by the recipe jsonl: ")
    assert told in problem.what
    assert problem.kept == "nothing was loaded"


def test_two_rows_with_one_id(write):
    rows = [{"question": f"{n}?", "answer": "1", "id": n % 2} for n in range(3)]
    path = write("a.jsonl", *rows)
    assert "line 3 has the id 0, as line 1 has" in refusal(path).what
    numbered = load_exam(path, mapping={"id": ""})
    assert [question.id for question in numbered.questions] == ["1", "2", "3"]


def test_fields_can_be_named(write):
    path = write("a.jsonl", {"prompt": "2+2?", "target": {"value": "4"}, "kind": "number"})
    problem = refusal(path)
    assert "it has prompt, target, kind" in problem.what
    assert "--field" in problem.remedy
    exam = load_exam(path, mapping={"question": "prompt", "answer": "target.value"})
    assert exam.questions[0].gold == "4"
    assert exam.source.endswith("; question in prompt; answer in target.value")
    assert "is nothing that a field can hold" in refusal(path, mapping={"solution": "x"}).what


def test_a_file_without_rows(write):
    assert "it is empty" in refusal(write("a.jsonl")).what
    assert "there is no question in it" in refusal(write("a.json", [])).what


def test_filters_limit_and_sample(write):
    path = write("a.jsonl", *plain(50))
    assert [q.id for q in load_exam(path, limit=3).questions] == ["1", "2", "3"]
    high = load_exam(path, filters=[Filter.parse("level>=4")])
    assert len(high.questions) == 10
    assert high.source.endswith("recipe jsonl; level>=4; 10 of 50 questions")
    some = load_exam(path, limit=10, sample_seed=1)
    assert some.source.endswith("10 of 50 questions, drawn with seed 1")
    assert len(some.questions) == 10
    assert some == load_exam(path, limit=10, sample_seed=1)
    assert some.digest != load_exam(path, limit=10, sample_seed=2).digest
    more = load_exam(path, limit=20, sample_seed=1)
    assert [question for question in more.questions if question in some.questions] == list(
        some.questions
    )


def test_what_the_readme_shows_can_be_loaded(tmp_path):
    readme = (Path(__file__).parents[4] / "README.md").read_text(encoding="utf-8")
    path = tmp_path / "mine.jsonl"
    path.write_text(readme.split("```json\n")[1].split("```")[0])
    kinds = [question.kind for question in load_exam(str(path)).questions]
    assert kinds == [AnswerKind.NUMBER, AnswerKind.CHOICE]


def test_metadata_are_json(write):
    row = {
        "question": "?",
        "answer": 1,
        "half": "a\ud800",
        "list": [1, {"b": None}],
        "long": "x" * 10**5,
    }
    (question,) = load_exam(write("a.jsonl", row)).questions
    assert question.metadata == {"half": "a\ufffd", "list": [1, {"b": None}]}


def test_files_are_found_by_name(write):
    directory = paths.exams_dir()
    directory.mkdir(parents=True)
    (directory / "gsm8k-test.jsonl").write_text(
        json.dumps({"question": "1+1?", "answer": "so\n#### 2"})
    )
    (directory / "mine.csv").write_text("question,answer\n1+1?,2\n")
    assert load_exam("gsm8k").name == "gsm8k"
    assert load_exam("gsm8k-test").name == "gsm8k"
    assert load_exam("gsm8k-test.jsonl").questions[0].gold == "2"
    assert load_exam("mine").name == load_exam("MINE").name == "mine"
    (directory / "gsm8k.jsonl").write_text(json.dumps({"question": "?", "answer": "#### 3"}))
    assert load_exam("gsm8k").questions[0].gold == "3"
    (directory / "gsm8k_test.jsonl").write_text("{}")
    (directory / "gsm8k.jsonl").unlink()
    assert "gsm8k can be gsm8k-test.jsonl or gsm8k_test.jsonl" in refusal("gsm8k").what


def test_an_exam_that_is_not_here_says_where_to_get_it():
    problem = refusal("gsm8k")
    assert problem.kind is ProblemKind.NOT_FOUND
    assert "github.com/openai/grade-school-math" in problem.remedy
    assert str(paths.exams_dir()) in problem.remedy
    assert "there is no exam nothing" in refusal("nothing").what


def test_too_many_questions(write, monkeypatch):
    monkeypatch.setattr(load, "MOST_QUESTIONS", 20)
    assert refusal(write("a.jsonl", *plain(21))).kind is ProblemKind.UNSUPPORTED
    assert len(load_exam(write("a.jsonl", *plain(20))).questions) == 20
