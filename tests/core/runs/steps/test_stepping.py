import asyncio

import pytest

from core.runs.steps.walking import awalk, walk
from jevons.core.problems import ProblemKind
from jevons.core.records import Dial, FinishReason, Purpose
from jevons.core.runs.library import Library
from jevons.core.runs.steps.events import NodeEnded, NodeGrew, NodeStarted, NodeWaits
from jevons.core.runs.steps.shelf import PoolShelf
from jevons.core.runs.steps.trial import BOX_CUE
from jevons.core.strategies.registry import parse_any
from jevons.core.strategies.steps.request import Conclude, Extend, Judge, Probe, Revise, Sample
from jevons.core.strategies.steps.trail import Trail
from servers.asking import of_kind
from servers.chat_server import error, stream
from servers.reasoner import Reasoner

PROBING = "probing:window=2,chunk=8,trial=5,most=64"
BEAM = "beam:beams=4,width=2,depth=6,tokens=20"


def words(first, last):
    """What the reasoner thinks, from one word to another; each word and blank line is a token."""
    ends = dict.fromkeys(range(5, 40, 5), "\n\n")
    return "".join(f" t{n}{ends.get(n, '')}" for n in range(first, last + 1))


def settling(count):
    """A trial answer that is no longer another one when 10 words are thought."""
    return "42" if count >= 10 else str(count)


def requests_of(walked, kind):
    return [node.request for node in walked.trail.nodes if isinstance(node.request, kind)]


def results_of(walked, kind):
    return [node.result for node in walked.trail.nodes if isinstance(node.request, kind)]


@pytest.fixture
def library():
    opened, _ = Library.open()
    yield opened
    opened.close()


@pytest.fixture
def shelf(library):
    return PoolShelf(library.runs)


# Probing.


def test_a_thought_is_probed_until_its_answer_is_stable():
    walked = walk(Reasoner(trial=settling, answer=settling), PROBING)
    assert [node.request for node in walked.trail.nodes] == [
        Extend(None, 8), Probe(0, 5), Extend(0, 8), Probe(2, 5), Extend(2, 8), Probe(4, 5),
        Conclude(4),
    ]  # fmt: skip
    assert [result.key for result in results_of(walked, Probe)] == ["7", "42", "42"]
    assert walked.trail.thought(4) == words(1, 20)
    stepped = walked.stepped
    assert (stepped.answer.key, stepped.answer.draw) == ("42", 6)
    assert stepped.generation.answer == "It is \\boxed{42}."
    assert stepped.problem is None


def test_what_a_probe_asks_for():
    walked = walk(Reasoner(trial=settling), PROBING)
    step, probe, following, *_, last = walked.bodies
    assert step["messages"][-1]["content"] == "<think>\n"
    assert (step["max_tokens"], step["stop"]) == (8, ["</think>"])
    thought = words(1, 7)
    assert probe["messages"][-1]["content"] == f"<think>\n{thought}\n</think>\n\n{BOX_CUE}"
    assert (probe["max_tokens"], probe["stop"]) == (5, ["\n"])
    assert following["messages"][-1]["content"] == f"<think>\n{thought}"
    closed = words(1, 20).strip("\n")
    assert last["messages"][-1]["content"] == f"<think>\n{closed}\n</think>\n\n"
    assert last["max_tokens"] == 50
    assert step["seed"] != following["seed"]


def test_a_thought_that_ends_is_answered():
    walked = walk(Reasoner(thought=9), PROBING)
    assert [type(node.request) for node in walked.trail.nodes] == [Extend, Probe, Extend, Conclude]
    assert results_of(walked, Extend)[-1].ended
    assert walked.stepped.answer.key == "7"


def test_the_dial_bounds_the_thought():
    walked = walk(Reasoner(trial=str), PROBING, dial=Dial.budget(20))
    assert [body["max_tokens"] for body in walked.bodies if body["max_tokens"] not in (5, 50)] == [
        8, 8, 4,
    ]  # fmt: skip
    assert results_of(walked, Extend)[-1].ended
    assert walked.stepped.answer is not None


