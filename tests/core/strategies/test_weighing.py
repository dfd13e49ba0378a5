from dataclasses import replace

import pytest

from draws import answering, drive, sure
from jevons.core.problems import ProblemError
from jevons.core.strategies.deepconf import DeepConf, DeepConfOnline
from jevons.core.strategies.strategy import Need, lacking
from jevons.core.strategies.voting import SelfConsistency
from jevons.core.strategies.weighing import BestOfN, WeightedVote

WEIGHING = (WeightedVote, BestOfN, DeepConf)


def told(letters, **measures):
    """Draws with these answers and, by measure, these values; `None` where none is told."""
    rows = zip(*measures.values(), strict=True)
    sureties = [
        None if None in row else sure(**dict(zip(measures, row, strict=True))) for row in rows
    ]
    return [
        replace(draw, surety=surety)
        for draw, surety in zip(answering(letters), sureties, strict=True)
    ]


def test_a_vote_weighs_the_mean_probability():
    draws = told("aab", logprob=[-2.0, -2.0, -1.0])
    assert drive(WeightedVote(3), draws)[0].key == "b"  # 0.37 against 0.27
    draws = told("aab", logprob=[-1.5, -1.5, -1.0])
    assert drive(WeightedVote(3), draws)[0].key == "a"  # 0.37 against 0.45


@pytest.mark.parametrize(
    ("by", "field"),
    [
        ("self-certainty", "self_certainty"),
        ("mean", "confidence"),
        ("tail", "tail_confidence"),
        ("bottom", "bottom_confidence"),
        ("lowest", "lowest_confidence"),
    ],
)
def test_each_measure_can_decide(by, field):
    draws = told("aab", **{field: [2.0, 2.0, 5.0]})
    assert drive(WeightedVote(3, by), draws)[0].key == "b"
    assert drive(BestOfN(3, by), draws)[0].draw == 2
    draws = told("aab", **{field: [3.0, 2.0, 4.0]})
    assert drive(WeightedVote(3, by), draws)[0].key == "a"


def test_the_best_is_one_sample_with_an_answer():
    draws = told("a-ba", logprob=[-2.0, -0.1, -0.5, -1.0])
    answer, _, _ = drive(BestOfN(4), draws)
    assert (answer.key, answer.draw, answer.tied) == ("b", 2, ())
    assert drive(BestOfN(2), answering("--"))[0].key is None


@pytest.mark.parametrize(
    ("keep", "key"),
    [(0.1, "c"), (0.33, "c"), (0.34, "b"), (1.0, "a")],
)
def test_the_surest_vote(keep, key):
    draws = told("aaaabb-c", confidence=[3.0, 3.0, 3.0, 3.0, 4.0, 4.5, 99.0, 5.0])
    assert drive(DeepConf(8, keep), draws)[0].key == key


def test_the_confidence_that_decides_can_be_chosen():
    draws = told("ab", tail_confidence=[3.0, 2.0], lowest_confidence=[1.0, 2.0])
    assert drive(DeepConf(2, 0.1, "tail"), draws)[0].key == "a"
    assert drive(DeepConf(2, 0.1, "lowest"), draws)[0].key == "b"


def test_a_sample_that_was_not_measured_has_no_weight():
    draws = told("aab", logprob=[None, None, -1.0], confidence=[None, None, 1.0])
    for kind in WEIGHING:
        assert drive(kind(3), draws)[0].key == "b"
        assert drive(kind(3), answering("aab"))[0].key is None


def test_what_a_server_lacks_is_told():
    for kind in (*WEIGHING, DeepConfOnline):
        assert "log-probabilities" in lacking(kind(), {Need.PREFILL})
        assert lacking(kind(), {Need.LOGPROBS}) == ""
    assert lacking(SelfConsistency(), ()) == ""


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ProblemError, match="keep cannot be 0"):
        DeepConf(keep=0.0)
    with pytest.raises(ProblemError, match="samples cannot be 0"):
        BestOfN(0)
