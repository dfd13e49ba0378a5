"""Generations as rows of the library, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jevons.core.prices.reference import parse_time
from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import (
    Cost,
    Dial,
    DialMode,
    FinishReason,
    Generation,
    Message,
    PriceElsewhere,
    Purpose,
    SamplingParams,
    Surety,
    Timing,
    Usage,
    UsageSource,
)
from jevons.core.runs.writer import lives, this_process

if TYPE_CHECKING:
    from sqlite3 import Connection


INTERRUPTED = "interrupted"
"""The problem of a generation whose process died while it was written."""

# A generation that ended is not reopened by an earlier state written late; one that was
# taken for interrupted, from another machine or container, is.
_PUT = """
    INSERT INTO generations (
        id, parent_id, key, sample, model, params, dial, seed, question, created_at,
        finish_reason, writer, problem, fingerprint, usage, timing, cost, thinking, answer,
        purpose, surety
    ) VALUES (
        :id, :parent_id, :key, :sample, :model, :params, :dial, :seed, :question, :created_at,
        :finish_reason, :writer, :problem, :fingerprint, :usage, :timing, :cost, :thinking,
        :answer, :purpose, :surety
    ) ON CONFLICT (id) DO UPDATE SET
        model = excluded.model, finish_reason = excluded.finish_reason,
        writer = excluded.writer, problem = excluded.problem,
        fingerprint = excluded.fingerprint, usage = excluded.usage, timing = excluded.timing,
        cost = excluded.cost, thinking = excluded.thinking, answer = excluded.answer,
        surety = excluded.surety
    WHERE excluded.finish_reason IS NOT NULL
        OR generations.finish_reason IS NULL
        OR generations.problem = 'interrupted'
"""


def storable(text: str) -> str:
    """`text` as UTF-8 can hold it: halves of surrogate pairs joined, or replaced by U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def timestamp(at: datetime) -> str:
    """`at` in UTC, in the one form that sorts as text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(value: Any) -> str:
    """JSON that is the same text for the same value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def params_text(params: SamplingParams) -> str:
    """The parameters without the seed: samples of one pool differ in it."""
    return _seedless_text(params if params.seed is None else replace(params, seed=None))


@lru_cache(maxsize=64)
def _seedless_text(params: SamplingParams) -> str:
    fields = asdict(params)
    del fields["seed"]
    return canonical(fields)


def pool_key(
    model: str,
    params: SamplingParams,
    dial: Dial,
    messages: tuple[Message, ...],
    strategy: str = "",
) -> str:
    """The SHA-256 of all that decides what a model would write, but the seed.

    `strategy` is the one by whose steps it is written, as JSON; empty where it is not.
    """
    import hashlib  # OpenSSL behind it would hold up the start

    parts = [
        model,
        params_text(params),
        dial_text(dial),
        [{"role": message.role, "content": message.content} for message in messages],
        *([strategy] if strategy else []),
    ]
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def read_params(text: str) -> SamplingParams:
    """The parameters that `params_text` wrote."""
    return SamplingParams(**json.loads(text))


@lru_cache(maxsize=64)
def dial_text(dial: Dial) -> str:
    """The dial as canonical JSON."""
    return canonical(asdict(dial))


def read_dial(text: str) -> Dial:
    """The dial that `dial_text` wrote."""
    fields = json.loads(text)
    return Dial(DialMode(fields["mode"]), fields["tokens"], fields["minimum"])


def _usage(usage: Usage) -> str:
    counts = asdict(replace(usage, raw=()))
    return canonical(counts | {"raw": [dict(raw) for raw in usage.raw]})


def _cost(cost: Cost | None) -> str | None:
    if cost is None:
        return None
    elsewhere = [
        {"model": price.model, "at": price.at.isoformat(), "usd": price.usd}
        for price in cost.elsewhere
    ]
    fields = {"here_usd": cost.here_usd, "assumption": cost.assumption, "elsewhere": elsewhere}
    return canonical(fields if cost.spent_usd is None else {**fields, "spent_usd": cost.spent_usd})


def key_of(generation: Generation, messages: tuple[Message, ...]) -> str:
    """The key of the pool that a generation belongs to."""
    return pool_key(generation.model, generation.params, generation.dial, messages)


