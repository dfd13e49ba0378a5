"""Whether an answer equals the right one, as far as exact means can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jevons.core.exams.grading.expressions import UNIT, Expression
from jevons.core.exams.grading.notation import bare, cleaned, plain_words
from jevons.core.exams.grading.quantities import FORMULA_ERRORS, names_base
from jevons.core.exams.grading.reading import READ_LIMIT, read
from jevons.core.exams.grading.units import mentions
from jevons.core.exams.grading.values import (
    Based,
    Collection,
    Equation,
    Matrix,
    Ordered,
    Quantity,
    Ratio,
    Union,
    Unread,
    Value,
    Words,
)

LEAST_DECIMALS = 6
"""Digits behind the point from which a decimal may stand for what it rounds."""

MOST_DECIMALS = 30
_LARGEST_ROUNDED = 10**12


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether two answers are equal (`None`: not known), and how that was found."""

    equal: bool | None
    how: str


def compare(gold: str, answer: str, question: str = "") -> Comparison:
    """Compare an answer with the right one.

    `question` is looked at for what gives an answer its sense. Where it speaks of percent,
    `10%` is an answer to 10; otherwise that is 0.1, and equals 10 only where `gold` has the
    sign. Where it asks for an interval, `2, 4` is none. Where it has no formulas, the `m`
    of `5m` is a unit.

    Units of one dimension are converted; any others, and a unit that one side alone has,
    are passed over. Decimals are exact, but with six places or more one may stand for the
    unending number that it rounds. Lists have no order, points have.
    """
    right = read(gold)
    found = _answer(right, answer, question)
    if isinstance(right, Quantity) and isinstance(found, Quantity):
        known = _Comparer(question).quantities(right, found)
    elif max(len(gold), len(answer)) > READ_LIMIT:
        same = gold.strip() == answer.strip()
        return Comparison(same, "the same text" if same else "too long to be the same")
    elif bare(cleaned(gold)) == bare(cleaned(answer)):
        return Comparison(True, "the same text")
    elif isinstance(right, Words) or isinstance(found, Words):
        known = plain_words(gold) == plain_words(answer)
    else:
        known = _Comparer(question).values(right, found)
    return Comparison(known, f"{_RESULTS[known]} {_sort(right, found)}".strip())


def key_of(answer: str, gold: str = "", question: str = "") -> str:
    """A text that is the same for answers that are equal, as far as it is known here.

    `gold` gives the unit that quantities are told in, and with the question says whether
    a percent sign counts; its value is not looked at.
    """
    right = read(gold)
    if len(answer) > READ_LIMIT:
        import hashlib  # OpenSSL behind it would hold up the start

        return hashlib.sha256(answer.strip().encode(errors="replace")).hexdigest()
    found = _single(_answer(right, answer, question))
    if isinstance(found, Equation) and found.name:
        found = found.right
    try:
        return _key(right, found, question) if isinstance(found, Quantity) else found.key
    except FORMULA_ERRORS:
        return bare(cleaned(answer))


def _key(right: Value, found: Quantity, question: str) -> str:
    scale, unit = (right.scale, right.unit) if isinstance(right, Quantity) else (None, None)
    expression = found.expression
    if found.scale and found.scale != scale and not mentions(question, found.scale):
        expression = found.scaled
    if unit and found.unit and unit.measures_like(found.unit):
        expression = expression * Expression.number(found.unit.worth / unit.worth)
    return expression.key


def _answer(right: Value, answer: str, question: str) -> Value:
    """The answer, read as what the right one is where it could be several things."""
    if isinstance(right, Quantity):
        return read(answer, letter_units=not right.expression.letters and "$" not in question)
    found = read(answer)
    if isinstance(found, Quantity) and isinstance(right, Collection) and "," in answer:
        return read(answer, thousands=False)
    return found


