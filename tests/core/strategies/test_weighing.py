from dataclasses import replace

import pytest

from draws import answering, drive
from jevons.core.problems import ProblemError
from jevons.core.strategies.strategy import Need, lacking
from jevons.core.strategies.voting import SelfConsistency
from jevons.core.strategies.weighing import BestOfN, DeepConf, WeightedVote


def sure(letters, **measures):
    """Draws with these answers and, by measure, these values."""
    draws = answering(letters)
    for name, values in measures.items():
        draws = [replace(draw, **{name: value}) for draw, value in zip(draws, values, strict=True)]
    return draws


def test_a_vote_weighs_the_mean_probability():
    draws = sure("aab", logprob=[-2.0, -2.0, -1.0])
    assert drive(WeightedVote(3), draws)[0].key == "b"  # 0.37 against 0.27
    draws = sure("aab", logprob=[-1.5, -1.5, -1.0])
    assert drive(WeightedVote(3), draws)[0].key == "a"  # 0.37 against 0.45


def test_the_best_is_one_sample_with_an_answer():
    draws = sure("a-ba", logprob=[-2.0, -0.1, -0.5, -1.0])
    answer, _, _ = drive(BestOfN(4), draws)
    assert (answer.key, answer.draw, answer.tied) == ("b", 2, ())
    assert drive(BestOfN(2), answering("--"))[0].key is None


@pytest.mark.parametrize(
    ("keep", "key"),
    [(0.1, "c"), (0.33, "c"), (0.34, "b"), (1.0, "a")],
)
def test_the_surest_vote(keep, key):
    draws = sure("aaaabb-c", confidence=[3.0, 3.0, 3.0, 3.0, 4.0, 4.5, 99.0, 5.0])
    assert drive(DeepConf(8, keep), draws)[0].key == key


def test_a_sample_that_was_not_measured_has_no_weight():
    draws = sure("aab", logprob=[None, None, -1.0], confidence=[None, None, 1.0])
    for kind in (WeightedVote, BestOfN, DeepConf):
        assert drive(kind(3), draws)[0].key == "b"
        assert drive(kind(3), answering("aab"))[0].key is None


def test_what_a_server_lacks_is_told():
    for kind in (WeightedVote, BestOfN, DeepConf):
        assert "log-probabilities" in lacking(kind(), {Need.PREFILL})
        assert lacking(kind(), {Need.LOGPROBS}) == ""
    assert lacking(SelfConsistency(), ()) == ""


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ProblemError, match="keep cannot be 0"):
        DeepConf(keep=0.0)
    with pytest.raises(ProblemError, match="samples cannot be 0"):
        BestOfN(0)
