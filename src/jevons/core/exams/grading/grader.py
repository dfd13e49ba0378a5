"""The grader: one verdict for each reply."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from jevons.core.exams.checking import Checker
from jevons.core.exams.grading.choices import choice_letter
from jevons.core.exams.grading.equivalence import Comparison, compare, key_of
from jevons.core.exams.grading.extraction import Found, find_answer
from jevons.core.exams.grading.judge import (
    Judge,
    Judgement,
    judge_messages,
    read_judgement,
    stated_confidence,
)
from jevons.core.exams.grading.math_process import (
    INSTALL,
    PACKAGE,
    MathAnswer,
    MathProcess,
    math_verify_version,
)
from jevons.core.exams.grading.notation import plain_words
from jevons.core.exams.grading.refusals import is_refusal
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import (
    AnswerKind,
    FinishReason,
    Generation,
    Outcome,
    Question,
    Verdict,
)
from jevons.core.visible_text import one_line

VERSION = "1"
"""Counted up whenever a verdict may change."""

DEADLINE_S = 3.0
HOW_LIMIT = 200
"""Characters of a judge's reasoning that are kept."""

_CHOICE = re.compile(r"\\(?:text|mathrm|textbf)\{ ?\(?[A-J]\)? ?\}|\([A-J]\)")

_MATH_OUTCOMES = {
    MathAnswer.YES: (Outcome.CORRECT, f"equal by {PACKAGE}"),
    MathAnswer.NO: (Outcome.INCORRECT, f"different by {PACKAGE}"),
    MathAnswer.UNPARSABLE: (Outcome.INCORRECT, f"{PACKAGE} cannot read it"),
    MathAnswer.NO_MEMORY: (Outcome.GRADER_TIMEOUT, f"{PACKAGE} ran out of memory"),
    MathAnswer.TIMEOUT: (Outcome.GRADER_TIMEOUT, f"{PACKAGE} took too long"),
    MathAnswer.CRASHED: (Outcome.GRADER_TIMEOUT, f"{PACKAGE} crashed"),
    MathAnswer.MISSING: (Outcome.INCORRECT, f"{PACKAGE} is not installed ({INSTALL})"),
}


@dataclass(frozen=True, slots=True)
class _Open:
    """An answer that exact means cannot tell from the right one."""

    found: Found
    key: str
    how: str


