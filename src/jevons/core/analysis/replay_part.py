"""A part of a large replay, in a process of its own: `python -m jevons.core.analysis.replay_part`.

It reads what to replay from stdin and writes what became of each question to stdout, both as
`pack_task` and `pack_rows` have them.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter

from jevons.core.analysis.replay_orders import QuestionPool
from jevons.core.analysis.replay_rows import Rows, replay_rows
from jevons.core.strategies.draw import Draw
from jevons.core.strategies.registry import from_json, to_json
from jevons.core.strategies.strategy import Strategy

_FIGURES = attrgetter(*(field.name for field in fields(Draw)))
_COLUMNS = attrgetter(*(field.name for field in fields(Rows)))


def pack_task(
    strategies: Sequence[Strategy],
    pools: Sequence[QuestionPool],
    orders: int,
    seed: int,
    first: int,
) -> bytes:
    """What a child is to replay: pools as plain tuples, a fifth of the time of objects."""
    plain = [(list(map(_FIGURES, pool.draws)), list(pool.scores)) for pool in pools]
    return pickle.dumps((list(map(to_json, strategies)), plain, orders, seed, first), protocol=5)


def pack_rows(found: Sequence[Rows]) -> bytes:
    """What became of the questions, by strategy."""
    return pickle.dumps(list(map(_COLUMNS, found)), protocol=5)


def read_rows(data: bytes) -> list[Rows]:
    """What `pack_rows` wrote; from our own child alone, as any pickle."""
    return [Rows(*columns) for columns in pickle.loads(data)]


def main() -> None:
    """Replay what stdin asks for."""
    named, plain, orders, seed, first = pickle.loads(sys.stdin.buffer.read())
    pools = [QuestionPool([Draw(*draw) for draw in draws], scores) for draws, scores in plain]
    strategies = list(map(from_json, named))
    sys.stdout.buffer.write(pack_rows(replay_rows(strategies, pools, orders, seed, first)))


if __name__ == "__main__":
    main()
