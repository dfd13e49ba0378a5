"""Thoughts that are cut at a budget, and answered anew."""

import asyncio
import re
from dataclasses import replace

import pytest

from core.runs.run_samples import PLAN, an_exam
from core.runs.worker.scheduling import scheduler_of
from jevons.core.models.registry import of_row
from jevons.core.problems import ProblemError
from jevons.core.records import Dial, Outcome
from jevons.core.runs.generation_rows import pool_key
from jevons.core.runs.run import Caps, RunState
from jevons.core.runs.sample_rows import Drawn
from jevons.core.runs.sweeping import parse_budgets, plan_sweep
from servers.chat_server import ChatServer, document
from servers.thinker import CLOSE, OPEN, Thinker

pytestmark = pytest.mark.usefixtures("home", "no_waiting")

FIELDS = {
    "dialect": "llama-server",
    "thinking": "native",
    "tags": (OPEN, CLOSE),
    "price_model": "o1",
}
LENGTHS = (4, 10, 20, 30)
"""Words of the thought about each question, one token each."""
QUESTIONS = len(LENGTHS)


def asked_of(request):
    """The question's number."""
    return int(re.search(r"(\d+) \+", request.body["messages"][0]["content"]).group(1))


def thinking(request):
    return Thinker(thought=LENGTHS[asked_of(request)], answer=3)(request)


def words(request):
    """A tokenizer: every word with the space before it is a token, its number its place."""
    if "tokens" in request.body:
        text = "".join(chr(token) for token in request.body["tokens"])
        return document({"content": "".join(f" t{ord(letter)}" for letter in text)})
    found = re.findall(r"t(\d+)", request.body["content"])
    return document({"tokens": [int(number) for number in found]})


TOKENIZER = {"/tokenize": words, "/detokenize": words}


def worked_on(store, run, *, replies=thinking, pages=TOKENIZER, fields=FIELDS, stop_after=None):
    """Work on a run; how it ended, and the server that it asked."""

    async def main():
        async with ChatServer(replies, pages=pages) as server:
            worker, _ = scheduler_of(store, run, [server], **fields)
            store.begin(run.number)
            task = asyncio.create_task(worker.work())
            if stop_after is not None:
                await server.until(lambda s: len(s.requests) >= stop_after)
                worker.stop()
            state, why = await asyncio.wait_for(task, 30)
            await worker._servers[0].close()
        store.tell(run.number, state, 0.0, why)
        return store.run(run.number), server

    return asyncio.run(main())


@pytest.fixture
def parent(store):
    plan = replace(PLAN, dial=Dial.budget(25), samples=2, concurrency=4)
    run, _ = worked_on(store, store.create(an_exam(QUESTIONS), plan))
    assert run.state is RunState.FINISHED
    return run


def sweep(store, parent, budget, **options):
    plan = replace(parent.plan, dial=Dial.budget(budget), cut_of=parent.number)
    return worked_on(store, store.create(an_exam(QUESTIONS), plan), **options)


def samples_of(store, run):
    return {(s.row.question, s.row.sample): s for s in store.iter_samples(run.number)}


def test_thoughts_are_cut_and_only_their_answers_are_drawn(store, parent):
    run, server = sweep(store, parent, 8)
    assert (run.state, run.ledger.missing) == (RunState.FINISHED, 0)
    assert len(server.requests) == 6
    for request in server.requests:
        begun = request.body["messages"][-1]["content"]
        assert begun.rstrip().endswith(CLOSE)
        assert re.findall(r"t(\d+)", begun) == [str(n) for n in range(1, 9)]
    long, cut = samples_of(store, parent), samples_of(store, run)
    for place, sample in cut.items():
        whole = long[place].generation
        if place[0] == 0:
            continue
        generation = sample.generation
        assert generation.parent_id == whole.id
        assert generation.dial == Dial.budget(8)
        assert whole.thinking.startswith(generation.thinking)
        assert generation.answer == "a1 a2 a3"
        assert generation.usage.thought_ended_by == "budget"
        assert sample.verdicts


