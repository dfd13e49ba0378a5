import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons.core.problems import ProblemError
from jevons.core.strategies.state import Charge
from jevons.core.strategies.steps.request import Conclude, Extend, Judge, Probe, Revise, Sample
from jevons.core.strategies.steps.trail import Node, Result, Spent, Trail
from trails import answer, score, step

THINKING = Trail(
    (
        Node(Extend(None, 8), step("One. ", usd=0.25, prompt_tokens=10)),
        Node(Extend(0, 8, "", "So "), step("Two. ", 5, usd=0.25, prompt_tokens=18)),
        Node(Probe(1, 20), answer("4", 3, usd=0.125, prompt_tokens=25)),
        Node(Extend(0, 8), step("Other.", 7, usd=0.25, prompt_tokens=18)),
        Node(Conclude(1), answer("4", usd=0.5, prompt_tokens=25)),
        Node(Judge(4), score(0.5)),
        Node(Revise(4), answer("5", 6, 30, usd=1.0, prompt_tokens=40)),
    )
)

TEXTS = st.sampled_from(["", "4", 'a "b"', "π\n\x1b[31m"])
RESULTS = st.builds(
    Result,
    text=TEXTS,
    key=st.none() | TEXTS,
    thinking_tokens=st.integers(0, 99),
    answer_tokens=st.integers(0, 99),
    seconds=st.floats(0, 9),
    usd=st.none() | st.floats(0, 9),
    logprob=st.none() | st.floats(-9, 0),
    ended=st.booleans(),
    score=st.none() | st.floats(0, 1),
)


def request(place):
    parents = st.integers(0, place - 1) if place else st.none()
    kinds = [
        st.builds(Sample, st.sampled_from(["", "off"])),
        st.builds(Extend, parents, st.just(8)),
    ]
    if place:
        kinds += [st.builds(kind, parents) for kind in (Conclude, Judge, Revise)]
        kinds += [st.builds(Probe, parents, st.integers(1, 9))]
    return st.one_of(kinds)


@st.composite
def trails(draw):
    size = draw(st.integers(0, 6))
    return Trail(tuple(Node(draw(request(place)), draw(RESULTS)) for place in range(size)))


@given(trails())
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_read(trail):
    assert Trail.from_json(trail.to_json()) == trail
    assert Trail.from_json(json.dumps(json.loads(trail.to_json()), indent=1)).to_json() == (
        trail.to_json()
    )


def test_a_thought_is_that_of_its_branch():
    assert THINKING.chain(1) == [0, 1]
    assert THINKING.thought(1) == "One. So Two. "
    assert THINKING.thought(3) == "One. Other."
    assert THINKING.thought(4) == THINKING.thought(5) == "One. So Two. "
    assert THINKING.thought(6) == THINKING.thought(None) == ""


def test_the_thinking_behind_an_answer():
    assert [THINKING.thinking_tokens(place) for place in (0, 1, 3, 4, 6)] == [8, 13, 15, 13, 30]


def test_what_is_spent_is_told_by_what_it_was_for():
    spent = THINKING.spent()
    assert spent == Spent(2, 8 + 5 + 7 + 30, 4 + 6, 3, 2, 10 + 18 + 25 + 18 + 25 + 40, None)
    assert spent.charge == Charge(2, 50, 15, None)
    unjudged = Spent.of(node for node in THINKING.nodes if not isinstance(node.request, Judge))
    assert unjudged.usd == 2.375
    assert Trail().spent() == Spent()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}x",
        "[1]",
        '[{"ask":{"kind":"guess"},"got":{}}]',
        '[{"ask":{"kind":"conclude","parent":0},"got":{}}]',
        '[{"ask":{"kind":"extend","parent":null},"got":{}}]',
        '[{"ask":{"kind":"extend","parent":null,"tokens":"8"},"got":{}}]',
        '[{"ask":{"kind":"extend","parent":null,"tokens":true},"got":{}}]',
        '[{"ask":{"kind":"sample"},"got":{"wit":1}}]',
        '[{"ask":{"kind":"sample"},"got":{"ended":1}}]',
        '[{"ask":{"kind":"sample"}}]',
    ],
)
def test_what_is_no_trail_is_refused(text):
    with pytest.raises(ProblemError, match="cannot be read"):
        Trail.from_json(text)
