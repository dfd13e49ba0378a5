import pytest

from jevons.core.problems import ProblemError
from jevons.core.strategies.registry import STRATEGIES, parse
from jevons.core.strategies.sizing import sized, with_more


@pytest.mark.parametrize(
    ("text", "samples", "found"),
    [
        ("self-consistency", 8, "self-consistency:samples=8"),
        ("adaptive-consistency:first=2", 6, "adaptive-consistency:most=6,first=2"),
        ("short", 5, "short:k=5"),
        ("short", 2, "short:m=2,k=2"),
        ("early-stopping", 3, "early-stopping:window=3,most=3"),
        ("deepconf-online", 8, "deepconf-online:warmup=8,most=8"),
        ("budget-forcing", 4, "budget-forcing:samples=4"),
    ],
)
def test_the_same_for_another_number(text, samples, found):
    assert sized(parse(text), samples) == parse(found)


@pytest.mark.parametrize("name", sorted(set(STRATEGIES) - {"single"}))
@pytest.mark.parametrize("samples", [1, 3, 100])
def test_every_strategy_can_be_asked_for_any_number(name, samples):
    assert sized(parse(name), samples).at_most == samples


def test_one_sample_is_one():
    with pytest.raises(ProblemError, match="single draws 1, not 4 samples"):
        sized(parse("single"), 4)


def test_what_is_added_votes_as_well():
    assert with_more(parse("best-of-n:samples=4"), 6) == parse("best-of-n:samples=6")
    assert with_more(parse("adaptive-consistency"), 6) == parse("self-consistency:samples=6")
    assert with_more(parse("single"), 3) == parse("self-consistency:samples=3")
