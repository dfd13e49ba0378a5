import pytest

from draws import answering, drive
from jevons.core.problems import ProblemError
from jevons.core.records import Dial
from jevons.core.strategies.dialled import BudgetForcing, NoThinking
from jevons.core.strategies.registry import parse, spelled
from jevons.core.strategies.voting import SelfConsistency


def test_the_dial_is_theirs():
    assert BudgetForcing(200, 1000).dial() == Dial.budget(1000, 200)
    assert BudgetForcing(200, 0).dial() == Dial.unlimited(200)
    assert NoThinking().dial() == Dial.off()
    assert SelfConsistency().dial() is None


@pytest.mark.parametrize("kind", [BudgetForcing, NoThinking])
def test_they_vote(kind):
    answer, drawn, waves = drive(kind(samples=5), answering("abbac"))
    assert (answer.key, set(answer.tied), len(drawn), len(waves)) == ("a", {"a", "b"}, 5, 1)


def test_they_are_written_as_others_are():
    assert parse("budget-forcing:minimum=64,maximum=512") == BudgetForcing(64, 512)
    assert spelled(NoThinking(8)) == "no-thinking:samples=8"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"minimum": 2000}, "minimum cannot be 2,000"),
        ({"maximum": -1}, "maximum cannot be -1"),
        ({"minimum": 10**7, "maximum": 0}, "minimum cannot be 10,000,000"),
        ({"samples": 0}, "samples cannot be 0"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong, said):
    with pytest.raises(ProblemError, match=said):
        BudgetForcing(**wrong)
