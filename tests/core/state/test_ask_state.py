from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.events import (
    AnswerDelta,
    AnswerWasThinking,
    Failed,
    GenerationEnded,
    GenerationStarted,
    Noticed,
    Progressed,
    ThinkingDelta,
    ThoughtClosed,
    ThoughtExtended,
    Waiting,
)
from jevons.core.problems import Problem, ProblemKind
from jevons.core.records import Cost, Dial, FinishReason, Generation, SamplingParams, Timing, Usage
from jevons.core.state.ask import (
    AskState,
    Phase,
    begin_attempt,
    begin_exchange,
    cut_from,
    exchange_of,
    fold,
    named,
    priced,
    reduce,
    show_attempt,
    take_notices,
    with_models,
)

PROBLEM = Problem(ProblemKind.CUT_STREAM, "the server broke off", "what came is kept")
EMPTY = Generation(
    "g1", "r1", "How many?", SamplingParams(), Dial.budget(64), datetime(2025, 1, 20, tzinfo=UTC)
)
DONE = replace(
    EMPTY,
    thinking="so, well\nWait, no",
    answer="42 it is",
    finish_reason=FinishReason.STOP,
    usage=Usage(thinking=9, answer=3, thought_ended_by="model"),
    timing=Timing(total_s=2.0),
    cost=Cost(0.1, "assumed"),
)
RECORDED = [
    GenerationStarted(EMPTY),
    Waiting("reaching r1"),
    Waiting("reading the question"),
    ThinkingDelta("so, "),
    ThinkingDelta("well"),
    Progressed(Usage(thinking=2), Timing(ttft_s=0.1)),
    ThoughtExtended("\nWait,"),
    ThinkingDelta(" no"),
    ThoughtClosed("model"),
    AnswerDelta("42 "),
    AnswerDelta("it is"),
    Progressed(Usage(thinking=9, answer=3), Timing(ttft_s=0.1, total_s=1.9)),
    GenerationEnded(DONE),
]


def asked(*questions):
    state = AskState()
    for n, question in enumerate(questions or ("How many?",)):
        state = begin_exchange(state, f"t{n}", question)
    return state


def replayed(events, state=None):
    """The states that the events lead through."""
    states = [state or asked()]
    for event in events:
        states.append(reduce(states[-1], event))
    return states


# A recorded generation.


def test_the_phases_of_a_generation():
    phases = [state.phase for state in replayed(RECORDED)]
    assert list(dict.fromkeys(phases)) == [
        Phase.WAITING, Phase.THINKING, Phase.ANSWERING, Phase.DONE
    ]  # fmt: skip
    assert [phase.live for phase in dict.fromkeys(phases)] == [True, True, True, False]


def test_what_is_shown_at_the_end_is_what_was_drawn():
    before, after = replayed(RECORDED)[-2:]
    assert before.last.thinking == DONE.thinking
    assert before.last.answer == DONE.answer
    last = after.last
    assert (last.thinking, last.answer) == (DONE.thinking, DONE.answer)
    assert (last.usage, last.timing, last.cost, last.dial) == (
        DONE.usage, DONE.timing, DONE.cost, DONE.dial
    )  # fmt: skip
    assert last.generation is DONE
    assert last.closed_by == "model"
    assert last.attempts == 1
    assert not after.live


def test_waiting_says_what_for_until_something_comes():
    waiting = [state.waiting for state in replayed(RECORDED)]
    assert waiting[:5] == ["", "asking the model", "reaching r1", "reading the question", ""]
    assert not any(waiting[4:])


def test_the_meter_moves_while_it_thinks():
    usages = [state.last.usage.thinking for state in replayed(RECORDED)]
    assert usages[6] == 2


def test_a_stored_turn_looks_like_a_finished_one():
    shown = exchange_of("t0", "How many?", (EMPTY, DONE))
    live = replace(replayed(RECORDED)[-1].last, attempt=2, attempts=2)
    assert shown == live
    assert exchange_of("t0", "How many?", ()).phase is Phase.STOPPED


@pytest.mark.parametrize(
    ("reason", "phase"),
    [
        (FinishReason.STOP, Phase.DONE),
        (FinishReason.LENGTH, Phase.CUT),
        (FinishReason.CANCELLED, Phase.STOPPED),
        (FinishReason.FILTERED, Phase.STOPPED),
        (FinishReason.ERROR, Phase.FAILED),
    ],
)
def test_every_end_has_its_word(reason, phase):
    ended = replace(DONE, finish_reason=reason, problem="why")
    state = reduce(asked(), GenerationEnded(ended))
    assert state.phase is phase
    assert state.last.problem == "why"
    assert not state.live