def test_what_ended_its_thought_in_time_is_the_same_generation(store, parent):
    run, server = sweep(store, parent, 10)
    assert len(server.requests) == 4
    long, cut = samples_of(store, parent), samples_of(store, run)
    for place in [(0, 0), (0, 1), (1, 0), (1, 1)]:
        assert cut[place].generation == long[place].generation
        assert cut[place].row.pooled
        assert cut[place].row.usd == 0
        newest = [sample.verdicts[0][1] for sample in (cut[place], long[place])]
        assert newest[0] == newest[1]


def test_what_was_not_graded_yet_is_taken_over_and_graded(store, parent):
    exam = an_exam(QUESTIONS)
    waiting = store.create(exam, parent.plan)
    for place, sample in samples_of(store, parent).items():
        key = pool_key("r1", parent.plan.params, parent.plan.dial, exam.messages(exam.questions[0]))
        store.put(waiting.number, [Drawn(*place, sample.generation, key, None, pooled=True)])
    run, server = sweep(store, store.run(waiting.number), 10)
    assert len(server.requests) == 4
    assert run.ledger.count("") == 0
    assert all(sample.verdicts for sample in samples_of(store, run).values())


def test_usage_and_cost_are_as_if_drawn_and_what_was_paid_is_told_apart(store, parent):
    run, _ = sweep(store, parent, 8)
    whole = samples_of(store, parent)[2, 0].generation
    sample = samples_of(store, run)[2, 0]
    usage, cost = sample.generation.usage, sample.generation.cost
    assert (usage.thinking, usage.answer, usage.inherited, usage.drawn) == (8, 3, 8, 3)
    assert usage.prompt == whole.usage.prompt
    assert usage.reread > 8
    assert cost.here_usd == pytest.approx(((usage.prompt + usage.reread) * 15 + 11 * 60) / 1e6)
    assert cost.paid == pytest.approx((usage.reread * 15 + 3 * 60) / 1e6)
    assert sample.row.usd == pytest.approx(cost.paid)
    assert (sample.row.thinking_tokens, sample.row.answer_tokens) == (8, 3)
    assert run.usd == pytest.approx(6 * cost.paid)
    columns = store.columns(run.number)
    assert columns.usd[4] == pytest.approx(cost.here_usd)
    timing, before = sample.generation.timing, whole.timing
    assert timing.ttft_s == before.ttft_s
    assert timing.thinking_s == pytest.approx(before.thinking_s * 8 / 20)
    assert timing.total_s >= timing.ttft_s + timing.thinking_s


def test_answers_at_cuts_join_the_pool_of_their_budget(store, parent):
    run, _ = sweep(store, parent, 8)
    exam = an_exam(QUESTIONS)
    key = pool_key("r1", run.plan.params, Dial.budget(8), exam.messages(exam.questions[2]))
    assert {g.parent_id for g in store.pooled(key, 2).values()} == {
        samples_of(store, parent)[2, n].generation.id for n in range(2)
    }
    again, server = sweep(store, parent, 8)
    assert (again.ledger.missing, len(server.requests)) == (0, 0)
    assert again.ledger.total.pooled == 8


def test_a_sweep_that_was_stopped_goes_on_where_it_was(store, parent):
    plan = replace(parent.plan, dial=Dial.budget(8), cut_of=parent.number, concurrency=1)
    run = store.create(an_exam(QUESTIONS), plan)
    stopped, first = worked_on(store, run, stop_after=3)
    assert stopped.state is RunState.STOPPED
    assert stopped.ledger.missing
    done, second = worked_on(store, stopped)
    assert (done.state, done.ledger.missing) == (RunState.FINISHED, 0)
    assert 6 <= len(first.requests) + len(second.requests) <= 7
    assert len({s.generation.id for s in samples_of(store, done).values()}) == 8


