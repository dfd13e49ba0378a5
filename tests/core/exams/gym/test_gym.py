"""reasoning-gym itself, where it is installed."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec

import pytest

from jevons.core.exams.exam import BOXED
from jevons.core.exams.gym import checker, process
from jevons.core.exams.gym.checker import gym_checker
from jevons.core.exams.gym.exam import gym_exam
from jevons.core.exams.gym.process import GymProcess, gym_process
from jevons.core.exams.gym.suites import gym_suites
from jevons.core.exams.suites.checkers import find_checker
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import AnswerKind, Outcome, Question

pytestmark = pytest.mark.skipif(
    find_spec("reasoning_gym") is None, reason="reasoning-gym is an extra"
)

NAMES = [suite.name for suite in gym_suites().values() if not suite.excluded]
WITHOUT_GOLD = {"boxnet", "rush_hour"}


def stored(question: Question) -> Question:
    """The question as a library gives it back."""
    return replace(question, metadata=json.loads(json.dumps(question.metadata)))


def judged(question: Question, answer: str) -> Outcome:
    return gym_checker(question.metadata["suite"])(stored(question), answer).outcome


@pytest.mark.parametrize("name", NAMES)
def test_every_suite_knows_right_from_wrong(name):
    exam = gym_exam(name, seed=1, n=2)
    assert len(exam.questions) == 2
    for question in exam.questions:
        assert question.text
        assert bool(question.gold) is (name not in WITHOUT_GOLD)
        if question.checker.startswith("gym:"):
            assert judged(question, "zzz nonsense") is not Outcome.CORRECT
            if question.gold and "Integral" not in question.gold:
                check = gym_checker(name)(stored(question), question.gold)
                assert (check.outcome, check.how) == (
                    Outcome.CORRECT, "reasoning-gym scored 1.00",
                )  # fmt: skip
                assert check.key == " ".join(question.gold.split()) or gym_suites()[name].reads


def test_an_exam():
    exam = gym_exam("chain_sum", seed=3, n=4, config={"max_terms": 3})
    assert exam.name == "gym:chain_sum,max_terms=3"
    assert exam.source.startswith("reasoning-gym 0.1.")
    assert exam.source.endswith(" chain_sum seed=3 n=4 max_terms=3")
    question = exam.questions[2]
    assert (question.id, question.checker) == ("chain_sum/seed3/2", "gym:chain_sum")
    assert question.kind is AnswerKind.CHECKED
    assert question.metadata["subject"] == "arithmetic"
    assert question.metadata["item"]["answer"] == question.gold
    assert r"\boxed{}" in exam.instruction


def test_the_same_in_every_process():
    script = (
        "from jevons.core.exams.gym.exam import gym_exam;"
        "print(*(gym_exam(name, 1, 3).digest for name in"
        " ('word_ladder', 'ransom_note', 'polynomial_multiplication', 'isomorphic_strings')))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert len(said.pop().split()) == 4


def test_neighbouring_seeds_share_no_question():
    first, second = (
        {question.text for question in gym_exam("chain_sum", seed, 40).questions} for seed in (1, 2)
    )
    assert not first & second
    longer = gym_exam("chain_sum", 1, 50).questions
    assert longer[:40] == gym_exam("chain_sum", 1, 40).questions


def test_gsm_symbolic_is_graded_here_and_clustered_by_its_template():
    exam = gym_exam("gsm_symbolic", seed=0, n=60)
    assert exam.instruction == BOXED
    assert {question.kind for question in exam.questions} == {AnswerKind.NUMBER}
    assert {question.checker for question in exam.questions} == {""}
    assert all(float(question.gold) is not None for question in exam.questions)
    clusters = {question.cluster for question in exam.questions}
    assert all(cluster.startswith("gsm_symbolic/") for cluster in clusters)
    assert 20 < len(clusters) < 60  # drawn with replacement from 85


def test_puzzle24_wants_the_numbers_that_were_given():
    (question,) = gym_exam("puzzle24", 0, 1).questions
    check = find_checker(question.checker)
    assert check(stored(question), question.gold).outcome is Outcome.CORRECT
    assert check(stored(question), "6*4*1*1").outcome is not Outcome.CORRECT


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("coin_flip", lambda gold: gold[:2]),
        ("number_sorting", lambda gold: gold.replace(".", ".9")),
        (
            "game_of_life",
            lambda gold: gold.replace("[[0", "[[1") if "[[0" in gold else "[[0" + gold[3:],
        ),
        ("modulo_grid", lambda gold: gold.replace("❌", "✅", 1)),
    ],
)
def test_full_marks_for_a_wrong_answer_are_not_taken(name, spoil):
    for question in gym_exam(name, 2, 5).questions:
        wrong = spoil(question.gold)
        assert wrong != question.gold
        assert judged(question, wrong) is Outcome.INCORRECT


def test_only_what_scores_well_is_right_and_the_score_is_told():
    (question,) = gym_exam("chain_sum", 0, 1).questions
    check = gym_checker("chain_sum")(question, f"x {question.gold}")
    assert check.outcome is Outcome.INCORRECT
    assert 0 < float(check.how.removeprefix("reasoning-gym scored ")) < 0.99


def test_a_scoring_that_raises_is_a_wrong_answer():
    (question,) = gym_exam("prime_factorization", 0, 1).questions
    check = gym_checker("prime_factorization")(question, "junk")
    assert check.outcome is Outcome.INCORRECT
    assert "its scoring raised ValueError" in check.how


@pytest.mark.parametrize("name", ["n_queens", "countdown", "simple_integration", "spiral_matrix"])
def test_no_answer_is_run(name, tmp_path):
    (question,) = gym_exam(name, 0, 1).questions
    flag = tmp_path / "ran"
    assert judged(question, f"open({str(flag)!r}, 'w').close()") is not Outcome.CORRECT
    assert not flag.exists()


def test_the_process_may_neither_write_nor_start_others(tmp_path, monkeypatch):
    # An answer that got past the guards does no harm either.
    monkeypatch.setattr(checker, "may_reach", lambda reads, answer: True)
    (question,) = gym_exam("spiral_matrix", 0, 1).questions
    flag = tmp_path / "ran"
    for answer in (
        f"open({str(flag)!r}, 'w').close()",
        f"__import__('os').system('touch {flag}')",
        f"__import__('subprocess').run(['touch', {str(flag)!r}])",
        f"__import__('os').open({str(flag)!r}, 65)",
    ):
        assert judged(question, answer) is Outcome.INCORRECT
    assert not flag.exists()


def test_an_answer_that_hangs_the_scoring_costs_its_time_and_no_more(monkeypatch):
    monkeypatch.setattr(checker, "SCORE_SECONDS", 1)
    (question,) = gym_exam("countdown", 0, 1).questions
    assert judged(question, "9**9**9**9") is Outcome.GRADER_TIMEOUT
    monkeypatch.undo()
    assert judged(question, question.gold) is Outcome.CORRECT


def test_memory_is_bounded():
    (question,) = gym_exam("rubiks_cube", 0, 1).questions
    assert judged(question, "U999999999999") is not Outcome.CORRECT
    assert judged(question, question.gold) is Outcome.CORRECT


def test_a_process_that_is_killed_is_started_anew():
    own = GymProcess()
    request = {"do": "make", "suite": "chain_sum", "config": {}, "size": 1, "seed": 0}
    first = own.ask(request, 20)
    own._process.kill()
    own._process.wait()
    with pytest.raises(process.GymEndedError):
        own.ask(request, 20)
    assert own.ask(request, 20) == first
    own._end()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"seed": 0, "n": 0}, "the number of questions cannot be 0"),
        ({"seed": -1, "n": 1}, "the seed cannot be -1"),
        ({"seed": 429_496, "n": 1}, "the seed cannot be 429,496"),
        ({"seed": 0, "n": 1, "config": {"seed": 3}}, "seed is no setting"),
        ({"seed": 0, "n": 1, "config": {"colour": 3}}, "unexpected keyword argument 'colour'"),
        ({"seed": 0, "n": 1, "config": {"min_terms": -3}}, "cannot be made with these settings"),
    ],
)
def test_settings_that_cannot_be(options, told):
    with pytest.raises(ProblemError) as caught:
        gym_exam("chain_sum", **options)
    assert caught.value.problem.kind is ProblemKind.BAD_SETTING
    assert told in caught.value.problem.what


def test_where_there_is_no_score_the_checker_says_so(monkeypatch):
    (question,) = gym_exam("chain_sum", 0, 1).questions
    broken = replace(question, metadata=question.metadata | {"config": {"colour": 1}})
    assert judged(broken, "1") is Outcome.JUDGE_FAILED
    gym_process()._end()
    monkeypatch.setattr(process, "find_spec", lambda name: None)
    check = gym_checker("chain_sum")(question, question.gold)
    assert check.outcome is Outcome.JUDGE_FAILED
    assert "jevons[gym]" in check.how
