"""The bootstrap: what the same exam would have said with other questions drawn."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from jevons.core.analysis.intervals import Interval
from jevons.core.analysis.quantiles import tail

DRAWS = 1_000


def resampled_totals(
    columns: Sequence[Sequence[float]], draws: int = DRAWS, seed: int = 0
) -> Iterator[tuple[float, ...]]:
    """Totals of all columns over rows drawn anew, with replacement, `draws` times.

    A row is what is independent: a question, or a cluster (`totals_by_unit`). All columns
    take the same rows in a draw, so that what belongs together stays together (Efron and
    Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 6). The same seed gives
    the same rows to whatever has as many.
    """
    rng = random.Random(seed)
    rows = range(len(columns[0]))
    takers = [column.__getitem__ for column in columns]
    for _ in range(draws):
        picks = rng.choices(rows, k=len(rows))
        yield tuple(sum(map(take, picks)) for take in takers)


def percentile_interval(values: Sequence[float], level: float = 0.95) -> Interval:
    """The percentile interval of resampled values (Efron and Tibshirani 1993, section 13.3).

    As many values are cut off on each side as the level leaves, less one, so that both ends
    are values that came up; they may be infinite.
    """
    ordered = sorted(values)
    cut = max(int(tail(level) * len(ordered) + 1e-9) - 1, 0)
    return Interval(ordered[cut], ordered[-1 - cut])
