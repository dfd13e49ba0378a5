import json

import pytest

from jevons.core import paths
from jevons.core.exams.filters import Filter
from jevons.core.exams.gym import process
from jevons.core.exams.sources import (
    ExamOptions,
    available,
    find_checker,
    find_exam,
    is_made,
)
from jevons.core.exams.suites.suite import make_exam, suites
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Outcome


@pytest.fixture
def put():
    def put(name, *rows):
        paths.exams_dir().mkdir(parents=True, exist_ok=True)
        path = paths.exams_dir() / name
        path.write_text("\n".join(map(json.dumps, rows)))
        return path

    return put


def refusal(name, **options):
    with pytest.raises(ProblemError) as caught:
        find_exam(name, ExamOptions(**options))
    return caught.value.problem


PLAIN = [{"question": f"{n}+1?", "answer": n + 1, "level": n} for n in range(6)]


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("arithmetic", {}, ("arithmetic", 1, 0, 100)),
        (" arithmetic-3 ", {"seed": 7, "questions": 5}, ("arithmetic", 3, 7, 5)),
        ("word-problems", {"level": 2}, ("word-problems", 2, 0, 100)),
        ("word-problems-2", {"level": 2}, ("word-problems", 2, 0, 100)),
    ],
)
def test_suites(name, options, expected):
    assert find_exam(name, ExamOptions(**options)) == make_exam(*expected)
    assert is_made(name.strip())


def test_a_suite_can_be_filtered():
    exam = find_exam("arithmetic-2", ExamOptions(filters=[Filter.parse("question~-")]))
    assert 0 < len(exam.questions) < 100
    assert exam.source.endswith("n=100 question~-")


def test_files_by_name_and_by_path(put):
    path = put("mine.jsonl", *PLAIN)
    assert not is_made("mine")
    assert find_exam("mine") == find_exam(str(path)) == find_exam("mine.jsonl")
    options = ExamOptions(questions=2, seed=1, filters=[Filter.parse("level>1")])
    assert "2 of 6 questions, drawn with seed 1" in find_exam("mine", options).source
    assert find_exam("mine", ExamOptions(mapping={"cluster": "level"})).questions[4].cluster == "4"


@pytest.mark.parametrize(
    ("name", "options", "kind", "told"),
    [
        ("arithmetics", {}, ProblemKind.NOT_FOUND, "did you mean arithmetic"),
        ("gsm9k", {}, ProblemKind.NOT_FOUND, "did you mean gsm8k"),
        ("gsm8k", {}, ProblemKind.NOT_FOUND, "hf:openai/gsm8k/main@test"),
        ("no/such.jsonl", {}, ProblemKind.NOT_FOUND, "check the name"),
        ("arithmetic-9", {}, ProblemKind.BAD_SETTING, "from 1 to 5"),
        ("arithmetic-3", {"level": 2}, ProblemKind.BAD_SETTING, "say one of them"),
        ("arithmetic", {"recipe": "gsm8k"}, ProblemKind.BAD_SETTING, "leave out the recipe"),
        ("arithmetic", {"questions": 0}, ProblemKind.BAD_SETTING, "from 1"),
        ("mine", {"level": 2}, ProblemKind.BAD_SETTING, "filter by level"),
        ("mine", {"questions": 0}, ProblemKind.BAD_SETTING, "at least 1"),
        ("gym:chain_sum", {"level": 2}, ProblemKind.BAD_SETTING, "gym:chain_sum,min_terms=4"),
        ("gym:nothing_at_all", {}, ProblemKind.NOT_FOUND, "jevons exam list"),
        ("hf:gsm8k", {}, ProblemKind.BAD_INPUT, "hf:OWNER/NAME@SPLIT"),
    ],
)
def test_what_cannot_be_had_is_told(put, name, options, kind, told):
    put("mine.jsonl", *PLAIN)
    problem = refusal(name, **options)
    assert problem.kind is kind
    assert told in problem.remedy


def test_the_list(put):
    exams, problems = available()
    assert problems == []
    names = [exam.name for exam in exams]
    assert len(set(names)) == len(names)
    assert names[: len(suites())] == list(suites())
    assert {"gsm8k", "math-500", "aime", "gpqa", "hle", "gym:sudoku"} <= set(names)
    assert "gym:game_of_life_halting" not in names
    for exam in exams:
        assert exam.title
        assert exam.licence
        assert exam.here is not bool(exam.remedy)
        assert (exam.levels > 0) is (exam.kind == "suite")


def test_files_that_are_here_are_in_the_list(put):
    put("mine.jsonl", *PLAIN)
    put("gsm8k-test.jsonl", {"question": "?", "answer": "#### 1"})
    put("aime24.jsonl", {"problem": "?", "answer": 1})
    put("notes.txt", {})
    exams = {exam.name: exam for exam in available()[0]}
    assert {"mine", "gsm8k", "aime24"} <= {name for name, exam in exams.items() if exam.here}
    assert "aime" not in exams
    assert "notes" not in exams
    for name in ("mine", "gsm8k", "aime24"):
        assert find_exam(name).name == name


def test_a_broken_recipe_of_the_users_is_told_with_the_list():
    paths.recipes_dir().mkdir(parents=True)
    (paths.recipes_dir() / "own.toml").write_text("name = 3")
    (problem,) = available()[1]
    assert "own.toml" in problem.what


def test_what_the_list_says_of_reasoning_gym(monkeypatch):
    monkeypatch.setattr(process, "find_spec", lambda name: None)
    exam = next(exam for exam in available()[0] if exam.kind == "gym")
    assert (exam.here, exam.remedy) == (False, "pip install 'jevons[gym]'")


def test_checkers():
    (question,) = make_exam("countdown", 1, 0, 1).questions
    check = find_checker(question.checker)(question, question.gold)
    assert check.outcome is Outcome.CORRECT
    assert callable(find_checker("gym:sudoku"))
    for name in ("gym:game_of_life_halting", "gym:nothing", "nothing"):
        with pytest.raises(ProblemError):
            find_checker(name)
