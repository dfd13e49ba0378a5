"""A run as a table: one row a sample, numbers and short texts, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from jevons.core.records import Outcome, Question
from jevons.core.runs.sample_rows import Sample
from jevons.core.runs.transfer.run_snapshot import RunSnapshot
from jevons.core.visible_text import one_line

TEXT_LIMIT = 300
"""Characters of a text; longer ones are cut with an ellipsis."""

COLUMNS = (
    "position", "question", "kind", "cluster", "gold", "sample",
    "outcome", "correct", "extracted", "key", "how", "grader", "confidence",
    "model", "seed", "finish_reason", "problem",
    "prompt_tokens", "cached_tokens", "thinking_tokens", "answer_tokens", "tokens_are",
    "ttft_s", "thinking_s", "total_s", "tokens_per_s",
    "usd", "attempts", "pooled", "created_at", "finished_at", "generation",
)  # fmt: skip

Cell = str | float | None

_FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet takes for the beginning of a formula; the last four are full-width."""


def table_lines(snapshot: RunSnapshot) -> Iterator[bytes]:
    """The lines of a CSV file in UTF-8: the names of the columns, then a row a sample.

    A text that a spreadsheet would take for a formula has an apostrophe before it. What is
    not known is empty; yes is 1 and no is 0. Tokens and seconds are those of the generation
    that stands, dollars those of all attempts.
    """
    yield _line(COLUMNS)
    for sample in snapshot.samples:
        yield _line(_cells(sample, snapshot.exam.questions[sample.row.question]))


def _line(cells: Iterable[Cell]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(map(_safe, cells))
    return line.getvalue().encode()


def _safe(cell: Cell) -> Cell:
    """The cell, on one line and harmless in a spreadsheet and on a terminal."""
    if not isinstance(cell, str):
        return cell
    text = one_line(cell, TEXT_LIMIT)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cells(sample: Sample, question: Question) -> Iterator[Cell]:
    """The cells of a row, in the order of `COLUMNS`."""
    row, generation = sample.row, sample.generation
    usage, timing = generation.usage, generation.timing
    yield from (row.question, question.id, question.kind, question.cluster, question.gold)
    yield row.sample
    yield from _verdict_cells(sample)
    yield from (generation.model, generation.params.seed)
    yield from (generation.finish_reason, generation.problem)
    yield from (usage.prompt, usage.cached, usage.thinking, usage.answer, usage.source)
    yield from (timing.ttft_s, timing.thinking_s, timing.total_s, timing.tokens_per_s)
    yield from (row.usd, sample.attempts, int(row.pooled))
    yield generation.created_at.isoformat()
    yield datetime.fromtimestamp(row.finished_at, UTC).isoformat()
    yield generation.id


def _verdict_cells(sample: Sample) -> Iterator[Cell]:
    """What the newest verdict says."""
    if not sample.verdicts:
        yield from ("ungraded", None, None, None, None, None, None)
        return
    verdict = sample.verdicts[0][1]
    yield from (verdict.outcome, int(verdict.outcome is Outcome.CORRECT))
    yield from (verdict.extracted, verdict.key, verdict.how, verdict.grader, verdict.confidence)
