"""Reads the texts of questions back: the wordings turned round, so that tests can solve them."""

import re
from functools import cache

from jevons.core.exams.suites.suite import make_exam
from jevons.core.exams.suites.wordings import wordings

_FIELD = re.compile(r"\{(\w+)\}")


@cache
def pattern_of(template):
    """The expression that a wording's texts match, with a group for each of its fields."""
    parts = _FIELD.split(template)
    pattern, seen = "", set()
    for i, part in enumerate(parts):
        if i % 2 == 0:
            pattern += re.escape(part)
        elif part in seen:
            pattern += f"(?P={part})"
        else:
            pattern += f"(?P<{part}>.+?)"
            seen.add(part)
    return re.compile(pattern, re.DOTALL)


def readings(suite, text, tasks=None):
    """All ways to read a text as a wording of a task: the task and the fields."""
    found = []
    for task, templates in wordings(suite).items():
        if tasks is not None and task not in tasks:
            continue
        for template in templates.values():
            match = pattern_of(template).fullmatch(text)
            if match and (task, match.groupdict()) not in found:
                found.append((task, match.groupdict()))
    return found


def fields_of(suite, text, task):
    """What a text says as a wording of a task; it can be read in one way only."""
    ((_, fields),) = readings(suite, text, {task})
    return fields


def numbers_of(fields):
    """The fields that are whole numbers, as such."""
    return {name: int(value) for name, value in fields.items() if re.fullmatch(r"-?\d+", value)}


@cache
def questions(suite, level, n=40, seed=7):
    """Questions of an exam, made once."""
    return make_exam(suite, level, seed, n).questions
