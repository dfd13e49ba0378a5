import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.state.exam_values import FILE, SUITE
from jevons.core.exams.filters import Filter
from jevons.core.records import Dial
from jevons.core.runs.run import Caps
from jevons.core.state.exam_choice import MOST_OPENED, Choice, Part, choice_text, read_choice

FULL = Choice(
    exam="math-500",
    parts={"math-500": Part(None, 7, 50, ("level>=4",)), "arithmetic": Part(level=3)},
    opened=("/data/mine.jsonl",),
    models=("one", "two"),
    dial=Dial.budget(700, 200),
    samples=8,
    temperature=0.9,
    answer_tokens=2048,
    caps=Caps(5.0, 2_000_000, 1800.0),
    concurrency=16,
    surety_window=64,
    judge="two",
)


@pytest.mark.parametrize("choice", [Choice(), FULL])
def test_what_is_chosen_is_remembered(choice):
    assert read_choice(choice_text(choice)) == choice


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "no JSON",
        "[]",
        "7",
        json.dumps({"samples": "many"}),
        json.dumps({"samples": True}),
        json.dumps({"dial": "sideways"}),
        json.dumps({"parts": {"a": {"only": ["nonsense"]}}}),
        json.dumps({"parts": []}),
        json.dumps({"models": "one"}),
        json.dumps({"caps": {"tokens": 1.5}}),
    ],
)
def test_what_makes_no_sense_is_forgotten(text):
    assert read_choice(text) == Choice()


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists))
def test_no_memory_breaks_the_start(value):
    for name in ("exam", "parts", "opened", "models", "dial", "samples", "caps", "judge"):
        assert isinstance(read_choice(json.dumps({name: value})), Choice)


def test_each_exam_has_a_part_of_its_own():
    choice = Choice(exam="arithmetic").with_part(level=3).with_part(seed=5)
    assert choice.part == Part(3, 5)
    other = Choice(exam="gsm8k", parts=choice.parts)
    assert other.part == Part()
    assert other.with_part(questions=10).parts["arithmetic"] == Part(3, 5)


def test_only_suites_have_levels():
    part = Part(3, 5, 10, ("level>=4",))
    assert part.options(SUITE).level == 3
    assert part.options(FILE).level is None
    assert part.options(FILE).filters == (Filter("level", ">=", "4"),)


def test_the_exams_opened_last_are_remembered():
    choice = Choice()
    for n in range(MOST_OPENED + 3):
        choice = choice.with_opened(f"file{n}")
    assert len(choice.opened) == MOST_OPENED
    assert choice.opened[-1] == choice.exam == f"file{MOST_OPENED + 2}"
