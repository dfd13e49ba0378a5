"""Judging the answer to a question of reasoning-gym by the suite's own scoring."""

from __future__ import annotations

from jevons.core.exams.checking import Check, Checker
from jevons.core.exams.gym.guards import may_reach
from jevons.core.exams.gym.plain_answer import plain_answer
from jevons.core.exams.gym.process import GymEndedError, GymFaultError, gym_process
from jevons.core.exams.gym.second_look import holds_up
from jevons.core.exams.gym.suites import GymSuite, gym_suite
from jevons.core.problems import ProblemError
from jevons.core.records import Outcome, Question

SCORE_SECONDS = 5
LONGEST_ANSWER = 100_000
"""Characters; the longest right answer, a tower of many disks, has some ten thousand."""


def gym_checker(name: str) -> Checker:
    """The checker of a suite, named without `gym:`.

    It takes the answer as it was found in the reply, and nothing around it: most scorings
    give a part of the score to a text that holds the answer somewhere. Right is what
    reaches the suite's `right_from`; the score itself is told in `how`. A question of one
    suite cannot be judged by another's checker.

    The checker raises nothing: where there is no score, it says so.

    Raises:
        ProblemError: NOT_FOUND, UNSUPPORTED (an excluded suite).
    """
    suite = gym_suite(name)

    def check(question: Question, answer: str) -> Check:
        return _check(suite, question, answer)

    return check


def _check(suite: GymSuite, question: Question, answer: str) -> Check:
    answer = plain_answer(answer, question.gold, suite.reads)
    key = " ".join(answer.split())
    if not key or len(answer) > LONGEST_ANSWER or not may_reach(suite.reads, answer):
        return Check(Outcome.UNPARSED, "not of the form that is asked for", None)
    request = {
        "do": "score",
        "suite": suite.name,
        "config": question.metadata["config"],
        "item": question.metadata["item"],
        "answer": answer,
    }
    try:
        reply = gym_process().ask(request, SCORE_SECONDS)
    except GymEndedError:
        how = f"reasoning-gym gave no score (it has {SCORE_SECONDS} s)"
        return Check(Outcome.GRADER_TIMEOUT, how, key)
    except (GymFaultError, ProblemError) as error:
        return Check(Outcome.JUDGE_FAILED, f"reasoning-gym could not score: {error}", key)
    score = float(reply["score"])
    how = f"reasoning-gym scored {score:.2f}"
    if "raised" in reply:
        how += f" (its scoring raised {reply['raised']})"
    if score < suite.right_from:
        return Check(Outcome.INCORRECT, how, key)
    if not holds_up(suite.also, answer, question.gold):
        return Check(Outcome.INCORRECT, f"{how}, yet it is another number", key)
    return Check(Outcome.CORRECT, how, key)
