"""Answers graded in a second, by kind, and how the time grows with the length of a reply."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

from bench import table
from jevons.core.exams.grading.grader import Grader
from jevons.core.records import (
    AnswerKind,
    Dial,
    FinishReason,
    Generation,
    Outcome,
    Question,
    SamplingParams,
)

Pair = tuple[Question, Generation]

REASONING = "First we add $a_{1} = 12$ and $\\frac{3}{4}$, then we look at {the rest}. "
LENGTHS = (1_000, 10_000, 100_000, 1_000_000)


def run(*, quick: bool) -> None:
    """Print the tables."""
    counts = (1_000, 10_000) if quick else (1_000, 10_000, 100_000)
    table.show(
        "Answers graded in a second without math-verify; each is different, one in two is right",
        ("", *(f"{count:,} answers" for count in counts)),
        [_row(name, make, counts) for name, make in KINDS.items()],
    )
    table.show(
        "Milliseconds for one reply, by its length in characters",
        ("", *(f"{length:,}" for length in LENGTHS)),
        [_growth(name, text) for name, text in LONG.items()],
    )
    asyncio.run(_math_verify(30 if quick else 100))


def _row(name: str, make: Callable[[int], Pair], counts: tuple[int, ...]) -> table.Row:
    cells = []
    grader = Grader()
    for count in counts:
        pairs = [make(number) for number in range(count)]
        start = time.perf_counter()
        verdicts = [grader.grade_fast(*pair) for pair in pairs]
        seconds = time.perf_counter() - start
        right = sum(
            verdict is not None and verdict.outcome is Outcome.CORRECT for verdict in verdicts
        )
        assert right == count // 2, f"{name}: {right} of {count} are right"
        cells.append(f"{count / seconds:,.0f}")
    return (name, *cells)


def _growth(name: str, text: Callable[[int], str]) -> table.Row:
    grader = Grader()
    asked = Question("q", "What is it?", "5", AnswerKind.NUMBER)
    cells = []
    for length in LENGTHS:
        reply = _reply(text(length))
        start = time.perf_counter()
        grader.grade_fast(asked, reply)
        cells.append(f"{1000 * (time.perf_counter() - start):,.2f}")
    return (name, *cells)


async def _math_verify(count: int) -> None:
    grader = Grader()
    pairs = [_pair(rf"{n + 4}\sqrt{{x}}", rf"\sqrt{{{(n + 4) ** 2}x}}", n) for n in range(count)]
    start = time.perf_counter()
    await grader.grade(*_pair(r"2\sqrt{x}", r"\sqrt{4x}", 0))
    first_s = time.perf_counter() - start
    start = time.perf_counter()
    for pair in pairs:
        await grader.grade(*pair)
    seconds = time.perf_counter() - start
    await grader.aclose()
    table.show(
        f"With {grader.name}, what is left open",
        ("", "the first, s", "answers/s after it"),
        [("roots of letters", f"{first_s:.2f}", f"{count / seconds:,.0f}")],
    )


def _pair(gold: str, answer: str, number: int, kind: AnswerKind = AnswerKind.MATH) -> Pair:
    return Question(f"q{number}", "What is it?", gold, kind), _reply(rf"So \boxed{{{answer}}}.")


def _reply(text: str) -> Generation:
    return Generation(
        id="g",
        model="m",
        question="q",
        params=SamplingParams(),
        dial=Dial.off(),
        created_at=datetime.now(UTC),
        answer=text,
        finish_reason=FinishReason.STOP,
    )


def _number(number: int) -> Pair:
    return _pair(f"{number}", f"{number + number % 2:,}", number, AnswerKind.NUMBER)


def _number_in_prose(number: int) -> Pair:
    asked = Question(f"q{number}", "What is it?", f"{number}", AnswerKind.NUMBER)
    return asked, _reply(f"{REASONING * 25}The answer is ${number + number % 2} a day.")


def _fraction(number: int) -> Pair:
    below = 2 * number + 1
    answer = rf"\dfrac{{{2 * number + number % 2}}}{{{2 * below}}}"
    return _pair(rf"\frac{{{number}}}{{{below}}}", answer, number)


def _surd(number: int) -> Pair:
    answer = rf"\sqrt{{12}} + {number + number % 2}\pi"
    return _pair(rf"{number}\pi + 2\sqrt{{3}}", answer, number)


def _polynomial(number: int) -> Pair:
    answer = f"x^2 + {number + 1 + number % 2}x + {number}"
    return _pair(f"(x + 1)(x + {number})", answer, number)


def _set(number: int) -> Pair:
    answer = rf"\left\{{7, {number + number % 2 + 9}, -1\right\}}"
    return _pair(rf"\{{-1, {number + 9}, 7\}}", answer, number)


def _words(number: int) -> Pair:
    return _pair(f"the tree {number}", f"Tree {number + number % 2}.", number, AnswerKind.TEXT)


def _choice(number: int) -> Pair:
    letter = "AB"[number % 2]
    return _pair("A", rf"\textbf{{({letter})}} {number}", number, AnswerKind.CHOICE)


def _cut(piece: str) -> Callable[[int], str]:
    return lambda length: (piece * (length // len(piece) + 1))[:length]


KINDS = {
    "numbers in a box": _number,
    "numbers behind 2,000 characters": _number_in_prose,
    "fractions in LaTeX": _fraction,
    "roots and π": _surd,
    "polynomials": _polynomial,
    "sets": _set,
    "words": _words,
    "choices": _choice,
}
LONG = {
    "reasoning, then a box": lambda length: _cut(REASONING)(length) + r"\boxed{5}",
    "reasoning, then an answer line": lambda length: _cut(REASONING)(length) + "\nAnswer: 5",
    "reasoning alone": _cut(REASONING),
    "boxes left open": _cut(r"\boxed{"),
    "answer lines": _cut("Answer: 6\n"),
    "digits": _cut("9"),
}