def test_what_another_window_draws_is_told_as_such():
    shown = exchange_of("t0", "How many?", (replace(DONE, finish_reason=None),))
    assert shown.phase is Phase.STOPPED
    assert "another window still draws it" in shown.problem


def test_a_failure_is_told():
    state = reduce(asked(), Failed(PROBLEM))
    assert state.phase is Phase.FAILED
    assert state.last.problem == PROBLEM.line()


def test_an_answer_that_was_thinking():
    events = [AnswerDelta("so "), AnswerDelta("well"), AnswerWasThinking(), AnswerDelta("42")]
    states = replayed(events)
    assert (states[3].last.thinking, states[3].last.answer) == ("so well", "")
    assert states[3].phase is Phase.THINKING
    assert (states[4].last.thinking, states[4].last.answer) == ("so well", "42")
    assert states[4].last.folded


# Attempts.


def test_another_attempt_begins_from_nothing():
    state = begin_attempt(replayed(RECORDED)[-1])
    assert state.live
    assert state.last.answer == DONE.answer  # it stays in view until the new one begins
    state = reduce(state, GenerationStarted(replace(EMPTY, id="g2")))
    assert state.last.attempts == 2
    assert (state.last.thinking, state.last.answer, state.last.cost) == ("", "", None)
    assert (state.last.closed_by, state.last.problem, state.last.folded) == ("", "", False)


def test_thinking_on_begins_with_the_thought():
    state = begin_attempt(replayed(RECORDED)[-1])
    state = reduce(state, GenerationStarted(replace(EMPTY, thinking="so, well")))
    state = reduce(state, ThinkingDelta(" then"))
    assert state.last.thinking == "so, well then"


def again(*events):
    """The state after an answer, and after another attempt that these events make."""
    return replayed(events, begin_attempt(replayed(RECORDED)[-1]))[-1]


STARTED = GenerationStarted(replace(EMPTY, id="g2"))


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (replace(EMPTY, id="g2", finish_reason=FinishReason.CANCELLED), "stopped before"),
        (
            replace(EMPTY, id="g2", finish_reason=FinishReason.ERROR, problem="the server is gone"),
            "failed before an answer: the server is gone",
        ),
        (replace(EMPTY, id="g2", finish_reason=FinishReason.STOP, answer=" "), "done before"),
    ],
)
def test_an_attempt_without_an_answer_leaves_the_earlier_one_shown(end, said):
    before = replayed(RECORDED)[-1].last
    last = again(STARTED, ThinkingDelta("hm"), GenerationEnded(end)).last
    assert said in last.note
    assert "the earlier answer stays" in last.note
    assert last == replace(before, attempts=2, note=last.note)
    assert last.attempt == 1
    assert last.generation is DONE


def test_an_attempt_that_began_its_answer_is_shown():
    end = replace(EMPTY, id="g2", answer="43", finish_reason=FinishReason.CANCELLED)
    last = again(STARTED, AnswerDelta("43"), GenerationEnded(end)).last
    assert (last.answer, last.phase, last.note) == ("43", Phase.STOPPED, "")
    assert (last.attempt, last.attempts, last.before) == (2, 2, None)


def test_a_fault_of_ours_is_no_attempt():
    last = again(STARTED, Failed(PROBLEM)).last
    assert (last.answer, last.attempts) == (DONE.answer, 1)
    assert "failed before an answer" in last.note


def test_attempts_one_after_the_other_keep_the_one_answer():
    stopped = GenerationEnded(replace(EMPTY, id="g2", finish_reason=FinishReason.CANCELLED))
    state = again(STARTED, stopped)
    last = replayed([STARTED, stopped], begin_attempt(state))[-1].last
    assert (last.answer, last.attempt, last.attempts) == (DONE.answer, 1, 3)
    assert last.note.count("earlier") == 1


def test_a_stored_turn_shows_the_last_answer_there_is():
    stopped = replace(EMPTY, id="g2", finish_reason=FinishReason.CANCELLED)
    shown = exchange_of("t0", "How many?", (DONE, stopped))
    assert (shown.generation, shown.attempt, shown.attempts) == (DONE, 1, 2)
    assert exchange_of("t0", "How many?", (stopped, stopped)).attempt == 2


def test_another_attempt_can_be_shown():
    second = replace(DONE, id="g2", answer="43")
    state = AskState(exchanges=(exchange_of("t0", "How many?", (DONE, second)),))
    shown = show_attempt(state, 0, (DONE, second), 0)
    assert (shown.last.generation, shown.last.attempt, shown.last.attempts) == (DONE, 1, 2)
    unfolded = show_attempt(fold(state, 0), 0, (DONE, second), 0)
    assert not unfolded.last.folded


