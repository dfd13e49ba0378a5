"""Runs whose strategy decides, by real worker processes: they are what a replay gives."""

import random
import re
import signal
from dataclasses import replace

import pytest

from core.runs.run_samples import an_exam
from core.runs.worker.worker_processes import (
    MODEL,
    Pause,
    assert_books_agree,
    places_asked,
    until,
)
from jevons.core.analysis.replay_play import play
from jevons.core.models.adding import add_server
from jevons.core.records import Dial, FinishReason, Outcome, SamplingParams
from jevons.core.runs.generation_rows import pool_key
from jevons.core.runs.run import Caps, RunPlan, RunState
from jevons.core.runs.worker.launch import start_worker
from jevons.core.strategies.registry import parse, parse_allocation, parse_any, to_json
from jevons.core.strategies.sharing import share_out
from jevons.core.strategies.state import History
from servers.chat_server import ChatServer, Head, Send, delta, error, in_thread, sse, usage
from servers.thinker import logprobs

QUESTIONS = 12


def plan(strategy, **fields):
    strategy = parse(strategy)
    return RunPlan(
        models=(MODEL,),
        params=SamplingParams(max_tokens=64),
        dial=Dial.unlimited(),
        samples=strategy.at_most,
        strategy=to_json(strategy),
        **{"concurrency": 16} | fields,
    )


class Doubtful:
    """A model that thinks for a while and is right more or less often, by its seed.

    A word of its thought takes it `word_s`; one sample in nine has no answer.
    """

    def __init__(self, word_s=0.0):
        self.word_s = word_s

    def __call__(self, request):
        luck = random.Random(request.body["seed"])
        asked = request.body["messages"][0]["content"]
        number = int(re.search(r"(\d+) \+", asked).group(1))
        words = luck.randrange(3, 60)
        thought = [
            step
            for _ in range(words)
            for step in (Send(sse(delta(None, reasoning_content="so "))), Pause(self.word_s))
        ]
        sure = 0.95 if number % 2 else 0.5
        wrong = 2 * number + luck.randrange(1, 4)
        answer = 2 * number if luck.random() < sure else wrong
        text = "who knows" if luck.random() < 1 / 9 else f"\\boxed{{{answer}}}"
        end = sse(delta(text), delta(None, "stop"), usage(10, words + 5), "[DONE]")
        return [Head(), *thought, Send(end)]


def a_run(runs, server, strategy, questions=QUESTIONS, **fields):
    add_server(MODEL, server.base_url, "m", dialect="openai", thinking="native", price_model="o1")
    return runs.create(an_exam(questions), plan(strategy, **fields)).number


def worked(runs, workers, strategy, model, **fields):
    """A finished run, and the samples that the server was asked for."""
    with in_thread(ChatServer(model)) as server:
        number = a_run(runs, server, strategy, **fields)
        start_worker(number)
        assert workers[-1].wait(60) == 0
        run = runs.run(number)
        assert run.state is RunState.FINISHED, run.problem
        return run, places_asked(server.requests, run, runs.exam(number))


def histories(runs, number):
    """The samples of each question in the order of their places."""
    found = {}
    for (question, _), sample in sorted(runs.graded_samples(number).items()):
        found.setdefault(question, []).append(sample.draw)
    return found


def assert_replay_is_live(runs, run):
    answers = runs.answers(run.number)
    assert sorted(answers) == list(range(run.questions))
    for question, draws in histories(runs, run.number).items():
        live = answers[question]
        played = play(run.plan.decider, History(draws))
        answer, charge = played.answer, played.answer.charge
        assert (live.key, live.sample, live.tied) == (answer.key, answer.draw, answer.tied)
        assert live.samples == charge.samples == len(draws) == live.asked
        tokens = charge.thinking_tokens, charge.answer_tokens
        assert (live.thinking_tokens, live.answer_tokens) == tokens
        assert live.usd == charge.usd > 0
        assert live.seconds == played.seconds > 0
    assert run.answered == run.questions
    assert run.right == sum(answer.score for answer in answers.values())


