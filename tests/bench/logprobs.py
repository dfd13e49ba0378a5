"""What asking for log-probabilities costs: tokens/s of the embedded model with and without.

As runs ask: through the client, with summing up, one generation at a time and as many as the
engine has slots. The ways take turns, so that what else the machine does meets them alike.
"""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import aclosing
from itertools import count
from statistics import median

from bench import table
from bench.homes import embedded_home
from jevons.core.models.draft import Draft
from jevons.core.models.generate import Plan, generate
from jevons.core.models.logprobs import WINDOW
from jevons.core.models.registry import find_model
from jevons.core.models.steering import Steering
from jevons.core.records import Dial, Message, SamplingParams
from jevons.core.runs.connection import Connection, connect
from jevons.core.settings import Settings

EMBEDDED = "smollm2-135m"
QUESTION = (Message("user", "Tell a long story of a ship, a storm and a lighthouse."),)
TOKENS = 200


def run(*, quick: bool) -> None:
    """Print the table, if the embedded model is on this machine."""
    with embedded_home(EMBEDDED) as is_here:
        if is_here:
            asyncio.run(_measure(rounds=5 if quick else 15))


async def _measure(rounds: int) -> None:
    connection = await connect(find_model(EMBEDDED), Settings())
    seeds = count()
    await _rate(connection, None, 1, seeds)
    rows: list[table.Row] = []
    for at_once in (1, connection.slots or 1):
        plain, told = [], []
        for _ in range(rounds):
            plain.append(await _rate(connection, None, at_once, seeds))
            told.append(await _rate(connection, WINDOW, at_once, seeds))
        ratio = median(b / a for a, b in zip(plain, told, strict=True))
        figures = (f"{median(plain):.1f}", f"{median(told):.1f}", f"{1 - ratio:.1%}")
        rows.append((str(at_once), *figures))
    await connection.client.aclose()
    table.show(
        f"Tokens/s of {EMBEDDED} on {os.cpu_count()} cores, asked for log-probabilities or not",
        ("at once", "not asked", "asked for 20", "price"),
        rows,
    )


async def _rate(
    connection: Connection, window: int | None, at_once: int, seeds: count[int]
) -> float:
    """Tokens a second of so many generations at once."""
    began = time.perf_counter()
    drawn = await asyncio.gather(*(_draw(connection, window, next(seeds)) for _ in range(at_once)))
    return sum(drawn) / (time.perf_counter() - began)


async def _draw(connection: Connection, window: int | None, seed: int) -> int:
    params = SamplingParams(temperature=0.8, max_tokens=TOKENS, seed=seed)
    plan = Plan(QUESTION, params, Dial.off(), surety_window=window)
    draft = Draft()
    drawing = generate(connection.client, connection.spec, plan, draft, Steering())
    async with aclosing(drawing) as events:
        async for _ in events:
            pass
    return draft.usage().output
