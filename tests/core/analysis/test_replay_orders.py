from collections import Counter
from itertools import permutations

from draws import answering
from jevons.core.analysis.replay_orders import QuestionPool, orders_of


def test_a_small_pool_has_all_its_orders():
    assert orders_of(3, 8, "0") == [list(order) for order in permutations(range(3))]
    assert orders_of(1, 8, "0") == [[0]]


def test_each_order_has_every_sample_once():
    for samples, wanted in ((4, 8), (5, 20), (20, 8), (64, 8), (7, 3)):
        found = orders_of(samples, wanted, "seed")
        assert len(found) == wanted
        assert all(sorted(order) == list(range(samples)) for order in found)


def test_beginnings_cover_the_pool():
    begun = Counter(place for order in orders_of(64, 8, "0") for place in order[:8])
    assert begun == dict.fromkeys(range(64), 1)


def test_orders_differ_by_their_seed_alone():
    assert orders_of(20, 8, "0/1") == orders_of(20, 8, "0/1")
    assert orders_of(20, 8, "0/1") != orders_of(20, 8, "0/2")


def test_every_order_is_as_likely():
    firsts = Counter(orders_of(5, 2, str(seed))[1][0] for seed in range(2_000))
    assert all(300 < count < 500 for count in firsts.values())


def test_an_answer_scores_the_mean_of_its_samples():
    pool = QuestionPool(answering("aab-"), [1.0, 0.0, 1.0, 0.0])
    assert pool.class_scores == {"a": 0.5, "b": 1.0}