# Folding.


def test_a_thought_folds_when_the_answer_starts():
    folded = [state.last.folded for state in replayed(RECORDED)]
    answered = next(n for n, event in enumerate(RECORDED) if isinstance(event, AnswerDelta))
    assert not any(folded[: answered + 1])
    assert all(folded[answered + 1 :])


def test_a_reader_who_unfolds_it_keeps_it_unfolded():
    first, *rest = RECORDED[-4:]
    assert isinstance(first, AnswerDelta)
    state = fold(replayed([*RECORDED[:9], first])[-1], 0)
    assert not state.last.folded
    assert not any(state.last.folded for state in replayed(rest, state))


def test_an_answer_without_a_thought_has_nothing_to_fold():
    assert not replayed([AnswerDelta("42")])[-1].last.folded


def test_folding_touches_one_turn():
    state = asked("a", "b", "c")
    folded = fold(state, 1)
    assert [exchange.folded for exchange in folded.exchanges] == [False, True, False]
    assert fold(folded, 1) == state
    assert folded.exchanges[0] is state.exchanges[0]
    assert folded.exchanges[2] is state.exchanges[2]


# Identity.

EVENTS = st.lists(
    st.one_of(
        st.sampled_from(RECORDED),
        st.sampled_from([AnswerWasThinking(), Failed(PROBLEM), Noticed(PROBLEM)]),
    ),
    max_size=30,
)


@given(EVENTS)
def test_turns_that_are_over_stay_the_same_objects(events):
    start = asked("a", "b", "c")
    for state in replayed(events, start):
        assert [x.turn_id for x in state.exchanges] == ["t0", "t1", "t2"]
        assert state.exchanges[0] is start.exchanges[0]
        assert state.exchanges[1] is start.exchanges[1]


@given(EVENTS)
def test_no_text_is_lost_between_start_and_end(events):
    text = ""
    state = asked()
    for event in events:
        state = reduce(state, event)
        if isinstance(event, GenerationStarted):
            text = ""
        elif isinstance(event, GenerationEnded):
            text = DONE.thinking + DONE.answer
        elif isinstance(event, ThinkingDelta | ThoughtExtended | AnswerDelta):
            text += event.text
        shown = state.last.thinking + state.last.answer
        assert sorted(shown) == sorted(text)


@given(EVENTS)
def test_a_replay_ends_where_the_first_time_did(events):
    assert replayed(events)[-1] == replayed(list(events))[-1]


def test_nothing_happens_to_an_empty_conversation():
    for event in RECORDED:
        assert reduce(AskState(), event) == AskState()
    assert AskState().last is None
    assert AskState().phase is None
    assert not AskState().live


# Notices and the rest.


def test_notices_are_taken_once():
    state = reduce(asked(), Noticed(PROBLEM))
    assert state.exchanges == asked().exchanges
    emptied, notices = take_notices(state)
    assert notices == (PROBLEM,)
    again, none = take_notices(emptied)
    assert none == ()
    assert again is emptied


def test_notices_are_kept_without_a_conversation_too():
    assert reduce(AskState(), Noticed(PROBLEM)).notices == (PROBLEM,)


def test_models_are_named_where_they_differ():
    state = AskState(
        exchanges=tuple(
            exchange_of(f"t{n}", "?", (replace(DONE, model=model),))
            for n, model in enumerate(("r1", "r1", "o1"))
        )
    )

    def models(first, current):
        return [turn.model for turn in with_models(state, first, current).exchanges]

    assert models("r1", "r1") == ["", "", "o1"]
    assert models("r1", "o1") == ["r1", "r1", "o1"]
    alone = replace(state, exchanges=state.exchanges[:2])
    assert with_models(alone, "r1", "r1") is alone
    shown = with_models(alone, "r1", "o1")
    assert with_models(shown, "r1", "r1") == alone
    assert with_models(shown, "r1", "o1") is shown


def test_cutting_and_naming():
    state = named(asked("a", "b", "c"), "c1", "Letters")
    cut = cut_from(state, 1)
    assert [exchange.question for exchange in cut.exchanges] == ["a"]
    assert (cut.conversation_id, cut.title) == ("c1", "Letters")
    assert cut.exchanges[0] is state.exchanges[0]


def test_prices_are_worked_out_anew_for_what_is_over():
    done = replayed(RECORDED)[-1]
    live = begin_exchange(done, "t1", "And?")
    state = priced(live, lambda generation: Cost(generation.usage.output, "now"))
    assert state.exchanges[0].cost == Cost(12, "now")
    assert state.exchanges[1] is live.exchanges[1]
