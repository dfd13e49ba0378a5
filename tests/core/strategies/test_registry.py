import json
import pickle
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.problems import ProblemError
from jevons.core.strategies.adaptive import AdaptiveConsistency
from jevons.core.strategies.deepconf import DeepConf, DeepConfOnline
from jevons.core.strategies.dialled import BudgetForcing, NoThinking
from jevons.core.strategies.registry import (
    DEFAULT,
    STRATEGIES,
    defaults,
    from_json,
    parse,
    spelled,
    to_json,
)
from jevons.core.strategies.short import Short
from jevons.core.strategies.state import State
from jevons.core.strategies.stopping import Doubling, EarlyStopping
from jevons.core.strategies.strategy import Ask
from jevons.core.strategies.sureness import Confidence, Sureness
from jevons.core.strategies.voting import Lossless, SelfConsistency, Single
from jevons.core.strategies.weighing import BestOfN, WeightedVote

COUNTS = st.integers(1, 10_000)
SHARES = st.floats(0, 1, exclude_min=True, exclude_max=True)
SOME = st.one_of(
    st.builds(Single),
    st.builds(SelfConsistency, COUNTS),
    st.builds(Lossless, COUNTS),
    st.builds(AdaptiveConsistency, SHARES, COUNTS, COUNTS, st.sampled_from(["double", "one"])),
    st.builds(EarlyStopping, st.integers(1, 9), st.integers(9, 99)),
    st.builds(Doubling, SHARES, COUNTS, COUNTS),
    st.builds(Short, st.integers(1, 9), st.integers(9, 99)),
    st.builds(WeightedVote, COUNTS),
    st.builds(BestOfN, COUNTS),
    st.builds(DeepConf, COUNTS, SHARES),
    st.builds(BudgetForcing, st.integers(0, 99), st.integers(99, 999), COUNTS),
    st.builds(NoThinking, COUNTS),
    st.builds(WeightedVote, COUNTS, st.sampled_from(get_args(Sureness))),
    st.builds(BestOfN, COUNTS, st.sampled_from(get_args(Sureness))),
    st.builds(DeepConf, COUNTS, SHARES, st.sampled_from(get_args(Confidence))),
    st.builds(DeepConfOnline, st.integers(1, 9), SHARES, SHARES, st.integers(9, 99), COUNTS),
)


@given(SOME)
def test_what_is_written_is_read(strategy):
    assert from_json(to_json(strategy)) == strategy
    assert parse(to_json(strategy)) == strategy
    assert parse(spelled(strategy)) == strategy
    assert pickle.loads(pickle.dumps(strategy)) == strategy
    assert to_json(from_json(json.dumps(json.loads(to_json(strategy)), indent=1))) == to_json(
        strategy
    )


@pytest.mark.parametrize("kind", STRATEGIES.values(), ids=STRATEGIES)
def test_each_is_ready_as_it_is(kind):
    strategy = kind()
    assert spelled(strategy) == kind.name
    assert isinstance(strategy.ask(State.of([])), Ask)
    assert strategy.at_most >= 1
    assert kind.source
    assert kind.source.partition(", section")[0].partition(",")[0] in kind.__doc__
    for name, value in defaults(kind).items():
        assert type(getattr(strategy, name)) is type(value)


def test_the_text_in_the_library():
    assert to_json(AdaptiveConsistency()) == (
        '{"first":4,"most":32,"name":"adaptive-consistency","pace":"double","threshold":0.95}'
    )
    assert from_json('{"name":"adaptive-consistency","threshold":0.95,"most":32}') == DEFAULT


def test_the_text_of_commands():
    assert spelled(AdaptiveConsistency(most=16, pace="one")) == (
        "adaptive-consistency:most=16,pace=one"
    )
    assert parse(" adaptive-consistency:most=16 ") == AdaptiveConsistency(most=16)
    assert parse("short:m=1, k=4") == Short(1, 4)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("self-consistancy", "did you mean self-consistency"),
        ("", "there is no strategy"),
        ("self-consistency:most=3", "has no parameter most; it has samples"),
        ("single:samples=3", "it has none"),
        ("self-consistency:16", "write it as samples=16"),
        ("self-consistency:samples=many", "samples cannot be many; give it as 32"),
        ("self-consistency:samples=0", "samples cannot be 0"),
        ("doubling:share=nan", "share cannot be nan"),
        ("best-of-n:by=luck", "cannot be weighed by luck"),
        ("deepconf:confidence=logprob", "cannot be weighed by logprob"),
        ("deepconf-online:most=8", "warmup cannot be 16"),
        ("{", "is no strategy"),
        ("{}", "is no strategy"),
        ('{"name":3}', "is no strategy"),
        ('{"name":"single","name2":3}', "no parameter name2"),
        ('{"name":"lossless","samples":2.5}', "samples cannot be 2.5"),
        ('{"name":"lossless","samples":true}', "samples cannot be True"),
        ('{"name":"lossless","samples":null}', "samples cannot be None"),
        ('{"name":"doubling","share":1' + "0" * 400 + "}", "share cannot be 1000"),
    ],
)
def test_what_cannot_be_read_is_told(text, said):
    with pytest.raises(ProblemError) as caught:
        parse(text)
    assert said in str(caught.value)
    with pytest.raises(ProblemError):
        from_json(text)