def test_a_trial_answer_that_does_not_end_has_no_key():
    walked = walk(Reasoner(thought=12, trial=lambda count: "long {"), PROBING)
    assert [result.key for result in results_of(walked, Probe)] == [None]


def test_on_a_server_that_continues_nothing_it_is_refused():
    walked = walk(Reasoner(), PROBING, dialect="openai")
    assert walked.stepped.answer is None
    assert walked.stepped.problem.kind is ProblemKind.UNSUPPORTED
    assert "go on with a reply that was begun" in walked.stepped.problem.line()
    assert walked.bodies == []


def test_a_sure_trial_answer_ends_the_thought():
    thinker = Reasoner(trial=settling, logprob=lambda token: -0.01 if token != "7" else -2.0)
    walked = walk(thinker, "confident-exit:stop=t8,chunk=30,most=60")
    assert [type(node.request) for node in walked.trail.nodes] == [
        Extend,
        Probe,
        Extend,
        Probe,
        Conclude,
    ]
    first, second = results_of(walked, Probe)
    assert (first.key, second.key) == ("7", "42")
    assert first.logprob < -0.05 < second.logprob
    assert walked.trail.thought(0) == words(1, 7) + " "
    assert walked.trail.thought(2).startswith(words(1, 8))
    assert walked.stepped.answer.key == "7"


def test_without_probabilities_it_is_refused():
    walked = walk(Reasoner(), "confident-exit", top_logprobs=0)
    assert walked.stepped.problem.kind is ProblemKind.UNSUPPORTED


def test_a_beam_goes_by_probability():
    walked = walk(Reasoner(thought=12), f"{BEAM},score=logprob")
    assert all(result.logprob == -0.5 for result in results_of(walked, Extend))
    assert not requests_of(walked, Judge)
    assert walked.stepped.answer.key == "7"


# What it costs, and what is kept.


def test_every_token_is_charged():
    walked = walk(Reasoner(trial=settling), PROBING)
    spent = walked.stepped.spent
    assert (spent.samples, spent.thinking_tokens) == (1, 24)
    assert (spent.probe_tokens, spent.answer_tokens) == (3 * 3, 4)
    prompts = [sum(len(m["content"].split()) for m in body["messages"]) for body in walked.bodies]
    assert spent.prompt_tokens == sum(prompts)
    drawn = 24 + 9 + 4
    assert spent.usd == pytest.approx((sum(prompts) * 15 + drawn * 60) / 1e6)
    assert walked.stepped.answer.charge == spent.charge
    assert walked.stepped.answer.charge.tokens == drawn
    assert [generation.id for generation in walked.paid] == [
        node.result.generation for node in walked.trail.nodes
    ]


def test_each_generation_is_kept_with_its_purpose_and_parent(shelf, library):
    walked = walk(Reasoner(trial=settling), PROBING, shelf=shelf)
    kept = [library.generation(node.result.generation) for node in walked.trail.nodes]
    assert kept == list(walked.stepped.paid)
    purposes = [generation.purpose for generation in kept]
    assert purposes == [Purpose.STEP, Purpose.PROBE] * 3 + [Purpose.SOLVE]
    ids = [generation.id for generation in kept]
    assert [generation.parent_id for generation in kept] == [
        None, ids[0], ids[0], ids[2], ids[2], ids[4], ids[4],
    ]  # fmt: skip
    assert kept[2].thinking == words(8, 14)
    assert kept[3].answer == "42} \\]"
    assert kept[6].thinking == words(1, 20)
    assert (kept[6].usage.thinking, kept[6].usage.inherited) == (24, 24)
    steps_usd = sum(kept[place].cost.here_usd for place in (0, 2, 4))
    assert kept[6].cost.here_usd == pytest.approx(steps_usd + kept[6].cost.spent_usd)
    assert all(generation.cost.here_usd for generation in kept)


