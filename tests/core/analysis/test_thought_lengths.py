import pytest

from jevons.core.analysis.replay_orders import QuestionPool
from jevons.core.analysis.run_pools import RunPools
from jevons.core.analysis.thought_lengths import thought_lengths
from jevons.core.strategies.draw import Draw


def pools(*questions):
    made = [
        QuestionPool(
            [Draw("a", n) for n in (*rights, *wrongs)], [1.0] * len(rights) + [0.0] * len(wrongs)
        )
        for rights, wrongs in questions
    ]
    names = [""] * len(made)
    return RunPools(None, range(len(made)), names, made, [], 0, 0, 0)


def test_wrong_thoughts_are_compared_with_right_ones():
    found = thought_lengths(pools(([100, 200], [400]), ([300], [500, 600]), ([50], [])))
    assert (found.right.count, found.right.mean) == (4, pytest.approx(162.5))
    assert (found.wrong.count, found.wrong.mean) == (3, pytest.approx(500))
    assert found.difference.value == pytest.approx(337.5)
    assert found.difference.low <= 337.5 <= found.difference.high
    assert found.within.value == pytest.approx(((400 - 150) + (550 - 300)) / 2)
    assert found.within.n == 2


def test_hard_questions_make_thoughts_longer_without_being_longer_when_wrong():
    easy, hard = ([100] * 9, [100]), ([900], [900] * 9)
    found = thought_lengths(pools(easy, hard))
    assert found.difference.value > 600
    assert found.within.value == 0


def test_bins_hold_every_thought_once():
    found = thought_lengths(pools(([1, 7, 64, 64], [3, 5_000]), ([900], [])))
    assert sum(each.right for each in found.bins) == 5
    assert sum(each.wrong for each in found.bins) == 2
    assert all(a.high == b.low for a, b in zip(found.bins, found.bins[1:], strict=False))


def test_nothing_to_compare_with_is_told():
    found = thought_lengths(pools(([10, 20], [])))
    assert (found.wrong, found.difference, found.within) == (None, None, None)
    assert thought_lengths(pools(([0], [0]))).bins == ()