@pytest.mark.parametrize(
    "strategy",
    [
        "adaptive-consistency:most=16",
        "early-stopping:window=3,most=12",
        "lossless:samples=9",
        "single",
    ],
)
def test_a_replay_gives_bit_for_bit_what_the_run_gave(runs, workers, strategy):
    run, asked = worked(runs, workers, strategy, Doubtful())
    assert_replay_is_live(runs, run)
    assert len(asked) == len(set(asked)) == run.planned == run.ledger.total.samples
    assert run.ledger.missing == 0
    assert strategy == "single" or QUESTIONS < run.planned < run.at_most
    rounds = {answer.rounds for answer in runs.answers(run.number).values()}
    assert rounds == {1} if strategy == "single" else len(rounds) > 1
    assert_books_agree(runs, run.number)


def test_a_race_stops_those_that_think_longer(runs, workers):
    strategy = "short:m=2,k=6"
    run, _ = worked(runs, workers, strategy, Doubtful(0.01), questions=6, concurrency=12)
    assert_replay_is_live(runs, run)
    ledger = run.ledger
    stopped = ledger.count(Outcome.STOPPED)
    assert ledger.count(Outcome.ERROR) == 0
    assert ledger.total.samples == ledger.planned == 36
    assert 6 <= stopped <= 24
    whole = [
        runs.sample(run.number, question, place).generation
        for (question, place), sample in runs.graded_samples(run.number).items()
        if sample.outcome == Outcome.STOPPED
    ]
    assert {generation.finish_reason for generation in whole} == {FinishReason.CANCELLED}
    cut = [generation for generation in whole if generation.usage.thinking]
    assert cut, "some were stopped in flight"
    assert all(generation.cost.here_usd > 0 for generation in cut)
    pooled = {
        place
        for question in runs.exam(run.number).questions
        for place in range(6)
        if place in runs.pooled(_key(run, runs, question), 6)
    }
    assert len(pooled) <= 6
    count = sum(len(runs.pooled(_key(run, runs, q), 6)) for q in runs.exam(run.number).questions)
    assert count == 36 - stopped, "what was stopped has no place in the pool"
    assert_books_agree(runs, run.number)


def _key(run, runs, question):
    messages = runs.exam(run.number).messages(question)
    return pool_key(run.plan.model, run.plan.params, run.plan.dial, messages)


def test_what_was_drawn_before_is_taken_from_the_pool(runs, workers):
    first, _ = worked(runs, workers, "self-consistency:samples=4", Doubtful())
    with in_thread(ChatServer(Doubtful())) as server:
        number = runs.create(an_exam(QUESTIONS), plan("adaptive-consistency:most=16")).number
        add_other = server.base_url
        _move(add_other)
        start_worker(number)
        assert workers[-1].wait(60) == 0
        run = runs.run(number)
        asked = places_asked(server.requests, run, runs.exam(number))
    assert run.state is RunState.FINISHED, run.problem
    assert run.ledger.total.pooled == first.planned == 4 * QUESTIONS
    assert all(place >= 4 for _, place in asked)
    assert run.ledger.total.samples == 4 * QUESTIONS + len(asked)
    assert_replay_is_live(runs, run)


def _move(url):
    """The model's server is elsewhere now."""
    from jevons.core.models.adding import remove

    remove(MODEL)
    add_server(MODEL, url, "m", dialect="openai", thinking="native", price_model="o1")


@pytest.mark.parametrize("strategy", ["adaptive-consistency:most=16", "short:m=2,k=5"])
def test_killed_again_and_again_it_decides_as_if_nothing_had_been(runs, workers, strategy):
    luck = random.Random(strategy)
    with in_thread(ChatServer(Doubtful(0.001))) as server:
        number = a_run(runs, server, strategy)
        for _ in range(3):
            before = len(server.requests)
            start_worker(number)
            until(
                lambda before=before: (
                    len(server.requests) >= before + luck.randrange(4, 30)
                    or not runs.run(number).state.is_live
                )
            )
            workers[-1].kill()
            workers[-1].wait()
            run = runs.run(number)
            assert run.ledger.missing >= 0
            assert run.ledger.total.samples <= run.ledger.planned <= run.at_most
            assert_books_agree(runs, number)
            if run.state is RunState.FINISHED:
                break
        start_worker(number)
        assert workers[-1].wait(60) in (0, -signal.SIGKILL)
    run = runs.run(number)
    assert run.state is RunState.FINISHED
    assert run.ledger.missing == 0
    assert_replay_is_live(runs, run)
    assert_books_agree(runs, number)


