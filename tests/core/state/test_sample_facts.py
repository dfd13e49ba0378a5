from dataclasses import replace
from datetime import UTC, datetime

from core.runs.run_samples import a_sample, a_verdict, an_exam
from core.state.run_values import a_run
from jevons.core.records import FinishReason, Outcome, Surety, Timing
from jevons.core.runs.sample_rows import Sample, SampleRow
from jevons.core.state.sample import facts_of

QUESTION = an_exam().questions[2]
AT = datetime(2025, 1, 20, tzinfo=UTC)


def a_whole_sample(*verdicts, generation=None, **row):
    outcome = verdicts[0].outcome if verdicts else ""
    numbers = SampleRow(2, 0, outcome, False, 30, 5, 2.0, 0.25, 0.0)
    drawn = replace(a_sample(2).generation, timing=Timing(0.4, 1.5, 2.0, 26.5))
    return Sample(
        replace(numbers, **row),
        1,
        generation or drawn,
        tuple((AT, verdict) for verdict in verdicts),
    )


def facts(sample):
    return facts_of(sample, QUESTION, a_run())


def test_the_answer_stands_beside_the_right_one_and_how_they_were_compared():
    said = dict(facts(a_whole_sample(a_verdict(Outcome.INCORRECT, extracted="5"))).verdict)
    assert said["answer"] == "5"
    assert said["right"] == "4"
    assert said["by"] == "last box; equal"
    assert said["grader"] == "test-1"
    assert "its own confidence" not in said


def test_no_answer_and_no_verdict_are_told():
    none_found = facts(a_whole_sample(a_verdict(Outcome.UNPARSED, extracted=None)))
    assert dict(none_found.verdict)["answer"] == "none found"
    assert none_found.outcome == Outcome.UNPARSED
    ungraded = facts(a_whole_sample())
    assert ungraded.outcome == ""
    assert dict(ungraded.verdict)["right"] == "4"


def test_an_earlier_verdict_is_told():
    sample = a_whole_sample(a_verdict(confidence=0.75), a_verdict(Outcome.GRADER_TIMEOUT))
    said = dict(facts(sample).verdict)
    assert said["graded"] == "2 times, before: grader timeout"
    assert said["its own confidence"] == "75 %"


def test_what_it_took():
    took = dict(facts(a_whole_sample(a_verdict())).took)
    assert took["thinking"] == "30"
    assert took["answer"] == "5 tokens"
    assert took["time"] == "2.00 s at 26 tok/s"
    assert took["cost"] == "$0.250"
    assert dict(facts(a_whole_sample(pooled=True)).took)["cost"].startswith("from the pool")
    assert dict(facts(a_whole_sample(usd=None)).took)["cost"] == "?"


def test_how_sure_the_model_was():
    assert "log-prob" not in dict(facts(a_whole_sample()).took)
    surety = Surety(45, -0.25, 20, 2048, 3.5, 9.25, 9.0, 7.5, 7.25)
    told = replace(a_sample(2).generation, surety=surety)
    took = dict(facts(a_whole_sample(generation=told)).took)
    assert took["log-prob"] == "-0.250 a token"
    assert took["self-certainty"] == "3.50"
    assert took["confidence"] == (
        "mean 9.25, tail 9.00, bottom 7.50, lowest 7.25 (20 likeliest, groups of 2,048)"
    )
    alone = replace(told, surety=Surety(45, -0.25, 0, 2048))
    assert "confidence" not in dict(facts(a_whole_sample(generation=alone)).took)


def test_how_it_was_drawn_and_ended():
    cut = replace(
        a_sample(2).generation,
        timing=Timing(total_s=2.0),
        finish_reason=FinishReason.LENGTH,
        problem="bad\x1b[31m news",
    )
    assert dict(facts(a_whole_sample()).drawn)["ttft"] == "0.40 s"
    drawn = dict(facts(replace(a_whole_sample(generation=cut), attempts=3)).drawn)
    assert drawn["it"] == "was cut at its limit of tokens"
    assert "ttft" not in drawn
    assert drawn["drawn"] == "in 3 attempts"
    assert drawn["problem"] == "bad␛[31m news"


def test_what_a_checker_decides_has_no_single_right_answer():
    question = replace(QUESTION, gold="", checker="countdown")
    said = dict(facts_of(a_whole_sample(a_verdict()), question, a_run()).verdict)
    assert said["right"] == "whatever countdown accepts"
