"""Number theory: remainders, divisors, powers modulo n, congruences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import gcd, lcm, prod
from random import Random

from jevons.core.exams.suites.suite import SHORT, Item, Suite
from jevons.core.exams.suites.wordings import say
from jevons.core.records import AnswerKind

Drawn = tuple[Mapping[str, int], int]
"""The numbers of a question by the names that its wordings give them, and the answer."""


def draw(rng: Random, level: int) -> Item:
    """Draw one question; its answer is a whole number."""
    task = rng.choice(list(_LEVELS[level - 1]))
    numbers, answer = _LEVELS[level - 1][task](rng)
    text, wording = say(rng, "number-theory", task, **numbers)
    return Item(
        text=text,
        gold=str(answer),
        kind=AnswerKind.NUMBER,
        cluster=wording,
        metadata={"task": task, "numbers": dict(numbers)},
    )


def factors(n: int) -> dict[int, int]:
    """The prime factors of a positive integer and how often each divides it."""
    found: dict[int, int] = {}
    prime = 2
    while prime * prime <= n:
        while n % prime == 0:
            found[prime] = found.get(prime, 0) + 1
            n //= prime
        prime += 1
    return {**found, n: 1} if n > 1 else found


def _small_remainder(rng: Random) -> Drawn:
    a, n = rng.randint(11, 50), rng.randint(2, 9)
    return {"a": a, "n": n}, a % n


def _digit_sum(rng: Random) -> Drawn:
    a = rng.randint(10, 99)
    return {"a": a}, sum(map(int, str(a)))


def _remainder(rng: Random) -> Drawn:
    a, n = rng.randint(1_000, 9_999), rng.randint(11, 99)
    return {"a": a, "n": n}, a % n


def _gcd(rng: Random) -> Drawn:
    shared = rng.randint(2, 12)
    a, b = (shared * factor for factor in rng.sample(range(2, 13), 2))
    return {"a": a, "b": b}, gcd(a, b)


def _lcm(rng: Random) -> Drawn:
    a, b = rng.sample(range(4, 40), 2)
    return {"a": a, "b": b}, lcm(a, b)


def _next_prime(rng: Random) -> Drawn:
    a = rng.randint(20, 200)
    prime = a + 1
    while factors(prime) != {prime: 1}:
        prime += 1
    return {"a": a}, prime


def _divisors(rng: Random) -> Drawn:
    a = _composed(rng, (2, 3, 5, 7, 11, 13), 4, 6)
    return {"a": a}, prod(power + 1 for power in factors(a).values())


def _gcd_of_three(rng: Random) -> Drawn:
    """Three numbers of which any two share more than all three do."""
    shared, (p, q, r) = rng.randint(4, 30), rng.sample((2, 3, 5, 7, 11, 13), 3)
    a, b, c = shared * p * q, shared * p * r, shared * q * r
    return {"a": a, "b": b, "c": c}, gcd(a, b, c)


def _small_power(rng: Random) -> Drawn:
    a, b, n = rng.randint(2, 15), rng.randint(5, 30), rng.randint(7, 40)
    return {"a": a, "b": b, "n": n}, pow(a, b, n)


def _largest_prime_factor(rng: Random) -> Drawn:
    a = rng.randint(500, 5_000)
    return {"a": a}, max(factors(a))


def _power(rng: Random) -> Drawn:
    a, b, n = rng.randint(12, 999), rng.randint(10_000, 1_000_000), rng.randint(101, 999)
    return {"a": a, "b": b, "n": n}, pow(a, b, n)


def _inverse(rng: Random) -> Drawn:
    n = rng.randint(101, 999)
    a = rng.choice([a for a in range(12, n - 1) if gcd(a, n) == 1])
    return {"a": a, "n": n}, pow(a, -1, n)


def _totient(rng: Random) -> Drawn:
    a = rng.randint(1_000, 20_000)
    return {"a": a}, prod((p - 1) * p ** (power - 1) for p, power in factors(a).items())


def _two_congruences(rng: Random) -> Drawn:
    moduli = _coprime(rng, 2, range(11, 60))
    return _congruences(rng, moduli)


def _tower(rng: Random) -> Drawn:
    a, b, c, n = (
        rng.randint(3, 99),
        rng.randint(3, 20),
        rng.randint(10, 99),
        rng.randint(501, 2_500),
    )
    return {"a": a, "b": b, "c": c, "n": n}, pow(a, b**c, n)


def _divisors_of_factorial(rng: Random) -> Drawn:
    a, b = rng.randint(15, 40), _composed(rng, (2, 3, 5, 7), 3, 5)
    powers = factors(b)
    for n in range(2, a + 1):
        for p, power in factors(n).items():
            powers[p] = powers.get(p, 0) + power
    return {"a": a, "b": b}, prod(power + 1 for power in powers.values())


def _order(rng: Random) -> Drawn:
    n = rng.randint(401, 2_000)
    a = rng.choice([a for a in range(2, n - 1) if gcd(a, n) == 1])
    order, power = 1, a
    while power != 1:
        order, power = order + 1, power * a % n
    return {"a": a, "n": n}, order


def _three_congruences(rng: Random) -> Drawn:
    moduli = _coprime(rng, 3, range(23, 120))
    return _congruences(rng, moduli)


def _trailing_zeros(rng: Random) -> Drawn:
    a, n = rng.randint(500, 9_999), rng.choice([12, 18, 24, 28, 36, 45, 48, 54, 72, 80, 96])
    return {"a": a, "n": n}, min(_power_in_factorial(a, p) // k for p, k in factors(n).items())


def _divisor_sum(rng: Random) -> Drawn:
    a = _composed(rng, (2, 3, 5, 7, 11, 13, 17, 19, 23), 6, 8)
    return {"a": a}, prod((p ** (k + 1) - 1) // (p - 1) for p, k in factors(a).items())


def _squares(rng: Random) -> Drawn:
    n = rng.randint(300, 1_500)
    return {"n": n}, len({x * x % n for x in range(n)})


def _composed(rng: Random, primes: tuple[int, ...], fewest: int, most: int) -> int:
    """A product of a number of primes drawn with repetition."""
    return prod(rng.choices(primes, k=rng.randint(fewest, most)))


def _coprime(rng: Random, count: int, numbers: range) -> list[int]:
    """Numbers no two of which share a factor."""
    while True:
        found = rng.sample(numbers, count)
        if lcm(*found) == prod(found):
            return found


def _congruences(rng: Random, moduli: list[int]) -> Drawn:
    """The smallest number with given remainders, which is drawn first."""
    answer = rng.randrange(max(moduli), prod(moduli))
    numbers = {f"n{i}": n for i, n in enumerate(moduli, 1)}
    remainders = {f"r{i}": answer % n for i, n in enumerate(moduli, 1)}
    return {**numbers, **remainders}, answer


def _power_in_factorial(n: int, prime: int) -> int:
    """How often a prime divides n! (Legendre's formula)."""
    total = 0
    while n:
        n //= prime
        total += n
    return total


_LEVELS: tuple[Mapping[str, Callable[[Random], Drawn]], ...] = (
    {"small-remainder": _small_remainder, "digit-sum": _digit_sum},
    {"remainder": _remainder, "gcd": _gcd, "lcm": _lcm, "next-prime": _next_prime},
    {
        "divisors": _divisors,
        "gcd-of-three": _gcd_of_three,
        "small-power": _small_power,
        "largest-prime-factor": _largest_prime_factor,
    },
    {
        "power": _power,
        "inverse": _inverse,
        "totient": _totient,
        "two-congruences": _two_congruences,
    },
    {
        "tower": _tower,
        "divisors-of-factorial": _divisors_of_factorial,
        "order": _order,
        "three-congruences": _three_congruences,
        "trailing-zeros": _trailing_zeros,
        "divisor-sum": _divisor_sum,
        "squares": _squares,
    },
)

SUITE = Suite(
    name="number-theory",
    title="Number theory",
    description="remainders, divisors, powers modulo n, congruences",
    levels=(
        "remainders by one digit, sums of digits",
        "remainders, greatest common divisors, least common multiples, primes",
        "counting divisors, prime factors, small powers modulo n",
        "large powers and inverses modulo n, totients, two congruences",
        "power towers, orders, factorials, squares modulo n, three congruences",
    ),
    draw=draw,
    instructions={1: SHORT},
)
