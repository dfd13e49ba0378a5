"""A large replay, shared out to the machine's cores."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

from jevons.core.analysis.replay_orders import ORDERS, QuestionPool
from jevons.core.analysis.replay_part import pack_task, read_rows
from jevons.core.analysis.replay_rows import Rows, check_replay, replay_rows
from jevons.core.child_environment import child_environment
from jevons.core.models.engine.resources import usable_cores
from jevons.core.strategies.strategy import Strategy

WORTH = 30_000
"""Plays (strategies on questions, in one order each) from which other processes are worth their
start: about half a second of one core."""

MOST_CORES = 8


def replay_rows_on_cores(
    strategies: Sequence[Strategy],
    pools: Sequence[QuestionPool],
    orders: int = ORDERS,
    seed: int = 0,
) -> list[Rows]:
    """`replay_rows`, with the same results, on as many cores as there are.

    A small replay, and one whose processes fail for whatever reason, is done in this one.

    Raises:
        ProblemError: as `replay_rows`.
    """
    check_replay(strategies, pools)
    cores = min(usable_cores(), MOST_CORES, len(pools))
    if cores > 1 and len(strategies) * len(pools) * orders >= WORTH:
        parts = _parts(strategies, pools, orders, seed, cores)
        if parts is not None:
            return _joined(parts)
    return replay_rows(strategies, pools, orders, seed)


def _parts(
    strategies: Sequence[Strategy],
    pools: Sequence[QuestionPool],
    orders: int,
    seed: int,
    cores: int,
) -> list[list[Rows]] | None:
    """What became of the questions, part by part; `None` if a process failed."""
    bounds = [len(pools) * place // cores for place in range(cores + 1)]

    def part(place: int) -> list[Rows] | None:
        first, last = bounds[place], bounds[place + 1]
        return _elsewhere(pack_task(strategies, pools[first:last], orders, seed, first))

    with ThreadPoolExecutor(cores) as threads:
        found = list(threads.map(part, range(cores)))
    known = [rows for rows in found if rows is not None]
    return known if len(known) == cores else None


def _elsewhere(task: bytes) -> list[Rows] | None:
    """Have a process of its own do it: no thread of the app waits for it."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "jevons.core.analysis.replay_part"],
            input=task,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment({}),
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return read_rows(done.stdout)


def _joined(parts: Sequence[Sequence[Rows]]) -> list[Rows]:
    """The rows of all parts, strategy by strategy."""
    whole = list(parts[0])
    for part in parts[1:]:
        for rows, more in zip(whole, part, strict=True):
            for field in fields(Rows):
                getattr(rows, field.name).extend(getattr(more, field.name))
    return whole
