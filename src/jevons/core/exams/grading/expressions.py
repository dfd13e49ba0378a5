"""Exact expressions: one sum divided by another."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from jevons.core.exams.grading import sums
from jevons.core.exams.grading.sums import MAX_POWER, ONE, Product, Sum, TooBigError

MAX_POWER_OF_SUM = 20
MAX_ROOT = 12
MAX_CONJUGATES = 8
"""Roots that are cleared from one denominator."""

PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
DIGITS = 60
"""Decimal digits that π is known to, and that values are reckoned with."""

UNIT = sums.constant(1)


@dataclass(frozen=True, slots=True)
class Expression:
    """`numerator` / `denominator`; the denominator has two terms or more, or is 1.

    A letter whose name has a parenthesis is an opaque term (`sin(x)`): nothing is known
    of it but its text.
    """

    numerator: Sum
    denominator: Sum

    @classmethod
    def number(cls, value: Fraction | int) -> Expression:
        """A rational number."""
        return cls(sums.constant(value), UNIT)

    @classmethod
    def letter(cls, name: str) -> Expression:
        """A variable, a named constant or an opaque term."""
        return cls(sums.letter(name), UNIT)

    def __add__(self, other: Expression) -> Expression:
        if self.denominator == other.denominator:
            return Expression(sums.plus(self.numerator, other.numerator), self.denominator)
        left = sums.times(self.numerator, other.denominator)
        right = sums.times(other.numerator, self.denominator)
        return _quotient(sums.plus(left, right), sums.times(self.denominator, other.denominator))

    def __neg__(self) -> Expression:
        return Expression(sums.negated(self.numerator), self.denominator)

    def __sub__(self, other: Expression) -> Expression:
        return self + -other

    def __mul__(self, other: Expression) -> Expression:
        return _quotient(
            sums.times(self.numerator, other.numerator),
            sums.times(self.denominator, other.denominator),
        )

    def __truediv__(self, other: Expression) -> Expression:
        return _quotient(
            sums.times(self.numerator, other.denominator),
            sums.times(self.denominator, other.numerator),
        )

    def power(self, exponent: Expression) -> Expression:
        """This to a power; an opaque term where the exponent is not a small fraction.

        Raises:
            TooBigError: the power would be too big.
        """
        degree = exponent.rational
        if degree is None or degree.denominator > MAX_ROOT:
            return Expression.letter(f"({self.key})^({exponent.key})")
        whole = self._whole_power(degree.numerator)
        return whole if degree.denominator == 1 else whole.root(degree.denominator)

    def root(self, degree: int) -> Expression:
        """The root of this; an opaque term where this is not a rational number.

        Raises:
            TooBigError: the number is too long, or has no real root.
        """
        value = self.rational
        if value is None or not 2 <= degree <= MAX_ROOT:
            return Expression.letter(f"root{degree}({self.key})")
        return Expression(sums.root(value, degree), UNIT)

    def equals(self, other: Expression) -> bool | None:
        """Whether both are equal; `None` where opaque terms leave it open."""
        left, right = self.numerator, other.numerator
        if self.denominator != other.denominator:
            try:
                left = sums.times(left, other.denominator)
                right = sums.times(right, self.denominator)
            except TooBigError:
                return None
        if left == right:
            return True
        return None if self.opaque or other.opaque else False

    @property
    def rational(self) -> Fraction | None:
        """The value, if this is a rational number."""
        return sums.rational(self.numerator) if self.denominator == UNIT else None

    @property
    def letters(self) -> frozenset[str]:
        """The names of all letters."""
        products = (*self.numerator, *self.denominator)
        return frozenset(name for product in products for name, _ in product.letters)

    @property
    def opaque(self) -> bool:
        """Whether there are opaque terms in it."""
        return any("(" in name for name in self.letters)

    @property
    def key(self) -> str:
        """The expression as text, in an order that does not depend on how it was written."""
        if self.denominator == UNIT:
            return _text(self.numerator)
        return f"({_text(self.numerator)})/({_text(self.denominator)})"

    def approximate(self) -> Decimal | None:
        """The value to some 50 digits, if this is a real number made of roots and π."""
        if self.letters - {"pi"}:
            return None
        with localcontext() as context:
            context.prec = DIGITS
            above, below = _value(self.numerator), _value(self.denominator)
            return above / below if above is not None and below else None

    def _whole_power(self, exponent: int) -> Expression:
        if exponent < 0:
            return (Expression(UNIT, UNIT) / self)._whole_power(-exponent)
        terms = max(len(self.numerator), len(self.denominator))
        if exponent > (MAX_POWER if terms <= 1 else MAX_POWER_OF_SUM):
            raise TooBigError("too high a power")
        result, square = Expression(UNIT, UNIT), self
        while exponent:
            if exponent % 2:
                result = result * square
            exponent //= 2
            square = square * square if exponent else square
        return result


def _quotient(numerator: Sum, denominator: Sum) -> Expression:
    """The quotient with no root in a denominator that is a number.

    Raises:
        ZeroDivisionError: the denominator is zero.
    """
    for _ in range(MAX_CONJUGATES):
        if len(denominator) <= 1 or any(product.letters for product in denominator):
            break
        conjugate = sums.conjugate(denominator)
        assert conjugate is not None  # two terms without letters differ in their roots
        numerator = sums.times(numerator, conjugate)
        denominator = sums.times(denominator, conjugate)
    if not denominator:
        raise ZeroDivisionError("a denominator is zero")
    if denominator == UNIT or not numerator:
        return Expression(numerator, UNIT)
    if len(denominator) == 1:
        return Expression(sums.times(numerator, sums.inverse_of_term(denominator)), UNIT)
    leading = sums.constant(1 / denominator[min(denominator)])
    return Expression(sums.times(numerator, leading), sums.times(denominator, leading))


def _value(a: Sum) -> Decimal | None:
    total = Decimal(0)
    for product, coefficient in a.items():
        if product.imaginary:
            return None
        value = Decimal(coefficient.numerator) / Decimal(coefficient.denominator)
        value *= Decimal(product.radicand).sqrt()
        for _, power in product.letters:
            value *= PI**power
        total += value
    return total


def _text(a: Sum) -> str:
    terms = (_term(product, coefficient) for product, coefficient in sorted(a.items()))
    return " + ".join(terms) or "0"


def _term(product: Product, coefficient: Fraction) -> str:
    factors = [] if coefficient == 1 and product != ONE else [str(coefficient)]
    if product.radicand != 1:
        factors.append(f"sqrt({product.radicand})")
    if product.imaginary:
        factors.append("i")
    factors += (name if power == 1 else f"{name}^{power}" for name, power in product.letters)
    return "*".join(factors)
