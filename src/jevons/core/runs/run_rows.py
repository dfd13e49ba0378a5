"""Runs and their exams as rows of the library, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jevons.core.exams.exam import Exam
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import AnswerKind, Question
from jevons.core.runs.generation_rows import (
    canonical,
    dial_text,
    params_text,
    read_dial,
    read_params,
    storable,
    timestamp,
)
from jevons.core.runs.run import INDEPENDENT, Caps, Ledger, Run, RunPlan, RunState, Tally, Wish
from jevons.core.runs.writer import lives

if TYPE_CHECKING:
    from sqlite3 import Connection

_RUNS = """
    SELECT runs.*, exams.name AS exam_name, exams.digest AS exam_digest,
        (SELECT count(*) FROM questions WHERE questions.exam = runs.exam) AS questions,
        (SELECT coalesce(sum(asked), 0) FROM answers WHERE run = runs.number) AS asked,
        (SELECT count(*) FROM answers WHERE run = runs.number AND outcome != '') AS answered,
        (SELECT coalesce(sum(score), 0) FROM answers WHERE run = runs.number) AS right_answers
    FROM runs JOIN exams ON exams.number = runs.exam
"""

_SUMS = ", ".join(f"sum({column}) AS {column}" for column in Tally.__slots__)


def put_exam(connection: Connection, exam: Exam) -> int:
    """Write the exam down, unless it is there, and return its number."""
    known = connection.execute("SELECT number FROM exams WHERE digest = ?", [exam.digest])
    row = known.fetchone()
    if row is not None:
        return int(row["number"])
    values = [exam.digest, exam.name, exam.source, exam.instruction, exam.system]
    number = connection.execute(
        "INSERT INTO exams (digest, name, source, instruction, system) VALUES (?, ?, ?, ?, ?)",
        [storable(value) for value in values],
    ).lastrowid
    assert number is not None
    connection.executemany(
        "INSERT INTO questions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (number, position, *_question_values(question))
            for position, question in enumerate(exam.questions)
        ),
    )
    return number


def _question_values(question: Question) -> tuple[str, ...]:
    texts = (question.id, question.text, question.gold, question.kind, question.cluster)
    metadata = json.dumps(dict(question.metadata), sort_keys=True, separators=(",", ":"))
    return (*(storable(text) for text in texts), storable(question.checker), metadata)


def exam_of(connection: Connection, run: int) -> Exam:
    """The exam of a run, with all its questions."""
    query = "SELECT exams.* FROM exams JOIN runs ON runs.exam = exams.number WHERE runs.number = ?"
    row = connection.execute(query, [run]).fetchone()
    if row is None:
        raise no_run(run)
    questions = connection.execute(
        "SELECT * FROM questions WHERE exam = ? ORDER BY position", [row["number"]]
    )
    return Exam(
        name=row["name"],
        questions=tuple(map(_question, questions)),
        instruction=row["instruction"],
        system=row["system"],
        source=row["source"],
    )


def _question(row: Mapping[str, Any]) -> Question:
    return Question(
        id=row["id"],
        text=row["text"],
        gold=row["gold"],
        kind=AnswerKind(row["kind"]),
        cluster=row["cluster"],
        checker=row["checker"],
        metadata=json.loads(row["metadata"]),
    )


def create(connection: Connection, exam: Exam, plan: RunPlan) -> int:
    """Write a new run down and return its number."""
    values = [
        put_exam(connection, exam),
        json.dumps(plan.models),
        params_text(plan.params),
        dial_text(plan.dial),
        plan.strategy,
        plan.samples,
        plan.judge,
        canonical(asdict(plan.caps)),
        plan.concurrency,
        plan.surety_window,
        RunState.WAITING,
        Wish.RUN,
        timestamp(datetime.now(UTC)),
        plan.cut_of,
    ]
    number = connection.execute(
        "INSERT INTO runs (exam, models, params, dial, strategy, samples, judge, caps,"
        " concurrency, surety_window, state, wanted, created_at, cut_of, problem, busy_s,"
        " other_usd)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, 0)",
        values,
    ).lastrowid
    assert number is not None
    return number


def get(connection: Connection, number: int) -> Run:
    """The run of that number.

    Raises:
        ProblemError: NOT_FOUND.
    """
    row = connection.execute(f"{_RUNS} WHERE runs.number = ?", [number]).fetchone()
    if row is None:
        raise no_run(number)
    return _run(connection, row)


def wishes(connection: Connection, number: int) -> tuple[Wish, Caps, int | None]:
    """What the user asks of a run: to go on or not, its caps, its concurrency."""
    query = "SELECT wanted, caps, concurrency FROM runs WHERE number = ?"
    row = connection.execute(query, [number]).fetchone()
    if row is None:
        raise no_run(number)
    return Wish(row["wanted"]), Caps(**json.loads(row["caps"])), row["concurrency"]


def find(connection: Connection, limit: int) -> list[Run]:
    """The newest runs, the newest first."""
    rows = connection.execute(f"{_RUNS} ORDER BY runs.number DESC LIMIT ?", [limit]).fetchall()
    return [_run(connection, row) for row in rows]


def sweeps(connection: Connection, number: int) -> list[Run]:
    """The runs that cut the thoughts of that one, the shortest budget first."""
    rows = connection.execute(f"{_RUNS} WHERE runs.cut_of = ?", [number]).fetchall()
    found = [_run(connection, row) for row in rows]
    return sorted(found, key=lambda run: (run.plan.dial.tokens or 0, run.number))


def _run(connection: Connection, row: Mapping[str, Any]) -> Run:
    plan = RunPlan(
        models=tuple(json.loads(row["models"])),
        params=read_params(row["params"]),
        dial=read_dial(row["dial"]),
        samples=row["samples"],
        strategy=row["strategy"],
        caps=Caps(**json.loads(row["caps"])),
        concurrency=row["concurrency"],
        judge=row["judge"],
        surety_window=row["surety_window"],
        cut_of=row["cut_of"],
    )
    return Run(
        number=row["number"],
        exam=row["exam_name"],
        exam_digest=row["exam_digest"],
        questions=row["questions"],
        plan=plan,
        state=_state(row),
        wanted=Wish(row["wanted"]),
        problem=row["problem"],
        ledger=_ledger(connection, row, plan),
        created_at=datetime.fromisoformat(row["created_at"]),
        started_at=_time(row["started_at"]),
        ended_at=_time(row["ended_at"]),
        busy_s=row["busy_s"],
        other_usd=row["other_usd"],
        answered=row["answered"],
        right=row["right_answers"],
    )


def _ledger(connection: Connection, row: Mapping[str, Any], plan: RunPlan) -> Ledger:
    tallies = _tallies(connection, row["number"])
    if plan.strategy == INDEPENDENT:
        return Ledger(row["questions"] * plan.samples, tallies)
    drawn = sum(tally.samples for tally in tallies.values())
    return Ledger(max(row["asked"], drawn), tallies)


def _state(row: Mapping[str, Any]) -> RunState:
    """The state, seen through: a worker that died can not say so itself."""
    state = RunState(row["state"])
    if state in {RunState.RUNNING, RunState.PAUSED} and not lives(row["writer"] or ""):
        return RunState.INTERRUPTED
    return state


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _tallies(connection: Connection, run: int) -> dict[str, Tally]:
    query = f"SELECT outcome, {_SUMS} FROM tallies WHERE run = ? GROUP BY outcome"
    return {row["outcome"]: read_tally(row) for row in connection.execute(query, [run])}


def read_tally(row: Mapping[str, Any]) -> Tally:
    """The sums in a row that has all their columns."""
    return Tally(*(row[column] for column in Tally.__slots__))


def change(connection: Connection, number: int, values: Mapping[str, Any]) -> None:
    """Set columns of a run.

    Raises:
        ProblemError: NOT_FOUND.
    """
    columns = ", ".join(f"{column} = ?" for column in values)
    cursor = connection.execute(
        f"UPDATE runs SET {columns} WHERE number = ?", [*map(_storable, values.values()), number]
    )
    if not cursor.rowcount:
        raise no_run(number)


def delete(connection: Connection, numbers: Iterable[int]) -> None:
    """Take runs away for good; their generations stay in the pool."""
    connection.executemany("DELETE FROM runs WHERE number = ?", [[number] for number in numbers])


def no_run(number: int) -> ProblemError:
    """There is no run of that number."""
    return ProblemError.of(
        ProblemKind.NOT_FOUND, f"there is no run {number}", remedy="jevons runs lists them"
    )


def _storable(value: Any) -> Any:
    """A value as the library can hold it: what a server said may be no text at all."""
    return storable(value) if type(value) is str else value
