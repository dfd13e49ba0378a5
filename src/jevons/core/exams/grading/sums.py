"""Sums of products with rational coefficients, roots, i and letters: exact, and bounded.

A sum is a dict from products to their coefficients, with no zero among them. The roots
of square-free integers, i and π are independent over the rationals (Besicovitch, On the
linear independence of fractional powers of integers, 1940; Lindemann for π), so that two
sums of these, and of letters that are variables, are equal exactly if their dicts are.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, isqrt
from typing import NamedTuple

MAX_TERMS = 64
MAX_POWER = 4096
MAX_BITS = 8192
"""The longest coefficient, about 2,400 digits."""

SMALL_PRIMES = tuple(n for n in range(2, 1000) if all(n % d for d in range(2, isqrt(n) + 1)))
FACTORED = 10**9
"""What has no factor in `SMALL_PRIMES` and is below this has at most two prime factors."""


class TooBigError(ValueError):
    """A number or a sum that would grow past all bounds."""


class Product(NamedTuple):
    """√`radicand`, times i where `imaginary`, times letters with their powers, in order."""

    radicand: int = 1
    imaginary: bool = False
    letters: tuple[tuple[str, int], ...] = ()


ONE = Product()
Sum = dict[Product, Fraction]


def constant(value: Fraction | int) -> Sum:
    """A number as a sum."""
    value = Fraction(value)
    return {ONE: _bounded(value)} if value else {}


def letter(name: str) -> Sum:
    """A variable, or a constant that has a name, as a sum."""
    return {Product(letters=((name, 1),)): Fraction(1)}


def rational(a: Sum) -> Fraction | None:
    """The value of a sum that is a rational number, else `None`."""
    if not a:
        return Fraction(0)
    return a.get(ONE) if len(a) == 1 else None


def plus(a: Sum, b: Sum) -> Sum:
    """The sum of two sums.

    Raises:
        TooBigError: it has too many terms, or too long a coefficient.
    """
    total = dict(a)
    for product, coefficient in b.items():
        _put(total, product, coefficient)
    return _short(total)


def times(a: Sum, b: Sum) -> Sum:
    """The product of two sums.

    Raises:
        TooBigError: it has too many terms, or too long a coefficient.
    """
    if len(a) * len(b) > MAX_TERMS**2:
        raise TooBigError("too many terms")
    total: Sum = {}
    for left, left_coefficient in a.items():
        for right, right_coefficient in b.items():
            product, factor = _multiplied(left, right)
            _put(total, product, left_coefficient * right_coefficient * factor)
    return _short(total)


def negated(a: Sum) -> Sum:
    """The sum with the other sign."""
    return {product: -coefficient for product, coefficient in a.items()}


def inverse_of_term(a: Sum) -> Sum:
    """One divided by a sum of a single term."""
    ((product, coefficient),) = a.items()
    letters = tuple((name, -power) for name, power in product.letters)
    value = 1 / (coefficient * product.radicand)
    inverted = product._replace(letters=letters)
    return {inverted: -value if product.imaginary else value}


def conjugate(a: Sum) -> Sum | None:
    """The sum with one of its roots turned negative: `a` times it is free of that root.

    i goes first, then the smallest prime under a root; `None` where there is neither.
    """
    if any(product.imaginary for product in a):
        return {p: -c if p.imaginary else c for p, c in a.items()}
    radicand = max((product.radicand for product in a), default=1)
    if radicand == 1:
        return None
    prime = next((n for n in SMALL_PRIMES if radicand % n == 0), radicand)
    return {p: -c if p.radicand % prime == 0 else c for p, c in a.items()}


def root(value: Fraction, degree: int) -> Sum:
    """The real root of a number, or i times it for the square root of a negative one.

    Raises:
        TooBigError: the number is too long to be factored, or has no such root.
    """
    if not value:
        return {}
    negative = value < 0
    if negative and degree % 2 == 0 and degree != 2:
        raise TooBigError("no real root")
    inside = abs(value.numerator) * value.denominator ** (degree - 1)
    outside, left = _extracted(inside, degree)
    coefficient = Fraction(outside, value.denominator)
    if degree == 2:
        return {Product(left, negative): coefficient}
    signed = constant(-coefficient if negative else coefficient)
    return signed if left <= 1 else times(signed, letter(f"root{degree}({left})"))


def _extracted(inside: int, degree: int) -> tuple[int, int]:
    """`outside` and `left`, with `inside` = `outside`**`degree` * `left` and no more to take."""
    if inside.bit_length() > MAX_BITS:
        raise TooBigError("too long a number under a root")
    outside, left, rest = 1, 1, inside
    for prime in SMALL_PRIMES:
        if prime**degree > rest:
            break
        times_in = 0
        while rest % prime == 0:
            rest //= prime
            times_in += 1
        outside *= prime ** (times_in // degree)
        left *= prime ** (times_in % degree)
    if rest >= FACTORED and not _is_square(rest, degree):
        raise TooBigError("too long a number under a root")
    if _is_square(rest, degree):
        return outside * isqrt(rest), left
    return outside, left * rest


def _is_square(rest: int, degree: int) -> bool:
    return degree == 2 and isqrt(rest) ** 2 == rest


def _multiplied(a: Product, b: Product) -> tuple[Product, int]:
    """The product of two products, and the whole factor that comes out of it."""
    shared = gcd(a.radicand, b.radicand)
    factor = -shared if a.imaginary and b.imaginary else shared
    radicand = a.radicand * b.radicand // shared**2
    if radicand >= FACTORED:
        raise TooBigError("too long a number under a root")
    letters = _letters(a.letters, b.letters)
    return Product(radicand, a.imaginary != b.imaginary, letters), factor


def _letters(
    a: tuple[tuple[str, int], ...], b: tuple[tuple[str, int], ...]
) -> tuple[tuple[str, int], ...]:
    if not a or not b:
        return a or b
    powers = dict(a)
    for name, power in b:
        powers[name] = powers.get(name, 0) + power
        if abs(powers[name]) > MAX_POWER:
            raise TooBigError("too high a power")
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _put(total: Sum, product: Product, coefficient: Fraction) -> None:
    value = total.get(product, 0) + coefficient
    if value:
        total[product] = _bounded(value)
    else:
        total.pop(product, None)


def _bounded(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise TooBigError("too long a number")
    return value


def _short(a: Sum) -> Sum:
    if len(a) > MAX_TERMS:
        raise TooBigError("too many terms")
    return a
