from dataclasses import replace

import pytest

from core.runs.run_samples import PLAN, a_sample, an_exam
from jevons.core.analysis.replay import Measure
from jevons.core.analysis.ways import ways_of
from jevons.core.prices.pricing import parse_pricing
from jevons.core.problems import ProblemError
from jevons.core.records import Cost, Dial, Outcome, Timing, Usage
from jevons.core.runs.library import Library
from jevons.core.strategies.registry import parse, parse_any, to_json

QUESTIONS = 6


@pytest.fixture
def runs(tmp_path):
    library, _ = Library.open(tmp_path / "library.db")
    yield library.runs
    library.close()


def fill(
    runs, dial, thinking, right, *, samples=4, questions=range(QUESTIONS), exam=None, usd=1 / 1024
):
    """A run whose questions are right in their first so many samples, by question."""
    exam = exam or an_exam(QUESTIONS)
    run = runs.create(exam, replace(PLAN, samples=samples, dial=dial))
    drawn = []
    for question in questions:
        for sample in range(samples):
            outcome = Outcome.CORRECT if sample < right[question] else Outcome.UNPARSED
            one = a_sample(question, sample, outcome, exam=exam)
            generation = replace(
                one.generation,
                id=f"{run.number}-{question}-{sample}",
                usage=Usage(prompt=10, thinking=thinking, answer=5),
                timing=Timing(total_s=thinking / 10),
                cost=Cost(None if usd is None else thinking * usd, "set"),
            )
            one = replace(one, generation=generation, key=f"{run.number}/{question}")
            drawn.append(replace(one, usd=generation.cost.here_usd))
    runs.put(run.number, drawn)
    return run.number


LOW = [0, 1, 2, 3, 4, 4]
HIGH = [1, 2, 3, 4, 4, 4]


def test_runs_of_one_exam_make_one_frontier(runs):
    low = fill(runs, Dial.budget(64), 64, LOW)
    high = fill(runs, Dial.budget(256), 256, HIGH)
    found = ways_of(runs, [low, high, low])
    assert [way.run.number for way in found.ways] == [low] * 3 + [high] * 3
    assert (found.exam, list(found.questions)) == ("sums", list(range(QUESTIONS)))
    points = {way.name: (way, point) for way, point in found.points(Measure.TOKENS)}
    assert len(points) == 6
    way, point = points["r1, 64, single"]
    assert way.estimate(Measure.ACCURACY).value == pytest.approx(sum(LOW) / 24)
    assert point.on_frontier
    assert point.chance > 0.99
    best = points["r1, 256, self-consistency:samples=4"][1]
    assert best.candidate.accuracy.value == 1


def test_runs_are_resampled_jointly(runs):
    numbers = [fill(runs, Dial.budget(64), 64, LOW) for _ in range(2)]
    first, second = ways_of(runs, numbers, [parse("single")]).ways
    assert first.replayed.resampled == second.replayed.resampled
    assert first.replayed.estimates == second.replayed.estimates


def test_what_was_drawn_as_it_stands_was_measured(runs):
    number = fill(runs, Dial.budget(64), 64, LOW)
    said = {way.name: way.origin for way in ways_of(runs, [number]).ways}
    measured = {name for name, origin in said.items() if origin == f"measured from run {number}"}
    assert measured == {"r1, 64, single", "r1, 64, self-consistency:samples=4"}
    assert set(said.values()) == {f"measured from run {number}", f"replayed from run {number}"}


def test_questions_that_a_run_lacks_are_left_out_of_all(runs):
    whole = fill(runs, Dial.budget(64), 64, LOW)
    part = fill(runs, Dial.budget(256), 256, HIGH, questions=[1, 2, 4])
    found = ways_of(runs, [whole, part], [parse("single")])
    assert list(found.questions) == [1, 2, 4]
    low, high = (way.estimate(Measure.ACCURACY).value for way in found.ways)
    assert (low, high) == (pytest.approx(7 / 12), pytest.approx(9 / 12))
    assert any("3 questions are left out that not all" in text for text in found.notices)


def test_another_price_is_another_frontier_of_the_same_ways(runs):
    found = ways_of(runs, [fill(runs, Dial.budget(64), 64, LOW)])
    again = found.priced(parse_pricing("o1@2025-01-27"))
    assert [way.name for way in again.ways] == [way.name for way in found.ways]
    single = again.ways[0].estimate(Measure.USD).value
    assert single == pytest.approx((10 * 15 + 69 * 60) / 1e6)
    assert found.ways[0].estimate(Measure.USD).value == 1 / 16
    straight = ways_of(runs, [found.pools[0].run.number], pricing=again.pricing)
    assert straight.ways == again.ways


def test_runs_of_different_exams_are_refused(runs):
    sums = fill(runs, Dial.budget(64), 64, LOW)
    other = fill(runs, Dial.budget(64), 64, LOW, exam=an_exam(QUESTIONS, "dates"))
    fewer = fill(runs, Dial.budget(64), 64, LOW, questions=[0], exam=an_exam(1))
    with pytest.raises(ProblemError, match=f"run {sums} is of sums, and run {other} of dates"):
        ways_of(runs, [sums, other])
    with pytest.raises(ProblemError, match="of sums in other questions or wording"):
        ways_of(runs, [sums, fewer])


def test_runs_without_a_question_in_common_are_refused(runs):
    first = fill(runs, Dial.budget(64), 64, LOW, questions=[0, 1])
    second = fill(runs, Dial.budget(64), 64, LOW, questions=[2, 3])
    with pytest.raises(ProblemError, match="no question in common"):
        ways_of(runs, [first, second])
    with pytest.raises(ProblemError, match="no run is named"):
        ways_of(runs, [])


