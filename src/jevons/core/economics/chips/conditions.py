"""Tests of a chip's figures, as export rules write them: `tpp >= 1600 and density >= 5.92`.

A test is true, false, or unknown (`None`) where a figure that it needs is not known.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jevons.core.economics.chips.chip import Chip

_TEST = re.compile(r"(?P<figure>\w+) (?P<sign>>=|<=|>|<) (?P<line>[\d.]+)")

_SIGNS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip

_WORDS = {
    "tpp": "TPP", "density": "performance density", "io": "I/O", "dram": "memory bandwidth",
    "dram_and_io": "memory bandwidth and I/O",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FigureTest:
    """One test with how it came out: `holds` is `None` where the figure is not known."""

    text: str
    holds: bool | None


def chip_figures(chip: Chip) -> dict[str, float | None]:
    """The figures that rules test; GB/s are of both directions."""
    dram, io = chip.bandwidth_gb_s, chip.io_gb_s
    return {
        "tpp": chip.tpp,
        "density": chip.performance_density,
        "io": io,
        "dram": dram,
        "dram_and_io": None if dram is None or io is None else dram + io,
    }


def tests_of(chip: Chip, condition: str) -> tuple[FigureTest, ...]:
    """Every test of a condition, joined by `and`, with its figure: `TPP 2,368 >= 2,400`."""
    figures = chip_figures(chip)
    return tuple(_test(chip, figures, part) for part in _parts(condition))


def all_hold(tests: Iterable[FigureTest]) -> bool | None:
    """Whether all hold: false if one is false, else unknown if one is unknown."""
    holds = [test.holds for test in tests]
    if False in holds:
        return False
    return None if None in holds else True


def any_holds(holds: Iterable[bool | None]) -> bool | None:
    """Whether one holds: true if one is true, else unknown if one is unknown."""
    found = list(holds)
    if True in found:
        return True
    return None if None in found else False


@functools.cache
def _parts(condition: str) -> tuple[str, ...]:
    return tuple(condition.split(" and "))


def _test(chip: Chip, figures: dict[str, float | None], part: str) -> FigureTest:
    if part in {"datacenter", "not datacenter"}:
        is_for = "for datacenters" if chip.datacenter else "not for datacenters"
        return FigureTest(is_for, chip.datacenter == (part == "datacenter"))
    found = _TEST.fullmatch(part)
    if found is None:
        raise ValueError(f"not a test of a chip's figures: {part}")
    figure, sign, line = found["figure"], found["sign"], float(found["line"])
    value = figures[figure]
    if value is None:
        return FigureTest(f"{_WORDS[figure]} is not known ({sign} {line:,g} is asked)", None)
    holds = _SIGNS[sign](value, line)
    shown = f"{value:,.2f}" if figure == "density" else f"{value:,.0f}"
    verb = sign if holds else f"is not {sign}"
    return FigureTest(f"{_WORDS[figure]} {shown} {verb} {line:,g}", holds)
