"""The samples of runs as rows of the library: drawn, pooled, graded, summed up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jevons.core.records import FinishReason, Generation, Outcome, Verdict
from jevons.core.runs import generation_rows
from jevons.core.runs.generation_rows import storable, timestamp
from jevons.core.runs.run import UNGRADED, Tally
from jevons.core.runs.run_rows import read_tally

if TYPE_CHECKING:
    from sqlite3 import Connection

_FAILED = frozenset({FinishReason.ERROR, FinishReason.CANCELLED})
"""Ends that leave no sample of what the model would write."""

_COLUMNS = """run, question, sample, generation, outcome, pooled, attempts, prompt_tokens,
    thinking_tokens, answer_tokens, seconds, usd, finished_at"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample that is to be kept: its generation and, once graded, its verdict.

    `key` is that of the pool of all samples of the question.
    `usd` counts all `attempts`, of which the last is `generation`. A `pooled` one is in
    the library already, and its cost here is nothing.
    """

    question: int
    sample: int
    generation: Generation
    key: str
    verdict: Verdict | None = None
    pooled: bool = False
    attempts: int = 1
    usd: float | None = None


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample in a few numbers, as lists and strips show it."""

    question: int
    sample: int
    outcome: str
    pooled: bool
    thinking_tokens: int
    answer_tokens: int
    seconds: float
    usd: float | None
    finished_at: float


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample whole: what was written, and every verdict on it, the newest first."""

    row: SampleRow
    attempts: int
    generation: Generation
    verdicts: tuple[tuple[datetime, Verdict], ...]


def put(connection: Connection, run: int, drawn: Drawn) -> None:
    """Write a sample down, with its generation unless that is there; it replaces a failed one."""
    number = _generation_number(connection, drawn)
    usage = drawn.generation.usage
    values = (
        run,
        drawn.question,
        drawn.sample,
        number,
        drawn.verdict.outcome if drawn.verdict else UNGRADED,
        drawn.pooled,
        drawn.attempts,
        usage.prompt,
        usage.thinking,
        usage.answer,
        drawn.generation.timing.total_s or 0.0,
        drawn.usd,
        datetime.now(UTC).timestamp(),
    )
    place = (run, drawn.question, drawn.sample)
    connection.execute("DELETE FROM samples WHERE run = ? AND question = ? AND sample = ?", place)
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO samples ({_COLUMNS}) VALUES ({marks})", values)
    if drawn.verdict is not None:
        _put_verdict(connection, place, number, drawn.verdict)


def _generation_number(connection: Connection, drawn: Drawn) -> int:
    """Where the generation is in the library; it is written down first if it is not there.

    It has no place in the pool if another run took that while it was drawn.
    """
    generation = drawn.generation
    if not drawn.pooled:
        place = pool_place(generation, drawn.sample)
        if place is not None and _is_taken(connection, drawn):
            place = None
        generation_rows.put(connection, generation, drawn.key, place)
    row = connection.execute("SELECT number FROM generations WHERE id = ?", [generation.id])
    return int(row.fetchone()["number"])


def pool_place(generation: Generation, sample: int) -> int | None:
    """The place in its pool that a sample of a run is for; one that failed has none."""
    return None if generation.finish_reason in _FAILED else sample


def _is_taken(connection: Connection, drawn: Drawn) -> bool:
    query = "SELECT 1 FROM generations WHERE key = ? AND sample = ?"
    return connection.execute(query, [drawn.key, drawn.sample]).fetchone() is not None


def grade(connection: Connection, run: int, question: int, sample: int, verdict: Verdict) -> None:
    """Add a verdict to a sample; the earlier ones stay."""
    place = (run, question, sample)
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM samples WHERE run = ? AND question = ? AND sample = ?", place
    ).fetchone()
    if row is None:
        return
    if row["outcome"] != verdict.outcome:
        connection.execute(
            "DELETE FROM samples WHERE run = ? AND question = ? AND sample = ?", place
        )
        values = dict(row) | {"outcome": verdict.outcome}
        marks = ", ".join("?" * len(values))
        connection.execute(
            f"INSERT INTO samples ({_COLUMNS}) VALUES ({marks})", tuple(values.values())
        )
    _put_verdict(connection, place, row["generation"], verdict)


def _put_verdict(
    connection: Connection, place: tuple[int, int, int], generation: int, verdict: Verdict
) -> None:
    connection.execute(
        "INSERT INTO verdicts (run, question, sample, generation, grader, outcome, extracted,"
        " key, how, confidence, graded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *place,
            generation,
            storable(verdict.grader),
            verdict.outcome,
            _text(verdict.extracted),
            _text(verdict.key),
            storable(verdict.how),
            verdict.confidence,
            timestamp(datetime.now(UTC)),
        ),
    )


def _text(value: str | None) -> str | None:
    return None if value is None else storable(value)


def pooled(connection: Connection, key: str, samples: int, first: int = 0) -> dict[int, Generation]:
    """The generations of a pool, by their places from `first` on and below `samples`."""
    rows = connection.execute(
        "SELECT * FROM generations WHERE key = ? AND sample >= ? AND sample < ?",
        [key, first, samples],
    )
    return {row["sample"]: generation_rows.from_row(row) for row in rows}


def pooled_count(connection: Connection, key: str, samples: int) -> int:
    """How many places below `samples` a pool has."""
    query = "SELECT count(*) AS held FROM generations WHERE key = ? AND sample < ?"
    return int(connection.execute(query, [key, samples]).fetchone()["held"])


def settled(connection: Connection, run: int) -> set[tuple[int, int]]:
    """The places (question, sample) that need no more drawing: all but failed ones."""
    rows = connection.execute(
        "SELECT question, sample FROM samples WHERE run = ? AND outcome != ?",
        [run, Outcome.ERROR],
    )
    return {(row["question"], row["sample"]) for row in rows}


def failed(connection: Connection, run: int) -> dict[tuple[int, int], tuple[int, float | None]]:
    """The attempts and dollars that failed samples took, by (question, sample)."""
    rows = connection.execute(
        "SELECT question, sample, attempts, usd FROM samples WHERE run = ? AND outcome = ?",
        [run, Outcome.ERROR],
    )
    return {(row["question"], row["sample"]): (row["attempts"], row["usd"]) for row in rows}


def rows(
    connection: Connection, run: int, first: int = 0, last: int | None = None
) -> list[SampleRow]:
    """The samples of the questions `first` to `last` (all, if not given), in their order."""
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM samples WHERE run = ? AND question BETWEEN ? AND ?",
        [run, first, 2**62 if last is None else last],
    )
    return [_sample_row(row) for row in found]


def finished(connection: Connection, run: int) -> list[tuple[int, str]]:
    """(question, outcome) of every graded sample, in the order in which they were finished."""
    found = connection.execute(
        "SELECT question, outcome FROM samples WHERE run = ? AND outcome != ? ORDER BY finished_at",
        [run, UNGRADED],
    )
    return [(row["question"], row["outcome"]) for row in found]


def ungraded(connection: Connection, run: int) -> list[tuple[int, int]]:
    """(question, sample) of what was drawn and has no verdict."""
    found = connection.execute(
        "SELECT question, sample FROM samples WHERE run = ? AND outcome = ?", [run, UNGRADED]
    )
    return [(row["question"], row["sample"]) for row in found]


def question_tallies(connection: Connection, run: int) -> dict[int, dict[str, Tally]]:
    """The sums of each question's samples, by outcome."""
    found: dict[int, dict[str, Tally]] = {}
    for row in connection.execute("SELECT * FROM tallies WHERE run = ? ORDER BY question", [run]):
        found.setdefault(row["question"], {})[row["outcome"]] = read_tally(row)
    return found


