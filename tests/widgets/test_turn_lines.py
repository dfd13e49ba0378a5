from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.strip import Strip

from jevons.core.events import AnswerDelta, ThinkingDelta, ThoughtClosed
from jevons.core.records import Cost, Timing, Usage, UsageSource
from jevons.core.state.ask import Exchange, Phase
from jevons.core.visible_text import visible
from jevons.widgets.markdown_lines import MarkdownColors, render_markdown
from jevons.widgets.signs import ASCII, UNICODE
from jevons.widgets.turn_lines import GUTTER, TurnLines

COLORS = MarkdownColors("cyan", "grey50", "ansi_dark")
DONE = Exchange(
    "t1",
    "How many?",
    Phase.DONE,
    thinking="let me see",
    answer="**42** it is",
    folded=True,
    usage=Usage(thinking=12, answer=5, source=UsageSource.REPORTED),
    timing=Timing(total_s=2.5, thinking_s=1.5, tokens_per_s=20.4),
    cost=Cost(0.00012, "assumed"),
)


def markdown(text, width):
    return render_markdown(text, width, COLORS)


def turn_of(exchange, width=60, signs=UNICODE):
    turn = TurnLines(width, signs, markdown)
    turn.update(exchange)
    return turn


def text_of(line):
    return line.content if isinstance(line.content, str) else line.content.text


def drawn(turn):
    """Every line of the turn: kind, gutter and text."""
    lines = [turn.line(y) for y in range(turn.height)]
    return [(line.kind, line.gutter, text_of(line).rstrip()) for line in lines]


def kinds(turn):
    return [kind for kind, _, _ in drawn(turn)]


# What is where.


def test_a_finished_turn():
    assert drawn(turn_of(DONE, width=100)) == [
        ("question", "› ", "How many?"),
        ("thought-head", "▸ ", "thought for 12 tokens, 1.50 s"),
        ("answer", "", "42 it is"),
        ("meter", "", "12 thinking + 5 answer tokens · 2.50 s at 20 tok/s · $0.00012 here"),
        ("blank", "", ""),
    ]


def test_an_unfolded_thought():
    turn = turn_of(replace(DONE, folded=False, thinking="first\nsecond"))
    assert drawn(turn)[1:4] == [
        ("thought-head", "▾ ", "thought for 12 tokens, 1.50 s"),
        ("thinking", "│ ", "first"),
        ("thinking", "│ ", "second"),
    ]


def test_a_turn_that_waits():
    turn = turn_of(Exchange("t1", "How many?"))
    assert kinds(turn) == ["question", "blank"]


def test_a_turn_that_thinks():
    turn = turn_of(Exchange("t1", "How many?", Phase.THINKING, thinking="let me"))
    assert drawn(turn)[1] == ("thought-head", "▾ ", "thinking")
    assert kinds(turn) == ["question", "thought-head", "thinking", "blank"]


def test_an_answer_is_plain_while_it_comes():
    answering = Exchange("t1", "?", Phase.ANSWERING, answer="**42**\n- it is")
    turn = turn_of(answering)
    assert [line for line in drawn(turn) if line[0] == "answer"] == [
        ("answer", "", "**42**"),
        ("answer", "", "- it is"),
    ]
    turn.update(replace(answering, phase=Phase.DONE))
    assert ("answer", "", "42") in drawn(turn)


def test_a_question_of_several_lines_has_one_prompt():
    turn = turn_of(Exchange("t1", "one\ntwo words", Phase.STOPPED), width=8 + GUTTER)
    assert [line[:2] for line in drawn(turn) if line[0] == "question"] == [
        ("question", "› "),
        ("question", ""),
        ("question", ""),
    ]


@pytest.mark.parametrize(
    ("phase", "problem", "said"),
    [
        (Phase.FAILED, "the server is gone; try again", "failed: the server is gone; try again"),
        (Phase.CUT, "", "the answer was cut at its limit"),
        (Phase.STOPPED, "", "stopped; what came is kept"),
        (Phase.STOPPED, "the server's filter", "stopped: the server's filter"),
        (Phase.DONE, "the model ended without an answer", "done: the model ended"),
    ],
)
def test_an_end_that_is_not_the_usual_one_is_said(phase, problem, said):
    turn = turn_of(replace(DONE, phase=phase, problem=problem), width=100)
    (line,) = [text for kind, _, text in drawn(turn) if kind == "problem"]
    assert line.startswith(said)


def test_in_ascii():
    turn = turn_of(replace(DONE, folded=False), signs=ASCII)
    assert all(gutter.isascii() and text.isascii() for _, gutter, text in drawn(turn))


# Bringing it up to date.


def test_an_exchange_of_another_conversation_takes_its_place():
    turn = turn_of(replace(DONE, folded=False))
    other = replace(
        DONE, folded=False, question="Why, then?", thinking="something else", answer="no"
    )
    turn.update(other)
    assert drawn(turn) == drawn(turn_of(other))


