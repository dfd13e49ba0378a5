"""The samples of a run in columns: all figures that a replay needs, by one query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlite3 import Connection


class SampleColumns(NamedTuple):
    """What the samples of a run took and came to, by question and sample.

    `outcomes` and `keys` are the newest verdict's. Tokens are those of the generation that
    stands: `prompts` and the cached part of them without what was read again to go on with
    it. `seconds` runs from the question to the end of the answer. `usd` is what the
    generation cost when it was drawn, by whichever run; `None` where no price was known.
    `sureties` are as in the library, `generation_rows.read_surety` reads them.
    """

    questions: Sequence[int] = ()
    samples: Sequence[int] = ()
    outcomes: Sequence[str] = ()
    keys: Sequence[str | None] = ()
    prompts: Sequence[int] = ()
    cached: Sequence[int] = ()
    thinking: Sequence[int] = ()
    answers: Sequence[int] = ()
    seconds: Sequence[float] = ()
    usd: Sequence[float | None] = ()
    begun: Sequence[str] = ()
    sureties: Sequence[str | None] = ()


# A failed attempt beside the generation is in the sample's dollars alone, and a pooled sample
# has none of its own: its generation's cost says what it took.
_QUERY = """
    SELECT samples.question, samples.sample, samples.outcome,
        (SELECT key FROM verdicts
            WHERE verdicts.run = samples.run AND verdicts.question = samples.question
                AND verdicts.sample = samples.sample ORDER BY verdicts.number DESC LIMIT 1),
        prompt_tokens, coalesce(json_extract(usage, '$.cached'), 0), thinking_tokens,
        answer_tokens, seconds,
        coalesce(json_extract(cost, '$.here_usd'), CASE pooled WHEN 0 THEN usd END),
        generations.created_at, generations.surety
    FROM samples JOIN generations ON generations.number = samples.generation
    WHERE samples.run = ? ORDER BY samples.question, samples.sample
"""


def read(connection: Connection, run: int) -> SampleColumns:
    """All samples of a run; a hundred thousand take about half a second."""
    cursor = connection.cursor()
    cursor.row_factory = None  # plain tuples: a third of the time
    return SampleColumns(*zip(*cursor.execute(_QUERY, [run]), strict=True))