def get(connection: Connection, run: int, question: int, sample: int) -> Sample | None:
    """A sample whole, if it is there."""
    return next(iter(at(connection, run, [(question, sample)])), None)


def at(connection: Connection, run: int, places: Sequence[tuple[int, int]]) -> list[Sample]:
    """The samples at some places (question, sample), whole and in their order.

    Each is looked up by itself: what lies between them is not read.
    """
    wanted = f"WITH wanted(q, s) AS (VALUES {', '.join(['(?, ?)'] * len(places))}) "
    values = [*(number for place in places for number in place), run]
    found = connection.execute(
        f"{wanted}SELECT generations.*, samples.question AS place, samples.sample AS turn,"
        " outcome, pooled, attempts, thinking_tokens, answer_tokens, seconds, usd, finished_at"
        " FROM wanted CROSS JOIN samples ON run = ? AND samples.question = q AND samples.sample = s"
        " JOIN generations ON generations.number = samples.generation"
        " ORDER BY samples.question, samples.sample",
        values,
    ).fetchall()
    said: dict[tuple[int, int], list[tuple[datetime, Verdict]]] = {}
    for row in connection.execute(
        f"{wanted}SELECT verdicts.* FROM wanted CROSS JOIN verdicts"
        " ON run = ? AND question = q AND sample = s ORDER BY number DESC",
        values,
    ):
        verdict = datetime.fromisoformat(row["graded_at"]), _verdict(row)
        said.setdefault((row["question"], row["sample"]), []).append(verdict)
    return [
        Sample(
            row=_sample_row(dict(row) | {"question": row["place"], "sample": row["turn"]}),
            attempts=row["attempts"],
            generation=generation_rows.from_row(row),
            verdicts=tuple(said.get((row["place"], row["turn"]), ())),
        )
        for row in found
    ]


def outline(connection: Connection, run: int) -> tuple[list[tuple[int, int]], dict[str, Tally]]:
    """All places (question, sample) of a run, and the sums of the samples by outcome.

    Summed up in the order of the places, so that the same samples have the same sums
    wherever they are.
    """
    places: list[tuple[int, int]] = []
    tallies: dict[str, Tally] = {}
    for row in connection.execute(
        "SELECT question, sample, outcome, 1 AS samples, pooled, attempts, prompt_tokens,"
        " thinking_tokens, answer_tokens, seconds, coalesce(usd, 0.0) AS usd,"
        " usd IS NULL AS unpriced FROM samples WHERE run = ? ORDER BY question, sample",
        [run],
    ):
        places.append((row["question"], row["sample"]))
        tallies[row["outcome"]] = tallies.get(row["outcome"], Tally()) + read_tally(row)
    return places, tallies


def verdicts(connection: Connection, run: int) -> dict[tuple[int, int], Verdict]:
    """The newest verdict on each sample."""
    found = connection.execute("SELECT * FROM verdicts WHERE run = ? ORDER BY number", [run])
    return {(row["question"], row["sample"]): _verdict(row) for row in found}


def _verdict(row: Mapping[str, Any]) -> Verdict:
    return Verdict(
        outcome=Outcome(row["outcome"]),
        extracted=row["extracted"],
        key=row["key"],
        how=row["how"],
        grader=row["grader"],
        confidence=row["confidence"],
    )


def _sample_row(row: Mapping[str, Any]) -> SampleRow:
    return SampleRow(
        question=row["question"],
        sample=row["sample"],
        outcome=row["outcome"],
        pooled=bool(row["pooled"]),
        thinking_tokens=row["thinking_tokens"],
        answer_tokens=row["answer_tokens"],
        seconds=row["seconds"],
        usd=row["usd"],
        finished_at=row["finished_at"],
    )