def test_a_strategy_with_a_dial_of_its_own_is_for_runs_under_it(runs):
    low = fill(runs, Dial.budget(64), 64, LOW)
    high = fill(runs, Dial.budget(256), 256, HIGH)
    strategy = parse("budget-forcing:maximum=256")
    (way,) = ways_of(runs, [low, high], [strategy]).ways
    assert way.run.number == high
    with pytest.raises(ProblemError, match="told of none of the runs"):
        ways_of(runs, [low], [strategy])


def test_what_a_strategy_decided_is_measured_as_it_was(runs):
    plain = fill(runs, Dial.budget(64), 64, LOW)
    strategy = parse("adaptive-consistency:most=4")
    plan = replace(PLAN, samples=4, dial=Dial.budget(64), strategy=to_json(strategy))
    exam = an_exam(QUESTIONS)
    number = runs.create(exam, plan).number
    for sample in runs.iter_samples(plain):
        question, place = sample.row.question, sample.row.sample
        if question < 5:
            drawn = a_sample(question, place, sample.verdicts[0][1].outcome, exam=exam)
            runs.put(number, [replace(drawn, generation=sample.generation, pooled=True)])
    runs.decide(number)
    found = ways_of(runs, [plain, number], pricing=parse_pricing("o1@2025-01-27"))
    assert list(found.questions) == [0, 1, 2, 3, 4]
    way = found.ways[-1]
    assert (way.strategy, way.origin) == (strategy, f"measured from run {number}")
    vote = next(each for each in found.ways if each.name == "r1, 64, self-consistency:samples=4")
    assert way.estimate(Measure.ACCURACY).value == vote.estimate(Measure.ACCURACY).value
    assert way.estimate(Measure.USD).value == pytest.approx(vote.estimate(Measure.USD).value)
    assert any("1 questions without an answer yet are left out" in each for each in found.notices)
    with pytest.raises(ProblemError, match="told of none of the runs"):
        ways_of(runs, [number], [parse("single")])


def cut(runs, whole, budget, keys):
    """A run that cut the thoughts of another after so many tokens, with these answers."""
    plan = replace(runs.run(whole).plan, dial=Dial.budget(budget), cut_of=whole)
    run = runs.create(an_exam(QUESTIONS), plan)
    drawn = []
    for question in range(QUESTIONS):
        for sample in range(plan.samples):
            key = keys[question]
            outcome = Outcome.CORRECT if key == "right" else Outcome.INCORRECT
            one = a_sample(question, sample, outcome, exam=an_exam(QUESTIONS))
            generation = replace(
                one.generation,
                id=f"{run.number}-{question}-{sample}",
                usage=Usage(prompt=10, thinking=budget, answer=5, inherited=budget),
                timing=Timing(total_s=budget / 10 + 1),
                cost=Cost(budget / 1024, "set"),
            )
            verdict = replace(one.verdict, key=key)
            drawn.append(
                replace(one, generation=generation, verdict=verdict, key=f"{run.number}/{question}")
            )
    runs.put(run.number, drawn)
    return run.number


def test_probing_is_replayed_on_thoughts_that_were_cut(runs):
    whole = fill(runs, Dial.budget(256), 100, LOW, samples=2)
    early = ["right", "a", "right", "b", "c", "right"]
    later = ["right", "right", "a", "b", "d", "right"]
    for budget, keys in ((32, early), (64, later), (96, later)):
        cut(runs, whole, budget, keys)
    probing = parse_any("probing:window=2,chunk=32,trial=3")
    (way,) = ways_of(runs, [whole], [probing]).ways
    assert way.strategy == probing
    assert not way.measured
    # Stable at once: 0, 3 and 5. The others after the third cut.
    assert way.replayed.rows.thinking == [64, 96, 96, 64, 96, 64]
    assert way.replayed.rows.scores == [1, 1, 0, 0, 0, 1]
    assert way.replayed.rows.tokens == [64 + 5 + 6, *[96 + 5 + 9] * 2, 75, 96 + 5 + 9, 75]
    assert way.estimate(Measure.USD).value > 0
    both = ways_of(runs, [whole], [probing, parse("single")], parse_pricing("o1@2025-01-27"))
    assert [way.strategy.name for way in both.ways] == ["single", "probing"]


def test_without_cuts_probing_cannot_be_replayed(runs):
    whole = fill(runs, Dial.budget(256), 100, LOW, samples=2)
    with pytest.raises(ProblemError, match=f"jevons sweep {whole} --budgets 64,128,192"):
        ways_of(runs, [whole], [parse_any("probing")])
    with pytest.raises(ProblemError, match="can be told of none of the runs"):
        ways_of(runs, [whole], [parse_any("revision")])


def test_a_run_that_went_step_by_step_is_told_by_its_strategy(runs):
    strategy = parse_any("revision")
    plan = replace(PLAN, samples=1, strategy=to_json(strategy))
    exam = an_exam(QUESTIONS)
    number = runs.create(exam, plan).number
    runs.put(number, [a_sample(question, 0, exam=exam) for question in range(QUESTIONS)])
    runs.decide(number)
    (way,) = ways_of(runs, [number]).ways
    assert way.strategy == strategy
    assert way.measured
    assert ways_of(runs, [number], [strategy]).ways[0].name == way.name
    with pytest.raises(ProblemError, match="can be told of none of the runs"):
        ways_of(runs, [number], [parse("single")])
