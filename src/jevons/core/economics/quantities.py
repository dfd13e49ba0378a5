"""Quantities as people write them: `14.8T`, `2,048`, `$2/h`, `35-45 %`, `3.35 TB/s`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from jevons.core.economics.kinds import SCALES, Kind, kind_of, kinds_with
from jevons.core.problems import ProblemError, ProblemKind

DIGITS = 12
"""Significant digits that are kept: binary fractions do not show."""

MOST = 1e40
"""More than there is of anything."""

LONGEST = 80
"""Characters that a quantity may have; more is no quantity."""

_NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][-+]?\d{1,3})?"
_SIDE = re.compile(
    rf"(?P<money>(?:US)?\$)?\s*(?P<number>{_NUMBER})(?P<gap>\s*)(?P<rest>[^0-9].*)?", re.ASCII
)
_RANGE = re.compile(
    r"\s*(?:\.\.+|–|—|\bto\b)\s*|(?:(?<=[\d%A-Za-z])|(?<=[\dA-Za-z]\$))(?<!\d[eE])\s*-\s*(?=[\d$.])",
    re.ASCII,
)
_LETTERS = re.compile(r"[A-Za-z]+")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "−": "-"})


@dataclass(frozen=True, slots=True)
class Style:
    """How a quantity was written: `$1.6 B` has money first, a gap, a scale and no unit."""

    money: str = ""
    gap: str = ""
    scale: str = ""
    inner: str = ""
    unit: str = ""
    grouped: bool = False
    joint: str = "-"

    def ending(self) -> str:
        """What follows the number."""
        return f"{self.gap}{self.scale}{self.inner}{self.unit}"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value, or a range of values, in the unit that its kind is kept in.

    `low` and `high` are equal for a single value. `style` is how it was written.
    """

    kind: Kind
    low: float
    high: float
    style: Style = Style()

    @property
    def is_range(self) -> bool:
        """Whether it is a range."""
        return self.low != self.high

    @property
    def middle(self) -> float:
        """The value, or the middle of the range."""
        return (self.low + self.high) / 2

    @property
    def text(self) -> str:
        """The quantity in the style it was written in."""
        low, high = (_number(value / self._size, self.style) for value in (self.low, self.high))
        numbers = f"{low}{self.style.joint}{high}" if self.is_range else low
        return f"{self.style.money}{numbers}{self.style.ending()}"

    def styled_as(self, other: Quantity) -> Quantity:
        """With the unit of another, where it was written without one that means the same."""
        mine, theirs = self.style, other.style
        bare = not (mine.money or mine.unit or mine.scale)
        if not bare or _size(other.kind, theirs.money, theirs.unit) != 1:
            return self
        style = replace(mine, money=theirs.money, gap=theirs.gap, unit=theirs.unit)
        return replace(self, style=replace(style, gap="" if theirs.scale else style.gap))

    @property
    def _size(self) -> float:
        """What a number before the unit and scale of the style multiplies."""
        style = self.style
        return _size(self.kind, style.money, style.unit) * SCALES[style.scale]

    def with_values(self, low: float, high: float) -> Quantity:
        """Other values in the same style."""
        return replace(self, low=low, high=high)


def _number(value: float, style: Style) -> str:
    text = f"{value:.{DIGITS}g}"
    if "e" in text:
        return text.replace("e+0", "e").replace("e+", "e")
    whole, dot, fraction = text.partition(".")
    return (f"{int(whole):,}" if style.grouped else whole) + dot + fraction


def read_quantity(kind_id: str, text: str) -> Quantity:
    """Read a quantity of a kind; the suffix of a range's end counts for its start too.

    A bare share above 1 is in per cent: `40` is `40 %`.

    Raises:
        ProblemError: BAD_INPUT: it is none: no number, another kind's unit, a value that makes no
            sense, or a range whose start is above its end.
        KeyError: there is no such kind.
    """
    kind = kind_of(kind_id)
    written = text.translate(_SPACES).strip()
    if not written or len(written) > LONGEST:
        raise _refused(kind, written, "nothing is written" if not written else "it is too long")
    parts = _RANGE.split(written)
    if len(parts) > 2:
        raise _refused(kind, written, "a range has two ends")
    start = _SIDE.match(parts[0])
    money = start["money"] if start and start["money"] and "$" not in parts[-1] else ""
    high, style = _side(kind, money + parts[-1], written)
    low = high
    if len(parts) == 2:
        low = _start(kind, parts[0], style, written)
        style = replace(style, joint=_joint(written, parts))
    for value in (low, high):
        _check(kind, value, written)
    if low > high:
        turned = Quantity(kind, high, low, style).text
        raise _refused(kind, written, "the range is upside down", turned)
    return Quantity(kind, low, high, style)


