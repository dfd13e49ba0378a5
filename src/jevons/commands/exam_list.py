"""Printing the exams there are."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import asdict

from jevons.core import paths
from jevons.core.exams.gym.exam import PREFIX as GYM
from jevons.core.exams.sources import ExamInfo, available
from jevons.core.visible_text import one_line

HEADINGS = ("name", "questions", "status", "licence", "what it is")
WIDTH = 96


def run(args: argparse.Namespace) -> int:
    """Print the exams, as a table or as JSON."""
    exams, problems = available()
    for problem in problems:
        print(f"jevons exam: {one_line(problem.line(), 500)}", file=sys.stderr)
    if args.json:
        print(json.dumps([asdict(exam) for exam in exams], indent=2))
    else:
        print(_page(exams))
    return 0


def _page(exams: Sequence[ExamInfo]) -> str:
    gym = [exam for exam in exams if exam.kind == "gym"]
    names = " ".join(exam.name.removeprefix(GYM) for exam in gym)
    status = f"to get: {gym[0].remedy}" if gym[0].remedy else "here"
    return "\n".join(
        [
            _table([exam for exam in exams if exam.kind != "gym"]),
            "",
            f"{GYM}NAME: {len(gym)} suites of reasoning-gym ({gym[0].licence}), {status}",
            textwrap.indent(textwrap.fill(names, WIDTH), "  "),
            "",
            f"Exam files go into {paths.exams_dir()}, or are named by their path.",
            "jevons exam show NAME says where to get one, and shows its questions when it is here.",
        ]
    )


def _table(exams: Sequence[ExamInfo]) -> str:
    rows = [HEADINGS, *map(_cells, exams)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _cells(exam: ExamInfo) -> tuple[str, ...]:
    count = "" if exam.questions is None else f"{exam.questions:,}"
    if exam.levels:
        count = f"any, {exam.levels} levels"
    status = "here" if exam.here else "to get"
    texts = (one_line(exam.licence, 60), one_line(exam.title, 100))
    return one_line(exam.name, 40), count, status, *texts
