from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.events import AnswerDelta, AnswerWasThinking, ThinkingDelta
from jevons.core.models.splitter import KNOWN_TAGS, ThinkingSplitter, ThinkingTags
from servers.asking import texts

THINK = (ThinkingTags("<think>", "</think>"),)


def split(*pieces, tags=KNOWN_TAGS, in_thought=None):
    splitter = ThinkingSplitter(tags, in_thought=in_thought)
    events = [event for piece in pieces for event in splitter.feed(piece)]
    return texts(events + splitter.end())


@pytest.mark.parametrize(
    ("text", "thinking", "answer"),
    [
        ("<think>\nhm\n</think>\n\nYes", "hm", "Yes"),
        ("\n <think>hm</think>Yes", "hm", "Yes"),
        ("hm, well\n</think>\n\nYes", "hm, well", "Yes"),
        ("</think>Yes", "", "Yes"),
        ("<think>\n\n</think>\n\nYes", "", "Yes"),
        ("<think>hm, and so on \n", "hm, and so on \n", ""),
        ("Yes, plainly. ", "", "Yes, plainly. "),
        ("<think>a</think>b <think>c</think> d", "a", "b <think>c</think> d"),
        ("◁think▷a◁/think▷b", "a", "b"),
        ("[THINK]a[/THINK]b", "a", "b"),
        ("<thinking>a </think> b</thinking>c", "a </think> b", "c"),
        ("2 < 3 <thin air", "", "2 < 3 <thin air"),
        (
            "<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b",
            "a",
            "b",
        ),
        ("", "", ""),
        (" \n", "", " \n"),
    ],
)
def test_splits_however_the_text_is_cut(text, thinking, answer):
    assert split(text) == (thinking, answer)
    assert split(*text) == (thinking, answer)
    for cut in range(len(text)):
        assert split(text[:cut], text[cut:]) == (thinking, answer)


@pytest.mark.parametrize(
    ("text", "thinking", "answer"),
    [
        ("hm</think>Yes", "hm", "Yes"),
        (" so it goes", " so it goes", ""),
        ("<think>hm</think>Yes", "hm", "Yes"),
        ("hm </thin", "hm </thin", ""),
        ("</think>Yes", "", "Yes"),
    ],
)
def test_a_thought_that_the_prompt_opened(text, thinking, answer):
    for pieces in ((text,), tuple(text)):
        assert split(*pieces, in_thought=True) == (thinking, answer)


def test_all_is_answer_when_told_so():
    text = " <think>no</think> tags"
    assert split(*text, in_thought=False) == ("", text)


def test_a_late_close_tag_turns_what_was_told_into_thinking():
    splitter = ThinkingSplitter(THINK)
    assert splitter.feed("hm, ") == [AnswerDelta("hm,")]
    assert not splitter.in_thought
    assert splitter.feed("well</think>") == [AnswerWasThinking(), ThinkingDelta(" well")]
    assert splitter.closed
    assert splitter.feed(" Yes") == [AnswerDelta("Yes")]


def test_a_close_tag_in_the_first_piece_needs_no_correction():
    splitter = ThinkingSplitter(THINK)
    assert splitter.feed("hm</think>Yes") == [ThinkingDelta("hm"), AnswerDelta("Yes")]


def test_it_knows_where_it_is():
    splitter = ThinkingSplitter(THINK)
    assert (splitter.in_thought, splitter.closed) == (False, False)
    splitter.feed("<think>a")
    assert (splitter.in_thought, splitter.closed) == (True, False)
    splitter.feed("</think>")
    assert (splitter.in_thought, splitter.closed) == (False, True)
    assert ThinkingSplitter(THINK, in_thought=True).in_thought


def test_nothing_is_held_back_longer_than_needed():
    splitter = ThinkingSplitter(THINK)
    assert splitter.feed("<think>a <") == [ThinkingDelta("a")]
    assert splitter.feed("b") == [ThinkingDelta(" <b")]
    assert splitter.feed("</think>b <think>") == [AnswerDelta("b <think>")]


def test_a_field_of_its_own_wins_over_tags():
    splitter = ThinkingSplitter(THINK)
    events = splitter.feed("\n")
    events += splitter.feed_thinking("hm </think> hm")
    assert splitter.in_thought
    events += splitter.feed("\n\nUse </think> to close")
    assert splitter.closed
    assert texts(events + splitter.end()) == ("hm </think> hm", "Use </think> to close")


def test_an_answer_is_an_answer_whatever_the_server_calls_it():
    splitter = ThinkingSplitter(THINK, in_thought=False)
    assert splitter.feed_thinking(" 42") == [AnswerDelta(" 42")]


def test_answer_before_a_thought_of_the_server_is_kept():
    splitter = ThinkingSplitter(THINK)
    events = splitter.feed("Well <")
    events += splitter.feed_thinking("hm")
    events += splitter.feed(" so")
    assert texts(events + splitter.end()) == ("hm", "Well < so")


def test_no_tags_at_all():
    assert split("a</think>b", tags=()) == ("", "a</think>b")
    assert split("a</think>b", tags=(), in_thought=True) == ("a</think>b", "")


@pytest.mark.parametrize("tag", ["", " ", "<a> "])
def test_tags_that_cannot_be(tag):
    with pytest.raises(ValueError, match="thinking tag"):
        ThinkingTags(tag, "</a>")


BITS = st.sampled_from(
    [*(t for tag in KNOWN_TAGS for t in (tag.open, tag.close)), " ", "\n", "a", "<", "</", "think>"]
)
TEXTS = st.lists(BITS | st.text(max_size=4), max_size=12).map("".join)


@given(text=TEXTS, cuts=st.lists(st.integers(0, 60)), start=st.sampled_from([None, True, False]))
def test_any_partition_gives_the_same(text, cuts, start):
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[a:b] for a, b in pairwise(edges)]
    assert split(*pieces, in_thought=start) == split(text, in_thought=start)


@given(text=TEXTS, start=st.sampled_from([None, True, False]))
def test_nothing_is_invented_and_only_tags_and_space_are_lost(text, start):
    thinking, answer = split(*text, in_thought=start)
    kept = (thinking + answer).split()
    if not any(tag in text for pair in KNOWN_TAGS for tag in (pair.open, pair.close)):
        assert "".join(kept) == "".join(text.split())
    assert len(thinking) + len(answer) <= len(text)


@pytest.mark.parametrize("unit", ["<", " ", "<think", "</think", "a"])
def test_the_work_grows_with_the_text(unit, monkeypatch):
    """Counted in characters looked at, not in seconds."""
    looked = []

    class Counting(ThinkingSplitter):
        def _step(self, rest, events):
            looked.append(len(rest))
            return super()._step(rest, events)

    splitter = Counting(THINK)
    splitter.feed("<think>x")
    text = unit * 2000
    for character in text:
        splitter.feed(character)
    splitter.end()
    assert sum(looked) <= 10 * len(text) + 100
