"""What is known of a result when its inputs are ranges: intervals, and what drives them.

Works over any function of keyword arguments: some are `Range`s, the others stay as they are.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, isfinite, log, sqrt
from operator import attrgetter, itemgetter
from typing import Any

from jevons.core.economics.bounds import bad_input
from jevons.core.problems import ProblemError, ProblemKind

DRAWS = 10_000
LEVEL = 0.9

PLAIN = "value"
"""The name of the output of a function that gives a plain number."""


class Spread(StrEnum):
    """How the values of a range are spread."""

    UNIFORM = "uniform"
    TRIANGULAR = "triangular"
    LOG_UNIFORM = "log-uniform"


@dataclass(frozen=True, slots=True)
class Range:
    """A figure known within bounds: `low` to `high`, most likely `likely` if triangular.

    Raises:
        ProblemError: BAD_INPUT: upside down, not finite, or not above zero on a log scale.
    """

    low: float
    high: float
    likely: float | None = None
    spread: Spread = Spread.UNIFORM

    def __post_init__(self) -> None:
        if not (isfinite(self.low) and isfinite(self.high)):
            raise bad_input("a range has an end that is no number", "give two numbers")
        if self.low > self.high:
            raise bad_input(
                f"the range {self.low:g} to {self.high:g} is upside down",
                f"write {self.high:g} to {self.low:g}",
            )
        if self.likely is not None and not self.low <= self.likely <= self.high:
            raise bad_input(f"the likely value {self.likely:g} is out of its range", "mend it")
        if self.spread is Spread.LOG_UNIFORM and self.low <= 0:
            raise bad_input("a log-uniform range begins at 0 or below", "begin above 0")

    @property
    def central(self) -> float:
        """What stands for the range: the likely value, or its middle (on its scale)."""
        if self.likely is not None:
            return self.likely
        if self.spread is Spread.LOG_UNIFORM:
            return sqrt(self.low * self.high)
        return (self.low + self.high) / 2

    def at(self, share: float) -> float:
        """The value below which `share` (0 to 1) of the values lie: the inverse of the CDF."""
        width = self.high - self.low
        if self.spread is Spread.LOG_UNIFORM:
            return exp(log(self.low) + share * (log(self.high) - log(self.low)))
        if self.spread is Spread.UNIFORM or width == 0:
            return self.low + share * width
        peak = (self.central - self.low) / width
        if share <= peak:
            return self.low + width * sqrt(share * peak)
        return self.high - width * sqrt((1 - share) * (1 - peak))

    def draw(self, uniform: Callable[[], float], number: int) -> list[float]:
        """So many values, from a source of uniform numbers (0 to 1)."""
        low, width = self.low, self.high - self.low
        if self.spread is Spread.UNIFORM:
            return [low + width * uniform() for _ in range(number)]
        if self.spread is Spread.LOG_UNIFORM:
            start, span = log(low), log(self.high) - log(low)
            return [exp(start + span * uniform()) for _ in range(number)]
        return [self.at(uniform()) for _ in range(number)]


@dataclass(frozen=True, slots=True)
class Interval:
    """An output over the draws: `level` of them lie between `low` and `high`.

    `central` is the output at the central inputs; `None` where those are impossible.
    """

    central: float | None
    low: float
    median: float
    high: float
    mean: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a function gives over ranges, by output.

    `impossible` draws were refused by the function (a model that does not fit, say) and
    are left out; `intervals` lacks an output that the function does not know.
    """

    intervals: dict[str, Interval]
    draws: int
    impossible: int
    level: float
    seed: int


@dataclass(frozen=True, slots=True)
class TornadoBar:
    """One input, moved alone over `level` of its range: what the output then is.

    An output is `None` where the function refuses the input.
    """

    name: str
    input_low: float
    input_high: float
    output_low: float | None
    output_high: float | None

    @property
    def swing(self) -> float:
        """How far the output moves; 0 where an end is not known."""
        if self.output_low is None or self.output_high is None:
            return 0.0
        return abs(self.output_high - self.output_low)


