import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.core.problems import ProblemError
from jevons.core.strategies.steps.balanced import BalancedTree, shares
from jevons.core.strategies.steps.request import Conclude, Extend, Judge
from trails import answer, follow, score, scripted, step

END = "\n\n"


@pytest.mark.parametrize(
    ("scores", "room", "balance", "parts"),
    [
        ([0.5, 0.5], 4, 0.2, [2, 2]),
        ([0.5, 0.5, 0.5], 4, 0.2, [2, 1, 1]),
        # exp(-2), 1: 0.119 and 0.881 of 8
        ([0.5, 0.9], 8, 0.2, [1, 7]),
        ([0.0, 1.0], 5, 0.01, [0, 5]),
        ([0.1, 0.9], 6, 1000.0, [3, 3]),
        ([0.3], 3, 0.2, [3]),
        ([], 3, 0.2, []),
    ],
)
def test_the_room_is_shared_out_by_scores(scores, room, balance, parts):
    assert shares(scores, room, balance) == parts


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.integers(0, 40))
def test_all_of_the_room_is_shared_out(scores, room):
    parts = shares(scores, room, 0.2)
    assert sum(parts) == room
    pairs = list(zip(parts, scores, strict=True))
    assert all(a >= b for a, x in pairs for b, y in pairs if x > y + 1e-6)


def test_steps_go_on_as_their_scores_have_it():
    model = scripted(
        step("a", stopped=True), step("b", stopped=True), step("c", ended=True), step("d"),
        *map(score, (0.9, 0.1, 0.6, 0.5)),  # c has ended: a has 3 of 3
        step("aa", ended=True), step("ab"), step("ac"),
        *map(score, (0.2, 0.7, 0.7)),  # depth is reached
        answer("x"), answer("y"), answer("z"), answer("y"),
    )  # fmt: skip
    search = BalancedTree(room=4, balance=0.1, depth=2, tokens=30)
    found, rounds, _ = follow(search, model)
    assert rounds == [
        (Extend(None, 30, END),) * 4,
        tuple(map(Judge, (0, 1, 2, 3))),
        (Extend(0, 30, END, END),) * 3,
        (Judge(8), Judge(9), Judge(10)),
        tuple(map(Conclude, (2, 8, 9, 10))),
    ]
    # x weighs 0.6, y 0.2 + 0.7, z 0.7
    assert (found.key, found.tied) == ("y", ("y",))


@pytest.mark.parametrize("wrong", [{"room": 0}, {"balance": 0.0}, {"balance": float("nan")}])
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ProblemError, match=f"{next(iter(wrong))} cannot be"):
        BalancedTree(**wrong)
