import random
from dataclasses import replace

import pytest

from draws import answering
from jevons.core.analysis.replay_orders import QuestionPool
from jevons.core.analysis.replay_rows import replay_rows
from jevons.core.analysis.replay_shared import replay_allocation
from jevons.core.problems import ProblemError
from jevons.core.strategies.allocation import Greedy, Uniform, Waves
from jevons.core.strategies.voting import SelfConsistency

EACH = 0.25


def a_pool(letters, usd=EACH):
    draws = [replace(draw, usd=usd) for draw in answering(letters)]
    return QuestionPool(draws, [float(letter == "a") for letter in letters])


def pools(easy=20, hard=20, size=32):
    rng = random.Random(7)
    hard_ones = ["".join(rng.choices("abcd", [0.4, 0.3, 0.2, 0.1], k=size)) for _ in range(hard)]
    return [a_pool(letters) for letters in ["a" * size] * easy + hard_ones]


def test_with_money_for_all_it_is_the_vote_of_all():
    own = pools()
    shared = replay_allocation(Uniform(usd=1e6), own)
    (vote,) = replay_rows([SelfConsistency(32)], own)
    assert shared.samples == vote.samples == [32.0] * 40
    assert shared.scores == vote.scores
    assert shared.usd == vote.usd


@pytest.mark.parametrize("kind", [Uniform, Waves, Greedy])
def test_no_more_than_the_sum_is_spent(kind):
    own = pools()
    rows = replay_allocation(kind(usd=100.0), own)
    assert 90 <= sum(rows.usd) <= 100


def test_greedy_gives_to_those_whose_answer_may_change():
    own = pools()
    even = replay_allocation(Uniform(usd=120.0), own)
    greedy = replay_allocation(Greedy(usd=120.0), own)
    assert greedy.samples[:20] == [4.0] * 20
    assert sum(greedy.samples[20:]) > 1.4 * sum(even.samples[20:])
    assert sum(greedy.scores) > sum(even.scores)


@pytest.mark.parametrize(
    ("allocation", "usd", "said"),
    [
        (Greedy(), EACH, "no sum"),
        (Greedy(usd=1, most=64), EACH, "may draw 64"),
        (Greedy(usd=1), None, "not known"),
    ],
)
def test_what_cannot_be_shared_out_is_refused(allocation, usd, said):
    with pytest.raises(ProblemError, match=said):
        replay_allocation(allocation, [a_pool("a" * 32, usd)])