def test_what_a_server_refuses_has_no_vote_and_is_drawn_again_by_a_resumed_run(runs, workers):
    refuses = True

    def picky(request):
        bad = refuses and request.body["seed"] % 4 == 0
        return error(400, "not that seed") if bad else Doubtful()(request)

    with in_thread(ChatServer(picky)) as server:
        number = a_run(runs, server, "adaptive-consistency:most=8")
        start_worker(number)
        assert workers[-1].wait(60) == 0
        run = runs.run(number)
        assert run.state is RunState.FINISHED
        assert run.ledger.count(Outcome.ERROR) > 0
        assert run.answered == QUESTIONS
        refuses = False
        start_worker(number)
        assert workers[-1].wait(60) == 0
    run = runs.run(number)
    assert run.ledger.count(Outcome.ERROR) == 0
    assert run.ledger.missing == 0
    assert run.answered == QUESTIONS
    before = runs.answers(number)
    runs.decide(number)
    assert runs.answers(number) == before


def test_answers_that_come_step_by_step_are_charged_with_all_their_steps(runs, workers):
    strategy = parse_any("revision:revisions=2")
    with in_thread(ChatServer(Doubtful())) as server:
        add_server(
            MODEL, server.base_url, "m", dialect="openai", thinking="native", price_model="o1"
        )
        made = replace(plan("single"), strategy=to_json(strategy))
        number = runs.create(an_exam(4), made).number
        start_worker(number)
        assert workers[-1].wait(60) == 0
        run = runs.run(number)
        assert run.state is RunState.FINISHED, run.problem
        requests = len(server.requests)
        again = runs.create(an_exam(4), made).number
        start_worker(again)
        assert workers[-1].wait(60) == 0
        assert len(server.requests) == requests, "the answers are in the pool"
    assert requests > 4
    assert run.answered == run.planned == run.ledger.total.samples == 4
    answers = runs.answers(number)
    assert all(answer.is_found and answer.usd > 0 for answer in answers.values())
    charged = sum(answer.thinking_tokens + answer.answer_tokens for answer in answers.values())
    seeds = [request.body["seed"] for request in server.requests]
    assert charged == sum(random.Random(seed).randrange(3, 60) + 5 for seed in seeds)
    assert run.ledger.total.output_tokens == charged
    assert run.usd == pytest.approx(sum(answer.usd for answer in answers.values()))
    assert runs.run(again).ledger.total.pooled == 4
    assert runs.run(again).right == run.right
    question = runs.exam(number).messages(runs.exam(number).questions[0])
    own, plain = made.pool_key(question), pool_key(MODEL, made.params, made.dial, question)
    assert runs.pooled(own, 1)[0].usage.output > runs.pooled(plain, 1)[0].usage.output


