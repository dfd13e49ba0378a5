import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.analysis.loops import looped_share

RNG = random.Random(3)
PROSE = " ".join(f"w{RNG.randrange(10_000)}" for _ in range(400))


def words(count, name="n"):
    return " ".join(f"{name}{n}" for n in range(count))


def test_prose_has_no_loop():
    assert looped_share(PROSE) == 0
    assert looped_share("") == 0


def test_a_phrase_said_twice_is_no_loop():
    assert looped_share(f"{PROSE} {words(20)} {words(30, 'm')} {words(20)}") == 0


@pytest.mark.parametrize("period", [1, 3, 10, 60])
def test_what_comes_again_and_again_is_one(period):
    loop = " ".join([words(period)] * max(3, 40 // period))
    length = len(loop.split())
    share = looped_share(f"{PROSE} {loop}")
    assert share == pytest.approx(length / (400 + length), abs=0.01)


def test_two_loops_add_up():
    loop, other = " ".join([words(10)] * 5), " ".join([words(12, "m")] * 5)
    share = looped_share(f"{loop} {PROSE} {other}")
    assert share == pytest.approx(110 / 510, abs=0.01)


@given(st.lists(st.sampled_from("abc"), max_size=120))
def test_it_is_a_share(letters):
    assert 0 <= looped_share(" ".join(letters)) <= 1
