"""Reading a number or an expression, with its money sign, scale and unit."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from jevons.core.exams.grading.expressions import Expression
from jevons.core.exams.grading.formula import read_formula
from jevons.core.exams.grading.sums import TooBigError
from jevons.core.exams.grading.tokens import FUNCTIONS, UnreadableError
from jevons.core.exams.grading.units import Unit, known_units, units_in
from jevons.core.exams.grading.values import Based, Collection, Quantity, Ratio, Unread, Value

FORMULA_ERRORS = (UnreadableError, TooBigError, ZeroDivisionError)
"""What reading and reckoning with formulas raises."""

NUMBER_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip

_SIMPLE = re.compile(r"([-+]?)(\d{1,3}(?:,\d{3})+|\d{1,400})(?:\.(\d{0,400}))?", re.ASCII)
_SCIENTIFIC = re.compile(r"[-+]?\d{1,20}(?:\.\d{1,20})?[eE][-+]?\d{1,3}", re.ASCII)
_DECIMALS = re.compile(r"[-+]?\d*\.(\d+)", re.ASCII)
_BASED = re.compile(r"(-?[0-9A-F]+)_(?:\{(\d{1,2})\}|(\d{1,2}))", re.ASCII)
_BASE_IN_WORDS = re.compile(
    r"(-?[0-9A-F]+) (?:\\text\{ ?)?\(?(?:in )?base (\d{1,2})\)?\}?", re.ASCII
)
_RATIO = re.compile(r"\d{1,20}(?: ?: ?\d{1,20}){1,5}", re.ASCII)
_CURRENCY = re.compile(r"([-+]? ?)(\\\$|[€£¥₹]|\\text\{ ?(?:USD|EUR|GBP) ?\}|USD|EUR|GBP) ?")
_DEGREES = re.compile(r" ?\^ ?(?:\\circ|\{ ?\\circ ?\}) ?[CF]?$|\\degree$")
_LETTER_UNIT = re.compile(r"[-+]?[\d.,]+ ?([a-zA-Z])", re.ASCII)
_CHUNK = re.compile(
    r"""
    (?P<text> \\text\ ?\{[^{}]*\} )
    | (?P<filler> [ /(),'.-] | \^\{?-?\d\}? | (?<=\ )[A-Za-z](?=\ ) )
    | (?P<word> (?<![\\A-Za-z])[A-Za-z]{2,} | [%¢] )
    | .
    """,
    re.VERBOSE,
)
FORMULA_WORDS = FUNCTIONS | {"pi", "sqrt", "inf", "infinity", "oo", "and", "base"}
"""Words that are no words of a phrase."""


def read_simple(text: str) -> Quantity | None:
    """The number, if the text is nothing but one: digits, commas between thousands, a point."""
    found = _SIMPLE.fullmatch(text)
    if found is None:
        return None
    sign, whole, decimals = found.groups()
    number = int(whole.replace(",", "") + (decimals or ""))
    value = Fraction(-number if sign == "-" else number, 10 ** len(decimals or ""))
    return Quantity(Expression.number(value), decimals=len(decimals or ""))


def read_quantity(text: str, *, letter_units: bool = False) -> Value:
    r"""The number or expression that `text` is; both signs of `\pm` make a list of two.

    With `letter_units` the `m` of `5 m` is a unit, as it is in `5\text{ m}`.
    """
    if found := _BASED.fullmatch(text) or _BASE_IN_WORDS.fullmatch(text):
        digits, *bases = (group for group in found.groups() if group)
        return _based(digits, int(bases[0]))
    if _RATIO.fullmatch(text):
        return Ratio(tuple(Fraction(part) for part in text.split(":")))
    core, scale, unit = _without_units(text, letter_units)
    try:
        values = _both_signs(core)
    except FORMULA_ERRORS:
        return Unread(text)
    decimals = _DECIMALS.fullmatch(core)
    quantity = Quantity(values[0], scale, unit, len(decimals[1]) if decimals else 0)
    if len(values) == 1:
        return quantity
    return Collection((quantity, replace(quantity, expression=values[1])))


def names_base(question: str, base: int) -> bool:
    """Whether a question speaks of the base: `base 8`, `base-eight`, `base $8$`."""
    word = NUMBER_WORDS[base] if base < len(NUMBER_WORDS) else base
    return re.search(rf"base[- ]\$?(?:{base}|{word})(?!\w)", question.lower()) is not None


def _based(digits: str, base: int) -> Based:
    sign = "-" if digits[0] == "-" else ""
    return Based(sign + (digits.lstrip("-0") or "0"), base)


def _both_signs(core: str) -> tuple[Expression, ...]:
    if _SCIENTIFIC.fullmatch(core):
        return (Expression.number(Fraction(core)),)
    first = read_formula(core)
    if "\\pm" not in core and "\\mp" not in core:
        return (first,)
    return (first, read_formula(core, plus_minus=-1))


def _without_units(text: str, letter_units: bool) -> tuple[str, Unit | None, Unit | None]:
    """The text without money sign, scale and unit; the scale; the unit."""
    unit: Unit | None = None
    if money := _CURRENCY.match(text):
        unit = known_units()[money[2].removeprefix("\\text").strip("\\{} ").lower()]
        text = money[1] + text[money.end() :]
    if degrees := _DEGREES.search(text):
        return text[: degrees.start()], None, known_units()["degree"]
    if letter_units and (found := _LETTER_UNIT.fullmatch(text)) and found[1] in known_units():
        return text[: found.start(1)].strip(), None, known_units()[found[1]]
    core, tail = _core_and_tail(text)
    scale, named = units_in(tail)
    return core, scale, unit or named


def _core_and_tail(text: str) -> tuple[str, str]:
    """The number or expression, and the words behind it."""
    start = len(text)
    for chunk in reversed(list(_CHUNK.finditer(text))):
        if chunk["text"] or (chunk["word"] and _is_unit(chunk)):
            start = chunk.start()
        elif not chunk["filler"]:
            break
    tail = text[start:]
    return (text[:start].rstrip(" /(,'-") if tail else text.strip()), tail


def _is_unit(chunk: re.Match[str]) -> bool:
    """Whether a word is no product of letters: a known unit, or a longer word that stands apart."""
    word = chunk[0].lower()
    if word in known_units():
        return True
    apart = chunk.string[chunk.start() - 1 : chunk.start()] in {" ", "(", "/", "-"}
    return apart and len(word) > 2 and word not in FORMULA_WORDS
