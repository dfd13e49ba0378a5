import pytest

from draws import answering, drive
from jevons.core.problems import ProblemError
from jevons.core.strategies.short import Short
from jevons.core.strategies.state import State
from jevons.core.strategies.strategy import Ask


def test_the_shortest_thoughts_decide_and_the_others_are_stopped():
    draws = answering("abbaa", [50, 20, 40, 30, 90])
    answer, drawn, _ = drive(Short(3, 5), draws)
    assert (answer.key, answer.draw, answer.tied) == ("b", 1, ())
    assert [draw.finished for draw in drawn] == [None, 0, 2, 1, None]
    assert answer.charge.thinking_tokens == 40 + 20 + 40 + 30 + 40
    assert answer.charge.answer_tokens == 3
    assert answer.charge.samples == 5


def test_a_tie_goes_to_the_shortest_thought():
    answer, _, _ = drive(Short(2, 4), answering("abcd", [9, 8, 7, 6]))
    assert (answer.key, answer.draw) == ("d", 3)


def test_a_thought_without_an_answer_ends_and_has_no_vote():
    answer, drawn, _ = drive(Short(2, 3), answering("-ab", [1, 2, 3]))
    assert (answer.key, answer.charge.samples) == ("a", 3)
    assert [draw.finished for draw in drawn] == [0, 1, None]
    answer, _, _ = drive(Short(1, 3), answering("-ab", [1, 2, 3]))
    assert (answer.key, answer.draw) == (None, None)


def test_it_begins_all_at_once():
    assert Short(3, 8).ask(State.of([])) == Ask(8, until=3)
    assert Short(3, 8).at_most == 8


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ProblemError, match="m cannot be 9"):
        Short(9, 8)
    with pytest.raises(ProblemError, match="k cannot be 0"):
        Short(1, 0)
