from dataclasses import replace

import pytest

from core.runs.run_samples import an_exam
from jevons.core.exams.exam import Exam
from jevons.core.models.logprobs import WINDOW
from jevons.core.models.registry import of_row
from jevons.core.problems import ProblemError
from jevons.core.records import AnswerKind, Dial, Question
from jevons.core.runs.costing import Costing
from jevons.core.runs.planning import Wanted, plan_run
from jevons.core.runs.run import Caps
from jevons.core.settings import Settings
from jevons.core.strategies.registry import parse_spelled

WANTED = Wanted(Dial.budget(256))


def model(name="m", **fields):
    row = {"kind": "server", "base_url": "http://127.0.0.1:1/v1", "params": {"temperature": 0.6}}
    return of_row(name, row | fields)


def planned(exam=None, models=None, **changes):
    costing = Costing(Settings())
    return plan_run(exam or an_exam(), models or [model()], replace(WANTED, **changes), costing)


def test_the_models_own_parameters_are_taken_unless_others_are_asked_for():
    plan, notices = planned()
    assert (plan.params.temperature, plan.params.max_tokens, plan.params.seed) == (0.6, 1024, None)
    assert plan.dial == Dial.budget(256)
    assert not notices
    assert plan.surety_window is None
    assert planned(surety_window=64)[0].surety_window == 64
    assert planned(temperature=1.0)[0].params.temperature == 1.0


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"samples": 0}, "samples are"),
        ({"samples": 10**6}, "samples are"),
        ({"concurrency": 0}, "go out at once"),
        ({"surety_window": 0}, "a group for confidence is 1 to"),
        ({"answer_tokens": 0}, "at least 1 token"),
        ({"temperature": -1.0}, "temperature"),
        ({"caps": Caps(tokens=0)}, "cap is more"),
        ({"caps": Caps(usd=1.0)}, "price of m is not known"),
    ],
)
def test_what_makes_no_sense_is_refused(changes, line):
    with pytest.raises(ProblemError, match=line) as error:
        planned(**changes)
    assert "nothing was started" in str(error.value)


def test_dollars_are_capped_where_a_price_is_known():
    plan, _ = planned(models=[model(price_model="o1")], caps=Caps(usd=1.0))
    assert plan.caps.usd == 1.0


def test_an_exam_without_questions_is_refused():
    with pytest.raises(ProblemError, match="no questions"):
        planned(Exam("empty", ()))


def test_prose_needs_a_judge_and_nothing_else_has_one():
    prose = Exam("hle", (Question("1", "Why?", "because", AnswerKind.JUDGED),))
    with pytest.raises(ProblemError, match="--judge"):
        planned(prose)
    assert planned(prose, judge="o3")[0].judge == "o3"
    assert planned(judge="o3")[0].judge == ""


def test_what_the_user_should_know():
    _, notices = planned(temperature=0.0, samples=4)
    assert "nearly the same" in notices[0].what
    unlike = [model("a"), model("b", thinking="prompted")]
    assert "do not think alike" in planned(models=unlike)[1][0].what
    system = replace(an_exam(), system="Answer so.")
    assert "system prompt" in planned(system, [model(system_prompt=False)])[1][0].what


def decided(strategy, **fields):
    return planned(strategy=parse_spelled(strategy), **fields)


def test_a_strategy_says_how_many_samples_at_most_and_how_long_to_think():
    plan, _ = decided("adaptive-consistency:most=16")
    assert (plan.samples, plan.strategy_name) == (16, "adaptive-consistency:most=16")
    assert plan.decider == parse_spelled("adaptive-consistency:most=16")
    plan, _ = decided("no-thinking:samples=4")
    assert plan.dial == Dial.off()
    plan, _ = decided("weighted-vote:samples=4")
    assert plan.surety_window == WINDOW
    plan, _ = decided("revision")
    assert (plan.samples, plan.steps) == (1, parse_spelled("revision"))


def test_a_sum_is_shared_out_as_far_as_it_is_capped():
    with pytest.raises(ProblemError, match="no sum"):
        decided("greedy")
    priced = [model(price_model="o1")]
    plan, _ = decided("greedy:most=16", caps=Caps(usd=2.0), models=priced)
    assert (plan.samples, plan.strategy_name) == (16, "greedy:usd=2.0,most=16")
    raised = replace(plan, caps=Caps(usd=3.0))
    assert raised.allocation.usd == 3.0


def test_a_strategy_that_judges_names_its_judge():
    with pytest.raises(ProblemError, match="judged by a model"):
        decided("judged-best:samples=4")
    plan, _ = decided("judged-best:samples=4", judge="o1")
    assert plan.judge == "o1"


def test_a_race_is_warned_of_that_cannot_begin_at_once():
    _, notices = decided("short:m=1,k=8", concurrency=4)
    assert "8 samples are to race, and 4 go out at once" in notices[-1].what
    assert not decided("short:m=1,k=8", concurrency=8)[1]