def propagate(
    function: Callable[..., Any],
    inputs: Mapping[str, Any],
    outputs: Sequence[str] = (PLAIN,),
    *,
    draws: int = DRAWS,
    seed: int = 0,
    level: float = LEVEL,
) -> Outcome:
    """Draw the ranges independently, `draws` times, and see where the outputs fall.

    `outputs` are attributes of what the function gives, or keys (`value` for a plain number).

    Raises:
        ProblemError: BAD_INPUT: all draws were refused (the last refusal is told), or
            a number of draws or a level that makes no sense.
    """
    if draws < 1 or not 0 < level < 1:
        raise bad_input(
            f"{draws} draws at a level of {level:g}", "draw at least once, 0 < level < 1"
        )
    columns = _columns(inputs, draws, seed)
    arguments = dict(inputs)
    drawn: list[tuple[float | None, ...]] = []
    impossible, refusal = 0, None
    read = None
    for values in zip(*columns.values(), strict=True) if columns else [()] * draws:
        arguments.update(zip(columns, values, strict=True))
        try:
            result = function(**arguments)
        except ProblemError as error:
            impossible, refusal = impossible + 1, error
            continue
        read = read or _reader(result, outputs)
        drawn.append(read(result))
    if impossible == draws and refusal is not None:
        raise refusal
    central = _central(function, inputs, outputs)
    intervals = {}
    for name, column, value in zip(outputs, zip(*drawn, strict=True), central, strict=True):
        known = column if None not in column else [one for one in column if one is not None]
        if known:
            intervals[name] = _interval(sorted(known), value, level)
    return Outcome(intervals, draws, impossible, level, seed)


def tornado(
    function: Callable[..., Any],
    inputs: Mapping[str, Any],
    output: str = PLAIN,
    *,
    level: float = LEVEL,
) -> tuple[TornadoBar, ...]:
    """What drives an output: each range moved alone, the others at their central values.

    The bar of the largest swing comes first.
    """
    central = {name: _middle(value) for name, value in inputs.items()}
    bars = []
    for name, value in inputs.items():
        if not isinstance(value, Range):
            continue
        low, high = value.at((1 - level) / 2), value.at((1 + level) / 2)
        low_output, high_output = (
            _one(function, {**central, name: end}, output) for end in (low, high)
        )
        bars.append(TornadoBar(name, low, high, low_output, high_output))
    return tuple(sorted(bars, key=lambda bar: -bar.swing))


def _reader(result: Any, outputs: Sequence[str]) -> Callable[[Any], tuple[float | None, ...]]:
    """What takes all outputs at once from results such as this one."""
    if PLAIN in outputs:
        return lambda found: (found,)
    getter = itemgetter if isinstance(result, Mapping) else attrgetter
    if len(outputs) == 1:
        only = getter(outputs[0])
        return lambda found: (only(found),)
    read: Callable[[Any], tuple[float | None, ...]] = getter(*outputs)
    return read


def _columns(inputs: Mapping[str, Any], draws: int, seed: int) -> dict[str, list[float]]:
    """The drawn values of each range; each has its own stream, whatever the others are."""
    return {
        name: value.draw(random.Random(f"{seed}:{name}").random, draws)
        for name, value in inputs.items()
        if isinstance(value, Range)
    }


def _middle(value: Any) -> Any:
    return value.central if isinstance(value, Range) else value


def _central(
    function: Callable[..., Any], inputs: Mapping[str, Any], outputs: Sequence[str]
) -> list[float | None]:
    middles = {name: _middle(value) for name, value in inputs.items()}
    return [_one(function, middles, output) for output in outputs]


def _one(function: Callable[..., Any], inputs: Mapping[str, Any], output: str) -> float | None:
    try:
        result = function(**inputs)
    except ProblemError as error:
        if error.problem.kind is ProblemKind.BAD_INPUT:
            return None
        raise
    return _reader(result, (output,))(result)[0]


def _interval(values: list[float], central: float | None, level: float) -> Interval:
    """From sorted values."""
    last = len(values) - 1
    low, median, high = (
        values[round(share * last)] for share in ((1 - level) / 2, 0.5, (1 + level) / 2)
    )
    return Interval(central, low, median, high, sum(values) / len(values))