def test_a_cap_of_tokens_counts_the_answers_alone(store, parent):
    plan = replace(parent.plan, dial=Dial.budget(8), cut_of=parent.number, concurrency=1)
    run = store.create(an_exam(QUESTIONS), replace(plan, caps=Caps(tokens=7)))
    capped, server = worked_on(store, run)
    assert (capped.state, len(server.requests)) == (RunState.CAPPED, 3)
    again, server = worked_on(store, capped)
    assert (again.state, len(server.requests)) == (RunState.CAPPED, 0)


def test_without_a_tokenizer_the_share_of_characters_decides(store, parent):
    _, server = sweep(store, parent, 8, pages={})
    whole = samples_of(store, parent)[2, 0].generation
    begun = {r.body["messages"][-1]["content"] for r in server.requests if asked_of(r) == 2}
    (text,) = begun
    expected = whole.thinking[: round(len(whole.thinking) * 8 / 20)]
    assert text.partition(CLOSE)[0].removeprefix(f"{OPEN}\n").strip() == expected.strip()


def test_a_sample_that_failed_is_drawn_from_the_start(store):
    def sullen(request):
        number = asked_of(request)
        return document({"error": {"message": "no"}}, 400) if number == 2 else thinking(request)

    plan = replace(PLAN, dial=Dial.budget(25), samples=1, concurrency=4)
    parent, _ = worked_on(store, store.create(an_exam(QUESTIONS), plan), replies=sullen)
    assert parent.ledger.count(Outcome.ERROR) == 1
    run, _ = sweep(store, parent, 8)
    drawn = samples_of(store, run)[2, 0].generation
    assert (drawn.parent_id, drawn.usage.inherited, drawn.usage.thinking) == (None, 0, 8)


def test_a_server_that_continues_nothing_ends_the_sweep_with_the_reason(store, parent):
    run, server = sweep(store, parent, 8, fields={**FIELDS, "dialect": "openai"})
    assert run.state is RunState.FAILED
    assert "does not go on with a thought that was begun" in run.problem
    assert not server.requests


def test_a_sweep_says_what_it_will_take(store, parent):
    cuts = plan_sweep(store, parent, spec(), parse_budgets("8, 15,8"))
    assert [cut.plan.dial.tokens for cut in cuts] == [8, 15]
    assert [(cut.same, cut.answers, cut.answer_tokens, cut.reread) for cut in cuts] == [
        (2, 6, 18, 48),
        (4, 4, 12, 60),
    ]
    assert {cut.plan.cut_of for cut in cuts} == {parent.number}
    made = store.create(store.exam(parent.number), cuts[0].plan)
    assert store.run(made.number).plan == cuts[0].plan


def spec(**fields):
    return of_row("r1", {"kind": "server", "base_url": "http://localhost", **FIELDS, **fields})


def test_runs_that_cannot_be_swept_are_refused(store, parent):
    with pytest.raises(ProblemError, match="no thought of run 1 is longer than 25"):
        plan_sweep(store, parent, spec(), [8, 25])
    with pytest.raises(ProblemError, match="does not go on with a thought"):
        plan_sweep(store, parent, spec(dialect="openai"), [8])
    cut, _ = sweep(store, parent, 8)
    with pytest.raises(ProblemError, match="sweep run 1"):
        plan_sweep(store, cut, spec(), [4])
    unfinished = store.create(an_exam(2), parent.plan)
    with pytest.raises(ProblemError, match="lacks 4 of its samples"):
        plan_sweep(store, unfinished, spec(), [8])
    without = store.create(an_exam(2), replace(parent.plan, dial=Dial.off()))
    with pytest.raises(ProblemError, match="drew no thoughts"):
        plan_sweep(store, without, spec(), [8])


def test_budgets_are_read_as_they_are_written():
    assert parse_budgets("256, 64,1_024,64,") == (64, 256, 1024)


@pytest.mark.parametrize("text", ["", "many", "64,max", "off", "0", "10..20", "64;128"])
def test_what_are_no_budgets_is_refused(text):
    with pytest.raises(ProblemError, match="write them as 64,128,256"):
        parse_budgets(text)
