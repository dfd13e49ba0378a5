import pytest

from jevons.core.strategies.registry import spelled
from jevons.core.strategies.usual import usual_strategies


@pytest.mark.parametrize("size", range(1, 200))
def test_none_draws_more_than_there_is(size):
    found = usual_strategies(size, {"logprob", "confidence"})
    assert max(each.at_most for each in found) <= size
    assert len(set(found)) == len(found)


def test_one_sample_is_all_that_one_sample_tells():
    assert list(map(spelled, usual_strategies(1, {"logprob"}))) == ["single"]


def test_votes_double_up_to_all():
    found = list(map(spelled, usual_strategies(12)))
    votes = [name for name in found if name.startswith("self-consistency")]
    assert [name.rpartition("=")[2] for name in votes] == ["2", "4", "8", "12"]
    kinds = {name.partition(":")[0] for name in found}
    assert kinds == {
        "single", "self-consistency", "adaptive-consistency", "lossless", "early-stopping",
        "doubling", "short",
    }  # fmt: skip


def test_what_weighs_samples_is_there_where_they_have_weights():
    plain = set(usual_strategies(16))
    weighing = set(usual_strategies(16, {"logprob"})) - plain
    assert {each.measure for each in weighing} == {"logprob"}
    assert {each.name for each in weighing} == {"weighted-vote", "best-of-n"}