class Grader:
    """Says of each reply whether it is right.

    Numbers and most mathematics are compared exactly, at once; what is left goes to
    math-verify in a process of its own, where it is installed. Prose goes to the judge.
    To be used within one event loop; any number of graders may be.

    Args:
        checkers: finds the checker that a question names.
        judge: asks the model that judges; without it, replies in prose get no judgement.
        judge_name: how verdicts name that model.
        deadline_s: seconds that math-verify may take for one answer.
    """

    def __init__(
        self,
        *,
        checkers: Callable[[str], Checker] | None = None,
        judge: Judge | None = None,
        judge_name: str = "",
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self._checkers = checkers
        self._judge = judge
        self._judge_name = judge_name
        self._math = MathProcess(deadline_s)
        version = math_verify_version()
        self.name = f"jevons-{VERSION}+{PACKAGE}-{version}" if version else f"jevons-{VERSION}"
        """Who grades, with versions: `jevons-1+math-verify-0.9.0`."""

    def grade_fast(self, question: Question, generation: Generation) -> Verdict | None:
        """The verdict, if it takes neither math-verify nor a judge to find it.

        Raises:
            ProblemError: there is no such checker as the question names.
        """
        verdict = self._look(question, generation)
        return verdict if isinstance(verdict, Verdict) else None

    async def grade(self, question: Question, generation: Generation) -> Verdict:
        """The verdict on a reply.

        Raises:
            ProblemError: there is no such checker as the question names.
        """
        looked = self._look(question, generation)
        if isinstance(looked, Verdict):
            return looked
        if looked is None:
            return await self._judged(question, generation)
        found = looked.found
        outcome, how = _MATH_OUTCOMES[await self._math.ask(question.gold, found.text)]
        how = f"{found.where}; {looked.how}; {how}"
        return self._verdict(generation, outcome, how, found.text, looked.key)

    async def aclose(self) -> None:
        """End the process that math-verify runs in."""
        await self._math.aclose()

    def _look(self, question: Question, generation: Generation) -> Verdict | _Open | None:
        """The verdict; or what math-verify is to be asked; `None` where a judge is needed."""
        if generation.finish_reason in _ENDINGS:
            return self._verdict(generation, *_ENDINGS[generation.finish_reason])
        if question.kind is AnswerKind.MATH and _CHOICE.fullmatch(question.gold.strip()):
            question = replace(question, kind=AnswerKind.CHOICE)
        found = find_answer(question, generation)
        if (found is None or not found.marked) and is_refusal(generation.answer):
            return self._verdict(generation, Outcome.REFUSED, "refuses in words")
        if question.kind is AnswerKind.JUDGED and _is_prose(generation, found):
            return None
        if found is None:
            return self._verdict(generation, *_without_answer(generation))
        return self._compared(question, generation, found)

    def _compared(
        self, question: Question, generation: Generation, found: Found
    ) -> Verdict | _Open:
        """The verdict on an answer that was found, as the kind of the question has it."""
        if question.kind is AnswerKind.CHECKED:
            return self._checked(question, generation, found)
        if question.kind is AnswerKind.CHOICE:
            key, known = found.text, _same_letter(question, found.text)
        elif question.kind is AnswerKind.TEXT:
            key = plain_words(found.text)
            known = _same_words(key, plain_words(question.gold))
        else:
            key = key_of(found.text, question.gold, question.text)
            known = compare(question.gold, found.text, question.text)
        if known.equal is None:
            return _Open(found, key, known.how)
        outcome = Outcome.CORRECT if known.equal else Outcome.INCORRECT
        return self._verdict(generation, outcome, f"{found.where}; {known.how}", found.text, key)

    def _checked(self, question: Question, generation: Generation, found: Found) -> Verdict:
        if self._checkers is None:
            raise ProblemError.of(
                ProblemKind.UNSUPPORTED,
                f"nothing here knows the checker {question.checker!r} of question {question.id}",
                kept="the reply was kept",
                remedy="grade it with the suites' checkers",
            )
        check = self._checkers(question.checker)(question, found.text)
        how = f"{found.where}; {check.how}"
        return self._verdict(generation, check.outcome, how, found.text, check.key)

    async def _judged(self, question: Question, generation: Generation) -> Verdict:
        if self._judge is None:
            return self._verdict(generation, Outcome.JUDGE_FAILED, "no judge was named")
        asked = judge_messages(question.text, generation.answer, question.gold)
        try:
            reply = await self._judge(asked)
        except ProblemError as error:
            how = f"the judge did not answer: {error.problem.what}"
            return self._by_judge(generation, Outcome.JUDGE_FAILED, how)
        judgement = read_judgement(reply)
        if judgement is None:
            how = f"the judge's reply makes no sense: {one_line(reply, HOW_LIMIT)}"
            return self._by_judge(generation, Outcome.JUDGE_FAILED, how)
        return self._by_judge(
            generation,
            Outcome.CORRECT if judgement.correct else Outcome.INCORRECT,
            f"judged: {one_line(judgement.reasoning, HOW_LIMIT) or 'without a reason'}",
            judgement,
        )

    def _by_judge(
        self, generation: Generation, outcome: Outcome, how: str, judgement: Judgement | None = None
    ) -> Verdict:
        extracted = judgement.extracted if judgement else None
        key = plain_words(extracted) if extracted else None
        verdict = self._verdict(generation, outcome, how, extracted, key)
        confidence = verdict.confidence
        if confidence is None and judgement:
            confidence = judgement.confidence
        name = f"{self.name}+judge-{self._judge_name}" if self._judge_name else self.name
        return replace(verdict, grader=name, confidence=confidence)

    def _verdict(
        self,
        generation: Generation,
        outcome: Outcome,
        how: str,
        extracted: str | None = None,
        key: str | None = None,
    ) -> Verdict:
        confidence = stated_confidence(generation.answer)
        return Verdict(outcome, extracted, key, how, self.name, confidence)


def _is_prose(generation: Generation, found: Found | None) -> bool:
    """Whether there is something that a judge can look at: an answer, or a whole reply."""
    cut_off = generation.finish_reason is FinishReason.LENGTH
    return found is not None or (bool(generation.answer.strip()) and not cut_off)


def _same_letter(question: Question, letter: str) -> Comparison:
    same = letter == (choice_letter(question.gold, question) or question.gold.strip())
    return Comparison(same, "the same letter" if same else "another letter")


def _same_words(words: str, gold: str) -> Comparison:
    same = words == gold
    return Comparison(same, "the same words" if same else "different words")


def _without_answer(generation: Generation) -> tuple[Outcome, str]:
    begun = bool(generation.answer.strip())
    if generation.finish_reason is FinishReason.LENGTH:
        return Outcome.TRUNCATED, f"cut off {'before its answer' if begun else 'while thinking'}"
    return Outcome.UNPARSED, "no answer found in it" if begun else "the reply is empty"


_ENDINGS = {
    FinishReason.ERROR: (Outcome.ERROR, "the generation failed"),
    FinishReason.CANCELLED: (Outcome.STOPPED, "stopped before its end"),
    FinishReason.FILTERED: (Outcome.REFUSED, "stopped by the server's content filter"),
}
