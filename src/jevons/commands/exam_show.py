"""Printing questions of an exam."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace

from jevons.commands.exam_choice import options_of
from jevons.core.exams.drawing import drawn
from jevons.core.exams.exam import Exam
from jevons.core.exams.files.hub import PREFIX as HUB
from jevons.core.exams.sources import ExamInfo, ExamOptions, available, find_exam, is_made
from jevons.core.problems import ProblemError
from jevons.core.records import Question
from jevons.core.visible_text import one_line, visible

SHOWN = 3
"""Questions that are shown when no number is asked for."""

LONGEST_VALUE = 120
WHOLE_ITEM = "item"
"""The metadata that repeat a question of reasoning-gym as a whole: for machines alone."""

INDENT = "    "


def run(args: argparse.Namespace) -> int:
    """Print questions; the exit status is 1 where there is no such exam, or a broken file."""
    if args.name.startswith(HUB):
        print(f"jevons exam: fetching {one_line(args.name, 100)}", file=sys.stderr, flush=True)
    try:
        exam, shown = _exam(args.name, options_of(args))
    except ProblemError as error:
        print(f"jevons exam: {one_line(error.problem.line(), 2_000)}", file=sys.stderr)
        return 1
    print(_json(exam, shown) if args.json else _page(exam, shown, _info(args.name, exam)))
    return 0


def _exam(name: str, options: ExamOptions) -> tuple[Exam, Sequence[Question]]:
    """The exam, and those of its questions that are shown; a file is read as a whole."""
    wanted = SHOWN if options.questions is None else options.questions
    if is_made(name):
        exam = find_exam(name, replace(options, questions=wanted))
        return exam, exam.questions
    exam = find_exam(name, replace(options, questions=None))
    return exam, drawn(exam.questions, wanted, options.seed)


def _info(name: str, exam: Exam) -> ExamInfo | None:
    """What the list says of the exam, if it is in the list."""
    names = {name, exam.name}
    if is_made(name):  # without its level, or its settings
        names |= {exam.name.rpartition("-")[0], exam.name.partition(",")[0]}
    return next((info for info in available()[0] if info.name in names), None)


def _json(exam: Exam, shown: Sequence[Question]) -> str:
    document = {
        "name": exam.name,
        "source": exam.source,
        "digest": exam.digest,
        "system": exam.system,
        "instruction": exam.instruction,
        "count": len(exam.questions),
        "questions": [asdict(question) for question in shown],
    }
    return json.dumps(document, indent=2)


def _page(exam: Exam, shown: Sequence[Question], info: ExamInfo | None) -> str:
    kinds = Counter(question.kind.value for question in exam.questions)
    shares = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
    title = one_line(info.title, 200) if info else "questions of a file"
    head = [f"{one_line(exam.name, 60)}: {title}"]
    head.append(f"questions: {len(exam.questions):,} ({shares})")
    clusters = len({question.cluster for question in exam.questions if question.cluster})
    head += [f"clusters: {clusters:,}"] if clusters else []
    head.append(f"source: {one_line(exam.source, 500)}")
    if info:
        head.append(f"licence: {one_line(info.licence, 200)}")
        head += [f"note: {one_line(info.note, 400)}"] if info.note else []
    head += [f"system: {one_line(exam.system, 400)}"] if exam.system else []
    head += [f"instruction: {one_line(exam.instruction, 400)}"] if exam.instruction else []
    return "\n\n".join(["\n".join(head), *map(_question, shown)])


def _question(question: Question) -> str:
    about = [question.kind.value]
    about += [f"cluster {question.cluster}"] if question.cluster else []
    about += [f"checked by {question.checker}"] if question.checker else []
    lines = [one_line(f"{question.id} ({', '.join(about)})", 200)]
    lines.append(textwrap.indent(visible(question.text), INDENT))
    answer = visible(question.gold) if question.gold else "(the checker alone decides)"
    lines.append(textwrap.indent(f"answer: {answer}", "  "))
    lines += [
        f"  {one_line(key, 40)}: {one_line(_value(value), LONGEST_VALUE)}"
        for key, value in question.metadata.items()
        if key != WHOLE_ITEM
    ]
    return "\n".join(lines)


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