class _Comparer:
    """Comparison of values within the sense that a question gives them.

    Each method answers yes, no, or `None` where it cannot tell.
    """

    def __init__(self, question: str) -> None:
        self._question = question

    def values(self, right: Value, found: Value) -> bool | None:
        right, found = _single(right), _single(found)
        if isinstance(right, Unread) or isinstance(found, Unread):
            return True if right == found else None
        if isinstance(right, Equation) or isinstance(found, Equation):
            return self._equations(right, found)
        for one, other, how in self._RULES:
            if isinstance(right, one) and isinstance(found, other):
                return how(self, right, found)
        for one, other, how in self._RULES:
            if isinstance(right, other) and isinstance(found, one):
                return how(self, found, right)
        return False

    def quantities(self, right: Quantity, found: Quantity) -> bool | None:
        """Whether two quantities are the same, in any unit, or the same up to a percent sign."""
        try:
            known = self._same(right, found, right.scaled, found.scaled)
            if known or right.scale == found.scale or (right.scale and found.scale):
                return known
            by_convention = right.scale or (found.scale and mentions(self._question, found.scale))
            if not by_convention:
                return known
            return self._same(right, found, right.expression, found.expression)
        except FORMULA_ERRORS:
            return None

    def _same(self, a: Quantity, b: Quantity, left: Expression, right: Expression) -> bool | None:
        if a.unit and b.unit and a.unit != b.unit:
            if a.unit.contradicts(b.unit):
                return False
            if a.unit.measures_like(b.unit):
                right = right * Expression.number(b.unit.worth / a.unit.worth)
        known = left.equals(right)
        if known is False:
            return _rounds(a, left, right) or _rounds(b, right, left)
        return known

    def _equations(self, right: Value, found: Value) -> bool | None:
        if not (isinstance(right, Equation) and isinstance(found, Equation)):
            equation, other = (right, found) if isinstance(right, Equation) else (found, right)
            assert isinstance(equation, Equation)
            return self.values(equation.right, other) if equation.name else False
        if right.difference and found.difference:
            same = _proportional(right.difference, found.difference)
            if same or (len(right.name) == len(found.name) == 1 and right.name != found.name):
                return same
        if right.name and found.name:
            return self.values(right.right, found.right)
        return False if right.difference and found.difference else None

    def _pairwise(self, right: Sequence[Value], found: Sequence[Value]) -> bool | None:
        if len(right) != len(found):
            return False
        return _all(self.values(a, b) for a, b in zip(right, found, strict=True))

    def _ordered(self, right: Ordered, found: Ordered) -> bool | None:
        if right.brackets != found.brackets:
            points = len(right.items) > 2 and {right.brackets, found.brackets} <= {"()", "[]"}
            if not points:  # but open and closed intervals
                return False
        return self._pairwise(right.items, found.items)

    def _collections(self, right: Collection, found: Collection) -> bool | None:
        if right.braces or found.braces:
            return self._in_any_order(_distinct(right.items), _distinct(found.items))
        return self._in_any_order(right.items, found.items)

    def _in_any_order(self, right: Sequence[Value], found: Sequence[Value]) -> bool | None:
        if len(right) != len(found):
            return False
        left, unmatched = list(found), []
        for item in right:
            same = next((other for other in left if self.values(item, other)), None)
            if same is None:
                unmatched.append(item)
            else:
                left.remove(same)
        open_pairs = [[self.values(item, other) is None for other in left] for item in unmatched]
        possible = all(map(any, open_pairs)) and all(map(any, zip(*open_pairs, strict=True)))
        return possible and (None if unmatched else True)

    def _unions(self, right: Union, found: Union) -> bool | None:
        return self._in_any_order(right.items, found.items) or None

    def _list_as_point(self, listed: Collection, ordered: Ordered) -> bool | None:
        """`1, 2` for (1, 2) where no interval is meant."""
        is_interval = len(ordered.items) == 2 and (
            ordered.brackets != "()" or listed.braces or "interval" in self._question.lower()
        )
        return False if is_interval else self._pairwise(listed.items, ordered.items)

    def _matrices(self, right: Matrix, found: Matrix) -> bool | None:
        if len(right.rows) != len(found.rows):
            return False
        return _all(self._pairwise(a, b) for a, b in zip(right.rows, found.rows, strict=True))

    def _vector(self, matrix: Matrix, ordered: Ordered) -> bool | None:
        """A matrix of one column or row as a vector, or the rows as vectors."""
        if all(isinstance(item, Ordered) for item in ordered.items):
            rows = tuple(item.items for item in ordered.items if isinstance(item, Ordered))
            return self._matrices(matrix, Matrix(rows))
        flat = [item for row in matrix.rows for item in row]
        one_way = 1 in {len(matrix.rows), len(matrix.rows[0])}
        return self._pairwise(flat, ordered.items) if one_way else False

    def _without_base(self, based: Based, quantity: Quantity) -> bool:
        """Digits without their base, which the question has fixed."""
        value = quantity.expression.rational
        return not quantity.scale and value is not None and str(value) == based.digits

    def _with_base(self, quantity: Quantity, based: Based) -> bool:
        """Digits with a base that the right answer leaves out."""
        named = based.base == 10 or names_base(self._question, based.base)
        return named and self._without_base(based, quantity)

    def _unknown(self, *_: Value) -> None:
        return None

    _RULES: tuple[tuple[type, type, Callable[..., bool | None]], ...] = (
        (Quantity, Quantity, quantities),
        (Collection, Collection, _collections),
        (Ordered, Ordered, _ordered),
        (Collection, Ordered, _list_as_point),
        (Matrix, Matrix, _matrices),
        (Matrix, Ordered, _vector),
        (Union, Union, _unions),
        (Union, Ordered, _unknown),
        (Based, Based, lambda _, a, b: a == b),
        (Based, Quantity, _without_base),
        (Quantity, Based, _with_base),
        (Ratio, Ratio, lambda _, a, b: a == b),
        (Ratio, Quantity, _unknown),
        (Words, Words, lambda _, a, b: a == b),
    )
    """Which kinds can equal which (mostly either way round), and how that is found."""


