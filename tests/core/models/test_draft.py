import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.events import RequestUsage
from jevons.core.models.draft import Draft
from jevons.core.records import Timing, Usage, UsageSource


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def told(completion, *, prompt=10, cached=0, reasoning=None, reported=True, raw=None):
    raw = {"completion_tokens": completion} if raw is None else raw
    return RequestUsage(prompt, cached, completion, reasoning, reported, raw)


def drawn(draft, thinking=0, answer=0, usage=None, text="x"):
    """One request with so many deltas of each kind."""
    draft.begin_request()
    for _ in range(thinking):
        draft.add_thinking(text)
    for _ in range(answer):
        draft.add_answer(text)
    draft.count_request(usage)


# Tokens.


def test_a_new_draft_is_empty():
    draft = Draft(requested=64)
    assert (draft.thought, draft.answer, draft.answering) == ("", "", False)
    usage = draft.usage()
    assert usage.output == usage.prompt == 0
    assert usage.requested_thinking == 64


def test_a_thought_to_go_on_with_is_there_but_not_counted():
    draft = Draft("before")
    drawn(draft, thinking=2, usage=told(2))
    assert draft.thought == "beforexx"
    assert draft.usage().thinking == 2


def test_words_of_ours_cost_nothing():
    draft = Draft()
    drawn(draft, thinking=2, usage=told(2))
    draft.extend_thought("\nWait,")
    assert draft.thought == "xx\nWait,"
    assert draft.usage().thinking == 2


def test_the_running_request_is_counted_by_its_deltas():
    draft = Draft()
    drawn(draft, thinking=3, usage=told(5))
    draft.begin_request()
    draft.add_answer("a")
    draft.add_answer("b")
    usage = draft.usage()
    assert (usage.thinking, usage.answer) == (5, 2)
    assert usage.source is UsageSource.COUNTED
    draft.count_request(told(4))
    assert draft.usage().answer == 4
    assert draft.usage().source is UsageSource.REPORTED


def test_the_servers_split_goes_before_ours():
    draft = Draft()
    drawn(draft, thinking=2, answer=9, usage=told(30, reasoning=25))
    assert draft.usage() == Usage(
        prompt=10, thinking=25, answer=5, source=UsageSource.REPORTED,
        raw=({"completion_tokens": 30},),
    )  # fmt: skip


def test_a_total_alone_is_shared_out_by_the_deltas():
    draft = Draft()
    drawn(draft, thinking=30, answer=10, usage=told(44))
    usage = draft.usage()
    assert (usage.thinking, usage.answer) == (33, 11)
    assert usage.source is UsageSource.COUNTED


def test_a_reply_in_one_piece_is_shared_out_by_its_length():
    draft = Draft()
    draft.begin_request()
    draft.add_thinking("t" * 300)
    draft.add_answer("a" * 100)
    draft.count_request(told(100))
    usage = draft.usage()
    assert (usage.thinking, usage.answer) == (75, 25)
    assert usage.source is UsageSource.ESTIMATED


def test_trust_once_lost_does_not_come_back():
    draft = Draft()
    drawn(draft, thinking=2)
    drawn(draft, answer=2, usage=told(2))
    assert draft.usage().source is UsageSource.COUNTED


def test_an_answer_that_was_thinking_moves_with_its_tokens():
    draft = Draft()
    draft.begin_request()
    draft.add_answer("abc")
    draft.answer_was_thinking()
    assert (draft.thought, draft.answer, draft.answering) == ("abc", "", False)
    draft.add_answer("d")
    usage = draft.usage()
    assert (usage.thinking, usage.answer) == (1, 1)
    draft.count_request(told(10))
    assert (draft.usage().thinking, draft.usage().answer) == (8, 2)  # 3 characters of 4, rounded


def test_the_prompt_is_the_first_requests_and_the_rest_is_read_again():
    draft = Draft()
    drawn(draft, thinking=5, usage=told(5, prompt=10, cached=4))
    drawn(draft, answer=5, usage=told(5, prompt=16, cached=14))
    usage = draft.usage()
    assert (usage.prompt, usage.cached) == (10, 4)
    assert (usage.reread, usage.reread_cached) == (16, 14)