def test_a_new_attempt_that_is_longer_already():
    live = replace(DONE, phase=Phase.ANSWERING, folded=False, answer="42")
    turn = turn_of(live)
    again = replace(live, thinking="another way to see it", answer="43 or so")
    turn.update(again)
    assert drawn(turn) == drawn(turn_of(again))


def test_markdown_is_rendered_once(monkeypatch):
    rendered = []

    def counting(text, width):
        rendered.append(text)
        return [Strip([])]

    turn = TurnLines(60, UNICODE, counting)
    turn.update(DONE)
    turn.update(replace(DONE, folded=False))
    for y in range(turn.height):
        turn.line(y)
    assert rendered == ["**42** it is"]
    turn.update(replace(DONE, answer="43"))
    assert rendered == ["**42** it is", "43"]


STEPS = st.lists(
    st.sampled_from(
        [ThinkingDelta("so "), ThinkingDelta("much to\nsee"), ThinkingDelta("漢字"),
         AnswerDelta("it "), AnswerDelta("is **so**\n"), AnswerDelta("👩\u200d🔬"),
         ThoughtClosed("model")]
    ),
    max_size=30,
)  # fmt: skip


@settings(deadline=None)
@given(STEPS, st.integers(8, 40), st.sampled_from([Phase.DONE, Phase.CUT, Phase.FAILED]))
def test_growing_gives_the_same_lines_as_the_whole(steps, width, end):
    exchange = Exchange("t1", "How many?")
    turn = turn_of(exchange, width)
    for step in steps:
        if isinstance(step, ThinkingDelta):
            exchange = replace(
                exchange, thinking=exchange.thinking + step.text, phase=Phase.THINKING
            )
        elif isinstance(step, AnswerDelta):
            exchange = replace(exchange, answer=exchange.answer + step.text, phase=Phase.ANSWERING)
        else:
            exchange = replace(exchange, folded=not exchange.folded)
        turn.update(exchange)
        assert drawn(turn) == drawn(turn_of(exchange, width))
    exchange = replace(exchange, phase=end, usage=Usage(thinking=3, answer=4))
    turn.update(exchange)
    assert drawn(turn) == drawn(turn_of(exchange, width))


# Hostile text.

HOSTILE = st.lists(
    st.sampled_from(
        ["\x1b[2J", "\x1b]52;c;aGk=\x07", "\x9b31m", "\r", "\x00", "\u202e", "\u200b", "\ufeff",
         "\ud800", "&#27;[0m", "e" + "\u0301" * 40, "\U000e0041", "\t", "[bold]", "<b>",
         "a", " ", "\n", "漢", "👩\u200d🔬", "`", "# ", "| "]
    ),
    max_size=20,
).map("".join)  # fmt: skip


@settings(deadline=None)
@given(HOSTILE, st.sampled_from(list(Phase)), st.booleans(), st.integers(10, 50))
def test_no_text_acts_on_the_terminal_or_leaves_its_line(text, phase, folded, width):
    exchange = Exchange(
        "t1",
        text,
        phase,
        thinking=text,
        answer=text,
        folded=folded,
        problem=text,
        usage=Usage(thinking=1, answer=1),
    )
    turn = turn_of(exchange, width)
    for kind, gutter, shown in drawn(turn):
        assert visible(shown) == shown, kind
        assert "\n" not in shown
        assert cell_len(gutter) <= GUTTER
        if kind != "thought-head":  # a few words of ours, cut where there is no room
            assert cell_len(shown) <= width - GUTTER


@settings(deadline=None)
@given(HOSTILE, st.sampled_from(list(Phase)), st.booleans())
def test_the_height_is_that_of_the_lines(text, phase, folded):
    turn = turn_of(Exchange("t1", text, phase, thinking=text, answer=text, folded=folded))
    got = kinds(turn)
    assert turn.height == len(got)
    assert got[-1] == "blank"
    assert turn.line(turn.height).kind == "blank"  # nothing lies below
    order = ["question", "thought-head", "thinking", "answer", "problem", "meter", "blank"]
    assert sorted(got, key=order.index) == got


def test_a_live_answer_is_not_gone_through_for_each_line(monkeypatch):
    # What one line costs must not depend on how many there are.
    turn = turn_of(Exchange("t1", "?", Phase.ANSWERING, answer="line\n" * 5000))
    made = []
    from jevons.widgets import turn_lines

    line = turn_lines.Line
    monkeypatch.setattr(turn_lines, "Line", lambda *args: made.append(args) or line(*args))
    turn.line(turn.height - 3)
    assert len(made) == 1


def test_update_tells_the_first_line_that_changed():
    lines = TurnLines(24, UNICODE, markdown)
    exchange = Exchange("t", "Why?", Phase.THINKING, thinking="one two three four five six")
    lines.update(exchange)
    for more in (" seven", " eight nine ten eleven", "\n\nand", " so on"):
        before = [lines.line(y) for y in range(lines.height)]
        exchange = replace(exchange, thinking=exchange.thinking + more)
        first = lines.update(exchange)
        after = [lines.line(y) for y in range(lines.height)]
        assert 0 < first < lines.height
        assert before[:first] == after[:first]