def _single(value: Value) -> Value:
    return value.items[0] if isinstance(value, Collection) and len(value.items) == 1 else value


def _distinct(items: Iterable[Value]) -> tuple[Value, ...]:
    return tuple({item.key: item for item in items}.values())


def _all(known: Iterable[bool | None]) -> bool | None:
    """No if any is no, yes if all are yes."""
    found = list(known)
    if False in found:
        return False
    return None if None in found else True


def _proportional(a: Expression, b: Expression) -> bool | None:
    """Whether `a` = 0 and `b` = 0 are the same equation, but for a factor."""
    return _with_leading_one(a).equals(_with_leading_one(b))


def _with_leading_one(side: Expression) -> Expression:
    if not side.numerator:
        return side
    leading = Expression.number(side.numerator[min(side.numerator)])
    return Expression(side.numerator, UNIT) / leading


def _rounds(decimal: Quantity, value: Expression, exact: Expression) -> bool:
    """Whether a decimal of six places or more is what an unending one rounds to."""
    if not LEAST_DECIMALS <= decimal.decimals <= MOST_DECIMALS or decimal.scale:
        return False
    number, rational = value.rational, exact.rational
    if rational is None:
        approximate = exact.approximate()
        target = Fraction(approximate) if approximate is not None else None
    else:
        target = rational if _unending(rational) else None
    if number is None or target is None or abs(target) > _LARGEST_ROUNDED:
        return False
    return bool(abs(number - target) * 2 * 10**decimal.decimals <= 1)


def _unending(value: Fraction) -> bool:
    """Whether the decimal never ends: there is a prime other than 2 and 5 below."""
    powers_of_ten: int = 10 ** value.denominator.bit_length()
    return powers_of_ten % value.denominator != 0


def _sort(right: Value, found: Value) -> str:
    """What two answers were compared as."""
    if isinstance(right, Quantity) and isinstance(found, Quantity):
        rational = right.expression.rational is not None and found.expression.rational is not None
        return "as rationals" if rational else "as exact expressions"
    return f"as {_SORTS[type(right)]}"


_RESULTS = {True: "equal", False: "different", None: "not known equal"}
_SORTS: dict[type, str] = {
    Unread: "formulas",
    Words: "words",
    Quantity: "expressions",
    Based: "digits in a base",
    Ratio: "ratios",
    Ordered: "tuples or intervals",
    Collection: "sets or lists",
    Union: "unions",
    Matrix: "matrices",
    Equation: "equations",
}
