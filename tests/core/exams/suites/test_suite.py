import hashlib
import json
import os
import subprocess
import sys
from collections import Counter

import pytest

from core.exams.suites.wording_reader import questions
from jevons.core.exams.exam import BOXED
from jevons.core.exams.suites import wordings
from jevons.core.exams.suites.checkers import CHECKERS, find_checker
from jevons.core.exams.suites.suite import MOST_QUESTIONS, SHORT, find_suite, make_exam, suites
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import AnswerKind, Outcome

NAMES = [
    "arithmetic",
    "word-problems",
    "countdown",
    "number-theory",
    "equations",
    "units",
    "dates",
    "knights",
    "ordering",
    "strings",
]
EVERY_LEVEL = [(name, level) for name in NAMES for level in range(1, 6)]

CONTENTS = {
    "arithmetic": (1, "0f958f10c74cc7b0"),
    "word-problems": (1, "765079f61eef6dd8"),
    "countdown": (1, "5cbab40acaa870b0"),
    "number-theory": (1, "cac295cc12e80123"),
    "equations": (1, "4e4ea914619fd086"),
    "units": (1, "1fa942a51d173dc8"),
    "dates": (1, "1b96477b291052a7"),
    "knights": (1, "ce52a772c67aa96c"),
    "ordering": (1, "db6e72e6633ff4c7"),
    "strings": (1, "ea998a130d2711f5"),
}
"""The version of each suite and what its seed 0 gives: with other questions, raise the version."""

DIGESTS = """
import json
from jevons.core.exams.suites.suite import make_exam, suites
print(json.dumps({
    f"{suite.name}-{level}": make_exam(suite.name, level, 3, 6).digest
    for suite in suites().values() for level in range(1, len(suite.levels) + 1)
}))
"""


def test_the_suites():
    assert list(suites()) == NAMES
    for name, suite in suites().items():
        assert suite.name == name
        assert suite.title
        assert suite.description
        assert len(set(suite.levels)) == 5