def _joint(written: str, parts: list[str]) -> str:
    between = written[len(parts[0]) : len(written) - len(parts[1])].strip()
    return " to " if between == "to" else between


def _start(kind: Kind, text: str, style: Style, written: str) -> float:
    """The start of a range: with the suffix of its end, where it has none of its own."""
    found = _SIDE.fullmatch(text.strip())
    if found is not None and found["rest"] is None:
        text = f"{style.money}{found['number']}{style.ending()}"
    return _side(kind, text, written)[0]


def _side(kind: Kind, text: str, written: str) -> tuple[float, Style]:
    """One end of a range, or the whole of a single value."""
    found = _SIDE.fullmatch(text.strip())
    if found is None or not found["number"] or not re.search(r"\d", found["number"]):
        raise _refused(kind, written, "there is no number that can be read")
    number = found["number"]
    money, rest = found["money"] or "", (found["rest"] or "").strip()
    grouped = "," in number
    if rest.startswith(","):
        raise _refused(kind, written, "a comma stands before three digits; fractions have a point")
    scale, inner, unit = _suffix(kind, money, rest, written)
    value = float(number.replace(",", "")) * _size(kind, money, unit) * SCALES[scale]
    style = Style(money, found["gap"] if rest else "", scale, inner, unit, grouped)
    if kind.id == "share" and not unit and value > 1:
        return value / 100, replace(style, gap=" ", unit="%")
    if not rest and not money and not kind.bare:
        raise _refused(kind, written, "its unit is missing")
    return float(f"{value:.{DIGITS + 3}g}"), style


def _suffix(kind: Kind, money: str, rest: str, written: str) -> tuple[str, str, str]:
    """What follows a number as scale, gap and unit."""
    if _is_unit(kind, money, rest):
        return "", "", rest
    letters = _LETTERS.match(rest)
    for length in range(letters.end() if letters and kind.scales else 0, 0, -1):
        scale, tail = rest[:length], rest[length:]
        unit = tail.strip()
        if scale in SCALES and _is_unit(kind, money, unit):
            return scale, tail[: len(tail) - len(unit)], unit
    raise _refused(kind, written, _why_not(kind, money, rest))


def _is_unit(kind: Kind, money: str, unit: str) -> bool:
    if money and "$" not in "".join(kind.units):
        return False
    return not unit or kind.size_of(_full_unit(money, unit)) is not None


def _size(kind: Kind, money: str, unit: str) -> float:
    """How large a unit is; a bare number is in the unit that values are kept in."""
    return kind.size_of(_full_unit(money, unit)) or 1.0


def _full_unit(money: str, unit: str) -> str:
    """The unit with the `$` that stands before the number: `$2/h` is in `$/h`."""
    return f"$ {unit}" if money and unit.startswith("per") else f"{'$' if money else ''}{unit}"


def _why_not(kind: Kind, money: str, rest: str) -> str:
    unit = _full_unit(money, rest)
    bare = rest.lstrip("kKMBT").strip()
    others = [other for text in (unit, rest, bare) if text for other in kinds_with(text)]
    if others:
        said = rest if others[0] not in kinds_with(unit) else unit
        return f"{said or '$'} is for {others[0].name}, not for {kind.name}"
    return f"{unit} is no unit of {kind.name}"


def _check(kind: Kind, value: float, written: str) -> None:
    if abs(value) > MOST:
        raise _refused(kind, written, "it is too large")
    if kind.is_open and value <= kind.least:
        raise _refused(kind, written, f"{kind.name} is above {kind.least:g}")
    if value < kind.least:
        raise _refused(kind, written, f"{kind.name} is at least {kind.least:g}")
    if value > kind.most:
        most = "100 %" if kind.id == "share" else f"{kind.most:g}"
        raise _refused(kind, written, f"{kind.name} is at most {most}")


def _refused(kind: Kind, written: str, why: str, example: str = "") -> ProblemError:
    shown = written if len(written) <= 40 else f"{written[:39]}…"
    said = f"{shown!r} does not fit: {why}" if shown else why
    return ProblemError.of(
        ProblemKind.BAD_INPUT, said, remedy=f"write it as {example or kind.example}"
    )


def read_date(text: str) -> date:
    """Read a day, `2025-01-27`.

    Raises:
        ProblemError: BAD_INPUT: it is none.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        shown = text.strip()[:40]
        raise ProblemError.of(
            ProblemKind.BAD_INPUT, f"{shown!r} is no date", remedy="write it as 2025-01-27"
        ) from None
