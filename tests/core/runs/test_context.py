import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.problems import ProblemError, ProblemKind
from jevons.core.records import Message
from jevons.core.runs.context import (
    LEAST_THOUGHT,
    TOKENS_PER_MESSAGE,
    Fitted,
    drop_oldest,
    dropped_notice,
    estimate_tokens,
    fit,
)


def turns(count, size=300):
    """So many questions with answers, each of `size` bytes, and a last question."""
    said = [
        Message(role, f"{n}{role} ".ljust(size, "x"))
        for n in range(count)
        for role in ("user", "assistant")
    ]
    return (*said, Message("user", "and now?"))


def test_what_fits_is_left_alone():
    messages = turns(2)
    fitted = fit(messages, 8192, 1024, True)
    assert fitted.messages == messages
    assert fitted.dropped == 0
    assert fitted.thinking_room == 8192 - 1024 - estimate_tokens(messages)


def test_an_unknown_context_limits_nothing():
    messages = turns(50)
    assert fit(messages, None, 1024, True) == Fitted(messages, 0, None)


def test_the_oldest_go_first_with_their_answers():
    fitted = fit(turns(10), 1024, 256, True)
    assert fitted.dropped > 0
    assert fitted.messages == turns(10)[2 * fitted.dropped :]
    more = fit(turns(10)[2 * (fitted.dropped - 1) :], 1024, 256, True)
    assert more.dropped == 1  # one question more would have been too many


def test_the_question_is_never_dropped():
    with pytest.raises(ProblemError) as raised:
        fit((*turns(3), Message("assistant", "!"), Message("user", "y" * 9000)), 1024, 256, True)
    problem = raised.value.problem
    assert problem.kind is ProblemKind.CONTEXT_FULL
    assert "1,024" in problem.what
    assert problem.kept == "nothing was sent"
    assert problem.remedy


def test_a_small_context_is_not_given_to_the_answer_alone():
    fitted = fit(turns(0), 512, 4096, True)
    assert fitted.thinking_room == 512 - 256 - estimate_tokens(turns(0))


def test_a_thought_to_go_on_with_takes_its_room():
    without, with_thought = (
        fit(turns(1), 2048, 256, True),
        fit(turns(1), 2048, 256, True, "x" * 900),
    )
    assert without.thinking_room - with_thought.thinking_room == 300


def test_old_questions_make_way_for_a_thought_but_the_question_is_still_sent():
    fitted = fit(turns(2), 1024, 256, True, "x" * 9000)
    assert fitted == Fitted(turns(0), 2, LEAST_THOUGHT)


def test_dropping_needs_no_answers():
    unanswered = (Message("user", "a"), Message("user", "b"), Message("assistant", "c"))
    assert drop_oldest(unanswered) == unanswered[1:]
    assert drop_oldest((Message("user", "a"), Message("assistant", "b"))) == (
        Message("assistant", "b"),
    )


def test_the_notice_counts():
    assert "the oldest question was not sent" in dropped_notice(1).what
    assert "the oldest 3 questions were not sent" in dropped_notice(3).what


def test_text_is_estimated_by_its_bytes():
    assert estimate_tokens((Message("user", "x" * 300),)) == TOKENS_PER_MESSAGE + 100
    assert estimate_tokens((Message("user", "漢" * 100),)) == TOKENS_PER_MESSAGE + 100
    assert estimate_tokens((Message("user", "\ud800"),)) == TOKENS_PER_MESSAGE


@given(
    st.integers(0, 12),
    st.integers(0, 2000),
    st.integers(64, 20_000),
    st.integers(1, 5000),
    st.booleans(),
    st.integers(0, 5000),
)
def test_what_was_fitted_fits(count, size, context, answer, thinks, thought):
    messages = turns(count, size)
    try:
        fitted = fit(messages, context, answer, thinks, "x" * thought)
    except ProblemError:
        assert estimate_tokens(messages[-1:]) + min(answer, context // 2) + LEAST_THOUGHT > context
        return
    assert fitted.messages == messages[2 * fitted.dropped :]
    assert fitted.messages[-1] == messages[-1]
    assert fitted.messages[0].role == "user"
    needed = estimate_tokens(fitted.messages) + min(answer, context // 2)
    assert needed + (LEAST_THOUGHT if thinks else 0) <= context
    assert fitted.thinking_room >= LEAST_THOUGHT
    if thinks and fitted.thinking_room > LEAST_THOUGHT:
        assert needed + fitted.thinking_room + round(thought / 3) <= context