def to_row(generation: Generation, key: str) -> dict[str, Any]:
    """The columns of a generation, but for its number, its writer and its place."""
    seed = generation.params.seed
    return {
        "id": generation.id,
        "parent_id": generation.parent_id,
        "key": key,
        "model": storable(generation.model),
        "params": params_text(generation.params),
        "dial": dial_text(generation.dial),
        "seed": None if seed is None else str(seed),
        "question": storable(generation.question),
        "created_at": timestamp(generation.created_at),
        "finish_reason": generation.finish_reason,
        "problem": storable(generation.problem),
        "fingerprint": storable(generation.fingerprint),
        "usage": _usage(generation.usage),
        "timing": canonical(asdict(generation.timing)),
        "cost": _cost(generation.cost),
        "thinking": storable(generation.thinking),
        "answer": storable(generation.answer),
        "purpose": generation.purpose,
        "surety": generation.surety and canonical(asdict(generation.surety)),
    }


def put(
    connection: Connection, generation: Generation, key: str, sample: int | None = None
) -> None:
    """Insert the generation, or bring its row up to where it stands.

    `key` is its pool's, `sample` its place there, where it has one; the place must be free.
    """
    running = generation.finish_reason is None
    writer = this_process() if running else None
    connection.execute(_PUT, to_row(generation, key) | {"writer": writer, "sample": sample})


def get(connection: Connection, generation_id: str) -> Generation | None:
    """The generation, if it is there."""
    row = connection.execute("SELECT * FROM generations WHERE id = ?", [generation_id]).fetchone()
    return None if row is None else from_row(row)


def close_interrupted(connection: Connection) -> list[str]:
    """End the generations whose process died while it wrote them, and return their ids."""
    # The plus keeps SQLite to the index of those that run: by number it would scan the library.
    rows = connection.execute(
        "SELECT id, writer FROM generations WHERE finish_reason IS NULL ORDER BY +number"
    ).fetchall()
    dead = [row["id"] for row in rows if not lives(row["writer"])]
    connection.executemany(
        "UPDATE generations SET finish_reason = ?, problem = ?, writer = NULL WHERE id = ?",
        [(FinishReason.ERROR, INTERRUPTED, generation_id) for generation_id in dead],
    )
    return dead


def from_row(row: Mapping[str, Any]) -> Generation:
    """The generation that `to_row` took apart.

    Raises:
        ProblemError: the row is not what `to_row` writes (`BAD_LIBRARY`).
    """
    try:
        return _from_row(row)
    except (KeyError, TypeError, ValueError) as error:
        raise ProblemError.of(
            ProblemKind.BAD_LIBRARY,
            "a generation in the library cannot be read",
            kept="the library is as it was",
            details=f"generation {row['id']}: {error!r}",
        ) from error


def _from_row(row: Mapping[str, Any]) -> Generation:
    seed = row["seed"]
    reason, cost, surety = row["finish_reason"], row["cost"], row["surety"]
    return Generation(
        id=row["id"],
        model=row["model"],
        question=row["question"],
        params=replace(read_params(row["params"]), seed=None if seed is None else int(seed)),
        dial=read_dial(row["dial"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        thinking=row["thinking"],
        answer=row["answer"],
        finish_reason=None if reason is None else FinishReason(reason),
        usage=_read_usage(json.loads(row["usage"])),
        timing=Timing(**json.loads(row["timing"])),
        cost=None if cost is None else _read_cost(json.loads(cost)),
        fingerprint=row["fingerprint"],
        parent_id=row["parent_id"],
        problem=row["problem"],
        purpose=Purpose(row["purpose"]),
        surety=None if surety is None else read_surety(surety),
    )


def _read_usage(fields: dict[str, Any]) -> Usage:
    source, raw = UsageSource(fields.pop("source")), tuple(fields.pop("raw"))
    return Usage(**fields, source=source, raw=raw)


def read_surety(text: str) -> Surety:
    """The surety that a row has as canonical JSON."""
    fields = json.loads(text)
    return Surety(**fields | {"trail": tuple(fields["trail"])})


def _read_cost(fields: dict[str, Any]) -> Cost:
    elsewhere = tuple(
        PriceElsewhere(price["model"], parse_time(price["at"]), price["usd"])
        for price in fields["elsewhere"]
    )
    return Cost(fields["here_usd"], fields["assumption"], elsewhere, fields.get("spent_usd"))
