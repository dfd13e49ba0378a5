"""What holds of every step strategy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.core.problems import ProblemError
from jevons.core.strategies.registry import (
    STEP_STRATEGIES,
    STRATEGIES,
    any_from_json,
    defaults,
    parse,
    parse_any,
    spelled,
    to_json,
)
from jevons.core.strategies.steps.strategy import Walk
from jevons.core.strategies.steps.trail import Trail
from jevons.core.strategies.strategy import Need, lacking
from trails import at_random, follow

SMALL = [
    parse_any(text)
    for text in (
        "probing:window=2,chunk=8,most=60",
        "probing:window=1,chunk=64,most=60",
        "confident-exit:chunk=9,most=40,threshold=0.5",
        "revision:revisions=2",
        "revision:chains=3,choose=last",
        "judged-best:samples=4,looks=2",
        "judged-vote:samples=4",
        "beam:beams=4,width=2,depth=6",
        "beam:beams=3,width=2,depth=4,score=logprob",
        "diverse-trees:trees=2,width=2,depth=5",
        "diverse-trees:trees=3,width=1,depth=3,score=logprob",
        "balanced-tree:room=4,depth=4,balance=0.5",
        "tree-search:answers=8",
        "tree-search:answers=7,batch=3,prior=beta",
    )
]


@pytest.mark.parametrize("strategy", SMALL, ids=spelled)
@given(st.integers())
@settings(max_examples=20, deadline=None)
def test_it_ends_within_its_bound_and_depends_on_the_trail_alone(strategy, seed):
    found, rounds, trail = follow(strategy, at_random(seed))
    assert len(trail.nodes) == sum(map(len, rounds)) <= strategy.at_most
    assert found.charge == trail.spent().charge
    assert (found.key is None) == (found.draw is None) or (
        trail.nodes[found.draw].result.key == found.key
    )
    again = any_from_json(to_json(strategy))
    walk = Walk(again)
    for node in trail.nodes:
        walk.tell([node])
    assert walk.step == found
    asked = [request for round_ in rounds for request in round_]
    for kept in range(len(trail.nodes)):
        part = Trail(trail.nodes[:kept])
        left = again.ask(part)
        assert left == tuple(asked[kept : kept + len(left)])
    assert again.ask(trail) == found


@pytest.mark.parametrize("kind", STEP_STRATEGIES.values(), ids=STEP_STRATEGIES)
def test_each_is_ready_as_it_is(kind):
    strategy = kind()
    assert spelled(strategy) == kind.name
    assert parse_any(spelled(strategy)) == parse_any(to_json(strategy)) == strategy
    assert strategy.ask(Trail())
    assert strategy.at_most >= 1
    assert kind.source.partition(", section")[0].partition(",")[0] in kind.__doc__
    assert lacking(strategy, set(Need)) == ""
    assert bool(lacking(strategy, set())) == bool(strategy.needs)
    for name, value in defaults(kind).items():
        assert type(getattr(strategy, name)) is type(value)


def test_no_name_is_taken_twice():
    assert not STRATEGIES.keys() & STEP_STRATEGIES.keys()


def test_samples_that_are_there_serve_none_of_them():
    with pytest.raises(ProblemError, match="probing goes step by step"):
        parse("probing")
    assert parse_any("probing:chunk=32").chunk == 32


def test_why_it_cannot_run_is_told():
    assert lacking(parse_any("probing"), {Need.LOGPROBS}) == (
        "the server has to go on with a reply that was begun for it"
    )