@pytest.mark.parametrize("hash_seed", ["1", "4242"])
def test_another_process_makes_the_same_exams(hash_seed):
    done = subprocess.run(
        [sys.executable, "-c", DIGESTS],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    here = {f"{name}-{level}": make_exam(name, level, 3, 6).digest for name, level in EVERY_LEVEL}
    assert json.loads(done.stdout) == here


@pytest.mark.parametrize("name", NAMES)
def test_a_version_names_the_questions(name):
    digests = "".join(make_exam(name, level, 0, 3).digest for level in range(1, 6))
    content = hashlib.sha256(digests.encode()).hexdigest()[:16]
    assert (suites()[name].version, content) == CONTENTS[name]


@pytest.mark.parametrize(("name", "level"), EVERY_LEVEL)
def test_questions_are_all_different_and_well_formed(name, level):
    asked = questions(name, level)
    assert len({question.text for question in asked}) == 40
    for index, question in enumerate(asked):
        assert question.id == f"{name}-{level}/seed7/{index}"
        assert question.cluster.startswith(f"{name}-{level}/")
        assert question.metadata["suite"] == name
        assert question.metadata["level"] == level
        assert question.gold
        assert question.text == question.text.strip()
        assert not set("{}") & set(question.text)
        assert (question.kind is AnswerKind.CHECKED) == bool(question.checker)
    json.dumps([dict(question.metadata) for question in asked])


@pytest.mark.parametrize(("name", "level"), EVERY_LEVEL)
def test_an_exam_has_clusters_enough_for_an_interval(name, level):
    """An interval clustered by wording and structure has one degree of freedom less than these."""
    assert len({question.cluster for question in questions(name, level, 200)}) >= 16


@pytest.mark.parametrize(("name", "level"), EVERY_LEVEL)
def test_checked_golds_are_right_and_those_of_others_wrong(name, level):
    asked = [question for question in questions(name, level) if question.checker]
    for question in asked:
        check = find_checker(question.checker)
        right = check(question, question.gold)
        assert right.outcome is Outcome.CORRECT
        assert check(question, f" \\text{{{question.gold}}}. ").key == right.key
        for other in asked:
            if other.gold != question.gold and other.checker == question.checker:
                judged = check(question, other.gold)
                assert judged.outcome is not Outcome.CORRECT, other.gold
                assert judged.key is None or judged.key != right.key


def test_the_seed_and_the_level_change_the_questions():
    texts = {
        tuple(question.text for question in make_exam("arithmetic", level, seed, 5).questions)
        for level in (1, 2)
        for seed in (0, 1, -1)
    }
    assert len(texts) == 6


@pytest.mark.parametrize("name", NAMES)
def test_a_longer_exam_begins_with_the_shorter(name):
    long, short = make_exam(name, 1, 9, 80), make_exam(name, 1, 9, 20)
    assert long.questions[:20] == short.questions
    assert long.digest != short.digest


def test_the_source_tells_how_to_make_it_again():
    exam = make_exam("arithmetic", 1, 0, 50)
    assert exam.name == "arithmetic-1"
    assert exam.source == "suite arithmetic v1 level=1 seed=0 n=50"


def test_instructions():
    assert make_exam("arithmetic", 1, 0, 1).instruction == SHORT
    assert make_exam("arithmetic", 2, 0, 1).instruction == BOXED
    assert make_exam("strings", 1, 0, 1).instruction == BOXED


def test_a_level_can_be_used_up():
    with pytest.raises(ProblemError) as caught:
        make_exam("arithmetic", 1, 0, 2_000)
    problem = caught.value.problem
    assert problem.kind is ProblemKind.BAD_SETTING
    assert problem.line() == (
        "arithmetic at level 1 gave only 1,377 different questions for seed 0; "
        "ask for at most 1,377, or take a higher level"
    )


def test_all_sums_of_one_digit_numbers_come_up():
    exam = make_exam("arithmetic", 1, 0, 1_377)
    sums = Counter(question.metadata["expression"] for question in exam.questions)
    assert sums == {f"{a} + {b}": 17 for a in range(1, 10) for b in range(1, 10)}


@pytest.mark.parametrize("level", [0, 6, -1])
def test_a_level_out_of_range_is_refused(level):
    with pytest.raises(ProblemError, match="it runs from 1 to 5") as caught:
        make_exam("dates", level, 0, 5)
    assert caught.value.problem.kind is ProblemKind.BAD_SETTING


@pytest.mark.parametrize("n", [0, -3, MOST_QUESTIONS + 1])
def test_a_size_out_of_range_is_refused(n):
    with pytest.raises(ProblemError, match="it runs from 1 to 10,000") as caught:
        make_exam("dates", 1, 0, n)
    assert caught.value.problem.kind is ProblemKind.BAD_SETTING


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("arithmetics", "there is no suite arithmetics; did you mean arithmetic"),
        ("knight", "did you mean knights"),
        ("poetry of the baroque", "there are arithmetic, word-problems, countdown"),
    ],
)
def test_an_unknown_suite_is_refused_with_near_names(name, told):
    with pytest.raises(ProblemError) as caught:
        find_suite(name)
    assert caught.value.problem.kind is ProblemKind.NOT_FOUND
    assert told in caught.value.problem.line()


def test_a_suite_is_found_however_it_is_written():
    assert find_suite(" Knights ") is suites()["knights"]


def test_an_unknown_checker_is_refused():
    with pytest.raises(ProblemError, match="there is no checker sudoku") as caught:
        find_checker("sudoku")
    assert caught.value.problem.kind is ProblemKind.NOT_FOUND


def test_every_checker_is_used_by_some_suite():
    used = {q.checker for name, level in EVERY_LEVEL for q in questions(name, level)}
    assert used - {""} == set(CHECKERS)


def test_each_suite_has_its_wordings_and_no_word_comes_twice():
    for name in NAMES:
        for templates in wordings.wordings(name).values():
            assert len(set(templates.values())) == len(templates)
    for name in ("names", "things", "people", "drinks", "pets", "words"):
        words = wordings.word_list(name)
        assert len(set(words)) == len(words)


def test_importing_the_suites_reads_no_wordings_and_no_other_suite():
    script = (
        "import sys; import jevons.core.exams.suites.suite; "
        "print(any(m.endswith(('suites.knights', 'tomllib')) for m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
