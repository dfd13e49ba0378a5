"""What the strategies of runs came to, as rows of the library."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple, fields
from typing import TYPE_CHECKING

from jevons.core.runs.answers import QuestionAnswer
from jevons.core.runs.draws import Graded, Taken, graded
from jevons.core.runs.generation_rows import read_surety
from jevons.core.runs.run import UNGRADED

if TYPE_CHECKING:
    from sqlite3 import Connection

_NAMES = [field.name for field in fields(QuestionAnswer)]
_TIED = _NAMES.index("tied")


def put(connection: Connection, run: int, answers: Iterable[QuestionAnswer]) -> None:
    """Write down what was asked and answered, instead of what was known of those questions."""
    marks = ", ".join("?" * len(_NAMES))
    connection.executemany(
        f"INSERT OR REPLACE INTO answers (run, {', '.join(_NAMES)}) VALUES (?, {marks})",
        [_values(run, answer) for answer in answers],
    )


def _values(run: int, answer: QuestionAnswer) -> list[object]:
    values = list(astuple(answer))
    values[_TIED] = json.dumps(answer.tied)
    return [run, *values]


def find(connection: Connection, run: int) -> dict[int, QuestionAnswer]:
    """What a run's strategy came to, by question."""
    found = connection.execute("SELECT * FROM answers WHERE run = ? ORDER BY question", [run])
    return {
        row["question"]: QuestionAnswer(
            **{name: row[name] for name in _NAMES} | {"tied": tuple(json.loads(row["tied"]))}
        )
        for row in found
    }


def clear(connection: Connection, run: int) -> None:
    """Forget what was known of a run's answers."""
    connection.execute("DELETE FROM answers WHERE run = ?", [run])


def graded_samples(connection: Connection, run: int) -> dict[tuple[int, int], Graded]:
    """All samples of a run that have a verdict, as strategies see them, by their places."""
    keys = {
        (row["question"], row["sample"]): row["key"]
        for row in connection.execute(
            "SELECT question, sample, key FROM verdicts WHERE run = ? ORDER BY number", [run]
        )
    }
    found = connection.execute(
        "SELECT samples.question, samples.sample, samples.outcome, samples.thinking_tokens,"
        " samples.answer_tokens, samples.seconds,"
        " json_extract(generations.cost, '$.here_usd') AS usd, generations.surety"
        " FROM samples JOIN generations ON generations.number = samples.generation"
        " WHERE run = ? AND outcome != ?",
        [run, UNGRADED],
    )
    return {
        (row["question"], row["sample"]): graded(
            Taken(
                row["thinking_tokens"],
                row["answer_tokens"],
                row["seconds"],
                row["usd"],
                row["surety"] and read_surety(row["surety"]),
            ),
            row["outcome"],
            keys.get((row["question"], row["sample"])),
        )
        for row in found
    }