def test_what_the_pool_has_is_not_drawn_again(shelf):
    first = walk(Reasoner(trial=settling), PROBING, shelf=shelf)
    second = walk(Reasoner(trial=settling), PROBING, shelf=shelf)
    assert second.bodies == []
    assert second.stepped.paid == ()
    assert second.trail == first.trail
    assert second.stepped.answer == first.stepped.answer
    assert second.stepped.generation == first.stepped.generation
    assert all(event.pooled for event in of_kind(second.events, NodeEnded))


def test_without_reuse_it_is_kept_but_drawn_anew(library):
    shelf = PoolShelf(library.runs, reuse=False)
    walks = [walk(Reasoner(thought=5), PROBING, shelf=shelf) for _ in range(2)]
    assert [len(walked.bodies) for walked in walks] == [2, 2]
    assert all(
        library.generation(generation.id) == generation
        for walked in walks
        for generation in walked.stepped.paid
    )


def test_a_recorded_trail_gives_the_same_answer_without_a_model():
    walked = walk(Reasoner(trial=settling), PROBING)
    replayed = parse_any(PROBING).ask(Trail.from_json(walked.trail.to_json()))
    assert replayed == walked.stepped.answer


# What is told.


def test_a_screen_can_follow():
    walked = walk(Reasoner(trial=settling), PROBING)
    started = [event.place for event in of_kind(walked.events, NodeStarted)]
    assert started == [event.place for event in of_kind(walked.events, NodeEnded)] == list(range(7))
    grown = dict.fromkeys(started, "")
    for event in of_kind(walked.events, NodeGrew):
        grown[event.place] += event.text
        assert event.thinking == isinstance(walked.trail.nodes[event.place].request, Extend)
    assert [grown[place] for place in started] == [n.result.text for n in walked.trail.nodes]


# Trouble, and ends that come too early.


def test_a_step_that_breaks_off_goes_on_where_it_broke():
    walked = walk(Reasoner(trial=settling, dies_at="t11"), PROBING)
    assert walked.trail.thought(4) == words(1, 20)
    again = walked.bodies[3]
    assert again["messages"][-1]["content"] == f"<think>\n{words(1, 10)}"
    assert walked.stepped.answer.key == "7"


def test_trouble_that_stays_keeps_what_came(shelf):
    thinker = Reasoner(trial=settling)
    replies = iter(range(100))

    def failing(received):
        return thinker(received) if next(replies) < 3 else error(500, "broken")

    walked = walk(failing, PROBING, shelf=shelf)
    stepped = walked.stepped
    assert stepped.answer is None
    assert stepped.problem.kind is ProblemKind.SERVER_ERROR
    assert len(walked.trail.nodes) == 3
    assert stepped.spent.thinking_tokens == 16
    resumed = walk(thinker, PROBING, shelf=shelf, trail=walked.trail)
    assert [type(node.request) for node in resumed.trail.nodes][:4] == [
        Extend,
        Probe,
        Extend,
        Probe,
    ]
    assert len(resumed.bodies) == 4
    assert resumed.stepped.answer.charge.samples == 1
    anew = walk(thinker, PROBING, shelf=shelf)
    assert anew.bodies == []
    assert anew.trail == resumed.trail


def test_a_refused_key_is_not_tried_twice():
    walked = walk(lambda received: error(401, "who?"), PROBING)
    assert walked.stepped.problem.kind is ProblemKind.UNAUTHORIZED
    assert len(walked.bodies) == 1


def test_stopped_it_keeps_and_charges_what_came(shelf, library):
    def stop(event, stepper):
        if isinstance(event, NodeGrew) and "t10" in event.text:
            stepper.stop()

    walked = walk(Reasoner(pause_at="t11"), PROBING, shelf=shelf, on_event=stop)
    stepped = walked.stepped
    assert (stepped.answer, stepped.problem) == (None, None)
    assert len(walked.trail.nodes) == 2
    cut = stepped.paid[-1]
    assert cut.finish_reason is FinishReason.CANCELLED
    assert cut.thinking.startswith(" t8 t9 t10")
    assert cut.usage.prompt > 0
    assert library.generation(cut.id) == cut
    assert stepped.spent.thinking_tokens == 8 + cut.usage.thinking
    assert stepped.spent.usd > sum(node.result.usd for node in walked.trail.nodes)


