from math import factorial, gcd

import pytest

from core.exams.suites.wording_reader import fields_of, numbers_of, questions
from jevons.core.exams.suites.number_theory import factors


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))


def divisors(n):
    small = [d for d in range(1, int(n**0.5) + 1) if n % d == 0]
    return {*small, *(n // d for d in small)}


def power(a, b, n):
    """a^b modulo n, by counting down a cycle of powers."""
    seen, powers, x = {}, [], 1 % n
    while x not in seen:
        seen[x] = len(powers)
        powers.append(x)
        x = x * a % n
    if b < len(powers):
        return powers[b]
    start = seen[x]
    return powers[start + (b - start) % (len(powers) - start)]


def smallest_with(pairs):
    (n, r), *others = sorted(pairs, reverse=True)
    x = r
    while any(x % m != s for m, s in others):
        x += n
    return x


def times_dividing(n, number):
    count = 0
    while number % n == 0:
        number //= n
        count += 1
    return count


def count_divisors_of_product(*numbers):
    """By sieving the primes out of each factor."""
    powers = {}
    for number in numbers:
        for prime in filter(is_prime, range(2, number + 1)):
            while number % prime == 0:
                number //= prime
                powers[prime] = powers.get(prime, 0) + 1
    count = 1
    for found in powers.values():
        count *= found + 1
    return count


SOLVED = {
    "small-remainder": lambda a, n: a - n * int(a / n),
    "digit-sum": lambda a: a // 10 + a % 10,
    "remainder": lambda a, n: a - n * int(a / n),
    "gcd": lambda a, b: max(divisors(a) & divisors(b)),
    "lcm": lambda a, b: next(x for x in range(a, a * b + 1, a) if x % b == 0),
    "next-prime": lambda a: next(x for x in range(a + 1, 2 * a) if is_prime(x)),
    "divisors": lambda a: len(divisors(a)),
    "gcd-of-three": lambda a, b, c: max(divisors(a) & divisors(b) & divisors(c)),
    "small-power": lambda a, b, n: a**b % n,
    "largest-prime-factor": lambda a: max(filter(is_prime, divisors(a))),
    "power": power,
    "inverse": lambda a, n: next(x for x in range(1, n) if a * x % n == 1),
    "totient": lambda a: sum(gcd(x, a) == 1 for x in range(1, a + 1)),
    "two-congruences": lambda n1, n2, r1, r2: smallest_with([(n1, r1), (n2, r2)]),
    "tower": lambda a, b, c, n: power(a, b**c, n),
    "divisors-of-factorial": lambda a, b: count_divisors_of_product(b, *range(2, a + 1)),
    "order": lambda a, n: next(k for k in range(1, n) if power(a, k, n) == 1),
    "three-congruences": lambda n1, n2, n3, r1, r2, r3: smallest_with(
        [(n1, r1), (n2, r2), (n3, r3)]
    ),
    "trailing-zeros": lambda a, n: times_dividing(n, factorial(a)),
    "divisor-sum": lambda a: sum(divisors(a)),
    "squares": lambda n: len({pow(x, 2, n) for x in range(n // 2 + 1)}),
}


@pytest.mark.parametrize("level", range(1, 6))
def test_the_gold_is_what_trying_finds(level):
    for question in questions("number-theory", level):
        task = question.metadata["task"]
        numbers = numbers_of(fields_of("number-theory", question.text, task))
        assert numbers == question.metadata["numbers"]
        assert int(question.gold) == SOLVED[task](**numbers), question.text


def test_every_task_comes_up():
    asked = {
        question.metadata["task"]
        for level in range(1, 6)
        for question in questions("number-theory", level)
    }
    assert asked == set(SOLVED)


def test_numbers_grow():
    largest = [
        max(
            max(question.metadata["numbers"].values()) for question in questions("number-theory", n)
        )
        for n in range(1, 5)
    ]
    assert largest == sorted(largest)
    assert largest[0] < 100 < largest[1]
    assert largest[3] > 10_000


@pytest.mark.parametrize("n", [1, 2, 12, 97, 360, 1_001, 65_536])
def test_factors(n):
    found = factors(n)
    product = 1
    for prime, times in found.items():
        assert is_prime(prime)
        product *= prime**times
    assert product == n