@pytest.mark.parametrize("allocation", ["greedy:most=12,share=0.25", "waves:most=12"])
def test_a_sum_is_shared_out_as_a_replay_shares_it_out(runs, workers, allocation):
    allocation = parse_allocation(allocation)
    with in_thread(ChatServer(Doubtful(0.0005))) as server:
        add_server(
            MODEL, server.base_url, "m", dialect="openai", thinking="native", price_model="o1"
        )
        made = replace(
            plan("single"),
            samples=allocation.most,
            strategy=to_json(allocation),
            caps=Caps(usd=0.16),
        )
        number = runs.create(an_exam(QUESTIONS), made).number
        start_worker(number)
        until(lambda: len(server.requests) > 4 * QUESTIONS + 4)
        workers[-1].kill()
        workers[-1].wait()
        assert_books_agree(runs, number)
        start_worker(number)
        assert workers[-1].wait(60) == 0
    run = runs.run(number)
    assert run.state in {RunState.FINISHED, RunState.CAPPED}, run.problem
    answers = runs.answers(number)
    assert run.answered == QUESTIONS
    assert 0.1 < run.usd < 0.2, "what is on its way when a cap is met is let finish"
    served = [dict(enumerate(draws)) for draws in histories(runs, number).values()]
    shared = share_out(allocation, served, 0.16)
    for question, allotted in enumerate(shared.plays):
        live = answers[question]
        assert (live.key, live.sample, live.tied) == allotted.answer[:3]
        assert live.usd == allotted.answer.charge.usd
        assert live.seconds == allotted.seconds
    counts = {answer.samples for answer in answers.values()}
    assert min(counts) == 4 < max(counts) <= 12
    before = runs.answers(number)
    runs.decide(number)
    assert runs.answers(number) == before


class Wavering(Doubtful):
    """As doubtful, and it tells how sure it is: of some samples less, from their middle on."""

    def __call__(self, request):
        if "seed" not in request.body:  # whether it tells is found out first
            piece = delta("yes")
            piece["choices"][0]["logprobs"] = logprobs("yes", 3.0, 20)
            return [Head(), Send(sse(piece, delta(None, "stop"), usage(1, 1), "[DONE]"))]
        luck = random.Random(-request.body["seed"])
        wavers = luck.random() < 0.4
        number = int(re.search(r"(\d+) \+", request.body["messages"][0]["content"]).group(1))
        steps = []
        for word in range(60):
            piece = delta(None, reasoning_content="so ")
            sure = 1.0 if wavers and word >= 20 else luck.uniform(4.0, 6.0)
            piece["choices"][0]["logprobs"] = logprobs("so", sure, 20)
            steps += [Send(sse(piece)), Pause(self.word_s)]
        answer = 2 * number + luck.choice([0, 0, 0, 1])
        end = sse(delta(f"\\boxed{{{answer}}}"), delta(None, "stop"), usage(10, 65), "[DONE]")
        return [Head(), *steps, Send(end)]


def test_samples_that_waver_are_stopped_in_flight(runs, workers):
    strategy = parse("deepconf-online:warmup=6,keep=0.5,most=14,consensus=1.0")
    with in_thread(ChatServer(Wavering(0.002))) as server:
        add_server(
            MODEL, server.base_url, "m", dialect="openai", thinking="native", price_model="o1"
        )
        made = replace(plan("single"), samples=14, strategy=to_json(strategy), surety_window=8)
        number = runs.create(an_exam(4), made).number
        start_worker(number)
        assert workers[-1].wait(60) == 0
    run = runs.run(number)
    assert run.state is RunState.FINISHED, run.problem
    assert_replay_is_live(runs, run)
    stopped = [
        runs.sample(number, *place).generation.usage.output
        for place, sample in runs.graded_samples(number).items()
        if sample.outcome == Outcome.STOPPED
    ]
    assert stopped
    assert max(stopped) < 60, "before they have ended"
    assert_books_agree(runs, number)


def test_samples_that_told_nothing_of_themselves_are_drawn_again_to_be_weighed(runs, workers):
    with in_thread(ChatServer(Wavering())) as server:
        first = a_run(runs, server, "self-consistency:samples=3", questions=3)
        weighing = plan("weighted-vote:samples=3", surety_window=8)
        second = runs.create(an_exam(3), weighing).number
        third = runs.create(an_exam(3), plan("lossless:samples=3")).number
        for number in (first, second, third):
            start_worker(number)
            assert workers[-1].wait(60) == 0
    run = runs.run(second)
    assert (run.state, run.answered) == (RunState.FINISHED, 3), run.problem
    assert run.ledger.total.pooled == 0
    assert_replay_is_live(runs, run)
    assert runs.run(third).ledger.total.pooled == runs.run(third).planned