def test_the_prompt_of_a_cut_request_is_found_out_from_the_next():
    draft = Draft()
    drawn(draft, thinking=5)
    assert draft.usage().prompt == 0
    drawn(draft, answer=5, usage=told(5, prompt=16, cached=14))
    usage = draft.usage()
    assert (usage.prompt, usage.cached) == (11, 0)
    assert (usage.reread, usage.reread_cached) == (16, 14)


def test_text_that_cannot_be_gone_on_with_is_dropped_but_paid_for():
    draft = Draft()
    drawn(draft, thinking=5, answer=1, usage=told(6))
    draft.close_thought("model")
    draft.forget_text()
    assert (draft.thought, draft.answer, draft.thought_closed_by) == ("", "", "")
    assert draft.usage().output == 6


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans(), st.integers(0, 40)),
        max_size=6,
    )
)
def test_no_token_is_lost_or_counted_twice(requests):
    draft = Draft()
    total = prompts = 0
    for thinking, answer, reported, completion in requests:
        usage = told(completion) if reported else None
        drawn(draft, thinking, answer, usage)
        total += completion if reported else thinking + answer
        prompts += 10 if reported else 0
        got = draft.usage()
        assert got.output == total
        assert got.thinking >= 0
        assert got.answer >= 0
        assert 0 <= got.cached <= got.prompt
    first_told = bool(requests) and requests[0][2]
    assert draft.usage().reread == prompts - (10 if first_told else 0)


# Time.


def test_seconds_of_a_generation():
    clock = Clock()
    draft = Draft(clock=clock)
    draft.begin_request()
    clock.now += 2
    for _ in range(11):
        draft.add_thinking("t")
        clock.now += 0.1
    draft.close_thought("model")
    draft.count_request(told(11))
    clock.now += 5  # between the requests nothing is drawn
    draft.begin_request()
    for _ in range(11):
        draft.add_answer("a")
        clock.now += 0.3
    draft.count_request(told(11))
    timing = draft.timing()
    assert timing.ttft_s == pytest.approx(2)
    assert timing.thinking_s == pytest.approx(1.1)
    assert timing.total_s == pytest.approx(2 + 1.1 + 5 + 3.3)
    assert timing.tokens_per_s == pytest.approx(20 / (1 + 3))


def test_before_the_first_token_only_the_time_is_known():
    clock = Clock()
    draft = Draft("a thought", clock=clock)
    clock.now += 10  # an engine loads: that is no time of the generation's
    assert draft.timing() == Timing()
    draft.begin_request()
    clock.now += 3
    assert draft.timing() == Timing(total_s=3)


def test_a_thought_still_going_on_takes_until_now():
    clock = Clock()
    draft = Draft(clock=clock)
    draft.begin_request()
    draft.add_thinking("t")
    clock.now += 4
    assert draft.timing().thinking_s == pytest.approx(4)


def test_without_a_thought_there_is_no_time_of_it():
    draft = Draft(clock=Clock())
    drawn(draft, answer=3)
    assert draft.timing().thinking_s is None


def test_a_thought_ended_before_its_first_token_took_no_time():
    clock = Clock()
    draft = Draft("a thought", clock=clock)
    draft.close_thought("user")
    clock.now += 1
    drawn(draft, answer=3)
    assert draft.timing().thinking_s == 0


def test_a_thought_drawn_in_secret_does_not_make_the_answer_faster():
    clock = Clock()
    draft = Draft(clock=clock)
    draft.begin_request()
    clock.now += 20
    for _ in range(11):
        draft.add_answer("a")
        clock.now += 0.1
    draft.count_request(told(1011, reasoning=1000))
    assert draft.timing().tokens_per_s == pytest.approx(10)


def test_one_piece_has_no_rate():
    clock = Clock()
    draft = Draft(clock=clock)
    drawn(draft, answer=1, usage=told(500), text="a whole answer")
    assert draft.timing().tokens_per_s is None
    draft.begin_request()
    for _ in range(3):
        draft.add_answer("a")
        clock.now += 0.5
    draft.count_request(told(3))
    assert draft.timing().tokens_per_s == pytest.approx(2)