def test_it_can_be_stopped_while_it_waits_for_another_try():
    def stop(event, stepper):
        if isinstance(event, NodeWaits) and "trying again in" in event.reason:
            stepper.stop()

    walked = walk([error(500, "broken")], PROBING, on_event=stop, retry_s=3600.0)
    assert (walked.stepped.answer, walked.stepped.problem) == (None, None)
    assert walked.stepped.paid == ()


def test_cancelled_it_keeps_and_charges_what_came(shelf, library):
    steppers = []

    async def main():
        seen = asyncio.Event()

        def see(event, stepper):
            steppers.append(stepper)
            if isinstance(event, NodeGrew) and "t10" in event.text:
                seen.set()

        task = asyncio.create_task(
            awalk(Reasoner(pause_at="t11"), PROBING, shelf=shelf, on_event=see)
        )
        await asyncio.wait_for(seen.wait(), 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    stepped = steppers[0].cut_short()
    cut = stepped.paid[-1]
    assert cut.finish_reason is FinishReason.CANCELLED
    assert library.generation(cut.id) == cut
    assert stepped.spent.thinking_tokens == 8 + cut.usage.thinking


# Other strategies.


def test_revisions_go_on_with_the_conversation():
    walked = walk(Reasoner(thought=3, answer=lambda n: str(abs(n))), "revision:revisions=2")
    assert [node.request for node in walked.trail.nodes] == [Sample(), Revise(0), Revise(1)]
    *_, last = walked.bodies
    turns = [(m["role"], m["content"]) for m in last["messages"]]
    reconsider = Revise(0).message
    assert turns[:5] == [
        ("user", "How many?"),
        ("assistant", "It is \\boxed{3}."),
        ("user", reconsider),
        ("assistant", "It is \\boxed{1}."),
        ("user", reconsider),
    ]
    assert [node.result.key for node in walked.trail.nodes] == ["3", "1", "2"]
    purposes = [generation.purpose for generation in walked.stepped.paid]
    assert purposes == [Purpose.SOLVE, Purpose.REVISE, Purpose.REVISE]


def test_a_long_conversation_keeps_its_question():
    walked = walk(Reasoner(thought=3), "revision:revisions=3", context=300)
    contents = [m["content"] for m in walked.bodies[-1]["messages"] if m["role"] == "user"]
    assert contents[0] == "How many?"
    assert len(contents) == 2
    assert walked.stepped.problem is None


def by_answer(prompt):
    """A judge that likes the answer 2 best."""
    return '{"reason": "", "score": ' + ("90" if "boxed{2}" in prompt else "10") + "}"


def varied(judge):
    """A reasoner whose answers count its answers, and a judge."""
    answers = []

    def answer(count):
        answers.append(count)
        return str(len(answers))

    return Reasoner(thought=3, answer=answer, judge=judge)


def test_a_judge_is_asked_and_charged():
    walked = walk(varied(by_answer), "judged-best:samples=3", judged=True)
    assert requests_of(walked, Judge) == [Judge(0), Judge(1), Judge(2)]
    assert sorted(result.score for result in results_of(walked, Judge)) == [0.1, 0.1, 0.9]
    assert walked.stepped.answer.key == "2"
    assert walked.stepped.generation.answer == "It is \\boxed{2}."
    spent = walked.stepped.spent
    assert spent.judge_tokens == 3
    assert spent.samples == 3
    judged = [g for g in walked.stepped.paid if g.purpose is Purpose.JUDGE]
    assert {generation.model for generation in judged} == {"judge"}
    prompt = walked.bodies[-1]["messages"][0]["content"]
    assert "How many?" in prompt
    assert " t1 t2 t3" in prompt
    assert walked.bodies[-1]["temperature"] == 0.0


def test_without_a_judge_it_is_refused():
    walked = walk(Reasoner(), "judged-best")
    assert "a model has to be named that judges" in walked.stepped.problem.line()


def test_a_judge_that_makes_no_sense_gives_no_score():
    walked = walk(varied(lambda prompt: "Well."), "judged-vote:samples=2", judged=True)
    assert [result.score for result in results_of(walked, Judge)] == [None, None]
    assert walked.stepped.answer.key is not None


def test_looks_at_the_same_differ():
    walked = walk(varied(by_answer), "judged-best:samples=2,looks=2", judged=True)
    judged = [body for body in walked.bodies if '"score"' in body["messages"][0]["content"]]
    assert sorted(body["temperature"] for body in judged) == [0.0, 0.0, 0.7, 0.7]


def test_a_beam_grows_by_paragraphs():
    walked = walk(Reasoner(thought=12), BEAM, judged=True)
    steps = results_of(walked, Extend)
    assert [step.text for step in steps[:4]] == [" t1 t2 t3 t4 t5"] * 4
    assert all(step.stopped and not step.ended for step in steps[:8])
    assert [step.text for step in steps[8:]] == [" t11 t12"] * 4
    assert all(step.ended and not step.stopped for step in steps[8:])
    assert len(requests_of(walked, Conclude)) == 4
    assert walked.trail.thought(requests_of(walked, Conclude)[0].parent) == words(1, 12)
    assert walked.stepped.answer.key == "7"
    extending = [body for body in walked.bodies if body["max_tokens"] == 20]
    assert len(extending) == 12
    assert len({body["seed"] for body in extending}) == 12


def test_a_model_that_falls_silent_has_ended_its_thought():
    walked = walk(Reasoner(thought=12, closes=False), BEAM, judged=True)
    steps = results_of(walked, Extend)
    assert [(step.text, step.ended) for step in steps[8:]] == [(" t11 t12", True)] * 4
    assert all(step.stopped and not step.ended for step in steps[:8])


def test_what_a_cut_step_had_read_is_charged_all_the_same():
    walked = walk(Reasoner(thought=12), BEAM, judged=True)
    steps = results_of(walked, Extend)
    assert all(step.prompt_tokens > 0 and step.usd > 0 for step in steps)
    assert all(5 <= step.thinking_tokens <= 7 for step in steps[:8])


def test_a_judge_of_a_step_is_told_that_it_is_a_beginning():
    walked = walk(Reasoner(thought=12), BEAM, judged=True)
    prompt = next(
        body["messages"][0]["content"]
        for body in walked.bodies
        if '"score"' in body["messages"][0]["content"]
    )
    assert "It is not finished" in prompt
    assert "<working>\n t1 t2 t3 t4 t5\n</working>" in prompt


def test_trees_and_a_tree_search_come_to_an_answer():
    trees = walk(Reasoner(thought=12), "diverse-trees:trees=2,width=2,depth=4", judged=True)
    assert trees.stepped.answer.key == "7"
    tree = walk(varied(by_answer), "tree-search:answers=5", judged=True)
    assert tree.stepped.answer.key == "2"
    assert tree.stepped.spent.samples == 5


def test_requests_at_once_are_drawn_at_once():
    async def main():
        resume = asyncio.Event()
        thinker = Reasoner(thought=3, pause_at="t2", resume=resume)
        arrived = []

        def replies(received):
            arrived.append(received)
            if len(arrived) == 3:
                resume.set()
            return thinker(received)

        return await awalk(replies, "judged-best:samples=3", judged=True)

    assert len(asyncio.run(main()).stepped.paid) >= 3


def test_a_dull_server_does_not_hold_it_for_ever():
    walked = walk([stream("")], "probing:window=2,chunk=8,most=32")
    assert walked.stepped.answer is not None
    assert len(walked.trail.nodes) == 2
    assert walked.stepped.answer.key is None
